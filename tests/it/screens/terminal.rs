//! The real binary in a terminal: taken over, painted, given back whatever happens.

use std::path::Path;
use std::time::Duration;

use tiphys::tui::outlet::Outlet;
use tiphys::tui::terminal::{Features, Terminal, guard_panics};

use crate::support::pty::{Pty, Spawn};

const TIPHYS: &str = env!("CARGO_BIN_EXE_tiphys");

/// A home of its own for each: nothing of the developer's is read.
struct Demo {
    pty: Pty,
    home: tempfile::TempDir,
}

fn start(program: &str, args: &[&str], size: (u16, u16), delay: Duration) -> Demo {
    let home = tempfile::tempdir().expect("a folder");
    let place = home.path().to_str().expect("a path").to_owned();
    let cache = format!("{place}/cache");
    let env = [("HOME", place.as_str()), ("TIPHYS_CACHE", &cache), ("TMPDIR", &place), ("PS1", "shell> ")];
    Demo { pty: Pty::spawn(&Spawn { program: Path::new(program), args, env: &env, size, delay }), home }
}

/// The demo's console, once it shows applications.
fn demo(size: (u16, u16), delay: Duration) -> Demo {
    let demo = start(TIPHYS, &["demo"], size, delay);
    demo.pty.wait("Healthy");
    demo
}

/// The screen is the shell's again.
#[track_caller]
fn screen_back(pty: &Pty) {
    pty.wait_until("screen given back", |screen| !screen.terminal().alternate_screen() && !screen.terminal().hide_cursor());
}

/// The screen is the shell's again, and so are lines.
#[track_caller]
fn given_back(pty: &Pty) {
    screen_back(pty);
    pty.wait_until("pasting given back", |screen| !screen.terminal().bracketed_paste());
    pty.wait_cooked();
}

#[test]
fn the_terminal_is_given_back_when_one_leaves() {
    let Demo { pty, home } = demo((80, 24), Duration::ZERO);
    assert!(!pty.is_cooked());
    assert!(pty.look(|screen| screen.terminal().alternate_screen() && screen.title().starts_with("tiphys")));
    pty.keys(": q enter");
    given_back(&pty);
    let (status, _) = pty.exit();
    assert!(status.success(), "{status:?}");
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("it is there").filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("tiphys-demo")), "the demo's folder stays: {left:?}");
}

#[test]
fn the_terminal_is_given_back_on_signals() {
    for signal in ["TERM", "HUP"] {
        let Demo { pty, home: _home } = demo((80, 24), Duration::ZERO);
        pty.signal(signal);
        given_back(&pty);
        pty.exit();
    }
}

#[test]
fn a_shell_gets_the_terminal_with_ctrl_z_and_fg_brings_the_console_back() {
    let Demo { pty, home: _home } = start("bash", &["--norc", "--noprofile", "-i"], (80, 24), Duration::ZERO);
    pty.wait("shell>");
    pty.typed(&format!("{TIPHYS} demo\r"));
    pty.wait("Healthy");
    pty.keys("ctrl-z");
    pty.wait("Stopped");
    // The shell's own line editor takes the keys again, so modes tell nothing here.
    screen_back(&pty);
    pty.typed("fg\r");
    // What stands on the screen may be left from before: it is back once the terminal is its own again.
    pty.wait_until("the console has the terminal again", |_| !pty.is_cooked());
    pty.wait("Healthy");
    pty.keys("?").wait("Help:");
    pty.keys("esc : q enter").wait("shell>");
    screen_back(&pty);
}

#[test]
fn a_screen_that_is_too_small_says_so_and_grows() {
    let Demo { pty, home: _home } = start(TIPHYS, &["demo"], (10, 3), Duration::ZERO);
    pty.wait("too small");
    pty.resize(80, 24);
    pty.wait("Healthy");
    pty.resize(10, 3);
    pty.wait("too small");
    pty.resize(120, 40);
    pty.wait("PROJECT");
}

#[test]
fn panics_with_the_terminal_taken() {
    if std::env::var_os("TIPHYS_TEST_PANICS").is_none() {
        return;
    }
    guard_panics();
    let outlet = Outlet::default();
    let writer = outlet.clone();
    std::thread::spawn(move || writer.write(std::io::stdout(), || {}));
    let terminal = Terminal::enter(outlet.clone(), Features::default()).expect("there is a terminal");
    assert!(outlet.drain(Duration::from_secs(10)));
    std::thread::spawn(|| panic!("another thread, which is survived")).join().expect_err("it panicked");
    drop(std::panic::catch_unwind(|| panic!("a defect of ours")));
    drop(terminal);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let program = std::env::current_exe().expect("this binary");
    let args = ["screens::terminal::panics_with_the_terminal_taken", "--exact", "--nocapture"];
    let env = [("TIPHYS_TEST_PANICS", "1")];
    let pty = Pty::spawn(&Spawn { program: &program, args: &args, env: &env, size: (100, 30), delay: Duration::ZERO });
    let screen = pty.wait("a defect of ours");
    assert!(!screen.contains("another thread"), "{screen}");
    given_back(&pty);
}

#[test]
fn look_at_the_demo() {
    let Ok(folder) = std::env::var("TIPHYS_LOOK") else { return };
    let Demo { pty, home: _home } = start(TIPHYS, &["demo"], (80, 24), Duration::ZERO);
    let mut n = 0;
    let mut shot = |pty: &Pty| {
        n += 1;
        std::fs::write(format!("{folder}/d-{n:02}.txt"), pty.screen()).unwrap();
    };
    pty.wait("apps");
    shot(&pty);
    std::thread::park_timeout(Duration::from_secs(8));
    shot(&pty);
    for keys in std::env::var("TIPHYS_KEYS").unwrap().split(',') {
        pty.keys(keys);
        std::thread::park_timeout(Duration::from_secs(3));
        shot(&pty);
    }
}
