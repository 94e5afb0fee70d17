//! Atlas, the migrations of databases: AtlasMigration, AtlasSchema.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const SOURCE: &str = "https://atlasgo.io/integrations/kubernetes/operator";
const REASON: &str = "{status.conditions[Ready].reason}";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "db.atlasgo.io",
        kinds: &["AtlasMigration"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.conditions[Ready]"), Progressing, "Waiting for Atlas Operator"),
            When(Is("status.conditions[Ready].status", "True"), Healthy, REASON),
            When(Is("status.conditions[Ready].reason", "Reconciling"), Progressing, REASON),
            Otherwise(Degraded, REASON),
        ],
    },
    Entry {
        group: "db.atlasgo.io",
        kinds: &["AtlasSchema"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.conditions[Ready]"), Progressing, "Waiting for Atlas Operator"),
            When(Is("status.conditions[Ready].status", "True"), Healthy, REASON),
            // What is under way stands in the message of this kind, not in its reason.
            When(In("status.conditions[Ready].message", &["Reconciling", "GettingDevDB"]), Progressing, REASON),
            Otherwise(Degraded, REASON),
        ],
    },
];
