//! One-off windows, together with those of the project.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use tiphys::engine::access::Verdict;
use tiphys::engine::access::windows::listing::{Listed, Source, State, listing};
use tiphys::engine::access::windows::{Asked, Subject, Window, can_sync, matching, one_off, read as of_project};
use tiphys::model::application::Destination;
use tiphys::model::house::{House, Label};
use tiphys::model::project::SyncWindow;

use super::{good, read};

const DAY: &str = "[{kind: allow, schedule: '0 9 * * 1-5', duration: 9h, applications: ['*']}]";
const NIGHT: &str = "[{kind: deny, schedule: '0 22 * * *', duration: 8h, applications: ['*']}]";
const FREEZE: &str = "- {name: christmas, kind: deny, from: 2026-12-20T00:00:00Z, to: 2027-01-04T06:00:00Z, applications: ['*'], by: jane}";
const SPECIAL: &str = "- {name: release, kind: allow, from: 2026-11-28T10:00:00Z, to: 2026-11-28T12:00:00Z, applications: [web]}";

fn windows(yaml: &str) -> Vec<SyncWindow> {
    serde_yaml::from_str(yaml).expect("windows")
}

fn asked(at: &str) -> Asked {
    Asked { at: at.parse().expect("a time"), manual: false, began: None }
}

fn decided(project: &[SyncWindow], house: &House, asked: Asked) -> Verdict {
    let destination = Destination { server: "https://kubernetes.default.svc".into(), namespace: "shop".into(), ..Destination::default() };
    let subject = Subject { name: "web", destination: &destination };
    let mut all: Vec<Window<'_>> = of_project("shop", matching(project, subject)).expect("they are readable");
    all.extend(one_off::matching(&house.windows, "shop", subject));
    can_sync(&all, asked)
}

#[test]
fn a_freeze_blocks_from_its_first_instant_until_its_last_and_says_where_it_stands() {
    let house = good("windows", FREEZE);
    let blocked = decided(&[], &house, asked("2026-12-20T00:00:00Z"));
    assert!(!blocked.allowed);
    assert!(
        blocked.rule.starts_with("DENY one-off window from 2026-12-20T00:00:00Z to 2027-01-04T06:00:00Z (\"christmas\", by jane)"),
        "{blocked:?}"
    );
    assert!(blocked.rule.contains("stands in tiphys-cm, which Argo CD does not read"), "{blocked:?}");
    assert_eq!(blocked.place.map(|place| place.to_string()), Some("tiphys-cm: windows[0]".to_owned()));
    assert_eq!(&*blocked.change, "wait until 2027-01-04T06:00:00Z");
    assert!(decided(&[], &house, asked("2026-12-19T23:59:59Z")).allowed);
    assert!(decided(&[], &house, asked("2027-01-04T06:00:00Z")).allowed);
    assert!(!decided(&windows(DAY), &house, asked("2026-12-21T10:00:00Z")).allowed, "a deny beats the project's open allow");
}

#[test]
fn an_allow_admits_while_it_is_open_and_is_not_there_otherwise() {
    let house = good("windows", SPECIAL);
    let weekend = asked("2026-11-28T11:00:00Z");
    assert!(!decided(&windows(DAY), &House::default(), weekend).allowed);
    let admitted = decided(&windows(DAY), &house, weekend);
    assert!(admitted.allowed && admitted.rule.starts_with("ALLOW one-off window") && admitted.rule.contains("Argo CD itself still holds"));
    assert_eq!(&*admitted.change, "when it closes, syncs are blocked");
    for at in ["2026-11-28T09:00:00Z", "2026-11-28T12:00:00Z", "2030-01-01T00:00:00Z"] {
        assert!(decided(&[], &house, asked(at)).allowed, "{at}: an allow that is closed blocks nobody");
        assert_eq!(
            decided(&windows(DAY), &house, asked(at)),
            decided(&windows(DAY), &House::default(), asked(at)),
            "{at}: it is as if it were not there"
        );
    }
    let deny = windows("[{kind: deny, schedule: '0 0 * * *', duration: 24h, applications: ['*']}]");
    assert!(!decided(&deny, &house, weekend).allowed, "the project's deny beats it");
}

