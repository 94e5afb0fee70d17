//! Rules of workloads, pods and services that operators run into. A real server has many more; these are the ones whose
//! refusal changes what an operator does next. It knows no change, only the object as it would be.

use super::metadata::label_causes;
use crate::engine::manifest::json::to_json;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::{Cause, CauseKind};
use crate::sandbox::store::select::Selector;

/// What is wrong with an object of a built-in kind.
pub(super) fn check(object: &Object) -> Vec<Cause> {
    let kind = &**object.kind();
    match (object.group(), kind) {
        ("apps", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet") => controller(object, &kind.to_lowercase()),
        ("batch", "Job") => {
            let template = ["spec", "template"];
            pod_template(object, &template, "spec.template", Restart::Once)
        }
        ("batch", "CronJob") => {
            let template = ["spec", "jobTemplate", "spec", "template"];
            let mut causes = Vec::new();
            if object.str_at(&["spec", "schedule"]).unwrap_or("").is_empty() {
                causes.push(Cause::required("spec.schedule", ""));
            }
            causes.extend(pod_template(object, &template, "spec.jobTemplate.spec.template", Restart::Once));
            causes
        }
        ("", "Pod") => pod_spec(object.get(&["spec"]), "spec"),
        ("", "Service") => service(object),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => definition(object),
        _ => Vec::new(),
    }
}

/// A definition is found by its name: it must be that of what it defines.
fn definition(object: &Object) -> Vec<Cause> {
    let text = |path: &[&str]| object.str_at(path).unwrap_or("").to_owned();
    let wanted = format!("{}.{}", text(&["spec", "names", "plural"]), text(&["spec", "group"]));
    if **object.name() == *wanted {
        return Vec::new();
    }
    vec![Cause::invalid("metadata.name", &format!("{:?}", object.name()), "must be spec.names.plural+\".\"+spec.group")]
}

/// JSON of a value inside a message.
pub(super) fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| String::from_utf8_lossy(&to_json(value)).into_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Restart {
    Always,
    Once,
}

fn controller(object: &Object, kind: &str) -> Vec<Cause> {
    let mut causes = Vec::new();
    if let Some(replicas) = object.int_at(&["spec", "replicas"]).filter(|replicas| *replicas < 0) {
        causes.push(Cause::invalid("spec.replicas", &replicas.to_string(), "must be greater than or equal to 0"));
    }
    let selector = object.get(&["spec", "selector"]);
    let labels = object.get(&["spec", "template", "metadata", "labels"]);
    match selector.and_then(Value::as_map) {
        None => causes.push(Cause::required("spec.selector", "")),
        Some(map) if map.is_empty() => {
            causes.push(Cause::invalid("spec.selector", "{}", &format!("empty selector is invalid for {kind}")));
        }
        Some(_) => {}
    }
    let is_empty = selector.and_then(Value::as_map).is_some_and(Map::is_empty);
    let template = Selector::of_label_selector(selector);
    let own = labels.and_then(Value::as_map).into_iter().flatten().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    if !is_empty && !template.is_some_and(|selector| selector.selects_labels(&own.collect())) {
        let shown = if labels.is_none() { "null".to_owned() } else { shown(labels) };
        causes.push(Cause::invalid("spec.template.metadata.labels", &shown, "`selector` does not match template `labels`"));
    }
    causes.extend(pod_template(object, &["spec", "template"], "spec.template", Restart::Always));
    causes
}

fn pod_template(object: &Object, path: &[&str], field: &str, restart: Restart) -> Vec<Cause> {
    let template = object.get(path).and_then(Value::as_map);
    let inner = |key: &str| template.and_then(|own| own.get(key)).and_then(Value::as_map);
    let mut causes = Vec::new();
    for (key, value) in inner("metadata").and_then(|own| own.get("labels")).and_then(Value::as_map).into_iter().flatten() {
        causes.extend(label_causes(&format!("{field}.labels"), key.as_str(), value.as_str().unwrap_or("")));
    }
    causes.extend(pod_spec(template.and_then(|own| own.get("spec")), &format!("{field}.spec")));
    let policy = inner("spec").and_then(|own| own.get("restartPolicy")).and_then(Value::as_str).unwrap_or("");
    let field = format!("{field}.spec.restartPolicy");
    match restart {
        Restart::Always if policy != "Always" => {
            causes.push(Cause::new(CauseKind::NotSupported, field, format!("Unsupported value: {policy:?}: supported values: \"Always\"")));
        }
        Restart::Once if !matches!(policy, "OnFailure" | "Never") => {
            causes.push(Cause::required(field, "valid values: \"OnFailure\", \"Never\""));
        }
        Restart::Always | Restart::Once => {}
    }
    causes
}

fn pod_spec(spec: Option<&Value>, field: &str) -> Vec<Cause> {
    let spec = spec.and_then(Value::as_map);
    let list = |key: &str| spec.and_then(|own| own.get(key)).and_then(Value::as_list).unwrap_or(&[]);
    let mut causes = Vec::new();
    if list("containers").is_empty() {
        causes.push(Cause::required(format!("{field}.containers"), ""));
    }
    let mut names: Vec<&str> = Vec::new();
    let volumes: Vec<&str> = list("volumes").iter().filter_map(|own| own.as_map()?.get("name")?.as_str()).collect();
    for key in ["initContainers", "containers"] {
        for (index, container) in list(key).iter().enumerate() {
            let Some(container) = container.as_map() else { continue };
            let at = format!("{field}.{key}[{index}]");
            let text = |key: &str| container.get(key).and_then(Value::as_str).unwrap_or("");
            match text("name") {
                "" => causes.push(Cause::required(format!("{at}.name"), "")),
                name if names.contains(&name) => {
                    causes.push(Cause::new(CauseKind::Duplicate, format!("{at}.name"), format!("Duplicate value: {name:?}")));
                }
                name => names.push(name),
            }
            if text("image").is_empty() {
                causes.push(Cause::required(format!("{at}.image"), ""));
            }
            for (index, port) in container.get("ports").and_then(Value::as_list).unwrap_or(&[]).iter().enumerate() {
                if port.as_map().and_then(|port| port.get("containerPort")).and_then(Value::as_i64).unwrap_or(0) == 0 {
                    causes.push(Cause::required(format!("{at}.ports[{index}].containerPort"), ""));
                }
            }
            for (index, mount) in container.get("volumeMounts").and_then(Value::as_list).unwrap_or(&[]).iter().enumerate() {
                let name = mount.as_map().and_then(|mount| mount.get("name")).and_then(Value::as_str).unwrap_or("");
                if !volumes.contains(&name) {
                    let field = format!("{at}.volumeMounts[{index}].name");
                    causes.push(Cause { reason: "FieldValueNotFound", message: format!("Not found: {name:?}"), field });
                }
            }
        }
    }
    causes
}

fn service(object: &Object) -> Vec<Cause> {
    let ports = object.get(&["spec", "ports"]).and_then(Value::as_list).unwrap_or(&[]);
    let of_type = object.str_at(&["spec", "type"]).unwrap_or("");
    let headless = object.str_at(&["spec", "clusterIP"]) == Some("None");
    let mut causes = Vec::new();
    if of_type == "ExternalName" {
        if object.str_at(&["spec", "externalName"]).unwrap_or("").is_empty() {
            let why = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
            causes.push(Cause::invalid("spec.externalName", "\"\"", why));
        }
    } else if ports.is_empty() && !headless {
        causes.push(Cause::required("spec.ports", ""));
    }
    for (index, port) in ports.iter().enumerate() {
        let Some(port) = port.as_map() else { continue };
        let name = port.get("name").and_then(Value::as_str).unwrap_or("");
        if ports.len() > 1 && name.is_empty() {
            causes.push(Cause::required(format!("spec.ports[{index}].name"), ""));
        }
        let number = port.get("port").and_then(Value::as_i64).unwrap_or(0);
        if !(1..=65535).contains(&number) {
            let why = "must be between 1 and 65535, inclusive";
            causes.push(Cause::invalid(format!("spec.ports[{index}].port"), &number.to_string(), why));
        }
    }
    causes
}
