//! Built-in kinds that Argo CD judges by a customization of its own: CronJob, CustomResourceDefinition, PodDisruptionBudget.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "apiextensions.k8s.io",
        kinds: &["CustomResourceDefinition"],
        source: "https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/",
        rules: &[
            When(Has("metadata.deletionTimestamp"), Progressing, "CRD is terminating"),
            When(Empty("status.conditions"), Progressing, "Status conditions not found"),
            Each(
                "status.conditions",
                &[
                    When(All(&[Is(".type", "Terminating"), Is(".status", "True")]), Progressing, "CRD is terminating: {.message}"),
                    When(
                        All(&[Is(".type", "NamesAccepted"), Is(".status", "False")]),
                        Degraded,
                        "CRD names have not been accepted: {.message}",
                    ),
                    When(
                        All(&[Is(".type", "NonStructuralSchema"), Is(".status", "True")]),
                        Degraded,
                        "Schema violations found: {.message}",
                    ),
                    When(
                        All(&[Is(".type", "Established"), Not(".status", "True"), Is(".reason", "Installing")]),
                        Progressing,
                        "CRD is being installed",
                    ),
                ],
            ),
            When(Any("status.conditions", &All(&[Is(".type", "Established"), Is(".status", "True")])), Healthy, "CRD is healthy"),
            Otherwise(Degraded, "CRD is not established"),
        ],
    },
    Entry {
        group: "batch",
        kinds: &["CronJob"],
        source: "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/#CronJobStatus",
        rules: &[
            // Argo CD says Healthy, not Suspended, on purpose: a sync would wait for the latter.
            When(True("spec.suspend"), Healthy, "CronJob is Suspended"),
            When(Lacks("status"), Progressing, "Waiting for CronJob"),
            When(Lacks("status.lastScheduleTime"), Healthy, "CronJob has not been scheduled yet"),
            // Whether the first run is under way or failed nobody can tell from here.
            When(Lacks("status.lastSuccessfulTime"), Healthy, "The CronJob never completed successfully. It may not be healthy"),
            When(No(&Empty("status.active")), Healthy, "The job is running. Its last execution may not have been successful"),
            When(
                Before("status.lastSuccessfulTime", "status.lastScheduleTime"),
                Degraded,
                "CronJob has not completed its last execution successfully",
            ),
            Otherwise(Healthy, "CronJob has completed its last execution successfully"),
        ],
    },
    Entry {
        group: "policy",
        kinds: &["PodDisruptionBudget"],
        source: "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/",
        rules: &[
            // Too few pods to allow a disruption may be what is wanted.
            Each(
                "status.conditions",
                &[When(All(&[Is(".status", "False"), Not(".reason", "InsufficientPods")]), Degraded, "PodDisruptionBudget has {.reason}")],
            ),
            At("status.conditions[-1]", &[Otherwise(Healthy, "PodDisruptionBudget has {.reason}")]),
            Otherwise(Progressing, "Waiting for status"),
        ],
    },
];
