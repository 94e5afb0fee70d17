//! JSON patches (RFC 6902) on resources. It knows no file. Source: kustomize `api/filters/patchjson6902`,
//! `PatchTransformer.go`.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::manifest::gofloat::general;
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::yaml::{ParseOptions, parse_one};
use crate::engine::merge::jsonpatch;
use crate::engine::render::kustomize::fieldspec::scalar_text;
use crate::engine::render::kustomize::resource::{ODD_KEY, Resource};
use crate::engine::render::kustomize::run::bad;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem};

/// The operations in a text: JSON if it begins with `[`, else the first document of YAML. `Null` of an empty text. `from`: the file that
/// the text is, whose documents may be known.
///
/// # Errors
/// When it is no list of operations.
pub(super) fn operations(text: &str, place: &Place, from: Option<&File>) -> Result<Value, Problem> {
    let value = if text.starts_with('[') {
        parse_json(text.as_bytes()).map_err(|problem| bad(place, format!("JSON patch: {}", problem.cause)))?
    } else {
        let documents = match from {
            Some(file) => file.whole(&place.file),
            None => Arc::new(parse_one(text.as_bytes(), &place.file, 0, ParseOptions::KUBERNETES)),
        };
        if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
            return Err(problem.clone());
        }
        documents.values.first().map(|document| document.value.clone()).unwrap_or_default()
    };
    let is_operation = |value: &Value| value.as_map().is_some();
    match &value {
        Value::Null => Ok(value),
        Value::List(items) if items.iter().all(is_operation) => Ok(value),
        other => {
            let cause = format!("a JSON patch is a list of operations, found {}", other.kind_name());
            Err(bad(place, cause).hint("each operation is a map with op, path and value"))
        }
    }
}

/// Applies operations to a resource; its annotations are texts afterwards.
pub(super) fn apply(resource: &mut Resource, operations: &Value, place: &Place) -> Result<(), Problem> {
    // Kustomize keeps its notes in annotations: the map is there for a patch to add to, even where the file has none.
    if let Some(path) = resource.odd_key() {
        return Err(bad(place, format!("JSON patch of {}: {path}: {ODD_KEY}", resource.id())));
    }
    resource.shared.clear();
    type_annotations(resource);
    let has_annotations = matches!(resource.get(&["metadata", "annotations"]), Some(Value::Map(_)));
    let root = if resource.has_internal_annotations() && !has_annotations {
        build::set(resource.root(), &["metadata", "annotations"], Value::Map(Map::default()))
    } else {
        resource.root().clone()
    };
    let wrong = |cause: String| bad(place, format!("JSON patch of {}: {cause}", resource.id()));
    let patched = jsonpatch::apply(&Value::Map(root), operations)
        .map_err(|error| wrong(error.to_string()).hint("check the path against the resource as it is at that point"))?;
    let Value::Map(root) = patched else { return Err(wrong(format!("the result is {}, no object", patched.kind_name()))) };
    resource.set_root(root.iter().map(|(key, value)| (key.clone(), read_again(value))).collect());
    // The resource went through JSON: every null is a written one now.
    resource.hints = None;
    let annotations = resource.get(&["metadata", "annotations"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let texts = annotations.iter().map(|(key, value)| (key.clone(), annotation_text(value))).collect();
    resource.set_meta_texts("annotations", texts);
    Ok(())
}

/// Makes annotations that were written as something else than text what they were written as: that is what Kustomize's
/// JSON has, as long as nobody has set the annotations anew.
fn type_annotations(resource: &mut Resource) {
    let typed = std::mem::take(&mut resource.typed_annotations);
    let Some(Value::Map(map)) = resource.get(&["metadata", "annotations"]).filter(|_| !typed.is_empty()) else { return };
    let entry = |(key, value): &(Key, Value)| {
        let written = typed.get(key.as_str()).filter(|(text, _)| value.as_str() == Some(text));
        (key.clone(), written.map_or_else(|| value.clone(), |(_, value)| value.clone()))
    };
    let map: Map = map.iter().map(entry).collect();
    resource.set_root(build::set(resource.root(), &["metadata", "annotations"], Value::Map(map)));
}

/// A value as Go's JSON reader gives it back: every number is a float, which whole numbers beyond 2^53 do not survive.
fn read_again(value: &Value) -> Value {
    match value {
        Value::Int(_) | Value::Uint(_) => as_float(value).filter(|float| float.abs() > EXACT).map_or_else(|| value.clone(), Value::Float),
        Value::List(items) => Value::list(items.iter().map(read_again).collect()),
        Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.clone(), read_again(value))).collect()),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::Str(_) => value.clone(),
    }
}

/// Whole numbers up to here are exact as floats (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(float) => Some(*float),
        Value::Int(_) | Value::Uint(_) => scalar_text(value)?.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// The text that Kustomize makes of an annotation that came out of JSON: numbers as go-yaml prints floats (`1e+06`).
fn annotation_text(value: &Value) -> Arc<str> {
    match value {
        Value::Null => "null".into(),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => as_float(value).map_or_else(String::new, general).into(),
        Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => scalar_text(value).unwrap_or_default(),
    }
}
