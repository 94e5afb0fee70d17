//! JSON patches (RFC 6902) with the options, the limits and the words of the API server (evanphx/json-patch v4). It knows
//! no schema.
//!
//! Where that library leaves the RFC, so do we: `replace` of a key that is not there sets it, `copy` of one sets null, a
//! `test` of one against null holds, negative indices count from the end, a missing `value` is null.

use std::collections::BTreeMap;

use crate::engine::manifest::json::to_json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::pointer;

/// Operations of one patch that the API server accepts (`maxJSONPatchOperations`).
pub const MAX_OPERATIONS: usize = 10_000;
/// Bytes that all `copy` operations of a patch may add (`JSONPatchMaxCopyBytes`).
const MAX_COPIED: usize = 3 * 1024 * 1024;

/// Why a patch cannot be read or applied. Texts are those of the API server's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonPatchError {
    /// The patch is no list of maps.
    #[error("json: cannot unmarshal {found} into Go value of type jsonpatch.{into}")]
    Unreadable {
        /// What was found, in Go's word.
        found: &'static str,
        /// What it should have been.
        into: &'static str,
    },
    /// More than [`MAX_OPERATIONS`].
    #[error("The allowed maximum operations in a JSON patch is {MAX_OPERATIONS}, got {0}")]
    TooMany(usize),
    /// An operation cannot be carried out: a path that is not there, a `test` that fails, an unknown `op`.
    #[error("{0}")]
    Operation(String),
}

/// The document with every operation of the patch applied in order.
///
/// # Errors
/// At the first operation that cannot be carried out; nothing is applied then.
pub fn apply(document: &Value, patch: &Value) -> Result<Value, JsonPatchError> {
    let operations = match patch {
        Value::List(operations) => operations.as_ref(),
        Value::Null => &[],
        other => return Err(JsonPatchError::Unreadable { found: go_kind(other), into: "Patch" }),
    };
    if operations.len() > MAX_OPERATIONS {
        return Err(JsonPatchError::TooMany(operations.len()));
    }
    if !matches!(document, Value::Map(_) | Value::List(_)) {
        return Err(JsonPatchError::Unreadable { found: go_kind(document), into: "partialDoc" });
    }
    let mut root = Node::Kept(document.clone());
    let mut copied = 0;
    for operation in operations {
        let Value::Map(operation) = operation else {
            return Err(JsonPatchError::Unreadable { found: go_kind(operation), into: "Operation" });
        };
        carry_out(&mut root, operation, &mut copied).map_err(JsonPatchError::Operation)?;
    }
    Ok(root.into_value())
}

fn carry_out(root: &mut Node, operation: &Map, copied: &mut usize) -> Result<(), String> {
    let text = |field: &str| operation.get(field).and_then(Value::as_str);
    let value = || operation.get("value").cloned().unwrap_or_default();
    let op = text("op").unwrap_or("unknown");
    // What the API server says where the field itself is missing differs with the operation.
    let path = |op: &str| match (text("path"), op) {
        (Some(path), _) => Ok(path),
        (None, "replace" | "move" | "test") => {
            Err(format!("{op} operation failed to decode path: operation missing path field: missing value"))
        }
        (None, _) => Err(format!("{op} operation failed to decode path: missing value")),
    };
    let from = |op: &str| {
        text("from").ok_or_else(|| format!("{op} operation failed to decode from: operation, missing from field: missing value"))
    };
    match op {
        "add" => {
            let path = path(op)?;
            let (at, key) =
                find(root, path).ok_or_else(|| format!("add operation does not apply: doc is missing path: \"{path}\": missing value"))?;
            at.add(&key, Node::Kept(value())).map_err(|error| format!("error in add for path: '{path}': {error}"))
        }
        "remove" => {
            let path = path(op)?;
            let (at, key) = find(root, path)
                .ok_or_else(|| format!("remove operation does not apply: doc is missing path: \"{path}\": missing value"))?;
            at.remove(&key).map(|_| ()).map_err(|error| format!("error in remove for path: '{path}': {error}"))
        }
        "replace" => replace(root, path(op)?, value()),
        "move" => {
            let from = from(op)?;
            let (at, key) = find(root, from)
                .ok_or_else(|| format!("move operation does not apply: doc is missing from path: {from}: missing value"))?;
            let moved = at.remove(&key).map_err(|error| format!("error in move for path: '{key}': {error}"))?;
            let path = path(op)?;
            let (at, key) = find(root, path)
                .ok_or_else(|| format!("move operation does not apply: doc is missing destination path: {path}: missing value"))?;
            at.add(&key, moved).map_err(|error| format!("error in move for path: '{path}': {error}"))
        }
        "copy" => {
            let from = from(op)?;
            let (at, key) = find(root, from)
                .ok_or_else(|| format!("copy operation does not apply: doc is missing from path: {from}: missing value"))?;
            let found = at
                .get(&key)
                .map_err(|error| format!("error in copy for from: '{from}': {error}"))?
                .map_or(Value::Null, |node| node.to_value());
            let path = path(op)?;
            let (at, key) = find(root, path)
                .ok_or_else(|| format!("copy operation does not apply: doc is missing destination path: {path}: missing value"))?;
            *copied += to_json(&found).len();
            if *copied > MAX_COPIED {
                return Err(format!(
                    "Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MAX_COPIED}"
                ));
            }
            at.add(&key, Node::Kept(found)).map_err(|error| format!("error while adding value during copy: {error}"))
        }
        "test" => test(root, path(op)?, &value()),
        other => Err(format!("Unexpected kind: {other}")),
    }
}

