//! Chains of evidence in words: one line an object, what decides first, so that a narrow screen loses the least. It knows
//! no state.

use jiff::Timestamp;

use crate::engine::explain::{Culprit, Evidence, Finding, What};
use crate::model::ids::ObjectKey;
use crate::model::status::{Health, HealthStatus};

use super::page::{Line, Row, RowId, Span, Tone};
use super::{age, words};

/// A chain as rows, from this depth down: findings about one object share its line. `id` gives each row what it stands for (none: a commit).
pub(super) fn rows(chain: &[Evidence], depth: u16, now: Timestamp, mut id: impl FnMut(Option<&ObjectKey>) -> RowId) -> Vec<Row> {
    let mut rows = Vec::new();
    for (level, findings) in (depth..).zip(links(chain)) {
        let Some(first) = findings.first() else { continue };
        if let Finding::Changed(culprit) = &first.finding {
            // It explains the chain, and stands below the object that it changed like any other reason.
            rows.extend(changed(culprit, now).map(|line| Row { depth: level, ..Row::line(id(None), line) }));
            continue;
        }
        let mut line = line(&first.key, findings);
        if let Some(since) = since(findings) {
            line.push(Span::new(format!("  since {}", age::age(since, now)), Tone::Dim));
        }
        rows.push(Row { depth: level, is_problem: level > depth, ..Row::line(id(Some(&first.key)), line) });
    }
    rows
}

/// A chain's links: what was found at one object, and the commit by itself.
pub(super) fn links(chain: &[Evidence]) -> impl Iterator<Item = &[Evidence]> {
    let is_change = |evidence: &Evidence| matches!(evidence.finding, Finding::Changed(_));
    chain.chunk_by(move |a, b| a.key == b.key && is_change(a) == is_change(b))
}

/// Since when an object is as it is: what explains it tells best.
pub(super) fn since(findings: &[Evidence]) -> Option<Timestamp> {
    findings.iter().rev().find_map(|found| found.since)
}

/// The commit, by whom and how long ago; below it what it changed, from what to what and where: at 80 columns both stand there whole.
fn changed(culprit: &Culprit, now: Timestamp) -> impl Iterator<Item = Line> {
    let file = if culprit.file.is_empty() { "the repository" } else { &culprit.file };
    let (short, below) = match &culprit.what {
        What::Image(from, to) if from.is_empty() => ("the image", Some(vec![Span::plain(to)])),
        What::Image(from, to) => {
            let to = Span::new(tag_of(to, from), Tone::Added);
            ("the image", Some(vec![Span::new(from, Tone::Removed), Span::fixed(" → ", Tone::Dim), to]))
        }
        What::Field(path) => (&**path, Some(Vec::new())),
        What::File => (file, None),
    };
    let ago = culprit.at.map(|at| format!("  {} ago", age::age(at, now))).unwrap_or_default();
    let first = vec![
        Span::fixed("← ", Tone::Dim),
        Span::new(format!("commit {} ", words::short(culprit.sha.as_str())), Tone::Key),
        Span::new(format!("by {} changed {short}", culprit.author), Tone::Plain),
        Span::new(format!("{ago}  {}", culprit.subject), Tone::Dim),
    ];
    let second = below.map(|what| {
        let gap = if what.is_empty() { "" } else { "  " };
        let place = Span::new(format!("{gap}in {file}"), Tone::Dim);
        [Span::fixed("  ", Tone::Plain)].into_iter().chain(what).chain([place]).collect()
    });
    [first].into_iter().chain(second)
}

/// The part of an image that differs from another: its tag or digest where the repository is the same.
pub(super) fn tag_of<'a>(image: &'a str, other: &str) -> &'a str {
    let at = image.rfind(['@', ':']).filter(|at| image.get(..*at) == other.get(..*at) && !image.get(*at..).unwrap_or("").contains('/'));
    at.and_then(|at| image.get(at + 1..)).unwrap_or(image)
}

/// What a commit changed, in words.
pub(super) fn what(culprit: &Culprit) -> String {
    let file = if culprit.file.is_empty() { "the repository" } else { &culprit.file };
    match &culprit.what {
        What::Image(from, to) if from.is_empty() => format!("the image to {to} in {file}"),
        What::Image(from, to) => format!("the image {from} → {to} in {file}"),
        What::Field(path) => format!("{path} in {file}"),
        What::File => file.to_owned(),
    }
}

fn line(key: &ObjectKey, findings: &[Evidence]) -> Line {
    let health = findings.iter().find_map(|found| if let Finding::Health(health) = &found.finding { Some(health) } else { None });
    let status = health.map(|health| health.status).filter(|status| *status != HealthStatus::Healthy);
    let sign = match status {
        Some(status) => words::health_sign(status),
        None => Span::fixed("·", Tone::Dim),
    };
    let mut line = vec![sign, Span::new(format!(" {} ", key.group_kind.kind), Tone::Dim), Span::new(&key.name, Tone::Link)];
    let explains = |found: &&Evidence| !matches!(found.finding, Finding::Health(_) | Finding::Condition(_) | Finding::Replicas { .. });
    let condition = findings.iter().find_map(|found| if let Finding::Condition(because) = &found.finding { Some(because) } else { None });
    let has_replicas = findings.iter().any(|found| matches!(found.finding, Finding::Replicas { .. }));
    match findings.iter().find(explains) {
        // The container says why; the object's own health only repeats that it is so.
        Some(found) => finding(&found.finding, &mut line),
        None => {
            if let Some(status) = status {
                line.push(Span::new(format!("  {status}"), words::health(status).tone));
            }
            // A workload's message says the same in words, and its replicas come first.
            if let Some(because) = condition.filter(|because| !because.reason.is_empty() && !has_replicas) {
                line.push(Span::new(format!("  {}", because.reason), Tone::Warn));
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
        let own = message(key, health);
        let said = condition.map(|because| &*because.message).filter(|said| own.is_empty() && !said.is_empty());
        line.push(Span::new(format!("  {}", said.unwrap_or(&own)), Tone::Plain));
    }
    if let Some(because) = condition.filter(|because| !because.reason.is_empty() && has_replicas) {
        line.push(Span::new(format!("  {}", because.reason), Tone::Dim));
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
        Finding::SyncFailed(message) => {
            line.push(Span::fixed("  the sync failed", Tone::Bad));
            line.push(Span::new(format!("  {message}"), Tone::Plain));
        }
        Finding::Warning(warned) => {
            line.push(Span::new(format!("  {}", warned.reason), Tone::Warn));
            let times = if warned.count > 1 { format!(" ({}×)", warned.count) } else { String::new() };
            line.push(Span::new(format!("  {}{times}", warned.message), Tone::Plain));
        }
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
        Finding::Health(_) | Finding::Condition(_) | Finding::Replicas { .. } | Finding::Changed(_) => {}
    }
}
