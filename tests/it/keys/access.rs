//! Windows, projects and rights: how one comes to them and away again.

use serde_json::json;

use crate::support::desk::{Desk, app};
use crate::support::rules::{policies, project};
use tiphys::session::command::{Command, DiffOf};
use tiphys::view::screen::Screen;

/// The desk with the fleet's project, under a deny window and an allow window.
fn desk() -> Desk {
    let mut desk = Desk::new();
    let deny = json!({"kind": "deny", "schedule": "0 12 * * *", "duration": "1h", "applications": ["checkout-*"], "description": "lunch"});
    let allow = json!({"kind": "allow", "schedule": "0 7 * * *", "duration": "2h", "applications": ["nightly-*"]});
    desk.projects(&[project("shop", &json!({"syncWindows": [deny, allow]})), project("other", &json!({}))]);
    desk
}

fn here(desk: &Desk) -> Screen {
    desk.ui.here().map(|(screen, _)| screen).expect("a place")
}

#[test]
fn w_shows_the_windows_of_the_application_under_the_cursor_and_esc_leads_back() {
    let mut desk = desk();
    desk.shows("▌ checkout-production").keys("w");
    assert_eq!(here(&desk), Screen::Windows(Some(app("checkout-production"))));
    desk.shows("Sync windows").shows("It is under").shows("DENY").shows("closes in 1h 0m").shows("lunch");
    desk.shows("Others of its project").shows("ALLOW");
    desk.keys("esc").shows("▌ checkout-production");
    desk.keys("enter w").shows("It is under").keys("esc").shows("Triage");
    desk.keys("esc o n j j j")
        .shows("▌ payment-sim-api")
        .keys("w")
        .shows("no window: nothing is in the way")
        .shows("Others of its project");
    assert!(desk.changes().is_empty());
}

#[test]
fn w_without_an_application_shows_the_windows_of_all_projects() {
    let mut desk = desk();
    desk.keys(":").typed("projects").keys("enter w");
    assert_eq!(here(&desk), Screen::Windows(None));
    desk.shows("of every project").shows("DENY").shows("ALLOW").hides("It is under");
    desk.keys("esc").shows("DESTINATIONS");
    // No window at all is said as well.
    desk.projects(&[project("shop", &json!({}))]);
    desk.keys("w").shows("no project has a sync window");
}

#[test]
fn projects_lead_to_one_project_and_back() {
    let mut desk = desk();
    desk.keys(":").typed("projects").keys("enter");
    assert_eq!(here(&desk), Screen::Projects);
    desk.shows("NAME").shows("shop").shows("DENY closes in 1h 0m").shows("▌ other");
    desk.keys("j").shows("▌ shop").keys("enter");
    assert_eq!(here(&desk), Screen::Project("shop".into()));
    desk.shows("5 applications").shows("Sources").shows("Destinations").shows("Cluster-scoped kinds");
    // Enter leads nowhere from here, and nothing of an application can be done.
    desk.keys("enter s").shows("select an application first");
    desk.keys("esc");
    assert_eq!(here(&desk), Screen::Projects);
    desk.shows("▌ shop").keys("esc").shows("▌ checkout-production");
    assert!(!desk.asked.iter().any(|command| matches!(command, Command::Plan { .. })));
}

#[test]
fn rights_are_shown_on_an_application_and_by_environment() {
    let mut desk = desk();
    desk.ruled(policies("p, ops, applications, get, */*, allow\np, ops, applications, sync, shop/payment-*, allow\n", ""));
    for word in ["can", "rights", "rbac"] {
        desk.keys(":").typed(word).keys("enter");
        assert_eq!(here(&desk), Screen::Rights(Some(app("checkout-production"))), "{word}");
        desk.shows("you are demo-operator")
            .shows("user demo-operator is ops")
            .shows("On this application")
            .shows("argocd-rbac-cm: policy.csv:1");
        desk.keys("G").shows("some  sync 1/4").keys("esc").shows("▌ checkout-production");
    }
    desk.keys(":").typed("projects").keys("enter :").typed("can").keys("enter");
    assert_eq!(here(&desk), Screen::Rights(None));
    desk.hides("On this application").shows("By environment");
}

#[test]
fn what_is_not_allowed_says_so_where_it_is_tried() {
    let mut desk = desk();
    desk.ruled(policies("p, ops, applications, get, */*, allow\n", ""));
    desk.keys("H").shows("you may not change it").hides("Everybody will read it");
    desk.keys(":").typed("delete").shows("you may not delete it").keys("enter").hides("Type checkout-production");
    desk.keys("esc").keys("esc");
    assert!(desk.changes().is_empty());
}

#[test]
fn an_application_that_is_put_away_while_it_is_looked_at_leaves_a_page_that_says_it_is_gone() {
    let mut desk = desk();
    desk.keys("enter").shows("Triage");
    desk.ruled(policies("p, ops, applications, get, shop/nightly-*, allow\n", ""));
    desk.hides("shop/checkout:").keys("w t h d");
    desk.keys("s H").hides("Everybody will read it");
    assert!(desk.changes().is_empty());
    assert!(!desk.asked.iter().any(|command| matches!(command, Command::Plan { .. })), "{:?}", desk.asked);
    // Somebody who wants a difference of it gets none.
    let before = desk.open.len();
    desk.tell(tiphys::session::msg::Msg::Command(Command::Diff { app: app("checkout-production"), of: DiffOf::DesiredLive, only: None }));
    assert_eq!(desk.open.len(), before);
    desk.ui.home();
    desk.settle();
    desk.shows("▌ nightly-report").shows("4 not yours to see");
}
