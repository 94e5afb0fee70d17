//! Strimzi: Kafka, and what is attached to it.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const SOURCE: &str = "https://strimzi.io/docs/operators/latest/configuring.html";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kafka.strimzi.io",
        kinds: &["Kafka"],
        source: SOURCE,
        rules: &[
            Each(
                "status.conditions",
                &[
                    // A cluster that is being created is not ready either.
                    When(All(&[Is(".type", "NotReady"), Is(".status", "True"), Not(".reason", "Creating")]), Degraded, "{.message}"),
                    When(All(&[Is(".type", "Ready"), Is(".status", "True")]), Healthy, ""),
                ],
            ),
            Otherwise(Progressing, "Waiting for Kafka Cluster"),
        ],
    },
    Entry {
        group: "kafka.strimzi.io",
        kinds: &["KafkaBridge", "KafkaConnector"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for {kind}")],
    },
    Entry {
        group: "kafka.strimzi.io",
        kinds: &["KafkaConnect"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for Kafka Connect")],
    },
    Entry {
        group: "kafka.strimzi.io",
        kinds: &["KafkaTopic"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for Kafka Topic")],
    },
    Entry {
        group: "kafka.strimzi.io",
        kinds: &["KafkaUser"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for Kafka User")],
    },
];

const READY: &[Rule] = &[Each(
    "status.conditions",
    &[If(Is(".status", "True"), &[When(Is(".type", "NotReady"), Degraded, "{.message}"), When(Is(".type", "Ready"), Healthy, "")])],
)];
