//! ReplicaSets: as many pods as wanted (`pkg/controller/replicaset`). It knows no rollout.

use jiff::{SignedDuration, Timestamp};

use super::queue::address_of;
use super::template::{condition, is_active, is_leaving, is_ready, pod, pods};
use super::world::{World, Writer, owner};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::store::place::Address;
use crate::sandbox::store::select::Selector;

/// Pods made or deleted at once (`burstReplicas`).
const BURST: usize = 500;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let set = world.get(address)?;
    let mut active: Vec<Object> = world.controlled(&set, &pods()).into_iter().filter(is_active).collect();
    if !is_leaving(&set) {
        let wanted = usize::try_from(set.int_at(&["spec", "replicas"]).unwrap_or(1)).unwrap_or(0);
        if active.len() < wanted {
            active.extend(adopted(world, &set));
        }
        if active.len() < wanted {
            make(world, &set, (wanted - active.len()).min(BURST));
        } else if active.len() > wanted {
            unmake(world, &set, &mut active, wanted);
        }
    }
    report(world, address, &set)
}

/// Takes pods that it selects and nobody controls.
fn adopted(world: &mut World<'_>, set: &Object) -> Vec<Object> {
    let Some(selector) = Selector::of_label_selector(set.get(&["spec", "selector"])).filter(|own| !own.is_empty()) else {
        return Vec::new();
    };
    let free: Vec<Object> = world
        .list(&pods(), set.namespace())
        .iter()
        .map(|version| version.object.clone())
        .filter(|pod| is_active(pod) && !pod.owners().any(|by| by.controller) && selector.selects(pod))
        .collect();
    free.iter()
        .filter_map(|pod| {
            let address = address_of("", "pods", pod);
            world.change(&address, Writer::Controller, |edit| edit.within("metadata", |own| own.set("ownerReferences", owner(set))))
        })
        .collect()
}

fn make(world: &mut World<'_>, set: &Object, count: usize) {
    let Some(template) = set.get(&["spec", "template"]).cloned() else { return };
    for _ in 0..count {
        let name = world.named_after(set.name());
        let root = pod(set, &template, &name);
        if world.create(root, Writer::Controller).is_some() {
            world.tell(set, "Normal", "SuccessfulCreate", &format!("Created pod: {name}"), "replicaset-controller");
        }
    }
}

/// Deletes the pods that are missed least: those that are not ready first, then the youngest.
fn unmake(world: &mut World<'_>, set: &Object, active: &mut [Object], wanted: usize) {
    active.sort_by_key(|pod| {
        let created = pod.str_at(&["metadata", "creationTimestamp"]).unwrap_or("").to_owned();
        (is_ready(pod), std::cmp::Reverse(created))
    });
    for pod in active.iter().take((active.len() - wanted).min(BURST)) {
        world.delete(&address_of("", "pods", pod));
        world.tell(set, "Normal", "SuccessfulDelete", &format!("Deleted pod: {}", pod.name()), "replicaset-controller");
    }
}

fn report(world: &mut World<'_>, address: &Address, set: &Object) -> Option<Timestamp> {
    let active: Vec<Object> = world.controlled(set, &pods()).into_iter().filter(is_active).collect();
    let least = set.int_at(&["spec", "minReadySeconds"]).unwrap_or(0);
    let (available, again) = available(&active, least, world.now);
    let ready = active.iter().filter(|pod| is_ready(pod)).count();
    let generation = set.int_at(&["metadata", "generation"]);
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| {
            status.set("replicas", count(active.len()));
            status.set("fullyLabeledReplicas", count(active.len()));
            status.set("readyReplicas", count(ready));
            status.set("availableReplicas", count(available));
            status.put("observedGeneration", generation.map(Value::Int));
        });
    });
    again
}

/// How many pods have been ready for long enough, and when the next one will have been.
pub(super) fn available(pods: &[Object], least_seconds: i64, now: Timestamp) -> (usize, Option<Timestamp>) {
    let mut again: Option<Timestamp> = None;
    let counted = pods.iter().filter(|pod| is_ready(pod)).filter(|pod| {
        if least_seconds == 0 {
            return true;
        }
        let since = condition(pod, "Ready").and_then(|own| own.get("lastTransitionTime")).and_then(Value::as_str);
        let Some(since) = since.and_then(|text| text.parse::<Timestamp>().ok()) else { return false };
        let due = since.checked_add(SignedDuration::from_secs(least_seconds)).unwrap_or(since);
        if due > now {
            again = Some(again.map_or(due, |before| before.min(due)));
        }
        due <= now
    });
    (counted.count(), again)
}
