//! Why is it so: a deterministic chain from an application's health down to the evidence (Deployment → ReplicaSet → Pod →
//! container), and on to the commit that changed what fails. It knows no cluster and no Git: rows, verdicts, events and commits are
//! given.

pub mod suspect;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::health::aggregate::Aggregate;
use crate::engine::resources::because::Because;
use crate::engine::resources::row::{ContainerFacts, ContainerState, Exit, Facts, PodFacts, ResourceRow, Rows};
use crate::engine::resources::tree::{self, Children};
use crate::model::ids::{ObjectKey, Sha};
use crate::model::status::{Health, HealthStatus};

/// One link of a chain: each is the reason for the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The object that it is about.
    pub key: ObjectKey,
    /// What was found there.
    pub finding: Finding,
    /// Since when it is so, by the best evidence there is; none where nothing tells.
    pub since: Option<Timestamp>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The last sync failed at it, in the words of the operation.
    SyncFailed(Arc<str>),
    /// It is desired and not there.
    Missing,
    /// Its health, in the words of the rule that decided.
    Health(Health),
    /// The condition of its status that decides.
    Condition(Arc<Because>),
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
    /// The cluster's newest warning about it, where nothing in the object says why.
    Warning(Arc<Warned>),
    /// The commit that changed what fails.
    Changed(Arc<Culprit>),
}

/// The newest warning about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    /// `ProvisioningFailed`, `FailedMount`…
    pub reason: Arc<str>,
    /// In words; not yet fit for a screen.
    pub message: Arc<str>,
    /// How often.
    pub count: i64,
    /// When it was last seen.
    pub at: Option<Timestamp>,
}

/// The commit that changed what an object runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprit {
    /// Its id, whole.
    pub sha: Sha,
    /// Its author.
    pub author: Arc<str>,
    /// When it was made.
    pub at: Option<Timestamp>,
    /// Its first line.
    pub subject: Arc<str>,
    /// What it changed there.
    pub what: What,
    /// The file in which it did.
    pub file: Arc<str>,
}

/// What a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The image: from (empty: unknown), to.
    Image(Arc<str>, Arc<str>),
    /// A field, by its path. Its value is not told: it may be a secret.
    Field(Arc<str>),
    /// The file that the object comes from, or its folder.
    File,
}

/// What is known beyond live objects.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// What the last sync failed at, in its words.
    pub failures: BTreeMap<ObjectKey, Arc<str>>,
    /// The newest warning about each object.
    pub warnings: BTreeMap<ObjectKey, Arc<Warned>>,
    /// Which commit changed what a managed object runs with.
    pub culprits: BTreeMap<ObjectKey, Arc<Culprit>>,
}

/// Chains that are made at most: a person reads the first few, and an application may have thousands of resources.
const MAX_CHAINS: usize = 50;

/// Links after which a chain ends: ownership deeper than this is no answer to a person's question.
const MAX_LINKS: usize = 12;

/// Findings of this weight, or less, only say that something is so, not why.
const SAYS_THAT: u8 = 1;

/// The chains of what decided an application's health, worst first, then those of what the last sync failed at: one a resource, each
/// from the resource down to a container where there is one. Empty when the application is healthy and its last sync went well.
pub fn explain(aggregate: &Aggregate, rows: &Rows, beyond: &Beyond) -> Vec<Vec<Evidence>> {
    let family = Family::new(rows);
    let failed = beyond.failures.keys().filter(|key| !aggregate.decided_by.contains(key));
    let keys = aggregate.decided_by.iter().chain(failed).take(MAX_CHAINS);
    let mut chains: Vec<Vec<Evidence>> = keys.map(|key| family.chain(key, beyond)).collect();
    // A chain that ends at a container says more than one that ends at a resource; equal ones keep their order.
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.iter().map(|evidence| weight(&evidence.finding)).max()));
    chains
}

/// Rows with who owns whom, and how bad the worst below each of them is: made once, however many chains are asked of it.
pub struct Family<'a> {
    rows: &'a Rows,
    children: Children<'a>,
    worst: BTreeMap<&'a ObjectKey, HealthStatus>,
}

impl<'a> Family<'a> {
    /// The family of these rows.
    pub fn new(rows: &'a Rows) -> Self {
        let children = tree::children(rows);
        let worst = worst_below(rows, &children);
        Self { rows, children, worst }
    }

