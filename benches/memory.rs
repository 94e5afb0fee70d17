//! Memory: the console's peak from its start, with the list alone and with everything computed. `cargo bench --bench memory`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use support::budget::{Budgets, note, percentile};
use support::console::Console;
use support::process::{Served, peak_mib};

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let (apps, live) = (support::setting("APPS", 1_000), support::setting("LIVE", 20));
    let mut budgets = Budgets::default();
    let served = Served::start(apps, 0);
    let (console, _cache) = listed(&served, apps);
    budgets.under(&format!("peak memory, the list of {apps} applications"), 40.0, peak_mib(console.id()), "MiB");
    drop((console, served));
    let served = Served::start(apps, live);
    let (mut console, _cache) = listed(&served, apps);
    note(
        &format!("peak memory, the list of {apps} and what is in view compared with {} live objects", apps * live),
        &format!("{:.1} MiB", peak_mib(console.id())),
    );
    // By name, all marked; the last by name is compared last.
    console.keys("on*");
    let began = Instant::now();
    let all = format!("{apps} marked");
    console.until("marks", |text| text.contains(&all));
    console.rest(Duration::from_secs(1));
    console.keys("G");
    let last = support::fleet::name(apps - 1);
    let done = console.until("last comparison", |text| text.lines().any(|line| line.contains(&last) && !line.contains("OutOfSync")));
    note(&format!("all {apps} compared after"), &format!("{:.1} s", (done - began).as_secs_f64()));
    console.rest(Duration::from_secs(5));
    budgets.under(
        &format!("peak memory, {apps} applications with {} live objects, all marked", apps * live),
        150.0,
        peak_mib(console.id()),
        "MiB",
    );
    let mut once = [peak_mib(served.id())];
    note("the server's own peak", &format!("{:.0} MiB", percentile(&mut once, 1.0)));
    budgets.finish()
}

/// A console that has the whole list and has come to rest.
fn listed(served: &Served, apps: usize) -> (Console, tempfile::TempDir) {
    let cache = tempfile::tempdir().expect("a folder");
    let mut console = Console::start(&served.kubeconfig(), cache.path());
    let whole = format!("{apps} apps");
    console.until("whole list", |text| text.contains(&whole));
    console.until_quiet(Duration::from_secs(5));
    (console, cache)
}
