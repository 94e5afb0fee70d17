//! Who reads a ConfigMap or Secret that changes, and does not restart for it. It knows Pod templates, no other kind's
//! fields.

use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

use super::make::Making;
use super::risk::restarts;
use super::task::{Risk, RiskKind, Task, Verb};

const READERS: &[(&str, &str)] = &[("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("argoproj.io", "Rollout")];

/// How a Pod reads a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// As environment: only a restart shows the change.
    Environment,
    /// As a volume: the files change, the process may not look.
    Volume,
}

/// One list a task: the workloads that read it and keep running as they are.
pub(super) fn unrestarted(making: &Making<'_>, tasks: &[Task]) -> Vec<Vec<Risk>> {
    let readers: Vec<(&Object, ObjectKey)> = making
        .input
        .desired
        .objects
        .iter()
        .filter(|object| READERS.iter().any(|(group, kind)| object.is(group, kind)))
        .map(|object| (object, making.key(object)))
        .filter(|(_, key)| making.live(key).is_some() && !tasks.iter().any(|task| task.key == *key && restarts(task)))
        .collect();
    tasks.iter().map(|task| risks(task, &readers)).collect()
}

fn risks(task: &Task, readers: &[(&Object, ObjectKey)]) -> Vec<Risk> {
    let kind = &task.key.group_kind;
    let changes = matches!(task.verb, Verb::Update | Verb::Replace | Verb::Recreate);
    if !changes || !(kind.is("", "ConfigMap") || kind.is("", "Secret")) {
        return Vec::new();
    }
    let words = |reads: Reads| match reads {
        Reads::Environment => "reads it as environment",
        Reads::Volume => "mounts it",
    };
    let here = readers.iter().filter(|(_, key)| key.namespace == task.key.namespace);
    here.filter_map(|(object, key)| Some((key, how(object, &kind.kind, &task.key.name)?)))
        .map(|(key, reads)| Risk { kind: RiskKind::NoRestart, text: format!("{key} {} and does not restart", words(reads)).into() })
        .collect()
}

/// How a workload's Pods read a ConfigMap or Secret, if they do.
fn how(workload: &Object, kind: &str, name: &str) -> Option<Reads> {
    let pod = workload.get(&["spec", "template", "spec"])?.as_map()?;
    let (env_from, env_key, volume, field) = match kind {
        "Secret" => ("secretRef", "secretKeyRef", "secret", "secretName"),
        _ => ("configMapRef", "configMapKeyRef", "configMap", "name"),
    };
    let is_named =
        |value: Option<&Value>, field: &str| value.and_then(Value::as_map).and_then(|map| map.get(field)?.as_str()) == Some(name);
    let containers = ["containers", "initContainers"].into_iter().flat_map(|list| maps(pod.get(list)));
    for container in containers {
        let from = maps(container.get("envFrom")).any(|entry| is_named(entry.get(env_from), "name"));
        let one = |entry: &Map| is_named(entry.get("valueFrom").and_then(Value::as_map).and_then(|from| from.get(env_key)), "name");
        if from || maps(container.get("env")).any(one) {
            return Some(Reads::Environment);
        }
    }
    let is_source = |source: &Map| is_named(source.get(volume), field) || is_named(source.get(volume), "name");
    let mounts = |entry: &Map| {
        let projected = entry.get("projected").and_then(Value::as_map);
        is_source(entry) || maps(projected.and_then(|projected| projected.get("sources"))).any(is_source)
    };
    maps(pod.get("volumes")).any(mounts).then_some(Reads::Volume)
}

fn maps(list: Option<&Value>) -> impl Iterator<Item = &Map> {
    list.and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map)
}
