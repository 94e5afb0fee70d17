//! Sealed Secrets: SealedSecret.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "bitnami.com",
    kinds: &["SealedSecret"],
    source: "https://pkg.go.dev/github.com/bitnami-labs/sealed-secrets/pkg/apis/sealedsecrets/v1alpha1#SealedSecretStatus",
    rules: &[
        Each(
            "status.conditions",
            &[If(
                Is(".type", "Synced"),
                &[When(Is(".status", "False"), Degraded, "{.message}"), When(Is(".status", "True"), Healthy, "{.message}")],
            )],
        ),
        Otherwise(Progressing, "Waiting for Sealed Secret to be decrypted"),
    ],
}];
