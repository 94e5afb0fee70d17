//! Keiko's IAM manager: Iamrole.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "iammanager.keikoproj.io",
    kinds: &["Iamrole"],
    source: "https://pkg.go.dev/github.com/keikoproj/iam-manager/api/v1alpha1#IamroleStatus",
    rules: &[
        When(
            Is("status.state", "Ready"),
            Healthy,
            "Role '{status.roleName|=<none>}' exists with ARN '{status.roleARN|=<none>}' and ID '{status.roleID|=<none>}'.",
        ),
        If(
            In("status.state", &["Error", "RolesMaxLimitReached", "PolicyNotAllowed", "RoleNameNotAvailable"]),
            &[
                When(
                    Number("status.retryCount", Gt, 0),
                    Degraded,
                    "Failed to reconcile the Iamrole (retry {status.retryCount}) for role '{status.roleName|=<none>}' with ARN \
                     '{status.roleARN|=<none>}' and ID '{status.roleID|=<none>}'.{ Reconciliation error was: ~status.errorDescription}",
                ),
                Otherwise(
                    Degraded,
                    "Failed to reconcile the Iamrole for role '{status.roleName|=<none>}' with ARN '{status.roleARN|=<none>}' \
                     and ID '{status.roleID|=<none>}'.{ Reconciliation error was: ~status.errorDescription}",
                ),
            ],
        ),
        Otherwise(Progressing, "Waiting for Iamrole to be reconciled"),
    ],
}];
