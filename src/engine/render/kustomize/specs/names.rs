//! Which fields hold the name of another object: all of Kustomize's built-in name references, as a table of pod templates
//! and one of single fields. Source: `builtinpluginconsts/namereference.go` of Kustomize 5.8.1.

use super::set::NameReference;
use crate::engine::render::kustomize::fieldspec::FieldSpec;
use crate::engine::render::kustomize::ids::Gvk;

/// Where a kind keeps its pod's spec.
pub(super) struct PodHome {
    /// The kind.
    pub(super) kind: &'static str,
    /// Its version, where the table is for one only.
    pub(super) version: &'static str,
    /// The path to the pod's spec.
    pub(super) spec: &'static str,
}

const fn home(kind: &'static str, version: &'static str, spec: &'static str) -> PodHome {
    PodHome { kind, version, spec }
}

/// Kinds whose pods may use ConfigMaps and Secrets.
const CONFIGURED: [PodHome; 8] = [
    home("Pod", "v1", "spec"),
    home("PodTemplate", "", "template/spec"),
    home("Deployment", "", "spec/template/spec"),
    home("ReplicaSet", "", "spec/template/spec"),
    home("DaemonSet", "", "spec/template/spec"),
    home("StatefulSet", "", "spec/template/spec"),
    home("Job", "", "spec/template/spec"),
    home("CronJob", "", "spec/jobTemplate/spec/template/spec"),
];

/// Kinds whose pods may use service accounts, claims and priorities.
const RUNNING: [PodHome; 7] = [
    home("Pod", "", "spec"),
    home("StatefulSet", "", "spec/template/spec"),
    home("Deployment", "", "spec/template/spec"),
    home("ReplicationController", "", "spec/template/spec"),
    home("CronJob", "", "spec/jobTemplate/spec/template/spec"),
    home("Job", "", "spec/template/spec"),
    home("DaemonSet", "", "spec/template/spec"),
];

const CONFIG_MAP: [&str; 6] = [
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];

const SECRET: [&str; 7] = [
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];

/// One field of one kind.
type Field = (&'static str, &'static str, &'static str, &'static str);

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

/// A target's rules: group, version and kind; pods that use it and how; single fields (group, version, kind, path).
type Rule = (&'static str, &'static str, &'static str, &'static [PodHome], &'static [&'static str], &'static [Field]);

const SCALED: &[Field] = &[("", "", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name")];

const RULES: &[Rule] = &[
    ("", "", "Deployment", &[], &[], SCALED),
    ("", "", "ReplicationController", &[], &[], SCALED),
    ("", "", "ReplicaSet", &[], &[], SCALED),
    ("", "", "StatefulSet", &[], &[], SCALED),
    (
        "",
        "v1",
        "ConfigMap",
        &CONFIGURED,
        &CONFIG_MAP,
        &[
            ("", "", "Node", "spec/configSource/configMap"),
            ("", "", "Role", "rules/resourceNames"),
            ("", "", "ClusterRole", "rules/resourceNames"),
            ("", "", "Ingress", r"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"),
        ],
    ),
    (
        "",
        "v1",
        "Secret",
        &CONFIGURED,
        &SECRET,
        &[
            ("", "", "Ingress", "spec/tls/secretName"),
            ("", "", "Ingress", r"metadata/annotations/ingress.kubernetes.io\/auth-secret"),
            ("", "", "Ingress", r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret"),
            ("", "", "Ingress", r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret"),
            ("", "", "ServiceAccount", "imagePullSecrets/name"),
            ("", "", "StorageClass", "parameters/secretName"),
            ("", "", "StorageClass", "parameters/adminSecretName"),
            ("", "", "StorageClass", "parameters/userSecretName"),
            ("", "", "StorageClass", "parameters/secretRef"),
            ("", "", "Role", "rules/resourceNames"),
            ("", "", "ClusterRole", "rules/resourceNames"),
            ("serving.knative.dev", "v1", "Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name"),
            ("", "", "PersistentVolume", "spec/azureFile/secretName"),
        ],
    ),
    (
        "",
        "v1",
        "Service",
        &[],
        &[],
        &[
            ("apps", "", "StatefulSet", "spec/serviceName"),
            ("", "", "Ingress", "spec/rules/http/paths/backend/serviceName"),
            ("", "", "Ingress", "spec/backend/serviceName"),
            ("", "", "Ingress", "spec/rules/http/paths/backend/service/name"),
            ("", "", "Ingress", "spec/defaultBackend/service/name"),
            ("apiregistration.k8s.io", "", "APIService", "spec/service/name"),
            (ADMISSION, "", "ValidatingWebhookConfiguration", "webhooks/clientConfig/service"),
            (ADMISSION, "", "MutatingWebhookConfiguration", "webhooks/clientConfig/service"),
        ],
    ),
    (RBAC, "", "Role", &[], &[], &[(RBAC, "", "RoleBinding", "roleRef/name")]),
    (RBAC, "", "ClusterRole", &[], &[], &[(RBAC, "", "RoleBinding", "roleRef/name"), (RBAC, "", "ClusterRoleBinding", "roleRef/name")]),
    (
        "",
        "v1",
        "ServiceAccount",
        &RUNNING,
        &["serviceAccountName"],
        &[(RBAC, "", "RoleBinding", "subjects"), (RBAC, "", "ClusterRoleBinding", "subjects")],
    ),
    ("", "v1", "PersistentVolumeClaim", &RUNNING, &["volumes/persistentVolumeClaim/claimName"], &[]),
    (
        "",
        "v1",
        "PersistentVolume",
        &[],
        &[],
        &[("", "", "PersistentVolumeClaim", "spec/volumeName"), ("", "", "ClusterRole", "rules/resourceNames")],
    ),
    (
        "storage.k8s.io",
        "v1",
        "StorageClass",
        &[],
        &[],
        &[
            ("", "", "PersistentVolume", "spec/storageClassName"),
            ("", "", "PersistentVolumeClaim", "spec/storageClassName"),
            ("", "", "StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
        ],
    ),
    ("scheduling.k8s.io", "v1", "PriorityClass", &RUNNING, &["priorityClassName"], &[]),
    // The group is Kustomize's own slip: no object has such a group, so the reference is never followed.
    ("networking.k8s.io/v1", "v1", "IngressClass", &[], &[], &[("", "", "Ingress", "spec/ingressClassName")]),
    (ADMISSION, "", "ValidatingAdmissionPolicy", &[], &[], &[(ADMISSION, "", "ValidatingAdmissionPolicyBinding", "spec/policyName")]),
];

/// All built-in name references.
pub(super) fn references() -> Vec<NameReference> {
    RULES.iter().map(reference).collect()
}

fn reference((group, version, kind, homes, uses, fields): &Rule) -> NameReference {
    let gvk = |group: &str, version: &str, kind: &str| Gvk { group: group.into(), version: version.into(), kind: kind.into() };
    let in_pods = homes.iter().flat_map(|home| {
        uses.iter().map(move |path| FieldSpec::new(gvk("", home.version, home.kind), &format!("{}/{path}", home.spec), false))
    });
    let single = fields.iter().map(|(group, version, kind, path)| FieldSpec::new(gvk(group, version, kind), path, false));
    NameReference { target: gvk(group, version, kind), referrers: in_pods.chain(single).collect() }
}
