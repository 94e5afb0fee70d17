//! How far an operation is: one state a task, and where the whole stands. It knows no rule that moves it (`step` does).

use std::sync::Arc;

use crate::model::ids::OperationId;
use crate::model::operation::ResourceResult;
use crate::model::problem::Problem;
use crate::model::status::{Health, OperationPhase, ResultCode, SyncPhase};

use super::images;
use super::plan::Plan;
use super::task::{Task, Verb};

/// What of a task is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Nothing was sent.
    #[default]
    Waiting,
    /// What stands in the way is being deleted.
    Clearing,
    /// What stood in the way was deleted, and is not gone yet.
    Going,
    /// What stood in the way is gone.
    Cleared,
    /// It was sent and not answered.
    Sending,
    /// It was answered: the result says how.
    Answered,
}

/// What becomes of a hook after its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cleanup {
    /// Nothing was ordered.
    #[default]
    None,
    /// Its finaliser is being taken off.
    Releasing,
    /// Its finaliser is off.
    Released,
    /// It is being deleted.
    Deleting,
    /// It was deleted.
    Deleted,
    /// It could not be deleted.
    Failed,
}

/// How far one task is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskProgress {
    /// What of it is under way.
    pub stage: Stage,
    /// Sends so far.
    pub attempt: u32,
    /// The uid of the object that stands for it now: made or changed by this operation, or seen since. Empty: unknown.
    pub uid: Arc<str>,
    /// The generation that was sent; what is seen of an older one is stale.
    pub generation: i64,
    /// Whether the object was seen since it was sent.
    pub is_seen: bool,
    /// Whether the object is known to be gone: pruned, or a hook that somebody deleted.
    pub is_gone: bool,
    /// Its health when it was last seen since it was sent; none where its kind has none or it was not seen.
    pub health: Option<Health>,
    /// Whether its health, or its end, was ordered to be told.
    pub is_observed: bool,
    /// What becomes of the hook after its end.
    pub cleanup: Cleanup,
    /// `status` of its row.
    pub status: Option<ResultCode>,
    /// `hookPhase` of its row; none: pending.
    pub phase: Option<OperationPhase>,
    /// `message` of its row.
    pub message: Arc<str>,
}

impl TaskProgress {
    /// Whether nothing is known of its end.
    pub fn is_pending(&self) -> bool {
        self.phase.is_none()
    }

    /// Whether it was applied and its verdict is open.
    pub fn is_running(&self) -> bool {
        self.phase == Some(OperationPhase::Running)
    }

    /// Whether it ended, and not well.
    pub fn is_unsuccessful(&self) -> bool {
        matches!(self.phase, Some(OperationPhase::Failed | OperationPhase::Error))
    }

    /// Whether a write of it is not answered yet.
    pub fn is_in_flight(&self) -> bool {
        matches!(self.stage, Stage::Clearing | Stage::Sending) || matches!(self.cleanup, Cleanup::Releasing | Cleanup::Deleting)
    }
}

/// Where the whole operation stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// Nothing was begun.
    #[default]
    Start,
    /// The tasks of this wave are being sent.
    Wave(SyncPhase, i64),
    /// This wave was sent; the pause after it runs.
    Pausing(SyncPhase, i64),
    /// Between waves: hooks, health and deletions are awaited.
    Settling,
    /// SyncFail hooks are being sent; the message of the failure.
    Failing(Arc<str>),
    /// Hooks are being deleted; then it ends in this phase, with this message.
    Ending(OperationPhase, Arc<str>),
    /// It ended.
    Ended,
}

/// How far an operation is: replayed facts leave it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The operation.
    pub operation: Option<OperationId>,
    /// One a task of the plan, in its order.
    pub tasks: Vec<TaskProgress>,
    /// Rows of tasks that the plan has no more: pruned objects of an operation that was resumed.
    pub former: Vec<ResourceResult>,
    /// Where it stands.
    pub place: Place,
    /// The operation's phase.
    pub phase: Option<OperationPhase>,
    /// The operation's message, in Argo CD's words.
    pub message: Arc<str>,
    /// Whether somebody asked it to stop.
    pub is_terminating: bool,
    /// Whether somebody agreed to prune what `Prune=confirm` protects.
    pub is_approved: bool,
    /// Whether that approval is awaited.
    pub is_awaiting_approval: bool,
}

impl Progress {
    /// The progress of an operation that has not begun.
    pub fn new(plan: &Plan) -> Self {
        Self {
            operation: plan.start.as_ref().map(|start| start.operation.clone()),
            tasks: vec![TaskProgress::default(); plan.tasks.len()],
            is_approved: plan.request.prune_confirmed,
            ..Self::default()
        }
    }

    /// Whether the operation ended.
    pub fn is_ended(&self) -> bool {
        self.place == Place::Ended
    }

    /// Phase and wave under way, for the timeline.
    pub fn at(&self) -> Option<(SyncPhase, i64)> {
        match self.place {
            Place::Wave(phase, wave) | Place::Pausing(phase, wave) => Some((phase, wave)),
            Place::Failing(_) => Some((SyncPhase::SyncFail, 0)),
            Place::Start | Place::Settling | Place::Ending(..) | Place::Ended => None,
        }
    }

    /// The rows of `syncResult.resources`: one a task in the plan's order, then former ones. A row with neither status nor
    /// hook phase is pending, as Argo CD reads it.
    pub fn rows(&self, plan: &Plan) -> Vec<ResourceResult> {
        let tasks = plan.tasks.iter().zip(&self.tasks).filter(|(task, _)| task.verb != Verb::Leave);
        tasks.map(|(task, progress)| row(task, progress)).chain(self.former.iter().cloned()).collect()
    }

    /// The rows of tasks that were begun: what stands on record once the operation ended, as Argo CD leaves it.
    pub fn ended_rows(&self, plan: &Plan) -> Vec<ResourceResult> {
        let is_begun = |row: &ResourceResult| row.status.is_some() || row.hook_phase.is_some();
        self.rows(plan).into_iter().filter(is_begun).collect()
    }

    /// What could not be applied or deleted, one a task.
    pub fn failures<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (&'a Task, &'a TaskProgress)> {
        plan.tasks.iter().zip(&self.tasks).filter(|(_, progress)| progress.is_unsuccessful())
    }
}

/// The row of a task.
pub fn row(task: &Task, progress: &TaskProgress) -> ResourceResult {
    ResourceResult {
        group: task.key.group_kind.group.to_string(),
        version: task.version.to_string(),
        kind: task.key.group_kind.kind.to_string(),
        namespace: task.key.namespace.to_string(),
        name: task.key.name.to_string(),
        status: progress.status,
        message: progress.message.to_string(),
        hook_type: task.hook,
        hook_phase: progress.phase,
        sync_phase: Some(task.phase),
        images: task.desired.as_ref().or(task.live.as_ref()).map(images::of).unwrap_or_default(),
    }
}

/// A problem as a row's message has it: its cause alone, as the server said it.
pub fn message_of(problem: &Problem) -> Arc<str> {
    problem.cause.clone()
}
