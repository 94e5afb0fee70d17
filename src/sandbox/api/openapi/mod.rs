//! OpenAPI v2 and v3 of what is served: enough for kubectl's validation, three-way patches and `explain`. It knows the
//! registry and the tables of types, and no object.

mod definitions;
mod paths;

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;

use super::answer::{Answer, Payload};
use crate::engine::manifest::json::to_json;
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::sandbox::failure::Failure;
use crate::sandbox::host::Hub;
use crate::sandbox::kinds::registry::Registry;

/// Which form of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    V2,
    V3,
}

/// The document at a path below `/openapi/`.
pub(super) fn document(hub: &Arc<Hub>, registry: &Registry, path: &str, accept: &str) -> Result<Answer, Failure> {
    let generation = registry.generation();
    if let Some(bytes) = hub.documents(generation, path) {
        return Ok(Answer::ok(Payload::Bytes("application/json", bytes)));
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let value = match parts.as_slice() {
        ["openapi", "v2"] if !accept.is_empty() && !accept.contains("json") && !accept.contains("*/*") => {
            return Err(Failure::not_acceptable());
        }
        ["openapi", "v2"] => v2(registry),
        ["openapi", "v3"] => index(registry),
        ["openapi", "v3", "api", version] => v3(registry, "", version)?,
        ["openapi", "v3", "apis", group, version] => v3(registry, group, version)?,
        _ => return Err(Failure { reason: "", ..Failure::new(StatusCode::NOT_FOUND, "", "404 page not found") }),
    };
    let bytes = Bytes::from(to_json(&value));
    hub.keep_document(generation, path, bytes.clone());
    Ok(Answer::ok(Payload::Bytes("application/json", bytes)))
}

fn index(registry: &Registry) -> Value {
    let mut paths = Vec::new();
    for group in registry.groups() {
        for version in registry.versions(group) {
            let own = if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") };
            // The hash lets clients keep a document; it changes with what is served.
            let url = format!("/openapi/v3/{own}?hash={}", registry.generation());
            paths.push((Key::own(own), Value::Map(map([("serverRelativeURL", url.into())]))));
        }
    }
    Value::Map(map([("paths", Value::map(paths))]))
}

fn info() -> Value {
    Value::Map(map([("title", "Kubernetes".into()), ("version", "v1.36.3".into())]))
}

fn v3(registry: &Registry, group: &str, version: &str) -> Result<Value, Failure> {
    let resources: Vec<_> = registry.resources(group, version).cloned().collect();
    if resources.is_empty() {
        return Err(Failure { reason: "", ..Failure::new(StatusCode::NOT_FOUND, "", "404 page not found") });
    }
    let schemas = definitions::of(&resources, Form::V3);
    let components = Value::Map(map([("schemas", schemas)]));
    Ok(Value::Map(map([
        ("openapi", "3.0.0".into()),
        ("info", info()),
        ("paths", paths::of(&resources, Form::V3)),
        ("components", components),
    ])))
}

fn v2(registry: &Registry) -> Value {
    let mut resources = Vec::new();
    for group in registry.groups() {
        for version in registry.versions(group) {
            resources.extend(registry.resources(group, version).cloned());
        }
    }
    Value::Map(map([
        ("swagger", "2.0".into()),
        ("info", info()),
        ("paths", paths::of(&resources, Form::V2)),
        ("definitions", definitions::of(&resources, Form::V2)),
    ]))
}
