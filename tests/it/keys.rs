//! Tests of the area `keys`: key scripts on the console without a terminal.

mod access;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::desk::{BAD, Desk, app, application};
use ratatui::layout::Rect;
use tiphys::model::status::HealthStatus;
use tiphys::session::command::{Authority, Command};
use tiphys::session::effect::Effect;
use tiphys::session::msg::Msg;
use tiphys::tui::input::{InputEvent, Mouse};
use tiphys::tui::key::{Code, Key};
use tiphys::tui::ui::Todo;

/// The way from the list to the plan of going back, in production.
fn rollback_plan() -> Desk {
    let mut desk = Desk::new();
    desk.judge("checkout-production", HealthStatus::Degraded);
    desk.keys("enter R enter");
    let wanted = desk.planned("checkout-production", "a1f3");
    assert_eq!(wanted.request.rollback_to, Some(1), "the last good record was proposed");
    assert!(wanted.hold, "automatic sync is on, so it is held");
    desk
}

/// The plan of a sync outside production.
fn sync_plan() -> Desk {
    let mut desk = Desk::new();
    desk.keys("o n j j j");
    desk.shows("▌ payment-sim-api").keys("s");
    desk.planned("payment-sim-api", "beef");
    desk
}

#[test]
fn the_incident_is_on_top_and_one_key_away() {
    let mut desk = Desk::new();
    desk.shows("▌ checkout-production");
    desk.keys("enter").shows("Triage").shows("Way back").shows("PRODUCTION");
    desk.keys("esc").shows("Applications").hides("Way back");
}

#[test]
fn q_goes_back_and_never_leaves() {
    let mut desk = Desk::new();
    desk.keys("enter d q q q q").shows(":q or ^c twice leaves");
    assert!(desk.done.is_empty());
    desk.keys(": q enter");
    assert_eq!(desk.done, [Todo::Quit]);
}

#[test]
fn ctrl_c_cancels_and_twice_leaves() {
    let mut desk = Desk::new();
    desk.keys("? ctrl-c").hides("Help:");
    desk.keys(": ctrl-c ctrl-c").shows("^c again leaves");
    assert!(desk.done.is_empty());
    desk.wait(Duration::from_secs(3));
    desk.keys("ctrl-c").shows("^c again leaves");
    assert!(desk.done.is_empty(), "the first was long ago");
    desk.keys("ctrl-c");
    assert_eq!(desk.done, [Todo::Quit]);
}

#[test]
fn a_filter_counts_what_it_hides_and_alerts_show_all_the_same() {
    let mut desk = Desk::new();
    desk.keys("/").typed("pay").shows("payment-sim-api").shows("1 of 5").hides("nightly").shows("1 of them needs somebody");
    desk.keys("enter").shows("/pay · 4 hidden");
    desk.keys("esc").shows("nightly-report").hides("/pay");
    desk.keys("/").typed("pay");
    desk.keys("esc").shows("nightly-report");
}

#[test]
fn a_started_sequence_shows_what_can_follow() {
    let mut desk = Desk::new();
    desk.keys("o").shows("o …").shows("Order by name");
    desk.keys("n").hides("o …").shows("by name");
    desk.keys("o esc").hides("o …").shows("by name");
    desk.keys("o r").shows("by name, reversed");
    desk.keys("o x").shows("nothing is bound to o x");
}

#[test]
fn production_wants_four_characters_and_enter_within_eight_keys_from_triage() {
    let mut desk = Desk::new();
    desk.judge("checkout-production", HealthStatus::Degraded);
    desk.keys("enter").shows("Way back");
    desk.keys("R enter");
    desk.planned("checkout-production", "a1f3");
    desk.shows("restarts 3 Pods");
    desk.keys("enter").shows("PRODUCTION").shows("Type a1f3").shows("[ Cancel ]");
    desk.typed("a1f3").shows("[ Roll back ]");
    assert!(desk.changes().is_empty());
    desk.keys("enter");
    let [Command::Start { app: own, authority: Authority::Confirmed { digest, who } }] = desk.changes()[..] else {
        panic!("{:?}", desk.changes())
    };
    assert_eq!((own, digest.challenge(), &**who), (&app("checkout-production"), "a1f3", "demo-operator"));
    desk.shows("Operation");
    desk.keys("esc").shows("Triage");
}

