//! One resource on its way through a build: its fields, what it was called before, and what Kustomize keeps of it in
//! internal annotations (here plain fields). It knows no transformer. Source: kustomize `api/resource`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::scalar::{Scalars, is_text};
use crate::engine::merge::kyaml::hints::Hints;
use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::trail::Trail;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Place;

use super::fieldspec::scalar_text;
use super::ids::Id;
use super::origin::Origin;
use super::shared::{Shared, settle};

/// Why a resource cannot become JSON.
pub(super) const ODD_KEY: &str = "a map's key must be text (put it in quotes)";

/// What a generated resource does to one of the same identity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Behavior {
    /// Nothing was said: it must be new.
    #[default]
    Unspecified,
    /// It must be new.
    Create,
    /// It takes the other's place.
    Replace,
    /// It is laid over the other.
    Merge,
}

impl Behavior {
    /// As it is spelled in a generator.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Create => "create",
            Self::Replace => "replace",
            Self::Merge => "merge",
        }
    }
}

/// Changes of identity that a patch may make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct MayChange {
    /// `options.allowNameChange`.
    pub(super) name: bool,
    /// `options.allowKindChange`.
    pub(super) kind: bool,
}

/// What a build keeps of a resource beside its fields.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    /// What it was called, oldest first, as (kind, name, effective namespace).
    pub(super) former: Vec<(Arc<str>, Arc<str>, Arc<str>)>,
    /// Prefixes that were put on, innermost first.
    pub(super) prefixes: Vec<Arc<str>>,
    /// Suffixes that were put on, innermost first.
    pub(super) suffixes: Vec<Arc<str>>,
    /// What a generator said; `None` when it is not generated.
    pub(super) behavior: Option<Behavior>,
    /// Whether its name gets a hash of its content.
    pub(super) needs_hash: bool,
    /// Where it came from, when `buildMetadata` asks for it.
    pub(super) origin: Option<Origin>,
    /// What changed it, when `buildMetadata` asks for it.
    pub(super) transformations: Vec<Origin>,
    /// Who set which field, when that was asked for.
    pub(super) trail: Option<Arc<Trail>>,
}

/// A resource.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    root: Map,
    id: Id,
    /// What is kept beside the fields.
    pub(super) notes: Notes,
    /// Names of variables that point at it.
    pub(super) vars: Vec<Arc<str>>,
    /// Where it was read.
    pub(super) place: Place,
    /// What its text says beside its fields, until something rewrites it as a whole.
    pub(super) hints: Option<Arc<Hints>>,
    /// Labels and annotations that stand in several fields as one.
    pub(super) shared: Vec<Shared>,
    /// Entries whose keys are no texts: nothing may be left of them in the end.
    pub(super) odd_keys: Vec<Path>,
    /// Annotations that were written as something else than text: that text, and what JSON patches see.
    pub(super) typed_annotations: BTreeMap<Arc<str>, (Arc<str>, Value)>,
    /// Whether a patch deleted it; such a resource is dropped after the transformer.
    pub(super) is_removed: bool,
    /// What its fields weigh, once weighed as they are now.
    pub(super) weight: Option<usize>,
}

impl Resource {
    /// A resource with these fields.
    pub(super) fn new(root: Map, place: Place) -> Self {
        let id = identity(&root);
        let notes = Notes { former: former(&root), ..Notes::default() };
        Self {
            root,
            id,
            notes,
            vars: Vec::new(),
            place,
            hints: None,
            shared: Vec::new(),
            odd_keys: Vec::new(),
            typed_annotations: BTreeMap::new(),
            is_removed: false,
            weight: None,
        }
    }

    /// Its fields.
    pub(super) fn root(&self) -> &Map {
        &self.root
    }

    /// An entry that is there and whose key is no text. Kustomize writes keys that it makes without quotes: those of
    /// annotations always, those of labels and data where it made the resource.
    pub(super) fn odd_key(&self) -> Option<Path> {
        let made: &[&[&str]] = match self.notes.behavior {
            Some(_) => &[&["metadata", "annotations"], &["metadata", "labels"], &["data"], &["binaryData"]],
            None => &[&["metadata", "annotations"]],
        };
        let in_made = made.iter().find_map(|folder| {
            let (key, _) = self.get(folder)?.as_map()?.iter().find(|(key, _)| !is_text(key.as_str(), Scalars::Yaml12))?;
            Some(Path(folder.iter().copied().chain([key.as_str()]).map(|name| Segment::Field(name.into())).collect()))
        });
        in_made.or_else(|| self.odd_keys.iter().find(|path| value_at(&self.root, path).is_some()).cloned())
    }

    /// Its present identity.
    pub(super) fn id(&self) -> &Id {
        &self.id
    }

