//! Why is it so: a deterministic chain from an application's health down to the evidence (Deployment → ReplicaSet → Pod →
//! container). It knows no cluster: rows and verdicts are given.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::health::aggregate::Aggregate;
use crate::engine::resources::row::{ContainerFacts, ContainerState, Exit, Facts, PodFacts, ResourceRow, Rows};
use crate::engine::resources::tree::{self, Children};
use crate::model::ids::ObjectKey;
use crate::model::status::{Health, HealthStatus};

/// One link of a chain: each is the reason for the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The object that it is about.
    pub key: ObjectKey,
    /// What was found there.
    pub finding: Finding,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is desired and not there.
    Missing,
    /// Its health, in the words of the rule that decided.
    Health(Health),
    /// So many of its Pods are ready.
    Replicas {
        /// Ready.
        ready: i64,
        /// Wanted.
        desired: i64,
    },
    /// A container waits.
    Waiting {
        /// The container.
        container: Arc<str>,
        /// Its image.
        image: Arc<str>,
        /// `CrashLoopBackOff`…
        reason: Arc<str>,
        /// The kubelet's message.
        message: Arc<str>,
        /// Restarts so far.
        restarts: i64,
        /// How its last run ended, if it ever ran.
        last: Option<Exit>,
    },
    /// A container ended.
    Exited {
        /// The container.
        container: Arc<str>,
        /// Its image.
        image: Arc<str>,
        /// Restarts so far.
        restarts: i64,
        /// How.
        exit: Exit,
    },
    /// A container runs and is not ready.
    NotReady {
        /// The container.
        container: Arc<str>,
        /// Its image.
        image: Arc<str>,
        /// Restarts so far.
        restarts: i64,
    },
    /// The Pod itself is the reason: `Unschedulable`, `Evicted`.
    Pod {
        /// The reason.
        reason: Arc<str>,
        /// In words.
        message: Arc<str>,
    },
}

/// Links after which a chain ends: ownership deeper than this is no answer to a person's question.
const MAX_LINKS: usize = 12;

/// The chains of what decided an application's health, worst first: one a deciding resource, each from the resource down
/// to a container where there is one. Empty when the application is healthy.
pub fn explain(aggregate: &Aggregate, rows: &Rows) -> Vec<Vec<Evidence>> {
    let children = tree::children(rows);
    let mut chains: Vec<Vec<Evidence>> = aggregate.decided_by.iter().map(|key| chain(key, rows, &children)).collect();
    // A chain that ends at a container says more than one that ends at a resource; equal ones keep their order.
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.last().map_or(0, |evidence| weight(&evidence.finding))));
    chains
}

/// The chain from one object down.
pub fn chain(key: &ObjectKey, rows: &Rows, children: &Children<'_>) -> Vec<Evidence> {
    let mut links = Vec::new();
    let mut at = Some(key);
    let mut seen = BTreeSet::new();
    while let Some(key) = at.filter(|key| links.len() < MAX_LINKS && seen.insert((*key).clone())) {
        let Some(row) = rows.get(key) else {
            links.push(Evidence { key: key.clone(), finding: Finding::Missing });
            break;
        };
        links.extend(findings(row).into_iter().map(|finding| Evidence { key: key.clone(), finding }));
        at = worst_child(key, rows, children);
    }
    links
}

/// What one object tells: its health, its replicas or its containers.
fn findings(row: &ResourceRow) -> Vec<Finding> {
    let mut findings: Vec<Finding> = row.health.iter().cloned().map(Finding::Health).collect();
    match &row.facts {
        Facts::Workload(facts) => findings.push(Finding::Replicas { ready: facts.ready, desired: facts.desired }),
        Facts::Pod(facts) => findings.extend(pod(facts)),
        Facts::Job(_) | Facts::None => {}
    }
    findings
}

/// Why a Pod is not well: its own reason, else the container that is worst off.
fn pod(facts: &PodFacts) -> Option<Finding> {
    if !facts.reason.is_empty() {
        return Some(Finding::Pod { reason: facts.reason.clone(), message: facts.message.clone() });
    }
    // Later containers wait for earlier ones, so of equal ones the first is the cause.
    facts.containers.iter().filter_map(container).reduce(|a, b| if weight(&b) > weight(&a) { b } else { a })
}

fn container(facts: &ContainerFacts) -> Option<Finding> {
    let (container, image, restarts) = (facts.name.clone(), facts.image.clone(), facts.restarts);
    match &facts.state {
        ContainerState::Waiting { reason, message } => {
            let (reason, message, last) = (reason.clone(), message.clone(), facts.last.clone());
            Some(Finding::Waiting { container, image, reason, message, restarts, last })
        }
        ContainerState::Exited(exit) if exit.code != 0 => Some(Finding::Exited { container, image, restarts, exit: exit.clone() }),
        ContainerState::Running(_) if !facts.is_ready && !facts.is_init => match &facts.last {
            Some(exit) => Some(Finding::Exited { container, image, restarts, exit: exit.clone() }),
            None => Some(Finding::NotReady { container, image, restarts }),
        },
        ContainerState::Exited(_) | ContainerState::Running(_) | ContainerState::Unreported => None,
    }
}

/// How much a finding explains: the higher, the closer to the cause.
fn weight(finding: &Finding) -> u8 {
    match finding {
        Finding::Waiting { reason, last, .. } => match &**reason {
            "ContainerCreating" | "PodInitializing" if last.is_none() => 2,
            _ => 6,
        },
        Finding::Exited { .. } => 5,
        Finding::Pod { .. } => 4,
        Finding::NotReady { .. } => 3,
        Finding::Health(_) | Finding::Replicas { .. } => 1,
        Finding::Missing => 0,
    }
}

/// The child that is worst off, if any is not healthy: by the worst health in its subtree, then the newest.
fn worst_child<'a>(key: &ObjectKey, rows: &'a Rows, children: &Children<'_>) -> Option<&'a ObjectKey> {
    let candidates = children.get(key).into_iter().flatten().filter_map(|child| rows.get(*child));
    let rated = candidates.map(|row| (worst_below(row, rows, children), row));
    let worst = rated
        .filter(|(status, _)| *status > HealthStatus::Suspended)
        .max_by(|(a, row), (b, other)| (a, &row.created).cmp(&(b, &other.created)).then_with(|| other.key.cmp(&row.key)));
    worst.map(|(_, row)| &row.key)
}

fn worst_below(row: &ResourceRow, rows: &Rows, children: &Children<'_>) -> HealthStatus {
    let mut worst = HealthStatus::Healthy;
    let (mut seen, mut open) = (BTreeSet::new(), vec![&row.key]);
    while let Some(key) = open.pop().filter(|_| seen.len() < tree::MAX_NODES) {
        if seen.insert(key) {
            let health = rows.get(key).and_then(|row| row.health.as_ref());
            worst = worst.max(health.map_or(HealthStatus::Healthy, |health| health.status));
            open.extend(children.get(key).into_iter().flatten());
        }
    }
    worst
}
