//! Orders of the sync engine become effects, answers and observations become its facts. Nothing is decided here.

use std::sync::Arc;

use crate::engine::resources::row::{Judged, ResourceRow};
use crate::engine::sync;
use crate::engine::sync::fact::{Fact, Order, Seen};
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{Health, HealthStatus};
use crate::session::drive::{Patch, Stage, Waiting};
use crate::session::effect::{Effect, Write};
use crate::session::outcome::Outcome;
use crate::session::state::State;

use super::record as recording;
use super::{Out, drive, held_back};

/// Tells the engine a fact and carries out what follows. Facts that follow at once from what is known already (an object
/// to observe that is there) are told in the same turn.
pub(super) fn fact(state: &mut State, app: &AppKey, fact: Fact, out: &mut Out) {
    let mut facts = vec![fact];
    while let Some(fact) = facts.pop() {
        let Some(drive) = state.drives.get_mut(app) else { return };
        if drive.stage != Stage::Running {
            return;
        }
        let Some(plan) = drive.plan.clone() else { return };
        let orders = sync::advance(&plan, &mut drive.progress, fact);
        for order in orders {
            facts.extend(carry(state, app, order, out));
        }
    }
}

/// Carries out one order; a fact, when its answer is known already.
fn carry(state: &mut State, app: &AppKey, order: Order, out: &mut Out) -> Option<Fact> {
    match order {
        Order::Apply { task, attempt } => apply(state, app, task, attempt, out),
        Order::Delete { task, uid } => {
            let planned = drive::plan_of(state, app)?;
            let planned = planned.tasks.get(task)?;
            let write = Write::Delete { key: planned.key.clone(), uid: uid.clone(), propagation: planned.propagation };
            send(state, app, Waiting::Delete { task, uid }, write, out);
            None
        }
        Order::Release { task, uid } => {
            let key = drive::plan_of(state, app)?.tasks.get(task)?.key.clone();
            send(state, app, Waiting::Release { task, uid: uid.clone() }, Write::Unfinalize { key, uid }, out);
            None
        }
        Order::AwaitGone { task, uid } => {
            let key = drive::plan_of(state, app)?.tasks.get(task)?.key.clone();
            state.drives.get_mut(app)?.going.insert((task, uid.clone()));
            is_gone(state, &key, &uid).then(|| {
                if let Some(drive) = state.drives.get_mut(app) {
                    drive.going.remove(&(task, uid.clone()));
                }
                Fact::Gone { task, uid }
            })
        }
        Order::Observe { task } => {
            let key = drive::plan_of(state, app)?.tasks.get(task)?.key.clone();
            state.drives.get_mut(app)?.observed.entry(key.clone()).or_default().insert(task);
            seen(state, &key).map(|seen| Fact::Observed { task, seen })
        }
        Order::Pause { after, millis } => {
            drive::issue(state, app, Waiting::Pause(after), Effect::Timer(millis), out);
            None
        }
        Order::AwaitApproval => None,
        Order::Record => {
            if let Some(drive) = state.drives.get_mut(app) {
                drive.record.is_due = true;
            }
            record(state, app, out);
            None
        }
        Order::Finish(phase) => {
            let message = state.drives.get(app)?.progress.message.clone();
            drive::finish(state, app, phase, message, out);
            None
        }
    }
}

fn apply(state: &mut State, app: &AppKey, task: usize, attempt: u32, out: &mut Out) -> Option<Fact> {
    let plan = drive::plan_of(state, app)?;
    let planned = plan.tasks.get(task)?;
    let Some(object) = planned.desired.clone() else {
        let outcome = Err(Problem::error(ProblemKind::Internal, format!("{} has nothing to send", planned.full_name())));
        return Some(Fact::Applied { task, attempt, outcome });
    };
    let write = Write::Apply {
        key: planned.key.clone(),
        object,
        mode: planned.mode,
        skip_validation: planned.skip_validation,
        force: planned.force,
    };
    send(state, app, Waiting::Apply { task, attempt }, write, out);
    None
}

