//! Defaults of services and what belongs to them. Cluster IPs and node ports are allocations, not defaults: see `rules`.

use super::super::edit::Edit;
use crate::model::object::value::Value;

pub(super) fn service(own: &mut Edit) {
    own.within_new("spec", |spec| {
        spec.default("sessionAffinity", "None");
        match spec.str("sessionAffinity") {
            "None" => spec.remove("sessionAffinityConfig"),
            "ClientIP" => spec.within_new("sessionAffinityConfig", |config| {
                config.within_new("clientIP", |client| client.default("timeoutSeconds", 10_800));
            }),
            _ => {}
        }
        spec.default("type", "ClusterIP");
        spec.each("ports", |port| {
            port.default("protocol", "TCP");
            if port.is_unset("targetPort") || port.int("targetPort") == Some(0) {
                let number = port.get("port").cloned().unwrap_or_default();
                port.set("targetPort", number);
            }
        });
        let of_type = spec.str("type").to_owned();
        if matches!(of_type.as_str(), "NodePort" | "LoadBalancer") || of_type == "ClusterIP" && !spec.list("externalIPs").is_empty() {
            spec.default("externalTrafficPolicy", "Cluster");
        }
        if of_type != "ExternalName" {
            spec.default("internalTrafficPolicy", "Cluster");
        }
        if of_type == "LoadBalancer" {
            spec.default("allocateLoadBalancerNodePorts", true);
        }
    });
}

pub(super) fn endpoints(own: &mut Edit) {
    own.each("subsets", |subset| subset.each("ports", |port| port.default("protocol", "TCP")));
}

pub(super) fn endpoint_slice(own: &mut Edit) {
    own.each("ports", |port| {
        if !port.has("name") {
            port.set("name", "");
        }
        port.default("protocol", "TCP");
    });
}

pub(super) fn network_policy(spec: &mut Edit) {
    for key in ["ingress", "egress"] {
        spec.each(key, |rule| rule.each("ports", |port| port.default("protocol", "TCP")));
    }
    if spec.list("policyTypes").is_empty() {
        let mut types = vec![Value::str("Ingress")];
        if !spec.list("egress").is_empty() {
            types.push(Value::str("Egress"));
        }
        spec.set("policyTypes", Value::list(types));
    }
}
