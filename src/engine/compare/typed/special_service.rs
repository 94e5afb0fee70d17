//! Defaults of Services: session affinity, ports, traffic policies. It knows no other type. Source: Kubernetes v1.36.3
//! `pkg/apis/core/v1/defaults.go`, `SetDefaults_Service`.

use crate::model::object::build;
use crate::model::object::value::{Map, Value};

use super::special::{get, or, text};

pub(super) fn service(map: &Map) -> Map {
    let mut map = affinity(map);
    map = or(&map, &["spec", "type"], "ClusterIP".into());
    if let Some(ports) = get(&map, &["spec", "ports"]).and_then(Value::as_list) {
        let ports = ports.iter().map(|port| port.as_map().map_or_else(|| port.clone(), |own| Value::Map(target_port(own))));
        map = build::set(&map, &["spec", "ports"], Value::list(ports.collect()));
    }
    let kind = text(&map, &["spec", "type"]).to_owned();
    let is_cluster_ip = kind == "ClusterIP";
    let has_addresses = get(&map, &["spec", "externalIPs"]).and_then(Value::as_list).is_some_and(|list| !list.is_empty());
    if matches!(&*kind, "LoadBalancer" | "NodePort") || (is_cluster_ip && has_addresses) {
        map = or(&map, &["spec", "externalTrafficPolicy"], "Cluster".into());
    }
    if matches!(&*kind, "LoadBalancer" | "NodePort" | "ClusterIP") {
        map = or(&map, &["spec", "internalTrafficPolicy"], "Cluster".into());
    }
    if kind == "LoadBalancer" {
        map = addresses(&or(&map, &["spec", "allocateLoadBalancerNodePorts"], true.into()));
    }
    map
}

fn affinity(map: &Map) -> Map {
    let mut map = or(map, &["spec", "sessionAffinity"], "None".into());
    match text(&map, &["spec", "sessionAffinity"]) {
        "None" => map = build::remove(&map, &["spec", "sessionAffinityConfig"]),
        "ClientIP" => map = or(&map, &["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"], 10800.into()),
        _ => {}
    }
    map
}

/// A target port that is 0 or empty is the port itself.
fn target_port(port: &Map) -> Map {
    let is_unset = match port.get("targetPort") {
        None | Some(Value::Null | Value::Int(0)) => true,
        Some(Value::Str(text)) => text.is_empty(),
        Some(_) => false,
    };
    let port = or(port, &["protocol"], "TCP".into());
    if is_unset { port.with("targetPort", port.get("port").cloned().unwrap_or(Value::Int(0))) } else { port }
}

fn addresses(map: &Map) -> Map {
    const PATH: &[&str] = &["status", "loadBalancer", "ingress"];
    let Some(items) = get(map, PATH).and_then(Value::as_list) else { return map.clone() };
    let items = items.iter().map(|item| match item.as_map() {
        Some(own) if !text(own, &["ip"]).is_empty() => Value::Map(or(own, &["ipMode"], "VIP".into())),
        _ => item.clone(),
    });
    build::set(map, PATH, Value::list(items.collect()))
}
