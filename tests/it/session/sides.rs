//! What the session asks of the world for a difference of any two sides, and for an ignore rule.

use std::sync::Arc;

use tiphys::engine::compare::Verdicts;
use tiphys::model::application::IgnoreDifference;
use tiphys::model::ids::ClusterId;
use tiphys::model::problem::ProblemKind;
use tiphys::model::status::SyncStatus;
use tiphys::session::command::{Command, DiffOf};
use tiphys::session::effect::{Effect, Recipe, Side, SideOf, Write};
use tiphys::session::msg::Msg;
use tiphys::session::outcome::{Evaluation, Outcome};
use tiphys::session::shown::{Hiding, RuleReach};
use tiphys::session::sides::Sides;

use super::{APP, authority, n_open, newest};
use crate::support::desk::{BAD, Desk, GOOD, app, application};

/// The sides that words ask for; `None` for the usual two, or why nothing is asked.
fn asked(desk: &mut Desk, words: &str) -> Result<Option<(Side, Side)>, (ProblemKind, String)> {
    let of = DiffOf::Between(Sides::parse(words, &app(APP)).expect("sides"));
    let before = desk.open.len();
    desk.tell(Msg::Command(Command::Diff { app: app(APP), of: of.clone(), only: None }));
    match desk.open.get(before).map(|open| open.effect.clone()) {
        Some(Effect::Diff { subject, sides, .. }) => {
            assert_eq!(subject.app, app(APP));
            Ok(sides.map(|both| *both))
        }
        Some(other) => panic!("{other:?}"),
        None => {
            let told = desk.state.shown.diffs[&(app(APP), of, None)].clone().expect_err("a problem");
            assert!(told[0].hint.is_some(), "{told:?}");
            Err((told[0].kind, told[0].to_string()))
        }
    }
}

fn revisions(side: &Side) -> Vec<String> {
    let SideOf::Made(Recipe::Sources(items)) = &side.what else { panic!("{side:?}") };
    items.iter().map(|at| at.revision.to_string()).collect()
}

#[test]
fn revisions_and_records_become_sources_at_their_commits() {
    let mut desk = Desk::new();
    assert!(matches!(asked(&mut desk, "git"), Ok(None)), "what runs and what Git wants are the usual sides");
    let (left, right) = asked(&mut desk, "v1").expect("asked").expect("two sides");
    assert!(matches!(left.what, SideOf::Live));
    assert_eq!((revisions(&right), &*right.title), (vec!["v1".to_owned()], "Git v1"));
    let (left, right) = asked(&mut desk, "history 1 history 2").expect("asked").expect("two sides");
    assert_eq!((revisions(&left), revisions(&right)), (vec![GOOD.to_owned()], vec![BAD.to_owned()]));
    assert_eq!((&*left.title, &*right.title), ("record #1 41c07de", "record #2 9f3c2a1"));
    let (_, right) = asked(&mut desk, "app/checkout-staging").expect("asked").expect("two sides");
    let SideOf::Made(Recipe::App(other)) = &right.what else { panic!("{right:?}") };
    assert_eq!(other.app, app("checkout-staging"));
    let (left, right) = asked(&mut desk, "cluster:west local:./x").expect("asked").expect("two sides");
    assert!(matches!(&left.what, SideOf::Cluster(name) if &**name == "west"));
    assert!(
        matches!(&right.what, SideOf::Made(Recipe::Folder(source, folder)) if &*folder.path == "./x" && source.path == "overlays/production")
    );
}

