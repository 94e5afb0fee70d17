//! `/log` of a pod: what its containers said. The lines are made of the pod's status and the time, so that equal pods say
//! equal things; nothing is stored.

use axum::body::Body;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::answer::{Answer, Payload};
use super::ask::Ask;
use super::update::address;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::control::lines::{self, Fate};
use crate::sandbox::failure::Failure;
use crate::sandbox::host::Dropped;
use crate::sandbox::state::State;

/// Answers `/log`.
pub(super) fn logs(ask: &Ask, state: &State) -> Result<Answer, Failure> {
    let Some(version) = state.store.get(&address(ask)) else {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    let pod = &version.object;
    let container = container(ask, pod)?;
    let status = container_status(pod, &container);
    let previous = ask.options.is_true("previous");
    let text = lines_of(ask, pod, &container, status, previous)?;
    let running = status.is_some_and(|own| own.get("state").and_then(Value::as_map).is_some_and(|state| state.has("running")));
    if !ask.options.is_true("follow") || !running || previous {
        return Ok(Answer::ok(Payload::Bytes("text/plain", Bytes::from(text))));
    }
    let (hub, resource, place) = (ask.hub.clone(), address(ask), pod.uid().to_owned());
    let Some(mut changes) = state.store.collection(&ask.resource.id).map(crate::sandbox::store::collection::Collection::changes) else {
        return Ok(Answer::ok(Payload::Bytes("text/plain", Bytes::from(text))));
    };
    let first = futures::stream::iter(Some(Ok::<_, Dropped>(Bytes::from(text))));
    // Followed logs end with the container: there is nothing to say in between.
    let until_end = futures::stream::once(async move {
        loop {
            changes.borrow_and_update();
            let runs = hub.lock().store.get(&resource).is_some_and(|own| {
                own.object.uid() == place
                    && container_status(&own.object, &container)
                        .is_some_and(|status| status.get("state").and_then(Value::as_map).is_some_and(|state| state.has("running")))
            });
            if !runs || changes.changed().await.is_err() {
                return Ok(Bytes::new());
            }
        }
    });
    let stream = futures::StreamExt::chain(first, until_end);
    Ok(Answer::ok(Payload::Body("text/plain", Body::from_stream(stream))))
}

fn names(pod: &Object) -> Vec<String> {
    let of = |key: &str| pod.get(&["spec", key]).and_then(Value::as_list).unwrap_or(&[]);
    let all = of("initContainers").iter().chain(of("containers"));
    all.filter_map(|own| Some(own.as_map()?.get("name")?.as_str()?.to_owned())).collect()
}

fn container(ask: &Ask, pod: &Object) -> Result<String, Failure> {
    let asked = ask.options.text("container");
    let names = names(pod);
    if asked.is_empty() {
        let own = pod.get(&["spec", "containers"]).and_then(Value::as_list).unwrap_or(&[]);
        if let [only] = own {
            return Ok(only.as_map().and_then(|own| own.get("name")).and_then(Value::as_str).unwrap_or("").to_owned());
        }
        let listed = own.iter().filter_map(|own| own.as_map()?.get("name")?.as_str()).collect::<Vec<_>>().join(" ");
        return Err(Failure::bad_request(format!("a container name must be specified for pod {}, choose one of: [{listed}]", pod.name())));
    }
    if names.iter().any(|own| own == asked) {
        return Ok(asked.to_owned());
    }
    Err(Failure::bad_request(format!("container {asked} is not valid for pod {}", pod.name())))
}

fn container_status<'p>(pod: &'p Object, name: &str) -> Option<&'p Map> {
    let of = |key: &str| pod.get(&["status", key]).and_then(Value::as_list).unwrap_or(&[]);
    let mut all = of("containerStatuses").iter().chain(of("initContainerStatuses")).filter_map(Value::as_map);
    all.find(|own| own.get("name").and_then(Value::as_str) == Some(name))
}

