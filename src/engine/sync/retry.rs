//! What follows an attempt that failed: the next attempt and when, or the end. It knows no clock. Source: Argo CD
//! `controller/appcontroller.go`, `processRequestedAppOperation`, and `types.go`, `NextRetryAt`.

use std::sync::Arc;

use crate::engine::manifest::duration::GoDuration;
use crate::model::application::{Backoff, RetryStrategy};
use crate::model::status::OperationPhase;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its phase.
    pub phase: OperationPhase,
    /// Its message.
    pub message: Arc<str>,
    /// `retryCount`: attempts before it.
    pub count: i64,
    /// Whether somebody stopped it.
    pub is_terminated: bool,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The operation ends like this.
    End {
        /// Its phase.
        phase: OperationPhase,
        /// Its message, with the number of retries.
        message: Arc<str>,
    },
    /// Another attempt, not before its time.
    Retry {
        /// Seconds since 1970.
        at: i64,
        /// `retryCount` from now on.
        count: i64,
        /// "… Retrying attempt #1 at 3:04PM." (UTC).
        message: Arc<str>,
    },
}

/// The pause before the first retry where the strategy does not say (`DefaultSyncRetryDuration`).
const DURATION: GoDuration = GoDuration::seconds(5);
/// The longest pause where the strategy does not say (`DefaultSyncRetryMaxDuration`).
const MAX_DURATION: GoDuration = GoDuration::seconds(180);
/// The factor where the strategy does not say (`DefaultSyncRetryFactor`).
const FACTOR: i64 = 2;

/// What follows an attempt that ended `now` (seconds since 1970). A success, a termination and the last allowed attempt end
/// the operation.
pub fn next(strategy: Option<&RetryStrategy>, attempt: &Attempt, now: i64) -> Next {
    let limit = strategy.and_then(|strategy| strategy.limit).unwrap_or(0);
    let is_failed = matches!(attempt.phase, OperationPhase::Failed | OperationPhase::Error);
    let may_retry = is_failed && !attempt.is_terminated && (attempt.count < limit || limit < 0);
    if !may_retry {
        let retried = is_failed && attempt.count > 0;
        let message =
            if retried { format!("{} (retried {} times).", attempt.message, attempt.count).into() } else { attempt.message.clone() };
        return Next::End { phase: attempt.phase, message };
    }
    match pause(strategy.and_then(|strategy| strategy.backoff.as_ref()), attempt.count) {
        Ok(seconds) => {
            let at = now.saturating_add(seconds);
            let count = attempt.count.saturating_add(1);
            let message = format!("{}. Retrying attempt #{count} at {}.", attempt.message, kitchen(at)).into();
            Next::Retry { at, count, message }
        }
        Err(text) => {
            let message = format!("{} (failed to retry: unable to parse {text} as a duration)", attempt.message).into();
            Next::End { phase: OperationPhase::Error, message }
        }
    }
}

/// Seconds to wait before the next attempt, rounded up: duration × factor^count, at most maxDuration (no bound when that is
/// 0). The text of a duration that cannot be read is the error.
fn pause(backoff: Option<&Backoff>, count: i64) -> Result<i64, String> {
    let read = |text: &str, default: GoDuration| if text.is_empty() { Ok(default) } else { duration(text).ok_or_else(|| text.to_owned()) };
    let first = read(backoff.map_or("", |backoff| &backoff.duration), DURATION)?;
    let longest = read(backoff.map_or("", |backoff| &backoff.max_duration), MAX_DURATION)?;
    let factor = backoff.and_then(|backoff| backoff.factor).unwrap_or(FACTOR);
    let exponent = u32::try_from(count.max(0)).unwrap_or(u32::MAX);
    let power = factor.checked_pow(exponent).unwrap_or(i64::MAX);
    let wanted = first.nanoseconds.saturating_mul(power);
    let nanoseconds = if longest.nanoseconds > 0 { wanted.min(longest.nanoseconds) } else { wanted };
    Ok(nanoseconds.max(0).saturating_add(999_999_999) / 1_000_000_000)
}

