//! Writing an operation's record: one patch at a time, each made from the Application as it is known now. A conflict is read again and
//! written again while that may help; a record that is no longer ours ends the driving.

use std::sync::Arc;

use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::OperationPhase;
use crate::session::drive::{Patch, Stage, Waiting};
use crate::session::effect::{Effect, Write};
use crate::session::outcome::Outcome;
use crate::session::state::State;

use super::drive::{issue, lost, not_begun_at_all, running};
use super::{Out, change, orders, seed, settle};

/// Writes a patch of the record, made from the Application as it is known now.
pub(super) fn write(state: &mut State, app: &AppKey, patch: Patch, out: &mut Out) {
    let Some(detail) = super::apps::open(state, app) else { return };
    let settled = (patch == Patch::Settled).then(|| settle::settled(state, app)).flatten();
    let now = state.now;
    let profile = state.plane.settings.profile.clone();
    let Some(drive) = state.drives.get_mut(app) else { return };
    let Some(plan) = drive.plan.clone() else { return };
    let body = settle::body(drive, &plan, &detail, patch, settled.as_ref(), &profile, now);
    match body {
        Ok(Some(body)) => {
            match patch {
                Patch::Begin => drive.stage = Stage::Recording,
                Patch::Finish => drive.stage = Stage::Finishing,
                Patch::Progress | Patch::WaitForRetry | Patch::Retry | Patch::Settled => {}
            }
            drive.record.in_flight = true;
            drive.record.is_due = false;
            drive.record.last = Some(now);
            let authority = drive.authority.clone();
            let operation = (patch != Patch::Settled).then(|| drive.operation().cloned()).flatten();
            let resource_version = detail.object.resource_version().into();
            let write = Write::PatchApp { app: app.clone(), patch: body, resource_version };
            issue(state, app, Waiting::Record(patch), Effect::Send { authority, operation, account: None, write }, out);
        }
        Ok(None) => drive.record.is_due = false,
        Err(problem) => lost(state, app, problem, out),
    }
}

pub(super) fn recorded(state: &mut State, app: &AppKey, patch: Patch, outcome: Outcome, out: &mut Out) {
    let Some(drive) = state.drives.get_mut(app) else { return };
    if patch == Patch::Progress && drive.stage != Stage::Running {
        return; // The end overtook it: what it would say stands in the end's patch.
    }
    drive.record.in_flight = false;
    match outcome {
        Outcome::App(Ok(object)) => {
            let (row, body) = (crate::session::apps::row(&object), crate::session::packed::Packed::new(&object));
            if let Some(drive) = state.drives.get_mut(app) {
                drive.record.conflicts = 0;
            }
            super::apps::seen(state, app.clone(), row, body, out);
            after(state, app, patch, out);
        }
        Outcome::App(Err(problem)) | Outcome::Failed(problem) => unrecorded(state, app, patch, problem, out),
        other => super::aside(state, other),
    }
}

/// A patch of the record was refused: read again and write again while that may help.
fn unrecorded(state: &mut State, app: &AppKey, patch: Patch, problem: Problem, out: &mut Out) {
    /// Conflicts in a row after which somebody else clearly writes all the time; each costs two requests.
    const MAX_CONFLICTS: u32 = 20;
    let Some(drive) = state.drives.get_mut(app) else { return };
    drive.record.conflicts += 1;
    let helps = matches!(problem.kind, ProblemKind::Conflict | ProblemKind::Unreachable) && drive.record.conflicts < MAX_CONFLICTS;
    match (helps, patch) {
        (true, _) => issue(state, app, Waiting::Read(patch), Effect::ReadApp(app.clone()), out),
        (false, Patch::Begin) => not_begun_at_all(state, app, problem, out),
        (false, Patch::Progress) => state.notify(Some(app), problem),
        (false, Patch::WaitForRetry | Patch::Retry | Patch::Finish | Patch::Settled) => lost(state, app, problem, out),
    }
}

