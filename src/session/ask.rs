//! What faces ask a plan for: a sync as the Application's own policy has it, and a rollback to a record. It knows no key
//! and no flag.
//!
//! A sync copies the spec's options and retry (Argo CD's controller reads the operation's only); a rollback goes to a record's
//! sources and commits, without hooks, and holds automatic sync, so that it stays.

use std::sync::Arc;

use crate::engine::history::{rollback, verdicts};
use crate::engine::sync::request::Request;
use crate::model::ids::{ObjectKey, Revision};
use crate::model::operation::SyncResource;
use crate::model::problem::{Problem, ProblemKind};

use super::apps::Detail;
use super::command::PlanFor;

/// What a person may choose of a sync.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// Delete what Git no longer has.
    pub prune: bool,
    /// Change nothing.
    pub dry_run: bool,
    /// Delete and create where an apply is refused.
    pub force: bool,
    /// No hooks.
    pub apply_only: bool,
    /// Only these resources.
    pub resources: Vec<SyncResource>,
    /// Another revision than the spec's.
    pub revision: Option<Revision>,
}

/// A sync with these choices.
///
/// # Errors
/// When another revision is asked for under automatic sync: it would be undone at once, and Argo CD refuses it too.
pub fn sync(detail: &Detail, choices: Choices) -> Result<PlanFor, Problem> {
    let policy = detail.app.spec.sync_policy.clone().unwrap_or_default();
    if choices.revision.is_some() && detail.app.spec.is_automated() && !choices.dry_run {
        let cause = "another revision cannot be synced while automatic sync is on: it would be undone at once";
        return Err(Problem::error(ProblemKind::Forbidden, cause).hint("hold automatic sync first, or change targetRevision"));
    }
    let request = Request {
        prune: choices.prune,
        dry_run: choices.dry_run,
        skip_hooks: choices.apply_only,
        force: choices.force,
        resources: choices.resources,
        sync_options: policy.sync_options,
        retry: policy.retry,
        allow_empty: policy.automated.unwrap_or_default().allow_empty == Some(true),
        ..Request::default()
    };
    Ok(PlanFor { request, revision: choices.revision, pinned: None, hold: false })
}

/// Going back to the record with this id; automatic sync is held with it, so that it stays.
///
/// # Errors
/// When there is no such record, or it does not say what was deployed.
pub fn rollback(detail: &Detail, id: i64) -> Result<PlanFor, Problem> {
    let record = detail.app.status.history.iter().find(|record| record.id == id).ok_or_else(|| {
        Problem::error(ProblemKind::NotFound, format!("there is no history record {id}")).hint("choose one that the history lists")
    })?;
    let rollback = rollback::rollback(&detail.app.spec, record)?;
    let hold = detail.app.spec.is_automated() && detail.hold.is_none();
    Ok(PlanFor { request: rollback.request, revision: None, pinned: Some(rollback.to), hold })
}

/// The id of the record that a rollback without a choice goes to. `now`: seconds since 1970.
///
/// # Errors
/// When there is no earlier record.
pub fn last_good(detail: &Detail, now: i64) -> Result<i64, Problem> {
    let (verdicts, _) = verdicts::verdicts(&detail.object);
    let good = verdicts::last_good(&detail.app.status, &verdicts, now).map(|good| good.record.id);
    good.ok_or_else(|| {
        Problem::error(ProblemKind::NotFound, "there is no earlier record to go back to")
            .hint("history begins with the first successful sync")
    })
}

/// Objects as an operation selects them.
pub fn resources(keys: &[ObjectKey]) -> Vec<SyncResource> {
    let text = |text: &Arc<str>| text.to_string();
    keys.iter()
        .map(|key| SyncResource {
            group: text(&key.group_kind.group),
            kind: text(&key.group_kind.kind),
            name: text(&key.name),
            namespace: text(&key.namespace),
        })
        .collect()
}
