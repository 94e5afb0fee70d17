//! What a real server sets or takes back when an object of a built-in kind is written: status, generation, selectors of
//! jobs, cluster IPs, quality of service. It knows no store; addresses are handed in.

use super::super::decode::decode;
use super::super::edit::Edit;
use super::super::resource::{Origin, Resource};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// What a service needs that only the store can give.
pub(crate) trait Allocation {
    /// A cluster IP that nobody has.
    fn cluster_ip(&mut self) -> String;
    /// A node port that nobody has.
    fn node_port(&mut self) -> i64;
}

/// The fields without what a client may not say on this path: its status, where there is `/status`. A node brings its own.
pub(crate) fn without_status(resource: &Resource, root: &Map) -> Map {
    if resource.status && !resource.id.is("", "nodes") { root.without("status") } else { root.clone() }
}

/// What the Go type prints for a status that was never set.
pub(crate) fn zero_status(resource: &Resource) -> Option<Value> {
    match &resource.origin {
        Origin::Builtin(of) => decode(of, &Map::default()).ok()?.root.get("status").cloned(),
        Origin::Custom(_) => None,
    }
}

/// The fields of a new object, its uid and name being set.
pub(crate) fn for_create(resource: &Resource, root: &Map, allocation: &mut dyn Allocation) -> Map {
    let mut edit = Edit::of(root);
    if has_generation(resource) {
        edit.within_new("metadata", |metadata| metadata.set("generation", 1));
    }
    if resource.status && !edit.has("status") {
        edit.put("status", zero_status(resource));
    }
    match (&*resource.id.group, &*resource.id.plural) {
        ("", "pods") => pod(&mut edit),
        ("", "services") => service(&mut edit, allocation),
        ("", "namespaces") => {
            edit.within_new("spec", |spec| spec.set("finalizers", Value::list(vec![Value::str("kubernetes")])));
            edit.set("status", phase("Active"));
        }
        ("", "persistentvolumeclaims") => {
            edit.set("status", phase("Pending"));
            add_finalizer(&mut edit, "kubernetes.io/pvc-protection");
        }
        ("", "persistentvolumes") => {
            edit.set("status", phase("Pending"));
            add_finalizer(&mut edit, "kubernetes.io/pv-protection");
        }
        ("batch", "jobs") => job(&mut edit),
        _ => {}
    }
    edit.done()
}

/// The fields of a changed object: status, generation and identity are those of the old one.
pub(crate) fn for_update(resource: &Resource, old: &Map, new: &Map, allocation: &mut dyn Allocation) -> Map {
    let mut edit = Edit::of(new);
    if resource.status {
        edit.put("status", old.get("status").cloned());
    }
    match (&*resource.id.group, &*resource.id.plural) {
        ("", "services") => {
            keep_addresses(&mut edit, old);
            service(&mut edit, allocation);
        }
        ("", "namespaces") => {
            let finalizers = old.get("spec").and_then(Value::as_map).and_then(|spec| spec.get("finalizers")).cloned();
            edit.within_new("spec", |spec| spec.put("finalizers", finalizers));
        }
        _ => {}
    }
    bump(resource, old, edit.done())
}

/// The fields of an object whose `/status` was written: only the status is new, and for built-in kinds what a real server
/// lets through besides.
pub(crate) fn for_status(resource: &Resource, old: &Map, new: &Map) -> Map {
    let metadata = new.get("metadata").cloned().unwrap_or_default();
    let mut edit = Edit::of(old);
    edit.put("status", new.get("status").cloned());
    match &resource.origin {
        Origin::Builtin(_) => {
            let before = old.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
            edit.set("metadata", metadata);
            edit.within("metadata", |own| {
                own.put("generation", before.get("generation").cloned());
                if resource.id.is("apps", "deployments") {
                    own.put("labels", before.get("labels").cloned());
                }
                if resource.id.is("", "pods") {
                    own.put("ownerReferences", before.get("ownerReferences").cloned());
                }
            });
        }
        Origin::Custom(_) => {
            let managed = metadata.as_map().and_then(|own| own.get("managedFields")).cloned();
            edit.within("metadata", |own| own.put("managedFields", managed));
        }
    }
    edit.done()
}

/// Raises the generation where the kind has one and what it counts has changed.
pub(crate) fn bump(resource: &Resource, old: &Map, new: Map) -> Map {
    let generation = |map: &Map| map.get("metadata").and_then(Value::as_map).and_then(|own| own.get("generation")).and_then(Value::as_i64);
    let counted = counted(resource, old) != counted(resource, &new);
    let Some(before) = generation(old) else { return new };
    let mut edit = Edit::of(&new);
    edit.within("metadata", |metadata| metadata.set("generation", before + i64::from(counted)));
    edit.done()
}