/// A Go duration, or a whole number of seconds. Source: `types.go`, `parseStringToDuration`.
fn duration(text: &str) -> Option<GoDuration> {
    text.parse().ok().map(GoDuration::seconds).or_else(|| GoDuration::parse(text).ok())
}

/// Go's `time.Kitchen` in UTC: `3:04PM`.
fn kitchen(unix: i64) -> String {
    let minutes = unix.rem_euclid(86_400) / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{hour}:{minute:02}{half}")
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Next, next};
    use crate::model::application::{Backoff, RetryStrategy};
    use crate::model::status::OperationPhase;

    fn failed(count: i64) -> Attempt {
        Attempt { phase: OperationPhase::Failed, message: "it broke".into(), count, is_terminated: false }
    }

    fn strategy(limit: i64, duration: &str, factor: Option<i64>, max_duration: &str) -> RetryStrategy {
        let backoff = Backoff { duration: duration.into(), factor, max_duration: max_duration.into() };
        RetryStrategy { limit: Some(limit), backoff: Some(backoff), refresh: false }
    }

    fn wait(strategy: &RetryStrategy, count: i64) -> i64 {
        match next(Some(strategy), &failed(count), 1_000) {
            Next::Retry { at, .. } => at - 1_000,
            Next::End { message, .. } => panic!("no retry: {message}"),
        }
    }

    #[test]
    fn pauses_grow_by_the_factor_up_to_the_longest() {
        let defaults = RetryStrategy { limit: Some(-1), ..RetryStrategy::default() };
        assert_eq!((0..8).map(|count| wait(&defaults, count)).collect::<Vec<_>>(), [5, 10, 20, 40, 80, 160, 180, 180]);
        assert_eq!(wait(&defaults, 200), 180);
        let own = strategy(9, "10", Some(3), "5m");
        assert_eq!((0..5).map(|count| wait(&own, count)).collect::<Vec<_>>(), [10, 30, 90, 270, 300]);
        assert_eq!(wait(&strategy(1, "1500ms", None, ""), 0), 2);
    }

    #[test]
    fn the_message_names_the_attempt_and_its_time_of_day() {
        let at_noon = 12 * 3_600;
        let retry = next(Some(&strategy(2, "4m", None, "10m")), &failed(0), at_noon);
        let message = "it broke. Retrying attempt #1 at 12:04PM.".into();
        assert_eq!(retry, Next::Retry { at: at_noon + 240, count: 1, message });
    }

    #[test]
    fn the_last_attempt_a_success_and_a_termination_end_the_operation() {
        let two = strategy(2, "", None, "");
        let end = |attempt: &Attempt| next(Some(&two), attempt, 0);
        let retried = Next::End { phase: OperationPhase::Failed, message: "it broke (retried 2 times).".into() };
        assert_eq!(end(&failed(2)), retried);
        let stopped = Attempt { is_terminated: true, ..failed(0) };
        assert_eq!(end(&stopped), Next::End { phase: OperationPhase::Failed, message: "it broke".into() });
        let well = Attempt { phase: OperationPhase::Succeeded, ..failed(1) };
        assert_eq!(end(&well), Next::End { phase: OperationPhase::Succeeded, message: "it broke".into() });
        assert_eq!(next(None, &failed(0), 0), Next::End { phase: OperationPhase::Failed, message: "it broke".into() });
    }

    #[test]
    fn a_duration_that_cannot_be_read_ends_in_an_error_that_quotes_it() {
        let message = "it broke (failed to retry: unable to parse soon as a duration)".into();
        assert_eq!(next(Some(&strategy(2, "soon", None, "")), &failed(0), 0), Next::End { phase: OperationPhase::Error, message });
    }
}
