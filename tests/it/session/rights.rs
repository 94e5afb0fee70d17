//! What the session refuses for want of a right, and what it shows nobody who may not look.

use std::sync::Arc;

use serde_json::json;

use tiphys::engine::access::right::Right;
use tiphys::engine::access::{Judge, Judgement, Verdict, Weight};
use tiphys::engine::sync::request::Request;
use tiphys::model::access::AccessRules;
use tiphys::model::application::IgnoreDifference;
use tiphys::model::ids::ClusterId;
use tiphys::model::problem::{Place, Problem};
use tiphys::session::command::{Command, DiffOf, LogSpan, LogTarget, PlanFor};
use tiphys::session::drive::{End, Stage};
use tiphys::session::effect::Effect;
use tiphys::session::msg::Msg;
use tiphys::session::outcome::{Observation, Outcome, Presence};
use tiphys::session::sides::{Sides, Which};

use super::{APP, authority, n_open, newest, planned, plans_again, recording, stage, start};
use crate::support::desk::{Desk, GOOD, app, application, object, plan};
use crate::support::rules::{policies, project};

fn is_write(effect: &Effect) -> bool {
    matches!(effect, Effect::Send { .. } | Effect::Guard(_) | Effect::Acquire { .. })
}

fn told(desk: &Desk) -> Problem {
    desk.state.notices.back().map(|notice| notice.problem.clone()).expect("a notice")
}

fn target() -> LogTarget {
    LogTarget { pod: object("Pod", APP), container: "".into(), previous: false, span: LogSpan::default() }
}

fn rule() -> IgnoreDifference {
    IgnoreDifference { kind: "Deployment".into(), json_pointers: vec!["/spec/replicas".into()], ..IgnoreDifference::default() }
}

/// Every command that changes an Application, with the right that it wants as a policy line has it.
fn changes() -> Vec<(Command, &'static str)> {
    let (own, authority) = (|| app(APP), || authority("beef"));
    let create = |upsert| Command::Create { object: application(APP, "Synced", "Healthy", GOOD, false), upsert, authority: authority() };
    vec![
        (Command::Hold { app: own(), reason: "incident".into(), authority: authority() }, "update"),
        (Command::Release { app: own(), authority: authority() }, "update"),
        (Command::Delete { app: own(), authority: authority() }, "delete"),
        (Command::Ignore { app: own(), rule: rule(), authority: authority() }, "update"),
        (Command::Terminate { app: own(), authority: authority() }, "sync"),
        (Command::Resume { app: own(), authority: authority() }, "sync"),
        (Command::HandBack { app: own(), authority: authority() }, "sync"),
        (create(false), "create"),
        // Argo CD asks for `create` first, whether it is there or not.
        (create(true), "create"),
    ]
}

#[test]
fn a_change_without_its_right_is_refused_with_the_rule_and_nothing_is_asked_of_the_world() {
    let mut desk = Desk::new();
    desk.ruled(policies("p, ops, applications, get, */*, allow\n", ""));
    let before = desk.open.len();
    for (command, action) in changes() {
        desk.tell(Msg::Command(command.clone()));
        let told = told(&desk);
        assert!(told.to_string().contains("no policy allows it, and there is no policy.default"), "{command:?}: {told}");
        let line = format!("p, ops, applications, {action}, shop/{APP}, allow");
        assert!(told.hint.as_deref().is_some_and(|hint| hint.contains(&line)), "{command:?}: {told:?}");
        assert_eq!(desk.open.len(), before, "{command:?} asked for {:?}", desk.open.last());
    }
    assert!(desk.state.drives.is_empty() && desk.state.deeds.is_empty());
}

