//! A build: the kustomizations of a tree of layers become one list of resources. It knows the order of steps and nothing of
//! what each does. Source: kustomize `api/internal/target/kusttarget.go`, `api/krusty/kustomizer.go`.
//!
//! Kustomize stops at its first error. Here a resource file that cannot be read costs itself only, and a step that fails is
//! passed over: what is left is for the eye, and the error makes it partial. After an error no step says anything more,
//! for it would only repeat in other words that something is missing.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::render::entropy::Entropy;
use crate::engine::render::options::BuildOptions;
use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem};

use super::generate::object::Makes;
use super::generate::{hash, object, pairs};
use super::kustomization::BuildMetadata;
use super::layer::{Layer, MAX_BYTES, Source, too_many_bytes};
use super::load;
use super::origin::Origin;
use super::resmap::{MAX_WORK, ResMap, too_hard};
use super::resource::Resource;
use super::run::{Run, Stop, bad};
use super::settings::Generator;
use super::specs::set::{NONE, Specs, merged};
use super::trace::{self, By};
use super::transform::step::Step;
use super::vars::{self, Vars};
use super::{charts, config_files, configure, plugins, refs};

/// Resources of one build: more do not fit a console, and a diamond of bases could make them without end.
const MAX_RESOURCES: usize = 200_000;

/// Bytes that a step may add to a resource without a look at what all of them weigh.
const LITTLE: usize = 4096;

/// How many times longer it takes to read a byte than to handle one that is read.
const READING: usize = 8;

/// What has been gathered so far.
#[derive(Debug, Clone)]
pub(super) struct Heap {
    /// The resources.
    pub(super) map: ResMap,
    /// The field specifications in effect.
    pub(super) specs: Arc<Specs>,
    /// The variables.
    pub(super) vars: Vars,
}

impl Default for Heap {
    fn default() -> Self {
        Self { map: ResMap::default(), specs: NONE.clone(), vars: Vars::new() }
    }
}

/// A build under way.
pub(super) struct Build<'b, 'a> {
    /// Where needs, reads and problems go.
    pub(super) asking: &'b mut Asking<'a>,
    /// Flags.
    pub(super) options: &'b BuildOptions,
    /// What the templates of charts draw from.
    pub(super) entropy: &'b Entropy,
    /// Merge keys.
    pub(super) schema: Schema,
    /// Whether a kustomization's `openapi` has set the schema; the first one does.
    pub(super) schema_is_set: bool,
    /// The namespace that charts get whose kustomization names none: that of the nearest one above which does.
    pub(super) namespace: Arc<str>,
    /// What the root's `buildMetadata` asks for.
    pub(super) metadata: BuildMetadata,
    /// Whether resources keep who set their fields.
    pub(super) traces: bool,
    /// Whether an error was met.
    pub(super) failed: bool,
    /// Kustomizations read so far.
    pub(super) n_layers: usize,
    /// Their bytes.
    pub(super) n_bytes: usize,
    /// Charts rendered so far.
    pub(super) n_charts: usize,
    /// What the steps cost so far.
    pub(super) work: usize,
}

/// A step with who configured it.
pub(super) struct Configured {
    /// The step.
    pub(super) step: Step,
    /// As `buildMetadata` has it, where that is asked for.
    pub(super) origin: Option<Origin>,
    /// As provenance has it, where that is asked for.
    pub(super) by: Option<By>,
}

impl Build<'_, '_> {
    /// Records a failure, unless it only follows from an earlier one.
    pub(super) fn attempt(&mut self, result: Result<(), Problem>) {
        if let Err(problem) = result {
            if !self.failed {
                self.asking.problem(problem);
            }
            self.failed = true;
        }
    }

    /// Records a failure that stands for itself.
    fn broken(&mut self, problem: Problem) {
        self.asking.problem(problem);
        self.failed = true;
    }

