//! External Secrets Operator: ClusterExternalSecret, stores, ExternalSecret, PushSecret.

use super::conditions::READY;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "external-secrets.io",
        kinds: &["ClusterExternalSecret"],
        source: "https://external-secrets.io/latest/api/clusterexternalsecret/",
        rules: &[
            // Each reconciliation appends its condition: the last one counts.
            At(
                "status.conditions[-1]",
                &[If(
                    Is(".status", "True"),
                    &[
                        When(Is(".type", "Ready"), Healthy, "{.message}"),
                        When(In(".type", &["PartiallyReady", "NotReady"]), Degraded, "{.message}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "Waiting for ClusterExternalSecret"),
        ],
    },
    Entry {
        group: "external-secrets.io",
        kinds: &["ClusterSecretStore", "ExternalSecret", "PushSecret", "SecretStore"],
        source: "https://external-secrets.io/latest/api/spec/",
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for {kind}")],
    },
];
