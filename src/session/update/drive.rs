//! Driving an operation: plan again, guard, Lease, record, tasks, record, health. Each answer moves it on; a conflict on the record is
//! read and written again; a lost Lease or Application ends the driving, never the operation's record.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::access::right::Right;
use crate::engine::sync::fact::Fact;
use crate::engine::sync::plan::Plan;
use crate::engine::sync::progress::Progress;
use crate::engine::sync::record::resume as take_up;
use crate::engine::sync::request::Start;
use crate::model::ids::{AppKey, Digest, ObjectKey};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::OperationPhase;
use crate::session::apps::App;
use crate::session::command::Authority;
use crate::session::drive::{Drive, End, Patch, Stage, Waiting};
use crate::session::effect::{Effect, Freshness, Run, Ticket};
use crate::session::outcome::{Outcome, Presence};
use crate::session::reopen::{Reopened, reopen};
use crate::session::state::{Planned, Slot, State};

use super::{Out, access, change, evaluate, held_back, orders, record, seed, settle};

/// Progress is written at most this often (ARCHITECTURE.md, "An operation's record").
const RECORD_EVERY: SignedDuration = SignedDuration::from_secs(1);

/// Issues an effect of a drive.
pub(super) fn issue(state: &mut State, app: &AppKey, waiting: Waiting, effect: Effect, out: &mut Out) {
    let Some(drive) = state.drives.get_mut(app) else { return };
    let step = drive.next_step;
    drive.next_step += 1;
    drive.waiting.insert(step, waiting);
    out.read(state, Slot::Drive(app.clone(), step), effect);
}

/// Ends a drive.
pub(super) fn over(state: &mut State, app: &AppKey, end: End, out: &mut Out) {
    if seed::is_first(state, app, &end, out) {
        return;
    }
    let Some(drive) = state.drives.get_mut(app) else { return };
    let release = drive.operation().cloned().filter(|_| !drive.wanted.request.dry_run);
    let uid = drive.uid.clone();
    drive.stage = Stage::Over(end);
    drive.waiting.clear();
    out.keep(state, |slot| !matches!(slot, Slot::Drive(own, _) if own == app));
    if let Some(operation) = release {
        out.aside(state, Effect::Release { app: app.clone(), uid, operation });
    }
    if !state.interest.contains(app) {
        evaluate::forget(state, &[app.clone()], out);
    }
    // What was driven stayed in view, whatever the rules had become.
    if let Some(project) = state.apps.get(app).map(|own| own.row.project.clone()) {
        access::look_again(state, Some(&project), out);
    }
}

/// Carries out the plan on the table, if it is the one that was confirmed.
pub(super) fn start(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    // Its own rights (sync, rollback, override) were judged with the plan, and are again when it is made again.
    let Some(detail) = change::admit(state, &app, &Right::Get) else { return };
    let planned = state.plans.get(&app).and_then(|planned| Some((planned.wanted.clone(), planned.plan.as_ref().ok()?.digest.clone())));
    let Some((wanted, digest)) = planned else {
        state.notify(Some(&app), Problem::error(ProblemKind::NotFound, "there is no plan to carry out").hint("make one with s"));
        return;
    };
    if confirmed(&authority).is_some_and(|confirmed| *confirmed != digest) {
        state.notify(Some(&app), moved());
        return;
    }
    if let Some(problem) = unfinished(&detail) {
        state.notify(Some(&app), problem);
        return;
    }
    let drive = Drive::new(app.clone(), detail.object.uid().into(), authority, wanted.clone(), state.now);
    state.drives.insert(app.clone(), drive);
    let run = Run::Begin(state.now);
    ask_plan(state, &app, run, out);
}

fn ask_plan(state: &mut State, app: &AppKey, run: Run, out: &mut Out) {
    let Some(subject) = evaluate::subject(state, app) else { return };
    let Some(drive) = state.drives.get_mut(app) else { return };
    drive.stage = Stage::Planning;
    let wanted = drive.wanted.clone();
    issue(state, app, Waiting::Plan, Effect::Plan { subject, wanted, run }, out);
}

fn confirmed(authority: &Authority) -> Option<&Digest> {
    match authority {
        Authority::Confirmed { digest, .. } => Some(digest),
        Authority::Policy { .. } => None,
    }
}

fn moved() -> Problem {
    Problem::error(ProblemKind::Conflict, "the world moved: the plan is not the one that was confirmed")
        .hint("read the new plan and confirm again")
}

