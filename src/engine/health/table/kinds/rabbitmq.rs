//! RabbitMQ: clusters, and the topology inside them.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

macro_rules! topology {
    ($kind:literal, $name:literal) => {
        Entry {
            group: "rabbitmq.com",
            kinds: &[$kind],
            source: "https://pkg.go.dev/github.com/rabbitmq/messaging-topology-operator/api/v1beta1#Condition",
            rules: &[
                Each(
                    "status.conditions",
                    &[
                        When(
                            All(&[Condition("Ready", "True"), Is(".reason", "SuccessfulCreateOrUpdate")]),
                            Healthy,
                            concat!("RabbitMQ ", $name, " ready"),
                        ),
                        When(
                            All(&[Condition("Ready", "False"), Is(".reason", "FailedCreateOrUpdate")]),
                            Degraded,
                            concat!("RabbitMQ ", $name, " failed to be created or updated"),
                        ),
                    ],
                ),
                Otherwise(Unknown, concat!("RabbitMQ ", $name, " status is unknown")),
            ],
        }
    };
}

pub(super) const ENTRIES: &[Entry] = &[
    topology!("Binding", "binding"),
    topology!("Exchange", "exchange"),
    topology!("Permission", "permission"),
    topology!("Policy", "policy"),
    topology!("Queue", "queue"),
    Entry {
        group: "rabbitmq.com",
        kinds: &["RabbitmqCluster"],
        source: "https://pkg.go.dev/github.com/rabbitmq/cluster-operator/v2/api/v1beta1#RabbitmqClusterStatus",
        rules: &[
            Each("status.conditions", &[When(Condition("ReconcileSuccess", "False"), Degraded, "{.message}")]),
            // The operator says Unknown for a moment while the cluster forms.
            When(
                Or(&[
                    Is("status.conditions[-ClusterAvailable].status", "Unknown"),
                    Is("status.conditions[-AllReplicasReady].status", "Unknown"),
                ]),
                Progressing,
                "Waiting for RabbitMQ cluster readiness (conditions unknown)",
            ),
            When(Is("status.conditions[-ClusterAvailable].status", "False"), Progressing, "Waiting for RabbitMQ cluster formation"),
            When(Is("status.conditions[-AllReplicasReady].status", "False"), Progressing, "Waiting for RabbitMQ instances ready"),
            When(
                All(&[
                    Is("status.conditions[-ClusterAvailable].status", "True"),
                    Is("status.conditions[-AllReplicasReady].status", "True"),
                ]),
                Healthy,
                "RabbitMQ cluster ready",
            ),
            Otherwise(Progressing, "Waiting for RabbitMQ Operator"),
        ],
    },
    topology!("Shovel", "shovel"),
    topology!("User", "user"),
    topology!("Vhost", "vhost"),
];
