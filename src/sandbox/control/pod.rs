//! The fake nodes: a pod is placed, starts, and lives as its image's tag decides, as in the testbed's `kwok/stages.yaml`:
//! `:broken` never pulls, `:crash` is in CrashLoopBackOff, `:slow` becomes ready after 5 s, everything else after half a
//! second; a Job's pod completes a second after it started, with `:fail` it fails. It knows no controller.

use jiff::Timestamp;

use super::container::{self, Life};
use super::template::{is_leaving, phase};
use super::world::{World, Writer, entries, fnv};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::select::Selector;

/// From deletion to the end (`pod-delete`).
const LEAVING_MS: i64 = 200;
/// From placing to readiness; the testbed takes between 0.4 and 0.8 s, and 5 to 6 s for the slow.
const READY_MS: i64 = 500;
const SLOW_MS: i64 = 5_000;
/// From the start of a Job's pod to its end.
const JOB_MS: i64 = 1_000;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let pod = world.get(address)?;
    if is_leaving(&pod) {
        return leave(world, address, &pod);
    }
    if pod.str_at(&["spec", "nodeName"]).unwrap_or("").is_empty() {
        return place(world, address, &pod);
    }
    match phase(&pod) {
        "Pending" => start(world, address, &pod),
        "Running" => finish(world, address, &pod),
        _ => None,
    }
}

fn leave(world: &mut World<'_>, address: &Address, pod: &Object) -> Option<Timestamp> {
    if let Some(due) = world.not_before(pod, "leaving", LEAVING_MS) {
        return Some(due);
    }
    let waits = pod.get(&["metadata", "finalizers"]).and_then(Value::as_list).is_some_and(|list| !list.is_empty());
    if waits {
        // Its containers have ended; it stays for whoever set the finalizer.
        world.report(address, Writer::Kubelet, |edit| edit.within("metadata", |own| own.set("deletionGracePeriodSeconds", 0)));
    } else {
        world.forget(address);
    }
    None
}

/// Chooses a node: the nodes in turn, by the pod's uid.
fn place(world: &mut World<'_>, address: &Address, pod: &Object) -> Option<Timestamp> {
    let nodes = world.list(&ResourceId::new("", "nodes"), "");
    let wanted = Selector::of_labels(pod.get(&["spec", "nodeSelector"]));
    let fits = |node: &Object| {
        let open = node.get(&["spec", "unschedulable"]).and_then(Value::as_bool) != Some(true);
        open && wanted.as_ref().is_none_or(|own| own.selects(node)) && bound(pod).is_none_or(|name| name == &**node.name())
    };
    let fitting: Vec<Object> = nodes.iter().map(|node| node.object.clone()).filter(fits).collect();
    let count = u64::try_from(fitting.len()).unwrap_or(0);
    let chosen = fnv(&[pod.uid()]).checked_rem(count).and_then(|index| fitting.get(usize::try_from(index).ok()?));
    let Some(node) = chosen.map(|node| node.name().clone()) else {
        let all = nodes.len();
        let message = format!("0/{all} nodes are available: {all} node(s) didn't match Pod's node affinity/selector.");
        if super::template::condition(pod, "PodScheduled").is_none() {
            world.tell(pod, "Warning", "FailedScheduling", &message, "default-scheduler");
            let own = entries(vec![
                ("type", "PodScheduled".into()),
                ("status", "False".into()),
                ("reason", "Unschedulable".into()),
                ("message", message.as_str().into()),
                ("lastTransitionTime", world.stamp()),
            ]);
            world.report(address, Writer::Kubelet, |edit| {
                edit.within_new("status", |status| status.set("conditions", Value::list(vec![own])));
            });
        }
        return None;
    };
    let message = format!("Successfully assigned {}/{} to {node}", pod.namespace(), pod.name());
    world.tell(pod, "Normal", "Scheduled", &message, "default-scheduler");
    let life = Life::of(pod);
    let stamp = world.stamp();
    let placed = world.change(address, Writer::Kubelet, |edit| {
        edit.within("spec", |spec| spec.set("nodeName", Value::str(node)));
        edit.within_new("status", |status| container::waiting(status, pod, life, &stamp));
    })?;
    container::tell_start(world, &placed, life);
    None
}

/// A DaemonSet's pod says in its affinity which node it is for.
pub(super) fn bound(pod: &Object) -> Option<&str> {
    let path = ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"];
    let first = pod.get(&path)?.as_list()?.first()?.as_map()?;
    let field = first.get("matchFields")?.as_list()?.first()?.as_map()?;
    field.get("values")?.as_list()?.first()?.as_str()
}

fn start(world: &mut World<'_>, address: &Address, pod: &Object) -> Option<Timestamp> {
    let life = Life::of(pod);
    let wait = match life {
        Life::Broken | Life::Crashing => return None,
        Life::Slow => SLOW_MS,
        Life::Ready => READY_MS,
    };
    if let Some(due) = world.not_before(pod, "starting", wait) {
        return Some(due);
    }
    let (stamp, ip) = (world.stamp(), address_of_pod(pod));
    let running = world.report(address, Writer::Kubelet, |edit| {
        edit.within_new("status", |status| container::running(status, pod, &stamp, &ip));
    })?;
    container::tell_running(world, &running);
    None
}

/// Ends a Job's pod.
fn finish(world: &mut World<'_>, address: &Address, pod: &Object) -> Option<Timestamp> {
    let of_job = pod.owners().any(|owner| owner.kind == "Job");
    if !of_job || Life::of(pod) == Life::Crashing {
        return None;
    }
    if let Some(due) = world.not_before(pod, "running", JOB_MS) {
        return Some(due);
    }
    let failed = container::tagged(pod, "fail");
    let stamp = world.stamp();
    world.report(address, Writer::Kubelet, |edit| {
        edit.within_new("status", |status| container::ended(status, pod, failed, &stamp));
    });
    None
}

/// An address of 10.244.0.0/16 by the pod's uid.
fn address_of_pod(pod: &Object) -> String {
    let hash = fnv(&[pod.uid()]);
    format!("10.244.{}.{}", (hash >> 8) & 255, hash & 255)
}
