//! AWS Controllers for Kubernetes: every kind of every service.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "*.services.k8s.aws",
    kinds: &[],
    source: "https://aws-controllers-k8s.github.io/community/docs/user-docs/resource-crud/",
    rules: &[
        Each(
            "status.conditions",
            &[
                When(All(&[Is(".type", "ACK.Terminal"), Is(".status", "True")]), Degraded, "{.message}"),
                If(
                    Is(".type", "Ready"),
                    &[When(Is(".status", "False"), Progressing, "{.message}"), When(Is(".status", "True"), Healthy, "")],
                ),
            ],
        ),
        Otherwise(Progressing, "Waiting for resource to be ready"),
    ],
}];
