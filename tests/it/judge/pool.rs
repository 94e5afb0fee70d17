//! The pool: many at once, one guilty among them, workers that are used again and that go.

use std::time::Duration;

use tiphys::runtime::world::Limits;

use super::{HEALTHY, ask, innocent, jq, lua, runner};
use crate::support::answers::Runner;

#[test]
fn only_the_guilty_has_a_problem() {
    let limits = Limits { script: Duration::from_millis(300), ..Limits::default() };
    let mut runner = Runner::new(&limits);
    let bomb = |index: usize| lua("return { ('a'):rep(40):find(('a-'):rep(40) .. 'b') }", &format!("{{\"n\":{index}}}"));
    let needs = (0..60).map(|index| if index % 20 == 7 { bomb(index) } else { innocent(index) }).collect();
    for (index, answer) in ask(&mut runner, needs).into_iter().enumerate() {
        if index % 20 == 7 {
            let problem = answer.expect_err("a bomb");
            assert_eq!(&*problem.cause, "did not end within 0.3 s and was stopped");
            let place = problem.place.map(|place| place.file);
            assert_eq!(place.as_deref(), Some("argocd-cm: resource.customizations.health.example.com_Thing"));
        } else {
            assert_eq!(answer, Ok(HEALTHY.to_owned()), "{index}");
        }
    }
}

#[test]
fn a_few_workers_answer_thousands() {
    let mut runner = runner();
    let scripts = (0..2_000).map(innocent).chain((0..1_000).map(|index| jq(&[".a"], &format!("{{\"a\":1,\"n\":{index}}}"))));
    let answers = ask(&mut runner, scripts.collect());
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(HEALTHY.to_owned())).count(), 2_000);
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(r#"[[["a"]]]"#.to_owned())).count(), 1_000);
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    assert!((1..=most).contains(&usize::try_from(runner.started()).expect("few")), "{} processes", runner.started());
}

#[test]
fn an_answer_that_is_known_is_not_asked_for_again() {
    let mut runner = runner();
    let bad = lua("error('no')", "{}");
    let first = ask(&mut runner, vec![innocent(0), bad.clone()]);
    let started = runner.started();
    assert_eq!(ask(&mut runner, vec![innocent(0), bad]), first);
    assert_eq!(runner.started(), started);
}

#[test]
fn workers_go_with_who_asked() {
    let mut runner = runner();
    assert_eq!(ask(&mut runner, vec![innocent(0)]), [Ok(HEALTHY.to_owned())]);
    let children = runner.workers();
    assert_eq!(children.len(), 1, "one waits for the next script");
    drop(runner);
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while children.iter().any(|child| is_alive(*child)) {
        assert!(std::time::Instant::now() < deadline, "a worker outlived the pool");
        std::thread::yield_now();
    }
}

/// Whether a process runs; one that ended and was not waited for does not.
fn is_alive(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}
