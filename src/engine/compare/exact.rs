//! What one change does to an object, exactly: nothing is normalised, nothing is left out but what is secret. It knows no rule.

use crate::engine::merge::jsonmerge;
use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::settings::Settings;

use super::hunks::{self, Hunk};
use super::mask::{self, Shown};
use super::masks::Masks;
use super::secrets::Secrets;
use super::{threeway, walk};

/// A change of an object, masked.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// Field by field, in their order.
    pub hunks: Vec<Hunk>,
    /// The merge patch; of an object that is new, the object.
    pub body: Shown,
    /// What stood before where the patch writes; empty for a new object.
    pub overwritten: Shown,
}

/// What makes `after` of an object, or makes it new. Values that are `known` to be secret are masked wherever they stand.
pub fn exact(before: Option<&Object>, after: &Object, known: &Secrets, schema: &Schema, settings: &Settings) -> Exact {
    let [old, new] = mask::masked_among(&mut Masks::knowing(known), [before, Some(after)], settings);
    let new = new.unwrap_or_default();
    let (body, overwritten, result) = match &old {
        None => (new.clone(), Map::default(), new),
        Some(old) => {
            let patch = merge_patch(old, &new);
            // As the server has it afterwards: what the patch takes away is gone, not null.
            (patch.clone(), under(old, &patch), jsonmerge::apply_map(old, &patch))
        }
    };
    let ty = threeway::merge_type(schema, after.api_version(), after.kind());
    let hunks = hunks::found(walk::differences(schema, ty, &Value::Map(old.unwrap_or_default()), &Value::Map(result)));
    let part = |map: Map| mask::shown_part(&Value::Map(map));
    Exact { hunks, body: part(body), overwritten: part(overwritten) }
}

/// The merge patch that makes one object of another; empty where they are equal. A map of metadata that goes with its last entry is
/// patched entry by entry: what somebody adds to it meanwhile stays.
pub fn merge_patch(before: &Map, after: &Map) -> Map {
    let mut patch = jsonmerge::two_way(before, after);
    for field in ["annotations", "labels"] {
        let at = |map: &Map| map.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get(field)).cloned();
        if let (Some(Value::Null), Some(Value::Map(old))) = (at(&patch), at(before)) {
            let gone = old.iter().map(|(key, _)| (key.clone(), Value::Null)).collect();
            patch = crate::model::object::build::set(&patch, &["metadata", field], Value::Map(gone));
        }
    }
    patch
}

/// The part of a map that a merge patch writes over.
fn under(map: &Map, patch: &Map) -> Map {
    let entries = patch.iter().filter_map(|(key, change)| {
        let old = map.get(key.as_str())?;
        let value = match (old, change) {
            (Value::Map(old), Value::Map(change)) => Value::Map(under(old, change)),
            _ => old.clone(),
        };
        Some((key.clone(), value))
    });
    entries.collect()
}
