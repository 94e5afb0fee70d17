//! What Pods, workloads and Jobs tell beyond health: containers, replicas, images. It knows no other kind.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

use super::row::{ContainerFacts, ContainerState, Exit, Facts, JobFacts, PodFacts, WorkloadFacts};

/// A message's longest part that is kept: two lines of a wide terminal; a row stays a few hundred bytes.
const MAX_MESSAGE: usize = 300;

/// Most containers of a Pod that are kept: no real Pod has as many, and a row must stay small.
const MAX_CONTAINERS: usize = 32;

/// What an object's kind tells.
pub(super) fn facts(object: &Object) -> Facts {
    match (object.group(), &**object.kind()) {
        ("", "Pod") => Facts::Pod(pod(object)),
        ("apps", "DaemonSet") => Facts::Workload(daemon_set(object)),
        ("apps", "Deployment" | "ReplicaSet" | "StatefulSet") => Facts::Workload(workload(object)),
        ("batch", "Job") => Facts::Job(job(object)),
        _ => Facts::None,
    }
}

/// The images of a Pod, or of the Pod template of a workload, Job or CronJob; sorted, each once.
pub(super) fn images(object: &Object) -> Vec<Arc<str>> {
    let spec = match (object.group(), &**object.kind()) {
        ("", "Pod") => object.get(&["spec"]),
        ("batch", "CronJob") => object.get(&["spec", "jobTemplate", "spec", "template", "spec"]),
        _ => object.get(&["spec", "template", "spec"]),
    };
    let Some(spec) = spec.and_then(Value::as_map) else { return Vec::new() };
    let lists = ["initContainers", "containers"].iter().flat_map(|field| maps(spec.get(field)));
    let images: BTreeSet<Arc<str>> = lists.map(|container| shared(container, "image")).filter(|image| !image.is_empty()).collect();
    images.into_iter().collect()
}

fn pod(object: &Object) -> PodFacts {
    let status = object.get(&["status"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let mut facts = PodFacts {
        phase: shared(&status, "phase"),
        reason: shared(&status, "reason"),
        message: cut(&status, "message"),
        node: object.str_at(&["spec", "nodeName"]).unwrap_or("").into(),
        unready_since: None,
        containers: Vec::new(),
    };
    let unready = |condition: &&Map| text(condition, "type") == "Ready" && text(condition, "status") != "True";
    facts.unready_since =
        maps(status.get("conditions")).find(unready).and_then(|condition| text(condition, "lastTransitionTime").parse().ok());
    let unscheduled = |condition: &&Map| text(condition, "type") == "PodScheduled" && text(condition, "status") == "False";
    if facts.reason.is_empty()
        && let Some(condition) = maps(status.get("conditions")).find(unscheduled)
    {
        (facts.reason, facts.message) = (shared(condition, "reason"), cut(condition, "message"));
    }
    for (is_init, specs, statuses) in [(true, "initContainers", "initContainerStatuses"), (false, "containers", "containerStatuses")] {
        for spec in maps(object.get(&["spec", specs])) {
            let status = maps(status.get(statuses)).find(|status| text(status, "name") == text(spec, "name"));
            facts.containers.push(container(spec, status, is_init));
        }
    }
    facts.containers.truncate(MAX_CONTAINERS);
    facts
}

fn container(spec: &Map, status: Option<&Map>, is_init: bool) -> ContainerFacts {
    let last = status.and_then(|status| inner(status, "lastState", "terminated"));
    ContainerFacts {
        name: shared(spec, "name"),
        image: shared(spec, "image"),
        is_init,
        is_ready: status.and_then(|status| status.get("ready")).and_then(Value::as_bool).unwrap_or(false),
        restarts: status.map_or(0, |status| int(status, "restartCount")),
        state: status.map_or(ContainerState::Unreported, state),
        last: last.map(exit),
    }
}

fn state(status: &Map) -> ContainerState {
    if let Some(waiting) = inner(status, "state", "waiting") {
        ContainerState::Waiting { reason: shared(waiting, "reason"), message: cut(waiting, "message") }
    } else if let Some(running) = inner(status, "state", "running") {
        ContainerState::Running(shared(running, "startedAt"))
    } else if let Some(ended) = inner(status, "state", "terminated") {
        ContainerState::Exited(exit(ended))
    } else {
        ContainerState::Unreported
    }
}

fn exit(ended: &Map) -> Exit {
    Exit {
        code: int(ended, "exitCode"),
        signal: int(ended, "signal"),
        reason: shared(ended, "reason"),
        message: cut(ended, "message"),
        finished: shared(ended, "finishedAt"),
    }
}

fn workload(object: &Object) -> WorkloadFacts {
    let status = |field: &str| object.int_at(&["status", field]).unwrap_or(0);
    let templates = maps(object.get(&["spec", "volumeClaimTemplates"]));
    let name = |template: &Map| template.get("metadata").and_then(Value::as_map).map(|metadata| shared(metadata, "name"));
    WorkloadFacts {
        desired: object.int_at(&["spec", "replicas"]).unwrap_or(1),
        ready: status("readyReplicas"),
        updated: status("updatedReplicas"),
        available: status("availableReplicas"),
        revision: object.annotation("deployment.kubernetes.io/revision").unwrap_or("").into(),
        claims: templates.filter_map(name).collect(),
    }
}

fn daemon_set(object: &Object) -> WorkloadFacts {
    let status = |field: &str| object.int_at(&["status", field]).unwrap_or(0);
    WorkloadFacts {
        desired: status("desiredNumberScheduled"),
        ready: status("numberReady"),
        updated: status("updatedNumberScheduled"),
        available: status("numberAvailable"),
        revision: "".into(),
        claims: Vec::new(),
    }
}

fn job(object: &Object) -> JobFacts {
    let status = |field: &str| object.int_at(&["status", field]).unwrap_or(0);
    JobFacts {
        active: status("active"),
        succeeded: status("succeeded"),
        failed: status("failed"),
        completions: object.int_at(&["spec", "completions"]).unwrap_or(1),
        is_suspended: object.get(&["spec", "suspend"]).and_then(Value::as_bool).unwrap_or(false),
    }
}

pub(super) fn maps(value: Option<&Value>) -> impl Iterator<Item = &Map> {
    value.and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map)
}

fn inner<'a>(map: &'a Map, outer: &str, inner: &str) -> Option<&'a Map> {
    map.get(outer)?.as_map()?.get(inner)?.as_map()
}

pub(super) fn text<'a>(map: &'a Map, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn shared(map: &Map, key: &str) -> Arc<str> {
    map.get(key).and_then(Value::as_shared_str).unwrap_or_default()
}

fn int(map: &Map, key: &str) -> i64 {
    map.get(key).and_then(Value::as_i64).unwrap_or(0)
}

/// A message, cut at a character's border.
pub(super) fn cut(map: &Map, key: &str) -> Arc<str> {
    let whole = shared(map, key);
    if whole.len() <= MAX_MESSAGE {
        return whole;
    }
    let end = (0..=MAX_MESSAGE).rev().find(|end| whole.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", whole.get(..end).unwrap_or_default()).into()
}
