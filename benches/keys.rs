//! Keys: from a key's byte into the terminal to the last byte of the frame it causes, at 10,000 applications, at rest and under 1,000 changes
//! a second. `cargo bench --bench keys`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use support::budget::{Budgets, millis, note, percentile};
use support::console::{Console, selected};
use support::process::{Part, Served};

/// Between two keys: uneven to the frames of the load, so that keys meet them at every phase.
const PAUSE: Duration = Duration::from_millis(47);

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let (apps, rate, n_keys) = (support::setting("APPS", 10_000), support::setting("RATE", 1_000), support::setting("KEYS", 400));
    let served = Served::start(apps, 0);
    let cache = tempfile::tempdir().expect("a folder");
    let mut console = Console::start(&served.kubeconfig(), cache.path());
    let whole = format!("{apps} apps");
    console.until("whole list", |text| text.contains(&whole));
    // By name rows stay where they are whatever the load does to them.
    console.keys("on");
    console.until("list by name", |text| text.contains("by name") && selected(text).starts_with("app-"));
    console.rest(Duration::from_secs(3));
    let mut budgets = Budgets::default();
    let mut quiet = keys(&mut console, n_keys);
    budgets.under(&format!("key to frame, {apps} applications, at rest, p99 of {n_keys}"), 4.0, percentile(&mut quiet, 0.99), "ms");
    note("  p50", &format!("{:.2} ms", percentile(&mut quiet, 0.5)));
    let kubeconfig = served.kubeconfig().display().to_string();
    let load = Part::start(&["load", &kubeconfig, &apps.to_string(), &rate.to_string()]);
    console.rest(Duration::from_secs(2));
    let mut busy = keys(&mut console, n_keys);
    budgets.under(
        &format!("key to frame, {apps} applications, {rate} changes/s, p99 of {n_keys}"),
        16.0,
        percentile(&mut busy, 0.99),
        "ms",
    );
    note("  p50", &format!("{:.2} ms", percentile(&mut busy, 0.5)));
    note("  worst", &format!("{:.2} ms", percentile(&mut busy, 1.0)));
    load.end();
    budgets.finish()
}

/// Down twenty rows and up again; how long each key took.
fn keys(console: &mut Console, n: usize) -> Vec<f64> {
    let mut taken = Vec::with_capacity(n);
    for index in 0..n {
        let before = console.selected();
        let key = if index / 20 % 2 == 0 { "j" } else { "k" };
        let at = console.keys(key);
        let shown = console.until("moved cursor", |text| selected(text) != before);
        taken.push(millis(shown.saturating_duration_since(at)));
        console.rest((at + PAUSE).saturating_duration_since(Instant::now()));
    }
    taken
}