#[test]
fn an_application_is_pulled_out_of_no_project_without_the_right_there() {
    let mut desk = Desk::new();
    desk.ruled(policies("p, ops, applications, create, mine/*, allow\np, ops, applications, update, mine/*, allow\n", ""));
    let object = application(APP, "Synced", "Healthy", GOOD, false).set(&["spec", "project"], "mine".into()).expect("a field");
    desk.tell(Msg::Command(Command::Create { object, upsert: true, authority: authority("beef") }));
    assert!(told(&desk).hint.as_deref().is_some_and(|hint| hint.contains("update, shop/payment-sim-api")), "{:?}", told(&desk));
    assert_eq!(n_open(&desk, is_write), 0, "it is not even seen, and stays where it is");
}

#[test]
fn a_deny_line_is_named_with_its_place_and_the_same_commands_pass_without_it() {
    let all = "p, ops, applications, *, */*, allow\n";
    for (command, action) in changes() {
        let mut desk = Desk::new();
        desk.ruled(policies(&format!("{all}# a freeze\np, ops, applications, {action}, shop/*, deny\n"), ""));
        desk.tell(Msg::Command(command.clone()));
        let told = told(&desk);
        assert_eq!(told.place, Some(Place::file("argocd-rbac-cm: policy.csv").at_line(3)), "{command:?}: {told:?}");
        assert_eq!(n_open(&desk, is_write), 0, "{command:?}");
        desk.ruled(policies(all, ""));
        desk.tell(Msg::Command(command.clone()));
        let newest = newest(&desk);
        assert!(!newest.contains("you may not") || newest == told.to_string(), "{command:?}: {newest}");
    }
    // One of them is sent in fact: what refuses is the rule.
    let mut desk = Desk::new();
    desk.ruled(policies(all, ""));
    desk.tell(Msg::Command(Command::Hold { app: app("checkout-production"), reason: "incident".into(), authority: authority("beef") }));
    assert_eq!(n_open(&desk, is_write), 1);
}

#[test]
fn logs_want_a_right_of_their_own() {
    let mut desk = Desk::new();
    desk.ruled(policies("p, ops, applications, *, */*, allow\n", ""));
    desk.tell(Msg::Command(Command::Logs(app(APP), target())));
    let why = desk.state.shown.log.as_ref().and_then(|log| log.ended.clone()).flatten().expect("it ended with a reason");
    assert!(why.to_string().contains("you may not read its logs"), "{why}");
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Logs(_))), 0);
    desk.ruled(policies("p, ops, applications, *, */*, allow\np, ops, logs, get, shop/*, allow\n", ""));
    desk.tell(Msg::Command(Command::Logs(app(APP), target())));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Logs(_))), 1);
}

#[test]
fn a_plan_that_is_refused_when_it_is_made_again_is_not_begun_and_its_rule_is_told() {
    let mut desk = planned("beef");
    start(&mut desk, "beef");
    let wanted: PlanFor = desk.state.drives[&app(APP)].wanted.clone();
    let verdict = Verdict {
        allowed: false,
        rule: "p, ops, applications, sync, shop/*, deny".into(),
        place: Some(Place::file("argocd-rbac-cm: policy.csv").at_line(2)),
        change: "take the line away".into(),
    };
    let mut refused = plan(&app(APP), &wanted, "beef");
    refused.judgements = vec![Judgement { judge: Judge::Rbac, about: None, weight: Weight::Refuses, verdict }];
    assert!(desk.answer(|effect| matches!(effect, Effect::Plan { .. }), Outcome::Planned(Arc::new(refused))));
    assert!(newest(&desk).contains("p, ops, applications, sync, shop/*, deny"), "{}", newest(&desk));
    assert!(matches!(stage(&desk), Stage::Over(End::NotBegun(_))), "{:?}", stage(&desk));
    assert_eq!(n_open(&desk, is_write), 0);
}

fn listed(desk: &Desk) -> Vec<String> {
    desk.state.apps.keys().map(|key| key.name.to_string()).collect()
}

