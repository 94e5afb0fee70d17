//! What rules say, as lines: who judged, what it comes to, the rule with its place, what would change it. It decides nothing.

use crate::engine::access::{Judgement, Verdict, Weight};

use super::page::{Line, Span, Tone};

/// Judges' words are set in a column of this width.
const WIDTH: usize = 12;

fn sign(weight: Weight) -> (&'static str, Tone) {
    match weight {
        Weight::Admits => ("✓ ", Tone::Good),
        Weight::NotJudged => ("? ", Tone::Unknown),
        Weight::Warns => ("! ", Tone::Warn),
        Weight::Refuses => ("✖ ", Tone::Bad),
    }
}

/// A judgement: one line for what it says, and where it is not a plain yes another for what would change it.
pub fn judgement(judgement: &Judgement) -> Vec<Line> {
    let (glyph, tone) = sign(judgement.weight);
    let judge = judgement.judge.as_str();
    let mut first = vec![Span::fixed(glyph, tone), Span::new(format!("{judge:<WIDTH$}"), tone)];
    if let Some(key) = &judgement.about {
        let namespace = if key.namespace.is_empty() { String::new() } else { format!("{}/", key.namespace) };
        first.push(Span::new(format!("{namespace}{key}  "), Tone::Link));
    }
    first.push(Span::new(&judgement.verdict.rule, if judgement.weight == Weight::Admits { Tone::Plain } else { tone }));
    if judgement.weight == Weight::Admits {
        first.extend(place(&judgement.verdict).map(|place| Span::new(format!("  {place}"), Tone::Dim)));
        return vec![first];
    }
    vec![first, way_out(&judgement.verdict)]
}

/// The same with where the rule stands and what would change the answer, whatever it is.
pub fn in_full(own: &Judgement) -> Vec<Line> {
    let mut lines = judgement(own);
    lines.truncate(1);
    if let (Some(line), Weight::Admits) = (lines.first_mut(), own.weight) {
        line.truncate(line.len().saturating_sub(usize::from(own.verdict.place.is_some())));
    }
    lines.push(way_out(&own.verdict));
    lines
}

/// Where the rule stands and what would change the answer.
fn way_out(verdict: &Verdict) -> Line {
    let place = place(verdict).map(|place| format!("{place}  ")).unwrap_or_default();
    vec![Span::new(format!("{:>width$}{place}", "", width = WIDTH + 2), Tone::Dim), Span::new(format!("→ {}", verdict.change), Tone::Dim)]
}

fn place(verdict: &Verdict) -> Option<String> {
    verdict.place.as_ref().map(ToString::to_string)
}
