//! Other operators: External Secrets, KEDA, Strimzi.

use super::super::Sign;
use super::super::words::{ACT, Act, Asks, Change, Default, Does, Entry, Put, Takes, Test};

/// Intervals that mean never.
const NEVER: &[&str] = &["0", "0ns", "0us", "0µs", "0ms", "0s", "0m", "0h"];
const INTERVAL: &[&str] = &["spec", "refreshInterval"];
const FORCE_SYNC: &[&str] = &["metadata", "annotations", "force-sync"];

const PAUSED: &[&str] = &["metadata", "annotations", "autoscaling.keda.sh/paused"];
const PAUSED_AT: &[&str] = &["metadata", "annotations", "autoscaling.keda.sh/paused-replicas"];
const IS_PAUSED: Test = Test::Is(PAUSED, "true");
const IS_HELD: Test = Test::Or(&[IS_PAUSED, Test::Has(PAUSED_AT)]);

const ROLLING: &[&str] = &["metadata", "annotations", "strimzi.io/manual-rolling-update"];

const PAUSE: Act = Act {
    name: "pause",
    icon: "fa fa-fw fa-pause-circle",
    sign: Sign::Pause,
    does: Does::Change(&[Change::Set(PAUSED, Put::Text("true"))]),
    ..ACT
};

const RESUME: Act = Act { name: "resume", icon: "fa fa-fw fa-play-circle", sign: Sign::Resume, says: "scale by its triggers again", ..ACT };

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "external-secrets.io",
        kinds: &["ExternalSecret"],
        source: "https://external-secrets.io/latest/introduction/faq/#can-i-manually-trigger-a-secret-refresh",
        acts: &[Act {
            name: "refresh",
            sign: Sign::Refresh,
            says: "read the secret from its store now",
            disabled: &[(
                Test::All(&[Test::Printed(INTERVAL, NEVER), Test::No(&Test::Is(&["spec", "refreshPolicy"], "OnChange"))]),
                "its refreshInterval is 0: it is read once and never again",
            )],
            does: Does::Change(&[Change::Set(FORCE_SYNC, Put::Now)]),
            ..ACT
        }],
    },
    Entry {
        group: "external-secrets.io",
        kinds: &["PushSecret"],
        source: "https://external-secrets.io/latest/api/pushsecret/",
        acts: &[Act {
            name: "push",
            sign: Sign::Refresh,
            says: "write the secret to its stores now",
            disabled: &[(Test::Printed(INTERVAL, NEVER), "its refreshInterval is 0: it is pushed once and never again")],
            does: Does::Change(&[Change::Set(FORCE_SYNC, Put::Now)]),
            ..ACT
        }],
    },
    Entry {
        group: "keda.sh",
        kinds: &["ScaledJob"],
        source: "https://keda.sh/docs/latest/reference/scaledjob-spec/#pause-autoscaling",
        acts: &[
            Act { says: "start no more Jobs", disabled: &[(IS_PAUSED, "it is paused already")], ..PAUSE },
            Act { disabled: &[(Test::No(&IS_PAUSED), "it is not paused")], does: Does::Change(&[Change::Remove(PAUSED)]), ..RESUME },
        ],
    },
    Entry {
        group: "keda.sh",
        kinds: &["ScaledObject"],
        source: "https://keda.sh/docs/latest/reference/scaledobject-spec/#pause-autoscaling",
        acts: &[
            Act { says: "scale no more: the replicas stay as they are", disabled: &[(IS_HELD, "it is paused already")], ..PAUSE },
            Act {
                name: "paused-replicas",
                icon: "fa fa-fw fa-pause-circle",
                sign: Sign::Scale,
                says: "scale to this number, and no more after that",
                disabled: &[(IS_PAUSED, "it is paused as it is: resume it first")],
                params: &[Asks {
                    name: "replicas",
                    says: "how many Pods there should be while it is paused",
                    default: Default::Begins(PAUSED_AT, "0"),
                    takes: Takes::Count(" (must be >= 0)"),
                }],
                does: Does::Change(&[Change::Set(PAUSED_AT, Put::NumberText("replicas"))]),
                ..ACT
            },
            Act {
                disabled: &[(Test::No(&IS_HELD), "it is not paused")],
                does: Does::Change(&[Change::Remove(PAUSED), Change::Remove(PAUSED_AT)]),
                ..RESUME
            },
        ],
    },
    Entry {
        group: "core.strimzi.io",
        kinds: &["StrimziPodSet"],
        source: "https://strimzi.io/docs/operators/latest/deploying#proc-manual-rolling-update-strimzipodset-str",
        acts: &[Act {
            name: "rolling-update",
            sign: Sign::Restart,
            says: "restart its Pods one after the other",
            disabled: &[(Test::Is(ROLLING, "true"), "a rolling update is asked for already")],
            does: Does::Change(&[Change::Set(ROLLING, Put::Text("true"))]),
            ..ACT
        }],
    },
];
