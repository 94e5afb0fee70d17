//! The built-in specifications of labels, annotations, namespace, prefixes, images and replicas. Source: Kustomize 5.8.1,
//! `builtinpluginconsts`.

use super::set::Specs;
use super::{names, vars};
use crate::engine::render::kustomize::fieldspec::FieldSpec;
use crate::engine::render::kustomize::ids::Gvk;

/// Group, version, kind, path, create.
type Row = (&'static str, &'static str, &'static str, &'static str, bool);

const BATCH: &str = "batch";
const NETWORKING: &str = "networking.k8s.io";

const SELECTORS: [Row; 12] = [
    ("", "v1", "Service", "spec/selector", true),
    ("", "v1", "ReplicationController", "spec/selector", true),
    ("", "", "Deployment", "spec/selector/matchLabels", true),
    ("", "", "ReplicaSet", "spec/selector/matchLabels", true),
    ("", "", "DaemonSet", "spec/selector/matchLabels", true),
    ("apps", "", "StatefulSet", "spec/selector/matchLabels", true),
    (BATCH, "", "Job", "spec/selector/matchLabels", false),
    (BATCH, "", "CronJob", "spec/jobTemplate/spec/selector/matchLabels", false),
    ("policy", "", "PodDisruptionBudget", "spec/selector/matchLabels", false),
    (NETWORKING, "", "NetworkPolicy", "spec/podSelector/matchLabels", false),
    (NETWORKING, "", "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels", false),
    (NETWORKING, "", "NetworkPolicy", "spec/egress/to/podSelector/matchLabels", false),
];

/// Below `spec/template/spec` of Deployments and StatefulSets.
const POD_SELECTORS: [&str; 5] = [
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "topologySpreadConstraints/labelSelector/matchLabels",
];

const LABELS: [Row; 10] = [
    ("", "", "", "metadata/labels", true),
    ("", "v1", "ReplicationController", "spec/template/metadata/labels", true),
    ("", "", "Deployment", "spec/template/metadata/labels", true),
    ("", "", "ReplicaSet", "spec/template/metadata/labels", true),
    ("", "", "DaemonSet", "spec/template/metadata/labels", true),
    ("apps", "", "StatefulSet", "spec/template/metadata/labels", true),
    ("apps", "", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels", true),
    (BATCH, "", "Job", "spec/template/metadata/labels", true),
    (BATCH, "", "CronJob", "spec/jobTemplate/metadata/labels", true),
    (BATCH, "", "CronJob", "spec/jobTemplate/spec/template/metadata/labels", true),
];

const ANNOTATIONS: [Row; 9] = [
    ("", "", "", "metadata/annotations", true),
    ("", "v1", "ReplicationController", "spec/template/metadata/annotations", true),
    ("", "", "Deployment", "spec/template/metadata/annotations", true),
    ("", "", "ReplicaSet", "spec/template/metadata/annotations", true),
    ("", "", "DaemonSet", "spec/template/metadata/annotations", true),
    ("", "", "StatefulSet", "spec/template/metadata/annotations", true),
    (BATCH, "", "Job", "spec/template/metadata/annotations", true),
    (BATCH, "", "CronJob", "spec/jobTemplate/metadata/annotations", true),
    (BATCH, "", "CronJob", "spec/jobTemplate/spec/template/metadata/annotations", true),
];

const NAMESPACE: [Row; 3] = [
    ("", "", "Namespace", "metadata/name", true),
    ("apiregistration.k8s.io", "", "APIService", "spec/service/namespace", true),
    ("apiextensions.k8s.io", "", "CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service/namespace", false),
];

const IMAGES: [Row; 6] = [
    ("", "", "", "spec/containers[]/image", true),
    ("", "", "", "spec/initContainers[]/image", true),
    ("", "", "", "spec/volumes[]/image/reference", true),
    ("", "", "", "spec/template/spec/containers[]/image", true),
    ("", "", "", "spec/template/spec/initContainers[]/image", true),
    ("", "", "", "spec/template/spec/volumes[]/image/reference", true),
];

const REPLICAS: [Row; 4] = [
    ("", "", "Deployment", "spec/replicas", true),
    ("", "", "ReplicationController", "spec/replicas", true),
    ("", "", "ReplicaSet", "spec/replicas", true),
    ("", "", "StatefulSet", "spec/replicas", true),
];

const NAME: [Row; 1] = [("", "", "", "metadata/name", false)];

fn rows(rows: &[Row]) -> Vec<FieldSpec> {
    rows.iter()
        .map(|(group, version, kind, path, create)| {
            FieldSpec::new(Gvk { group: (*group).into(), version: (*version).into(), kind: (*kind).into() }, path, *create)
        })
        .collect()
}

/// All built-in specifications.
pub(super) fn specs() -> Specs {
    let mut common_labels = rows(&SELECTORS);
    for kind in ["Deployment", "StatefulSet"] {
        let gvk = Gvk { group: "apps".into(), kind: kind.into(), ..Gvk::default() };
        let spec = |path: &&str| FieldSpec::new(gvk.clone(), &format!("spec/template/spec/{path}"), false);
        common_labels.extend(POD_SELECTORS.iter().map(spec));
    }
    common_labels.extend(rows(&LABELS));
    Specs {
        name_prefix: rows(&NAME),
        name_suffix: rows(&NAME),
        namespace: rows(&NAMESPACE),
        common_labels,
        labels: Vec::new(),
        template_labels: rows(&LABELS),
        common_annotations: rows(&ANNOTATIONS),
        name_reference: names::references(),
        var_reference: vars::references(),
        images: rows(&IMAGES),
        replicas: rows(&REPLICAS),
    }
}
