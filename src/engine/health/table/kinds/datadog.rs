//! Datadog: DatadogMetric.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "datadoghq.com",
    kinds: &["DatadogMetric"],
    source: "https://docs.datadoghq.com/containers/guide/cluster_agent_autoscaling_metrics/",
    rules: &[
        Each(
            "status.conditions",
            &[When(
                All(&[Is(".type", "Error"), Is(".status", "True")]),
                Degraded,
                "{~.reason~: }{.message|=DatadogMetric reported an error}",
            )],
        ),
        Each(
            "status.conditions",
            &[When(All(&[Is(".type", "Valid"), Is(".status", "False")]), Degraded, "{.message|=DatadogMetric is not valid}")],
        ),
        Otherwise(Healthy, "DatadogMetric is healthy"),
    ],
}];
