//! Brings one object into the form in which it is compared: Go's spelling, no `creationTimestamp`, Secrets with `data` only,
//! sorted Endpoints, ignored fields gone. It knows no other object.
//! Source: gitops-engine `pkg/diff/diff.go`, `Normalize`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::engine::manifest::json;
use crate::engine::merge::jsonpatch;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::norms::{self, Norms};
use super::typed;

/// The object as it is compared: respelled, then normalised.
pub(super) fn normalize(object: &Object, norms: &Norms) -> Map {
    let respelled = typed::kind(object.api_version(), object.kind()).and_then(|kind| typed::respelled(kind, object.root()));
    normalize_as_is(object, respelled.as_ref().unwrap_or(object.root()), norms)
}

/// The same without respelling: what becomes of the last-applied record. `object` tells which rules match.
pub(super) fn normalize_as_is(object: &Object, map: &Map, norms: &Norms) -> Map {
    let mut map = build::remove(map, &["metadata", "creationTimestamp"]);
    match (object.group(), &**object.kind()) {
        ("", "Secret") => map = secret(&map),
        ("", "Endpoints") => map = endpoints(&map),
        ("rbac.authorization.k8s.io", "ClusterRole" | "Role") => map = role(&map, norms.ignore_aggregated_roles),
        _ => {}
    }
    for pointer in norms.pointers(object) {
        map = without(map, pointer);
    }
    for known in norms.known_types(object) {
        map = respelled_field(&map, &known.path, &known.ty);
    }
    map
}

/// One JSON-patch `remove`; a path that is not there changes nothing.
fn without(map: Map, pointer: &str) -> Map {
    let operation = build::map([("op", "remove".into()), ("path", pointer.into())]);
    match jsonpatch::apply(&Value::Map(map.clone()), &Value::list(vec![Value::Map(operation)])) {
        Ok(Value::Map(changed)) => changed,
        _ => map,
    }
}

/// Moves `stringData` into `data`, and makes of null values empty ones. What is no map stays: applying it will fail.
fn secret(map: &Map) -> Map {
    let mut map = map.clone();
    if let Some(Value::Map(texts)) = map.get("stringData") {
        let own = match map.get("data") {
            None | Some(Value::Null) => Map::default(),
            Some(Value::Map(own)) => own.clone(),
            Some(_) => return map,
        };
        let encoded = texts.iter().map(|(key, value)| match value {
            Value::Str(text) => (key.clone(), Value::str(STANDARD.encode(text.as_bytes()))),
            other => (key.clone(), other.clone()),
        });
        let data: Map = own.iter().cloned().chain(encoded).collect();
        map = map.without("stringData").with(Key::field("data"), Value::Map(data));
    }
    let full = typed::kind("v1", "Secret").and_then(|kind| typed::full(kind, &map));
    let Some(Value::Map(data)) = full.as_ref().and_then(|full| full.get("data")) else { return map };
    let data: Map = data.iter().map(|(key, value)| (key.clone(), if value.is_null() { "".into() } else { value.clone() })).collect();
    map.with(Key::field("data"), Value::Map(data))
}

/// Rules that are empty, or of an aggregated role whose rules do not count, are null.
fn role(map: &Map, ignore_aggregated: bool) -> Map {
    let is_aggregated = ignore_aggregated && matches!(map.get("aggregationRule"), Some(Value::Map(_)));
    let is_empty = matches!(map.get("rules"), Some(Value::List(rules)) if rules.is_empty());
    if is_aggregated || is_empty { map.with(Key::field("rules"), Value::Null) } else { map.clone() }
}

/// The object as Go prints it, subsets in a fixed order, ports with their protocol. Argo CD orders by a hash; any fixed
/// order compares the same. What does not fit its type stays.
fn endpoints(map: &Map) -> Map {
    let Some(map) = typed::kind("v1", "Endpoints").and_then(|kind| typed::full(kind, map)) else { return map.clone() };
    let Some(subsets) = map.get("subsets").and_then(Value::as_list) else { return map };
    let subsets = subsets.iter().map(|subset| {
        let Some(own) = subset.as_map() else { return subset.clone() };
        let entries = own.iter().map(|(key, value)| match (key.as_str(), value.as_list()) {
            ("addresses" | "notReadyAddresses", Some(items)) => (key.clone(), sorted(items.to_vec())),
            ("ports", Some(items)) => (key.clone(), sorted(items.iter().map(with_protocol).collect())),
            _ => (key.clone(), value.clone()),
        });
        Value::map(entries.collect())
    });
    map.with(Key::field("subsets"), sorted(subsets.collect()))
}

fn with_protocol(port: &Value) -> Value {
    match port.as_map() {
        Some(own) if own.get("protocol").and_then(Value::as_str).unwrap_or("").is_empty() => {
            Value::Map(own.with(Key::field("protocol"), "TCP".into()))
        }
        _ => port.clone(),
    }
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(json::canonical_json);
    Value::list(items)
}

/// Respells the field at a path; a list on the way means each of its maps.
fn respelled_field(map: &Map, path: &[String], ty: &str) -> Map {
    for length in 1..=path.len() {
        let (head, rest) = path.split_at(length);
        let Some(Value::List(items)) = norms::at(map, head) else { continue };
        let items = items.iter().map(|item| match item.as_map() {
            Some(_) if rest.is_empty() => typed::respelled_as(ty, item).unwrap_or_else(|| item.clone()),
            Some(own) => Value::Map(respelled_field(own, rest, ty)),
            None => item.clone(),
        });
        return build::set(map, &keys(head), Value::list(items.collect()));
    }
    match norms::at(map, path).and_then(|value| typed::respelled_as(ty, value)) {
        Some(value) => build::set(map, &keys(path), value),
        None => map.clone(),
    }
}

fn keys(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}
