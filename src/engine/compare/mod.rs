//! Desired against live: what differs, why it counts, what would be pruned. It knows no cluster: live objects are given.

mod align;
pub mod assigned;
pub mod counterpart;
pub mod exact;
pub mod hunks;
mod ignore_jq;
pub mod ignore_reach;
pub mod ignore_rule;
pub mod inside;
mod intersect;
pub mod last_applied;
pub mod lines;
mod managers;
pub mod mask;
pub mod masks;
pub mod meaning;
mod normalize;
mod norms;
mod outcome;
pub mod overrides;
pub mod owners;
mod pairs;
mod reconcile;
mod structured;
mod threeway;
mod typed;
mod variants;
mod walk;
#[cfg(test)]
mod walk_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::step::{Answers, Asking, Step};
use crate::model::application::{IgnoreDifference, SyncPolicy};
use crate::model::ids::{ClusterId, GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::object::value::Map;
use crate::model::problem::Problem;
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
#[derive(Debug, Clone, PartialEq)]
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
    /// The verdict; Unknown where its kind is not known, and for hooks, which have none.
    pub status: SyncStatus,
    /// Whether it is desired.
    pub is_desired: bool,
    /// Whether it is there.
    pub is_live: bool,
    /// Whether only a prune would remove it (never so for a hook).
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

impl Verdict {
    /// Whether it is desired, counts, and is known not to be there.
    pub fn is_missing(&self) -> bool {
        self.is_desired && !self.is_live && self.hooks.is_empty() && self.status == SyncStatus::OutOfSync
    }
}

impl Rules {
    /// Whether the whole application syncs with server-side apply, so that it is compared by structured merge.
    pub fn is_server_side(&self) -> bool {
        self.policy.sync_options.iter().any(|option| option == "ServerSideApply=true")
    }
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
    let mut asking = Asking::new(answers);
    let (verdicts, problems) = reconcile::reconcile(desired, live, predicted, schema, rules);
    for problem in problems {
        asking.problem(problem);
    }
    asking.finish(verdicts)
}

/// Whether a sync would change one object: the comparison of a pair alone. Nothing live: yes; nothing desired: no.
///
/// # Errors
/// When the desired object cannot be merged.
pub fn is_modified(desired: Option<&Object>, live: Option<&Object>, schema: &Schema, rules: &Rules) -> Result<bool, Problem> {
    let (Some(desired), Some(live)) = (desired, live) else { return Ok(desired.is_some()) };
    let method = outcome::method(desired, None, rules.is_server_side());
    let norms = norms::Norms::new(rules);
    let is_modified = outcome::outcome(desired, live, method, schema, &norms)?.is_modified();
    Ok(is_modified || variants::outcomes(desired, live, rules, schema, &norms).any(|outcome| outcome.is_modified()))
}

/// The object as it is compared: normalised, ignored fields gone. Never to be shown.
pub fn normalized(object: &Object, rules: &Rules) -> Map {
    normalize::normalize(object, &norms::Norms::new(rules))
}