    /// The resources of the whole build, with the steps that come last.
    pub(super) fn root(&mut self, layer: &Layer) -> Run<ResMap> {
        let origin = self.metadata.any.then(Origin::default);
        let mut heap = self.layer(layer, Heap::default(), origin.as_ref())?;
        hash::add_hashes(&mut heap.map);
        self.note(&mut heap.map, layer, "hash of the generated content");
        let followed = refs::follow(&mut heap.map, &heap.specs);
        self.attempt(followed);
        self.note(&mut heap.map, layer, "name reference");
        let resolved = vars::resolve(&mut heap.map, &heap.vars, &heap.specs.var_reference);
        self.attempt(resolved);
        self.note(&mut heap.map, layer, "vars");
        self.weigh(&mut heap.map, layer)?;
        heap.map.list_mut().retain(|resource| !is_local(resource));
        Ok(heap.map)
    }

    /// Takes note of what the build itself changed, where that is asked for.
    pub(super) fn note(&self, map: &mut ResMap, layer: &Layer, what: &str) {
        if self.traces {
            trace::follow(map, &By::one(Place::file(layer.kustomization.origin.file.clone()), what));
        }
    }

    /// One kustomization's resources on top of a heap: an empty one, or for a component that of who includes it.
    fn layer(&mut self, layer: &Layer, heap: Heap, origin: Option<&Origin>) -> Run<Heap> {
        let own = &layer.kustomization.namespace;
        let inner = if own.is_empty() { self.namespace.clone() } else { own.clone() };
        let outer = std::mem::replace(&mut self.namespace, inner);
        let built = self.within(layer, heap, origin);
        self.namespace = outer;
        built
    }

    fn within(&mut self, layer: &Layer, heap: Heap, origin: Option<&Origin>) -> Run<Heap> {
        let mut heap = self.sources(&layer.resources, heap, origin, Includes::Resources)?;
        let specs = config_files::specs(self, layer, &heap.specs)?;
        heap.specs = specs;
        self.generate(layer, &mut heap, origin)?;
        heap = self.sources(&layer.components, heap, origin, Includes::Components)?;
        if heap.map.list().len() > MAX_RESOURCES {
            let place = Place::file(layer.kustomization.origin.file.clone());
            return Err(super::run::too_much(&place, format!("more than {MAX_RESOURCES} resources in one build")).into());
        }
        let mut steps = configure::steps(self, layer, &heap.specs, origin)?;
        steps.extend(plugins::steps(self, layer, &layer.kustomization.transformers, origin)?);
        self.weigh(&mut heap.map, layer)?;
        for step in &steps {
            self.step(step, &mut heap.map, layer)?;
        }
        let validators = plugins::steps(self, layer, &layer.kustomization.validators, origin)?;
        for validator in &validators {
            self.validate(&validator.step, &mut heap.map, layer);
            self.weigh(&mut heap.map, layer)?;
        }
        self.weigh(&mut heap.map, layer)?;
        let added = vars::add(&mut heap.vars, &mut heap.map, &layer.kustomization.vars);
        self.attempt(added);
        Ok(heap)
    }

    /// Counts a text that is read, which takes longer than to handle its fields.
    pub(super) fn reads(&mut self, n_bytes: usize, place: &Place) -> Run<()> {
        self.work = self.work.saturating_add(n_bytes.saturating_mul(READING));
        if self.work > MAX_WORK { Err(too_hard(place).into()) } else { Ok(()) }
    }

    /// Counts a text that stands in a kustomization: as a part of it, for where aliases repeat it, it is read each time.
    pub(super) fn reads_inline(&mut self, text: &str, place: &Place) -> Run<()> {
        self.n_bytes = self.n_bytes.saturating_add(text.len());
        if self.n_bytes > MAX_BYTES { Err(too_many_bytes(place).into()) } else { Ok(()) }
    }

    /// Ends a build that has become too large, or takes too long.
    fn weigh(&mut self, map: &mut ResMap, layer: &Layer) -> Run<()> {
        let place = Place::file(layer.kustomization.origin.file.clone());
        map.weigh(&place)?;
        self.work = self.work.saturating_add(map.take_work());
        if self.work > MAX_WORK { Err(too_hard(&place).into()) } else { Ok(()) }
    }

