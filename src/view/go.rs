//! Where to go and what to ask for: the first screen of an application, which difference, which container, what a screen needs.

use crate::engine::resources::row::Facts;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::status::{HealthStatus, SyncStatus};
use crate::session::command::{Command, DiffOf, LogSpan, LogTarget};
use crate::session::state::{Slot, State};

use super::page::RowId;
use super::screen::{Screen, Tab};
use super::{explain, triage};

/// The first screen of an application: triage when it is not well, the tree when it is.
pub fn landing(state: &State, app: &AppKey) -> Screen {
    let well = state.apps.get(app).is_some_and(|own| {
        let health = own.health();
        matches!(health, HealthStatus::Healthy | HealthStatus::Suspended) && own.sync() == SyncStatus::Synced && own.row.condition.is_none()
    });
    Screen::App(app.clone(), if well { Tab::Tree } else { Tab::Triage })
}

/// The difference that matters: Git ↔ live, unless they agree and it is not well: then running ↔ last good.
pub fn diff_of(state: &State, app: &AppKey) -> DiffOf {
    let Some(own) = state.apps.get(app) else { return DiffOf::DesiredLive };
    let is_synced = own.sync() == SyncStatus::Synced;
    let is_bad = matches!(own.health(), HealthStatus::Degraded | HealthStatus::Progressing | HealthStatus::Missing);
    if is_synced && is_bad { DiffOf::RunningLastGood } else { DiffOf::DesiredLive }
}

/// Whose log a row means: the Pod itself, or the first Pod below it; without a row (or with none below), the failing container.
pub fn log_target(state: &State, app: &AppKey, row: Option<&RowId>, previous: bool) -> Option<LogTarget> {
    let below = match row {
        Some(RowId::Object(key)) => pod_below(state, key),
        Some(
            RowId::App(_)
            | RowId::Record(_)
            | RowId::Task(_)
            | RowId::Hunk(_)
            | RowId::HunkLine(..)
            | RowId::Rule(_)
            | RowId::Folded(_)
            | RowId::Section(_)
            | RowId::Project(_)
            | RowId::Line(_),
        )
        | None => None,
    };
    if let Some((pod, container)) = below {
        return Some(LogTarget { pod, container, previous, span: LogSpan::default() });
    }
    if let Some((pod, container, _)) = triage::failing(state, app) {
        return Some(LogTarget { pod, container, previous, span: LogSpan::default() });
    }
    let evaluation = state.evaluation(app)?;
    let (pod, container) = evaluation.verdicts.rows.iter().find_map(|row| pod_below(state, &row.key))?;
    Some(LogTarget { pod, container, previous, span: LogSpan::default() })
}

/// The log of the first Pod at or below an object, one that is not ready first.
pub fn log_target_below(state: &State, key: &ObjectKey, previous: bool) -> Option<LogTarget> {
    let (pod, container) = pod_below(state, key)?;
    Some(LogTarget { pod, container, previous, span: LogSpan::default() })
}

/// The first Pod of a family, one that is not ready first, and its container that is not ready.
fn pod_below(state: &State, key: &ObjectKey) -> Option<(ObjectKey, std::sync::Arc<str>)> {
    let family = state.live.family([key]);
    let mut pods: Vec<(bool, &ObjectKey, std::sync::Arc<str>)> = family
        .values()
        .filter_map(|row| match &row.facts {
            Facts::Pod(pod) => {
                let failing = pod.containers.iter().find(|container| !container.is_ready && !container.is_init);
                let container = failing.or(pod.containers.iter().find(|container| !container.is_init))?;
                Some((failing.is_none(), &row.key, container.name.clone()))
            }
            Facts::Workload(_) | Facts::Job(_) | Facts::None => None,
        })
        .collect();
    pods.sort();
    pods.into_iter().next().map(|(_, key, container)| (key.clone(), container))
}

/// What has to be asked of the session for a place. Asked again when it changes; a face issues what it has not issued yet.
pub fn wanted(state: &State, screen: &Screen) -> Vec<Command> {
    let Some(app) = screen.app() else { return vec![Command::Interest(Vec::new())] };
    let mut wanted = vec![Command::Interest(vec![app.clone()])];
    match screen {
        Screen::App(app, Tab::Triage) => {
            wanted.push(Command::History(app.clone()));
            wanted.push(Command::Diff { app: app.clone(), of: DiffOf::RunningLastGood, only: None });
            wanted.extend(explain::wanted(state, app));
            if let Some((pod, container, previous)) = triage::failing(state, app) {
                wanted.push(Command::Logs(app.clone(), LogTarget { pod, container, previous, span: LogSpan::default() }));
            }
        }
        Screen::App(app, Tab::Diff) => wanted.push(Command::Diff { app: app.clone(), of: diff_of(state, app), only: None }),
        Screen::App(app, Tab::History) | Screen::Rollback(app) => wanted.push(Command::History(app.clone())),
        Screen::App(app, Tab::Events) => wanted.push(Command::Events(app.clone())),
        Screen::App(app, Tab::Logs) => {
            if state.shown.log.as_ref().is_none_or(|log| log.app != *app) {
                wanted.extend(log_target(state, app, None, false).map(|target| Command::Logs(app.clone(), target)));
            }
        }
        Screen::Diff(app, of, only) => wanted.push(Command::Diff { app: app.clone(), of: of.clone(), only: only.clone() }),
        Screen::Ignore(app, rules) => wanted.push(Command::WouldHide { app: app.clone(), rules: rules.clone() }),
        Screen::Logs(app, target) => wanted.push(Command::Logs(app.clone(), target.clone())),
        Screen::Actions(app, object) => {
            // What belongs to the application is known once it is compared.
            let is_open = state.acts.offered.contains_key(object) || state.is_busy(&Slot::Actions(object.clone()));
            if state.evaluation(app).is_some() && !is_open {
                wanted.push(Command::Actions { app: app.clone(), object: object.clone() });
            }
        }
        Screen::Manifest(app, object) => wanted.push(Command::Manifest { app: app.clone(), object: object.clone() }),
        Screen::App(_, Tab::Tree)
        | Screen::Plan(_)
        | Screen::Act(_)
        | Screen::Operation(_)
        | Screen::Inspect(..)
        | Screen::Applications(_)
        | Screen::Projects
        | Screen::Project(_)
        | Screen::Windows(_)
        | Screen::Rights(_)
        | Screen::Notices => {}
    }
    wanted
}
