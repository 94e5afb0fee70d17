//! What a real API server fills in. The rules are those of Kubernetes 1.36, `pkg/apis/*/v1/defaults.go`; each is named by
//! the kind it stands for. It knows no request and no validation.

mod pod;
mod service;
mod small;
mod workload;

use super::edit::Edit;
use crate::model::object::value::Map;

/// The fields of an object of a built-in kind with its defaults filled in. Kinds without any come back as they are.
pub(crate) fn fill(group: &str, kind: &str, root: &Map) -> Map {
    let mut edit = Edit::of(root);
    match (group, kind) {
        ("apps", "Deployment") => edit.within_new("spec", workload::deployment),
        ("apps", "StatefulSet") => edit.within_new("spec", workload::stateful_set),
        ("apps", "DaemonSet") => edit.within_new("spec", workload::daemon_set),
        ("apps", "ReplicaSet") => edit.within_new("spec", workload::replica_set),
        ("", "ReplicationController") => workload::replication_controller(&mut edit),
        ("batch", "Job") => workload::job(&mut edit),
        ("batch", "CronJob") => edit.within_new("spec", workload::cron_job),
        ("", "Pod") => edit.within_new("spec", pod::pod),
        ("", "PodTemplate") => edit.along(&["template", "spec"], pod::spec),
        ("", "Service") => service::service(&mut edit),
        ("", "Endpoints") => service::endpoints(&mut edit),
        ("discovery.k8s.io", "EndpointSlice") => service::endpoint_slice(&mut edit),
        ("networking.k8s.io", "NetworkPolicy") => edit.within("spec", service::network_policy),
        ("networking.k8s.io", "IngressClass") => edit.along(&["spec", "parameters"], |own| own.default("scope", "Cluster")),
        ("", "Secret") => edit.default("type", "Opaque"),
        ("", "Namespace") => small::namespace(&mut edit),
        ("", "PersistentVolume") => small::volume(&mut edit),
        ("", "PersistentVolumeClaim") => small::claim(&mut edit),
        ("", "LimitRange") => edit.within("spec", |spec| spec.each("limits", small::limits)),
        ("autoscaling", "HorizontalPodAutoscaler") => edit.within("spec", small::autoscaler),
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => small::role_binding(&mut edit),
        ("storage.k8s.io", "StorageClass") => small::storage_class(&mut edit),
        ("scheduling.k8s.io", "PriorityClass") => edit.default("preemptionPolicy", "PreemptLowerPriority"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration") => {
            let mutating = kind.starts_with('M');
            edit.each("webhooks", |own| small::webhook(own, mutating));
        }
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy") => edit.within("spec", small::admission_policy),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding") => {
            edit.along(&["spec", "matchResources"], small::match_resources);
        }
        ("apiextensions.k8s.io", "CustomResourceDefinition") => small::definition(&mut edit),
        _ => return root.clone(),
    }
    edit.done()
}
