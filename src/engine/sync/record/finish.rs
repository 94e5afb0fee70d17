//! The patches that end an operation and say what the application came to. They know no retry.

use crate::engine::history::records;
use crate::engine::history::verdicts::{RecordVerdict, verdicts, with_verdict};
use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::Progress;
use crate::model::application::annotation;
use crate::model::object::value::Value;
use crate::model::problem::Problem;
use crate::model::status::{ComparedTo, Health, HistoryRecord, OperationPhase, SyncInfo};

use super::lock::nothing_in_progress;
use super::patch::Patch;
use super::{Read, Settled};
use super::{begin, state};

/// See [`super::finish`].
pub(super) fn finish(
    app: Read<'_>,
    plan: &Plan,
    progress: &Progress,
    finished_at: &str,
    settled: Option<&Settled>,
) -> Result<Value, Problem> {
    let phase = progress.phase.filter(|phase| phase.is_completed()).unwrap_or(OperationPhase::Error);
    let operation = begin::recorded(app)?;
    let initiated_by = operation.initiated_by.clone();
    let mut state = state::operation_state(app.spec, plan, operation, phase, &progress.message, progress.ended_rows(plan))?;
    state.finished_at = Some(finished_at.to_owned());
    let mut patch = Patch::new(app.object);
    patch.annotation(annotation::SKIP_RECONCILE, None);
    patch.annotation(annotation::DRIVER, None);
    patch.remove(&["operation"]);
    patch.replace(&["status", "operationState"], &state)?;
    let mut history = app.status.history.clone();
    if phase == OperationPhase::Succeeded && plan.request.is_recorded() {
        let record = HistoryRecord {
            id: 0,
            revision: state::single_revision(plan),
            revisions: state::several_revisions(plan),
            source: if plan.has_several_sources { None } else { plan.sources.first().cloned() },
            sources: if plan.has_several_sources { plan.sources.clone() } else { Vec::new() },
            deployed_at: finished_at.to_owned(),
            deploy_started_at: Some(state.started_at.clone()),
            initiated_by: Some(initiated_by),
        };
        history = records::append(&history, record, app.spec.revision_history_limit);
        patch.replace(&["status", "history"], &history)?;
    }
    if let Some(settled) = settled {
        write_settled(app, plan, settled, &history, &mut patch)?;
    }
    patch.guarded().ok_or_else(nothing_in_progress)
}

/// See [`super::settled`].
pub(super) fn settled(app: Read<'_>, plan: &Plan, settled: &Settled) -> Result<Value, Problem> {
    let mut patch = Patch::new(app.object);
    write_settled(app, plan, settled, &app.status.history, &mut patch)?;
    patch.guarded().ok_or_else(nothing_in_progress)
}

fn write_settled(app: Read<'_>, plan: &Plan, settled: &Settled, history: &[HistoryRecord], patch: &mut Patch<'_>) -> Result<(), Problem> {
    let compared_to = ComparedTo {
        source: if plan.has_several_sources { None } else { plan.sources.first().cloned() },
        sources: if plan.has_several_sources { plan.sources.clone() } else { Vec::new() },
        destination: app.spec.destination.clone(),
        ignore_differences: app.spec.ignore_differences.clone(),
    };
    let (revision, revisions) = (state::single_revision(plan), state::several_revisions(plan));
    patch.replace(&["status", "sync"], &SyncInfo { status: settled.sync, compared_to, revision, revisions })?;
    let is_same = app.status.health.status == settled.health.status;
    let since = app.status.health.last_transition_time.clone().filter(|_| is_same).unwrap_or_else(|| settled.at.clone());
    // Where the resources' health is kept elsewhere, the message tells what the last change of health was due to. Source: Argo CD
    // `controller/appcontroller.go`, `persistAppStatus`.
    let message = if is_same && !settled.health_inline { app.status.health.message.clone() } else { settled.health.message.clone() };
    patch.replace(&["status", "health"], &Health { last_transition_time: Some(since), status: settled.health.status, message })?;
    if settled.health_inline {
        patch.remove(&["status", "resourceHealthSource"]);
    } else {
        patch.replace(&["status", "resourceHealthSource"], &"appTree")?;
    }
    patch.replace(&["status", "resources"], &settled.resources)?;
    patch.replace(&["status", "reconciledAt"], &settled.at)?;
    let started = &state::start(plan)?.at;
    let own = history.iter().rfind(|record| record.deploy_started_at.as_deref() == Some(started));
    if let Some(record) = own {
        let verdict = RecordVerdict { id: record.id, health: settled.health.status, at: settled.at.clone(), by: settled.by.clone() };
        patch.annotation(annotation::VERDICTS, Some(&with_verdict(&verdicts(app.object).0, verdict, history)));
    }
    Ok(())
}
