//! Picking what to compare, and making an ignore rule from a hunk, as they are painted; and that nothing hostile reaches a cell raw.

use std::sync::Arc;

use tiphys::engine::compare::ignore_reach::Reach;
use tiphys::model::object::path::{Path, Segment};
use tiphys::session::command::{Command, DiffOf};
use tiphys::session::effect::Effect;
use tiphys::session::outcome::Outcome;
use tiphys::session::shown::{Hidden, Hiding, RuleReach};
use tiphys::view::screen::Screen;

use crate::support::desk::{Desk, app, object};
use crate::support::fleet::{answers, fleet};

const APP: &str = "payment-sim-api";

/// The difference of an application that is out of sync.
fn diff(width: u16, height: u16) -> Desk {
    let mut desk = fleet(width, height);
    desk.keys("/").typed("payment").keys("enter d");
    answers(&mut desk);
    desk
}

/// The rules for the first line of the difference that is a field, with what they would hide.
fn ignoring(width: u16, height: u16) -> Desk {
    let mut desk = diff(width, height);
    desk.keys("j I");
    let Some(Screen::Ignore(_, rules)) = desk.ui.place().map(|place| place.screen.clone()) else { panic!("no rules:\n{}", desk.screen()) };
    let hidden = |name: &str, reach| Hidden {
        app: app(name),
        key: object("Secret", "checkout-db"),
        path: Path(vec![Segment::Field("data".into()), Segment::Field("password".into())]),
        reach,
    };
    let rules = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| RuleReach {
            rule: rule.clone(),
            here: vec![hidden(APP, Reach::All)],
            elsewhere: if index == 0 { Vec::new() } else { vec![hidden("ledger-staging", Reach::Part)] },
        })
        .collect();
    let not_looked_at = ["gateway-api", "inventory-api", "web"].map(app).to_vec();
    let hiding = Hiding { rules, looked_at: vec![app("ledger-staging")], not_looked_at, problems: Vec::new() };
    assert!(desk.answer(|effect| matches!(effect, Effect::WouldHide { .. }), Outcome::WouldHide(Ok(Arc::new(hiding)))), "nobody asked");
    desk.settle();
    desk
}

#[test]
fn picking_a_side_and_choosing_a_rule_are_as_they_were_looked_at() {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (width, height) in [(80, 24), (120, 40)] {
            insta::assert_snapshot!(format!("sides-{width}x{height}"), diff(width, height).keys("W").screen());
            insta::assert_snapshot!(format!("ignore-{width}x{height}"), ignoring(width, height).screen());
            insta::assert_snapshot!(format!("ignore-confirm-{width}x{height}"), ignoring(width, height).keys("enter").screen());
        }
    });
}

#[test]
fn a_side_is_typed_or_chosen_and_the_difference_opens() {
    let mut desk = diff(80, 24);
    desk.keys("W").shows("diff history 2").shows("live ↔ history:2");
    desk.typed("v1..v2").shows("v1 ↔ v2").keys("enter");
    let asked = desk.asked.iter().rev().find_map(|command| match command {
        Command::Diff { of: DiffOf::Between(sides), .. } => Some(sides.to_string()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("v1 v2"));
    desk.keys("esc").shows("Diff");
    desk.keys(":").typed("diff history 9").keys("enter").shows("there is no history record 9").shows("there are: 1, 2");
    desk.keys("esc :").typed("diff a b c").keys("enter").shows("no command and no application is like");
}

#[test]
fn a_rule_is_written_only_after_the_question_and_copied_for_git_without_one() {
    let mut desk = ignoring(80, 24);
    desk.keys("c");
    assert!(desk.done.iter().any(|todo| format!("{todo:?}").contains("ignoreDifferences")), "{:?}", desk.done);
    desk.keys("enter").shows("Add to spec.ignoreDifferences").shows("- /data/password");
    assert!(desk.changes().is_empty());
    desk.keys("y");
    let [Command::Ignore { app: own, rule, .. }] = desk.changes()[..] else { panic!("{:?}", desk.changes()) };
    assert_eq!((own, &*rule.name, &rule.json_pointers[..]), (&app(APP), "checkout-db", &["/data/password".to_owned()][..]));
}

#[test]
fn a_rule_is_made_and_the_object_is_looked_at_from_any_line_of_a_difference() {
    for below in ["j", "j j", "j j j"] {
        let mut desk = diff(80, 24);
        desk.keys(below).keys("I");
        let here = desk.ui.place().map(|place| place.screen.clone());
        assert!(matches!(here, Some(Screen::Ignore(..))), "{below}:\n{}", desk.screen());
        desk.keys("esc i").shows("› Why");
    }
}

#[test]
fn where_no_rule_can_be_made_the_console_says_why() {
    let mut desk = diff(80, 24);
    desk.keys("g I").shows("select a field first: n leads to the next");
    desk.keys(":").typed("diff history 1..history 2").keys("esc");
    desk.keys(":").typed("diff history 1 history 2").keys("enter");
    answers(&mut desk);
    desk.keys("j I").shows("a rule hides what differs from what runs");
}
