//! The total order of a sync's tasks: phase → wave → kind → name; then a Namespace or CRD is pulled in front of the first
//! task that needs it. It knows no verb. Source: gitops-engine `pkg/sync/sync_tasks.go`.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::object::Object;
use crate::model::status::SyncPhase;

use super::task::Task;

/// Kinds in the order in which they are applied within a wave; all others follow, by name.
const KINDS: &[&str] = &[
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
];

/// What decides an order: phase, wave, rank of the kind, name. Equal ones are equal to gitops-engine.
pub fn place<'t>(phase: SyncPhase, wave: i64, kind: &str, name: &'t str) -> (SyncPhase, i64, usize, &'t str) {
    (phase, wave, KINDS.iter().position(|own| *own == kind).unwrap_or(KINDS.len()), name)
}

/// Which of two tasks comes first. gitops-engine leaves equals as a map gave them; here kind, group, namespace and verb decide
/// between those, so that the order is total and the same everywhere.
pub fn compare(a: &Task, b: &Task) -> Ordering {
    let own = |task: &Task| {
        let kind = &task.key.group_kind;
        (kind.kind.clone(), kind.group.clone(), task.key.namespace.clone(), task.verb)
    };
    place(a.phase, a.wave, &a.key.group_kind.kind, &a.key.name)
        .cmp(&place(b.phase, b.wave, &b.key.group_kind.kind, &b.key.name))
        .then_with(|| own(a).cmp(&own(b)))
}

/// Sorts, then pulls Namespaces and CRDs forward. `namespace` is the destination's: an object without one counts as being
/// in it, cluster-scoped ones too, as gitops-engine has it.
pub fn sort(tasks: &mut Vec<Task>, namespace: &str) {
    tasks.sort_by(compare);
    pull_forward(
        tasks,
        |object| object.is("", "Namespace").then(|| object.name().to_string()),
        |object| Some(if object.namespace().is_empty() { namespace.to_owned() } else { object.namespace().to_string() }),
    );
    pull_forward(tasks, defined_kind, |object| Some(object.group_kind().to_string()));
}

/// The kind that a CustomResourceDefinition defines, as `group/Kind`.
pub fn defined_kind(object: &Object) -> Option<String> {
    if !object.is("apiextensions.k8s.io", "CustomResourceDefinition") {
        return None;
    }
    let (group, kind) = (object.str_at(&["spec", "group"])?, object.str_at(&["spec", "names", "kind"])?);
    Some(format!("{group}/{kind}"))
}

/// Moves each task that provides something in front of the first task before it that needs it; it takes that one's phase and
/// wave. What provides something needs nothing itself.
fn pull_forward(tasks: &mut Vec<Task>, provides: impl Fn(&Object) -> Option<String>, needs: impl Fn(&Object) -> Option<String>) {
    let mut first_need: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..tasks.len() {
        let Some(object) = tasks.get(at).and_then(|task| task.desired.as_ref()) else { continue };
        if let Some(provided) = provides(object) {
            let Some(&to) = first_need.get(&provided) else { continue };
            let Some((phase, wave)) = tasks.get(to).map(|task| (task.phase, task.wave)) else { continue };
            let mut task = tasks.remove(at);
            (task.phase, task.wave) = (phase, wave);
            tasks.insert(to, task);
            first_need.values_mut().filter(|index| **index >= to).for_each(|index| *index += 1);
        } else if let Some(needed) = needs(object) {
            first_need.entry(needed).or_insert(at);
        }
    }
}
