//! What the fake nodes write into a pod's status, and what they tell. It knows no time but stamps.

use super::template::is_ready;
use super::world::{World, entries};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::edit::Edit;

/// How a pod's containers live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// The image never comes.
    Broken,
    /// They start and die again and again.
    Crashing,
    /// They take their time.
    Slow,
    /// They run.
    Ready,
}

impl Life {
    pub(super) fn of(pod: &Object) -> Self {
        if tagged(pod, "broken") {
            Self::Broken
        } else if tagged(pod, "crash") {
            Self::Crashing
        } else if tagged(pod, "slow") {
            Self::Slow
        } else {
            Self::Ready
        }
    }
}

fn containers<'p>(pod: &'p Object, key: &str) -> impl Iterator<Item = &'p Map> {
    pod.get(&["spec", key]).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map)
}

fn text<'m>(map: &'m Map, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

/// Whether the tag of any container's image holds a word (`:[^/]*WORD`).
pub(super) fn tagged(pod: &Object, word: &str) -> bool {
    containers(pod, "containers")
        .any(|own| text(own, "image").split(':').skip(1).any(|tag| tag.split('/').next().is_some_and(|tag| tag.contains(word))))
}

fn condition(of_type: &'static str, holds: bool, reason: &str, stamp: &Value) -> Value {
    let mut own = vec![
        ("type", of_type.into()),
        ("status", if holds { "True" } else { "False" }.into()),
        ("lastProbeTime", Value::Null),
        ("lastTransitionTime", stamp.clone()),
    ];
    if !reason.is_empty() {
        own.push(("reason", reason.into()));
    }
    entries(own)
}

fn conditions(ready: bool, reason: &str, stamp: &Value) -> Value {
    Value::list(vec![
        condition("PodReadyToStartContainers", true, "", stamp),
        condition("Initialized", true, "", stamp),
        condition("Ready", ready, reason, stamp),
        condition("ContainersReady", ready, reason, stamp),
        condition("PodScheduled", true, "", stamp),
    ])
}

/// One container's status around its state.
fn status(own: &Map, state: Value, ready: bool, restarts: i64, last: Option<Value>) -> Value {
    let image = text(own, "image");
    let pulled = ready || restarts > 0 || state.as_map().is_some_and(|state| state.has("terminated"));
    let mut fields = vec![
        ("name", Value::str(text(own, "name"))),
        ("image", Value::str(image)),
        ("imageID", Value::str(if pulled { format!("sandbox://{image}") } else { String::new() })),
        ("ready", ready.into()),
        ("started", ready.into()),
        ("restartCount", restarts.into()),
        ("state", state),
    ];
    fields.extend(last.map(|last| ("lastState", last)));
    entries(fields)
}

fn terminated(code: i64, reason: &str, started: &Value, finished: &Value) -> Value {
    let own = vec![("exitCode", code.into()), ("reason", reason.into()), ("startedAt", started.clone()), ("finishedAt", finished.clone())];
    entries(vec![("terminated", entries(own))])
}

fn waits(reason: &str, message: &str) -> Value {
    let mut own = vec![("reason", reason.into())];
    if !message.is_empty() {
        own.push(("message", message.into()));
    }
    entries(vec![("waiting", entries(own))])
}

fn init(pod: &Object, stamp: &Value) -> Option<Value> {
    let all: Vec<Value> =
        containers(pod, "initContainers").map(|own| status(own, terminated(0, "Completed", stamp, stamp), true, 0, None)).collect();
    (!all.is_empty()).then(|| Value::list(all))
}

/// Restarts of a crashing container, as in the testbed.
const RESTARTS: i64 = 4;

