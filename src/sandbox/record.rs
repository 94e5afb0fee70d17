//! What was asked of the sandbox and what came of it: the record that tests read. Bounded; it keeps no bodies.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Requests kept by default: a test of a thousand applications fits, a day of the demo stays under a few megabytes.
pub const REQUESTS_KEPT: usize = 20_000;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query as sent, empty without one.
    pub query: String,
    /// User name; empty when the token was unknown.
    pub user: String,
    /// `User-Agent` as sent.
    pub user_agent: String,
    /// `Content-Type` as sent.
    pub content_type: String,
    /// Whether `dryRun=All` was asked for.
    pub dry_run: bool,
    /// Whether the request changed any object: false for reads, dry runs, refusals and writes that left all as it was.
    pub changed: bool,
    /// HTTP status; 0 when the connection was dropped.
    pub code: u16,
    /// The store's resourceVersion when the answer was made.
    pub resource_version_after: u64,
    /// When it arrived, on the sandbox's clock.
    pub at: Timestamp,
}

/// The bounded list of requests, oldest first.
#[derive(Debug)]
pub(crate) struct Record {
    limit: usize,
    requests: Mutex<VecDeque<RequestRecord>>,
}

impl Record {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, requests: Mutex::default() }
    }

    pub(crate) fn push(&self, request: RequestRecord) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() >= self.limit {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<RequestRecord> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
