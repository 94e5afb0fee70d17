//! The patch at a wave or hook boundary. It knows no rule that moves a progress.

use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::Progress;
use crate::model::object::value::Value;
use crate::model::problem::Problem;
use crate::model::status::OperationPhase;

use super::Read;
use super::patch::Patch;
use super::{begin, state};

/// See [`super::progress`].
pub(super) fn progress(app: Read<'_>, plan: &Plan, progress: &Progress) -> Result<Option<Value>, Problem> {
    let operation = begin::recorded(app)?;
    let is_terminating = app.status.operation_state.as_ref().is_some_and(|state| state.phase == OperationPhase::Terminating);
    let phase = match progress.phase {
        None | Some(OperationPhase::Running) if is_terminating => OperationPhase::Terminating,
        Some(phase) => phase,
        None => OperationPhase::Running,
    };
    let state = state::operation_state(app.spec, plan, operation, phase, &progress.message, progress.rows(plan))?;
    let mut patch = Patch::new(app.object);
    patch.replace(&["status", "operationState"], &state)?;
    Ok(patch.guarded())
}
