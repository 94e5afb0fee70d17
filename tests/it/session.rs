//! Tests of the area `session`: what `update` decides, over hand-made replies.

mod explain;
mod probes;
mod rights;
mod seeds;
mod sides;

use std::collections::BTreeSet;
use std::sync::Arc;

use tiphys::engine::compare::Verdicts;
use tiphys::engine::sync::request::Start;
use tiphys::model::ids::{ClusterId, Digest, OperationId};
use tiphys::model::object::value::Value;
use tiphys::model::object::{Object, Origin};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::status::{HealthStatus, SyncStatus};
use tiphys::session::command::{Authority, Command, PlanFor};
use tiphys::session::drive::{End, Stage};
use tiphys::session::effect::{Effect, Run, Ticket, Write};
use tiphys::session::msg::{Msg, Reply};
use tiphys::session::outcome::{Evaluation, Outcome, Presence};
use tiphys::session::state::{Connection, State};
use tiphys::session::update::command::refusal;

use crate::support::desk::{BAD, Desk, app, application, plan};

const APP: &str = "payment-sim-api";

fn reply(desk: &mut Desk, ticket: Ticket, outcome: Outcome) {
    desk.tell(Msg::Reply(Box::new(Reply { ticket, outcome })));
}

fn authority(digest: &str) -> Authority {
    Authority::Confirmed { digest: Digest::new(format!("p1:{digest}{}", "0".repeat(64 - digest.len()))), who: "ana".into() }
}

fn start(desk: &mut Desk, digest: &str) {
    desk.tell(Msg::Command(Command::Start { app: app(APP), authority: authority(digest) }));
}

/// A console with this plan on the table.
fn planned(digest: &str) -> Desk {
    let mut desk = Desk::new();
    desk.keys("o n j j j").shows("▌ payment-sim-api").keys("s");
    desk.planned(APP, digest);
    desk
}

/// Answers the plan that a drive asks for: this digest, ready to begin.
fn plans_again(desk: &mut Desk, digest: &str) {
    let wanted: PlanFor = desk.state.drives[&app(APP)].wanted.clone();
    let mut own = plan(&app(APP), &wanted, digest);
    own.start =
        Some(Start { operation: OperationId::new("op-1"), at: "2026-11-20T12:00:00Z".into(), unix: 1_795_176_000, attempt: 0, seed: None });
    let begins = |effect: &Effect| matches!(effect, Effect::Plan { run: Run::Begin(_), .. });
    assert!(desk.answer(begins, Outcome::Planned(Arc::new(own))), "a drive plans again first");
}

fn stage(desk: &Desk) -> &Stage {
    &desk.state.drives[&app(APP)].stage
}

fn newest(desk: &Desk) -> String {
    desk.state.notices.back().map(|notice| notice.problem.to_string()).unwrap_or_default()
}

fn n_open(desk: &Desk, which: impl Fn(&Effect) -> bool) -> usize {
    desk.open.iter().filter(|open| which(&open.effect)).count()
}

fn judgement(status: SyncStatus) -> Outcome {
    Outcome::Evaluated(Box::new(Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: Arc::new(Verdicts { status, rows: Vec::new(), rules: Vec::new() }),
        problems: Vec::new(),
        unknown: BTreeSet::new(),
        cluster: Some(ClusterId::new("demo")),
        git_stale_since: None,
    }))
}

fn problem() -> Problem {
    Problem::error(ProblemKind::Unreachable, "the API server does not answer").hint("check the network")
}

#[test]
fn a_reply_to_what_is_no_longer_wanted_changes_nothing() {
    let mut desk = Desk::new();
    let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if subject.app == app(APP));
    let ticket = desk.open.iter().find(|open| is_its(&open.effect)).expect("it is in view").ticket;
    desk.tell(Msg::Command(Command::Interest(Vec::new())));
    assert!(n_open(&desk, |effect| matches!(effect, Effect::Cancel(own) if *own == ticket)) == 1, "whoever works on it may stop");
    reply(&mut desk, ticket, judgement(SyncStatus::Synced));
    assert!(desk.state.evaluation(&app(APP)).is_none());
}

#[test]
fn a_second_reply_under_the_same_ticket_is_stale() {
    let mut desk = Desk::new();
    let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if subject.app == app(APP));
    let ticket = desk.open.iter().find(|open| is_its(&open.effect)).expect("it is in view").ticket;
    reply(&mut desk, ticket, judgement(SyncStatus::Synced));
    reply(&mut desk, ticket, judgement(SyncStatus::OutOfSync));
    assert_eq!(desk.state.evaluation(&app(APP)).map(|own| own.verdicts.status), Some(SyncStatus::Synced));
}

