//! Which kinds are watched for an application besides those that it renders, and, in words, what nobody sees because it may not be
//! listed. It starts no watch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::adapters::cluster::cache::Knowledge;
use crate::adapters::cluster::discover::Kind;
use crate::model::problem::{Problem, ProblemKind};

use super::live::Handle;

/// Kinds that others own: a change below a managed object changes its health and its tree.
const OWNED: &[(&str, &str, &[(&str, &str, &str)])] = &[
    ("apps", "Deployment", &[("apps", "v1", "ReplicaSet"), ("", "v1", "Pod")]),
    ("apps", "ReplicaSet", &[("", "v1", "Pod")]),
    ("apps", "StatefulSet", &[("", "v1", "Pod"), ("", "v1", "PersistentVolumeClaim")]),
    ("apps", "DaemonSet", &[("", "v1", "Pod")]),
    ("batch", "CronJob", &[("batch", "v1", "Job"), ("", "v1", "Pod")]),
    ("batch", "Job", &[("", "v1", "Pod")]),
    ("argoproj.io", "Rollout", &[("apps", "v1", "ReplicaSet"), ("", "v1", "Pod")]),
];

/// In words, what nobody sees because it may not be listed.
pub(super) fn left_out(handle: &Handle, wanted: &[Kind], namespaces: &[Arc<str>]) -> Vec<Problem> {
    let mut refused: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut narrow: Vec<&str> = Vec::new();
    for kind in wanted.iter().filter(|kind| matches!(handle.knowledge(&kind.group_kind(), ""), Knowledge::Forbidden(_))) {
        if !kind.namespaced {
            refused.entry("").or_default().push(&kind.kind);
            continue;
        }
        narrow.push(&kind.kind);
        for namespace in namespaces {
            if let Knowledge::Forbidden(_) = handle.knowledge(&kind.group_kind(), namespace) {
                refused.entry(namespace).or_default().push(&kind.kind);
            }
        }
    }
    let told = |(namespace, kinds): (&&str, &Vec<&str>)| {
        let place = if namespace.is_empty() { String::new() } else { format!(" in namespace {namespace}") };
        let cause =
            format!("you may not list {}{place}: what is there is called neither missing nor extra, and is not pruned", kinds.join(", "));
        Problem::warning(ProblemKind::Forbidden, cause).hint("ask for the right to list them there to see the rest")
    };
    let mut problems: Vec<Problem> = refused.iter().map(told).collect();
    let seen: Vec<&str> = namespaces.iter().map(|namespace| &**namespace).filter(|namespace| !refused.contains_key(namespace)).collect();
    if !narrow.is_empty() && !seen.is_empty() {
        let cause = format!("only namespace {} is looked at: you may not list {} in all namespaces", seen.join(", "), narrow.join(", "));
        problems
            .push(Problem::note(ProblemKind::Forbidden, cause).hint("what this application left elsewhere is not seen, and not pruned"));
    }
    problems
}

/// These kinds, and those that objects of them own.
pub(super) fn with_owned(kinds: &[(Arc<str>, Arc<str>)]) -> BTreeSet<(Arc<str>, Arc<str>)> {
    let mut all: BTreeSet<(Arc<str>, Arc<str>)> = kinds.iter().cloned().collect();
    for (api_version, kind) in kinds {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let owned =
            OWNED.iter().filter(|(own_group, own_kind, _)| *own_group == group && **own_kind == **kind).flat_map(|(_, _, owned)| *owned);
        for (group, version, kind) in owned {
            let api_version = if group.is_empty() { (*version).to_owned() } else { format!("{group}/{version}") };
            all.insert((api_version.into(), (*kind).into()));
        }
    }
    all
}
