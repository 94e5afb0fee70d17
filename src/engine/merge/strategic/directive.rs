//! The words that direct a strategic merge patch, and their removal. It knows no schema.

use std::sync::Arc;

use crate::model::object::value::{Map, Value};

use super::StrategicError;

pub(super) const PATCH: &str = "$patch";
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
pub(super) const DELETE_PREFIX: &str = "$deleteFromPrimitiveList";
pub(super) const ORDER_PREFIX: &str = "$setElementOrder";

/// What `$patch` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    Delete,
    Replace,
    Merge,
}

/// The directive of a map, if it has one.
pub(super) fn of(map: &Map) -> Option<Result<Directive, StrategicError>> {
    map.get(PATCH).map(read)
}

pub(super) fn read(value: &Value) -> Result<Directive, StrategicError> {
    match value.as_str() {
        Some("delete") => Ok(Directive::Delete),
        Some("replace") => Ok(Directive::Replace),
        Some("merge") => Ok(Directive::Merge),
        Some(other) => Err(StrategicError::UnknownDirective(other.chars().take(40).collect())),
        None => Err(StrategicError::UnknownDirective(value.kind_name().to_owned())),
    }
}

/// The field that a `PREFIX/FIELD` key is about.
pub(super) fn field_of(key: &str, prefix: &str, error: StrategicError) -> Result<Arc<str>, StrategicError> {
    match key.split_once('/') {
        Some((before, field)) if before == prefix => Ok(field.into()),
        _ => Err(error),
    }
}

/// The value as it is added where nothing was: maps with a directive vanish, at any depth. `None`: the whole vanishes.
pub(super) fn removed(value: &Value) -> Option<Value> {
    match value {
        Value::Map(map) if map.has(PATCH) => None,
        Value::Map(map) => Some(Value::Map(map.iter().filter_map(|(key, value)| Some((key.clone(), removed(value)?))).collect())),
        Value::List(items) => Some(Value::list(items.iter().filter_map(removed).collect())),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => Some(value.clone()),
    }
}

/// The value without map entries that are null, at any depth.
pub(super) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Map(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::List(items) => Value::list(items.iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => value.clone(),
    }
}