/// What a generation counts the changes of.
fn counted(resource: &Resource, root: &Map) -> Map {
    match &resource.origin {
        Origin::Custom(_) => {
            let rest = root.without("metadata");
            if resource.status { rest.without("status") } else { rest }
        }
        Origin::Builtin(_) => {
            let spec = root.get("spec").cloned().unwrap_or_default();
            let mut counted = Map::default().with("spec", spec);
            if resource.id.is("discovery.k8s.io", "endpointslices") {
                counted = root.without("metadata");
            }
            if resource.id.is("apps", "deployments") {
                // Revisions are written as annotations.
                let metadata = root.get("metadata").and_then(Value::as_map);
                counted = counted.with("annotations", metadata.and_then(|own| own.get("annotations")).cloned().unwrap_or_default());
            }
            counted
        }
    }
}

fn has_generation(resource: &Resource) -> bool {
    const BUILTIN: [(&str, &str); 17] = [
        ("", "pods"),
        ("", "podtemplates"),
        ("", "replicationcontrollers"),
        ("admissionregistration.k8s.io", "validatingadmissionpolicies"),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
        ("apiextensions.k8s.io", "customresourcedefinitions"),
        ("apps", "daemonsets"),
        ("apps", "deployments"),
        ("apps", "replicasets"),
        ("apps", "statefulsets"),
        ("batch", "cronjobs"),
        ("batch", "jobs"),
        ("discovery.k8s.io", "endpointslices"),
        ("networking.k8s.io", "ingresses"),
        ("networking.k8s.io", "networkpolicies"),
        ("policy", "poddisruptionbudgets"),
    ];
    let own = (&*resource.id.group, &*resource.id.plural);
    resource.is_custom() || BUILTIN.contains(&own) || matches!(own.1, "ingressclasses" | "priorityclasses")
}

/// Jobs of `batch/v1` keep their pods unless told otherwise; everything else takes its dependents along.
pub(crate) fn orphans_by_default(resource: &Resource) -> bool {
    resource.id.is("batch", "jobs")
}

/// Whether a deletion answers with the object instead of a Status (`ReturnDeletedObject`).
pub(crate) fn returns_deleted(resource: &Resource) -> bool {
    matches!(
        (&*resource.id.group, &*resource.id.plural),
        (
            "",
            "resourcequotas"
                | "persistentvolumes"
                | "serviceaccounts"
                | "persistentvolumeclaims"
                | "namespaces"
                | "pods"
                | "services"
                | "podtemplates"
        ) | ("storage.k8s.io", "storageclasses")
    )
}

fn phase(name: &str) -> Value {
    Value::map(vec![(Key::field("phase"), Value::str(name))])
}

fn add_finalizer(edit: &mut Edit, name: &str) {
    edit.within_new("metadata", |metadata| {
        let mut list = metadata.list("finalizers").to_vec();
        if !list.iter().any(|own| own.as_str() == Some(name)) {
            list.push(Value::str(name));
        }
        metadata.set("finalizers", Value::list(list));
    });
}

/// A Secret's `stringData` as `data`: a conversion, so that the owners of fields own `data`.
pub(crate) fn string_data(root: &Map) -> Map {
    use base64::Engine;
    let mut edit = Edit::of(root);
    let Some(texts) = edit.map("stringData").cloned() else { return root.clone() };
    edit.remove("stringData");
    let data = edit.map("data").cloned().unwrap_or_default();
    let encoded = texts.iter().map(|(key, value)| {
        let bytes = value.as_str().unwrap_or("").as_bytes();
        (key.clone(), Value::str(base64::engine::general_purpose::STANDARD.encode(bytes)))
    });
    let all: Map = data.iter().cloned().chain(encoded).collect();
    edit.set("data", Value::Map(all));
    edit.done()
}

fn pod(edit: &mut Edit) {
    let quality = quality_of_service(edit);
    edit.set("status", phase("Pending"));
    edit.within("status", |status| status.set("qosClass", quality));
    edit.within("spec", |spec| {
        let mut tolerations = spec.list("tolerations").to_vec();
        for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
            let has = tolerations.iter().any(|own| own.as_map().and_then(|own| own.get("key")).and_then(Value::as_str) == Some(key));
            if !has {
                tolerations.push(Value::map(vec![
                    (Key::field("key"), Value::str(key)),
                    (Key::field("operator"), Value::str("Exists")),
                    (Key::field("effect"), Value::str("NoExecute")),
                    (Key::field("tolerationSeconds"), Value::Int(300)),
                ]));
            }
        }
        spec.set("tolerations", Value::list(tolerations));
        spec.default("priority", 0);
        spec.default("preemptionPolicy", "PreemptLowerPriority");
    });
}

