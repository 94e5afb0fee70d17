//! The worker process: two at once on one mirror, and an environment that must not count.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Pair;

/// Runs the worker for a request with this home; what it said last.
fn worker(pair: &Pair, home: &Path) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tiphys"))
        .arg("worker")
        .env_clear()
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = serde_json::to_vec(&serde_json::json!({"Fetch": pair.request()})).expect("a request");
    line.push(b'\n');
    child.stdin.take().expect("a pipe").write_all(&line).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("UTF-8").lines().last().unwrap_or("").to_owned()
}

#[test]
fn the_developers_git_configuration_does_not_count() {
    let pair = Pair::new("repo.git");
    pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    let home = tempfile::tempdir().expect("a home");
    let text =
        "[url \"file:///nowhere/\"]\n\tinsteadOf = \"file:///\"\n[http]\n\tproxy = http://127.0.0.1:1\n[safe]\n\tdirectory = /nowhere\n";
    std::fs::write(home.path().join(".gitconfig"), text).expect("a configuration");
    std::fs::create_dir_all(home.path().join(".config/git")).expect("a folder");
    std::fs::write(home.path().join(".config/git/config"), text).expect("a configuration");
    let said = worker(&pair, home.path());
    assert!(said.contains("\"moved\":true"), "{said}");
}

#[test]
fn two_processes_fetch_one_mirror_one_after_the_other() {
    let pair = Pair::new("repo.git");
    for index in 0..40 {
        pair.repo.commit("more", &[(format!("f{index}.yaml").as_str(), &format!("a: {index}\n").repeat(200))]);
    }
    let home = tempfile::tempdir().expect("a home");
    let said: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| worker(&pair, home.path()))).collect();
        runs.into_iter().map(|run| run.join().expect("it ran")).collect()
    });
    let moved = said.iter().filter(|line| line.contains("\"moved\":true")).count();
    assert_eq!((moved, said.iter().filter(|line| line.contains("Fetched")).count()), (1, 4), "{said:?}");
    assert!(super::resolved(&pair.mirror(), "main").is_ok());
}