    /// Changes its fields.
    pub(super) fn set_root(&mut self, root: Map) {
        let root = if self.shared.is_empty() { root } else { settle(root, &mut self.shared) };
        let same = |field: &str| match (self.root.get(field), root.get(field)) {
            (Some(Value::Str(old)), Some(Value::Str(new))) => old == new,
            (Some(Value::Map(old)), Some(Value::Map(new))) => old.same(new),
            _ => false,
        };
        if !(same("apiVersion") && same("kind") && same("metadata")) {
            self.id = identity(&root);
        }
        self.root = root;
        self.weight = None;
    }

    /// What it was called, oldest first. Former identities have today's api version.
    pub(super) fn former_ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.notes.former.iter().map(|(kind, name, namespace)| Id {
            api_version: self.id.api_version.clone(),
            kind: kind.clone(),
            name: name.clone(),
            namespace: namespace.clone(),
            cluster_scoped: false,
        })
    }

    /// What it was called first.
    pub(super) fn original_id(&self) -> Id {
        self.former_ids().next().unwrap_or_else(|| self.id.clone())
    }

    /// Remembers what it is called now, before that changes.
    pub(super) fn remember_id(&mut self) {
        // A name that is not there cannot be kept; Kustomize's comma-separated lists skip it.
        if !self.id.name.is_empty() {
            self.notes.former.push((self.id.kind.clone(), self.id.name.clone(), self.id.effective_namespace().into()));
        }
    }

    /// Whether Kustomize would have put an internal annotation on it by now: its `metadata.annotations` then exists for
    /// JSON patches.
    pub(super) fn has_internal_annotations(&self) -> bool {
        let notes = &self.notes;
        !notes.former.is_empty()
            || !notes.prefixes.is_empty()
            || !notes.suffixes.is_empty()
            || notes.behavior.is_some()
            || notes.origin.is_some()
    }

    /// Sets a text of its metadata.
    pub(super) fn set_meta(&mut self, field: &'static str, text: &Arc<str>) {
        self.set_root(crate::model::object::build::set(&self.root, &["metadata", field], Value::Str(text.clone())));
    }

    /// Sets or removes its namespace.
    pub(super) fn set_namespace(&mut self, namespace: &Arc<str>) {
        if namespace.is_empty() {
            self.set_root(crate::model::object::build::remove(&self.root, &["metadata", "namespace"]));
        } else {
            self.set_meta("namespace", namespace);
        }
    }

    /// The value at a path of map keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.root.get(first)?, |value, key| value.as_map()?.get(key))
    }

    /// A map of its metadata as texts; what is no scalar is an empty text, as Kustomize reads it.
    pub(super) fn meta_texts(&self, field: &'static str) -> Vec<(Key, Arc<str>)> {
        texts(self.get(&["metadata", field]))
    }

    /// Makes texts of its annotations as they are written: Kustomize knows no other value there. Nulls stay, for in a
    /// patch they delete.
    pub(super) fn write_annotations(&mut self, written: &BTreeMap<Arc<str>, Arc<str>>) {
        let Some(Value::Map(map)) = self.get(&["metadata", "annotations"]) else { return };
        let text = |(key, value): &(Key, Value)| {
            let text = written.get(key.as_str()).filter(|_| !value.is_null());
            (key.clone(), text.map_or_else(|| value.clone(), |text| Value::Str(text.clone())))
        };
        let map: Map = map.iter().map(text).collect();
        self.set_root(crate::model::object::build::set(&self.root, &["metadata", "annotations"], Value::Map(map)));
    }

    /// Makes written nulls of a map of its metadata the text that stands there, as Kustomize reads them; empty places stay
    /// null.
    pub(super) fn write_nulls(&mut self, field: &'static str) {
        let Some(Value::Map(map)) = self.get(&["metadata", field]) else { return };
        let is_empty = |key: &Key| {
            let path = ["metadata", field, key.as_str()].map(|name| Segment::Field(name.into()));
            self.hints.as_ref().is_some_and(|hints| hints.empty.contains(&Path(path.to_vec())))
        };
        if !map.iter().any(|(key, value)| value.is_null() && !is_empty(key)) {
            return;
        }
        let spelling = |key: &Key| self.hints.as_ref().and_then(|hints| hints.null_annotations.get(key.as_str())).cloned();
        let written = |(key, value): &(Key, Value)| {
            let is_null = value.is_null() && !is_empty(key);
            let text = || Value::Str(spelling(key).filter(|_| field == "annotations").unwrap_or_else(|| "null".into()));
            (key.clone(), if is_null { text() } else { value.clone() })
        };
        let map: Map = map.iter().map(written).collect();
        self.set_root(crate::model::object::build::set(&self.root, &["metadata", field], Value::Map(map)));
    }

    /// Makes its annotations texts that share nothing with other fields, as Kustomize does when it writes notes of its own.
    pub(super) fn rewrite_annotations(&mut self) {
        self.typed_annotations.clear();
        let Some(Value::Map(_)) = self.get(&["metadata", "annotations"]).filter(|_| !self.shared.is_empty()) else { return };
        let own = |(key, text): (Key, Arc<str>)| (key, Value::str(&*text));
        let map = self.meta_texts("annotations").into_iter().map(own).collect();
        self.root = crate::model::object::build::set(&self.root, &["metadata", "annotations"], Value::map(map));
        self.shared.iter_mut().for_each(|node| node.leave(&["metadata", "annotations"]));
    }

    /// One annotation as text.
    pub(super) fn annotation(&self, name: &str) -> Option<Arc<str>> {
        self.get(&["metadata", "annotations"])?.as_map()?.get(name).and_then(scalar_text)
    }

    /// Replaces a map of its metadata by texts; an empty one is removed.
    pub(super) fn set_meta_texts(&mut self, field: &'static str, entries: Vec<(Key, Arc<str>)>) {
        let root = if entries.is_empty() {
            crate::model::object::build::remove(&self.root, &["metadata", field])
        } else {
            let map = entries.into_iter().map(|(key, text)| (key, Value::Str(text))).collect();
            crate::model::object::build::set(&self.root, &["metadata", field], Value::map(map))
        };
        self.set_root(root);
    }
}

