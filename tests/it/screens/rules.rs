//! The pages of rules as they are painted: windows with their countdown, projects, rights; and that no text of theirs reaches a cell raw.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use tiphys::model::access::AccessRules;
use tiphys::model::text::is_unsafe;
use tiphys::session::query::QuerySpec;
use tiphys::view;
use tiphys::view::page::Window;
use tiphys::view::screen::Screen;

use super::HOSTILE;
use crate::support::desk::{Desk, app};
use crate::support::rules::{policies, project};

const POLICY: &str = "\
p, ops, applications, get, */*, allow
p, ops, applications, sync, shop/*, allow
p, ops, applications, sync, shop/checkout-production, deny
p, ops, logs, get, shop/*, allow
";

/// One-off windows as `tiphys-cm` has them.
fn house(yaml: &str) -> AccessRules {
    let (house, problems) = tiphys::adapters::store::house::house(&[("windows".into(), yaml.into())].into());
    assert_eq!(problems, []);
    AccessRules { house, ..policies(POLICY, "") }
}

/// The desk on a Friday at noon, with windows of every kind: open, closed, garbage, with dates, past.
fn ruled(width: u16, height: u16) -> Desk {
    let mut desk = Desk::sized(width, height);
    let windows = json!([
        {"kind": "deny", "schedule": "0 12 * * *", "duration": "1h", "applications": ["checkout-*"], "description": "lunch"},
        {"kind": "allow", "schedule": "0 7 * * 1-5", "duration": "11h", "timeZone": "Europe/Berlin", "namespaces": ["shop"], "manualSync": true},
        {"kind": "deny", "schedule": "every tuesday", "duration": "1h", "applications": ["nightly-*"]},
    ]);
    let role = json!({"name": "ci", "groups": ["company:ci"], "policies": ["p, proj:shop:ci, applications, sync, shop/*, allow"]});
    let more = json!({"description": "all of the shop", "syncWindows": windows, "roles": [role], "sourceRepos": ["!https://bad/*", "*"],
        "clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}],
        "namespaceResourceBlacklist": [{"group": "", "kind": "ResourceQuota"}]});
    desk.projects(&[project("shop", &more), project("edge", &json!({}))]);
    desk.ruled(house(
        "- {name: stocktaking, kind: deny, from: '2026-12-02T00:00:00Z', to: '2026-12-04T00:00:00Z', projects: [shop], applications: ['*'], by: kenji}\n- {name: moved, kind: deny, from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', projects: [shop], applications: ['*']}\n",
    ));
    desk
}

/// Every page of rules: its name and the keys to it.
const PAGES: [(&str, &str); 6] = [
    ("windows", "w"),
    ("windows-all", ": p r o j e c t s enter w"),
    ("projects", ": p r o j e c t s enter"),
    ("project", ": p r o j e c t s enter j enter"),
    ("rights", ": c a n enter"),
    ("rights-all", ": p r o j e c t s enter : c a n enter"),
];

#[test]
fn pages_of_rules_are_as_they_were_looked_at() {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (width, height) in [(80, 24), (120, 40)] {
            for (name, keys) in PAGES {
                let mut desk = ruled(width, height);
                insta::assert_snapshot!(format!("rules-{name}-{width}x{height}"), desk.keys(keys).screen());
            }
        }
    });
}

const ALL: Window = Window { first: 0, height: usize::MAX };

/// A page as text at a time.
fn text(desk: &mut Desk, screen: &Screen, at: Timestamp) -> String {
    desk.state.now = at;
    let page = view::page(&desk.state, screen, &QuerySpec::default(), &std::collections::BTreeSet::new(), ALL);
    let lines = page.facts.iter().chain(page.rows.iter().flat_map(|row| &row.cells));
    lines.map(|line| line.iter().map(|span| span.text()).collect::<String>() + "\n").collect()
}

/// Times around which something happens: minutes pass, then seconds; a window opens at noon and closes an hour later.
fn starts() -> impl Iterator<Item = Timestamp> {
    let times = ["11:40:58.25", "11:49:57.25", "11:59:56.25", "12:49:58.25", "12:59:56.25"];
    times.into_iter().map(|time| format!("2026-11-20T{time}Z").parse().expect("a time"))
}

/// Steps from each of them to when a page says that it changes: nothing does before.
#[track_caller]
fn steps(desk: &mut Desk, screen: &Screen, mut at_change: impl FnMut(&str, &str, Timestamp)) {
    for mut now in starts() {
        for _ in 0..10 {
            let before = text(desk, screen, now);
            let next = view::next_change(&desk.state, screen, ALL).expect("a countdown runs");
            assert!(next > now, "{screen:?} at {now}");
            let just_before = next.checked_sub(SignedDuration::from_millis(1)).expect("a time").max(now);
            assert_eq!(text(desk, screen, just_before), before, "{screen:?}: it changed before {next} (from {now})");
            at_change(&before, &text(desk, screen, next), next);
            now = next;
        }
    }
}

#[test]
fn a_page_with_countdowns_reads_differently_exactly_when_it_says_so() {
    let mut desk = ruled(80, 24);
    // Clocks that differ are no reason to be late.
    for ahead in [0, 1_500, -2_250] {
        desk.state.plane.clock_ahead_ms = ahead;
        for screen in [Screen::Windows(None), Screen::Windows(Some(app("checkout-production"))), Screen::Project("shop".into())] {
            let mut closed = false;
            steps(&mut desk, &screen, |before, after, at| {
                assert_ne!(before, after, "{screen:?}: nothing changed at {at} (ahead {ahead})");
                closed |= before.contains("DENY   open") && !after.contains("DENY   open");
            });
            assert!(closed, "a closing was seen");
        }
    }
}

#[test]
fn a_window_that_opens_again_while_it_is_open_is_looked_at_for_its_closing_only() {
    let mut desk = Desk::new();
    // From Friday to Tuesday; that it opens again tonight is shown nowhere.
    let long = json!({"kind": "deny", "schedule": "0 0 * * 5,6", "duration": "72h", "applications": ["*"]});
    desk.projects(&[project("shop", &json!({"syncWindows": [long]}))]);
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    assert!(text(&mut desk, &Screen::Windows(None), now).contains("closes in 3d 12h"));
    steps(&mut desk, &Screen::Windows(None), |before, after, at| assert_ne!(before, after, "nothing changed at {at}"));
}

#[test]
fn a_list_of_projects_is_never_shown_later_than_it_changes() {
    let mut closed = false;
    steps(&mut ruled(80, 24), &Screen::Projects, |before, after, _| {
        closed |= before.contains("DENY closes in") && !after.contains("DENY closes in");
    });
    assert!(closed, "a closing was seen");
}

#[test]
fn hostile_text_of_rules_never_reaches_a_cell_raw() {
    for hostile in HOSTILE {
        let mut desk = Desk::sized(120, 40);
        let window = json!({"kind": hostile, "schedule": hostile, "duration": hostile, "timeZone": hostile, "applications": [hostile, "*"],
                "description": hostile});
        let deny =
            json!({"kind": "deny", "schedule": "* * * * *", "duration": "1h", "applications": ["*", hostile], "description": hostile});
        let role =
            json!({"name": hostile, "groups": [hostile], "policies": [format!("p, {hostile}, applications, {hostile}, */*, allow")]});
        let more = json!({"description": hostile, "syncWindows": [window, deny], "roles": [role], "sourceRepos": [hostile, format!("!{hostile}")],
                "destinations": [{"server": hostile, "namespace": hostile}], "sourceNamespaces": [hostile],
                "clusterResourceWhitelist": [{"group": hostile, "kind": hostile}],
                "destinationServiceAccounts": [{"server": hostile, "namespace": hostile, "defaultServiceAccount": hostile}]});
        let mut odd = project("shop", &more);
        odd["metadata"]["name"] = hostile.into();
        desk.projects(&[project("shop", &more), odd]);
        let line = hostile.replace(['\n', '"'], " ");
        let mut rules = policies(&format!("p, ops, applications, *, */*, allow\np, ops, applications, {line}, */*, {line}\n"), hostile);
        rules.subjects.users.insert("demo-operator".into(), "ops".into());
        rules.subjects.groups.insert("oidc:sre".into(), hostile.into());
        desk.state.plane.identity.groups = vec!["oidc:sre".into(), hostile.into()];
        desk.state.plane.identity.acting = Some(hostile.into());
        desk.ruled(rules);
        let here = app("checkout-production");
        let of_app = [Screen::Windows(Some(here.clone())), Screen::Rights(Some(here))];
        for screen in
            of_app.into_iter().chain([Screen::Windows(None), Screen::Rights(None), Screen::Projects, Screen::Project("shop".into())])
        {
            desk.ui.open(screen.clone());
            for cell in desk.frame().content() {
                assert!(!cell.symbol().chars().any(is_unsafe), "{screen:?} {hostile:?}: {:?}", cell.symbol());
            }
        }
    }
}
