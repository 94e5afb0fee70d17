//! Defaults that stand alone: a field that is absent or zero gets a fixed value. It knows no condition; those are in
//! `special`. Source: the `SetDefaults_*` functions of Kubernetes v1.36.3, `pkg/apis/*/*/defaults.go`.

/// By type: dotted path from it, JSON of the value. A path's last field counts as absent when it is not printed, or zero
/// where it is no pointer. Sorted by type.
#[rustfmt::skip]
pub(super) const RULES: &[(&str, &[(&str, &str)])] = &[
    ("admissionregistration/v1.MatchResources", MATCH_V1),
    ("admissionregistration/v1.MutatingAdmissionPolicySpec", FAIL),
    ("admissionregistration/v1.MutatingWebhook", &[("failurePolicy", r#""Fail""#), ("matchPolicy", r#""Equivalent""#), ("namespaceSelector", "{}"), ("objectSelector", "{}"), ("reinvocationPolicy", r#""Never""#), ("timeoutSeconds", "10")]),
    ("admissionregistration/v1.NamedRuleWithOperations", SCOPE),
    ("admissionregistration/v1.RuleWithOperations", SCOPE),
    ("admissionregistration/v1.ServiceReference", PORT),
    ("admissionregistration/v1.ValidatingAdmissionPolicySpec", FAIL),
    ("admissionregistration/v1.ValidatingWebhook", &[("failurePolicy", r#""Fail""#), ("matchPolicy", r#""Equivalent""#), ("namespaceSelector", "{}"), ("objectSelector", "{}"), ("timeoutSeconds", "10")]),
    ("admissionregistration/v1beta1.MatchResources", MATCH_V1),
    ("admissionregistration/v1beta1.MutatingAdmissionPolicySpec", FAIL),
    ("admissionregistration/v1beta1.MutatingWebhook", &[("admissionReviewVersions", r#"["v1beta1"]"#), ("failurePolicy", r#""Ignore""#), ("matchPolicy", r#""Exact""#), ("namespaceSelector", "{}"), ("objectSelector", "{}"), ("reinvocationPolicy", r#""Never""#), ("sideEffects", r#""Unknown""#), ("timeoutSeconds", "30")]),
    ("admissionregistration/v1beta1.NamedRuleWithOperations", SCOPE),
    ("admissionregistration/v1beta1.ServiceReference", PORT),
    ("admissionregistration/v1beta1.ValidatingAdmissionPolicySpec", FAIL),
    ("admissionregistration/v1beta1.ValidatingWebhook", &[("admissionReviewVersions", r#"["v1beta1"]"#), ("failurePolicy", r#""Ignore""#), ("matchPolicy", r#""Exact""#), ("namespaceSelector", "{}"), ("objectSelector", "{}"), ("sideEffects", r#""Unknown""#), ("timeoutSeconds", "30")]),
    ("apps/v1.DaemonSet", HISTORY),
    ("apps/v1.Deployment", DEPLOYMENT),
    ("apps/v1.ReplicaSet", REPLICAS),
    ("apps/v1.StatefulSet", STATEFUL_SET),
    ("apps/v1beta1.Deployment", &[("spec.progressDeadlineSeconds", "600"), ("spec.replicas", "1"), ("spec.revisionHistoryLimit", "2")]),
    ("apps/v1beta1.StatefulSet", STATEFUL_SET),
    ("apps/v1beta2.DaemonSet", HISTORY),
    ("apps/v1beta2.Deployment", DEPLOYMENT),
    ("apps/v1beta2.ReplicaSet", REPLICAS),
    ("apps/v1beta2.StatefulSet", STATEFUL_SET),
    ("autoscaling/v1.HorizontalPodAutoscaler", MIN_REPLICAS),
    ("autoscaling/v2.HorizontalPodAutoscaler", &[("spec.minReplicas", "1"), ("spec.metrics", r#"[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]"#)]),
    ("batch/v1.CronJob", CRON_JOB),
    ("batch/v1.PodFailurePolicyOnPodConditionsPattern", &[("status", r#""True""#)]),
    ("batch/v1beta1.CronJob", CRON_JOB),
    ("certificates/v1beta1.CertificateSigningRequestCondition", &[("status", r#""True""#)]),
    ("certificates/v1beta1.CertificateSigningRequestSpec", &[("usages", r#"["digital signature","key encipherment"]"#)]),
    ("core/v1.ConfigMapVolumeSource", MODE),
    ("core/v1.Container", TERMINATION),
    ("core/v1.DownwardAPIVolumeSource", MODE),
    ("core/v1.EndpointPort", TCP),
    ("core/v1.EphemeralContainer", TERMINATION),
    ("core/v1.HTTPGetAction", &[("path", r#""/""#), ("scheme", r#""HTTP""#)]),
    ("core/v1.HostPathVolumeSource", &[("type", r#""""#)]),
    ("core/v1.NamespaceStatus", &[("phase", r#""Active""#)]),
    ("core/v1.ObjectFieldSelector", &[("apiVersion", r#""v1""#)]),
    ("core/v1.PersistentVolume", &[("spec.persistentVolumeReclaimPolicy", r#""Retain""#), ("spec.volumeMode", r#""Filesystem""#), ("status.phase", r#""Pending""#)]),
    ("core/v1.PersistentVolumeClaim", &[("status.phase", r#""Pending""#)]),
    ("core/v1.PersistentVolumeClaimSpec", &[("volumeMode", r#""Filesystem""#)]),
    ("core/v1.Pod", &[("spec.enableServiceLinks", "true")]),
    ("core/v1.PodSpec", &[("dnsPolicy", r#""ClusterFirst""#), ("restartPolicy", r#""Always""#), ("schedulerName", r#""default-scheduler""#), ("securityContext", "{}"), ("terminationGracePeriodSeconds", "30")]),
    ("core/v1.Probe", &[("failureThreshold", "3"), ("periodSeconds", "10"), ("successThreshold", "1"), ("timeoutSeconds", "1")]),
    ("core/v1.ProjectedVolumeSource", MODE),
    ("core/v1.Secret", &[("type", r#""Opaque""#)]),
    ("core/v1.SecretVolumeSource", MODE),
    ("core/v1.ServiceAccountTokenProjection", &[("expirationSeconds", "3600")]),
    ("discovery/v1.EndpointPort", &[("name", r#""""#), ("protocol", r#""TCP""#)]),
    ("discovery/v1beta1.EndpointPort", &[("name", r#""""#), ("protocol", r#""TCP""#)]),
    ("extensions/v1beta1.DaemonSet", HISTORY),
    ("extensions/v1beta1.Deployment", &[("spec.progressDeadlineSeconds", "2147483647"), ("spec.replicas", "1"), ("spec.revisionHistoryLimit", "2147483647")]),
    ("extensions/v1beta1.HTTPIngressPath", &[("pathType", r#""ImplementationSpecific""#)]),
    ("extensions/v1beta1.NetworkPolicyPort", TCP),
    ("extensions/v1beta1.ReplicaSet", REPLICAS),
    ("flowcontrol/v1.ExemptPriorityLevelConfiguration", EXEMPT),
    ("flowcontrol/v1.FlowSchemaSpec", PRECEDENCE),
    ("flowcontrol/v1.LimitedPriorityLevelConfiguration", &[("lendablePercent", "0"), ("nominalConcurrencyShares", "30")]),
    ("flowcontrol/v1.QueuingConfiguration", QUEUES),
    ("flowcontrol/v1beta1.ExemptPriorityLevelConfiguration", EXEMPT),
    ("flowcontrol/v1beta1.FlowSchemaSpec", PRECEDENCE),
    ("flowcontrol/v1beta1.LimitedPriorityLevelConfiguration", &[("assuredConcurrencyShares", "30"), ("lendablePercent", "0")]),
    ("flowcontrol/v1beta1.QueuingConfiguration", QUEUES),
    ("flowcontrol/v1beta2.ExemptPriorityLevelConfiguration", EXEMPT),
    ("flowcontrol/v1beta2.FlowSchemaSpec", PRECEDENCE),
    ("flowcontrol/v1beta2.LimitedPriorityLevelConfiguration", &[("assuredConcurrencyShares", "30"), ("lendablePercent", "0")]),
    ("flowcontrol/v1beta2.QueuingConfiguration", QUEUES),
    ("flowcontrol/v1beta3.ExemptPriorityLevelConfiguration", EXEMPT),
    ("flowcontrol/v1beta3.FlowSchemaSpec", PRECEDENCE),
    ("flowcontrol/v1beta3.LimitedPriorityLevelConfiguration", &[("lendablePercent", "0"), ("nominalConcurrencyShares", "30")]),
    ("flowcontrol/v1beta3.QueuingConfiguration", QUEUES),
    ("networking/v1.NetworkPolicyPort", TCP),
    ("networking/v1beta1.HTTPIngressPath", &[("pathType", r#""ImplementationSpecific""#)]),
    ("rbac/v1.ClusterRoleBinding", ROLE_REF),
    ("rbac/v1.RoleBinding", ROLE_REF),
    ("rbac/v1beta1.ClusterRoleBinding", ROLE_REF),
    ("rbac/v1beta1.RoleBinding", ROLE_REF),
    ("scheduling/v1.PriorityClass", PREEMPTION),
    ("scheduling/v1beta1.PriorityClass", PREEMPTION),
    ("storage/v1.CSIDriver", CSI_DRIVER),
    ("storage/v1.StorageClass", STORAGE_CLASS),
    ("storage/v1beta1.CSIDriver", CSI_DRIVER),
    ("storage/v1beta1.StorageClass", STORAGE_CLASS),
];

type Rules = &'static [(&'static str, &'static str)];

const CRON_JOB: Rules = &[
    ("spec.concurrencyPolicy", r#""Allow""#),
    ("spec.failedJobsHistoryLimit", "1"),
    ("spec.successfulJobsHistoryLimit", "3"),
    ("spec.suspend", "false"),
];
const CSI_DRIVER: Rules = &[
    ("spec.attachRequired", "true"),
    ("spec.fsGroupPolicy", r#""ReadWriteOnceWithFSType""#),
    ("spec.podInfoOnMount", "false"),
    ("spec.requiresRepublish", "false"),
    ("spec.seLinuxMount", "false"),
    ("spec.storageCapacity", "false"),
    ("spec.volumeLifecycleModes", r#"["Persistent"]"#),
];
const DEPLOYMENT: Rules = &[("spec.progressDeadlineSeconds", "600"), ("spec.replicas", "1"), ("spec.revisionHistoryLimit", "10")];
const EXEMPT: Rules = &[("lendablePercent", "0"), ("nominalConcurrencyShares", "0")];
const FAIL: Rules = &[("failurePolicy", r#""Fail""#)];
const HISTORY: Rules = &[("spec.revisionHistoryLimit", "10")];
const MATCH_V1: Rules = &[("matchPolicy", r#""Equivalent""#), ("namespaceSelector", "{}"), ("objectSelector", "{}")];
const MIN_REPLICAS: Rules = &[("spec.minReplicas", "1")];
const MODE: Rules = &[("defaultMode", "420")];
const PORT: Rules = &[("port", "443")];
const PRECEDENCE: Rules = &[("matchingPrecedence", "1000")];
const PREEMPTION: Rules = &[("preemptionPolicy", r#""PreemptLowerPriority""#)];
const QUEUES: Rules = &[("handSize", "8"), ("queueLengthLimit", "50"), ("queues", "64")];
const REPLICAS: Rules = &[("spec.replicas", "1")];
const ROLE_REF: Rules = &[("roleRef.apiGroup", r#""rbac.authorization.k8s.io""#)];
const SCOPE: Rules = &[("scope", r#""*""#)];
const STATEFUL_SET: Rules = &[
    ("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", r#""Retain""#),
    ("spec.persistentVolumeClaimRetentionPolicy.whenScaled", r#""Retain""#),
    ("spec.podManagementPolicy", r#""OrderedReady""#),
    ("spec.replicas", "1"),
    ("spec.revisionHistoryLimit", "10"),
];
const STORAGE_CLASS: Rules = &[("reclaimPolicy", r#""Delete""#), ("volumeBindingMode", r#""Immediate""#)];
const TCP: Rules = &[("protocol", r#""TCP""#)];
const TERMINATION: Rules = &[("terminationMessagePath", r#""/dev/termination-log""#), ("terminationMessagePolicy", r#""File""#)];
