//! Desired against live: what differs, why it counts, what would be pruned. It knows no cluster: live objects are given.

mod align;
pub mod assigned;
pub mod counterpart;
mod endpoints;
pub mod exact;
pub mod excluded;
pub mod hunks;
mod ignore;
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
pub mod report;
pub mod respect;
pub mod secrets;
pub mod server_side;
pub mod structured;
mod threeway;
mod typed;
pub mod updates;
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

use report::RuleReport;
use server_side::ServerSide;

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
    /// How the API server is asked, where the application is compared by it ([`server_side::chosen`]).
    pub server_side: Option<ServerSide>,
    /// The destination's URL, by which settings leave out kinds of some clusters.
    pub server: Arc<str>,
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
    /// What each line of the ignore rules does; none where nothing could be compared.
    pub rules: Vec<RuleReport>,
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
    let verdicts = reconcile::reconcile(desired, live, predicted, schema, rules, &mut asking);
    asking.finish(verdicts)
}

/// Whether a sync would change one object: the comparison of a pair alone. Nothing live: yes; nothing desired: no. Of no use
/// while `asking` waits for an answer.
///
/// # Errors
/// When the desired object cannot be merged, or a rule cannot be read.
pub fn is_modified(
    desired: Option<&Object>,
    live: Option<&Object>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Result<bool, Problem> {
    Ok(sides(desired, live, schema, rules, asking)?.is_none_or(|(live, predicted)| live != predicted) && desired.is_some())
}

/// The two sides of the comparison of a pair: the live object and what it would become, both normalised. None where one of the
/// two is absent. Never to be shown; of no use while `asking` waits for an answer.
///
/// # Errors
/// When the desired object cannot be merged, or a rule cannot be read.
pub fn sides(
    desired: Option<&Object>,
    live: Option<&Object>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Result<Option<(Map, Map)>, Problem> {
    let (Some(desired), Some(live)) = (desired, live) else { return Ok(None) };
    let (norms, method) = (norms::Norms::new(rules), outcome::method(desired, None, rules));
    let mut judging = ignore::Judging::new(asking);
    let own = outcome::outcome(desired, live, method, schema, &norms, &mut judging)?;
    let others = if own.is_modified() { Vec::new() } else { variants::outcomes(desired, live, rules, schema, &norms, &mut judging) };
    let found = others.into_iter().find(outcome::Outcome::is_modified).unwrap_or(own);
    let asked: BTreeSet<usize> = norms.matching(desired).map(|(number, _)| number).collect();
    ignore::check(&norms, |number| asked.contains(&number), &mut judging);
    match judging.asking.problems.iter().find(|problem| problem.is_error()) {
        Some(problem) => Err(problem.clone()),
        None => Ok(Some((found.live.root().clone(), found.predicted.root().clone()))),
    }
}

/// The object as it is compared: normalised, ignored fields gone. Never to be shown; of no use while `asking` waits for an
/// answer.
pub fn normalized(object: &Object, rules: &Rules, asking: &mut Asking<'_>) -> Map {
    normalize::normalize(object, &norms::Norms::new(rules), &mut ignore::Judging::new(asking))
}