fn replace(root: &mut Node, path: &str, value: Value) -> Result<(), String> {
    if path.is_empty() {
        if !matches!(value, Value::Map(_) | Value::List(_)) {
            return Err("replace operation value must be object or array: %!w(<nil>)".to_owned());
        }
        *root = Node::Kept(value);
        return Ok(());
    }
    let (at, key) =
        find(root, path).ok_or_else(|| format!("replace operation does not apply: doc is missing path: {path}: missing value"))?;
    at.get(&key).map_err(|_| format!("replace operation does not apply: doc is missing key: {path}: missing value"))?;
    at.set(&key, Node::Kept(value)).map_err(|error| format!("error in remove for path: '{path}': {error}"))
}

fn test(root: &mut Node, path: &str, wanted: &Value) -> Result<(), String> {
    let found = if path.is_empty() {
        root.to_value()
    } else {
        let (at, key) = find(root, path).ok_or_else(|| format!("test operation does not apply: is missing path: {path}: missing value"))?;
        at.get(&key).map_err(|error| format!("error in test for path: '{path}': {error}"))?.map_or(Value::Null, |node| node.to_value())
    };
    if same(&found, wanted) { Ok(()) } else { Err(format!("testing value {path} failed: test failed")) }
}

/// Equality as texts: the integer 1 is not the float 1.0.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(_) | Value::Uint(_), Value::Float(_)) | (Value::Float(_), Value::Int(_) | Value::Uint(_)) => false,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b)),
        (a, b) => a == b,
    }
}

/// A document under change: opened along the paths that were walked, kept as it was elsewhere.
enum Node {
    Kept(Value),
    List(Vec<Node>),
    Map(BTreeMap<Key, Node>),
}

impl Node {
    fn open(&mut self) {
        if let Self::Kept(value) = self {
            match value {
                Value::List(items) => *self = Self::List(items.iter().cloned().map(Self::Kept).collect()),
                Value::Map(map) => *self = Self::Map(map.iter().map(|(key, value)| (key.clone(), Self::Kept(value.clone()))).collect()),
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
            }
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Kept(value) => value.clone(),
            Self::List(items) => Value::list(items.iter().map(Self::to_value).collect()),
            Self::Map(map) => Value::Map(Map::from_entries(map.iter().map(|(key, node)| (key.clone(), node.to_value())).collect())),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Kept(value) => value,
            Self::List(items) => Value::list(items.into_iter().map(Self::into_value).collect()),
            Self::Map(map) => Value::Map(Map::from_entries(map.into_iter().map(|(key, node)| (key, node.into_value())).collect())),
        }
    }

    /// The child; `None` where a map lacks the key, an error where a list lacks the index.
    fn get(&mut self, key: &str) -> Result<Option<&mut Node>, String> {
        match self {
            Self::Map(map) => Ok(map.get_mut(key)),
            Self::List(items) => {
                let index = index(key, items.len(), Bound::Item)?;
                Ok(items.get_mut(index))
            }
            Self::Kept(_) => Ok(None),
        }
    }

    fn set(&mut self, key: &str, value: Node) -> Result<(), String> {
        match self {
            Self::Map(map) => {
                map.insert(Key::own(key), value);
            }
            Self::List(items) => {
                let index = index(key, items.len(), Bound::Item)?;
                if let Some(item) = items.get_mut(index) {
                    *item = value;
                }
            }
            Self::Kept(_) => {}
        }
        Ok(())
    }

    fn add(&mut self, key: &str, value: Node) -> Result<(), String> {
        match self {
            Self::List(items) if key == "-" => items.push(value),
            Self::List(items) => {
                let index = index(key, items.len() + 1, Bound::Gap)?;
                items.insert(index, value);
            }
            Self::Map(_) | Self::Kept(_) => self.set(key, value)?,
        }
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<Node, String> {
        match self {
            Self::Map(map) => map.remove(key).ok_or_else(|| format!("Unable to remove nonexistent key: {key}: missing value")),
            Self::List(items) => {
                let index = index(key, items.len(), Bound::Item)?;
                Ok(items.remove(index))
            }
            Self::Kept(_) => Ok(Node::Kept(Value::Null)),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Bound {
    Item,
    Gap,
}

/// The place that a segment names among `len`; negative ones count from the end.
fn index(key: &str, len: usize, bound: Bound) -> Result<usize, String> {
    let number: i64 = key.parse().map_err(|_| {
        let error = format!("strconv.Atoi: parsing {key:?}: invalid syntax");
        if bound == Bound::Gap { format!("value was not a proper array index: '{key}': {error}") } else { error }
    })?;
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let place = if number < 0 { number.checked_add(len).unwrap_or(-1) } else { number };
    match usize::try_from(place) {
        Ok(index) if place < len => Ok(index),
        _ => Err(format!("Unable to access invalid index: {number}: invalid index referenced")),
    }
}

/// The container that a pointer's last segment is a key of, opened, and that key.
fn find<'n>(root: &'n mut Node, path: &str) -> Option<(&'n mut Node, String)> {
    let mut segments = pointer::segments(path);
    let key = segments.pop()?;
    root.open();
    let mut at = root;
    for segment in &segments {
        at = at.get(segment).ok()??;
        at.open();
        if matches!(at, Node::Kept(_)) {
            return None;
        }
    }
    Some((at, key))
}

/// What Go's decoder calls a JSON value.
fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}
