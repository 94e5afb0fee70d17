//! SpinKube: SpinApp.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "core.spinkube.dev",
    kinds: &["SpinApp"],
    source: "https://www.spinkube.dev/docs/reference/spin-app/",
    rules: &[
        When(Lacks("status"), Progressing, "Waiting for status to be available"),
        Each(
            "status.conditions",
            &[When(
                All(&[
                    Is(".type", "Progressing"),
                    Is(".status", "False"),
                    Or(&[Is(".reason", "ProgressDeadlineExceeded"), Mentions(".message", "timeout"), Mentions(".message", "failed")]),
                ]),
                Degraded,
                "{.message|=Application deployment has failed}",
            )],
        ),
        If(
            Not("status.conditions[-Available].status", "True"),
            &[
                At("status.conditions[-Available]", &[Otherwise(Degraded, "{.message|=Application is not available}")]),
                Otherwise(Degraded, "Application does not report whether it is available"),
            ],
        ),
        When(
            Numbers("status.readyReplicas|0", Lt, "spec.replicas|1"),
            Progressing,
            "Waiting for replicas to be ready ({status.readyReplicas|=0}/{spec.replicas|=1})",
        ),
        EachBack(
            "status.conditions",
            &[When(All(&[Is(".type", "Progressing"), Is(".status", "True")]), Progressing, "{.message|=Application progress status}")],
        ),
        Otherwise(Healthy, "Application is healthy with {status.readyReplicas|=0}/{spec.replicas|=1} replicas ready"),
    ],
}];
