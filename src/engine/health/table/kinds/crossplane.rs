//! Crossplane: what its providers manage, of every group, and the kinds of AWS that are judged apart.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const MANAGED: &str = "https://docs.crossplane.io/latest/managed-resources/managed-resources/";
const UP_TO_DATE: &str = "Resource is up-to-date.";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "*.crossplane.io",
        kinds: &[],
        source: MANAGED,
        rules: &[
            When(
                All(&[
                    Empty("status"),
                    In(
                        "kind",
                        &[
                            "ClusterProviderConfig",
                            "Composition",
                            "CompositionRevision",
                            "ControllerConfig",
                            "DeploymentRuntimeConfig",
                            "ProviderConfig",
                            "ProviderConfigUsage",
                        ],
                    ),
                ]),
                Healthy,
                UP_TO_DATE,
            ),
            Use(BEFORE_CONDITIONS),
            When(
                Any(
                    "status.conditions",
                    &All(&[
                        In(".type", &["Ready", "Healthy", "Offered", "Established", "ValidPipeline", "RevisionHealthy"]),
                        Is(".status", "True"),
                    ]),
                ),
                Healthy,
                UP_TO_DATE,
            ),
            Otherwise(Progressing, "Provisioning ..."),
        ],
    },
    Entry {
        group: "*.upbound.io",
        kinds: &[],
        source: MANAGED,
        rules: &[
            When(
                All(&[Empty("status"), In("kind", &["ClusterProviderConfig", "ProviderConfig", "ProviderConfigUsage"])]),
                Healthy,
                UP_TO_DATE,
            ),
            Use(BEFORE_CONDITIONS),
            When(Any("status.conditions", &All(&[Is(".type", "Ready"), Is(".status", "True")])), Healthy, UP_TO_DATE),
            Otherwise(Progressing, "Provisioning ..."),
        ],
    },
    Entry {
        group: "cloudfront.aws.crossplane.io",
        kinds: &["Distribution"],
        source: MANAGED,
        rules: &[
            Use(SETTLED),
            When(WAITS, Progressing, "Waiting for distribution to be available"),
            Use(FAILED),
            Otherwise(Progressing, "Waiting for distribution to be created"),
        ],
    },
    Entry {
        group: "iam.aws.crossplane.io",
        kinds: &["Policy", "Role", "RolePolicyAttachment"],
        source: MANAGED,
        rules: &[
            Use(SETTLED),
            When(WAITS, Progressing, "Waiting for {kind} to be available"),
            Use(FAILED),
            Otherwise(Progressing, "Waiting for {kind} to be created"),
        ],
    },
];

/// What has no status is a setting; one that says who uses it is in use; what cannot be synchronized failed.
const BEFORE_CONDITIONS: &[Rule] = &[
    When(Lacks("status"), Healthy, UP_TO_DATE),
    If(
        Lacks("status.conditions"),
        &[
            When(All(&[In("kind", &["ClusterProviderConfig", "ProviderConfig"]), Has("status.users")]), Healthy, "Resource is in use."),
            Otherwise(Progressing, "Provisioning ..."),
        ],
    ),
    Each(
        "status.conditions",
        &[When(All(&[In(".type", &["LastAsyncOperation", "Synced"]), Is(".status", "False")]), Degraded, "{.message}")],
    ),
];

const READY: Test = Is("status.conditions[-Ready].status", "True");
const SYNCED: Test = Is("status.conditions[-Synced].status", "True");
const PAUSED: Test = Any("status.conditions", &All(&[Is(".type", "Synced"), Is(".reason", "ReconcilePaused")]));
const WAITS: Test = All(&[No(&READY), SYNCED, No(&PAUSED)]);

const SETTLED: &[Rule] = &[
    When(All(&[READY, SYNCED]), Healthy, "{status.conditions[-Ready].reason}"),
    When(All(&[No(&SYNCED), PAUSED]), Suspended, "ReconcilePaused"),
];

/// Where there are conditions and none of them says anything better.
const FAILED: &[Rule] = &[
    EachBack("status.conditions", &[When(All(&[Is(".type", "Synced"), Is(".reason", "ReconcileError")]), Degraded, "{.message}")]),
    When(
        Has("status.conditions"),
        Degraded,
        "{status.conditions[-Synced].message|status.conditions[-Synced].reason|=The condition Synced is not reported}",
    ),
];
