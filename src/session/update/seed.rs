//! The Secret that keeps the seed of a driven operation's random values: made before the operation is on record, gone when it
//! ended or never began. It decides nothing about values. Source of the rule: ARCHITECTURE.md, "The plan's digest".

use crate::engine::render::entropy::Seed;
use crate::model::ids::{AppKey, OperationId};
use crate::model::operation::{INFO_OPERATION, INFO_SEED};
use crate::model::problem::ProblemKind;
use crate::session::apps::Detail;
use crate::session::command::Authority;
use crate::session::drive::{End, Patch, Waiting};
use crate::session::effect::{Effect, Write};
use crate::session::outcome::Outcome;
use crate::session::state::{Slot, State};

use super::drive::{issue, not_begun_at_all, over};
use super::{Out, record, settle};

/// The operation that a drive carries out, with its seed; none where no random value is sent.
fn seeded(state: &State, app: &AppKey) -> Option<(OperationId, Seed)> {
    let start = state.drives.get(app)?.plan.as_ref()?.start.as_ref()?;
    Some((start.operation.clone(), start.seed.clone()?))
}

/// Before the record: keeps the seed, if there is one, so that whoever resumes sends the same values.
pub(super) fn keep(state: &mut State, app: &AppKey, out: &mut Out) {
    let seeded = seeded(state, app);
    let Some(drive) = state.drives.get_mut(app) else { return };
    let Some((operation, seed)) = seeded else { return record::write(state, app, Patch::Begin, out) };
    drive.is_seeded = true;
    let write = Write::KeepSeed { app: app.clone(), uid: drive.uid.clone(), operation: operation.clone(), seed };
    let effect = Effect::Send { authority: drive.authority.clone(), operation: Some(operation), account: None, write };
    issue(state, app, Waiting::Seed, effect, out);
}

/// The seed is kept: the record follows. Else nothing begins.
pub(super) fn kept(state: &mut State, app: &AppKey, outcome: Outcome, out: &mut Out) {
    let Some(drive) = state.drives.get_mut(app) else { return };
    // Nobody knows whether it is there, where the server did not answer.
    drive.is_seeded = outcome.refusal().is_none_or(|problem| problem.kind == ProblemKind::Unreachable);
    match (drive.ending.take(), outcome) {
        (Some(end), _) => over(state, app, end, out),
        (None, Outcome::Seed(Ok(()))) => record::write(state, app, Patch::Begin, out),
        (None, Outcome::Seed(Err(problem)) | Outcome::Failed(problem)) => not_begun_at_all(state, app, problem, out),
        (None, other) => super::aside(state, other),
    }
}

/// After the record of the end: the seed goes, while the Lease is still held.
pub(super) fn forget(state: &mut State, app: &AppKey, out: &mut Out) {
    match seeded(state, app) {
        Some((operation, _)) => ask_to_forget(state, app, operation, out),
        None => settle::begin(state, app, out),
    }
}

fn ask_to_forget(state: &mut State, app: &AppKey, operation: OperationId, out: &mut Out) {
    let Some(drive) = state.drives.get(app) else { return };
    let write = Write::ForgetSeed { app: app.clone(), operation: operation.clone() };
    let effect = Effect::Send { authority: drive.authority.clone(), operation: Some(operation), account: None, write };
    issue(state, app, Waiting::SeedGone, effect, out);
}

/// The seed is gone, or stays behind, which is told.
pub(super) fn forgotten(state: &mut State, app: &AppKey, outcome: Outcome, out: &mut Out) {
    if let Some(problem) = outcome.refusal() {
        state.notify(Some(app), problem.clone());
    }
    match state.drives.get_mut(app).and_then(|drive| drive.ending.take()) {
        Some(end) => over(state, app, end, out),
        None => settle::begin(state, app, out),
    }
}

/// Whether the seed of an operation that did not begin after all has to go before its drive ends: nobody needs it. One that is just
/// being kept is awaited.
pub(super) fn is_first(state: &mut State, app: &AppKey, end: &End, out: &mut Out) -> bool {
    let operation = seeded(state, app).map(|(operation, _)| operation);
    let Some(drive) = state.drives.get_mut(app).filter(|drive| drive.is_seeded && matches!(end, End::NotBegun(_))) else { return false };
    let Some(operation) = operation else { return false };
    drive.ending = Some(end.clone());
    if !drive.waiting.values().any(|waiting| *waiting == Waiting::Seed) {
        drive.is_seeded = false;
        ask_to_forget(state, app, operation, out);
    }
    true
}

/// An operation that its driver left is being handed back: its seed, if it has one, goes once it ended.
pub(super) fn handing_back(state: &mut State, app: &AppKey, detail: &Detail, authority: &Authority) {
    let running = detail.app.status.operation_state.as_ref().filter(|own| !own.phase.is_completed());
    let seeded = running.filter(|own| own.operation.info(INFO_SEED).is_some());
    if let Some(operation) = seeded.and_then(|own| own.operation.info(INFO_OPERATION)) {
        state.ending.insert(app.clone(), (OperationId::new(operation), authority.clone()));
    }
}

/// The change of an Application that was under way came to its end: what was handed back needs its seed no more.
pub(super) fn handed_back(state: &mut State, app: &AppKey, is_done: bool, out: &mut Out) {
    if let Some((operation, authority)) = state.ending.remove(app).filter(|_| is_done) {
        let write = Write::ForgetSeed { app: app.clone(), operation };
        out.read(state, Slot::Change(app.clone()), Effect::Send { authority, operation: None, account: None, write });
    }
}
