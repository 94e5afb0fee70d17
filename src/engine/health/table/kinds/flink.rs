//! Apache Flink's operator: FlinkDeployment.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "flink.apache.org",
    kinds: &["FlinkDeployment"],
    source: "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-main/docs/custom-resource/reference/",
    rules: &[
        If(
            Has("status.reconciliationStatus"),
            &[
                When(Or(&[True("status.reconciliationStatus.success"), Is("status.reconciliationStatus.state", "DEPLOYED")]), Healthy, ""),
                When(In("status.jobManagerDeploymentStatus", &["DEPLOYED_NOT_READY", "DEPLOYING"]), Progressing, "Waiting for deploying"),
                When(
                    Is("status.jobManagerDeploymentStatus", "ERROR"),
                    Degraded,
                    "{status.reconciliationStatus.error|status.error|=JobManager deployment failed}",
                ),
            ],
        ),
        Otherwise(Progressing, "Waiting for Flink operator"),
    ],
}];
