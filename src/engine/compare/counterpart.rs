//! Objects of two applications that differ by their application's own name and namespace: what only says whose a thing is is made equal,
//! so that the rest can be compared. It knows no cluster and renders nothing.
//!
//! Names are replaced where they are names and nowhere else: in `metadata`, in labels and selectors, in fields that refer to an object by
//! its name, and in host names inside the cluster. A text that merely holds the word stays: an image, a message, a value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::resources::tracking::TrackingId;
use crate::model::application::annotation;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// How an application calls itself in what it deploys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: Arc<str>,
    /// The name that its objects are marked with.
    pub instance: Arc<str>,
    /// The namespace that it deploys to.
    pub namespace: Arc<str>,
    /// The release's name, and prefixes and suffixes of names, as its sources set them; the same place in two identities means the same.
    pub affixes: Vec<Arc<str>>,
}

/// The shortest part of a name that is taken for the word in which two names differ: `eu`, `qa`.
const SHORTEST: usize = 2;

impl Identity {
    /// Pairs of words that mean the same of two applications: names, namespaces, affixes, and the one word in which their names differ
    /// (`shop-staging`, `shop-production`), longest first.
    fn words<'a>(&'a self, other: &'a Self) -> Vec<(&'a str, &'a str)> {
        let whole = [(&*self.name, &*other.name), (&*self.namespace, &*other.namespace)];
        let affixes = self.affixes.iter().zip(&other.affixes).map(|(own, other)| (&**own, &**other));
        let parts = whole.iter().filter_map(|(own, other)| different_word(own, other));
        let mut words: Vec<(&str, &str)> = whole.iter().copied().chain(affixes).chain(parts).collect();
        words.retain(|(own, other)| own != other && !own.is_empty());
        words.sort_by_key(|(own, _)| std::cmp::Reverse(own.len()));
        words.dedup();
        words
    }
}

/// The one word in which two names of as many words differ.
fn different_word<'a>(own: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let (own, other): (Vec<&str>, Vec<&str>) = (own.split('-').collect(), other.split('-').collect());
    let mut different = own.iter().zip(&other).filter(|(own, other)| own != other);
    let (one, another) = different.next()?;
    let is_one = own.len() == other.len() && own.len() > 1 && different.next().is_none() && one.len() >= SHORTEST;
    is_one.then_some((*one, *another))
}

/// Characters of the hash that Kustomize puts behind the names of what it generates.
const HASH: usize = 10;

/// Levels of an object that are walked; deeper ones stay as they are. The parsers admit fewer.
const MAX_DEPTH: usize = 200;

/// The objects of another application as they would be called if they were this one's. Each keeps where it comes from. Of two objects that
/// would get one name, the first keeps it and the other stays as it is called.
pub fn renamed(theirs: &[Object], ours: &[Object], from: &Identity, to: &Identity) -> Vec<Object> {
    let names = Names::new(theirs, ours, from, to);
    let changed: Vec<Object> =
        theirs.iter().map(|object| object.with_root(names.root(object)).map_or_else(|_| object.clone(), |new| marked(new, to))).collect();
    let place = |object: &Object| (object.group_kind(), object.namespace().clone(), object.name().clone());
    // Whoever keeps its name has it.
    let pairs = || theirs.iter().zip(&changed);
    let mut taken: BTreeSet<_> = pairs().filter(|(old, new)| old.name() == new.name()).map(|(_, new)| place(new)).collect();
    let free = |old: &Object, new: &Object, taken: &mut BTreeSet<_>| old.name() == new.name() || taken.insert(place(new));
    pairs().map(|(old, new)| if free(old, new, &mut taken) { new.clone() } else { old.clone() }).collect()
}

/// The object with this application's mark, where it has another one's.
fn marked(object: Object, by: &Identity) -> Object {
    if object.annotation(annotation::TRACKING_ID).is_none() {
        return object;
    }
    let id = TrackingId::of(&object, &by.instance, &by.namespace).to_string();
    object.set(&["metadata", "annotations", annotation::TRACKING_ID], Value::str(id)).unwrap_or(object)
}

/// What becomes of which name.
struct Names<'a> {
    from: &'a Identity,
    to: &'a Identity,
    words: Vec<(&'a str, &'a str)>,
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
        let mut names = Self { from, to, words: from.words(to), objects: BTreeMap::new(), any: BTreeMap::new() };
        // Names without the words of their application: where one of the two has a prefix and the other none.
        let back = to.words(from);
        let mut bare: BTreeMap<(GroupKind, String), Vec<&Arc<str>>> = BTreeMap::new();
        for object in ours {
            bare.entry((object.group_kind(), without(object.name(), &back))).or_default().push(object.name());
        }
        for object in theirs {
            let (kind, name) = (object.group_kind(), object.name());
            let word: Arc<str> = names.word(name).into();
            let hashed = without_hash(&word).and_then(|base| generated.get(&(kind.clone(), base)));
            let plain = bare.get(&(kind.clone(), without(name, &names.words)));
            let new = match (hashed.map(Vec::as_slice), plain.map(Vec::as_slice)) {
                _ if own.contains(&(kind.clone(), word.clone())) => word,
                _ if own.contains(&(kind.clone(), name.clone())) => name.clone(),
                (Some([one]), _) | (_, Some([one])) => (*one).clone(),
                _ => word,
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
        self.words.iter().fold(name.to_owned(), |name, (from, to)| replaced(&name, from, to))
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
                Value::Map(map.iter().map(|(key, value)| (key.clone(), self.label(value, key.as_str(), depth))).collect())
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
    fn label(&self, value: &Value, key: &str, depth: usize) -> Value {
        match value.as_str() {
            Some(text) => Value::str(self.any.get(text).map_or_else(|| self.word(text), ToString::to_string)),
            None => self.value(value, key, depth + 1),
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
        let wanted = format!(".{}.svc", self.from.namespace);
        if self.from.namespace.is_empty() || !text.contains(&wanted) {
            return None;
        }
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, after)) = rest.split_once(&wanted) {
            let begins = before.rfind(|c: char| !is_of_name(c)).map_or(0, |at| at + 1);
            let (head, name) = before.split_at(begins);
            out.push_str(head);
            if name.is_empty() || after.starts_with(is_of_name) {
                out.extend([name, &wanted]);
            } else {
                out.extend([self.any.get(name).map_or(name, |new| new), ".", &self.to.namespace, ".svc"]);
            }
            rest = after;
        }
        out.push_str(rest);
        Some(out.into())
    }
}

