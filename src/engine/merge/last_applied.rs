//! Client-side apply as kubectl and gitops-engine do it: the last-applied annotation and the three-way patch. It knows no
//! client.

use crate::engine::manifest::json::{parse_json, to_json};
use crate::engine::schema::Schema;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{NotAnObject, Object};

use super::jsonmerge;
use super::strategic::{self, Overwrite, StrategicError};

/// The annotation that holds what was applied last.
pub const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// How a patch is to be sent. An empty one need not be.
#[derive(Debug, Clone, PartialEq)]
pub enum ApplyPatch {
    /// `application/strategic-merge-patch+json`: kinds that Kubernetes itself serves.
    Strategic(Map),
    /// `application/merge-patch+json`: custom resources.
    Merge(Map),
}

/// Why no patch can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LastAppliedError {
    /// The live object's annotation is no JSON object.
    #[error("the annotation {ANNOTATION} is no JSON object")]
    Unreadable,
    /// A custom resource's identity would change.
    #[error("At least one of apiVersion, kind and name was changed")]
    Identity,
    /// The strategic patch cannot be made.
    #[error(transparent)]
    Strategic(#[from] StrategicError),
}

/// The object with the annotation that kubectl would give it: the object without that annotation as Go prints JSON, with
/// `annotations` even where there are none, and a line feed at its end (`util.GetModifiedConfiguration`).
///
/// # Errors
/// When the outcome is no object: never, for an object that is one.
pub fn annotated(object: &Object) -> Result<Object, NotAnObject> {
    object.set(&["metadata", "annotations", ANNOTATION], Value::str(configuration(object)))
}

/// The annotation's value for an object.
pub fn configuration(object: &Object) -> String {
    let annotations = object.get(&["metadata", "annotations"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let metadata = object.get(&["metadata"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let metadata = metadata.with(Key::field("annotations"), Value::Map(annotations.without(ANNOTATION)));
    let root = object.root().with(Key::field("metadata"), Value::Map(metadata));
    let mut text = to_json(&Value::Map(root));
    text.push(b'\n');
    String::from_utf8_lossy(&text).into_owned()
}

/// What was applied last, out of the annotation; `None` where the object has none.
///
/// # Errors
/// When the annotation is no JSON object.
pub fn original(live: &Object) -> Result<Option<Map>, LastAppliedError> {
    match live.annotation(ANNOTATION) {
        None | Some("") => Ok(None),
        Some(text) => match parse_json(text.as_bytes()) {
            Ok(Value::Map(map)) => Ok(Some(map)),
            Ok(_) | Err(_) => Err(LastAppliedError::Unreadable),
        },
    }
}

/// The three-way patch of `kubectl apply`: `modified` (annotated) onto `live`, whose annotation is the original.
///
/// # Errors
/// When the annotation cannot be read, a custom resource's identity would change, or no strategic patch can be made.
pub fn patch(schema: &Schema, live: &Object, modified: &Object) -> Result<ApplyPatch, LastAppliedError> {
    let original = original(live)?.unwrap_or_default();
    if let Some(ty) = schema.builtin_root(modified.group(), modified.version(), modified.kind()) {
        let patch = strategic::three_way(schema, ty, &original, modified.root(), live.root(), Overwrite::Yes)?;
        return Ok(ApplyPatch::Strategic(patch));
    }
    let patch = jsonmerge::three_way(&original, modified.root(), live.root());
    let renamed = patch.get("metadata").and_then(Value::as_map).is_some_and(|metadata| metadata.has("name"));
    if renamed || patch.has("apiVersion") || patch.has("kind") {
        return Err(LastAppliedError::Identity);
    }
    Ok(ApplyPatch::Merge(patch))
}

#[cfg(test)]
mod tests {
    use super::{ANNOTATION, ApplyPatch, annotated, configuration, patch};
    use crate::engine::manifest::json::{parse_json, to_json};
    use crate::engine::schema::Schema;
    use crate::model::object::value::Value;
    use crate::model::object::{Object, Origin};

    fn object(text: &str) -> Object {
        let Ok(Value::Map(map)) = parse_json(text.as_bytes()) else { panic!("test data is a JSON object") };
        Object::new(map, Origin::default()).expect("test data is an object")
    }

    #[test]
    fn the_annotation_is_the_object_without_itself_as_go_prints_it() {
        let plain = object(r#"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"data":{"x":"<&>"}}"#);
        let wanted = "{\"apiVersion\":\"v1\",\"data\":{\"x\":\"\\u003c\\u0026\\u003e\"},\"kind\":\"ConfigMap\",\
                      \"metadata\":{\"annotations\":{},\"name\":\"a\"}}\n";
        assert_eq!(configuration(&plain), wanted);
        let once = annotated(&plain).expect("an object");
        assert_eq!(once.annotation(ANNOTATION), Some(wanted));
        assert_eq!(annotated(&once).expect("an object"), once, "annotating twice changes nothing");
    }

    #[test]
    fn custom_resources_get_a_merge_patch_and_built_in_kinds_a_strategic_one() {
        let made = |kind: &str| {
            let live = object(&format!(r#"{{"apiVersion":{kind},"metadata":{{"name":"a","labels":{{"own":"1"}}}},"spec":{{"n":1}}}}"#));
            let wanted = object(&format!(r#"{{"apiVersion":{kind},"metadata":{{"name":"a"}},"spec":{{"n":2}}}}"#));
            patch(&Schema::builtin(), &live, &wanted).expect("a patch")
        };
        let ApplyPatch::Merge(merge) = made(r#""example.org/v1","kind":"Thing""#) else { panic!("a merge patch") };
        assert_eq!(String::from_utf8_lossy(&to_json(&Value::Map(merge))), r#"{"spec":{"n":2}}"#);
        assert!(matches!(made(r#""v1","kind":"Pod""#), ApplyPatch::Strategic(_)));
    }
}
