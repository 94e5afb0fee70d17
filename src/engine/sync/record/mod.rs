//! An operation's record: what the driver stores in the Application before, while and after it acts, each as one merge
//! patch that carries resourceVersion and makes the record exactly what it should be, whatever stood there before. It knows
//! no client. ARCHITECTURE: "An operation's record".

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
}

/// The patch before the first write: `skip-reconcile`, the driver, `operation`, `operationState` Running with one pending
/// row a task. The plan needs its [`super::request::Start`].
pub fn begin(app: Read<'_>, plan: &Plan, who: &str) -> Result<Value, Problem> {
    let _ = (app, plan, who);
    Ok(Value::Null)
}

/// The patch at a wave or hook boundary; none when nothing changed since the Application was read.
pub fn progress(app: Read<'_>, plan: &Plan, progress: &Progress) -> Option<Value> {
    let _ = (app, plan, progress);
    None
}

/// The patch that ends the operation: `operation` and both annotations go, `operationState` is completed, a successful,
/// real and whole sync is appended to `history`.
pub fn finish(app: Read<'_>, plan: &Plan, progress: &Progress, finished_at: &str, settled: Option<&Settled>) -> Result<Value, Problem> {
    let _ = (app, plan, progress, finished_at, settled);
    Ok(Value::Null)
}

/// The patch once health settled after the end: sync, health, resources, and the verdict on the newest history record,
/// if that is what `plan` made.
pub fn settled(app: Read<'_>, plan: &Plan, settled: &Settled) -> Result<Value, Problem> {
    let _ = (app, plan, settled);
    Ok(Value::Null)
}

/// The patch of an attempt that failed and will be tried again: Running with `finishedAt`.
pub fn wait_for_retry(app: Read<'_>, plan: &Plan, progress: &Progress, finished_at: &str, next: (i64, &str)) -> Result<Value, Problem> {
    let _ = (app, plan, progress, finished_at, next);
    Ok(Value::Null)
}

/// The patch that begins the next attempt: no `finishedAt`, pending rows.
pub fn retry(app: Read<'_>, plan: &Plan) -> Result<Value, Problem> {
    let _ = (app, plan);
    Ok(Value::Null)
}

/// The patch that asks whoever drives to stop: phase Terminating.
pub fn terminate(app: Read<'_>) -> Result<Value, Problem> {
    let _ = app;
    Ok(Value::Null)
}

/// The patch that hands a left-over lock back: both annotations go; an operation that its driver left ends as Failed.
pub fn hand_back(app: Read<'_>, now: &str) -> Result<Value, Problem> {
    let _ = (app, now);
    Ok(Value::Null)
}

/// An operation found half done: the plan restricted to its rows, and how far it is.
#[derive(Debug, Clone)]
pub struct Resumed {
    /// The new plan, less tasks that the recorded operation does not have.
    pub plan: Plan,
    /// How far it is: finished rows stay finished, our own hooks are recognised.
    pub progress: Progress,
}

/// Takes up an operation from its record and a plan made from the recorded revisions and the live objects.
pub fn resume(state: &OperationState, plan: Plan) -> Result<Resumed, Problem> {
    let _ = state;
    let progress = Progress::new(&plan);
    Ok(Resumed { plan, progress })
}
