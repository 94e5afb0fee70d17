//! Takes up an operation from its record: finished rows stay finished, our own hooks are recognised, and what is as desired
//! already is recorded without a write. It knows no Lease: who may resume is decided elsewhere.

use crate::engine::sync::hooks::Mark;
use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::{Progress, Stage, TaskProgress};
use crate::engine::sync::request::Start;
use crate::engine::sync::task::{Task, Verb};
use crate::model::operation::{INFO_OPERATION, OperationState, ResourceResult};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{OperationPhase, ResultCode};

use super::Resumed;
use super::begin::is_in_progress;
use super::state;

/// See [`super::resume`].
pub(super) fn resume(state: &OperationState, mut plan: Plan) -> Result<Resumed, Problem> {
    let start = state::start(&plan)?.clone();
    check(state, &plan, &start)?;
    let rows = state.sync_result.as_ref().map_or(&[] as &[ResourceResult], |result| &result.resources);
    plan.tasks.retain(|task| task.verb == Verb::Leave || rows.iter().any(|row| is_row_of(row, task)));
    for task in &mut plan.tasks {
        keep_what_is_done(task, &start);
    }
    let mut progress = Progress::new(&plan);
    for (task, own) in plan.tasks.iter().zip(&mut progress.tasks) {
        if let Some(row) = rows.iter().find(|row| is_row_of(row, task)) {
            take_up(task, own, row, &start);
        }
    }
    progress.former = rows.iter().filter(|row| !plan.tasks.iter().any(|task| is_row_of(row, task))).map(former).collect();
    progress.is_terminating = state.phase == OperationPhase::Terminating;
    progress.message = state.message.as_str().into();
    Ok(Resumed { plan, progress })
}

fn check(state: &OperationState, plan: &Plan, start: &Start) -> Result<(), Problem> {
    if !is_in_progress(Some(state)) {
        return Err(Problem::error(ProblemKind::NotFound, "the operation has ended: there is nothing to resume"));
    }
    if state.operation.info(INFO_OPERATION) != Some(start.operation.as_str()) {
        return Err(Problem::error(ProblemKind::Conflict, "another operation is in progress").hint("look at it before taking it over"));
    }
    if state.phase == OperationPhase::Running && state.finished_at.is_some() {
        return Err(Problem::error(ProblemKind::Conflict, "the operation waits for its next attempt").hint("begin the attempt instead"));
    }
    plan.reasons().into_iter().find(Problem::is_error).map_or(Ok(()), Err)
}

fn is_row_of(row: &ResourceResult, task: &Task) -> bool {
    let key = &task.key;
    key.group_kind.is(&row.group, &row.kind)
        && *key.name == *row.name
        && *key.namespace == *row.namespace
        && row.sync_phase.is_none_or(|phase| phase == task.phase)
}

/// Verbs that write whatever is there must not write again what this operation wrote already.
fn keep_what_is_done(task: &mut Task, start: &Start) {
    let Some(live) = &task.live else { return };
    // Both are RFC 3339 in UTC with whole seconds: they order as text.
    let is_recreated = || live.str_at(&["metadata", "creationTimestamp"]).is_some_and(|created| created >= &*start.at);
    let is_done = match task.verb {
        Verb::Replace => !task.is_modified,
        Verb::Recreate => !task.is_modified && is_recreated(),
        Verb::Create | Verb::Update | Verb::Keep | Verb::Leave | Verb::Prune | Verb::RunHook | Verb::SkipPrune => false,
    };
    if is_done {
        task.verb = Verb::Keep;
        task.why = "as desired since this operation wrote it".into();
    }
}

fn take_up(task: &Task, own: &mut TaskProgress, row: &ResourceResult, start: &Start) {
    if row.status.is_some() || row.hook_phase.is_some() {
        own.stage = Stage::Answered;
        own.attempt = 1;
        own.uid = task.live_uid();
        // A row with a status and no phase was written by somebody who does not know phases: it was sent.
        own.phase = row.hook_phase.or(Some(OperationPhase::Running));
        own.status = row.status;
        own.message = row.message.as_str().into();
        return;
    }
    let is_ours = task.live.as_ref().and_then(Mark::of).is_some_and(|mark| mark == Mark::new(start, task.phase));
    if task.is_hook() && is_ours {
        own.stage = Stage::Answered;
        own.attempt = 1;
        own.uid = task.live_uid();
        own.end(Some(ResultCode::Synced), OperationPhase::Running, format!("{} created", task.kubectl_name()).into());
    }
}

/// A row whose task is no more. A resource that is desired always has one: this was pruned, and is gone.
fn former(row: &ResourceResult) -> ResourceResult {
    let mut row = row.clone();
    if row.status.is_none() && row.hook_phase.is_none() && row.hook_type.is_none() {
        row.status = Some(ResultCode::Pruned);
        row.hook_phase = Some(OperationPhase::Succeeded);
        "pruned".clone_into(&mut row.message);
    }
    row
}
