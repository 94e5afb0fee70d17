//! Reads whose answers are only shown: differences, commits, manifests, events, logs.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::engine::access::right::Right;
use crate::engine::render::helm::packed::is_chart;
use crate::model::ids::{AppKey, ObjectKey, RepoUrl, Sha};
use crate::session::command::{DiffOf, LogTarget};
use crate::session::effect::Effect;
use crate::session::outcome::Outcome;
use crate::session::shown::{LOG_LINES, LogView};
use crate::session::state::{Slot, State};

use super::{Out, access, apps, evaluate, sides};

/// Events are read for at most this many objects of an application: its own and the newest they own.
const MAX_EVENT_OBJECTS: usize = 200;

/// Asks for a difference.
pub(super) fn diff(state: &mut State, app: &AppKey, of: DiffOf, only: Option<ObjectKey>, out: &mut Out) {
    let Some(subject) = evaluate::subject(state, app) else { return };
    match sides::sides(state, &subject, &of) {
        Ok(sides) => {
            let slot = Slot::Diff(app.clone(), of, only.clone());
            out.read(state, slot, Effect::Diff { subject, only, sides: sides.map(Box::new) });
        }
        Err(problem) => {
            state.shown.diffs.insert((app.clone(), of, only), Err(vec![problem]));
        }
    }
}

/// An answer to `Diff`.
pub(super) fn diffed(state: &mut State, key: (AppKey, DiffOf, Option<ObjectKey>), outcome: Outcome) {
    match outcome {
        Outcome::Diffed(result) => {
            state.shown.diffs.insert(key, result);
        }
        Outcome::Failed(problem) => {
            state.shown.diffs.insert(key, Err(vec![problem]));
        }
        other => super::aside(state, other),
    }
}

/// Asks for the commits of an application's history, of what runs and of what Git has.
pub(super) fn history(state: &mut State, app: &AppKey, out: &mut Out) {
    let Some(detail) = apps::open(state, app) else { return };
    let spec = &detail.app.spec;
    let mut wanted: Vec<(RepoUrl, Sha)> = Vec::new();
    let mut add = |sources: &[crate::model::application::Source], revisions: &[&str]| {
        for (source, revision) in sources.iter().zip(revisions).filter(|(source, _)| !is_chart(source)) {
            let pair = (RepoUrl::new(source.repo_url.as_str()), Sha::new(*revision));
            if !revision.is_empty() && !wanted.contains(&pair) {
                wanted.push(pair);
            }
        }
    };
    for record in &detail.app.status.history {
        let sources = if record.sources.is_empty() { record.source.as_slice() } else { &record.sources };
        let revisions: Vec<&str> =
            if record.revisions.is_empty() { vec![&record.revision] } else { record.revisions.iter().map(String::as_str).collect() };
        add(sources, &revisions);
    }
    if let Some(result) = detail.app.status.operation_state.as_ref().and_then(|state| state.sync_result.as_ref()) {
        let sources = if result.sources.is_empty() { result.source.as_slice() } else { &result.sources };
        let revisions: Vec<&str> =
            if result.revisions.is_empty() { vec![&result.revision] } else { result.revisions.iter().map(String::as_str).collect() };
        add(if sources.is_empty() { spec.sources() } else { sources }, &revisions);
    }
    if let Some(evaluation) = state.evaluation(app) {
        let revisions: Vec<&str> = evaluation.revisions.iter().map(Sha::as_str).collect();
        add(spec.sources(), &revisions);
    }
    wanted.retain(|pair| !matches!(state.shown.commits.get(pair), Some(Ok(_))));
    if !wanted.is_empty() {
        out.read(state, Slot::Commits(app.clone()), Effect::Commits(wanted));
    }
}

/// An answer to `Commits`.
pub(super) fn commits(state: &mut State, outcome: Outcome) {
    match outcome {
        Outcome::Commits(commits) => state.shown.commits.extend(commits),
        other => super::aside(state, other),
    }
}

/// An answer to `Manifest`.
pub(super) fn manifest(state: &mut State, object: ObjectKey, outcome: Outcome) {
    match outcome {
        Outcome::Manifest(result) => {
            state.shown.manifests.insert(object, result);
        }
        Outcome::Failed(problem) => {
            state.shown.manifests.insert(object, Err(problem));
        }
        other => super::aside(state, other),
    }
}

/// Asks for the events of an application's objects and of the application itself.
pub(super) fn ask_events(state: &mut State, app: &AppKey, out: &mut Out) {
    let mut objects: Vec<ObjectKey> = match state.evaluation(app) {
        Some(evaluation) => {
            let roots: Vec<&ObjectKey> = evaluation.verdicts.rows.iter().map(|row| &row.key).collect();
            let mut family: Vec<ObjectKey> = state.live.family(roots.iter().copied()).into_keys().collect();
            family.truncate(MAX_EVENT_OBJECTS);
            family
        }
        None => Vec::new(),
    };
    objects.push(ObjectKey {
        cluster: app.plane.clone(),
        namespace: app.namespace.clone(),
        group_kind: crate::model::ids::GroupKind::new(crate::model::application::GROUP, "Application"),
        name: app.name.clone(),
    });
    out.read(state, Slot::Events(app.clone()), Effect::Events(objects));
}

/// An answer to `Events`.
pub(super) fn events(state: &mut State, app: AppKey, outcome: Outcome) {
    match outcome {
        Outcome::Events(result) => {
            state.shown.events.insert(app, result);
        }
        Outcome::Failed(problem) => {
            state.shown.events.insert(app, Err(problem));
        }
        other => super::aside(state, other),
    }
}

/// Follows a log instead of the one before.
pub(super) fn logs(state: &mut State, app: AppKey, target: LogTarget, out: &mut Out) {
    if state.shown.log.as_ref().is_some_and(|log| log.target == target && log.ended.is_none()) {
        return;
    }
    end_logs(state, out);
    if let Some(problem) = access::forbidden(state, &Right::Logs, &app) {
        state.shown.log = Some(LogView { app, target, lines: VecDeque::new(), dropped: 0, ended: Some(Some(problem)) });
        return;
    }
    state.shown.log = Some(LogView { app, target: target.clone(), lines: VecDeque::new(), dropped: 0, ended: None });
    out.read(state, Slot::Logs, Effect::Logs(target));
}

/// Stops following.
pub(super) fn end_logs(state: &mut State, out: &mut Out) {
    state.shown.log = None;
    out.keep(state, |slot| *slot != Slot::Logs);
}

/// Lines of the followed log; of any other they are stale.
pub(super) fn log_lines(state: &mut State, target: &LogTarget, lines: Vec<Arc<str>>) {
    let Some(log) = state.shown.log.as_mut().filter(|log| log.target == *target) else { return };
    log.lines.extend(lines);
    while log.lines.len() > LOG_LINES {
        log.lines.pop_front();
        log.dropped += 1;
    }
}

/// The followed log ended.
pub(super) fn log_ended(state: &mut State, outcome: Outcome) {
    let why = match outcome {
        Outcome::LogEnded(why) => why,
        Outcome::Failed(problem) => Some(problem),
        other => return super::aside(state, other),
    };
    if let Some(log) = &mut state.shown.log {
        log.ended = Some(why);
    }
}
