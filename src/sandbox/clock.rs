//! The sandbox's time: a wall clock that advances with tokio's, so that a test that pauses tokio pauses the cluster.
//! It knows nothing of what happens at a time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Wall time = a start + what has passed on tokio's clock since. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    epoch: Timestamp,
    start: tokio::time::Instant,
}

impl Clock {
    /// The machine's wall clock.
    pub fn system() -> Self {
        Self::starting_at(Timestamp::now())
    }

    /// A clock that reads `epoch` now and advances with tokio's clock: deterministic under `tokio::time::pause`.
    pub fn starting_at(epoch: Timestamp) -> Self {
        Self { epoch, start: tokio::time::Instant::now() }
    }

    /// What time it is in the sandbox.
    pub fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.start.elapsed()).unwrap_or(SignedDuration::MAX);
        self.epoch.checked_add(passed).unwrap_or(Timestamp::MAX)
    }

    /// The instant on tokio's clock at which [`Clock::now`] will read `at`; now, when that is past.
    pub(crate) fn instant(&self, at: Timestamp) -> tokio::time::Instant {
        let wait = Duration::try_from(at.duration_since(self.epoch)).unwrap_or(Duration::ZERO);
        self.start + wait
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Clock;

    #[tokio::test(start_paused = true)]
    async fn a_paused_clock_moves_only_when_it_is_advanced() {
        let clock = Clock::starting_at(jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), jiff::Timestamp::UNIX_EPOCH);
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(clock.now().as_second(), 90);
        assert_eq!(clock.instant(clock.now()), tokio::time::Instant::now());
    }
}
