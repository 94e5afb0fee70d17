//! Clusters and what is live on them: one watch a kind and namespace, one cache a cluster; rows go to the session as they change. It
//! decides no verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt;
use jiff::Timestamp;
use tokio::task::AbortHandle;

use crate::adapters::cluster::cache::{Cache, Cached, Changes, Knowledge, narrower};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::discover::{Discovery, Kind, discover};
use crate::adapters::cluster::packed::{ContentHash, ManagedFields};
use crate::adapters::cluster::watch::{WatchEvent, WatchSpec, watch};
use crate::adapters::cluster::{objects, openapi};
use crate::engine::schema::{Learnt, Schema};
use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::session::outcome::Observation;

use super::{Shared, Sink, judged, scope};

/// A server is not asked again within this time whether it serves a kind by now: CRDs are installed by people and by other syncs.
const DISCOVER_AGAIN: Duration = Duration::from_secs(5);

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All clusters that were reached.
#[derive(Default)]
pub(crate) struct Clusters {
    known: Mutex<BTreeMap<ClusterId, Arc<Handle>>>,
}

impl Clusters {
    /// Adds a cluster, or gives the one that is there.
    pub(crate) fn add(&self, cluster: Cluster, settings: &Arc<Settings>) -> Arc<Handle> {
        let mut known = locked(&self.known);
        let id = cluster.id.clone();
        known.entry(id.clone()).or_insert_with(|| Arc::new(Handle::new(cluster, settings.clone()))).clone()
    }

    /// A cluster that was reached.
    pub(crate) fn get(&self, id: &ClusterId) -> Option<Arc<Handle>> {
        locked(&self.known).get(id).cloned()
    }

    /// The same, or why not.
    pub(crate) fn need(&self, id: &ClusterId) -> Result<Arc<Handle>, Problem> {
        self.get(id).ok_or_else(|| {
            Problem::error(ProblemKind::Unreachable, format!("cluster {id} is not connected")).hint("refresh the application")
        })
    }

    /// All that were reached.
    pub(super) fn all(&self) -> Vec<Arc<Handle>> {
        locked(&self.known).values().cloned().collect()
    }

    /// What a cluster publishes of a group and version.
    pub(crate) async fn learn(&self, id: &ClusterId, group_version: &str) -> Result<Arc<Learnt>, Problem> {
        let handle = self.need(id)?;
        openapi::learn(&handle.cluster, group_version).await.map_err(|error| error.problem())
    }

    /// Applications that are no longer computed: watches that served only them end.
    pub(crate) fn forget(&self, apps: &[AppKey], sink: &dyn Sink) {
        for handle in self.all() {
            handle.forget(apps, sink);
        }
    }
}

/// Which objects bear whose mark, both ways.
#[derive(Default)]
struct Marks {
    by_instance: BTreeMap<Arc<str>, BTreeSet<ObjectKey>>,
    of: BTreeMap<ObjectKey, Arc<str>>,
}

impl Marks {
    fn note(&mut self, changes: &Changes) {
        for (key, row) in &changes.rows {
            let now = row.as_ref().and_then(|row| row.row.instance.clone());
            if self.of.get(key) == now.as_ref() {
                continue;
            }
            if let Some(before) = self.of.remove(key)
                && let Some(keys) = self.by_instance.get_mut(&before)
            {
                keys.remove(key);
                if keys.is_empty() {
                    self.by_instance.remove(&before);
                }
            }
            if let Some(now) = now {
                self.of.insert(key.clone(), now.clone());
                self.by_instance.entry(now).or_default().insert(key.clone());
            }
        }
    }
}

struct Watching {
    task: AbortHandle,
    users: BTreeSet<AppKey>,
}

/// One cluster.
pub(crate) struct Handle {
    pub(crate) cluster: Cluster,
    pub(super) cache: Mutex<Cache>,
    /// Objects that wait for a script.
    pub(super) waiting: Mutex<judged::Waiting>,
    watches: Mutex<BTreeMap<(GroupKind, Arc<str>), Watching>>,
    marks: Mutex<Marks>,
    schema: Mutex<Arc<Schema>>,
    learnt: Mutex<BTreeSet<Arc<str>>>,
    /// When the server was last asked what it serves; one asks, the others wait for the answer.
    discovering: tokio::sync::Mutex<Option<Instant>>,
    /// Ticks when more or less is known of a kind.
    known: tokio::sync::watch::Sender<u64>,
}

impl Handle {
    fn new(cluster: Cluster, settings: Arc<Settings>) -> Self {
        let cache = Cache::new(cluster.id.clone(), settings.clone(), ManagedFields::Keep);
        Self {
            cluster,
            cache: Mutex::new(cache),
            waiting: Mutex::default(),
            watches: Mutex::default(),
            marks: Mutex::default(),
            schema: Mutex::new(Arc::new(Schema::builtin())),
            discovering: tokio::sync::Mutex::default(),
            learnt: Mutex::default(),
            known: tokio::sync::watch::Sender::new(0),
        }
    }

    /// The schema: built-in kinds, and what was learnt of others.
    pub(crate) fn schema(&self) -> Arc<Schema> {
        locked(&self.schema).clone()
    }

