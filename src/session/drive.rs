//! An operation that this process drives: where it stands, and what it waits for. `update::drive` moves it; the engine's
//! `sync::advance` decides. It knows no client.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::Progress;
use crate::model::ids::{AppKey, ObjectKey, OperationId};
use crate::model::problem::Problem;
use crate::model::status::{HealthStatus, OperationPhase, SyncPhase};

use super::command::{Authority, PlanFor};

/// How far a driven operation is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The plan is made again, to see whether the world moved since it was confirmed.
    Planning,
    /// Is an Argo CD controller alive?
    Guarding,
    /// The Lease is being taken, and the seed of random values kept, if there is one.
    Locking,
    /// The record is being written, before the first change.
    Recording,
    /// Tasks run.
    Running,
    /// An attempt failed; the next one comes at this time.
    Retrying(Timestamp),
    /// The record of the end is being written.
    Finishing,
    /// It ended; health is awaited.
    Settling,
    /// Nothing follows.
    Over(End),
}

/// How it ended for this process.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The operation reached its end in this phase, and health settled as this (none: nobody waited that long).
    Done(OperationPhase, Option<HealthStatus>),
    /// Nothing was changed: refused, or the plan changed and was put on the table again.
    NotBegun(Vec<Problem>),
    /// We can no longer drive it: another may take it up.
    Lost(Problem),
}

/// What an effect of a driven operation was for.
#[derive(Debug, Clone, PartialEq)]
pub enum Waiting {
    /// The plan.
    Plan,
    /// The guard.
    Guard,
    /// The Lease.
    Lease,
    /// The Secret with the seed of random values, before the record.
    Seed,
    /// That Secret's end, after the record's.
    SeedGone,
    /// A patch of the Application's record.
    Record(Patch),
    /// The Application, read again after a conflict, to write this patch anew.
    Read(Patch),
    /// A task's send.
    Apply {
        /// Index of the task.
        task: usize,
        /// The order's attempt.
        attempt: u32,
    },
    /// A task's delete.
    Delete {
        /// Index of the task.
        task: usize,
        /// The order's uid.
        uid: Arc<str>,
    },
    /// A hook's finaliser.
    Release {
        /// Index of the task.
        task: usize,
        /// The order's uid.
        uid: Arc<str>,
    },
    /// The pause after a wave.
    Pause((SyncPhase, i64)),
}

/// Which patch of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patch {
    /// Before the first write.
    Begin,
    /// At a boundary.
    Progress,
    /// An attempt failed, another follows.
    WaitForRetry,
    /// The next attempt begins.
    Retry,
    /// The end.
    Finish,
    /// Health settled.
    Settled,
}

/// A driven operation.
#[derive(Debug, Clone)]
pub struct Drive {
    /// The application.
    pub app: AppKey,
    /// Its uid: names the Lease.
    pub uid: Arc<str>,
    /// Who answers for it.
    pub authority: Authority,
    /// What was asked.
    pub wanted: PlanFor,
    /// Whether it takes up what another left.
    pub is_resumed: bool,
    /// Whether a Secret was asked for that keeps its seed.
    pub is_seeded: bool,
    /// How it ends as soon as that Secret is gone.
    pub(super) ending: Option<End>,
    /// Where it stands.
    pub stage: Stage,
    /// The plan that is carried out.
    pub plan: Option<Arc<Plan>>,
    /// How far it is.
    pub progress: Progress,
    /// When this process began it.
    pub began: Timestamp,
    /// `retryCount`.
    pub attempts: i64,
    /// When the operation reached its end.
    pub finished: Option<Timestamp>,
    pub(super) next_step: u64,
    pub(super) waiting: BTreeMap<u64, Waiting>,
    /// Tasks by the object that is observed for them.
    pub(super) observed: BTreeMap<ObjectKey, BTreeSet<usize>>,
    /// Tasks whose object has to go, with its uid.
    pub(super) going: BTreeSet<(usize, Arc<str>)>,
    pub(super) record: Recording,
    /// Since when health is what it is, while it settles.
    pub(super) settled_since: Option<(HealthStatus, Timestamp)>,
    /// The message for the record when an attempt ended.
    pub end: Option<(OperationPhase, Arc<str>)>,
}

/// The record's writes: one at a time, at most once a second.
#[derive(Debug, Clone, Default)]
pub(super) struct Recording {
    pub(super) is_due: bool,
    pub(super) in_flight: bool,
    pub(super) last: Option<Timestamp>,
    pub(super) conflicts: u32,
}

impl Drive {
    /// A drive at its beginning.
    pub fn new(app: AppKey, uid: Arc<str>, authority: Authority, wanted: PlanFor, now: Timestamp) -> Self {
        Self {
            app,
            uid,
            authority,
            wanted,
            is_resumed: false,
            is_seeded: false,
            ending: None,
            stage: Stage::Planning,
            plan: None,
            progress: Progress::default(),
            began: now,
            attempts: 0,
            finished: None,
            next_step: 0,
            waiting: BTreeMap::new(),
            observed: BTreeMap::new(),
            going: BTreeSet::new(),
            record: Recording::default(),
            settled_since: None,
            end: None,
        }
    }

    /// The operation's id, once it has one.
    pub fn operation(&self) -> Option<&OperationId> {
        self.plan.as_ref()?.start.as_ref().map(|start| &start.operation)
    }

    /// Whether nothing follows.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }

    /// Whether its end is on record: at most health is still awaited.
    pub fn is_recorded(&self) -> bool {
        matches!(self.stage, Stage::Settling | Stage::Over(_))
    }

    /// Whether it may still change the world.
    pub fn is_driving(&self) -> bool {
        match self.stage {
            Stage::Recording | Stage::Running | Stage::Retrying(_) | Stage::Finishing => true,
            Stage::Planning | Stage::Guarding | Stage::Locking | Stage::Settling | Stage::Over(_) => false,
        }
    }
}