/// What is at a path of an object, if anything.
pub(super) fn value_at<'m>(root: &'m Map, path: &Path) -> Option<&'m Value> {
    let (Segment::Field(first), rest) = path.0.split_first()? else { return None };
    rest.iter().try_fold(root.get(first)?, |value, segment| match segment {
        Segment::Field(name) => value.as_map()?.get(name),
        Segment::Index(index) => value.as_list()?.get(*index),
        Segment::Item(..) => None,
    })
}

/// What a file says that its resource was called: Kustomize keeps that in annotations, and believes those that it reads.
fn former(root: &Map) -> Vec<(Arc<str>, Arc<str>, Arc<str>)> {
    let annotations = root.get("metadata").and_then(|value| value.as_map()?.get("annotations")?.as_map());
    let list = |name: &str| {
        let text = annotations.and_then(|map| map.get(&format!("internal.config.kubernetes.io/{name}"))).and_then(Value::as_str);
        text.map(|text| text.split(',').map(Arc::from).collect::<Vec<Arc<str>>>()).unwrap_or_default()
    };
    let (kinds, names, namespaces) = (list("previousKinds"), list("previousNames"), list("previousNamespaces"));
    kinds.into_iter().zip(names).zip(namespaces).map(|((kind, name), namespace)| (kind, name, namespace)).collect()
}

/// A map's entries as texts.
pub(super) fn texts(value: Option<&Value>) -> Vec<(Key, Arc<str>)> {
    let Some(Value::Map(map)) = value else { return Vec::new() };
    map.iter().map(|(key, value)| (key.clone(), scalar_text(value).unwrap_or_else(|| "".into()))).collect()
}

fn identity(root: &Map) -> Id {
    let text = |value: Option<&Value>| value.and_then(scalar_text).unwrap_or_else(|| "".into());
    let metadata = root.get("metadata").and_then(Value::as_map);
    let meta = |field: &str| text(metadata.and_then(|map| map.get(field)));
    Id::new(text(root.get("apiVersion")), text(root.get("kind")), meta("name"), meta("namespace"))
}

/// Whether two lists of affixes end alike; an empty one only equals an empty one.
pub(super) fn same_ending(one: &[Arc<str>], other: &[Arc<str>]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.is_empty() { long.is_empty() } else { long.ends_with(short) }
}

#[cfg(test)]
mod tests {
    use super::{Resource, same_ending};
    use crate::model::object::build::map;
    use crate::model::problem::Place;
    use std::sync::Arc;

    #[test]
    fn a_resource_keeps_what_it_was_called_first() {
        let root = map([
            ("apiVersion", "v1".into()),
            ("kind", "ConfigMap".into()),
            ("metadata", crate::model::object::value::Value::Map(map([("name", "a".into())]))),
        ]);
        let mut resource = Resource::new(root, Place::default());
        resource.remember_id();
        resource.set_meta("name", &"b".into());
        assert_eq!(&*resource.id().name, "b");
        assert_eq!((&*resource.original_id().name, &*resource.original_id().namespace), ("a", "default"));
    }

    #[test]
    fn affixes_match_from_the_end() {
        let list = |texts: &[&str]| texts.iter().map(|text| Arc::from(*text)).collect::<Vec<Arc<str>>>();
        assert!(same_ending(&list(&["a", "b", "c"]), &list(&["b", "c"])));
        assert!(!same_ending(&list(&["a", "b", "c"]), &list(&["a", "b"])));
        assert!(!same_ending(&list(&[]), &list(&["a"])));
    }
}
