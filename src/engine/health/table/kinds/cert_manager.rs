//! cert-manager: Certificate, ClusterIssuer, Issuer, and the group of its first versions.

use super::conditions::READY;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::Progressing;

const SOURCE: &str = "https://cert-manager.io/docs/reference/api-docs/";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "cert-manager.io",
        kinds: &["Certificate"],
        source: SOURCE,
        rules: &[
            // A certificate that is being renewed is ready as well.
            Each("status.conditions", &[When(All(&[Is(".type", "Issuing"), Is(".status", "True")]), Progressing, "{.message}")]),
            Use(READY),
            Otherwise(Progressing, "Waiting for certificate"),
        ],
    },
    Entry {
        group: "cert-manager.io",
        kinds: &["ClusterIssuer"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Initializing ClusterIssuer")],
    },
    Entry {
        group: "cert-manager.io",
        kinds: &["Issuer"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Initializing issuer")],
    },
    Entry {
        group: "certmanager.k8s.io",
        kinds: &["Certificate"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for certificate")],
    },
    Entry {
        group: "certmanager.k8s.io",
        kinds: &["Issuer"],
        source: SOURCE,
        rules: &[Use(READY), Otherwise(Progressing, "Initializing issuer")],
    },
];
