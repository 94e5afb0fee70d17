//! Brings one object into the form in which it is compared: Go's spelling, no `creationTimestamp`, Secrets with `data` only,
//! sorted Endpoints, ignored fields gone. It knows no other object.
//! Source: gitops-engine `pkg/diff/diff.go`, `Normalize`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::endpoints;
use super::ignore::{self, Judging};
use super::norms::{self, Norms};
use super::typed;

/// The object as it is compared: respelled, then normalised. Of no use while an answer is missing.
pub(super) fn normalize(object: &Object, norms: &Norms, judging: &mut Judging<'_, '_>) -> Map {
    ignoring(object, prepared(object, norms), norms, judging)
}

/// The object before any rule is applied to it: what a server-side comparison sends.
pub(super) fn prepared(object: &Object, norms: &Norms) -> Map {
    let respelled = typed::kind(object.api_version(), object.kind()).and_then(|kind| typed::respelled(kind, object.root()));
    of_its_kind(object, respelled.as_ref().unwrap_or(object.root()), norms)
}

/// The same as [`normalize`] without respelling: what becomes of the last-applied record. `object` tells which rules match.
pub(super) fn normalize_as_is(object: &Object, map: &Map, norms: &Norms, judging: &mut Judging<'_, '_>) -> Map {
    ignoring(object, of_its_kind(object, map, norms), norms, judging)
}

fn of_its_kind(object: &Object, map: &Map, norms: &Norms) -> Map {
    let map = integral(&build::remove(map, &["metadata", "creationTimestamp"]));
    match (object.group(), &**object.kind()) {
        ("", "Secret") => secret(&map),
        ("", "Endpoints") => endpoints::ordered(&map),
        ("rbac.authorization.k8s.io", "ClusterRole" | "Role") => role(&map, norms.ignore_aggregated_roles),
        _ => map,
    }
}

/// The fields with whole numbers as whole numbers: Go prints and reads `1.0` as `1`.
fn integral(map: &Map) -> Map {
    fn is_whole(value: &Value) -> bool {
        match value {
            Value::Float(number) => number.fract() == 0.0,
            Value::List(items) => items.iter().any(is_whole),
            Value::Map(map) => map.iter().any(|(_, value)| is_whole(value)),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Str(_) => false,
        }
    }
    fn whole(value: &Value) -> Value {
        match value {
            Value::Float(_) => value.as_i64().map_or_else(|| value.clone(), Value::Int),
            Value::List(items) => Value::list(items.iter().map(whole).collect()),
            Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.clone(), whole(value))).collect()),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Str(_) => value.clone(),
        }
    }
    if map.iter().any(|(_, value)| is_whole(value)) {
        map.iter().map(|(key, value)| (key.clone(), whole(value))).collect()
    } else {
        map.clone()
    }
}

fn ignoring(object: &Object, map: Map, norms: &Norms, judging: &mut Judging<'_, '_>) -> Map {
    let mut map = ignore::without_ignored(object, map, norms, judging);
    for known in norms.known_types(object) {
        map = match respelled_field(&map, &known.path, &known.ty) {
            Ok(map) => map,
            // The first that does not fit its type ends it, as there.
            Err(map) => return map,
        };
    }
    map
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

/// Respells the field at a path; a list on the way means each of its maps. What does not fit its type stays, and with it what
/// comes after it.
fn respelled_field(map: &Map, path: &[String], ty: &str) -> Result<Map, Map> {
    for length in 1..=path.len() {
        let (head, rest) = path.split_at(length);
        let Some(Value::List(items)) = norms::at(map, head) else { continue };
        let mut fits = true;
        let items = items.iter().map(|item| {
            let Some(own) = item.as_map().filter(|_| fits) else { return item.clone() };
            let respelled = match rest {
                [] => typed::respelled_as(ty, item),
                _ => {
                    let inner = respelled_field(own, rest, ty);
                    fits &= inner.is_ok();
                    return Value::Map(inner.unwrap_or_else(|map| map));
                }
            };
            fits &= respelled.is_some();
            respelled.unwrap_or_else(|| item.clone())
        });
        let changed = build::set(map, &keys(head), Value::list(items.collect()));
        return if fits { Ok(changed) } else { Err(changed) };
    }
    match norms::at(map, path).map(|value| typed::respelled_as(ty, value)) {
        Some(Some(value)) => Ok(build::set(map, &keys(path), value)),
        Some(None) => Err(map.clone()),
        None => Ok(map.clone()),
    }
}

fn keys(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}
