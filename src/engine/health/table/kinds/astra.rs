//! NetApp Astra Control: what protects applications.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const SOURCE: &str = "https://docs.netapp.com/us-en/trident/trident-protect/trident-protect-protect-apps.html";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "astra.netapp.io",
        kinds: &["AppVault"],
        source: SOURCE,
        rules: &[
            When(In("status.state", &["available", "Available"]), Healthy, "{kind} Available"),
            When(In("status.state", &["failed", "Failed"]), Degraded, "{kind} Failed"),
            Otherwise(Progressing, "No status available"),
        ],
    },
    Entry {
        group: "astra.netapp.io",
        kinds: &["Application"],
        source: SOURCE,
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".type", "Ready"),
                    &[
                        When(Is(".status", "True"), Healthy, "Astra Application Ready, protectionState: {status.protectionState}"),
                        When(Is(".status", "False"), Degraded, "Astra Application Degraded, message: {.message}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "No status available"),
        ],
    },
    Entry {
        group: "astra.netapp.io",
        kinds: &["Backup", "ExecHooksRun", "ResourceBackup", "ResticVolumeBackup", "Snapshot"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.state"), Progressing, "No status available"),
            When(Is("status.state", "Completed"), Healthy, "{kind} Completed"),
            When(Is("status.state", "Running"), Progressing, "{kind} Running"),
            Otherwise(Degraded, "{status.state}"),
        ],
    },
    Entry {
        group: "astra.netapp.io",
        kinds: &["ExecHook"],
        source: SOURCE,
        rules: &[
            When(True("spec.enabled"), Healthy, "{kind} enabled"),
            When(False("spec.enabled"), Suspended, "{kind} disabled"),
            Otherwise(Progressing, "No status available"),
        ],
    },
    Entry {
        group: "astra.netapp.io",
        kinds: &["Schedule"],
        source: SOURCE,
        rules: &[
            When(Has("status.lastScheduleTime"), Healthy, "Protection policy lastScheduleTime: {status.lastScheduleTime}"),
            Otherwise(Healthy, "Protection policy not yet executed"),
        ],
    },
];
