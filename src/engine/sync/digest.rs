//! A plan's digest: what a confirm stands for, equal on two machines. It knows no screen and no clock.
//!
//! `p1:` + SHA-256 of canonical JSON. In it: the application and its uid (they stand for the control plane), the
//! destination, commits, sources and options as executed, each task's key, verb, phase and wave, the hash of each object as
//! sent, and uid and hash of the live fields that the plan overwrites or deletes. Not in it: status, managedFields, Secret
//! data (a live Secret enters as uid and resourceVersion, a desired one is fixed by commits and sources), fields that random values or
//! the time decide (`Object::generated`), operation ids, names made from startedAt, and the names that contexts have on this machine.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::engine::manifest::json::canonical_json;
use crate::engine::schema::Schema;
use crate::model::application::annotation;
use crate::model::ids::{Digest, Sha};
use crate::model::object::key::Key;
use crate::model::object::serde_ser::to_value;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, build};

use super::overwritten::overwritten;
use super::plan::PlanInput;
use super::request::{DestinationId, Request};
use super::task::{ApplyMode, Task, Verb};

/// The digest of these tasks made from this input.
pub(super) fn digest(input: &PlanInput<'_>, tasks: &[Task]) -> Digest {
    let app = build::map([
        ("namespace", Value::Str(input.app.namespace.clone())),
        ("name", Value::Str(input.app.name.clone())),
        ("uid", input.uid.into()),
    ]);
    let sources = input.sources.iter().map(|source| to_value(source).unwrap_or_default()).collect();
    let all = build::map([
        ("app", Value::Map(app)),
        ("destination", destination(input.destination)),
        ("options", options(input.request)),
        ("revisions", texts(input.revisions.iter().map(Sha::as_str))),
        ("sources", Value::list(sources)),
        ("tasks", Value::list(tasks.iter().filter(|task| task.verb != Verb::Leave).map(|task| row(input.schema, task)).collect())),
    ]);
    Digest::new(format!("p1:{}", hash(&Value::Map(all))))
}

fn destination(destination: &DestinationId) -> Value {
    match destination {
        DestinationId::InCluster => "in-cluster".into(),
        DestinationId::Secret { uid, server } => {
            Value::Map(build::map([("uid", Value::Str(uid.clone())), ("server", Value::Str(server.clone()))]))
        }
    }
}

fn options(request: &Request) -> Value {
    let Request { prune, dry_run, skip_hooks, force, resources, sync_options, retry, rollback_to, prune_confirmed, allow_empty } = request;
    let resources = resources.iter().map(|resource| to_value(resource).unwrap_or_default()).collect();
    Value::Map(build::map([
        ("prune", (*prune).into()),
        ("dryRun", (*dry_run).into()),
        ("skipHooks", (*skip_hooks).into()),
        ("force", (*force).into()),
        ("resources", Value::list(resources)),
        ("syncOptions", texts(sync_options.iter().map(String::as_str))),
        ("retry", retry.as_ref().map(|retry| to_value(retry).unwrap_or_default()).unwrap_or_default()),
        ("rollbackTo", rollback_to.map_or(Value::Null, Value::Int)),
        ("pruneConfirmed", (*prune_confirmed).into()),
        ("allowEmpty", (*allow_empty).into()),
    ]))
}

fn row(schema: &Schema, task: &Task) -> Value {
    let mode = match task.mode {
        ApplyMode::ClientSide => "client",
        ApplyMode::ServerSide => "server",
        ApplyMode::Replace => "replace",
    };
    // A generated name ends in startedAt; a name cannot end in `*`.
    let name = if task.generate_name.is_empty() { Value::Str(task.key.name.clone()) } else { format!("{}*", task.generate_name).into() };
    let mut entries = vec![
        (Key::field("group"), Value::Str(task.key.group_kind.group.clone())),
        (Key::field("kind"), Value::Str(task.key.group_kind.kind.clone())),
        (Key::field("namespace"), Value::Str(task.key.namespace.clone())),
        (Key::field("name"), name),
        (Key::field("verb"), task.verb.as_str().into()),
        (Key::field("mode"), mode.into()),
        (Key::field("phase"), task.phase.as_str().into()),
        (Key::field("wave"), task.wave.into()),
    ];
    if task.verb.is_write() {
        entries.extend(sent(task).map(|hash| (Key::field("sent"), hash.into())));
        entries.extend(overwritten(schema, task).map(|live| (Key::field("live"), of_live(&live))));
    }
    Value::Map(Map::from_entries(entries))
}

/// The hash of the object as sent, less what differs between two starts of the same plan.
fn sent(task: &Task) -> Option<String> {
    let object = task.desired.as_ref().filter(|object| !object.is("", "Secret"))?;
    let steady = object.generated().map_or_else(|| object.root().clone(), |generated| generated.without(object.root()));
    let mut root = build::remove(&steady, &["metadata", "annotations", annotation::OPERATION]);
    let left = root.get("metadata").and_then(|metadata| metadata.as_map()?.get("annotations")?.as_map());
    if left.is_some_and(Map::is_empty) {
        root = build::remove(&root, &["metadata", "annotations"]);
    }
    if !task.generate_name.is_empty() {
        root = build::remove(&root, &["metadata", "name"]);
    }
    Some(hash(&Value::Map(root)))
}

fn of_live(live: &super::overwritten::Overwritten) -> Value {
    let content = match live.fields.as_ref() {
        Some(fields) => hash(fields),
        None => live.version.to_string(),
    };
    Value::Map(build::map([("uid", Value::Str(live.uid.clone())), ("content", content.into())]))
}

fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    Value::list(texts.map(Value::from).collect())
}

/// SHA-256 of the canonical form, in lower-case hexadecimal.
fn hash(value: &Value) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(canonical_json(value)) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Whether an object's content may enter a digest.
pub(super) fn is_secret(object: &Object) -> bool {
    object.is("", "Secret")
}
