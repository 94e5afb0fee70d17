//! Sync windows: what a verdict says, and garbage beside valid windows.

use jiff::Timestamp;
use tiphys::engine::access::Verdict;
use tiphys::engine::access::windows::{Asked, Subject, can_sync, matching, read};
use tiphys::model::application::Destination;
use tiphys::model::problem::Problem;
use tiphys::model::project::SyncWindow;

fn windows(yaml: &str) -> Vec<SyncWindow> {
    serde_yaml::from_str(yaml).expect("windows")
}

fn decided(windows: &[SyncWindow], at: &str, manual: bool) -> Result<Verdict, Problem> {
    let destination = Destination { server: "https://kubernetes.default.svc".into(), namespace: "shop".into(), ..Destination::default() };
    let at: Timestamp = at.parse().expect("a time");
    let known = read("shop", matching(windows, Subject { name: "web", destination: &destination }))?;
    Ok(can_sync(&known, Asked { at, manual, began: None }))
}

const NIGHT: &str = "[{kind: deny, schedule: '0 22 * * *', duration: 8h, namespaces: ['sh*']}, {kind: allow, schedule: '0 9 * * 1-5', duration: 9h, applications: ['*'], manualSync: true}]";

#[test]
fn a_verdict_names_the_window_its_place_and_when_it_ends() {
    let windows = windows(NIGHT);
    let night = decided(&windows, "2026-11-26T23:00:00Z", true).expect("they are readable");
    assert!(!night.allowed && night.rule.starts_with("DENY window \"0 22 * * *\" for 8h (UTC) is open"), "{}", night.rule);
    assert_eq!(night.place.map(|place| place.to_string()), Some("AppProject shop: spec.syncWindows[0]".into()));
    assert_eq!(&*night.change, "wait until 2026-11-27T06:00:00Z");
    let day = decided(&windows, "2026-11-27T10:00:00Z", false).expect("they are readable");
    assert!(day.allowed && day.rule.starts_with("ALLOW window") && day.rule.contains("is open and allows"), "{}", day.rule);
    let evening = decided(&windows, "2026-11-27T20:00:00Z", false).expect("they are readable");
    assert!(!evening.allowed && evening.change.contains("2026-11-30T09:00:00Z"), "after the weekend: {evening:?}");
    let by_hand = decided(&windows, "2026-11-27T20:00:00Z", true).expect("they are readable");
    assert!(by_hand.allowed && by_hand.rule.contains("manualSync"), "{by_hand:?}");
}

#[test]
fn garbage_beside_valid_windows_blocks_and_is_named_with_its_field() {
    let bad = windows(&NIGHT.replace("}]", "}, {kind: allow, schedule: 'every day', duration: 1h, applications: ['w*']}]"));
    let problem = decided(&bad, "2026-11-27T10:00:00Z", true).expect_err("nobody knows what it was meant to allow");
    assert!(problem.to_string().contains("spec.syncWindows[2].schedule") && problem.cause.contains("every day"), "{problem}");
    let elsewhere = windows(&NIGHT.replace("}]", "}, {kind: allow, schedule: 'every day', duration: 1h, applications: ['other']}]"));
    assert!(decided(&elsewhere, "2026-11-27T10:00:00Z", true).expect("it matches another application").allowed);
    let no_duration = windows("[{kind: deny, schedule: '0 22 * * *', duration: long, applications: ['*']}]");
    let problem = decided(&no_duration, "2026-11-27T10:00:00Z", true).expect_err("a duration");
    assert!(problem.to_string().contains("spec.syncWindows[0].duration"), "{problem}");
}

#[test]
fn a_window_without_lists_is_for_nobody_and_and_wants_every_list_that_is_set() {
    let all = windows(
        "[{kind: deny, schedule: '* * * * *', duration: 1h}, {kind: deny, schedule: '* * * * *', duration: 1h, andOperator: true}, {kind: deny, schedule: '* * * * *', duration: 1h, andOperator: true, applications: [web], namespaces: [other]}]",
    );
    assert!(decided(&all, "2026-11-27T10:00:00Z", false).expect("they are readable").allowed);
}
