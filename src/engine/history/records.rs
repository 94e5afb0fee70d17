//! `status.history` read and extended: what runs now, how long a record served, which one a person means. Source: Argo CD
//! `controller/state.go`, `persistRevisionHistory`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::application::Source;
use crate::model::ids::Sha;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{ApplicationStatus, HistoryRecord};

/// Sources and commits as an operation sent them or a record keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployed {
    /// The sources.
    pub sources: Vec<Source>,
    /// One a source.
    pub revisions: Vec<Sha>,
    /// Whether the application had a list of sources.
    pub has_several_sources: bool,
}

/// What a record deployed.
pub fn deployed(record: &HistoryRecord) -> Deployed {
    let _ = record;
    Deployed::default()
}

/// What runs now: what the last operation sent, finished or not; a dry run sent nothing.
pub fn running(status: &ApplicationStatus) -> Option<Deployed> {
    let _ = status;
    None
}

/// Seconds that a record served: until the next one was deployed, the last until what runs now was begun, or `now`
/// (seconds since 1970). None when a time is missing or cannot be read.
pub fn served(status: &ApplicationStatus, index: usize, now: i64) -> Option<i64> {
    let _ = (status, index, now);
    None
}

/// The record that a person means by an id, a SHA (at least 7 characters) or a tag.
pub fn find<'a>(history: &'a [HistoryRecord], text: &str, tags: &BTreeMap<Sha, Vec<Arc<str>>>) -> Result<&'a HistoryRecord, Problem> {
    let _ = (history, tags);
    Err(Problem::error(ProblemKind::NotFound, format!("no history record is {text}")))
}

/// The history with one more record: id last + 1 (from 0), oldest first, cut to the limit (absent: 10).
pub fn append(history: &[HistoryRecord], record: HistoryRecord, limit: Option<i64>) -> Vec<HistoryRecord> {
    let _ = limit;
    history.iter().cloned().chain([record]).collect()
}
