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
#[expect(clippy::fn_params_excessive_bools, reason = "generated calls only")]
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
    k(["", "Binding", "v1", "", "", "", "", ""], Unknown, false, 159),
    k(["", "ComponentStatus", "v1", "", "", "", "", ""], Cluster, false, 160),
    k(["", "ConfigMap", "v1", "", "", "", "", ""], Namespaced, false, 163),
    k(["", "Endpoints", "v1", "", "", "", "", ""], Namespaced, false, 166),
    k(["", "Event", "v1", "", "", "", "", ""], Namespaced, false, 169),
    k(["", "LimitRange", "v1", "", "", "", "", ""], Namespaced, false, 172),
    k(["", "Namespace", "v1", "", "", "", "", ""], Cluster, false, 175),
    k(["", "Node", "v1", "", "", "", "", ""], Cluster, false, 179),
    k(["", "NodeProxyOptions", "v1", "", "", "", "", ""], Cluster, false, 0),
    k(["", "PersistentVolume", "v1", "", "", "", "", ""], Cluster, false, 184),
    k(["", "PersistentVolumeClaim", "v1", "", "", "", "", ""], Namespaced, false, 79),
    k(["", "Pod", "v1", "", "", "", "", ""], Namespaced, false, 188),
    k(["", "PodAttachOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodExecOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodPortForwardOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodProxyOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["", "PodTemplate", "v1", "", "", "", "", ""], Namespaced, false, 192),
    k(["", "ReplicationController", "v1", "", "", "", "", ""], Namespaced, false, 195),
    k(["", "ResourceQuota", "v1", "", "", "", "", ""], Namespaced, false, 200),
    k(["", "Secret", "v1", "", "", "", "", ""], Namespaced, false, 203),
    k(["", "Service", "v1", "", "", "", "", ""], Namespaced, false, 206),
    k(["", "ServiceAccount", "v1", "", "", "", "", ""], Namespaced, false, 210),
    k(["", "ServiceProxyOptions", "v1", "", "", "", "", ""], Namespaced, false, 0),
    k(["admissionregistration.k8s.io", "MutatingWebhookConfiguration", "v1", "", "", "", "", ""], Cluster, false, 11),
    k(["admissionregistration.k8s.io", "MutatingWebhookConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 24),
    k(["admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "v1", "", "", "", "", ""], Cluster, false, 19),
    k(["admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 29),
    k(["apiextensions.k8s.io", "CustomResourceDefinition", "v1", "", "", "", "", ""], Cluster, false, 340),
    k(["apiextensions.k8s.io", "CustomResourceDefinition", "v1beta1", "", "", "", "", ""], Cluster, false, 343),
    k(["apiregistration.k8s.io", "APIService", "v1", "", "", "", "", ""], Cluster, false, 346),
    k(["apiregistration.k8s.io", "APIService", "v1beta1", "", "", "", "", ""], Cluster, false, 350),
    k(["apps", "ControllerRevision", "v1", "", "", "", "", ""], Namespaced, false, 33),
    k(["apps", "DaemonSet", "v1", "", "", "", "", ""], Namespaced, false, 36),
    k(["apps", "Deployment", "v1", "", "", "", "", ""], Namespaced, false, 67),
    k(["apps", "ReplicaSet", "v1", "", "", "", "", ""], Namespaced, false, 72),
    k(["apps", "StatefulSet", "v1", "", "", "", "", ""], Namespaced, false, 77),
    k(["authentication.k8s.io", "TokenRequest", "v1", "", "", "", "", ""], Unknown, false, 85),
    k(["authentication.k8s.io", "TokenReview", "v1", "", "", "", "", ""], Unknown, false, 86),
    k(["authentication.k8s.io", "TokenReview", "v1beta1", "", "", "", "", ""], Unknown, false, 87),
    k(["authorization.k8s.io", "LocalSubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 88),
    k(["authorization.k8s.io", "LocalSubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 92),
    k(["authorization.k8s.io", "SelfSubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 89),
    k(["authorization.k8s.io", "SelfSubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 93),
    k(["authorization.k8s.io", "SelfSubjectRulesReview", "v1", "", "", "", "", ""], Unknown, false, 90),
    k(["authorization.k8s.io", "SelfSubjectRulesReview", "v1beta1", "", "", "", "", ""], Unknown, false, 94),
    k(["authorization.k8s.io", "SubjectAccessReview", "v1", "", "", "", "", ""], Unknown, false, 91),
    k(["authorization.k8s.io", "SubjectAccessReview", "v1beta1", "", "", "", "", ""], Unknown, false, 95),
    k(["autoscaling", "HorizontalPodAutoscaler", "v1", "", "", "", "", ""], Namespaced, false, 96),
    k(["autoscaling", "HorizontalPodAutoscaler", "v2beta1", "", "", "", "", ""], Namespaced, false, 102),
    k(["autoscaling", "HorizontalPodAutoscaler", "v2beta2", "", "", "", "", ""], Namespaced, false, 118),
    k(["autoscaling", "Scale", "v1", "", "", "", "", ""], Namespaced, false, 99),
    k(["batch", "CronJob", "v1", "", "", "", "", ""], Namespaced, false, 131),
    k(["batch", "CronJob", "v1beta1", "", "", "", "", ""], Namespaced, false, 142),
    k(["batch", "Job", "v1", "", "", "", "", ""], Namespaced, false, 137),
    k(["certificates.k8s.io", "CertificateSigningRequest", "v1", "", "", "", "", ""], Cluster, false, 147),
    k(["certificates.k8s.io", "CertificateSigningRequest", "v1beta1", "", "", "", "", ""], Cluster, false, 150),
    k(["coordination.k8s.io", "Lease", "v1", "", "", "", "", ""], Namespaced, false, 153),
    k(["coordination.k8s.io", "Lease", "v1beta1", "", "", "", "", ""], Namespaced, false, 156),
    k(["discovery.k8s.io", "EndpointSlice", "v1", "", "", "", "", ""], Namespaced, false, 215),
    k(["discovery.k8s.io", "EndpointSlice", "v1beta1", "", "", "", "", ""], Namespaced, false, 218),
    k(["events.k8s.io", "Event", "v1", "", "", "", "", ""], Namespaced, false, 221),
    k(["events.k8s.io", "Event", "v1beta1", "", "", "", "", ""], Namespaced, false, 224),
    k(["extensions", "Ingress", "v1beta1", "", "", "", "", ""], Namespaced, false, 227),
    k(["flowcontrol.apiserver.k8s.io", "FlowSchema", "v1beta1", "", "", "", "", ""], Cluster, false, 230),
    k(["flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", "v1beta1", "", "", "", "", ""], Cluster, false, 233),
    k(["networking.k8s.io", "Ingress", "v1", "", "", "", "", ""], Namespaced, false, 236),
    k(["networking.k8s.io", "Ingress", "v1beta1", "", "", "", "", ""], Namespaced, false, 252),
    k(["networking.k8s.io", "IngressClass", "v1", "", "", "", "", ""], Cluster, false, 237),
    k(["networking.k8s.io", "IngressClass", "v1beta1", "", "", "", "", ""], Cluster, false, 253),
    k(["networking.k8s.io", "NetworkPolicy", "v1", "", "", "", "", ""], Namespaced, false, 242),
    k(["node.k8s.io", "RuntimeClass", "v1", "", "", "", "", ""], Cluster, false, 258),
    k(["node.k8s.io", "RuntimeClass", "v1beta1", "", "", "", "", ""], Cluster, false, 261),
    k(["policy", "Eviction", "v1beta1", "", "", "", "", ""], Unknown, false, 269),
    k(["policy", "PodDisruptionBudget", "v1", "", "", "", "", ""], Namespaced, false, 264),
    k(["policy", "PodDisruptionBudget", "v1beta1", "", "", "", "", ""], Namespaced, false, 270),
    k(["policy", "PodSecurityPolicy", "v1beta1", "", "", "", "", ""], Cluster, false, 275),
    k(["rbac.authorization.k8s.io", "ClusterRole", "v1", "", "", "", "", ""], Cluster, false, 280),
    k(["rbac.authorization.k8s.io", "ClusterRole", "v1beta1", "", "", "", "", ""], Cluster, false, 293),
    k(["rbac.authorization.k8s.io", "ClusterRoleBinding", "v1", "", "", "", "", ""], Cluster, false, 281),
    k(["rbac.authorization.k8s.io", "ClusterRoleBinding", "v1beta1", "", "", "", "", ""], Cluster, false, 294),
    k(["rbac.authorization.k8s.io", "Role", "v1", "", "", "", "", ""], Namespaced, false, 286),
    k(["rbac.authorization.k8s.io", "Role", "v1beta1", "", "", "", "", ""], Namespaced, false, 299),
    k(["rbac.authorization.k8s.io", "RoleBinding", "v1", "", "", "", "", ""], Namespaced, false, 287),
    k(["rbac.authorization.k8s.io", "RoleBinding", "v1beta1", "", "", "", "", ""], Namespaced, false, 300),
    k(["scheduling.k8s.io", "PriorityClass", "v1", "", "", "", "", ""], Cluster, false, 305),
    k(["scheduling.k8s.io", "PriorityClass", "v1beta1", "", "", "", "", ""], Cluster, false, 308),
    k(["storage.k8s.io", "CSIDriver", "v1", "", "", "", "", ""], Cluster, false, 311),
    k(["storage.k8s.io", "CSIDriver", "v1beta1", "", "", "", "", ""], Cluster, false, 324),
    k(["storage.k8s.io", "CSINode", "v1", "", "", "", "", ""], Cluster, false, 314),
    k(["storage.k8s.io", "CSINode", "v1beta1", "", "", "", "", ""], Cluster, false, 327),
    k(["storage.k8s.io", "CSIStorageCapacity", "v1beta1", "", "", "", "", ""], Namespaced, false, 331),
    k(["storage.k8s.io", "StorageClass", "v1", "", "", "", "", ""], Cluster, false, 318),
    k(["storage.k8s.io", "StorageClass", "v1beta1", "", "", "", "", ""], Cluster, false, 334),
    k(["storage.k8s.io", "VolumeAttachment", "v1", "", "", "", "", ""], Cluster, false, 321),
    k(["storage.k8s.io", "VolumeAttachment", "v1beta1", "", "", "", "", ""], Cluster, false, 337),
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
    s("io.k8s.api.apps.v1.ReplicaSet", false, None, &[
        f("metadata", 12, 0),
        f("spec", 73, 0),
        f("status", 74, 0),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.apps.v1.ReplicaSetList", false, None, &[
        f("items", 76, 0),
    ]),
    Type::List(72, Listing::Atomic),
    s("io.k8s.api.apps.v1.StatefulSet", false, None, &[
        f("metadata", 12, 0),
        f("spec", 78, 0),
        f("status", 82, 0),
    ]),
    s("io.k8s.api.apps.v1.StatefulSetSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
        f("volumeClaimTemplates", 81, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaim", false, None, &[
        f("metadata", 12, 0),
        f("spec", 61, 0),
        f("status", 80, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    Type::List(79, Listing::Atomic),
    s("io.k8s.api.apps.v1.StatefulSetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.apps.v1.StatefulSetList", false, None, &[
        f("items", 84, 0),
    ]),
    Type::List(77, Listing::Atomic),
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
        f("items", 98, 0),
    ]),
    Type::List(96, Listing::Atomic),
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
        f("spec", 103, 0),
        f("status", 108, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec", false, None, &[
        f("metrics", 107, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.MetricSpec", false, None, &[
        f("external", 100, 0),
        f("object", 105, 0),
        f("pods", 106, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ObjectMetricSource", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.PodsMetricSource", false, None, &[
        f("selector", 8, 0),
    ]),
    Type::List(104, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerStatus", false, None, &[
        f("currentMetrics", 112, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.MetricStatus", false, None, &[
        f("external", 101, 0),
        f("object", 110, 0),
        f("pods", 111, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.ObjectMetricStatus", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta1.PodsMetricStatus", false, None, &[
        f("selector", 8, 0),
    ]),
    Type::List(109, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerList", false, None, &[
        f("items", 114, 0),
    ]),
    Type::List(102, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.ExternalMetricSource", false, None, &[
        f("metric", 116, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricIdentifier", false, None, &[
        f("selector", 8, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ExternalMetricStatus", false, None, &[
        f("metric", 116, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler", false, None, &[
        f("metadata", 12, 0),
        f("spec", 119, 0),
        f("status", 124, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec", false, None, &[
        f("metrics", 123, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricSpec", false, None, &[
        f("external", 115, 0),
        f("object", 121, 0),
        f("pods", 122, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ObjectMetricSource", false, None, &[
        f("metric", 116, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.PodsMetricSource", false, None, &[
        f("metric", 116, 0),
    ]),
    Type::List(120, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus", false, None, &[
        f("currentMetrics", 128, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.MetricStatus", false, None, &[
        f("external", 117, 0),
        f("object", 126, 0),
        f("pods", 127, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.ObjectMetricStatus", false, None, &[
        f("metric", 116, 0),
    ]),
    s("io.k8s.api.autoscaling.v2beta2.PodsMetricStatus", false, None, &[
        f("metric", 116, 0),
    ]),
    Type::List(125, Listing::Atomic),
    s("io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerList", false, None, &[
        f("items", 130, 0),
    ]),
    Type::List(118, Listing::Atomic),
    s("io.k8s.api.batch.v1.CronJob", false, None, &[
        f("metadata", 12, 0),
        f("spec", 132, 0),
    ]),
    s("io.k8s.api.batch.v1.CronJobSpec", false, None, &[
        f("jobTemplate", 133, 0),
    ]),
    s("io.k8s.api.batch.v1.JobTemplateSpec", false, None, &[
        f("metadata", 12, 0),
        f("spec", 134, 0),
    ]),
    s("io.k8s.api.batch.v1.JobSpec", false, None, &[
        f("selector", 8, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.batch.v1.CronJobList", false, None, &[
        f("items", 136, 0),
    ]),
    Type::List(131, Listing::Atomic),
    s("io.k8s.api.batch.v1.Job", false, None, &[
        f("metadata", 12, 0),
        f("spec", 134, 0),
        f("status", 138, 0),
    ]),
    s("io.k8s.api.batch.v1.JobStatus", false, None, &[
        f("conditions", 139, 11),
    ]),
    Type::List(0, Listing::Atomic),
    s("io.k8s.api.batch.v1.JobList", false, None, &[
        f("items", 141, 0),
    ]),
    Type::List(137, Listing::Atomic),
    s("io.k8s.api.batch.v1beta1.CronJob", false, None, &[
        f("metadata", 12, 0),
        f("spec", 143, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.CronJobSpec", false, None, &[
        f("jobTemplate", 144, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.JobTemplateSpec", false, None, &[
        f("metadata", 12, 0),
        f("spec", 134, 0),
    ]),
    s("io.k8s.api.batch.v1beta1.CronJobList", false, None, &[
        f("items", 146, 0),
    ]),
    Type::List(142, Listing::Atomic),
    s("io.k8s.api.certificates.v1.CertificateSigningRequest", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.certificates.v1.CertificateSigningRequestList", false, None, &[
        f("items", 149, 0),
    ]),
    Type::List(147, Listing::Atomic),
    s("io.k8s.api.certificates.v1beta1.CertificateSigningRequest", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.certificates.v1beta1.CertificateSigningRequestList", false, None, &[
        f("items", 152, 0),
    ]),
    Type::List(150, Listing::Atomic),
    s("io.k8s.api.coordination.v1.Lease", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.coordination.v1.LeaseList", false, None, &[
        f("items", 155, 0),
    ]),
    Type::List(153, Listing::Atomic),
    s("io.k8s.api.coordination.v1beta1.Lease", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.coordination.v1beta1.LeaseList", false, None, &[
        f("items", 158, 0),
    ]),
    Type::List(156, Listing::Atomic),
    s("io.k8s.api.core.v1.Binding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ComponentStatus", false, None, &[
        f("conditions", 64, 11),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ComponentStatusList", false, None, &[
        f("items", 162, 0),
    ]),
    Type::List(160, Listing::Atomic),
    s("io.k8s.api.core.v1.ConfigMap", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ConfigMapList", false, None, &[
        f("items", 165, 0),
    ]),
    Type::List(163, Listing::Atomic),
    s("io.k8s.api.core.v1.Endpoints", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.EndpointsList", false, None, &[
        f("items", 168, 0),
    ]),
    Type::List(166, Listing::Atomic),
    s("io.k8s.api.core.v1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.EventList", false, None, &[
        f("items", 171, 0),
    ]),
    Type::List(169, Listing::Atomic),
    s("io.k8s.api.core.v1.LimitRange", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.LimitRangeList", false, None, &[
        f("items", 174, 0),
    ]),
    Type::List(172, Listing::Atomic),
    s("io.k8s.api.core.v1.Namespace", false, None, &[
        f("metadata", 12, 0),
        f("status", 176, 0),
    ]),
    s("io.k8s.api.core.v1.NamespaceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.NamespaceList", false, None, &[
        f("items", 178, 0),
    ]),
    Type::List(175, Listing::Atomic),
    s("io.k8s.api.core.v1.Node", false, None, &[
        f("metadata", 12, 0),
        f("spec", 180, 0),
        f("status", 181, 0),
    ]),
    s("io.k8s.api.core.v1.NodeSpec", false, None, &[
        f("podCIDRs", 13, 2),
    ]),
    s("io.k8s.api.core.v1.NodeStatus", false, None, &[
        f("addresses", 64, 11),
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.NodeList", false, None, &[
        f("items", 183, 0),
    ]),
    Type::List(179, Listing::Atomic),
    s("io.k8s.api.core.v1.PersistentVolume", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeClaimList", false, None, &[
        f("items", 81, 0),
    ]),
    s("io.k8s.api.core.v1.PersistentVolumeList", false, None, &[
        f("items", 187, 0),
    ]),
    Type::List(184, Listing::Atomic),
    s("io.k8s.api.core.v1.Pod", false, None, &[
        f("metadata", 12, 0),
        f("spec", 39, 0),
        f("status", 189, 0),
    ]),
    s("io.k8s.api.core.v1.PodStatus", false, None, &[
        f("conditions", 64, 11),
        f("podIPs", 55, 8),
    ]),
    s("io.k8s.api.core.v1.PodList", false, None, &[
        f("items", 191, 0),
    ]),
    Type::List(188, Listing::Atomic),
    s("io.k8s.api.core.v1.PodTemplate", false, None, &[
        f("metadata", 12, 0),
        f("template", 38, 0),
    ]),
    s("io.k8s.api.core.v1.PodTemplateList", false, None, &[
        f("items", 194, 0),
    ]),
    Type::List(192, Listing::Atomic),
    s("io.k8s.api.core.v1.ReplicationController", false, None, &[
        f("metadata", 12, 0),
        f("spec", 196, 0),
        f("status", 197, 0),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerSpec", false, None, &[
        f("template", 38, 0),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.core.v1.ReplicationControllerList", false, None, &[
        f("items", 199, 0),
    ]),
    Type::List(195, Listing::Atomic),
    s("io.k8s.api.core.v1.ResourceQuota", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.ResourceQuotaList", false, None, &[
        f("items", 202, 0),
    ]),
    Type::List(200, Listing::Atomic),
    s("io.k8s.api.core.v1.Secret", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.core.v1.SecretList", false, None, &[
        f("items", 205, 0),
    ]),
    Type::List(203, Listing::Atomic),
    s("io.k8s.api.core.v1.Service", false, None, &[
        f("metadata", 12, 0),
        f("spec", 207, 0),
        f("status", 209, 0),
    ]),
    s("io.k8s.api.core.v1.ServiceSpec", false, None, &[
        f("ports", 208, 12),
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
        f("items", 212, 0),
    ]),
    Type::List(210, Listing::Atomic),
    s("io.k8s.api.core.v1.ServiceList", false, None, &[
        f("items", 214, 0),
    ]),
    Type::List(206, Listing::Atomic),
    s("io.k8s.api.discovery.v1.EndpointSlice", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.discovery.v1.EndpointSliceList", false, None, &[
        f("items", 217, 0),
    ]),
    Type::List(215, Listing::Atomic),
    s("io.k8s.api.discovery.v1beta1.EndpointSlice", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.discovery.v1beta1.EndpointSliceList", false, None, &[
        f("items", 220, 0),
    ]),
    Type::List(218, Listing::Atomic),
    s("io.k8s.api.events.v1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.events.v1.EventList", false, None, &[
        f("items", 223, 0),
    ]),
    Type::List(221, Listing::Atomic),
    s("io.k8s.api.events.v1beta1.Event", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.events.v1beta1.EventList", false, None, &[
        f("items", 226, 0),
    ]),
    Type::List(224, Listing::Atomic),
    s("io.k8s.api.extensions.v1beta1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.extensions.v1beta1.IngressList", false, None, &[
        f("items", 229, 0),
    ]),
    Type::List(227, Listing::Atomic),
    s("io.k8s.api.flowcontrol.v1beta1.FlowSchema", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.flowcontrol.v1beta1.FlowSchemaList", false, None, &[
        f("items", 232, 0),
    ]),
    Type::List(230, Listing::Atomic),
    s("io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfiguration", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfigurationList", false, None, &[
        f("items", 235, 0),
    ]),
    Type::List(233, Listing::Atomic),
    s("io.k8s.api.networking.v1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1.IngressClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1.IngressClassList", false, None, &[
        f("items", 239, 0),
    ]),
    Type::List(237, Listing::Atomic),
    s("io.k8s.api.networking.v1.IngressList", false, None, &[
        f("items", 241, 0),
    ]),
    Type::List(236, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicy", false, None, &[
        f("metadata", 12, 0),
        f("spec", 243, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicySpec", false, None, &[
        f("egress", 247, 0),
        f("ingress", 249, 0),
        f("podSelector", 8, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicyEgressRule", false, None, &[
        f("to", 246, 0),
    ]),
    s("io.k8s.api.networking.v1.NetworkPolicyPeer", false, None, &[
        f("namespaceSelector", 8, 0),
        f("podSelector", 8, 0),
    ]),
    Type::List(245, Listing::Atomic),
    Type::List(244, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicyIngressRule", false, None, &[
        f("from", 246, 0),
    ]),
    Type::List(248, Listing::Atomic),
    s("io.k8s.api.networking.v1.NetworkPolicyList", false, None, &[
        f("items", 251, 0),
    ]),
    Type::List(242, Listing::Atomic),
    s("io.k8s.api.networking.v1beta1.Ingress", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1beta1.IngressClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.networking.v1beta1.IngressClassList", false, None, &[
        f("items", 255, 0),
    ]),
    Type::List(253, Listing::Atomic),
    s("io.k8s.api.networking.v1beta1.IngressList", false, None, &[
        f("items", 257, 0),
    ]),
    Type::List(252, Listing::Atomic),
    s("io.k8s.api.node.v1.RuntimeClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.node.v1.RuntimeClassList", false, None, &[
        f("items", 260, 0),
    ]),
    Type::List(258, Listing::Atomic),
    s("io.k8s.api.node.v1beta1.RuntimeClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.node.v1beta1.RuntimeClassList", false, None, &[
        f("items", 263, 0),
    ]),
    Type::List(261, Listing::Atomic),
    s("io.k8s.api.policy.v1.PodDisruptionBudget", false, None, &[
        f("metadata", 12, 0),
        f("spec", 265, 0),
        f("status", 266, 0),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetSpec", false, None, &[
        f("selector", 8, 13),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.policy.v1.PodDisruptionBudgetList", false, None, &[
        f("items", 268, 0),
    ]),
    Type::List(264, Listing::Atomic),
    s("io.k8s.api.policy.v1beta1.Eviction", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudget", false, None, &[
        f("metadata", 12, 0),
        f("spec", 271, 0),
        f("status", 272, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec", false, None, &[
        f("selector", 8, 13),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.api.policy.v1beta1.PodDisruptionBudgetList", false, None, &[
        f("items", 274, 0),
    ]),
    Type::List(270, Listing::Atomic),
    s("io.k8s.api.policy.v1beta1.PodSecurityPolicy", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.policy.v1beta1.PodSecurityPolicyList", false, None, &[
        f("items", 277, 0),
    ]),
    Type::List(275, Listing::Atomic),
    s("io.k8s.api.rbac.v1.AggregationRule", false, None, &[
        f("clusterRoleSelectors", 279, 0),
    ]),
    Type::List(8, Listing::Atomic),
    s("io.k8s.api.rbac.v1.ClusterRole", false, None, &[
        f("aggregationRule", 278, 0),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.ClusterRoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.ClusterRoleBindingList", false, None, &[
        f("items", 283, 0),
    ]),
    Type::List(281, Listing::Atomic),
    s("io.k8s.api.rbac.v1.ClusterRoleList", false, None, &[
        f("items", 285, 0),
    ]),
    Type::List(280, Listing::Atomic),
    s("io.k8s.api.rbac.v1.Role", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.RoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1.RoleBindingList", false, None, &[
        f("items", 289, 0),
    ]),
    Type::List(287, Listing::Atomic),
    s("io.k8s.api.rbac.v1.RoleList", false, None, &[
        f("items", 291, 0),
    ]),
    Type::List(286, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.AggregationRule", false, None, &[
        f("clusterRoleSelectors", 279, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRole", false, None, &[
        f("aggregationRule", 292, 0),
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleBindingList", false, None, &[
        f("items", 296, 0),
    ]),
    Type::List(294, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.ClusterRoleList", false, None, &[
        f("items", 298, 0),
    ]),
    Type::List(293, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.Role", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.RoleBinding", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.rbac.v1beta1.RoleBindingList", false, None, &[
        f("items", 302, 0),
    ]),
    Type::List(300, Listing::Atomic),
    s("io.k8s.api.rbac.v1beta1.RoleList", false, None, &[
        f("items", 304, 0),
    ]),
    Type::List(299, Listing::Atomic),
    s("io.k8s.api.scheduling.v1.PriorityClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.scheduling.v1.PriorityClassList", false, None, &[
        f("items", 307, 0),
    ]),
    Type::List(305, Listing::Atomic),
    s("io.k8s.api.scheduling.v1beta1.PriorityClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.scheduling.v1beta1.PriorityClassList", false, None, &[
        f("items", 310, 0),
    ]),
    Type::List(308, Listing::Atomic),
    s("io.k8s.api.storage.v1.CSIDriver", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.CSIDriverList", false, None, &[
        f("items", 313, 0),
    ]),
    Type::List(311, Listing::Atomic),
    s("io.k8s.api.storage.v1.CSINode", false, None, &[
        f("metadata", 12, 0),
        f("spec", 315, 0),
    ]),
    s("io.k8s.api.storage.v1.CSINodeSpec", false, None, &[
        f("drivers", 48, 4),
    ]),
    s("io.k8s.api.storage.v1.CSINodeList", false, None, &[
        f("items", 317, 0),
    ]),
    Type::List(314, Listing::Atomic),
    s("io.k8s.api.storage.v1.StorageClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.StorageClassList", false, None, &[
        f("items", 320, 0),
    ]),
    Type::List(318, Listing::Atomic),
    s("io.k8s.api.storage.v1.VolumeAttachment", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1.VolumeAttachmentList", false, None, &[
        f("items", 323, 0),
    ]),
    Type::List(321, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSIDriver", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSIDriverList", false, None, &[
        f("items", 326, 0),
    ]),
    Type::List(324, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSINode", false, None, &[
        f("metadata", 12, 0),
        f("spec", 328, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSINodeSpec", false, None, &[
        f("drivers", 48, 4),
    ]),
    s("io.k8s.api.storage.v1beta1.CSINodeList", false, None, &[
        f("items", 330, 0),
    ]),
    Type::List(327, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.CSIStorageCapacity", false, None, &[
        f("metadata", 12, 0),
        f("nodeTopology", 8, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.CSIStorageCapacityList", false, None, &[
        f("items", 333, 0),
    ]),
    Type::List(331, Listing::Map("name")),
    s("io.k8s.api.storage.v1beta1.StorageClass", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.StorageClassList", false, None, &[
        f("items", 336, 0),
    ]),
    Type::List(334, Listing::Atomic),
    s("io.k8s.api.storage.v1beta1.VolumeAttachment", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.api.storage.v1beta1.VolumeAttachmentList", false, None, &[
        f("items", 339, 0),
    ]),
    Type::List(337, Listing::Atomic),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList", false, None, &[
        f("items", 342, 0),
    ]),
    Type::List(340, Listing::Atomic),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition", false, None, &[
        f("metadata", 12, 0),
    ]),
    s("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList", false, None, &[
        f("items", 345, 0),
    ]),
    Type::List(343, Listing::Atomic),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService", false, None, &[
        f("metadata", 12, 0),
        f("status", 347, 0),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList", false, None, &[
        f("items", 349, 0),
    ]),
    Type::List(346, Listing::Atomic),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService", false, None, &[
        f("metadata", 12, 0),
        f("status", 351, 0),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus", false, None, &[
        f("conditions", 64, 11),
    ]),
    s("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList", false, None, &[
        f("items", 353, 0),
    ]),
    Type::List(350, Listing::Atomic),
    ]),
};
