//! Budgets: one line each, and the exit status of the bench. It knows no unit's meaning.

use std::process::ExitCode;
use std::time::Duration;

/// What was measured so far.
#[derive(Default)]
pub(crate) struct Budgets {
    n_missed: usize,
}

impl Budgets {
    /// Says what was measured; a figure that is not under the budget misses it.
    pub(crate) fn under(&mut self, what: &str, budget: f64, measured: f64, unit: &str) {
        self.line(what, &format!("< {budget} {unit}"), &format!("{measured:.1} {unit}"), measured < budget);
    }

    /// The same for a figure that has to reach something.
    pub(crate) fn at_least(&mut self, what: &str, budget: f64, measured: f64, unit: &str) {
        self.line(what, &format!(">= {budget} {unit}"), &format!("{measured:.1} {unit}"), measured >= budget);
    }

    /// The same for a count that has to be exactly so.
    pub(crate) fn exactly(&mut self, what: &str, budget: u64, measured: u64) {
        self.line(what, &format!("= {budget}"), &measured.to_string(), measured == budget);
    }

    fn line(&mut self, what: &str, budget: &str, measured: &str, is_met: bool) {
        self.n_missed += usize::from(!is_met);
        println!("{what}: budget {budget}, measured {measured}{}", if is_met { "" } else { "  MISSED" });
    }

    /// The end of the bench.
    pub(crate) fn finish(self) -> ExitCode {
        if let Ok(text) = std::fs::read_to_string("/proc/loadavg") {
            println!("load of the machine: {}", text.trim());
        }
        if self.n_missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// A figure that has no budget.
pub(crate) fn note(what: &str, measured: &str) {
    println!("{what}: {measured}");
}

/// Milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The value below which this share of the sorted values lies (nearest rank).
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred values")]
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
