//! Verdicts on history records: whether a record was ever healthy, kept in the annotation `tiphys.dev/verdicts`, since Argo
//! CD's data do not say it. And the record to go back to. It knows no driver: whoever saw an operation settle says so.

use serde::{Deserialize, Serialize};

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::status::{ApplicationStatus, HealthStatus, HistoryRecord};

use super::records::{deployed, running, served};

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordVerdict {
    /// The record's id.
    pub id: i64,
    /// What the application came to.
    pub health: HealthStatus,
    /// RFC 3339, UTC.
    #[serde(default)]
    pub at: String,
    /// Who drove or followed it.
    #[serde(default)]
    pub by: String,
}

/// The verdicts that an Application carries; a text that cannot be read is a warning, and counts as none.
pub fn verdicts(app: &Object) -> (Vec<RecordVerdict>, Option<Problem>) {
    let Some(text) = app.annotation(annotation::VERDICTS) else { return (Vec::new(), None) };
    match serde_json::from_str(text) {
        Ok(verdicts) => (verdicts, None),
        Err(error) => {
            let place =
                Place::file(format!("Application/{}", app.name())).at_field(format!("metadata.annotations[{:?}]", annotation::VERDICTS));
            let problem = Problem::warning(ProblemKind::BadInput, format!("the verdicts on history cannot be read: {error}")).at(place);
            (Vec::new(), Some(problem.hint("the next verdict that is written replaces them")))
        }
    }
}

/// The annotation's new value: one verdict a record, only of records that are kept, in the order of ids.
pub fn with_verdict(known: &[RecordVerdict], verdict: RecordVerdict, history: &[HistoryRecord]) -> String {
    let mut all: Vec<&RecordVerdict> = known.iter().filter(|own| own.id != verdict.id).chain([&verdict]).collect();
    all.retain(|own| history.iter().any(|record| record.id == own.id));
    all.sort_by_key(|own| own.id);
    all.dedup_by_key(|own| own.id);
    serde_json::to_string(&all).unwrap_or_default()
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

/// How well a record is known; of several verdicts the last counts.
pub fn known(verdicts: &[RecordVerdict], id: i64) -> Known {
    match verdicts.iter().rev().find(|verdict| verdict.id == id).map(|verdict| verdict.health) {
        None => Known::NotRecorded,
        Some(HealthStatus::Healthy) => Known::Good,
        Some(health) => Known::Bad(health),
    }
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
/// longest (the newer of equals). `now` in seconds since 1970.
pub fn last_good<'a>(status: &'a ApplicationStatus, verdicts: &[RecordVerdict], now: i64) -> Option<LastGood<'a>> {
    let running = running(status);
    let others: Vec<LastGood<'a>> = status
        .history
        .iter()
        .enumerate()
        .filter(|(_, record)| running.as_ref().is_none_or(|running| !running.is_same(&deployed(record))))
        .map(|(index, record)| LastGood { record, known: known(verdicts, record.id), served: served(status, index, now) })
        .collect();
    let good = others.iter().rfind(|candidate| candidate.known == Known::Good).cloned();
    good.or_else(|| others.into_iter().filter(|candidate| candidate.known == Known::NotRecorded).max_by_key(|candidate| candidate.served))
}
