//! Argo Workflows: CronWorkflow.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "argoproj.io",
    kinds: &["CronWorkflow"],
    source: "https://argo-workflows.readthedocs.io/en/latest/fields/#cronworkflowstatus",
    rules: &[
        Each(
            "status.conditions",
            &[If(
                Is(".status", "True"),
                &[
                    When(In(".type", &["SpecError", "SubmissionError"]), Degraded, "{.message}"),
                    When(Is(".type", "Completed"), Healthy, "{.message}"),
                ],
            )],
        ),
        Otherwise(Healthy, "CronWorkflow is healthy."),
    ],
}];
