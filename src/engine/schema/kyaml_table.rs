//! What Kustomize knows of kinds: kyaml's own copy of Kubernetes v1_21_2, only what leads to a merge key, and scopes.
//! Generated; it knows no meaning of what it lists. Made in the project's root by:
//! `python3 benches/tools/schema_table.py $GOMODCACHE/k8s.io/kubernetes@v1.36.3 $GOMODCACHE/sigs.k8s.io/kustomize/kyaml@v0.21.1`

use std::borrow::Cow::Borrowed;

use super::types::Scope::{Cluster, Namespaced, Unknown};
use super::types::{Facts, Field, Kind, Listing, Patch, Preset, Scalar, Scope, Table, Type};

type Text = &'static str;

const fn f(name: Text, ty: u32, facts: u16) -> Field<Text> {
    Field { name, ty, facts }
}
const fn s(name: Text, atomic: bool, open: Option<u32>, fields: &'static [Field<Text>]) -> Type<Text> {
    Type::Struct { name, atomic, open, fields: Borrowed(fields) }
}
#[allow(clippy::fn_params_excessive_bools)]
const fn p(merge_key: Text, merge: bool, replace: bool, retain_keys: bool) -> Option<Patch<Text>> {
    Some(Patch { merge_key, merge, replace, retain_keys })
}
const fn k(names: [Text; 8], scope: Scope, create_only: bool, root: u32) -> Kind<Text> {
    let [group, kind, version, plural, singular, short_names, categories, subresources] = names;
    Kind { group, version, kind, plural, singular, short_names, categories, subresources, scope, create_only, root }
}

