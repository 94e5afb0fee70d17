//! Endpoints of an application's own: asked once an interval, forgotten when nobody looks, counted only where the Application says so.

use serde_json::json;

use tiphys::engine::health::http::report;
use tiphys::model::object::Object;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::status::HealthStatus;
use tiphys::session::command::Command;
use tiphys::session::effect::Effect;
use tiphys::session::msg::Msg;
use tiphys::session::outcome::Outcome;
use tiphys::session::shown::Probe;
use tiphys::session::update::evaluate::health;

use crate::support::desk::{Desk, GOOD, app, application};

const APP: &str = "payment-sim-api";

fn annotated(annotations: &serde_json::Value) -> Object {
    let own = application(APP, "Synced", "Healthy", GOOD, false);
    let mut root = serde_json::from_slice::<serde_json::Value>(&tiphys::engine::manifest::json::to_json(&own.to_value())).expect("JSON");
    root["metadata"]["annotations"] = annotations.clone();
    crate::support::desk::value(root)
}

/// A console that looks at the application, judged as healthy.
fn looking(annotations: &serde_json::Value) -> Desk {
    let mut desk = Desk::new();
    desk.see(vec![annotated(annotations)]);
    desk.tell(Msg::Command(Command::Interest(vec![app(APP)])));
    desk.tell(Msg::Command(Command::Refresh { apps: vec![app(APP)], hard: false }));
    desk.judge(APP, HealthStatus::Healthy);
    desk
}

fn probe(said: Result<(u16, &str), Problem>) -> Outcome {
    let said = said.map(|(code, body)| report(code, Some(body.as_bytes())));
    let at = "2026-11-20T12:00:00Z".parse().expect("a time");
    Outcome::Probed(vec![Probe { at, endpoint: "service web:8080/health".into(), latency: 12, attempts: 1, said }])
}

fn is_probe(effect: &Effect) -> bool {
    matches!(effect, Effect::Probe { .. })
}

fn status(desk: &Desk) -> Option<HealthStatus> {
    health(&desk.state, &app(APP)).map(|aggregate| aggregate.health.status)
}

#[test]
fn endpoints_are_asked_once_and_count_only_where_the_application_says_so() {
    let mut desk = looking(&json!({"tiphys.dev/health-http": "service:web"}));
    assert_eq!(desk.open.iter().filter(|open| is_probe(&open.effect)).count(), 1);
    assert!(desk.answer(is_probe, probe(Ok((503, r#"{"status":"unhealthy"}"#)))));
    assert_eq!(status(&desk), Some(HealthStatus::Healthy), "it is only shown");
    desk.tell(Msg::Tick);
    assert!(!desk.open.iter().any(|open| is_probe(&open.effect)), "its interval is not over");

    let mut desk = looking(&json!({"tiphys.dev/health-http": "service:web", "tiphys.dev/health-http-counts": "true"}));
    assert!(desk.answer(is_probe, probe(Ok((200, r#"{"status":"degraded"}"#)))));
    assert_eq!(status(&desk), Some(HealthStatus::Degraded));
}

#[test]
fn an_endpoint_that_nobody_may_ask_says_nothing_and_one_that_does_not_answer_is_down() {
    let annotations = json!({"tiphys.dev/health-http": "service:web", "tiphys.dev/health-http-counts": "true"});
    let mut desk = looking(&annotations);
    assert!(desk.answer(is_probe, probe(Err(Problem::error(ProblemKind::Forbidden, "services/proxy is forbidden")))));
    assert_eq!(status(&desk), Some(HealthStatus::Healthy));
    let mut desk = looking(&annotations);
    assert!(desk.answer(is_probe, probe(Err(Problem::error(ProblemKind::Unreachable, "no answer")))));
    assert_eq!(status(&desk), Some(HealthStatus::Degraded));
}

#[test]
fn an_application_without_endpoints_is_never_asked_and_a_bad_annotation_is_told() {
    let desk = looking(&json!({"note": "x"}));
    assert!(!desk.open.iter().any(|open| is_probe(&open.effect)));
    let desk = looking(&json!({"tiphys.dev/health-http": "nonsense"}));
    assert!(!desk.open.iter().any(|open| is_probe(&open.effect)));
    assert!(desk.state.notices.iter().any(|notice| notice.problem.cause.contains("no endpoint")), "{:?}", desk.state.notices);
}
