//! JSON merge patches (RFC 7386): applied, made of two documents, made of three as `kubectl apply` does for kinds without
//! Go types. It knows no schema.

use crate::model::object::value::{Map, Value};

/// The document with the patch applied: maps are merged, `null` deletes, everything else replaces. As the API server
/// (evanphx/json-patch v4) nulls also vanish from maps within lists that the patch brings.
pub fn apply(document: &Value, patch: &Value) -> Value {
    match (document, patch) {
        (Value::Map(document), Value::Map(patch)) => Value::Map(apply_map(document, patch)),
        // The one case in which that library forgets to look for nulls.
        (Value::Map(_), patch) => patch.clone(),
        (_, patch) => without_nulls(patch),
    }
}

/// [`apply`] on maps.
pub fn apply_map(document: &Map, patch: &Map) -> Map {
    let mut entries = document.to_entries();
    entries.retain(|(key, _)| !patch.get(key.as_str()).is_some_and(Value::is_null));
    for (key, change) in patch.iter().filter(|(_, change)| !change.is_null()) {
        match entries.binary_search_by(|(own, _)| own.cmp(key)) {
            Ok(index) => {
                if let Some(entry) = entries.get_mut(index) {
                    entry.1 = apply(&entry.1, change);
                }
            }
            Err(index) => entries.insert(index, (key.clone(), without_nulls(change))),
        }
    }
    Map::from_entries(entries)
}

/// The value without map entries that are null, at any depth; nulls that are items of lists stay.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Map(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::List(items) => Value::list(items.iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => value.clone(),
    }
}

/// The patch that makes `modified` of `original`; empty where they are equal.
pub fn two_way(original: &Map, modified: &Map) -> Map {
    let mut out = Vec::new();
    for (key, new) in modified {
        match (original.get(key.as_str()), new) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                let inner = two_way(old, new);
                if !inner.is_empty() {
                    out.push((key.clone(), Value::Map(inner)));
                }
            }
            (Some(old), new) if old == new => {}
            (_, new) => out.push((key.clone(), new.clone())),
        }
    }
    out.extend(original.iter().filter(|(key, _)| !modified.has(key.as_str())).map(|(key, _)| (key.clone(), Value::Null)));
    Map::from_entries(out)
}

/// The three-way patch of `jsonmergepatch.CreateThreeWayJSONMergePatch`: additions and changes from `current` to
/// `modified`, deletions from `original` to `modified`. The two never contradict each other: what is deleted is not in
/// `modified`.
pub fn three_way(original: &Map, modified: &Map, current: &Map) -> Map {
    let changes = only(&two_way(current, modified), Part::Changes);
    let deletions = only(&two_way(original, modified), Part::Deletions);
    apply_map(&deletions, &changes)
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Changes,
    Deletions,
}

/// One part of a patch. An empty map is a value, a map left empty is dropped.
fn only(patch: &Map, part: Part) -> Map {
    let kept = patch.iter().filter_map(|(key, value)| {
        let value = match value {
            Value::Null => (part == Part::Deletions).then(|| value.clone()),
            Value::Map(map) if !map.is_empty() => Some(only(map, part)).filter(|map| !map.is_empty()).map(Value::Map),
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => {
                (part == Part::Changes).then(|| value.clone())
            }
        };
        Some((key.clone(), value?))
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::{apply_map, three_way};
    use crate::engine::manifest::json::parse_json;
    use crate::model::object::value::Map;

    fn map(text: &str) -> Map {
        parse_json(text.as_bytes()).expect("test data").as_map().expect("a map").clone()
    }

    #[test]
    fn null_deletes_and_never_stays() {
        let out =
            apply_map(&map(r#"{"a":{"b":1,"c":2},"l":[1]}"#), &map(r#"{"a":{"b":null},"x":{"y":null},"l":[{"z":null}],"gone":null}"#));
        assert!(out == map(r#"{"a":{"c":2},"x":{},"l":[{}]}"#));
    }

    #[test]
    fn three_way_keeps_what_others_added_and_deletes_what_was_withdrawn() {
        let patch = three_way(&map(r#"{"a":1,"b":2}"#), &map(r#"{"a":1,"c":{}}"#), &map(r#"{"a":5,"b":2,"other":1}"#));
        assert!(patch == map(r#"{"a":1,"b":null,"c":{}}"#));
    }
}
