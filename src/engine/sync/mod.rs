//! Plans and runs syncs: order, waves, hooks, prune. `plan` makes a value that can be shown, hashed and confirmed; `step`
//! says what to do next, given facts. It never waits, never applies, and may be called again with the same facts after a
//! crash. It knows no cluster and no clock: time comes in facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::application::{RetryStrategy, Source};
use crate::model::ids::{AppKey, Digest, ObjectKey, OperationId, Sha};
use crate::model::object::Object;
use crate::model::operation::{ResourceResult, SyncResource};
use crate::model::problem::Problem;
use crate::model::status::{Health, HookType, OperationPhase, SyncPhase};

/// What is asked of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Whether extra resources are deleted.
    pub prune: bool,
    /// Whether nothing is changed.
    pub dry_run: bool,
    /// `syncStrategy.apply`: no hooks. Rollbacks and selected resources are so too.
    pub skip_hooks: bool,
    /// `force`: delete and create where an apply is refused.
    pub force: bool,
    /// Only these; empty means everything.
    pub resources: Vec<SyncResource>,
    /// Options as executed (`spec.syncPolicy.syncOptions` copied, unless the request says otherwise).
    pub sync_options: Vec<String>,
    /// How to retry.
    pub retry: Option<RetryStrategy>,
    /// The history record that this goes back to, if it is a rollback.
    pub rollback_to: Option<i64>,
}

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// It is not there.
    Create,
    /// It differs.
    Update,
    /// It is as desired: recorded, not written.
    Keep,
    /// `Replace=true`: the whole object is put.
    Replace,
    /// `Force=true` or a hook that is there already: deleted, then created.
    Recreate,
    /// It is no longer desired.
    Prune,
    /// A hook is created.
    RunHook,
    /// It would be pruned, and nobody asked for it, or an option forbids it.
    SkipPrune,
}

/// When a hook is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HookDelete {
    /// After it succeeded.
    HookSucceeded,
    /// After it failed.
    HookFailed,
    /// Before it is created again: the default.
    BeforeHookCreation,
}

/// How an object is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApplyMode {
    /// Three-way patch with the last-applied annotation, as `kubectl apply`.
    ClientSide,
    /// `--server-side --force-conflicts`.
    ServerSide,
    /// PUT of the whole object.
    Replace,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct Task {
    /// The object (a generated hook's final name included).
    pub key: ObjectKey,
    /// API version without group.
    pub version: Arc<str>,
    /// What is done.
    pub verb: Verb,
    /// When.
    pub phase: SyncPhase,
    /// When within the phase.
    pub wave: i64,
    /// The hook's type, if it is one.
    pub hook: Option<HookType>,
    /// When the hook is deleted.
    pub hook_delete: Vec<HookDelete>,
    /// How it is sent.
    pub mode: ApplyMode,
    /// `Validate=false`.
    pub skip_validation: bool,
    /// `PrunePropagationPolicy`: `foreground` (default), `background`, `orphan`.
    pub propagation: Arc<str>,
    /// The object as sent; none for prunes. Shared, never shown.
    pub desired: Option<Object>,
    /// The live object's uid, empty when it is not there.
    pub live_uid: Arc<str>,
    /// Why it is so, for the plan's screen: rule, option or reason.
    pub why: Arc<str>,
    /// What restarts, replaces or deletes data, for "risk first"; empty for none.
    pub risk: Arc<str>,
}

/// A plan: everything that a confirm stands for. It changes nothing by itself.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The application.
    pub app: AppKey,
    /// Its uid.
    pub uid: Arc<str>,
    /// What was asked.
    pub request: Request,
    /// Sources as executed.
    pub sources: Vec<Source>,
    /// Commits, one a source.
    pub revisions: Vec<Sha>,
    /// Tasks in their order.
    pub tasks: Vec<Task>,
    /// What stands in the way; an error refuses the plan.
    pub problems: Vec<Problem>,
    /// The digest over all of it.
    pub digest: Digest,
}

/// How far an operation is: replayed facts leave it as it is.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// The operation.
    pub operation: Option<OperationId>,
    /// One a task of the plan, in its order.
    pub results: Vec<ResourceResult>,
    /// Tasks that were sent and not answered yet, by index.
    pub in_flight: BTreeMap<usize, ()>,
    /// The last known health by task index.
    pub health: BTreeMap<usize, Health>,
    /// Phase and wave under way.
    pub at: Option<(SyncPhase, i64)>,
    /// The operation's phase.
    pub phase: Option<OperationPhase>,
    /// The operation's message, in Argo CD's words.
    pub message: String,
    /// Whether somebody asked it to stop.
    pub terminating: bool,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The operation starts, or is resumed: nothing new is known.
    Began,
    /// A task's write was answered.
    Applied {
        /// Index of the task.
        task: usize,
        /// The server's word for it (`deployment.apps/web configured`), or why not.
        outcome: Result<Arc<str>, Problem>,
    },
    /// A pruned or recreated object, or a hook that had to go, is gone.
    Gone {
        /// Index of the task.
        task: usize,
    },
    /// What a task's object is like now; `None`: it is not there.
    Observed {
        /// Index of the task.
        task: usize,
        /// Its health.
        health: Option<Health>,
    },
    /// The pause between waves is over.
    Paused,
    /// Somebody asked the operation to stop.
    Terminate,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Send the task's object.
    Apply(usize),
    /// Delete the task's object (a prune, or a hook before it is created again).
    Delete(usize),
    /// Wait for the object to be gone, then tell.
    AwaitGone(usize),
    /// Watch the object's health and tell.
    Observe(usize),
    /// Wait this many milliseconds, then tell `Paused` (`ARGOCD_SYNC_WAVE_DELAY`).
    Pause(u64),
    /// Write the progress down: a wave or hook boundary.
    Record,
    /// The operation ended in this phase.
    Finish(OperationPhase),
}