/// `qos.ComputePodQOS`: guaranteed when each container has equal requests and limits of cpu and memory.
fn quality_of_service(edit: &Edit) -> &'static str {
    let containers = edit.map("spec").and_then(|spec| spec.get("containers")).and_then(Value::as_list).unwrap_or(&[]);
    let part = |container: &Value, which: &str| {
        container.as_map()?.get("resources")?.as_map()?.get(which)?.as_map().filter(|own| !own.is_empty()).cloned()
    };
    if containers.iter().all(|own| part(own, "limits").is_none() && part(own, "requests").is_none()) {
        return "BestEffort";
    }
    let guaranteed = containers.iter().all(|own| {
        let (Some(limits), Some(requests)) = (part(own, "limits"), part(own, "requests")) else { return false };
        ["cpu", "memory"].iter().all(|key| limits.has(key) && limits.get(key) == requests.get(key))
    });
    if guaranteed { "Guaranteed" } else { "Burstable" }
}

/// A job's pods are told by the job's uid (`generateSelector`).
fn job(edit: &mut Edit) {
    let manual = edit.map("spec").and_then(|spec| spec.get("manualSelector")).and_then(Value::as_bool) == Some(true);
    if manual {
        return;
    }
    let text = |key: &str| edit.map("metadata").and_then(|own| own.get(key)).cloned().unwrap_or_default();
    let (uid, name) = (text("uid"), text("name"));
    let labels = [
        ("batch.kubernetes.io/controller-uid", uid.clone()),
        ("batch.kubernetes.io/job-name", name.clone()),
        ("controller-uid", uid.clone()),
        ("job-name", name),
    ];
    edit.within("spec", |spec| {
        spec.within_new("template", |template| {
            template.within_new("metadata", |metadata| {
                metadata.within_new("labels", |own| labels.iter().for_each(|(key, value)| own.set(key, value.clone())));
            });
        });
        spec.within_new("selector", |selector| {
            selector.within_new("matchLabels", |own| own.set("batch.kubernetes.io/controller-uid", uid.clone()));
        });
    });
    // Labels of the template are the job's own where it has none; the template has them only now.
    edit.within("metadata", |metadata| {
        if metadata.map("labels").is_none_or(Map::is_empty) {
            metadata.within_new("labels", |own| labels.iter().for_each(|(key, value)| own.set(key, value.clone())));
        }
    });
}

fn keep_addresses(edit: &mut Edit, old: &Map) {
    let Some(before) = old.get("spec").and_then(Value::as_map) else { return };
    edit.within("spec", |spec| {
        if spec.str("type") == "ExternalName" {
            return;
        }
        for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
            if spec.is_unset(key) {
                spec.put(key, before.get(key).cloned());
            }
        }
        if !matches!(spec.str("type"), "NodePort" | "LoadBalancer") {
            return;
        }
        let ports = before.get("ports").and_then(Value::as_list).unwrap_or(&[]).to_vec();
        spec.each("ports", |port| {
            let same = ports.iter().filter_map(Value::as_map).find(|own| own.get("port") == port.get("port"));
            if let (Some(number), 0) = (same.and_then(|own| own.get("nodePort")), port.int("nodePort").unwrap_or(0)) {
                port.set("nodePort", number.clone());
            }
        });
    });
}

fn service(edit: &mut Edit, allocation: &mut dyn Allocation) {
    edit.within("spec", |spec| {
        if spec.str("type") == "ExternalName" {
            return;
        }
        if spec.is_unset("clusterIP") {
            spec.set("clusterIP", allocation.cluster_ip());
        }
        let ip = spec.str("clusterIP").to_owned();
        spec.set("clusterIPs", Value::list(vec![Value::str(ip.as_str())]));
        let selects = spec.map("selector").is_some_and(|own| !own.is_empty());
        let policy = if ip == "None" && !selects { "RequireDualStack" } else { "SingleStack" };
        spec.default("ipFamilyPolicy", policy);
        if spec.list("ipFamilies").is_empty() {
            let mut families = vec![Value::str("IPv4")];
            if policy == "RequireDualStack" {
                families.push(Value::str("IPv6"));
            }
            spec.set("ipFamilies", Value::list(families));
        }
        let wanted = matches!(spec.str("type"), "NodePort" | "LoadBalancer");
        spec.each("ports", |port| {
            if wanted {
                if port.int("nodePort").unwrap_or(0) == 0 {
                    port.set("nodePort", allocation.node_port());
                }
            } else {
                port.remove("nodePort");
            }
        });
    });
}