#[test]
fn what_may_not_be_looked_at_is_in_no_list_is_counted_and_comes_back_with_the_rules() {
    let mut desk = Desk::new();
    let all = listed(&desk);
    desk.shows("5 apps").hides("not yours to see");
    desk.ruled(policies("p, ops, applications, get, shop/payment-*, allow\n", ""));
    assert_eq!(listed(&desk), [APP]);
    desk.shows("1 apps").shows("4 not yours to see").shows(APP).hides("nightly-report").hides("checkout");
    // Degraded, and in nobody's count.
    desk.hides("✖ 1");
    desk.keys(":").typed("nightly").hides("nightly-report").keys("esc");

    desk.see(vec![
        application("payment-two", "Synced", "Healthy", GOOD, false),
        application("secret-thing", "Synced", "Healthy", GOOD, false),
    ]);
    desk.settle();
    desk.shows("2 apps").shows("5 not yours to see").shows("payment-two").hides("secret-thing");
    desk.tell(Msg::Observed(vec![Observation::AppGone(app("secret-thing")), Observation::AppGone(app("payment-two"))]));
    desk.settle();
    desk.shows("1 apps").shows("4 not yours to see");

    desk.ruled(policies("", "role:readonly"));
    assert_eq!(listed(&desk), all);
    desk.shows("5 apps").hides("not yours to see").shows("nightly-report").shows("✖ 1");
}

#[test]
fn a_role_of_a_project_lets_its_group_look_as_long_as_it_stands_there() {
    let mut desk = Desk::new();
    desk.state.plane.identity.groups = vec!["oidc:sre".into()];
    let role = |object: &str| {
        let policy = format!("p, proj:shop:ops, applications, get, shop/{object}, allow");
        project("shop", &json!({"roles": [{"name": "ops", "policies": [policy], "groups": ["company:sre"]}]}))
    };
    desk.ruled(policies("p, ops, applications, get, shop/payment-*, allow\n", ""));
    assert_eq!(listed(&desk), [APP]);
    desk.projects(&[role("nightly-*")]);
    assert_eq!(listed(&desk), ["nightly-report", APP]);
    desk.projects(&[role("checkout-*")]);
    assert_eq!(listed(&desk), ["checkout-production", "checkout-staging", APP]);
    desk.tell(Msg::Observed(vec![Observation::Project(ClusterId::new("demo"), "shop".into(), None)]));
    assert_eq!(listed(&desk), [APP]);
}

#[test]
fn nothing_is_asked_of_the_world_about_an_application_that_may_not_be_looked_at() {
    let mut desk = Desk::new();
    desk.ruled(policies("p, ops, applications, get, shop/checkout-*, allow\np, ops, logs, get, */*, deny\n", ""));
    // Where a controller lives, a refresh is handed to it by a write.
    desk.state.plane.presence = Presence::Alive("its Lease".into());
    let before = desk.open.len();
    let wanted = PlanFor { request: Request::default(), revision: None, pinned: None, hold: false };
    for command in [
        Command::Refresh { apps: vec![app(APP)], hard: true },
        Command::Diff { app: app(APP), of: DiffOf::DesiredLive, only: None },
        // Nor by way of one that may be.
        Command::Diff { app: app("checkout-staging"), of: DiffOf::Between(Sides::of(Which::App(app(APP)))), only: None },
        Command::WouldHide { app: app(APP), rules: [rule()].into() },
        Command::History(app(APP)),
        Command::Manifest { app: app(APP), object: object("Deployment", APP) },
        Command::Events(app(APP)),
        Command::Logs(app(APP), target()),
        Command::Plan { app: app(APP), wanted },
        Command::Start { app: app(APP), authority: authority("beef") },
    ] {
        desk.tell(Msg::Command(command.clone()));
        let asked: Vec<&Effect> = desk.open.iter().skip(before).map(|open| &open.effect).collect();
        assert!(asked.is_empty(), "{command:?} asked for {asked:?}");
    }
    desk.tell(Msg::Command(Command::Interest(vec![app(APP)])));
    let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if subject.app == app(APP));
    assert_eq!(desk.open.iter().skip(before).filter(|open| is_its(&open.effect)).count(), 0);
}

