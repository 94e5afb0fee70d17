//! Provenance: who set which field during a build, kept in each resource's trail. Nothing here runs unless it was asked for. It changes no
//! resource.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::manifest::yaml::ParseOptions;
use crate::engine::step::Asking;
use crate::model::object::path::{Path, Segment};
use crate::model::object::trail::{Setter, Text, Trail};
use crate::model::object::value::Value;
use crate::model::problem::Place;

use super::generate::pairs;
use super::ids::Id;
use super::kustomization::Kustomization;
use super::layer::Layer;
use super::load;
use super::resmap::ResMap;
use super::resource::Resource;
use super::settings::{Generator, Patch};
use super::transform::step::Step;

/// Who stands behind a step.
#[derive(Debug, Clone)]
pub(super) enum By {
    /// One place for all that it does.
    One(Arc<Setter>),
    /// One for each label or annotation, and one for the rest.
    Keys(BTreeMap<Arc<str>, Arc<Setter>>, Arc<Setter>),
    /// One for each target of several patches, the last that fits.
    Targets(Vec<(Id, Arc<Setter>)>, Arc<Setter>),
}

impl By {
    /// Something that stands at a place.
    pub(super) fn one(place: Place, what: &str) -> Self {
        Self::One(setter(place, what, None))
    }

    fn who(&self, resource: &Id, former: &[Id], path: &Path) -> Arc<Setter> {
        match self {
            Self::One(setter) => setter.clone(),
            Self::Keys(keys, rest) => {
                let last = path.0.last().and_then(|segment| match segment {
                    Segment::Field(name) => keys.get(name),
                    Segment::Index(_) | Segment::Item(..) => None,
                });
                last.unwrap_or(rest).clone()
            }
            Self::Targets(targets, rest) => {
                let is_meant = |id: &Id| {
                    let mut all = former.iter().chain([resource]);
                    all.any(|own| own.kind == id.kind && own.name == id.name)
                };
                targets.iter().rev().find(|(id, _)| is_meant(id)).map_or(rest, |(_, setter)| setter).clone()
            }
        }
    }
}

/// Whoever set something, with the text that stands there.
fn setter(place: Place, what: &str, text: Option<Arc<Text>>) -> Arc<Setter> {
    Arc::new(Setter { place, what: what.into(), text })
}

/// Begins the trails of resources that were read from a file, with the lines of its fields where its documents are they.
pub(super) fn read_from(resources: &mut [Resource], file: &File, name: &str) {
    let texts = texts(file, name);
    for (index, resource) in resources.iter_mut().enumerate() {
        let text = texts.get(index).cloned().flatten();
        let by = setter(resource.place.clone(), "", text);
        resource.notes.trail = Some(Arc::new(Trail::new(resource.root(), by)));
    }
}

/// The documents of a file with their lines; empty values are passed over, as where resources are made of them. Nothing for a file with
/// lists: its documents are not its resources.
fn texts(file: &File, name: &str) -> Vec<Option<Arc<Text>>> {
    let documents = file.documents(name, ParseOptions::KUSTOMIZE.with_spans());
    let is_list =
        |value: &Value| value.as_map().and_then(|map| map.get("kind")).and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
    if documents.values.iter().any(|document| is_list(&document.value)) {
        return Vec::new();
    }
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Map(map) => map.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => false,
    };
    let filled = documents.values.iter().filter(|document| !is_empty(&document.value));
    filled.map(|document| Some(Arc::new(Text { value: document.value.clone(), spans: document.spans.clone()? }))).collect()
}

/// Begins the trails of resources that were rendered: the template stands behind all of their fields.
pub(super) fn rendered(resources: &mut [Resource], what: &str) {
    for resource in resources {
        resource.notes.trail = Some(Arc::new(Trail::new(resource.root(), setter(resource.place.clone(), what, None))));
    }
}

/// Takes note of what all resources are after somebody changed them.
pub(super) fn follow(map: &mut ResMap, by: &By) {
    let changed: Vec<(usize, Arc<Trail>)> = map.list().iter().enumerate().filter_map(|(at, own)| Some((at, followed(own, by)?))).collect();
    for (at, trail) in changed {
        if let Some(resource) = map.same_identity_mut(at) {
            resource.notes.trail = Some(trail);
        }
    }
}

fn followed(resource: &Resource, by: &By) -> Option<Arc<Trail>> {
    let Some(trail) = &resource.notes.trail else {
        let (id, former): (_, Vec<Id>) = (resource.id(), resource.former_ids().collect());
        return Some(Arc::new(Trail::new(resource.root(), by.who(id, &former, &Path::default()))));
    };
    if trail.is_at(resource.root()) {
        return None;
    }
    let (id, former): (_, Vec<Id>) = (resource.id(), resource.former_ids().collect());
    let mut next = Trail::clone(trail);
    next.follow(resource.root(), &|path| by.who(id, &former, path));
    Some(Arc::new(next))
}

