//! A generated JSON schema as a structural one, as `apiextensions.k8s.io/v1` wants it: one type a node, no alternatives, no
//! references, no defaults (the API server would write them into people's objects), unknown fields kept at every map. It
//! knows no kind.

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Keys of a schema that stay; all others (title, default, enum, minimum…) go: Argo CD's CRD restricts no words either, and
/// a newer control plane may know more of them.
const KEPT: &[&str] = &["additionalProperties", "description", "items", "properties", "required", "type", "x-kubernetes-int-or-string"];
/// Formats that Kubernetes knows of those that are generated.
const FORMATS: &[&str] = &["int32", "int64", "double"];

/// The structural form of a schema.
pub(super) fn structural(schema: &Value) -> Value {
    let Value::Map(schema) = schema else { return Value::Map(Map::default()) };
    let schema = alternatives(schema);
    if schema.get("x-kubernetes-int-or-string").is_some() {
        return Value::Map(
            schema.iter().filter(|(key, _)| matches!(key.as_str(), "description" | "x-kubernetes-int-or-string")).cloned().collect(),
        );
    }
    let mut out: Vec<(Key, Value)> = Vec::new();
    for (key, value) in &schema {
        match key.as_str() {
            "type" => out.push((key.clone(), one_type(value))),
            "items" => out.push((key.clone(), structural(value))),
            // `true` and `{}` allow anything: that is what keeping unknown fields says.
            "additionalProperties" if matches!(value, Value::Map(inner) if !inner.is_empty()) => out.push((key.clone(), structural(value))),
            "properties" => {
                let properties: Map = value.as_map().into_iter().flatten().map(|(name, inner)| (name.clone(), structural(inner))).collect();
                out.push((key.clone(), Value::Map(properties)));
            }
            "format" if value.as_str().is_some_and(|format| FORMATS.contains(&format)) => out.push((key.clone(), value.clone())),
            "description" | "required" => out.push((key.clone(), value.clone())),
            _ => {}
        }
    }
    let out = Map::from_entries(out);
    debug_assert!(out.iter().all(|(key, _)| KEPT.contains(&key.as_str()) || key.as_str() == "format"));
    let is_open = out.get("type").and_then(Value::as_str) == Some("object") && !out.has("additionalProperties");
    Value::Map(if is_open { out.with("x-kubernetes-preserve-unknown-fields", true.into()) } else { out })
}

/// A schema with alternatives as its first one that is not null: optional fields, and enumerations whose words are told apart
/// by their descriptions.
fn alternatives(schema: &Map) -> Map {
    let list = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(key)?.as_list());
    let Some(list) = list else { return schema.clone() };
    let is_null = |one: &Map| {
        let kind = one.get("type").and_then(Value::as_str);
        kind == Some("null")
            || (kind.is_none() && one.get("enum").and_then(Value::as_list).is_some_and(|words| words.iter().all(Value::is_null)))
    };
    let first = list.iter().filter_map(Value::as_map).find(|one| !is_null(one)).cloned().unwrap_or_default();
    let mut entries = alternatives(&first).to_entries();
    // What stands beside the alternatives describes the field; it beats the type's own description.
    entries.extend(schema.iter().filter(|(key, _)| matches!(key.as_str(), "description" | "x-kubernetes-int-or-string")).cloned());
    Map::from_entries(entries)
}

/// `type: [string, "null"]` as `string`.
fn one_type(value: &Value) -> Value {
    let first = value.as_list().and_then(|types| types.iter().find(|one| one.as_str() != Some("null")));
    first.unwrap_or(value).clone()
}

#[cfg(test)]
mod tests {
    use super::structural;
    use crate::model::object::serde_ser::to_value;

    #[test]
    fn alternatives_defaults_and_words_go_and_unknown_fields_stay() {
        let generated = serde_json::json!({
            "type": "object", "title": "T", "default": {}, "required": ["a"],
            "properties": {
                "a": {"description": "field", "anyOf": [{"type": "object", "description": "type", "properties": {}}, {"enum": [null], "nullable": true}]},
                "b": {"type": ["integer", "null"], "format": "int64", "minimum": 0},
                "c": {"description": "word", "oneOf": [{"const": "A", "type": "string", "description": "A"}, {"const": "B", "type": "string"}]},
                "d": {"type": "object", "additionalProperties": {"type": "string"}},
                "e": {"type": "object", "x-kubernetes-int-or-string": true},
            },
        });
        let expected = serde_json::json!({
            "type": "object", "required": ["a"], "x-kubernetes-preserve-unknown-fields": true,
            "properties": {
                "a": {"description": "field", "type": "object", "properties": {}, "x-kubernetes-preserve-unknown-fields": true},
                "b": {"type": "integer", "format": "int64"},
                "c": {"description": "word", "type": "string"},
                "d": {"type": "object", "additionalProperties": {"type": "string"}},
                "e": {"x-kubernetes-int-or-string": true},
            },
        });
        let made = structural(&to_value(&generated).expect("a value"));
        assert!(made == to_value(&expected).expect("a value"), "{}", serde_json::to_string(&made).expect("JSON"));
    }
}
