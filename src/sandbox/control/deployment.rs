//! Deployments: a ReplicaSet a revision, brought up and down by the strategy (`pkg/controller/deployment`). It knows no pod
//! but by the counts of ReplicaSets.

use jiff::Timestamp;

use super::progress;
use super::queue::address_of;
use super::rollout;
use super::template::{hash, is_active, is_leaving, pods};
use super::world::{World, Writer, entries, owner};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::select::Selector;

/// The label that tells the pods of one revision from those of another.
pub(super) const HASH: &str = "pod-template-hash";
/// The annotation that numbers revisions.
pub(super) const REVISION: &str = "deployment.kubernetes.io/revision";
const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
const MAXIMUM: &str = "deployment.kubernetes.io/max-replicas";
/// Annotations that stay on the Deployment (`annotationsToSkip`).
const NOT_COPIED: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    "deployment.kubernetes.io/revision-history",
    DESIRED,
    MAXIMUM,
    "deprecated.deployment.rollback.to",
];

pub(super) fn sets() -> ResourceId {
    ResourceId::new("apps", "replicasets")
}

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let deployment = world.get(address)?;
    let mut all = world.controlled(&deployment, &sets());
    if is_leaving(&deployment) {
        return progress::report(world, address, &deployment, None, &all, None);
    }
    all.extend(adopted(world, &deployment));
    let template = deployment.get(&["spec", "template"]).cloned().unwrap_or_default();
    let current = all.iter().find(|set| same_template(set, &template)).cloned();
    let paused = deployment.get(&["spec", "paused"]).and_then(Value::as_bool) == Some(true);
    let last = all.iter().map(revision).max().unwrap_or(0);
    let recreates = deployment.str_at(&["spec", "strategy", "type"]) == Some("Recreate");
    let mut news = None;
    let current = match current {
        Some(set) => Some(renumbered(world, &deployment, set, last)),
        None if paused => None,
        None if recreates && !emptied(world, &deployment, &all) => {
            let old = world.controlled(&deployment, &sets());
            return progress::report(world, address, &deployment, None, &old, None);
        }
        None => {
            news = Some(progress::News::Created);
            made(world, &deployment, &template, last + 1, &all)
        }
    };
    if let Some(current) = &current {
        let old: Vec<Object> = all.iter().filter(|set| set.uid() != current.uid()).cloned().collect();
        if recreates {
            recreate(world, &deployment, current, &old);
        } else if paused {
            rollout::hold(world, &deployment, current, &old);
        } else {
            rollout::step(world, &deployment, current, &old);
        }
    }
    let all = world.controlled(&deployment, &sets());
    let current = current.and_then(|own| all.iter().find(|set| set.uid() == own.uid()).cloned());
    let again = progress::report(world, address, &deployment, current.as_ref(), &all, news);
    tidy(world, &deployment, current.as_ref(), &all);
    again
}

