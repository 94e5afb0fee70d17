//! Serverless: OpenFaaS, Knative with its operator, KServe.

use crate::engine::health::table::words::{Cmp, Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Progressing, Suspended};

/// All conditions of what Knative's operator installs, a line each.
const fn conditions(status: HealthStatus) -> Rule {
    Names { of: "status.conditions", which: &Has("."), name: "{#}: {.type} | {.status}\n", between: "", status, says: "{*}" }
}

/// The conditions of a Knative service that are not well, with their causes.
const fn causes(status: HealthStatus) -> Rule {
    Names {
        of: "status.conditions",
        which: &In(".status", &["False", "Unknown"]),
        name: "{.type} is {.status}{, since ~.reason~.}{ ~.message}\n",
        between: "",
        status,
        says: "{*}",
    }
}

/// The same of an inference service, after the state of its model.
const fn complaints(status: HealthStatus, says: &'static str) -> Rule {
    Names {
        of: "status.conditions",
        which: &All(&[Not(".status", "True"), Not(".type", "Stopped")]),
        name: " | {#}: {.type} | {.status}{ | ~.reason}{ | ~.message}",
        between: "",
        status,
        says,
    }
}

const IS_UNSURE: Test = Any("status.conditions", &Or(&[Condition("Ready", "False"), Is(".status", "Unknown")]));
const MODEL_IS_UNLOADED: Test =
    All(&[Has("status.modelStatus.transitionStatus"), No(&In("status.modelStatus.transitionStatus", &["UpToDate", "InProgress"]))]);
const MODEL_IS_READY: Test = Or(&[Lacks("status.modelStatus"), Is("status.modelStatus.transitionStatus", "UpToDate")]);
const IS_UNWELL: Test = Or(&[Is(".status", "Unknown"), All(&[Is(".status", "False"), Not(".type", "Stopped")])]);

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "openfaas.com",
        kinds: &["Function"],
        source: "https://docs.openfaas.com/openfaas-pro/function-crd/",
        rules: &[
            Each(
                "status.conditions",
                &[
                    When(Or(&[Condition("Ready", "False"), Condition("Stalled", "True")]), Degraded, "{.message}"),
                    If(
                        Condition("Ready", "True"),
                        &[
                            When(Number("status.replicas", Cmp::Gt, 0), Healthy, "{.message}"),
                            Otherwise(Suspended, "No replicas available"),
                        ],
                    ),
                ],
            ),
            Otherwise(Progressing, "Waiting for Function"),
        ],
    },
    Entry {
        group: "operator.knative.dev",
        kinds: &["KnativeEventing"],
        source: "https://pkg.go.dev/knative.dev/operator/pkg/apis/operator/v1beta1#KnativeEventingStatus",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for KnativeEventing"),
            If(IS_UNSURE, &[conditions(Progressing)]),
            When(
                Count("status.conditions", &All(&[Is(".status", "True"), In(".type", &["Ready", "InstallSucceeded"])]), Cmp::Eq, 2),
                Healthy,
                "KnativeEventing is healthy.",
            ),
            conditions(Degraded),
            Otherwise(Degraded, "{kind} does not report that it is ready"),
        ],
    },
    Entry {
        group: "operator.knative.dev",
        kinds: &["KnativeServing"],
        source: "https://pkg.go.dev/knative.dev/operator/pkg/apis/operator/v1beta1#KnativeServingStatus",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for KnativeServing"),
            If(Or(&[IS_UNSURE, Any("status.conditions", &Condition("DeploymentsAvailable", "False"))]), &[conditions(Progressing)]),
            When(
                Count(
                    "status.conditions",
                    &All(&[
                        Is(".status", "True"),
                        In(".type", &["Ready", "InstallSucceeded", "DependenciesInstalled", "DeploymentsAvailable"]),
                    ]),
                    Cmp::Eq,
                    4,
                ),
                Healthy,
                "KnativeServing is healthy.",
            ),
            conditions(Degraded),
            Otherwise(Degraded, "{kind} does not report that it is ready"),
        ],
    },
    Entry {
        group: "serving.knative.dev",
        kinds: &["Service"],
        source: "https://knative.dev/docs/serving/reference/serving-api/#serving.knative.dev/v1.ServiceStatus",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for status update."),
            If(Any("status.conditions", &Is(".status", "False")), &[causes(Degraded)]),
            causes(Progressing),
            When(
                Count(
                    "status.conditions",
                    &All(&[Is(".status", "True"), In(".type", &["ConfigurationsReady", "RoutesReady", "Ready"])]),
                    Cmp::Eq,
                    3,
                ),
                Healthy,
                "Knative Service is healthy.",
            ),
            Otherwise(Progressing, "Waiting for Knative Service to report its conditions"),
        ],
    },
    Entry {
        group: "serving.kserve.io",
        kinds: &["InferenceService"],
        source: "https://pkg.go.dev/github.com/kserve/kserve/pkg/apis/serving/v1beta1#InferenceServiceStatus",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for InferenceService to report status..."),
            When(Any("status.conditions", &Condition("Stopped", "True")), Suspended, "InferenceService is Stopped"),
            If(
                MODEL_IS_UNLOADED,
                &[
                    complaints(Degraded, "0: transitionStatus | {status.modelStatus.transitionStatus}{*}"),
                    Otherwise(Degraded, "0: transitionStatus | {status.modelStatus.transitionStatus}"),
                ],
            ),
            If(
                Is("status.modelStatus.transitionStatus", "InProgress"),
                &[
                    complaints(Progressing, "0: transitionStatus | InProgress{*}"),
                    Otherwise(Progressing, "0: transitionStatus | InProgress"),
                ],
            ),
            When(All(&[MODEL_IS_READY, No(&Any("status.conditions", &IS_UNWELL))]), Healthy, "InferenceService is healthy."),
            complaints(Progressing, "{*}"),
            Otherwise(Progressing, "Waiting for InferenceService to report status..."),
        ],
    },
];
