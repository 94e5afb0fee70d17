//! JSON patches (RFC 6902), strictly or with the options, the limits and the words of the API server (evanphx/json-patch
//! v4, which Kustomize uses too). It knows no schema.
//!
//! Where that library leaves the RFC, so does [`Dialect::ApiServer`]: `replace` of a key that is not there sets it, `copy` of
//! one sets null, a `test` of one against null holds, negative indices count from the end, a missing `value` is null, the
//! root cannot be added, a pointer may lack its first slash.

use crate::engine::manifest::budget::MAX_DEPTH;
use crate::engine::manifest::json::to_json;
use crate::model::object::value::{Map, Value};

use super::pointer;
use node::{Node, Step};

mod node;

/// Operations of one patch that the API server accepts (`maxJSONPatchOperations`).
pub const MAX_OPERATIONS: usize = 10_000;
/// Bytes that all `copy` operations of a patch may add (`JSONPatchMaxCopyBytes`).
const MAX_COPIED: usize = 3 * 1024 * 1024;
/// Levels of a document while it is patched. Values that were read have at most [`MAX_DEPTH`]; what is moved or copied into others over and
/// over has no end, and is walked by recursion.
const MAX_LEVELS: usize = 2 * MAX_DEPTH;
/// How often the levels of a document are counted anew during one patch: each time costs a walk through all of it.
const MAX_COUNTS: usize = 100;

/// Whose meaning of a patch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// What an API server and Kustomize do.
    #[default]
    ApiServer,
    /// What RFC 6902 says.
    Rfc,
}

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

/// The document with every operation of the patch applied in order, as an API server does it.
///
/// # Errors
/// At the first operation that cannot be carried out; nothing is applied then.
pub fn apply(document: &Value, patch: &Value) -> Result<Value, JsonPatchError> {
    apply_as(document, patch, Dialect::ApiServer)
}

/// [`apply`] in a dialect.
///
/// # Errors
/// As [`apply`].
pub fn apply_as(document: &Value, patch: &Value, dialect: Dialect) -> Result<Value, JsonPatchError> {
    let operations = match patch {
        Value::List(operations) => operations.as_ref(),
        Value::Null => &[],
        other => return Err(JsonPatchError::Unreadable { found: go_kind(other), into: "Patch" }),
    };
    if operations.len() > MAX_OPERATIONS {
        return Err(JsonPatchError::TooMany(operations.len()));
    }
    if dialect == Dialect::ApiServer && !matches!(document, Value::Map(_) | Value::List(_)) {
        return Err(JsonPatchError::Unreadable { found: go_kind(document), into: "partialDoc" });
    }
    let mut patching = Patching { root: Node::new(document.clone()), dialect, copied: 0, levels: MAX_DEPTH, n_counts: 0 };
    for operation in operations {
        let Value::Map(operation) = operation else {
            return Err(JsonPatchError::Unreadable { found: go_kind(operation), into: "Operation" });
        };
        patching.carry_out(operation).map_err(JsonPatchError::Operation)?;
    }
    Ok(patching.root.into_value())
}

/// A patch under way.
struct Patching {
    root: Node,
    dialect: Dialect,
    /// Bytes that `copy` has added.
    copied: usize,
    /// Levels of the document: at most so many.
    levels: usize,
    /// How often they were counted.
    n_counts: usize,
}

impl Patching {
    fn carry_out(&mut self, operation: &Map) -> Result<(), String> {
        match operation.get("op").and_then(Value::as_str).unwrap_or("unknown") {
            "add" => {
                let path = self.path("add", operation)?;
                self.deepen(&path, None)?;
                self.add(&path, Node::new(self.value(operation)?))
            }
            "remove" => {
                let path = self.path("remove", operation)?;
                let missing = || format!("remove operation does not apply: doc is missing path: \"{path}\": missing value");
                let Step { at, key } = self.find(&path)?.ok_or_else(missing)?;
                at.remove(&key).map(|_| ()).map_err(|error| format!("error in remove for path: '{path}': {error}"))
            }
            "replace" => {
                let path = self.path("replace", operation)?;
                self.deepen(&path, None)?;
                self.replace(&path, self.value(operation)?)
            }
            "move" => self.relocate(operation),
            "copy" => self.copy(operation),
            "test" => {
                let path = self.path("test", operation)?;
                self.test(&path, &self.value(operation)?)
            }
            other => Err(format!("Unexpected kind: {other}")),
        }
    }

