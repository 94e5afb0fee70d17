//! Go's types of the built-in kinds as client-go's scheme has them, Kubernetes v1.36.3: fields, how they print, and
//! `+default` markers. Generated; it knows no meaning of what it lists. Made by benches/tools/gotypes/main.go: put the file
//! beside a copy of go.mod and go.sum of the Kubernetes testbed, then `go run . >src/engine/compare/typed/table.rs`.

use super::GoType::{self, Bool, Bytes, Int, IntOrString, List, Map, MicroTime, Opaque, Ptr, Quantity, Str, Struct, Time};
use super::{GoField, Omit};

const fn k(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Never }
}
const fn o(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Empty }
}
const fn z(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Zero }
}

/// Kinds by `apiVersion` and `kind`, sorted, with the index of their type.
#[rustfmt::skip]
pub(super) static KINDS: &[(&str, &str, u16)] = &[
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", 1),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding", 39),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", 43),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 54),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", 67),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", 69),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", 72),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicyBinding", 90),
    ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", 94),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", 100),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBinding", 111),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", 113),
    ("apps/v1", "ControllerRevision", 116),
    ("apps/v1", "DaemonSet", 117),
    ("apps/v1", "Deployment", 339),
    ("apps/v1", "ReplicaSet", 347),
    ("apps/v1", "StatefulSet", 352),
    ("apps/v1beta1", "ControllerRevision", 371),
    ("apps/v1beta1", "Deployment", 372),
    ("apps/v1beta1", "StatefulSet", 382),
    ("apps/v1beta2", "ControllerRevision", 394),
    ("apps/v1beta2", "DaemonSet", 395),
    ("apps/v1beta2", "Deployment", 403),
    ("apps/v1beta2", "ReplicaSet", 411),
    ("apps/v1beta2", "StatefulSet", 416),
    ("autoscaling/v1", "HorizontalPodAutoscaler", 428),
    ("autoscaling/v2", "HorizontalPodAutoscaler", 432),
    ("batch/v1", "CronJob", 471),
    ("batch/v1", "Job", 490),
    ("batch/v1beta1", "CronJob", 496),
    ("certificates.k8s.io/v1", "CertificateSigningRequest", 500),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 506),
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundle", 511),
    ("certificates.k8s.io/v1beta1", "PodCertificateRequest", 513),
    ("coordination.k8s.io/v1", "Lease", 516),
    ("coordination.k8s.io/v1beta1", "Lease", 520),
    ("coordination.k8s.io/v1beta1", "LeaseCandidate", 522),
    ("discovery.k8s.io/v1", "EndpointSlice", 524),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", 537),
    ("events.k8s.io/v1", "Event", 549),
    ("events.k8s.io/v1beta1", "Event", 553),
    ("extensions/v1beta1", "DaemonSet", 556),
    ("extensions/v1beta1", "Deployment", 564),
    ("extensions/v1beta1", "Ingress", 574),
    ("extensions/v1beta1", "NetworkPolicy", 592),
    ("extensions/v1beta1", "ReplicaSet", 604),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", 609),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", 631),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", 643),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration", 665),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 677),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration", 699),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 711),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration", 733),
    ("networking.k8s.io/v1", "IPAddress", 745),
    ("networking.k8s.io/v1", "Ingress", 749),
    ("networking.k8s.io/v1", "IngressClass", 770),
    ("networking.k8s.io/v1", "NetworkPolicy", 774),
    ("networking.k8s.io/v1", "ServiceCIDR", 786),
    ("networking.k8s.io/v1beta1", "IPAddress", 789),
    ("networking.k8s.io/v1beta1", "Ingress", 793),
    ("networking.k8s.io/v1beta1", "IngressClass", 811),
    ("networking.k8s.io/v1beta1", "ServiceCIDR", 815),
    ("node.k8s.io/v1", "RuntimeClass", 818),
    ("node.k8s.io/v1beta1", "RuntimeClass", 823),
    ("policy/v1", "PodDisruptionBudget", 828),
    ("policy/v1beta1", "PodDisruptionBudget", 832),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", 835),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", 841),
    ("rbac.authorization.k8s.io/v1", "Role", 845),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", 846),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRole", 847),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", 852),
    ("rbac.authorization.k8s.io/v1beta1", "Role", 856),
    ("rbac.authorization.k8s.io/v1beta1", "RoleBinding", 857),
    ("resource.k8s.io/v1", "DeviceClass", 858),
    ("resource.k8s.io/v1", "ResourceClaim", 868),
    ("resource.k8s.io/v1", "ResourceClaimTemplate", 899),
    ("resource.k8s.io/v1", "ResourceSlice", 901),
    ("resource.k8s.io/v1beta1", "DeviceClass", 926),
    ("resource.k8s.io/v1beta1", "ResourceClaim", 936),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplate", 965),
    ("resource.k8s.io/v1beta1", "ResourceSlice", 967),
    ("resource.k8s.io/v1beta2", "DeviceClass", 992),
    ("resource.k8s.io/v1beta2", "DeviceTaintRule", 1002),
    ("resource.k8s.io/v1beta2", "ResourceClaim", 1008),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplate", 1039),
    ("resource.k8s.io/v1beta2", "ResourceSlice", 1041),
    ("scheduling.k8s.io/v1", "PriorityClass", 1063),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", 1064),
    ("storage.k8s.io/v1", "CSIDriver", 1065),
    ("storage.k8s.io/v1", "CSINode", 1069),
    ("storage.k8s.io/v1", "CSIStorageCapacity", 1075),
    ("storage.k8s.io/v1", "StorageClass", 1076),
    ("storage.k8s.io/v1", "VolumeAttachment", 1081),
    ("storage.k8s.io/v1", "VolumeAttributesClass", 1115),
    ("storage.k8s.io/v1beta1", "CSIDriver", 1116),
    ("storage.k8s.io/v1beta1", "CSINode", 1120),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", 1126),
    ("storage.k8s.io/v1beta1", "StorageClass", 1127),
    ("storage.k8s.io/v1beta1", "VolumeAttachment", 1128),
    ("storage.k8s.io/v1beta1", "VolumeAttributesClass", 1134),
    ("storagemigration.k8s.io/v1beta1", "StorageVersionMigration", 1135),
    ("v1", "ComponentStatus", 1139),
    ("v1", "ConfigMap", 1142),
    ("v1", "Endpoints", 1144),
    ("v1", "Event", 1151),
    ("v1", "LimitRange", 1154),
    ("v1", "Namespace", 1158),
    ("v1", "Node", 1163),
    ("v1", "PersistentVolume", 1193),
    ("v1", "PersistentVolumeClaim", 354),
    ("v1", "Pod", 1195),
    ("v1", "PodTemplate", 1234),
    ("v1", "ReplicationController", 1235),
    ("v1", "ResourceQuota", 1241),
    ("v1", "Secret", 1248),
    ("v1", "Service", 1249),
    ("v1", "ServiceAccount", 1263),
];

