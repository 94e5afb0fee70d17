//! Wildcards in the keys of a pattern's `metadata.labels` and `metadata.annotations` become the keys that the object has. It knows no other
//! field. Source: kyverno `pkg/engine/wildcards`, `ExpandInMetadata`.

use super::super::wildcard;
use super::anchor;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The pattern with the keys expanded, where both sides have metadata.
pub(super) fn expanded(pattern: &Map, resource: &Map) -> Map {
    let Some((key, Value::Map(metadata))) = entry(pattern, "metadata") else { return pattern.clone() };
    let Some(Value::Map(own)) = resource.get("metadata") else { return pattern.clone() };
    let mut changed = metadata.clone();
    for tag in ["labels", "annotations"] {
        if let Some((key, Value::Map(wanted))) = entry(metadata, tag)
            && let Some(Value::Map(found)) = own.get(tag)
            && wanted.iter().any(|(key, _)| wildcard::is_pattern(key.as_str()))
        {
            changed = changed.with(key.clone(), Value::Map(keys(wanted, found)));
        }
    }
    pattern.with(key.clone(), Value::Map(changed))
}

/// The entry of a key, with or without an anchor around it.
fn entry<'m>(map: &'m Map, name: &str) -> Option<(&'m Key, &'m Value)> {
    let is_it = |key: &Key| key.as_str() == name || anchor::parse(key.as_str()).is_some_and(|anchor| anchor.key == name);
    map.iter().find(|(key, _)| is_it(key)).map(|(key, value)| (key, value))
}

fn keys(wanted: &Map, found: &Map) -> Map {
    let expand = |pattern: &str| {
        let hit = found.iter().find(|(key, value)| value.as_str().is_some() && wildcard::matches(pattern, key.as_str()));
        hit.map_or_else(|| pattern.to_owned(), |(key, _)| key.as_str().to_owned())
    };
    let entries = wanted.iter().map(|(key, value)| {
        let text = key.as_str();
        if !wildcard::is_pattern(text) {
            return (key.clone(), value.clone());
        }
        let new = match anchor::parse(text) {
            Some(anchor) => anchor.around(&expand(anchor.key)),
            None => expand(text),
        };
        (Key::own(new), value.clone())
    });
    entries.collect()
}
