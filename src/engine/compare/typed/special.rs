//! Defaults with a condition, one function a type. Each gets the full value of its struct and gives it back changed. It
//! knows no other type. Source: the `SetDefaults_*` functions of Kubernetes v1.36.3, `pkg/apis/*/*/defaults.go`.
//!
//! Left out: pod-level resource requests, rounding of quantities below a thousandth, the signer of an old certificate
//! request. They change no object that an API server has stored, and no desired one that was seen.

use crate::engine::manifest::json;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};

type Rule = fn(&Map) -> Map;

/// By type, sorted.
const RULES: &[(&str, Rule)] = &[
    ("apps/v1.DaemonSet", daemon_set),
    ("apps/v1.Deployment", |map| rolling(map, "25%".into())),
    ("apps/v1.StatefulSet", stateful_set),
    ("apps/v1beta1.Deployment", |map| rolling(&labels_of_template(map, true), "25%".into())),
    ("apps/v1beta1.StatefulSet", |map| stateful_set_v1beta1(&labels_of_template(map, true))),
    ("apps/v1beta2.DaemonSet", daemon_set),
    ("apps/v1beta2.Deployment", |map| rolling(map, "25%".into())),
    ("apps/v1beta2.StatefulSet", stateful_set),
    ("autoscaling/v2.HorizontalPodAutoscaler", autoscaler),
    ("batch/v1.Job", job),
    ("core/v1.Container", pull_policy),
    ("core/v1.EphemeralContainer", pull_policy),
    ("core/v1.LimitRangeItem", limit_range),
    ("core/v1.Namespace", namespace),
    ("core/v1.NodeStatus", node_status),
    ("core/v1.Pod", pod),
    ("core/v1.ReplicationController", replication_controller),
    ("core/v1.Service", super::special_service::service),
    ("core/v1.Volume", volume),
    ("extensions/v1beta1.DaemonSet", |map| daemon_set_v1beta1(&labels_of_template(map, true))),
    ("extensions/v1beta1.Deployment", |map| rolling(&labels_of_template(map, true), 1.into())),
    ("extensions/v1beta1.NetworkPolicy", network_policy),
    ("extensions/v1beta1.ReplicaSet", |map| labels_of_template(map, true)),
    ("networking/v1.IngressClass", ingress_class),
    ("networking/v1.NetworkPolicy", network_policy),
    ("networking/v1beta1.IngressClass", ingress_class),
    ("rbac/v1.Subject", subject),
    ("rbac/v1beta1.Subject", subject),
];

/// The struct with what its rule sets; most have none.
pub(super) fn apply(name: &str, map: &Map) -> Map {
    match RULES.binary_search_by(|(own, _)| (*own).cmp(name)).ok().and_then(|index| RULES.get(index)) {
        Some((_, rule)) => rule(map),
        None => map.clone(),
    }
}

pub(super) fn get<'a>(map: &'a Map, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(map.get(first)?, |value, key| value.as_map()?.get(key)).filter(|value| !value.is_null())
}

pub(super) fn text<'a>(map: &'a Map, path: &[&str]) -> &'a str {
    get(map, path).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn or(map: &Map, path: &[&str], preset: Value) -> Map {
    if get(map, path).is_some() { map.clone() } else { build::set(map, path, preset) }
}

/// Selector and labels of an old workload are those of its Pod template when it names none.
fn labels_of_template(map: &Map, is_selector: bool) -> Map {
    let Some(labels) = get(map, &["spec", "template", "metadata", "labels"]).cloned() else { return map.clone() };
    let mut map = map.clone();
    if get(&map, &["spec", "selector"]).is_none() {
        let path: &[&str] = if is_selector { &["spec", "selector", "matchLabels"] } else { &["spec", "selector"] };
        map = build::set(&map, path, labels.clone());
    }
    or(&map, &["metadata", "labels"], labels)
}

fn replication_controller(map: &Map) -> Map {
    labels_of_template(map, false)
}

fn rolling(map: &Map, preset: Value) -> Map {
    const STRATEGY: &[&str] = &["spec", "strategy", "type"];
    let is_old = matches!(preset, Value::Int(_));
    let map = or(map, STRATEGY, "RollingUpdate".into());
    let is_rolling = text(&map, STRATEGY) == "RollingUpdate";
    if !is_rolling && !(is_old && get(&map, &["spec", "strategy", "rollingUpdate"]).is_some()) {
        return map;
    }
    let map = or(&map, &["spec", "strategy", "rollingUpdate", "maxUnavailable"], preset.clone());
    or(&map, &["spec", "strategy", "rollingUpdate", "maxSurge"], preset)
}

