//! Workloads of Kubernetes itself: Deployment, StatefulSet, DaemonSet.

use super::super::Sign;
use super::super::words::{ACT, Act, Asks, Change, Default, Does, Entry, Put, Takes, Test};

const PAUSED: &[&str] = &["spec", "paused"];

/// What `kubectl rollout restart` sets: another template, so that every Pod is made anew.
const RESTARTED: &[&str] = &["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"];

const RESTART: Act = Act {
    name: "restart",
    icon: "fa fa-fw fa-redo",
    sign: Sign::Restart,
    says: "make every Pod anew, as its update strategy has it",
    does: Does::Change(&[Change::Set(RESTARTED, Put::Now)]),
    ..ACT
};

const SCALE: Act = Act {
    name: "scale",
    icon: "fa fa-fw fa-plus-circle",
    sign: Sign::Scale,
    says: "set the number of replicas until Git or an autoscaler says otherwise",
    params: &[Asks {
        name: "replicas",
        says: "how many Pods there should be",
        default: Default::From(&["spec", "replicas"]),
        takes: Takes::Count(""),
    }],
    does: Does::Change(&[Change::Set(&["spec", "replicas"], Put::Number("replicas"))]),
    ..ACT
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "apps",
        kinds: &["Deployment"],
        source: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
        acts: &[
            RESTART,
            Act {
                name: "pause",
                icon: "fa fa-fw fa-pause-circle",
                sign: Sign::Pause,
                says: "keep changes of the template from being rolled out",
                disabled: &[(Test::True(PAUSED), "its rollout is paused already")],
                does: Does::Change(&[Change::Set(PAUSED, Put::Bool(true))]),
                ..ACT
            },
            Act {
                name: "resume",
                icon: "fa fa-fw fa-play-circle",
                sign: Sign::Resume,
                says: "roll out what changed while it was paused",
                disabled: &[(Test::No(&Test::True(PAUSED)), "its rollout is not paused")],
                does: Does::Change(&[Change::Remove(PAUSED)]),
                ..ACT
            },
            SCALE,
        ],
    },
    Entry {
        group: "apps",
        kinds: &["StatefulSet"],
        source: "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/",
        acts: &[RESTART, SCALE],
    },
    Entry {
        group: "apps",
        kinds: &["DaemonSet"],
        source: "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        acts: &[RESTART],
    },
];
