//! An operation found unfinished, read back from its record: what was asked, what was sent, under which id. It knows no
//! plan; `engine::sync::record::resume` restricts one to it.

use jiff::Timestamp;

use crate::engine::history::records::{self, Deployed};
use crate::engine::sync::request::{Request, Start};
use crate::model::ids::OperationId;
use crate::model::operation::{INFO_OPERATION, INFO_ROLLBACK, OperationState, SyncOperation};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::ApplicationStatus;

/// What an unfinished operation was.
#[derive(Debug, Clone, PartialEq)]
pub struct Reopened {
    /// What was asked.
    pub request: Request,
    /// Sources and commits as they were resolved then.
    pub deployed: Deployed,
    /// Its id, beginning and attempt.
    pub start: Start,
}

/// Reads an unfinished operation back.
///
/// # Errors
/// When there is none, when Tiphys did not begin it, or when its record lacks what was sent.
pub fn reopen(status: &ApplicationStatus) -> Result<Reopened, Problem> {
    let missing = |what: &str| {
        Problem::error(ProblemKind::NotFound, format!("the unfinished operation cannot be resumed: {what}"))
            .hint("hand it back: it ends as failed, and a new sync can begin")
    };
    let state = status.operation_state.as_ref().filter(|state| !state.phase.is_completed()).ok_or_else(|| missing("there is none"))?;
    let operation = state.operation.info(INFO_OPERATION).ok_or_else(|| missing("Tiphys did not begin it"))?;
    let sync = state.operation.sync.as_ref().ok_or_else(|| missing("it is no sync"))?;
    let deployed = records::running(status).ok_or_else(|| missing("its record does not say what was sent"))?;
    let unix = state.started_at.parse::<Timestamp>().map_err(|_| missing("its beginning is not recorded"))?.as_second();
    let start = Start {
        operation: OperationId::new(operation),
        at: state.started_at.as_str().into(),
        unix,
        attempt: state.retry_count.unwrap_or(0),
        seed: None,
    };
    Ok(Reopened { request: request(state, sync), deployed, start })
}

fn request(state: &OperationState, sync: &SyncOperation) -> Request {
    let strategy = sync.sync_strategy.clone().unwrap_or_default();
    Request {
        prune: sync.prune,
        dry_run: sync.dry_run,
        skip_hooks: strategy.apply.is_some(),
        force: strategy.apply.or(strategy.hook).is_some_and(|strategy| strategy.force),
        resources: sync.resources.clone(),
        sync_options: sync.sync_options.clone(),
        retry: state.operation.retry.clone(),
        rollback_to: state.operation.info(INFO_ROLLBACK).and_then(|id| id.parse().ok()),
        ..Request::default()
    }
}