/// A name without any of these words, and without the hyphens that they leave behind.
fn without(name: &str, words: &[(&str, &str)]) -> String {
    let bare = words.iter().fold(name.to_owned(), |name, (word, _)| replaced(&name, word.trim_matches('-'), ""));
    bare.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::manifest::{emit, objects, yaml};

    fn read(text: &str) -> Vec<Object> {
        let documents = yaml::parse_yaml(text.as_bytes(), "x.yaml", yaml::ParseOptions::default());
        let (found, problems) = objects::objects(&documents, "x.yaml");
        assert!(problems.is_empty(), "{problems:?}");
        found
    }

    fn identity(name: &str, namespace: &str, affixes: &[&str]) -> Identity {
        Identity {
            name: name.into(),
            instance: name.into(),
            namespace: namespace.into(),
            affixes: affixes.iter().map(|text| Arc::from(*text)).collect(),
        }
    }

    const THEIRS: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-staging-web, namespace: staging, labels: {app.kubernetes.io/instance: shop-staging, app: web}}
spec:
  selector: {matchLabels: {app.kubernetes.io/instance: shop-staging}}
  template:
    spec:
      serviceAccountName: shop-staging-web
      containers:
      - name: web
        image: registry.example/shop-staging/web:staging
        env:
        - {name: MODE, value: staging}
        - {name: DB, value: 'postgres://db.staging.svc:5432/x?y=shop-staging-web.staging.svc.cluster.local'}
        envFrom: [{configMapRef: {name: web-config-abc123defg}}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: shop-staging-web, namespace: staging}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web-config-abc123defg, namespace: staging}
data: {mode: staging}
";

    #[test]
    fn names_namespaces_labels_and_references_become_ours_and_values_stay() {
        let ours = read(&THEIRS.replace("staging", "production").replace("abc123defg", "zzz999yyyy"));
        let (from, to) = (identity("shop-staging", "staging", &[]), identity("shop-production", "production", &[]));
        let renamed = renamed(&read(THEIRS), &ours, &from, &to);
        let keys: Vec<String> = renamed.iter().map(|object| format!("{}/{}", object.namespace(), object.name())).collect();
        assert_eq!(keys, ["production/shop-production-web", "production/shop-production-web", "production/web-config-zzz999yyyy"]);
        let text = emit::emit(&renamed[0].to_value());
        for part in [
            "app.kubernetes.io/instance: shop-production",
            "serviceAccountName: shop-production-web",
            "name: web-config-zzz999yyyy",
            "postgres://db.production.svc:5432/x?y=shop-production-web.production.svc.cluster.local",
            "image: registry.example/shop-staging/web:staging",
            "value: staging",
        ] {
            assert!(text.contains(part), "no `{part}`:\n{text}");
        }
        assert!(emit::emit(&renamed[2].to_value()).contains("mode: staging"), "a value is no name");
    }

    #[test]
    fn a_prefix_that_only_one_of_the_two_has_pairs_all_the_same() {
        let object = |name: &str| read(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"));
        for (theirs, ours, from, to) in [
            ("stg-web", "web", identity("a", "n", &["stg-"]), identity("b", "n", &[""])),
            ("web", "prod-web", identity("a", "n", &[""]), identity("b", "n", &["prod-"])),
            ("web-staging", "web-production", identity("shop-staging", "n", &[]), identity("shop-production", "n", &[])),
            ("web", "web", identity("web", "n", &[]), identity("api", "n", &[])),
        ] {
            let renamed = renamed(&object(theirs), &object(ours), &from, &to);
            assert_eq!(&**renamed[0].name(), ours, "{theirs}");
        }
    }

    #[test]
    fn two_of_theirs_never_become_one_of_ours() {
        let service = |name: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n---\n");
        let theirs = read(&(service("b-web") + &service("a-web")));
        let renamed = renamed(&theirs, &read(&service("a-web")), &identity("b", "n", &[]), &identity("a", "n", &[]));
        let names: Vec<&str> = renamed.iter().map(|object| &**object.name()).collect();
        assert_eq!(names, ["b-web", "a-web"], "whoever has the name keeps it, and both are shown");
    }
}