fn lines_of(ask: &Ask, pod: &Object, container: &str, status: Option<&Map>, previous: bool) -> Result<String, Failure> {
    let state = |key: &str| status.and_then(|own| own.get(key)).and_then(Value::as_map);
    let waiting = state("state").and_then(|own| own.get("waiting")).and_then(Value::as_map);
    let reason = waiting.and_then(|own| own.get("reason")).and_then(Value::as_str).unwrap_or("");
    let restarts = status.and_then(|own| own.get("restartCount")).and_then(Value::as_i64).unwrap_or(0);
    let name = pod.name();
    if previous && restarts == 0 {
        let why = format!("previous terminated container {container:?} in pod {name:?} not found");
        return Err(Failure::bad_request(why));
    }
    let starting = matches!(reason, "ContainerCreating" | "ImagePullBackOff" | "ErrImagePull" | "PodInitializing");
    if status.is_none() || starting && !previous {
        let why = match reason {
            "ImagePullBackOff" | "ErrImagePull" => "trying and failing to pull image".to_owned(),
            "" => "ContainerCreating".to_owned(),
            other => other.to_owned(),
        };
        return Err(Failure::bad_request(format!("container {container:?} in pod {name:?} is waiting to start: {why}")));
    }
    let crashed = reason == "CrashLoopBackOff" || state("lastState").is_some_and(|own| own.has("terminated"));
    let failed = state("state").and_then(|own| own.get("terminated")).and_then(Value::as_map);
    let failed = failed.and_then(|own| own.get("exitCode")).and_then(Value::as_i64).unwrap_or(0) != 0;
    let fate = match (crashed, previous) {
        (true, true) => Fate::CrashedBefore,
        (true, false) => Fate::Crashing,
        _ if failed => Fate::Failed,
        _ => Fate::Serving,
    };
    let started: Timestamp = pod.str_at(&["status", "startTime"]).and_then(|text| text.parse().ok()).unwrap_or(ask.now);
    let mut all = lines::lines(pod.name(), container, fate, started, restarts);
    all.extend(echoed(pod, container).map(|line| (ask.now, line)));
    cut(ask, &all)
}

/// What a container whose command is `echo` says besides: its arguments, one a line.
fn echoed(pod: &Object, container: &str) -> impl Iterator<Item = String> {
    let all = pod.get(&["spec", "containers"]).and_then(Value::as_list).unwrap_or(&[]);
    let own = all.iter().filter_map(Value::as_map).find(|own| own.get("name").and_then(Value::as_str) == Some(container));
    let texts = |key: &str| -> Vec<String> {
        let list = own.and_then(|own| own.get(key)).and_then(Value::as_list).unwrap_or(&[]);
        list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let is_echo = texts("command") == ["echo"];
    texts("args").into_iter().filter(move |_| is_echo)
}

/// The lines that the options leave.
fn cut(ask: &Ask, all: &[(Timestamp, String)]) -> Result<String, Failure> {
    let since = match ask.options.int("sinceSeconds")? {
        Some(seconds) => ask.now.checked_sub(SignedDuration::from_secs(seconds)).ok(),
        None => ask.options.time("sinceTime"),
    };
    let tail = ask.options.int("tailLines")?.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    let kept: Vec<&(Timestamp, String)> = all.iter().filter(|(at, _)| since.is_none_or(|since| *at >= since)).collect();
    let stamps = ask.options.is_true("timestamps");
    let mut text = String::new();
    for (at, line) in kept.iter().skip(kept.len().saturating_sub(tail)) {
        if stamps {
            text.push_str(&at.strftime("%Y-%m-%dT%H:%M:%S.%9fZ ").to_string());
        }
        text.push_str(line);
        text.push('\n');
    }
    if let Some(limit) = ask.options.int("limitBytes")?.and_then(|limit| usize::try_from(limit).ok()) {
        let mut end = limit.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    Ok(text)
}
