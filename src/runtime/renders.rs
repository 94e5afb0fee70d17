//! What was rendered and compared already: by application, good as long as everything that it read is still so. A commit that touches
//! nothing of it costs a look into the commit's index; a judgement whose desired and live sides, rules and schema are what they were is
//! the judgement that was. It decides nothing: what counts is in `engine::reads`.
//!
//! Rendered objects rest packed (one to two kilobytes each), so that a thousand applications fit into a few megabytes; the least
//! recently used renders go first when there is no room left, and are made again when somebody needs them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::adapters::cluster::packed::ContentHash;
use crate::engine::compare::{Rules, Verdicts};
use crate::engine::render::{Context, Rendered, SourceType, Sources};
use crate::engine::schema::Schema;
use crate::engine::step::{Need, Reads};
use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey, Sha};
use crate::model::object::generated::Generated;
use crate::model::object::value::Map;
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind, any_error};
use crate::model::settings::Settings;
use crate::session::packed::Packed;

use super::Shared;
use super::answers::Fresh;
use super::traced::Traced;

/// Bytes of packed objects that are kept: a thousand applications of twenty objects.
const KEPT: usize = 32 << 20;

/// Everything besides files that a render depends on.
#[derive(Clone)]
pub(super) struct Basis {
    digest: [u8; 32],
    settings: Arc<Settings>,
    schema: Arc<Schema>,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.settings == other.settings && Arc::ptr_eq(&self.schema, &other.schema)
    }
}

impl Basis {
    /// The basis of a render.
    pub(super) fn new(sources: &Sources, context: &Context) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        };
        for at in &sources.items {
            // Debug of plain values is injective enough: it quotes every text and names every field.
            add(&format!("{:?}", at.source));
            add(at.revision.as_str());
        }
        for text in [&context.instance, &context.name, &context.project, &context.namespace, &context.kube_version] {
            add(text);
        }
        add(if context.track { "tracked" } else { "" });
        let entropy = context.entropy.digest();
        context.api_versions.iter().for_each(|version| add(version));
        hash.update(entropy);
        Self { digest: hash.finalize().into(), settings: context.settings.clone(), schema: context.schema.clone() }
    }
}

/// What the live side has to be asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    /// The desired objects.
    pub(super) keys: Vec<ObjectKey>,
    /// API versions and kinds, each once.
    pub(super) kinds: Vec<(Arc<str>, Arc<str>)>,
    /// Their namespaces, each once.
    pub(super) namespaces: Vec<Arc<str>>,
}

impl Summary {
    /// Of rendered objects.
    pub(super) fn of(objects: &[Object], cluster: &ClusterId) -> Self {
        let mut own = Self { keys: objects.iter().map(|object| object.key(cluster)).collect(), ..Self::default() };
        own.kinds = objects.iter().map(|object| (object.api_version().clone(), object.kind().clone())).collect();
        own.kinds.sort();
        own.kinds.dedup();
        own.namespaces = objects.iter().map(|object| object.namespace().clone()).filter(|name| !name.is_empty()).collect();
        own.namespaces.sort();
        own.namespaces.dedup();
        own
    }
}

/// An object at rest.
struct Kept {
    body: Packed,
    place: Option<Place>,
    /// The object as other public previews have it, where random values or the time decide something of it.
    others: Vec<Packed>,
}

impl Kept {
    fn new(object: &Object) -> Self {
        let others = object.generated().map_or(&[] as &[Map], |generated| generated.others());
        let others = others.iter().filter_map(|other| Some(Packed::new(&object.with_root(other.clone()).ok()?)));
        Self { body: Packed::new(object), place: object.origin().place.clone(), others: others.collect() }
    }

    fn unpack(&self) -> Result<Object, Problem> {
        let object = self.body.unpack()?;
        let others = self.others.iter().map(|other| Ok(other.unpack()?.root().clone())).collect::<Result<Vec<Map>, Problem>>()?;
        let generated = Generated::find(object.root(), others).map(Arc::new);
        let origin = Origin { place: self.place.clone(), generated, ..Origin::default() };
        Object::new(object.root().clone(), origin).map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()))
    }

    fn n_bytes(&self) -> usize {
        // The identity of each object stands in the summary and in a comparison as well.
        let bodies = self.others.iter().map(Packed::n_bytes).sum::<usize>() + self.body.n_bytes();
        bodies + 2 * size_of::<ObjectKey>()
    }
}

/// A render at rest.
pub(super) struct Known {
    objects: Vec<Kept>,
    pub(super) source_types: Vec<SourceType>,
    pub(super) problems: Vec<Problem>,
    pub(super) summary: Summary,
}

impl Known {
    /// A render, packed.
    pub(super) fn new(rendered: &Rendered, problems: &[Problem], summary: Summary) -> Self {
        let objects = rendered.objects.iter().map(Kept::new).collect();
        Self { objects, source_types: rendered.source_types.clone(), problems: problems.to_vec(), summary }
    }

