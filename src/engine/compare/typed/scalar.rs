//! The scalars that Go prints in a canonical form: bytes, quantities, times, durations. It knows no field.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};

use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::quantity::Quantity;
use crate::model::object::value::Value;

use super::decode::Misfit;

/// How exactly a time is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// `metav1.Time`.
    Second,
    /// `metav1.MicroTime`.
    Micro,
}

/// Base64 as Go reads it (line breaks are passed over) and prints it.
pub(super) fn bytes(value: &Value) -> Result<Value, Misfit> {
    const ENGINE: GeneralPurpose = STANDARD;
    match value {
        Value::Null => Ok(Value::Null),
        Value::Str(text) => {
            let plain: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            let raw = ENGINE.decode(plain).map_err(|_| Misfit)?;
            Ok(Value::str(ENGINE.encode(raw)))
        }
        _ => Err(Misfit),
    }
}

/// A quantity: text or a number.
pub(super) fn quantity(value: &Value) -> Result<Value, Misfit> {
    match value {
        Value::Null => Ok(Value::str("0")),
        Value::Str(text) => Quantity::parse(text.trim()).map(|own| Value::str(own.canonical())).map_err(|_| Misfit),
        other => Quantity::of(other).map(|own| Value::str(own.canonical())).ok_or(Misfit),
    }
}

/// A time, printed in UTC; the zero time prints as null.
pub(super) fn time(value: &Value, precision: Precision) -> Result<Value, Misfit> {
    let text = match value {
        Value::Null => return Ok(Value::Null),
        Value::Str(text) => text,
        _ => return Err(Misfit),
    };
    let time: jiff::Timestamp = text.parse().map_err(|_| Misfit)?;
    if time.as_second() == ZERO_TIME && time.subsec_nanosecond() == 0 {
        return Ok(Value::Null);
    }
    let format = match precision {
        Precision::Second => "%Y-%m-%dT%H:%M:%SZ",
        Precision::Micro => "%Y-%m-%dT%H:%M:%S.%6fZ",
    };
    Ok(Value::str(time.strftime(format).to_string()))
}

/// Go's zero time, the first second of year 1, in Unix seconds.
const ZERO_TIME: i64 = -62_135_596_800;

/// A Go duration (`90s` prints as `1m30s`).
pub(super) fn duration(value: &Value) -> Result<Value, Misfit> {
    match value {
        Value::Null => Ok(Value::str("0s")),
        Value::Str(text) => GoDuration::parse(text).map(|own| Value::str(own.to_string())).map_err(|_| Misfit),
        _ => Err(Misfit),
    }
}
