//! KEDA: what scales jobs and workloads by events.

use crate::engine::health::table::words::{Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const READY: Test = Condition("Ready", "True");
const PAUSED: Test = Condition("Paused", "True");
const JOB_FAILS: Test = All(&[Is(".type", "Ready"), In(".status", &["False", "Unknown"])]);
const OBJECT_FAILS: Test = Or(&[Condition("Ready", "False"), Condition("Fallback", "True")]);

/// The last condition that says anything has the word.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "keda.sh",
        kinds: &["ScaledJob"],
        source: "https://keda.sh/docs/latest/reference/scaledjob-spec/",
        rules: &[
            If(
                Any("status.conditions", &JOB_FAILS),
                &[EachBack("status.conditions", &[When(Or(&[JOB_FAILS, READY, PAUSED]), Degraded, "{.message}")])],
            ),
            If(
                Any("status.conditions", &READY),
                &[
                    If(
                        Any("status.conditions", &PAUSED),
                        &[EachBack("status.conditions", &[When(Or(&[READY, PAUSED]), Suspended, "{.message}")])],
                    ),
                    EachBack("status.conditions", &[When(READY, Healthy, "{.message}")]),
                ],
            ),
            Otherwise(Progressing, "Waiting for ScaledJob"),
        ],
    },
    Entry {
        group: "keda.sh",
        kinds: &["ScaledObject"],
        source: "https://keda.sh/docs/latest/reference/scaledobject-spec/",
        rules: &[
            If(
                Any("status.conditions", &OBJECT_FAILS),
                &[EachBack("status.conditions", &[When(Or(&[OBJECT_FAILS, READY, PAUSED]), Degraded, "{.message}")])],
            ),
            If(
                Any("status.conditions", &READY),
                &[
                    If(
                        Any("status.conditions", &PAUSED),
                        &[EachBack("status.conditions", &[When(Or(&[READY, PAUSED]), Suspended, "{.message}")])],
                    ),
                    EachBack("status.conditions", &[When(READY, Healthy, "{.message}")]),
                ],
            ),
            Otherwise(Progressing, "Creating HorizontalPodAutoscaler Object"),
        ],
    },
];
