//! Flagger: Canary.

use crate::engine::health::table::evaluate::messages;
use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "flagger.app",
    kinds: &["Canary"],
    source: "https://docs.flagger.app/usage/how-it-works",
    rules: &[When(Lacks("status"), Unknown, "No status"), Code(phase)],
}];

/// Phase, weight and what the conditions say, in one line.
fn phase(scope: &Scope<'_>) -> Option<Health> {
    let status = match scope.text("status.phase") {
        Some("Failed") => Degraded,
        Some("Progressing" | "Finalising" | "Promoting") => Progressing,
        Some("Succeeded" | "Initialized") => Healthy,
        _ => Unknown,
    };
    let mut parts = Vec::new();
    if scope.numeric("status.canaryWeight").is_some_and(|weight| weight > 0.0) {
        parts.push(scope.message("Canary Weight: {status.canaryWeight} %"));
    }
    parts.extend(messages("status.conditions", &Has(".message"), "{.message}", scope));
    Some(Health::new(status, format!("{} --- {}", scope.message("{status.phase}"), parts.join(" --- "))))
}
