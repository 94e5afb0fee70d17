//! What every write goes through: the body decoded, defaults, managed fields, rules, the store. It knows no patch.

use std::sync::Arc;

use http::StatusCode;

use super::answer::{Answer, Payload};
use super::ask::Ask;
use super::options::FieldValidation;
use crate::engine::merge::structured::apply::{StructuredError, Writer, untracked, update as owned};
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin as Place};
use crate::sandbox::failure::Failure;
use crate::sandbox::kinds::decode::decode;
use crate::sandbox::kinds::defaults;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::kinds::resource::{Origin, Resource};
use crate::sandbox::kinds::rules::prepare;
use crate::sandbox::removal::time;
use crate::sandbox::state::State;
use crate::sandbox::store::version::Version;

/// An object's fields as the server understands them.
pub(super) struct Understood {
    pub(super) root: Map,
    /// What the client is to be warned of.
    pub(super) warnings: Vec<String>,
}

/// A body's (or patched object's) fields as the server keeps them, without defaults.
pub(super) fn understand(resource: &Resource, root: &Map, validation: FieldValidation) -> Result<Understood, Failure> {
    let (kind, version) = (&*resource.kind, &*resource.version);
    let given_kind = root.get("kind").and_then(Value::as_str).unwrap_or(kind).to_owned();
    let given_version = root.get("apiVersion").and_then(Value::as_str).map_or_else(|| resource.api_version(), str::to_owned);
    if given_kind != kind {
        let short = given_version.rsplit('/').next().unwrap_or("").to_owned();
        return Err(Failure::bad_request(match &resource.origin {
            Origin::Builtin(_) => format!(
                "{given_kind} in version {short:?} cannot be handled as a {kind}: converting ({short}.{given_kind}) to ({}.{kind}): unknown conversion",
                if resource.id.group.is_empty() { "core" } else { resource.id.group.split('.').next().unwrap_or("") }
            ),
            Origin::Custom(_) => format!("the kind in the data ({given_kind}) does not match the expected kind ({kind})"),
        }));
    }
    if given_version != resource.api_version() {
        let wanted = resource.api_version();
        return Err(Failure::bad_request(format!(
            "the API version in the data ({given_version}) does not match the expected API version ({wanted})"
        )));
    }
    let root = root.with("kind", Value::str(kind)).with("apiVersion", Value::str(resource.api_version()));
    let handled = |why: String| Failure::bad_request(format!("{kind} in version {version:?} cannot be handled as a {kind}: {why}"));
    let (root, unknown) = match &resource.origin {
        Origin::Builtin(of) => {
            let decoded = decode(of, &root).map_err(|error| handled(error.to_string()))?;
            (decoded.root, decoded.unknown)
        }
        Origin::Custom(custom) => custom.prune(&metadata_decoded(&root).map_err(handled)?),
    };
    let texts: Vec<String> = unknown.iter().map(|path| format!("unknown field {path:?}")).collect();
    match validation {
        FieldValidation::Strict if !texts.is_empty() => Err(handled(format!("strict decoding error: {}", texts.join(", ")))),
        FieldValidation::Warn => Ok(Understood { root, warnings: texts }),
        FieldValidation::Strict | FieldValidation::Ignore => Ok(Understood { root, warnings: Vec::new() }),
    }
}

/// Custom resources have the metadata of all objects.
fn metadata_decoded(root: &Map) -> Result<Map, String> {
    let of = crate::sandbox::kinds::types::types().get("meta.v1.ObjectMeta");
    match (of, root.get("metadata")) {
        (Some(of), Some(Value::Map(metadata))) => {
            let decoded = decode(of, metadata).map_err(|error| error.to_string())?;
            Ok(root.with("metadata", Value::Map(decoded.root)))
        }
        _ => Ok(root.with("metadata", Value::Map(Map::default()))),
    }
}

