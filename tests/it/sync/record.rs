//! What a driver stores in the Application: each patch applied to the Application as it was, and read again.

use tiphys::engine::history::verdicts::verdicts;
use tiphys::engine::manifest::json::{parse_json, to_json};
use tiphys::engine::merge::jsonmerge;
use tiphys::engine::sync;
use tiphys::engine::sync::fact::{Fact, Order, Sent};
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::progress::Progress;
use tiphys::engine::sync::record::{self, Read, Settled};
use tiphys::model::application::Application;
use tiphys::model::object::serde_de::from_value;
use tiphys::model::object::value::Value;
use tiphys::model::object::{Object, Origin};
use tiphys::model::operation::SyncResource;
use tiphys::model::status::{Health, HealthStatus, OperationPhase, SyncStatus};

use super::world::{SHA, World, parse};

const APP: &str = r#"
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
  uid: app-uid
  resourceVersion: "41"
  annotations: {team: shop, tiphys.dev/verdicts: '[{"id":0,"health":"Healthy","at":"x","by":"bob"},{"id":1,"health":"Degraded","at":"x","by":"bob"}]'}
spec:
  destination: {namespace: shop, server: https://kubernetes.default.svc}
  source: {repoURL: https://git.example/shop, path: deploy, unknownField: {kept: true}}
  revisionHistoryLimit: 2
status:
  health: {status: Degraded, lastTransitionTime: "2026-01-01T00:00:00Z"}
  history:
  - {id: 0, revision: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, deployedAt: "2025-12-01T00:00:00Z", source: {repoURL: https://git.example/shop, path: deploy}}
  - {id: 1, revision: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, deployedAt: "2025-12-02T00:00:00Z", source: {repoURL: https://git.example/shop, path: deploy}}
  operationState:
    phase: Failed
    message: an old failure
    startedAt: "2025-12-02T00:00:00Z"
    finishedAt: "2025-12-02T00:01:00Z"
    retryCount: 3
    newerField: {from: a newer Argo CD}
    operation: {sync: {dryRun: true, prune: true, resources: [{kind: ConfigMap, name: x}], revision: old}, info: [{name: Reason, value: old}]}
    syncResult: {revision: old, resources: [{group: "", version: v1, kind: ConfigMap, namespace: shop, name: x, status: Synced}]}
"#;

const CONFIG: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop}, data: {k: v}}";

struct Stored {
    object: Object,
    app: Application,
}

impl Stored {
    fn new(object: Object) -> Self {
        let app = from_value(&object.to_value()).expect("an Application");
        Self { object, app }
    }

    fn read(&self) -> Read<'_> {
        Read { object: &self.object, spec: &self.app.spec, status: &self.app.status }
    }

    /// What the API server makes of a patch; a patch without the resourceVersion that was read is refused.
    fn patched(&self, patch: &Value) -> Self {
        let version = patch.as_map().and_then(|map| map.get("metadata")?.as_map()?.get("resourceVersion")?.as_str());
        assert_eq!(version, Some(self.object.resource_version()), "the patch carries no resourceVersion");
        let Value::Map(root) = jsonmerge::apply(&self.object.to_value(), patch) else { panic!("no object") };
        let object = Object::new(root, Origin::default()).expect("an object");
        let next = self.object.resource_version().parse::<u32>().expect("a number") + 1;
        Self::new(object.set(&["metadata", "resourceVersion"], next.to_string().into()).expect("an object"))
    }
}

fn stored() -> Stored {
    Stored::new(parse(APP).remove(0))
}

/// A plan that was begun, and the Application with its record.
fn begun() -> (Plan, Stored) {
    let plan = World::new(CONFIG, "").plan();
    let app = stored();
    let begun = app.patched(&record::begin(app.read(), &plan, "alice").expect("a patch"));
    (plan, begun)
}

fn settled(health: HealthStatus) -> Settled {
    Settled {
        sync: SyncStatus::Synced,
        health: Health::new(health, ""),
        resources: Vec::new(),
        at: "2026-01-02T03:09:00Z".into(),
        by: "alice".into(),
        health_inline: false,
    }
}

/// The progress of the plan played to its end.
fn played(plan: &Plan) -> Progress {
    let (progress, _) = sync::step(plan, &Progress::new(plan), Fact::Began);
    let sent = Sent { message: "configmap/config created".into(), uid: "u".into(), generation: 0 };
    let (progress, orders) = sync::step(plan, &progress, Fact::Applied { task: 0, attempt: 1, outcome: Ok(sent) });
    assert_eq!(orders, [Order::Finish(OperationPhase::Succeeded)]);
    progress
}

#[test]
fn begin_writes_lock_operation_and_pending_rows_and_leaves_nothing_of_the_last_operation() {
    let (plan, begun) = begun();
    assert_eq!(begun.object.annotation("argocd.argoproj.io/skip-reconcile"), Some("true"));
    let driver = record::lock::Driver::of(&begun.object).expect("a driver");
    assert_eq!((driver.who.as_str(), driver.since.as_str(), driver.operation.as_str()), ("alice", "2026-01-02T03:04:05Z", "op-1"));
    assert_eq!(begun.object.annotation("team"), Some("shop"));

    let operation = begun.app.operation.clone().expect("an operation");
    let state = begun.app.status.operation_state.clone().expect("a state");
    assert_eq!(state.operation, operation);
    let sync = operation.sync.clone().expect("a sync");
    assert_eq!((sync.revision.as_str(), sync.dry_run, sync.prune, sync.resources.len()), (SHA, false, false, 0));
    assert_eq!(operation.initiated_by.username, "alice");
    assert_eq!((operation.info("tiphys.dev/operation"), operation.info("tiphys.dev/digest")), (Some("op-1"), Some(plan.digest.as_str())));
    assert_eq!(operation.info("Reason"), None);
    assert_eq!((state.phase, state.message.as_str(), state.finished_at, state.retry_count), (OperationPhase::Running, "", None, None));
    assert_eq!(begun.object.get(&["status", "operationState", "newerField"]), None, "the old state is gone as a whole");

    let result = state.sync_result.expect("a result");
    assert_eq!(result.revision, SHA);
    let rows: Vec<_> = result.resources.iter().map(|row| (row.name.as_str(), row.status, row.hook_phase)).collect();
    assert_eq!(rows, [("config", None, None)]);
    assert_eq!(begun.object.get(&["spec", "source", "unknownField", "kept"]).and_then(Value::as_bool), Some(true));
}

#[test]
fn begin_refuses_a_second_operation_a_preview_and_a_refused_plan() {
    let (plan, begun) = begun();
    let cause = |plan: &Plan, app: &Stored| record::begin(app.read(), plan, "alice").expect_err("refused").cause.to_string();
    assert_eq!(cause(&plan, &begun), "another operation is already in progress");
    let asked = Stored::new(stored().object.set(&["operation", "sync", "revision"], "HEAD".into()).expect("an object"));
    assert_eq!(cause(&plan, &asked), "another operation is already in progress");
    let mut world = World::new(CONFIG, "");
    world.desired.partial = true;
    assert!(cause(&world.plan(), &stored()).contains("in part only"));
    world = World::new(CONFIG, "");
    world.start = None;
    assert!(cause(&world.plan(), &stored()).contains("preview"));
}

#[test]
fn progress_is_written_when_it_changed_and_keeps_a_wish_to_terminate() {
    let (plan, begun) = begun();
    let fresh = Progress { phase: Some(OperationPhase::Running), ..Progress::new(&plan) };
    assert_eq!(record::progress(begun.read(), &plan, &fresh), None, "nothing changed");
    let (progress, _) = sync::step(&plan, &fresh, Fact::Began);
    let after = begun.patched(&record::progress(begun.read(), &plan, &progress).expect("a patch"));
    let state = after.app.status.operation_state.clone().expect("a state");
    assert_eq!((state.phase, state.message.as_str()), (OperationPhase::Running, "one or more tasks are running"));
    assert_eq!(record::progress(after.read(), &plan, &progress), None);

    let stopping = after.patched(&record::terminate(after.read()).expect("a patch"));
    assert_eq!(stopping.app.status.operation_state.as_ref().map(|state| state.phase), Some(OperationPhase::Terminating));
    assert_eq!(record::progress(stopping.read(), &plan, &progress), None, "Running never overwrites Terminating");
    assert_eq!(&*record::terminate(stopping.read()).expect_err("twice").cause, "the operation is terminating already");
}

#[test]
fn finish_takes_lock_and_operation_away_and_appends_to_a_cut_history() {
    let (plan, begun) = begun();
    let progress = played(&plan);
    let patch = record::finish(begun.read(), &plan, &progress, "2026-01-02T03:05:00Z", None).expect("a patch");
    let ended = begun.patched(&patch);
    assert_eq!(ended.object.get(&["operation"]), None);
    assert_eq!(ended.object.annotation("argocd.argoproj.io/skip-reconcile"), None);
    assert_eq!(ended.object.annotation("tiphys.dev/driver"), None);
    let state = ended.app.status.operation_state.clone().expect("a state");
    assert_eq!((state.phase, state.message.as_str()), (OperationPhase::Succeeded, "successfully synced (all tasks run)"));
    assert_eq!(state.finished_at.as_deref(), Some("2026-01-02T03:05:00Z"));
    let ids: Vec<i64> = ended.app.status.history.iter().map(|record| record.id).collect();
    assert_eq!(ids, [1, 2], "revisionHistoryLimit 2");
    let last = ended.app.status.history.last().expect("a record");
    assert_eq!((last.revision.as_str(), last.deployed_at.as_str()), (SHA, "2026-01-02T03:05:00Z"));
    assert_eq!(last.deploy_started_at.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(last.initiated_by.as_ref().map(|by| by.username.as_str()), Some("alice"));

    let after = ended.patched(&record::settled(ended.read(), &plan, &settled(HealthStatus::Healthy)).expect("a patch"));
    assert_eq!((after.app.status.sync.status, after.app.status.sync.revision.as_str()), (SyncStatus::Synced, SHA));
    assert_eq!(after.app.status.health.status, HealthStatus::Healthy);
    assert_eq!(after.app.status.health.last_transition_time.as_deref(), Some("2026-01-02T03:09:00Z"));
    let known: Vec<_> = verdicts(&after.object).0.into_iter().map(|verdict| (verdict.id, verdict.health)).collect();
    assert_eq!(known, [(1, HealthStatus::Degraded), (2, HealthStatus::Healthy)], "verdicts of records that were cut are gone");
}

#[test]
fn rows_of_what_never_began_go_with_the_end() {
    let page =
        "{apiVersion: batch/v1, kind: Job, metadata: {name: page, namespace: shop, annotations: {argocd.argoproj.io/hook: SyncFail}}}";
    let plan = World::new(&format!("{CONFIG}\n---\n{page}"), "").plan();
    let app = stored();
    let begun = app.patched(&record::begin(app.read(), &plan, "alice").expect("a patch"));
    let names = |app: &Stored| {
        let result = app.app.status.operation_state.as_ref().and_then(|state| state.sync_result.clone()).expect("a result");
        result.resources.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&begun), ["config", "page"]);
    let ended = begun.patched(&record::finish(begun.read(), &plan, &played(&plan), "2026-01-02T03:05:00Z", None).expect("a patch"));
    assert_eq!(names(&ended), ["config"]);
}

#[test]
fn what_failed_what_was_dry_and_what_was_selected_leave_no_record() {
    let (plan, begun) = begun();
    let failed = Progress { phase: Some(OperationPhase::Failed), ..played(&plan) };
    let n_records = |plan: &Plan, progress: &Progress| {
        let patch =
            record::finish(begun.read(), plan, progress, "2026-01-02T03:05:00Z", Some(&settled(HealthStatus::Degraded))).expect("a patch");
        let after = begun.patched(&patch);
        assert_eq!(verdicts(&after.object).0.len(), 2, "no verdict on a record that is not there");
        assert_eq!(after.app.status.health.last_transition_time.as_deref(), Some("2026-01-01T00:00:00Z"), "still Degraded since then");
        after.app.status.history.len()
    };
    assert_eq!(n_records(&plan, &failed), 2);
    for change in [|plan: &mut Plan| plan.request.dry_run = true, |plan: &mut Plan| plan.request.resources.push(SyncResource::default())] {
        let mut other = plan.clone();
        change(&mut other);
        let ids: Vec<i64> = stored().app.status.history.iter().map(|record| record.id).collect();
        assert_eq!((n_records(&other, &played(&plan)), ids), (2, vec![0, 1]));
    }
}

#[test]
fn waiting_to_retry_is_running_with_an_end_and_the_next_attempt_has_none() {
    let (plan, begun) = begun();
    let progress = Progress { phase: Some(OperationPhase::Failed), ..played(&plan) };
    let message = "it broke. Retrying attempt #1 at 3:04PM.";
    let patch = record::wait_for_retry(begun.read(), &plan, &progress, "2026-01-02T03:05:00Z", (1, message)).expect("a patch");
    let waiting = begun.patched(&patch);
    let state = waiting.app.status.operation_state.clone().expect("a state");
    assert_eq!(
        (state.phase, state.finished_at.as_deref(), state.retry_count),
        (OperationPhase::Running, Some("2026-01-02T03:05:00Z"), Some(1))
    );
    assert_eq!(state.message, message);
    assert!(waiting.app.operation.is_some());

    let mut next = plan;
    next.start.as_mut().expect("a start").attempt = 1;
    let again = waiting.patched(&record::retry(waiting.read(), &next).expect("a patch"));
    let state = again.app.status.operation_state.clone().expect("a state");
    assert_eq!((state.finished_at, state.retry_count, state.message.as_str()), (None, Some(1), "Retrying operation. Attempt #1"));
    assert!(state.sync_result.expect("a result").resources.iter().all(|row| row.status.is_none()));
}

#[test]
fn handing_back_ends_what_its_driver_left_and_nothing_else() {
    let (_, begun) = begun();
    let back = begun.patched(&record::hand_back(begun.read(), "2026-01-02T04:00:00Z").expect("a patch"));
    assert_eq!(record::lock::Driver::of(&back.object), None);
    assert_eq!(back.object.get(&["operation"]), None);
    let state = back.app.status.operation_state.clone().expect("a state");
    assert_eq!((state.phase, state.finished_at.as_deref()), (OperationPhase::Failed, Some("2026-01-02T04:00:00Z")));
    assert_eq!(&*record::hand_back(back.read(), "2026-01-02T04:00:00Z").expect_err("nothing left").cause, "there is no lock to hand back");
}

#[test]
fn several_sources_are_recorded_as_lists() {
    let mut plan = World::new(CONFIG, "").plan();
    plan.has_several_sources = true;
    plan.sources.push(plan.sources[0].clone());
    plan.revisions.push(plan.revisions[0].clone());
    let app = stored();
    let begun = app.patched(&record::begin(app.read(), &plan, "alice").expect("a patch"));
    let ended = begun.patched(&record::finish(begun.read(), &plan, &played(&plan), "2026-01-02T03:05:00Z", None).expect("a patch"));
    let last = ended.app.status.history.last().expect("a record").clone();
    assert_eq!((last.revision.as_str(), last.revisions.len(), last.sources.len(), last.source), ("", 2, 2, None));
}

#[test]
fn patches_survive_their_way_as_json() {
    let app = stored();
    let patch = record::begin(app.read(), &World::new(CONFIG, "").plan(), "alice").expect("a patch");
    assert!(parse_json(&to_json(&patch)).expect("JSON") == patch);
}
