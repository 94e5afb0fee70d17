//! Operator Lifecycle Manager: subscriptions. The message lists the conditions and ends with the state.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Progressing};

/// Somebody is to approve the upgrade of what is installed: that is no fault, and what says so is left out.
const AWAITS_APPROVAL: Test = All(&[
    Is("spec.installPlanApproval", "Manual"),
    Has("status.installedCSV"),
    Any("status.conditions", &All(&[Condition("InstallPlanPending", "True"), Is(".reason", "RequiresApproval")])),
]);
const IS_LISTED: Test = No(&All(&[Is(".type", "InstallPlanPending"), AWAITS_APPROVAL]));
const IS_FAULT: Test = Or(&[
    All(&[Is(".type", "InstallPlanMissing"), Not(".reason", "ReferencedInstallPlanNotFound")]),
    All(&[In(".type", &["CatalogSourcesUnhealthy", "InstallPlanFailed", "ResolutionFailed"]), Is(".status", "True")]),
]);
const FAILS: Test = Or(&[Is("status.state", "UpgradeFailed"), Any("status.conditions", &IS_FAULT)]);
const PENDS: Test = Or(&[
    Lacks("status.state"),
    In("status.state", &["", "UpgradeAvailable"]),
    All(&[
        No(&AWAITS_APPROVAL),
        Or(&[Is("status.state", "UpgradePending"), Any("status.conditions", &Condition("InstallPlanPending", "True"))]),
    ]),
]);

const fn listed(status: HealthStatus, says: &'static str) -> Rule {
    Names { of: "status.conditions", which: &IS_LISTED, name: "{#}: {.type} | {.status}\n", between: "", status, says }
}

macro_rules! told {
    ($status:expr) => {
        &[
            If(
                Lacks("status.state"),
                &[listed($status, "{*}.status.state not yet known\n"), Otherwise($status, ".status.state not yet known\n")],
            ),
            If(
                All(&[AWAITS_APPROVAL, Is("status.state", "UpgradePending")]),
                &[
                    listed($status, "{*}.status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n"),
                    Otherwise($status, ".status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n"),
                ],
            ),
            listed($status, "{*}.status.state is '{status.state}'\n"),
            Otherwise($status, ".status.state is '{status.state}'\n"),
        ]
    };
}

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "operators.coreos.com",
    kinds: &["Subscription"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/subscription/",
    rules: &[
        When(Lacks("status.conditions"), Progressing, "An install plan for a subscription is pending installation"),
        If(FAILS, told!(Degraded)),
        If(PENDS, told!(Progressing)),
        Use(told!(Healthy)),
    ],
}];
