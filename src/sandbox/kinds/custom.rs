//! Kinds of CustomResourceDefinitions: served versions, columns, and the trip of an object through its schema (unknown
//! fields dropped, defaults filled in, types checked). It knows no store.

use std::sync::Arc;

use super::resource::{Origin, Resource, ScalePaths};
use crate::engine::schema::{Learnt, Schema};
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::{Cause, CauseKind};
use crate::sandbox::store::place::ResourceId;

/// What a definition says of one version.
#[derive(Debug, Clone)]
pub(crate) struct Custom {
    /// `openAPIV3Schema`.
    pub(crate) schema: Option<Map>,
    /// `additionalPrinterColumns`.
    pub(crate) columns: Vec<Column>,
    pub(crate) preserve_unknown: bool,
}

/// One printer column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) of_type: String,
    pub(crate) format: String,
    pub(crate) description: String,
    pub(crate) priority: i64,
    /// A simple JSONPath.
    pub(crate) path: String,
}

/// The resources that a definition serves.
pub(crate) fn resources(definition: &Object) -> Vec<Resource> {
    let text = |path: &[&str]| definition.str_at(path).unwrap_or("").to_owned();
    let list = |path: &[&str]| -> Vec<Arc<str>> {
        definition.get(path).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_shared_str).collect()
    };
    let (group, plural, kind) = (text(&["spec", "group"]), text(&["spec", "names", "plural"]), text(&["spec", "names", "kind"]));
    let schema = match Learnt::from_crd(definition) {
        Ok(learnt) => Schema::builtin().with(Arc::new(learnt)),
        Err(_) => Schema::builtin(),
    };
    let versions = definition.get(&["spec", "versions"]).and_then(Value::as_list).unwrap_or(&[]);
    let served = versions.iter().filter_map(Value::as_map).filter(|own| own.get("served").and_then(Value::as_bool) == Some(true));
    let of_version = |own: &Map| {
        let version = own.get("name").and_then(Value::as_shared_str)?;
        let subresource =
            |name: &str| own.get("subresources").and_then(Value::as_map).and_then(|all| all.get(name)).and_then(Value::as_map);
        Some(Resource {
            id: ResourceId::new(&group, &plural),
            version,
            kind: kind.as_str().into(),
            list_kind: text(&["spec", "names", "listKind"]).into(),
            singular: text(&["spec", "names", "singular"]).into(),
            short_names: list(&["spec", "names", "shortNames"]),
            categories: list(&["spec", "names", "categories"]),
            namespaced: text(&["spec", "scope"]) == "Namespaced",
            create_only: false,
            status: subresource("status").is_some(),
            scale: subresource("scale").map(scale_paths),
            origin: Origin::Custom(Arc::new(custom(definition, own))),
            schema: schema.clone(),
        })
    };
    served.filter_map(of_version).collect()
}

fn custom(definition: &Object, version: &Map) -> Custom {
    let columns = version.get("additionalPrinterColumns").and_then(Value::as_list).unwrap_or(&[]);
    let column = |own: &Map| {
        let text = |key: &str| own.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        Column {
            name: text("name"),
            of_type: text("type"),
            format: text("format"),
            description: text("description"),
            priority: own.get("priority").and_then(Value::as_i64).unwrap_or(0),
            path: text("jsonPath"),
        }
    };
    let schema = version.get("schema").and_then(Value::as_map).and_then(|own| own.get("openAPIV3Schema")).and_then(Value::as_map).cloned();
    Custom {
        preserve_unknown: definition.get(&["spec", "preserveUnknownFields"]).and_then(Value::as_bool).unwrap_or(false) || schema.is_none(),
        schema,
        columns: columns.iter().filter_map(Value::as_map).map(column).collect(),
    }
}

fn scale_paths(own: &Map) -> ScalePaths {
    let path = |key: &str| -> Vec<Arc<str>> {
        own.get(key).and_then(Value::as_str).unwrap_or("").split('.').filter(|part| !part.is_empty()).map(Arc::from).collect()
    };
    let selector = Some(path("labelSelectorPath")).filter(|path| !path.is_empty());
    ScalePaths { spec: path("specReplicasPath"), status: path("statusReplicasPath"), selector }
}

impl Custom {
    /// The fields as the server keeps them, and the paths of those it dropped.
    pub(crate) fn prune(&self, root: &Map) -> (Map, Vec<String>) {
        let Some(schema) = self.schema.as_ref().filter(|_| !self.preserve_unknown) else { return (root.clone(), Vec::new()) };
        let mut unknown = Vec::new();
        let kept = prune_map(schema, root, "", true, &mut unknown);
        (kept, unknown)
    }

    /// The fields with the schema's defaults filled in.
    pub(crate) fn fill(&self, root: &Map) -> Map {
        match &self.schema {
            Some(schema) => match fill(schema, &Value::Map(root.clone())) {
                Value::Map(map) => map,
                _ => root.clone(),
            },
            None => root.clone(),
        }
    }

    /// What does not fit the schema: types, required fields, enums, bounds and sizes.
    pub(crate) fn check(&self, root: &Map) -> Vec<Cause> {
        let mut causes = Vec::new();
        if let Some(schema) = &self.schema {
            check_map(schema, root, "", true, &mut causes);
        }
        causes
    }
}

fn preserves(schema: &Map) -> bool {
    schema.get("x-kubernetes-preserve-unknown-fields").and_then(Value::as_bool) == Some(true)
}

