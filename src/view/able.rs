//! What can be done at a place, and if not, why: a disabled action says so. The reasons are the session's own.

use crate::engine::access::right::Right;
use crate::model::ids::AppKey;
use crate::model::status::OperationPhase;
use crate::session::state::{Slot, State};
use crate::session::update::access::forbidden;
use crate::session::update::command::refusal;
use crate::session::update::locks::Holder;

use super::page::RowId;
use super::screen::{Deed, Screen};
use super::{go, ignore};

/// Whether a deed can be done here with this row selected.
///
/// # Errors
/// The reason why not, in words.
pub fn able(state: &State, screen: &Screen, row: Option<&RowId>, deed: Deed) -> Result<(), String> {
    let app = target(screen, row).ok_or_else(|| "select an application first".to_owned())?;
    let own = state.apps.get(app).ok_or_else(|| format!("{} is gone", app.name))?;
    let driving = state.drives.get(app).is_some_and(|drive| !drive.is_over());
    let running = own.row.running.is_some();
    let changes = |right: &Right| {
        let refused = refusal(state).or_else(|| forbidden(state, right, app));
        refused.map_or(Ok(()), |problem| Err(problem.to_string()))
    };
    match deed {
        Deed::Ignore if matches!(screen, Screen::Ignore(..)) => changes(&Right::Update),
        Deed::Ignore => ignore::rules(state, screen, row).map(|_| ()).ok_or_else(|| ignore::why_not(state, screen, row).into()),
        Deed::PlanSync
        | Deed::Diff
        | Deed::Against
        | Deed::Refresh
        | Deed::HardRefresh
        | Deed::Events
        | Deed::Tree
        | Deed::History
        | Deed::Inspect => Ok(()),
        Deed::Rollback => {
            let has_history = own.detail.as_ref().is_none_or(|detail| !detail.app.status.history.is_empty());
            if has_history { Ok(()) } else { Err("there is no history to go back in".into()) }
        }
        Deed::Actions if matches!(screen, Screen::Inspect(..) | Screen::Manifest(..)) => Ok(()),
        Deed::Actions => of_object(row),
        Deed::Confirm if matches!(screen, Screen::Act(_)) => act(state, app, driving, changes),
        Deed::Confirm => {
            changes(&Right::Get)?;
            if driving {
                return Err("an operation is running".into());
            }
            if running {
                return Err("an operation runs elsewhere: T stops it; if its driver is gone, :resume takes it up".into());
            }
            if state.is_busy(&Slot::Plan(app.clone())) {
                return Err("the plan is being made".into());
            }
            match state.plans.get(app).map(|planned| &planned.plan) {
                Some(Ok(plan)) if plan.is_refused() => {
                    let first = plan.refusals().next().map(|own| format!("{}: {}", own.judge.as_str(), own.verdict.rule));
                    Err(format!("the plan is refused: {}", first.as_deref().unwrap_or("its problems stand above")))
                }
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => Err("there is no plan".into()),
            }
        }
        Deed::Terminate => {
            if !driving && !running {
                return Err("no operation is running".into());
            }
            changes(&Right::Sync)
        }
        Deed::Hold => {
            changes(&Right::Update)?;
            if own.row.held || own.row.automated { Ok(()) } else { Err("automatic sync is off: there is nothing to hold".into()) }
        }
        Deed::Delete => changes(&Right::Delete),
        Deed::Resume | Deed::HandBack => {
            changes(&Right::Sync)?;
            if driving {
                return Err("this console drives it".into());
            }
            if state.locks.get(app).is_some_and(|lock| lock.holder == Holder::Somebody) {
                return Err("another process drives it: its Lease is held".into());
            }
            let left = own.row.driver.is_some() || matches!(own.row.running, Some(OperationPhase::Running | OperationPhase::Terminating));
            if left { Ok(()) } else { Err("no lock was left behind".into()) }
        }
        Deed::Logs | Deed::PreviousLogs => {
            if let Some(problem) = forbidden(state, &Right::Logs, app) {
                return Err(problem.to_string());
            }
            if go::log_target(state, app, row, false).is_some() || state.evaluation(app).is_none() {
                Ok(())
            } else {
                Err("no Pod is known here".into())
            }
        }
        Deed::Manifest => of_object(row),
    }
}

/// Whether a row stands for a resource, or for something of one.
fn of_object(row: Option<&RowId>) -> Result<(), String> {
    match row {
        Some(RowId::Object(_) | RowId::Task(_) | RowId::Hunk(_) | RowId::HunkLine(..)) => Ok(()),
        Some(
            RowId::App(_) | RowId::Record(_) | RowId::Folded(_) | RowId::Rule(_) | RowId::Section(_) | RowId::Project(_) | RowId::Line(_),
        )
        | None => Err("select a resource first".into()),
    }
}

/// Whether the run on the table can be sent.
fn act(state: &State, app: &AppKey, driving: bool, changes: impl Fn(&Right) -> Result<(), String>) -> Result<(), String> {
    let table = state.acts.table.get(app).ok_or_else(|| "no action is on the table".to_owned())?;
    if table.sent {
        return Err("it was sent already".into());
    }
    changes(&Right::Act { object: table.asked.key.clone(), action: table.asked.action.to_string() })?;
    if driving {
        return Err("an operation is running".into());
    }
    match &table.outgoing {
        Some(Ok(made)) if made.sendings.is_empty() => Err("there is nothing to do".into()),
        Some(Ok(_)) => Ok(()),
        Some(Err(problem)) => Err(problem.to_string()),
        None => Err("it is being made".into()),
    }
}

/// The application that a deed is about: the screen's, or the selected row's.
pub fn target<'a>(screen: &'a Screen, row: Option<&'a RowId>) -> Option<&'a AppKey> {
    screen.app().or(match row {
        Some(RowId::App(app)) => Some(app),
        Some(
            RowId::Object(_)
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
    })
}
