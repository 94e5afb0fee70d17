//! Google Cloud's Config Connector: every kind of every service, and its own settings.

use crate::engine::health::table::words::{Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "*.cnrm.cloud.google.com",
    kinds: &[],
    source: "https://cloud.google.com/config-connector/docs/troubleshooting",
    rules: &[
        If(
            All(&[In("kind", &["ConfigConnector", "ConfigConnectorContext"]), Has("status.healthy"), IS_CURRENT]),
            &[When(True("status.healthy"), Healthy, "{kind} is healthy"), Otherwise(Degraded, "{kind} is not healthy")],
        ),
        If(
            IS_CURRENT,
            &[Each(
                "status.conditions",
                &[
                    When(All(&[Is(".reason", "UpToDate"), Is(".status", "True")]), Healthy, "{.message}"),
                    When(In(".reason", &["UpdateFailed", "DependencyNotFound"]), Degraded, "{.message}"),
                    When(Is(".reason", "DependencyNotReady"), Suspended, "{.message}"),
                ],
            )],
        ),
        Otherwise(Progressing, "Update in progress"),
    ],
}];

const IS_CURRENT: Test = Or(&[Lacks("status.observedGeneration"), Same("status.observedGeneration", "metadata.generation")]);
