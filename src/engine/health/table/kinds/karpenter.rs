//! Karpenter: EC2NodeClass, NodeClaim, NodePool.

use super::conditions::{IS_CURRENT, READY};
use crate::engine::health::table::words::{Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "karpenter.k8s.aws",
        kinds: &["EC2NodeClass"],
        source: "https://karpenter.sh/docs/concepts/nodeclasses/#statusconditions",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".type", "Ready"),
                    &[When(Is(".status", "False"), Degraded, "{.message}"), When(Is(".status", "True"), Healthy, "EC2NodeClass is ready")],
                )],
            ),
            Otherwise(Progressing, "Waiting for EC2NodeClass to be ready"),
        ],
    },
    Entry {
        group: "karpenter.sh",
        kinds: &["NodeClaim"],
        source: "https://karpenter.sh/docs/concepts/nodeclaims/",
        rules: &[
            When(No(&IS_CURRENT), Progressing, "Waiting for NodeClaim spec to be reconciled"),
            // A node that is being taken away is still ready.
            Each("status.conditions", &[When(All(&[Is(".type", "Disrupting"), IS_TRUE]), Suspended, "{.message}")]),
            Use(READY),
            When(
                Any("status.conditions", &All(&[Is(".type", "Initialized"), IS_TRUE])),
                Progressing,
                "Node initialized, waiting for Ready",
            ),
            When(
                Any("status.conditions", &All(&[Is(".type", "Registered"), IS_TRUE])),
                Progressing,
                "Node registered, waiting for initialization",
            ),
            When(
                Any("status.conditions", &All(&[Is(".type", "Launched"), IS_TRUE])),
                Progressing,
                "Node launched, waiting for registration",
            ),
            Otherwise(Progressing, "Waiting for NodeClaim to be launched"),
        ],
    },
    Entry {
        group: "karpenter.sh",
        kinds: &["NodePool"],
        source: "https://karpenter.sh/docs/concepts/nodepools/#statusconditions",
        rules: &[Use(READY), Otherwise(Progressing, "Waiting for NodePool to be ready")],
    },
];

const IS_TRUE: Test = Is(".status", "True");
