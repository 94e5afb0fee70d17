//! A live object in a few hundred bytes: what lists, trees and triage need without its body. It knows no cluster.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::health::{self, HealthRules};
use crate::engine::secrecy::hushed;
use crate::model::application::annotation;
use crate::model::ids::{ClusterId, GroupKind, ObjectKey};
use crate::model::object::{Object, Owner};
use crate::model::problem::Problem;
use crate::model::settings::Settings;
use crate::model::status::Health;

use super::because::{Because, because};
use super::{facts, marks, tracking};

/// The summary of a live object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRow {
    /// Its identity.
    pub key: ObjectKey,
    /// API version without group.
    pub version: Arc<str>,
    /// `metadata.uid`.
    pub uid: Arc<str>,
    /// `metadata.resourceVersion`.
    pub resource_version: Arc<str>,
    /// `metadata.generation`, 0 where the kind has none: what is seen of an older one than was sent is stale.
    pub generation: i64,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: Arc<str>,
    /// Whether it has a deletion timestamp.
    pub is_deleting: bool,
    /// Owners, inferred ones included (Endpoints of a Service, token Secrets of a ServiceAccount).
    pub owners: Vec<OwnerRef>,
    /// The instance name its own mark says, if any.
    pub instance: Option<Arc<str>>,
    /// The instance name that a mark says which describes another object: it was copied from there, and makes nothing managed.
    pub borrowed: Option<Arc<str>>,
    /// Whether it is a hook.
    pub is_hook: bool,
    /// Whether `argocd.argoproj.io/ignore-healthcheck` is `true`.
    pub ignores_health: bool,
    /// Its health; none where its kind has none, or where a script judges it that did not say yet.
    pub health: Option<Health>,
    /// Who says so.
    pub judged: Judged,
    /// The condition that tells most about why it is not healthy.
    pub because: Option<Arc<Because>>,
    /// Since when it is as it is, by what the object itself says.
    pub since: Option<Timestamp>,
    /// Images of its Pod template or Pod, sorted, each once.
    pub images: Vec<Arc<str>>,
    /// What its kind tells beyond that.
    pub facts: Facts,
}

/// Who judged an object's health.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Judged {
    /// A rule of ours.
    #[default]
    ByRule,
    /// A script will: the health is the one before, or none.
    Pending,
    /// A script did.
    ByScript,
    /// A script failed at it.
    Failed(Arc<Problem>),
}

/// Rows by identity; one row serves the cache and everybody who shows it.
pub type Rows = BTreeMap<ObjectKey, Arc<ResourceRow>>;

/// An owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRef {
    /// Its kind.
    pub group_kind: GroupKind,
    /// Its name, in the same namespace or cluster-scoped.
    pub name: Arc<str>,
    /// Its uid: the one that counts; empty for an inferred owner.
    pub uid: Arc<str>,
    /// Whether it is the managing controller.
    pub controller: bool,
}

/// What a kind tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// Nothing more.
    None,
    /// A Pod.
    Pod(PodFacts),
    /// A Deployment, StatefulSet, ReplicaSet, DaemonSet.
    Workload(WorkloadFacts),
    /// A Job.
    Job(JobFacts),
}

/// A Pod in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodFacts {
    /// `status.phase`.
    pub phase: Arc<str>,
    /// `status.reason` (`Evicted`), else the reason of a false `PodScheduled` condition (`Unschedulable`).
    pub reason: Arc<str>,
    /// The message that belongs to it.
    pub message: Arc<str>,
    /// `spec.nodeName`.
    pub node: Arc<str>,
    /// Since when it is not ready; none while it is.
    pub unready_since: Option<Timestamp>,
    /// Init containers first, each in the order of the spec.
    pub containers: Vec<ContainerFacts>,
}

/// A container in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerFacts {
    /// Its name.
    pub name: Arc<str>,
    /// Its image as the spec has it.
    pub image: Arc<str>,
    /// Whether it is an init container.
    pub is_init: bool,
    /// Whether it is ready.
    pub is_ready: bool,
    /// How often it was restarted.
    pub restarts: i64,
    /// What it does now.
    pub state: ContainerState,
    /// How its previous run ended.
    pub last: Option<Exit>,
}

/// A container's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerState {
    /// Nothing is reported.
    Unreported,
    /// It waits.
    Waiting {
        /// `CrashLoopBackOff`, `ImagePullBackOff`, `ContainerCreating`…
        reason: Arc<str>,
        /// The kubelet's message, cut to 300 bytes.
        message: Arc<str>,
    },
    /// It runs since then (RFC 3339).
    Running(Arc<str>),
    /// It ended.
    Exited(Exit),
}

/// How a container's run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The exit code.
    pub code: i64,
    /// The signal; 0 for none.
    pub signal: i64,
    /// `Error`, `OOMKilled`, `Completed`…
    pub reason: Arc<str>,
    /// The container's own last words (`terminationMessagePath`), cut to 300 bytes.
    pub message: Arc<str>,
    /// RFC 3339.
    pub finished: Arc<str>,
}