fn is_embedded(schema: &Map) -> bool {
    schema.get("x-kubernetes-embedded-resource").and_then(Value::as_bool) == Some(true)
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn property<'s>(schema: &'s Map, key: &str) -> Option<&'s Map> {
    let named = schema.get("properties").and_then(Value::as_map).and_then(|all| all.get(key));
    named.or_else(|| schema.get("additionalProperties")).and_then(Value::as_map)
}

fn prune_map(schema: &Map, map: &Map, path: &str, is_object: bool, unknown: &mut Vec<String>) -> Map {
    let mut out: Vec<(Key, Value)> = Vec::with_capacity(map.len());
    let open = preserves(schema) || schema.get("additionalProperties").and_then(Value::as_bool) == Some(true);
    for (key, value) in map {
        let name = key.as_str();
        if is_object && matches!(name, "apiVersion" | "kind" | "metadata") {
            out.push((key.clone(), value.clone()));
        } else if let Some(own) = property(schema, name) {
            out.push((key.clone(), prune(own, value, &join(path, name), unknown)));
        } else if open {
            out.push((key.clone(), value.clone()));
        } else {
            unknown.push(join(path, name));
        }
    }
    Map::from_entries(out)
}

fn prune(schema: &Map, value: &Value, path: &str, unknown: &mut Vec<String>) -> Value {
    match value {
        Value::Map(map) => Value::Map(prune_map(schema, map, path, is_embedded(schema), unknown)),
        Value::List(items) => {
            let Some(own) = schema.get("items").and_then(Value::as_map) else { return value.clone() };
            Value::list(items.iter().enumerate().map(|(index, item)| prune(own, item, &format!("{path}[{index}]"), unknown)).collect())
        }
        scalar => scalar.clone(),
    }
}

fn fill(schema: &Map, value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let mut out = map.to_entries();
            for (key, value) in &mut out {
                if let Some(own) = property(schema, key.as_str()) {
                    *value = match own.get("default") {
                        Some(default) if value.is_null() && own.get("nullable").and_then(Value::as_bool) != Some(true) => default.clone(),
                        _ => fill(own, value),
                    };
                }
            }
            for (key, own) in schema.get("properties").and_then(Value::as_map).into_iter().flatten() {
                if let (Some(default), None) = (own.as_map().and_then(|own| own.get("default")), map.get(key.as_str())) {
                    let filled = own.as_map().map_or_else(|| default.clone(), |own| fill(own, default));
                    out.push((key.clone(), filled));
                }
            }
            Value::map(out)
        }
        Value::List(items) => match schema.get("items").and_then(Value::as_map) {
            Some(own) => Value::list(items.iter().map(|item| fill(own, item)).collect()),
            None => value.clone(),
        },
        scalar => scalar.clone(),
    }
}

fn check_map(schema: &Map, map: &Map, path: &str, is_object: bool, causes: &mut Vec<Cause>) {
    for name in schema.get("required").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_str) {
        if !map.has(name) {
            causes.push(Cause::new(CauseKind::Required, join(path, name), "Required value"));
        }
    }
    for (key, value) in map {
        if is_object && matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
            continue;
        }
        if let Some(own) = property(schema, key.as_str()) {
            check(own, value, &join(path, key.as_str()), causes);
        }
    }
}

fn check(schema: &Map, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let wanted = schema.get("type").and_then(Value::as_str).unwrap_or("");
    let either = schema.get("x-kubernetes-int-or-string").and_then(Value::as_bool) == Some(true);
    if value.is_null() && schema.get("nullable").and_then(Value::as_bool) == Some(true) {
        return;
    }
    let fits = match (wanted, value) {
        _ if either => value.as_i64().is_some() || value.as_str().is_some(),
        ("object", Value::Map(_)) | ("array", Value::List(_)) | ("string", Value::Str(_)) | ("boolean", Value::Bool(_)) | ("", _) => true,
        ("integer", _) => value.as_i64().is_some(),
        ("number", _) => value.is_number(),
        _ => false,
    };
    if !fits {
        let found = quoted(go_type(value));
        let detail = format!("Invalid value: {found}: {path} in body must be of type {wanted}: {found}");
        causes.push(Cause::new(CauseKind::TypeInvalid, path.to_owned(), detail));
        return;
    }
    let allowed = schema.get("enum").and_then(Value::as_list).unwrap_or(&[]);
    if !allowed.is_empty() && !allowed.contains(value) {
        let words: Vec<String> = allowed.iter().map(shown).collect();
        let detail = format!("Unsupported value: {}: supported values: {}", shown(value), words.join(", "));
        causes.push(Cause::new(CauseKind::NotSupported, path.to_owned(), detail));
    }
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    if let Some(number) = value.as_i64() {
        if let Some(least) = bound("minimum").filter(|least| number < *least) {
            let detail = format!("Invalid value: {number}: {path} in body should be greater than or equal to {least}");
            causes.push(Cause::new(CauseKind::Invalid, path.to_owned(), detail));
        }
        if let Some(most) = bound("maximum").filter(|most| number > *most) {
            let detail = format!("Invalid value: {number}: {path} in body should be less than or equal to {most}");
            causes.push(Cause::new(CauseKind::Invalid, path.to_owned(), detail));
        }
    }
    match value {
        Value::Map(map) => check_map(schema, map, path, is_embedded(schema), causes),
        Value::List(items) => {
            if let Some(own) = schema.get("items").and_then(Value::as_map) {
                items.iter().enumerate().for_each(|(index, item)| check(own, item, &format!("{path}[{index}]"), causes));
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// A value inside a validation message. Custom resources are no Secrets: their values are shown by a real server as well.
fn shown(value: &Value) -> String {
    match value {
        Value::Str(text) => format!("{text:?}"),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => quoted(go_type(value)),
    }
}

fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Uint(_) => "integer",
        Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}