/// The fields with the kind's defaults.
pub(super) fn with_defaults(resource: &Resource, root: &Map) -> Map {
    match &resource.origin {
        Origin::Builtin(_) if resource.id.is("", "secrets") => {
            defaults::fill(&resource.id.group, &resource.kind, &prepare::string_data(root))
        }
        Origin::Builtin(_) => defaults::fill(&resource.id.group, &resource.kind, root),
        Origin::Custom(custom) => custom.fill(root),
    }
}

/// The fields as an object.
pub(super) fn object(root: Map) -> Result<Object, Failure> {
    Object::new(root, Place::default()).map_err(|error| Failure::bad_request(error.to_string()))
}

/// The namespace said in the body must be that of the path.
pub(super) fn check_namespace(ask: &Ask, root: &Map) -> Result<(), Failure> {
    let said = root.get("metadata").and_then(Value::as_map).and_then(|own| own.get("namespace")).and_then(Value::as_str).unwrap_or("");
    let wanted = if ask.resource.namespaced { ask.target.namespace.as_str() } else { "" };
    if said.is_empty() || said == wanted {
        return Ok(());
    }
    Err(Failure::bad_request("the namespace of the provided object does not match the namespace sent on the request"))
}

/// Namespaces that end take nothing new; objects need a namespace that is there.
pub(super) fn check_lifecycle(state: &State, resource: &Resource, namespace: &str, name: &str) -> Result<(), Failure> {
    use crate::sandbox::store::place::{Address, ResourceId};
    if !resource.namespaced {
        return Ok(());
    }
    let namespaces = ResourceId::new("", "namespaces");
    let Some(version) = state.store.get(&Address::new(&namespaces, "", namespace)) else {
        return Err(Failure::not_found(&namespaces, namespace));
    };
    if version.object.get(&["metadata", "deletionTimestamp"]).is_none() {
        return Ok(());
    }
    let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
    let mut failure = Failure::forbidden(&resource.id, name, &why);
    if let Some(details) = &mut failure.details {
        details.causes.push(crate::sandbox::failure::Cause {
            reason: "NamespaceTerminating",
            message: format!("namespace {namespace} is being terminated"),
            field: "metadata.namespace".to_owned(),
        });
    }
    Err(failure)
}

/// The sub-resource under which this request's fields are owned.
pub(super) fn owned_subresource(ask: &Ask) -> &str {
    if ask.target.subresource == "scale" || ask.target.subresource == "status" { &ask.target.subresource } else { "" }
}

/// The object with its managed fields brought up to date for a write that is no apply.
pub(super) fn with_owners(ask: &Ask, before: Option<&Object>, after: &Object) -> Result<Object, Failure> {
    // A scale's owners have no time, as on a real server.
    let now = if owned_subresource(ask) == "scale" { String::new() } else { time(ask.now) };
    let name = ask.manager();
    let writer = Writer { name: &name, subresource: owned_subresource(ask), now: &now };
    match owned(&ask.resource.schema, before, after, &writer) {
        Ok(object) => Ok(object),
        Err(StructuredError::Conflicts(_)) => Err(Failure::internal("an update met a field conflict")),
        // A real server goes on without owners when the fields do not fit the schema.
        Err(StructuredError::Invalid(_) | StructuredError::BadRequest(_) | StructuredError::NotAnObject(_)) => {
            Ok(untracked(after).unwrap_or_else(|_| after.clone()))
        }
    }
}

/// The metadata that only the server sets, taken from the stored object.
pub(super) fn keep_identity(old: &Object, edit: &mut Edit) {
    let before = old.get(&["metadata"]).and_then(Value::as_map).cloned().unwrap_or_default();
    edit.within_new("metadata", |metadata| {
        for key in ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion"] {
            metadata.put(key, before.get(key).cloned());
        }
        metadata.put("name", before.get("name").cloned());
        metadata.put("namespace", before.get("namespace").cloned());
        metadata.remove("selfLink");
    });
}

/// An answer that is one object.
pub(super) fn answer(ask: &Ask, code: StatusCode, version: Arc<Version>, changed: bool, warnings: Vec<String>) -> Answer {
    let mut answer = Answer::new(code, Payload::One(ask.resource.clone(), version));
    answer.changed = changed;
    answer.warnings = warnings;
    answer
}
