//! Values with Go's meaning: maps as key-sorted slices, integers and floats apart, everything shared. It knows neither
//! YAML nor JSON. `Debug` prints the shape only, never the content (a content may be a secret).

use std::fmt;
use std::sync::{Arc, LazyLock};

use super::key::Key;

/// A JSON-like value. Numbers follow Go's decoders: an integer that fits is `Int`, one between `i64::MAX` and
/// `u64::MAX` is `Uint`, everything else is `Float`. Cloning never copies content.
#[derive(Clone, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer within `i64`.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// Any other number. NaN and infinities cannot come from JSON; YAML's `.nan` and `.inf` are refused by the parser.
    Float(f64),
    /// Text.
    Str(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// A map.
    Map(Map),
}

/// A map: entries sorted by key, each key once. Cloning is a reference count.
#[derive(Clone)]
pub struct Map(Arc<[(Key, Value)]>);

static EMPTY: LazyLock<Map> = LazyLock::new(|| Map(Arc::from([])));

impl Default for Map {
    fn default() -> Self {
        EMPTY.clone()
    }
}

impl Map {
    /// The map of these entries; of equal keys the last wins (as Go's non-strict decoders do).
    pub fn from_entries(mut entries: Vec<(Key, Value)>) -> Self {
        if entries.is_sorted_by(|a, b| a.0 < b.0) {
            return Self(entries.into());
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0)); // stable: equal keys keep their order
        let mut unique: Vec<(Key, Value)> = Vec::with_capacity(entries.len());
        for entry in entries {
            match unique.last_mut() {
                Some(last) if last.0 == entry.0 => *last = entry,
                _ => unique.push(entry),
            }
        }
        Self(unique.into())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let index = self.0.binary_search_by(|(own, _)| own.as_str().cmp(key)).ok()?;
        self.0.get(index).map(|(_, value)| value)
    }

    /// Whether the key is there (its value may be null).
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Entries in key order.
    pub fn iter(&self) -> std::slice::Iter<'_, (Key, Value)> {
        self.0.iter()
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Entries as an owned, sorted list: the start of every change.
    pub fn to_entries(&self) -> Vec<(Key, Value)> {
        self.0.to_vec()
    }

    /// The same map with one entry set. For several changes take [`Map::to_entries`].
    #[must_use]
    pub fn with(&self, key: impl Into<Key>, value: Value) -> Self {
        let key = key.into();
        let mut entries = self.to_entries();
        match entries.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(index) => {
                if let Some(entry) = entries.get_mut(index) {
                    entry.1 = value;
                }
            }
            Err(index) => entries.insert(index, (key, value)),
        }
        Self(entries.into())
    }

    /// The same map without an entry.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        if !self.has(key) {
            return self.clone();
        }
        Self(self.0.iter().filter(|(own, _)| own.as_str() != key).cloned().collect())
    }

    /// Whether both are the same allocation: equal without a look inside.
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a (Key, Value);
    type IntoIter = std::slice::Iter<'a, (Key, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<(Key, Value)> for Map {
    fn from_iter<T: IntoIterator<Item = (Key, Value)>>(iter: T) -> Self {
        Self::from_entries(iter.into_iter().collect())
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.same(other) || self.0 == other.0
    }
}

impl PartialEq for Value {
    /// Deep equality. Numbers are equal when they are the same number, whatever their kind: `1` and `1.0` are equal,
    /// as they are for an API server.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::List(a), Self::List(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            (a, b) => a.is_number() && b.is_number() && same_number(a, b),
        }
    }
}

#[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "Go compares such numbers as float64 too")]
fn same_number(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Uint(a), Value::Uint(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => *a as f64 == *b,
        (Value::Uint(a), Value::Float(b)) | (Value::Float(b), Value::Uint(a)) => *a as f64 == *b,
        _ => false,
    }
}

impl Value {
    /// Text.
    pub fn str(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(items.into())
    }

    /// A map of these entries.
    pub fn map(entries: Vec<(Key, Value)>) -> Self {
        Self::Map(Map::from_entries(entries))
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    /// The shared text, if it is one.
    pub fn as_shared_str(&self) -> Option<Arc<str>> {
        if let Self::Str(text) = self { Some(text.clone()) } else { None }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The integer, if it is one (a float with no fraction counts, as after a JSON round trip in Go).
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "guarded by the range check")]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Uint(value) => i64::try_from(*value).ok(),
            Self::Float(value) if value.fract() == 0.0 && value.abs() < i64::MAX as f64 => Some(*value as i64),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is any number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Uint(_) | Self::Float(_))
    }

    /// What it is, in words: for problems ("expected a map, found a list").
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Uint(_) | Self::Float(_) => "a number",
            Self::Str(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(items) => write!(f, "list({})", items.len()),
            Self::Map(map) => map.fmt(f),
            other => f.write_str(other.kind_name()),
        }
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("map(")?;
        f.debug_list().entries(self.0.iter().map(|(key, _)| key)).finish()?;
        f.write_str(")")
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::str(text)
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::str(text)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
