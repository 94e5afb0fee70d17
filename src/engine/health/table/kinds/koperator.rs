//! Koperator (Banzai Cloud): KafkaCluster.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "kafka.banzaicloud.io",
    kinds: &["KafkaCluster"],
    source: "https://pkg.go.dev/github.com/banzaicloud/koperator/api/v1beta1#KafkaClusterStatus",
    rules: &[
        When(Is("status.state", "ClusterRollingUpgrading"), Progressing, "Kafka Cluster is Rolling Upgrading."),
        If(Has("status.brokersState"), BROKERS),
        Otherwise(Progressing, "Waiting for KafkaCluster"),
    ],
}];

const BROKERS: &[Rule] = &[
    When(Any("status.brokersState", &No(&IS_IN_SYNC)), Degraded, "Broker Config is out of Sync or CruiseControlState is not Ready"),
    When(
        All(&[Is("status.cruiseControlTopicStatus", "CruiseControlTopicReady"), Is("status.state", "ClusterRunning")]),
        Healthy,
        "Kafka Brokers, CruiseControl and cluster are in Healthy State.",
    ),
    When(
        All(&[
            Or(&[Is("status.cruiseControlTopicStatus", "CruiseControlTopicNotReady"), Lacks("status.cruiseControlTopicStatus")]),
            Is("status.state", "ClusterReconciling"),
        ]),
        Progressing,
        "Kafka Cluster is Reconciling.",
    ),
];

const IS_IN_SYNC: Test = All(&[
    Is(".configurationState", "ConfigInSync"),
    In(".gracefulActionState.cruiseControlState", &["GracefulUpscaleSucceeded", "GracefulDownscaleSucceeded"]),
]);