    /// The objects again.
    pub(super) fn unpack(&self) -> Result<Vec<Object>, Problem> {
        self.objects.iter().map(Kept::unpack).collect()
    }

    fn n_bytes(&self) -> usize {
        self.objects.iter().map(Kept::n_bytes).sum()
    }
}

/// What is live of what an application manages, without its bodies: whether it is known, and the hash of its content.
pub(super) type LiveMark = Vec<(ObjectKey, bool, Option<ContentHash>)>;

/// A comparison that was made.
pub(super) struct Judged {
    pub(super) rules: Rules,
    pub(super) schema: Arc<Schema>,
    pub(super) live: LiveMark,
    pub(super) partial: bool,
    pub(super) verdicts: Arc<Verdicts>,
    pub(super) problems: Vec<Problem>,
    pub(super) unknown: std::collections::BTreeSet<GroupKind>,
}

impl Judged {
    /// Whether it would come out the same.
    pub(super) fn stands(&self, rules: &Rules, schema: &Arc<Schema>, live: &LiveMark, partial: bool) -> bool {
        self.partial == partial && Arc::ptr_eq(&self.schema, schema) && self.live == *live && self.rules == *rules
    }
}

struct Entry {
    basis: Basis,
    traced: Traced,
    known: Arc<Known>,
    judged: Option<Arc<Judged>>,
    n_bytes: usize,
    used: u64,
}

/// A render that still holds.
pub(super) struct Hit {
    pub(super) known: Arc<Known>,
    pub(super) judged: Option<Arc<Judged>>,
    /// The commits, one a source.
    pub(super) revisions: Vec<Sha>,
    /// What it read of other places than the application's own repositories.
    pub(super) elsewhere: Vec<Need>,
}

#[derive(Default)]
struct Store {
    entries: BTreeMap<AppKey, Entry>,
    n_bytes: usize,
    clock: u64,
}

/// All renders that are known, and how many were made.
#[derive(Default)]
pub(crate) struct Renders {
    store: Mutex<Store>,
    pub(super) rendered: AtomicU64,
    pub(super) compared: AtomicU64,
}

impl Renders {
    /// Counts a render.
    pub(super) fn count_render(&self) {
        self.rendered.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a comparison.
    pub(super) fn count_comparison(&self) {
        self.compared.fetch_add(1, Ordering::Relaxed);
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The render of an application, if everything that it read is still so at the commits that its revisions mean now.
    pub(super) async fn find(&self, shared: &Shared, app: &AppKey, basis: &Basis, sources: &Sources, fresh: Fresh) -> Option<Hit> {
        let (mut traced, known) = {
            let store = self.store();
            let entry = store.entries.get(app).filter(|entry| entry.basis == *basis)?;
            (entry.traced.clone(), entry.known.clone())
        };
        let moved = traced.follow(shared, fresh).await?;
        let (revisions, elsewhere) = (traced.revisions(sources), traced.elsewhere());
        let mut store = self.store();
        store.clock += 1;
        let clock = store.clock;
        let entry = store.entries.get_mut(app).filter(|entry| Arc::ptr_eq(&entry.known, &known))?;
        entry.used = clock;
        if moved {
            entry.traced = traced;
        }
        Some(Hit { known, judged: entry.judged.clone(), revisions, elsewhere })
    }

    /// Keeps a render. One with an error, or one that read what cannot be asked again, is not kept; the value is returned either way.
    pub(super) async fn keep(&self, shared: &Shared, app: &AppKey, basis: Basis, reads: &Reads, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let traced = if any_error(&known.problems) { None } else { Traced::of(shared, reads).await };
        let mut store = self.store();
        if let Some(old) = store.entries.remove(app) {
            store.n_bytes -= old.n_bytes;
        }
        if let Some(traced) = traced {
            store.clock += 1;
            let (n_bytes, used) = (known.n_bytes() + traced.n_bytes(), store.clock);
            store.n_bytes += n_bytes;
            store.entries.insert(app.clone(), Entry { basis, traced, known: known.clone(), judged: None, n_bytes, used });
            store.make_room();
        }
        known
    }

    /// Keeps the comparison that was made of a render.
    pub(super) fn judge(&self, app: &AppKey, known: &Arc<Known>, judged: Judged) {
        if let Some(entry) = self.store().entries.get_mut(app).filter(|entry| Arc::ptr_eq(&entry.known, known)) {
            entry.judged = Some(Arc::new(judged));
        }
    }
}

impl Store {
    fn make_room(&mut self) {
        while self.n_bytes > KEPT {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(app, _)| app.clone());
            let Some(entry) = oldest.and_then(|app| self.entries.remove(&app)) else { return };
            self.n_bytes -= entry.n_bytes;
        }
    }
}
