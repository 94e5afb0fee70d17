//! Why is it so: a deterministic chain from an application's health down to the evidence (Deployment → ReplicaSet → Pod →
//! container). It knows no cluster: rows and verdicts are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::health::aggregate::Aggregate;
use crate::engine::resources::row::{Exit, ResourceRow};
use crate::model::ids::ObjectKey;
use crate::model::status::Health;

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

/// The chains of what decided an application's health, worst first: one a deciding resource, each from the resource down
/// to a container where there is one. Empty when the application is healthy.
pub fn explain(aggregate: &Aggregate, rows: &BTreeMap<ObjectKey, ResourceRow>) -> Vec<Vec<Evidence>> {
    let _ = (aggregate, rows);
    Vec::new()
}
