//! What the cluster that holds an object assigned to it: taken away, the same object of two clusters can be compared. It knows no cluster.

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};

/// What the cluster that holds an object assigns to it: fields by kind. The core group is the empty text.
const ASSIGNED: &[(&str, &str, &[&[&str]])] = &[
    ("", "Service", &[&["spec", "clusterIP"], &["spec", "clusterIPs"], &["spec", "healthCheckNodePort"], &["spec", "ipFamilies"]]),
    ("", "PersistentVolumeClaim", &[&["spec", "volumeName"]]),
    ("", "PersistentVolume", &[&["spec", "claimRef"]]),
    ("", "Pod", &[&["spec", "nodeName"]]),
    ("", "ServiceAccount", &[&["secrets"]]),
    ("", "Namespace", &[&["spec", "finalizers"]]),
];

/// Annotations that a cluster's own controllers write, or that say whose an object is.
const ASSIGNED_ANNOTATIONS: [&str; 9] = [
    annotation::TRACKING_ID,
    annotation::LAST_APPLIED,
    annotation::OPERATION,
    "deployment.kubernetes.io/revision",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
    "volume.kubernetes.io/selected-node",
    "volume.kubernetes.io/storage-provisioner",
    "kubectl.kubernetes.io/restartedAt",
];

/// A live object without what its cluster assigned to it: addresses, node ports, volumes, status, revisions. What is left is comparable
/// with the same object of another cluster.
#[must_use]
pub fn without_assigned(object: &Object) -> Object {
    let mut root = build::remove(object.root(), &["status"]);
    for (_, _, fields) in ASSIGNED.iter().filter(|(group, kind, _)| object.is(group, kind)) {
        for field in *fields {
            root = build::remove(&root, field);
        }
    }
    for name in ASSIGNED_ANNOTATIONS {
        root = build::remove(&root, &["metadata", "annotations", name]);
    }
    if root
        .get("metadata")
        .and_then(Value::as_map)
        .and_then(|own| own.get("annotations"))
        .and_then(Value::as_map)
        .is_some_and(Map::is_empty)
    {
        root = build::remove(&root, &["metadata", "annotations"]);
    }
    if object.is("", "Service")
        && let Some(Value::List(ports)) = object.get(&["spec", "ports"])
    {
        let ports = ports.iter().map(|port| port.as_map().map_or_else(|| port.clone(), |own| Value::Map(own.without("nodePort"))));
        root = build::set(&root, &["spec", "ports"], Value::list(ports.collect()));
    }
    root = build::remove(&root, &["metadata", "ownerReferences"]);
    object.with_root(root).unwrap_or_else(|_| object.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::manifest::{objects, yaml};

    fn read(text: &str) -> Vec<Object> {
        let documents = yaml::parse_yaml(text.as_bytes(), "x.yaml", yaml::ParseOptions::default());
        objects::objects(&documents, "x.yaml").0
    }

    #[test]
    fn what_a_cluster_assigns_does_not_count() {
        let service = |address: &str, port: u16, uid: &str| {
            let text = format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: web, annotations: {{argocd.argoproj.io/tracking-id: '{uid}:/Service:n/web'}}}}\nspec: {{clusterIP: {address}, clusterIPs: [{address}], ports: [{{port: 80, nodePort: {port}}}], type: NodePort}}\nstatus: {{loadBalancer: {{ingress: [{{ip: {address}}}]}}}}\n"
            );
            without_assigned(&read(&text)[0])
        };
        assert_eq!(service("10.0.0.1", 30_000, "a").root(), service("10.9.9.9", 31_000, "b").root());
        assert_eq!(service("10.0.0.1", 30_000, "a").str_at(&["spec", "type"]), Some("NodePort"));
    }
}
