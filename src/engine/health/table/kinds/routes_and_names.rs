//! The way in: certificates of GKE, node networks, OpenShift's ingress and routes, Contour, the Airlock microgateway, DNS-SD names.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended, Unknown};

/// Contour's word counts only for the generation that it saw.
const IS_OBSERVED: Test = Same("metadata.generation", ".observedGeneration");
const ADMITTED: Test = Any(".conditions", &Condition("Admitted", "True"));
const REFUSED: Test = Any(".conditions", &Condition("Admitted", "False"));
const REFUSES: Rule = When(Not(".status", "True"), Degraded, "Ancestor {^ancestorRef.name}: {.message}");

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "microgateway.airlock.com",
        kinds: &[],
        source: "https://docs.airlock.com/microgateway/latest/",
        rules: &[
            When(No(&Ends("kind", "Policy")), Healthy, "{kind} is healthy"),
            If(
                Has("metadata.generation"),
                &[Each(
                    "status.ancestors",
                    &[Each(
                        ".conditions",
                        &[When(
                            Differ(".observedGeneration", "metadata.generation"),
                            Progressing,
                            "Waiting for Ancestor {^ancestorRef.name} to update {kind} status",
                        )],
                    )],
                )],
            ),
            Each("status.ancestors", &[Each(".conditions", &[If(In(".type", &["Accepted", "ResolvedRefs"]), &[REFUSES])])]),
            EachBack(
                "status.ancestors",
                &[
                    When(Any(".conditions", &Is(".type", "Accepted")), Healthy, "{kind} is healthy"),
                    Otherwise(Degraded, "Ancestor {.ancestorRef.name}: {kind} is not accepted"),
                ],
            ),
            Otherwise(Progressing, "Waiting for {kind} status"),
        ],
    },
    Entry {
        group: "networking.gke.io",
        kinds: &["ManagedCertificate"],
        source: "https://cloud.google.com/kubernetes-engine/docs/how-to/managed-certs",
        rules: &[
            When(
                Any("status.domainStatus", &Is(".status", "FailedNotVisible")),
                Degraded,
                "At least one certificate has failed to be provisioned",
            ),
            When(Is("status.certificateStatus", "Active"), Healthy, "All certificates are active"),
            Otherwise(Progressing, "At least one certificate is still being provisioned"),
        ],
    },
    Entry {
        group: "nmstate.io",
        kinds: &["NodeNetworkConfigurationPolicy"],
        source: "https://nmstate.io/kubernetes-nmstate/user-guide/102-configuration",
        rules: &[
            Each(
                "status.conditions",
                &[
                    When(Condition("Available", "True"), Healthy, "{.reason}{: ~.message}"),
                    When(Condition("Degraded", "True"), Degraded, "{.reason}{: ~.message}"),
                    When(Condition("Progressing", "True"), Progressing, "{.reason}{: ~.message}"),
                    When(Condition("Ignored", "True"), Suspended, "{.reason}{: ~.message}"),
                ],
            ),
            Otherwise(Progressing, "Waiting for policy to be applied"),
        ],
    },
    Entry {
        group: "operator.openshift.io",
        kinds: &["IngressController"],
        source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/operator_apis/ingresscontroller-operator-openshift-io-v1",
        rules: &[
            Each(
                "status.conditions",
                &[
                    When(Condition("Degraded", "True"), Degraded, "{.message}"),
                    When(Condition("DeploymentReplicasAllAvailable", "False"), Progressing, "{.message}"),
                    When(Condition("Progressing", "True"), Progressing, "{.reason}"),
                    When(Condition("Available", "True"), Healthy, "IngressController is available"),
                ],
            ),
            Otherwise(Progressing, "Status of IngressController is not known yet"),
        ],
    },
    Entry {
        group: "proclaim.dogmatiq.io",
        kinds: &["DNSSDServiceInstance"],
        source: "https://pkg.go.dev/github.com/dogmatiq/proclaim/crd#DNSSDServiceInstanceStatus",
        rules: &[
            When(Is("status.conditions[-Adopted].status", "False"), Degraded, "{status.conditions[-Adopted].message}"),
            When(
                In("status.conditions[-Advertised].reason", &["AdvertiseError", "UnadvertiseError"]),
                Degraded,
                "{status.conditions[-Advertised].message}",
            ),
            When(Is("status.conditions[-Discoverable].reason", "DiscoveryError"), Unknown, "{status.conditions[-Discoverable].message}"),
            When(Is("status.conditions[-Discoverable].status", "True"), Healthy, "{status.conditions[-Discoverable].message}"),
            Otherwise(Progressing, "{status.conditions[-Discoverable].message}"),
        ],
    },
    Entry {
        group: "projectcontour.io",
        kinds: &["ExtensionService"],
        source: "https://projectcontour.io/docs/main/config/api/#projectcontour.io/v1alpha1.ExtensionServiceStatus",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    IS_OBSERVED,
                    &[When(Condition("Valid", "True"), Healthy, "{.message}"), When(Condition("Valid", "False"), Degraded, "{.message}")],
                )],
            ),
            Otherwise(Progressing, "Waiting for status"),
        ],
    },
    Entry {
        group: "projectcontour.io",
        kinds: &["HTTPProxy"],
        source: "https://projectcontour.io/docs/main/config/fundamentals/#status-reporting",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    IS_OBSERVED,
                    &[
                        When(Condition("Valid", "True"), Healthy, "{status.description}"),
                        When(All(&[Condition("Valid", "False"), Lacks("spec.includes")]), Degraded, "{status.description}"),
                    ],
                )],
            ),
            // A proxy and those that it includes wait for each other: whoever includes is not judged.
            When(
                All(&[Has("spec.includes"), Any("status.conditions", &All(&[IS_OBSERVED, Is(".status", "False")]))]),
                Healthy,
                "HTTPProxy inclusions cannot be health checked",
            ),
            When(All(&[Lacks("status.conditions"), Has("status.currentStatus")]), Progressing, "{status.description}"),
            Otherwise(Progressing, "Waiting for status"),
        ],
    },
    Entry {
        group: "route.openshift.io",
        kinds: &["Route"],
        source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/network_apis/route-route-openshift-io-v1",
        rules: &[
            When(All(&[Has("status.ingress"), No(&Any("status.ingress", &No(&ADMITTED)))]), Healthy, "Route is healthy"),
            When(Any("status.ingress", &REFUSED), Degraded, "Route is degraded"),
            Otherwise(Progressing, "Route is still getting admitted"),
        ],
    },
];
