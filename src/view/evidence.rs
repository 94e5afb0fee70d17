//! Chains of evidence in words: one line an object, what decides first, so that a narrow screen loses the least. It knows
//! no state.

use crate::engine::explain::{Evidence, Finding};
use crate::model::ids::ObjectKey;
use crate::model::status::{Health, HealthStatus};

use super::page::{Line, Row, RowId, Span, Tone};
use super::words;

/// A chain as rows, from this depth down: findings about one object share its line. `id` gives each row what it stands for.
pub(super) fn rows(chain: &[Evidence], depth: u16, mut id: impl FnMut(&ObjectKey) -> RowId) -> Vec<Row> {
    let mut rows = Vec::new();
    for (level, findings) in (depth..).zip(chain.chunk_by(|a, b| a.key == b.key)) {
        let Some(first) = findings.first() else { continue };
        rows.push(Row { depth: level, is_problem: level > depth, ..Row::line(id(&first.key), line(&first.key, findings)) });
    }
    rows
}

fn line(key: &ObjectKey, findings: &[Evidence]) -> Line {
    let health = findings.iter().find_map(|found| if let Finding::Health(health) = &found.finding { Some(health) } else { None });
    let status = health.map(|health| health.status).filter(|status| *status != HealthStatus::Healthy);
    let sign = match status {
        Some(status) => words::health_sign(status),
        None => Span::fixed("·", Tone::Dim),
    };
    let mut line = vec![sign, Span::new(format!(" {} ", key.group_kind.kind), Tone::Dim), Span::new(&key.name, Tone::Link)];
    let explains = |found: &&Evidence| !matches!(found.finding, Finding::Health(_) | Finding::Replicas { .. });
    match findings.iter().find(explains) {
        // The container says why; the object's own health only repeats that it is so.
        Some(found) => finding(&found.finding, &mut line),
        None => {
            if let Some(status) = status {
                line.push(Span::new(format!("  {status}"), words::health(status).tone));
            }
        }
    }
    for found in findings {
        if let Finding::Replicas { ready, desired } = &found.finding {
            let tone = if ready < desired { Tone::Warn } else { Tone::Dim };
            line.push(Span::new(format!("  {ready} of {desired} ready"), tone));
        }
    }
    if let Some(health) = health.filter(|_| status.is_some() && !findings.iter().any(|found| explains(&found))) {
        line.push(Span::new(format!("  {}", message(key, health)), Tone::Plain));
    }
    line
}

/// The message without the object's own name in front, which stands there already.
fn message(key: &ObjectKey, health: &Health) -> String {
    let own = format!("{} \"{}\" ", key.group_kind.kind, key.name);
    health.message.strip_prefix(&own).unwrap_or(&health.message).to_owned()
}

fn finding(finding: &Finding, line: &mut Line) {
    match finding {
        Finding::Missing => line.push(Span::fixed("  Missing: it is not in the cluster", Tone::Bad)),
        Finding::Waiting { container, image, reason, message, restarts, last } => {
            line.push(Span::new(format!("  {container}: {reason}"), Tone::Bad));
            let exit = last.as_ref().map(|exit| format!(", exit code {}", exit.code)).unwrap_or_default();
            if *restarts > 0 || !exit.is_empty() {
                line.push(Span::new(format!(", {restarts} restarts{exit}"), Tone::Warn));
            }
            line.push(Span::new(format!("  {image}"), Tone::Key));
            line.push(Span::new(format!("  {message}"), Tone::Dim));
        }
        Finding::Exited { container, image, restarts, exit } => {
            line.push(Span::new(format!("  {container}: exit code {}", exit.code), Tone::Bad));
            line.push(Span::new(format!(", {} {restarts} restarts", exit.reason), Tone::Warn));
            line.push(Span::new(format!("  {image}  {}", exit.message), Tone::Dim));
        }
        Finding::NotReady { container, image, restarts } => {
            line.push(Span::new(format!("  {container}: not ready"), Tone::Warn));
            line.push(Span::new(format!(", {restarts} restarts  {image}"), Tone::Dim));
        }
        Finding::Pod { reason, message } => {
            line.push(Span::new(format!("  {reason}"), Tone::Bad));
            line.push(Span::new(format!("  {message}"), Tone::Dim));
        }
        Finding::Health(_) | Finding::Replicas { .. } => {}
    }
}