/// Why an operation cannot begin: one is recorded that did not end.
fn unfinished(detail: &crate::session::apps::Detail) -> Option<Problem> {
    let state = detail.app.status.operation_state.as_ref().filter(|state| !state.phase.is_completed())?;
    let by = &state.operation.initiated_by.username;
    Some(
        Problem::error(ProblemKind::Conflict, format!("an operation of {by} that began {} has not ended", state.started_at))
            .hint("wait for who drives it; where nobody does any more, :resume takes it up and :hand-back ends it"),
    )
}

/// Takes up an operation whose driver is gone.
pub(super) fn resume(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = change::admit(state, &app, &Right::Sync) else { return };
    match reopen(&detail.app.status) {
        Ok(Reopened { request, deployed, start }) => {
            let wanted = crate::session::command::PlanFor { request, revision: None, pinned: Some(deployed), hold: false };
            let mut drive = Drive::new(app.clone(), detail.object.uid().into(), authority, wanted, state.now);
            drive.is_resumed = true;
            drive.attempts = start.attempt;
            state.drives.insert(app.clone(), drive);
            ask_plan(state, &app, Run::Continue(start), out);
        }
        Err(problem) => state.notify(Some(&app), problem),
    }
}

/// Asks an operation to stop: ours at once, another's by its record.
pub(super) fn terminate(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    match state.drives.get(&app).map(|drive| drive.stage.clone()) {
        Some(Stage::Running) => orders::fact(state, &app, Fact::Terminate, out),
        Some(Stage::Retrying(_)) => finish(state, &app, OperationPhase::Failed, "Operation terminated".into(), out),
        Some(Stage::Planning | Stage::Guarding | Stage::Locking) => {
            let problem = Problem::warning(ProblemKind::Conflict, "terminated before anything was changed");
            state.notify(Some(&app), problem.clone());
            over(state, &app, End::NotBegun(vec![problem]), out);
        }
        Some(Stage::Recording | Stage::Finishing | Stage::Settling | Stage::Over(_)) | None => {
            change::terminate(state, app, authority, out);
        }
    }
}

/// An effect of a drive was answered.
pub(super) fn answered(state: &mut State, app: AppKey, step: u64, outcome: Outcome, out: &mut Out) {
    let Some(waiting) = state.drives.get_mut(&app).and_then(|drive| drive.waiting.remove(&step)) else { return };
    match waiting {
        Waiting::Plan => planned(state, &app, outcome, out),
        Waiting::Guard => guarded(state, &app, outcome, out),
        Waiting::Lease => leased(state, &app, outcome, out),
        Waiting::Seed => seed::kept(state, &app, outcome, out),
        Waiting::SeedGone => seed::forgotten(state, &app, outcome, out),
        Waiting::Record(patch) => record::recorded(state, &app, patch, outcome, out),
        Waiting::Read(patch) => record::read_again(state, &app, patch, outcome, out),
        other => orders::answered(state, &app, other, outcome, out),
    }
}

fn planned(state: &mut State, app: &AppKey, outcome: Outcome, out: &mut Out) {
    let plan = match outcome {
        Outcome::Planned(plan) => plan,
        Outcome::NotPlanned(problems) => return not_begun(state, app, problems, out),
        Outcome::Failed(problem) => return not_begun(state, app, vec![problem], out),
        other => return super::aside(state, other),
    };
    let now = state.now;
    let Some(drive) = state.drives.get_mut(app) else { return };
    let first = drive.attempts == 0 && !drive.is_resumed;
    if first && confirmed(&drive.authority).is_some_and(|digest| *digest != plan.digest) {
        let wanted = drive.wanted.clone();
        state.plans.insert(app.clone(), Planned { wanted, plan: Ok(plan), at: now });
        state.notify(Some(app), moved());
        return over(state, app, End::NotBegun(vec![moved()]), out);
    }
    if plan.is_refused() {
        let problems = plan.reasons();
        return not_begun(state, app, problems, out);
    }
    if drive.plan.is_some() {
        // Another attempt: Lease and record are ours already.
        drive.progress = Progress::new(&plan);
        drive.plan = Some(plan);
        return record::write(state, app, Patch::Retry, out);
    }
    if drive.is_resumed {
        let taken = state.apps.get(app).and_then(App::read).and_then(|detail| detail.app.status.operation_state.clone());
        let resumed = taken.map(|taken| take_up(&taken, (*plan).clone()));
        match resumed {
            Some(Ok(resumed)) => {
                drive.plan = Some(Arc::new(resumed.plan));
                drive.progress = resumed.progress;
            }
            Some(Err(problem)) => return not_begun(state, app, vec![problem], out),
            None => return not_begun(state, app, vec![Problem::error(ProblemKind::NotFound, "the operation is gone")], out),
        }
    } else {
        drive.progress = Progress::new(&plan);
        drive.plan = Some(plan);
    }
    if drive.wanted.request.dry_run {
        drive.stage = Stage::Running;
        return orders::fact(state, app, Fact::Began, out);
    }
    drive.stage = Stage::Guarding;
    issue(state, app, Waiting::Guard, Effect::Guard(app.clone()), out);
}

