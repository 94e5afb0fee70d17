//! The demo's fleet as values: fifteen applications, production in the middle of an incident, one waiting to be synced. What
//! screenshots show.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::judged::hunks;
use tiphys::engine::compare::{Rules, Verdict, Verdicts};
use tiphys::engine::resources::row::{ContainerFacts, ContainerState, Exit, Facts, Judged, OwnerRef, PodFacts, ResourceRow, WorkloadFacts};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::CommitInfo;
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::task::{DryRun, Risk, RiskKind, Task, Verb};
use tiphys::model::ids::{ClusterId, ObjectKey, Sha};
use tiphys::model::object::Object;
use tiphys::model::object::trail::{Setter, Trail};
use tiphys::model::problem::Place;
use tiphys::model::status::{Health, HealthStatus, HookType, SyncPhase, SyncStatus};
use tiphys::session::effect::Effect;
use tiphys::session::msg::Msg;
use tiphys::session::outcome::{Evaluation, Observation, Outcome};
use tiphys::session::shown::{Change, DiffView, ObjectDiff};

use super::desk::{BAD, Desk, GOOD, app, application, object, plan, value, verdict};

const FLEET: [(&str, &str, &str, bool); 15] = [
    ("checkout-production", "Synced", "Degraded", true),
    ("checkout-staging", "Synced", "Healthy", true),
    ("checkout-development", "Synced", "Healthy", true),
    ("gateway-api", "Synced", "Healthy", true),
    ("inventory-api", "OutOfSync", "Healthy", false),
    ("ledger-production", "Synced", "Healthy", true),
    ("ledger-staging", "Synced", "Healthy", true),
    ("nightly-report", "Synced", "Suspended", false),
    ("payment-sim-api", "OutOfSync", "Healthy", false),
    ("platform-apps", "Synced", "Healthy", true),
    ("reservation-api", "Synced", "Healthy", true),
    ("reservation-worker", "Synced", "Progressing", true),
    ("search-development", "Synced", "Healthy", true),
    ("search-production", "Synced", "Healthy", true),
    ("web", "Synced", "Healthy", true),
];

/// The fleet, on a screen of this size.
pub(crate) fn fleet(width: u16, height: u16) -> Desk {
    let mut desk = Desk::sized(width, height);
    let seen: BTreeSet<&str> = FLEET.iter().map(|(name, ..)| *name).collect();
    let other = desk.state.apps.keys().find(|key| !seen.contains(&*key.name));
    assert_eq!(other, None, "the desk's own applications are part of the fleet");
    desk.see(
        FLEET
            .iter()
            .map(|(name, sync, health, automated)| {
                application(name, sync, health, if *health == "Healthy" { GOOD } else { BAD }, *automated)
            })
            .collect(),
    );
    desk.settle();
    desk
}

/// The incident: everything that is asked about production is answered.
pub(crate) fn incident(desk: &mut Desk) {
    let name = "checkout-production";
    let keys = [
        object("ConfigMap", "checkout-config"),
        object("Service", "checkout"),
        object("Deployment", "checkout"),
        object("Ingress", "checkout"),
    ];
    let evaluation = Evaluation {
        revisions: vec![Sha::new(BAD)],
        source_types: Vec::new(),
        verdicts: Arc::new(Verdicts {
            status: SyncStatus::Synced,
            rows: keys.into_iter().map(|key| Verdict { status: SyncStatus::Synced, ..verdict(key) }).collect(),
            rules: Vec::new(),
        }),
        problems: Vec::new(),
        unknown: BTreeSet::new(),
        cluster: Some(ClusterId::new("demo")),
        git_stale_since: None,
    };
    let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if *subject.app.name == *name);
    assert!(desk.answer(is_its, Outcome::Evaluated(Box::new(evaluation))), "nobody asked");
    let seen = live().into_iter().map(|row| Observation::Live(Arc::new(row))).collect();
    desk.tell(Msg::Observed(seen));
    desk.settle();
}

