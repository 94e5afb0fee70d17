//! `Object`: one Kubernetes object, immutable and shared; the value that render, merge, compare, health, plan, apply,
//! cache and sandbox have in common. It knows no parser and no printer: it has no `Display`, and its `Debug` prints the
//! identity only, so that no secret reaches a log by accident. What may be shown is made by `engine::compare::mask`.

pub mod build;
pub mod generated;
pub mod key;
pub mod path;
pub mod serde_de;
pub mod serde_ser;
pub mod trail;
pub mod value;

use std::fmt;
use std::sync::Arc;

use super::ids::{ClusterId, GroupKind, ObjectKey};
use super::problem::Place;
use generated::Generated;
use trail::{Setter, Text, Trail};
use value::{Map, Value};

/// Line numbers of an object's fields in the text it was read from: the side table that exists only on demand.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spans {
    /// Field path (as `path::Path` displays it) → 1-based line, sorted by path.
    pub lines: Vec<(Arc<str>, u32)>,
}

/// Where an object came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// The file and the line on which the document starts, if it was read from text.
    pub place: Option<Place>,
    /// Fields' lines, when they were asked for.
    pub spans: Option<Arc<Spans>>,
    /// Who set which field, when that was asked for.
    pub trail: Option<Arc<Trail>>,
    /// Which fields random values or the time decide, if any.
    pub generated: Option<Arc<Generated>>,
}

struct Inner {
    api_version: Arc<str>,
    kind: Arc<str>,
    namespace: Arc<str>,
    name: Arc<str>,
    root: Map,
    origin: Origin,
}

/// A Kubernetes object: a map with an `apiVersion` and a `kind` (a `List` is taken apart before). Cloning is a
/// reference count. Two objects are equal when their fields are; the origin does not count.
#[derive(Clone)]
pub struct Object(Arc<Inner>);

/// Why a map is not an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnObject {
    /// `apiVersion` is missing or no text.
    #[error("apiVersion is missing or not a string")]
    ApiVersion,
    /// `kind` is missing or no text.
    #[error("kind is missing or not a string")]
    Kind,
    /// `metadata` is there and no map.
    #[error("metadata is not a map")]
    Metadata,
}

impl Object {
    /// The object with these fields. Name and namespace may be missing (generateName; cluster scope).
    ///
    /// # Errors
    /// When `apiVersion` or `kind` is no text, or `metadata` is no map.
    pub fn new(root: Map, origin: Origin) -> Result<Self, NotAnObject> {
        let text = |field: &str| root.get(field).and_then(Value::as_shared_str).filter(|text| !text.is_empty());
        let api_version = text("apiVersion").ok_or(NotAnObject::ApiVersion)?;
        let kind = text("kind").ok_or(NotAnObject::Kind)?;
        let metadata = match root.get("metadata") {
            None | Some(Value::Null) => None,
            Some(Value::Map(map)) => Some(map),
            Some(_) => return Err(NotAnObject::Metadata),
        };
        let meta = |field: &str| metadata.and_then(|map| map.get(field)).and_then(Value::as_shared_str).unwrap_or_default();
        let (namespace, name) = (meta("namespace"), meta("name"));
        Ok(Self(Arc::new(Inner { api_version, kind, namespace, name, root, origin })))
    }

    /// The same identity rules on other fields; the origin is kept.
    ///
    /// # Errors
    /// As [`Object::new`].
    pub fn with_root(&self, root: Map) -> Result<Self, NotAnObject> {
        Self::new(root, self.0.origin.clone())
    }

    /// The same object with a trail that begins at the text it was read from: its file, with the lines of its fields if they are known.
    #[must_use]
    pub fn traced(&self) -> Self {
        let origin = &self.0.origin;
        let text = origin.spans.clone().map(|spans| Arc::new(Text { value: self.to_value(), spans }));
        let by = Setter { place: origin.place.clone().unwrap_or_default(), what: "".into(), text };
        self.with_trail(Trail::new(self.root(), Arc::new(by)))
    }

    /// The same object with this trail.
    #[must_use]
    pub fn with_trail(&self, trail: Trail) -> Self {
        let inner = &self.0;
        Self(Arc::new(Inner {
            api_version: inner.api_version.clone(),
            kind: inner.kind.clone(),
            namespace: inner.namespace.clone(),
            name: inner.name.clone(),
            root: inner.root.clone(),
            origin: Origin { trail: Some(Arc::new(trail)), ..inner.origin.clone() },
        }))
    }

