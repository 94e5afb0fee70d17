//! Rows of everything else that has columns of its own.

use jiff::Timestamp;

use super::age::since;
use super::read::{NONE, age, created, int, list, maps, name, of, or_none, size, text, texts};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

pub(super) fn cells(object: &Object, now: Timestamp) -> Vec<Value> {
    let aged = age(object, now);
    let string = |path: &[&str]| Value::str(text(object, path));
    match (object.group(), &**object.kind()) {
        ("", "ConfigMap") => vec![name(object), Value::Int(size(object, &["data"]) + size(object, &["binaryData"])), aged],
        ("", "Secret") => vec![name(object), string(&["type"]), Value::Int(size(object, &["data"])), aged],
        ("", "Namespace") => vec![name(object), string(&["status", "phase"]), aged],
        ("", "ServiceAccount") => vec![name(object), aged],
        ("", "Node") => node(object, aged),
        ("", "Event") => event(object, now),
        ("", "PersistentVolumeClaim") => vec![
            name(object),
            string(&["status", "phase"]),
            string(&["spec", "volumeName"]),
            string(&["status", "capacity", "storage"]),
            Value::str(modes(list(object, &["status", "accessModes"]))),
            string(&["spec", "storageClassName"]),
            Value::str("<unset>"),
            aged,
            string(&["spec", "volumeMode"]),
        ],
        ("", "PersistentVolume") => {
            let claim = match text(object, &["spec", "claimRef", "name"]) {
                "" => String::new(),
                own => format!("{}/{own}", text(object, &["spec", "claimRef", "namespace"])),
            };
            vec![
                name(object),
                string(&["spec", "capacity", "storage"]),
                Value::str(modes(list(object, &["spec", "accessModes"]))),
                string(&["spec", "persistentVolumeReclaimPolicy"]),
                string(&["status", "phase"]),
                Value::str(claim),
                string(&["spec", "storageClassName"]),
                Value::str("<unset>"),
                string(&["status", "reason"]),
                aged,
                string(&["spec", "volumeMode"]),
            ]
        }
        ("autoscaling", _) => autoscaler(object, aged),
        ("policy", _) => {
            let shown = |key: &str| object.get(&["spec", key]).map_or_else(|| Value::str("N/A"), amount);
            vec![
                name(object),
                shown("minAvailable"),
                shown("maxUnavailable"),
                Value::Int(int(object, &["status", "disruptionsAllowed"])),
                aged,
            ]
        }
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => binding(object, aged),
        ("coordination.k8s.io", _) => vec![name(object), string(&["spec", "holderIdentity"]), aged],
        ("storage.k8s.io", "StorageClass") => vec![
            name(object),
            string(&["provisioner"]),
            string(&["reclaimPolicy"]),
            string(&["volumeBindingMode"]),
            Value::Bool(object.get(&["allowVolumeExpansion"]).and_then(Value::as_bool).unwrap_or(false)),
            aged,
        ],
        ("scheduling.k8s.io", _) => vec![
            name(object),
            Value::Int(int(object, &["value"])),
            Value::Bool(object.get(&["globalDefault"]).and_then(Value::as_bool).unwrap_or(false)),
            aged,
            string(&["preemptionPolicy"]),
        ],
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration") => {
            vec![name(object), Value::Int(i64::try_from(list(object, &["webhooks"]).len()).unwrap_or(0)), aged]
        }
        _ => vec![name(object), created(object)],
    }
}

fn amount(value: &Value) -> Value {
    value.as_i64().map_or_else(|| value.clone(), |number| Value::str(number.to_string()))
}

fn modes(list: &[Value]) -> String {
    let short = |mode: &str| match mode {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => "",
    };
    texts(list).into_iter().map(short).collect::<Vec<_>>().join(",")
}

