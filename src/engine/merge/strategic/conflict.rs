//! Whether two patches of one document change the same fields differently. It knows no document.

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::value::{Map, Value};

use super::StrategicError;
use super::directive::{PATCH, RETAIN_KEYS};
use super::lists::{self, Items};
use super::lookup::{self, Strategy};
use super::places::Places;

/// Whether the patches contradict each other (`MergingMapsHaveConflicts`).
pub(super) fn maps(schema: &Schema, ty: TypeRef, left: &Map, right: &Map) -> Result<bool, StrategicError> {
    // A directive works on the whole map: both have the same one, or neither.
    if left.get(PATCH) != right.get(PATCH) {
        return Ok(true);
    }
    for (key, own) in left {
        if key.as_str() == PATCH || key.as_str() == RETAIN_KEYS {
            continue;
        }
        let Some(other) = right.get(key.as_str()) else { continue };
        let conflict = match (own, other) {
            (Value::Map(own), Value::Map(other)) => {
                let strategy = lookup::of_map(schema, ty, key.as_str())?;
                if strategy.replace { own.get(PATCH) != other.get(PATCH) } else { maps(schema, strategy.ty, own, other)? }
            }
            (Value::List(own), Value::List(other)) => {
                let strategy = lookup::of_list(schema, ty, key.as_str())?;
                slices(schema, strategy, own, other)?
            }
            (own, other) => own != other,
        };
        if conflict {
            return Ok(true);
        }
    }
    Ok(false)
}

fn slices(schema: &Schema, strategy: Strategy<'_>, left: &[Value], right: &[Value]) -> Result<bool, StrategicError> {
    let items = lists::items_of(&[left, right])?;
    match (strategy.merge, items) {
        // Lists of scalars that are merged never contradict each other.
        (true, Items::Scalars) => Ok(false),
        (true, Items::Maps) => {
            let places = Places::of(right, strategy.key, Items::Maps);
            for own in left {
                let own = lists::as_map(own)?;
                let id = lists::key_of(own, strategy.key)?;
                let Some(other) = places.find(right, id)?.and_then(|index| right.get(index)) else { continue };
                if maps(schema, strategy.ty, own, lists::as_map(other)?)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (false, _) if left.len() != right.len() => Ok(true),
        (false, Items::Scalars) => Ok(lists::sorted_scalars(left) != lists::sorted_scalars(right)),
        (false, Items::Maps) => {
            for (own, other) in left.iter().zip(right) {
                if maps(schema, strategy.ty, lists::as_map(own)?, lists::as_map(other)?)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}
