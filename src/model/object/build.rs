//! Changes deep inside a value, by copying the path and sharing the rest. It knows no schema: lists are replaced whole.

use super::key::Key;
use super::value::{Map, Value};
use super::{NotAnObject, Object};

/// The map with the value at this path of keys set; missing or null maps on the way are made, anything else that is no
/// map on the way is replaced by one.
#[must_use]
pub fn set(map: &Map, path: &[&str], value: Value) -> Map {
    match path {
        [] => map.clone(),
        [last] => map.with(*last, value),
        [first, rest @ ..] => {
            let child = map.get(first).and_then(Value::as_map).cloned().unwrap_or_default();
            map.with(*first, Value::Map(set(&child, rest, value)))
        }
    }
}

/// The map without the value at this path of keys. Maps left empty stay.
#[must_use]
pub fn remove(map: &Map, path: &[&str]) -> Map {
    match path {
        [] => map.clone(),
        [last] => map.without(last),
        [first, rest @ ..] => match map.get(first) {
            Some(Value::Map(child)) => map.with(*first, Value::Map(remove(child, rest))),
            _ => map.clone(),
        },
    }
}

impl Object {
    /// The same object with the value at a path of map keys set.
    ///
    /// # Errors
    /// When the change leaves no object (an `apiVersion` that is no text).
    pub fn set(&self, path: &[&str], value: Value) -> Result<Self, NotAnObject> {
        self.with_root(set(self.root(), path, value))
    }

    /// The same object without the value at a path of map keys.
    ///
    /// # Errors
    /// When the change leaves no object.
    pub fn unset(&self, path: &[&str]) -> Result<Self, NotAnObject> {
        self.with_root(remove(self.root(), path))
    }
}

/// Shorthand for literal maps in engine code: `map([("a", 1.into())])`.
pub fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Map {
    entries.into_iter().map(|(key, value)| (Key::field(key), value)).collect()
}