/// Answers what the screens of the incident ask: commits, differences, log lines.
pub(crate) fn answers(desk: &mut Desk) {
    desk.answer_all(|effect| match effect {
        Effect::Commits(wanted) => {
            Some(Outcome::Commits(wanted.iter().map(|(repo, sha)| ((repo.clone(), sha.clone()), Ok(Arc::new(commit(sha))))).collect()))
        }
        Effect::Diff { .. } => Some(Outcome::Diffed(Ok(Arc::new(difference())))),
        _ => None,
    });
    let target = desk.open.iter().rev().find_map(|open| match &open.effect {
        Effect::Logs(target) => Some(target.clone()),
        _ => None,
    });
    if let Some(target) = target {
        let lines = [
            "2026-11-20T11:59:21Z checkout 1.8.0-crash starting",
            "2026-11-20T11:59:21Z connecting to postgres://db.shop:5432",
            "2026-11-20T11:59:22Z error: column \"discount_id\" does not exist",
            "2026-11-20T11:59:22Z panic: migration 0042 was not applied",
        ];
        desk.tell(Msg::Observed(vec![Observation::Log(target, lines.iter().map(|line| Arc::from(*line)).collect())]));
    }
    desk.settle();
}

fn commit(sha: &Sha) -> CommitInfo {
    let (author, time, subject) = match sha.as_str() {
        BAD => ("Ben Okoro", "2026-11-20T11:54:00Z", "checkout: 1.8.0 with discounts"),
        _ => ("Ana Ruiz", "2026-11-14T07:55:00Z", "checkout: raise requests to 200m"),
    };
    CommitInfo { sha: sha.clone(), author: author.into(), time: time.into(), subject: subject.into(), tags: Vec::new() }
}

fn row(kind: &str, name: &str, health: Option<(HealthStatus, &str)>, owner: Option<(&str, &str)>, facts: Facts) -> ResourceRow {
    let owned = |(kind, name): (&str, &str)| OwnerRef {
        group_kind: object(kind, name).group_kind,
        name: name.into(),
        uid: format!("uid-{kind}-{name}").into(),
        controller: true,
    };
    ResourceRow {
        key: object(kind, name),
        version: "v1".into(),
        uid: format!("uid-{kind}-{name}").into(),
        resource_version: "9".into(),
        generation: 1,
        created: if owner.is_some() { "2026-11-20T11:56:00Z" } else { "2026-11-14T08:00:00Z" }.into(),
        is_deleting: false,
        owners: owner.into_iter().map(owned).collect(),
        instance: None,
        borrowed: None,
        is_hook: false,
        ignores_health: false,
        because: None,
        judged: Judged::ByRule,
        since: None,
        health: health.map(|(status, message)| Health::new(status, message)),
        images: vec!["shop/checkout:1.8.0-crash".into()],
        facts,
    }
}

fn live() -> Vec<ResourceRow> {
    let workload = |desired, ready| Facts::Workload(WorkloadFacts { desired, ready, ..WorkloadFacts::default() });
    let stuck = "Deployment \"checkout\" exceeded its progress deadline";
    let pod = |state, restarts, last| {
        Facts::Pod(PodFacts {
            phase: "Running".into(),
            containers: vec![ContainerFacts {
                name: "app".into(),
                image: "shop/checkout:1.8.0-crash".into(),
                is_init: false,
                is_ready: restarts == 0,
                restarts,
                state,
                last,
            }],
            ..PodFacts::default()
        })
    };
    let crash = ContainerState::Waiting { reason: "CrashLoopBackOff".into(), message: "back-off 1m20s restarting failed container".into() };
    let exit = Exit { code: 1, reason: "Error".into(), message: "".into(), signal: 0, finished: "2026-11-20T11:59:22Z".into() };
    vec![
        row("ConfigMap", "checkout-config", None, None, Facts::None),
        row("Service", "checkout", Some((HealthStatus::Healthy, "")), None, Facts::None),
        row("Ingress", "checkout", Some((HealthStatus::Healthy, "")), None, Facts::None),
        row("Deployment", "checkout", Some((HealthStatus::Degraded, stuck)), None, workload(3, 2)),
        row("ReplicaSet", "checkout-5b8c9d", Some((HealthStatus::Healthy, "")), Some(("Deployment", "checkout")), workload(2, 2)),
        row("ReplicaSet", "checkout-6d9f7c", Some((HealthStatus::Healthy, "")), Some(("Deployment", "checkout")), workload(1, 0)),
        row(
            "Pod",
            "checkout-6d9f7c-x2x8p",
            Some((HealthStatus::Degraded, "back-off 1m20s restarting failed container")),
            Some(("ReplicaSet", "checkout-6d9f7c")),
            pod(crash, 5, Some(exit)),
        ),
        row(
            "Pod",
            "checkout-5b8c9d-9kq4m",
            Some((HealthStatus::Healthy, "")),
            Some(("ReplicaSet", "checkout-5b8c9d")),
            pod(ContainerState::Running("2026-11-14T08:00:30Z".into()), 0, None),
        ),
    ]
}

