//! What a task overwrites or deletes in the live object: the part of the world that a confirm is about. It knows no digest.

use std::sync::Arc;

use crate::engine::compare::last_applied::{LastApplied, last_applied};
use crate::engine::schema::Schema;
use crate::model::application::annotation;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, build};

use super::digest::is_secret;
use super::fields;
use super::task::{ApplyMode, HookDelete, Task, Verb};

/// The field manager of server-side applies, Argo CD's own, so that either can take over from the other. Source:
/// `common/common.go`, `ArgoCDSSAManager`.
pub const FIELD_MANAGER: &str = "argocd-controller";

/// A live object's part in a digest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overwritten {
    /// Its uid.
    pub(super) uid: Arc<str>,
    /// Its resourceVersion: the content of a Secret is told by nothing else.
    pub(super) version: Arc<str>,
    /// The fields; none for a Secret.
    pub(super) fields: Option<Value>,
}

/// What the task overwrites or deletes; none when nothing is there or nothing changes.
pub(super) fn overwritten(schema: &Schema, task: &Task) -> Option<Overwritten> {
    let live = task.live.as_ref()?;
    let fields = match task.verb {
        Verb::Create | Verb::Keep | Verb::Leave | Verb::SkipPrune => return None,
        Verb::Prune | Verb::Replace | Verb::Recreate => whole(live),
        Verb::RunHook if task.hook_delete.contains(&HookDelete::BeforeHookCreation) => whole(live),
        Verb::RunHook | Verb::Update => part(schema, task, live),
    };
    let fields = if is_secret(live) { None } else { Some(fields) };
    Some(Overwritten { uid: live.uid().into(), version: live.resource_version().into(), fields })
}

/// Everything but what the server keeps for itself.
fn whole(live: &Object) -> Value {
    let own = ["managedFields", "resourceVersion", "generation", "selfLink"];
    let root = own.iter().fold(live.root().without("status"), |root, field| build::remove(&root, &["metadata", field]));
    Value::Map(root)
}

/// The fields that the desired object speaks of, and those that an apply removes because it no longer does: what was applied
/// last, or what our manager owns.
fn part(schema: &Schema, task: &Task, live: &Object) -> Value {
    let ty = fields::root(schema, live);
    let seen = Value::Map(live.root().without("status"));
    let project = |mask: &Map| fields::project(schema, ty, &seen, &Value::Map(mask.without("status"))).unwrap_or_default();
    // What is generated is overwritten whatever stands there.
    let steady =
        |desired: &Object| desired.generated().map_or_else(|| desired.root().clone(), |generated| generated.without(desired.root()));
    let desired = task.desired.as_ref().map(|desired| project(&steady(desired))).unwrap_or_default();
    let former = match task.mode {
        ApplyMode::ClientSide => match last_applied(live) {
            LastApplied::Applied(map) => project(&map),
            LastApplied::Absent | LastApplied::Invalid => Value::Null,
        },
        ApplyMode::ServerSide => owned(live).map(|owned| at(&seen, &owned)).unwrap_or_default(),
        ApplyMode::Replace => whole(live),
    };
    Value::list(vec![bare(desired), bare(former)])
}

/// Without what every apply rewrites and nobody decides.
fn bare(value: Value) -> Value {
    let Value::Map(map) = value else { return value };
    let own = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid"];
    let map = own.iter().fold(map, |map, field| build::remove(&map, &["metadata", field]));
    Value::Map(build::remove(&map, &["metadata", "annotations", annotation::LAST_APPLIED]))
}

/// The fields that our manager owns by server-side apply (`fieldsV1`).
fn owned(live: &Object) -> Option<Value> {
    let entries = live.get(&["metadata", "managedFields"])?.as_list()?;
    entries.iter().find_map(|entry| {
        let entry = entry.as_map()?;
        let is = |field: &str, text: &str| entry.get(field).and_then(Value::as_str) == Some(text);
        let is_ours = is("manager", FIELD_MANAGER) && is("operation", "Apply") && !entry.has("subresource");
        if is_ours { entry.get("fieldsV1").cloned() } else { None }
    })
}

/// What stands at the owned places. Below a list's items everything counts: whole is more than owned, never less.
fn at(value: &Value, owned: &Value) -> Value {
    let (Value::Map(map), Value::Map(owned)) = (value, owned) else { return value.clone() };
    let names: Vec<(&str, &Value)> = owned.iter().filter_map(|(name, below)| Some((name.as_str().strip_prefix("f:")?, below))).collect();
    if names.is_empty() {
        return value.clone();
    }
    Value::map(names.into_iter().filter_map(|(name, below)| Some((Key::from(name), at(map.get(name)?, below)))).collect())
}
