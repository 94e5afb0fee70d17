//! The same thing in two places: objects of two applications that differ by their application's own name and namespace, and objects of two
//! clusters that differ by what a cluster assigns. What only says where a thing stands is made equal, so that the rest can be compared. It
//! knows no cluster and renders nothing.
//!
//! Names are replaced where they are names and nowhere else: in `metadata`, in labels and selectors, in fields that refer to an object by its
//! name, and in host names inside the cluster. A text that merely holds the word stays: an image, a message, a value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::application::annotation;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// How an application calls itself in what it deploys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Words that stand for it in names: its name, a release's name, prefixes and suffixes; the same place in two identities means the same.
    pub words: Vec<Arc<str>>,
}

/// Characters of the hash that Kustomize puts behind the names of what it generates.
const HASH: usize = 10;

/// Levels of an object that are walked; deeper ones stay as they are. The parsers admit fewer.
const MAX_DEPTH: usize = 200;

/// The objects of another application as they would be called if they were this one's. Each keeps where it comes from. Of two objects that
/// would get one name, the first keeps it and the other stays as it is called.
pub fn renamed(theirs: &[Object], ours: &[Object], from: &Identity, to: &Identity) -> Vec<Object> {
    let names = Names::new(theirs, ours, from, to);
    let mut taken: BTreeSet<(GroupKind, Arc<str>, Arc<str>)> = BTreeSet::new();
    theirs
        .iter()
        .map(|object| {
            let changed = object.with_root(names.root(object)).unwrap_or_else(|_| object.clone());
            let is_free = taken.insert((changed.group_kind(), changed.namespace().clone(), changed.name().clone()));
            if is_free { changed } else { object.clone() }
        })
        .collect()
}

/// What becomes of which name.
struct Names<'a> {
    from: &'a Identity,
    to: &'a Identity,
    /// Names of objects, by kind.
    objects: BTreeMap<(GroupKind, Arc<str>), Arc<str>>,
    /// The same, whatever the kind: where it is unambiguous.
    any: BTreeMap<Arc<str>, Arc<str>>,
}

impl<'a> Names<'a> {
    fn new(theirs: &[Object], ours: &[Object], from: &'a Identity, to: &'a Identity) -> Self {
        let own: BTreeSet<(GroupKind, Arc<str>)> = ours.iter().map(|object| (object.group_kind(), object.name().clone())).collect();
        // Generated names without their hash; only those that stand for one object.
        let mut generated: BTreeMap<(GroupKind, &str), Vec<&Arc<str>>> = BTreeMap::new();
        for object in ours {
            if let Some(base) = without_hash(object.name()) {
                generated.entry((object.group_kind(), base)).or_default().push(object.name());
            }
        }
        let mut names = Self { from, to, objects: BTreeMap::new(), any: BTreeMap::new() };
        for object in theirs {
            let (kind, name) = (object.group_kind(), object.name());
            let word: Arc<str> = names.word(name).into();
            let hashed = without_hash(&word).and_then(|base| generated.get(&(kind.clone(), base)));
            let new = match hashed.map(Vec::as_slice) {
                _ if own.contains(&(kind.clone(), word.clone())) => word,
                Some([one]) => (*one).clone(),
                Some(_) | None => word,
            };
            if new != *name {
                names.objects.insert((kind, name.clone()), new.clone());
                names.any.entry(name.clone()).or_insert(new);
            }
        }
        names
    }

    /// A name with the application's words replaced, whole words only.
    fn word(&self, name: &str) -> String {
        self.from.words.iter().zip(&self.to.words).fold(name.to_owned(), |name, (from, to)| replaced(&name, from, to))
    }

    fn root(&self, object: &Object) -> Map {
        let Some(metadata) = object.get(&["metadata"]).and_then(Value::as_map) else { return object.root().clone() };
        let mut metadata = metadata.clone();
        if let Some(new) = self.objects.get(&(object.group_kind(), object.name().clone())) {
            metadata = metadata.with(Key::field("name"), Value::str(new.clone()));
        }
        let root = object.root().with(Key::field("metadata"), Value::Map(metadata));
        let entries = root.iter().map(|(key, value)| (key.clone(), self.value(value, key.as_str(), 0)));
        entries.collect()
    }

    fn value(&self, value: &Value, field: &str, depth: usize) -> Value {
        match value {
            _ if depth > MAX_DEPTH => value.clone(),
            Value::Map(map) if is_of_labels(field) => {
                Value::Map(map.iter().map(|(key, value)| (key.clone(), self.label(value, depth))).collect())
            }
            Value::Map(map) => {
                Value::Map(map.iter().map(|(key, value)| (key.clone(), self.value(value, key.as_str(), depth + 1))).collect())
            }
            Value::List(items) => Value::list(items.iter().map(|item| self.value(item, field, depth + 1)).collect()),
            Value::Str(text) => self.text(text, field).map_or_else(|| value.clone(), Value::str),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => value.clone(),
        }
    }

    /// A label's value, or what stands below a field that is only called so.
    fn label(&self, value: &Value, depth: usize) -> Value {
        match value.as_str() {
            Some(text) => Value::str(self.any.get(text).map_or_else(|| self.word(text), ToString::to_string)),
            None => self.value(value, "", depth + 1),
        }
    }

