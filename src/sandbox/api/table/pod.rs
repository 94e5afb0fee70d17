//! Rows of pods: ready, status and restarts as kubectl shows them (`printPod`).

use jiff::Timestamp;

use super::age::since;
use super::read::{NONE, age, list, maps, name, of, or_none, text};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

pub(super) fn cells(pod: &Object, now: Timestamp) -> Vec<Value> {
    let statuses: Vec<&Map> = maps(list(pod, &["status", "containerStatuses"])).collect();
    let total = list(pod, &["spec", "containers"]).len();
    let ready = statuses.iter().filter(|own| own.get("ready").and_then(Value::as_bool) == Some(true)).count();
    vec![
        name(pod),
        Value::str(format!("{ready}/{total}")),
        Value::str(reason(pod, &statuses)),
        Value::str(restarts(&statuses, now)),
        age(pod, now),
        or_none(text(pod, &["status", "podIP"])),
        or_none(text(pod, &["spec", "nodeName"])),
        or_none(text(pod, &["status", "nominatedNodeName"])),
        Value::str(NONE),
    ]
}

fn state<'m>(status: &'m Map, key: &str) -> Option<&'m Map> {
    status.get("state").and_then(Value::as_map)?.get(key)?.as_map()
}

fn reason(pod: &Object, statuses: &[&Map]) -> String {
    let mut reason = match text(pod, &["status", "reason"]) {
        "" => text(pod, &["status", "phase"]).to_owned(),
        own => own.to_owned(),
    };
    let init: Vec<&Map> = maps(list(pod, &["status", "initContainerStatuses"])).collect();
    let unfinished =
        init.iter().position(|own| state(own, "terminated").is_none_or(|ended| ended.get("exitCode").and_then(Value::as_i64) != Some(0)));
    if let Some(index) = unfinished {
        let own = init.get(index).copied();
        let waiting = own.and_then(|own| state(own, "waiting")).map_or("", |waiting| of(waiting, "reason"));
        reason = match waiting {
            "" | "PodInitializing" => format!("Init:{index}/{}", init.len()),
            other => format!("Init:{other}"),
        };
    } else {
        let mut running = false;
        for status in statuses.iter().rev() {
            let waiting = state(status, "waiting").map_or("", |own| of(own, "reason"));
            let ended = state(status, "terminated");
            if !waiting.is_empty() {
                waiting.clone_into(&mut reason);
            } else if let Some(ended) = ended {
                let code = ended.get("exitCode").and_then(Value::as_i64).unwrap_or(0);
                reason = match of(ended, "reason") {
                    "" => format!("ExitCode:{code}"),
                    own => own.to_owned(),
                };
            } else if state(status, "running").is_some() && status.get("ready").and_then(Value::as_bool) == Some(true) {
                running = true;
            }
        }
        if reason == "Completed" && running {
            "Running".clone_into(&mut reason);
        }
    }
    if pod.get(&["metadata", "deletionTimestamp"]).is_some() {
        return "Terminating".to_owned();
    }
    reason
}

fn restarts(statuses: &[&Map], now: Timestamp) -> String {
    let count: i64 = statuses.iter().map(|own| own.get("restartCount").and_then(Value::as_i64).unwrap_or(0)).sum();
    let ended = statuses.iter().filter_map(|own| {
        let last = own.get("lastState")?.as_map()?.get("terminated")?.as_map()?;
        Some(of(last, "finishedAt"))
    });
    match ended.max().filter(|_| count > 0) {
        Some(at) => format!("{count} ({} ago)", since(Some(at), now)),
        None => count.to_string(),
    }
}
