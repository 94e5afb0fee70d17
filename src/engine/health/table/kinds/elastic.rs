//! Elastic Cloud on Kubernetes: Beat, Elasticsearch.

use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test::*};
use crate::model::object::value::Value;
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

const SOURCE: &str = "https://www.elastic.co/docs/reference/cloud-on-k8s/api-docs";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "beat.k8s.elastic.co",
        kinds: &["Beat"],
        source: SOURCE,
        rules: &[
            When(Is("status.health", "red"), Degraded, "Elastic Beat status is Red"),
            When(Is("status.health", "green"), Healthy, "Elastic Beat status is Green"),
            When(
                All(&[Is("status.health", "yellow"), Has("status.availableNodes"), Has("status.expectedNodes")]),
                Progressing,
                "Elastic Beat status is deploying, there is {status.availableNodes} instance(s) on {status.expectedNodes} expected",
            ),
            When(Is("status.health", "yellow"), Progressing, "Elastic Beat phase is progressing"),
            When(All(&[Lacks("status.health"), Has("status.expectedNodes")]), Progressing, "Elastic Beat phase is progressing"),
            Otherwise(Unknown, "Elastic Beat status is unknown{: ~status.health}"),
        ],
    },
    Entry {
        group: "elasticsearch.k8s.elastic.co",
        kinds: &["Elasticsearch"],
        source: SOURCE,
        rules: &[
            Code(fewer_nodes),
            If(All(&[Asks(has_all_nodes), Has("status.health")]), PHASES),
            Otherwise(
                Unknown,
                "Elasticsearch Cluster status is unknown: phase {status.phase|=not reported}, health {status.health|=not reported}",
            ),
        ],
    },
];

const PHASES: &[Rule] = &[
    If(
        Is("status.phase", "Ready"),
        &[
            When(Is("status.health", "green"), Healthy, "Elasticsearch Cluster status is Green"),
            When(
                Is("status.health", "yellow"),
                Progressing,
                "Elasticsearch Cluster status is Yellow. Check the status of indices, replicas and shards",
            ),
            When(
                Is("status.health", "red"),
                Degraded,
                "Elasticsearch Cluster status is Red. Check the status of indices, replicas and shards",
            ),
        ],
    ),
    When(In("status.phase", &["ApplyingChanges", "MigratingData"]), Progressing, "Elasticsearch phase is {status.phase}"),
    When(Is("status.phase", "Invalid"), Degraded, "Elasticsearch phase is Invalid"),
];

/// The nodes that the node sets want together.
fn wanted(scope: &Scope<'_>) -> i64 {
    let counts = scope.items("spec.nodeSets").into_iter().filter_map(|set| set.as_map()?.get("count")?.as_i64());
    counts.fold(0, i64::saturating_add)
}

fn available(scope: &Scope<'_>) -> Option<i64> {
    scope.get("status.availableNodes").and_then(Value::as_i64)
}

fn fewer_nodes(scope: &Scope<'_>) -> Option<Health> {
    let (available, wanted) = (available(scope)?, wanted(scope));
    let message = format!("The desired amount of availableNodes is {wanted} but the current amount is {available}");
    (available < wanted).then(|| Health::new(Progressing, message))
}

fn has_all_nodes(scope: &Scope<'_>) -> bool {
    available(scope) == Some(wanted(scope))
}
