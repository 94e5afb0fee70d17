//! What rules say, as lines: who judged, what it comes to, the rule with its place, what would change it. Each part has a line of its own
//! where it is not a plain yes: on a screen of eighty columns the reason is what must not be cut. It decides nothing.

use crate::engine::access::{Judgement, Verdict, Weight};

use super::page::{Line, Span, Tone};

fn sign(weight: Weight) -> (&'static str, Tone) {
    match weight {
        Weight::Admits => ("✓ ", Tone::Good),
        Weight::NotJudged => ("? ", Tone::Unknown),
        Weight::Warns => ("! ", Tone::Warn),
        Weight::Refuses => ("✖ ", Tone::Bad),
    }
}

/// A judgement: a yes in one line; else the rule, where it stands and what would change the answer below it.
pub fn judgement(own: &Judgement) -> Vec<Line> {
    if own.weight == Weight::Admits {
        let mut line = heading(own, Tone::Plain);
        line.extend(own.verdict.place.as_ref().map(|place| Span::new(format!("  {place}"), Tone::Dim)));
        return vec![line];
    }
    in_full(own)
}

/// The same with every part, whatever it is.
pub fn in_full(own: &Judgement) -> Vec<Line> {
    let (_, tone) = sign(own.weight);
    let tone = if own.weight == Weight::Admits { Tone::Plain } else { tone };
    let mut first = heading(own, tone);
    // Beside an object's name there is no room for the reason.
    let rule = if own.about.is_some() && own.weight != Weight::Admits { first.pop() } else { None };
    let mut lines = vec![first];
    lines.extend(rule.map(|rule| vec![Span::fixed("  ", Tone::Plain), rule]));
    lines.extend(way_out(&own.verdict));
    lines
}

/// Several judgements; what stands below equal ones that follow each other (the rule of several objects, its place, what would change it)
/// stands there once. With each line, whether it begins one.
pub fn judgements<'a>(all: impl IntoIterator<Item = &'a Judgement>) -> Vec<(Line, bool)> {
    let mut lines: Vec<(Line, bool)> = Vec::new();
    let mut pending: Vec<Line> = Vec::new();
    for own in all {
        let mut next = judgement(own).into_iter();
        let first = next.next().unwrap_or_default();
        let below: Vec<Line> = next.collect();
        if below != pending {
            lines.extend(std::mem::replace(&mut pending, below).into_iter().map(|line| (line, false)));
        }
        lines.push((first, true));
    }
    lines.extend(pending.into_iter().map(|line| (line, false)));
    lines
}

/// `✖ project  ns/apps/Deployment/web: project shop does not admit it`.
fn heading(own: &Judgement, tone: Tone) -> Line {
    let (glyph, of_sign) = sign(own.weight);
    let mut line = vec![Span::fixed(glyph, of_sign), Span::new(format!("{}  ", own.judge.as_str()), of_sign)];
    if let Some(key) = &own.about {
        let namespace = if key.namespace.is_empty() { String::new() } else { format!("{}/", key.namespace) };
        line.push(Span::new(format!("{namespace}{key}  "), Tone::Link));
    }
    line.push(Span::new(&own.verdict.rule, tone));
    line
}

/// Where the rule stands, and what would change the answer.
fn way_out(verdict: &Verdict) -> impl Iterator<Item = Line> {
    let place = verdict.place.as_ref().map(|place| vec![Span::new(format!("  {place}"), Tone::Dim)]);
    place.into_iter().chain([vec![Span::new(format!("  → {}", verdict.change), Tone::Dim)]])
}

#[cfg(test)]
mod tests {
    use super::judgements;
    use crate::engine::access::{Judge, Judgement, Verdict, Weight};

    fn refused(rule: &str, change: &str) -> Judgement {
        let verdict = Verdict { allowed: false, rule: rule.into(), place: None, change: change.into() };
        Judgement { judge: Judge::Project, about: None, weight: Weight::Refuses, verdict }
    }

    #[test]
    fn what_would_change_several_answers_stands_below_the_last_of_them() {
        let all = [refused("no a", "an entry"), refused("no b", "an entry"), refused("no c", "another")];
        let text: Vec<String> = judgements(&all).iter().map(|(line, _)| line.iter().map(super::Span::text).collect::<String>()).collect();
        assert_eq!(text, ["✖ project  no a", "✖ project  no b", "  → an entry", "✖ project  no c", "  → another"]);
    }
}
