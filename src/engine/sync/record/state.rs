//! The typed values of an operation's record: `operation`, `operationState`, rows. It knows no patch.

use crate::engine::history::records::seconds;
use crate::engine::sync::plan::Plan;
use crate::engine::sync::request::{Request, Start};
use crate::model::application::ApplicationSpec;
use crate::model::ids::OperationId;
use crate::model::operation::{
    INFO_DIGEST, INFO_OPERATION, INFO_ROLLBACK, INFO_SEED, Info, InitiatedBy, Operation, OperationState, ResourceResult, StrategyForce,
    SyncOperation, SyncResult, SyncStrategy, seed_secret,
};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::OperationPhase;

/// `operation` of a plan that `who` starts: resolved revisions, the options as executed, id and digest beside them.
///
/// # Errors
/// When the plan is a preview.
pub fn operation(plan: &Plan, who: &str) -> Result<Operation, Problem> {
    let start = start(plan)?;
    let Request { prune, dry_run, skip_hooks, force, resources, sync_options, retry, rollback_to, prune_confirmed: _, allow_empty: _ } =
        &plan.request;
    let strategy = Some(StrategyForce { force: *force });
    let sync_strategy =
        if *skip_hooks { SyncStrategy { apply: strategy, hook: None } } else { SyncStrategy { apply: None, hook: strategy } };
    let sync = SyncOperation {
        revision: single_revision(plan),
        revisions: several_revisions(plan),
        prune: *prune,
        dry_run: *dry_run,
        sync_strategy: Some(sync_strategy),
        resources: resources.clone(),
        source: if plan.has_several_sources { None } else { plan.sources.first().cloned() },
        sources: if plan.has_several_sources { plan.sources.clone() } else { Vec::new() },
        sync_options: sync_options.clone(),
        auto_heal_attempts_count: None,
    };
    let info = |name: &str, value: String| Info { name: name.to_owned(), value };
    let mut infos = vec![info(INFO_OPERATION, start.operation.to_string()), info(INFO_DIGEST, plan.digest.to_string())];
    infos.extend(start.seed.as_ref().map(|_| info(INFO_SEED, seed_secret(&start.operation))));
    infos.extend(rollback_to.map(|id| info(INFO_ROLLBACK, id.to_string())));
    let initiated_by = InitiatedBy { username: who.to_owned(), automated: false };
    Ok(Operation { sync: Some(sync), initiated_by, info: infos, retry: retry.clone() })
}

/// `operationState` with these rows.
///
/// # Errors
/// When the plan is a preview.
pub fn operation_state(
    spec: &ApplicationSpec,
    plan: &Plan,
    operation: Operation,
    phase: OperationPhase,
    message: &str,
    rows: Vec<ResourceResult>,
) -> Result<OperationState, Problem> {
    let start = start(plan)?;
    let result = SyncResult {
        resources: rows,
        revision: single_revision(plan),
        revisions: several_revisions(plan),
        source: if plan.has_several_sources { None } else { plan.sources.first().cloned() },
        sources: if plan.has_several_sources { plan.sources.clone() } else { Vec::new() },
        managed_namespace_metadata: spec.sync_policy.as_ref().and_then(|policy| policy.managed_namespace_metadata.clone()),
    };
    Ok(OperationState {
        operation,
        phase,
        message: message.to_owned(),
        sync_result: Some(result),
        started_at: start.at.to_string(),
        finished_at: None,
        retry_count: Some(start.attempt).filter(|count| *count > 0),
    })
}

/// The start of an operation as its record tells it; none when it is not one of ours, or its time cannot be read.
pub fn start_of(state: &OperationState) -> Option<Start> {
    let operation = OperationId::new(state.operation.info(INFO_OPERATION)?);
    let unix = seconds(&state.started_at)?;
    Some(Start { operation, at: state.started_at.as_str().into(), unix, attempt: state.retry_count.unwrap_or(0), seed: None })
}

/// The request that an operation was started with.
pub fn request_of(operation: &Operation) -> Option<Request> {
    let sync = operation.sync.as_ref()?;
    let strategy = sync.sync_strategy.clone().unwrap_or_default();
    let force = strategy.apply.as_ref().or(strategy.hook.as_ref()).is_some_and(|strategy| strategy.force);
    Some(Request {
        prune: sync.prune,
        dry_run: sync.dry_run,
        skip_hooks: strategy.apply.is_some(),
        force,
        resources: sync.resources.clone(),
        sync_options: sync.sync_options.clone(),
        retry: operation.retry.clone(),
        rollback_to: operation.info(INFO_ROLLBACK).and_then(|id| id.parse().ok()),
        prune_confirmed: false,
        allow_empty: false,
    })
}

/// The plan's start.
pub(super) fn start(plan: &Plan) -> Result<&Start, Problem> {
    plan.start.as_ref().ok_or_else(|| {
        Problem::error(ProblemKind::Internal, "a preview cannot be carried out: it has no operation")
            .hint("this is a defect of Tiphys; the log has the details")
    })
}

pub(super) fn single_revision(plan: &Plan) -> String {
    match plan.revisions.first() {
        Some(sha) if !plan.has_several_sources => sha.to_string(),
        Some(_) | None => String::new(),
    }
}

pub(super) fn several_revisions(plan: &Plan) -> Vec<String> {
    if plan.has_several_sources { plan.revisions.iter().map(ToString::to_string).collect() } else { Vec::new() }
}
