//! The tree of an application: what it manages and what that owns, with sync, health and the reason in a few words.

use std::collections::BTreeMap;

use crate::engine::compare::Verdict;
use crate::engine::resources::row::{ContainerState, Facts, Judged, ResourceRow};
use crate::engine::resources::tree::{Node, tree};
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::Severity;
use crate::model::status::{HealthStatus, SyncStatus};
use crate::session::shown::Probe;
use crate::session::state::State;
use crate::session::update::{judged, probe};

use super::content::Content;
use super::header::crumbs;
use super::page::{Column, Cut, Fold, Line, Row, RowId, Span, Tone};
use super::{age, orphans, triage, words};

const COLUMNS: [Column; 5] = [
    Column { title: "RESOURCE", min: 24, max: 64, drop: 0, cut: Cut::Middle },
    Column { title: "SYNC", min: 11, max: 11, drop: 1, cut: Cut::End },
    Column { title: "HEALTH", min: 13, max: 13, drop: 0, cut: Cut::End },
    Column { title: "AGE", min: 3, max: 4, drop: 2, cut: Cut::End },
    Column { title: "WHY", min: 12, max: 0, drop: 0, cut: Cut::End },
];

/// The page.
pub(super) fn content(state: &State, app: &AppKey) -> Content {
    let mut content =
        Content { crumbs: crumbs(app, "Tree"), facts: triage::facts(state, app), columns: COLUMNS.to_vec(), ..Content::default() };
    let Some(evaluation) = state.evaluation(app) else {
        content.notes.push(vec![Span::fixed("rendering and comparing…", Tone::Info)]);
        return content;
    };
    // Triage tells what is only worth knowing.
    for problem in evaluation.problems.iter().filter(|problem| problem.severity > Severity::Note) {
        content.notes.extend(words::problem(problem));
    }
    for problem in judged::failed_scripts(state, app) {
        content.notes.extend(words::problem(&problem));
    }
    let verdicts: BTreeMap<&ObjectKey, &Verdict> = evaluation.verdicts.rows.iter().map(|row| (&row.key, row)).collect();
    let roots: Vec<&ObjectKey> = verdicts.keys().copied().collect();
    let family = state.live.family(roots.iter().copied());
    for node in tree(&family, roots) {
        let verdict = verdicts.get(&node.key).copied();
        let live = family.get(&node.key).map(|row| &**row);
        content.times.extend(live.and_then(|row| age::time(&row.created)));
        content.times.extend(live.and_then(|row| row.since));
        content.rows.push(row(state, &node, verdict, live));
    }
    for (index, probe) in state.shown.probes.get(app).into_iter().flatten().enumerate() {
        content.times.push(probe.at);
        content.rows.push(endpoint(index, probe, state.now));
    }
    orphans::rows(state, app, &mut content);
    if content.rows.is_empty() && evaluation.problems.is_empty() {
        content.notes.push(vec![Span::fixed("the source renders nothing", Tone::Dim)]);
    }
    content
}

/// A line of the tree; one without a verdict is only looked at.
pub(super) fn row(state: &State, node: &Node, verdict: Option<&Verdict>, live: Option<&ResourceRow>) -> Row {
    let key = &node.key;
    let health = live.and_then(|row| row.health.as_ref());
    let sync = verdict.filter(|verdict| verdict.hooks.is_empty()).map(|verdict| verdict.status);
    let missing = live.is_none() && verdict.is_some_and(|verdict| verdict.hooks.is_empty() && verdict.status != SyncStatus::Unknown);
    let health_cell = match (health, missing) {
        (Some(health), _) => vec![words::health(health.status)],
        (None, true) => vec![words::health(HealthStatus::Missing)],
        (None, false) => Vec::new(),
    };
    let age = live.and_then(|row| row.created.parse().ok()).map(|at| age::age(at, state.now)).unwrap_or_default();
    let is_bad = health.is_some_and(|health| health.status == HealthStatus::Degraded);
    Row {
        id: RowId::Object(key.clone()),
        cells: vec![
            vec![Span::new(format!("{} ", key.group_kind.kind), Tone::Dim), Span::new(&key.name, Tone::Link)],
            sync.map(|sync| vec![words::sync(sync, false)]).unwrap_or_default(),
            health_cell,
            vec![Span::new(age, Tone::Dim)],
            with_since(why(verdict, live), live, state.now),
        ],
        depth: node.depth,
        fold: (node.descendants > 0).then_some(Fold::Open),
        is_problem: is_bad || sync == Some(SyncStatus::OutOfSync),
    }
}

