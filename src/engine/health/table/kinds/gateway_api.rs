//! Gateway API: BackendTLSPolicy, Gateway, GatewayClass, GRPCRoute, HTTPRoute.
//!
//! Each parent of a route, and each listener of a gateway, has conditions of its own: one whose references or acceptance failed is
//! told first, then one that is not programmed yet. A condition about another generation says nothing.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const SPEC: &str = "https://gateway-api.sigs.k8s.io/reference/spec/";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "gateway.networking.k8s.io",
        kinds: &["BackendTLSPolicy"],
        source: "https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/",
        rules: &[
            Each(
                "status.ancestors",
                &[Each(
                    ".conditions",
                    &[When(IS_STALE, Progressing, "Waiting for Ancestor {^ancestorRef.name} to update BackendTLSPolicy status")],
                )],
            ),
            Each(
                "status.ancestors",
                &[Each(
                    ".conditions",
                    &[When(
                        All(&[In(".type", &["Accepted", "ResolvedRefs"]), Not(".status", "True")]),
                        Degraded,
                        "Ancestor {^ancestorRef.name}: {.message}",
                    )],
                )],
            ),
            When(Any("status.ancestors", &Any(".conditions", &Is(".type", "Accepted"))), Healthy, "BackendTLSPolicy is healthy"),
            Otherwise(Progressing, "Waiting for BackendTLSPolicy status"),
        ],
    },
    Entry {
        group: "gateway.networking.k8s.io",
        kinds: &["GRPCRoute"],
        source: "https://gateway-api.sigs.k8s.io/api-types/grpcroute/#status",
        rules: &[
            Each("status.parents", PARENT),
            When(Any("status.parents", &No(&Empty(".conditions"))), Healthy, "GRPCRoute is healthy"),
            Otherwise(Progressing, "Waiting for GRPCRoute status"),
        ],
    },
    Entry {
        group: "gateway.networking.k8s.io",
        kinds: &["Gateway"],
        source: SPEC,
        rules: &[
            Use(GATEWAY),
            Each("status.listeners", LISTENER),
            When(Or(&[Has("status.conditions"), No(&Empty("status.listeners"))]), Healthy, "Gateway is healthy"),
            Otherwise(Progressing, "Waiting for Gateway status"),
        ],
    },
    Entry {
        group: "gateway.networking.k8s.io",
        kinds: &["GatewayClass"],
        source: "https://gateway-api.sigs.k8s.io/api-types/gatewayclass/#gatewayclass-status",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    All(&[Is(".type", "Accepted"), No(&IS_STALE)]),
                    &[
                        When(Is(".status", "True"), Healthy, "{.message|=GatewayClass is accepted}"),
                        When(Is(".status", "False"), Degraded, "{.message|=GatewayClass is not accepted}"),
                        Otherwise(Progressing, "{.message|=Waiting for GatewayClass status}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "Waiting for GatewayClass status"),
        ],
    },
    Entry {
        group: "gateway.networking.k8s.io",
        kinds: &["HTTPRoute"],
        source: "https://gateway-api.sigs.k8s.io/api-types/httproute/#routestatus",
        rules: &[
            Each("status.parents", &[If(No(&Any(".conditions", &IS_STALE)), PARENT)]),
            When(
                Any("status.parents", &All(&[No(&Empty(".conditions")), No(&Any(".conditions", &IS_STALE))])),
                Healthy,
                "HTTPRoute is healthy",
            ),
            Otherwise(Progressing, "Waiting for HTTPRoute status"),
        ],
    },
];

/// The condition is about another generation of the object.
const IS_STALE: Test = All(&[Has("metadata.generation"), Has(".observedGeneration"), Differ(".observedGeneration", "metadata.generation")]);

const REFS_FAILED: Test = All(&[Is(".type", "ResolvedRefs"), Is(".status", "False")]);
const IS_REFUSED: Test = All(&[Is(".type", "Accepted"), Is(".status", "False")]);
const IS_NOT_PROGRAMMED: Test = All(&[Is(".type", "Programmed"), Not(".status", "True")]);

const GATEWAY: &[Rule] = &[
    Each("status.conditions", &[When(REFS_FAILED, Degraded, "{.message|=Failed condition: ResolvedRefs}")]),
    Each("status.conditions", &[When(IS_REFUSED, Degraded, "{.message|=Failed condition: Accepted}")]),
    Each("status.conditions", &[When(IS_NOT_PROGRAMMED, Progressing, "{.message|=Gateway is still being programmed}")]),
];

const LISTENER: &[Rule] = &[
    Each(".conditions", &[When(REFS_FAILED, Degraded, "Listener: {.message|=Failed condition: ResolvedRefs}")]),
    Each(".conditions", &[When(IS_REFUSED, Degraded, "Listener: {.message|=Failed condition: Accepted}")]),
    Each(".conditions", &[When(IS_NOT_PROGRAMMED, Progressing, "Listener: {.message|=Listener is still being programmed}")]),
];

const PARENT: &[Rule] = &[
    Each(".conditions", &[When(REFS_FAILED, Degraded, "Parent {^parentRef.name}: {.message|=Failed condition: ResolvedRefs}")]),
    Each(".conditions", &[When(IS_REFUSED, Degraded, "Parent {^parentRef.name}: {.message|=Failed condition: Accepted}")]),
    Each(".conditions", &[When(IS_NOT_PROGRAMMED, Progressing, "Parent {^parentRef.name}: {.message|=Route is still being programmed}")]),
];
