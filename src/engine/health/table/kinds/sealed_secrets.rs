//! Sealed Secrets: SealedSecret.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "bitnami.com",
    kinds: &["SealedSecret"],
    source: "https://github.com/bitnami-labs/sealed-secrets/blob/main/README.md",
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
