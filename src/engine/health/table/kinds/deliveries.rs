//! What delivers: Pulumi stacks, Kruise and Spot rollouts, jobs of Ansible.

use crate::engine::health::table::words::{Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const STEP_IS_PAUSED: Test = Is("status.canaryStatus.currentStepState", "StepPaused");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "pulumi.com",
        kinds: &["Stack"],
        source: "https://pkg.go.dev/github.com/pulumi/pulumi-kubernetes-operator/v2/operator/api/pulumi/v1#StackStatus",
        rules: &[
            When(
                Or(&[Lacks("status"), Differ("status.observedGeneration", "metadata.generation")]),
                Progressing,
                "Waiting for the operator to observe the latest spec change",
            ),
            Each(
                "status.conditions",
                &[
                    When(Condition("Stalled", "True"), Degraded, "{.message}"),
                    When(Condition("Reconciling", "True"), Progressing, "{.message}"),
                    When(Condition("Ready", "True"), Healthy, "{.message}"),
                ],
            ),
            Otherwise(Progressing, "Waiting for the stack to be reconciled"),
        ],
    },
    Entry {
        group: "rollouts.kruise.io",
        kinds: &["Rollout"],
        source: "https://pkg.go.dev/github.com/openkruise/rollouts/api/v1alpha1#RolloutStatus",
        rules: &[
            If(
                Same("metadata.generation", "status.observedGeneration"),
                &[
                    When(
                        All(&[STEP_IS_PAUSED, Is("status.phase", "Progressing")]),
                        Suspended,
                        "Rollout is Paused need manual intervention",
                    ),
                    When(
                        All(&[Is("status.canaryStatus.currentStepState", "Completed"), Is("status.phase", "Healthy")]),
                        Healthy,
                        "Rollout is Completed",
                    ),
                    When(
                        All(&[STEP_IS_PAUSED, In("status.phase", &["Terminating", "Disabled"])]),
                        Degraded,
                        "Rollout is Disabled or Terminating",
                    ),
                ],
            ),
            Otherwise(Progressing, "Rollout is still progressing"),
        ],
    },
    Entry {
        group: "spot.io",
        kinds: &["SpotDeployment"],
        source: "https://docs.spot.io/ocean-cd/",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for the status to be reported"),
            Each(
                "status.conditions",
                &[
                    When(Is(".type", "InvalidSpec"), Degraded, "{.message}"),
                    When(
                        All(&[Is(".type", "Progressing"), In(".reason", &["RolloutAborted", "ProgressDeadlineExceeded"])]),
                        Degraded,
                        "{.message}",
                    ),
                    When(Condition("Paused", "True"), Suspended, "Rollout is paused"),
                ],
            ),
            When(Is("status.phase", "Progressing"), Progressing, "Waiting for rollout to finish steps"),
            Otherwise(Healthy, ""),
        ],
    },
    Entry {
        group: "tower.ansible.com",
        kinds: &["AnsibleJob"],
        source: "https://github.com/ansible/awx-resource-operator#readme",
        rules: &[
            When(
                Is("status.ansibleJobResult.status", "successful"),
                Healthy,
                "{status.ansibleJobResult.status} job - {status.ansibleJobResult.url}",
            ),
            When(
                In("status.ansibleJobResult.status", &["failed", "error", "canceled"]),
                Degraded,
                "{status.ansibleJobResult.status} job - {status.ansibleJobResult.url}",
            ),
            When(
                In("status.ansibleJobResult.status", &["new", "pending", "waiting", "running"]),
                Progressing,
                "{status.ansibleJobResult.status} job - {status.ansibleJobResult.url}",
            ),
            Otherwise(Progressing, "Waiting for AnsibleJob"),
        ],
    },
];
