//! Operator Lifecycle Manager: subscriptions. The message lists the conditions and ends with the state.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Progressing};

/// Somebody is to approve the upgrade of what is installed: that is no fault, and what says so is left out.
const AWAITS_APPROVAL: Test = All(&[
    Is("spec.installPlanApproval", "Manual"),
    Has("status.installedCSV"),
    Any("status.conditions", &All(&[Condition("InstallPlanPending", "True"), Is(".reason", "RequiresApproval")])),
]);
const IS_FAULT: Test = Or(&[
    All(&[Is(".type", "InstallPlanMissing"), Not(".reason", "ReferencedInstallPlanNotFound")]),
    All(&[In(".type", &["CatalogSourcesUnhealthy", "InstallPlanFailed", "ResolutionFailed"]), Is(".status", "True")]),
]);
const FAILS: Test = Or(&[Is("status.state", "UpgradeFailed"), Any("status.conditions", &IS_FAULT)]);
const PENDS: Test = Or(&[Lacks("status.state"), In("status.state", &["", "UpgradeAvailable"])]);
const INSTALLS: Test = Or(&[Is("status.state", "UpgradePending"), Any("status.conditions", &Condition("InstallPlanPending", "True"))]);

const fn listed(which: &'static Test, status: HealthStatus, says: &'static str) -> Rule {
    Names { of: "status.conditions", which, name: "{#}: {.type} | {.status}\n", between: "", status, says }
}

macro_rules! told {
    ($which:expr, $status:expr, $state:expr) => {
        &[listed(&$which, $status, concat!("{*}", $state)), Otherwise($status, $state)]
    };
}

macro_rules! told_of_each_state {
    ($which:expr, $status:expr) => {
        &[
            If(Lacks("status.state"), told!($which, $status, ".status.state not yet known\n")),
            Use(told!($which, $status, ".status.state is '{status.state}'\n")),
        ]
    };
}

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "operators.coreos.com",
    kinds: &["Subscription"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/subscription/",
    rules: &[
        When(Lacks("status.conditions"), Progressing, "An install plan for a subscription is pending installation"),
        If(
            AWAITS_APPROVAL,
            &[
                If(
                    Is("status.state", "UpgradePending"),
                    &[
                        If(
                            FAILS,
                            told!(
                                Not(".type", "InstallPlanPending"),
                                Degraded,
                                ".status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n"
                            ),
                        ),
                        Use(told!(
                            Not(".type", "InstallPlanPending"),
                            Healthy,
                            ".status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n"
                        )),
                    ],
                ),
                If(FAILS, told_of_each_state!(Not(".type", "InstallPlanPending"), Degraded)),
                If(PENDS, told_of_each_state!(Not(".type", "InstallPlanPending"), Progressing)),
                Use(told_of_each_state!(Not(".type", "InstallPlanPending"), Healthy)),
            ],
        ),
        If(FAILS, told_of_each_state!(Has("."), Degraded)),
        If(Or(&[PENDS, INSTALLS]), told_of_each_state!(Has("."), Progressing)),
        Use(told_of_each_state!(Has("."), Healthy)),
    ],
}];
