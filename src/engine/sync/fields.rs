//! The part of a live object that a desired object speaks of: whether it is so already, and what stands there now. List
//! items are found by their keys where the schema has some. It knows no plan.

use crate::engine::manifest::quantity::Quantity;
use crate::engine::schema::Schema;
use crate::engine::schema::facts::Shape;
use crate::engine::schema::types::{Listing, Scalar, TypeRef};
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The type of an object's fields.
pub fn root(schema: &Schema, object: &Object) -> TypeRef {
    schema.root(object.group(), object.version(), object.kind())
}

/// The type at a path of fields below a type.
pub fn type_at(schema: &Schema, ty: TypeRef, path: &[&str]) -> TypeRef {
    path.iter().try_fold(ty, |ty, key| schema.child(ty, key)).unwrap_or(TypeRef::DEDUCED)
}

/// Whether everything that `desired` says is so in `live`. Nothing desired, an empty map or list is so where nothing is.
pub fn covers(schema: &Schema, ty: TypeRef, live: Option<&Value>, desired: &Value) -> bool {
    match (live, desired) {
        (_, Value::Null) => true,
        (None, Value::Map(map)) => map.iter().all(|(key, value)| covers(schema, child(schema, ty, key), None, value)),
        (None, Value::List(items)) => items.is_empty(),
        (None, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_)) => false,
        (Some(Value::Map(live)), Value::Map(desired)) => {
            desired.iter().all(|(key, value)| covers(schema, child(schema, ty, key), live.get(key.as_str()), value))
        }
        (Some(Value::List(live)), Value::List(desired)) => covers_list(schema, ty, live, desired),
        (Some(live), desired) => live == desired || (is_any_scalar(schema, ty) && is_same_quantity(live, desired)),
    }
}

fn is_any_scalar(schema: &Schema, ty: TypeRef) -> bool {
    schema.shape(ty) == Shape::Scalar(Scalar::Any)
}

/// `1000m` is what the API server returns as `1`.
fn is_same_quantity(a: &Value, b: &Value) -> bool {
    matches!((Quantity::of(a), Quantity::of(b)), (Some(a), Some(b)) if a == b)
}

fn covers_list(schema: &Schema, ty: TypeRef, live: &[Value], desired: &[Value]) -> bool {
    let item = schema.item(ty);
    match listing(schema, ty) {
        Listing::Set => desired.iter().all(|wanted| live.contains(wanted)),
        Listing::Map(keys) => desired.iter().all(|wanted| covers(schema, item, find(live, wanted, keys), wanted)),
        Listing::Atomic => {
            live.len() == desired.len() && live.iter().zip(desired).all(|(own, wanted)| covers(schema, item, Some(own), wanted))
        }
    }
}

/// What stands in `live` at the places that `mask` names: fields that both have, list items with the keys of the mask's
/// items, other lists whole. None where nothing stands there.
pub fn project(schema: &Schema, ty: TypeRef, live: &Value, mask: &Value) -> Option<Value> {
    match (live, mask) {
        (Value::Map(live), Value::Map(mask)) => {
            let entries: Vec<(Key, Value)> = mask
                .iter()
                .filter_map(|(key, mask)| Some((key.clone(), project(schema, child(schema, ty, key), live.get(key.as_str())?, mask)?)))
                .collect();
            Some(Value::Map(Map::from_entries(entries))).filter(|value| value.as_map().is_some_and(|map| !map.is_empty()))
        }
        (Value::List(items), Value::List(masks)) => match listing(schema, ty) {
            Listing::Map(keys) => {
                let item = schema.item(ty);
                let found = masks.iter().filter_map(|mask| Some((find(items, mask, keys)?, mask)));
                let parts: Vec<Value> = found.filter_map(|(own, mask)| project(schema, item, own, mask)).collect();
                Some(Value::list(parts)).filter(|_| !items.is_empty())
            }
            Listing::Set | Listing::Atomic => Some(live.clone()),
        },
        (live, _) => Some(live.clone()),
    }
}

fn child(schema: &Schema, ty: TypeRef, key: &Key) -> TypeRef {
    schema.child(ty, key.as_str()).unwrap_or(TypeRef::DEDUCED)
}

fn listing(schema: &Schema, ty: TypeRef) -> Listing<&str> {
    match schema.shape(ty) {
        Shape::List { listing, .. } => listing,
        Shape::Deduced | Shape::Untyped | Shape::Scalar(_) | Shape::Map { .. } | Shape::Struct { .. } => Listing::Atomic,
    }
}

/// The item with the same keys; a key that the wanted item does not say (the server fills it in) matches any.
fn find<'v>(items: &'v [Value], wanted: &Value, keys: &str) -> Option<&'v Value> {
    let wanted = wanted.as_map()?;
    items.iter().find(|item| {
        item.as_map().is_some_and(|own| keys.split(',').all(|key| wanted.get(key).is_none_or(|value| own.get(key) == Some(value))))
    })
}
