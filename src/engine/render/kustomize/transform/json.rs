//! JSON patches (RFC 6902) on resources. It knows no file. Source: kustomize `api/filters/patchjson6902`,
//! `PatchTransformer.go`.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::merge::jsonpatch;
use crate::engine::render::kustomize::resource::Resource;
use crate::engine::render::kustomize::run::bad;
use crate::model::object::build;
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
            Some(file) => file.documents(&place.file, ParseOptions::KUBERNETES),
            None => Arc::new(parse_yaml(text.as_bytes(), &place.file, ParseOptions::KUBERNETES)),
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
    resource.set_root(root);
    // The resource went through JSON: every null is a written one now.
    resource.hints = None;
    let annotations = resource.meta_texts("annotations");
    resource.set_meta_texts("annotations", annotations);
    Ok(())
}
