//! Keycloak's operator: Keycloak.

use crate::engine::health::table::evaluate::decide;
use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test::*};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "k8s.keycloak.org",
    kinds: &["Keycloak"],
    source: "https://www.keycloak.org/operator/basic-deployment",
    rules: &[
        When(Lacks("status.conditions"), Progressing, "Waiting for Keycloak status conditions to exist"),
        Code(oldest_first),
        Otherwise(Progressing, "Waiting for Keycloak to be ready"),
    ],
}];

const CONDITION: &[Rule] = &[If(
    Is(".status", "True"),
    &[When(Is(".type", "Ready"), Healthy, ""), When(Is(".type", "HasErrors"), Degraded, "Has Errors: {.message}")],
)];

/// The condition that changed first decides; those without a time come last.
fn oldest_first(scope: &Scope<'_>) -> Option<Health> {
    let mut conditions: Vec<_> = scope.items("status.conditions").into_iter().map(|item| scope.at(item)).collect();
    conditions.sort_by_key(|condition| (condition.get(".lastTransitionTime").is_none(), condition.text(".lastTransitionTime")));
    conditions.iter().find_map(|condition| decide(CONDITION, condition))
}
