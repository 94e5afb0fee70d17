//! Operations taken up from their record.

use tiphys::engine::sync;
use tiphys::engine::sync::fact::{Fact, Order};
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::progress::Progress;
use tiphys::engine::sync::record::{resume, state};
use tiphys::engine::sync::task::Verb;
use tiphys::model::ids::OperationId;
use tiphys::model::object::Object;
use tiphys::model::operation::{OperationState, ResourceResult, SyncResult};
use tiphys::model::status::{OperationPhase, ResultCode};

use super::world::World;

fn record(plan: &Plan, rows: Vec<ResourceResult>) -> OperationState {
    OperationState {
        operation: state::operation(plan, "alice").expect("an operation"),
        phase: OperationPhase::Running,
        message: "one or more tasks are running".into(),
        sync_result: Some(SyncResult { resources: rows, ..SyncResult::default() }),
        started_at: "2026-01-02T03:04:05Z".into(),
        finished_at: None,
        retry_count: None,
    }
}

/// The orders with which an operation goes on.
fn go_on(world: &World, record: &OperationState) -> (Plan, Progress, Vec<Order>) {
    let resumed = resume(record, world.plan()).expect("resumable");
    let (progress, orders) = sync::step(&resumed.plan, &resumed.progress, Fact::Began);
    (resumed.plan, progress, orders)
}

fn set(object: &Object, path: &[&str], text: &str) -> Object {
    object.set(path, text.into()).expect("an object")
}

const JOB: &str =
    "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: shop, annotations: {argocd.argoproj.io/hook: PreSync}}}";
const CONFIG: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop}, data: {k: v}}";

#[test]
fn a_hook_of_this_operation_is_awaited_and_an_old_one_is_replaced() {
    let first = World::new(&format!("{JOB}\n---\n{CONFIG}"), "");
    let plan = first.plan();
    let record = record(&plan, Progress::new(&plan).rows(&plan));
    let sent = plan.tasks[0].desired.clone().expect("the hook");
    let mut world = first;
    let live = |mark: &str| set(&set(&sent, &["metadata", "uid"], "u1"), &["metadata", "annotations", "tiphys.dev/operation"], mark);
    world.live.objects.insert(plan.tasks[0].key.clone(), live("op-1/0/PreSync"));
    let (_, progress, orders) = go_on(&world, &record);
    assert_eq!(orders, [Order::Observe { task: 0 }]);
    assert_eq!((progress.tasks[0].phase, progress.tasks[0].status), (Some(OperationPhase::Running), Some(ResultCode::Synced)));
    for old in ["op-0/0/PreSync", "op-1/1/PreSync", "op-1/0/PostSync", "garbage"] {
        world.live.objects.insert(plan.tasks[0].key.clone(), live(old));
        assert_eq!(go_on(&world, &record).2, [Order::Delete { task: 0, uid: "u1".into() }], "{old}");
    }
}

#[test]
fn what_is_as_desired_is_recorded_without_a_write() {
    let before = World::new(CONFIG, "");
    let plan = before.plan();
    let record = record(&plan, Progress::new(&plan).rows(&plan));
    let (plan, progress, orders) = go_on(&World::new(CONFIG, CONFIG), &record);
    assert_eq!(orders, [Order::Finish(OperationPhase::Succeeded)]);
    let row = &progress.rows(&plan)[0];
    assert_eq!((row.status, row.message.as_str()), (Some(ResultCode::Synced), "configmap/config unchanged"));
}

#[test]
fn what_was_pruned_is_recorded_and_what_came_since_is_left_alone() {
    let old = "{apiVersion: v1, kind: ConfigMap, metadata: {name: old, namespace: shop}}";
    let stray = "{apiVersion: v1, kind: ConfigMap, metadata: {name: stray, namespace: shop}}";
    let before = World::new(CONFIG, old).pruning();
    let plan = before.plan();
    let record = record(&plan, Progress::new(&plan).rows(&plan));
    let (plan, progress, orders) = go_on(&World::new(CONFIG, stray).pruning(), &record);
    assert_eq!(orders, [Order::Apply { task: 0, attempt: 1 }], "the stray is no row of this operation");
    let rows = progress.rows(&plan);
    assert_eq!(
        rows.iter().map(|row| (row.name.as_str(), row.status)).collect::<Vec<_>>(),
        [("config", None), ("old", Some(ResultCode::Pruned))]
    );
}

#[test]
fn what_this_operation_recreated_is_not_recreated_again() {
    let forced = "{apiVersion: batch/v1, kind: Job, metadata: {name: load, namespace: shop, annotations: {argocd.argoproj.io/sync-options: 'Replace=true,Force=true'}}}";
    let before = World::new(forced, forced);
    let plan = before.plan();
    assert_eq!(plan.tasks[0].verb, Verb::Recreate);
    let record = record(&plan, Progress::new(&plan).rows(&plan));
    let mut world = World::new(forced, forced);
    world.change_live("Job/load", |object| set(object, &["metadata", "creationTimestamp"], "2026-01-02T03:04:06Z"));
    assert_eq!(go_on(&world, &record).2, [Order::Finish(OperationPhase::Succeeded)]);
    world.change_live("Job/load", |object| set(object, &["metadata", "creationTimestamp"], "2026-01-01T00:00:00Z"));
    assert!(matches!(go_on(&world, &record).2[..], [Order::Delete { .. }]));
}

#[test]
fn a_wish_to_terminate_is_taken_up_too() {
    let world = World::new(&format!("{JOB}\n---\n{CONFIG}"), "");
    let plan = world.plan();
    let mut record = record(&plan, Progress::new(&plan).rows(&plan));
    record.phase = OperationPhase::Terminating;
    let (_, progress, orders) = go_on(&world, &record);
    assert_eq!(orders, [Order::Finish(OperationPhase::Failed)]);
    assert_eq!(&*progress.message, "Operation terminated");
}

#[test]
fn what_cannot_be_taken_up_says_why() {
    let world = World::new(CONFIG, "");
    let plan = world.plan();
    let running = record(&plan, Progress::new(&plan).rows(&plan));
    let refused = |state: &OperationState, world: &World| resume(state, world.plan()).expect_err("refused").to_string();

    let ended = OperationState { phase: OperationPhase::Succeeded, ..running.clone() };
    assert_eq!(refused(&ended, &world), "the operation has ended: there is nothing to resume");
    let waiting = OperationState { finished_at: Some("2026-01-02T03:05:00Z".into()), ..running.clone() };
    assert_eq!(refused(&waiting, &world), "the operation waits for its next attempt");
    let mut other = world.clone();
    other.start.as_mut().expect("a start").operation = OperationId::new("op-2");
    assert_eq!(refused(&running, &other), "another operation is in progress");
    let mut partial = world.clone();
    partial.desired.partial = true;
    assert!(refused(&running, &partial).contains("in part only"));
}

#[test]
fn the_request_and_start_come_back_from_the_record() {
    let mut world = World::new(CONFIG, "").pruning().with_options(&["PruneLast=true"]);
    world.request.skip_hooks = true;
    world.request.rollback_to = Some(4);
    let plan = world.plan();
    let record = record(&plan, Vec::new());
    assert_eq!(state::request_of(&record.operation), Some(world.request.clone()));
    assert_eq!(state::start_of(&record), world.start);
}
