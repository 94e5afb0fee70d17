//! KubeVirt's containerized data importer: DataVolume.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "cdi.kubevirt.io",
    kinds: &["DataVolume"],
    source: "https://kubevirt.io/user-guide/storage/containerized_data_importer/",
    rules: &[
        When(Is("status.phase", "Succeeded"), Healthy, "{status.phase}"),
        When(Is("status.phase", "Paused"), Suspended, "{status.phase}"),
        Each(
            "status.conditions",
            &[When(All(&[Is(".type", "Running"), Is(".status", "False"), Is(".reason", "Error")]), Degraded, "{.message}")],
        ),
        When(In("status.phase", &["Failed", "Unknown"]), Degraded, "{status.phase}"),
        Otherwise(Progressing, "{status.phase|=No status available}"),
    ],
}];
