//! Verdicts on history records: whether a record was ever healthy, kept in the annotation `tiphys.dev/verdicts`, since Argo
//! CD's data do not say it. And the record to go back to.

use serde::{Deserialize, Serialize};

use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::model::status::{ApplicationStatus, HealthStatus, HistoryRecord};

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordVerdict {
    /// The record's id.
    pub id: i64,
    /// What the application came to.
    pub health: HealthStatus,
    /// RFC 3339, UTC.
    pub at: String,
    /// Who drove or followed it.
    pub by: String,
}

/// The verdicts that an Application carries; a text that cannot be read is a warning, and counts as none.
pub fn verdicts(app: &Object) -> (Vec<RecordVerdict>, Option<Problem>) {
    let _ = app;
    (Vec::new(), None)
}

/// The annotation's new value: one verdict a record, only of records that are kept.
pub fn with_verdict(known: &[RecordVerdict], verdict: RecordVerdict, history: &[HistoryRecord]) -> String {
    let _ = (known, verdict, history);
    String::new()
}

/// How well a record is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// A verdict says that it was healthy.
    Good,
    /// No verdict on it: "health not recorded".
    NotRecorded,
    /// A verdict says that it was not.
    Bad(HealthStatus),
}

/// How well a record is known.
pub fn known(verdicts: &[RecordVerdict], id: i64) -> Known {
    let _ = (verdicts, id);
    Known::NotRecorded
}

/// The record to go back to, and why it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastGood<'a> {
    /// The record.
    pub record: &'a HistoryRecord,
    /// Good, or not recorded.
    pub known: Known,
    /// Seconds that it served, if its times can be read.
    pub served: Option<i64>,
}

/// The newest record known good that is not what runs now; with none, of those not known to be bad the one that served
/// longest. `now` in seconds since 1970.
pub fn last_good<'a>(status: &'a ApplicationStatus, verdicts: &[RecordVerdict], now: i64) -> Option<LastGood<'a>> {
    let _ = (status, verdicts, now);
    None
}
