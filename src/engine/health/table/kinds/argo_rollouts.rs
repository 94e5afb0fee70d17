//! Argo Rollouts: AnalysisRun, Experiment, Rollout.
//!
//! A Rollout says its phase since 1.0. Before, its conditions, pauses and counts said it: these rules are kept for controllers of
//! that age.

use crate::engine::health::table::scope::{Scope, float};
use crate::engine::health::table::words::{Cmp::*, Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Missing, Progressing, Suspended, Unknown};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "argoproj.io",
        kinds: &["AnalysisRun"],
        source: "https://argo-rollouts.readthedocs.io/en/stable/features/analysis/",
        rules: &[
            When(In("status.phase", &["Pending", "Running"]), Progressing, "Analysis run is running"),
            When(Is("status.phase", "Successful"), Healthy, "{status.message|=Analysis run completed successfully}"),
            When(Is("status.phase", "Failed"), Degraded, "{status.message|=Analysis run failed}"),
            When(Is("status.phase", "Error"), Degraded, "{status.message|=Analysis run had an error}"),
            When(Is("status.phase", "Inconclusive"), Unknown, "{status.message|=Analysis run was inconclusive}"),
            Otherwise(Progressing, "Waiting for analysis run to finish: status has not been reconciled."),
        ],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["Experiment"],
        source: "https://argo-rollouts.readthedocs.io/en/stable/features/experiment/",
        rules: &[
            When(Is("status.phase", "Pending"), Progressing, "Experiment is pending"),
            When(Is("status.phase", "Running"), Progressing, "Experiment is running"),
            When(Is("status.phase", "Successful"), Healthy, "Experiment is successful"),
            When(Is("status.phase", "Failed"), Degraded, "Experiment has failed"),
            When(Is("status.phase", "Error"), Degraded, "Experiment had an error"),
            Otherwise(Progressing, "Waiting for experiment to finish: status has not been reconciled."),
        ],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["Rollout"],
        source: "https://argo-rollouts.readthedocs.io/en/stable/features/specification/",
        rules: &[
            When(
                Or(&[Lacks("status"), Asks(is_behind), WORKLOAD_IS_BEHIND]),
                Progressing,
                "Waiting for rollout spec update to be observed",
            ),
            If(Has("status.phase"), PHASE),
            Each(
                "status.conditions",
                &[
                    When(Is(".type", "InvalidSpec"), Degraded, "{.message}"),
                    When(
                        All(&[Is(".type", "Progressing"), In(".reason", &["RolloutAborted", "ProgressDeadlineExceeded"])]),
                        Degraded,
                        "{.message}",
                    ),
                ],
            ),
            When(Or(&[No(&Empty("status.pauseConditions")), True("spec.paused")]), Suspended, "Rollout is paused"),
            When(Lacks("status.currentPodHash"), Progressing, "Waiting for rollout to finish: status has not been reconciled."),
            When(
                Numbers("status.updatedReplicas|0", Lt, "spec.replicas|1"),
                Progressing,
                "Waiting for roll out to finish: More replicas need to be updated",
            ),
            When(
                Numbers("status.availableReplicas|0", Lt, "status.updatedReplicas|0"),
                Progressing,
                "Waiting for roll out to finish: updated replicas are still becoming available",
            ),
            If(Has("spec.strategy.blueGreen"), BLUE_GREEN),
            If(Has("spec.strategy.canary"), CANARY),
            Otherwise(Healthy, ""),
        ],
    },
];

/// The phase is Argo CD's word for health but for `Paused`.
const PHASE: &[Rule] = &[
    When(In("status.phase", &["Paused", "Suspended"]), Suspended, "{status.message}"),
    When(Is("status.phase", "Healthy"), Healthy, "{status.message}"),
    When(Is("status.phase", "Progressing"), Progressing, "{status.message}"),
    When(Is("status.phase", "Degraded"), Degraded, "{status.message}"),
    When(Is("status.phase", "Missing"), Missing, "{status.message}"),
    When(Is("status.phase", "Unknown"), Unknown, "{status.message}"),
    Otherwise(Unknown, "Rollout is in a phase that says nothing about health: {status.phase}"),
];

const BLUE_GREEN: &[Rule] = &[
    When(Differ("status.blueGreen.activeSelector", "status.currentPodHash"), Progressing, "active service cutover pending"),
    When(All(&[KNOWS_STABLE, No(&IS_STABLE)]), Progressing, "waiting for analysis to complete"),
    Otherwise(Healthy, ""),
];

const CANARY: &[Rule] = &[
    When(
        Numbers("status.replicas|0", Gt, "status.updatedReplicas|0"),
        Progressing,
        "Waiting for roll out to finish: old replicas are pending termination",
    ),
    When(No(&IS_STABLE), Progressing, "Waiting for rollout to finish steps"),
];

/// What runs is what is stable. Before 0.8 the canary's part of the status said what is.
const IS_STABLE: Test = Or(&[
    Same("status.stableRS", "status.currentPodHash"),
    All(&[Lacks("status.stableRS"), Same("status.canary.stableRS", "status.currentPodHash")]),
]);

const KNOWS_STABLE: Test = Or(&[
    All(&[Has("status.stableRS"), Not("status.stableRS", "")]),
    All(&[Lacks("status.stableRS"), Has("status.canary"), Not("status.canary.stableRS", "")]),
]);

/// The workload that the Rollout refers to was changed since. Only where it says the workload's generation.
const WORKLOAD_IS_BEHIND: Test = All(&[Has("spec.workloadRef"), Has("metadata.annotations"), Asks(workload_is_behind)]);

/// Since 0.10 the observed generation is a number, as a text; before it was a hash, which says nothing here.
fn is_behind(scope: &Scope<'_>) -> bool {
    let generation = scope.number("metadata.generation").unwrap_or_else(|| float(0));
    scope.numeric("status.observedGeneration").is_some_and(|observed| observed < generation)
}

fn workload_is_behind(scope: &Scope<'_>) -> bool {
    let wanted = scope.numeric("metadata.annotations[rollout.argoproj.io/workload-generation]");
    wanted != scope.numeric("status.workloadObservedGeneration")
}
