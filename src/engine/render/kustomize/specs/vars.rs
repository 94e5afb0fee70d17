//! Where `$(VAR)` is replaced: Kustomize's built-in `varReference`, as a table of pod templates and one of single fields.
//! Source: `builtinpluginconsts/varreference.go` of Kustomize 5.8.1.

use crate::engine::render::kustomize::fieldspec::FieldSpec;
use crate::engine::render::kustomize::ids::Gvk;

const HOMES: [(&str, &str); 7] = [
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
    ("Deployment", "spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("Pod", "spec"),
    ("ReplicaSet", "spec/template/spec"),
    ("StatefulSet", "spec/template/spec"),
];

const IN_PODS: [&str; 8] = [
    "containers/args",
    "containers/command",
    "containers/env/value",
    "containers/volumeMounts/mountPath",
    "initContainers/args",
    "initContainers/command",
    "initContainers/env/value",
    "initContainers/volumeMounts/mountPath",
];

const FIELDS: [(&str, &str); 16] = [
    // Not the pod's spec: Kustomize's own slip.
    ("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
    ("DaemonSet", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/metadata/annotations"),
    ("Ingress", "spec/rules/host"),
    ("Ingress", "spec/tls/hosts"),
    ("Ingress", "spec/tls/secretName"),
    ("Job", "spec/template/spec/volumes/nfs/server"),
    ("Pod", "spec/volumes/nfs/server"),
    ("ReplicaSet", "spec/template/spec/volumes/nfs/server"),
    ("Service", "spec/ports/port"),
    ("Service", "spec/ports/targetPort"),
    ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
    ("PersistentVolume", "spec/nfs/server"),
    ("", "metadata/labels"),
    ("", "metadata/annotations"),
];

/// All built-in places of variables.
pub(super) fn references() -> Vec<FieldSpec> {
    let spec = |kind: &str, path: &str| FieldSpec::new(Gvk { kind: kind.into(), ..Gvk::default() }, path, false);
    let in_pods = HOMES.iter().flat_map(|(kind, home)| IN_PODS.iter().map(move |path| spec(kind, &format!("{home}/{path}"))));
    let single = FIELDS.iter().map(|(kind, path)| spec(kind, path));
    in_pods.chain(single).collect()
}