/// `+default` markers by type and field: the JSON that stands for an absent or zero field. Sorted.
#[rustfmt::skip]
pub(super) static PRESETS: &[(&str, &str, &str)] = &[
    ("certificates/v1beta1.PodCertificateRequestSpec", "maxExpirationSeconds", r"86400"),
    ("core/v1.AzureDiskVolumeSource", "cachingMode", r#""ReadWrite""#),
    ("core/v1.AzureDiskVolumeSource", "fsType", r#""ext4""#),
    ("core/v1.AzureDiskVolumeSource", "kind", r#""Shared""#),
    ("core/v1.AzureDiskVolumeSource", "readOnly", r"false"),
    ("core/v1.ConfigMapEnvSource", "name", r#""""#),
    ("core/v1.ConfigMapKeySelector", "name", r#""""#),
    ("core/v1.ConfigMapProjection", "name", r#""""#),
    ("core/v1.ConfigMapVolumeSource", "name", r#""""#),
    ("core/v1.ContainerPort", "protocol", r#""TCP""#),
    ("core/v1.FileKeySelector", "optional", r"false"),
    ("core/v1.GRPCAction", "service", r#""""#),
    ("core/v1.ISCSIPersistentVolumeSource", "iscsiInterface", r#""default""#),
    ("core/v1.ISCSIVolumeSource", "iscsiInterface", r#""default""#),
    ("core/v1.LocalObjectReference", "name", r#""""#),
    ("core/v1.RBDPersistentVolumeSource", "keyring", r#""/etc/ceph/keyring""#),
    ("core/v1.RBDPersistentVolumeSource", "pool", r#""rbd""#),
    ("core/v1.RBDPersistentVolumeSource", "user", r#""admin""#),
    ("core/v1.RBDVolumeSource", "keyring", r#""/etc/ceph/keyring""#),
    ("core/v1.RBDVolumeSource", "pool", r#""rbd""#),
    ("core/v1.RBDVolumeSource", "user", r#""admin""#),
    ("core/v1.ReplicationControllerSpec", "minReadySeconds", r"0"),
    ("core/v1.ReplicationControllerSpec", "replicas", r"1"),
    ("core/v1.ScaleIOPersistentVolumeSource", "fsType", r#""xfs""#),
    ("core/v1.ScaleIOPersistentVolumeSource", "storageMode", r#""ThinProvisioned""#),
    ("core/v1.ScaleIOVolumeSource", "fsType", r#""xfs""#),
    ("core/v1.ScaleIOVolumeSource", "storageMode", r#""ThinProvisioned""#),
    ("core/v1.SecretEnvSource", "name", r#""""#),
    ("core/v1.SecretKeySelector", "name", r#""""#),
    ("core/v1.SecretProjection", "name", r#""""#),
    ("core/v1.ServicePort", "protocol", r#""TCP""#),
    ("resource/v1.DeviceToleration", "operator", r#""Equal""#),
    ("resource/v1beta1.DeviceToleration", "operator", r#""Equal""#),
    ("resource/v1beta2.DeviceToleration", "operator", r#""Equal""#),
];

/// Types; the first is opaque.
#[rustfmt::skip]
pub(super) static TYPES: &[GoType] = &[
    Opaque, // 0
    Struct("admissionregistration/v1.MutatingAdmissionPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 17),
    ]), // 1
    Str, // 2
    Struct("meta/v1.ObjectMeta", &[
        o("annotations", 8),
        z("creationTimestamp", 5),
        o("deletionGracePeriodSeconds", 7),
        o("deletionTimestamp", 6),
        o("finalizers", 13),
        o("generateName", 2),
        o("generation", 4),
        o("labels", 8),
        o("managedFields", 16),
        o("name", 2),
        o("namespace", 2),
        o("ownerReferences", 12),
        o("resourceVersion", 2),
        o("selfLink", 2),
        o("uid", 2),
    ]), // 3
    Int(64), // 4
    Time, // 5
    Ptr(5), // 6
    Ptr(4), // 7
    Map(2), // 8
    Struct("meta/v1.OwnerReference", &[
        k("apiVersion", 2),
        o("blockOwnerDeletion", 11),
        o("controller", 11),
        k("kind", 2),
        k("name", 2),
        k("uid", 2),
    ]), // 9
    Bool, // 10
    Ptr(10), // 11
    List(9), // 12
    List(2), // 13
    Struct("meta/v1.ManagedFieldsEntry", &[
        o("apiVersion", 2),
        o("fieldsType", 2),
        o("fieldsV1", 15),
        o("manager", 2),
        o("operation", 2),
        o("subresource", 2),
        o("time", 6),
    ]), // 14
    Ptr(0), // 15
    List(14), // 16
    Struct("admissionregistration/v1.MutatingAdmissionPolicySpec", &[
        o("failurePolicy", 26),
        o("matchConditions", 38),
        o("matchConstraints", 28),
        o("mutations", 36),
        o("paramKind", 19),
        o("reinvocationPolicy", 2),
        o("variables", 30),
    ]), // 17
    Struct("admissionregistration/v1.ParamKind", &[
        o("apiVersion", 2),
        o("kind", 2),
    ]), // 18
    Ptr(18), // 19
    Struct("admissionregistration/v1.MatchResources", &[
        o("excludeResourceRules", 27),
        o("matchPolicy", 26),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("resourceRules", 27),
    ]), // 20
    Struct("meta/v1.LabelSelector", &[
        o("matchExpressions", 23),
        o("matchLabels", 8),
    ]), // 21
    Struct("meta/v1.LabelSelectorRequirement", &[
        k("key", 2),
        k("operator", 2),
        o("values", 13),
    ]), // 22
    List(22), // 23
    Ptr(21), // 24
    Struct("admissionregistration/v1.NamedRuleWithOperations", &[
        o("apiGroups", 13),
        o("apiVersions", 13),
        o("operations", 13),
        o("resourceNames", 13),
        o("resources", 13),
        o("scope", 26),
    ]), // 25
    Ptr(2), // 26
    List(25), // 27
    Ptr(20), // 28
    Struct("admissionregistration/v1.Variable", &[
        k("expression", 2),
        k("name", 2),
    ]), // 29
    List(29), // 30
    Struct("admissionregistration/v1.Mutation", &[
        o("applyConfiguration", 33),
        o("jsonPatch", 35),
        k("patchType", 2),
    ]), // 31
    Struct("admissionregistration/v1.ApplyConfiguration", &[
        o("expression", 2),
    ]), // 32
    Ptr(32), // 33
    Struct("admissionregistration/v1.JSONPatch", &[
        o("expression", 2),
    ]), // 34
    Ptr(34), // 35
    List(31), // 36
    Struct("admissionregistration/v1.MatchCondition", &[
        k("expression", 2),
        k("name", 2),
    ]), // 37
    List(37), // 38
    Struct("admissionregistration/v1.MutatingAdmissionPolicyBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 40),
    ]), // 39
    Struct("admissionregistration/v1.MutatingAdmissionPolicyBindingSpec", &[
        o("matchResources", 28),
        o("paramRef", 42),
        o("policyName", 2),
    ]), // 40
    Struct("admissionregistration/v1.ParamRef", &[
        o("name", 2),
        o("namespace", 2),
        o("parameterNotFoundAction", 26),
        o("selector", 24),
    ]), // 41
    Ptr(41), // 42
    Struct("admissionregistration/v1.MutatingWebhookConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("webhooks", 53),
    ]), // 43
    Struct("admissionregistration/v1.MutatingWebhook", &[
        k("admissionReviewVersions", 13),
        k("clientConfig", 45),
        o("failurePolicy", 26),
        o("matchConditions", 38),
        o("matchPolicy", 26),
        k("name", 2),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("reinvocationPolicy", 26),
        o("rules", 52),
        k("sideEffects", 26),
        o("timeoutSeconds", 48),
    ]), // 44
    Struct("admissionregistration/v1.WebhookClientConfig", &[
        o("caBundle", 50),
        o("service", 49),
        o("url", 26),
    ]), // 45
    Struct("admissionregistration/v1.ServiceReference", &[
        k("name", 2),
        k("namespace", 2),
        o("path", 26),
        o("port", 48),
    ]), // 46
    Int(32), // 47
    Ptr(47), // 48
    Ptr(46), // 49
    Bytes, // 50
    Struct("admissionregistration/v1.RuleWithOperations", &[
        o("apiGroups", 13),
        o("apiVersions", 13),
        o("operations", 13),
        o("resources", 13),
        o("scope", 26),
    ]), // 51
    List(51), // 52
    List(44), // 53
    Struct("admissionregistration/v1.ValidatingAdmissionPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 55),
        o("status", 60),
    ]), // 54
    Struct("admissionregistration/v1.ValidatingAdmissionPolicySpec", &[
        o("auditAnnotations", 59),
        o("failurePolicy", 26),
        o("matchConditions", 38),
        o("matchConstraints", 28),
        o("paramKind", 19),
        o("validations", 57),
        o("variables", 30),
    ]), // 55
    Struct("admissionregistration/v1.Validation", &[
        k("expression", 2),
        o("message", 2),
        o("messageExpression", 2),
        o("reason", 26),
    ]), // 56
    List(56), // 57
    Struct("admissionregistration/v1.AuditAnnotation", &[
        k("key", 2),
        k("valueExpression", 2),
    ]), // 58
    List(58), // 59
    Struct("admissionregistration/v1.ValidatingAdmissionPolicyStatus", &[
        o("conditions", 66),
        o("observedGeneration", 4),
        o("typeChecking", 64),
    ]), // 60
    Struct("admissionregistration/v1.TypeChecking", &[
        o("expressionWarnings", 63),
    ]), // 61
    Struct("admissionregistration/v1.ExpressionWarning", &[
        k("fieldRef", 2),
        k("warning", 2),
    ]), // 62
    List(62), // 63
    Ptr(61), // 64
    Struct("meta/v1.Condition", &[
        k("lastTransitionTime", 5),
        k("message", 2),
        o("observedGeneration", 4),
        k("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 65
    List(65), // 66
    Struct("admissionregistration/v1.ValidatingAdmissionPolicyBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 68),
    ]), // 67
    Struct("admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec", &[
        o("matchResources", 28),
        o("paramRef", 42),
        o("policyName", 2),
        o("validationActions", 13),
    ]), // 68
    Struct("admissionregistration/v1.ValidatingWebhookConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("webhooks", 71),
    ]), // 69
    Struct("admissionregistration/v1.ValidatingWebhook", &[
        k("admissionReviewVersions", 13),
        k("clientConfig", 45),
        o("failurePolicy", 26),
        o("matchConditions", 38),
        o("matchPolicy", 26),
        k("name", 2),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("rules", 52),
        k("sideEffects", 26),
        o("timeoutSeconds", 48),
    ]), // 70
    List(70), // 71
    Struct("admissionregistration/v1beta1.MutatingAdmissionPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 73),
    ]), // 72
    Struct("admissionregistration/v1beta1.MutatingAdmissionPolicySpec", &[
        o("failurePolicy", 26),
        o("matchConditions", 89),
        o("matchConstraints", 79),
        o("mutations", 87),
        o("paramKind", 75),
        o("reinvocationPolicy", 2),
        o("variables", 81),
    ]), // 73
    Struct("admissionregistration/v1beta1.ParamKind", &[
        o("apiVersion", 2),
        o("kind", 2),
    ]), // 74
    Ptr(74), // 75
    Struct("admissionregistration/v1beta1.MatchResources", &[
        o("excludeResourceRules", 78),
        o("matchPolicy", 26),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("resourceRules", 78),
    ]), // 76
    Struct("admissionregistration/v1beta1.NamedRuleWithOperations", &[
        o("apiGroups", 13),
        o("apiVersions", 13),
        o("operations", 13),
        o("resourceNames", 13),
        o("resources", 13),
        o("scope", 26),
    ]), // 77
    List(77), // 78
    Ptr(76), // 79
    Struct("admissionregistration/v1beta1.Variable", &[
        k("expression", 2),
        k("name", 2),
    ]), // 80
    List(80), // 81
    Struct("admissionregistration/v1beta1.Mutation", &[
        o("applyConfiguration", 84),
        o("jsonPatch", 86),
        k("patchType", 2),
    ]), // 82
    Struct("admissionregistration/v1beta1.ApplyConfiguration", &[
        o("expression", 2),
    ]), // 83
    Ptr(83), // 84
    Struct("admissionregistration/v1beta1.JSONPatch", &[
        o("expression", 2),
    ]), // 85
    Ptr(85), // 86
    List(82), // 87
    Struct("admissionregistration/v1beta1.MatchCondition", &[
        k("expression", 2),
        k("name", 2),
    ]), // 88
    List(88), // 89
    Struct("admissionregistration/v1beta1.MutatingAdmissionPolicyBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 91),
    ]), // 90
    Struct("admissionregistration/v1beta1.MutatingAdmissionPolicyBindingSpec", &[
        o("matchResources", 79),
        o("paramRef", 93),
        o("policyName", 2),
    ]), // 91
    Struct("admissionregistration/v1beta1.ParamRef", &[
        o("name", 2),
        o("namespace", 2),
        o("parameterNotFoundAction", 26),
        o("selector", 24),
    ]), // 92
    Ptr(92), // 93
    Struct("admissionregistration/v1beta1.MutatingWebhookConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("webhooks", 99),
    ]), // 94
    Struct("admissionregistration/v1beta1.MutatingWebhook", &[
        o("admissionReviewVersions", 13),
        k("clientConfig", 96),
        o("failurePolicy", 26),
        o("matchConditions", 89),
        o("matchPolicy", 26),
        k("name", 2),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("reinvocationPolicy", 26),
        o("rules", 52),
        o("sideEffects", 26),
        o("timeoutSeconds", 48),
    ]), // 95
    Struct("admissionregistration/v1beta1.WebhookClientConfig", &[
        o("caBundle", 50),
        o("service", 98),
        o("url", 26),
    ]), // 96
    Struct("admissionregistration/v1beta1.ServiceReference", &[
        k("name", 2),
        k("namespace", 2),
        o("path", 26),
        o("port", 48),
    ]), // 97
    Ptr(97), // 98
    List(95), // 99
    Struct("admissionregistration/v1beta1.ValidatingAdmissionPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 101),
        o("status", 106),
    ]), // 100
    Struct("admissionregistration/v1beta1.ValidatingAdmissionPolicySpec", &[
        o("auditAnnotations", 105),
        o("failurePolicy", 26),
        o("matchConditions", 89),
        o("matchConstraints", 79),
        o("paramKind", 75),
        o("validations", 103),
        o("variables", 81),
    ]), // 101
    Struct("admissionregistration/v1beta1.Validation", &[
        k("expression", 2),
        o("message", 2),
        o("messageExpression", 2),
        o("reason", 26),
    ]), // 102
    List(102), // 103
    Struct("admissionregistration/v1beta1.AuditAnnotation", &[
        k("key", 2),
        k("valueExpression", 2),
    ]), // 104
    List(104), // 105
    Struct("admissionregistration/v1beta1.ValidatingAdmissionPolicyStatus", &[
        o("conditions", 66),
        o("observedGeneration", 4),
        o("typeChecking", 110),
    ]), // 106
    Struct("admissionregistration/v1beta1.TypeChecking", &[
        o("expressionWarnings", 109),
    ]), // 107
    Struct("admissionregistration/v1beta1.ExpressionWarning", &[
        k("fieldRef", 2),
        k("warning", 2),
    ]), // 108
    List(108), // 109
    Ptr(107), // 110
    Struct("admissionregistration/v1beta1.ValidatingAdmissionPolicyBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 112),
    ]), // 111
    Struct("admissionregistration/v1beta1.ValidatingAdmissionPolicyBindingSpec", &[
        o("matchResources", 79),
        o("paramRef", 93),
        o("policyName", 2),
        o("validationActions", 13),
    ]), // 112
    Struct("admissionregistration/v1beta1.ValidatingWebhookConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("webhooks", 115),
    ]), // 113
    Struct("admissionregistration/v1beta1.ValidatingWebhook", &[
        o("admissionReviewVersions", 13),
        k("clientConfig", 96),
        o("failurePolicy", 26),
        o("matchConditions", 89),
        o("matchPolicy", 26),
        k("name", 2),
        o("namespaceSelector", 24),
        o("objectSelector", 24),
        o("rules", 52),
        o("sideEffects", 26),
        o("timeoutSeconds", 48),
    ]), // 114
    List(114), // 115
    Struct("apps/v1.ControllerRevision", &[
        o("apiVersion", 2),
        o("data", 0),
        o("kind", 2),
        o("metadata", 3),
        k("revision", 4),
    ]), // 116
    Struct("apps/v1.DaemonSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 118),
        o("status", 336),
    ]), // 117
    Struct("apps/v1.DaemonSetSpec", &[
        o("minReadySeconds", 47),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        k("template", 119),
        o("updateStrategy", 332),
    ]), // 118
    Struct("core/v1.PodTemplateSpec", &[
        o("metadata", 3),
        o("spec", 120),
    ]), // 119
    Struct("core/v1.PodSpec", &[
        o("activeDeadlineSeconds", 7),
        o("affinity", 310),
        o("automountServiceAccountToken", 11),
        k("containers", 282),
        o("dnsConfig", 318),
        o("dnsPolicy", 2),
        o("enableServiceLinks", 11),
        o("ephemeralContainers", 284),
        o("hostAliases", 314),
        o("hostIPC", 10),
        o("hostNetwork", 10),
        o("hostPID", 10),
        o("hostUsers", 11),
        o("hostname", 2),
        o("hostnameOverride", 26),
        o("imagePullSecrets", 290),
        o("initContainers", 282),
        o("nodeName", 2),
        o("nodeSelector", 8),
        o("os", 324),
        o("overhead", 208),
        o("preemptionPolicy", 26),
        o("priority", 48),
        o("priorityClassName", 2),
        o("readinessGates", 320),
        o("resourceClaims", 328),
        o("resources", 329),
        o("restartPolicy", 2),
        o("runtimeClassName", 26),
        o("schedulerName", 2),
        o("schedulingGates", 326),
        o("schedulingGroup", 331),
        o("securityContext", 289),
        o("serviceAccount", 2),
        o("serviceAccountName", 2),
        o("setHostnameAsFQDN", 11),
        o("shareProcessNamespace", 11),
        o("subdomain", 2),
        o("terminationGracePeriodSeconds", 7),
        o("tolerations", 312),
        o("topologySpreadConstraints", 322),
        o("volumes", 217),
    ]), // 120
    Struct("core/v1.Volume", &[
        o("awsElasticBlockStore", 131),
        o("azureDisk", 177),
        o("azureFile", 169),
        o("cephfs", 155),
        o("cinder", 153),
        o("configMap", 171),
        o("csi", 203),
        o("downwardAPI", 165),
        o("emptyDir", 127),
        o("ephemeral", 214),
        o("fc", 167),
        o("flexVolume", 151),
        o("flocker", 157),
        o("gcePersistentDisk", 129),
        o("gitRepo", 133),
        o("glusterfs", 145),
        o("hostPath", 123),
        o("image", 216),
        o("iscsi", 143),
        k("name", 2),
        o("nfs", 139),
        o("persistentVolumeClaim", 147),
        o("photonPersistentDisk", 179),
        o("portworxVolume", 197),
        o("projected", 195),
        o("quobyte", 175),
        o("rbd", 149),
        o("scaleIO", 199),
        o("secret", 137),
        o("storageos", 201),
        o("vsphereVolume", 173),
    ]), // 121
    Struct("core/v1.HostPathVolumeSource", &[
        k("path", 2),
        o("type", 26),
    ]), // 122
    Ptr(122), // 123
    Struct("core/v1.EmptyDirVolumeSource", &[
        o("medium", 2),
        o("sizeLimit", 126),
    ]), // 124
    Quantity, // 125
    Ptr(125), // 126
    Ptr(124), // 127
    Struct("core/v1.GCEPersistentDiskVolumeSource", &[
        o("fsType", 2),
        o("partition", 47),
        k("pdName", 2),
        o("readOnly", 10),
    ]), // 128
    Ptr(128), // 129
    Struct("core/v1.AWSElasticBlockStoreVolumeSource", &[
        o("fsType", 2),
        o("partition", 47),
        o("readOnly", 10),
        k("volumeID", 2),
    ]), // 130
    Ptr(130), // 131
    Struct("core/v1.GitRepoVolumeSource", &[
        o("directory", 2),
        k("repository", 2),
        o("revision", 2),
    ]), // 132
    Ptr(132), // 133
    Struct("core/v1.SecretVolumeSource", &[
        o("defaultMode", 48),
        o("items", 136),
        o("optional", 11),
        o("secretName", 2),
    ]), // 134
    Struct("core/v1.KeyToPath", &[
        k("key", 2),
        o("mode", 48),
        k("path", 2),
    ]), // 135
    List(135), // 136
    Ptr(134), // 137
    Struct("core/v1.NFSVolumeSource", &[
        k("path", 2),
        o("readOnly", 10),
        k("server", 2),
    ]), // 138
    Ptr(138), // 139
    Struct("core/v1.ISCSIVolumeSource", &[
        o("chapAuthDiscovery", 10),
        o("chapAuthSession", 10),
        o("fsType", 2),
        o("initiatorName", 26),
        k("iqn", 2),
        o("iscsiInterface", 2),
        k("lun", 47),
        o("portals", 13),
        o("readOnly", 10),
        o("secretRef", 142),
        k("targetPortal", 2),
    ]), // 140
    Struct("core/v1.LocalObjectReference", &[
        o("name", 2),
    ]), // 141
    Ptr(141), // 142
    Ptr(140), // 143
    Struct("core/v1.GlusterfsVolumeSource", &[
        k("endpoints", 2),
        k("path", 2),
        o("readOnly", 10),
    ]), // 144
    Ptr(144), // 145
    Struct("core/v1.PersistentVolumeClaimVolumeSource", &[
        k("claimName", 2),
        o("readOnly", 10),
    ]), // 146
    Ptr(146), // 147
    Struct("core/v1.RBDVolumeSource", &[
        o("fsType", 2),
        k("image", 2),
        o("keyring", 2),
        k("monitors", 13),
        o("pool", 2),
        o("readOnly", 10),
        o("secretRef", 142),
        o("user", 2),
    ]), // 148
    Ptr(148), // 149
    Struct("core/v1.FlexVolumeSource", &[
        k("driver", 2),
        o("fsType", 2),
        o("options", 8),
        o("readOnly", 10),
        o("secretRef", 142),
    ]), // 150
    Ptr(150), // 151
    Struct("core/v1.CinderVolumeSource", &[
        o("fsType", 2),
        o("readOnly", 10),
        o("secretRef", 142),
        k("volumeID", 2),
    ]), // 152
    Ptr(152), // 153
    Struct("core/v1.CephFSVolumeSource", &[
        k("monitors", 13),
        o("path", 2),
        o("readOnly", 10),
        o("secretFile", 2),
        o("secretRef", 142),
        o("user", 2),
    ]), // 154
    Ptr(154), // 155
    Struct("core/v1.FlockerVolumeSource", &[
        o("datasetName", 2),
        o("datasetUUID", 2),
    ]), // 156
    Ptr(156), // 157
    Struct("core/v1.DownwardAPIVolumeSource", &[
        o("defaultMode", 48),
        o("items", 164),
    ]), // 158
    Struct("core/v1.DownwardAPIVolumeFile", &[
        o("fieldRef", 161),
        o("mode", 48),
        k("path", 2),
        o("resourceFieldRef", 163),
    ]), // 159
    Struct("core/v1.ObjectFieldSelector", &[
        o("apiVersion", 2),
        k("fieldPath", 2),
    ]), // 160
    Ptr(160), // 161
    Struct("core/v1.ResourceFieldSelector", &[
        o("containerName", 2),
        o("divisor", 125),
        k("resource", 2),
    ]), // 162
    Ptr(162), // 163
    List(159), // 164
    Ptr(158), // 165
    Struct("core/v1.FCVolumeSource", &[
        o("fsType", 2),
        o("lun", 48),
        o("readOnly", 10),
        o("targetWWNs", 13),
        o("wwids", 13),
    ]), // 166
    Ptr(166), // 167
    Struct("core/v1.AzureFileVolumeSource", &[
        o("readOnly", 10),
        k("secretName", 2),
        k("shareName", 2),
    ]), // 168
    Ptr(168), // 169
    Struct("core/v1.ConfigMapVolumeSource", &[
        o("defaultMode", 48),
        o("items", 136),
        o("name", 2),
        o("optional", 11),
    ]), // 170
    Ptr(170), // 171
    Struct("core/v1.VsphereVirtualDiskVolumeSource", &[
        o("fsType", 2),
        o("storagePolicyID", 2),
        o("storagePolicyName", 2),
        k("volumePath", 2),
    ]), // 172
    Ptr(172), // 173
    Struct("core/v1.QuobyteVolumeSource", &[
        o("group", 2),
        o("readOnly", 10),
        k("registry", 2),
        o("tenant", 2),
        o("user", 2),
        k("volume", 2),
    ]), // 174
    Ptr(174), // 175
    Struct("core/v1.AzureDiskVolumeSource", &[
        o("cachingMode", 26),
        k("diskName", 2),
        k("diskURI", 2),
        o("fsType", 26),
        o("kind", 26),
        o("readOnly", 11),
    ]), // 176
    Ptr(176), // 177
    Struct("core/v1.PhotonPersistentDiskVolumeSource", &[
        o("fsType", 2),
        k("pdID", 2),
    ]), // 178
    Ptr(178), // 179
    Struct("core/v1.ProjectedVolumeSource", &[
        o("defaultMode", 48),
        k("sources", 194),
    ]), // 180
    Struct("core/v1.VolumeProjection", &[
        o("clusterTrustBundle", 191),
        o("configMap", 187),
        o("downwardAPI", 185),
        o("podCertificate", 193),
        o("secret", 183),
        o("serviceAccountToken", 189),
    ]), // 181
    Struct("core/v1.SecretProjection", &[
        o("items", 136),
        o("name", 2),
        o("optional", 11),
    ]), // 182
    Ptr(182), // 183
    Struct("core/v1.DownwardAPIProjection", &[
        o("items", 164),
    ]), // 184
    Ptr(184), // 185
    Struct("core/v1.ConfigMapProjection", &[
        o("items", 136),
        o("name", 2),
        o("optional", 11),
    ]), // 186
    Ptr(186), // 187
    Struct("core/v1.ServiceAccountTokenProjection", &[
        o("audience", 2),
        o("expirationSeconds", 7),
        k("path", 2),
    ]), // 188
    Ptr(188), // 189
    Struct("core/v1.ClusterTrustBundleProjection", &[
        o("labelSelector", 24),
        o("name", 26),
        o("optional", 11),
        k("path", 2),
        o("signerName", 26),
    ]), // 190
    Ptr(190), // 191
    Struct("core/v1.PodCertificateProjection", &[
        o("certificateChainPath", 2),
        o("credentialBundlePath", 2),
        o("keyPath", 2),
        o("keyType", 2),
        o("maxExpirationSeconds", 48),
        o("signerName", 2),
        o("userAnnotations", 8),
    ]), // 192
    Ptr(192), // 193
    List(181), // 194
    Ptr(180), // 195
    Struct("core/v1.PortworxVolumeSource", &[
        o("fsType", 2),
        o("readOnly", 10),
        k("volumeID", 2),
    ]), // 196
    Ptr(196), // 197
    Struct("core/v1.ScaleIOVolumeSource", &[
        o("fsType", 2),
        k("gateway", 2),
        o("protectionDomain", 2),
        o("readOnly", 10),
        k("secretRef", 142),
        o("sslEnabled", 10),
        o("storageMode", 2),
        o("storagePool", 2),
        k("system", 2),
        o("volumeName", 2),
    ]), // 198
    Ptr(198), // 199
    Struct("core/v1.StorageOSVolumeSource", &[
        o("fsType", 2),
        o("readOnly", 10),
        o("secretRef", 142),
        o("volumeName", 2),
        o("volumeNamespace", 2),
    ]), // 200
    Ptr(200), // 201
    Struct("core/v1.CSIVolumeSource", &[
        k("driver", 2),
        o("fsType", 26),
        o("nodePublishSecretRef", 142),
        o("readOnly", 11),
        o("volumeAttributes", 8),
    ]), // 202
    Ptr(202), // 203
    Struct("core/v1.EphemeralVolumeSource", &[
        o("volumeClaimTemplate", 213),
    ]), // 204
    Struct("core/v1.PersistentVolumeClaimTemplate", &[
        o("metadata", 3),
        k("spec", 206),
    ]), // 205
    Struct("core/v1.PersistentVolumeClaimSpec", &[
        o("accessModes", 13),
        o("dataSource", 210),
        o("dataSourceRef", 212),
        o("resources", 207),
        o("selector", 24),
        o("storageClassName", 26),
        o("volumeAttributesClassName", 26),
        o("volumeMode", 26),
        o("volumeName", 2),
    ]), // 206
    Struct("core/v1.VolumeResourceRequirements", &[
        o("limits", 208),
        o("requests", 208),
    ]), // 207
    Map(125), // 208
    Struct("core/v1.TypedLocalObjectReference", &[
        k("apiGroup", 26),
        k("kind", 2),
        k("name", 2),
    ]), // 209
    Ptr(209), // 210
    Struct("core/v1.TypedObjectReference", &[
        k("apiGroup", 26),
        k("kind", 2),
        k("name", 2),
        o("namespace", 26),
    ]), // 211
    Ptr(211), // 212
    Ptr(205), // 213
    Ptr(204), // 214
    Struct("core/v1.ImageVolumeSource", &[
        o("pullPolicy", 2),
        o("reference", 2),
    ]), // 215
    Ptr(215), // 216
    List(121), // 217
    Struct("core/v1.Container", &[
        o("args", 13),
        o("command", 13),
        o("env", 236),
        o("envFrom", 226),
        o("image", 2),
        o("imagePullPolicy", 2),
        o("lifecycle", 269),
        o("livenessProbe", 263),
        k("name", 2),
        o("ports", 220),
        o("readinessProbe", 263),
        o("resizePolicy", 241),
        o("resources", 237),
        o("restartPolicy", 26),
        o("restartPolicyRules", 246),
        o("securityContext", 281),
        o("startupProbe", 263),
        o("stdin", 10),
        o("stdinOnce", 10),
        o("terminationMessagePath", 2),
        o("terminationMessagePolicy", 2),
        o("tty", 10),
        o("volumeDevices", 250),
        o("volumeMounts", 248),
        o("workingDir", 2),
    ]), // 218
    Struct("core/v1.ContainerPort", &[
        k("containerPort", 47),
        o("hostIP", 2),
        o("hostPort", 47),
        o("name", 2),
        o("protocol", 2),
    ]), // 219
    List(219), // 220
    Struct("core/v1.EnvFromSource", &[
        o("configMapRef", 223),
        o("prefix", 2),
        o("secretRef", 225),
    ]), // 221
    Struct("core/v1.ConfigMapEnvSource", &[
        o("name", 2),
        o("optional", 11),
    ]), // 222
    Ptr(222), // 223
    Struct("core/v1.SecretEnvSource", &[
        o("name", 2),
        o("optional", 11),
    ]), // 224
    Ptr(224), // 225
    List(221), // 226
    Struct("core/v1.EnvVar", &[
        k("name", 2),
        o("value", 2),
        o("valueFrom", 235),
    ]), // 227
    Struct("core/v1.EnvVarSource", &[
        o("configMapKeyRef", 230),
        o("fieldRef", 161),
        o("fileKeyRef", 234),
        o("resourceFieldRef", 163),
        o("secretKeyRef", 232),
    ]), // 228
    Struct("core/v1.ConfigMapKeySelector", &[
        k("key", 2),
        o("name", 2),
        o("optional", 11),
    ]), // 229
    Ptr(229), // 230
    Struct("core/v1.SecretKeySelector", &[
        k("key", 2),
        o("name", 2),
        o("optional", 11),
    ]), // 231
    Ptr(231), // 232
    Struct("core/v1.FileKeySelector", &[
        k("key", 2),
        o("optional", 11),
        k("path", 2),
        k("volumeName", 2),
    ]), // 233
    Ptr(233), // 234
    Ptr(228), // 235
    List(227), // 236
    Struct("core/v1.ResourceRequirements", &[
        o("claims", 239),
        o("limits", 208),
        o("requests", 208),
    ]), // 237
    Struct("core/v1.ResourceClaim", &[
        k("name", 2),
        o("request", 2),
    ]), // 238
    List(238), // 239
    Struct("core/v1.ContainerResizePolicy", &[
        k("resourceName", 2),
        k("restartPolicy", 2),
    ]), // 240
    List(240), // 241
    Struct("core/v1.ContainerRestartRule", &[
        o("action", 2),
        o("exitCodes", 245),
    ]), // 242
    Struct("core/v1.ContainerRestartRuleOnExitCodes", &[
        o("operator", 2),
        o("values", 244),
    ]), // 243
    List(47), // 244
    Ptr(243), // 245
    List(242), // 246
    Struct("core/v1.VolumeMount", &[
        k("mountPath", 2),
        o("mountPropagation", 26),
        k("name", 2),
        o("readOnly", 10),
        o("recursiveReadOnly", 26),
        o("subPath", 2),
        o("subPathExpr", 2),
    ]), // 247
    List(247), // 248
    Struct("core/v1.VolumeDevice", &[
        k("devicePath", 2),
        k("name", 2),
    ]), // 249
    List(249), // 250
    Struct("core/v1.Probe", &[
        o("exec", 253),
        o("failureThreshold", 47),
        o("grpc", 262),
        o("httpGet", 258),
        o("initialDelaySeconds", 47),
        o("periodSeconds", 47),
        o("successThreshold", 47),
        o("tcpSocket", 260),
        o("terminationGracePeriodSeconds", 7),
        o("timeoutSeconds", 47),
    ]), // 251
    Struct("core/v1.ExecAction", &[
        o("command", 13),
    ]), // 252
    Ptr(252), // 253
    Struct("core/v1.HTTPGetAction", &[
        o("host", 2),
        o("httpHeaders", 257),
        o("path", 2),
        k("port", 255),
        o("scheme", 2),
    ]), // 254
    IntOrString, // 255
    Struct("core/v1.HTTPHeader", &[
        k("name", 2),
        k("value", 2),
    ]), // 256
    List(256), // 257
    Ptr(254), // 258
    Struct("core/v1.TCPSocketAction", &[
        o("host", 2),
        k("port", 255),
    ]), // 259
    Ptr(259), // 260
    Struct("core/v1.GRPCAction", &[
        k("port", 47),
        k("service", 26),
    ]), // 261
    Ptr(261), // 262
    Ptr(251), // 263
    Struct("core/v1.Lifecycle", &[
        o("postStart", 268),
        o("preStop", 268),
        o("stopSignal", 26),
    ]), // 264
    Struct("core/v1.LifecycleHandler", &[
        o("exec", 253),
        o("httpGet", 258),
        o("sleep", 267),
        o("tcpSocket", 260),
    ]), // 265
    Struct("core/v1.SleepAction", &[
        k("seconds", 4),
    ]), // 266
    Ptr(266), // 267
    Ptr(265), // 268
    Ptr(264), // 269
    Struct("core/v1.SecurityContext", &[
        o("allowPrivilegeEscalation", 11),
        o("appArmorProfile", 280),
        o("capabilities", 272),
        o("privileged", 11),
        o("procMount", 26),
        o("readOnlyRootFilesystem", 11),
        o("runAsGroup", 7),
        o("runAsNonRoot", 11),
        o("runAsUser", 7),
        o("seLinuxOptions", 274),
        o("seccompProfile", 278),
        o("windowsOptions", 276),
    ]), // 270
    Struct("core/v1.Capabilities", &[
        o("add", 13),
        o("drop", 13),
    ]), // 271
    Ptr(271), // 272
    Struct("core/v1.SELinuxOptions", &[
        o("level", 2),
        o("role", 2),
        o("type", 2),
        o("user", 2),
    ]), // 273
    Ptr(273), // 274
    Struct("core/v1.WindowsSecurityContextOptions", &[
        o("gmsaCredentialSpec", 26),
        o("gmsaCredentialSpecName", 26),
        o("hostProcess", 11),
        o("runAsUserName", 26),
    ]), // 275
    Ptr(275), // 276
    Struct("core/v1.SeccompProfile", &[
        o("localhostProfile", 26),
        k("type", 2),
    ]), // 277
    Ptr(277), // 278
    Struct("core/v1.AppArmorProfile", &[
        o("localhostProfile", 26),
        k("type", 2),
    ]), // 279
    Ptr(279), // 280
    Ptr(270), // 281
    List(218), // 282
    Struct("core/v1.EphemeralContainer", &[
        o("args", 13),
        o("command", 13),
        o("env", 236),
        o("envFrom", 226),
        o("image", 2),
        o("imagePullPolicy", 2),
        o("lifecycle", 269),
        o("livenessProbe", 263),
        k("name", 2),
        o("ports", 220),
        o("readinessProbe", 263),
        o("resizePolicy", 241),
        o("resources", 237),
        o("restartPolicy", 26),
        o("restartPolicyRules", 246),
        o("securityContext", 281),
        o("startupProbe", 263),
        o("stdin", 10),
        o("stdinOnce", 10),
        o("targetContainerName", 2),
        o("terminationMessagePath", 2),
        o("terminationMessagePolicy", 2),
        o("tty", 10),
        o("volumeDevices", 250),
        o("volumeMounts", 248),
        o("workingDir", 2),
    ]), // 283
    List(283), // 284
    Struct("core/v1.PodSecurityContext", &[
        o("appArmorProfile", 280),
        o("fsGroup", 7),
        o("fsGroupChangePolicy", 26),
        o("runAsGroup", 7),
        o("runAsNonRoot", 11),
        o("runAsUser", 7),
        o("seLinuxChangePolicy", 26),
        o("seLinuxOptions", 274),
        o("seccompProfile", 278),
        o("supplementalGroups", 286),
        o("supplementalGroupsPolicy", 26),
        o("sysctls", 288),
        o("windowsOptions", 276),
    ]), // 285
    List(4), // 286
    Struct("core/v1.Sysctl", &[
        k("name", 2),
        k("value", 2),
    ]), // 287
    List(287), // 288
    Ptr(285), // 289
    List(141), // 290
    Struct("core/v1.Affinity", &[
        o("nodeAffinity", 301),
        o("podAffinity", 307),
        o("podAntiAffinity", 309),
    ]), // 291
    Struct("core/v1.NodeAffinity", &[
        o("preferredDuringSchedulingIgnoredDuringExecution", 300),
        o("requiredDuringSchedulingIgnoredDuringExecution", 298),
    ]), // 292
    Struct("core/v1.NodeSelector", &[
        k("nodeSelectorTerms", 297),
    ]), // 293
    Struct("core/v1.NodeSelectorTerm", &[
        o("matchExpressions", 296),
        o("matchFields", 296),
    ]), // 294
    Struct("core/v1.NodeSelectorRequirement", &[
        k("key", 2),
        k("operator", 2),
        o("values", 13),
    ]), // 295
    List(295), // 296
    List(294), // 297
    Ptr(293), // 298
    Struct("core/v1.PreferredSchedulingTerm", &[
        k("preference", 294),
        k("weight", 47),
    ]), // 299
    List(299), // 300
    Ptr(292), // 301
    Struct("core/v1.PodAffinity", &[
        o("preferredDuringSchedulingIgnoredDuringExecution", 306),
        o("requiredDuringSchedulingIgnoredDuringExecution", 304),
    ]), // 302
    Struct("core/v1.PodAffinityTerm", &[
        o("labelSelector", 24),
        o("matchLabelKeys", 13),
        o("mismatchLabelKeys", 13),
        o("namespaceSelector", 24),
        o("namespaces", 13),
        k("topologyKey", 2),
    ]), // 303
    List(303), // 304
    Struct("core/v1.WeightedPodAffinityTerm", &[
        k("podAffinityTerm", 303),
        k("weight", 47),
    ]), // 305
    List(305), // 306
    Ptr(302), // 307
    Struct("core/v1.PodAntiAffinity", &[
        o("preferredDuringSchedulingIgnoredDuringExecution", 306),
        o("requiredDuringSchedulingIgnoredDuringExecution", 304),
    ]), // 308
    Ptr(308), // 309
    Ptr(291), // 310
    Struct("core/v1.Toleration", &[
        o("effect", 2),
        o("key", 2),
        o("operator", 2),
        o("tolerationSeconds", 7),
        o("value", 2),
    ]), // 311
    List(311), // 312
    Struct("core/v1.HostAlias", &[
        o("hostnames", 13),
        k("ip", 2),
    ]), // 313
    List(313), // 314
    Struct("core/v1.PodDNSConfig", &[
        o("nameservers", 13),
        o("options", 317),
        o("searches", 13),
    ]), // 315
    Struct("core/v1.PodDNSConfigOption", &[
        o("name", 2),
        o("value", 26),
    ]), // 316
    List(316), // 317
    Ptr(315), // 318
    Struct("core/v1.PodReadinessGate", &[
        k("conditionType", 2),
    ]), // 319
    List(319), // 320
    Struct("core/v1.TopologySpreadConstraint", &[
        o("labelSelector", 24),
        o("matchLabelKeys", 13),
        k("maxSkew", 47),
        o("minDomains", 48),
        o("nodeAffinityPolicy", 26),
        o("nodeTaintsPolicy", 26),
        k("topologyKey", 2),
        k("whenUnsatisfiable", 2),
    ]), // 321
    List(321), // 322
    Struct("core/v1.PodOS", &[
        k("name", 2),
    ]), // 323
    Ptr(323), // 324
    Struct("core/v1.PodSchedulingGate", &[
        k("name", 2),
    ]), // 325
    List(325), // 326
    Struct("core/v1.PodResourceClaim", &[
        k("name", 2),
        o("resourceClaimName", 26),
        o("resourceClaimTemplateName", 26),
    ]), // 327
    List(327), // 328
    Ptr(237), // 329
    Struct("core/v1.PodSchedulingGroup", &[
        o("podGroupName", 26),
    ]), // 330
    Ptr(330), // 331
    Struct("apps/v1.DaemonSetUpdateStrategy", &[
        o("rollingUpdate", 335),
        o("type", 2),
    ]), // 332
    Struct("apps/v1.RollingUpdateDaemonSet", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 333
    Ptr(255), // 334
    Ptr(333), // 335
    Struct("apps/v1.DaemonSetStatus", &[
        o("collisionCount", 48),
        o("conditions", 338),
        k("currentNumberScheduled", 47),
        k("desiredNumberScheduled", 47),
        o("numberAvailable", 47),
        k("numberMisscheduled", 47),
        k("numberReady", 47),
        o("numberUnavailable", 47),
        o("observedGeneration", 4),
        o("updatedNumberScheduled", 47),
    ]), // 336
    Struct("apps/v1.DaemonSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 337
    List(337), // 338
    Struct("apps/v1.Deployment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 340),
        o("status", 344),
    ]), // 339
    Struct("apps/v1.DeploymentSpec", &[
        o("minReadySeconds", 47),
        o("paused", 10),
        o("progressDeadlineSeconds", 48),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        o("strategy", 341),
        k("template", 119),
    ]), // 340
    Struct("apps/v1.DeploymentStrategy", &[
        o("rollingUpdate", 343),
        o("type", 2),
    ]), // 341
    Struct("apps/v1.RollingUpdateDeployment", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 342
    Ptr(342), // 343
    Struct("apps/v1.DeploymentStatus", &[
        o("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 346),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        o("replicas", 47),
        o("terminatingReplicas", 48),
        o("unavailableReplicas", 47),
        o("updatedReplicas", 47),
    ]), // 344
    Struct("apps/v1.DeploymentCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 345
    List(345), // 346
    Struct("apps/v1.ReplicaSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 348),
        o("status", 349),
    ]), // 347
    Struct("apps/v1.ReplicaSetSpec", &[
        o("minReadySeconds", 47),
        o("replicas", 48),
        k("selector", 24),
        o("template", 119),
    ]), // 348
    Struct("apps/v1.ReplicaSetStatus", &[
        o("availableReplicas", 47),
        o("conditions", 351),
        o("fullyLabeledReplicas", 47),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("terminatingReplicas", 48),
    ]), // 349
    Struct("apps/v1.ReplicaSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 350
    List(350), // 351
    Struct("apps/v1.StatefulSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 353),
        o("status", 368),
    ]), // 352
    Struct("apps/v1.StatefulSetSpec", &[
        o("minReadySeconds", 47),
        o("ordinals", 367),
        o("persistentVolumeClaimRetentionPolicy", 365),
        o("podManagementPolicy", 2),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        k("serviceName", 2),
        k("template", 119),
        o("updateStrategy", 361),
        o("volumeClaimTemplates", 360),
    ]), // 353
    Struct("core/v1.PersistentVolumeClaim", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 206),
        o("status", 355),
    ]), // 354
    Struct("core/v1.PersistentVolumeClaimStatus", &[
        o("accessModes", 13),
        o("allocatedResourceStatuses", 8),
        o("allocatedResources", 208),
        o("capacity", 208),
        o("conditions", 357),
        o("currentVolumeAttributesClassName", 26),
        o("modifyVolumeStatus", 359),
        o("phase", 2),
    ]), // 355
    Struct("core/v1.PersistentVolumeClaimCondition", &[
        o("lastProbeTime", 5),
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 356
    List(356), // 357
    Struct("core/v1.ModifyVolumeStatus", &[
        k("status", 2),
        o("targetVolumeAttributesClassName", 2),
    ]), // 358
    Ptr(358), // 359
    List(354), // 360
    Struct("apps/v1.StatefulSetUpdateStrategy", &[
        o("rollingUpdate", 363),
        o("type", 2),
    ]), // 361
    Struct("apps/v1.RollingUpdateStatefulSetStrategy", &[
        o("maxUnavailable", 334),
        o("partition", 48),
    ]), // 362
    Ptr(362), // 363
    Struct("apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy", &[
        o("whenDeleted", 2),
        o("whenScaled", 2),
    ]), // 364
    Ptr(364), // 365
    Struct("apps/v1.StatefulSetOrdinals", &[
        k("start", 47),
    ]), // 366
    Ptr(366), // 367
    Struct("apps/v1.StatefulSetStatus", &[
        k("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 370),
        o("currentReplicas", 47),
        o("currentRevision", 2),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("updateRevision", 2),
        o("updatedReplicas", 47),
    ]), // 368
    Struct("apps/v1.StatefulSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 369
    List(369), // 370
    Struct("apps/v1beta1.ControllerRevision", &[
        o("apiVersion", 2),
        o("data", 0),
        o("kind", 2),
        o("metadata", 3),
        k("revision", 4),
    ]), // 371
    Struct("apps/v1beta1.Deployment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 373),
        o("status", 379),
    ]), // 372
    Struct("apps/v1beta1.DeploymentSpec", &[
        o("minReadySeconds", 47),
        o("paused", 10),
        o("progressDeadlineSeconds", 48),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        o("rollbackTo", 378),
        o("selector", 24),
        o("strategy", 374),
        k("template", 119),
    ]), // 373
    Struct("apps/v1beta1.DeploymentStrategy", &[
        o("rollingUpdate", 376),
        o("type", 2),
    ]), // 374
    Struct("apps/v1beta1.RollingUpdateDeployment", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 375
    Ptr(375), // 376
    Struct("apps/v1beta1.RollbackConfig", &[
        o("revision", 4),
    ]), // 377
    Ptr(377), // 378
    Struct("apps/v1beta1.DeploymentStatus", &[
        o("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 381),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        o("replicas", 47),
        o("terminatingReplicas", 48),
        o("unavailableReplicas", 47),
        o("updatedReplicas", 47),
    ]), // 379
    Struct("apps/v1beta1.DeploymentCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 380
    List(380), // 381
    Struct("apps/v1beta1.StatefulSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 383),
        o("status", 391),
    ]), // 382
    Struct("apps/v1beta1.StatefulSetSpec", &[
        o("minReadySeconds", 47),
        o("ordinals", 390),
        o("persistentVolumeClaimRetentionPolicy", 388),
        o("podManagementPolicy", 2),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        o("selector", 24),
        k("serviceName", 2),
        k("template", 119),
        o("updateStrategy", 384),
        o("volumeClaimTemplates", 360),
    ]), // 383
    Struct("apps/v1beta1.StatefulSetUpdateStrategy", &[
        o("rollingUpdate", 386),
        o("type", 2),
    ]), // 384
    Struct("apps/v1beta1.RollingUpdateStatefulSetStrategy", &[
        o("maxUnavailable", 334),
        o("partition", 48),
    ]), // 385
    Ptr(385), // 386
    Struct("apps/v1beta1.StatefulSetPersistentVolumeClaimRetentionPolicy", &[
        o("whenDeleted", 2),
        o("whenScaled", 2),
    ]), // 387
    Ptr(387), // 388
    Struct("apps/v1beta1.StatefulSetOrdinals", &[
        k("start", 47),
    ]), // 389
    Ptr(389), // 390
    Struct("apps/v1beta1.StatefulSetStatus", &[
        k("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 393),
        o("currentReplicas", 47),
        o("currentRevision", 2),
        o("observedGeneration", 7),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("updateRevision", 2),
        o("updatedReplicas", 47),
    ]), // 391
    Struct("apps/v1beta1.StatefulSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 392
    List(392), // 393
    Struct("apps/v1beta2.ControllerRevision", &[
        o("apiVersion", 2),
        o("data", 0),
        o("kind", 2),
        o("metadata", 3),
        k("revision", 4),
    ]), // 394
    Struct("apps/v1beta2.DaemonSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 396),
        o("status", 400),
    ]), // 395
    Struct("apps/v1beta2.DaemonSetSpec", &[
        o("minReadySeconds", 47),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        k("template", 119),
        o("updateStrategy", 397),
    ]), // 396
    Struct("apps/v1beta2.DaemonSetUpdateStrategy", &[
        o("rollingUpdate", 399),
        o("type", 2),
    ]), // 397
    Struct("apps/v1beta2.RollingUpdateDaemonSet", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 398
    Ptr(398), // 399
    Struct("apps/v1beta2.DaemonSetStatus", &[
        o("collisionCount", 48),
        o("conditions", 402),
        k("currentNumberScheduled", 47),
        k("desiredNumberScheduled", 47),
        o("numberAvailable", 47),
        k("numberMisscheduled", 47),
        k("numberReady", 47),
        o("numberUnavailable", 47),
        o("observedGeneration", 4),
        o("updatedNumberScheduled", 47),
    ]), // 400
    Struct("apps/v1beta2.DaemonSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 401
    List(401), // 402
    Struct("apps/v1beta2.Deployment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 404),
        o("status", 408),
    ]), // 403
    Struct("apps/v1beta2.DeploymentSpec", &[
        o("minReadySeconds", 47),
        o("paused", 10),
        o("progressDeadlineSeconds", 48),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        o("strategy", 405),
        k("template", 119),
    ]), // 404
    Struct("apps/v1beta2.DeploymentStrategy", &[
        o("rollingUpdate", 407),
        o("type", 2),
    ]), // 405
    Struct("apps/v1beta2.RollingUpdateDeployment", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 406
    Ptr(406), // 407
    Struct("apps/v1beta2.DeploymentStatus", &[
        o("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 410),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        o("replicas", 47),
        o("terminatingReplicas", 48),
        o("unavailableReplicas", 47),
        o("updatedReplicas", 47),
    ]), // 408
    Struct("apps/v1beta2.DeploymentCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 409
    List(409), // 410
    Struct("apps/v1beta2.ReplicaSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 412),
        o("status", 413),
    ]), // 411
    Struct("apps/v1beta2.ReplicaSetSpec", &[
        o("minReadySeconds", 47),
        o("replicas", 48),
        k("selector", 24),
        o("template", 119),
    ]), // 412
    Struct("apps/v1beta2.ReplicaSetStatus", &[
        o("availableReplicas", 47),
        o("conditions", 415),
        o("fullyLabeledReplicas", 47),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("terminatingReplicas", 48),
    ]), // 413
    Struct("apps/v1beta2.ReplicaSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 414
    List(414), // 415
    Struct("apps/v1beta2.StatefulSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 417),
        o("status", 425),
    ]), // 416
    Struct("apps/v1beta2.StatefulSetSpec", &[
        o("minReadySeconds", 47),
        o("ordinals", 424),
        o("persistentVolumeClaimRetentionPolicy", 422),
        o("podManagementPolicy", 2),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        k("selector", 24),
        k("serviceName", 2),
        k("template", 119),
        o("updateStrategy", 418),
        o("volumeClaimTemplates", 360),
    ]), // 417
    Struct("apps/v1beta2.StatefulSetUpdateStrategy", &[
        o("rollingUpdate", 420),
        o("type", 2),
    ]), // 418
    Struct("apps/v1beta2.RollingUpdateStatefulSetStrategy", &[
        o("maxUnavailable", 334),
        o("partition", 48),
    ]), // 419
    Ptr(419), // 420
    Struct("apps/v1beta2.StatefulSetPersistentVolumeClaimRetentionPolicy", &[
        o("whenDeleted", 2),
        o("whenScaled", 2),
    ]), // 421
    Ptr(421), // 422
    Struct("apps/v1beta2.StatefulSetOrdinals", &[
        k("start", 47),
    ]), // 423
    Ptr(423), // 424
    Struct("apps/v1beta2.StatefulSetStatus", &[
        k("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 427),
        o("currentReplicas", 47),
        o("currentRevision", 2),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("updateRevision", 2),
        o("updatedReplicas", 47),
    ]), // 425
    Struct("apps/v1beta2.StatefulSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 426
    List(426), // 427
    Struct("autoscaling/v1.HorizontalPodAutoscaler", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 429),
        o("status", 431),
    ]), // 428
    Struct("autoscaling/v1.HorizontalPodAutoscalerSpec", &[
        k("maxReplicas", 47),
        o("minReplicas", 48),
        k("scaleTargetRef", 430),
        o("targetCPUUtilizationPercentage", 48),
    ]), // 429
    Struct("autoscaling/v1.CrossVersionObjectReference", &[
        o("apiVersion", 2),
        k("kind", 2),
        k("name", 2),
    ]), // 430
    Struct("autoscaling/v1.HorizontalPodAutoscalerStatus", &[
        o("currentCPUUtilizationPercentage", 48),
        k("currentReplicas", 47),
        k("desiredReplicas", 47),
        o("lastScaleTime", 6),
        o("observedGeneration", 7),
    ]), // 431
    Struct("autoscaling/v2.HorizontalPodAutoscaler", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 433),
        o("status", 455),
    ]), // 432
    Struct("autoscaling/v2.HorizontalPodAutoscalerSpec", &[
        o("behavior", 454),
        k("maxReplicas", 47),
        o("metrics", 448),
        o("minReplicas", 48),
        k("scaleTargetRef", 434),
    ]), // 433
    Struct("autoscaling/v2.CrossVersionObjectReference", &[
        o("apiVersion", 2),
        k("kind", 2),
        k("name", 2),
    ]), // 434
    Struct("autoscaling/v2.MetricSpec", &[
        o("containerResource", 445),
        o("external", 447),
        o("object", 439),
        o("pods", 441),
        o("resource", 443),
        k("type", 2),
    ]), // 435
    Struct("autoscaling/v2.ObjectMetricSource", &[
        k("describedObject", 434),
        k("metric", 438),
        k("target", 437),
    ]), // 436
    Struct("autoscaling/v2.MetricTarget", &[
        o("averageUtilization", 48),
        o("averageValue", 126),
        k("type", 2),
        o("value", 126),
    ]), // 437
    Struct("autoscaling/v2.MetricIdentifier", &[
        k("name", 2),
        o("selector", 24),
    ]), // 438
    Ptr(436), // 439
    Struct("autoscaling/v2.PodsMetricSource", &[
        k("metric", 438),
        k("target", 437),
    ]), // 440
    Ptr(440), // 441
    Struct("autoscaling/v2.ResourceMetricSource", &[
        k("name", 2),
        k("target", 437),
    ]), // 442
    Ptr(442), // 443
    Struct("autoscaling/v2.ContainerResourceMetricSource", &[
        k("container", 2),
        k("name", 2),
        k("target", 437),
    ]), // 444
    Ptr(444), // 445
    Struct("autoscaling/v2.ExternalMetricSource", &[
        k("metric", 438),
        k("target", 437),
    ]), // 446
    Ptr(446), // 447
    List(435), // 448
    Struct("autoscaling/v2.HorizontalPodAutoscalerBehavior", &[
        o("scaleDown", 453),
        o("scaleUp", 453),
    ]), // 449
    Struct("autoscaling/v2.HPAScalingRules", &[
        o("policies", 452),
        o("selectPolicy", 26),
        o("stabilizationWindowSeconds", 48),
        o("tolerance", 126),
    ]), // 450
    Struct("autoscaling/v2.HPAScalingPolicy", &[
        k("periodSeconds", 47),
        k("type", 2),
        k("value", 47),
    ]), // 451
    List(451), // 452
    Ptr(450), // 453
    Ptr(449), // 454
    Struct("autoscaling/v2.HorizontalPodAutoscalerStatus", &[
        o("conditions", 470),
        k("currentMetrics", 468),
        o("currentReplicas", 47),
        k("desiredReplicas", 47),
        o("lastScaleTime", 6),
        o("observedGeneration", 7),
    ]), // 455
    Struct("autoscaling/v2.MetricStatus", &[
        o("containerResource", 465),
        o("external", 467),
        o("object", 459),
        o("pods", 461),
        o("resource", 463),
        k("type", 2),
    ]), // 456
    Struct("autoscaling/v2.ObjectMetricStatus", &[
        k("current", 458),
        k("describedObject", 434),
        k("metric", 438),
    ]), // 457
    Struct("autoscaling/v2.MetricValueStatus", &[
        o("averageUtilization", 48),
        o("averageValue", 126),
        o("value", 126),
    ]), // 458
    Ptr(457), // 459
    Struct("autoscaling/v2.PodsMetricStatus", &[
        k("current", 458),
        k("metric", 438),
    ]), // 460
    Ptr(460), // 461
    Struct("autoscaling/v2.ResourceMetricStatus", &[
        k("current", 458),
        k("name", 2),
    ]), // 462
    Ptr(462), // 463
    Struct("autoscaling/v2.ContainerResourceMetricStatus", &[
        k("container", 2),
        k("current", 458),
        k("name", 2),
    ]), // 464
    Ptr(464), // 465
    Struct("autoscaling/v2.ExternalMetricStatus", &[
        k("current", 458),
        k("metric", 438),
    ]), // 466
    Ptr(466), // 467
    List(456), // 468
    Struct("autoscaling/v2.HorizontalPodAutoscalerCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 469
    List(469), // 470
    Struct("batch/v1.CronJob", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 472),
        o("status", 487),
    ]), // 471
    Struct("batch/v1.CronJobSpec", &[
        o("concurrencyPolicy", 2),
        o("failedJobsHistoryLimit", 48),
        k("jobTemplate", 473),
        k("schedule", 2),
        o("startingDeadlineSeconds", 7),
        o("successfulJobsHistoryLimit", 48),
        o("suspend", 11),
        o("timeZone", 26),
    ]), // 472
    Struct("batch/v1.JobTemplateSpec", &[
        o("metadata", 3),
        o("spec", 474),
    ]), // 473
    Struct("batch/v1.JobSpec", &[
        o("activeDeadlineSeconds", 7),
        o("backoffLimit", 48),
        o("backoffLimitPerIndex", 48),
        o("completionMode", 26),
        o("completions", 48),
        o("managedBy", 26),
        o("manualSelector", 11),
        o("maxFailedIndexes", 48),
        o("parallelism", 48),
        o("podFailurePolicy", 482),
        o("podReplacementPolicy", 26),
        o("selector", 24),
        o("successPolicy", 486),
        o("suspend", 11),
        k("template", 119),
        o("ttlSecondsAfterFinished", 48),
    ]), // 474
    Struct("batch/v1.PodFailurePolicy", &[
        k("rules", 481),
    ]), // 475
    Struct("batch/v1.PodFailurePolicyRule", &[
        k("action", 2),
        o("onExitCodes", 478),
        o("onPodConditions", 480),
    ]), // 476
    Struct("batch/v1.PodFailurePolicyOnExitCodesRequirement", &[
        o("containerName", 26),
        k("operator", 2),
        k("values", 244),
    ]), // 477
    Ptr(477), // 478
    Struct("batch/v1.PodFailurePolicyOnPodConditionsPattern", &[
        k("status", 2),
        k("type", 2),
    ]), // 479
    List(479), // 480
    List(476), // 481
    Ptr(475), // 482
    Struct("batch/v1.SuccessPolicy", &[
        k("rules", 485),
    ]), // 483
    Struct("batch/v1.SuccessPolicyRule", &[
        o("succeededCount", 48),
        o("succeededIndexes", 26),
    ]), // 484
    List(484), // 485
    Ptr(483), // 486
    Struct("batch/v1.CronJobStatus", &[
        o("active", 489),
        o("lastScheduleTime", 6),
        o("lastSuccessfulTime", 6),
    ]), // 487
    Struct("core/v1.ObjectReference", &[
        o("apiVersion", 2),
        o("fieldPath", 2),
        o("kind", 2),
        o("name", 2),
        o("namespace", 2),
        o("resourceVersion", 2),
        o("uid", 2),
    ]), // 488
    List(488), // 489
    Struct("batch/v1.Job", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 474),
        o("status", 491),
    ]), // 490
    Struct("batch/v1.JobStatus", &[
        o("active", 47),
        o("completedIndexes", 2),
        o("completionTime", 6),
        o("conditions", 493),
        o("failed", 47),
        o("failedIndexes", 26),
        o("ready", 48),
        o("startTime", 6),
        o("succeeded", 47),
        o("terminating", 48),
        o("uncountedTerminatedPods", 495),
    ]), // 491
    Struct("batch/v1.JobCondition", &[
        o("lastProbeTime", 5),
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 492
    List(492), // 493
    Struct("batch/v1.UncountedTerminatedPods", &[
        o("failed", 13),
        o("succeeded", 13),
    ]), // 494
    Ptr(494), // 495
    Struct("batch/v1beta1.CronJob", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 497),
        o("status", 499),
    ]), // 496
    Struct("batch/v1beta1.CronJobSpec", &[
        o("concurrencyPolicy", 2),
        o("failedJobsHistoryLimit", 48),
        k("jobTemplate", 498),
        k("schedule", 2),
        o("startingDeadlineSeconds", 7),
        o("successfulJobsHistoryLimit", 48),
        o("suspend", 11),
        o("timeZone", 26),
    ]), // 497
    Struct("batch/v1beta1.JobTemplateSpec", &[
        o("metadata", 3),
        o("spec", 474),
    ]), // 498
    Struct("batch/v1beta1.CronJobStatus", &[
        o("active", 489),
        o("lastScheduleTime", 6),
        o("lastSuccessfulTime", 6),
    ]), // 499
    Struct("certificates/v1.CertificateSigningRequest", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 501),
        o("status", 503),
    ]), // 500
    Struct("certificates/v1.CertificateSigningRequestSpec", &[
        o("expirationSeconds", 48),
        o("extra", 502),
        o("groups", 13),
        k("request", 50),
        k("signerName", 2),
        o("uid", 2),
        o("usages", 13),
        o("username", 2),
    ]), // 501
    Map(13), // 502
    Struct("certificates/v1.CertificateSigningRequestStatus", &[
        o("certificate", 50),
        o("conditions", 505),
    ]), // 503
    Struct("certificates/v1.CertificateSigningRequestCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 504
    List(504), // 505
    Struct("certificates/v1beta1.CertificateSigningRequest", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 507),
        o("status", 508),
    ]), // 506
    Struct("certificates/v1beta1.CertificateSigningRequestSpec", &[
        o("expirationSeconds", 48),
        o("extra", 502),
        o("groups", 13),
        k("request", 50),
        o("signerName", 26),
        o("uid", 2),
        o("usages", 13),
        o("username", 2),
    ]), // 507
    Struct("certificates/v1beta1.CertificateSigningRequestStatus", &[
        o("certificate", 50),
        o("conditions", 510),
    ]), // 508
    Struct("certificates/v1beta1.CertificateSigningRequestCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 509
    List(509), // 510
    Struct("certificates/v1beta1.ClusterTrustBundle", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 512),
    ]), // 511
    Struct("certificates/v1beta1.ClusterTrustBundleSpec", &[
        o("signerName", 2),
        k("trustBundle", 2),
    ]), // 512
    Struct("certificates/v1beta1.PodCertificateRequest", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 514),
        o("status", 515),
    ]), // 513
    Struct("certificates/v1beta1.PodCertificateRequestSpec", &[
        o("maxExpirationSeconds", 48),
        k("nodeName", 2),
        k("nodeUID", 2),
        k("pkixPublicKey", 50),
        k("podName", 2),
        k("podUID", 2),
        k("proofOfPossession", 50),
        k("serviceAccountName", 2),
        k("serviceAccountUID", 2),
        k("signerName", 2),
        k("stubPKCS10Request", 50),
        o("unverifiedUserAnnotations", 8),
    ]), // 514
    Struct("certificates/v1beta1.PodCertificateRequestStatus", &[
        o("beginRefreshAt", 6),
        o("certificateChain", 2),
        o("conditions", 66),
        o("notAfter", 6),
        o("notBefore", 6),
    ]), // 515
    Struct("coordination/v1.Lease", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 517),
    ]), // 516
    Struct("coordination/v1.LeaseSpec", &[
        o("acquireTime", 519),
        o("holderIdentity", 26),
        o("leaseDurationSeconds", 48),
        o("leaseTransitions", 48),
        o("preferredHolder", 26),
        o("renewTime", 519),
        o("strategy", 26),
    ]), // 517
    MicroTime, // 518
    Ptr(518), // 519
    Struct("coordination/v1beta1.Lease", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 521),
    ]), // 520
    Struct("coordination/v1beta1.LeaseSpec", &[
        o("acquireTime", 519),
        o("holderIdentity", 26),
        o("leaseDurationSeconds", 48),
        o("leaseTransitions", 48),
        o("preferredHolder", 26),
        o("renewTime", 519),
        o("strategy", 26),
    ]), // 521
    Struct("coordination/v1beta1.LeaseCandidate", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 523),
    ]), // 522
    Struct("coordination/v1beta1.LeaseCandidateSpec", &[
        k("binaryVersion", 2),
        o("emulationVersion", 2),
        k("leaseName", 2),
        o("pingTime", 519),
        o("renewTime", 519),
        o("strategy", 2),
    ]), // 523
    Struct("discovery/v1.EndpointSlice", &[
        k("addressType", 2),
        o("apiVersion", 2),
        k("endpoints", 534),
        o("kind", 2),
        o("metadata", 3),
        k("ports", 536),
    ]), // 524
    Struct("discovery/v1.Endpoint", &[
        k("addresses", 13),
        o("conditions", 526),
        o("deprecatedTopology", 8),
        o("hints", 533),
        o("hostname", 26),
        o("nodeName", 26),
        o("targetRef", 527),
        o("zone", 26),
    ]), // 525
    Struct("discovery/v1.EndpointConditions", &[
        o("ready", 11),
        o("serving", 11),
        o("terminating", 11),
    ]), // 526
    Ptr(488), // 527
    Struct("discovery/v1.EndpointHints", &[
        o("forNodes", 532),
        o("forZones", 530),
    ]), // 528
    Struct("discovery/v1.ForZone", &[
        k("name", 2),
    ]), // 529
    List(529), // 530
    Struct("discovery/v1.ForNode", &[
        k("name", 2),
    ]), // 531
    List(531), // 532
    Ptr(528), // 533
    List(525), // 534
    Struct("discovery/v1.EndpointPort", &[
        o("appProtocol", 26),
        o("name", 26),
        o("port", 48),
        o("protocol", 26),
    ]), // 535
    List(535), // 536
    Struct("discovery/v1beta1.EndpointSlice", &[
        k("addressType", 2),
        o("apiVersion", 2),
        k("endpoints", 546),
        o("kind", 2),
        o("metadata", 3),
        k("ports", 548),
    ]), // 537
    Struct("discovery/v1beta1.Endpoint", &[
        k("addresses", 13),
        o("conditions", 539),
        o("hints", 545),
        o("hostname", 26),
        o("nodeName", 26),
        o("targetRef", 527),
        o("topology", 8),
    ]), // 538
    Struct("discovery/v1beta1.EndpointConditions", &[
        o("ready", 11),
        o("serving", 11),
        o("terminating", 11),
    ]), // 539
    Struct("discovery/v1beta1.EndpointHints", &[
        o("forNodes", 544),
        o("forZones", 542),
    ]), // 540
    Struct("discovery/v1beta1.ForZone", &[
        k("name", 2),
    ]), // 541
    List(541), // 542
    Struct("discovery/v1beta1.ForNode", &[
        k("name", 2),
    ]), // 543
    List(543), // 544
    Ptr(540), // 545
    List(538), // 546
    Struct("discovery/v1beta1.EndpointPort", &[
        o("appProtocol", 26),
        o("name", 26),
        o("port", 48),
        o("protocol", 26),
    ]), // 547
    List(547), // 548
    Struct("events/v1.Event", &[
        o("action", 2),
        o("apiVersion", 2),
        o("deprecatedCount", 47),
        o("deprecatedFirstTimestamp", 5),
        o("deprecatedLastTimestamp", 5),
        o("deprecatedSource", 552),
        k("eventTime", 518),
        o("kind", 2),
        k("metadata", 3),
        o("note", 2),
        o("reason", 2),
        o("regarding", 488),
        o("related", 527),
        o("reportingController", 2),
        o("reportingInstance", 2),
        o("series", 551),
        o("type", 2),
    ]), // 549
    Struct("events/v1.EventSeries", &[
        k("count", 47),
        k("lastObservedTime", 518),
    ]), // 550
    Ptr(550), // 551
    Struct("core/v1.EventSource", &[
        o("component", 2),
        o("host", 2),
    ]), // 552
    Struct("events/v1beta1.Event", &[
        o("action", 2),
        o("apiVersion", 2),
        o("deprecatedCount", 47),
        o("deprecatedFirstTimestamp", 5),
        o("deprecatedLastTimestamp", 5),
        o("deprecatedSource", 552),
        k("eventTime", 518),
        o("kind", 2),
        k("metadata", 3),
        o("note", 2),
        o("reason", 2),
        o("regarding", 488),
        o("related", 527),
        o("reportingController", 2),
        o("reportingInstance", 2),
        o("series", 555),
        o("type", 2),
    ]), // 553
    Struct("events/v1beta1.EventSeries", &[
        k("count", 47),
        k("lastObservedTime", 518),
    ]), // 554
    Ptr(554), // 555
    Struct("extensions/v1beta1.DaemonSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 557),
        o("status", 561),
    ]), // 556
    Struct("extensions/v1beta1.DaemonSetSpec", &[
        o("minReadySeconds", 47),
        o("revisionHistoryLimit", 48),
        o("selector", 24),
        k("template", 119),
        o("templateGeneration", 4),
        o("updateStrategy", 558),
    ]), // 557
    Struct("extensions/v1beta1.DaemonSetUpdateStrategy", &[
        o("rollingUpdate", 560),
        o("type", 2),
    ]), // 558
    Struct("extensions/v1beta1.RollingUpdateDaemonSet", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 559
    Ptr(559), // 560
    Struct("extensions/v1beta1.DaemonSetStatus", &[
        o("collisionCount", 48),
        o("conditions", 563),
        k("currentNumberScheduled", 47),
        k("desiredNumberScheduled", 47),
        o("numberAvailable", 47),
        k("numberMisscheduled", 47),
        k("numberReady", 47),
        o("numberUnavailable", 47),
        o("observedGeneration", 4),
        o("updatedNumberScheduled", 47),
    ]), // 561
    Struct("extensions/v1beta1.DaemonSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 562
    List(562), // 563
    Struct("extensions/v1beta1.Deployment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 565),
        o("status", 571),
    ]), // 564
    Struct("extensions/v1beta1.DeploymentSpec", &[
        o("minReadySeconds", 47),
        o("paused", 10),
        o("progressDeadlineSeconds", 48),
        o("replicas", 48),
        o("revisionHistoryLimit", 48),
        o("rollbackTo", 570),
        o("selector", 24),
        o("strategy", 566),
        k("template", 119),
    ]), // 565
    Struct("extensions/v1beta1.DeploymentStrategy", &[
        o("rollingUpdate", 568),
        o("type", 2),
    ]), // 566
    Struct("extensions/v1beta1.RollingUpdateDeployment", &[
        o("maxSurge", 334),
        o("maxUnavailable", 334),
    ]), // 567
    Ptr(567), // 568
    Struct("extensions/v1beta1.RollbackConfig", &[
        o("revision", 4),
    ]), // 569
    Ptr(569), // 570
    Struct("extensions/v1beta1.DeploymentStatus", &[
        o("availableReplicas", 47),
        o("collisionCount", 48),
        o("conditions", 573),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        o("replicas", 47),
        o("terminatingReplicas", 48),
        o("unavailableReplicas", 47),
        o("updatedReplicas", 47),
    ]), // 571
    Struct("extensions/v1beta1.DeploymentCondition", &[
        o("lastTransitionTime", 5),
        o("lastUpdateTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 572
    List(572), // 573
    Struct("extensions/v1beta1.Ingress", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 575),
        o("status", 586),
    ]), // 574
    Struct("extensions/v1beta1.IngressSpec", &[
        o("backend", 577),
        o("ingressClassName", 26),
        o("rules", 585),
        o("tls", 579),
    ]), // 575
    Struct("extensions/v1beta1.IngressBackend", &[
        o("resource", 210),
        o("serviceName", 2),
        o("servicePort", 255),
    ]), // 576
    Ptr(576), // 577
    Struct("extensions/v1beta1.IngressTLS", &[
        o("hosts", 13),
        o("secretName", 2),
    ]), // 578
    List(578), // 579
    Struct("extensions/v1beta1.IngressRule", &[
        o("host", 2),
        o("http", 584),
    ]), // 580
    Struct("extensions/v1beta1.HTTPIngressRuleValue", &[
        k("paths", 583),
    ]), // 581
    Struct("extensions/v1beta1.HTTPIngressPath", &[
        k("backend", 576),
        o("path", 2),
        o("pathType", 26),
    ]), // 582
    List(582), // 583
    Ptr(581), // 584
    List(580), // 585
    Struct("extensions/v1beta1.IngressStatus", &[
        o("loadBalancer", 587),
    ]), // 586
    Struct("extensions/v1beta1.IngressLoadBalancerStatus", &[
        o("ingress", 591),
    ]), // 587
    Struct("extensions/v1beta1.IngressLoadBalancerIngress", &[
        o("hostname", 2),
        o("ip", 2),
        o("ports", 590),
    ]), // 588
    Struct("extensions/v1beta1.IngressPortStatus", &[
        o("error", 26),
        k("port", 47),
        k("protocol", 2),
    ]), // 589
    List(589), // 590
    List(588), // 591
    Struct("extensions/v1beta1.NetworkPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 593),
    ]), // 592
    Struct("extensions/v1beta1.NetworkPolicySpec", &[
        o("egress", 603),
        o("ingress", 601),
        k("podSelector", 21),
        o("policyTypes", 13),
    ]), // 593
    Struct("extensions/v1beta1.NetworkPolicyIngressRule", &[
        o("from", 600),
        o("ports", 596),
    ]), // 594
    Struct("extensions/v1beta1.NetworkPolicyPort", &[
        o("endPort", 48),
        o("port", 334),
        o("protocol", 26),
    ]), // 595
    List(595), // 596
    Struct("extensions/v1beta1.NetworkPolicyPeer", &[
        o("ipBlock", 599),
        o("namespaceSelector", 24),
        o("podSelector", 24),
    ]), // 597
    Struct("extensions/v1beta1.IPBlock", &[
        k("cidr", 2),
        o("except", 13),
    ]), // 598
    Ptr(598), // 599
    List(597), // 600
    List(594), // 601
    Struct("extensions/v1beta1.NetworkPolicyEgressRule", &[
        o("ports", 596),
        o("to", 600),
    ]), // 602
    List(602), // 603
    Struct("extensions/v1beta1.ReplicaSet", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 605),
        o("status", 606),
    ]), // 604
    Struct("extensions/v1beta1.ReplicaSetSpec", &[
        o("minReadySeconds", 47),
        o("replicas", 48),
        o("selector", 24),
        o("template", 119),
    ]), // 605
    Struct("extensions/v1beta1.ReplicaSetStatus", &[
        o("availableReplicas", 47),
        o("conditions", 608),
        o("fullyLabeledReplicas", 47),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
        o("terminatingReplicas", 48),
    ]), // 606
    Struct("extensions/v1beta1.ReplicaSetCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 607
    List(607), // 608
    Struct("flowcontrol/v1.FlowSchema", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 610),
        o("status", 628),
    ]), // 609
    Struct("flowcontrol/v1.FlowSchemaSpec", &[
        o("distinguisherMethod", 613),
        k("matchingPrecedence", 47),
        k("priorityLevelConfiguration", 611),
        o("rules", 627),
    ]), // 610
    Struct("flowcontrol/v1.PriorityLevelConfigurationReference", &[
        k("name", 2),
    ]), // 611
    Struct("flowcontrol/v1.FlowDistinguisherMethod", &[
        k("type", 2),
    ]), // 612
    Ptr(612), // 613
    Struct("flowcontrol/v1.PolicyRulesWithSubjects", &[
        o("nonResourceRules", 626),
        o("resourceRules", 624),
        k("subjects", 622),
    ]), // 614
    Struct("flowcontrol/v1.Subject", &[
        o("group", 619),
        k("kind", 2),
        o("serviceAccount", 621),
        o("user", 617),
    ]), // 615
    Struct("flowcontrol/v1.UserSubject", &[
        k("name", 2),
    ]), // 616
    Ptr(616), // 617
    Struct("flowcontrol/v1.GroupSubject", &[
        k("name", 2),
    ]), // 618
    Ptr(618), // 619
    Struct("flowcontrol/v1.ServiceAccountSubject", &[
        k("name", 2),
        k("namespace", 2),
    ]), // 620
    Ptr(620), // 621
    List(615), // 622
    Struct("flowcontrol/v1.ResourcePolicyRule", &[
        k("apiGroups", 13),
        o("clusterScope", 10),
        k("namespaces", 13),
        k("resources", 13),
        k("verbs", 13),
    ]), // 623
    List(623), // 624
    Struct("flowcontrol/v1.NonResourcePolicyRule", &[
        k("nonResourceURLs", 13),
        k("verbs", 13),
    ]), // 625
    List(625), // 626
    List(614), // 627
    Struct("flowcontrol/v1.FlowSchemaStatus", &[
        o("conditions", 630),
    ]), // 628
    Struct("flowcontrol/v1.FlowSchemaCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 629
    List(629), // 630
    Struct("flowcontrol/v1.PriorityLevelConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 632),
        o("status", 640),
    ]), // 631
    Struct("flowcontrol/v1.PriorityLevelConfigurationSpec", &[
        o("exempt", 639),
        o("limited", 637),
        k("type", 2),
    ]), // 632
    Struct("flowcontrol/v1.LimitedPriorityLevelConfiguration", &[
        o("borrowingLimitPercent", 48),
        o("lendablePercent", 48),
        o("limitResponse", 634),
        k("nominalConcurrencyShares", 48),
    ]), // 633
    Struct("flowcontrol/v1.LimitResponse", &[
        o("queuing", 636),
        k("type", 2),
    ]), // 634
    Struct("flowcontrol/v1.QueuingConfiguration", &[
        k("handSize", 47),
        k("queueLengthLimit", 47),
        k("queues", 47),
    ]), // 635
    Ptr(635), // 636
    Ptr(633), // 637
    Struct("flowcontrol/v1.ExemptPriorityLevelConfiguration", &[
        o("lendablePercent", 48),
        o("nominalConcurrencyShares", 48),
    ]), // 638
    Ptr(638), // 639
    Struct("flowcontrol/v1.PriorityLevelConfigurationStatus", &[
        o("conditions", 642),
    ]), // 640
    Struct("flowcontrol/v1.PriorityLevelConfigurationCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 641
    List(641), // 642
    Struct("flowcontrol/v1beta1.FlowSchema", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 644),
        o("status", 662),
    ]), // 643
    Struct("flowcontrol/v1beta1.FlowSchemaSpec", &[
        o("distinguisherMethod", 647),
        k("matchingPrecedence", 47),
        k("priorityLevelConfiguration", 645),
        o("rules", 661),
    ]), // 644
    Struct("flowcontrol/v1beta1.PriorityLevelConfigurationReference", &[
        k("name", 2),
    ]), // 645
    Struct("flowcontrol/v1beta1.FlowDistinguisherMethod", &[
        k("type", 2),
    ]), // 646
    Ptr(646), // 647
    Struct("flowcontrol/v1beta1.PolicyRulesWithSubjects", &[
        o("nonResourceRules", 660),
        o("resourceRules", 658),
        k("subjects", 656),
    ]), // 648
    Struct("flowcontrol/v1beta1.Subject", &[
        o("group", 653),
        k("kind", 2),
        o("serviceAccount", 655),
        o("user", 651),
    ]), // 649
    Struct("flowcontrol/v1beta1.UserSubject", &[
        k("name", 2),
    ]), // 650
    Ptr(650), // 651
    Struct("flowcontrol/v1beta1.GroupSubject", &[
        k("name", 2),
    ]), // 652
    Ptr(652), // 653
    Struct("flowcontrol/v1beta1.ServiceAccountSubject", &[
        k("name", 2),
        k("namespace", 2),
    ]), // 654
    Ptr(654), // 655
    List(649), // 656
    Struct("flowcontrol/v1beta1.ResourcePolicyRule", &[
        k("apiGroups", 13),
        o("clusterScope", 10),
        k("namespaces", 13),
        k("resources", 13),
        k("verbs", 13),
    ]), // 657
    List(657), // 658
    Struct("flowcontrol/v1beta1.NonResourcePolicyRule", &[
        k("nonResourceURLs", 13),
        k("verbs", 13),
    ]), // 659
    List(659), // 660
    List(648), // 661
    Struct("flowcontrol/v1beta1.FlowSchemaStatus", &[
        o("conditions", 664),
    ]), // 662
    Struct("flowcontrol/v1beta1.FlowSchemaCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 663
    List(663), // 664
    Struct("flowcontrol/v1beta1.PriorityLevelConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 666),
        o("status", 674),
    ]), // 665
    Struct("flowcontrol/v1beta1.PriorityLevelConfigurationSpec", &[
        o("exempt", 673),
        o("limited", 671),
        k("type", 2),
    ]), // 666
    Struct("flowcontrol/v1beta1.LimitedPriorityLevelConfiguration", &[
        k("assuredConcurrencyShares", 47),
        o("borrowingLimitPercent", 48),
        o("lendablePercent", 48),
        o("limitResponse", 668),
    ]), // 667
    Struct("flowcontrol/v1beta1.LimitResponse", &[
        o("queuing", 670),
        k("type", 2),
    ]), // 668
    Struct("flowcontrol/v1beta1.QueuingConfiguration", &[
        k("handSize", 47),
        k("queueLengthLimit", 47),
        k("queues", 47),
    ]), // 669
    Ptr(669), // 670
    Ptr(667), // 671
    Struct("flowcontrol/v1beta1.ExemptPriorityLevelConfiguration", &[
        o("lendablePercent", 48),
        o("nominalConcurrencyShares", 48),
    ]), // 672
    Ptr(672), // 673
    Struct("flowcontrol/v1beta1.PriorityLevelConfigurationStatus", &[
        o("conditions", 676),
    ]), // 674
    Struct("flowcontrol/v1beta1.PriorityLevelConfigurationCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 675
    List(675), // 676
    Struct("flowcontrol/v1beta2.FlowSchema", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 678),
        o("status", 696),
    ]), // 677
    Struct("flowcontrol/v1beta2.FlowSchemaSpec", &[
        o("distinguisherMethod", 681),
        k("matchingPrecedence", 47),
        k("priorityLevelConfiguration", 679),
        o("rules", 695),
    ]), // 678
    Struct("flowcontrol/v1beta2.PriorityLevelConfigurationReference", &[
        k("name", 2),
    ]), // 679
    Struct("flowcontrol/v1beta2.FlowDistinguisherMethod", &[
        k("type", 2),
    ]), // 680
    Ptr(680), // 681
    Struct("flowcontrol/v1beta2.PolicyRulesWithSubjects", &[
        o("nonResourceRules", 694),
        o("resourceRules", 692),
        k("subjects", 690),
    ]), // 682
    Struct("flowcontrol/v1beta2.Subject", &[
        o("group", 687),
        k("kind", 2),
        o("serviceAccount", 689),
        o("user", 685),
    ]), // 683
    Struct("flowcontrol/v1beta2.UserSubject", &[
        k("name", 2),
    ]), // 684
    Ptr(684), // 685
    Struct("flowcontrol/v1beta2.GroupSubject", &[
        k("name", 2),
    ]), // 686
    Ptr(686), // 687
    Struct("flowcontrol/v1beta2.ServiceAccountSubject", &[
        k("name", 2),
        k("namespace", 2),
    ]), // 688
    Ptr(688), // 689
    List(683), // 690
    Struct("flowcontrol/v1beta2.ResourcePolicyRule", &[
        k("apiGroups", 13),
        o("clusterScope", 10),
        k("namespaces", 13),
        k("resources", 13),
        k("verbs", 13),
    ]), // 691
    List(691), // 692
    Struct("flowcontrol/v1beta2.NonResourcePolicyRule", &[
        k("nonResourceURLs", 13),
        k("verbs", 13),
    ]), // 693
    List(693), // 694
    List(682), // 695
    Struct("flowcontrol/v1beta2.FlowSchemaStatus", &[
        o("conditions", 698),
    ]), // 696
    Struct("flowcontrol/v1beta2.FlowSchemaCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 697
    List(697), // 698
    Struct("flowcontrol/v1beta2.PriorityLevelConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 700),
        o("status", 708),
    ]), // 699
    Struct("flowcontrol/v1beta2.PriorityLevelConfigurationSpec", &[
        o("exempt", 707),
        o("limited", 705),
        k("type", 2),
    ]), // 700
    Struct("flowcontrol/v1beta2.LimitedPriorityLevelConfiguration", &[
        k("assuredConcurrencyShares", 47),
        o("borrowingLimitPercent", 48),
        o("lendablePercent", 48),
        o("limitResponse", 702),
    ]), // 701
    Struct("flowcontrol/v1beta2.LimitResponse", &[
        o("queuing", 704),
        k("type", 2),
    ]), // 702
    Struct("flowcontrol/v1beta2.QueuingConfiguration", &[
        k("handSize", 47),
        k("queueLengthLimit", 47),
        k("queues", 47),
    ]), // 703
    Ptr(703), // 704
    Ptr(701), // 705
    Struct("flowcontrol/v1beta2.ExemptPriorityLevelConfiguration", &[
        o("lendablePercent", 48),
        o("nominalConcurrencyShares", 48),
    ]), // 706
    Ptr(706), // 707
    Struct("flowcontrol/v1beta2.PriorityLevelConfigurationStatus", &[
        o("conditions", 710),
    ]), // 708
    Struct("flowcontrol/v1beta2.PriorityLevelConfigurationCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 709
    List(709), // 710
    Struct("flowcontrol/v1beta3.FlowSchema", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 712),
        o("status", 730),
    ]), // 711
    Struct("flowcontrol/v1beta3.FlowSchemaSpec", &[
        o("distinguisherMethod", 715),
        k("matchingPrecedence", 47),
        k("priorityLevelConfiguration", 713),
        o("rules", 729),
    ]), // 712
    Struct("flowcontrol/v1beta3.PriorityLevelConfigurationReference", &[
        k("name", 2),
    ]), // 713
    Struct("flowcontrol/v1beta3.FlowDistinguisherMethod", &[
        k("type", 2),
    ]), // 714
    Ptr(714), // 715
    Struct("flowcontrol/v1beta3.PolicyRulesWithSubjects", &[
        o("nonResourceRules", 728),
        o("resourceRules", 726),
        k("subjects", 724),
    ]), // 716
    Struct("flowcontrol/v1beta3.Subject", &[
        o("group", 721),
        k("kind", 2),
        o("serviceAccount", 723),
        o("user", 719),
    ]), // 717
    Struct("flowcontrol/v1beta3.UserSubject", &[
        k("name", 2),
    ]), // 718
    Ptr(718), // 719
    Struct("flowcontrol/v1beta3.GroupSubject", &[
        k("name", 2),
    ]), // 720
    Ptr(720), // 721
    Struct("flowcontrol/v1beta3.ServiceAccountSubject", &[
        k("name", 2),
        k("namespace", 2),
    ]), // 722
    Ptr(722), // 723
    List(717), // 724
    Struct("flowcontrol/v1beta3.ResourcePolicyRule", &[
        k("apiGroups", 13),
        o("clusterScope", 10),
        k("namespaces", 13),
        k("resources", 13),
        k("verbs", 13),
    ]), // 725
    List(725), // 726
    Struct("flowcontrol/v1beta3.NonResourcePolicyRule", &[
        k("nonResourceURLs", 13),
        k("verbs", 13),
    ]), // 727
    List(727), // 728
    List(716), // 729
    Struct("flowcontrol/v1beta3.FlowSchemaStatus", &[
        o("conditions", 732),
    ]), // 730
    Struct("flowcontrol/v1beta3.FlowSchemaCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 731
    List(731), // 732
    Struct("flowcontrol/v1beta3.PriorityLevelConfiguration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 734),
        o("status", 742),
    ]), // 733
    Struct("flowcontrol/v1beta3.PriorityLevelConfigurationSpec", &[
        o("exempt", 741),
        o("limited", 739),
        k("type", 2),
    ]), // 734
    Struct("flowcontrol/v1beta3.LimitedPriorityLevelConfiguration", &[
        o("borrowingLimitPercent", 48),
        o("lendablePercent", 48),
        o("limitResponse", 736),
        k("nominalConcurrencyShares", 47),
    ]), // 735
    Struct("flowcontrol/v1beta3.LimitResponse", &[
        o("queuing", 738),
        k("type", 2),
    ]), // 736
    Struct("flowcontrol/v1beta3.QueuingConfiguration", &[
        k("handSize", 47),
        k("queueLengthLimit", 47),
        k("queues", 47),
    ]), // 737
    Ptr(737), // 738
    Ptr(735), // 739
    Struct("flowcontrol/v1beta3.ExemptPriorityLevelConfiguration", &[
        o("lendablePercent", 48),
        o("nominalConcurrencyShares", 48),
    ]), // 740
    Ptr(740), // 741
    Struct("flowcontrol/v1beta3.PriorityLevelConfigurationStatus", &[
        o("conditions", 744),
    ]), // 742
    Struct("flowcontrol/v1beta3.PriorityLevelConfigurationCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        o("status", 2),
        o("type", 2),
    ]), // 743
    List(743), // 744
    Struct("networking/v1.IPAddress", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 746),
    ]), // 745
    Struct("networking/v1.IPAddressSpec", &[
        o("parentRef", 748),
    ]), // 746
    Struct("networking/v1.ParentReference", &[
        o("group", 2),
        o("name", 2),
        o("namespace", 2),
        o("resource", 2),
    ]), // 747
    Ptr(747), // 748
    Struct("networking/v1.Ingress", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 750),
        o("status", 764),
    ]), // 749
    Struct("networking/v1.IngressSpec", &[
        o("defaultBackend", 755),
        o("ingressClassName", 26),
        o("rules", 763),
        o("tls", 757),
    ]), // 750
    Struct("networking/v1.IngressBackend", &[
        o("resource", 210),
        o("service", 754),
    ]), // 751
    Struct("networking/v1.IngressServiceBackend", &[
        k("name", 2),
        o("port", 753),
    ]), // 752
    Struct("networking/v1.ServiceBackendPort", &[
        o("name", 2),
        o("number", 47),
    ]), // 753
    Ptr(752), // 754
    Ptr(751), // 755
    Struct("networking/v1.IngressTLS", &[
        o("hosts", 13),
        o("secretName", 2),
    ]), // 756
    List(756), // 757
    Struct("networking/v1.IngressRule", &[
        o("host", 2),
        o("http", 762),
    ]), // 758
    Struct("networking/v1.HTTPIngressRuleValue", &[
        k("paths", 761),
    ]), // 759
    Struct("networking/v1.HTTPIngressPath", &[
        k("backend", 751),
        o("path", 2),
        k("pathType", 26),
    ]), // 760
    List(760), // 761
    Ptr(759), // 762
    List(758), // 763
    Struct("networking/v1.IngressStatus", &[
        o("loadBalancer", 765),
    ]), // 764
    Struct("networking/v1.IngressLoadBalancerStatus", &[
        o("ingress", 769),
    ]), // 765
    Struct("networking/v1.IngressLoadBalancerIngress", &[
        o("hostname", 2),
        o("ip", 2),
        o("ports", 768),
    ]), // 766
    Struct("networking/v1.IngressPortStatus", &[
        o("error", 26),
        k("port", 47),
        k("protocol", 2),
    ]), // 767
    List(767), // 768
    List(766), // 769
    Struct("networking/v1.IngressClass", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 771),
    ]), // 770
    Struct("networking/v1.IngressClassSpec", &[
        o("controller", 2),
        o("parameters", 773),
    ]), // 771
    Struct("networking/v1.IngressClassParametersReference", &[
        o("apiGroup", 26),
        k("kind", 2),
        k("name", 2),
        o("namespace", 26),
        k("scope", 26),
    ]), // 772
    Ptr(772), // 773
    Struct("networking/v1.NetworkPolicy", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 775),
    ]), // 774
    Struct("networking/v1.NetworkPolicySpec", &[
        o("egress", 785),
        o("ingress", 783),
        k("podSelector", 21),
        o("policyTypes", 13),
    ]), // 775
    Struct("networking/v1.NetworkPolicyIngressRule", &[
        o("from", 782),
        o("ports", 778),
    ]), // 776
    Struct("networking/v1.NetworkPolicyPort", &[
        o("endPort", 48),
        o("port", 334),
        o("protocol", 26),
    ]), // 777
    List(777), // 778
    Struct("networking/v1.NetworkPolicyPeer", &[
        o("ipBlock", 781),
        o("namespaceSelector", 24),
        o("podSelector", 24),
    ]), // 779
    Struct("networking/v1.IPBlock", &[
        k("cidr", 2),
        o("except", 13),
    ]), // 780
    Ptr(780), // 781
    List(779), // 782
    List(776), // 783
    Struct("networking/v1.NetworkPolicyEgressRule", &[
        o("ports", 778),
        o("to", 782),
    ]), // 784
    List(784), // 785
    Struct("networking/v1.ServiceCIDR", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 787),
        o("status", 788),
    ]), // 786
    Struct("networking/v1.ServiceCIDRSpec", &[
        o("cidrs", 13),
    ]), // 787
    Struct("networking/v1.ServiceCIDRStatus", &[
        o("conditions", 66),
    ]), // 788
    Struct("networking/v1beta1.IPAddress", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 790),
    ]), // 789
    Struct("networking/v1beta1.IPAddressSpec", &[
        o("parentRef", 792),
    ]), // 790
    Struct("networking/v1beta1.ParentReference", &[
        o("group", 2),
        o("name", 2),
        o("namespace", 2),
        o("resource", 2),
    ]), // 791
    Ptr(791), // 792
    Struct("networking/v1beta1.Ingress", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 794),
        o("status", 805),
    ]), // 793
    Struct("networking/v1beta1.IngressSpec", &[
        o("backend", 796),
        o("ingressClassName", 26),
        o("rules", 804),
        o("tls", 798),
    ]), // 794
    Struct("networking/v1beta1.IngressBackend", &[
        o("resource", 210),
        o("serviceName", 2),
        o("servicePort", 255),
    ]), // 795
    Ptr(795), // 796
    Struct("networking/v1beta1.IngressTLS", &[
        o("hosts", 13),
        o("secretName", 2),
    ]), // 797
    List(797), // 798
    Struct("networking/v1beta1.IngressRule", &[
        o("host", 2),
        o("http", 803),
    ]), // 799
    Struct("networking/v1beta1.HTTPIngressRuleValue", &[
        k("paths", 802),
    ]), // 800
    Struct("networking/v1beta1.HTTPIngressPath", &[
        k("backend", 795),
        o("path", 2),
        o("pathType", 26),
    ]), // 801
    List(801), // 802
    Ptr(800), // 803
    List(799), // 804
    Struct("networking/v1beta1.IngressStatus", &[
        o("loadBalancer", 806),
    ]), // 805
    Struct("networking/v1beta1.IngressLoadBalancerStatus", &[
        o("ingress", 810),
    ]), // 806
    Struct("networking/v1beta1.IngressLoadBalancerIngress", &[
        o("hostname", 2),
        o("ip", 2),
        o("ports", 809),
    ]), // 807
    Struct("networking/v1beta1.IngressPortStatus", &[
        o("error", 26),
        k("port", 47),
        k("protocol", 2),
    ]), // 808
    List(808), // 809
    List(807), // 810
    Struct("networking/v1beta1.IngressClass", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 812),
    ]), // 811
    Struct("networking/v1beta1.IngressClassSpec", &[
        o("controller", 2),
        o("parameters", 814),
    ]), // 812
    Struct("networking/v1beta1.IngressClassParametersReference", &[
        o("apiGroup", 26),
        k("kind", 2),
        k("name", 2),
        o("namespace", 26),
        k("scope", 26),
    ]), // 813
    Ptr(813), // 814
    Struct("networking/v1beta1.ServiceCIDR", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 816),
        o("status", 817),
    ]), // 815
    Struct("networking/v1beta1.ServiceCIDRSpec", &[
        o("cidrs", 13),
    ]), // 816
    Struct("networking/v1beta1.ServiceCIDRStatus", &[
        o("conditions", 66),
    ]), // 817
    Struct("node/v1.RuntimeClass", &[
        o("apiVersion", 2),
        k("handler", 2),
        o("kind", 2),
        o("metadata", 3),
        o("overhead", 820),
        o("scheduling", 822),
    ]), // 818
    Struct("node/v1.Overhead", &[
        o("podFixed", 208),
    ]), // 819
    Ptr(819), // 820
    Struct("node/v1.Scheduling", &[
        o("nodeSelector", 8),
        o("tolerations", 312),
    ]), // 821
    Ptr(821), // 822
    Struct("node/v1beta1.RuntimeClass", &[
        o("apiVersion", 2),
        k("handler", 2),
        o("kind", 2),
        o("metadata", 3),
        o("overhead", 825),
        o("scheduling", 827),
    ]), // 823
    Struct("node/v1beta1.Overhead", &[
        o("podFixed", 208),
    ]), // 824
    Ptr(824), // 825
    Struct("node/v1beta1.Scheduling", &[
        o("nodeSelector", 8),
        o("tolerations", 312),
    ]), // 826
    Ptr(826), // 827
    Struct("policy/v1.PodDisruptionBudget", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 829),
        o("status", 830),
    ]), // 828
    Struct("policy/v1.PodDisruptionBudgetSpec", &[
        o("maxUnavailable", 334),
        o("minAvailable", 334),
        o("selector", 24),
        o("unhealthyPodEvictionPolicy", 26),
    ]), // 829
    Struct("policy/v1.PodDisruptionBudgetStatus", &[
        o("conditions", 66),
        k("currentHealthy", 47),
        k("desiredHealthy", 47),
        o("disruptedPods", 831),
        k("disruptionsAllowed", 47),
        k("expectedPods", 47),
        o("observedGeneration", 4),
    ]), // 830
    Map(5), // 831
    Struct("policy/v1beta1.PodDisruptionBudget", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 833),
        o("status", 834),
    ]), // 832
    Struct("policy/v1beta1.PodDisruptionBudgetSpec", &[
        o("maxUnavailable", 334),
        o("minAvailable", 334),
        o("selector", 24),
        o("unhealthyPodEvictionPolicy", 26),
    ]), // 833
    Struct("policy/v1beta1.PodDisruptionBudgetStatus", &[
        o("conditions", 66),
        k("currentHealthy", 47),
        k("desiredHealthy", 47),
        o("disruptedPods", 831),
        k("disruptionsAllowed", 47),
        k("expectedPods", 47),
        o("observedGeneration", 4),
    ]), // 834
    Struct("rbac/v1.ClusterRole", &[
        o("aggregationRule", 840),
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("rules", 837),
    ]), // 835
    Struct("rbac/v1.PolicyRule", &[
        o("apiGroups", 13),
        o("nonResourceURLs", 13),
        o("resourceNames", 13),
        o("resources", 13),
        k("verbs", 13),
    ]), // 836
    List(836), // 837
    Struct("rbac/v1.AggregationRule", &[
        o("clusterRoleSelectors", 839),
    ]), // 838
    List(21), // 839
    Ptr(838), // 840
    Struct("rbac/v1.ClusterRoleBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("roleRef", 844),
        o("subjects", 843),
    ]), // 841
    Struct("rbac/v1.Subject", &[
        o("apiGroup", 2),
        k("kind", 2),
        k("name", 2),
        o("namespace", 2),
    ]), // 842
    List(842), // 843
    Struct("rbac/v1.RoleRef", &[
        k("apiGroup", 2),
        k("kind", 2),
        k("name", 2),
    ]), // 844
    Struct("rbac/v1.Role", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("rules", 837),
    ]), // 845
    Struct("rbac/v1.RoleBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("roleRef", 844),
        o("subjects", 843),
    ]), // 846
    Struct("rbac/v1beta1.ClusterRole", &[
        o("aggregationRule", 851),
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("rules", 849),
    ]), // 847
    Struct("rbac/v1beta1.PolicyRule", &[
        o("apiGroups", 13),
        o("nonResourceURLs", 13),
        o("resourceNames", 13),
        o("resources", 13),
        k("verbs", 13),
    ]), // 848
    List(848), // 849
    Struct("rbac/v1beta1.AggregationRule", &[
        o("clusterRoleSelectors", 839),
    ]), // 850
    Ptr(850), // 851
    Struct("rbac/v1beta1.ClusterRoleBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("roleRef", 855),
        o("subjects", 854),
    ]), // 852
    Struct("rbac/v1beta1.Subject", &[
        o("apiGroup", 2),
        k("kind", 2),
        k("name", 2),
        o("namespace", 2),
    ]), // 853
    List(853), // 854
    Struct("rbac/v1beta1.RoleRef", &[
        k("apiGroup", 2),
        k("kind", 2),
        k("name", 2),
    ]), // 855
    Struct("rbac/v1beta1.Role", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("rules", 849),
    ]), // 856
    Struct("rbac/v1beta1.RoleBinding", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("roleRef", 855),
        o("subjects", 854),
    ]), // 857
    Struct("resource/v1.DeviceClass", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 859),
    ]), // 858
    Struct("resource/v1.DeviceClassSpec", &[
        o("config", 867),
        o("extendedResourceName", 26),
        o("selectors", 863),
    ]), // 859
    Struct("resource/v1.DeviceSelector", &[
        o("cel", 862),
    ]), // 860
    Struct("resource/v1.CELDeviceSelector", &[
        k("expression", 2),
    ]), // 861
    Ptr(861), // 862
    List(860), // 863
    Struct("resource/v1.DeviceClassConfiguration", &[
        o("opaque", 866),
    ]), // 864
    Struct("resource/v1.OpaqueDeviceConfiguration", &[
        k("driver", 2),
        k("parameters", 0),
    ]), // 865
    Ptr(865), // 866
    List(864), // 867
    Struct("resource/v1.ResourceClaim", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 869),
        o("status", 885),
    ]), // 868
    Struct("resource/v1.ResourceClaimSpec", &[
        k("devices", 870),
    ]), // 869
    Struct("resource/v1.DeviceClaim", &[
        o("config", 884),
        o("constraints", 882),
        k("requests", 880),
    ]), // 870
    Struct("resource/v1.DeviceRequest", &[
        o("exactly", 877),
        o("firstAvailable", 879),
        k("name", 2),
    ]), // 871
    Struct("resource/v1.ExactDeviceRequest", &[
        o("adminAccess", 11),
        o("allocationMode", 2),
        o("capacity", 876),
        o("count", 4),
        k("deviceClassName", 2),
        o("selectors", 863),
        o("tolerations", 874),
    ]), // 872
    Struct("resource/v1.DeviceToleration", &[
        o("effect", 2),
        o("key", 2),
        o("operator", 2),
        o("tolerationSeconds", 7),
        o("value", 2),
    ]), // 873
    List(873), // 874
    Struct("resource/v1.CapacityRequirements", &[
        o("requests", 208),
    ]), // 875
    Ptr(875), // 876
    Ptr(872), // 877
    Struct("resource/v1.DeviceSubRequest", &[
        o("allocationMode", 2),
        o("capacity", 876),
        o("count", 4),
        k("deviceClassName", 2),
        k("name", 2),
        o("selectors", 863),
        o("tolerations", 874),
    ]), // 878
    List(878), // 879
    List(871), // 880
    Struct("resource/v1.DeviceConstraint", &[
        o("distinctAttribute", 26),
        o("matchAttribute", 26),
        o("requests", 13),
    ]), // 881
    List(881), // 882
    Struct("resource/v1.DeviceClaimConfiguration", &[
        o("opaque", 866),
        o("requests", 13),
    ]), // 883
    List(883), // 884
    Struct("resource/v1.ResourceClaimStatus", &[
        o("allocation", 892),
        o("devices", 898),
        o("reservedFor", 894),
    ]), // 885
    Struct("resource/v1.AllocationResult", &[
        o("allocationTimestamp", 6),
        o("devices", 887),
        o("nodeSelector", 298),
    ]), // 886
    Struct("resource/v1.DeviceAllocationResult", &[
        o("config", 891),
        o("results", 889),
    ]), // 887
    Struct("resource/v1.DeviceRequestAllocationResult", &[
        o("adminAccess", 11),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("consumedCapacity", 208),
        k("device", 2),
        k("driver", 2),
        k("pool", 2),
        k("request", 2),
        o("shareID", 26),
        o("tolerations", 874),
    ]), // 888
    List(888), // 889
    Struct("resource/v1.DeviceAllocationConfiguration", &[
        o("opaque", 866),
        o("requests", 13),
        k("source", 2),
    ]), // 890
    List(890), // 891
    Ptr(886), // 892
    Struct("resource/v1.ResourceClaimConsumerReference", &[
        o("apiGroup", 2),
        k("name", 2),
        k("resource", 2),
        k("uid", 2),
    ]), // 893
    List(893), // 894
    Struct("resource/v1.AllocatedDeviceStatus", &[
        k("conditions", 66),
        o("data", 15),
        k("device", 2),
        k("driver", 2),
        o("networkData", 897),
        k("pool", 2),
        o("shareID", 26),
    ]), // 895
    Struct("resource/v1.NetworkDeviceData", &[
        o("hardwareAddress", 2),
        o("interfaceName", 2),
        o("ips", 13),
    ]), // 896
    Ptr(896), // 897
    List(895), // 898
    Struct("resource/v1.ResourceClaimTemplate", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 900),
    ]), // 899
    Struct("resource/v1.ResourceClaimTemplateSpec", &[
        o("metadata", 3),
        k("spec", 869),
    ]), // 900
    Struct("resource/v1.ResourceSlice", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 902),
    ]), // 901
    Struct("resource/v1.ResourceSliceSpec", &[
        o("allNodes", 11),
        o("devices", 923),
        k("driver", 2),
        o("nodeName", 26),
        o("nodeSelector", 298),
        o("perDeviceNodeSelection", 11),
        k("pool", 903),
        o("sharedCounters", 925),
    ]), // 902
    Struct("resource/v1.ResourcePool", &[
        k("generation", 4),
        k("name", 2),
        k("resourceSliceCount", 4),
    ]), // 903
    Struct("resource/v1.Device", &[
        o("allNodes", 11),
        o("allowMultipleAllocations", 11),
        o("attributes", 907),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("bindsToNode", 11),
        o("capacity", 914),
        o("consumesCounters", 918),
        k("name", 2),
        o("nodeAllocatableResourceMappings", 922),
        o("nodeName", 26),
        o("nodeSelector", 298),
        o("taints", 920),
    ]), // 904
    Struct("resource/v1.DeviceAttribute", &[
        o("bool", 11),
        o("bools", 906),
        o("int", 7),
        o("ints", 286),
        o("string", 26),
        o("strings", 13),
        o("version", 26),
        o("versions", 13),
    ]), // 905
    List(10), // 906
    Map(905), // 907
    Struct("resource/v1.DeviceCapacity", &[
        o("requestPolicy", 913),
        k("value", 125),
    ]), // 908
    Struct("resource/v1.CapacityRequestPolicy", &[
        k("default", 126),
        o("validRange", 912),
        o("validValues", 910),
    ]), // 909
    List(125), // 910
    Struct("resource/v1.CapacityRequestPolicyRange", &[
        o("max", 126),
        o("min", 126),
        o("step", 126),
    ]), // 911
    Ptr(911), // 912
    Ptr(909), // 913
    Map(908), // 914
    Struct("resource/v1.DeviceCounterConsumption", &[
        k("counterSet", 2),
        o("counters", 917),
    ]), // 915
    Struct("resource/v1.Counter", &[
        k("value", 125),
    ]), // 916
    Map(916), // 917
    List(915), // 918
    Struct("resource/v1.DeviceTaint", &[
        k("effect", 2),
        k("key", 2),
        o("timeAdded", 6),
        o("value", 2),
    ]), // 919
    List(919), // 920
    Struct("resource/v1.NodeAllocatableResourceMapping", &[
        o("allocationMultiplier", 126),
        o("capacityKey", 26),
    ]), // 921
    Map(921), // 922
    List(904), // 923
    Struct("resource/v1.CounterSet", &[
        o("counters", 917),
        k("name", 2),
    ]), // 924
    List(924), // 925
    Struct("resource/v1beta1.DeviceClass", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 927),
    ]), // 926
    Struct("resource/v1beta1.DeviceClassSpec", &[
        o("config", 935),
        o("extendedResourceName", 26),
        o("selectors", 931),
    ]), // 927
    Struct("resource/v1beta1.DeviceSelector", &[
        o("cel", 930),
    ]), // 928
    Struct("resource/v1beta1.CELDeviceSelector", &[
        k("expression", 2),
    ]), // 929
    Ptr(929), // 930
    List(928), // 931
    Struct("resource/v1beta1.DeviceClassConfiguration", &[
        o("opaque", 934),
    ]), // 932
    Struct("resource/v1beta1.OpaqueDeviceConfiguration", &[
        k("driver", 2),
        k("parameters", 0),
    ]), // 933
    Ptr(933), // 934
    List(932), // 935
    Struct("resource/v1beta1.ResourceClaim", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 937),
        o("status", 951),
    ]), // 936
    Struct("resource/v1beta1.ResourceClaimSpec", &[
        k("devices", 938),
    ]), // 937
    Struct("resource/v1beta1.DeviceClaim", &[
        o("config", 950),
        o("constraints", 948),
        k("requests", 946),
    ]), // 938
    Struct("resource/v1beta1.DeviceRequest", &[
        o("adminAccess", 11),
        o("allocationMode", 2),
        o("capacity", 944),
        o("count", 4),
        k("deviceClassName", 2),
        o("firstAvailable", 945),
        k("name", 2),
        o("selectors", 931),
        o("tolerations", 942),
    ]), // 939
    Struct("resource/v1beta1.DeviceSubRequest", &[
        o("allocationMode", 2),
        o("capacity", 944),
        o("count", 4),
        k("deviceClassName", 2),
        k("name", 2),
        o("selectors", 931),
        o("tolerations", 942),
    ]), // 940
    Struct("resource/v1beta1.DeviceToleration", &[
        o("effect", 2),
        o("key", 2),
        o("operator", 2),
        o("tolerationSeconds", 7),
        o("value", 2),
    ]), // 941
    List(941), // 942
    Struct("resource/v1beta1.CapacityRequirements", &[
        o("requests", 208),
    ]), // 943
    Ptr(943), // 944
    List(940), // 945
    List(939), // 946
    Struct("resource/v1beta1.DeviceConstraint", &[
        o("distinctAttribute", 26),
        o("matchAttribute", 26),
        o("requests", 13),
    ]), // 947
    List(947), // 948
    Struct("resource/v1beta1.DeviceClaimConfiguration", &[
        o("opaque", 934),
        o("requests", 13),
    ]), // 949
    List(949), // 950
    Struct("resource/v1beta1.ResourceClaimStatus", &[
        o("allocation", 958),
        o("devices", 964),
        o("reservedFor", 960),
    ]), // 951
    Struct("resource/v1beta1.AllocationResult", &[
        o("allocationTimestamp", 6),
        o("devices", 953),
        o("nodeSelector", 298),
    ]), // 952
    Struct("resource/v1beta1.DeviceAllocationResult", &[
        o("config", 957),
        o("results", 955),
    ]), // 953
    Struct("resource/v1beta1.DeviceRequestAllocationResult", &[
        o("adminAccess", 11),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("consumedCapacity", 208),
        k("device", 2),
        k("driver", 2),
        k("pool", 2),
        k("request", 2),
        o("shareID", 26),
        o("tolerations", 942),
    ]), // 954
    List(954), // 955
    Struct("resource/v1beta1.DeviceAllocationConfiguration", &[
        o("opaque", 934),
        o("requests", 13),
        k("source", 2),
    ]), // 956
    List(956), // 957
    Ptr(952), // 958
    Struct("resource/v1beta1.ResourceClaimConsumerReference", &[
        o("apiGroup", 2),
        k("name", 2),
        k("resource", 2),
        k("uid", 2),
    ]), // 959
    List(959), // 960
    Struct("resource/v1beta1.AllocatedDeviceStatus", &[
        k("conditions", 66),
        o("data", 15),
        k("device", 2),
        k("driver", 2),
        o("networkData", 963),
        k("pool", 2),
        o("shareID", 26),
    ]), // 961
    Struct("resource/v1beta1.NetworkDeviceData", &[
        o("hardwareAddress", 2),
        o("interfaceName", 2),
        o("ips", 13),
    ]), // 962
    Ptr(962), // 963
    List(961), // 964
    Struct("resource/v1beta1.ResourceClaimTemplate", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 966),
    ]), // 965
    Struct("resource/v1beta1.ResourceClaimTemplateSpec", &[
        o("metadata", 3),
        k("spec", 937),
    ]), // 966
    Struct("resource/v1beta1.ResourceSlice", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 968),
    ]), // 967
    Struct("resource/v1beta1.ResourceSliceSpec", &[
        o("allNodes", 10),
        o("devices", 989),
        k("driver", 2),
        o("nodeName", 2),
        o("nodeSelector", 298),
        o("perDeviceNodeSelection", 11),
        k("pool", 969),
        o("sharedCounters", 991),
    ]), // 968
    Struct("resource/v1beta1.ResourcePool", &[
        k("generation", 4),
        k("name", 2),
        k("resourceSliceCount", 4),
    ]), // 969
    Struct("resource/v1beta1.Device", &[
        o("basic", 988),
        k("name", 2),
    ]), // 970
    Struct("resource/v1beta1.BasicDevice", &[
        o("allNodes", 11),
        o("allowMultipleAllocations", 11),
        o("attributes", 973),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("bindsToNode", 11),
        o("capacity", 979),
        o("consumesCounters", 983),
        o("nodeAllocatableResourceMappings", 987),
        o("nodeName", 26),
        o("nodeSelector", 298),
        o("taints", 985),
    ]), // 971
    Struct("resource/v1beta1.DeviceAttribute", &[
        o("bool", 11),
        o("bools", 906),
        o("int", 7),
        o("ints", 286),
        o("string", 26),
        o("strings", 13),
        o("version", 26),
        o("versions", 13),
    ]), // 972
    Map(972), // 973
    Struct("resource/v1beta1.DeviceCapacity", &[
        o("requestPolicy", 978),
        k("value", 125),
    ]), // 974
    Struct("resource/v1beta1.CapacityRequestPolicy", &[
        k("default", 126),
        o("validRange", 977),
        o("validValues", 910),
    ]), // 975
    Struct("resource/v1beta1.CapacityRequestPolicyRange", &[
        o("max", 126),
        o("min", 126),
        o("step", 126),
    ]), // 976
    Ptr(976), // 977
    Ptr(975), // 978
    Map(974), // 979
    Struct("resource/v1beta1.DeviceCounterConsumption", &[
        k("counterSet", 2),
        o("counters", 982),
    ]), // 980
    Struct("resource/v1beta1.Counter", &[
        k("value", 125),
    ]), // 981
    Map(981), // 982
    List(980), // 983
    Struct("resource/v1beta1.DeviceTaint", &[
        k("effect", 2),
        k("key", 2),
        o("timeAdded", 6),
        o("value", 2),
    ]), // 984
    List(984), // 985
    Struct("resource/v1beta1.NodeAllocatableResourceMapping", &[
        o("allocationMultiplier", 126),
        o("capacityKey", 26),
    ]), // 986
    Map(986), // 987
    Ptr(971), // 988
    List(970), // 989
    Struct("resource/v1beta1.CounterSet", &[
        o("counters", 982),
        k("name", 2),
    ]), // 990
    List(990), // 991
    Struct("resource/v1beta2.DeviceClass", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 993),
    ]), // 992
    Struct("resource/v1beta2.DeviceClassSpec", &[
        o("config", 1001),
        o("extendedResourceName", 26),
        o("selectors", 997),
    ]), // 993
    Struct("resource/v1beta2.DeviceSelector", &[
        o("cel", 996),
    ]), // 994
    Struct("resource/v1beta2.CELDeviceSelector", &[
        k("expression", 2),
    ]), // 995
    Ptr(995), // 996
    List(994), // 997
    Struct("resource/v1beta2.DeviceClassConfiguration", &[
        o("opaque", 1000),
    ]), // 998
    Struct("resource/v1beta2.OpaqueDeviceConfiguration", &[
        k("driver", 2),
        k("parameters", 0),
    ]), // 999
    Ptr(999), // 1000
    List(998), // 1001
    Struct("resource/v1beta2.DeviceTaintRule", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1003),
        o("status", 1007),
    ]), // 1002
    Struct("resource/v1beta2.DeviceTaintRuleSpec", &[
        o("deviceSelector", 1005),
        o("taint", 1006),
    ]), // 1003
    Struct("resource/v1beta2.DeviceTaintSelector", &[
        o("device", 26),
        o("driver", 26),
        o("pool", 26),
    ]), // 1004
    Ptr(1004), // 1005
    Struct("resource/v1beta2.DeviceTaint", &[
        k("effect", 2),
        k("key", 2),
        o("timeAdded", 6),
        o("value", 2),
    ]), // 1006
    Struct("resource/v1beta2.DeviceTaintRuleStatus", &[
        o("conditions", 66),
    ]), // 1007
    Struct("resource/v1beta2.ResourceClaim", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1009),
        o("status", 1025),
    ]), // 1008
    Struct("resource/v1beta2.ResourceClaimSpec", &[
        k("devices", 1010),
    ]), // 1009
    Struct("resource/v1beta2.DeviceClaim", &[
        o("config", 1024),
        o("constraints", 1022),
        k("requests", 1020),
    ]), // 1010
    Struct("resource/v1beta2.DeviceRequest", &[
        o("exactly", 1017),
        o("firstAvailable", 1019),
        k("name", 2),
    ]), // 1011
    Struct("resource/v1beta2.ExactDeviceRequest", &[
        o("adminAccess", 11),
        o("allocationMode", 2),
        o("capacity", 1016),
        o("count", 4),
        k("deviceClassName", 2),
        o("selectors", 997),
        o("tolerations", 1014),
    ]), // 1012
    Struct("resource/v1beta2.DeviceToleration", &[
        o("effect", 2),
        o("key", 2),
        o("operator", 2),
        o("tolerationSeconds", 7),
        o("value", 2),
    ]), // 1013
    List(1013), // 1014
    Struct("resource/v1beta2.CapacityRequirements", &[
        o("requests", 208),
    ]), // 1015
    Ptr(1015), // 1016
    Ptr(1012), // 1017
    Struct("resource/v1beta2.DeviceSubRequest", &[
        o("allocationMode", 2),
        o("capacity", 1016),
        o("count", 4),
        k("deviceClassName", 2),
        k("name", 2),
        o("selectors", 997),
        o("tolerations", 1014),
    ]), // 1018
    List(1018), // 1019
    List(1011), // 1020
    Struct("resource/v1beta2.DeviceConstraint", &[
        o("distinctAttribute", 26),
        o("matchAttribute", 26),
        o("requests", 13),
    ]), // 1021
    List(1021), // 1022
    Struct("resource/v1beta2.DeviceClaimConfiguration", &[
        o("opaque", 1000),
        o("requests", 13),
    ]), // 1023
    List(1023), // 1024
    Struct("resource/v1beta2.ResourceClaimStatus", &[
        o("allocation", 1032),
        o("devices", 1038),
        o("reservedFor", 1034),
    ]), // 1025
    Struct("resource/v1beta2.AllocationResult", &[
        o("allocationTimestamp", 6),
        o("devices", 1027),
        o("nodeSelector", 298),
    ]), // 1026
    Struct("resource/v1beta2.DeviceAllocationResult", &[
        o("config", 1031),
        o("results", 1029),
    ]), // 1027
    Struct("resource/v1beta2.DeviceRequestAllocationResult", &[
        o("adminAccess", 11),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("consumedCapacity", 208),
        k("device", 2),
        k("driver", 2),
        k("pool", 2),
        k("request", 2),
        o("shareID", 26),
        o("tolerations", 1014),
    ]), // 1028
    List(1028), // 1029
    Struct("resource/v1beta2.DeviceAllocationConfiguration", &[
        o("opaque", 1000),
        o("requests", 13),
        k("source", 2),
    ]), // 1030
    List(1030), // 1031
    Ptr(1026), // 1032
    Struct("resource/v1beta2.ResourceClaimConsumerReference", &[
        o("apiGroup", 2),
        k("name", 2),
        k("resource", 2),
        k("uid", 2),
    ]), // 1033
    List(1033), // 1034
    Struct("resource/v1beta2.AllocatedDeviceStatus", &[
        k("conditions", 66),
        o("data", 15),
        k("device", 2),
        k("driver", 2),
        o("networkData", 1037),
        k("pool", 2),
        o("shareID", 26),
    ]), // 1035
    Struct("resource/v1beta2.NetworkDeviceData", &[
        o("hardwareAddress", 2),
        o("interfaceName", 2),
        o("ips", 13),
    ]), // 1036
    Ptr(1036), // 1037
    List(1035), // 1038
    Struct("resource/v1beta2.ResourceClaimTemplate", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1040),
    ]), // 1039
    Struct("resource/v1beta2.ResourceClaimTemplateSpec", &[
        o("metadata", 3),
        k("spec", 1009),
    ]), // 1040
    Struct("resource/v1beta2.ResourceSlice", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1042),
    ]), // 1041
    Struct("resource/v1beta2.ResourceSliceSpec", &[
        o("allNodes", 11),
        o("devices", 1060),
        k("driver", 2),
        o("nodeName", 26),
        o("nodeSelector", 298),
        o("perDeviceNodeSelection", 11),
        k("pool", 1043),
        o("sharedCounters", 1062),
    ]), // 1042
    Struct("resource/v1beta2.ResourcePool", &[
        k("generation", 4),
        k("name", 2),
        k("resourceSliceCount", 4),
    ]), // 1043
    Struct("resource/v1beta2.Device", &[
        o("allNodes", 11),
        o("allowMultipleAllocations", 11),
        o("attributes", 1046),
        o("bindingConditions", 13),
        o("bindingFailureConditions", 13),
        o("bindsToNode", 11),
        o("capacity", 1052),
        o("consumesCounters", 1056),
        k("name", 2),
        o("nodeAllocatableResourceMappings", 1059),
        o("nodeName", 26),
        o("nodeSelector", 298),
        o("taints", 1057),
    ]), // 1044
    Struct("resource/v1beta2.DeviceAttribute", &[
        o("bool", 11),
        o("bools", 906),
        o("int", 7),
        o("ints", 286),
        o("string", 26),
        o("strings", 13),
        o("version", 26),
        o("versions", 13),
    ]), // 1045
    Map(1045), // 1046
    Struct("resource/v1beta2.DeviceCapacity", &[
        o("requestPolicy", 1051),
        k("value", 125),
    ]), // 1047
    Struct("resource/v1beta2.CapacityRequestPolicy", &[
        k("default", 126),
        o("validRange", 1050),
        o("validValues", 910),
    ]), // 1048
    Struct("resource/v1beta2.CapacityRequestPolicyRange", &[
        o("max", 126),
        o("min", 126),
        o("step", 126),
    ]), // 1049
    Ptr(1049), // 1050
    Ptr(1048), // 1051
    Map(1047), // 1052
    Struct("resource/v1beta2.DeviceCounterConsumption", &[
        k("counterSet", 2),
        o("counters", 1055),
    ]), // 1053
    Struct("resource/v1beta2.Counter", &[
        k("value", 125),
    ]), // 1054
    Map(1054), // 1055
    List(1053), // 1056
    List(1006), // 1057
    Struct("resource/v1beta2.NodeAllocatableResourceMapping", &[
        o("allocationMultiplier", 126),
        o("capacityKey", 26),
    ]), // 1058
    Map(1058), // 1059
    List(1044), // 1060
    Struct("resource/v1beta2.CounterSet", &[
        o("counters", 1055),
        k("name", 2),
    ]), // 1061
    List(1061), // 1062
    Struct("scheduling/v1.PriorityClass", &[
        o("apiVersion", 2),
        o("description", 2),
        o("globalDefault", 10),
        o("kind", 2),
        o("metadata", 3),
        o("preemptionPolicy", 26),
        k("value", 47),
    ]), // 1063
    Struct("scheduling/v1beta1.PriorityClass", &[
        o("apiVersion", 2),
        o("description", 2),
        o("globalDefault", 10),
        o("kind", 2),
        o("metadata", 3),
        o("preemptionPolicy", 26),
        k("value", 47),
    ]), // 1064
    Struct("storage/v1.CSIDriver", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1066),
    ]), // 1065
    Struct("storage/v1.CSIDriverSpec", &[
        o("attachRequired", 11),
        o("fsGroupPolicy", 26),
        o("nodeAllocatableUpdatePeriodSeconds", 7),
        o("podInfoOnMount", 11),
        o("preventPodSchedulingIfMissing", 11),
        o("requiresRepublish", 11),
        o("seLinuxMount", 11),
        o("serviceAccountTokenInSecrets", 11),
        o("storageCapacity", 11),
        o("tokenRequests", 1068),
        o("volumeLifecycleModes", 13),
    ]), // 1066
    Struct("storage/v1.TokenRequest", &[
        k("audience", 2),
        o("expirationSeconds", 7),
    ]), // 1067
    List(1067), // 1068
    Struct("storage/v1.CSINode", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1070),
    ]), // 1069
    Struct("storage/v1.CSINodeSpec", &[
        k("drivers", 1074),
    ]), // 1070
    Struct("storage/v1.CSINodeDriver", &[
        o("allocatable", 1073),
        k("name", 2),
        k("nodeID", 2),
        k("topologyKeys", 13),
    ]), // 1071
    Struct("storage/v1.VolumeNodeResources", &[
        o("count", 48),
    ]), // 1072
    Ptr(1072), // 1073
    List(1071), // 1074
    Struct("storage/v1.CSIStorageCapacity", &[
        o("apiVersion", 2),
        o("capacity", 126),
        o("kind", 2),
        o("maximumVolumeSize", 126),
        o("metadata", 3),
        o("nodeTopology", 24),
        k("storageClassName", 2),
    ]), // 1075
    Struct("storage/v1.StorageClass", &[
        o("allowVolumeExpansion", 11),
        o("allowedTopologies", 1080),
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("mountOptions", 13),
        o("parameters", 8),
        k("provisioner", 2),
        o("reclaimPolicy", 26),
        o("volumeBindingMode", 26),
    ]), // 1076
    Struct("core/v1.TopologySelectorTerm", &[
        o("matchLabelExpressions", 1079),
    ]), // 1077
    Struct("core/v1.TopologySelectorLabelRequirement", &[
        k("key", 2),
        k("values", 13),
    ]), // 1078
    List(1078), // 1079
    List(1077), // 1080
    Struct("storage/v1.VolumeAttachment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1082),
        o("status", 1112),
    ]), // 1081
    Struct("storage/v1.VolumeAttachmentSpec", &[
        k("attacher", 2),
        k("nodeName", 2),
        k("source", 1083),
    ]), // 1082
    Struct("storage/v1.VolumeAttachmentSource", &[
        o("inlineVolumeSpec", 1111),
        o("persistentVolumeName", 26),
    ]), // 1083
    Struct("core/v1.PersistentVolumeSpec", &[
        o("accessModes", 13),
        o("awsElasticBlockStore", 131),
        o("azureDisk", 177),
        o("azureFile", 1100),
        o("capacity", 208),
        o("cephfs", 1096),
        o("cinder", 1094),
        o("claimRef", 527),
        o("csi", 1108),
        o("fc", 167),
        o("flexVolume", 1098),
        o("flocker", 157),
        o("gcePersistentDisk", 129),
        o("glusterfs", 1086),
        o("hostPath", 123),
        o("iscsi", 1092),
        o("local", 1104),
        o("mountOptions", 13),
        o("nfs", 139),
        o("nodeAffinity", 1110),
        o("persistentVolumeReclaimPolicy", 2),
        o("photonPersistentDisk", 179),
        o("portworxVolume", 197),
        o("quobyte", 175),
        o("rbd", 1090),
        o("scaleIO", 1102),
        o("storageClassName", 2),
        o("storageos", 1106),
        o("volumeAttributesClassName", 26),
        o("volumeMode", 26),
        o("vsphereVolume", 173),
    ]), // 1084
    Struct("core/v1.GlusterfsPersistentVolumeSource", &[
        k("endpoints", 2),
        o("endpointsNamespace", 26),
        k("path", 2),
        o("readOnly", 10),
    ]), // 1085
    Ptr(1085), // 1086
    Struct("core/v1.RBDPersistentVolumeSource", &[
        o("fsType", 2),
        k("image", 2),
        o("keyring", 2),
        k("monitors", 13),
        o("pool", 2),
        o("readOnly", 10),
        o("secretRef", 1089),
        o("user", 2),
    ]), // 1087
    Struct("core/v1.SecretReference", &[
        o("name", 2),
        o("namespace", 2),
    ]), // 1088
    Ptr(1088), // 1089
    Ptr(1087), // 1090
    Struct("core/v1.ISCSIPersistentVolumeSource", &[
        o("chapAuthDiscovery", 10),
        o("chapAuthSession", 10),
        o("fsType", 2),
        o("initiatorName", 26),
        k("iqn", 2),
        o("iscsiInterface", 2),
        k("lun", 47),
        o("portals", 13),
        o("readOnly", 10),
        o("secretRef", 1089),
        k("targetPortal", 2),
    ]), // 1091
    Ptr(1091), // 1092
    Struct("core/v1.CinderPersistentVolumeSource", &[
        o("fsType", 2),
        o("readOnly", 10),
        o("secretRef", 1089),
        k("volumeID", 2),
    ]), // 1093
    Ptr(1093), // 1094
    Struct("core/v1.CephFSPersistentVolumeSource", &[
        k("monitors", 13),
        o("path", 2),
        o("readOnly", 10),
        o("secretFile", 2),
        o("secretRef", 1089),
        o("user", 2),
    ]), // 1095
    Ptr(1095), // 1096
    Struct("core/v1.FlexPersistentVolumeSource", &[
        k("driver", 2),
        o("fsType", 2),
        o("options", 8),
        o("readOnly", 10),
        o("secretRef", 1089),
    ]), // 1097
    Ptr(1097), // 1098
    Struct("core/v1.AzureFilePersistentVolumeSource", &[
        o("readOnly", 10),
        k("secretName", 2),
        k("secretNamespace", 26),
        k("shareName", 2),
    ]), // 1099
    Ptr(1099), // 1100
    Struct("core/v1.ScaleIOPersistentVolumeSource", &[
        o("fsType", 2),
        k("gateway", 2),
        o("protectionDomain", 2),
        o("readOnly", 10),
        k("secretRef", 1089),
        o("sslEnabled", 10),
        o("storageMode", 2),
        o("storagePool", 2),
        k("system", 2),
        o("volumeName", 2),
    ]), // 1101
    Ptr(1101), // 1102
    Struct("core/v1.LocalVolumeSource", &[
        o("fsType", 26),
        k("path", 2),
    ]), // 1103
    Ptr(1103), // 1104
    Struct("core/v1.StorageOSPersistentVolumeSource", &[
        o("fsType", 2),
        o("readOnly", 10),
        o("secretRef", 527),
        o("volumeName", 2),
        o("volumeNamespace", 2),
    ]), // 1105
    Ptr(1105), // 1106
    Struct("core/v1.CSIPersistentVolumeSource", &[
        o("controllerExpandSecretRef", 1089),
        o("controllerPublishSecretRef", 1089),
        k("driver", 2),
        o("fsType", 2),
        o("nodeExpandSecretRef", 1089),
        o("nodePublishSecretRef", 1089),
        o("nodeStageSecretRef", 1089),
        o("readOnly", 10),
        o("volumeAttributes", 8),
        k("volumeHandle", 2),
    ]), // 1107
    Ptr(1107), // 1108
    Struct("core/v1.VolumeNodeAffinity", &[
        o("required", 298),
    ]), // 1109
    Ptr(1109), // 1110
    Ptr(1084), // 1111
    Struct("storage/v1.VolumeAttachmentStatus", &[
        o("attachError", 1114),
        k("attached", 10),
        o("attachmentMetadata", 8),
        o("detachError", 1114),
    ]), // 1112
    Struct("storage/v1.VolumeError", &[
        o("errorCode", 48),
        o("message", 2),
        o("time", 5),
    ]), // 1113
    Ptr(1113), // 1114
    Struct("storage/v1.VolumeAttributesClass", &[
        o("apiVersion", 2),
        k("driverName", 2),
        o("kind", 2),
        o("metadata", 3),
        o("parameters", 8),
    ]), // 1115
    Struct("storage/v1beta1.CSIDriver", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1117),
    ]), // 1116
    Struct("storage/v1beta1.CSIDriverSpec", &[
        o("attachRequired", 11),
        o("fsGroupPolicy", 26),
        o("nodeAllocatableUpdatePeriodSeconds", 7),
        o("podInfoOnMount", 11),
        o("preventPodSchedulingIfMissing", 11),
        o("requiresRepublish", 11),
        o("seLinuxMount", 11),
        o("serviceAccountTokenInSecrets", 11),
        o("storageCapacity", 11),
        o("tokenRequests", 1119),
        o("volumeLifecycleModes", 13),
    ]), // 1117
    Struct("storage/v1beta1.TokenRequest", &[
        k("audience", 2),
        o("expirationSeconds", 7),
    ]), // 1118
    List(1118), // 1119
    Struct("storage/v1beta1.CSINode", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1121),
    ]), // 1120
    Struct("storage/v1beta1.CSINodeSpec", &[
        k("drivers", 1125),
    ]), // 1121
    Struct("storage/v1beta1.CSINodeDriver", &[
        o("allocatable", 1124),
        k("name", 2),
        k("nodeID", 2),
        k("topologyKeys", 13),
    ]), // 1122
    Struct("storage/v1beta1.VolumeNodeResources", &[
        o("count", 48),
    ]), // 1123
    Ptr(1123), // 1124
    List(1122), // 1125
    Struct("storage/v1beta1.CSIStorageCapacity", &[
        o("apiVersion", 2),
        o("capacity", 126),
        o("kind", 2),
        o("maximumVolumeSize", 126),
        o("metadata", 3),
        o("nodeTopology", 24),
        k("storageClassName", 2),
    ]), // 1126
    Struct("storage/v1beta1.StorageClass", &[
        o("allowVolumeExpansion", 11),
        o("allowedTopologies", 1080),
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("mountOptions", 13),
        o("parameters", 8),
        k("provisioner", 2),
        o("reclaimPolicy", 26),
        o("volumeBindingMode", 26),
    ]), // 1127
    Struct("storage/v1beta1.VolumeAttachment", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        k("spec", 1129),
        o("status", 1131),
    ]), // 1128
    Struct("storage/v1beta1.VolumeAttachmentSpec", &[
        k("attacher", 2),
        k("nodeName", 2),
        k("source", 1130),
    ]), // 1129
    Struct("storage/v1beta1.VolumeAttachmentSource", &[
        o("inlineVolumeSpec", 1111),
        o("persistentVolumeName", 26),
    ]), // 1130
    Struct("storage/v1beta1.VolumeAttachmentStatus", &[
        o("attachError", 1133),
        k("attached", 10),
        o("attachmentMetadata", 8),
        o("detachError", 1133),
    ]), // 1131
    Struct("storage/v1beta1.VolumeError", &[
        o("errorCode", 48),
        o("message", 2),
        o("time", 5),
    ]), // 1132
    Ptr(1132), // 1133
    Struct("storage/v1beta1.VolumeAttributesClass", &[
        o("apiVersion", 2),
        k("driverName", 2),
        o("kind", 2),
        o("metadata", 3),
        o("parameters", 8),
    ]), // 1134
    Struct("storagemigration/v1beta1.StorageVersionMigration", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1136),
        o("status", 1138),
    ]), // 1135
    Struct("storagemigration/v1beta1.StorageVersionMigrationSpec", &[
        k("resource", 1137),
    ]), // 1136
    Struct("meta/v1.GroupResource", &[
        k("group", 2),
        k("resource", 2),
    ]), // 1137
    Struct("storagemigration/v1beta1.StorageVersionMigrationStatus", &[
        o("conditions", 66),
        o("resourceVersion", 2),
    ]), // 1138
    Struct("core/v1.ComponentStatus", &[
        o("apiVersion", 2),
        o("conditions", 1141),
        o("kind", 2),
        o("metadata", 3),
    ]), // 1139
    Struct("core/v1.ComponentCondition", &[
        o("error", 2),
        o("message", 2),
        k("status", 2),
        k("type", 2),
    ]), // 1140
    List(1140), // 1141
    Struct("core/v1.ConfigMap", &[
        o("apiVersion", 2),
        o("binaryData", 1143),
        o("data", 8),
        o("immutable", 11),
        o("kind", 2),
        o("metadata", 3),
    ]), // 1142
    Map(50), // 1143
    Struct("core/v1.Endpoints", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("subsets", 1150),
    ]), // 1144
    Struct("core/v1.EndpointSubset", &[
        o("addresses", 1147),
        o("notReadyAddresses", 1147),
        o("ports", 1149),
    ]), // 1145
    Struct("core/v1.EndpointAddress", &[
        o("hostname", 2),
        k("ip", 2),
        o("nodeName", 26),
        o("targetRef", 527),
    ]), // 1146
    List(1146), // 1147
    Struct("core/v1.EndpointPort", &[
        o("appProtocol", 26),
        o("name", 2),
        k("port", 47),
        o("protocol", 2),
    ]), // 1148
    List(1148), // 1149
    List(1145), // 1150
    Struct("core/v1.Event", &[
        o("action", 2),
        o("apiVersion", 2),
        o("count", 47),
        o("eventTime", 518),
        o("firstTimestamp", 5),
        k("involvedObject", 488),
        o("kind", 2),
        o("lastTimestamp", 5),
        o("message", 2),
        k("metadata", 3),
        o("reason", 2),
        o("related", 527),
        k("reportingComponent", 2),
        k("reportingInstance", 2),
        o("series", 1153),
        o("source", 552),
        o("type", 2),
    ]), // 1151
    Struct("core/v1.EventSeries", &[
        o("count", 47),
        o("lastObservedTime", 518),
    ]), // 1152
    Ptr(1152), // 1153
    Struct("core/v1.LimitRange", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1155),
    ]), // 1154
    Struct("core/v1.LimitRangeSpec", &[
        k("limits", 1157),
    ]), // 1155
    Struct("core/v1.LimitRangeItem", &[
        o("default", 208),
        o("defaultRequest", 208),
        o("max", 208),
        o("maxLimitRequestRatio", 208),
        o("min", 208),
        k("type", 2),
    ]), // 1156
    List(1156), // 1157
    Struct("core/v1.Namespace", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1159),
        o("status", 1160),
    ]), // 1158
    Struct("core/v1.NamespaceSpec", &[
        o("finalizers", 13),
    ]), // 1159
    Struct("core/v1.NamespaceStatus", &[
        o("conditions", 1162),
        o("phase", 2),
    ]), // 1160
    Struct("core/v1.NamespaceCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 1161
    List(1161), // 1162
    Struct("core/v1.Node", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1164),
        o("status", 1171),
    ]), // 1163
    Struct("core/v1.NodeSpec", &[
        o("configSource", 1170),
        o("externalID", 2),
        o("podCIDR", 2),
        o("podCIDRs", 13),
        o("providerID", 2),
        o("taints", 1166),
        o("unschedulable", 10),
    ]), // 1164
    Struct("core/v1.Taint", &[
        k("effect", 2),
        k("key", 2),
        o("timeAdded", 6),
        o("value", 2),
    ]), // 1165
    List(1165), // 1166
    Struct("core/v1.NodeConfigSource", &[
        o("configMap", 1169),
    ]), // 1167
    Struct("core/v1.ConfigMapNodeConfigSource", &[
        k("kubeletConfigKey", 2),
        k("name", 2),
        k("namespace", 2),
        o("resourceVersion", 2),
        o("uid", 2),
    ]), // 1168
    Ptr(1168), // 1169
    Ptr(1167), // 1170
    Struct("core/v1.NodeStatus", &[
        o("addresses", 1175),
        o("allocatable", 208),
        o("capacity", 208),
        o("conditions", 1173),
        o("config", 1186),
        o("daemonEndpoints", 1176),
        o("declaredFeatures", 13),
        o("features", 1192),
        o("images", 1182),
        o("nodeInfo", 1178),
        o("phase", 2),
        o("runtimeHandlers", 1190),
        o("volumesAttached", 1184),
        o("volumesInUse", 13),
    ]), // 1171
    Struct("core/v1.NodeCondition", &[
        o("lastHeartbeatTime", 5),
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 1172
    List(1172), // 1173
    Struct("core/v1.NodeAddress", &[
        k("address", 2),
        k("type", 2),
    ]), // 1174
    List(1174), // 1175
    Struct("core/v1.NodeDaemonEndpoints", &[
        o("kubeletEndpoint", 1177),
    ]), // 1176
    Struct("core/v1.DaemonEndpoint", &[
        k("Port", 47),
    ]), // 1177
    Struct("core/v1.NodeSystemInfo", &[
        k("architecture", 2),
        k("bootID", 2),
        k("containerRuntimeVersion", 2),
        k("kernelVersion", 2),
        k("kubeProxyVersion", 2),
        k("kubeletVersion", 2),
        k("machineID", 2),
        k("operatingSystem", 2),
        k("osImage", 2),
        o("swap", 1180),
        k("systemUUID", 2),
    ]), // 1178
    Struct("core/v1.NodeSwapStatus", &[
        o("capacity", 7),
    ]), // 1179
    Ptr(1179), // 1180
    Struct("core/v1.ContainerImage", &[
        k("names", 13),
        o("sizeBytes", 4),
    ]), // 1181
    List(1181), // 1182
    Struct("core/v1.AttachedVolume", &[
        k("devicePath", 2),
        k("name", 2),
    ]), // 1183
    List(1183), // 1184
    Struct("core/v1.NodeConfigStatus", &[
        o("active", 1170),
        o("assigned", 1170),
        o("error", 2),
        o("lastKnownGood", 1170),
    ]), // 1185
    Ptr(1185), // 1186
    Struct("core/v1.NodeRuntimeHandler", &[
        o("features", 1189),
        k("name", 2),
    ]), // 1187
    Struct("core/v1.NodeRuntimeHandlerFeatures", &[
        o("recursiveReadOnlyMounts", 11),
        o("userNamespaces", 11),
    ]), // 1188
    Ptr(1188), // 1189
    List(1187), // 1190
    Struct("core/v1.NodeFeatures", &[
        o("supplementalGroupsPolicy", 11),
    ]), // 1191
    Ptr(1191), // 1192
    Struct("core/v1.PersistentVolume", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1084),
        o("status", 1194),
    ]), // 1193
    Struct("core/v1.PersistentVolumeStatus", &[
        o("lastPhaseTransitionTime", 6),
        o("message", 2),
        o("phase", 2),
        o("reason", 2),
    ]), // 1194
    Struct("core/v1.Pod", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 120),
        o("status", 1196),
    ]), // 1195
    Struct("core/v1.PodStatus", &[
        o("allocatedResources", 208),
        o("conditions", 1198),
        o("containerStatuses", 1225),
        o("ephemeralContainerStatuses", 1225),
        o("extendedResourceClaimStatus", 1231),
        o("hostIP", 2),
        o("hostIPs", 1200),
        o("initContainerStatuses", 1225),
        o("message", 2),
        o("nodeAllocatableResourceClaimStatuses", 1233),
        o("nominatedNodeName", 2),
        o("observedGeneration", 4),
        o("phase", 2),
        o("podIP", 2),
        o("podIPs", 1202),
        o("qosClass", 2),
        o("reason", 2),
        o("resize", 2),
        o("resourceClaimStatuses", 1227),
        o("resources", 329),
        o("startTime", 6),
    ]), // 1196
    Struct("core/v1.PodCondition", &[
        o("lastProbeTime", 5),
        o("lastTransitionTime", 5),
        o("message", 2),
        o("observedGeneration", 4),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 1197
    List(1197), // 1198
    Struct("core/v1.HostIP", &[
        k("ip", 2),
    ]), // 1199
    List(1199), // 1200
    Struct("core/v1.PodIP", &[
        k("ip", 2),
    ]), // 1201
    List(1201), // 1202
    Struct("core/v1.ContainerStatus", &[
        o("allocatedResources", 208),
        o("allocatedResourcesStatus", 1224),
        o("containerID", 2),
        k("image", 2),
        k("imageID", 2),
        o("lastState", 1204),
        k("name", 2),
        k("ready", 10),
        o("resources", 329),
        k("restartCount", 47),
        o("started", 11),
        o("state", 1204),
        o("stopSignal", 26),
        o("user", 1220),
        o("volumeMounts", 1216),
    ]), // 1203
    Struct("core/v1.ContainerState", &[
        o("running", 1208),
        o("terminated", 1210),
        o("waiting", 1206),
    ]), // 1204
    Struct("core/v1.ContainerStateWaiting", &[
        o("message", 2),
        o("reason", 2),
    ]), // 1205
    Ptr(1205), // 1206
    Struct("core/v1.ContainerStateRunning", &[
        o("startedAt", 5),
    ]), // 1207
    Ptr(1207), // 1208
    Struct("core/v1.ContainerStateTerminated", &[
        o("containerID", 2),
        k("exitCode", 47),
        o("finishedAt", 5),
        o("message", 2),
        o("reason", 2),
        o("signal", 47),
        o("startedAt", 5),
    ]), // 1209
    Ptr(1209), // 1210
    Struct("core/v1.VolumeMountStatus", &[
        k("mountPath", 2),
        k("name", 2),
        o("readOnly", 10),
        o("recursiveReadOnly", 26),
        o("volumeStatus", 1215),
    ]), // 1211
    Struct("core/v1.VolumeStatus", &[
        o("image", 1214),
    ]), // 1212
    Struct("core/v1.ImageVolumeStatus", &[
        o("imageRef", 2),
    ]), // 1213
    Ptr(1213), // 1214
    Ptr(1212), // 1215
    List(1211), // 1216
    Struct("core/v1.ContainerUser", &[
        o("linux", 1219),
    ]), // 1217
    Struct("core/v1.LinuxContainerUser", &[
        k("gid", 4),
        o("supplementalGroups", 286),
        k("uid", 4),
    ]), // 1218
    Ptr(1218), // 1219
    Ptr(1217), // 1220
    Struct("core/v1.ResourceStatus", &[
        k("name", 2),
        o("resources", 1223),
    ]), // 1221
    Struct("core/v1.ResourceHealth", &[
        o("health", 2),
        o("message", 26),
        k("resourceID", 2),
    ]), // 1222
    List(1222), // 1223
    List(1221), // 1224
    List(1203), // 1225
    Struct("core/v1.PodResourceClaimStatus", &[
        k("name", 2),
        o("resourceClaimName", 26),
    ]), // 1226
    List(1226), // 1227
    Struct("core/v1.PodExtendedResourceClaimStatus", &[
        k("requestMappings", 1230),
        k("resourceClaimName", 2),
    ]), // 1228
    Struct("core/v1.ContainerExtendedResourceRequest", &[
        k("containerName", 2),
        k("requestName", 2),
        k("resourceName", 2),
    ]), // 1229
    List(1229), // 1230
    Ptr(1228), // 1231
    Struct("core/v1.NodeAllocatableResourceClaimStatus", &[
        o("containers", 13),
        k("resourceClaimName", 2),
        k("resources", 208),
    ]), // 1232
    List(1232), // 1233
    Struct("core/v1.PodTemplate", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("template", 119),
    ]), // 1234
    Struct("core/v1.ReplicationController", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1236),
        o("status", 1238),
    ]), // 1235
    Struct("core/v1.ReplicationControllerSpec", &[
        o("minReadySeconds", 47),
        o("replicas", 48),
        o("selector", 8),
        o("template", 1237),
    ]), // 1236
    Ptr(119), // 1237
    Struct("core/v1.ReplicationControllerStatus", &[
        o("availableReplicas", 47),
        o("conditions", 1240),
        o("fullyLabeledReplicas", 47),
        o("observedGeneration", 4),
        o("readyReplicas", 47),
        k("replicas", 47),
    ]), // 1238
    Struct("core/v1.ReplicationControllerCondition", &[
        o("lastTransitionTime", 5),
        o("message", 2),
        o("reason", 2),
        k("status", 2),
        k("type", 2),
    ]), // 1239
    List(1239), // 1240
    Struct("core/v1.ResourceQuota", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1242),
        o("status", 1247),
    ]), // 1241
    Struct("core/v1.ResourceQuotaSpec", &[
        o("hard", 208),
        o("scopeSelector", 1246),
        o("scopes", 13),
    ]), // 1242
    Struct("core/v1.ScopeSelector", &[
        o("matchExpressions", 1245),
    ]), // 1243
    Struct("core/v1.ScopedResourceSelectorRequirement", &[
        k("operator", 2),
        k("scopeName", 2),
        o("values", 13),
    ]), // 1244
    List(1244), // 1245
    Ptr(1243), // 1246
    Struct("core/v1.ResourceQuotaStatus", &[
        o("hard", 208),
        o("used", 208),
    ]), // 1247
    Struct("core/v1.Secret", &[
        o("apiVersion", 2),
        o("data", 1143),
        o("immutable", 11),
        o("kind", 2),
        o("metadata", 3),
        o("stringData", 8),
        o("type", 2),
    ]), // 1248
    Struct("core/v1.Service", &[
        o("apiVersion", 2),
        o("kind", 2),
        o("metadata", 3),
        o("spec", 1250),
        o("status", 1257),
    ]), // 1249
    Struct("core/v1.ServiceSpec", &[
        o("allocateLoadBalancerNodePorts", 11),
        o("clusterIP", 2),
        o("clusterIPs", 13),
        o("externalIPs", 13),
        o("externalName", 2),
        o("externalTrafficPolicy", 2),
        o("healthCheckNodePort", 47),
        o("internalTrafficPolicy", 26),
        o("ipFamilies", 13),
        o("ipFamilyPolicy", 26),
        o("loadBalancerClass", 26),
        o("loadBalancerIP", 2),
        o("loadBalancerSourceRanges", 13),
        o("ports", 1252),
        o("publishNotReadyAddresses", 10),
        o("selector", 8),
        o("sessionAffinity", 2),
        o("sessionAffinityConfig", 1256),
        o("trafficDistribution", 26),
        o("type", 2),
    ]), // 1250
    Struct("core/v1.ServicePort", &[
        o("appProtocol", 26),
        o("name", 2),
        o("nodePort", 47),
        k("port", 47),
        o("protocol", 2),
        o("targetPort", 255),
    ]), // 1251
    List(1251), // 1252
    Struct("core/v1.SessionAffinityConfig", &[
        o("clientIP", 1255),
    ]), // 1253
    Struct("core/v1.ClientIPConfig", &[
        o("timeoutSeconds", 48),
    ]), // 1254
    Ptr(1254), // 1255
    Ptr(1253), // 1256
    Struct("core/v1.ServiceStatus", &[
        o("conditions", 66),
        o("loadBalancer", 1258),
    ]), // 1257
    Struct("core/v1.LoadBalancerStatus", &[
        o("ingress", 1262),
    ]), // 1258
    Struct("core/v1.LoadBalancerIngress", &[
        o("hostname", 2),
        o("ip", 2),
        o("ipMode", 26),
        o("ports", 1261),
    ]), // 1259
    Struct("core/v1.PortStatus", &[
        o("error", 26),
        k("port", 47),
        k("protocol", 2),
    ]), // 1260
    List(1260), // 1261
    List(1259), // 1262
    Struct("core/v1.ServiceAccount", &[
        o("apiVersion", 2),
        o("automountServiceAccountToken", 11),
        o("imagePullSecrets", 290),
        o("kind", 2),
        o("metadata", 3),
        o("secrets", 489),
    ]), // 1263
];
