//! Terminals that are too small or far away. More of terminals stands in `screens/terminal.rs`.

use std::path::Path;
use std::time::Duration;

use super::config_map;
use crate::support::console::{Ground, application};
use crate::support::pty::{Pty, Spawn};

#[test]
fn on_a_screen_that_is_too_small_nothing_can_be_confirmed() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: one", &[("shop/good.yaml", &config_map("good", 0, "1"))]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    let mut console = ground.console();
    console.open("shop").keys("s").sees(&["1 create"]);
    // Asked where nobody can read it: keys do not count, neither there nor until it was shown.
    console.resize(10, 3).sees(&["too small"]);
    console.keys("enter y enter y");
    console.resize(80, 24).sees(&["[ Cancel ]", "were dropped"]);
    console.keys("esc").sees(&["cancelled: nothing was changed"]);
    // Asked where it can be read, and confirmed where it no longer can.
    console.keys("enter").sees(&["[ Cancel ]"]);
    console.resize(10, 3).keys("y");
    console.resize(80, 24).sees(&["[ Cancel ]", "were dropped"]);
    assert_eq!(ground.n_changes("/api/v1/namespaces/shop"), 0);
    console.keys("y").sees(&["✓ Succeeded  came to Healthy"]);
    assert_eq!(ground.n_changes("/api/v1/namespaces/shop"), 1);
    console.is_alive();
}

#[test]
fn keys_typed_ahead_over_a_slow_line_never_confirm() {
    let home = tempfile::tempdir().expect("a folder");
    let place = home.path().to_str().expect("a path").to_owned();
    let cache = format!("{place}/cache");
    let env = [("HOME", place.as_str()), ("TIPHYS_CACHE", &cache), ("TMPDIR", &place)];
    let program = Path::new(env!("CARGO_BIN_EXE_tiphys"));
    let delay = Duration::from_millis(150);
    let pty = Pty::spawn(&Spawn { program, args: &["demo"], env: &env, size: (80, 24), delay });
    pty.wait("reservation-api");
    pty.keys("/").typed("reservation-api\r");
    pty.wait("▌ reservation-api");
    // Ahead of the plan: Enter finds none to confirm, and `y` confirms nothing.
    pty.keys("s enter y").wait("digest p1:");
    assert!(!pty.screen().contains("[ Cancel ]"), "{}", pty.screen());
    // Ahead of the question: on their way before it was on the screen.
    pty.keys("enter y enter y").wait("were dropped");
    let screen = pty.wait("[ Cancel ]");
    assert!(!screen.contains("Operation"), "{screen}");
    pty.wait_until("an answered question", |screen| screen.n_reports > 0);
    pty.keys("esc").wait("cancelled: nothing was changed");
    // In production the characters can only be read from the question itself.
    pty.keys("esc esc g").wait("▌ platform-production");
    pty.keys("R").wait("shows the plan of going back there");
    pty.keys("enter").wait("digest p1:");
    pty.keys("enter y y y y enter").wait("PRODUCTION");
    pty.wait("Type ");
    pty.keys("esc").wait("cancelled: nothing was changed");
    let screen = pty.keys("?").wait("Help:");
    assert!(!screen.contains("asked"), "{screen}");
    pty.keys("esc : q enter");
    assert!(pty.exit().0.success());
}
