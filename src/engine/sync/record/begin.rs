//! The patches that begin an operation, and its next attempts. It knows no progress beyond "nothing was sent".

use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::Progress;
use crate::model::application::annotation;
use crate::model::object::value::Value;
use crate::model::operation::{Operation, OperationState};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::OperationPhase;

use super::Read;
use super::lock::{Driver, nothing_in_progress};
use super::patch::Patch;
use super::state;

/// See [`super::begin`].
pub(super) fn begin(app: Read<'_>, plan: &Plan, who: &str) -> Result<Value, Problem> {
    let start = state::start(plan)?;
    if let Some(problem) = plan.reasons().into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    if app.object.get(&["operation"]).is_some_and(|value| !value.is_null()) || is_in_progress(app.status.operation_state.as_ref()) {
        return Err(Problem::error(ProblemKind::Conflict, "another operation is already in progress")
            .hint("wait for it, terminate it, or take it over if its driver is gone"));
    }
    let operation = state::operation(plan, who)?;
    let mut patch = Patch::new(app.object);
    patch.annotation(annotation::SKIP_RECONCILE, Some("true"));
    let driver = Driver { who: who.to_owned(), since: start.at.to_string(), operation: start.operation.to_string() };
    patch.annotation(annotation::DRIVER, Some(&driver.to_text()));
    patch.replace(&["operation"], &operation)?;
    pending(app, plan, operation, "", &mut patch)?;
    patch.guarded().ok_or_else(nothing_in_progress)
}

/// See [`super::wait_for_retry`].
pub(super) fn wait_for_retry(
    app: Read<'_>,
    plan: &Plan,
    progress: &Progress,
    finished_at: &str,
    (count, message): (i64, &str),
) -> Result<Value, Problem> {
    let operation = recorded(app)?;
    let mut state = state::operation_state(app.spec, plan, operation, OperationPhase::Running, message, progress.ended_rows(plan))?;
    state.finished_at = Some(finished_at.to_owned());
    state.retry_count = Some(count);
    let mut patch = Patch::new(app.object);
    patch.replace(&["status", "operationState"], &state)?;
    patch.guarded().ok_or_else(nothing_in_progress)
}

/// See [`super::retry`].
pub(super) fn retry(app: Read<'_>, plan: &Plan) -> Result<Value, Problem> {
    let mut operation = recorded(app)?;
    let refreshes = operation.retry.as_ref().is_some_and(|retry| retry.refresh);
    if let Some(sync) = operation.sync.as_mut().filter(|_| refreshes) {
        sync.revision = state::single_revision(plan);
        sync.revisions = state::several_revisions(plan);
    }
    let with = if refreshes { " with latest revisions" } else { "" };
    let message = format!("Retrying operation{with}. Attempt #{}", state::start(plan)?.attempt);
    let mut patch = Patch::new(app.object);
    if refreshes {
        patch.replace(&["operation"], &operation)?;
    }
    pending(app, plan, operation, &message, &mut patch)?;
    patch.guarded().ok_or_else(nothing_in_progress)
}

/// `operationState` Running, one row a task with neither status nor hook phase.
fn pending(app: Read<'_>, plan: &Plan, operation: Operation, message: &str, patch: &mut Patch<'_>) -> Result<(), Problem> {
    let rows = Progress::new(plan).rows(plan);
    let state = state::operation_state(app.spec, plan, operation, OperationPhase::Running, message, rows)?;
    patch.replace(&["status", "operationState"], &state)
}

/// The operation as the record has it: what was asked does not change while it runs.
pub(super) fn recorded(app: Read<'_>) -> Result<Operation, Problem> {
    app.status.operation_state.as_ref().map(|state| state.operation.clone()).ok_or_else(nothing_in_progress)
}

/// Whether an operation is under way: there is a state, and its phase is not completed. Source: `appcontroller.go`,
/// `isOperationInProgress`.
pub(super) fn is_in_progress(state: Option<&OperationState>) -> bool {
    state.is_some_and(|state| !state.phase.is_completed())
}
