//! An operation's record: what the driver stores in the Application before, while and after it acts, each as one merge
//! patch that carries resourceVersion and makes the record exactly what it should be, whatever stood there before. It knows
//! no client. ARCHITECTURE: "An operation's record".
//!
//! The order of a life: [`begin`] before the first write to a managed object; [`progress`] at wave and hook boundaries;
//! [`wait_for_retry`] and [`retry`] between two attempts; [`finish`] with the last answer; [`settled`] once health settled.
//! Beside it: [`terminate`] and [`hand_back`] for what others drive or left, [`resume`] for whoever takes it up.

mod begin;
mod finish;
pub mod lock;
mod patch;
mod progress;
mod resume;
pub mod state;

use crate::model::application::ApplicationSpec;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::operation::OperationState;
use crate::model::problem::Problem;
use crate::model::status::{ApplicationStatus, Health, ResourceStatus, SyncStatus};

use super::plan::Plan;
use super::progress::Progress;

/// An Application as it was read: the object that patches are made against, and its typed parts.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// As it was read, resourceVersion included.
    pub object: &'a Object,
    /// `spec`.
    pub spec: &'a ApplicationSpec,
    /// `status`.
    pub status: &'a ApplicationStatus,
}

/// What an application came to once its health settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The sync verdict.
    pub sync: SyncStatus,
    /// The health verdict.
    pub health: Health,
    /// One a managed resource.
    pub resources: Vec<ResourceStatus>,
    /// RFC 3339, UTC.
    pub at: String,
    /// Who judged.
    pub by: String,
    /// Whether each resource's health stands in `resources`.
    pub health_inline: bool,
}

/// An operation found half done: the plan restricted to its rows, and how far it is.
#[derive(Debug, Clone)]
pub struct Resumed {
    /// The new plan, less tasks that the recorded operation does not have.
    pub plan: Plan,
    /// How far it is. Go on with [`super::fact::Fact::Began`].
    pub progress: Progress,
}

/// The patch before the first write: `skip-reconcile`, the driver, `operation`, `operationState` Running with one pending
/// row a task.
///
/// # Errors
/// When the plan is a preview or refused, or another operation is in progress.
pub fn begin(app: Read<'_>, plan: &Plan, who: &str) -> Result<Value, Problem> {
    begin::begin(app, plan, who)
}

/// The patch at a wave or hook boundary; none when nothing changed since the Application was read. A wish to terminate that
/// somebody recorded stays.
pub fn progress(app: Read<'_>, plan: &Plan, progress: &Progress) -> Option<Value> {
    progress::progress(app, plan, progress).ok().flatten()
}

/// The patch that ends the operation: `operation` and both annotations go, `operationState` is completed with the progress's
/// phase and message and the rows of what was begun, a successful, real and whole sync is appended to `history`; with `settled` also what the application
/// came to.
///
/// # Errors
/// When the plan is a preview, or no operation is recorded.
pub fn finish(app: Read<'_>, plan: &Plan, progress: &Progress, finished_at: &str, settled: Option<&Settled>) -> Result<Value, Problem> {
    finish::finish(app, plan, progress, finished_at, settled)
}

/// The patch once health settled after the end: sync, health, resources, and the verdict on the history record that this
/// plan made, if it made one.
///
/// # Errors
/// When the plan is a preview.
pub fn settled(app: Read<'_>, plan: &Plan, settled: &Settled) -> Result<Value, Problem> {
    finish::settled(app, plan, settled)
}

/// The patch of an attempt that failed and will be tried again: Running with `finishedAt`, as Argo CD waits. `next` is the
/// count and message of [`super::retry::Next::Retry`].
///
/// # Errors
/// When the plan is a preview, or no operation is recorded.
pub fn wait_for_retry(app: Read<'_>, plan: &Plan, progress: &Progress, finished_at: &str, next: (i64, &str)) -> Result<Value, Problem> {
    begin::wait_for_retry(app, plan, progress, finished_at, next)
}

/// The patch that begins the next attempt: no `finishedAt`, pending rows. The plan's start carries the attempt.
///
/// # Errors
/// When the plan is a preview, or no operation is recorded.
pub fn retry(app: Read<'_>, plan: &Plan) -> Result<Value, Problem> {
    begin::retry(app, plan)
}

/// The patch that asks whoever drives to stop: phase Terminating.
///
/// # Errors
/// When no operation is in progress, or it is terminating already.
pub fn terminate(app: Read<'_>) -> Result<Value, Problem> {
    lock::terminate(app)
}

/// The patch that hands a left-over lock back: both annotations go, and an operation of ours that its driver left ends as
/// Failed, so that a controller does not pick it up half done.
///
/// # Errors
/// When there is nothing to hand back.
pub fn hand_back(app: Read<'_>, now: &str) -> Result<Value, Problem> {
    lock::hand_back(app, now)
}

/// Takes up an operation from its record and a plan made from the recorded revisions, request and start
/// ([`state::start_of`], [`state::request_of`]) and the live objects as they are now.
///
/// # Errors
/// When the operation is not in progress, not the plan's, waits for its next attempt, or the plan is refused.
pub fn resume(state: &OperationState, plan: Plan) -> Result<Resumed, Problem> {
    resume::resume(state, plan)
}
