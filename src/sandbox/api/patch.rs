//! PATCH in its four forms. It knows no rules of kinds; a patched object is stored by `update`.

use super::answer::Answer;
use super::ask::{Ask, json_map, yaml_map};
use super::create::{identified, store_new};
use super::update::{Owners, address, change, check_name};
use super::write::{check_lifecycle, check_namespace, object, owned_subresource, understand, with_defaults};
use crate::engine::manifest::json::parse_json;
use crate::engine::merge::strategic::StrategicError;
use crate::engine::merge::structured::apply::{Force, StructuredError, Writer, apply as structured_apply};
use crate::engine::merge::{jsonmerge, jsonpatch, strategic};
use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::{Cause, Details, Failure};
use crate::sandbox::removal::time;
use crate::sandbox::state::State;
use http::StatusCode;

/// Carries a patch out.
pub(super) fn patch(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let dry_run = ask.options.dry_run("PatchOptions")?;
    let validation = ask.options.field_validation()?;
    if is_apply(ask) {
        return apply(ask, state, dry_run);
    }
    if ask.options.has("force") {
        let cause = Cause::forbidden("force", "may not be specified for non-apply patch");
        return Err(Failure::invalid("meta.k8s.io", "PatchOptions", "", vec![cause]));
    }
    let Some(old) = state.store.get(&address(ask)).map(|version| version.object.clone()) else {
        check_form(ask)?;
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    let patched = patched(ask, &old, old.root())?;
    let name = patched.get("metadata").and_then(Value::as_map).and_then(|own| own.get("name")).and_then(Value::as_str).unwrap_or("");
    check_name(ask, name)?;
    check_namespace(ask, &patched)?;
    change(ask, state, &old, &patched, validation, Owners::ByChange, dry_run)
}

fn is_apply(ask: &Ask) -> bool {
    media(ask) == "application/apply-patch+yaml"
}

fn media(ask: &Ask) -> &str {
    ask.content_type.split(';').next().unwrap_or("").trim()
}

fn check_form(ask: &Ask) -> Result<(), Failure> {
    match media(ask) {
        "application/json-patch+json" | "application/merge-patch+json" => Ok(()),
        "application/strategic-merge-patch+json" if !ask.resource.is_custom() => Ok(()),
        "application/strategic-merge-patch+json" => Err(Failure::unsupported_media_type(&[
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/apply-patch+yaml",
        ])),
        _ => Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", "415: Unsupported Media Type").bare()),
    }
}

/// The document with the request's patch applied. `old` names the kind that a strategic patch is read by.
pub(super) fn patched(ask: &Ask, old: &Object, document: &Map) -> Result<Map, Failure> {
    check_form(ask)?;
    let decoding = |why: String| Failure::bad_request(format!("error decoding patch: {why}"));
    let rejected = || {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Invalid", "the server rejected our request due to an error in our request").bare()
    };
    let whole = Value::Map(document.clone());
    let patched = match media(ask) {
        "application/json-patch+json" => {
            let patch = parse_json(&ask.body).map_err(|problem| decoding(problem.cause.to_string()))?;
            if patch.as_list().is_none() {
                return Err(decoding("json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp".to_owned()));
            }
            jsonpatch::apply(&whole, &patch).map_err(|_| rejected())?
        }
        "application/merge-patch+json" => {
            let patch = parse_json(&ask.body).map_err(|problem| decoding(problem.cause.to_string()))?;
            if patch.as_map().is_none() {
                return Err(decoding("json: cannot unmarshal array into Go value of type map[string]interface {}".to_owned()));
            }
            jsonmerge::apply(&whole, &patch)
        }
        _ => {
            let patch = json_map(&ask.body).map_err(|failure| decoding(failure.message))?;
            let root = ask.resource.schema.root(old.group(), old.version(), old.kind());
            let applied = strategic::apply(&ask.resource.schema, root, document, &patch);
            Value::Map(applied.map_err(|error: StrategicError| Failure { reason: "", ..Failure::internal(error.to_string()) })?)
        }
    };
    match patched {
        Value::Map(map) => Ok(map),
        _ => Err(rejected()),
    }
}

/// Server-side apply.
fn apply(ask: &Ask, state: &mut State, dry_run: bool) -> Result<Answer, Failure> {
    if ask.options.text("fieldManager").is_empty() {
        let cause = Cause::required("fieldManager", "is required for apply patch");
        return Err(Failure::invalid("meta.k8s.io", "PatchOptions", "", vec![cause]));
    }
    let body = yaml_map(&ask.body)?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("");
    if text("kind").is_empty() || text("apiVersion").is_empty() {
        return Err(Failure::bad_request(format!("invalid object type: {}/, Kind={}", text("apiVersion"), text("kind"))));
    }
    let metadata = |key: &str| body.get("metadata").and_then(Value::as_map).and_then(|own| own.get(key));
    check_name(ask, metadata("name").and_then(Value::as_str).unwrap_or(""))?;
    check_namespace(ask, &body)?;
    if metadata("managedFields").is_some_and(|own| !own.is_null()) {
        return Err(Failure::bad_request("metadata.managedFields must be nil"));
    }
    // Reads the body once for its own faults; what is merged is the text as it was sent.
    let warnings = understand(&ask.resource, &body, ask.options.field_validation()?)?.warnings;
    let live = state.store.get(&address(ask)).map(|version| version.object.clone());
    if live.is_none() && !ask.target.subresource.is_empty() {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    }
    let said = metadata("resourceVersion").and_then(Value::as_str).unwrap_or("");
    if !said.is_empty() && live.as_ref().is_none_or(|live| live.resource_version() != said) {
        return Err(Failure::modified(&ask.resource.id, &ask.target.name));
    }
    let applied = object(visible(ask, &body))?;
    let force = if ask.options.is_true("force") { Force::Yes } else { Force::No };
    let (name, now) = (ask.manager(), time(ask.now));
    let writer = Writer { name: &name, subresource: owned_subresource(ask), now: &now };
    let merged = structured_apply(&ask.resource.schema, live.as_ref(), &applied, &writer, force);
    let merged = merged.map_err(refused)?;
    let mut answer = match &live {
        Some(old) => change(ask, state, old, merged.root(), super::options::FieldValidation::Ignore, Owners::Given, dry_run)?,
        None => create(ask, state, &merged, dry_run)?,
    };
    answer.warnings = warnings;
    Ok(answer)
}

/// What an apply on this path may say: the status only on `/status`, and nothing else there.
fn visible(ask: &Ask, body: &Map) -> Map {
    if !ask.resource.status {
        return body.clone();
    }
    if ask.target.subresource == "status" {
        let names = ["apiVersion", "kind", "metadata", "status"];
        return body.iter().filter(|(key, _)| names.contains(&key.as_str())).cloned().collect();
    }
    body.without("status")
}

fn create(ask: &Ask, state: &mut State, merged: &Object, dry_run: bool) -> Result<Answer, Failure> {
    let managed = merged.get(&["metadata", "managedFields"]).cloned();
    let understood = understand(&ask.resource, merged.root(), super::options::FieldValidation::Ignore)?;
    let namespace = if ask.resource.namespaced { ask.target.namespace.as_str() } else { "" };
    check_lifecycle(state, &ask.resource, namespace, &ask.target.name)?;
    let root = identified(ask, state, &understood.root, namespace, &ask.target.name);
    let fresh = object(with_defaults(&ask.resource, &root))?;
    let owned = match managed {
        Some(managed) => fresh.set(&["metadata", "managedFields"], managed).unwrap_or(fresh),
        None => fresh,
    };
    store_new(ask, state, &owned, dry_run, Vec::new())
}

fn refused(error: StructuredError) -> Failure {
    let message = error.to_string();
    let conflicts = match error {
        StructuredError::Conflicts(conflicts) => conflicts,
        StructuredError::BadRequest(why) => return Failure::bad_request(why),
        StructuredError::Invalid(_) | StructuredError::NotAnObject(_) => return Failure { reason: "", ..Failure::internal(message) },
    };
    let mut failure = Failure::new(StatusCode::CONFLICT, "Conflict", message);
    let cause = |owner: &str, field: &str| Cause {
        reason: "FieldManagerConflict",
        message: format!("conflict with {owner}"),
        field: field.to_owned(),
    };
    let causes = conflicts.iter().map(|conflict| cause(&conflict.owner, &conflict.field)).collect();
    failure.details = Some(Box::new(Details { causes, ..Details::default() }));
    failure
}

/// A `Scale` with a patch applied: it has no kind of its own in the store.
pub(super) fn patched_scale(ask: &Ask, scale: &Map) -> Result<Map, Failure> {
    let root = map([("apiVersion", "autoscaling/v1".into()), ("kind", "Scale".into())]);
    let kind = object(root)?;
    patched(ask, &kind, scale)
}