#[test]
fn a_second_change_of_an_application_is_refused_while_one_runs_and_never_queued() {
    let mut desk = planned("beef");
    start(&mut desk, "beef");
    assert_eq!(*stage(&desk), Stage::Planning);
    let before = desk.open.len();
    start(&mut desk, "beef");
    assert_eq!(newest(&desk), "another change of payment-sim-api is under way");
    desk.tell(Msg::Command(Command::Delete { app: app(APP), authority: authority("beef") }));
    desk.tell(Msg::Command(Command::Hold { app: app(APP), reason: "incident".into(), authority: authority("beef") }));
    assert_eq!(desk.open.len(), before, "nothing was asked of the world");
    let other = app("checkout-staging");
    desk.tell(Msg::Command(Command::Hold { app: other, reason: "incident".into(), authority: authority("beef") }));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Send { .. })), 1, "another application is free");
}

#[test]
fn a_plan_that_is_not_the_one_that_was_confirmed_is_not_begun() {
    let mut desk = planned("beef");
    start(&mut desk, "dead");
    assert!(newest(&desk).starts_with("the world moved"), "{}", newest(&desk));
    assert!(desk.state.drives.is_empty());

    // The same on the table, but another when it is made again.
    start(&mut desk, "beef");
    plans_again(&mut desk, "c0de");
    assert!(matches!(stage(&desk), Stage::Over(End::NotBegun(_))), "{:?}", stage(&desk));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Guard(_) | Effect::Acquire { .. } | Effect::Send { .. })), 0);
    let table = desk.state.plans[&app(APP)].plan.as_ref().expect("a plan").digest.challenge().to_owned();
    assert_eq!(table, "c0de", "the new one is on the table, to be read and confirmed");
}

#[test]
fn a_controller_that_lives_is_left_the_driving() {
    let mut desk = planned("beef");
    start(&mut desk, "beef");
    plans_again(&mut desk, "beef");
    assert_eq!(*stage(&desk), Stage::Guarding);
    assert!(desk.answer(|effect| matches!(effect, Effect::Guard(_)), Outcome::Guarded(Presence::Alive("its Lease".into()))));
    assert!(newest(&desk).contains("an Argo CD controller drives this control plane (its Lease)"), "{}", newest(&desk));
    assert!(matches!(stage(&desk), Stage::Over(End::NotBegun(_))));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Acquire { .. } | Effect::Send { .. })), 0);
}

/// A drive whose first patch of the record is on its way.
fn recording() -> Desk {
    let mut desk = planned("beef");
    start(&mut desk, "beef");
    plans_again(&mut desk, "beef");
    assert!(desk.answer(|effect| matches!(effect, Effect::Guard(_)), Outcome::Guarded(Presence::Absent)));
    assert_eq!(*stage(&desk), Stage::Locking);
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Send { .. })), 0, "nothing is written before the Lease is held");
    assert!(desk.answer(|effect| matches!(effect, Effect::Acquire { .. }), Outcome::Leased(Ok(()))));
    assert_eq!(*stage(&desk), Stage::Recording);
    desk
}

#[test]
fn the_record_comes_before_the_first_write_and_every_write_names_its_lease() {
    let desk = recording();
    let sent: Vec<&Effect> = desk.open.iter().map(|open| &open.effect).filter(|effect| matches!(effect, Effect::Send { .. })).collect();
    let [Effect::Send { authority, operation: Some(operation), write: Write::PatchApp { resource_version, .. }, .. }] = sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!((operation, &**resource_version), (&OperationId::new("op-1"), "7"));
    assert!(matches!(authority, Authority::Confirmed { who, .. } if &**who == "ana"));
}

#[test]
fn a_lost_lease_ends_the_driving_and_no_write_follows() {
    let mut desk = recording();
    let is_patch = |effect: &Effect| matches!(effect, Effect::Send { .. });
    let at = desk.open.iter().position(|open| is_patch(&open.effect)).expect("a patch");
    let ticket = desk.open.remove(at).ticket;
    reply(&mut desk, Ticket(9_999), Outcome::LeaseLost(problem()));
    assert_eq!(*stage(&desk), Stage::Over(End::Lost(problem())));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Cancel(own) if *own == ticket)), 1);
    // The answer of what was on its way moves nothing any more.
    reply(&mut desk, ticket, Outcome::Failed(problem()));
    assert_eq!(n_open(&desk, is_patch), 0);
    assert_eq!(*stage(&desk), Stage::Over(End::Lost(problem())));
}