fn daemon_set(map: &Map) -> Map {
    daemon_set_rolling(&or(map, &["spec", "updateStrategy", "type"], "RollingUpdate".into()))
}

fn daemon_set_v1beta1(map: &Map) -> Map {
    daemon_set_rolling(&or(map, &["spec", "updateStrategy", "type"], "OnDelete".into()))
}

fn daemon_set_rolling(map: &Map) -> Map {
    if text(map, &["spec", "updateStrategy", "type"]) != "RollingUpdate" {
        return map.clone();
    }
    let map = or(map, &["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"], 1.into());
    or(&map, &["spec", "updateStrategy", "rollingUpdate", "maxSurge"], 0.into())
}

fn stateful_set(map: &Map) -> Map {
    let mut map = map.clone();
    if text(&map, &["spec", "updateStrategy", "type"]).is_empty() {
        map = build::set(&map, &["spec", "updateStrategy", "type"], "RollingUpdate".into());
        map = or(&map, &["spec", "updateStrategy", "rollingUpdate"], Value::Map(Map::default()));
    }
    partition(&map)
}

fn stateful_set_v1beta1(map: &Map) -> Map {
    partition(&or(map, &["spec", "updateStrategy", "type"], "OnDelete".into()))
}

fn partition(map: &Map) -> Map {
    let is_rolling = text(map, &["spec", "updateStrategy", "type"]) == "RollingUpdate";
    if is_rolling && get(map, &["spec", "updateStrategy", "rollingUpdate"]).is_some() {
        or(map, &["spec", "updateStrategy", "rollingUpdate", "partition"], 0.into())
    } else {
        map.clone()
    }
}

fn job(map: &Map) -> Map {
    let mut map = map.clone();
    if get(&map, &["spec", "completions"]).is_none() && get(&map, &["spec", "parallelism"]).is_none() {
        map = build::set(&map, &["spec", "completions"], 1.into());
    }
    map = or(&map, &["spec", "parallelism"], 1.into());
    let limit = if get(&map, &["spec", "backoffLimitPerIndex"]).is_some() { i64::from(i32::MAX) } else { 6 };
    map = or(&map, &["spec", "backoffLimit"], limit.into());
    if let Some(labels) = get(&map, &["spec", "template", "metadata", "labels"]).cloned() {
        map = or(&map, &["metadata", "labels"], labels);
    }
    map = or(&map, &["spec", "completionMode"], "NonIndexed".into());
    map = or(&map, &["spec", "suspend"], false.into());
    let policy = if get(&map, &["spec", "podFailurePolicy"]).is_some() { "Failed" } else { "TerminatingOrFailed" };
    map = or(&map, &["spec", "podReplacementPolicy"], policy.into());
    or(&map, &["spec", "manualSelector"], false.into())
}

fn autoscaler(map: &Map) -> Map {
    if get(map, &["spec", "behavior"]).is_none() {
        return map.clone();
    }
    let mut map = map.clone();
    for (side, preset) in [("scaleDown", SCALE_DOWN), ("scaleUp", SCALE_UP)] {
        let path = ["spec", "behavior", side];
        let Ok(Value::Map(preset)) = json::parse_json(preset.as_bytes()) else { continue };
        let own = get(&map, &path).and_then(Value::as_map).cloned().unwrap_or_default();
        let merged = preset.iter().chain(own.iter().filter(|(_, value)| !value.is_null())).cloned().collect();
        map = build::set(&map, &path, Value::Map(merged));
    }
    map
}

const SCALE_DOWN: &str = r#"{"policies":[{"periodSeconds":15,"type":"Percent","value":100}],"selectPolicy":"Max"}"#;
const SCALE_UP: &str = r#"{"policies":[{"periodSeconds":15,"type":"Pods","value":4},{"periodSeconds":15,"type":"Percent","value":100}],
    "selectPolicy":"Max","stabilizationWindowSeconds":0}"#;

/// `Always` for the tag `latest`, said or meant; `IfNotPresent` for everything else, digests included.
fn pull_policy(map: &Map) -> Map {
    let image = text(map, &["image"]);
    or(map, &["imagePullPolicy"], if is_latest(image) { "Always".into() } else { "IfNotPresent".into() })
}