#[test]
fn a_freeze_makes_exceptions_as_it_says() {
    let manual = |asked: Asked| Asked { manual: true, ..asked };
    let kind = good("windows", &FREEZE.replace("by: jane", "manualSync: true"));
    let inside = asked("2026-12-21T10:00:00Z");
    assert!(decided(&[], &kind, manual(inside)).allowed && !decided(&[], &kind, inside).allowed);
    let overrun = good("windows", &FREEZE.replace("by: jane", "syncOverrun: true"));
    let began = |at: &str| Asked { began: Some(at.parse().expect("a time")), ..inside };
    assert!(decided(&[], &overrun, began("2026-12-19T23:00:00Z")).allowed);
    assert!(!decided(&[], &overrun, began("2026-12-20T01:00:00Z")).allowed);
    // A freeze that lets people pass does not open what the project has closed.
    assert!(!decided(&windows(DAY), &kind, manual(asked("2026-12-21T20:00:00Z"))).allowed);
}

#[test]
fn one_offs_match_by_project_and_lists() {
    let is_blocked = |fields: &str| {
        let house = good("windows", &format!("- {{kind: DENY, from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00+01:00, {fields}}}"));
        !decided(&[], &house, asked("2026-06-01T00:00:00Z")).allowed
    };
    assert!(is_blocked("projects: [sh*]") && !is_blocked("projects: [other]"));
    assert!(is_blocked("projects: [shop], applications: [web]") && !is_blocked("projects: [shop], applications: [api]"));
    assert!(!is_blocked("projects: [other], applications: [web]"));
    assert!(is_blocked("applications: [api], namespaces: [shop]"));
    assert!(!is_blocked("applications: [api], namespaces: [shop], andOperator: true"));
    assert!(is_blocked("clusters: ['https://*']"));
}

#[test]
fn what_cannot_be_read_blocks_where_it_denies_and_lets_nothing_pass_where_it_allows() {
    let (house, problems) = read(&[("windows", "- {kind: deny, from: soon, to: 2027-01-04T06:00:00Z, applications: [web]}")]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().starts_with("tiphys-cm: windows[0].from"), "{}", problems[0]);
    let blocked = decided(&[], &house, Asked { manual: true, ..asked("2030-01-01T00:00:00Z") });
    assert!(!blocked.allowed && blocked.rule.contains("cannot be read (from:"), "{blocked:?}");
    let (house, _) = read(&[("windows", &SPECIAL.replace("name:", "nam:"))]);
    assert!(!decided(&windows(DAY), &house, asked("2026-11-28T11:00:00Z")).allowed, "nobody knows whom it was meant to let pass");
    assert!(decided(&[], &house, asked("2026-11-28T11:00:00Z")).allowed, "and it blocks nobody");
    let (house, problems) = read(&[("windows", "- {kind: deny, from: 2026-01-01T00:00:00Z, to: 2027-01-01T00:00:00Z}")]);
    assert!(problems[0].cause.contains("for nobody") && house.unread.len() == 1 && house.windows.is_empty(), "{problems:?}");
}

