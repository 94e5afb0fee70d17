//! OpenShift: DeploymentConfig.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const WAITING: &str = "replication controller is waiting for pods to run";

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "apps.openshift.io",
    kinds: &["DeploymentConfig"],
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/workloads_apis/deploymentconfig-apps-openshift-io-v1",
    rules: &[
        If(
            All(&[Has("status.conditions"), Has("status.replicas")]),
            &[
                When(
                    Or(&[Count("status.conditions", &IS_MET, Eq, 2), Number("status.replicas", Eq, 0)]),
                    Healthy,
                    "replication controller successfully rolled out",
                ),
                When(Count("status.conditions", &IS_MET, Eq, 1), Progressing, WAITING),
                Otherwise(Degraded, "Deployment config is degraded"),
            ],
        ),
        Otherwise(Progressing, WAITING),
    ],
}];

const IS_MET: Test = All(&[
    Is(".status", "True"),
    Or(&[Is(".type", "Available"), All(&[Is(".type", "Progressing"), Is(".reason", "NewReplicationControllerAvailable")])]),
]);
