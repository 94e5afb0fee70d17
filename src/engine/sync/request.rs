//! What is asked of a sync, and where it goes: the values that a plan is made from besides objects. It knows no plan.

use std::fmt;
use std::sync::Arc;

use crate::engine::render::entropy::Seed;
use crate::model::application::RetryStrategy;
use crate::model::ids::OperationId;
use crate::model::object::Object;
use crate::model::operation::SyncResource;

/// What is asked of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Whether extra resources are deleted.
    pub prune: bool,
    /// Whether nothing is changed: every task ends with what its dry run said.
    pub dry_run: bool,
    /// `syncStrategy.apply`: no hooks. Rollbacks are so; selected resources never run hooks either.
    pub skip_hooks: bool,
    /// `force` of the strategy: delete and create where the server refuses a change.
    pub force: bool,
    /// Only these; empty means everything. Such a sync leaves no history record.
    pub resources: Vec<SyncResource>,
    /// Options as executed (`spec.syncPolicy.syncOptions` copied, unless the request says otherwise).
    pub sync_options: Vec<String>,
    /// How to retry.
    pub retry: Option<RetryStrategy>,
    /// The history record that this goes back to, if it is a rollback.
    pub rollback_to: Option<i64>,
    /// Whether a person already agreed to prune what `Prune=confirm` protects (`deletion-approved` at or after the start).
    pub prune_confirmed: bool,
    /// Whether a result without any object may prune everything (`automated.allowEmpty`).
    pub allow_empty: bool,
}

impl Request {
    /// Whether hooks run: not with the apply strategy, and not for selected resources. Source: `controller/sync.go`,
    /// `WithOperationSettings`.
    pub fn runs_hooks(&self) -> bool {
        !self.skip_hooks && self.resources.is_empty()
    }

    /// Whether success leaves a history record: only a whole and real sync does.
    pub fn is_recorded(&self) -> bool {
        !self.dry_run && self.resources.is_empty()
    }
}

/// The destination as a digest may name it: equal on two machines, whatever their contexts are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationId {
    /// The API server that the Application was read from.
    #[default]
    InCluster,
    /// A cluster secret of the control plane.
    Secret {
        /// The secret's uid.
        uid: Arc<str>,
        /// The server that it names.
        server: Arc<str>,
    },
}

impl fmt::Display for DestinationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InCluster => f.write_str("in-cluster"),
            Self::Secret { server, .. } => f.write_str(server),
        }
    }
}

/// What is known of the destination namespace itself: `CreateNamespace=true` needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum NamespaceState {
    /// It was not read (forbidden, or nobody asked).
    #[default]
    Unknown,
    /// It is not there.
    Missing,
    /// It is there.
    There(Object),
}

/// The operation that a plan is executed under. A preview has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The operation.
    pub operation: OperationId,
    /// `startedAt`, RFC 3339 in UTC with whole seconds.
    pub at: Arc<str>,
    /// The same in seconds since 1970: names of generated hooks end in it.
    pub unix: i64,
    /// The attempt, from 0 (`retryCount`): a hook of an earlier attempt is old.
    pub attempt: i64,
    /// What its random values are made of; none where none went into what it sends.
    pub seed: Option<Seed>,
}