    /// The fields.
    pub fn root(&self) -> &Map {
        &self.0.root
    }

    /// The fields as a value.
    pub fn to_value(&self) -> Value {
        Value::Map(self.0.root.clone())
    }

    /// `apiVersion`.
    pub fn api_version(&self) -> &Arc<str> {
        &self.0.api_version
    }

    /// `kind`.
    pub fn kind(&self) -> &Arc<str> {
        &self.0.kind
    }

    /// The part of `apiVersion` before `/`; empty for core.
    pub fn group(&self) -> &str {
        self.0.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The part of `apiVersion` after `/`.
    pub fn version(&self) -> &str {
        self.0.api_version.split_once('/').map_or(&self.0.api_version, |(_, version)| version)
    }

    /// Group and kind.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::new(self.group(), self.0.kind.clone())
    }

    /// Whether it is of exactly this group and kind.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group() == group && &*self.0.kind == kind
    }

    /// `metadata.namespace`, empty when absent.
    pub fn namespace(&self) -> &Arc<str> {
        &self.0.namespace
    }

    /// `metadata.name`, empty when absent.
    pub fn name(&self) -> &Arc<str> {
        &self.0.name
    }

    /// The whole identity on this cluster.
    pub fn key(&self, cluster: &ClusterId) -> ObjectKey {
        ObjectKey {
            cluster: cluster.clone(),
            namespace: self.0.namespace.clone(),
            group_kind: self.group_kind(),
            name: self.0.name.clone(),
        }
    }

    /// Where it was read.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// The value at a path of map keys.
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.0.root.get(first)?, |value, key| value.as_map()?.get(key))
    }

    /// The text at a path of map keys.
    pub fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.get(path)?.as_str()
    }

    /// The integer at a path of map keys.
    pub fn int_at(&self, path: &[&str]) -> Option<i64> {
        self.get(path)?.as_i64()
    }

    /// `metadata.labels` as they stand.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        texts(self.get(&["metadata", "labels"]))
    }

    /// `metadata.annotations` as they stand.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        texts(self.get(&["metadata", "annotations"]))
    }

    /// One label.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.str_at(&["metadata", "labels", name])
    }

    /// One annotation.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.str_at(&["metadata", "annotations", name])
    }

    /// `metadata.uid`, empty when it is not a live object.
    pub fn uid(&self) -> &str {
        self.str_at(&["metadata", "uid"]).unwrap_or("")
    }

    /// `metadata.resourceVersion`, empty when it is not a live object.
    pub fn resource_version(&self) -> &str {
        self.str_at(&["metadata", "resourceVersion"]).unwrap_or("")
    }

    /// `metadata.ownerReferences` as (apiVersion, kind, name, uid, controller).
    pub fn owners(&self) -> impl Iterator<Item = Owner<'_>> {
        let list = self.get(&["metadata", "ownerReferences"]).and_then(Value::as_list).unwrap_or(&[]);
        list.iter().filter_map(|entry| {
            let map = entry.as_map()?;
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            Some(Owner {
                api_version: text("apiVersion")?,
                kind: text("kind")?,
                name: text("name")?,
                uid: text("uid")?,
                controller: map.get("controller").and_then(Value::as_bool).unwrap_or(false),
            })
        })
    }
}

/// One owner reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner<'a> {
    /// `apiVersion` of the owner.
    pub api_version: &'a str,
    /// `kind` of the owner.
    pub kind: &'a str,
    /// `name` of the owner, in the same namespace or cluster-scoped.
    pub name: &'a str,
    /// `uid` of the owner: the one that counts.
    pub uid: &'a str,
    /// Whether it is the managing controller.
    pub controller: bool,
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = (&str, &str)> {
    value.and_then(Value::as_map).into_iter().flat_map(Map::iter).filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.root == other.0.root
    }
}

impl fmt::Debug for Object {
    /// The identity only: `apps/v1 Deployment shop/web`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}/{}", self.0.api_version, self.0.kind, self.0.namespace, self.0.name)
    }
}
