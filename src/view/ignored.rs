//! What the ignore rules of an application do, as lines: those that hide something, and with a warning those that cannot. It
//! decides nothing.

use crate::engine::compare::report::{RuleReport, RuleState};

use super::page::{Line, Span, Tone};

/// One line a rule's line: `! .spec.x  never matches: …  spec.ignoreDifferences[0].jsonPointers[1]`.
pub fn lines<'a>(reports: impl IntoIterator<Item = &'a RuleReport>) -> Vec<Line> {
    reports.into_iter().map(line).collect()
}

/// Those that hide nothing: what somebody wrote for a difference that is shown all the same.
pub fn idle(reports: &[RuleReport]) -> impl Iterator<Item = &RuleReport> {
    reports.iter().filter(|report| report.state != RuleState::Hides)
}

fn line(report: &RuleReport) -> Line {
    let (sign, tone) = match report.state {
        RuleState::Hides => ("✓ ", Tone::Plain),
        RuleState::HidesNothing(_) | RuleState::NoObject => ("· ", Tone::Dim),
        RuleState::Never(_) | RuleState::Failed(_) => ("! ", Tone::Warn),
        RuleState::Broken(_) => ("✖ ", Tone::Bad),
    };
    vec![
        Span::fixed(sign, tone),
        Span::new(&report.text, Tone::Key),
        Span::new(format!("  {}", report.words()), tone),
        Span::new(format!("  {}", report.place), Tone::Dim),
    ]
}

#[cfg(test)]
mod tests {
    use super::{idle, lines};
    use crate::engine::compare::report::{How, RuleReport, RuleState};

    #[test]
    fn a_rule_that_hides_nothing_says_why_and_where_it_stands() {
        let report =
            |text: &str, state| RuleReport { place: "spec.ignoreDifferences[0]".into(), how: How::Pointer, text: text.into(), state };
        let reports = [report("/spec/a", RuleState::Hides), report("/spec/*\u{1b}[2J", RuleState::Never("no wildcard".into()))];
        let told: Vec<String> =
            lines(idle(&reports)).iter().map(|line| line.iter().map(super::super::page::Span::text).collect()).collect();
        let [only] = &told[..] else { panic!("{told:?}") };
        assert!(only.starts_with("! /spec/*") && only.ends_with("never matches: no wildcard  spec.ignoreDifferences[0]"), "{only}");
        assert!(!only.contains('\u{1b}'), "untrusted text is cleaned");
    }
}
