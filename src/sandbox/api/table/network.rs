//! Rows of services and what leads to them.

use jiff::Timestamp;

use super::read::{NONE, age, labels, list, maps, name, of, or_none, selector, text, texts};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

pub(super) fn cells(object: &Object, now: Timestamp) -> Vec<Value> {
    let age = age(object, now);
    match &**object.kind() {
        "Service" => {
            let ip = text(object, &["spec", "clusterIP"]);
            vec![
                name(object),
                Value::str(text(object, &["spec", "type"])),
                or_none(ip),
                Value::str(external(object)),
                Value::str(ports(object)),
                age,
                labels(object.get(&["spec", "selector"])),
            ]
        }
        "Endpoints" => vec![name(object), Value::str(endpoints(object)), age],
        "EndpointSlice" => vec![
            name(object),
            Value::str(text(object, &["addressType"])),
            Value::str(some(maps(list(object, &["ports"])).map(|port| number(port, "port")).collect())),
            Value::str(some(
                maps(list(object, &["endpoints"]))
                    .flat_map(|own| texts(own.get("addresses").and_then(Value::as_list).unwrap_or(&[])))
                    .map(str::to_owned)
                    .collect(),
            )),
            age,
        ],
        "Ingress" => {
            let class = text(object, &["spec", "ingressClassName"]);
            let hosts =
                maps(list(object, &["spec", "rules"])).map(|rule| of(rule, "host")).map(|host| if host.is_empty() { "*" } else { host });
            let hosts: Vec<String> = hosts.map(str::to_owned).collect();
            let addresses: Vec<&str> = maps(list(object, &["status", "loadBalancer", "ingress"]))
                .map(|own| if of(own, "ip").is_empty() { of(own, "hostname") } else { of(own, "ip") })
                .collect();
            let tls = !list(object, &["spec", "tls"]).is_empty();
            vec![
                name(object),
                or_none(class),
                Value::str(if hosts.is_empty() { "*".to_owned() } else { some(hosts) }),
                Value::str(addresses.join(",")),
                Value::str(if tls { "80, 443" } else { "80" }),
                age,
            ]
        }
        "IngressClass" => vec![name(object), Value::str(text(object, &["spec", "controller"])), Value::str(NONE), age],
        "NetworkPolicy" => vec![name(object), selector(object, &["spec", "podSelector"]), age],
        _ => vec![name(object), age],
    }
}

/// At most three, as kubectl cuts such lists.
fn some(all: Vec<String>) -> String {
    match all.len() {
        0 => "<unset>".to_owned(),
        1..=3 => all.join(","),
        more => format!("{} + {} more...", all.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(","), more - 3),
    }
}

fn number(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_i64).map_or_else(String::new, |number| number.to_string())
}

fn ports(service: &Object) -> String {
    let one = |port: &Map| {
        let (number_text, protocol) = (number(port, "port"), of(port, "protocol"));
        match port.get("nodePort").and_then(Value::as_i64) {
            Some(node) if node > 0 => format!("{number_text}:{node}/{protocol}"),
            _ => format!("{number_text}/{protocol}"),
        }
    };
    let all: Vec<String> = maps(list(service, &["spec", "ports"])).map(one).collect();
    if all.is_empty() { NONE.to_owned() } else { all.join(",") }
}

fn external(service: &Object) -> String {
    let given = maps(list(service, &["status", "loadBalancer", "ingress"]))
        .map(|own| if of(own, "ip").is_empty() { of(own, "hostname") } else { of(own, "ip") });
    let mut all: Vec<&str> = given.collect();
    all.extend(texts(list(service, &["spec", "externalIPs"])));
    match (text(service, &["spec", "type"]), all.is_empty()) {
        ("ExternalName", _) => text(service, &["spec", "externalName"]).to_owned(),
        ("LoadBalancer", true) => "<pending>".to_owned(),
        (_, true) => NONE.to_owned(),
        (_, false) => all.join(","),
    }
}

fn endpoints(object: &Object) -> String {
    let mut all = Vec::new();
    for subset in maps(list(object, &["subsets"])) {
        let part = |key: &str| subset.get(key).and_then(Value::as_list).unwrap_or(&[]);
        for address in maps(part("addresses")) {
            for port in maps(part("ports")) {
                all.push(format!("{}:{}", of(address, "ip"), number(port, "port")));
            }
        }
    }
    if all.is_empty() { NONE.to_owned() } else { some(all) }
}
