//! What may not change once it is set. It knows both versions of an object and nothing else.

use super::workload::shown;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::failure::{Cause, CauseKind};

/// What is wrong with a change of an object of a built-in kind.
pub(super) fn check(old: &Object, new: &Object) -> Vec<Cause> {
    let immutable = |path: &[&'static str]| -> Vec<Cause> {
        let (before, after) = (old.get(path), new.get(path));
        let changed = before != after;
        changed.then(|| Cause::invalid(path.join("."), &shown(after), "field is immutable")).into_iter().collect()
    };
    match (new.group(), &**new.kind()) {
        ("apps", "Deployment" | "ReplicaSet" | "DaemonSet") => immutable(&["spec", "selector"]),
        ("apps", "StatefulSet") => stateful_set(old, new),
        ("batch", "Job") => {
            let mut causes = Vec::new();
            for key in ["completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"] {
                // A suspended job that never ran may still change where it runs; the rest stays.
                causes.extend(immutable(&["spec", key]));
            }
            causes
        }
        ("", "Secret") => {
            let mut causes = immutable(&["type"]);
            causes.extend(frozen(old, new, &["data"]));
            causes
        }
        ("", "ConfigMap") => frozen(old, new, &["data", "binaryData"]),
        ("", "Service") => service(old, new),
        ("", "PersistentVolumeClaim") => claim(old, new),
        ("", "Pod") => pod(old, new),
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") if old.get(&["roleRef"]) != new.get(&["roleRef"]) => {
            vec![Cause::invalid("roleRef", &shown(new.get(&["roleRef"])), "cannot change roleRef")]
        }
        ("storage.k8s.io", "StorageClass") => {
            let mut causes = Vec::new();
            for key in ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] {
                if old.get(&[key]) != new.get(&[key]) {
                    causes.push(Cause::forbidden(key, "updates to parameters are forbidden."));
                }
            }
            causes
        }
        ("apiextensions.k8s.io", "CustomResourceDefinition") => {
            let mut causes = immutable(&["spec", "group"]);
            causes.extend(immutable(&["spec", "names", "plural"]));
            causes.extend(immutable(&["spec", "scope"]));
            causes
        }
        _ => Vec::new(),
    }
}

fn frozen(old: &Object, new: &Object, keys: &[&'static str]) -> Vec<Cause> {
    if old.get(&["immutable"]).and_then(Value::as_bool) != Some(true) {
        return Vec::new();
    }
    let why = "field is immutable when `immutable` is set";
    let mut causes = Vec::new();
    if new.get(&["immutable"]).and_then(Value::as_bool) != Some(true) {
        causes.push(Cause::forbidden("immutable", why));
    }
    causes.extend(keys.iter().filter(|key| old.get(&[key]) != new.get(&[key])).map(|key| Cause::forbidden(*key, why)));
    causes
}

/// The fields of a spec besides these are equal.
fn same_but(old: &Object, new: &Object, but: &[&str]) -> bool {
    let rest = |object: &Object| {
        let mut spec = object.get(&["spec"]).and_then(Value::as_map).cloned().unwrap_or_default();
        for key in but {
            spec = spec.without(key);
        }
        spec
    };
    rest(old) == rest(new)
}

fn stateful_set(old: &Object, new: &Object) -> Vec<Cause> {
    const MUTABLE: [&str; 7] = [
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    ];
    let why = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    if same_but(old, new, &MUTABLE) { Vec::new() } else { vec![Cause::forbidden("spec", why)] }
}

fn service(old: &Object, new: &Object) -> Vec<Cause> {
    let ip = |object: &Object| object.str_at(&["spec", "clusterIP"]).unwrap_or("").to_owned();
    let external = |object: &Object| object.str_at(&["spec", "type"]) == Some("ExternalName");
    if external(old) || external(new) || ip(old).is_empty() || ip(old) == ip(new) {
        return Vec::new();
    }
    let why = "may not change once set";
    vec![Cause::invalid("spec.clusterIPs[0]", &format!("[{:?}]", ip(new)), why)]
}

fn claim(old: &Object, new: &Object) -> Vec<Cause> {
    if same_but(old, new, &["resources", "volumeAttributesClassName", "volumeName"]) {
        return Vec::new();
    }
    let why = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
    vec![Cause::forbidden("spec", why)]
}

fn pod(old: &Object, new: &Object) -> Vec<Cause> {
    let spec = |object: &Object| {
        let mut spec = object.get(&["spec"]).and_then(Value::as_map).cloned().unwrap_or_default();
        for key in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"] {
            spec = spec.without(key);
        }
        for key in ["containers", "initContainers", "ephemeralContainers"] {
            let Some(list) = spec.get(key).and_then(Value::as_list) else { continue };
            let without = |item: &Value| match item {
                Value::Map(map) => Value::Map(map.without("image")),
                other => other.clone(),
            };
            let list = Value::list(list.iter().map(without).collect());
            spec = spec.with(key, list);
        }
        spec
    };
    let why = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    (spec(old) != spec(new)).then(|| Cause::new(CauseKind::Forbidden, "spec", format!("Forbidden: {why}"))).into_iter().collect()
}
