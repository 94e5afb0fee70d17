//! `status.history` read and extended: what runs now, how long a record served, which one a person means. Source: Argo CD
//! `controller/state.go`, `persistRevisionHistory`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::application::Source;
use crate::model::ids::Sha;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{ApplicationStatus, HistoryRecord};

/// Records kept where the spec does not say. Source: `types.go`, `RevisionHistoryLimit`.
pub const DEFAULT_LIMIT: i64 = 10;
/// The shortest part of a SHA that names a record, as Argo CD shows revisions.
const MIN_SHA: usize = 7;

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

impl Deployed {
    /// Whether both are the same content: equal commits of equal sources. The target revision (a branch, `HEAD`) does not
    /// count, since the commit is what it came to.
    pub fn is_same(&self, other: &Self) -> bool {
        let bare = |source: &Source| Source { target_revision: String::new(), ..source.clone() };
        self.revisions == other.revisions && self.sources.iter().map(bare).eq(other.sources.iter().map(bare))
    }
}

/// What a record deployed.
pub fn deployed(record: &HistoryRecord) -> Deployed {
    content(record.source.as_ref(), &record.sources, &record.revision, &record.revisions)
}

/// What runs now: what the last operation sent, finished or not. A dry run sent nothing, and without any operation the
/// newest record tells.
pub fn running(status: &ApplicationStatus) -> Option<Deployed> {
    let state = status.operation_state.as_ref();
    let is_dry = state.and_then(|state| state.operation.sync.as_ref()).is_some_and(|sync| sync.dry_run);
    let result = state.and_then(|state| state.sync_result.as_ref()).filter(|_| !is_dry);
    let sent = result.map(|result| content(result.source.as_ref(), &result.sources, &result.revision, &result.revisions));
    sent.filter(|sent| !sent.revisions.is_empty()).or_else(|| status.history.last().map(deployed))
}

fn content(source: Option<&Source>, sources: &[Source], revision: &str, revisions: &[String]) -> Deployed {
    let has_several_sources = !sources.is_empty();
    let sources = if has_several_sources { sources.to_vec() } else { source.cloned().into_iter().collect() };
    let one = [revision.to_owned()];
    let revisions = if has_several_sources { revisions } else { &one };
    let revisions = revisions.iter().filter(|text| !text.is_empty()).map(|text| Sha::new(text.as_str())).collect();
    Deployed { sources, revisions, has_several_sources }
}

/// Seconds that a record served: until the next one was deployed; the last until what runs now was begun, or `now` (seconds
/// since 1970). None when a time is missing or cannot be read.
pub fn served(status: &ApplicationStatus, index: usize, now: i64) -> Option<i64> {
    let record = status.history.get(index)?;
    let from = seconds(&record.deployed_at)?;
    let until = match status.history.get(index + 1) {
        Some(next) => seconds(&next.deployed_at)?,
        None => match running(status) {
            Some(running) if !running.is_same(&deployed(record)) => {
                status.operation_state.as_ref().and_then(|state| seconds(&state.started_at))?
            }
            Some(_) | None => now,
        },
    };
    Some((until - from).max(0))
}

/// Seconds since 1970 of an RFC 3339 time.
pub fn seconds(time: &str) -> Option<i64> {
    time.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The record that a person means by an id, a SHA (at least 7 characters) or a tag (`tags`: the tags of each commit). Of
/// several records of one commit the newest counts.
///
/// # Errors
/// When no record is meant, or records of several commits are; the hint says which there are.
pub fn find<'a>(history: &'a [HistoryRecord], text: &str, tags: &BTreeMap<Sha, Vec<Arc<str>>>) -> Result<&'a HistoryRecord, Problem> {
    let text = text.trim();
    if let Ok(id) = text.parse::<i64>()
        && let Some(record) = history.iter().find(|record| record.id == id)
    {
        return Ok(record);
    }
    let is_sha = text.len() >= MIN_SHA && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let prefix = text.to_lowercase();
    let is_meant = |sha: &Sha| {
        (is_sha && sha.as_str().starts_with(&prefix)) || tags.get(sha).is_some_and(|tags| tags.iter().any(|tag| **tag == *text))
    };
    let found: Vec<(&HistoryRecord, Sha)> = history
        .iter()
        .rev()
        .filter_map(|record| Some((record, deployed(record).revisions.into_iter().find(|sha| is_meant(sha))?)))
        .collect();
    let commits: BTreeSet<&Sha> = found.iter().map(|(_, sha)| sha).collect();
    match (found.first(), commits.len()) {
        (Some((record, _)), 1) => Ok(record),
        (Some(_), _) => {
            let shas: Vec<&str> = commits.iter().map(|sha| sha.as_str()).collect();
            Err(Problem::error(ProblemKind::BadInput, format!("{text} means several commits"))
                .hint(format!("give more of the SHA, or an id: {}", shas.join(", "))))
        }
        (None, _) => Err(Problem::error(ProblemKind::NotFound, format!("no history record is {text}")).hint(known(history))),
    }
}

fn known(history: &[HistoryRecord]) -> String {
    let each = |record: &HistoryRecord| match deployed(record).revisions.first() {
        Some(sha) => format!("{} ({})", record.id, sha.short()),
        None => record.id.to_string(),
    };
    if history.is_empty() {
        return "the application has no history yet".to_owned();
    }
    format!("there are {}", history.iter().rev().map(each).collect::<Vec<_>>().join(", "))
}

/// The history with one more record, oldest first: its id is the last + 1 (from 0); cut to the limit (absent:
/// [`DEFAULT_LIMIT`]; negative: nothing is kept).
pub fn append(history: &[HistoryRecord], record: HistoryRecord, limit: Option<i64>) -> Vec<HistoryRecord> {
    let id = history.last().map_or(0, |last| last.id + 1);
    let all: Vec<HistoryRecord> = history.iter().cloned().chain([HistoryRecord { id, ..record }]).collect();
    let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(0);
    let surplus = all.len().saturating_sub(limit);
    all.into_iter().skip(surplus).collect()
}