    /// Takes a step within the budgets. Weighing is left out where the step adds little: the layer's end makes up for it.
    fn step(&mut self, configured: &Configured, map: &mut ResMap, layer: &Layer) -> Run<()> {
        let place = Place::file(layer.kustomization.origin.file.clone());
        let adds = configured.step.adds();
        map.has_room(adds.unwrap_or(0), &place)?;
        self.take(configured, map);
        if adds.is_some_and(|n_bytes| n_bytes <= LITTLE) { Ok(map.visited(&place)?) } else { self.weigh(map, layer) }
    }

    fn take(&mut self, configured: &Configured, map: &mut ResMap) {
        let taken = configured.step.take(map, &self.schema);
        self.attempt(taken);
        if let Some(by) = &configured.by {
            trace::follow(map, by);
        }
        if let Some(by) = &configured.origin {
            for resource in map.list_mut() {
                resource.rewrite_annotations();
                if resource.notes.origin.is_some() {
                    resource.notes.transformations.push(by.clone());
                } else {
                    resource.notes.origin = Some(by.clone());
                }
            }
        }
        map.drop_removed();
    }

    /// A validator may look, not touch.
    fn validate(&mut self, step: &Step, map: &mut ResMap, layer: &Layer) {
        let before: Vec<_> = map.list().iter().map(|resource| resource.root().clone()).collect();
        let taken = step.take(map, &self.schema);
        self.attempt(taken);
        let unchanged = before.len() == map.list().len() && before.iter().zip(map.list()).all(|(before, after)| before == after.root());
        if !unchanged {
            let place = Place::file(layer.kustomization.origin.file.clone());
            self.attempt(Err(bad(&place, format!("validator {} shouldn't modify the resource map", step.plugin()))));
        }
    }

    /// What `resources` or `components` name.
    pub(super) fn sources(&mut self, sources: &[Source], mut heap: Heap, origin: Option<&Origin>, what: Includes) -> Run<Heap> {
        for source in sources {
            match source {
                Source::Pending => return Err(Stop::Pending),
                Source::Broken(problem) => self.broken(problem.clone()),
                Source::File(entry, name, file) => {
                    self.reads(file.bytes.len(), &entry.place)?;
                    let origin = origin.map(|origin| origin.append(&entry.text));
                    match load::resources(file, name) {
                        Ok(resources) => self.append(&mut heap.map, resources, (file, name), origin.as_ref()),
                        Err(problem) => self.broken(problem),
                    }
                }
                Source::Layer(entry, below) => {
                    let kind = if below.kustomization.is_component { Includes::Components } else { Includes::Resources };
                    if kind != what {
                        self.broken(wrong_kind(what, &entry.place, below));
                        continue;
                    }
                    config_files::schema(self, below)?;
                    let origin = origin.map(|origin| origin.append(&entry.text));
                    heap = self.include(below, heap, origin.as_ref(), what)?;
                }
            }
        }
        Ok(heap)
    }

    fn include(&mut self, below: &Layer, mut heap: Heap, origin: Option<&Origin>, what: Includes) -> Run<Heap> {
        if what == Includes::Components {
            let mut heap = self.layer(below, heap, origin)?;
            // What a component leaves is taken into a new heap.
            let taken = merged(&NONE, &heap.specs);
            match taken {
                Ok(specs) => heap.specs = specs,
                Err(conflict) => self.attempt(Err(bad(&Place::file(below.kustomization.origin.file.clone()), conflict.to_string()))),
            }
            return Ok(heap);
        }
        let more = self.layer(below, Heap::default(), origin)?;
        for resource in more.map.into_list() {
            if let Err(problem) = heap.map.append(resource) {
                self.broken(problem);
            }
        }
        let place = Place::file(below.kustomization.origin.file.clone());
        match merged(&heap.specs, &more.specs) {
            Ok(specs) => heap.specs = specs,
            Err(conflict) => self.attempt(Err(bad(&place, conflict.to_string()))),
        }
        let merged = vars::merge(&mut heap.vars, more.vars);
        self.attempt(merged);
        Ok(heap)
    }