    /// What becomes of a text in this field, if anything does.
    fn text(&self, text: &str, field: &str) -> Option<Arc<str>> {
        if field == "namespace" && *text == *self.from.namespace {
            return Some(self.to.namespace.clone());
        }
        if is_of_names(field)
            && let Some(new) = self.any.get(text)
        {
            return Some(new.clone());
        }
        self.host(text)
    }

    /// `web.shop-staging.svc` and what follows it, anywhere in the text: a host name inside the cluster.
    fn host(&self, text: &str) -> Option<Arc<str>> {
        if self.from.namespace.is_empty() {
            return None;
        }
        let wanted = format!(".{}.svc", self.from.namespace);
        let at = text.find(&wanted)?;
        let (before, rest) = text.split_at(at);
        let begins = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map_or(0, |at| at + 1);
        let (head, name) = before.split_at(begins);
        let name = self.any.get(name).map_or(name, |new| new);
        let rest = rest.get(wanted.len()..).unwrap_or_default();
        Some(format!("{head}{name}.{}.svc{}", self.to.namespace, self.host(rest).as_deref().unwrap_or(rest)).into())
    }
}

/// Whether the values of a map under this name are labels.
fn is_of_labels(field: &str) -> bool {
    matches!(field, "labels" | "matchLabels" | "selector" | "commonLabels" | "podSelector")
}

/// Whether a field refers to an object by its name.
fn is_of_names(field: &str) -> bool {
    field == "name"
        || field.ends_with("Name")
        || field.ends_with("Names")
        || matches!(field, "resourceNames" | "host" | "secret" | "configMap")
}

/// The name without a hash as Kustomize makes it.
fn without_hash(name: &str) -> Option<&str> {
    let (base, hash) = name.rsplit_once('-')?;
    let is_hash = hash.len() == HASH && hash.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (is_hash && hash.bytes().any(|byte| byte.is_ascii_digit())).then_some(base)
}

/// A word replaced where it stands whole: between the ends, `-`, `.`, `_` and `/`.
fn replaced(text: &str, from: &str, to: &str) -> String {
    if from.is_empty() || from == to {
        return text.to_owned();
    }
    let is_edge = |c: Option<char>| c.is_none_or(|c| matches!(c, '-' | '.' | '_' | '/' | ':'));
    let mut out = String::new();
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(at) = rest.find(from) {
        let (head, tail) = rest.split_at(at);
        let after = tail.get(from.len()..).unwrap_or_default();
        let left = head.chars().next_back().or(before);
        out.push_str(head);
        let is_whole = (is_edge(left) || from.starts_with('-')) && (is_edge(after.chars().next()) || from.ends_with('-'));
        out.push_str(if is_whole { to } else { from });
        before = from.chars().next_back();
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What the cluster that holds an object assigns to it: fields by kind. The core group is the empty text.
const ASSIGNED: &[(&str, &str, &[&[&str]])] = &[
    ("", "Service", &[&["spec", "clusterIP"], &["spec", "clusterIPs"], &["spec", "healthCheckNodePort"], &["spec", "ipFamilies"]]),
    ("", "PersistentVolumeClaim", &[&["spec", "volumeName"]]),
    ("", "PersistentVolume", &[&["spec", "claimRef"]]),
    ("", "Pod", &[&["spec", "nodeName"]]),
    ("", "ServiceAccount", &[&["secrets"]]),
    ("", "Namespace", &[&["spec", "finalizers"]]),
];

/// Annotations that a cluster's own controllers write, or that say whose an object is.
const ASSIGNED_ANNOTATIONS: [&str; 9] = [
    annotation::TRACKING_ID,
    annotation::LAST_APPLIED,
    annotation::OPERATION,
    "deployment.kubernetes.io/revision",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
    "volume.kubernetes.io/selected-node",
    "volume.kubernetes.io/storage-provisioner",
    "kubectl.kubernetes.io/restartedAt",
];

/// A live object without what its cluster assigned to it: addresses, node ports, volumes, status, revisions. What is left is comparable with
/// the same object of another cluster.
#[must_use]
pub fn without_assigned(object: &Object) -> Object {
    let mut root = build::remove(object.root(), &["status"]);
    for (_, _, fields) in ASSIGNED.iter().filter(|(group, kind, _)| object.is(group, kind)) {
        for field in *fields {
            root = build::remove(&root, field);
        }
    }
    for name in ASSIGNED_ANNOTATIONS {
        root = build::remove(&root, &["metadata", "annotations", name]);
    }
    if root
        .get("metadata")
        .and_then(Value::as_map)
        .and_then(|own| own.get("annotations"))
        .and_then(Value::as_map)
        .is_some_and(Map::is_empty)
    {
        root = build::remove(&root, &["metadata", "annotations"]);
    }
    if object.is("", "Service")
        && let Some(Value::List(ports)) = object.get(&["spec", "ports"])
    {
        let ports = ports.iter().map(|port| port.as_map().map_or_else(|| port.clone(), |own| Value::Map(own.without("nodePort"))));
        root = build::set(&root, &["spec", "ports"], Value::list(ports.collect()));
    }
    root = build::remove(&root, &["metadata", "ownerReferences"]);
    object.with_root(root).unwrap_or_else(|_| object.clone())
}
