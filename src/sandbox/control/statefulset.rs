//! StatefulSets, simply: pods by number, one after the other, replaced from the last (`pkg/controller/statefulset`). It knows
//! the revision by its name only.

use jiff::Timestamp;

use super::queue::address_of;
use super::template::{hash, is_leaving, is_ready, phase, pod, pods};
use super::world::{World, Writer, entries, owner};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::store::place::Address;

const REVISION: &str = "controller-revision-hash";

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let set = world.get(address)?;
    let template = set.get(&["spec", "template"]).cloned().unwrap_or_default();
    let revision = format!("{}-{}", set.name(), hash(&template));
    if !is_leaving(&set) {
        revise(world, &set, &template, &revision);
        step(world, &set, &template, &revision);
    }
    report(world, address, &set, &revision);
    None
}

/// Keeps a ControllerRevision of the template.
pub(super) fn revise(world: &mut World<'_>, object: &Object, template: &Value, name: &str) {
    let revisions = crate::sandbox::store::place::ResourceId::new("apps", "controllerrevisions");
    let all = world.controlled(object, &revisions);
    if all.iter().any(|own| &**own.name() == name) {
        return;
    }
    let number = all.iter().filter_map(|own| own.int_at(&["revision"])).max().unwrap_or(0) + 1;
    let labels = object.get(&["spec", "template", "metadata", "labels"]).cloned();
    let mut metadata =
        vec![("name", Value::str(name)), ("namespace", Value::str(object.namespace().clone())), ("ownerReferences", owner(object))];
    metadata.extend(labels.map(|labels| ("labels", labels)));
    let data = entries(vec![("spec", entries(vec![("template", template.clone())]))]);
    let root = entries(vec![
        ("apiVersion", "apps/v1".into()),
        ("kind", "ControllerRevision".into()),
        ("metadata", entries(metadata)),
        ("data", data),
        ("revision", Value::Int(number)),
    ]);
    world.create(root.as_map().cloned().unwrap_or_default(), Writer::Controller);
}

fn ordinal(set: &Object, pod: &Object) -> Option<i64> {
    pod.name().strip_prefix(&**set.name())?.strip_prefix('-')?.parse().ok()
}

fn step(world: &mut World<'_>, set: &Object, template: &Value, revision: &str) {
    let wanted = set.int_at(&["spec", "replicas"]).unwrap_or(1);
    let first = set.int_at(&["spec", "ordinals", "start"]).unwrap_or(0);
    let parallel = set.str_at(&["spec", "podManagementPolicy"]) == Some("Parallel");
    let own = world.controlled(set, &pods());
    for number in first..first + wanted {
        match own.iter().find(|pod| ordinal(set, pod) == Some(number)) {
            None => {
                make(world, set, template, revision, number);
                if !parallel {
                    return;
                }
            }
            Some(pod) if matches!(phase(pod), "Succeeded" | "Failed") => world.delete(&address_of("", "pods", pod)),
            Some(pod) if !parallel && (!is_ready(pod) || is_leaving(pod)) => {
                // A pod that hangs in an old revision would never become ready.
                if !is_leaving(pod) && pod.label(REVISION) != Some(revision) {
                    world.delete(&address_of("", "pods", pod));
                }
                return;
            }
            Some(_) => {}
        }
    }
    let mut beyond: Vec<&Object> = own.iter().filter(|pod| ordinal(set, pod).is_none_or(|n| n < first || n >= first + wanted)).collect();
    beyond.sort_by_key(|pod| ordinal(set, pod));
    for pod in beyond.into_iter().rev() {
        if !is_leaving(pod) {
            unmake(world, set, pod);
        }
        if !parallel {
            return;
        }
    }
    if set.str_at(&["spec", "updateStrategy", "type"]) == Some("OnDelete") {
        return;
    }
    let partition = set.int_at(&["spec", "updateStrategy", "rollingUpdate", "partition"]).unwrap_or(0);
    for number in (first.max(partition)..first + wanted).rev() {
        let Some(pod) = own.iter().find(|pod| ordinal(set, pod) == Some(number)) else { return };
        if is_leaving(pod) {
            return;
        }
        if pod.label(REVISION) != Some(revision) {
            unmake(world, set, pod);
            return;
        }
        if !is_ready(pod) {
            return;
        }
    }
}

