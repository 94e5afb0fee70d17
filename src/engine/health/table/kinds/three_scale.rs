//! Red Hat 3scale: APIManager, and what it manages. A condition of these kinds says something where it is true.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const SOURCE: &str =
    "https://docs.redhat.com/en/documentation/red_hat_3scale_api_management/2.15/html/operating_red_hat_3scale_api_management/";
const CONDITIONS: &str = "status.conditions";
const IS_TRUE: Test = Is(".status", "True");

const READY: Rule = When(Is(".type", "Ready"), Healthy, "3scale {kind} is ready");
const SYNCED: Rule = When(Is(".type", "Synced"), Healthy, "3scale {kind} is synced");
const WAITING: Rule = Otherwise(Progressing, "Waiting for 3scale {kind} status...");

/// What a condition says for itself, or these words.
const INVALID: Rule = If(
    Is(".type", "Invalid"),
    &[When(Has(".message"), Degraded, "{.message}"), Otherwise(Degraded, "3scale {kind} configuration is invalid")],
);
const ORPHAN: Rule = If(
    Is(".type", "Orphan"),
    &[When(Has(".message"), Degraded, "{.message}"), Otherwise(Degraded, "3scale {kind} references non-existing resources")],
);
const FAILED: Rule = If(
    Is(".type", "Failed"),
    &[When(Has(".message"), Degraded, "{.message}"), Otherwise(Degraded, "3scale {kind} synchronization failed")],
);

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "apps.3scale.net",
        kinds: &["APIManager"],
        source: SOURCE,
        rules: &[
            When(
                All(&[Has("status.deployments.ready"), Lacks("status.deployments.starting"), Lacks("status.deployments.stopped")]),
                Healthy,
                "3scale APIManager is available",
            ),
            Each(
                CONDITIONS,
                &[If(
                    Is(".type", "Available"),
                    &[
                        When(IS_TRUE, Healthy, "3scale APIManager is available"),
                        When(No(&Empty(".reason")), Degraded, "3scale APIManager is degraded: {.reason}"),
                    ],
                )],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["ActiveDoc"],
        source: SOURCE,
        rules: &[Each(CONDITIONS, &[If(IS_TRUE, &[READY, INVALID, ORPHAN, FAILED])]), WAITING],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["Application"],
        source: SOURCE,
        rules: &[
            When(Is("status.state", "suspended"), Suspended, "3scale Application is suspended"),
            Each(
                CONDITIONS,
                &[If(
                    Is(".type", "Ready"),
                    &[
                        When(IS_TRUE, Healthy, "3scale Application is ready"),
                        // One that has an id exists there, and is being changed.
                        When(No(&Number("status.adminId", Gt, 0)), Degraded, "{.message|=3scale Application is not ready}"),
                    ],
                )],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["ApplicationAuth"],
        source: SOURCE,
        rules: &[
            Each(CONDITIONS, &[If(IS_TRUE, &[READY, When(Is(".type", "Failed"), Degraded, "{.message|=3scale ApplicationAuth failed}")])]),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["Backend"],
        source: SOURCE,
        rules: &[Each(CONDITIONS, &[If(IS_TRUE, &[SYNCED, INVALID, FAILED])]), WAITING],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["CustomPolicyDefinition"],
        source: SOURCE,
        rules: &[Each(CONDITIONS, &[If(IS_TRUE, &[READY, INVALID, FAILED])]), WAITING],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["DeveloperAccount"],
        source: SOURCE,
        rules: &[
            Each(
                CONDITIONS,
                &[If(
                    IS_TRUE,
                    &[
                        READY,
                        INVALID,
                        FAILED,
                        When(Is(".type", "Waiting"), Suspended, "{.message|=3scale DeveloperAccount is waiting for approval}"),
                    ],
                )],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["DeveloperUser"],
        source: SOURCE,
        rules: &[
            When(Is("status.developerUserState", "suspended"), Suspended, "3scale Developer user is waiting for admin approval"),
            Each(CONDITIONS, &[If(IS_TRUE, &[READY, INVALID, ORPHAN, FAILED])]),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["OpenAPI"],
        source: SOURCE,
        rules: &[
            Each(
                CONDITIONS,
                &[If(
                    IS_TRUE,
                    &[READY, INVALID, When(Is(".type", "Failed"), Degraded, "{.message|=3scale OpenAPI reconciliation failed}")],
                )],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["Product"],
        source: SOURCE,
        rules: &[Each(CONDITIONS, &[If(IS_TRUE, &[SYNCED, INVALID, ORPHAN, FAILED])]), WAITING],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["ProxyConfigPromote"],
        source: SOURCE,
        rules: &[
            Each(
                CONDITIONS,
                &[If(
                    IS_TRUE,
                    &[
                        READY,
                        When(Is(".type", "In-progress"), Progressing, "{.message|=3scale ProxyConfigPromote is in progress}"),
                        When(Is(".type", "Failed"), Degraded, "{.message|=3scale ProxyConfigPromote failed}"),
                    ],
                )],
            ),
            WAITING,
        ],
    },
    Entry {
        group: "capabilities.3scale.net",
        kinds: &["Tenant"],
        source: SOURCE,
        rules: &[
            When(
                All(&[
                    Any(CONDITIONS, &All(&[Is(".type", "Ready"), IS_TRUE])),
                    Number("status.tenantId", Gt, 0),
                    Number("status.adminId", Gt, 0),
                ]),
                Healthy,
                "3scale Tenant is ready",
            ),
            Each(
                CONDITIONS,
                &[When(All(&[Is(".type", "Ready"), Not(".status", "True")]), Degraded, "{.message|=3scale Tenant is degraded}")],
            ),
            WAITING,
        ],
    },
];
