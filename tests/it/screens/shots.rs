//! The screenshots: real frames of the fleet's incident, as pictures beside the README. `TIPHYS_UPDATE=1` writes them.

use std::fs;
use std::path::PathBuf;

use tiphys::model::project::{AppProject, AppProjectSpec, SyncWindow};
use tiphys::session::msg::Msg;
use tiphys::session::outcome::Observation;
use tiphys::tui::capture::{self, Ground};
use tiphys::tui::color::Depth;
use tiphys::tui::theme::Theme;

use crate::support::desk::Desk;
use crate::support::fleet::{answers, fleet, incident, waves};

/// The fleet after the incident's answers, with these keys typed on it.
pub(super) fn after(width: u16, height: u16, keys: &str) -> Desk {
    let mut desk = fleet(width, height);
    incident(&mut desk);
    desk.keys(keys);
    answers(&mut desk);
    answers(&mut desk);
    desk
}

/// The plan of the application that waits to be synced.
fn plan(width: u16, height: u16) -> Desk {
    let mut desk = fleet(width, height);
    desk.keys("/").typed("payment").keys("enter s");
    waves(&mut desk, "payment-sim-api", "beef");
    desk
}

/// The question before going back.
fn confirm(width: u16, height: u16) -> Desk {
    let mut desk = after(width, height, "enter R enter");
    desk.planned("checkout-production", "a1f3");
    desk.keys("enter").typed("a1");
    desk
}

/// The windows of an application: one open, one to come.
fn windows(width: u16, height: u16) -> Desk {
    let mut desk = after(width, height, "g");
    let window = |kind: &str, schedule: &str, duration: &str, description: &str| SyncWindow {
        kind: kind.into(),
        schedule: schedule.into(),
        duration: duration.into(),
        time_zone: "Europe/Berlin".into(),
        namespaces: vec!["shop".into()],
        manual_sync: kind == "deny",
        description: description.into(),
        ..SyncWindow::default()
    };
    let both = vec![window("allow", "0 7 * * 1-5", "8h", "office hours"), window("deny", "0 16 * * 5", "64h", "weekend")];
    let known = desk.state.plane.projects.get("shop").cloned().expect("the project");
    let project = AppProject { spec: AppProjectSpec { sync_windows: both, ..known.spec.clone() }, ..AppProject::default() };
    let plane = desk.state.plane.id.clone();
    desk.tell(Msg::Observed(vec![Observation::Project(plane, "shop".into(), Some(project.into()))]));
    desk.keys("w");
    desk
}

/// Every picture: its name, and how one comes to its frame.
fn shots() -> Vec<(String, Desk)> {
    let mut shots: Vec<(String, Desk)> = Vec::new();
    let mut add = |name: &str, desk| shots.push((name.to_owned(), desk));
    for (name, keys) in
        [("applications", "g"), ("triage", "enter"), ("tree", "enter t"), ("diff", "enter d"), ("rollback", "enter R"), ("follow", "o")]
    {
        add(name, after(80, 24, keys));
    }
    add("confirm", confirm(80, 24));
    add("plan", plan(80, 24));
    add("windows", windows(80, 24));
    let mut palette = after(80, 24, ":");
    palette.typed("re");
    add("palette", palette);
    add("applications-wide", after(120, 40, "g"));
    add("triage-wide", after(120, 40, "enter"));
    add("help-wide", after(120, 40, "?"));
    add("confirm-wide", confirm(120, 40));
    shots
}

#[test]
fn screenshots_are_what_the_console_paints() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let update = std::env::var_os("TIPHYS_UPDATE").is_some();
    let mut stale = Vec::new();
    let mut known = Vec::new();
    for (name, mut desk) in shots() {
        for (theme, ground, suffix) in [("default", Ground::Dark, ""), ("light", Ground::Light, "-light")] {
            // One picture of the light theme is enough to see that it is one.
            if !suffix.is_empty() && name != "triage" {
                continue;
            }
            desk.ui.look.theme = Theme::shipped(theme, Depth::True).expect("it is shipped").expect("it loads");
            let picture = capture::svg(&desk.frame(), ground);
            let file = folder.join(format!("{name}{suffix}.svg"));
            if update {
                fs::write(&file, &picture).expect("the picture is written");
            } else if fs::read_to_string(&file).unwrap_or_default() != picture {
                stale.push(file.display().to_string());
            }
            known.push(file);
        }
    }
    let there = fs::read_dir(&folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let left_over: Vec<_> = there.filter(|file| !known.contains(file)).collect();
    assert!(stale.is_empty(), "write them anew with TIPHYS_UPDATE=1 and look at them: {stale:#?}");
    assert!(left_over.is_empty(), "nothing paints these any more: {left_over:#?}");
}
