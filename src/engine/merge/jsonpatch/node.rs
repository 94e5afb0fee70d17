//! A document under a JSON patch: opened along the paths that were walked, kept as it was elsewhere. It knows no operation.

use std::collections::BTreeMap;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::Dialect;

/// A value that can be changed in place.
pub(super) struct Node {
    body: Body,
    dialect: Dialect,
}

enum Body {
    Kept(Value),
    List(Vec<Node>),
    Map(BTreeMap<Key, Node>),
}

/// A container and a key in it, which may not be there.
pub(super) struct Step<'n> {
    pub(super) at: &'n mut Node,
    pub(super) key: String,
}

impl Node {
    pub(super) fn new(value: Value) -> Self {
        Self { body: Body::Kept(value), dialect: Dialect::ApiServer }
    }

    fn open(&mut self, dialect: Dialect) {
        self.dialect = dialect;
        if let Body::Kept(value) = &self.body {
            match value {
                Value::List(items) => self.body = Body::List(items.iter().cloned().map(Self::new).collect()),
                Value::Map(map) => {
                    self.body = Body::Map(map.iter().map(|(key, value)| (key.clone(), Self::new(value.clone()))).collect());
                }
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
            }
        }
    }

    /// The container that the last of the segments is a key of, opened; `None` where there is none.
    pub(super) fn find(&mut self, segments: &[String], dialect: Dialect) -> Option<Step<'_>> {
        let (key, way) = segments.split_last()?;
        self.open(dialect);
        let mut at = self;
        for segment in way {
            at = at.get(segment).ok()??;
            at.open(dialect);
        }
        if matches!(at.body, Body::Kept(_)) {
            return None;
        }
        Some(Step { at, key: key.clone() })
    }

    /// Levels of lists and maps.
    pub(super) fn levels(&self) -> usize {
        let below = match &self.body {
            Body::Kept(value) => return levels(value),
            Body::List(items) => items.iter().map(Self::levels).max(),
            Body::Map(map) => map.values().map(Self::levels).max(),
        };
        below.unwrap_or(0).saturating_add(1)
    }

    /// The value as it stands.
    pub(super) fn to_value(&self) -> Value {
        match &self.body {
            Body::Kept(value) => value.clone(),
            Body::List(items) => Value::list(items.iter().map(Self::to_value).collect()),
            Body::Map(map) => Value::Map(Map::from_entries(map.iter().map(|(key, node)| (key.clone(), node.to_value())).collect())),
        }
    }

    /// The value in the end.
    pub(super) fn into_value(self) -> Value {
        match self.body {
            Body::Kept(value) => value,
            Body::List(items) => Value::list(items.into_iter().map(Self::into_value).collect()),
            Body::Map(map) => Value::Map(Map::from_entries(map.into_iter().map(|(key, node)| (key, node.into_value())).collect())),
        }
    }

    /// The child; `None` where a map lacks the key, an error where a list lacks the index.
    pub(super) fn get(&mut self, key: &str) -> Result<Option<&mut Node>, String> {
        match &mut self.body {
            Body::Map(map) => Ok(map.get_mut(key)),
            Body::List(items) => {
                let index = index(key, items.len(), Bound::Item, self.dialect)?;
                Ok(items.get_mut(index))
            }
            Body::Kept(_) => Ok(None),
        }
    }

    /// Sets a key, or the item at an index that is there.
    pub(super) fn set(&mut self, key: &str, value: Node) -> Result<(), String> {
        match &mut self.body {
            Body::Map(map) => {
                map.insert(Key::own(key), value);
            }
            Body::List(items) => {
                let index = index(key, items.len(), Bound::Item, self.dialect)?;
                if let Some(item) = items.get_mut(index) {
                    *item = value;
                }
            }
            Body::Kept(_) => {}
        }
        Ok(())
    }

    /// Sets a key, or inserts before an index (`-`: behind the last).
    pub(super) fn add(&mut self, key: &str, value: Node) -> Result<(), String> {
        match &mut self.body {
            Body::List(items) if key == "-" => items.push(value),
            Body::List(items) => {
                let index = index(key, items.len() + 1, Bound::Gap, self.dialect)?;
                items.insert(index, value);
            }
            Body::Map(_) | Body::Kept(_) => self.set(key, value)?,
        }
        Ok(())
    }

    /// Takes a key or an item out.
    pub(super) fn remove(&mut self, key: &str) -> Result<Node, String> {
        match &mut self.body {
            Body::Map(map) => map.remove(key).ok_or_else(|| format!("Unable to remove nonexistent key: {key}: missing value")),
            Body::List(items) => {
                let index = index(key, items.len(), Bound::Item, self.dialect)?;
                Ok(items.remove(index))
            }
            Body::Kept(_) => Ok(Node::new(Value::Null)),
        }
    }
}

fn levels(value: &Value) -> usize {
    let below = match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => return 0,
        Value::List(items) => items.iter().map(levels).max(),
        Value::Map(map) => map.iter().map(|(_, value)| levels(value)).max(),
    };
    below.unwrap_or(0).saturating_add(1)
}

#[derive(Clone, Copy, PartialEq)]
enum Bound {
    Item,
    Gap,
}

/// The place that a segment names among `len`. To an API server negative ones count from the end, signs and leading zeros
/// are fine; RFC 6901 allows digits without a leading zero only.
fn index(key: &str, len: usize, bound: Bound, dialect: Dialect) -> Result<usize, String> {
    let strict = key == "0" || (!key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit()));
    let number: Option<i64> = key.parse().ok().filter(|_| strict || dialect == Dialect::ApiServer);
    let Some(number) = number else {
        let error = format!("strconv.Atoi: parsing {key:?}: invalid syntax");
        return Err(if bound == Bound::Gap { format!("value was not a proper array index: '{key}': {error}") } else { error });
    };
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let place = if number < 0 { number.checked_add(len).unwrap_or(-1) } else { number };
    match usize::try_from(place) {
        Ok(index) if place < len => Ok(index),
        _ => Err(format!("Unable to access invalid index: {number}: invalid index referenced")),
    }
}
