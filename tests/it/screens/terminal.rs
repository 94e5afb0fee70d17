//! The real binary in a terminal: taken over, painted, given back whatever happens.

use std::path::Path;
use std::time::Duration;

use crate::support::pty::{Pty, Spawn};

fn demo(size: (u16, u16), env: &[(&str, &str)]) -> (Pty, tempfile::TempDir) {
    let home = tempfile::tempdir().expect("a folder");
    let place = home.path().to_str().expect("a path").to_owned();
    let cache = format!("{place}/cache");
    let all: Vec<(&str, &str)> = [("HOME", place.as_str()), ("TIPHYS_CACHE", cache.as_str()), ("TMPDIR", place.as_str())].into_iter().chain(env.iter().copied()).collect();
    let pty = Pty::spawn(&Spawn { program: Path::new(env!("CARGO_BIN_EXE_tiphys")), args: &["demo"], env: &all, size, delay: Duration::ZERO });
    (pty, home)
}

#[test]
fn look_at_the_demo() {
    let Ok(folder) = std::env::var("TIPHYS_LOOK") else { return };
    let (pty, _home) = demo((80, 24), &[]);
    let mut n = 0;
    let mut shot = |pty: &Pty| {
        n += 1;
        std::fs::write(format!("{folder}/d-{n:02}.txt"), pty.screen()).unwrap();
    };
    pty.wait("apps");
    shot(&pty);
    std::thread::park_timeout(Duration::from_secs(8));
    shot(&pty);
    for keys in ["enter", "t", "d", "h", "e", "l", "esc", "R", "enter", "enter", "esc", "?", "esc", "esc", "esc", "esc", "@"] {
        pty.keys(keys);
        std::thread::park_timeout(Duration::from_secs(3));
        shot(&pty);
    }
}