fn node(object: &Object, aged: Value) -> Vec<Value> {
    let ready = maps(list(object, &["status", "conditions"])).find(|own| of(own, "type") == "Ready");
    let mut status = match ready.map(|own| of(own, "status")) {
        Some("True") => "Ready".to_owned(),
        Some(_) => "NotReady".to_owned(),
        None => "Unknown".to_owned(),
    };
    if object.get(&["spec", "unschedulable"]).and_then(Value::as_bool) == Some(true) {
        status.push_str(",SchedulingDisabled");
    }
    let roles: Vec<&str> = object.labels().filter_map(|(key, _)| key.strip_prefix("node-role.kubernetes.io/")).collect();
    let address = |of_type: &str| {
        let own = maps(list(object, &["status", "addresses"])).find(|own| of(own, "type") == of_type);
        or_none(own.map_or("", |own| of(own, "address")))
    };
    let info = |key: &str| text(object, &["status", "nodeInfo", key]);
    let unknown = |text: &str| Value::str(if text.is_empty() { "<unknown>" } else { text });
    vec![
        name(object),
        Value::str(status),
        or_none(&roles.join(",")),
        aged,
        Value::str(info("kubeletVersion")),
        address("InternalIP"),
        address("ExternalIP"),
        unknown(info("osImage")),
        unknown(info("kernelVersion")),
        unknown(info("containerRuntimeVersion")),
    ]
}

fn event(object: &Object, now: Timestamp) -> Vec<Value> {
    let first = match text(object, &["firstTimestamp"]) {
        "" => text(object, &["eventTime"]),
        own => own,
    };
    let last = match text(object, &["lastTimestamp"]) {
        "" => first,
        own => own,
    };
    let of_object = match text(object, &["involvedObject", "name"]) {
        "" => NONE.to_owned(),
        own => format!("{}/{own}", text(object, &["involvedObject", "kind"]).to_lowercase()),
    };
    let source = match text(object, &["source", "component"]) {
        "" => text(object, &["reportingComponent"]),
        own => own,
    };
    vec![
        Value::str(since(Some(last), now)),
        Value::str(text(object, &["type"])),
        Value::str(text(object, &["reason"])),
        Value::str(of_object),
        Value::str(text(object, &["involvedObject", "fieldPath"])),
        Value::str(source),
        Value::str(text(object, &["message"]).trim()),
        Value::str(since(Some(first), now)),
        Value::Int(int(object, &["count"]).max(1)),
        name(object),
    ]
}

fn autoscaler(object: &Object, aged: Value) -> Vec<Value> {
    let target = |metric: &Map| {
        let resource = metric.get("resource").and_then(Value::as_map)?;
        let wanted = resource.get("target").and_then(Value::as_map)?;
        let wanted = wanted.get("averageUtilization").and_then(Value::as_i64).map(|own| format!("{own}%"))?;
        let current = maps(list(object, &["status", "currentMetrics"])).find_map(|own| {
            let own = own.get("resource")?.as_map().filter(|own| of(own, "name") == of(resource, "name"))?;
            own.get("current")?.as_map()?.get("averageUtilization")?.as_i64()
        });
        let current = current.map_or_else(|| "<unknown>".to_owned(), |own| format!("{own}%"));
        Some(format!("{}: {current}/{wanted}", of(resource, "name")))
    };
    let targets: Vec<String> = maps(list(object, &["spec", "metrics"])).filter_map(target).collect();
    let reference = format!("{}/{}", text(object, &["spec", "scaleTargetRef", "kind"]), text(object, &["spec", "scaleTargetRef", "name"]));
    vec![
        name(object),
        Value::str(reference),
        or_none(&targets.join(", ")),
        Value::str(int(object, &["spec", "minReplicas"]).to_string()),
        Value::Int(int(object, &["spec", "maxReplicas"])),
        Value::Int(int(object, &["status", "currentReplicas"])),
        aged,
    ]
}

fn binding(object: &Object, aged: Value) -> Vec<Value> {
    let of_kind = |kind: &str| {
        let own = maps(list(object, &["subjects"])).filter(|own| of(own, "kind") == kind);
        let named = own.map(|own| match of(own, "namespace") {
            "" => of(own, "name").to_owned(),
            namespace => format!("{namespace}/{}", of(own, "name")),
        });
        Value::str(named.collect::<Vec<_>>().join(", "))
    };
    let role = format!("{}/{}", text(object, &["roleRef", "kind"]), text(object, &["roleRef", "name"]));
    vec![name(object), Value::str(role), aged, of_kind("User"), of_kind("Group"), of_kind("ServiceAccount")]
}