#[test]
fn what_is_not_there_is_told_and_nothing_is_asked() {
    let mut desk = Desk::new();
    let refused = |desk: &mut Desk, words: &str| asked(desk, words).map(|_| ()).expect_err("refused");
    assert_eq!(refused(&mut desk, "history 9"), (ProblemKind::NotFound, "there is no history record 9".into()));
    assert_eq!(refused(&mut desk, "app/nope"), (ProblemKind::NotFound, "there is no application argocd/nope".into()));
    // With several sources it has to be said which of them is meant.
    let object = application(APP, "Synced", "Healthy", GOOD, false);
    let source = object.get(&["spec", "source"]).cloned().expect("a source");
    let several =
        object.set(&["spec", "sources"], tiphys::model::object::value::Value::list(vec![source.clone(), source])).expect("an object");
    desk.see(vec![several]);
    assert_eq!(refused(&mut desk, "v1").1, "the application has 2 sources: which of them has revision v1?");
    assert_eq!(refused(&mut desk, "local:./x").1, "the application has 2 sources: a folder cannot stand for all of them");
}

fn rule() -> IgnoreDifference {
    IgnoreDifference {
        group: "apps".into(),
        kind: "Deployment".into(),
        json_pointers: vec!["/spec/replicas".into()],
        ..IgnoreDifference::default()
    }
}

/// Judges an application as it is said.
fn judged(desk: &mut Desk, name: &str, status: SyncStatus) {
    let evaluation = Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: Arc::new(Verdicts { status, rows: Vec::new(), rules: Vec::new() }),
        problems: Vec::new(),
        unknown: std::collections::BTreeSet::new(),
        cluster: Some(ClusterId::new("demo")),
        git_stale_since: None,
    };
    let key = app(name);
    let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if subject.app == key);
    assert!(desk.answer(is_its, Outcome::Evaluated(Box::new(evaluation))), "{name} is computed");
}

#[test]
fn what_a_rule_would_hide_is_asked_of_all_that_differ_and_the_others_are_named() {
    let mut desk = Desk::new();
    judged(&mut desk, "checkout-staging", SyncStatus::Synced);
    judged(&mut desk, "checkout-production", SyncStatus::OutOfSync);
    let rules: Arc<[IgnoreDifference]> = [rule()].into();
    desk.tell(Msg::Command(Command::WouldHide { app: app(APP), rules: rules.clone() }));
    let others = desk.open.iter().find_map(|open| match &open.effect {
        Effect::WouldHide { subject, others, .. } if subject.app == app(APP) => {
            Some(others.iter().map(|other| other.app.clone()).collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(others, Some(vec![app("checkout-production")]), "who is in sync has nothing to hide, who is not judged is not rendered");
    let reach = RuleReach { rule: rule(), here: Vec::new(), elsewhere: Vec::new() };
    let hiding =
        Hiding { rules: vec![reach], looked_at: vec![app("checkout-production")], not_looked_at: Vec::new(), problems: Vec::new() };
    desk.answer(|effect| matches!(effect, Effect::WouldHide { .. }), Outcome::WouldHide(Ok(Arc::new(hiding))));
    let told = desk.state.shown.hiding[&app(APP)].clone().expect("an answer");
    assert_eq!(told.looked_at, [app("checkout-production"), app("checkout-staging")]);
    assert!(!told.not_looked_at.is_empty() && !told.not_looked_at.contains(&app(APP)), "{:?}", told.not_looked_at);
}

#[test]
fn a_rule_is_written_as_it_was_confirmed_one_change_at_a_time() {
    let mut desk = Desk::new();
    let send = |desk: &mut Desk| desk.tell(Msg::Command(Command::Ignore { app: app(APP), rule: rule(), authority: authority("beef") }));
    send(&mut desk);
    let sent = desk.open.iter().find_map(|open| match &open.effect {
        Effect::Send { write: Write::PatchApp { patch, resource_version, .. }, .. } => Some((patch.clone(), resource_version.clone())),
        _ => None,
    });
    let (patch, version) = sent.expect("a patch");
    assert_eq!(&*version, "7", "another version than the one that was looked at is refused by the server");
    let text = String::from_utf8(tiphys::engine::manifest::json::to_json(&patch)).expect("UTF-8");
    assert!(text.contains(r#""jsonPointers":["/spec/replicas"]"#), "{text}");
    send(&mut desk);
    assert_eq!(newest(&desk), "another change of payment-sim-api is under way");
    assert_eq!(n_open(&desk, |effect| matches!(effect, Effect::Send { .. })), 1);
}
