//! MariaDB's operator: MariaDB, Database, Grant, User, Backup, SqlJob.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const SOURCE: &str = "https://mariadb.com/docs/tools/mariadb-enterprise-operator/api-reference";
const UNKNOWN: &str = "No status info available";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "k8s.mariadb.com",
        kinds: &["Backup"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.conditions"), Progressing, UNKNOWN),
            Each(
                "status.conditions",
                &[If(
                    Is(".status", "False"),
                    &[
                        When(All(&[Is(".reason", "CronJobScheduled"), Is(".message", "Failed")]), Degraded, "{.reason} {.message}"),
                        Otherwise(Progressing, "{.reason} {.message}"),
                    ],
                )],
            ),
            At("status.conditions[-1]", &[Otherwise(Healthy, "{.reason} {.message}")]),
            Otherwise(Healthy, ""),
        ],
    },
    Entry {
        group: "k8s.mariadb.com",
        kinds: &["Database", "Grant", "User"],
        source: SOURCE,
        rules: &[
            At("status.conditions[Ready]", &[When(Is(".status", "True"), Healthy, "{.message}"), Otherwise(Degraded, "{.message}")]),
            Otherwise(Progressing, "{status.conditions[-1].message|=No status info available}"),
        ],
    },
    Entry {
        group: "k8s.mariadb.com",
        kinds: &["MariaDB"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.conditions"), Progressing, UNKNOWN),
            Each(
                "status.conditions",
                &[If(
                    Is(".status", "False"),
                    &[When(Is(".reason", "Failed"), Degraded, "{.message}"), Otherwise(Progressing, "{.message}")],
                )],
            ),
            Otherwise(Healthy, "{status.conditions[-1].message}"),
        ],
    },
    Entry {
        group: "k8s.mariadb.com",
        kinds: &["SqlJob"],
        source: SOURCE,
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".status", "True"),
                    &[
                        When(Is(".reason", "JobComplete"), Healthy, "{.reason} {.message}"),
                        When(Is(".reason", "JobFailed"), Degraded, "{.reason} {.message}"),
                    ],
                )],
            ),
            At("status.conditions[-1]", &[Otherwise(Progressing, "{.reason} {.message}")]),
            Otherwise(Progressing, UNKNOWN),
        ],
    },
];
