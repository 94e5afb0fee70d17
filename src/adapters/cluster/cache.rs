//! What is live on one cluster, fed by watches: a light row and a packed body an object, and what is known of each kind.
//! It starts no watch and holds no lock: the runtime's task owns it, feeds it and passes on what changed.
//!
//! A kind is known where its list is complete. Where it is forbidden, not listed yet or stale, nothing may be called
//! missing or extra ([`Knowledge`]). Where a list over all namespaces is refused, [`narrower`] gives the watches of the
//! namespaces that are left, and [`Cache::left_out`] says in words what nobody sees.

mod judged;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::error::ClusterError;
use super::packed::{ContentHash, Hashes, ManagedFields, Packed, pack, unpack};
use super::pool::{Recent, TextPool, shrink};
use super::watch::{WatchEvent, WatchSpec};
use crate::engine::compare::updates::Updates;
use crate::engine::health::HealthRules;
use crate::engine::resources::row::{Judged, ResourceRow, meanwhile, row};
use crate::model::ids::{ClusterId, GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;

/// Parsed objects kept at hand: some screens of rows, a few MiB.
const PARSED: usize = 256;

/// What is known of a kind in a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knowledge {
    /// Nobody watches it.
    Unwatched,
    /// The first list is under way.
    NotListed,
    /// Everything is known.
    Known,
    /// We may not list it.
    Forbidden(Problem),
    /// It was known until then; the watch does not work now.
    Stale {
        /// Since when.
        since: Timestamp,
        /// Why.
        problem: Problem,
    },
}

/// What changed; coalesced by key, the newest wins.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// New and changed rows; `None`: the object is gone.
    pub rows: BTreeMap<ObjectKey, Option<Arc<LiveRow>>>,
    /// Objects that wait for a script to judge them.
    pub pending: BTreeSet<ObjectKey>,
    /// Kinds of which more or less is known than before.
    pub kinds: Vec<GroupKind>,
    /// Objects that could not be taken in.
    pub problems: Vec<Problem>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.pending.is_empty() && self.kinds.is_empty() && self.problems.is_empty()
    }

    /// Adds later changes.
    pub fn merge(&mut self, later: Self) {
        self.rows.extend(later.rows);
        self.pending.extend(later.pending);
        for kind in later.kinds {
            if !self.kinds.contains(&kind) {
                self.kinds.push(kind);
            }
        }
        self.problems.extend(later.problems);
    }
}

/// A row and the hash of the content it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRow {
    /// What lists and trees need.
    pub row: Arc<ResourceRow>,
    /// Tells whether anything but the version changed.
    pub hash: ContentHash,
    /// Tells whether anything changed that a comparison looks at.
    pub compared: ContentHash,
}

/// An object looked up.
#[derive(Debug, Clone)]
pub enum Cached {
    /// Here it is.
    Object(Object),
    /// It is there, and too large to be kept: read it from the server.
    Elsewhere,
    /// It is not known.
    Absent,
}

struct Entry {
    live: Arc<LiveRow>,
    body: Packed,
    /// The list or change that named it last.
    seen: u64,
}

/// One watch of a kind.
struct Scope {
    knowledge: Knowledge,
    /// Number of the list under way or last read.
    list: u64,
}

/// The live state of one cluster.
pub struct Cache {
    cluster: ClusterId,
    settings: Arc<Settings>,
    health: HealthRules,
    managed: ManagedFields,
    updates: Updates,
    /// By kind and namespace (empty: all).
    scopes: BTreeMap<GroupKind, BTreeMap<Arc<str>, Scope>>,
    entries: BTreeMap<ObjectKey, Entry>,
    texts: TextPool,
    parsed: Recent,
    n_lists: u64,
}

impl Cache {
    /// An empty cache for a cluster; settings decide how marks are read and health is judged.
    pub fn new(cluster: ClusterId, settings: Arc<Settings>, managed: ManagedFields) -> Self {
        Self {
            cluster,
            health: HealthRules::new(&settings),
            updates: Updates::new(&settings),
            settings,
            managed,
            scopes: BTreeMap::new(),
            entries: BTreeMap::new(),
            texts: TextPool::default(),
            parsed: Recent::new(PARSED),
            n_lists: 0,
        }
    }

    /// Notes that a watch begins, before its first event.
    pub fn expect(&mut self, spec: &WatchSpec) {
        let scope = Scope { knowledge: Knowledge::NotListed, list: 0 };
        self.scopes.entry(spec.kind.group_kind()).or_default().entry(spec.namespace.clone()).or_insert(scope);
    }