fn unmake(world: &mut World<'_>, set: &Object, pod: &Object) {
    world.delete(&address_of("", "pods", pod));
    let message = format!("delete Pod {} in StatefulSet {} successful", pod.name(), set.name());
    world.tell(set, "Normal", "SuccessfulDelete", &message, "statefulset-controller");
}

fn make(world: &mut World<'_>, set: &Object, template: &Value, revision: &str, number: i64) {
    let name = format!("{}-{number}", set.name());
    let mut volumes = Vec::new();
    for claim in set.get(&["spec", "volumeClaimTemplates"]).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map) {
        let named = claim.get("metadata").and_then(Value::as_map).and_then(|own| own.get("name")).and_then(Value::as_str).unwrap_or("data");
        let full = format!("{named}-{name}");
        let mut edit = Edit::of(claim);
        edit.set("apiVersion", "v1");
        edit.set("kind", "PersistentVolumeClaim");
        edit.remove("status");
        edit.within_new("metadata", |metadata| {
            metadata.set("name", full.as_str());
            metadata.set("namespace", Value::str(set.namespace().clone()));
        });
        world.create(edit.done(), Writer::Controller);
        let source = entries(vec![("claimName", Value::str(full))]);
        volumes.push(entries(vec![("name", Value::str(named)), ("persistentVolumeClaim", source)]));
    }
    let mut root = Edit::of(&pod(set, template, &name));
    root.within("metadata", |metadata| {
        metadata.within_new("labels", |labels| {
            labels.set(REVISION, revision);
            labels.set("statefulset.kubernetes.io/pod-name", name.as_str());
            labels.set("apps.kubernetes.io/pod-index", number.to_string());
        });
    });
    let service = set.str_at(&["spec", "serviceName"]).unwrap_or("").to_owned();
    root.within("spec", |spec| {
        spec.set("hostname", name.as_str());
        if !service.is_empty() {
            spec.set("subdomain", service);
        }
        if !volumes.is_empty() {
            volumes.extend(spec.list("volumes").iter().cloned());
            spec.set("volumes", Value::list(volumes));
        }
    });
    if world.create(root.done(), Writer::Controller).is_some() {
        let message = format!("create Pod {name} in StatefulSet {} successful", set.name());
        world.tell(set, "Normal", "SuccessfulCreate", &message, "statefulset-controller");
    }
}

fn report(world: &mut World<'_>, address: &Address, set: &Object, revision: &str) {
    let own: Vec<Object> = world.controlled(set, &pods()).into_iter().filter(|pod| !is_leaving(pod)).collect();
    let count = |holds: &dyn Fn(&Object) -> bool| i64::try_from(own.iter().filter(|pod| holds(pod)).count()).unwrap_or(i64::MAX);
    let updated = count(&|pod| pod.label(REVISION) == Some(revision));
    let (total, ready) = (count(&|_| true), count(&is_ready));
    let wanted = set.int_at(&["spec", "replicas"]).unwrap_or(1);
    let before = set.str_at(&["status", "currentRevision"]).unwrap_or("").to_owned();
    let done = updated == wanted && ready == wanted && total == wanted;
    let current = if before.is_empty() || done { revision.to_owned() } else { before };
    let of_current = count(&|pod| pod.label(REVISION) == Some(current.as_str()));
    let generation = set.int_at(&["metadata", "generation"]);
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| {
            status.set("replicas", total);
            status.set("readyReplicas", ready);
            status.set("availableReplicas", ready);
            status.set("currentReplicas", of_current);
            status.set("updatedReplicas", updated);
            status.set("currentRevision", current);
            status.set("updateRevision", revision);
            status.set("collisionCount", 0);
            status.put("observedGeneration", generation.map(Value::Int));
        });
    });
}