    /// The chain from one object down. An object that owns itself, however far around, stands in it once.
    pub fn chain(&self, key: &ObjectKey, beyond: &Beyond) -> Vec<Evidence> {
        let mut links: Vec<Evidence> = Vec::new();
        if let Some(message) = beyond.failures.get(key) {
            links.push(Evidence { key: key.clone(), finding: Finding::SyncFailed(message.clone()), since: None });
        }
        let mut at = Some(key);
        let mut seen = BTreeSet::new();
        while let Some(key) = at.filter(|key| links.len() < MAX_LINKS && seen.insert((*key).clone())) {
            let Some(row) = self.rows.get(key) else {
                links.push(Evidence { key: key.clone(), finding: Finding::Missing, since: None });
                break;
            };
            links.extend(findings(row).into_iter().map(|(finding, since)| Evidence { key: key.clone(), finding, since }));
            at = self.worst_child(key);
        }
        // What an object cannot say of itself, the cluster may have said about it: the deepest that was warned about.
        let says_why = links.iter().any(|link| weight(&link.finding) > SAYS_THAT);
        let warned = || links.iter().rev().find_map(|link| Some((link.key.clone(), beyond.warnings.get(&link.key)?.clone())));
        if !says_why && let Some((key, warning)) = warned() {
            links.push(Evidence { key, since: warning.at, finding: Finding::Warning(warning) });
        }
        // No commit explains that an object cannot be judged.
        let is_unjudged = links.iter().all(|link| link.key == *key)
            && links.iter().any(|link| matches!(&link.finding, Finding::Health(health) if health.status == HealthStatus::Unknown));
        if let Some(culprit) = beyond.culprits.get(key).filter(|_| !is_unjudged) {
            links.push(Evidence { key: key.clone(), since: culprit.at, finding: Finding::Changed(culprit.clone()) });
        }
        links
    }

    /// The child that is worst off, if any is not healthy: by the worst health in its subtree, then the newest.
    fn worst_child(&self, key: &ObjectKey) -> Option<&'a ObjectKey> {
        let candidates = self.children.get(key).into_iter().flatten().filter_map(|child| self.rows.get(*child));
        let rated = candidates.map(|row| (self.worst.get(&row.key).copied().unwrap_or(HealthStatus::Healthy), row));
        let worst = rated
            .filter(|(status, _)| *status > HealthStatus::Suspended)
            .max_by(|(a, row), (b, other)| (a, &row.created).cmp(&(b, &other.created)).then_with(|| other.key.cmp(&row.key)));
        worst.map(|(_, row)| &row.key)
    }
}

/// The worst health at or below each object that is not healthy. The worst goes up first and what it reached is not looked at again, so
/// that a web of owners, cycles included, costs its references once.
fn worst_below<'a>(rows: &'a Rows, children: &Children<'a>) -> BTreeMap<&'a ObjectKey, HealthStatus> {
    let mut owners: BTreeMap<&ObjectKey, Vec<&'a ObjectKey>> = BTreeMap::new();
    for (owner, below) in children {
        for child in below {
            owners.entry(child).or_default().push(owner);
        }
    }
    let status = |row: &ResourceRow| row.health.as_ref().map_or(HealthStatus::Healthy, |health| health.status);
    let mut bad: Vec<(HealthStatus, &'a ObjectKey)> =
        rows.values().map(|row| (status(row), &row.key)).filter(|(status, _)| *status > HealthStatus::Healthy).collect();
    bad.sort_by(|a, b| b.cmp(a));
    let mut worst = BTreeMap::new();
    for (status, key) in bad {
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            if !worst.contains_key(key) {
                worst.insert(key, status);
                open.extend(owners.get(key).into_iter().flatten());
            }
        }
    }
    worst
}

/// What one object tells: its health, its replicas or its containers; each since when.
fn findings(row: &ResourceRow) -> Vec<(Finding, Option<Timestamp>)> {
    let mut findings: Vec<(Finding, Option<Timestamp>)> =
        row.health.iter().cloned().map(|health| (Finding::Health(health), row.since)).collect();
    match &row.facts {
        // A Pod's conditions only say that its containers are not ready; why, these do.
        Facts::Pod(facts) => findings.extend(pod(facts).map(|finding| {
            let since = since(&finding).or(facts.unready_since).or(row.since);
            (finding, since)
        })),
        Facts::Workload(facts) => {
            findings.extend(row.because.iter().cloned().map(|because| (Finding::Condition(because), row.since)));
            findings.push((Finding::Replicas { ready: facts.ready, desired: facts.desired }, row.since));
        }
        Facts::Job(_) | Facts::None => findings.extend(row.because.iter().cloned().map(|because| (Finding::Condition(because), row.since))),
    }
    findings
}

/// Since when, where the finding itself tells: when a container ended for good. One that is restarted again and again fails for longer
/// than since its last end.
fn since(finding: &Finding) -> Option<Timestamp> {
    match finding {
        Finding::Exited { exit, restarts: 0, .. } => exit.finished.parse().ok(),
        Finding::Exited { .. }
        | Finding::SyncFailed(_)
        | Finding::Missing
        | Finding::Health(_)
        | Finding::Condition(_)
        | Finding::Replicas { .. }
        | Finding::Waiting { .. }
        | Finding::NotReady { .. }
        | Finding::Pod { .. }
        | Finding::Warning(_)
        | Finding::Changed(_) => None,
    }
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
        Finding::SyncFailed(_) => 7,
        Finding::Waiting { reason, last, .. } => match &**reason {
            "ContainerCreating" | "PodInitializing" if last.is_none() => 2,
            _ => 6,
        },
        Finding::Exited { .. } => 5,
        Finding::Pod { .. } => 4,
        Finding::NotReady { .. } | Finding::Warning(_) => 3,
        Finding::Condition(because) if !because.reason.is_empty() || !because.message.is_empty() => 2,
        Finding::Health(_) | Finding::Condition(_) | Finding::Replicas { .. } => 1,
        // What changed is no better evidence of what fails than what fails.
        Finding::Missing | Finding::Changed(_) => 0,
    }
}
