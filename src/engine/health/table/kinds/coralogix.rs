//! Coralogix: Alert, RecordingRuleGroupSet.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "coralogix.com",
    kinds: &["Alert", "RecordingRuleGroupSet"],
    source: "https://coralogix.com/docs/user-guides/monitoring-and-insights/kubernetes-operator/",
    rules: &[
        Each(
            "status.conditions",
            &[If(
                Is(".type", "RemoteSynced"),
                &[When(Is(".status", "True"), Healthy, "Resource is ready"), When(Is(".status", "False"), Degraded, "{.message}")],
            )],
        ),
        Otherwise(Progressing, "Waiting for status to be updated"),
    ],
}];
