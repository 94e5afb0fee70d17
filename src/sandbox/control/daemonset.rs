//! DaemonSets, simply: one pod a node, replaced a few at a time (`pkg/controller/daemon`). It knows nodes by their names.

use jiff::Timestamp;

use super::queue::address_of;
use super::rollout::{Round, share};
use super::statefulset::revise;
use super::template::{hash, is_leaving, is_ready, phase, pod, pods};
use super::world::{World, Writer, entries};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::select::Selector;

const REVISION: &str = "controller-revision-hash";

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let set = world.get(address)?;
    let template = set.get(&["spec", "template"]).cloned().unwrap_or_default();
    let revision = hash(&template);
    let wanted = Selector::of_labels(set.get(&["spec", "template", "spec", "nodeSelector"]));
    let nodes: Vec<String> = world
        .list(&ResourceId::new("", "nodes"), "")
        .iter()
        .filter(|node| wanted.as_ref().is_none_or(|own| own.selects(&node.object)))
        .map(|node| node.object.name().to_string())
        .collect();
    if !is_leaving(&set) {
        revise(world, &set, &template, &format!("{}-{revision}", set.name()));
        step(world, &set, &template, &revision, &nodes);
    }
    report(world, address, &set, &revision, &nodes);
    None
}

fn step(world: &mut World<'_>, set: &Object, template: &Value, revision: &str, nodes: &[String]) {
    let own = world.controlled(set, &pods());
    for pod in &own {
        if !is_leaving(pod) && (matches!(phase(pod), "Succeeded" | "Failed") || !nodes.contains(&target(pod))) {
            world.delete(&address_of("", "pods", pod));
        }
    }
    let mut missing = 0;
    for name in nodes.iter().filter(|name| !own.iter().any(|pod| target(pod) == **name)) {
        make(world, set, template, revision, name);
        missing += 1;
    }
    if missing > 0 || set.str_at(&["spec", "updateStrategy", "type"]) == Some("OnDelete") {
        return;
    }
    let most = set.get(&["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]);
    let most = share(most, i64::try_from(nodes.len()).unwrap_or(0), Round::Up).max(1);
    let down = i64::try_from(own.iter().filter(|pod| is_leaving(pod) || !is_ready(pod)).count()).unwrap_or(0);
    let old = own.iter().filter(|pod| !is_leaving(pod) && pod.label(REVISION) != Some(revision));
    // Pods of an old revision that do not serve cost nothing.
    let (idle, serving): (Vec<&Object>, Vec<&Object>) = old.partition(|pod| !is_ready(pod));
    let spare = usize::try_from((most - down).max(0)).unwrap_or(0);
    for pod in idle.into_iter().chain(serving.into_iter().take(spare)) {
        world.delete(&address_of("", "pods", pod));
        world.tell(set, "Normal", "SuccessfulDelete", &format!("Deleted pod: {}", pod.name()), "daemonset-controller");
    }
}

/// The node that a pod is for.
fn target(pod: &Object) -> String {
    super::pod::bound(pod).or_else(|| pod.str_at(&["spec", "nodeName"])).unwrap_or("").to_owned()
}

fn make(world: &mut World<'_>, set: &Object, template: &Value, revision: &str, node: &str) {
    let name = world.named_after(set.name());
    let mut root = Edit::of(&pod(set, template, &name));
    root.within("metadata", |metadata| {
        metadata.within_new("labels", |labels| {
            labels.set(REVISION, revision);
            labels.set("pod-template-generation", "1");
        });
    });
    let field = entries(vec![("key", "metadata.name".into()), ("operator", "In".into()), ("values", Value::list(vec![Value::str(node)]))]);
    let term = entries(vec![("matchFields", Value::list(vec![field]))]);
    let terms = entries(vec![("nodeSelectorTerms", Value::list(vec![term]))]);
    root.within("spec", |spec| {
        spec.within_new("affinity", |affinity| {
            affinity.within_new("nodeAffinity", |own| own.set("requiredDuringSchedulingIgnoredDuringExecution", terms));
        });
    });
    if world.create(root.done(), Writer::Controller).is_some() {
        world.tell(set, "Normal", "SuccessfulCreate", &format!("Created pod: {name}"), "daemonset-controller");
    }
}

fn report(world: &mut World<'_>, address: &Address, set: &Object, revision: &str, nodes: &[String]) {
    let own: Vec<Object> = world.controlled(set, &pods()).into_iter().filter(|pod| !is_leaving(pod)).collect();
    let count = |holds: &dyn Fn(&Object) -> bool| i64::try_from(own.iter().filter(|pod| holds(pod)).count()).unwrap_or(i64::MAX);
    let desired = i64::try_from(nodes.len()).unwrap_or(i64::MAX);
    let ready = count(&is_ready);
    let updated = count(&|pod| pod.label(REVISION) == Some(revision));
    let generation = set.int_at(&["metadata", "generation"]);
    let scheduled = count(&|_| true);
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| {
            status.set("desiredNumberScheduled", desired);
            status.set("currentNumberScheduled", scheduled);
            status.set("numberMisscheduled", 0);
            status.set("numberReady", ready);
            status.set("numberAvailable", ready);
            status.set("numberUnavailable", (desired - ready).max(0));
            status.set("updatedNumberScheduled", updated);
            status.put("observedGeneration", generation.map(Value::Int));
        });
    });
}