/// The table.
#[rustfmt::skip]
pub static TABLE: Table<Text> = Table {
    kinds: Borrowed(&[
    k(["", "Binding", "v1", "", "", "", "", ""], Unknown, false, 160),
    k(["", "ComponentStatus", "v1", "", "", "", "", ""], Cluster, false, 161),
    k(["", "ConfigMap", "v1", "", "", "", "", ""], Namespaced, false, 164),
    k(["", "Endpoints", "v1", "", "", "", "", ""], Namespaced, false, 167),
    k(["", "Event", "v1", "", "", "", "", ""], Namespaced, false, 170),
    k(["", "LimitRange", "v1", "", "", "", "", ""], Namespaced, false, 173),
    k(["", "Namespace", "v1", "", "", "", "", ""], Cluster, false, 176),
    k(["", "Node", "v1", "", "", "", "", ""], Cluster, false, 180),
    k(["", "NodeProxyOptions", "v1", "", "", "", "", ""], Cluster, false, 0),
    k(["", "PersistentVolume", "v1", "", "", "", "", ""], Cluster, false, 185),
    k(["", "PersistentVolumeClaim", "v1", "", "", "", "", ""], Namespaced, false, 80),
    k(["", "Pod", "v1", "", "", "", "", ""], Namespaced, false, 189),
    k(["", "PodAttachOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodExecOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodPortForwardOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodProxyOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodTemplate", "v1", "", "", "", "", ""], Namespaced, false, 193),
    k(["", "ReplicationController", "v1", "", "", "", "", ""], Namespaced, false, 196),
    k(["", "ResourceQuota", "v1", "", "", "", "", ""], Namespaced, false, 201),
    k(["", "Secret", "v1", "", "", "", "", ""], Namespaced, false, 204),
    k(["", "Service", "v1", "", "", "", "", ""], Namespaced, false, 207),
    k(["", "ServiceAccount", "v1", "", "", "", "", ""], Namespaced, false, 211),
    k(["", "ServiceProxyOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["admissionregistration.k8s.io", "MutatingWebhookConfiguration", "v1", "", "", "", "", ""], Cluster, false, 11),
    k(["admissionregistration.k8s.io", "MutatingWebhookConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 24),
    k(["admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "v1", "", "", "", "", ""], Cluster, false, 19),
    k(["admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 29),
    k(["apiextensions.k8s.io", "CustomResourceDefinition", "v1", "", "", "", "", ""], Cluster, false, 341),
    k(["apiextensions.k8s.io", "CustomResourceDefinition", "v1beta1", "", "", "", "", ""], Cluster, false, 344),
    k(["apiregistration.k8s.io", "APIService", "v1", "", "", "", "", ""], Cluster, false, 347),
    k(["apiregistration.k8s.io", "APIService", "v1beta1", "", "", "", "", ""], Cluster, false, 351),
    k(["apps", "ControllerRevision", "v1", "", "", "", "", ""], Namespaced, false, 33),
    k(["apps", "DaemonSet", "v1", "", "", "", "", ""], Namespaced, false, 36),
    k(["apps", "Deployment", "v1", "", "", "", "", ""], Namespaced, false, 67),
    k(["apps", "ReplicaSet", "v1", "", "", "", "", ""], Namespaced, false, 73),
    k(["apps", "StatefulSet", "v1", "", "", "", "", ""], Namespaced, false, 78),
    k(["authentication.k8s.io", "TokenRequest", "v1", "", "", "", "", ""], Unknown, false, 86),
    k(["authentication.k8s.io", "TokenReview", "v1", "", "", "", "", ""], Unknown, false, 87),
    k(["authentication.k8s.io", "TokenReview", "v1beta1", "", "", "", "", ""], Unknown, false, 88),
    k(["authorization.k8s.io", "LocalSubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 89),
    k(["authorization.k8s.io", "LocalSubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 93),
    k(["authorization.k8s.io", "SelfSubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 90),
    k(["authorization.k8s.io", "SelfSubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 94),
    k(["authorization.k8s.io", "SelfSubjectRulesReview", "v1", "", "", "", "", ""], Unknown, false, 91),
    k(["authorization.k8s.io", "SelfSubjectRulesReview", "v1beta1", "", "", "", "", ""], Unknown, false, 95),
    k(["authorization.k8s.io", "SubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 92),
    k(["authorization.k8s.io", "SubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 96),
    k(["autoscaling", "HorizontalPodAutoscaler", "v1", "", "", "", "", ""], Namespaced, false, 97),
    k(["autoscaling", "HorizontalPodAutoscaler", "v2beta1", "", "", "", "", ""], Namespaced, false, 103),
    k(["autoscaling", "HorizontalPodAutoscaler", "v2beta2", "", "", "", "", ""], Namespaced, false, 119),
    k(["autoscaling", "Scale", "v1", "", "", "", "", ""], Namespaced, false, 100),
    k(["batch", "CronJob", "v1", "", "", "", "", ""], Namespaced, false, 132),
    k(["batch", "CronJob", "v1beta1", "", "", "", "", ""], Namespaced, false, 143),
    k(["batch", "Job", "v1", "", "", "", "", ""], Namespaced, false, 138),
    k(["certificates.k8s.io", "CertificateSigningRequest", "v1", "", "", "", "", ""], Cluster, false, 148),
    k(["certificates.k8s.io", "CertificateSigningRequest", "v1beta1", "", "", "", "", ""], Cluster, false, 151),
    k(["coordination.k8s.io", "Lease", "v1", "", "", "", "", ""], Namespaced, false, 154),
    k(["coordination.k8s.io", "Lease", "v1beta1", "", "", "", "", ""], Namespaced, false, 157),
    k(["discovery.k8s.io", "EndpointSlice", "v1", "", "", "", "", ""], Namespaced, false, 216),
    k(["discovery.k8s.io", "EndpointSlice", "v1beta1", "", "", "", "", ""], Namespaced, false, 219),
    k(["events.k8s.io", "Event", "v1", "", "", "", "", ""], Namespaced, false, 222),
    k(["events.k8s.io", "Event", "v1beta1", "", "", "", "", ""], Namespaced, false, 225),
    k(["extensions", "Ingress", "v1beta1", "", "", "", "", ""], Namespaced, false, 228),
    k(["flowcontrol.apiserver.k8s.io", "FlowSchema", "v1beta1", "", "", "", "", ""], Cluster, false, 231),
    k(["flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 234),
    k(["kustomize.config.k8s.io", "Kustomization", "v1beta1", "", "", "", "", ""], Unknown, false, 72),
    k(["networking.k8s.io", "Ingress", "v1", "", "", "", "", ""], Namespaced, false, 237),
    k(["networking.k8s.io", "Ingress", "v1beta1", "", "", "", "", ""], Namespaced, false, 253),
    k(["networking.k8s.io", "IngressClass", "v1", "", "", "", "", ""], Cluster, false, 238),
    k(["networking.k8s.io", "IngressClass", "v1beta1", "", "", "", "", ""], Cluster, false, 254),
    k(["networking.k8s.io", "NetworkPolicy", "v1", "", "", "", "", ""], Namespaced, false, 243),
    k(["node.k8s.io", "RuntimeClass", "v1", "", "", "", "", ""], Cluster, false, 259),
    k(["node.k8s.io", "RuntimeClass", "v1beta1", "", "", "", "", ""], Cluster, false, 262),
    k(["policy", "Eviction", "v1beta1", "", "", "", "", ""], Unknown, false, 270),
    k(["policy", "PodDisruptionBudget", "v1", "", "", "", "", ""], Namespaced, false, 265),
    k(["policy", "PodDisruptionBudget", "v1beta1", "", "", "", "", ""], Namespaced, false, 271),
    k(["policy", "PodSecurityPolicy", "v1beta1", "", "", "", "", ""], Cluster, false, 276),
    k(["rbac.authorization.k8s.io", "ClusterRole", "v1", "", "", "", "", ""], Cluster, false, 281),
    k(["rbac.authorization.k8s.io", "ClusterRole", "v1beta1", "", "", "", "", ""], Cluster, false, 294),
    k(["rbac.authorization.k8s.io", "ClusterRoleBinding", "v1", "", "", "", "", ""], Cluster, false, 282),
    k(["rbac.authorization.k8s.io", "ClusterRoleBinding", "v1beta1", "", "", "", "", ""], Cluster, false, 295),
    k(["rbac.authorization.k8s.io", "Role", "v1", "", "", "", "", ""], Namespaced, false, 287),
    k(["rbac.authorization.k8s.io", "Role", "v1beta1", "", "", "", "", ""], Namespaced, false, 300),
    k(["rbac.authorization.k8s.io", "RoleBinding", "v1", "", "", "", "", ""], Namespaced, false, 288),
    k(["rbac.authorization.k8s.io", "RoleBinding", "v1beta1", "", "", "", "", ""], Namespaced, false, 301),
    k(["scheduling.k8s.io", "PriorityClass", "v1", "", "", "", "", ""], Cluster, false, 306),
    k(["scheduling.k8s.io", "PriorityClass", "v1beta1", "", "", "", "", ""], Cluster, false, 309),
    k(["storage.k8s.io", "CSIDriver", "v1", "", "", "", "", ""], Cluster, false, 312),
    k(["storage.k8s.io", "CSIDriver", "v1beta1", "", "", "", "", ""], Cluster, false, 325),
    k(["storage.k8s.io", "CSINode", "v1", "", "", "", "", ""], Cluster, false, 315),
    k(["storage.k8s.io", "CSINode", "v1beta1", "", "", "", "", ""], Cluster, false, 328),
    k(["storage.k8s.io", "CSIStorageCapacity", "v1beta1", "", "", "", "", ""], Namespaced, false, 332),
    k(["storage.k8s.io", "StorageClass", "v1", "", "", "", "", ""], Cluster, false, 319),
    k(["storage.k8s.io", "StorageClass", "v1beta1", "", "", "", "", ""], Cluster, false, 335),
    k(["storage.k8s.io", "VolumeAttachment", "v1", "", "", "", "", ""], Cluster, false, 322),
    k(["storage.k8s.io", "VolumeAttachment", "v1beta1", "", "", "", "", ""], Cluster, false, 338),
    ]),
    facts: Borrowed(&[
    Facts { patch: None, atomic: None, default: Preset::None },
    Facts { patch: p("key", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("uid", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("name", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("containerPort", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("devicePath", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("mountPath", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("ip", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("topologyKey", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("name", true, false, true), atomic: None, default: Preset::None },
    Facts { patch: p("type", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("port", true, false, false), atomic: None, default: Preset::None },
    Facts { patch: p("", false, true, false), atomic: None, default: Preset::None },
    ]),
    types: Borrowed(&[
    Type::Deduced,
    Type::Untyped,
    Type::Scalar(Scalar::Str),
    Type::Scalar(Scalar::Int),
    Type::Scalar(Scalar::Number),
    Type::Scalar(Scalar::Bool),
    Type::Scalar(Scalar::Any),
    s("io.k8s.api.admissionregistration.v1.MutatingWebhook", false, None, &[
        f("namespaceSelector", 8, 0),
        f("objectSelector", 8, 0),
    ]),
    s("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector", true, None, &[
        f("matchExpressions", 10, 0),
    ]),
    s("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", false, None, &[
        f("key", 2, 1),
    ]),
    Type::List(9, Listing::Atomic),
    s("io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration", false, None, &[
        f("metadata", 12, 0),
        f("webhooks", 15, 4),
    ]),
    s("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", false, None, &[
        f("finalizers", 13, 2),
        f("ownerReferences", 14, 3),
    ]),
    Type::List(2, Listing::Set),
    Type::List(0, Listing::Map("uid")),
    Type::List(7, Listing::Map("name")),
    s("io.k8s.api.admissionregistration.v1.MutatingWebhookConfigurationList", false, None, &[
        f("items", 17, 0),
    ]),
    Type::List(11, Listing::Atomic),
    s("io.k8s.api.admissionregistration.v1.ValidatingWebhook", false, None, &[
        f("namespaceSelector", 8, 0),
        f("objectSelector", 8, 0),
    ]),
    s("io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration", false, None, &[
        f("metadata", 12, 0),
        f("webhooks", 20, 4),
    ]),
    Type::List(18, Listing::Map("name")),
    s("io.k8s.api.admissionregistration.v1.ValidatingWebhookConfigurationList", false, None, &[
        f("items", 22, 0),
    ]),
    Type::List(19, Listing::Atomic),
    s("io.k8s.api.admissionregistration.v1beta1.MutatingWebhook", false, None, &[
        f("namespaceSelector", 8, 0),
        f("objectSelector", 8, 0),
    ]),
    s("io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfiguration", false, None, &[
        f("metadata", 12, 0),
        f("webhooks", 25, 4),
    ]),
    Type::List(23, Listing::Map("name")),
    s("io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfigurationList", false, None, &[
        f("items", 27, 0),
    ]),
    Type::List(24, Listing::Atomic),
    s("io.k8s.api.admissionregistration.v1beta1.ValidatingWebhook", false, None, &[
        f("namespaceSelector", 8, 0),
        f("objectSelector", 8, 0),
    ]),
    s("io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfiguration", false, None, &[
        f("metadata", 12, 0),
        f("webhooks", 30, 4),
    ]),
    Type::List(28, Listing::Map("name")),
    s("io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList", false, None, &[
        f("items", 32, 0),
    ]),
    Type::List(29, Listing::Atomic),
    s("io.k8s.api.apps.v1.ControllerRevision", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.apps.v1.ControllerRevisionList", false, None, &[
        f("items", 35, 0),
    ]),
    Type::List(33, Listing::Atomic),
    s("io.k8s.api.apps.v1.DaemonSet", false, None, &[
        f("metadata", 12, 0),
        f("spec", 37, 0),
        f("status", 63, 0),
    ]),
    s("io.k8s.api.apps.v1.DaemonSetSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.core.v1.PodTemplateSpec", false, None, &[
        f("metadata", 12, 0),
        f("spec", 39, 0),
    ]),
    s("io.k8s.api.core.v1.PodSpec", false, None, &[
        f("affinity", 40, 0),
        f("containers", 52, 4),
        f("ephemeralContainers", 54, 4),
        f("hostAliases", 55, 8),
        f("imagePullSecrets", 48, 4),
        f("initContainers", 52, 4),
        f("topologySpreadConstraints", 57, 9),
        f("volumes", 62, 10),
    ]),
    s("io.k8s.api.core.v1.Affinity", false, None, &[
        f("podAffinity", 41, 0),
        f("podAntiAffinity", 46, 0),
    ]),
    s("io.k8s.api.core.v1.PodAffinity", false, None, &[
        f("preferredDuringSchedulingIgnoredDuringExecution", 44, 0),
        f("requiredDuringSchedulingIgnoredDuringExecution", 45, 0),
    ]),
    s("io.k8s.api.core.v1.WeightedPodAffinityTerm", false, None, &[
        f("podAffinityTerm", 43, 0),
    ]),
    s("io.k8s.api.core.v1.PodAffinityTerm", false, None, &[
        f("labelSelector", 8, 0),
        f("namespaceSelector", 8, 0),
    ]),
    Type::List(42, Listing::Atomic),
    Type::List(43, Listing::Atomic),
    s("io.k8s.api.core.v1.PodAntiAffinity", false, None, &[
        f("preferredDuringSchedulingIgnoredDuringExecution", 44, 0),
        f("requiredDuringSchedulingIgnoredDuringExecution", 45, 0),
    ]),
    s("io.k8s.api.core.v1.Container", false, None, &[
        f("env", 48, 4),
        f("ports", 49, 5),
        f("volumeDevices", 50, 6),
        f("volumeMounts", 51, 7),
    ]),
    Type::List(0, Listing::Map("name")),
    Type::List(0, Listing::Map("containerPort,protocol")),
    Type::List(0, Listing::Map("devicePath")),
    Type::List(0, Listing::Map("mountPath")),
    Type::List(47, Listing::Map("name")),
    s("io.k8s.api.core.v1.EphemeralContainer", false, None, &[
        f("env", 48, 4),
        f("volumeDevices", 50, 6),
        f("volumeMounts", 51, 7),
    ]),
    Type::List(53, Listing::Map("name")),
    Type::List(0, Listing::Map("ip")),
    s("io.k8s.api.core.v1.TopologySpreadConstraint", false, None, &[
        f("labelSelector", 8, 0),
    ]),
    Type::List(56, Listing::Map("topologyKey,whenUnsatisfiable")),
    s("io.k8s.api.core.v1.Volume", false, None, &[
        f("ephemeral", 59, 0),
    ]),
    s("io.k8s.api.core.v1.EphemeralVolumeSource", false, None, &[
        f("volumeClaimTemplate", 60, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimTemplate", false, None, &[
        f("metadata", 12, 0),
        f("spec", 61, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimSpec", false, None, &[
        f("selector", 8, 0),
    ]),
    Type::List(58, Listing::Map("name")),
    s("io.k8s.api.apps.v1.DaemonSetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    Type::List(0, Listing::Map("type")),
    s("io.k8s.api.apps.v1.DaemonSetList", false, None, &[
        f("items", 66, 0),
    ]),
    Type::List(36, Listing::Atomic),
    s("io.k8s.api.apps.v1.Deployment", false, None, &[
        f("metadata", 12, 0),
        f("spec", 68, 0),
        f("status", 69, 0),
    ]),
    s("io.k8s.api.apps.v1.DeploymentSpec", false, None, &[
        f("selector", 8, 0),
        f("strategy", 0, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.apps.v1.DeploymentStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.apps.v1.DeploymentList", false, None, &[
        f("items", 71, 0),
    ]),
    Type::List(67, Listing::Atomic),
    s("io.k8s.api.apps.v1.Kustomization", false, None, &[
        f("configMapGenerator", 48, 4),
        f("secretGenerator", 48, 4),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSet", false, None, &[
        f("metadata", 12, 0),
        f("spec", 74, 0),
        f("status", 75, 0),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetList", false, None, &[
        f("items", 77, 0),
    ]),
    Type::List(73, Listing::Atomic),
    s("io.k8s.api.apps.v1.StatefulSet", false, None, &[
        f("metadata", 12, 0),
        f("spec", 79, 0),
        f("status", 83, 0),
    ]),
    s("io.k8s.api.apps.v1.StatefulSetSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
        f("volumeClaimTemplates", 82, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaim", false, None, &[
        f("metadata", 12, 0),
        f("spec", 61, 0),
        f("status", 81, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    Type::List(80, Listing::Atomic),
    s("io.k8s.api.apps.v1.StatefulSetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.apps.v1.StatefulSetList", false, None, &[
        f("items", 85, 0),
    ]),
    Type::List(78, Listing::Atomic),
    s("io.k8s.api.authentication.v1.TokenRequest", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authentication.v1.TokenReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authentication.v1beta1.TokenReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1.LocalSubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1.SelfSubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1.SelfSubjectRulesReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1.SubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1beta1.LocalSubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1beta1.SelfSubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1beta1.SelfSubjectRulesReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.authorization.v1beta1.SubjectAccessReview", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerList", false, None, &[
        f("items", 99, 0),
    ]),
    Type::List(97, Listing::Atomic),
    s("io.k8s.api.autoscaling.v1.Scale", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ExternalMetricSource", false, None, &[
        f("metricSelector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ExternalMetricStatus", false, None, &[
        f("metricSelector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscaler", false, None, &[
        f("metadata", 12, 0),
        f("spec", 104, 0),
        f("status", 109, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec", false, None, &[
        f("metrics", 108, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.MetricSpec", false, None, &[
        f("external", 101, 0),
        f("object", 106, 0),
        f("pods", 107, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ObjectMetricSource", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.PodsMetricSource", false, None, &[
        f("selector", 8, 0),
    ]),
    Type::List(105, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerStatus", false, None, &[
        f("currentMetrics", 113, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.MetricStatus", false, None, &[
        f("external", 102, 0),
        f("object", 111, 0),
        f("pods", 112, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ObjectMetricStatus", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.PodsMetricStatus", false, None, &[
        f("selector", 8, 0),
    ]),
    Type::List(110, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerList", false, None, &[
        f("items", 115, 0),
    ]),
    Type::List(103, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.ExternalMetricSource", false, None, &[
        f("metric", 117, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricIdentifier", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ExternalMetricStatus", false, None, &[
        f("metric", 117, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler", false, None, &[
        f("metadata", 12, 0),
        f("spec", 120, 0),
        f("status", 125, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec", false, None, &[
        f("metrics", 124, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricSpec", false, None, &[
        f("external", 116, 0),
        f("object", 122, 0),
        f("pods", 123, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ObjectMetricSource", false, None, &[
        f("metric", 117, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.PodsMetricSource", false, None, &[
        f("metric", 117, 0),
    ]),
    Type::List(121, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus", false, None, &[
        f("currentMetrics", 129, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricStatus", false, None, &[
        f("external", 118, 0),
        f("object", 127, 0),
        f("pods", 128, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ObjectMetricStatus", false, None, &[
        f("metric", 117, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.PodsMetricStatus", false, None, &[
        f("metric", 117, 0),
    ]),
    Type::List(126, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerList", false, None, &[
        f("items", 131, 0),
    ]),
    Type::List(119, Listing::Atomic),
    s("io.k8s.api.batch.v1.CronJob", false, None, &[
        f("metadata", 12, 0),
        f("spec", 133, 0),
    ]),
    s("io.k8s.api.batch.v1.CronJobSpec", false, None, &[
        f("jobTemplate", 134, 0),
    ]),
    s("io.k8s.api.batch.v1.JobTemplateSpec", false, None, &[
        f("metadata", 12, 0),
        f("spec", 135, 0),
    ]),
    s("io.k8s.api.batch.v1.JobSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.batch.v1.CronJobList", false, None, &[
        f("items", 137, 0),
    ]),
    Type::List(132, Listing::Atomic),
    s("io.k8s.api.batch.v1.Job", false, None, &[
        f("metadata", 12, 0),
        f("spec", 135, 0),
        f("status", 139, 0),
    ]),
    s("io.k8s.api.batch.v1.JobStatus", false, None, &[
        f("conditions", 140, 11),
    ]),
    Type::List(0, Listing::Atomic),
    s("io.k8s.api.batch.v1.JobList", false, None, &[
        f("items", 142, 0),
    ]),
    Type::List(138, Listing::Atomic),
    s("io.k8s.api.batch.v1beta1.CronJob", false, None, &[
        f("metadata", 12, 0),
        f("spec", 144, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.CronJobSpec", false, None, &[
        f("jobTemplate", 145, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.JobTemplateSpec", false, None, &[
        f("metadata", 12, 0),
        f("spec", 135, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.CronJobList", false, None, &[
        f("items", 147, 0),
    ]),
    Type::List(143, Listing::Atomic),
    s("io.k8s.api.certificates.v1.CertificateSigningRequest", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.certificates.v1.CertificateSigningRequestList", false, None, &[
        f("items", 150, 0),
    ]),
    Type::List(148, Listing::Atomic),
    s("io.k8s.api.certificates.v1beta1.CertificateSigningRequest", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.certificates.v1beta1.CertificateSigningRequestList", false, None, &[
        f("items", 153, 0),
    ]),
    Type::List(151, Listing::Atomic),
    s("io.k8s.api.coordination.v1.Lease", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.coordination.v1.LeaseList", false, None, &[
        f("items", 156, 0),
    ]),
    Type::List(154, Listing::Atomic),
    s("io.k8s.api.coordination.v1beta1.Lease", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.coordination.v1beta1.LeaseList", false, None, &[
        f("items", 159, 0),
    ]),
    Type::List(157, Listing::Atomic),
    s("io.k8s.api.core.v1.Binding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ComponentStatus", false, None, &[
        f("conditions", 64, 11),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ComponentStatusList", false, None, &[
        f("items", 163, 0),
    ]),
    Type::List(161, Listing::Atomic),
    s("io.k8s.api.core.v1.ConfigMap", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ConfigMapList", false, None, &[
        f("items", 166, 0),
    ]),
    Type::List(164, Listing::Atomic),
    s("io.k8s.api.core.v1.Endpoints", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.EndpointsList", false, None, &[
        f("items", 169, 0),
    ]),
    Type::List(167, Listing::Atomic),
    s("io.k8s.api.core.v1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.EventList", false, None, &[
        f("items", 172, 0),
    ]),
    Type::List(170, Listing::Atomic),
    s("io.k8s.api.core.v1.LimitRange", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.LimitRangeList", false, None, &[
        f("items", 175, 0),
    ]),
    Type::List(173, Listing::Atomic),
    s("io.k8s.api.core.v1.Namespace", false, None, &[
        f("metadata", 12, 0),
        f("status", 177, 0),
    ]),
    s("io.k8s.api.core.v1.NamespaceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.NamespaceList", false, None, &[
        f("items", 179, 0),
    ]),
    Type::List(176, Listing::Atomic),
    s("io.k8s.api.core.v1.Node", false, None, &[
        f("metadata", 12, 0),
        f("spec", 181, 0),
        f("status", 182, 0),
    ]),
    s("io.k8s.api.core.v1.NodeSpec", false, None, &[
        f("podCIDRs", 13, 2),
    ]),
    s("io.k8s.api.core.v1.NodeStatus", false, None, &[
        f("addresses", 64, 11),
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.NodeList", false, None, &[
        f("items", 184, 0),
    ]),
    Type::List(180, Listing::Atomic),
    s("io.k8s.api.core.v1.PersistentVolume", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimList", false, None, &[
        f("items", 82, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeList", false, None, &[
        f("items", 188, 0),
    ]),
    Type::List(185, Listing::Atomic),
    s("io.k8s.api.core.v1.Pod", false, None, &[
        f("metadata", 12, 0),
        f("spec", 39, 0),
        f("status", 190, 0),
    ]),
    s("io.k8s.api.core.v1.PodStatus", false, None, &[
        f("conditions", 64, 11),
        f("podIPs", 55, 8),
    ]),
    s("io.k8s.api.core.v1.PodList", false, None, &[
        f("items", 192, 0),
    ]),
    Type::List(189, Listing::Atomic),
    s("io.k8s.api.core.v1.PodTemplate", false, None, &[
        f("metadata", 12, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.core.v1.PodTemplateList", false, None, &[
        f("items", 195, 0),
    ]),
    Type::List(193, Listing::Atomic),
    s("io.k8s.api.core.v1.ReplicationController", false, None, &[
        f("metadata", 12, 0),
        f("spec", 197, 0),
        f("status", 198, 0),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerSpec", false, None, &[
        f("template", 38, 0),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerList", false, None, &[
        f("items", 200, 0),
    ]),
    Type::List(196, Listing::Atomic),
    s("io.k8s.api.core.v1.ResourceQuota", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ResourceQuotaList", false, None, &[
        f("items", 203, 0),
    ]),
    Type::List(201, Listing::Atomic),
    s("io.k8s.api.core.v1.Secret", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.SecretList", false, None, &[
        f("items", 206, 0),
    ]),
    Type::List(204, Listing::Atomic),
    s("io.k8s.api.core.v1.Service", false, None, &[
        f("metadata", 12, 0),
        f("spec", 208, 0),
        f("status", 210, 0),
    ]),
    s("io.k8s.api.core.v1.ServiceSpec", false, None, &[
        f("ports", 209, 12),
    ]),
    Type::List(0, Listing::Map("port,protocol")),
    s("io.k8s.api.core.v1.ServiceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.ServiceAccount", false, None, &[
        f("metadata", 12, 0),
        f("secrets", 48, 4),
    ]),
    s("io.k8s.api.core.v1.ServiceAccountList", false, None, &[
        f("items", 213, 0),
    ]),
    Type::List(211, Listing::Atomic),
    s("io.k8s.api.core.v1.ServiceList", false, None, &[
        f("items", 215, 0),
    ]),
    Type::List(207, Listing::Atomic),
    s("io.k8s.api.discovery.v1.EndpointSlice", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.discovery.v1.EndpointSliceList", false, None, &[
        f("items", 218, 0),
    ]),
    Type::List(216, Listing::Atomic),
    s("io.k8s.api.discovery.v1beta1.EndpointSlice", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.discovery.v1beta1.EndpointSliceList", false, None, &[
        f("items", 221, 0),
    ]),
    Type::List(219, Listing::Atomic),
    s("io.k8s.api.events.v1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.events.v1.EventList", false, None, &[
        f("items", 224, 0),
    ]),
    Type::List(222, Listing::Atomic),
    s("io.k8s.api.events.v1beta1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.events.v1beta1.EventList", false, None, &[
        f("items", 227, 0),
    ]),
    Type::List(225, Listing::Atomic),
    s("io.k8s.api.extensions.v1beta1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.extensions.v1beta1.IngressList", false, None, &[
        f("items", 230, 0),
    ]),
    Type::List(228, Listing::Atomic),
    s("io.k8s.api.flowcontrol.v1beta1.FlowSchema", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.flowcontrol.v1beta1.FlowSchemaList", false, None, &[
        f("items", 233, 0),
    ]),
    Type::List(231, Listing::Atomic),
    s("io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfiguration", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfigurationList", false, None, &[
        f("items", 236, 0),
    ]),
    Type::List(234, Listing::Atomic),
    s("io.k8s.api.networking.v1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1.IngressClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1.IngressClassList", false, None, &[
        f("items", 240, 0),
    ]),
    Type::List(238, Listing::Atomic),
    s("io.k8s.api.networking.v1.IngressList", false, None, &[
        f("items", 242, 0),
    ]),
    Type::List(237, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicy", false, None, &[
        f("metadata", 12, 0),
        f("spec", 244, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicySpec", false, None, &[
        f("egress", 248, 0),
        f("ingress", 250, 0),
        f("podSelector", 8, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicyEgressRule", false, None, &[
        f("to", 247, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicyPeer", false, None, &[
        f("namespaceSelector", 8, 0),
        f("podSelector", 8, 0),
    ]),
    Type::List(246, Listing::Atomic),
    Type::List(245, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicyIngressRule", false, None, &[
        f("from", 247, 0),
    ]),
    Type::List(249, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicyList", false, None, &[
        f("items", 252, 0),
    ]),
    Type::List(243, Listing::Atomic),
    s("io.k8s.api.networking.v1beta1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1beta1.IngressClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1beta1.IngressClassList", false, None, &[
        f("items", 256, 0),
    ]),
    Type::List(254, Listing::Atomic),
    s("io.k8s.api.networking.v1beta1.IngressList", false, None, &[
        f("items", 258, 0),
    ]),
    Type::List(253, Listing::Atomic),
    s("io.k8s.api.node.v1.RuntimeClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.node.v1.RuntimeClassList", false, None, &[
        f("items", 261, 0),
    ]),
    Type::List(259, Listing::Atomic),
    s("io.k8s.api.node.v1beta1.RuntimeClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.node.v1beta1.RuntimeClassList", false, None, &[
        f("items", 264, 0),
    ]),
    Type::List(262, Listing::Atomic),
    s("io.k8s.api.policy.v1.PodDisruptionBudget", false, None, &[
        f("metadata", 12, 0),
        f("spec", 266, 0),
        f("status", 267, 0),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetSpec", false, None, &[
        f("selector", 8, 13),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetList", false, None, &[
        f("items", 269, 0),
    ]),
    Type::List(265, Listing::Atomic),
    s("io.k8s.api.policy.v1beta1.Eviction", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudget", false, None, &[
        f("metadata", 12, 0),
        f("spec", 272, 0),
        f("status", 273, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec", false, None, &[
        f("selector", 8, 13),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetList", false, None, &[
        f("items", 275, 0),
    ]),
    Type::List(271, Listing::Atomic),
    s("io.k8s.api.policy.v1beta1.PodSecurityPolicy", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodSecurityPolicyList", false, None, &[
        f("items", 278, 0),
    ]),
    Type::List(276, Listing::Atomic),
    s("io.k8s.api.rbac.v1.AggregationRule", false, None, &[
        f("clusterRoleSelectors", 280, 0),
    ]),
    Type::List(8, Listing::Atomic),
    s("io.k8s.api.rbac.v1.ClusterRole", false, None, &[
        f("aggregationRule", 279, 0),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.ClusterRoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.ClusterRoleBindingList", false, None, &[
        f("items", 284, 0),
    ]),
    Type::List(282, Listing::Atomic),
    s("io.k8s.api.rbac.v1.ClusterRoleList", false, None, &[
        f("items", 286, 0),
    ]),
    Type::List(281, Listing::Atomic),
    s("io.k8s.api.rbac.v1.Role", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.RoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.RoleBindingList", false, None, &[
        f("items", 290, 0),
    ]),
    Type::List(288, Listing::Atomic),
    s("io.k8s.api.rbac.v1.RoleList", false, None, &[
        f("items", 292, 0),
    ]),
    Type::List(287, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.AggregationRule", false, None, &[
        f("clusterRoleSelectors", 280, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRole", false, None, &[
        f("aggregationRule", 293, 0),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleBindingList", false, None, &[
        f("items", 297, 0),
    ]),
    Type::List(295, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleList", false, None, &[
        f("items", 299, 0),
    ]),
    Type::List(294, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.Role", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.RoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.RoleBindingList", false, None, &[
        f("items", 303, 0),
    ]),
    Type::List(301, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.RoleList", false, None, &[
        f("items", 305, 0),
    ]),
    Type::List(300, Listing::Atomic),
    s("io.k8s.api.scheduling.v1.PriorityClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.scheduling.v1.PriorityClassList", false, None, &[
        f("items", 308, 0),
    ]),
    Type::List(306, Listing::Atomic),
    s("io.k8s.api.scheduling.v1beta1.PriorityClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.scheduling.v1beta1.PriorityClassList", false, None, &[
        f("items", 311, 0),
    ]),
    Type::List(309, Listing::Atomic),
    s("io.k8s.api.storage.v1.CSIDriver", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.CSIDriverList", false, None, &[
        f("items", 314, 0),
    ]),
    Type::List(312, Listing::Atomic),
    s("io.k8s.api.storage.v1.CSINode", false, None, &[
        f("metadata", 12, 0),
        f("spec", 316, 0),
    ]),
    s("io.k8s.api.storage.v1.CSINodeSpec", false, None, &[
        f("drivers", 48, 4),
    ]),
    s("io.k8s.api.storage.v1.CSINodeList", false, None, &[
        f("items", 318, 0),
    ]),
    Type::List(315, Listing::Atomic),
    s("io.k8s.api.storage.v1.StorageClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.StorageClassList", false, None, &[
        f("items", 321, 0),
    ]),
    Type::List(319, Listing::Atomic),
    s("io.k8s.api.storage.v1.VolumeAttachment", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.VolumeAttachmentList", false, None, &[
        f("items", 324, 0),
    ]),
    Type::List(322, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSIDriver", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSIDriverList", false, None, &[
        f("items", 327, 0),
    ]),
    Type::List(325, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSINode", false, None, &[
        f("metadata", 12, 0),
        f("spec", 329, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSINodeSpec", false, None, &[
        f("drivers", 48, 4),
    ]),
    s("io.k8s.api.storage.v1beta1.CSINodeList", false, None, &[
        f("items", 331, 0),
    ]),
    Type::List(328, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSIStorageCapacity", false, None, &[
        f("metadata", 12, 0),
        f("nodeTopology", 8, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSIStorageCapacityList", false, None, &[
        f("items", 334, 0),
    ]),
    Type::List(332, Listing::Map("name")),
    s("io.k8s.api.storage.v1beta1.StorageClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.StorageClassList", false, None, &[
        f("items", 337, 0),
    ]),
    Type::List(335, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.VolumeAttachment", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.VolumeAttachmentList", false, None, &[
        f("items", 340, 0),
    ]),
    Type::List(338, Listing::Atomic),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList", false, None, &[
        f("items", 343, 0),
    ]),
    Type::List(341, Listing::Atomic),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList", false, None, &[
        f("items", 346, 0),
    ]),
    Type::List(344, Listing::Atomic),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService", false, None, &[
        f("metadata", 12, 0),
        f("status", 348, 0),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList", false, None, &[
        f("items", 350, 0),
    ]),
    Type::List(347, Listing::Atomic),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService", false, None, &[
        f("metadata", 12, 0),
        f("status", 352, 0),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList", false, None, &[
        f("items", 354, 0),
    ]),
    Type::List(351, Listing::Atomic),
    ]),
};
