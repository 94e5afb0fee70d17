//! Statuses as glyph, word and tone: colour never carries meaning alone. Glyphs are chosen by the theme's set later, by
//! the first character: every one here has an ASCII twin in `themes/`.

use crate::model::problem::{Problem, Severity};
use crate::model::status::{Health, HealthStatus, OperationPhase, SyncStatus};

use super::page::{Line, Span, Tone};

/// Health as a span: `● Healthy`.
pub fn health(status: HealthStatus) -> Span {
    let (glyph, tone) = match status {
        HealthStatus::Healthy => ("●", Tone::Good),
        HealthStatus::Suspended => ("‖", Tone::Info),
        HealthStatus::Progressing => ("◐", Tone::Warn),
        HealthStatus::Missing => ("○", Tone::Bad),
        HealthStatus::Degraded => ("✖", Tone::Bad),
        HealthStatus::Unknown => ("?", Tone::Unknown),
    };
    Span::new(format!("{glyph} {status}"), tone)
}

/// Health as its sign alone, where words beside it say the rest.
pub fn health_sign(status: HealthStatus) -> Span {
    let whole = health(status);
    Span::new(whole.text().split(' ').next().unwrap_or_default(), whole.tone)
}

/// Sync as a span: `✓ Synced`. HELD is a state of its own.
pub fn sync(status: SyncStatus, held: bool) -> Span {
    if held {
        return Span::fixed("■ HELD", Tone::Held);
    }
    let (glyph, tone) = match status {
        SyncStatus::Synced => ("✓", Tone::Good),
        SyncStatus::OutOfSync => ("≠", Tone::Warn),
        SyncStatus::Unknown => ("?", Tone::Unknown),
    };
    Span::new(format!("{glyph} {status}"), tone)
}

/// An environment in a table: the usual long words cut to what people say, others as they are.
pub fn environment(name: &str) -> &str {
    match name {
        "production" => "prod",
        "staging" => "stage",
        "development" => "dev",
        other => other,
    }
}

/// An operation's phase as a span.
pub fn phase(phase: OperationPhase) -> Span {
    let (glyph, tone) = match phase {
        OperationPhase::Running => ("◐", Tone::Warn),
        OperationPhase::Terminating => ("◑", Tone::Warn),
        OperationPhase::Failed | OperationPhase::Error => ("✖", Tone::Bad),
        OperationPhase::Succeeded => ("✓", Tone::Good),
    };
    Span::new(format!("{glyph} {phase}"), tone)
}

/// A health with its message.
pub fn health_line(health: &Health) -> Line {
    let mut line = vec![self::health(health.status)];
    if !health.message.is_empty() {
        line.push(Span::new(format!("  {}", health.message), Tone::Plain));
    }
    line
}

/// Lines of one problem below its first. A chain of includes has three a level, and the innermost counts most: real ones
/// have at most eight levels.
const MAX_LINES: usize = 32;

/// A problem in the words that every face uses: `✖ place: cause`, and its next step below.
pub fn problem(problem: &Problem) -> Vec<Line> {
    let (glyph, tone) = match problem.severity {
        Severity::Error => ("✖ ", Tone::Bad),
        Severity::Warning => ("! ", Tone::Warn),
        Severity::Note => ("· ", Tone::Info),
    };
    let text = problem.to_string();
    let mut rest = text.lines();
    let mut lines = vec![vec![Span::fixed(glyph, tone), Span::new(rest.next().unwrap_or_default(), tone)]];
    // A chain of templates has a line for each; set in, none can pass for a line of ours.
    lines.extend(rest.take(MAX_LINES).map(|line| vec![Span::fixed("  ", tone), Span::new(line, tone)]));
    if let Some(hint) = &problem.hint {
        lines.push(vec![Span::fixed("  → ", Tone::Dim), Span::plain(hint)]);
    }
    lines
}

/// The first seven characters of a commit id; other revisions as they are.
pub fn short(revision: &str) -> &str {
    let is_sha = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_sha { revision.get(..7).unwrap_or(revision) } else { revision }
}
