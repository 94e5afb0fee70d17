//! SAP BTP service operator.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "services.cloud.sap.com",
    kinds: &["ServiceBinding", "ServiceInstance"],
    source: "https://pkg.go.dev/github.com/SAP/sap-btp-service-operator/api/v1#ServiceInstanceStatus",
    rules: &[
        When(Has("metadata.deletionTimestamp"), Progressing, "Resource is being deleted"),
        Each(
            "status.conditions",
            &[
                When(
                    All(&[Has(".observedGeneration"), Has("metadata.generation"), Differ(".observedGeneration", "metadata.generation")]),
                    Progressing,
                    "Waiting for spec update to be observed",
                ),
                When(Or(&[Condition("Succeeded", "False"), Condition("Failed", "True")]), Degraded, "{.message}"),
            ],
        ),
        When(Has("status.conditions"), Healthy, "Ready to use"),
        Otherwise(Progressing, "Waiting for status"),
    ],
}];
