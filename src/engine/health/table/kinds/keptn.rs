//! Keptn: the lifecycle of applications and workloads, and their metrics.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "lifecycle.keptn.sh",
        kinds: &["KeptnAppVersion", "KeptnTask", "KeptnWorkloadInstance", "KeptnWorkloadVersion"],
        source: "https://keptn.sh/stable/docs/reference/api-reference/lifecycle/v1/",
        rules: &[
            When(Is("status.status", "Succeeded"), Healthy, "{kind} is healthy"),
            When(Is("status.status", "Failed"), Degraded, "{kind} is degraded"),
            Otherwise(Progressing, "{kind} is progressing"),
        ],
    },
    Entry {
        group: "lifecycle.keptn.sh",
        kinds: &["KeptnEvaluation"],
        source: "https://keptn.sh/stable/docs/reference/api-reference/lifecycle/v1/",
        rules: &[
            When(Is("status.overallStatus", "Succeeded"), Healthy, "{kind} is healthy"),
            When(Is("status.overallStatus", "Failed"), Degraded, "{kind} is degraded"),
            Otherwise(Progressing, "{kind} is progressing"),
        ],
    },
    Entry {
        group: "metrics.keptn.sh",
        kinds: &["Analysis"],
        source: "https://keptn.sh/stable/docs/reference/api-reference/metrics/v1/",
        rules: &[
            When(True("status.pass"), Healthy, "Analysis is healthy"),
            When(True("status.warning"), Healthy, "Analysis is healthy with warnings"),
            When(False("status.pass"), Degraded, "Analysis is degraded"),
            Otherwise(Progressing, "Analysis is progressing"),
        ],
    },
    Entry {
        group: "metrics.keptn.sh",
        kinds: &["KeptnMetric"],
        source: "https://keptn.sh/stable/docs/reference/api-reference/metrics/v1/",
        rules: &[
            When(No(&Empty("status.errMsg")), Degraded, "KeptnMetric is degraded"),
            When(Has("status.value"), Healthy, "KeptnMetric is healthy"),
            Otherwise(Progressing, "KeptnMetric is progressing"),
        ],
    },
];