    /// Forgets a watch and its objects: nobody needs the kind any more, or narrower watches took its place.
    pub fn forget(&mut self, kind: &GroupKind, namespace: &str) -> Changes {
        let mut changes = Changes { kinds: vec![kind.clone()], ..Changes::default() };
        if let Some(scopes) = self.scopes.get_mut(kind) {
            scopes.remove(namespace);
            if scopes.is_empty() {
                self.scopes.remove(kind);
            }
        }
        self.sweep(kind, namespace, u64::MAX, &mut changes);
        changes
    }

    /// Takes in one event of a watch. `now` is only noted, as the start of staleness.
    pub fn feed(&mut self, kind: &GroupKind, namespace: &str, event: WatchEvent, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        match event {
            WatchEvent::Started => {
                self.n_lists += 1;
                let list = self.n_lists;
                self.scope(kind, namespace).list = list;
            }
            WatchEvent::Listed(objects) => {
                let list = self.scope(kind, namespace).list;
                for object in &objects {
                    self.put(object, list, &mut changes);
                }
            }
            WatchEvent::Synced => {
                let list = self.scope(kind, namespace).list;
                self.sweep(kind, namespace, list, &mut changes);
                self.texts.sweep();
                self.know(kind, namespace, Knowledge::Known, &mut changes);
            }
            WatchEvent::Applied(object) => {
                let list = self.scope(kind, namespace).list;
                self.put(&object, list, &mut changes);
            }
            WatchEvent::Deleted(object) => {
                let key = object.key(&self.cluster);
                self.remove(&key, &mut changes);
            }
            WatchEvent::Restarted => {}
            WatchEvent::Resumed => self.know(kind, namespace, Knowledge::Known, &mut changes),
            WatchEvent::Failed(error) => {
                let next = match (&self.scope(kind, namespace).knowledge, &error) {
                    (_, ClusterError::Forbidden { .. }) => Knowledge::Forbidden(error.problem()),
                    (Knowledge::Stale { since, .. }, _) => Knowledge::Stale { since: *since, problem: error.problem() },
                    (Knowledge::Known, _) => Knowledge::Stale { since: now, problem: error.problem() },
                    (Knowledge::Unwatched | Knowledge::NotListed | Knowledge::Forbidden(_), _) => {
                        changes.problems.push(error.problem());
                        Knowledge::NotListed
                    }
                };
                self.know(kind, namespace, next, &mut changes);
            }
        }
        changes
    }

    /// What is known of a kind in a namespace; for cluster-scoped kinds the namespace is empty.
    pub fn knowledge(&self, kind: &GroupKind, namespace: &str) -> Knowledge {
        let Some(scopes) = self.scopes.get(kind) else { return Knowledge::Unwatched };
        let own = scopes.get(namespace).filter(|_| !namespace.is_empty());
        match (own, scopes.get("")) {
            (Some(own), _) => own.knowledge.clone(),
            (None, Some(all)) => all.knowledge.clone(),
            (None, None) => Knowledge::Unwatched,
        }
    }

    /// In words, what is left out: kinds that are forbidden, or known in some namespaces only.
    pub fn left_out(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (kind, scopes) in &self.scopes {
            let named: Vec<&str> = scopes.keys().map(|namespace| &**namespace).filter(|namespace| !namespace.is_empty()).collect();
            let is_partial = !named.is_empty() && scopes.get("").is_none_or(|all| matches!(all.knowledge, Knowledge::Forbidden(_)));
            if is_partial {
                let cause = format!("of {kind} only namespace {} is shown", named.join(", "));
                problems.push(
                    Problem::warning(ProblemKind::Forbidden, cause).hint("ask for the right to list it in all namespaces to see the rest"),
                );
            }
            let is_forbidden = |scope: &&Scope| matches!(scope.knowledge, Knowledge::Forbidden(_));
            for (namespace, scope) in
                scopes.iter().filter(|(namespace, scope)| is_forbidden(scope) && !(namespace.is_empty() && is_partial))
            {
                if let Knowledge::Forbidden(problem) = &scope.knowledge {
                    let place = if namespace.is_empty() { String::new() } else { format!(" in namespace {namespace}") };
                    let cause = format!("{kind} is not shown{place}: {}", problem.cause);
                    problems.push(Problem { cause: cause.into(), severity: crate::model::problem::Severity::Warning, ..problem.clone() });
                }
            }
        }
        problems
    }

    /// A live object's row.
    pub fn row(&self, key: &ObjectKey) -> Option<&Arc<LiveRow>> {
        self.entries.get(key).map(|entry| &entry.live)
    }

