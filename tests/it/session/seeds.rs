//! The Secret with the seed of random values: before the record, gone after the end, and nothing begins without it.

use tiphys::engine::render::entropy::Seed;

use super::*;

/// A drive whose plan sends random values, with its Lease just taken.
fn leased() -> Desk {
    let mut desk = planned("beef");
    start(&mut desk, "beef");
    let wanted: PlanFor = desk.state.drives[&app(APP)].wanted.clone();
    let mut own = plan(&app(APP), &wanted, "beef");
    let seed = Some(Seed::new([171; 32]));
    let at = "2026-11-20T12:00:00Z".into();
    own.start = Some(Start { operation: OperationId::new("op-1"), at, unix: 1_795_176_000, attempt: 0, seed });
    assert!(desk.answer(|effect| matches!(effect, Effect::Plan { run: Run::Begin(_), .. }), Outcome::Planned(Arc::new(own))));
    assert!(desk.answer(|effect| matches!(effect, Effect::Guard(_)), Outcome::Guarded(Presence::Absent)));
    assert!(desk.answer(|effect| matches!(effect, Effect::Acquire { .. }), Outcome::Leased(Ok(()))));
    desk
}

fn writes(desk: &Desk) -> Vec<&'static str> {
    let word = |effect: &Effect| match effect {
        Effect::Send { write: Write::KeepSeed { .. }, operation: Some(_), .. } => Some("keep under Lease"),
        Effect::Send { write: Write::ForgetSeed { .. }, operation: Some(_), .. } => Some("forget under Lease"),
        Effect::Send { write: Write::ForgetSeed { .. }, operation: None, .. } => Some("forget"),
        Effect::Send { write: Write::PatchApp { .. }, .. } => Some("patch"),
        Effect::Send { .. } => Some("other"),
        _ => None,
    };
    desk.open.iter().filter_map(|open| word(&open.effect)).collect()
}

fn is_send(effect: &Effect) -> bool {
    matches!(effect, Effect::Send { .. })
}

#[test]
fn a_seed_is_kept_before_the_operation_is_on_record() {
    let mut desk = leased();
    assert_eq!((writes(&desk), stage(&desk)), (vec!["keep under Lease"], &Stage::Locking));
    let Some(Effect::Send { write: Write::KeepSeed { app: own, uid, operation, .. }, .. }) =
        desk.open.iter().map(|open| &open.effect).find(|effect| is_send(effect))
    else {
        panic!("no write")
    };
    assert_eq!((own, &**uid, operation.as_str()), (&app(APP), "uid-payment-sim-api", "op-1"));
    assert!(!format!("{:?}", desk.open).contains("171"), "no effect tells it");
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    assert_eq!((writes(&desk), stage(&desk)), (vec!["patch"], &Stage::Recording));
}

#[test]
fn without_the_right_to_keep_its_seed_an_operation_does_not_begin() {
    let mut desk = leased();
    let refused = Problem::error(ProblemKind::Forbidden, "secrets is forbidden");
    assert!(desk.answer(is_send, Outcome::Seed(Err(refused.clone()))));
    assert_eq!(*stage(&desk), Stage::Over(End::NotBegun(vec![refused])));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Release { .. })), 1);
    assert!(!writes(&desk).contains(&"patch"), "nothing is on record");
}

#[test]
fn a_seed_goes_when_the_record_is_refused_and_stays_when_only_the_driver_goes() {
    let mut desk = leased();
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    let refused = Problem::error(ProblemKind::Forbidden, "no");
    assert!(desk.answer(is_send, Outcome::App(Err(refused.clone()))));
    assert_eq!(writes(&desk), ["forget under Lease"], "{:?}", stage(&desk));
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    assert_eq!(*stage(&desk), Stage::Over(End::NotBegun(vec![refused])));
    assert_eq!(writes(&desk), Vec::<&str>::new());

    let mut desk = leased();
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    reply(&mut desk, Ticket(9_999), Outcome::LeaseLost(problem()));
    assert_eq!(writes(&desk).iter().filter(|word| word.starts_with("forget")).count(), 0, "whoever resumes needs it");
}

#[test]
fn what_is_terminated_while_its_seed_is_being_kept_waits_for_it_and_lets_it_go() {
    let mut desk = leased();
    desk.tell(Msg::Command(Command::Terminate { app: app(APP), authority: authority("beef") }));
    assert_eq!(writes(&desk), ["keep under Lease"]);
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    assert_eq!(writes(&desk), ["forget under Lease"]);
    assert!(desk.answer(is_send, Outcome::Seed(Ok(()))));
    assert!(matches!(stage(&desk), Stage::Over(End::NotBegun(_))), "{:?}", stage(&desk));
}

#[test]
fn a_seed_of_an_operation_that_was_handed_back_goes_with_it() {
    let mut desk = Desk::new();
    let info = |name: &str, value: &str| Value::map(vec![("name".into(), Value::str(name)), ("value".into(), Value::str(value))]);
    let infos = Value::list(vec![info("tiphys.dev/operation", "op-9"), info("tiphys.dev/seed", "tiphys-op-op-9")]);
    let left = locked().set(&["status", "operationState", "operation", "info"], infos).expect("an object");
    desk.see(vec![left.clone()]);
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(None))));
    desk.tell(Msg::Command(Command::HandBack { app: app(APP), authority: authority("beef") }));
    assert!(desk.answer(is_look_at_lease, Outcome::Holder(Ok(None))));
    assert_eq!(writes(&desk), ["patch"]);
    let is_patch = |effect: &Effect| matches!(effect, Effect::Send { write: Write::PatchApp { .. }, .. });
    assert!(desk.answer(is_patch, Outcome::App(Ok(application(APP, "OutOfSync", "Healthy", BAD, false)))));
    assert_eq!(writes(&desk), ["forget"]);
}
