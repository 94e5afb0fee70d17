//! Istio's operator: IstioOperator.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

const STATUS: &str = "status.status";

/// A status is a name, or its number in the protocol.
pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "install.istio.io",
    kinds: &["IstioOperator"],
    source: "https://istio.io/v1.22/docs/reference/config/istio.operator.v1alpha1/#InstallStatus-Status",
    rules: &[
        When(Or(&[Is(STATUS, "NONE"), Number(STATUS, Eq, 0)]), Unknown, "Component is not present."),
        When(Or(&[Is(STATUS, "UPDATING"), Number(STATUS, Eq, 1)]), Progressing, "Component is being updated to a different version."),
        When(
            Or(&[Is(STATUS, "RECONCILING"), Number(STATUS, Eq, 2)]),
            Progressing,
            "Controller has started but not yet completed reconciliation loop for the component.",
        ),
        When(Or(&[Is(STATUS, "HEALTHY"), Number(STATUS, Eq, 3)]), Healthy, "Component is healthy."),
        When(Or(&[Is(STATUS, "ERROR"), Number(STATUS, Eq, 4)]), Degraded, "Component is in an error state."),
        Otherwise(Progressing, "Waiting for Istio Control Plane"),
    ],
}];
