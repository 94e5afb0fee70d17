//! Functions on text. It knows no expression.

use super::super::World;
use super::{Arguments, number};
use crate::engine::policy::kyverno::fault::Fault;
use crate::engine::policy::kyverno::versions;
use crate::engine::policy::kyverno::wildcard;
use crate::model::object::value::Value;

/// The longest text that a function may make.
const MAX_TEXT: usize = 4 << 20;

/// A scalar as Kyverno casts it to text: numbers as float32, which is what its source says.
#[expect(clippy::cast_possible_truncation, reason = "Kyverno formats with 32 bits")]
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => Some((number(value)? as f32).to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    let (first, second) = (arguments.text(0), arguments.text(1));
    Ok(match name {
        "starts_with" => first.starts_with(second).into(),
        "ends_with" => first.ends_with(second).into(),
        "compare" => Value::Int(first.cmp(second) as i64),
        "equal_fold" => (first.to_lowercase() == second.to_lowercase()).into(),
        "trim" => first.trim_matches(|c| second.contains(c)).into(),
        "trim_prefix" => first.strip_prefix(second).unwrap_or(first).into(),
        "to_upper" => first.to_uppercase().into(),
        "to_lower" => first.to_lowercase().into(),
        "split" if second.is_empty() => Value::list(first.chars().map(|c| c.to_string().into()).collect()),
        "split" => Value::list(first.split(second).map(Value::from).collect()),
        "join" => {
            let parts: Vec<&str> = arguments.list(1).iter().filter_map(Value::as_str).collect();
            grown(parts.len() * first.len(), world)?;
            parts.join(first).into()
        }
        "replace_all" => replaced(arguments, None, world)?,
        "replace" => replaced(arguments, count(arguments.number(3)), world)?,
        "pattern_match" => wildcard::matches(first, &shown(arguments.value(1)).unwrap_or_default()).into(),
        "path_canonicalize" => canonical(first).into(),
        "truncate" => truncated(first, count(arguments.number(1)).unwrap_or(0)).into(),
        "semver_compare" => versions::in_range(first, second)?.into(),
        other => return Err(Fault::bad(format!("unknown function: {other}"))),
    })
}

/// A count out of a number; `None` for a negative one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "negative ones are taken out; a cast saturates")]
fn count(number: f64) -> Option<usize> {
    (number >= 0.0).then_some(number as usize)
}

fn grown(length: usize, world: &World) -> Result<(), Fault> {
    if length > MAX_TEXT {
        return Err(Fault::Limit(format!("a function makes a text longer than {MAX_TEXT} bytes")));
    }
    world.spend(length as u64)
}

fn replaced(arguments: &Arguments<'_, '_>, most: Option<usize>, world: &World) -> Result<Value, Fault> {
    let (text, old, new) = (arguments.text(0), arguments.text(1), arguments.text(2));
    let n = text.matches(old).count().min(most.unwrap_or(usize::MAX));
    grown(n.saturating_mul(new.len()), world)?;
    Ok(text.replacen(old, new, n).into())
}

/// As Go's `filepath.Join` of one element on Linux: `.` and `..` resolved, repeated slashes gone; empty stays empty.
fn canonical(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let is_rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if is_rooted => {}
            other => kept.push(other),
        }
    }
    let joined = kept.join("/");
    match (is_rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

fn truncated(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}