    /// Learns the kinds of these group-versions that are not built in. A server that publishes none leaves them unknown:
    /// their lists are compared as a whole.
    pub(crate) async fn learn(&self, kinds: &[(Arc<str>, Arc<str>)]) {
        for (api_version, kind) in kinds {
            let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
            let is_known = locked(&self.schema).kind(group, version, kind).is_some() || !locked(&self.learnt).insert(api_version.clone());
            if is_known {
                continue;
            }
            match openapi::learn(&self.cluster, api_version).await {
                Ok(learnt) => {
                    let mut schema = locked(&self.schema);
                    *schema = Arc::new(Schema::clone(&schema).with(learnt));
                }
                Err(error) => tracing::info!(%api_version, %error, "the server publishes no schema"),
            }
        }
    }

    /// What the server serves, asked once.
    pub(crate) async fn discovery(&self) -> Result<Arc<Discovery>, Problem> {
        match self.cluster.discovered() {
            Some(discovery) => Ok(discovery),
            None => self.discover(|_| true).await,
        }
    }

    /// Asks what the server serves, unless somebody did a moment ago. A thousand applications that begin at once ask once, and a
    /// kind whose CRD is not there is looked for now and then, not by each of them each time.
    async fn discover(&self, is_enough: impl Fn(&Discovery) -> bool) -> Result<Arc<Discovery>, Problem> {
        let mut asked = self.discovering.lock().await;
        if let Some(discovery) = self.cluster.discovered()
            && (is_enough(&discovery) || asked.is_some_and(|at| at.elapsed() < DISCOVER_AGAIN))
        {
            return Ok(discovery);
        }
        let found = discover(&self.cluster).await.map_err(|error| error.problem())?;
        *asked = Some(Instant::now());
        Ok(found)
    }

    /// The kind as served, in exactly this version.
    pub(crate) async fn kind(&self, api_version: &str, kind: &str) -> Result<Kind, Problem> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        if let Some(found) = self.discovery().await?.find(group, version, kind) {
            return Ok(found.clone());
        }
        let fresh = self.discover(|found| found.find(group, version, kind).is_some()).await?;
        let missing = || {
            Problem::error(ProblemKind::NotFound, format!("the server does not know {kind} of {api_version}")).hint("install its CRD first")
        };
        fresh.find(group, version, kind).cloned().ok_or_else(missing)
    }

    /// The kind of a key, in the version that the server prefers.
    pub(crate) async fn kind_of(&self, group_kind: &GroupKind) -> Result<Kind, Problem> {
        if let Some(kind) = self.discovery().await?.preferred(group_kind) {
            return Ok(kind.clone());
        }
        let fresh = self.discover(|found| found.preferred(group_kind).is_some()).await?;
        let missing = || {
            Problem::error(ProblemKind::NotFound, format!("the server does not know the kind {group_kind}")).hint("install its CRD first")
        };
        fresh.preferred(group_kind).cloned().ok_or_else(missing)
    }

    /// A live object: from the cache, or read when it is too large to be kept or not watched.
    pub(crate) async fn object(&self, key: &ObjectKey) -> Result<Option<Object>, Problem> {
        let cached = locked(&self.cache).get(key);
        if let Cached::Object(object) = cached {
            return Ok(Some(object));
        }
        self.read(key).await
    }

    /// A live object, read from the server now.
    pub(crate) async fn read(&self, key: &ObjectKey) -> Result<Option<Object>, Problem> {
        let kind = self.kind_of(&key.group_kind).await?;
        let mut target = kind.target().named(key.name.clone());
        if kind.namespaced {
            target = target.within(key.namespace.clone());
        }
        objects::find(&self.cluster, &target).await.map_err(|error| error.problem())
    }

    /// Everything that bears an instance's mark.
    pub(crate) fn marked(&self, instance: &str) -> BTreeSet<ObjectKey> {
        locked(&self.marks).by_instance.get(instance).cloned().unwrap_or_default()
    }

    /// What is known of a kind in a namespace.
    pub(super) fn knowledge(&self, kind: &GroupKind, namespace: &str) -> Knowledge {
        locked(&self.cache).knowledge(kind, namespace)
    }

    /// Whether everything of a kind in a namespace is known.
    pub(crate) fn is_known(&self, kind: &GroupKind, namespace: &str) -> bool {
        matches!(self.knowledge(kind, namespace), Knowledge::Known)
    }

    /// The hash of what a comparison looks at in a live object; none: the watch does not have it.
    pub(crate) fn content(&self, key: &ObjectKey) -> Option<ContentHash> {
        locked(&self.cache).row(key).map(|row| row.compared)
    }

    /// Ends the watches that served only these applications. The session forgets their objects too: nobody would tell it what becomes
    /// of them. That is said before another watch of the kind can begin, so that nothing newer is undone.
    fn forget(&self, apps: &[AppKey], sink: &dyn Sink) {
        let mut changes = Changes::default();
        let mut watches = locked(&self.watches);
        watches.retain(|(kind, namespace), watching| {
            for app in apps {
                watching.users.remove(app);
            }
            if watching.users.is_empty() {
                watching.task.abort();
                changes.merge(locked(&self.cache).forget(kind, namespace));
            }
            !watching.users.is_empty()
        });
        if !changes.is_empty() {
            self.took(changes, sink);
        }
    }

    pub(super) fn took(&self, changes: Changes, sink: &dyn Sink) {
        locked(&self.marks).note(&changes);
        for problem in &changes.problems {
            tracing::warn!(%problem, "watch");
        }
        let seen = changes.rows.into_iter().map(|(key, row)| match row {
            Some(row) => Observation::Live(row.row.clone()),
            None => Observation::LiveGone(key),
        });
        let moved = (!changes.kinds.is_empty()).then(|| Observation::Known(self.cluster.id.clone(), changes.kinds.clone()));
        sink.seen(seen.chain(moved).collect());
        // Whoever waits to judge is woken last: the rows are on their way before the judgement that is made of them.
        if !changes.kinds.is_empty() {
            self.known.send_modify(|ticks| *ticks += 1);
        }
    }
}

