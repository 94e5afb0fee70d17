//! Fields that an API server refuses to change, of the kinds that people run. It knows no plan. Source: Kubernetes
//! `pkg/apis/*/validation` (the update validations).

use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::value::Value;

use super::fields;

type Paths = &'static [&'static [&'static str]];

const SELECTOR: Paths = &[&["spec", "selector"]];
const ROLE_REF: Paths = &[&["roleRef"]];

/// Kind → paths that never change once they are set.
const FIELDS: &[(&str, &str, Paths)] = &[
    ("apps", "Deployment", SELECTOR),
    ("apps", "DaemonSet", SELECTOR),
    ("apps", "ReplicaSet", SELECTOR),
    (
        "apps",
        "StatefulSet",
        &[&["spec", "selector"], &["spec", "serviceName"], &["spec", "volumeClaimTemplates"], &["spec", "podManagementPolicy"]],
    ),
    ("batch", "Job", &[&["spec", "template"], &["spec", "selector"], &["spec", "completionMode"]]),
    (
        "",
        "PersistentVolumeClaim",
        &[
            &["spec", "accessModes"],
            &["spec", "storageClassName"],
            &["spec", "volumeName"],
            &["spec", "volumeMode"],
            &["spec", "selector"],
            &["spec", "dataSource"],
        ],
    ),
    ("", "Secret", &[&["type"]]),
    ("rbac.authorization.k8s.io", "RoleBinding", ROLE_REF),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", ROLE_REF),
    ("storage.k8s.io", "StorageClass", &[&["provisioner"], &["parameters"], &["reclaimPolicy"], &["volumeBindingMode"]]),
    ("networking.k8s.io", "IngressClass", &[&["spec", "controller"]]),
    ("scheduling.k8s.io", "PriorityClass", &[&["value"], &["preemptionPolicy"]]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &[&["spec", "scope"], &["spec", "group"]]),
];

/// The paths of fields that would change and cannot, e.g. `spec.selector`.
pub(super) fn changed(schema: &Schema, desired: &Object, live: &Object) -> Vec<String> {
    let table = FIELDS.iter().find(|(group, kind, _)| desired.is(group, kind)).map_or(&[] as Paths, |(_, _, paths)| *paths);
    let mut found: Vec<String> = table.iter().filter(|path| differs(schema, desired, live, path)).map(|path| path.join(".")).collect();
    if desired.is("", "Service") && changes_address(desired, live) {
        found.push("spec.clusterIP".into());
    }
    if live.get(&["immutable"]).and_then(Value::as_bool) == Some(true) && (desired.is("", "ConfigMap") || desired.is("", "Secret")) {
        let parts = [&["data"] as &[&str], &["binaryData"], &["stringData"]];
        found.extend(parts.iter().filter(|path| differs(schema, desired, live, path)).map(|path| path.join(".")));
    }
    found
}

/// Whether what is desired at a path differs from what is there. What is not desired does not change.
fn differs(schema: &Schema, desired: &Object, live: &Object, path: &[&str]) -> bool {
    let ty = fields::type_at(schema, fields::root(schema, desired), path);
    desired.get(path).is_some_and(|wanted| !fields::covers(schema, ty, live.get(path), wanted))
}

/// A cluster IP stays, unless the Service becomes an ExternalName.
fn changes_address(desired: &Object, live: &Object) -> bool {
    let path = &["spec", "clusterIP"];
    let (wanted, own) = (desired.str_at(path).unwrap_or(""), live.str_at(path).unwrap_or(""));
    !wanted.is_empty() && !own.is_empty() && wanted != own && desired.str_at(&["spec", "type"]) != Some("ExternalName")
}
