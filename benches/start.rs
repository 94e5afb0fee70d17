//! Start: the first frame says where it connects, the first row comes a moment later, whatever the size of the fleet.
//! `cargo bench --bench start`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::Instant;

use support::budget::{Budgets, millis, note, percentile};
use support::console::Console;
use support::process::Served;

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let mut budgets = Budgets::default();
    let n_starts = support::setting("STARTS", 9);
    for apps in [15, 10_000] {
        let served = Served::start(apps, 0);
        let cache = tempfile::tempdir().expect("a folder");
        let (mut bytes, mut frames, mut rows, mut lists) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..n_starts {
            let mut console = Console::start(&served.kubeconfig(), cache.path());
            let frame = console.until("frame", |text| text.contains("connecting to") || text.contains("app-"));
            let row = console.until("row", |text| text.contains("app-"));
            let whole = format!("{apps} apps");
            let list = console.until("whole list", |text| text.contains(&whole));
            let since = |at: Instant| millis(at - console.began);
            bytes.push(console.first.map_or(f64::NAN, since));
            frames.push(since(frame));
            rows.push(since(row));
            lists.push(since(list));
        }
        budgets.under(
            &format!("start to first frame, {apps} applications (median of {n_starts})"),
            50.0,
            percentile(&mut frames, 0.5),
            "ms",
        );
        budgets.under(&format!("start to first row, {apps} applications (median of {n_starts})"), 300.0, percentile(&mut rows, 0.5), "ms");
        let others = format!(
            "{:.1} ms, worst first row {:.1} ms, whole list {:.1} ms",
            percentile(&mut bytes, 0.5),
            percentile(&mut rows, 1.0),
            percentile(&mut lists, 0.5)
        );
        note(&format!("start to first byte, {apps} applications"), &others);
    }
    budgets.finish()
}