/// What an endpoint of the application's own says: it stands beside the resources, and counts only where the Application says so.
fn endpoint(index: usize, probe: &Probe, now: jiff::Timestamp) -> Row {
    let status = probe::status(probe);
    let why = match &probe.said {
        Ok(report) => {
            let version = if report.version.is_empty() { String::new() } else { format!("version {}  ", report.version) };
            let slow = report.dependencies.iter().filter_map(|own| Some(format!("  {} {} ms", own.name, own.latency?)));
            vec![
                Span::new(format!("{version}{} ms", probe.latency), Tone::Dim),
                Span::new(format!("  {}", report.message), Tone::Plain),
                Span::new(slow.collect::<String>(), Tone::Dim),
            ]
        }
        Err(problem) => vec![Span::new(problem.to_string(), Tone::Warn)],
    };
    Row {
        id: RowId::Line(index),
        cells: vec![
            vec![Span::fixed("HTTP ", Tone::Dim), Span::new(&probe.endpoint, Tone::Link)],
            Vec::new(),
            vec![words::health(status)],
            vec![Span::new(age::age(probe.at, now), Tone::Dim)],
            why,
        ],
        depth: 0,
        fold: None,
        is_problem: status == HealthStatus::Degraded,
    }
}

/// The reason with since when it is so, of what is not well.
fn with_since(mut line: Line, live: Option<&ResourceRow>, now: jiff::Timestamp) -> Line {
    let not_well = live.filter(|row| row.health.as_ref().is_some_and(|health| health.status > HealthStatus::Suspended));
    line.extend(not_well.and_then(|row| row.since).map(|at| Span::new(format!("  since {}", age::age(at, now)), Tone::Dim)));
    line
}

/// The reason in a few words: a hook's type, a prune, a health's message, a container's state, replica counts.
fn why(verdict: Option<&Verdict>, live: Option<&ResourceRow>) -> Line {
    if let Some(verdict) = verdict {
        if let Some(hook) = verdict.hooks.first() {
            return vec![Span::new(format!("hook {hook}"), Tone::Dim)];
        }
        if verdict.requires_pruning {
            return vec![Span::fixed("no longer in Git: pruned by a sync with prune", Tone::Warn)];
        }
    }
    let Some(live) = live else { return Vec::new() };
    if live.judged == Judged::Pending && live.health.is_none() {
        return vec![Span::fixed("judging its health…", Tone::Info)];
    }
    if let Some(health) = live.health.as_ref().filter(|health| !health.message.is_empty() && health.status != HealthStatus::Healthy) {
        return vec![Span::new(&health.message, Tone::Plain)];
    }
    match &live.facts {
        Facts::Pod(pod) => {
            let waiting = pod.containers.iter().find_map(|container| match &container.state {
                ContainerState::Waiting { reason, .. } => Some(format!("{}: {reason}", container.name)),
                ContainerState::Unreported | ContainerState::Running(_) | ContainerState::Exited(_) => None,
            });
            let restarts: i64 = pod.containers.iter().map(|container| container.restarts).sum();
            let restarts = if restarts > 0 { format!("{restarts} restarts") } else { String::new() };
            vec![Span::new(waiting.unwrap_or(restarts), Tone::Dim)]
        }
        Facts::Workload(workload) => vec![Span::new(format!("{}/{} ready", workload.ready, workload.desired), Tone::Dim)],
        Facts::Job(job) => vec![Span::new(format!("{} succeeded, {} failed", job.succeeded, job.failed), Tone::Dim)],
        Facts::None => Vec::new(),
    }
}