    /// All rows, in the order of keys.
    pub fn rows(&self) -> impl Iterator<Item = (&ObjectKey, &Arc<LiveRow>)> {
        self.entries.iter().map(|(key, entry)| (key, &entry.live))
    }

    /// Number of objects.
    pub fn n_objects(&self) -> usize {
        self.entries.len()
    }

    /// A live object. Unpacking takes some microseconds; recently used ones are at hand.
    pub fn get(&mut self, key: &ObjectKey) -> Cached {
        let Some(entry) = self.entries.get(key) else { return Cached::Absent };
        let version = entry.live.row.resource_version.clone();
        if let Some(object) = self.parsed.get(key, &version) {
            return Cached::Object(object);
        }
        let Packed::Here(bytes) = &entry.body else { return Cached::Elsewhere };
        match unpack(bytes, &version) {
            Ok(object) => {
                self.parsed.put(key.clone(), object.clone());
                Cached::Object(object)
            }
            Err(_) => Cached::Elsewhere,
        }
    }

    /// Keeps an object that was read because it is not kept here.
    pub fn keep(&mut self, object: Object) {
        self.parsed.put(object.key(&self.cluster), object);
    }

    fn scope(&mut self, kind: &GroupKind, namespace: &str) -> &mut Scope {
        let scopes = self.scopes.entry(kind.clone()).or_default();
        scopes.entry(namespace.into()).or_insert(Scope { knowledge: Knowledge::NotListed, list: 0 })
    }

    fn know(&mut self, kind: &GroupKind, namespace: &str, next: Knowledge, changes: &mut Changes) {
        let scope = self.scope(kind, namespace);
        if scope.knowledge != next {
            scope.knowledge = next;
            changes.kinds.push(kind.clone());
        }
    }

    fn put(&mut self, object: &Object, list: u64, changes: &mut Changes) {
        let (body, Hashes { content, compared }) = match pack(object, self.managed, &self.updates) {
            Ok(packed) => packed,
            Err(error) => return changes.problems.push(error.problem()),
        };
        let mut row = row(object, &self.cluster, &self.settings, &self.health);
        shrink(&mut self.texts, &mut row);
        if let Some(entry) = self.entries.get_mut(&row.key) {
            entry.seen = list;
            let before = &entry.live.row;
            if row.judged == Judged::Pending
                && before.judged != Judged::Pending
                && before.uid == row.uid
                && before.resource_version == row.resource_version
            {
                return; // Listed again: what the script said of it still holds.
            }
            row = meanwhile(row, before);
        }
        if row.judged == Judged::Pending {
            changes.pending.insert(row.key.clone());
        }
        let live = LiveRow { row: Arc::new(row), hash: content, compared };
        if let Some(entry) = self.entries.get_mut(&live.row.key) {
            if *entry.live == live {
                return;
            }
            entry.body = body;
            entry.live = Arc::new(live);
            changes.rows.insert(entry.live.row.key.clone(), Some(entry.live.clone()));
            return;
        }
        let live = Arc::new(live);
        let key = live.row.key.clone();
        changes.rows.insert(key.clone(), Some(live.clone()));
        self.entries.insert(key, Entry { live, body, seen: list });
    }

    fn remove(&mut self, key: &ObjectKey, changes: &mut Changes) {
        self.parsed.remove(key);
        if self.entries.remove(key).is_some() {
            changes.rows.insert(key.clone(), None);
        }
    }

    /// Removes what an older list named and this one did not.
    fn sweep(&mut self, kind: &GroupKind, namespace: &str, list: u64, changes: &mut Changes) {
        let is_old = |key: &ObjectKey, entry: &Entry| {
            entry.seen < list && key.group_kind == *kind && (namespace.is_empty() || *key.namespace == *namespace)
        };
        let gone: Vec<ObjectKey> = self.entries.iter().filter(|(key, entry)| is_old(key, entry)).map(|(key, _)| key.clone()).collect();
        for key in &gone {
            self.remove(key, changes);
        }
    }
}

/// The watches that take the place of one over all namespaces which was refused; none where nothing narrower helps.
pub fn narrower(spec: &WatchSpec, error: &ClusterError, namespaces: &[Arc<str>]) -> Vec<WatchSpec> {
    if !error.is_forbidden() || !spec.namespace.is_empty() || !spec.kind.namespaced {
        return Vec::new();
    }
    namespaces.iter().map(|namespace| spec.clone().within(namespace.clone())).collect()
}
