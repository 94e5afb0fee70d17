//! Databases: CloudNativePG's Cluster, MariaDB, Percona's MongoDB.

use super::super::words::{ACT, Act, Asks, Change, Default, Does, Entry, Put, Takes, Test};
use super::super::{Call, Impact, Sign, ask, change};
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};

const LOOP: &[&str] = &["metadata", "annotations", "cnpg.io/reconciliationLoop"];
const HEALTHY: &[&str] = &["status", "instancesStatus", "healthy"];
const STOPPED: Test = Test::Is(LOOP, "disabled");
const SUSPEND: &[&str] = &["spec", "suspend"];
const PAUSE: &[&str] = &["spec", "pause"];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "postgresql.cnpg.io",
        kinds: &["Cluster"],
        source: "https://cloudnative-pg.io/documentation/current/kubectl-plugin/",
        acts: &[
            Act {
                name: "restart",
                shown: "Rollout restart Cluster",
                icon: "fa fa-fw fa-recycle",
                sign: Sign::Restart,
                says: "restart every instance, replicas first, the primary last",
                does: Does::Change(&[Change::Set(&["metadata", "annotations", "kubectl.kubernetes.io/restartedAt"], Put::Now)]),
                ..ACT
            },
            Act {
                name: "reload",
                shown: "Reload all Configuration",
                icon: "fa fa-fw fa-rotate-right",
                sign: Sign::Refresh,
                says: "read the configuration again, without a restart",
                does: Does::Change(&[Change::Set(&["metadata", "annotations", "cnpg.io/reloadedAt"], Put::Now)]),
                ..ACT
            },
            Act {
                name: "promote",
                shown: "Promote Replica to Primary",
                icon: "fa fa-fw fa-angles-up",
                sign: Sign::Forward,
                says: "switch over: connections to the primary are cut",
                disabled: &[(Test::No(&Test::AtLeast(HEALTHY, 2)), "there are fewer than two healthy instances")],
                params: &[Asks {
                    name: "instance",
                    says: "any, an instance's number, or its whole name",
                    default: Default::Text("any"),
                    takes: Takes::Text,
                }],
                does: Does::Code(promote),
                ..ACT
            },
            Act {
                name: "resume",
                shown: "Resume Reconciliation",
                icon: "fa fa-fw fa-play",
                sign: Sign::Resume,
                says: "let the operator look after it again",
                when: STOPPED,
                does: Does::Change(&[Change::Remove(LOOP)]),
                ..ACT
            },
            Act {
                name: "suspend",
                shown: "Suspend Reconciliation",
                icon: "fa fa-fw fa-pause",
                sign: Sign::Pause,
                says: "keep the operator from it: no failover either",
                when: Test::No(&STOPPED),
                does: Does::Change(&[Change::Set(LOOP, Put::Text("disabled"))]),
                ..ACT
            },
        ],
    },
    Entry {
        group: "k8s.mariadb.com",
        kinds: &["MariaDB"],
        source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/suspend.md",
        acts: &[
            Act {
                name: "resume",
                shown: "Resume",
                icon: "fa fa-fw fa-play",
                sign: Sign::Resume,
                says: "let the operator look after it again",
                when: Test::True(SUSPEND),
                does: Does::Change(&[Change::When(Test::True(SUSPEND), &[Change::Set(SUSPEND, Put::Bool(false))])]),
                ..ACT
            },
            Act {
                name: "suspend",
                shown: "Suspend",
                icon: "fa fa-fw fa-pause",
                sign: Sign::Pause,
                says: "keep the operator from it: no recovery either",
                when: Test::No(&Test::True(SUSPEND)),
                does: Does::Change(&[Change::Set(SUSPEND, Put::Bool(true))]),
                ..ACT
            },
        ],
    },
    Entry {
        group: "psmdb.percona.com",
        kinds: &["PerconaServerMongoDB"],
        source: "https://docs.percona.com/percona-operator-for-mongodb/pause.html",
        acts: &[
            Act {
                name: "pause",
                icon: "fa fa-fw fa-pause-circle",
                sign: Sign::Pause,
                says: "stop every Pod of the cluster; its data stays",
                disabled: &[(Test::True(PAUSE), "it is paused already")],
                does: Does::Change(&[Change::Set(PAUSE, Put::Bool(true))]),
                ..ACT
            },
            Act {
                name: "unpause",
                icon: "fa fa-fw fa-play-circle",
                sign: Sign::Resume,
                says: "start the cluster's Pods again",
                disabled: &[(Test::No(&Test::True(PAUSE)), "it is not paused")],
                does: Does::Change(&[Change::Set(PAUSE, Put::Bool(false))]),
                ..ACT
            },
        ],
    },
];

/// Names another primary, as CloudNativePG's `promote` does: its operator switches over to it.
fn promote(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let wanted = call.parameters.get("instance").map_or("any", |text| &**text);
    let healthy: Vec<&str> = ask::items(call.object, HEALTHY).iter().filter_map(Value::as_str).collect();
    let Some(chosen) = instance(call, wanted, &healthy) else {
        // Argo CD's words.
        let problem = Problem::error(ProblemKind::NotFound, format!("Could not find a healthy instance matching the criteria: {wanted}"));
        return Err(problem.hint(format!("healthy are: {}", healthy.join(", "))));
    };
    let set = |object, at, value: String| change::set(&object, &["status", at], Value::str(value));
    let object = set(call.object.clone(), "targetPrimary", chosen.to_owned())?;
    let object = set(object, "targetPrimaryTimestamp", change::time(call.now))?;
    let object = set(object, "phase", "Switchover in progress".to_owned())?;
    let object = set(object, "phaseReason", format!("Switching over to {chosen}"))?;
    Ok(vec![Impact::Patch(object)])
}

/// The healthy instance that is meant: the next after the primary, one by its number, or one by its name.
fn instance<'a>(call: &Call<'_>, wanted: &str, healthy: &[&'a str]) -> Option<&'a str> {
    if wanted == "any" {
        let primary = call.object.str_at(&["status", "currentPrimary"]);
        let at = healthy.iter().position(|name| Some(*name) == primary);
        let next = at.and_then(|at| healthy.get(at + 1)).or_else(|| healthy.first());
        return next.copied();
    }
    let numbered = format!("{}-{wanted}", call.object.name());
    let name = if wanted.bytes().all(|byte| byte.is_ascii_digit()) { &*numbered } else { wanted };
    healthy.iter().find(|own| **own == name).copied()
}