#[test]
fn a_rollback_that_is_planned_again_with_prune_stays_a_rollback() {
    let mut desk = rollback_plan();
    desk.keys("x");
    let wanted = desk.planned("checkout-production", "cafe");
    assert_eq!((wanted.request.rollback_to, wanted.request.prune, wanted.hold), (Some(1), true, true));
    desk.shows("Roll back to #1").shows("with prune").keys("x");
    let wanted = desk.planned("checkout-production", "a1f3");
    assert_eq!((wanted.request.rollback_to, wanted.request.prune, wanted.hold), (Some(1), false, true));
    desk.hides("  with prune");
}

#[test]
fn a_message_goes_with_the_place_it_was_about_and_a_notice_stays() {
    let mut desk = Desk::new();
    desk.keys("T").shows("no operation is running");
    desk.keys("j").shows("no operation is running");
    desk.keys("k enter").shows("Triage").hides("no operation is running");
    desk.tell(Msg::Command(Command::Start { app: app("web"), authority: Authority::Policy { rule: "".into(), revision: "".into() } }));
    desk.settle();
    desk.shows("there is no application").keys("esc").shows("there is no application");
}

#[test]
fn cancel_is_focused_and_wrong_characters_do_nothing() {
    let mut desk = rollback_plan();
    desk.keys("enter enter").shows("cancelled: nothing was changed").shows("restarts 3 Pods");
    desk.keys("enter").typed("ffff").keys("enter").shows("`ffff` is not what is asked for: a1f3");
    desk.keys("y enter").shows("is not what is asked for");
    desk.keys("esc").shows("cancelled");
    assert!(desk.changes().is_empty());
}

#[test]
fn keys_typed_before_the_question_was_on_the_screen_never_reach_it() {
    let mut desk = sync_plan();
    desk.reports = false;
    desk.keys("enter y enter y").shows("keys typed before this was shown were dropped");
    assert!(desk.changes().is_empty());
    desk.input(InputEvent::CursorReport);
    desk.settle();
    assert!(desk.changes().is_empty());
    desk.keys("y");
    assert!(matches!(desk.changes()[..], [Command::Start { .. }]));
}

#[test]
fn typed_ahead_in_one_go_nothing_is_confirmed() {
    let mut desk = sync_plan();
    for key in [Key::plain(Code::Enter), Key::char('y'), Key::char('y'), Key::plain(Code::Enter)] {
        // No frame between them: they came in one packet.
        desk.input(InputEvent::Key(key));
    }
    desk.settle();
    desk.shows("were dropped").shows("y Sync");
    assert!(desk.changes().is_empty());
}

#[test]
fn a_terminal_that_never_answers_asks_for_characters() {
    let mut desk = sync_plan();
    desk.reports = false;
    desk.keys("enter").hides("Type beef");
    desk.wait(Duration::from_millis(1_100));
    desk.shows("Type beef").keys("y enter");
    assert!(desk.changes().is_empty());
    desk.typed("beef").keys("enter");
    assert!(matches!(desk.changes()[..], [Command::Start { .. }]));
}

#[test]
fn a_plan_that_changed_asks_again_and_forgets_what_was_typed() {
    let mut desk = rollback_plan();
    desk.keys("enter").typed("a1f");
    let wanted = desk.state.plans[&app("checkout-production")].wanted.clone();
    desk.ui.commands.push_back(Command::Plan { app: app("checkout-production"), wanted });
    desk.settle();
    desk.planned("checkout-production", "c0de");
    desk.shows("the plan changed while you were reading").shows("Type c0de");
    desk.typed("3").keys("enter").shows("`3` is not what is asked for");
    desk.typed("c0de").keys("enter");
    let [Command::Start { authority: Authority::Confirmed { digest, .. }, .. }] = desk.changes()[..] else { panic!() };
    assert_eq!(digest.challenge(), "c0de");
}

#[test]
fn a_report_that_was_asked_for_by_an_older_question_does_not_arm_a_newer_one() {
    let mut desk = sync_plan();
    desk.reports = false;
    desk.keys("enter esc enter");
    desk.input(InputEvent::CursorReport);
    desk.keys("y");
    assert!(desk.changes().is_empty(), "the first report belonged to the question that was closed");
    desk.input(InputEvent::CursorReport);
    desk.keys("y");
    assert!(matches!(desk.changes()[..], [Command::Start { .. }]));
}