/// A placed pod whose containers do not run, or not any more.
pub(super) fn waiting(edit: &mut Edit, pod: &Object, life: Life, stamp: &Value) {
    edit.set("phase", if life == Life::Crashing { "Running" } else { "Pending" });
    edit.set("startTime", stamp.clone());
    edit.set("conditions", conditions(false, "ContainersNotReady", stamp));
    edit.put("initContainerStatuses", init(pod, stamp));
    let all = containers(pod, "containers").map(|own| match life {
        Life::Broken => {
            let message = format!("Back-off pulling image \"{}\"", text(own, "image"));
            status(own, waits("ImagePullBackOff", &message), false, 0, None)
        }
        Life::Crashing => {
            let state = waits("CrashLoopBackOff", "back-off 1m20s restarting failed container");
            status(own, state, false, RESTARTS, Some(terminated(1, "Error", stamp, stamp)))
        }
        Life::Slow | Life::Ready => status(own, waits("ContainerCreating", ""), false, 0, None),
    });
    edit.set("containerStatuses", Value::list(all.collect()));
}

/// A pod that serves.
pub(super) fn running(edit: &mut Edit, pod: &Object, stamp: &Value, ip: &str) {
    edit.set("phase", "Running");
    edit.set("conditions", conditions(true, "", stamp));
    let state = || entries(vec![("running", entries(vec![("startedAt", stamp.clone())]))]);
    let all = containers(pod, "containers").map(|own| status(own, state(), true, 0, None)).collect();
    edit.set("containerStatuses", Value::list(all));
    let address = |ip: &str| Value::list(vec![entries(vec![("ip", ip.into())])]);
    edit.set("podIP", ip);
    edit.set("podIPs", address(ip));
    edit.set("hostIP", "10.1.0.1");
    edit.set("hostIPs", address("10.1.0.1"));
}

/// A pod of a Job that came to its end.
pub(super) fn ended(edit: &mut Edit, pod: &Object, failed: bool, stamp: &Value) {
    edit.set("phase", if failed { "Failed" } else { "Succeeded" });
    let reason = if failed { "PodFailed" } else { "PodCompleted" };
    edit.set("conditions", conditions(false, reason, stamp));
    let (code, reason) = if failed { (1, "Error") } else { (0, "Completed") };
    let all = containers(pod, "containers").map(|own| status(own, terminated(code, reason, stamp, stamp), false, 0, None)).collect();
    edit.set("containerStatuses", Value::list(all));
}

/// Tells what a node does with a new pod.
pub(super) fn tell_start(world: &mut World<'_>, pod: &Object, life: Life) {
    for own in containers(pod, "containers") {
        let (name, image) = (text(own, "name"), text(own, "image"));
        match life {
            Life::Broken => {
                world.tell(pod, "Normal", "Pulling", &format!("Pulling image \"{image}\""), "kubelet");
                let why = format!("Failed to pull image \"{image}\": manifest unknown: the tag is not in the registry");
                world.tell(pod, "Warning", "Failed", &why, "kubelet");
                world.tell(pod, "Warning", "Failed", "Error: ErrImagePull", "kubelet");
                world.tell(pod, "Normal", "BackOff", &format!("Back-off pulling image \"{image}\""), "kubelet");
            }
            Life::Crashing => {
                world.tell(pod, "Normal", "Pulled", &format!("Container image \"{image}\" already present on machine"), "kubelet");
                world.tell(pod, "Normal", "Created", &format!("Created container: {name}"), "kubelet");
                world.tell(pod, "Normal", "Started", &format!("Started container {name}"), "kubelet");
                let why = format!("Back-off restarting failed container {name} in pod {}_{}({})", pod.name(), pod.namespace(), pod.uid());
                world.tell(pod, "Warning", "BackOff", &why, "kubelet");
            }
            Life::Slow | Life::Ready => {
                world.tell(pod, "Normal", "Pulling", &format!("Pulling image \"{image}\""), "kubelet");
            }
        }
    }
}

/// Tells that a pod's containers run.
pub(super) fn tell_running(world: &mut World<'_>, pod: &Object) {
    if !is_ready(pod) {
        return;
    }
    for own in containers(pod, "containers") {
        let (name, image) = (text(own, "name"), text(own, "image"));
        world.tell(pod, "Normal", "Pulled", &format!("Successfully pulled image \"{image}\""), "kubelet");
        world.tell(pod, "Normal", "Created", &format!("Created container: {name}"), "kubelet");
        world.tell(pod, "Normal", "Started", &format!("Started container {name}"), "kubelet");
    }
}
