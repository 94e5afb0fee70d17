//! Idle: a console on which nothing happens writes nothing and sleeps. `cargo bench --bench idle`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use support::budget::{Budgets, millis};
use support::console::Console;
use support::process::{Cpu, Served};

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let (apps, seconds) = (support::setting("APPS", 1_000), support::setting("SECONDS", 60));
    let served = Served::start(apps, 0);
    let cache = tempfile::tempdir().expect("a folder");
    let mut console = Console::start(&served.kubeconfig(), cache.path());
    let whole = format!("{apps} apps");
    console.until("whole list", |text| text.contains(&whole));
    console.until_quiet(Duration::from_secs(8));
    let (before, mut cpu) = (console.n_bytes, Cpu::default());
    let end = Instant::now() + Duration::from_secs(u64::try_from(seconds).unwrap_or(60));
    while Instant::now() < end {
        cpu.look(console.id());
        console.rest(Duration::from_secs(1));
    }
    cpu.look(console.id());
    let mut budgets = Budgets::default();
    let written = u64::try_from(console.n_bytes - before).unwrap_or(u64::MAX);
    budgets.exactly(&format!("bytes written in {seconds} s at rest, {apps} applications"), 0, written);
    budgets.under(&format!("CPU in {seconds} s at rest, {apps} applications"), 10.0, millis(cpu.used()), "ms");
    budgets.finish()
}