fn send(state: &mut State, app: &AppKey, waiting: Waiting, write: Write, out: &mut Out) {
    let Some(drive) = state.drives.get(app) else { return };
    let (authority, operation) = (drive.authority.clone(), drive.operation().cloned());
    let account = drive.plan.as_ref().and_then(|plan| plan.account.clone());
    drive::issue(state, app, waiting, Effect::Send { authority, operation, account, write }, out);
}

/// A write or a pause was answered.
pub(super) fn answered(state: &mut State, app: &AppKey, waiting: Waiting, outcome: Outcome, out: &mut Out) {
    if let (Waiting::Pause(after), Outcome::Fired) = (&waiting, &outcome)
        && held_back::between_waves(state, app, *after, out)
    {
        return;
    }
    let told = match (waiting, outcome) {
        (Waiting::Apply { task, attempt }, Outcome::Applied(result)) => {
            let outcome = result.map(|(sent, row)| {
                state.live.put(row);
                sent
            });
            Fact::Applied { task, attempt, outcome }
        }
        (Waiting::Apply { task, attempt }, Outcome::Failed(problem)) => Fact::Applied { task, attempt, outcome: Err(problem) },
        (Waiting::Delete { task, uid }, Outcome::Deleted(outcome)) => Fact::Deleted { task, uid, outcome },
        (Waiting::Delete { task, uid }, Outcome::Failed(problem)) => Fact::Deleted { task, uid, outcome: Err(problem) },
        (Waiting::Release { task, uid }, Outcome::Deleted(outcome)) => Fact::Released { task, uid, outcome },
        (Waiting::Release { task, uid }, Outcome::Failed(problem)) => Fact::Released { task, uid, outcome: Err(problem) },
        (Waiting::Pause(after), Outcome::Fired | Outcome::Failed(_)) => Fact::Paused { after },
        (_, other) => return super::aside(state, other),
    };
    fact(state, app, told, out);
}

/// An object of a running operation moved.
pub(super) fn look(state: &mut State, app: &AppKey, key: &ObjectKey, out: &mut Out) {
    let Some(drive) = state.drives.get(app) else { return };
    let Some(plan) = drive.plan.clone() else { return };
    let observing: Vec<usize> = drive.observed.get(key).into_iter().flatten().copied().collect();
    let going: Vec<(usize, Arc<str>)> =
        drive.going.iter().filter(|(task, _)| plan.tasks.get(*task).is_some_and(|task| task.key == *key)).cloned().collect();
    for (task, uid) in going {
        if is_gone(state, key, &uid) {
            if let Some(drive) = state.drives.get_mut(app) {
                drive.going.remove(&(task, uid.clone()));
            }
            fact(state, app, Fact::Gone { task, uid }, out);
        }
    }
    for task in observing {
        let told = if let Some(seen) = seen(state, key) {
            Fact::Observed { task, seen }
        } else {
            let uid =
                state.drives.get(app).and_then(|drive| drive.progress.tasks.get(task)).map(|task| task.uid.clone()).unwrap_or_default();
            Fact::Gone { task, uid }
        };
        fact(state, app, told, out);
    }
}

/// A live object as the engine wants to hear of it. What a script is still to judge is not healthy yet: a wave waits for its word.
fn seen(state: &State, key: &ObjectKey) -> Option<Seen> {
    let health = |row: &ResourceRow| match row.judged {
        Judged::Pending => Some(Health::new(HealthStatus::Progressing, "judging its health")),
        Judged::ByRule | Judged::ByScript | Judged::Failed(_) => row.health.clone(),
    };
    state.live.get(key).map(|row| Seen { uid: row.uid.clone(), generation: row.generation, health: health(row) })
}

/// Whether no object with this uid stands under the key (any object, when the uid is empty).
fn is_gone(state: &State, key: &ObjectKey, uid: &str) -> bool {
    state.live.get(key).is_none_or(|row| !uid.is_empty() && *row.uid != *uid)
}

/// Writes progress if it is due and may be written now.
pub(super) fn record(state: &mut State, app: &AppKey, out: &mut Out) {
    let may = state
        .drives
        .get(app)
        .is_some_and(|drive| drive.stage == Stage::Running && !drive.wanted.request.dry_run && drive::may_record(drive, state.now));
    if may {
        recording::write(state, app, Patch::Progress, out);
    }
}
