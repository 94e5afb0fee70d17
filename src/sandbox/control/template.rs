//! Pods out of templates, and what controllers ask of pods. It knows no controller.

use super::world::{entries, fnv, owner};
use crate::engine::manifest::json::to_json;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::store::place::ResourceId;
use crate::sandbox::store::random::safe_encode;

pub(super) fn pods() -> ResourceId {
    ResourceId::new("", "pods")
}

/// The fields of a pod made of an owner's template.
pub(super) fn pod(owner_object: &Object, template: &Value, name: &str) -> Map {
    let part = |key: &str| template.as_map().and_then(|own| own.get(key)).and_then(Value::as_map);
    let mut metadata = Edit::of(&Map::default());
    for key in ["labels", "annotations", "finalizers"] {
        metadata.put(key, part("metadata").and_then(|own| own.get(key)).cloned());
    }
    metadata.set("name", name);
    metadata.set("namespace", Value::str(owner_object.namespace().clone()));
    metadata.set("ownerReferences", owner(owner_object));
    let mut spec = Edit::of(part("spec").unwrap_or(&Map::default()));
    spec.default("serviceAccountName", "default");
    spec.default("serviceAccount", "default");
    let root = entries(vec![
        ("apiVersion", "v1".into()),
        ("kind", "Pod".into()),
        ("metadata", Value::Map(metadata.done())),
        ("spec", Value::Map(spec.done())),
    ]);
    root.as_map().cloned().unwrap_or_default()
}

/// The short hash of a template that names what is made of it.
pub(super) fn hash(template: &Value) -> String {
    let text = String::from_utf8_lossy(&to_json(template)).into_owned();
    safe_encode(&(fnv(&[&text]) & 0xffff_ffff).to_string())
}

pub(super) fn is_ready(pod: &Object) -> bool {
    condition(pod, "Ready").is_some_and(|own| own.get("status").and_then(Value::as_str) == Some("True"))
}

/// A condition of a status.
pub(super) fn condition<'o>(object: &'o Object, of_type: &str) -> Option<&'o Map> {
    let list = object.get(&["status", "conditions"]).and_then(Value::as_list).unwrap_or(&[]);
    list.iter().filter_map(Value::as_map).find(|own| own.get("type").and_then(Value::as_str) == Some(of_type))
}

pub(super) fn is_leaving(object: &Object) -> bool {
    object.get(&["metadata", "deletionTimestamp"]).is_some()
}

pub(super) fn phase(pod: &Object) -> &str {
    pod.str_at(&["status", "phase"]).unwrap_or("")
}

/// Whether a controller counts the pod among those it has.
pub(super) fn is_active(pod: &Object) -> bool {
    !is_leaving(pod) && !matches!(phase(pod), "Succeeded" | "Failed")
}
