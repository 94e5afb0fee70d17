//! Crossplane: providers and stacks, and the managed resources of AWS that wait in words of their own.

use crate::engine::health::table::words::{Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const IS_READY: Test = Is("status.conditions[-Ready].status", "True");
const IS_SYNCED: Test = Is("status.conditions[-Synced].status", "True");
const IS_PAUSED: Test = Any("status.conditions", &All(&[Is(".type", "Synced"), Is(".reason", "ReconcilePaused")]));

/// A managed resource is what its `Ready` and its `Synced` say together.
macro_rules! managed {
    ($group:literal, $kind:literal, $source:literal, $name:literal) => {
        Entry {
            group: $group,
            kinds: &[$kind],
            source: $source,
            rules: &[
                When(Lacks("status.conditions"), Progressing, concat!("Waiting for ", $name, " to be created")),
                When(All(&[IS_READY, IS_SYNCED]), Healthy, "{status.conditions[-Ready].reason}"),
                When(All(&[No(&IS_SYNCED), IS_PAUSED]), Suspended, "ReconcilePaused"),
                When(All(&[IS_SYNCED, No(&IS_PAUSED)]), Progressing, concat!("Waiting for ", $name, " to be available")),
                EachBack(
                    "status.conditions",
                    &[When(All(&[Is(".type", "Synced"), Is(".reason", "ReconcileError")]), Degraded, "{.message}")],
                ),
                Otherwise(
                    Degraded,
                    "{status.conditions[-Synced].message|status.conditions[-Synced].reason|=The condition Synced is not reported}",
                ),
            ],
        }
    };
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "pkg.crossplane.io",
        kinds: &["Provider"],
        source: "https://docs.crossplane.io/latest/packages/providers/#provider-conditions",
        rules: &[
            When(
                Or(&[Lacks("status.conditions[-Installed]"), Lacks("status.conditions[-Healthy]")]),
                Progressing,
                "Waiting for provider to be installed",
            ),
            When(
                All(&[Is("status.conditions[-Installed].status", "True"), Is("status.conditions[-Healthy].status", "True")]),
                Healthy,
                "{status.conditions[-Installed].reason} {status.conditions[-Healthy].reason}",
            ),
            Otherwise(Degraded, "{status.conditions[-Installed].reason} {status.conditions[-Healthy].reason}"),
        ],
    },
    managed!(
        "rds.aws.crossplane.io",
        "DBCluster",
        "https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions",
        "DBCluster"
    ),
    managed!(
        "rds.aws.crossplane.io",
        "DBInstance",
        "https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions",
        "DBInstance"
    ),
    managed!(
        "route53.aws.crossplane.io",
        "ResourceRecordSet",
        "https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions",
        "resourcrecordset"
    ),
    managed!(
        "s3.aws.crossplane.io",
        "Bucket",
        "https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions",
        "Bucket"
    ),
    Entry {
        group: "stacks.crossplane.io",
        kinds: &["ClusterStackInstall"],
        source: "https://pkg.go.dev/github.com/crossplane/crossplane@v0.8.0/apis/stacks/v1alpha1#ClusterStackInstall",
        rules: &[
            Each("status.conditionedStatus.conditions", &[When(Condition("Ready", "True"), Healthy, "{.reason}")]),
            EachBack("status.conditionedStatus.conditions", &[When(Is(".type", "Ready"), Progressing, "{.reason}")]),
            Otherwise(Progressing, "Waiting for stack to be installed"),
        ],
    },
];
