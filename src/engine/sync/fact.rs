//! What happened, and what to do next: the alphabet in which a running sync talks with whoever carries it out. It knows
//! no rule.
//!
//! Every order that is answered carries what tells its answer from all others (the attempt, the uid): a fact that was
//! heard before, or that answers an order of an earlier attempt, changes nothing.

use std::sync::Arc;

use crate::model::problem::Problem;
use crate::model::status::{Health, OperationPhase, SyncPhase};

/// What the server said to a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// As kubectl puts it: `deployment.apps/web configured`.
    pub message: Arc<str>,
    /// The object's uid.
    pub uid: Arc<str>,
    /// Its `metadata.generation` after the write, 0 where the kind has none. What is seen of an older one is stale.
    pub generation: i64,
}

/// A live object as it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its uid.
    pub uid: Arc<str>,
    /// Its `metadata.generation`, 0 where the kind has none.
    pub generation: i64,
    /// Its health; none where its kind has none.
    pub health: Option<Health>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The operation starts, or is resumed: nothing new is known.
    Began,
    /// A task's object was sent and answered.
    Applied {
        /// Index of the task.
        task: usize,
        /// The order's attempt.
        attempt: u32,
        /// The server's answer, or why not.
        outcome: Result<Sent, Problem>,
    },
    /// A delete was answered; an object that is not there (any more) counts as deleted.
    Deleted {
        /// Index of the task.
        task: usize,
        /// The order's uid.
        uid: Arc<str>,
        /// Done, or why not.
        outcome: Result<(), Problem>,
    },
    /// The hook's finaliser was taken off, or the hook is not there (any more).
    Released {
        /// Index of the task.
        task: usize,
        /// The order's uid.
        uid: Arc<str>,
        /// Done, or why not.
        outcome: Result<(), Problem>,
    },
    /// The object with this uid is not there any more.
    Gone {
        /// Index of the task.
        task: usize,
        /// The uid of what is gone.
        uid: Arc<str>,
    },
    /// A task's object is there, and is like this now.
    Observed {
        /// Index of the task.
        task: usize,
        /// What was seen.
        seen: Seen,
    },
    /// The pause after this wave is over.
    Paused {
        /// The wave.
        after: (SyncPhase, i64),
    },
    /// Somebody agreed to prune what `Prune=confirm` protects.
    Approved,
    /// Somebody asked the operation to stop.
    Terminate,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Send the task's object by its mode. Answer: `Applied`.
    Apply {
        /// Index of the task.
        task: usize,
        /// Which of the task's sends it is.
        attempt: u32,
    },
    /// Delete the object of the task's key that has this uid (any, when empty), with the task's propagation policy; a hook
    /// loses its finaliser first. Answer: `Deleted`.
    Delete {
        /// Index of the task.
        task: usize,
        /// The precondition.
        uid: Arc<str>,
    },
    /// Take the hook's finaliser off. Answer: `Released`.
    Release {
        /// Index of the task.
        task: usize,
        /// The hook's uid.
        uid: Arc<str>,
    },
    /// Wait until no object with this uid stands under the task's key, then tell `Gone`.
    AwaitGone {
        /// Index of the task.
        task: usize,
        /// Whose end is awaited; any object's, when empty.
        uid: Arc<str>,
    },
    /// Watch the object of the task's key; tell `Observed` now and on each change, `Gone` when it goes.
    Observe {
        /// Index of the task.
        task: usize,
    },
    /// Wait this long, then tell `Paused` (`ARGOCD_SYNC_WAVE_DELAY`).
    Pause {
        /// The wave before the pause.
        after: (SyncPhase, i64),
        /// Milliseconds.
        millis: u64,
    },
    /// Watch the Application for an approval, then tell `Approved`.
    AwaitApproval,
    /// Write the progress down: a wave or hook boundary.
    Record,
    /// The operation ended in this phase; its message stands in the progress.
    Finish(OperationPhase),
}
