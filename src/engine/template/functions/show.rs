//! Values as Go's `fmt` prints them with `%v`, and texts as `strconv.Quote` does. It knows no other verb.

use std::fmt::Write as _;

use super::args::{self, MAX_DEPTH};
use super::runes;
use crate::engine::manifest::gofloat;
use crate::engine::template::budget::Budget;
use crate::engine::template::fault::Fault;
use crate::engine::template::value::{IntType, Value};

/// A value by `%v`, as bytes.
///
/// # Errors
/// When it is larger than the budget, or nests too deeply.
pub(super) fn show(budget: &Budget, value: &Value) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    add(budget, value, MAX_DEPTH, &mut out)?;
    Ok(out)
}

/// sprig's `strval`: texts and bytes as they are, everything else by `%v`.
///
/// # Errors
/// As [`show`].
pub(super) fn strval(budget: &Budget, value: &Value) -> Result<Vec<u8>, Fault> {
    match value {
        Value::Bytes(bytes) => budget.make(bytes.len()).map(|()| bytes.to_vec()),
        Value::Str(text) => budget.make(text.len()).map(|()| text.as_bytes().to_vec()),
        other => show(budget, other),
    }
}

/// A float by `%v`.
pub(super) fn float(value: f64) -> String {
    match value {
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        value if value.is_nan() => "NaN".to_owned(),
        value => gofloat::general(value),
    }
}

/// An integer in digits.
pub(super) fn integer(value: i64, kind: IntType) -> String {
    if kind == IntType::Uint64 { value.cast_unsigned().to_string() } else { value.to_string() }
}

fn add(budget: &Budget, value: &Value, depth: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    let start = out.len();
    match value {
        Value::Nil => out.extend_from_slice(b"<nil>"),
        Value::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::Int(value, kind) => out.extend_from_slice(integer(*value, *kind).as_bytes()),
        Value::Float(value) => out.extend_from_slice(float(*value).as_bytes()),
        Value::Str(text) => {
            budget.make(text.len())?;
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        Value::Bytes(bytes) => {
            budget.make(bytes.len().saturating_mul(4))?;
            let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
            out.extend_from_slice(format!("[{}]", numbers.join(" ")).as_bytes());
            return Ok(());
        }
        Value::List(list) => {
            budget.make(list.len().saturating_add(2))?;
            out.push(b'[');
            for (index, item) in list.items().iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                add(budget, item, depth, out)?;
            }
            out.push(b']');
            return Ok(());
        }
        Value::Dict(dict) => {
            budget.make(dict.len().saturating_add(5))?;
            out.extend_from_slice(b"map[");
            for (index, (key, value)) in dict.entries().iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                budget.make(key.as_str().len().saturating_add(1))?;
                out.extend_from_slice(key.as_str().as_bytes());
                out.push(b':');
                add(budget, value, depth, out)?;
            }
            out.push(b']');
            return Ok(());
        }
        Value::Native(native) => match native.printed() {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => return add(budget, &native.plain(), depth, out),
        },
    }
    budget.make(out.len().saturating_sub(start))
}

/// A text in double quotes with Go's escapes: `strconv.Quote`.
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_add(2));
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\u{7}' => out.push_str("\\a"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{b}' => out.push_str("\\v"),
                c if runes::is_print(c) => out.push(c),
                // Writing to a String cannot fail.
                c => drop(match u32::from(c) {
                    code @ (..=0x1f | 0x7f) => write!(out, "\\x{code:02x}"),
                    code @ ..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                }),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
    out
}