#[test]
fn deleting_wants_the_whole_name() {
    let mut desk = Desk::new();
    desk.keys(":").typed("delete").keys("enter").shows("Type checkout-production");
    desk.typed("checkout").keys("enter").shows("is not what is asked for");
    desk.typed("checkout-production").keys("enter");
    assert!(matches!(desk.changes()[..], [Command::Delete { .. }]));
}

#[test]
fn a_hold_wants_a_reason_and_a_yes() {
    let mut desk = Desk::new();
    desk.keys("H").shows("Everybody will read it");
    desk.keys("enter").shows("wants a reason");
    desk.typed("incident 812").keys("enter").shows("Hold automatic sync");
    assert!(desk.changes().is_empty());
    let wanted = desk.ui.question().and_then(|question| question.wanted().map(str::to_owned)).expect("production wants characters");
    desk.typed(&wanted).keys("enter");
    assert!(matches!(desk.changes()[..], [Command::Hold { reason, .. }] if &**reason == "incident 812"));
}

#[test]
fn what_cannot_be_done_says_why_and_sends_nothing() {
    let mut desk = Desk::new();
    desk.keys("T").shows("terminate: no operation is running");
    desk.keys("j y").shows("select a resource first");
    desk.keys("?").shows("no operation is running");
    desk.keys("esc :").typed("terminate").shows("no operation is running");
    assert!(desk.changes().is_empty());
}

#[test]
fn help_shows_what_is_bound_here_and_scrolls() {
    let mut desk = Desk::new();
    desk.keys("?").shows("Help: Applications").shows("Plan a sync").shows("more below");
    desk.keys("G").hides("more below");
    desk.keys("?").hides("Help:");
}

#[test]
fn the_command_bar_finds_commands_and_applications() {
    let mut desk = Desk::new();
    desk.keys(":").typed("rsvwrk").shows("reservation-worker").keys("enter").shows("Triage").hides("PRODUCTION");
    desk.keys(":").typed("hist").keys("tab").shows(":history").keys("enter").shows("CAME TO");
    desk.keys(":").typed("xyzzy").shows("no command and no application").keys("enter").shows("is like `xyzzy`");
    desk.keys(":").typed("theme light").keys("enter");
    assert_eq!(desk.done, [Todo::Theme("light")]);
}

#[test]
fn tabs_keep_their_cursors_and_esc_leads_to_the_list() {
    let mut desk = Desk::new();
    desk.judge("checkout-production", HealthStatus::Degraded);
    desk.keys("enter t j").shows("▌ Deployment");
    desk.keys("] ]").shows("CAME TO");
    desk.keys("[ [").shows("▌ Deployment");
    desk.keys("esc").shows("▌ checkout-production");
}

#[test]
fn a_tree_node_is_synced_alone_and_said_so() {
    let mut desk = Desk::new();
    desk.judge("checkout-production", HealthStatus::Degraded);
    desk.keys("enter t s");
    let wanted = desk.planned("checkout-production", "feed");
    assert_eq!(wanted.request.resources.len(), 1);
    desk.shows("1 resource, no history record, hooks skipped");
}

#[test]
fn marked_applications_are_refreshed_together() {
    let mut desk = Desk::new();
    desk.keys("space space r").shows("2 marked").shows("2 applications");
    assert!(matches!(&desk.asked[desk.asked.len() - 1], Command::Refresh { apps, hard: false } if apps.len() == 2));
    desk.keys("esc").hides("marked");
}

#[test]
fn all_that_the_filter_passes_is_marked_by_one_key_and_unmarked_by_the_same() {
    let mut desk = Desk::new();
    desk.keys("* r").shows("5 marked");
    assert!(matches!(&desk.asked[desk.asked.len() - 1], Command::Refresh { apps, .. } if apps.len() == 5));
    desk.keys("*").shows("nothing is marked");
    desk.keys("/ c h e c k o u t enter *").shows("2 marked");
}

#[test]
fn a_range_is_marked_from_the_nearest_mark_to_the_cursor() {
    let mut desk = Desk::new();
    desk.keys("space j ctrl-space").shows("3 marked");
    desk.keys("*").shows("5 marked");
}

