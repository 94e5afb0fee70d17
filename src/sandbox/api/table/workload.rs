//! Rows of the kinds that make pods.

use jiff::{SignedDuration, Timestamp};

use super::age::{human, since};
use super::read::{NONE, age, containers, int, labels, list, maps, name, of, selector, text};
use crate::model::object::Object;
use crate::model::object::value::Value;

const POD: [&str; 4] = ["spec", "template", "spec", "containers"];
const SELECTOR: [&str; 2] = ["spec", "selector"];

pub(super) fn cells(object: &Object, now: Timestamp) -> Vec<Value> {
    let status = |key: &str| int(object, &["status", key]);
    let spec = |key: &str| int(object, &["spec", key]);
    let [names, images] = containers(object, &POD);
    let age = age(object, now);
    match &**object.kind() {
        "Deployment" => vec![
            name(object),
            Value::str(format!("{}/{}", status("readyReplicas"), spec("replicas"))),
            Value::Int(status("updatedReplicas")),
            Value::Int(status("availableReplicas")),
            age,
            names,
            images,
            selector(object, &SELECTOR),
        ],
        "ReplicaSet" | "ReplicationController" => {
            let selected = if &**object.kind() == "ReplicaSet" { selector(object, &SELECTOR) } else { labels(object.get(&SELECTOR)) };
            let counts = [spec("replicas"), status("replicas"), status("readyReplicas")].map(Value::Int);
            [name(object)].into_iter().chain(counts).chain([age, names, images, selected]).collect()
        }
        "StatefulSet" => {
            vec![name(object), Value::str(format!("{}/{}", status("readyReplicas"), spec("replicas"))), age, names, images]
        }
        "DaemonSet" => {
            let counts = ["desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable"];
            let node = labels(object.get(&["spec", "template", "spec", "nodeSelector"]));
            let counts = counts.map(|key| Value::Int(status(key)));
            [name(object)].into_iter().chain(counts).chain([node, age, names, images, selector(object, &SELECTOR)]).collect()
        }
        "ControllerRevision" => {
            let owner = object.owners().find(|owner| owner.controller);
            let owner = owner.map_or_else(
                || NONE.to_owned(),
                |own| {
                    let group = own.api_version.split_once('/').map_or("", |(group, _)| group);
                    let kind = own.kind.to_lowercase();
                    if group.is_empty() { format!("{kind}/{}", own.name) } else { format!("{kind}.{group}/{}", own.name) }
                },
            );
            vec![name(object), Value::str(owner), Value::Int(int(object, &["revision"])), age]
        }
        "Job" => job(object, now, age, names, images),
        "CronJob" => {
            let [names, images] = containers(object, &["spec", "jobTemplate", "spec", "template", "spec", "containers"]);
            let last = match text(object, &["status", "lastScheduleTime"]) {
                "" => NONE.to_owned(),
                at => since(Some(at), now),
            };
            let zone = text(object, &["spec", "timeZone"]);
            vec![
                name(object),
                Value::str(text(object, &["spec", "schedule"])),
                Value::str(if zone.is_empty() { NONE } else { zone }),
                Value::Bool(object.get(&["spec", "suspend"]).and_then(Value::as_bool).unwrap_or(false)),
                Value::Int(i64::try_from(list(object, &["status", "active"]).len()).unwrap_or(0)),
                Value::str(last),
                age,
                names,
                images,
                selector(object, &["spec", "jobTemplate", "spec", "selector"]),
            ]
        }
        "PodTemplate" => {
            let [names, images] = containers(object, &["template", "spec", "containers"]);
            vec![name(object), names, images, labels(object.get(&["template", "metadata", "labels"]))]
        }
        _ => vec![name(object), age],
    }
}

fn job(object: &Object, now: Timestamp, age: Value, names: Value, images: Value) -> Vec<Value> {
    let holds =
        |of_type: &str| maps(list(object, &["status", "conditions"])).any(|own| of(own, "type") == of_type && of(own, "status") == "True");
    let status = match () {
        () if holds("Complete") => "Complete",
        () if holds("Failed") => "Failed",
        () if object.get(&["metadata", "deletionTimestamp"]).is_some() => "Terminating",
        () if holds("Suspended") => "Suspended",
        () if holds("FailureTarget") => "FailureTarget",
        () if holds("SuccessCriteriaMet") => "SuccessCriteriaMet",
        () => "Running",
    };
    let succeeded = int(object, &["status", "succeeded"]);
    let completions = match object.int_at(&["spec", "completions"]) {
        Some(wanted) => format!("{succeeded}/{wanted}"),
        None if int(object, &["spec", "parallelism"]) > 1 => format!("{succeeded}/1 of {}", int(object, &["spec", "parallelism"])),
        None => format!("{succeeded}/1"),
    };
    let at = |key: &str| object.str_at(&["status", key]).and_then(|text| text.parse::<Timestamp>().ok());
    let took = at("startTime").map(|start| -> SignedDuration { at("completionTime").unwrap_or(now).duration_since(start) });
    vec![
        name(object),
        Value::str(status),
        Value::str(completions),
        Value::str(took.map_or_else(String::new, human)),
        age,
        names,
        images,
        selector(object, &SELECTOR),
    ]
}
