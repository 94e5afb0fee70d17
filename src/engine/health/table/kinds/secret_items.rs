//! Secrets of elsewhere: the old External Secrets, and 1Password's items.

use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kubernetes-client.io",
        kinds: &["ExternalSecret"],
        source: "https://github.com/external-secrets/kubernetes-external-secrets#usage",
        rules: &[
            When(Is("status.status", "SUCCESS"), Healthy, "Fetched ExternalSecret."),
            If(Starts("status.status", "ERROR"), &[Code(cause)]),
            Otherwise(Progressing, "Waiting for ExternalSecret."),
        ],
    },
    Entry {
        group: "onepassword.com",
        kinds: &["OnePasswordItem"],
        source: "https://pkg.go.dev/github.com/1Password/onepassword-operator/api/v1#OnePasswordItemStatus",
        rules: &[
            Each(
                "status.conditions",
                &[When(Condition("Ready", "True"), Healthy, "{.message}"), When(Condition("Ready", "False"), Degraded, "{.message}")],
            ),
            Otherwise(Progressing, "Waiting for controller to report status"),
        ],
    },
];

/// The text after the word that says that it is an error.
fn cause(scope: &Scope<'_>) -> Option<Health> {
    scope.text("status.status").map(|text| Health::new(Degraded, text.replace("ERROR, ", "")))
}
