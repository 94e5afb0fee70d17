//! Functions between kinds of values: JSON, YAML, base64, numbers. It knows no expression.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::super::World;
use super::{Arguments, of_number};
use crate::engine::manifest::json::{parse_json, to_json};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    let (first, text) = (arguments.value(0), arguments.text(0));
    Ok(match name {
        "type" => kind(first).into(),
        "to_array" => match first {
            Value::List(_) => first.clone(),
            other => Value::list(vec![other.clone()]),
        },
        "to_string" => match first {
            Value::Str(_) => first.clone(),
            other => String::from_utf8_lossy(&to_json(other)).into_owned().into(),
        },
        "to_number" => match first {
            Value::Str(text) => go_number(text).map(of_number).unwrap_or_default(),
            other if other.is_number() => other.clone(),
            _ => Value::Null,
        },
        "to_boolean" => match text.to_lowercase().as_str() {
            "true" => true.into(),
            "false" => false.into(),
            _ => {
                let cause = format!("lowercase argument must be 'true' or 'false' (provided: '{text}')");
                return Err(Fault::bad(format!("JMESPath function 'to_boolean': {cause}")));
            }
        },
        "parse_json" => parse_json(text.as_bytes()).map_err(|problem| Fault::bad(problem.to_string()))?,
        "parse_yaml" => yaml(text)?,
        "base64_encode" => BASE64_STANDARD.encode(text).into(),
        _ => {
            // Go's decoder skips line ends.
            let packed: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            let bytes = BASE64_STANDARD.decode(packed).map_err(|error| Fault::bad(format!("illegal base64 data: {error}")))?;
            world.spend(bytes.len() as u64)?;
            String::from_utf8_lossy(&bytes).into_owned().into()
        }
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

/// As Go's `strconv.ParseFloat`, without its hexadecimal forms.
pub(in crate::engine::policy::kyverno) fn go_number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite() || text.to_lowercase().contains("inf") || text.eq_ignore_ascii_case("nan"))
}

fn yaml(text: &str) -> Result<Value, Fault> {
    let read = parse_yaml(text.as_bytes(), "parse_yaml", ParseOptions::KUBERNETES);
    if let Some(problem) = read.problems.iter().find(|problem| problem.is_error()) {
        return Err(Fault::bad(problem.to_string()));
    }
    Ok(read.values.into_iter().next().map(|document| document.value).unwrap_or_default())
}
