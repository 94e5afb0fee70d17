//! What faces ask a plan for: a sync as the Application's own policy has it, and a rollback to a record. It knows no key
//! and no flag.

use std::sync::Arc;

use crate::engine::history::rollback;
use crate::engine::sync::request::Request;
use crate::model::ids::ObjectKey;
use crate::model::operation::SyncResource;
use crate::model::problem::{Problem, ProblemKind};

use super::apps::Detail;
use super::command::PlanFor;

/// A sync with the spec's options and retry; of these resources only, if any are named.
pub fn sync(detail: &Detail, prune: bool, resources: &[ObjectKey]) -> PlanFor {
    let policy = detail.app.spec.sync_policy.as_ref();
    let request = Request {
        prune,
        resources: resources.iter().map(resource).collect(),
        sync_options: policy.map(|policy| policy.sync_options.clone()).unwrap_or_default(),
        retry: policy.and_then(|policy| policy.retry.clone()),
        ..Request::default()
    };
    PlanFor { request, revision: None, pinned: None, hold: false }
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

fn resource(key: &ObjectKey) -> SyncResource {
    let text = |text: &Arc<str>| text.to_string();
    SyncResource {
        group: text(&key.group_kind.group),
        kind: text(&key.group_kind.kind),
        name: text(&key.name),
        namespace: text(&key.namespace),
    }
}