pub(super) fn read_again(state: &mut State, app: &AppKey, patch: Patch, outcome: Outcome, out: &mut Out) {
    if patch == Patch::Progress && state.drives.get(app).is_none_or(|drive| drive.stage != Stage::Running) {
        return;
    }
    match outcome {
        Outcome::App(Ok(object)) => {
            let ours = patch == Patch::Begin || patch == Patch::Settled || is_ours(state, app, &object);
            let begun = object.get(&["operation"]).is_some_and(|value| !value.is_null());
            let (row, body) = (crate::session::apps::row(&object), crate::session::packed::Packed::new(&object));
            super::apps::seen(state, app.clone(), row, body, out);
            if patch == Patch::Begin && begun && !is_ours(state, app, &object) {
                let problem =
                    Problem::error(ProblemKind::Conflict, "another operation began in the meantime").hint("watch it, or terminate it");
                not_begun_at_all(state, app, problem, out);
            } else if patch == Patch::Begin && begun {
                after(state, app, patch, out); // The write had arrived; only its answer was lost.
            } else if ours {
                write(state, app, patch, out);
            } else {
                let problem =
                    Problem::error(ProblemKind::Conflict, "the operation's record is no longer ours").hint("look at the application");
                lost(state, app, problem, out);
            }
        }
        Outcome::App(Err(problem)) | Outcome::Failed(problem) => unrecorded(state, app, patch, problem, out),
        other => super::aside(state, other),
    }
}

/// Whether the operation on record is the one we drive.
fn is_ours(state: &State, app: &AppKey, object: &crate::model::object::Object) -> bool {
    let Some(own) = state.drives.get(app).and_then(|drive| drive.operation().cloned()) else { return false };
    crate::session::apps::detail(object.clone())
        .app
        .operation
        .as_ref()
        .and_then(|operation| operation.info(crate::model::operation::INFO_OPERATION).map(|id| id == own.as_str()))
        .unwrap_or(false)
}

/// What follows a patch that was written.
fn after(state: &mut State, app: &AppKey, patch: Patch, out: &mut Out) {
    match patch {
        Patch::Begin => {
            // It is being carried out: on the table it would only be mistaken for what is still to be done.
            state.plans.remove(app);
            audit(state, app, Told::Started, out);
            running(state, app, out);
        }
        Patch::Retry => running(state, app, out),
        Patch::Progress => orders::record(state, app, out),
        Patch::WaitForRetry => {}
        Patch::Finish => {
            audit(state, app, Told::Completed, out);
            seed::forget(state, app, out);
        }
        Patch::Settled => settle::done(state, app, out),
    }
}

/// What is told of an operation in its Application's events and in the session's journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It began here.
    Started,
    /// It was taken up here.
    Resumed,
    /// It came to its end.
    Completed,
}

/// Tells of an operation in the words of Argo CD's audit log (ARGO_CD.md, "Events").
pub(super) fn audit(state: &mut State, app: &AppKey, told: Told, out: &mut Out) {
    let Some(drive) = state.drives.get(app) else { return };
    let Some(plan) = &drive.plan else { return };
    let who: Arc<str> = change::who(&drive.authority).into();
    let revisions: Vec<&str> = plan.revisions.iter().map(crate::model::ids::Sha::as_str).collect();
    let revisions = revisions.join(",");
    let partial = if plan.request.resources.is_empty() { "" } else { "partial " };
    let (reason, message) = match (told, plan.request.rollback_to) {
        (Told::Started, Some(id)) => ("OperationStarted", format!("{who} initiated rollback to {id}")),
        (Told::Started, None) => ("OperationStarted", format!("{who} initiated {partial}sync to {revisions}")),
        (Told::Resumed, _) => ("OperationStarted", format!("{who} resumed the {partial}sync to {revisions}")),
        (Told::Completed, _) => {
            let kind = if partial.is_empty() { "Sync operation" } else { "Partial sync operation" };
            let end = match &drive.end {
                Some((phase, message)) if *phase != OperationPhase::Succeeded => format!("failed: {message}"),
                Some(_) | None => "succeeded".to_owned(),
            };
            ("OperationCompleted", format!("{kind} to {revisions} {end}"))
        }
    };
    let (uid, digest) = (drive.uid.clone(), Some(plan.digest.clone()));
    state.did(app, message.as_str());
    out.aside(state, Effect::Audit { app: app.clone(), uid, reason, message, who, digest });
}
