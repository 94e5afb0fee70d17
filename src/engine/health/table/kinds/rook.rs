//! Rook: CephCluster, CephObjectStore, and the Cassandra cluster of its early versions.

use crate::engine::health::table::evaluate::messages;
use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "cassandra.rook.io",
        kinds: &["Cluster"],
        source: "https://rook.io/docs/rook/v1.7/cassandra-cluster-crd.html",
        rules: &[
            When(
                Any("status.racks", &All(&[Has(".members"), Has(".readyMembers"), Differ(".members", ".readyMembers")])),
                Progressing,
                "Waiting for Cassandra Cluster",
            ),
            When(Has("status.racks"), Healthy, ""),
            Otherwise(Progressing, "Waiting for Cassandra Cluster"),
        ],
    },
    Entry {
        group: "ceph.rook.io",
        kinds: &["CephCluster"],
        source: "https://rook.io/docs/rook/latest-release/CRDs/Cluster/ceph-cluster-crd/",
        rules: &[When(Lacks("status"), Progressing, "Waiting for status to be reported"), Code(ceph)],
    },
    Entry {
        group: "ceph.rook.io",
        kinds: &["CephObjectStore"],
        source: "https://rook.io/docs/rook/latest-release/CRDs/Object-Storage/ceph-object-store-crd/",
        rules: &[
            When(Is("status.phase", "Ready"), Healthy, "Ceph object store phase is {status.phase}{ - endpoint: ~status.info.endpoint}"),
            When(Is("status.phase", "Failure"), Degraded, "Ceph object store phase is {status.phase}{ - endpoint: ~status.info.endpoint}"),
            When(Has("status.phase"), Progressing, "Ceph object store phase is {status.phase}{ - endpoint: ~status.info.endpoint}"),
            Otherwise(Progressing, "Waiting for status to be reported{ - endpoint: ~status.info.endpoint}"),
        ],
    },
];

/// Ceph's own health comes first; the state of the cluster object counts only where Ceph is well. What is known is told in one
/// line: Ceph's health with its reasons, the state, the operator's message.
fn ceph(scope: &Scope<'_>) -> Option<Health> {
    let mut parts = Vec::new();
    let mut status = match scope.text("status.ceph.health") {
        Some("HEALTH_ERR" | "HEALTH_WARN") => Degraded,
        Some("HEALTH_OK") => Healthy,
        _ => Progressing,
    };
    if scope.get("status.ceph.health").is_some() {
        let details = messages("status.ceph.details", &Has(".message"), "{.message}", scope);
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
        parts.push(scope.message("Ceph health is {status.ceph.health}") + &details);
    }
    if let (Healthy, Some(state)) = (status, scope.text("status.state")) {
        parts.push(format!("Ceph cluster state is {state}"));
        status = match state {
            "Created" | "Connected" => Healthy,
            "Error" => Degraded,
            _ => Progressing,
        };
    }
    parts.extend(scope.text("status.message").filter(|text| !text.is_empty()).map(str::to_owned));
    Some(Health::new(status, parts.join(" - ")))
}
