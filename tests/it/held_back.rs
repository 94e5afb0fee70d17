//! Operations that run into a sync window: held back between waves and between attempts, never in the middle of one.

use std::sync::Arc;

use serde_json::json;

use tiphys::engine::health::HealthRules;
use tiphys::engine::resources::row::row;
use tiphys::engine::sync::fact::Sent;
use tiphys::engine::sync::request::Start;
use tiphys::model::ids::{ClusterId, Digest, OperationId};
use tiphys::model::project::{AppProject, AppProjectSpec, SyncWindow};
use tiphys::model::settings::Settings;
use tiphys::session::command::{Authority, Command};
use tiphys::session::drive::Stage;
use tiphys::session::effect::{Effect, Run, Write};
use tiphys::session::msg::Msg;
use tiphys::session::outcome::{Observation, Outcome, Presence};

use crate::support::desk::{Desk, GOOD, app, application, object, plan, value};

const APP: &str = "payment-sim-api";
const DIGEST: &str = "beef";

/// A project whose windows are these.
fn windows(desk: &mut Desk, windows: Vec<SyncWindow>) {
    let known = desk.state.plane.projects.get("shop").cloned().expect("the project");
    let spec = AppProjectSpec { sync_windows: windows, ..known.spec.clone() };
    let project = Arc::new(AppProject { spec, ..AppProject::default() });
    desk.tell(Msg::Observed(vec![Observation::Project(ClusterId::new("demo"), "shop".into(), Some(project))]));
}

/// One that is open at every time and lets nobody through; `overrun`: but what began before it.
fn deny(overrun: bool) -> SyncWindow {
    SyncWindow {
        kind: "deny".into(),
        schedule: "* * * * *".into(),
        duration: "1h".into(),
        applications: vec!["*".into()],
        sync_overrun: overrun,
        ..SyncWindow::default()
    }
}

/// A drive of two waves whose first has just been sent and is healthy: it pauses before the second.
fn pausing() -> Desk {
    let mut desk = Desk::new();
    desk.keys("o n j j j").shows("▌ payment-sim-api").keys("s");
    let wanted = desk.planned(APP, DIGEST);
    let digest = Digest::new(format!("p1:{DIGEST}{}", "0".repeat(64 - DIGEST.len())));
    desk.tell(Msg::Command(Command::Start { app: app(APP), authority: Authority::Confirmed { digest, who: "ana".into() } }));
    let mut own = plan(&app(APP), &wanted, DIGEST);
    let mut first = own.tasks[0].clone();
    (first.key, first.wave) = (object("ConfigMap", "settings"), -1);
    let settings = value(
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "shop", "uid": "uid-settings"}}),
    );
    first.desired = Some(settings.clone());
    own.tasks.insert(0, first);
    own.start =
        Some(Start { operation: OperationId::new("op-1"), at: "2026-11-20T12:00:00Z".into(), unix: 1_795_176_000, attempt: 0, seed: None });
    let begins = |effect: &Effect| matches!(effect, Effect::Plan { run: Run::Begin(_), .. });
    assert!(desk.answer(begins, Outcome::Planned(Arc::new(own))));
    assert!(desk.answer(|effect| matches!(effect, Effect::Guard(_)), Outcome::Guarded(Presence::Absent)));
    assert!(desk.answer(|effect| matches!(effect, Effect::Acquire { .. }), Outcome::Leased(Ok(()))));
    let patched = application(APP, "OutOfSync", "Healthy", GOOD, false);
    assert!(desk.answer(|effect| matches!(effect, Effect::Send { write: Write::PatchApp { .. }, .. }), Outcome::App(Ok(patched))));
    let sent = Sent { message: "configmap/settings configured".into(), uid: "uid-settings".into(), generation: 0 };
    let row = Arc::new(row(&settings, &ClusterId::new("demo"), &Settings::default(), &HealthRules::new(&Settings::default())));
    assert!(desk.answer(|effect| matches!(effect, Effect::Send { write: Write::Apply { .. }, .. }), Outcome::Applied(Ok((sent, row)))));
    assert_eq!(timers(&desk), [2_000], "it pauses between the waves");
    desk
}

fn timers(desk: &Desk) -> Vec<u64> {
    desk.open.iter().filter_map(|open| if let Effect::Timer(millis) = open.effect { Some(millis) } else { None }).collect()
}

fn fire(desk: &mut Desk) {
    assert!(desk.answer(|effect| matches!(effect, Effect::Timer(_)), Outcome::Fired));
}

fn message(desk: &Desk) -> String {
    desk.state.drives[&app(APP)].progress.message.to_string()
}

#[test]
fn a_window_that_closes_between_waves_holds_the_next_back_and_says_so() {
    let mut desk = pausing();
    windows(&mut desk, vec![deny(false)]);
    fire(&mut desk);
    assert_eq!(timers(&desk), [30_000], "it looks again later");
    assert!(message(&desk).starts_with("Sync operation blocked by sync window: DENY window"), "{}", message(&desk));
    let notices = desk.state.notices.len();
    fire(&mut desk);
    assert_eq!((timers(&desk), desk.state.notices.len()), (vec![30_000], notices), "it is told once");
    assert_eq!(desk.state.drives[&app(APP)].stage, Stage::Running);
    windows(&mut desk, Vec::new());
    fire(&mut desk);
    assert_eq!(timers(&desk), Vec::<u64>::new(), "it goes on");
    assert!(!message(&desk).contains("blocked"), "{}", message(&desk));
}

#[test]
fn an_operation_that_may_overrun_its_window_goes_on() {
    let mut desk = pausing();
    windows(&mut desk, vec![SyncWindow { schedule: "0 12 20 11 *".into(), ..deny(true) }]);
    fire(&mut desk);
    assert_eq!(timers(&desk), [30_000], "at its beginning the window was open already");
    windows(&mut desk, vec![SyncWindow { schedule: "0 0 1 1 *".into(), ..deny(true) }]);
    fire(&mut desk);
    assert_eq!(timers(&desk), Vec::<u64>::new());
}