fn is_latest(image: &str) -> bool {
    let name = image.rsplit_once('/').map_or(image, |(_, name)| name);
    let is_name = !image.is_empty() && !name.is_empty() && !name.starts_with([':', '@']);
    // Upper case is no image name: Go's parser refuses it and the tag stays empty.
    let repository = image.rsplit_once('/').map_or("", |(path, _)| path.split_once('/').map_or("", |(_, path)| path));
    let plain = name.split([':', '@']).next().unwrap_or("");
    let is_lower = !plain.contains(char::is_uppercase) && !repository.contains(char::is_uppercase);
    is_name && is_lower && !name.contains('@') && name.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

fn volume(map: &Map) -> Map {
    let mut map = map.clone();
    if !map.iter().any(|(key, value)| key.as_str() != "name" && !value.is_null()) {
        map = map.with("emptyDir", Value::Map(Map::default()));
    }
    if get(&map, &["image"]).is_some() {
        let policy = if is_latest(text(&map, &["image", "reference"])) { "Always" } else { "IfNotPresent" };
        map = or(&map, &["image", "pullPolicy"], policy.into());
    }
    map
}

fn pod(map: &Map) -> Map {
    let on_host = get(map, &["spec", "hostNetwork"]).and_then(Value::as_bool) == Some(true);
    let mut map = map.clone();
    for list in ["containers", "initContainers"] {
        let path = ["spec", list];
        let Some(items) = get(&map, &path).and_then(Value::as_list) else { continue };
        let items = items.iter().map(|item| match item {
            Value::Map(container) => Value::Map(host_ports(&requests(container), on_host)),
            other => other.clone(),
        });
        let items = Value::list(items.collect());
        map = build::set(&map, &path, items);
    }
    map
}

/// A limit without a request is the request.
fn requests(container: &Map) -> Map {
    let Some(limits) = get(container, &["resources", "limits"]).and_then(Value::as_map) else { return container.clone() };
    let own = get(container, &["resources", "requests"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let merged: Map = limits.iter().chain(own.iter()).cloned().collect();
    build::set(container, &["resources", "requests"], Value::Map(merged))
}

fn host_ports(container: &Map, on_host: bool) -> Map {
    let Some(ports) = get(container, &["ports"]).and_then(Value::as_list).filter(|_| on_host) else { return container.clone() };
    let ports = ports.iter().map(|port| match port.as_map() {
        Some(own) => Value::Map(or(own, &["hostPort"], own.get("containerPort").cloned().unwrap_or_default())),
        None => port.clone(),
    });
    container.with("ports", Value::list(ports.collect()))
}

fn namespace(map: &Map) -> Map {
    match get(map, &["metadata", "name"]).cloned() {
        Some(name) => build::set(map, &["metadata", "labels", "kubernetes.io/metadata.name"], name),
        None => map.clone(),
    }
}

fn node_status(map: &Map) -> Map {
    match map.get("capacity").cloned() {
        Some(capacity) => or(map, &["allocatable"], capacity),
        None => map.clone(),
    }
}

fn limit_range(map: &Map) -> Map {
    if text(map, &["type"]) != "Container" {
        return map.clone();
    }
    let part = |map: &Map, key: &str| map.get(key).and_then(Value::as_map).cloned().unwrap_or_default();
    let merge = |base: &Map, own: &Map| -> Map { base.iter().chain(own.iter()).cloned().collect() };
    let default = merge(&part(map, "max"), &part(map, "default"));
    let request = merge(&merge(&part(map, "min"), &default), &part(map, "defaultRequest"));
    let mut out = map.clone();
    for (key, value) in [("default", default), ("defaultRequest", request)] {
        if !value.is_empty() {
            out = out.with(key, Value::Map(value));
        }
    }
    out
}

fn network_policy(map: &Map) -> Map {
    let is_empty = |key: &str| get(map, &["spec", key]).and_then(Value::as_list).is_none_or(<[Value]>::is_empty);
    if !is_empty("policyTypes") {
        return map.clone();
    }
    let mut types = vec!["Ingress".into()];
    if !is_empty("egress") {
        types.push("Egress".into());
    }
    build::set(map, &["spec", "policyTypes"], Value::list(types))
}

fn ingress_class(map: &Map) -> Map {
    match get(map, &["spec", "parameters"]) {
        Some(_) => or(map, &["spec", "parameters", "scope"], "Cluster".into()),
        None => map.clone(),
    }
}

fn subject(map: &Map) -> Map {
    match text(map, &["kind"]) {
        "User" | "Group" if text(map, &["apiGroup"]).is_empty() => map.with("apiGroup", "rbac.authorization.k8s.io".into()),
        _ => map.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{RULES, is_latest};

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(RULES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn only_the_tag_latest_said_or_meant_is_latest() {
        assert!(["nginx", "nginx:latest", "reg:5000/a/nginx", "reg:5000/nginx:latest"].iter().all(|image| is_latest(image)));
        assert!(
            !["", "nginx:1", "nginx@sha256:00", "nginx:latest@sha256:00", "Nginx", "reg:5000/nginx:2"].iter().any(|image| is_latest(image))
        );
    }
}
