//! Gardener: Shoot. Its health stands in a label.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

const LABEL: &str = "metadata.labels[shoot.gardener.cloud/status]";

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "core.gardener.cloud",
    kinds: &["Shoot"],
    source: "https://pkg.go.dev/github.com/gardener/gardener/pkg/apis/core/v1beta1/constants",
    rules: &[
        When(Is(LABEL, "healthy"), Healthy, "Component state: Healthy"),
        When(Is(LABEL, "progressing"), Progressing, "Component state: Update in progress"),
        When(Is(LABEL, "unhealthy"), Degraded, "Component state: Unhealthy"),
        When(Is(LABEL, "unknown"), Unknown, "Component state: Unknown"),
        Otherwise(Progressing, "Update in progress"),
    ],
}];