    fn append(&mut self, map: &mut ResMap, mut resources: Vec<Resource>, (file, name): (&File, &str), origin: Option<&Origin>) {
        for resource in &mut resources {
            resource.notes.origin = origin.cloned();
            if origin.is_some() {
                resource.rewrite_annotations();
            }
            resource.write_nulls("annotations");
        }
        if self.traces {
            trace::read_from(&mut resources, file, name);
        }
        for resource in resources {
            if let Err(problem) = map.append(resource) {
                self.broken(problem);
            }
        }
    }

    fn generate(&mut self, layer: &Layer, heap: &mut Heap, origin: Option<&Origin>) -> Run<()> {
        let kustomization = &layer.kustomization;
        let maps = kustomization.config_maps.iter().map(|generator| (generator, Makes::ConfigMap));
        let secrets = kustomization.secrets.iter().map(|generator| (generator, Makes::Secret));
        for (generator, makes) in maps.chain(secrets) {
            let by = origin.map(|origin| origin.builtin(&kustomization.file_name, makes.plugin()));
            match self.generated(layer, generator, makes) {
                Ok(resource) => {
                    let id = resource.id().clone();
                    self.absorb(heap, resource, by);
                    self.weigh(&mut heap.map, layer)?;
                    if self.traces {
                        trace::generated(&mut heap.map, &id, self.asking, layer, generator, makes.field());
                    }
                }
                Err(Stop::Pending) => return Err(Stop::Pending),
                Err(Stop::Failed(problem)) => self.attempt(Err(*problem)),
            }
        }
        for (resource, by) in charts::inflate::all(self, layer, origin)? {
            self.absorb(heap, resource, by);
        }
        for (resource, by) in plugins::generated(self, layer, origin)? {
            self.absorb(heap, resource, by);
        }
        self.note(&mut heap.map, layer, "generators");
        Ok(())
    }

    /// What one generator makes.
    pub(super) fn generated(&mut self, layer: &Layer, generator: &Generator, makes: Makes) -> Run<Resource> {
        let options = generator.options.with_global(&layer.kustomization.generator_options);
        let pairs = pairs::pairs(self.asking, &layer.folder, generator)?;
        Ok(object::make(generator, makes, &options, &pairs)?)
    }

    fn absorb(&mut self, heap: &mut Heap, mut resource: Resource, by: Option<Origin>) {
        if resource.notes.origin.is_none() {
            resource.notes.origin = by;
        }
        let absorbed = heap.map.absorb(resource);
        self.attempt(absorbed);
    }
}

/// Which list of a kustomization an entry stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Includes {
    /// `resources`.
    Resources,
    /// `components`.
    Components,
}

fn wrong_kind(what: Includes, place: &Place, below: &Layer) -> Problem {
    let path = below.folder.shown();
    match what {
        Includes::Components => bad(place, format!("expected kind 'Component' for path '{path}' but got 'Kustomization'"))
            .hint("list it under `resources:`, or make it a Component"),
        Includes::Resources => bad(place, format!("expected kind != 'Component' for path '{path}'")).hint("list it under `components:`"),
    }
}

/// Whether a resource is for the build only.
fn is_local(resource: &Resource) -> bool {
    resource.annotation("config.kubernetes.io/local-config").is_some_and(|value| &*value != "false")
}

/// Sets a label on every object, as `managedByLabel` asks.
pub(super) fn label_all(map: &mut ResMap, key: &'static str, value: &str) {
    for resource in map.list_mut() {
        let labels = resource.get(&["metadata", "labels"]).and_then(Value::as_map).cloned().unwrap_or_default();
        let labels = labels.with(Key::field(key), Value::str(value));
        let root = crate::model::object::build::set(resource.root(), &["metadata", "labels"], Value::Map(labels));
        resource.set_root(root);
    }
}
