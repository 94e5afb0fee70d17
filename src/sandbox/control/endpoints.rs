//! Services' endpoints: the addresses of the pods that a service selects. It knows no load balancer but gives each service
//! that wants one an address.

use jiff::Timestamp;

use super::queue::address_of;
use super::template::{is_leaving, is_ready, phase, pods};
use super::world::{World, Writer, entries, owner};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::select::Selector;

/// Addresses of one slice (`maxEndpointsPerSlice`).
const SLICE: usize = 100;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let endpoints = Address { resource: ResourceId::new("", "endpoints"), place: address.place.clone() };
    let Some(service) = world.get(address) else {
        world.delete(&endpoints);
        return None;
    };
    balance(world, address, &service);
    let selector = Selector::of_labels(service.get(&["spec", "selector"]))?;
    let found = world.list(&pods(), service.namespace());
    let selected: Vec<Object> = found
        .iter()
        .map(|version| version.object.clone())
        .filter(|pod| selector.selects(pod) && !is_leaving(pod) && !matches!(phase(pod), "Succeeded" | "Failed"))
        .filter(|pod| pod.str_at(&["status", "podIP"]).is_some_and(|ip| !ip.is_empty()))
        .collect();
    write_endpoints(world, &endpoints, &service, &selected);
    write_slice(world, &service, &selected);
    None
}

fn balance(world: &mut World<'_>, address: &Address, service: &Object) {
    if service.str_at(&["spec", "type"]) != Some("LoadBalancer") || service.get(&["status", "loadBalancer", "ingress"]).is_some() {
        return;
    }
    let last = service.str_at(&["spec", "clusterIP"]).and_then(|ip| ip.rsplit('.').next()).unwrap_or("1").to_owned();
    let ingress = Value::list(vec![entries(vec![("ip", Value::str(format!("192.0.2.{last}"))), ("ipMode", "VIP".into())])]);
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| status.set("loadBalancer", entries(vec![("ingress", ingress)])));
    });
}

fn reference(pod: &Object) -> Value {
    entries(vec![
        ("kind", "Pod".into()),
        ("name", Value::str(pod.name().clone())),
        ("namespace", Value::str(pod.namespace().clone())),
        ("uid", Value::str(pod.uid())),
    ])
}

/// A service's ports as pods have them.
fn ports(service: &Object, pod: Option<&Object>) -> Vec<Value> {
    let list = service.get(&["spec", "ports"]).and_then(Value::as_list).unwrap_or(&[]);
    let number = |port: &Map| match port.get("targetPort") {
        Some(Value::Str(name)) => pod.and_then(|pod| named_port(pod, name)),
        other => other.and_then(Value::as_i64),
    };
    let one = |port: &Map| {
        let mut own =
            vec![("port", Value::Int(number(port)?)), ("protocol", port.get("protocol").cloned().unwrap_or_else(|| "TCP".into()))];
        own.extend(port.get("name").map(|name| ("name", name.clone())));
        Some(entries(own))
    };
    list.iter().filter_map(Value::as_map).filter_map(one).collect()
}

fn named_port(pod: &Object, name: &str) -> Option<i64> {
    let containers = pod.get(&["spec", "containers"])?.as_list()?;
    let ports = containers.iter().filter_map(|own| own.as_map()?.get("ports")?.as_list()).flatten().filter_map(Value::as_map);
    let mut named = ports.filter(|port| port.get("name").and_then(Value::as_str) == Some(name));
    named.next()?.get("containerPort")?.as_i64()
}

fn write_endpoints(world: &mut World<'_>, address: &Address, service: &Object, selected: &[Object]) {
    let of = |ready: bool| -> Vec<Value> {
        let own = selected.iter().filter(|pod| is_ready(pod) == ready);
        let one = |pod: &Object| {
            let text = |path: &[&str]| Value::str(pod.str_at(path).unwrap_or(""));
            entries(vec![("ip", text(&["status", "podIP"])), ("nodeName", text(&["spec", "nodeName"])), ("targetRef", reference(pod))])
        };
        own.map(one).collect()
    };
    let mut subset = Vec::new();
    for (key, ready) in [("addresses", true), ("notReadyAddresses", false)] {
        let own = of(ready);
        if !own.is_empty() {
            subset.push((key, Value::list(own)));
        }
    }
    let subsets = if subset.is_empty() {
        None
    } else {
        subset.push(("ports", Value::list(ports(service, selected.first()))));
        Some(Value::list(vec![entries(subset)]))
    };
    let labels = service.get(&["metadata", "labels"]).cloned();
    if world.get(address).is_none() {
        let mut metadata = vec![("name", Value::str(service.name().clone())), ("namespace", Value::str(service.namespace().clone()))];
        metadata.extend(labels.map(|labels| ("labels", labels)));
        let root = entries(vec![("apiVersion", "v1".into()), ("kind", "Endpoints".into()), ("metadata", entries(metadata))]);
        world.create(root.as_map().cloned().unwrap_or_default(), Writer::Controller);
    }
    world.change(address, Writer::Controller, |edit| edit.put("subsets", subsets));
}

fn write_slice(world: &mut World<'_>, service: &Object, selected: &[Object]) {
    let slices = ResourceId::new("discovery.k8s.io", "endpointslices");
    let one = |pod: &Object| {
        let ready = is_ready(pod);
        let conditions = vec![("ready", ready.into()), ("serving", ready.into()), ("terminating", false.into())];
        entries(vec![
            ("addresses", Value::list(vec![Value::str(pod.str_at(&["status", "podIP"]).unwrap_or(""))])),
            ("conditions", entries(conditions)),
            ("nodeName", Value::str(pod.str_at(&["spec", "nodeName"]).unwrap_or(""))),
            ("targetRef", reference(pod)),
        ])
    };
    let endpoints = Value::list(selected.iter().take(SLICE).map(one).collect());
    let ports = Value::list(ports(service, selected.first()));
    let existing = world.controlled(service, &slices).into_iter().next();
    let Some(existing) = existing else {
        let name = world.named_after(service.name());
        let labels = entries(vec![
            ("kubernetes.io/service-name", Value::str(service.name().clone())),
            ("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io".into()),
        ]);
        let metadata = entries(vec![
            ("name", Value::str(name)),
            ("namespace", Value::str(service.namespace().clone())),
            ("labels", labels),
            ("ownerReferences", owner(service)),
        ]);
        let root = entries(vec![
            ("apiVersion", "discovery.k8s.io/v1".into()),
            ("kind", "EndpointSlice".into()),
            ("metadata", metadata),
            ("addressType", "IPv4".into()),
            ("endpoints", endpoints),
            ("ports", ports),
        ]);
        world.create(root.as_map().cloned().unwrap_or_default(), Writer::Controller);
        return;
    };
    let address = address_of("discovery.k8s.io", "endpointslices", &existing);
    world.change(&address, Writer::Controller, |edit| {
        edit.set("endpoints", endpoints);
        edit.set("ports", ports);
    });
}