#[test]
fn changes_are_refused_with_the_reason_and_the_next_step() {
    let mut state = State::new(ClusterId::new("demo"), "2026-11-20T12:00:00Z".parse().expect("a time"));
    let mut told = |connection: Connection, presence: Presence| {
        (state.plane.connection, state.plane.presence) = (connection, presence);
        refusal(&state).map(|problem| (problem.to_string(), problem.hint.as_deref().unwrap_or_default().to_owned()))
    };
    let lost = || Connection::Lost("2026-11-20T11:00:00Z".parse().expect("a time"), problem());
    assert_eq!(told(Connection::Up, Presence::Absent), None);
    for (connection, presence, cause, hint) in [
        (Connection::Idle, Presence::Absent, "not connected yet", "wait for the connection"),
        (Connection::Connecting, Presence::Absent, "not connected yet", "wait for the connection"),
        (lost(), Presence::Absent, "the API server does not answer", "check the network"),
        (Connection::Failed(problem()), Presence::Absent, "the API server does not answer", "check the network"),
        (Connection::Up, Presence::Unknown, "it is not known yet whether an Argo CD controller drives this control plane", "refresh"),
        (
            Connection::Up,
            Presence::Alive("its Lease".into()),
            "an Argo CD controller drives this control plane (its Lease)",
            "with argocd here",
        ),
    ] {
        let (own_cause, own_hint) = told(connection, presence).expect("refused");
        assert_eq!(own_cause, cause);
        assert!(own_hint.contains(hint), "{own_hint}");
    }
}

#[test]
fn what_was_judged_stays_in_the_list_until_something_else_is_reported() {
    let mut desk = Desk::new();
    desk.judge("checkout-staging", HealthStatus::Degraded);
    assert_eq!(desk.state.apps[&app("checkout-staging")].health().as_str(), "Degraded");
    desk.shows("✖ 2");
    desk.tell(Msg::Command(Command::Interest(Vec::new())));
    assert_eq!(desk.state.apps[&app("checkout-staging")].health().as_str(), "Degraded", "nobody looks, and it reads the same");
    let mut newer = application("checkout-staging", "Synced", "Healthy", BAD, true).root().clone();
    for (part, field, text) in [("metadata", "resourceVersion", "8"), ("status", "reconciledAt", "2026-11-20T12:01:00Z")] {
        let own = newer.get(part).and_then(Value::as_map).expect("a part").with(field, Value::str(text));
        newer = newer.with(part, Value::Map(own));
    }
    desk.see(vec![Object::new(newer, Origin::default()).expect("an object")]);
    assert_eq!(desk.state.apps[&app("checkout-staging")].health().as_str(), "Healthy", "whoever drives has looked since");
}

/// An application on which another driver's lock stands.
fn locked() -> Object {
    let mut object = application(APP, "OutOfSync", "Healthy", BAD, false);
    let driver = r#"{"who":"mei","since":"2026-11-20T11:50:00Z","operation":"op-9"}"#;
    for (path, text) in [
        (&["metadata", "annotations", "tiphys.dev/driver"][..], driver),
        (&["metadata", "resourceVersion"], "8"),
        (&["status", "operationState", "phase"], "Running"),
    ] {
        object = object.set(path, Value::str(text)).expect("a field");
    }
    object
}

fn is_look_at_lease(effect: &Effect) -> bool {
    matches!(effect, Effect::Holder { app: own, .. } if *own == app(APP))
}

#[test]
fn a_lock_without_a_holder_is_left_over_and_shown_with_what_ends_it() {
    let mut desk = Desk::new();
    desk.see(vec![locked()]);
    desk.shows("Tiphys syncs").hides("left over");
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(None))), "its Lease is looked at");
    desk.shows("left over");
    desk.keys("o n j j j").shows("▌ payment-sim-api").keys("enter").shows("LEFT OVER by mei");
    desk.shows(":resume takes it up");
}

#[test]
fn a_lock_that_somebody_holds_cannot_be_handed_back() {
    let mut desk = Desk::new();
    desk.see(vec![locked()]);
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(Some(OperationId::new("op-9"))))));
    desk.tell(Msg::Command(Command::HandBack { app: app(APP), authority: authority("beef") }));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Send { .. })), 0, "the Lease is looked at first");
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(Some(OperationId::new("op-9"))))));
    assert!(newest(&desk).contains("another process drives payment-sim-api (operation op-9)"), "{}", newest(&desk));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Send { .. })), 0);

    desk.tell(Msg::Command(Command::HandBack { app: app(APP), authority: authority("beef") }));
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(None))));
    let is_patch = |effect: &Effect| matches!(effect, Effect::Send { write: Write::PatchApp { .. }, .. });
    assert_eq!(n_open(&desk, is_patch), 1, "nobody holds it any more");
}
