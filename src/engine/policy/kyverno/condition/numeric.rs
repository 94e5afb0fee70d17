//! `GreaterThan` and its like: numbers, durations, quantities, versions. It knows no variable. Source: kyverno
//! `pkg/engine/variables/operator/numeric.go`, `duration.go`.

use super::super::versions;
use super::operator::Order;
use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::quantity::Quantity;
use crate::model::object::value::Value;

/// A duration out of a number of seconds, its fraction lost as in Go.
fn seconds(value: &Value) -> Option<GoDuration> {
    match value {
        Value::Int(number) => Some(GoDuration::seconds(*number)),
        Value::Uint(number) => Some(GoDuration::seconds(i64::try_from(*number).unwrap_or(i64::MAX))),
        #[expect(clippy::cast_possible_truncation, reason = "Go converts so as well")]
        Value::Float(number) => Some(GoDuration::seconds(*number as i64)),
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Both sides as durations, where at least one is written as a duration and the other is that or a number. `"0"` alone is no duration.
pub(super) fn durations(key: &Value, value: &Value) -> Option<(GoDuration, GoDuration)> {
    let written = |side: &Value| side.as_str().filter(|text| *text != "0").and_then(|text| GoDuration::parse(text).ok());
    match (written(key), written(value)) {
        (None, None) => None,
        (Some(key), Some(value)) => Some((key, value)),
        (Some(key), None) => Some((key, seconds(value)?)),
        (None, Some(value)) => Some((seconds(key)?, value)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go compares in float64 as well")]
fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Str(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Whether the key is so beside the value.
pub(super) fn holds(key: &Value, value: &Value, order: Order) -> bool {
    if !(key.is_number() || key.as_str().is_some()) {
        return false;
    }
    if let Some((key, value)) = durations(key, value) {
        return order.holds(key.cmp(&value));
    }
    if let (Some(key), Some(value)) = (key.as_str(), value.as_str())
        && let (Ok(key), Ok(value)) = (Quantity::parse(key), Quantity::parse(value))
    {
        return order.holds(key.cmp(&value));
    }
    if let Some(key) = float(key) {
        return float(value).and_then(|value| key.partial_cmp(&value)).is_some_and(|found| order.holds(found));
    }
    let (Some(key), Some(value)) = (key.as_str(), value.as_str()) else { return false };
    versions::compare(key, value).is_some_and(|found| order.holds(found))
}

/// The old duration operators: numbers are seconds, everything else is a duration or nothing.
pub(super) fn duration_holds(key: &Value, value: &Value, order: Order) -> bool {
    let read = |side: &Value| match side.as_str() {
        Some(text) => GoDuration::parse(text).ok(),
        None => seconds(side),
    };
    read(key).zip(read(value)).is_some_and(|(key, value)| order.holds(key.cmp(&value)))
}

#[cfg(test)]
mod tests {
    use super::super::operator::Order;
    use super::holds;
    use crate::model::object::value::Value;

    #[test]
    fn numbers_durations_quantities_and_versions_have_an_order() {
        let text = Value::from;
        for (key, value, expected) in [
            (Value::Int(5), Value::Int(4), true),
            (text("2h"), text("90m"), true),
            (text("2h"), Value::Int(7201), false),
            (text("1Gi"), text("1000Mi"), true),
            (text("1.5"), Value::Int(1), true),
            (text("1.10.0"), text("1.9.0"), true),
            (text("latest"), text("1.9.0"), false),
            (Value::Null, Value::Int(-1), false),
            (Value::Int(3), text("2"), true),
        ] {
            assert_eq!(holds(&key, &value, Order::Greater), expected, "{key:?} {value:?}");
        }
    }
}
