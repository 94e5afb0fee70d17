//! Jaeger's operator: Jaeger.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "jaegertracing.io",
    kinds: &["Jaeger"],
    source: "https://www.jaegertracing.io/docs/1.57/operator/",
    rules: &[
        When(Is("status.phase", "Running"), Healthy, "Jaeger is Running"),
        When(Is("status.phase", "Failed"), Degraded, "Jaeger Failed For Some Reason"),
        Otherwise(Progressing, "Waiting for Jaeger"),
    ],
}];
