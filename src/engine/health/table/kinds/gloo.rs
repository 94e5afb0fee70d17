//! Gloo: gateways, routes, upstreams, settings. Each namespace's controller reports a state; older ones reported one alone.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const SOURCE: &str = "https://pkg.go.dev/github.com/solo-io/solo-kit/pkg/api/v1/resources/core#Status";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "gateway.solo.io",
        kinds: &["Gateway", "MatchableHttpGateway", "RouteOption", "RouteTable", "VirtualHostOption", "VirtualService"],
        source: SOURCE,
        rules: RULES,
    },
    Entry { group: "gloo.solo.io", kinds: &["Proxy", "Settings", "Upstream", "UpstreamGroup"], source: SOURCE, rules: RULES },
];

const RULES: &[Rule] = &[Each("status.statuses", STATE), At("status", STATE), Otherwise(Progressing, "Update in progress")];

/// A state is a name, or its number in the protocol.
const STATE: &[Rule] = &[
    When(Or(&[Is(".state", "Accepted"), Number(".state", Eq, 1)]), Healthy, "The resource has been validated"),
    When(Or(&[Is(".state", "Warning"), Number(".state", Eq, 3)]), Degraded, "{.reason}"),
    When(Or(&[Is(".state", "Pending"), Number(".state", Eq, 0)]), Suspended, "The resource has not yet been validated"),
    When(Or(&[Is(".state", "Rejected"), Number(".state", Eq, 2)]), Degraded, "{.reason}"),
];