fn deployment(image: &str, deadline: i64) -> Object {
    value(json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "checkout", "namespace": "shop"},
        "spec": {"replicas": 3, "progressDeadlineSeconds": deadline, "selector": {"matchLabels": {"app": "checkout"}},
            "template": {"metadata": {"labels": {"app": "checkout"}}, "spec": {"containers": [{"name": "app", "image": image}]}}},
    }))
}

fn secret(data: &str) -> Object {
    value(json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "checkout-db", "namespace": "shop"}, "data": {"password": data},
    }))
}

/// The Deployment of an overlay that sets its image.
fn set_by_an_overlay(image: &str) -> Object {
    let by = |place: Place, what: &str| Arc::new(Setter { place, what: what.into(), text: None });
    let (base, new) = (deployment("shop/checkout", 600), deployment(image, 600));
    let mut trail = Trail::new(base.root(), by(Place::file("base/checkout.yaml").at_line(1), ""));
    trail.follow(new.root(), &|_| by(Place::file("overlays/production/kustomization.yaml").at_line(9), "images"));
    new.with_trail(trail)
}

fn difference() -> DiffView {
    let rules = Rules {
        instance: "checkout-production".into(),
        cluster: ClusterId::new("demo"),
        namespace: "shop".into(),
        ignore: Arc::new([]),
        policy: Arc::default(),
        settings: Arc::default(),
        server_side: None,
        server: "".into(),
    };
    let schema = Schema::builtin();
    let one = |key: ObjectKey, old: &Object, new: &Object| ObjectDiff {
        key,
        change: Change::Changed,
        hunks: hunks(Some(new), Some(old), &schema, &rules),
    };
    let (old, new) = (deployment("shop/checkout:1.8.0-crash", 60), set_by_an_overlay("shop/checkout:1.7.3"));
    DiffView {
        left: "running 9f3c2a1".into(),
        right: "last good 41c07de (#1)".into(),
        objects: vec![
            one(object("Secret", "checkout-db"), &secret("b2xk"), &secret("bmV3")),
            one(object("Deployment", "checkout"), &old, &new),
        ],
        images: vec![(object("Deployment", "checkout"), "shop/checkout:1.8.0-crash".into(), "shop/checkout:1.7.3".into())],
        problems: Vec::new(),
    }
}

/// Answers the open request for a plan with one of several waves and hooks.
pub(crate) fn waves(desk: &mut Desk, name: &str, digest: &str) {
    let key = app(name);
    desk.answer_all(|effect| match effect {
        Effect::Plan { subject, wanted, .. } if subject.app == key => {
            let base = plan(&key, wanted, digest);
            let tasks = tasks(&base.tasks[0]);
            Some(Outcome::Planned(Arc::new(Plan { tasks, ..base })))
        }
        _ => None,
    });
}

fn tasks(base: &Task) -> Vec<Task> {
    let task = |kind: &str, name: &str, verb, phase, wave, why: &str| Task {
        key: object(kind, name),
        verb,
        phase,
        wave,
        why: why.into(),
        risks: Vec::new(),
        dry_run: if verb == Verb::Keep { DryRun::Needless } else { DryRun::Passed },
        ..base.clone()
    };
    let hook = |name: &str, phase, hook| Task {
        hook: Some(hook),
        ..task("Job", name, Verb::RunHook, phase, 0, "deleted before it is created again")
    };
    vec![
        hook("payment-migrate", SyncPhase::PreSync, HookType::PreSync),
        task("ConfigMap", "payment-sim-config", Verb::Create, SyncPhase::Sync, -1, ""),
        task("Service", "payment-sim-api", Verb::Keep, SyncPhase::Sync, 0, ""),
        Task {
            risks: vec![Risk { kind: RiskKind::Restarts, text: "restarts 3 Pods: its template changes".into() }],
            ..task("Deployment", "payment-sim-api", Verb::Update, SyncPhase::Sync, 0, "image 2.3.1 → 2.4.0")
        },
        task("Deployment", "payment-worker", Verb::Update, SyncPhase::Sync, 1, ""),
        task("Ingress", "payment-sim-api", Verb::Create, SyncPhase::Sync, 2, ""),
        hook("payment-smoke", SyncPhase::PostSync, HookType::PostSync),
    ]
}
