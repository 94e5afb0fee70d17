//! KubeVirt: virtual machines and their instances.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended, Unknown};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kubevirt.io",
        kinds: &["VirtualMachine"],
        source: "https://kubevirt.io/api-reference/main/definitions.html#_v1_virtualmachinestatus",
        rules: &[
            When(Any("status.conditions", &Condition("Paused", "True")), Suspended, "Paused"),
            EachBack(
                "status.conditions",
                &[If(
                    Is(".type", "Ready"),
                    &[
                        When(Is(".status", "True"), Healthy, "{status.printableStatus|=Running}"),
                        When(True("status.created"), Progressing, "{status.printableStatus|=Starting}"),
                        Otherwise(Suspended, "{status.printableStatus|=Stopped}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "{status.printableStatus|=No status available}"),
        ],
    },
    Entry {
        group: "kubevirt.io",
        kinds: &["VirtualMachineInstance"],
        source: "https://kubevirt.io/api-reference/main/definitions.html#_v1_virtualmachineinstancestatus",
        rules: &[
            When(Is("status.phase", "Failed"), Degraded, "{status.phase}"),
            When(In("status.phase", &["Pending", "Scheduling", "Scheduled"]), Progressing, "{status.phase}"),
            When(Is("status.phase", "Succeeded"), Suspended, "{status.phase}"),
            When(Is("status.phase", "Unknown"), Unknown, "{status.phase}"),
            Each("status.conditions", &[When(Condition("Paused", "True"), Suspended, "{.message}")]),
            EachBack(
                "status.conditions",
                &[If(Is(".type", "Ready"), &[When(Is(".status", "True"), Healthy, "Running"), Otherwise(Degraded, "{.message}")])],
            ),
            Otherwise(Progressing, "{status.phase|=No status available}"),
        ],
    },
];
