//! Karmada: what binds a resource to clusters, with the health that each reports.

use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const REPORTED: &[Rule] = &[
    When(
        Any("status.aggregatedStatus", &Or(&[Is(".health", "Unhealthy"), All(&[Is(".health", "Unknown"), No(&True(".applied"))])])),
        Degraded,
        "Current resource status is unhealthy",
    ),
    Otherwise(Healthy, ""),
];
const SOME_ARE_SILENT: Test = Asks(some_are_silent);

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "work.karmada.io",
        kinds: &["ClusterResourceBinding"],
        source: "https://karmada.io/docs/reference/karmada-api/work-resources/cluster-resource-binding-v1alpha2/",
        rules: &[
            When(
                Or(&[Empty("spec.clusters"), Lacks("status.aggregatedStatus"), SOME_ARE_SILENT]),
                Progressing,
                "Current resource status is insufficient",
            ),
            Use(REPORTED),
        ],
    },
    Entry {
        group: "work.karmada.io",
        kinds: &["ResourceBinding"],
        source: "https://karmada.io/docs/reference/karmada-api/work-resources/resource-binding-v1alpha2/",
        rules: &[
            // A binding that follows another names no clusters.
            When(
                Or(&[Empty("status.aggregatedStatus"), All(&[Has("spec.clusters"), SOME_ARE_SILENT])]),
                Progressing,
                "Current resource status is insufficient",
            ),
            Use(REPORTED),
        ],
    },
];

/// Not as many reports as clusters.
fn some_are_silent(scope: &Scope<'_>) -> bool {
    scope.items("spec.clusters").len() != scope.items("status.aggregatedStatus").len()
}
