//! Zalando's Postgres operator: postgresql.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const STATUS: &str = "status.PostgresClusterStatus";

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "acid.zalan.do",
    kinds: &["postgresql"],
    source: "https://postgres-operator.readthedocs.io/en/latest/user/",
    rules: &[
        When(Lacks(STATUS), Progressing, "Waiting for postgres cluster status..."),
        When(Is(STATUS, "Running"), Healthy, "{status.PostgresClusterStatus}"),
        When(In(STATUS, &["Creating", "Updating"]), Progressing, "{status.PostgresClusterStatus}"),
        Otherwise(Degraded, "{status.PostgresClusterStatus}"),
    ],
}];
