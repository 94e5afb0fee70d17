//! An operation as it runs: phase by phase and wave by wave, each task with its result. Ours from its progress, another's from its
//! record: the same screen.

use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::{Progress, row};
use crate::model::ids::AppKey;
use crate::model::operation::{OperationState, ResourceResult};
use crate::model::status::{OperationPhase, ResultCode};
use crate::session::apps::App;
use crate::session::drive::{Drive, End, Stage};
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::{age, plan, triage, words};

/// The page.
pub(super) fn content(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Operation"), facts: triage::facts(state, app), ..Content::default() };
    if let Some(drive) = state.drives.get(app) {
        content.facts.push(stage(state, drive));
        if let Stage::Over(End::NotBegun(problems)) = &drive.stage {
            for problem in problems {
                content.notes.extend(words::problem(problem));
            }
        }
        if let Stage::Over(End::Lost(problem)) = &drive.stage {
            let hint = problem.hint.iter().map(|hint| vec![Span::fixed("→ ", Tone::Dim), Span::plain(hint)]);
            content.notes.extend(hint);
        }
        if let Some(own) = &drive.plan {
            content.facts.push(plan::title(own));
            tasks(&mut content, own, &drive.progress, !drive.is_driving());
            return content;
        }
    }
    let recorded = state.apps.get(app).and_then(App::read).and_then(|detail| detail.app.status.operation_state.clone());
    match recorded {
        Some(recorded) => record(state, &mut content, &recorded),
        None => content.notes.push(vec![Span::fixed("nothing was ever synced here", Tone::Dim)]),
    }
    content
}

fn stage(state: &State, drive: &Drive) -> Line {
    let message = |text: &str| Span::new(format!("  {text}"), Tone::Plain);
    match &drive.stage {
        Stage::Planning => vec![Span::fixed("◐ planning again, to see whether the world moved", Tone::Info)],
        Stage::Guarding => vec![Span::fixed("◐ looking whether an Argo CD controller is alive", Tone::Info)],
        Stage::Locking => vec![Span::fixed("◐ taking the Lease", Tone::Info)],
        Stage::Recording => vec![Span::fixed("◐ recording the operation", Tone::Info)],
        Stage::Running => vec![words::phase(OperationPhase::Running), message(&drive.progress.message)],
        Stage::Retrying(_) => vec![Span::fixed("◐ waiting to retry", Tone::Warn), message(drive.end.as_ref().map_or("", |(_, text)| text))],
        Stage::Finishing => vec![Span::fixed("◐ recording the end", Tone::Info)],
        Stage::Settling => {
            let ago = drive.finished.map(|at| age::age(at, state.now)).unwrap_or_default();
            vec![Span::new(format!("◐ all applied {ago} ago; waiting for health before anything is called a success"), Tone::Warn)]
        }
        Stage::Over(End::Done(phase, health)) => {
            let mut line = vec![words::phase(*phase)];
            line.push(match health {
                Some(health) => Span::new(format!("  came to {health}"), words::health(*health).tone),
                None => Span::fixed("", Tone::Plain),
            });
            line.push(message(drive.end.as_ref().map_or("", |(_, text)| text)));
            line
        }
        Stage::Over(End::NotBegun(_)) => vec![Span::fixed("✖ not begun: nothing was changed", Tone::Bad)],
        Stage::Over(End::Lost(problem)) => vec![Span::new(format!("✖ no longer driven from here: {problem}"), Tone::Bad)],
    }
}

fn tasks(content: &mut Content, plan: &Plan, progress: &Progress, is_over: bool) {
    for wave in plan.waves() {
        let now = progress.at() == Some((wave.phase, wave.wave));
        let mark = if now { Span::fixed("▸ ", Tone::Info) } else { Span::fixed("  ", Tone::Plain) };
        let heading = vec![mark, Span::new(format!("{} ", wave.phase), Tone::Title), Span::new(format!("wave {}", wave.wave), Tone::Dim)];
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { fold: Some(Fold::Open), ..Row::line(id, heading) });
        for index in wave.tasks {
            let (Some(task), Some(own)) = (plan.tasks.get(index), progress.tasks.get(index)) else { continue };
            let result = row(task, own);
            let is_problem = is_bad(&result);
            content.rows.push(Row { depth: 1, is_problem, ..Row::line(RowId::Task(index), line(&result, is_over)) });
        }
    }
}

fn record(state: &State, content: &mut Content, recorded: &OperationState) {
    let by = &recorded.operation.initiated_by;
    let began = recorded.started_at.parse().map(|at| age::age(at, state.now)).unwrap_or_default();
    content.times.extend(age::time(&recorded.started_at));
    let who = if by.automated { "automatic sync" } else { &by.username };
    content.facts.push(vec![
        words::phase(recorded.phase),
        Span::new(format!("  by {who}, began {began} ago  "), Tone::Dim),
        Span::plain(&recorded.message),
    ]);
    let rows = recorded.sync_result.as_ref().map(|result| result.resources.as_slice()).unwrap_or_default();
    for (index, result) in rows.iter().enumerate() {
        let is_problem = is_bad(result);
        content.rows.push(Row { depth: 1, is_problem, ..Row::line(RowId::Task(index), line(result, recorded.phase.is_completed())) });
    }
}

fn is_bad(result: &ResourceResult) -> bool {
    result.status == Some(ResultCode::SyncFailed) || matches!(result.hook_phase, Some(OperationPhase::Failed | OperationPhase::Error))
}

fn line(result: &ResourceResult, is_over: bool) -> Line {
    let (glyph, tone) = match (result.hook_phase, result.status) {
        (Some(OperationPhase::Failed | OperationPhase::Error), _) | (_, Some(ResultCode::SyncFailed)) => ("✖", Tone::Bad),
        // An object that is no hook keeps phase Running where nobody waits for it: the last wave without hooks ends at its apply.
        (Some(OperationPhase::Running), Some(ResultCode::Synced)) if is_over && result.hook_type.is_none() => ("✓", Tone::Good),
        (Some(OperationPhase::Running | OperationPhase::Terminating), _) => ("◐", Tone::Warn),
        (Some(OperationPhase::Succeeded), _) | (None, Some(ResultCode::Synced | ResultCode::Pruned)) => ("✓", Tone::Good),
        (None, Some(ResultCode::PruneSkipped)) => ("=", Tone::Dim),
        (None, None) => ("·", Tone::Dim),
    };
    let kind = if result.group.is_empty() { result.kind.clone() } else { format!("{}/{}", result.group, result.kind) };
    let mut line = vec![Span::new(format!("{glyph} "), tone), Span::new(format!("{kind}/{}", result.name), Tone::Link)];
    if let Some(hook) = result.hook_type {
        line.push(Span::new(format!("  {hook} hook"), Tone::Info));
    }
    if !result.message.is_empty() {
        line.push(Span::new(format!("  {}", result.message), if tone == Tone::Bad { Tone::Bad } else { Tone::Dim }));
    }
    line
}