/// A workload in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkloadFacts {
    /// Wanted replicas.
    pub desired: i64,
    /// Ready ones.
    pub ready: i64,
    /// Those of the newest template.
    pub updated: i64,
    /// Available ones.
    pub available: i64,
    /// `deployment.kubernetes.io/revision`; empty for others.
    pub revision: Arc<str>,
    /// Names of a StatefulSet's volume claim templates: its claims are `<template>-<name>-<n>`.
    pub claims: Vec<Arc<str>>,
}

/// A Job in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFacts {
    /// Running Pods.
    pub active: i64,
    /// Pods that succeeded.
    pub succeeded: i64,
    /// Pods that failed.
    pub failed: i64,
    /// Pods that must succeed.
    pub completions: i64,
    /// Whether it is suspended.
    pub is_suspended: bool,
}

/// The row of a live object.
pub fn row(object: &Object, cluster: &ClusterId, settings: &Settings, rules: &HealthRules) -> ResourceRow {
    let text = |path: &[&str]| -> Arc<str> { object.str_at(path).unwrap_or("").into() };
    let marked = tracking::instance_of(object, settings);
    let (instance, borrowed) = if tracking::is_own_mark(object, settings) { (marked, None) } else { (None, marked) };
    let (health, is_pending) = health::at_once(object, instance.as_deref(), rules);
    let health = health.map(quiet);
    let (because, since) = because(object, health.as_ref());
    ResourceRow {
        key: object.key(cluster),
        version: object.version().into(),
        uid: object.uid().into(),
        resource_version: object.resource_version().into(),
        generation: object.int_at(&["metadata", "generation"]).unwrap_or(0),
        created: text(&["metadata", "creationTimestamp"]),
        is_deleting: object.get(&["metadata", "deletionTimestamp"]).is_some_and(|value| !value.is_null()),
        owners: owners(object),
        instance,
        borrowed,
        is_hook: marks::is_hook(object),
        ignores_health: object.annotation(annotation::IGNORE_HEALTHCHECK) == Some("true"),
        health,
        judged: if is_pending { Judged::Pending } else { Judged::ByRule },
        because,
        since,
        images: facts::images(object),
        facts: facts::facts(object),
    }
}

/// A health whose words quote nothing of a Secret: they may be a condition's, and that a server's answer.
fn quiet(health: Health) -> Health {
    let other = match hushed(&health.message) {
        Cow::Borrowed(_) => None,
        Cow::Owned(message) => Some(message),
    };
    match other {
        None => health,
        Some(message) => Health { message, ..health },
    }
}

/// The row once a script judged the object that it was made of.
pub fn judged(row: &ResourceRow, object: &Object, health: Option<Health>, problem: Option<Problem>) -> ResourceRow {
    let health = health.map(quiet);
    let (because, since) = because(object, health.as_ref());
    let judged = problem.map_or(Judged::ByScript, |problem| Judged::Failed(Arc::new(problem)));
    ResourceRow { health, judged, because, since, ..row.clone() }
}

/// A row whose health a script is still to say, with the health that the same object had before.
pub fn meanwhile(row: ResourceRow, before: &ResourceRow) -> ResourceRow {
    if row.judged != Judged::Pending || row.uid != before.uid || row.is_deleting {
        return row;
    }
    ResourceRow { health: before.health.clone(), because: before.because.clone(), since: before.since, ..row }
}

/// Owner references, and the owners that Argo CD infers where a controller sets none: the Service of Endpoints, the
/// ServiceAccount of a token Secret. Source: gitops-engine `pkg/cache/references.go`.
fn owners(object: &Object) -> Vec<OwnerRef> {
    let mut owners: Vec<OwnerRef> = object.owners().map(OwnerRef::from).collect();
    let inferred = |kind: &str, name: &str, uid: &str| OwnerRef {
        group_kind: GroupKind::new("", kind),
        name: name.into(),
        uid: uid.into(),
        controller: false,
    };
    if object.is("", "Endpoints") && owners.is_empty() {
        owners.push(inferred("Service", object.name(), ""));
    }
    if object.is("discovery.k8s.io", "EndpointSlice")
        && owners.is_empty()
        && let Some(service) = object.label("kubernetes.io/service-name")
    {
        owners.push(inferred("Service", service, ""));
    }
    if object.is("", "Secret") && object.str_at(&["type"]) == Some("kubernetes.io/service-account-token") {
        let name = object.annotation("kubernetes.io/service-account.name").unwrap_or("");
        let uid = object.annotation("kubernetes.io/service-account.uid").unwrap_or("");
        if !name.is_empty() && !uid.is_empty() {
            owners.push(inferred("ServiceAccount", name, uid));
        }
    }
    owners
}

impl From<Owner<'_>> for OwnerRef {
    fn from(owner: Owner<'_>) -> Self {
        let group = owner.api_version.split_once('/').map_or("", |(group, _)| group);
        Self { group_kind: GroupKind::new(group, owner.kind), name: owner.name.into(), uid: owner.uid.into(), controller: owner.controller }
    }
}
