//! OpenKruise: its workloads, and those of OpenKruise Game.
//!
//! A partition holds a part of the pods back: once the rest is updated, somebody has to go on.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended, Unknown};

const WAITING: &str = "Waiting for initialization";
const ROLLING_PAUSED: Test = True("spec.updateStrategy.rollingUpdate.paused");
const PARTITION: &str = "spec.updateStrategy.rollingUpdate.partition";
const IS_OBSERVED: Test = All(&[Has("status"), Same("metadata.generation", "status.observedGeneration")]);
/// The first generation is rolled out whatever the partition.
const IS_AN_UPDATE: Test = Number("metadata.generation", Gt, 1);

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "apps.kruise.io",
        kinds: &["AdvancedCronJob"],
        source: "https://openkruise.io/docs/user-manuals/advancedcronjob",
        rules: &[
            When(All(&[Lacks("status.lastScheduleTime"), True("spec.paused")]), Suspended, "AdvancedCronJob is Paused"),
            When(Lacks("status"), Progressing, "Waiting for AdvancedCronJob status"),
            When(No(&Empty("status.active")), Progressing, "AdvancedCronJobs has active jobs"),
            When(Lacks("status.lastScheduleTime"), Degraded, "AdvancedCronJobs has not run successfully"),
            Otherwise(Healthy, "AdvancedCronJobs has run successfully"),
        ],
    },
    Entry {
        group: "apps.kruise.io",
        kinds: &["BroadcastJob"],
        source: "https://openkruise.io/docs/user-manuals/broadcastjob",
        rules: &[
            When(
                All(&[Is("status.phase", "completed"), Same("status.desired", "status.succeeded")]),
                Healthy,
                "BroadcastJob is completed successfully",
            ),
            When(All(&[Is("status.phase", "failed"), No(&Number("status.failed", Eq, 0))]), Degraded, "BroadcastJob failed"),
            When(All(&[Is("status.phase", "paused"), True("spec.paused")]), Suspended, "BroadcastJob is Paused"),
            Otherwise(Progressing, "BroadcastJob is still running"),
        ],
    },
    Entry {
        group: "apps.kruise.io",
        kinds: &["CloneSet"],
        source: "https://openkruise.io/docs/user-manuals/cloneset",
        rules: &[
            When(No(&IS_OBSERVED), Progressing, WAITING),
            When(Or(&[True("spec.updateStrategy.paused"), Lacks("status.updatedAvailableReplicas")]), Suspended, "Cloneset is paused"),
            If(
                All(&[No(&Number("spec.updateStrategy.partition", Eq, 0)), IS_AN_UPDATE]),
                &[
                    When(
                        Numbers("status.updatedReplicas", Ge, "status.expectedUpdatedReplicas"),
                        Suspended,
                        "Cloneset needs manual intervention",
                    ),
                    Otherwise(Progressing, WAITING),
                ],
            ),
            When(Same("status.updatedAvailableReplicas", "status.replicas"), Healthy, "All Cloneset workloads are ready and updated"),
            Otherwise(Degraded, "Some replicas are not ready or available"),
        ],
    },
    Entry {
        group: "apps.kruise.io",
        kinds: &["DaemonSet"],
        source: "https://openkruise.io/docs/user-manuals/advanceddaemonset",
        rules: &[
            When(No(&IS_OBSERVED), Progressing, WAITING),
            When(Or(&[ROLLING_PAUSED, Lacks("status.updatedNumberScheduled")]), Suspended, "Daemonset is paused"),
            If(
                All(&[Has(PARTITION), No(&Number(PARTITION, Eq, 0)), IS_AN_UPDATE]),
                &[
                    When(
                        Numbers(
                            "status.updatedNumberScheduled",
                            Gt,
                            "status.desiredNumberScheduled - spec.updateStrategy.rollingUpdate.partition",
                        ),
                        Suspended,
                        "Daemonset needs manual intervention",
                    ),
                    Otherwise(Progressing, WAITING),
                ],
            ),
            If(
                Same("status.updatedNumberScheduled", "status.desiredNumberScheduled"),
                &[
                    When(
                        Same("status.numberAvailable", "status.desiredNumberScheduled"),
                        Healthy,
                        "All Daemonset workloads are ready and updated",
                    ),
                    When(
                        Same("status.numberUnavailable", "status.desiredNumberScheduled"),
                        Degraded,
                        "Some pods are not ready or available",
                    ),
                ],
            ),
            Otherwise(Progressing, WAITING),
        ],
    },
    Entry {
        group: "apps.kruise.io",
        kinds: &["StatefulSet"],
        source: "https://openkruise.io/docs/user-manuals/advancedstatefulset",
        rules: &[
            When(No(&IS_OBSERVED), Progressing, WAITING),
            When(Or(&[ROLLING_PAUSED, Lacks("status.updatedAvailableReplicas")]), Suspended, "Statefulset is paused"),
            If(
                All(&[Has(PARTITION), No(&Number(PARTITION, Eq, 0)), IS_AN_UPDATE]),
                &[
                    When(
                        Numbers("status.updatedReplicas", Gt, "status.replicas - spec.updateStrategy.rollingUpdate.partition"),
                        Suspended,
                        "Statefulset needs manual intervention",
                    ),
                    Otherwise(Progressing, WAITING),
                ],
            ),
            When(Same("status.updatedAvailableReplicas", "status.replicas"), Healthy, "All Statefulset workloads are ready and updated"),
            Otherwise(Degraded, "Some replicas are not ready or available"),
        ],
    },
    Entry {
        group: "game.kruise.io",
        kinds: &["GameServer"],
        source: "https://openkruise.io/kruisegame/user-manuals/gameservers-lifecycle",
        rules: &[
            When(
                Differ("status.currentState", "status.desiredState"),
                Progressing,
                "State change: {status.currentState|=Unknown} → {status.desiredState|=Unknown}",
            ),
            When(
                Any("status.podStatus.conditions", &All(&[Is(".type", "KruisePodReady"), Not(".status", "True")])),
                Degraded,
                "Pod is not ready: KruisePodReady",
            ),
            When(Is("status.currentState", "Ready"), Healthy, "GameServer is Ready"),
            Otherwise(Unknown, "Waiting for GameServer to be ready"),
        ],
    },
    Entry {
        group: "game.kruise.io",
        kinds: &["GameServerSet"],
        source: "https://openkruise.io/kruisegame/user-manuals/deploy-gameservers",
        rules: &[
            When(No(&IS_OBSERVED), Progressing, "Waiting for GameServerSet initialization"),
            When(ROLLING_PAUSED, Suspended, "GameServerSet is paused"),
            When(
                All(&[
                    Has(PARTITION),
                    No(&Number(PARTITION, Eq, 0)),
                    Numbers("status.updatedReplicas|0", Ge, "status.replicas|0 - spec.updateStrategy.rollingUpdate.partition"),
                ]),
                Suspended,
                "Partition={spec.updateStrategy.rollingUpdate.partition}, waiting for manual intervention",
            ),
            When(
                Numbers("status.updatedReadyReplicas|0", Eq, "status.replicas|0"),
                Healthy,
                "All GameServerSet replicas are updated and ready",
            ),
            When(
                Numbers("status.readyReplicas|0", Lt, "status.replicas|0"),
                Progressing,
                "ReadyReplicas {status.readyReplicas|=0}/{status.replicas|=0}, still progressing",
            ),
            Otherwise(Progressing, "Waiting for GameServerSet initialization"),
        ],
    },
];
