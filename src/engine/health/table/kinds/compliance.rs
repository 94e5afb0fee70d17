//! Policies: Kyverno's, and those of Open Cluster Management.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const IS_COMPLIANT: Test = Is("status.compliant", "Compliant");
const DIFFERS: Test = Not(".compliant", "Compliant");
const CAN_TELL: Test = All(&[Has(".type"), Has(".message")]);
const NOT_REPORTED: Rule = When(Lacks("status.compliant"), Progressing, "Waiting for the status to be reported");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kyverno.io",
        kinds: &["Policy"],
        source: "https://pkg.go.dev/github.com/kyverno/kyverno/api/kyverno/v1#PolicyStatus",
        rules: &[
            When(
                Any("status.conditions", &All(&[Condition("Ready", "True"), Is(".reason", "Succeeded"), Is(".message", "Ready")])),
                Healthy,
                "Policy is ready",
            ),
            Otherwise(Progressing, "Waiting for Policy to be ready"),
        ],
    },
    Entry {
        group: "policy.open-cluster-management.io",
        kinds: &["CertificatePolicy"],
        source: "https://pkg.go.dev/open-cluster-management.io/cert-policy-controller/api/v1#CertificatePolicyStatus",
        rules: &[
            NOT_REPORTED,
            When(IS_COMPLIANT, Healthy, "All certificates found comply with the policy"),
            Otherwise(Degraded, "At least once certificate does not comply with the policy"),
        ],
    },
    Entry {
        group: "policy.open-cluster-management.io",
        kinds: &["ConfigurationPolicy"],
        source: "https://pkg.go.dev/open-cluster-management.io/config-policy-controller/api/v1#ConfigurationPolicyStatus",
        rules: &[
            NOT_REPORTED,
            When(Differ("status.lastEvaluatedGeneration", "metadata.generation"), Progressing, "Waiting for the status to be updated"),
            When(Lacks("status.compliancyDetails"), Progressing, "Waiting for compliance"),
            If(
                IS_COMPLIANT,
                &[
                    Names {
                        of: "status.compliancyDetails[].conditions",
                        which: &CAN_TELL,
                        name: "{.type} - {.message}",
                        between: "; ",
                        status: Healthy,
                        says: "{*}",
                    },
                    Otherwise(Healthy, ""),
                ],
            ),
            Names {
                of: "status.compliancyDetails[].conditions",
                which: &CAN_TELL,
                name: "{.type} - {.message}",
                between: "; ",
                status: Degraded,
                says: "{*}",
            },
            Otherwise(Degraded, "{kind} is not compliant"),
        ],
    },
    Entry {
        group: "policy.open-cluster-management.io",
        kinds: &["OperatorPolicy"],
        source: "https://pkg.go.dev/open-cluster-management.io/config-policy-controller/api/v1beta1#OperatorPolicyStatus",
        rules: &[
            When(Lacks("status.conditions"), Progressing, "Waiting for the status to be reported"),
            When(
                All(&[Has("status.observedGeneration"), Differ("status.observedGeneration", "metadata.generation")]),
                Progressing,
                "Waiting for the status to be updated",
            ),
            Each(
                "status.conditions",
                &[If(Is(".type", "Compliant"), &[When(Is(".status", "True"), Healthy, "{.message}"), Otherwise(Degraded, "{.message}")])],
            ),
            Otherwise(Progressing, "Waiting for the compliance condition"),
        ],
    },
    Entry {
        group: "policy.open-cluster-management.io",
        kinds: &["Policy"],
        source: "https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/policy-framework/",
        rules: &[
            When(True("spec.disabled"), Healthy, "Policy is disabled"),
            // It is placed nowhere.
            When(
                All(&[Lacks("status.compliant"), Lacks("status.status"), No(&Empty("status.placement"))]),
                Healthy,
                "No clusters match this policy",
            ),
            NOT_REPORTED,
            If(
                IS_COMPLIANT,
                &[
                    Names {
                        of: "status.status",
                        which: &DIFFERS,
                        name: "{.clustername}",
                        between: ", ",
                        status: Healthy,
                        says: "NonCompliant clusters: {*}",
                    },
                    When(Has("status.status"), Healthy, "All clusters are compliant"),
                    Names {
                        of: "status.details",
                        which: &DIFFERS,
                        name: "{.templateMeta.name}",
                        between: ", ",
                        status: Healthy,
                        says: "NonCompliant templates: {*}",
                    },
                    When(Has("status.details"), Healthy, "All templates are compliant"),
                    Otherwise(Healthy, ""),
                ],
            ),
            Names {
                of: "status.status",
                which: &DIFFERS,
                name: "{.clustername}",
                between: ", ",
                status: Degraded,
                says: "NonCompliant clusters: {*}",
            },
            When(Has("status.status"), Degraded, "All clusters are compliant"),
            Names {
                of: "status.details",
                which: &DIFFERS,
                name: "{.templateMeta.name}",
                between: ", ",
                status: Degraded,
                says: "NonCompliant templates: {*}",
            },
            When(Has("status.details"), Degraded, "All templates are compliant"),
            Otherwise(Degraded, "{kind} is not compliant"),
        ],
    },
];
