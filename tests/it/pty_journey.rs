//! The journey at a terminal: the built binary's demo in a PTY, by keys alone, at 80×24 and at 120×40. From the first screen to the
//! incident, back to what was good, and through a sync with waves and hooks; then a hold that a rollback left.

use std::path::Path;
use std::time::Duration;

use tiphys::tui::key::sequence;

use crate::support::pty::{Pty, Spawn};

/// A person at the demo's console: every key is counted.
struct Operator {
    pty: Pty,
    n_keys: usize,
    _home: tempfile::TempDir,
}

impl Operator {
    fn sit_down(size: (u16, u16)) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let place = home.path().to_str().expect("a path").to_owned();
        let cache = format!("{place}/cache");
        let env = [("HOME", place.as_str()), ("TIPHYS_CACHE", &cache), ("TMPDIR", &place)];
        let program = Path::new(env!("CARGO_BIN_EXE_tiphys"));
        let pty = Pty::spawn(&Spawn { program, args: &["demo"], env: &env, size, delay: Duration::ZERO });
        Self { pty, n_keys: 0, _home: home }
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        self.n_keys += sequence(keys).expect("keys").len();
        self.pty.keys(keys);
        self
    }

    fn typed(&mut self, text: &str) -> &mut Self {
        self.n_keys += text.chars().count();
        self.pty.typed(text);
        self
    }

    #[track_caller]
    fn sees(&self, texts: &[&str]) -> String {
        self.pty.wait_until(&format!("{texts:?} on the screen"), |screen| {
            let text = screen.text();
            texts.iter().all(|wanted| text.contains(wanted))
        });
        self.pty.screen()
    }

    /// Presses a key that brings a question up, and waits until keys count: the terminal has said that it shows it.
    #[track_caller]
    fn asks(&mut self, key: &str) -> String {
        let before = self.pty.look(|screen| screen.n_reports);
        self.keys(key);
        self.pty.wait_until("a question", |screen| screen.n_reports > before && screen.text().contains("[ Cancel ]"));
        self.pty.screen()
    }

    /// Puts the cursor of the list on an application, by a filter that leaves it alone.
    #[track_caller]
    fn goes_to(&mut self, filter: &str, name: &str) {
        self.keys("/").typed(filter).keys("enter");
        self.sees(&["13 hidden", &format!("▌ {name}")]);
    }
}

/// The digest's four characters that a question of production wants.
fn wanted(screen: &str) -> String {
    let (_, rest) = screen.split_once("Type ").expect("production wants characters");
    rest.split(' ').next().expect("a word").to_owned()
}

/// The first screen shows the incident under the cursor; one key opens it.
fn finds_the_incident(operator: &mut Operator) {
    operator.sees(&["▌ platform-production", "✖ Degraded"]);
    operator.keys("enter");
    operator.sees(&["Triage", "Why", "Way back"]);
    assert!(operator.n_keys <= 2, "{} keys", operator.n_keys);
    // Cause, commit, author, images, last good and why it is believed so, and the container's last words.
    operator.sees(&[
        "PRODUCTION",
        "Deployment bff",
        "exceeded its progress deadline",
        "CrashLoopBackOff",
        "promote: bff v1.9.0-crashfix to production",
        "Mei Tanaka",
        "ghcr.io/platform/bff:v1.8.0 → v1.9.0-crashfix",
        "by mei",
        "R #2 ",
        "✓ was Healthy",
        "level=fatal",
    ]);
}

/// What runs against the last good, and what the crashing container said before it died.
fn reads_the_evidence(operator: &mut Operator) {
    operator.keys("d");
    let diff = operator.sees(&["- running", "+ last good #2", "- ghcr.io/platform/bff:v1.9.0-crashfix", "+ ghcr.io/platform/bff:v1.8.0"]);
    assert!(diff.contains("spec.template.spec.containers[name=bff].image"), "the field is named:\n{diff}");
    operator.keys("[ [");
    operator.sees(&["Way back"]);
    operator.keys("p");
    operator.sees(&["previous run", "panic: cannot reach the database"]);
    operator.keys("esc");
    operator.sees(&["Way back"]);
}

