//! Confluent for Kubernetes.

use crate::engine::health::table::words::{Cmp, Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "platform.confluent.io",
        kinds: &["Connect", "ControlCenter", "Kafka", "KsqlDB", "SchemaRegistry", "Zookeeper"],
        source: "https://docs.confluent.io/operator/current/co-api.html",
        rules: &[
            When(Is("status.phase", "RUNNING"), Healthy, "{kind} running"),
            When(Is("status.phase", "PROVISIONING"), Progressing, "{kind} provisioning"),
            Otherwise(Progressing, "Waiting for {kind}"),
        ],
    },
    Entry {
        group: "platform.confluent.io",
        kinds: &["Connector"],
        source: "https://docs.confluent.io/operator/current/co-api.html",
        rules: &[
            When(
                All(&[Is("status.state", "CREATED"), Is("status.connectorState", "RUNNING"), Lacks("status.failedTasksCount")]),
                Healthy,
                "Connector running",
            ),
            If(
                Is("status.state", "ERROR"),
                &[
                    When(Empty("status.conditions"), Degraded, "No conditions available"),
                    Otherwise(Degraded, "{status.conditions[0].message}"),
                ],
            ),
            When(All(&[Has("status.state"), Number("status.failedTasksCount", Cmp::Gt, 0)]), Degraded, "Connector has failed tasks"),
            Otherwise(Progressing, "Waiting for Kafka Connector"),
        ],
    },
];