#[test]
fn a_change_of_rules_in_the_middle_of_a_sync_leaves_no_operation_behind() {
    let mut desk = recording();
    desk.ruled(policies("", ""));
    assert_eq!(listed(&desk), [APP], "what is driven from here stays in view");
    assert_eq!(*stage(&desk), Stage::Recording);
    assert!(!desk.state.notices.iter().any(|notice| notice.problem.to_string().contains("deleted")), "{:?}", desk.state.notices);
}

#[test]
fn somebody_whom_nobody_mapped_has_the_default_and_is_told_so() {
    let mut desk = Desk::new();
    let rules =
        AccessRules { subjects: tiphys::model::access::Subjects::default(), ..policies("p, ops, *, *, */*, allow\n", "role:readonly") };
    desk.ruled(rules);
    assert_eq!(listed(&desk).len(), 5, "the default lets them look");
    desk.tell(Msg::Command(Command::Delete { app: app(APP), authority: authority("beef") }));
    let told = told(&desk);
    assert!(told.to_string().contains("demo-operator is no policy subject, and role:readonly, the default, does not allow it"), "{told}");
    assert_eq!(told.place, Some(Place::file("tiphys-cm").at_field("subjects")));
    assert_eq!(n_open(&desk, is_write), 0);
    desk.keys(":").typed("can").keys("enter").shows("the policies know neither you nor a group of yours");
}

#[test]
fn without_policies_kubernetes_decides_and_the_verdict_says_so() {
    let mut desk = Desk::new();
    let verdict = desk.state.can(&Right::Delete, &app(APP));
    assert!(verdict.allowed && verdict.rule.contains("there is no argocd-rbac-cm: Kubernetes' own RBAC decides"), "{verdict:?}");
    desk.tell(Msg::Command(Command::Delete { app: app(APP), authority: authority("beef") }));
    assert_eq!(n_open(&desk, is_write), 1);
    desk.keys(":").typed("can").keys("enter").shows("there is no argocd-rbac-cm: Kubernetes' own RBAC decides");
}

#[test]
fn rules_that_cannot_be_read_let_people_look_and_nothing_else() {
    let mut desk = Desk::new();
    desk.ruled(AccessRules { unreadable: Some("argocd-rbac-cm cannot be read (forbidden)".into()), ..AccessRules::default() });
    assert_eq!(listed(&desk).len(), 5);
    let before = desk.open.len();
    for (command, _) in changes() {
        desk.tell(Msg::Command(command.clone()));
        assert!(newest(&desk).contains("argocd-rbac-cm cannot be read (forbidden)"), "{command:?}: {}", newest(&desk));
    }
    assert_eq!(desk.open.len(), before);
    desk.tell(Msg::Command(Command::Manifest { app: app(APP), object: object("Deployment", APP) }));
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Manifest { .. })), 1);
    desk.keys(":").typed("can").keys("enter").shows("only looking is allowed");
}

#[test]
fn a_policy_that_cannot_be_read_allows_nothing_and_its_line_is_named() {
    let mut desk = Desk::new();
    desk.ruled(policies("p, ops, applications, *, */*, allow\np, ops, applications, get, allow\n", "role:admin"));
    assert_eq!(listed(&desk).len(), 0);
    desk.shows("5 not yours to see");
    desk.keys(":").typed("can").keys("enter").shows("argocd-rbac-cm: policy.csv:2");
    desk.ruled(policies("p, ops, applications, *, */*, allow\n", ""));
    desk.keys("esc").shows("5 apps");
    let mut again = planned("beef");
    start(&mut again, "beef");
    plans_again(&mut again, "beef");
    assert_eq!(*stage(&again), Stage::Guarding, "without rules nothing is in the way");
}
