//! `/scale`: the replicas of whatever has some. It knows where they are from the resource.

use std::sync::Arc;

use super::answer::{Answer, Payload};
use super::ask::Ask;
use super::options::FieldValidation;
use super::patch::patched_scale;
use super::target::Verb;
use super::update::{Owners, address, change};
use crate::model::object::Object;
use crate::model::object::build::set;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::Failure;
use crate::sandbox::kinds::resource::ScalePaths;
use crate::sandbox::state::State;
use crate::sandbox::store::select::Selector;

/// GET, PUT and PATCH of `/scale`.
pub(super) fn scale(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let Some(paths) = ask.resource.scale.clone() else { return Err(Failure::no_resource()) };
    let Some(old) = state.store.get(&address(ask)).map(|version| version.object.clone()) else {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    let current = value(&paths, &old);
    let wanted = match ask.verb {
        Verb::Get => return Ok(Answer::ok(Payload::Value(Value::Map(current)))),
        Verb::Update => ask.body_map()?,
        Verb::Patch => patched_scale(ask, &current)?,
        Verb::List | Verb::Watch | Verb::Create | Verb::Delete | Verb::DeleteCollection => return Err(Failure::method_not_allowed()),
    };
    let text = |key: &str| wanted.get("metadata").and_then(Value::as_map).and_then(|own| own.get(key)).and_then(Value::as_str);
    let revision = text("resourceVersion").unwrap_or("");
    if !revision.is_empty() && revision != old.resource_version() {
        return Err(Failure::modified(&ask.resource.id, &ask.target.name));
    }
    let replicas = wanted.get("spec").and_then(Value::as_map).and_then(|spec| spec.get("replicas")).and_then(Value::as_i64).unwrap_or(0);
    let path: Vec<&str> = paths.spec.iter().map(|part| &**part).collect();
    let new = set(old.root(), &path, Value::Int(replicas));
    let dry_run = ask.options.dry_run("UpdateOptions")?;
    let mut answer = change(ask, state, &old, &new, FieldValidation::Ignore, Owners::ByChange, dry_run)?;
    if let Payload::One(_, version) = &answer.payload {
        answer.payload = Payload::Value(Value::Map(value(&paths, &version.object)));
    }
    Ok(answer)
}

fn value(paths: &ScalePaths, object: &Object) -> Map {
    let at = |path: &[Arc<str>]| {
        let keys: Vec<&str> = path.iter().map(|part| &**part).collect();
        object.get(&keys)
    };
    let number = |path: &[Arc<str>]| Value::Int(at(path).and_then(Value::as_i64).unwrap_or(0));
    let selector = paths.selector.as_deref().and_then(at).map(|found| match found {
        Value::Str(text) => text.to_string(),
        // A ReplicationController's selector is a plain map.
        other if object.is("", "ReplicationController") => Selector::of_labels(Some(other)).map_or_else(String::new, |own| own.to_text()),
        other => Selector::of_label_selector(Some(other)).map_or_else(String::new, |own| own.to_text()),
    });
    let entries = |list: Vec<(&'static str, Value)>| Value::map(list.into_iter().map(|(key, value)| (Key::field(key), value)).collect());
    let mut metadata = Vec::new();
    for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        metadata.extend(object.get(&["metadata", key]).map(|value| (key, value.clone())));
    }
    let mut status = vec![("replicas", number(&paths.status))];
    status.extend(selector.filter(|text| !text.is_empty()).map(|text| ("selector", Value::str(text))));
    let root = entries(vec![
        ("kind", "Scale".into()),
        ("apiVersion", "autoscaling/v1".into()),
        ("metadata", entries(metadata)),
        ("spec", entries(vec![("replicas", number(&paths.spec))])),
        ("status", entries(status)),
    ]);
    root.as_map().cloned().unwrap_or_default()
}
