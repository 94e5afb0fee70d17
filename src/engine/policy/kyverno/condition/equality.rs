//! `Equals` and `NotEquals`: durations, quantities, numbers, texts with wildcards, whole maps and lists. It knows no variable. Source: kyverno
//! `pkg/engine/variables/operator/equal.go`, `notequal.go`.

use super::super::wildcard;
use super::numeric::durations;
use crate::engine::manifest::quantity::Quantity;
use crate::model::object::value::Value;

/// Whether they are equal.
pub(super) fn equals(key: &Value, value: &Value) -> bool {
    decided(key, value).unwrap_or(false)
}

/// Whether they are different. A missing key is neither: only values of a known kind can differ.
pub(super) fn not_equals(key: &Value, value: &Value) -> bool {
    if key.is_null() {
        return false;
    }
    // A quantity and an empty text differ by their text, not by their kind.
    if let (Value::Str(key), Some("")) = (key, value.as_str())
        && Quantity::parse(key).is_ok()
    {
        return !key.is_empty();
    }
    decided(key, value).is_none_or(|is_equal| !is_equal)
}

/// Whether they are equal; none where they cannot be compared.
fn decided(key: &Value, value: &Value) -> Option<bool> {
    match key {
        Value::Null => None,
        Value::Bool(key) => Some(value.as_bool()? == *key),
        Value::Str(key) => text(key, value),
        Value::Int(_) | Value::Uint(_) => match value {
            Value::Str(text) => Some(Value::Int(text.parse().ok()?) == *key),
            other => other.is_number().then(|| other == key),
        },
        Value::Float(number) => match value {
            Value::Str(text) => Some(Value::Float(text.parse().ok()?) == Value::Float(*number)),
            other => other.is_number().then(|| other == key),
        },
        Value::Map(_) => value.as_map().is_some().then(|| key == value),
        Value::List(_) => value.as_list().is_some().then(|| key == value),
    }
}

fn text(key: &str, value: &Value) -> Option<bool> {
    if let Some((key, value)) = durations(&Value::from(key), value) {
        return Some(key == value);
    }
    let wanted = value.as_str()?;
    match Quantity::parse(key) {
        Ok(key) => Some(key == Quantity::parse(wanted).ok()?),
        Err(_) => Some(wildcard::matches(wanted, key)),
    }
}

#[cfg(test)]
mod tests {
    use super::{equals, not_equals};
    use crate::model::object::value::Value;

    #[test]
    fn sides_are_compared_as_what_they_are() {
        let text = Value::from;
        for (key, value, equal, different) in [
            (text("1h"), text("60m"), true, false),
            (text("1Gi"), text("1024Mi"), true, false),
            (text("1Gi"), text("x"), false, true),
            (text("5"), text(""), false, true),
            (text("abc"), text("a*"), true, false),
            (text("a*"), text("abc"), false, true),
            (Value::Int(5), text("5"), true, false),
            (Value::Int(5), Value::Float(5.5), false, true),
            (Value::Bool(true), text("true"), false, true),
            (Value::Null, text("x"), false, false),
            (Value::list(vec![]), Value::list(vec![]), true, false),
            (Value::Int(3600), text("1h"), false, true),
            (text("1h"), Value::Int(3600), true, false),
        ] {
            assert_eq!((equals(&key, &value), not_equals(&key, &value)), (equal, different), "{key:?} {value:?}");
        }
    }
}
