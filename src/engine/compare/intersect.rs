//! Takes away from a value what another has not: how Argo CD drops fields that only a server or a printer added. It knows
//! no kind. Source: gitops-engine `pkg/utils/json/json.go`.

use crate::model::object::value::{Map, Value};

/// `other` with only the fields that `model` has, at every depth. Lists are matched by place; items of `other` beyond the
/// model's end stay as they are.
pub(super) fn maps(model: &Map, other: &Map) -> Map {
    let entries = model.iter().filter_map(|(key, own)| Some((key.clone(), value(own, other.get(key.as_str())?))));
    Map::from_entries(entries.collect())
}

/// The same for lists.
pub(super) fn lists(model: &[Value], other: &[Value]) -> Value {
    Value::list(
        other.iter().enumerate().map(|(index, own)| model.get(index).map_or_else(|| own.clone(), |model| value(model, own))).collect(),
    )
}

fn value(model: &Value, other: &Value) -> Value {
    match (model, other) {
        (Value::Map(model), Value::Map(other)) => Value::Map(maps(model, other)),
        (Value::List(model), Value::List(other)) => lists(model, other),
        (_, other) => other.clone(),
    }
}