#[test]
fn many_marked_applications_are_judged_in_turns_that_leave_room_for_keys() {
    let mut desk = Desk::new();
    desk.see((0..100).map(|n| application(&format!("app-{n:03}"), "Synced", "Healthy", BAD, false)).collect());
    desk.open.clear();
    let asked = |desk: &Desk| desk.open.iter().filter(|open| matches!(open.effect, Effect::Evaluate { .. })).count();
    desk.keys("*").wait(Duration::from_millis(250));
    let first = asked(&desk);
    assert!((1..100).contains(&first), "{first} at once");
    for _ in 0..4 {
        desk.tell(Msg::Tick);
    }
    let apps: BTreeSet<_> = desk
        .open
        .iter()
        .filter_map(|open| if let Effect::Evaluate { subject, .. } = &open.effect { Some(subject.app.clone()) } else { None })
        .collect();
    assert!(apps.len() >= 100, "{} of 105", apps.len());
}

#[test]
fn marked_applications_stay_computed_while_one_is_looked_at() {
    let mut desk = Desk::new();
    desk.keys("* enter");
    let last = desk.asked.iter().rev().find_map(|command| if let Command::Interest(apps) = command { Some(apps.len()) } else { None });
    assert_eq!(last, Some(5));
}

#[test]
fn the_cursor_stays_on_its_row_and_line_while_rows_move() {
    let mut desk = Desk::sized(80, 12);
    let many = (0..30).map(|n| application(&format!("app-{n:02}"), "Synced", "Healthy", BAD, false)).collect();
    desk.see(many);
    desk.keys("o n").keys("pgdn j j");
    let line = |screen: &str| screen.lines().position(|line| line.starts_with('▌')).expect("a cursor");
    let (before, name) = (desk.screen(), "▌ app-09");
    assert!(before.contains(name), "{before}");
    desk.see((0..5).map(|n| application(&format!("aaa-{n}"), "Synced", "Healthy", BAD, false)).collect());
    let after = desk.shows(name).screen();
    assert_eq!(line(&before), line(&after), "{before}\n{after}");
}

#[test]
fn leaving_while_driving_asks() {
    let mut desk = sync_plan();
    desk.keys("enter y");
    assert!(desk.state.drives.values().any(|drive| !drive.is_over()));
    desk.keys(": q enter").shows("This console drives").shows("Stay");
    desk.keys("enter").hides("This console drives");
    assert!(desk.done.is_empty());
    desk.keys(": q enter down down enter");
    assert_eq!(desk.done, [Todo::Quit]);
}

#[test]
fn a_row_is_copied_by_name() {
    let mut desk = Desk::new();
    desk.keys("c");
    assert_eq!(desk.done, [Todo::Copy("checkout-production".into())]);
}

#[test]
fn pasted_text_is_no_keys() {
    let mut desk = Desk::new();
    desk.input(InputEvent::Paste("q\rRy".into()));
    desk.settle();
    desk.shows("pasted text goes nowhere here").shows("Applications");
    desk.keys("/");
    desk.input(InputEvent::Paste("nightly\nx".into()));
    desk.settle();
    desk.shows("1 of 5").shows("nightly-report");
}

#[test]
fn the_mouse_does_nothing_until_it_is_switched_on() {
    let mut desk = Desk::new();
    let row = desk.screen().lines().position(|line| line.contains("nightly-report")).expect("a row");
    let click = InputEvent::Mouse(Mouse::Click { x: 5, y: u16::try_from(row).expect("small") });
    desk.input(click.clone());
    desk.settle();
    desk.hides("▌ nightly-report");
    desk.keys(":").typed("mouse").keys("enter");
    desk.input(click.clone());
    desk.settle();
    desk.shows("▌ nightly-report");
    desk.input(click);
    desk.settle();
    desk.hides("▌ nightly-report");
}

#[test]
fn no_key_at_no_place_on_no_size_of_screen_panics() {
    let keys = "enter t d h e l j k G g [ ] n N space y i p left right R enter s x enter y ? j G esc : down enter esc / a enter esc H a enter esc c @ q q q T r ctrl-r ctrl-d pgup o n o h tab";
    for (width, height) in [(1, 1), (10, 3), (20, 5), (40, 10), (80, 24), (200, 60)] {
        let mut desk = Desk::sized(width, height);
        desk.judge("checkout-production", HealthStatus::Degraded);
        desk.keys(keys).keys(keys);
        for (width, height) in [(10, 3), (120, 40), (1, 1), (80, 24)] {
            desk.ui.area = Rect::new(0, 0, width, height);
            desk.keys("j k");
        }
    }
}
