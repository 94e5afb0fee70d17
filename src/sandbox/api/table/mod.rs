//! `Table`: rows as kubectl prints them. It knows kinds by the columns that a real server gives them.

mod age;
mod columns;
mod custom;
mod network;
mod other;
mod pod;
mod read;
mod workload;

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::sandbox::kinds::resource::{Origin, Resource};
use crate::sandbox::store::version::Version;

/// Whether a table says what its columns are: the first of a watch does, the others don't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    Shown,
    Hidden,
}

/// The objects as a `Table`. `include` is the request's `includeObject`.
pub(crate) fn table(resource: &Resource, items: &[Arc<Version>], revision: &str, now: Timestamp, shown: Columns, include: &str) -> Value {
    let definitions = match &resource.origin {
        Origin::Builtin(_) => columns::of(&resource.id),
        Origin::Custom(own) => custom::columns(own),
    };
    let rows = items.iter().map(|version| {
        let cells = match &resource.origin {
            Origin::Builtin(_) => cells(&version.object, now),
            Origin::Custom(own) => custom::cells(own, &version.object, now),
        };
        let object = match include {
            "Object" => version.object.to_value(),
            "None" => Value::Null,
            _ => Value::Map(map([
                ("kind", "PartialObjectMetadata".into()),
                ("apiVersion", "meta.k8s.io/v1".into()),
                ("metadata", version.object.root().get("metadata").cloned().unwrap_or_default()),
            ])),
        };
        Value::Map(map([("cells", Value::list(cells)), ("object", object)]))
    });
    let rows = rows.collect();
    Value::Map(map([
        ("kind", "Table".into()),
        ("apiVersion", "meta.k8s.io/v1".into()),
        ("metadata", Value::Map(map([("resourceVersion", Value::str(revision))]))),
        ("columnDefinitions", if shown == Columns::Shown { Value::list(definitions) } else { Value::Null }),
        ("rows", Value::list(rows)),
    ]))
}

fn cells(object: &Object, now: Timestamp) -> Vec<Value> {
    let kind = &**object.kind();
    match (object.group(), kind) {
        ("", "Pod") => pod::cells(object, now),
        ("apps" | "batch", _) | ("", "ReplicationController" | "PodTemplate") => workload::cells(object, now),
        ("", "Service" | "Endpoints") | ("networking.k8s.io" | "discovery.k8s.io", _) => network::cells(object, now),
        _ => other::cells(object, now),
    }
}