/// Marks the data of what a generator made, or was laid over, with the files that they came from.
pub(super) fn generated(map: &mut ResMap, id: &Id, asking: &mut Asking<'_>, layer: &Layer, generator: &Generator, what: &str) {
    follow(map, &By::one(generator.place.clone(), what));
    let Some(at) = map.ever(id).first().copied() else { return };
    let sources = pairs::sources(asking, &layer.folder, generator);
    let Some(resource) = map.same_identity_mut(at) else { return };
    let Some(trail) = &resource.notes.trail else { return };
    let mut trail = Trail::clone(trail);
    for (key, place) in sources {
        let by = setter(place, what, None);
        for field in ["data", "binaryData"] {
            if resource.get(&[field, &key]).is_some() {
                trail.mark(&[field, &key], &by);
            }
        }
    }
    resource.notes.trail = Some(Arc::new(trail));
}

/// Who stands behind each of a kustomization's own steps.
pub(super) fn behind(asking: &mut Asking<'_>, layer: &Layer, steps: &[Step]) -> Vec<By> {
    let own = &layer.kustomization;
    let (mut patches, mut json) = (own.patches.iter(), own.json.iter());
    let (mut labels, mut replicas, mut images) = (own.labels.iter(), own.replicas.iter(), own.images.iter());
    let mut by = Vec::with_capacity(steps.len());
    for step in steps {
        by.push(match step {
            Step::Strategic(step) => {
                let targets =
                    step.patches.iter().map(|patch| (patch.id().clone(), setter(patch.place.clone(), "patchesStrategicMerge", None)));
                By::Targets(targets.collect(), setter(own.field_place("patchesStrategicMerge"), "patchesStrategicMerge", None))
            }
            Step::Patch(_) => patches.next().map_or_else(|| field(own, "patches"), |patch| of_patch(asking, layer, patch, "patches")),
            Step::Json(_) => {
                json.next().map_or_else(|| field(own, "patchesJson6902"), |patch| of_patch(asking, layer, patch, "patchesJson6902"))
            }
            Step::Namespace(_) => field(own, "namespace"),
            Step::Names(names) => field(own, names.affix.field()),
            Step::Labels(_) => match labels.next() {
                Some(label) => keyed(own, "labels", &label.place, label.pairs.keys()),
                None => keyed(own, "commonLabels", &own.field_place("commonLabels"), own.common_labels.keys()),
            },
            Step::Annotations(_) => keyed(own, "commonAnnotations", &own.field_place("commonAnnotations"), own.common_annotations.keys()),
            Step::Replicas(_) => By::one(replicas.next().map_or_else(Place::default, |replica| replica.place.clone()), "replicas"),
            Step::Images(_) => By::one(images.next().map_or_else(Place::default, |image| image.place.clone()), "images"),
            Step::Replacements(_) => field(own, "replacements"),
            Step::ValueAdd(_) | Step::Hash => field(own, "transformers"),
        });
    }
    by
}

fn field(kustomization: &Kustomization, name: &str) -> By {
    By::one(kustomization.field_place(name), name)
}

/// Labels or annotations: those that the Application's block set stand there.
fn keyed<'k>(kustomization: &Kustomization, name: &str, place: &Place, keys: impl Iterator<Item = &'k Arc<str>>) -> By {
    let rest = setter(place.clone(), name, None);
    let block = if name == "commonAnnotations" { name } else { "commonLabels" };
    let of = |key: &Arc<str>| match kustomization.application_place(&format!("{block}/{key}")) {
        Some(place) => setter(place, block, None),
        None if name == "labels" => rest.clone(),
        None => setter(kustomization.origin.at(&Path([name, key].map(|part| Segment::Field(part.into())).to_vec())), name, None),
    };
    By::Keys(keys.map(|key| (key.clone(), of(key))).collect(), rest.clone())
}

/// A patch stands in its file, or where the kustomization has its text.
fn of_patch(asking: &mut Asking<'_>, layer: &Layer, patch: &Patch, what: &str) -> By {
    if patch.path.is_empty() {
        return By::one(patch.place.clone(), what);
    }
    match load::file(asking, &layer.folder, &patch.path, &patch.place) {
        Ok((name, file)) => {
            let mut texts = texts(&file, &name);
            let text = if texts.len() == 1 { texts.pop().flatten() } else { None };
            By::One(setter(Place::file(name), what, text.filter(|text| text.value.as_map().is_some())))
        }
        Err(_) => By::one(patch.place.clone(), what),
    }
}
