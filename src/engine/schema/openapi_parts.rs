//! What single parts of a published type say: where it refers to, whether it is taken whole, what kind of list it is. It knows no document.

use std::sync::Arc;

use crate::model::object::value::{Map, Value};

use super::types::Listing;

/// The definition that a schema refers to: `$ref`, or `allOf` of one `$ref`.
pub(super) fn reference(spec: &Map) -> Option<&str> {
    let own = |map: &'_ Map| -> Option<()> { map.get("$ref").and_then(Value::as_str).map(|_| ()) };
    let holder = if own(spec).is_some() {
        spec
    } else {
        match spec.get("allOf").and_then(Value::as_list) {
            Some([Value::Map(only)]) => only,
            _ => return None,
        }
    };
    holder.get("$ref").and_then(Value::as_str).map(|path| path.rsplit('/').next().unwrap_or(path))
}

pub(super) fn atomic(spec: &Map) -> Option<bool> {
    match spec.get("x-kubernetes-map-type").and_then(Value::as_str) {
        Some("atomic") => Some(true),
        Some("granular") => Some(false),
        _ => None,
    }
}

/// kube-openapi's `getListElementRelationship`: the list type, else what strategic merge was told.
pub(super) fn listing(spec: &Map) -> Listing<Arc<str>> {
    let text = |key: &str| spec.get(key).and_then(Value::as_str);
    match (text("x-kubernetes-list-type"), text("x-kubernetes-patch-strategy")) {
        (Some("set"), _) => Listing::Set,
        (Some("map"), _) => {
            let keys = spec.get("x-kubernetes-list-map-keys").and_then(Value::as_list).unwrap_or(&[]);
            Listing::Map(keys.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into())
        }
        (None, Some("merge" | "merge,retainKeys")) => match text("x-kubernetes-patch-merge-key") {
            Some(key) => Listing::Map(key.into()),
            None => Listing::Set,
        },
        _ => Listing::Atomic,
    }
}
