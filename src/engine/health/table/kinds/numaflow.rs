//! Numaflow's pipelines and buffers, and the rollouts of Numaplane that carry them.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

const IS_OBSERVED: Test = All(&[Has("status"), Same("metadata.generation", "status.observedGeneration")]);
const FAILED: Rule = When(Is("status.phase", "Failed"), Degraded, "{status.message}");
const UPGRADE_FAILED: Rule =
    When(Is("metadata.labels[numaplane.numaproj.io/progressive-result-state]", "failed"), Degraded, "Failed progressive upgrade");
/// A condition that is False is an unhealthy part; the last one says what it is.
const PART_FAILED: Rule = EachBack("status.conditions", &[When(Is(".status", "False"), Degraded, "{.message}")]);
const ANY_PART_FAILED: Rule = When(Any("status.conditions", &Is(".status", "False")), Degraded, "Subresources are unhealthy");
const PAUSED: Rule = When(Is("status.phase", "Paused"), Healthy, "{kind} is paused");
const RUNNING: Rule = When(Is("status.phase", "Running"), Healthy, "{kind} is healthy");
const WAITING: Rule = Otherwise(Progressing, "Waiting for {kind} status");

const NOT_RECONCILED: Rule =
    When(Or(&[Lacks("status"), Differ("metadata.generation", "status.observedGeneration")]), Progressing, "Not yet reconciled");
const IS_UPGRADING: Test = Or(&[No(&Empty("status.upgradeInProgress")), Is("status.phase", "Pending")]);
const STEP_FAILED: Test = Condition("ProgressiveUpgradeSucceeded", "False");
const UPGRADING: Rule = When(All(&[IS_UPGRADING, No(&Any("status.conditions", &STEP_FAILED))]), Progressing, "Update in progress");
const CHILD_FAILS: Test = Condition("ChildResourcesHealthy", "False");
const CHILD_PROGRESSING: Rule =
    When(Any("status.conditions", &All(&[CHILD_FAILS, Is(".reason", "Progressing")])), Progressing, "Child Progressing");
const STEP_FAILS: Rule = When(STEP_FAILED, Degraded, "Progressive upgrade failed");
const CHILD_HEALTHY: Rule = When(Any("status.conditions", &Condition("ChildResourcesHealthy", "True")), Healthy, "Healthy");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["InterStepBufferService"],
        source: "https://numaflow.numaproj.io/APIs/",
        rules: &[If(IS_OBSERVED, &[FAILED, UPGRADE_FAILED, PART_FAILED, RUNNING]), WAITING],
    },
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["MonoVertex"],
        source: "https://numaflow.numaproj.io/APIs/",
        rules: &[If(IS_OBSERVED, &[FAILED, UPGRADE_FAILED, ANY_PART_FAILED, PAUSED, RUNNING]), WAITING],
    },
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["Pipeline"],
        source: "https://numaflow.numaproj.io/APIs/",
        rules: &[
            If(
                IS_OBSERVED,
                &[
                    FAILED,
                    UPGRADE_FAILED,
                    ANY_PART_FAILED,
                    PAUSED,
                    When(Is("status.phase", "Pausing"), Healthy, "{kind} is paused"),
                    RUNNING,
                ],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["Vertex"],
        source: "https://numaflow.numaproj.io/APIs/",
        rules: &[If(IS_OBSERVED, &[FAILED, PART_FAILED, PAUSED, RUNNING]), WAITING],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["ISBServiceRollout"],
        source: "https://pkg.go.dev/github.com/numaproj/numaplane/pkg/apis/numaplane/v1alpha1#Status",
        rules: &[
            NOT_RECONCILED,
            UPGRADING,
            CHILD_PROGRESSING,
            FAILED,
            Each("status.conditions", &[When(All(&[CHILD_FAILS, Is(".reason", "ISBSvcFailed")]), Degraded, "{.message}"), STEP_FAILS]),
            CHILD_HEALTHY,
            Otherwise(Unknown, "Unknown status"),
        ],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["MonoVertexRollout"],
        source: "https://pkg.go.dev/github.com/numaproj/numaplane/pkg/apis/numaplane/v1alpha1#Status",
        rules: &[
            NOT_RECONCILED,
            UPGRADING,
            CHILD_PROGRESSING,
            FAILED,
            Each("status.conditions", &[When(All(&[CHILD_FAILS, Is(".reason", "MonoVertexFailed")]), Degraded, "{.message}"), STEP_FAILS]),
            Each("status.conditions", &[When(Condition("MonoVertexPausingOrPaused", "True"), Healthy, "{.message}")]),
            CHILD_HEALTHY,
            Otherwise(Unknown, "Unknown MonoVertex status"),
        ],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["NumaflowControllerRollout"],
        source: "https://pkg.go.dev/github.com/numaproj/numaplane/pkg/apis/numaplane/v1alpha1#Status",
        rules: &[
            NOT_RECONCILED,
            When(IS_UPGRADING, Progressing, "Update in progress"),
            CHILD_PROGRESSING,
            FAILED,
            Each("status.conditions", &[When(CHILD_FAILS, Degraded, "{.message}")]),
            CHILD_HEALTHY,
            Otherwise(Unknown, "Unknown status"),
        ],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["PipelineRollout"],
        source: "https://pkg.go.dev/github.com/numaproj/numaplane/pkg/apis/numaplane/v1alpha1#Status",
        rules: &[
            NOT_RECONCILED,
            UPGRADING,
            CHILD_PROGRESSING,
            FAILED,
            Each("status.conditions", &[When(All(&[CHILD_FAILS, Is(".reason", "PipelineFailed")]), Degraded, "{.message}"), STEP_FAILS]),
            Each("status.conditions", &[When(Condition("PipelinePausingOrPaused", "True"), Healthy, "{.message}")]),
            CHILD_HEALTHY,
            Otherwise(Unknown, "Unknown Pipeline status"),
        ],
    },
];