    /// The operation's path; what the API server says where it is missing differs with the operation.
    fn path(&self, op: &str, operation: &Map) -> Result<String, String> {
        let detail = if matches!(op, "replace" | "move" | "test") { "operation missing path field: " } else { "" };
        let path = operation.get("path").and_then(Value::as_str);
        path.map(str::to_owned).ok_or_else(|| format!("{op} operation failed to decode path: {detail}missing value"))
    }

    fn from(&self, op: &str, operation: &Map) -> Result<String, String> {
        let from = operation.get("from").and_then(Value::as_str).map(str::to_owned);
        from.ok_or_else(|| format!("{op} operation failed to decode from: operation, missing from field: missing value"))
    }

    fn value(&self, operation: &Map) -> Result<Value, String> {
        match (operation.get("value"), self.dialect) {
            (Some(value), _) => Ok(value.clone()),
            (None, Dialect::ApiServer) => Ok(Value::Null),
            (None, Dialect::Rfc) => Err("operation is missing its value".to_owned()),
        }
    }

    /// The container that the pointer's last segment is a key of. `None`: there is none; the root has none.
    fn find(&mut self, path: &str) -> Result<Option<Step<'_>>, String> {
        if self.dialect == Dialect::Rfc && !path.is_empty() && !path.starts_with('/') {
            return Err(format!("a JSON pointer begins with a slash: {path}"));
        }
        Ok(self.root.find(&pointer::segments(path), self.dialect))
    }

    /// Makes sure that the document does not get too deep by what will stand at a path: a value as it was read, or one that stands
    /// at another path.
    fn deepen(&mut self, path: &str, from: Option<&str>) -> Result<(), String> {
        let level = |pointer: &str| pointer.matches('/').count();
        let below = from.map_or(MAX_DEPTH, |from| self.levels.saturating_sub(level(from)));
        self.levels = self.levels.max(level(path).saturating_add(below));
        if self.levels <= MAX_LEVELS {
            return Ok(());
        }
        // That was the most it could be. What it is costs a walk.
        self.n_counts += 1;
        self.levels = self.root.levels();
        if self.levels > MAX_DEPTH || self.n_counts > MAX_COUNTS {
            return Err(format!("the document nests too deeply for another operation at path: '{path}'"));
        }
        self.deepen(path, from)
    }

    fn add(&mut self, path: &str, value: Node) -> Result<(), String> {
        if self.dialect == Dialect::Rfc && path.is_empty() {
            self.root = value;
            return Ok(());
        }
        let missing = || format!("add operation does not apply: doc is missing path: \"{path}\": missing value");
        let Step { at, key } = self.find(path)?.ok_or_else(missing)?;
        at.add(&key, value).map_err(|error| format!("error in add for path: '{path}': {error}"))
    }

    fn replace(&mut self, path: &str, value: Value) -> Result<(), String> {
        if path.is_empty() {
            if self.dialect == Dialect::ApiServer && !matches!(value, Value::Map(_) | Value::List(_)) {
                return Err("replace operation value must be object or array: %!w(<nil>)".to_owned());
            }
            self.root = Node::new(value);
            return Ok(());
        }
        let strict = self.dialect == Dialect::Rfc;
        let missing = || format!("replace operation does not apply: doc is missing path: {path}: missing value");
        let Step { at, key } = self.find(path)?.ok_or_else(missing)?;
        let missing = || format!("replace operation does not apply: doc is missing key: {path}: missing value");
        if at.get(&key).map_err(|_| missing())?.is_none() && strict {
            return Err(missing());
        }
        at.set(&key, Node::new(value)).map_err(|error| format!("error in remove for path: '{path}': {error}"))
    }

    fn relocate(&mut self, operation: &Map) -> Result<(), String> {
        let from = self.from("move", operation)?;
        if self.dialect == Dialect::Rfc {
            let path = self.path("move", operation)?;
            let into_itself = path.strip_prefix(&from).is_some_and(|rest| rest.starts_with('/'));
            if into_itself {
                return Err(format!("a value cannot be moved into itself: {path}"));
            }
            if path == from {
                return self.read("move", &from).map(|_| ());
            }
        }
        // Before it is taken out, for then nobody would count its levels.
        if let Some(path) = operation.get("path").and_then(Value::as_str) {
            self.deepen(path, Some(&from))?;
        }
        let missing = || format!("move operation does not apply: doc is missing from path: {from}: missing value");
        let Step { at, key } = self.find(&from)?.ok_or_else(missing)?;
        let moved = at.remove(&key).map_err(|error| format!("error in move for path: '{key}': {error}"))?;
        let path = self.path("move", operation)?;
        if self.dialect == Dialect::Rfc {
            return self.add(&path, moved);
        }
        let missing = || format!("move operation does not apply: doc is missing destination path: {path}: missing value");
        let Step { at, key } = self.find(&path)?.ok_or_else(missing)?;
        at.add(&key, moved).map_err(|error| format!("error in move for path: '{path}': {error}"))
    }

    fn copy(&mut self, operation: &Map) -> Result<(), String> {
        let from = self.from("copy", operation)?;
        let found = self.read("copy", &from)?;
        let path = self.path("copy", operation)?;
        self.copied += to_json(&found).len();
        if self.copied > MAX_COPIED {
            let copied = self.copied;
            return Err(format!(
                "Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MAX_COPIED}"
            ));
        }
        self.deepen(&path, Some(&from))?;
        if self.dialect == Dialect::Rfc {
            return self.add(&path, Node::new(found));
        }
        let missing = || format!("copy operation does not apply: doc is missing destination path: {path}: missing value");
        let Step { at, key } = self.find(&path)?.ok_or_else(missing)?;
        at.add(&key, Node::new(found)).map_err(|error| format!("error while adding value during copy: {error}"))
    }

    /// The value at a `from`.
    fn read(&mut self, op: &str, from: &str) -> Result<Value, String> {
        let strict = self.dialect == Dialect::Rfc;
        if strict && from.is_empty() {
            return Ok(self.root.to_value());
        }
        let missing = || format!("{op} operation does not apply: doc is missing from path: {from}: missing value");
        let Step { at, key } = self.find(from)?.ok_or_else(missing)?;
        let found = at.get(&key).map_err(|error| format!("error in {op} for from: '{from}': {error}"))?;
        match found {
            Some(node) => Ok(node.to_value()),
            None if strict => Err(missing()),
            None => Ok(Value::Null),
        }
    }

    fn test(&mut self, path: &str, wanted: &Value) -> Result<(), String> {
        let strict = self.dialect == Dialect::Rfc;
        let found = if path.is_empty() {
            self.root.to_value()
        } else {
            let missing = || format!("test operation does not apply: is missing path: {path}: missing value");
            let Step { at, key } = self.find(path)?.ok_or_else(missing)?;
            match at.get(&key).map_err(|error| format!("error in test for path: '{path}': {error}"))? {
                Some(node) => node.to_value(),
                None if strict => return Err(missing()),
                None => Value::Null,
            }
        };
        let equal = if strict { found == *wanted } else { same(&found, wanted) };
        if equal { Ok(()) } else { Err(format!("testing value {path} failed: test failed")) }
    }
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
