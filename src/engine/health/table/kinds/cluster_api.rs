//! Cluster API: clusters, machines, resource sets, and the control plane of its AWS provider.

use super::conditions::IS_CURRENT;
use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Progressing, Suspended};

const BOOK: &str = "https://cluster-api.sigs.k8s.io/reference/api/crd-relationships";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "addons.cluster.x-k8s.io",
        kinds: &["ClusterResourceSet"],
        source: "https://cluster-api.sigs.k8s.io/tasks/cluster-resource-set",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".type", "ResourcesApplied"),
                    &[
                        When(Is(".status", "True"), Healthy, "cluster resource set is applied"),
                        When(Is(".status", "False"), Degraded, "{.message}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "Initializing cluster resource set"),
        ],
    },
    Entry {
        group: "cluster.x-k8s.io",
        kinds: &["Cluster"],
        source: BOOK,
        rules: &[
            When(True("spec.paused"), Suspended, "Cluster is paused"),
            // While a cluster is made its Ready is false with the severity Info: that is no failure.
            Each(
                "status.conditions",
                &[When(All(&[Is(".type", "Ready"), Is(".status", "False"), Not(".severity", "Info")]), Degraded, "{.message}")],
            ),
            When(Is("status.phase", "Provisioned"), Healthy, "Cluster is running"),
            When(Is("status.phase", "Failed"), Degraded, "{status.failureMessage|=Cluster is failed}"),
            Otherwise(Progressing, "Waiting for clusters"),
        ],
    },
    Entry {
        group: "cluster.x-k8s.io",
        kinds: &["Machine"],
        source: BOOK,
        rules: &[
            When(Is("status.phase", "Running"), Healthy, "Machine is running"),
            If(Is("status.phase", "Failed"), &[Each("status.conditions", &[When(NOT_READY, Degraded, "{.message}")])]),
            When(Is("status.phase", "Failed"), Degraded, "Condition is unknown"),
            Each("status.conditions", &[When(NOT_READY, Progressing, "{.message}")]),
            Otherwise(Progressing, "Condition is unknown"),
        ],
    },
    Entry {
        group: "cluster.x-k8s.io",
        kinds: &["MachineDeployment"],
        source: "https://cluster-api.sigs.k8s.io/developer/core/controllers/machine-deployment",
        rules: &[
            When(True("spec.paused"), Suspended, "MachineDeployment is paused"),
            When(Is("status.phase", "Running"), Healthy, "Machines are running under this deployment"),
            When(Is("status.phase", "ScalingUp"), Progressing, "Cluster is spawning machines"),
            When(Is("status.phase", "ScalingDown"), Progressing, "Cluster is stopping machines"),
            When(Is("status.phase", "Failed"), Degraded, "MachineDeployment is failed"),
            Otherwise(Progressing, "Waiting for machines"),
        ],
    },
    Entry {
        group: "cluster.x-k8s.io",
        kinds: &["MachineHealthCheck"],
        source: "https://cluster-api.sigs.k8s.io/developer/core/controllers/machine-health-check",
        rules: &[
            When(Lacks("status.currentHealthy"), Progressing, "Waiting for MachineHealthCheck status"),
            When(Same("status.expectedMachines", "status.currentHealthy"), Healthy, ""),
            Otherwise(Degraded, "{status.currentHealthy} of {status.expectedMachines|=0} machines are healthy"),
        ],
    },
    Entry {
        group: "cluster.x-k8s.io",
        kinds: &["MachinePool"],
        source: "https://cluster-api.sigs.k8s.io/developer/core/controllers/machine-pool",
        rules: &[
            If(In("status.phase", &["Running", "Scaling"]), &[pool(Healthy), Otherwise(Healthy, "MachinePool is {status.phase}")]),
            If(In("status.phase", &["Failed", "Unknown"]), &[pool(Degraded), Otherwise(Degraded, "MachinePool is {status.phase}")]),
            pool(Progressing),
            When(Empty("status.phase"), Progressing, "Waiting for MachinePool status"),
            Otherwise(Progressing, "MachinePool is {status.phase}"),
        ],
    },
    Entry {
        group: "controlplane.cluster.x-k8s.io",
        kinds: &["AWSManagedControlPlane"],
        source: "https://cluster-api-aws.sigs.k8s.io/crd/",
        rules: &[
            When(Lacks("status"), Progressing, "Provisioning..."),
            // An old status may hold the failure that the new specification corrects.
            When(No(&IS_CURRENT), Progressing, "Waiting for the control plane spec to be reconciled"),
            When(No(&Empty("status.failureMessage")), Degraded, "{status.failureMessage}"),
            When(Lacks("status.conditions"), Progressing, "Provisioning..."),
            // While it is updated in place it stays ready.
            When(
                Any("status.conditions", &All(&[Is(".type", "EKSControlPlaneUpdating"), Is(".status", "True")])),
                Progressing,
                "EKS control plane is updating",
            ),
            When(Any("status.conditions", &All(&[Is(".type", "Ready"), Is(".status", "True")])), Healthy, "Control plane is ready"),
            Names {
                of: "status.conditions",
                which: &All(&[Is(".status", "False"), Is(".severity", "Error")]),
                name: "{.message} ",
                between: "",
                status: Degraded,
                says: "{*}",
            },
            When(False("status.ready"), Progressing, "Control plane is not ready (.status.ready is false)"),
            Otherwise(Progressing, "Control plane is not ready"),
        ],
    },
];

const NOT_READY: Test = All(&[Is(".type", "Ready"), Is(".status", "False")]);

/// A pool's conditions that do not hold are told with its phase, whatever the phase is.
const fn pool(status: HealthStatus) -> Rule {
    Names {
        of: "status.conditions",
        which: &All(&[Has(".type"), Is(".status", "False")]),
        name: "Not {.type}{ (~.reason~)}",
        between: ", ",
        status,
        says: "{MachinePool is ~status.phase}: {*}",
    }
}
