//! Argo CD itself and Argo Events: ApplicationSet, EventBus.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "argoproj.io",
        kinds: &["ApplicationSet"],
        source: "https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/",
        rules: &[
            Each("status.conditions", &[When(All(&[Is(".type", "ErrorOccurred"), Is(".status", "True")]), Degraded, "{.message}")]),
            Each("status.conditions", &[When(All(&[Is(".type", "ResourcesUpToDate"), Is(".status", "False")]), Degraded, "{.message}")]),
            Each("status.conditions", &[When(All(&[Is(".type", "RolloutProgressing"), Is(".status", "True")]), Progressing, "{.message}")]),
            Each("status.conditions", &[When(All(&[Is(".type", "ResourcesUpToDate"), Is(".status", "True")]), Healthy, "{.message}")]),
            Otherwise(Progressing, "Waiting for the status to be reported"),
        ],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["EventBus"],
        source: "https://argoproj.github.io/argo-events/eventbus/eventbus/",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".type", "Deployed"),
                    &[
                        When(Is(".status", "False"), Degraded, "{.message|.reason}"),
                        When(Is(".status", "True"), Healthy, "{.message|.reason}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "Waiting for initialization"),
        ],
    },
];
