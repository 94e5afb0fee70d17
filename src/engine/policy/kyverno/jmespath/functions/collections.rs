//! Functions on lists and maps. It knows no expression.

use super::{Arguments, of_number};
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>) -> Result<Value, Fault> {
    let first = arguments.value(0);
    Ok(match name {
        "length" => length(first),
        "contains" => contains(first, arguments.value(1)).into(),
        "merge" => {
            let entries = arguments.values().filter_map(Value::as_map).flat_map(Map::to_entries).collect();
            Value::map(entries)
        }
        "keys" => Value::list(entries(first).map(|(key, _)| key.as_str().into()).collect()),
        "values" => Value::list(entries(first).map(|(_, value)| value.clone()).collect()),
        "reverse" => match first {
            Value::List(items) => Value::list(items.iter().rev().cloned().collect()),
            other => other.as_str().unwrap_or_default().chars().rev().collect::<String>().into(),
        },
        "not_null" => arguments.values().find(|value| !value.is_null()).cloned().unwrap_or_default(),
        "label_match" => {
            let own = arguments.value(1).as_map();
            entries(first).all(|(key, value)| own.and_then(|own| own.get(key.as_str())) == Some(value)).into()
        }
        "lookup" => return lookup(first, arguments.value(1)),
        "items" => items(first, arguments.text(1), arguments.text(2)),
        _ => return from_lists(arguments.list(0), arguments.list(1)),
    })
}

fn entries(value: &Value) -> impl Iterator<Item = &(Key, Value)> {
    value.as_map().into_iter().flat_map(Map::iter)
}

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
fn length(value: &Value) -> Value {
    let n = match value {
        Value::Str(text) => text.chars().count(),
        Value::List(items) => items.len(),
        Value::Map(map) => map.len(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => 0,
    };
    of_number(n as f64)
}

fn contains(value: &Value, part: &Value) -> bool {
    match value {
        Value::List(items) => items.contains(part),
        other => other.as_str().zip(part.as_str()).is_some_and(|(text, part)| text.contains(part)),
    }
}

fn lookup(value: &Value, key: &Value) -> Result<Value, Fault> {
    let wrong = |kind: &str| Fault::bad(format!("JMESPath function 'lookup': argument #2 is not of type {kind}"));
    match value {
        Value::Map(map) => Ok(map.get(key.as_str().ok_or_else(|| wrong("String"))?).cloned().unwrap_or_default()),
        other => {
            let index = super::number(key).ok_or_else(|| wrong("Number"))?;
            let index = of_number(index).as_i64().filter(|_| index.fract() == 0.0).ok_or_else(|| wrong("integer"))?;
            let items = other.as_list().unwrap_or_default();
            Ok(usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().unwrap_or_default())
        }
    }
}

fn items(value: &Value, key_name: &str, value_name: &str) -> Value {
    let pair = |key: Value, value: &Value| Value::map(vec![(Key::own(key_name), key), (Key::own(value_name), value.clone())]);
    match value {
        Value::List(items) => Value::list((0..).zip(items.iter()).map(|(index, value)| pair(Value::Int(index), value)).collect()),
        other => Value::list(entries(other).map(|(key, value)| pair(key.as_str().into(), value)).collect()),
    }
}

fn from_lists(keys: &[Value], values: &[Value]) -> Result<Value, Fault> {
    let wrong = || Fault::bad("JMESPath function 'object_from_lists': argument #1 is not of type StringArray");
    let entries: Result<Vec<(Key, Value)>, Fault> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| {
            let key = super::text::shown(key).ok_or_else(wrong)?;
            Ok((Key::own(key), values.get(index).cloned().unwrap_or_default()))
        })
        .collect();
    entries.map(Value::map)
}