/// Back to the last good: at most eight keys from triage to the operation, the four characters among them.
fn rolls_back(operator: &mut Operator) {
    let before = operator.n_keys;
    operator.keys("R");
    let choice = operator.sees(&["▌ 2 ", "◂ runs", "shows the plan of going back there"]);
    assert!(choice.contains("✓ Healthy"), "{choice}");
    operator.keys("enter");
    operator.sees(&["Roll back to #2", "1 update", "apps/Deployment/bff", "its Pods restart"]);
    let question = operator.asks("enter");
    for part in ["Roll back · PRODUCTION", "platform-production", "as demo-operator", "[ Cancel ]"] {
        assert!(question.contains(part), "{part}:\n{question}");
    }
    operator.typed(&wanted(&question)).keys("enter");
    assert!(operator.n_keys - before <= 8, "{} keys", operator.n_keys - before);
    operator.sees(&["Operation", "● Healthy", "✓ Succeeded  came to Healthy"]);
    operator.keys("esc");
    operator.sees(&["platform-production", "● Healthy", "rollback to #2", "by demo-operator"]);
    operator.keys("esc");
    let list = operator.sees(&["Applications", "back at #"]);
    assert!(!list.contains("✖ Degraded"), "nothing is broken any more:\n{list}");
}

/// The plan of what waits, then its waves as they run.
fn syncs_in_waves(operator: &mut Operator) {
    operator.goes_to("reservation-api", "reservation-api");
    operator.keys("d");
    operator.sees(&["- live", "+ Git ", "data.SEATS_PER_ORDER", "- 4", "+ 6"]);
    operator.keys("/").typed("seconds").keys("enter");
    let diff = operator.sees(&["/seconds", " hidden"]);
    assert!(!diff.contains("progressDeadlineSeconds"), "what the server adds by itself is no difference:\n{diff}");
    operator.keys("esc");
    operator.sees(&["data.SEATS_PER_ORDER"]);
    operator.keys("esc");
    operator.sees(&["▌ reservation-api"]);
    operator.keys("s");
    operator.sees(&["Sync to ", "3 create", "2 update", "2 run hook", "PreSync hook", "PostSync hook"]);
    let plan = operator.sees(&["PreSync wave 0", "Sync wave -1", "Sync wave 0", "Sync wave 1", "Sync wave 2", "PostSync wave 0"]);
    assert!(!plan.contains("PreSync hook  PreSync hook"), "it is said once:\n{plan}");
    operator.asks("enter");
    operator.keys("y");
    let mut waves: Vec<String> = Vec::new();
    operator.pty.wait_until("operation that came to Healthy", |screen| {
        let text = screen.text();
        let now = text.lines().find_map(|line| line.split_once("▸ ").map(|(_, wave)| wave.trim_end().to_owned()));
        waves.extend(now.filter(|now| waves.last() != Some(now) && now.contains("wave")));
        text.contains("✓ Succeeded  came to Healthy")
    });
    assert_eq!(waves, ["PreSync wave 0", "Sync wave -1", "Sync wave 0", "Sync wave 1", "Sync wave 2", "PostSync wave 0"]);
    let end =
        operator.sees(&["✓ Synced", "● Healthy", "✓ batch/Job/migrate-schema", "✓ ConfigMap/feature-flags", "✓ batch/Job/smoke-test"]);
    assert!(end.lines().skip(1).all(|line| !line.contains('◐')), "nothing is left running:\n{end}");
    operator.keys("esc");
    operator.sees(&["Applications", "✓ Synced"]);
    operator.keys("esc");
}

/// Going back under automatic sync leaves it HELD; `H` releases it.
fn holds_and_releases(operator: &mut Operator) {
    operator.goes_to("erp-staging !preview !reports", "itdo-erp-staging");
    operator.keys("R");
    operator.sees(&["▌ 0 "]);
    operator.keys("enter");
    operator.sees(&["Roll back to #0", "2 update"]);
    let question = operator.asks("enter");
    assert!(question.contains("■ HELD afterwards"), "{question}");
    operator.keys("y");
    operator.sees(&["■ HELD by demo-operator", "rollback to record 0", "✓ Succeeded  came to Healthy"]);
    let question = operator.asks("H");
    assert!(question.contains("automatic sync acts again"), "{question}");
    operator.keys("y");
    operator.pty.wait_until("hold that is gone", |screen| !screen.text().contains("HELD"));
    operator.sees(&["≠ OutOfSync"]);
}

fn whole_way(size: (u16, u16)) {
    let mut operator = Operator::sit_down(size);
    finds_the_incident(&mut operator);
    reads_the_evidence(&mut operator);
    rolls_back(&mut operator);
    syncs_in_waves(&mut operator);
    holds_and_releases(&mut operator);
    operator.keys(": q enter");
    let (status, _) = operator.pty.exit();
    assert!(status.success(), "{status:?}");
}

#[test]
fn an_operator_finds_the_incident_goes_back_and_syncs_in_waves_at_80_by_24() {
    whole_way((80, 24));
}

#[test]
fn an_operator_finds_the_incident_goes_back_and_syncs_in_waves_at_120_by_40() {
    whole_way((120, 40));
}