fn not_begun(state: &mut State, app: &AppKey, problems: Vec<Problem>, out: &mut Out) {
    for problem in &problems {
        state.notify(Some(app), problem.clone());
    }
    let recorded = state.drives.get(app).is_some_and(|drive| drive.plan.is_some());
    if recorded {
        // A retry could not be planned: the operation is on record and has to end there.
        let message: Arc<str> =
            problems.first().map_or_else(|| "the retry could not be planned".into(), |problem| problem.to_string().into());
        return finish(state, app, OperationPhase::Error, message, out);
    }
    over(state, app, End::NotBegun(problems), out);
}

fn guarded(state: &mut State, app: &AppKey, outcome: Outcome, out: &mut Out) {
    match outcome {
        Outcome::Guarded(presence) => state.plane.presence = presence,
        Outcome::Failed(problem) => return not_begun_at_all(state, app, problem, out),
        other => return super::aside(state, other),
    }
    if let (Presence::Alive(_) | Presence::Unknown, Some(problem)) = (&state.plane.presence, super::command::refusal(state)) {
        return not_begun_at_all(state, app, problem, out);
    }
    let Some(drive) = state.drives.get_mut(app) else { return };
    let Some(operation) = drive.operation().cloned() else { return };
    drive.stage = Stage::Locking;
    let uid = drive.uid.clone();
    issue(state, app, Waiting::Lease, Effect::Acquire { app: app.clone(), uid, operation }, out);
}

pub(super) fn not_begun_at_all(state: &mut State, app: &AppKey, problem: Problem, out: &mut Out) {
    state.notify(Some(app), problem.clone());
    over(state, app, End::NotBegun(vec![problem]), out);
}

fn leased(state: &mut State, app: &AppKey, outcome: Outcome, out: &mut Out) {
    match outcome {
        Outcome::Leased(Ok(())) => {
            let is_resumed = state.drives.get(app).is_some_and(|drive| drive.is_resumed);
            if is_resumed {
                record::audit(state, app, record::Told::Resumed, out);
                running(state, app, out);
            } else {
                seed::keep(state, app, out);
            }
        }
        Outcome::Leased(Err(problem)) | Outcome::Failed(problem) => not_begun_at_all(state, app, problem, out),
        other => super::aside(state, other),
    }
}

pub(super) fn running(state: &mut State, app: &AppKey, out: &mut Out) {
    if let Some(drive) = state.drives.get_mut(app) {
        drive.stage = Stage::Running;
    }
    orders::fact(state, app, Fact::Began, out);
}

/// An attempt ended: another follows, or the end is written.
pub(super) fn finish(state: &mut State, app: &AppKey, phase: OperationPhase, message: Arc<str>, out: &mut Out) {
    let now = state.now;
    let Some(drive) = state.drives.get_mut(app) else { return };
    if drive.wanted.request.dry_run {
        drive.end = Some((phase, message));
        return over(state, app, End::Done(phase, None), out);
    }
    if let Some((at, message)) = settle::next_attempt(drive, phase, &message, now) {
        drive.stage = Stage::Retrying(at);
        drive.end = Some((OperationPhase::Running, message));
        record::write(state, app, Patch::WaitForRetry, out);
    } else {
        drive.end = Some((phase, message));
        drive.finished = Some(now);
        record::write(state, app, Patch::Finish, out);
    }
}

/// We can no longer drive: say so; the record stands for whoever resumes.
pub(super) fn lost(state: &mut State, app: &AppKey, problem: Problem, out: &mut Out) {
    state.notify(Some(app), problem.clone());
    over(state, app, End::Lost(problem), out);
}

