//! What the functions look at their arguments through. Who calls has checked number and types; what is not as expected is
//! an empty value here, never a panic. It knows no function.

use std::borrow::Cow;

use super::runes;
use crate::engine::template::dict::Dict;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::list::List;
use crate::engine::template::text::Text;
use crate::engine::template::value::{IntType, Value};

/// What Go's runtime says of a method on nothing: the text of many panics in sprig.
pub(super) const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

/// Nesting of values that functions follow. Documents that are read nest no deeper; only `set` of a dict into itself does.
pub(super) const MAX_DEPTH: usize = crate::engine::manifest::budget::MAX_DEPTH;

/// The fault of a value that nests deeper than [`MAX_DEPTH`].
pub(super) fn too_deep() -> Fault {
    Fault::Limit(format!("a value nests deeper than {MAX_DEPTH} levels (does it hold itself?)"))
}

const NOTHING: &Value = &Value::Nil;

/// Any argument.
pub(super) fn any(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(NOTHING)
}

/// The arguments from this one on.
pub(super) fn rest(arguments: &[Value], index: usize) -> &[Value] {
    arguments.get(index..).unwrap_or_default()
}

/// The bytes of a `string`.
pub(super) fn bytes(arguments: &[Value], index: usize) -> &[u8] {
    match any(arguments, index) {
        Value::Str(text) => text.as_bytes(),
        Value::Bytes(bytes) => bytes,
        _ => &[],
    }
}

/// A `string` as runes: what is no UTF-8 becomes U+FFFD, byte by byte.
pub(super) fn text(arguments: &[Value], index: usize) -> Cow<'_, str> {
    runes::lossy(bytes(arguments, index))
}

/// An `int` or `int64`.
pub(super) fn int(arguments: &[Value], index: usize) -> i64 {
    if let Value::Int(value, _) = any(arguments, index) { *value } else { 0 }
}

/// A `map[string]interface {}`; `None`: a nil one.
pub(super) fn dict(arguments: &[Value], index: usize) -> Option<&Dict> {
    match any(arguments, index) {
        Value::Dict(dict) if !dict.is_nil() => Some(dict),
        _ => None,
    }
}

/// What a function sees of a dict that may be a native's (`.Files`).
pub(super) fn as_dict(value: &Value) -> Option<Dict> {
    match value {
        Value::Dict(dict) => Some(dict.clone()),
        Value::Native(native) if native.kind_name() == "map" => as_dict(&native.plain()),
        _ => None,
    }
}

/// A slice or array, whatever it holds. `None`: the value is of another kind.
pub(super) fn as_list(value: &Value) -> Option<List> {
    match value {
        Value::List(list) => Some(list.clone()),
        Value::Bytes(bytes) => {
            let items = bytes.iter().map(|byte| Value::Int(i64::from(*byte), IntType::Uint8)).collect();
            Some(List::new(items, crate::engine::template::list::Element::Any))
        }
        Value::Native(native) if native.kind_name() == "slice" => as_list(&native.plain()),
        _ => None,
    }
}

/// A slice, or sprig's error about another kind; nothing has no type to ask for its kind.
///
/// # Errors
/// `{complaint} {kind}`, or Go's panic for nil.
pub(super) fn list(value: &Value, complaint: &str) -> Result<List, Fault> {
    match as_list(value) {
        Some(list) => Ok(list),
        None if value.is_nil() => Err(NIL_POINTER.into()),
        None => Err(format!("{complaint} {}", value.kind_name()).into()),
    }
}

/// A text to return.
pub(super) fn string(text: impl Into<String>) -> Returned {
    Ok(Value::Str(Text::from(text.into())))
}

/// Bytes to return as a `string`.
pub(super) fn raw(bytes: Vec<u8>) -> Returned {
    Ok(Value::Str(Text::from_bytes(bytes)))
}
