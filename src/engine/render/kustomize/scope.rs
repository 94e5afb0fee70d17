//! Which kinds Kustomize takes for cluster-scoped: those of its own schema (Kubernetes 1.21), not today's. All others,
//! `ValidatingAdmissionPolicy` too, get a namespace from its namespace transformer. Source: kyaml `openapi`,
//! `precomputedIsNamespaceScoped`.

/// Cluster-scoped kinds by group, with the versions that the schema knows; sorted by group.
const CLUSTER_SCOPED: &[(&str, &[&str], &[&str])] = &[
    ("", &["v1"], &["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"]),
    ("admissionregistration.k8s.io", &["v1", "v1beta1"], &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]),
    ("apiextensions.k8s.io", &["v1", "v1beta1"], &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io", &["v1", "v1beta1"], &["APIService"]),
    ("certificates.k8s.io", &["v1", "v1beta1"], &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io", &["v1beta1"], &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io", &["v1", "v1beta1"], &["IngressClass"]),
    ("node.k8s.io", &["v1", "v1beta1"], &["RuntimeClass"]),
    ("policy", &["v1beta1"], &["PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io", &["v1", "v1beta1"], &["ClusterRole", "ClusterRoleBinding"]),
    ("scheduling.k8s.io", &["v1", "v1beta1"], &["PriorityClass"]),
    ("storage.k8s.io", &["v1"], &["CSINode"]),
    ("storage.k8s.io", &["v1", "v1beta1"], &["CSIDriver", "StorageClass", "VolumeAttachment"]),
];

/// Whether Kustomize knows the kind and knows it to be cluster-scoped.
pub(super) fn is_cluster_scoped(api_version: &str, kind: &str) -> bool {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    CLUSTER_SCOPED.iter().any(|(own, versions, kinds)| *own == group && kinds.contains(&kind) && versions.contains(&version))
}

#[cfg(test)]
mod tests {
    use super::is_cluster_scoped;

    #[test]
    fn only_versions_of_the_old_schema_count() {
        assert!(is_cluster_scoped("v1", "Namespace"));
        assert!(is_cluster_scoped("storage.k8s.io/v1beta1", "StorageClass"));
        assert!(!is_cluster_scoped("storage.k8s.io/v1beta1", "CSINode"));
        assert!(!is_cluster_scoped("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"));
        assert!(!is_cluster_scoped("example.com/v1", "Namespace"));
    }
}
