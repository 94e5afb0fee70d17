//! Actions of a resource in the console: the list with what cannot be done and why, a parameter typed, what would be sent, the question,
//! how it went; as pictures at two sizes, and what is sent when.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use tiphys::engine::actions::discover;
use tiphys::engine::actions::outgoing::{Asked, Outgoing, outgoing};
use tiphys::engine::actions::scripts::Scripts;
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answers, Step};
use tiphys::model::ids::ObjectKey;
use tiphys::model::object::Object;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::settings::Settings;
use tiphys::model::status::HealthStatus;
use tiphys::session::acts::Offered;
use tiphys::session::command::Command;
use tiphys::session::effect::{Effect, Write};
use tiphys::session::outcome::Outcome;

use crate::support::desk::{Desk, value};

const NAME: &str = "checkout-staging";

fn deployment(name: &str) -> Object {
    value(json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "shop", "uid": "u-1", "resourceVersion": "9"},
        "spec": {"replicas": 2, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "shop/web:1"}]}}}}))
}

/// On the actions of the application's Deployment.
fn there(name: &str, width: u16, height: u16) -> Desk {
    let mut desk = Desk::sized(width, height);
    desk.keys("/").typed(name).keys("enter enter t");
    desk.judge(name, HealthStatus::Healthy);
    desk.keys("G k k k");
    while !desk.screen().lines().any(|line| line.contains('▌') && line.contains("Deployment")) {
        desk.keys("j");
    }
    desk.keys("a");
    let actions = discover(&deployment(name));
    desk.answer_all(|effect| match effect {
        Effect::Actions { .. } => Some(Outcome::Actions(Ok(Arc::new(Offered { actions: actions.clone(), problems: Vec::new() })))),
        _ => None,
    });
    desk
}

/// What a run sends, as the engine makes it.
fn made(asked: &Asked, object: &Object) -> Result<Arc<Outgoing>, Problem> {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    let (settings, schema) = (Settings::default(), Schema::builtin());
    match outgoing(asked, object, (&Scripts::default(), &settings, &schema), now, &Answers::default()) {
        Step::Done { value: Some(made), .. } => Ok(Arc::new(made)),
        Step::Done { problems, .. } => Err(problems.into_iter().next().expect("why not")),
        Step::Needs(needs) => panic!("{needs:?}"),
    }
}

fn plan(desk: &mut Desk, name: &str) {
    desk.answer_all(|effect| match effect {
        Effect::PlanAct { asked, .. } => Some(Outcome::ActPlanned(made(asked, &deployment(name)))),
        _ => None,
    });
}

/// What was sent, by action.
fn sent(desk: &Desk) -> Vec<(Arc<str>, ObjectKey)> {
    let of = |effect: &Effect| match effect {
        Effect::Send { write: Write::Act(made), .. } => Some((made.action.clone(), made.key.clone())),
        _ => None,
    };
    desk.open.iter().filter_map(|open| of(&open.effect)).collect()
}

#[test]
fn actions_are_painted_as_they_were_looked_at() {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (width, height) in [(80, 24), (120, 40)] {
            let mut desk = there(NAME, width, height);
            insta::assert_snapshot!(format!("actions-list-{width}x{height}"), desk.screen());
            desk.keys("G enter");
            insta::assert_snapshot!(format!("actions-parameter-{width}x{height}"), desk.screen());
            desk.keys("ctrl-u").typed("5").keys("enter");
            plan(&mut desk, NAME);
            insta::assert_snapshot!(format!("actions-patch-{width}x{height}"), desk.screen());
            desk.keys("enter");
            insta::assert_snapshot!(format!("actions-question-{width}x{height}"), desk.screen());
        }
    });
}

#[test]
fn an_action_is_sent_after_its_patch_was_shown_and_confirmed_and_never_twice() {
    let mut desk = there(NAME, 80, 24);
    desk.shows("its rollout is not paused").keys("g enter");
    plan(&mut desk, NAME);
    desk.shows("restart on").shows("kubectl.kubernetes.io/restartedAt").shows("2026-11-20T12:00:00Z");
    assert!(desk.changes().is_empty() && sent(&desk).is_empty(), "looking changes nothing");
    desk.keys("enter");
    desk.shows("Run the action");
    desk.keys("y");
    assert_eq!(desk.changes().len(), 1);
    assert_eq!(sent(&desk).len(), 1);
    desk.keys("enter").shows("it was sent already");
    desk.answer_all(|effect| match effect {
        Effect::Send { write: Write::Act(_), .. } => Some(Outcome::Acted(Ok(vec!["deployment.apps/checkout-staging patched".into()]))),
        _ => None,
    });
    desk.shows("deployment.apps/checkout-staging patched");
    let told = desk.open.iter().any(|open| matches!(&open.effect, Effect::Audit { reason: "ResourceActionRan", message, .. } if message.contains("ran action restart on resource apps/Deployment/checkout-staging")));
    assert!(told, "{:?}", desk.open);
    assert!(desk.state.deeds.iter().any(|deed| deed.text.contains("runs restart on")), "{:?}", desk.state.deeds);
}

#[test]
fn production_asks_for_characters_of_what_is_shown() {
    let name = "checkout-production";
    let mut desk = there(name, 80, 24);
    desk.keys("g enter");
    plan(&mut desk, name);
    desk.keys("enter y").shows("PRODUCTION");
    assert!(sent(&desk).is_empty(), "y is no agreement in production");
    let digest = match desk.state.acts.table.values().next().and_then(|table| table.outgoing.clone()) {
        Some(Ok(made)) => made.digest.challenge().to_owned(),
        other => panic!("{other:?}"),
    };
    desk.keys("esc enter").typed(&digest).keys("enter");
    assert_eq!(sent(&desk).len(), 1);
}

#[test]
fn what_is_disabled_refused_or_gone_says_why_and_nothing_is_sent() {
    let mut desk = there(NAME, 80, 24);
    desk.keys("g j j enter").shows("its rollout is not paused");
    assert!(!desk.asked.iter().any(|command| matches!(command, Command::PlanAct(_))), "what is disabled is not even made");
    desk.keys("g enter");
    desk.answer_all(|effect| match effect {
        Effect::PlanAct { .. } => Some(Outcome::ActPlanned(Err(
            Problem::error(ProblemKind::Forbidden, "admission webhook says no").hint("ask the platform team")
        ))),
        _ => None,
    });
    desk.shows("it cannot be run").shows("admission webhook says no");
    desk.keys("enter").shows("admission webhook says no");
    assert!(desk.changes().is_empty());
    // Leaving takes it off the table.
    desk.keys("esc");
    assert_eq!(desk.state.acts.table, BTreeMap::new());
}