#[test]
fn the_listing_says_of_each_how_it_is_and_for_how_long() {
    let project = windows(&format!(
        "{}, {{kind: deny, schedule: '0 22 * * *', duration: 8h, timeZone: Mars/Base, namespaces: [shop], manualSync: true}}, {{kind: allow, schedule: never, duration: 1h, applications: ['*']}}]",
        DAY.trim_end_matches(']')
    ));
    let past = "- {name: past, kind: deny, from: 2026-01-01T00:00:00Z, to: 2026-01-02T00:00:00Z, applications: ['*']}";
    let elsewhere = "- {name: other, kind: deny, from: 2026-01-01T00:00:00Z, to: 2027-01-02T00:00:00Z, projects: [other]}";
    let broken = "- {name: broken, kind: deny, projects: [5]}";
    let (house, _) = read(&[("windows", &[past, FREEZE, SPECIAL, elsewhere, broken].join("\n"))]);
    let at: Timestamp = "2026-11-28T11:00:00Z".parse().expect("a time");
    let all = listing("shop", &project, &house, at);
    let brief = |one: &Listed| (one.place.to_string(), one.label, one.state);
    let shown: Vec<_> = all.iter().map(brief).collect();
    let place = |n: usize| format!("AppProject shop: spec.syncWindows[{n}]");
    let own = |n: usize| format!("tiphys-cm: windows[{n}]");
    assert_eq!(
        shown,
        [
            (place(0), Some(Label::Allow), State::Closed),
            (place(1), Some(Label::Deny), State::Closed),
            (place(2), Some(Label::Allow), State::Unread),
            (own(2), Some(Label::Allow), State::Open),
            (own(1), Some(Label::Deny), State::Closed),
            (own(0), Some(Label::Deny), State::Ended),
            (own(4), None, State::Unread),
        ]
    );
    let [day, night, never, release, freeze, past, _] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!((&*day.times, &*day.zone, day.source), ("Mon to Fri at 09:00 for 9h", "UTC", Source::Project));
    assert_eq!((day.opens.map(|at| at.to_string()), day.closes), (Some("2026-11-30T09:00:00Z".to_owned()), None));
    assert_eq!(day.remaining, Some(SignedDuration::from_hours(46)));
    assert!(night.manual_sync && night.problem.as_ref().is_some_and(|problem| problem.cause.contains("Mars/Base")));
    assert!(never.problem.as_ref().is_some_and(|problem| problem.to_string().contains("syncWindows[2].schedule")));
    assert_eq!((release.remaining, release.source), (Some(SignedDuration::from_hours(1)), Source::House));
    assert_eq!((&*freeze.name, &*freeze.by, &*freeze.times), ("christmas", "jane", "2026-12-20T00:00:00Z to 2027-01-04T06:00:00Z"));
    assert_eq!((past.remaining, past.closes.map(|at| at.to_string())), (None, Some("2026-01-02T00:00:00Z".to_owned())));
    // The same at another time: what if.
    let then = listing("shop", &project, &house, "2026-12-24T18:00:00Z".parse().expect("a time"));
    assert!(then.iter().any(|one| &*one.name == "christmas" && one.state == State::Open));
}

const ONE_OFFS: [&str; 6] = [
    FREEZE,
    SPECIAL,
    "- {kind: deny, from: 2026-11-28T00:00:00Z, to: 2026-12-24T00:00:00Z, applications: ['*'], manualSync: true}",
    "- {kind: deny, from: 2026-11-28T00:00:00Z, to: 2026-12-24T00:00:00Z, projects: [shop], syncOverrun: true}",
    "- {kind: deny, from: never, to: 2026-12-24T00:00:00Z, namespaces: [shop]}",
    "- {kind: allow, from: 2026-11-01T00:00:00Z, to: 2026-12-31T00:00:00Z, applications: ['*']}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// A deny more never allows more; an allow more never blocks more. Whatever the project says.
    #[test]
    fn one_offs_pull_to_their_own_side(project in prop::sample::select(vec!["[]", DAY, NIGHT]), mine in prop::sample::subsequence(ONE_OFFS.to_vec(), 0..5), more in 0_usize..6, hours in 0_i64..1_000, manual: bool, began in prop::option::of(1_i64..200)) {
        let start: Timestamp = "2026-11-27T00:30:00Z".parse().expect("a time");
        let at = start + SignedDuration::from_hours(hours);
        let asked = Asked { at, manual, began: began.map(|hours| at - SignedDuration::from_hours(hours)) };
        let project = windows(project);
        let allowed = |list: &[&str]| decided(&project, &read(&[("windows", &list.join("\n"))]).0, asked).allowed;
        let with: Vec<&str> = mine.iter().copied().chain([ONE_OFFS[more]]).collect();
        let (before, after) = (allowed(&mine), allowed(&with));
        if ONE_OFFS[more].contains("kind: deny") {
            prop_assert!(before || !after, "{:?} {:?}", with, asked);
        } else {
            prop_assert!(!before || after, "{:?} {:?}", with, asked);
        }
    }
}