/// Watches these kinds for an application, and what they own; waits until each is known, refused or out of time. Says what is left out.
pub(crate) async fn ensure(
    shared: &Arc<Shared>,
    handle: &Arc<Handle>,
    app: &AppKey,
    kinds: &[(Arc<str>, Arc<str>)],
    namespaces: &[Arc<str>],
    wait: Duration,
) -> Vec<Problem> {
    let mut wanted: Vec<Kind> = Vec::new();
    for (api_version, kind) in scope::with_owned(kinds) {
        // A kind that the server does not know is Missing in full: nothing to watch.
        if let Ok(kind) = handle.kind(&api_version, &kind).await
            && kind.has_verb("watch")
            && !wanted.contains(&kind)
        {
            wanted.push(kind);
        }
    }
    let mut known = handle.known.subscribe();
    for kind in &wanted {
        start(shared, handle, app, WatchSpec::all(kind.clone()), namespaces);
    }
    let all_known = async {
        while is_awaited(shared, handle, app, &wanted, namespaces) {
            if known.changed().await.is_err() {
                return;
            }
        }
    };
    if tokio::time::timeout(wait, all_known).await.is_err() {
        tracing::warn!(cluster = %handle.cluster.id, "some kinds are not listed yet");
    }
    scope::left_out(handle, &wanted, namespaces)
}

/// Whether a first list is still under way. Where all namespaces are refused, the application's own are watched instead: those of every
/// application, whoever began the watch that was refused.
fn is_awaited(shared: &Arc<Shared>, handle: &Arc<Handle>, app: &AppKey, wanted: &[Kind], namespaces: &[Arc<str>]) -> bool {
    let mut is_awaited = false;
    for kind in wanted {
        let group_kind = kind.group_kind();
        match handle.knowledge(&group_kind, "") {
            Knowledge::NotListed => is_awaited = true,
            Knowledge::Forbidden(_) if kind.namespaced => {
                for namespace in namespaces {
                    start(shared, handle, app, WatchSpec::all(kind.clone()).within(namespace.clone()), namespaces);
                    is_awaited |= matches!(handle.knowledge(&group_kind, namespace), Knowledge::NotListed);
                }
            }
            Knowledge::Unwatched | Knowledge::Known | Knowledge::Forbidden(_) | Knowledge::Stale { .. } => {}
        }
    }
    is_awaited
}

/// Starts a watch, or joins the one that runs.
fn start(shared: &Arc<Shared>, handle: &Arc<Handle>, app: &AppKey, spec: WatchSpec, namespaces: &[Arc<str>]) {
    let slot = (spec.kind.group_kind(), spec.namespace.clone());
    let mut watches = locked(&handle.watches);
    if let Some(watching) = watches.get_mut(&slot) {
        watching.users.insert(app.clone());
        return;
    }
    locked(&handle.cache).expect(&spec);
    let task = tokio::spawn(follow(shared.clone(), handle.clone(), app.clone(), spec, namespaces.to_vec()));
    watches.insert(slot, Watching { task: task.abort_handle(), users: BTreeSet::from([app.clone()]) });
}

/// Feeds one watch into the cache for ever. Where all namespaces are refused, each of the application's is watched instead.
async fn follow(shared: Arc<Shared>, handle: Arc<Handle>, app: AppKey, spec: WatchSpec, namespaces: Vec<Arc<str>>) {
    let mut events = Box::pin(watch(handle.cluster.clone(), spec.clone()));
    while let Some(event) = events.next().await {
        if let WatchEvent::Failed(error) = &event {
            let narrow = narrower(&spec, error, &namespaces);
            for spec in narrow {
                start(&shared, &handle, &app, spec, &namespaces);
            }
        }
        let kind = spec.kind.group_kind();
        let changes = locked(&handle.cache).feed(&kind, &spec.namespace, event, Timestamp::now());
        if !changes.is_empty() {
            let pending = changes.pending.clone();
            handle.took(changes, shared.sink.as_ref());
            judged::ask(&shared, &handle, pending);
        }
    }
}
