//! A rollback is a plan toward an old record: its sources and commits, no hooks, the spec's options. It knows no hold.
//! Source: Argo CD `server/application/application.go`, `Rollback`.

use crate::engine::sync::request::Request;
use crate::model::application::ApplicationSpec;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::HistoryRecord;

use super::records::{Deployed, deployed};

/// What to plan for a rollback.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollback {
    /// The request: the apply strategy, so no hooks; options from the spec, no retry. Nothing is pruned unless asked for.
    pub request: Request,
    /// The record's sources and commits: render these.
    pub to: Deployed,
}

/// The rollback to a record.
///
/// # Errors
/// When the record has no source (Argo CD before 0.12 wrote none), or not a commit for each.
pub fn rollback(spec: &ApplicationSpec, record: &HistoryRecord) -> Result<Rollback, Problem> {
    let to = deployed(record);
    if to.sources.is_empty() || to.revisions.len() != to.sources.len() {
        let cause = format!("history record {} does not say which source it deployed", record.id);
        return Err(Problem::error(ProblemKind::InvalidSpec, cause).hint("sync to the revision instead"));
    }
    let sync_options = spec.sync_policy.as_ref().map(|policy| policy.sync_options.clone()).unwrap_or_default();
    let request = Request { skip_hooks: true, sync_options, rollback_to: Some(record.id), ..Request::default() };
    Ok(Rollback { request, to })
}