/// The revision of a ReplicaSet; 0 without one.
pub(super) fn revision(set: &Object) -> i64 {
    set.annotation(REVISION).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Whether a ReplicaSet was made of this template.
fn same_template(set: &Object, template: &Value) -> bool {
    let plain = |value: &Value| -> Option<Map> {
        let mut edit = Edit::of(value.as_map()?);
        edit.within("metadata", |metadata| {
            metadata.within("labels", |labels| labels.remove(HASH));
            if metadata.map("labels").is_some_and(Map::is_empty) {
                metadata.remove("labels");
            }
        });
        Some(edit.done())
    };
    set.get(&["spec", "template"]).is_some_and(|own| plain(own) == plain(template))
}

/// ReplicaSets that it selects and nobody controls: left by a Deployment that was deleted without its dependents.
fn adopted(world: &mut World<'_>, deployment: &Object) -> Vec<Object> {
    let selector = Selector::of_label_selector(deployment.get(&["spec", "selector"])).filter(|own| !own.is_empty());
    let Some(selector) = selector else { return Vec::new() };
    let free: Vec<Object> = world
        .list(&sets(), deployment.namespace())
        .iter()
        .map(|version| version.object.clone())
        .filter(|set| !is_leaving(set) && !set.owners().any(|by| by.controller) && selector.selects(set))
        .collect();
    free.iter()
        .filter_map(|set| {
            let address = address_of("apps", "replicasets", set);
            world.change(&address, Writer::Controller, |edit| edit.within("metadata", |own| own.set("ownerReferences", owner(deployment))))
        })
        .collect()
}

/// The annotations that a Deployment gives its ReplicaSets.
fn annotations(deployment: &Object, revision: i64) -> Value {
    let own = deployment.annotations().filter(|(key, _)| !NOT_COPIED.contains(key));
    let mut all: Vec<_> = own.map(|(key, value)| (key.into(), Value::str(value))).collect();
    let replicas = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    all.push((REVISION.into(), Value::str(revision.to_string())));
    all.push((DESIRED.into(), Value::str(replicas.to_string())));
    all.push((MAXIMUM.into(), Value::str((replicas + rollout::bounds(deployment).surge).to_string())));
    Value::map(all)
}

/// A ReplicaSet that is current again gets the highest number; one that was current keeps its own.
fn renumbered(world: &mut World<'_>, deployment: &Object, set: Object, last: i64) -> Object {
    let own = revision(&set);
    let number = if own < last { last + 1 } else { own.max(1) };
    let wanted = annotations(deployment, number);
    let address = address_of("apps", "replicasets", &set);
    let history = set.annotation("deployment.kubernetes.io/revision-history").map(str::to_owned);
    let changed = world.change(&address, Writer::Controller, |edit| {
        edit.within("metadata", |metadata| {
            metadata.set("annotations", wanted);
            let past = match (history, own < last && own > 0) {
                (Some(before), true) => Some(format!("{before},{own}")),
                (None, true) => Some(own.to_string()),
                (before, false) => before,
            };
            metadata.within("annotations", |all| all.put("deployment.kubernetes.io/revision-history", past.map(Value::str)));
        });
    });
    changed.unwrap_or(set)
}

/// Makes the ReplicaSet of the current template.
fn made(world: &mut World<'_>, deployment: &Object, template: &Value, revision: i64, old: &[Object]) -> Option<Object> {
    let hash = hash(template);
    let name = format!("{}-{hash}", deployment.name());
    let labelled = |edit: &mut Edit, key: &'static str| edit.within_new(key, |labels| labels.set(HASH, hash.as_str()));
    let mut pods = Edit::of(template.as_map()?);
    pods.within_new("metadata", |metadata| labelled(metadata, "labels"));
    let mut selector = Edit::of(deployment.get(&["spec", "selector"])?.as_map()?);
    labelled(&mut selector, "matchLabels");
    let pods = pods.done();
    let labels = pods.get("metadata").and_then(Value::as_map).and_then(|own| own.get("labels")).cloned().unwrap_or_default();
    let metadata = entries(vec![
        ("name", Value::str(name.as_str())),
        ("namespace", Value::str(deployment.namespace().clone())),
        ("labels", labels),
        ("annotations", annotations(deployment, revision)),
        ("ownerReferences", owner(deployment)),
    ]);
    let replicas = rollout::first_size(deployment, old);
    let mut spec = vec![("replicas", Value::Int(replicas)), ("selector", Value::Map(selector.done())), ("template", Value::Map(pods))];
    spec.extend(deployment.get(&["spec", "minReadySeconds"]).map(|seconds| ("minReadySeconds", seconds.clone())));
    let root =
        entries(vec![("apiVersion", "apps/v1".into()), ("kind", "ReplicaSet".into()), ("metadata", metadata), ("spec", entries(spec))]);
    let set = world.create(root.as_map()?.clone(), Writer::Controller)?;
    if replicas > 0 {
        let message = format!("Scaled up replica set {name} from 0 to {replicas}");
        world.tell(deployment, "Normal", "ScalingReplicaSet", &message, "deployment-controller");
    }
    Some(set)
}

/// Scales the ReplicaSets of a `Recreate` Deployment to nothing; whether all their pods are gone.
fn emptied(world: &mut World<'_>, deployment: &Object, all: &[Object]) -> bool {
    let mut pods_left = false;
    for set in all {
        if set.int_at(&["spec", "replicas"]).unwrap_or(0) > 0 {
            rollout::scale(world, deployment, set, 0);
        }
        pods_left |= world.controlled(set, &pods()).iter().any(is_active) || !world.controlled(set, &pods()).is_empty();
    }
    !pods_left
}

fn recreate(world: &mut World<'_>, deployment: &Object, current: &Object, old: &[Object]) {
    if emptied(world, deployment, old) {
        let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
        rollout::scale(world, deployment, current, wanted);
    }
}

/// Deletes the oldest ReplicaSets beyond the limit of history, once the rollout is over.
fn tidy(world: &mut World<'_>, deployment: &Object, current: Option<&Object>, all: &[Object]) {
    let limit = usize::try_from(deployment.int_at(&["spec", "revisionHistoryLimit"]).unwrap_or(10)).unwrap_or(usize::MAX);
    let Some(current) = current else { return };
    let empty = |set: &&Object| set.int_at(&["spec", "replicas"]) == Some(0) && set.int_at(&["status", "replicas"]).unwrap_or(0) == 0;
    let done = all.iter().filter(|set| set.uid() != current.uid()).all(|set| empty(&set));
    if !done {
        return;
    }
    let mut old: Vec<&Object> = all.iter().filter(|set| set.uid() != current.uid() && !is_leaving(set)).filter(empty).collect();
    old.sort_by_key(|set| revision(set));
    let beyond = old.len().saturating_sub(limit);
    for set in old.into_iter().take(beyond) {
        world.delete(&address_of("apps", "replicasets", set));
    }
}
