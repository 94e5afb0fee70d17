//! The driver's mark on an Application, asking a driver to stop, and handing back what a driver left behind. It knows no
//! Lease.

use serde::{Deserialize, Serialize};

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::operation::INFO_OPERATION;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::OperationPhase;

use super::Read;
use super::begin::is_in_progress;
use super::patch::Patch;

/// The annotation `tiphys.dev/driver`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// Who drives.
    #[serde(default)]
    pub who: String,
    /// RFC 3339, UTC.
    #[serde(default)]
    pub since: String,
    /// The operation's id.
    #[serde(default)]
    pub operation: String,
}

impl Driver {
    /// Who says to drive an Application. A text that cannot be read is a driver of whom nothing is known: the lock counts.
    pub fn of(app: &Object) -> Option<Self> {
        app.annotation(annotation::DRIVER).map(|text| serde_json::from_str(text).unwrap_or_default())
    }

    /// As the annotation has it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// See [`super::terminate`].
pub(super) fn terminate(app: Read<'_>) -> Result<Value, Problem> {
    let state = app.status.operation_state.as_ref().filter(|state| is_in_progress(Some(state))).ok_or_else(nothing_in_progress)?;
    if state.phase == OperationPhase::Terminating {
        return Err(Problem::error(ProblemKind::Conflict, "the operation is terminating already").hint("wait for its driver"));
    }
    let mut patch = Patch::new(app.object);
    patch.replace(&["status", "operationState", "phase"], &OperationPhase::Terminating)?;
    patch.guarded().ok_or_else(nothing_in_progress)
}

/// See [`super::hand_back`].
pub(super) fn hand_back(app: Read<'_>, now: &str) -> Result<Value, Problem> {
    let mut patch = Patch::new(app.object);
    patch.annotation(annotation::SKIP_RECONCILE, None);
    patch.annotation(annotation::DRIVER, None);
    let ours = app.status.operation_state.as_ref().filter(|state| state.operation.info(INFO_OPERATION).is_some());
    if let Some(state) = ours.filter(|state| is_in_progress(Some(state))) {
        let mut ended = state.clone();
        ended.phase = OperationPhase::Failed;
        "the operation was left by its driver and handed back".clone_into(&mut ended.message);
        ended.finished_at = Some(now.to_owned());
        patch.remove(&["operation"]);
        patch.replace(&["status", "operationState"], &ended)?;
    }
    patch.guarded().ok_or_else(|| Problem::error(ProblemKind::NotFound, "there is no lock to hand back"))
}

pub(super) fn nothing_in_progress() -> Problem {
    Problem::error(ProblemKind::NotFound, "no operation is in progress")
}