/// The Lease could not be renewed in time: nothing may be written any more.
pub(super) fn lease_lost(state: &mut State, _ticket: Ticket, problem: Problem, out: &mut Out) {
    let driving: Vec<AppKey> = state.drives.iter().filter(|(_, drive)| drive.is_driving()).map(|(app, _)| app.clone()).collect();
    for app in driving.into_iter().filter(|app| problem.place.as_ref().is_none_or(|place| *place.file == *app.to_string())) {
        lost(state, &app, problem.clone(), out);
    }
}

/// A live object moved.
pub(super) fn live_seen(state: &mut State, key: &ObjectKey, out: &mut Out) {
    let apps: Vec<AppKey> = state.drives.iter().filter(|(_, drive)| drive.stage == Stage::Running).map(|(app, _)| app.clone()).collect();
    for app in apps {
        orders::look(state, &app, key, out);
    }
    settle::look(state, out);
}

/// The Application moved: somebody may have asked the operation to stop, or taken it from us.
pub(super) fn app_seen(state: &mut State, app: &AppKey, out: &mut Out) {
    let Some(detail) = state.apps.get(app).and_then(App::read) else { return };
    let Some(drive) = state.drives.get(app) else { return };
    if drive.stage != Stage::Running {
        return;
    }
    if drive.progress.is_awaiting_approval && super::settle::is_approved(&detail, drive) {
        orders::fact(state, app, Fact::Approved, out);
        return;
    }
    let asked = detail.app.status.operation_state.as_ref().is_some_and(|state| state.phase == OperationPhase::Terminating);
    if asked && !drive.progress.is_terminating {
        orders::fact(state, app, Fact::Terminate, out);
    }
}

/// The Application is gone: there is nothing to record any more.
pub(super) fn app_gone(state: &mut State, app: &AppKey, out: &mut Out) {
    if state.drives.get(app).is_some_and(|drive| !drive.is_over()) {
        lost(state, app, Problem::error(ProblemKind::NotFound, format!("{app} was deleted while it was being synced")), out);
    }
}

/// What is due: progress that waits for its second, the next attempt, health that settled.
pub(super) fn due(state: &mut State, out: &mut Out) {
    let now = state.now;
    let apps: Vec<AppKey> = state.drives.iter().filter(|(_, drive)| !drive.is_over()).map(|(app, _)| app.clone()).collect();
    for app in apps {
        let Some(drive) = state.drives.get(&app) else { continue };
        match drive.stage {
            Stage::Running => orders::record(state, &app, out),
            Stage::Retrying(at) if at <= now && !drive.record.in_flight => next_attempt(state, &app, out),
            Stage::Settling => settle::check(state, &app, out),
            Stage::Planning
            | Stage::Guarding
            | Stage::Locking
            | Stage::Recording
            | Stage::Retrying(_)
            | Stage::Finishing
            | Stage::Over(_) => {}
        }
    }
}

fn next_attempt(state: &mut State, app: &AppKey, out: &mut Out) {
    if held_back::between_attempts(state, app, out) {
        return;
    }
    let Some(drive) = state.drives.get_mut(app) else { return };
    let Some(start) = drive.plan.as_ref().and_then(|plan| plan.start.clone()) else { return };
    drive.attempts += 1;
    drive.observed.clear();
    drive.going.clear();
    let start = Start { attempt: drive.attempts, ..start };
    evaluate::judge(state, app, Freshness::Cached, out);
    ask_plan(state, app, Run::Continue(start), out);
}

/// When something of a drive is due next.
pub(super) fn next_wake(state: &State) -> Option<Timestamp> {
    state
        .drives
        .values()
        .filter_map(|drive| match drive.stage {
            Stage::Running if drive.record.is_due && !drive.record.in_flight => {
                drive.record.last.and_then(|last| last.checked_add(RECORD_EVERY).ok())
            }
            Stage::Retrying(at) => Some(at),
            Stage::Settling => settle::next_wake(drive),
            Stage::Planning | Stage::Guarding | Stage::Locking | Stage::Recording | Stage::Running | Stage::Finishing | Stage::Over(_) => {
                None
            }
        })
        .min()
}

/// Whether progress may be written now.
pub(super) fn may_record(drive: &Drive, now: Timestamp) -> bool {
    drive.record.is_due && !drive.record.in_flight && drive.record.last.is_none_or(|last| now.duration_since(last) >= RECORD_EVERY)
}

/// The plan that is carried out.
pub(super) fn plan_of(state: &State, app: &AppKey) -> Option<Arc<Plan>> {
    state.drives.get(app)?.plan.clone()
}
