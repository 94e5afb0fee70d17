//! Takes a fact in: what was heard before, or answers an order that is no longer open, changes nothing. It decides nothing.

use std::sync::Arc;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{OperationPhase, ResultCode};

use super::fact::{Fact, Order, Seen, Sent};
use super::plan::Plan;
use super::progress::{Cleanup, Place, Progress, Stage, TaskProgress, message_of};
use super::task::{ApplyMode, Task};

/// Changes the progress by a fact; orders that follow at once are added.
pub(super) fn absorb(plan: &Plan, progress: &mut Progress, fact: Fact, orders: &mut Vec<Order>) {
    let is_terminating = progress.is_terminating;
    match fact {
        Fact::Began => {}
        Fact::Applied { task: index, attempt, outcome } => {
            with(plan, progress, index, |task, own| applied(task, own, index, attempt, outcome, orders));
        }
        Fact::Deleted { task: index, uid, outcome } => {
            with(plan, progress, index, |task, own| deleted(task, own, index, &uid, outcome, is_terminating, orders));
        }
        Fact::Released { task: index, uid, outcome } => with(plan, progress, index, |_, own| released(own, &uid, outcome)),
        Fact::Gone { task: index, uid } => {
            let mut is_cleared = false;
            with(plan, progress, index, |_, own| is_cleared = gone(own, &uid));
            if is_cleared {
                gone_elsewhere(plan, progress, index, &uid);
            }
        }
        Fact::Observed { task: index, seen } => with(plan, progress, index, |task, own| observed(task, own, seen)),
        Fact::Paused { after: (phase, wave) } => {
            if progress.place == Place::Pausing(phase, wave) {
                progress.place = Place::Settling;
            }
        }
        Fact::Approved => progress.is_approved = true,
        Fact::Terminate => progress.is_terminating = true,
    }
}

fn with(plan: &Plan, progress: &mut Progress, index: usize, change: impl FnOnce(&Task, &mut TaskProgress)) {
    if let (Some(task), Some(own)) = (plan.tasks.get(index), progress.tasks.get_mut(index)) {
        change(task, own);
    }
}

fn applied(task: &Task, own: &mut TaskProgress, index: usize, attempt: u32, outcome: Result<Sent, Problem>, orders: &mut Vec<Order>) {
    if own.stage != Stage::Sending || own.attempt != attempt || task.verb.is_prune() {
        return;
    }
    match outcome {
        Ok(sent) => {
            own.stage = Stage::Answered;
            (own.uid, own.generation) = (sent.uid, sent.generation);
            own.end(Some(ResultCode::Synced), OperationPhase::Running, sent.message);
        }
        Err(problem) if is_forced(task, own, &problem) => {
            own.stage = Stage::Clearing;
            own.uid = task.live_uid();
            orders.push(Order::Delete { task: index, uid: own.uid.clone() });
        }
        Err(problem) => {
            own.stage = Stage::Answered;
            own.end(Some(ResultCode::SyncFailed), OperationPhase::Failed, message_of(&problem));
        }
    }
}

/// `kubectl apply --force`: a refused patch deletes and creates, once. Source: kubectl `pkg/cmd/apply/patcher.go`, `Patch`.
fn is_forced(task: &Task, own: &TaskProgress, problem: &Problem) -> bool {
    let is_refusal = matches!(problem.kind, ProblemKind::Conflict | ProblemKind::BadInput);
    task.force && task.live.is_some() && task.mode != ApplyMode::ServerSide && own.attempt == 1 && is_refusal
}

fn deleted(
    task: &Task,
    own: &mut TaskProgress,
    index: usize,
    uid: &Arc<str>,
    outcome: Result<(), Problem>,
    is_terminating: bool,
    orders: &mut Vec<Order>,
) {
    if *uid != own.uid {
        return;
    }
    if own.cleanup == Cleanup::Deleting {
        own.cleanup = if outcome.is_ok() { Cleanup::Deleted } else { Cleanup::Failed };
        match outcome {
            Ok(()) if is_terminating => own.end(None, OperationPhase::Succeeded, "Deleted".into()),
            Ok(()) => {}
            Err(problem) if is_terminating => {
                own.end(None, OperationPhase::Failed, format!("Failed to delete: {}", message_of(&problem)).into());
            }
            Err(problem) => own.end(None, OperationPhase::Error, failed_to_delete(&problem)),
        }
        return;
    }
    match (own.stage, outcome) {
        (Stage::Clearing, Ok(())) => {
            own.stage = Stage::Going;
            orders.push(Order::AwaitGone { task: index, uid: uid.clone() });
        }
        (Stage::Clearing, Err(problem)) => {
            own.stage = Stage::Answered;
            own.end(own.status, OperationPhase::Error, failed_to_delete(&problem));
        }
        (Stage::Sending, Ok(())) if task.verb.is_prune() => {
            own.stage = Stage::Answered;
            own.end(Some(ResultCode::Pruned), OperationPhase::Succeeded, "pruned".into());
        }
        (Stage::Sending, Err(problem)) if task.verb.is_prune() => {
            own.stage = Stage::Answered;
            own.end(Some(ResultCode::SyncFailed), OperationPhase::Failed, message_of(&problem));
        }
        (Stage::Waiting | Stage::Going | Stage::Cleared | Stage::Sending | Stage::Answered, Ok(()) | Err(_)) => {}
    }
}

fn failed_to_delete(problem: &Problem) -> Arc<str> {
    format!("failed to delete resource: {}", message_of(problem)).into()
}

fn released(own: &mut TaskProgress, uid: &Arc<str>, outcome: Result<(), Problem>) {
    if own.cleanup != Cleanup::Releasing || *uid != own.uid {
        return;
    }
    own.cleanup = Cleanup::Released;
    if let Err(problem) = outcome {
        let message = format!("failed to remove hook finalizer: {}", message_of(&problem));
        own.end(own.status, OperationPhase::Error, message.into());
    }
}

/// Whether what stood in a task's way is gone with it.
fn gone(own: &mut TaskProgress, uid: &Arc<str>) -> bool {
    if *uid != own.uid {
        return false;
    }
    match own.stage {
        Stage::Going => {
            own.stage = Stage::Cleared;
            own.uid = Arc::default();
            true
        }
        Stage::Answered => {
            own.is_gone = true;
            false
        }
        Stage::Waiting | Stage::Clearing | Stage::Cleared | Stage::Sending => false,
    }
}

/// A hook of several phases stands under one key: what the later one cleared away was the earlier one's.
fn gone_elsewhere(plan: &Plan, progress: &mut Progress, index: usize, uid: &Arc<str>) {
    let key = plan.tasks.get(index).map(|task| &task.key);
    for (task, own) in plan.tasks.iter().zip(&mut progress.tasks) {
        if Some(&task.key) == key && own.uid == *uid {
            own.is_gone = true;
        }
    }
}

/// Something seen counts when it can be what was sent: not an object of before, not a generation of before.
fn observed(task: &Task, own: &mut TaskProgress, seen: Seen) {
    if own.stage != Stage::Answered || task.verb.is_prune() || own.is_gone {
        return;
    }
    if seen.uid == own.uid {
        if seen.generation < own.generation {
            return;
        }
    } else if own.uid.is_empty() || seen.uid != task.live_uid() {
        own.uid = seen.uid;
        own.generation = seen.generation;
    } else {
        return;
    }
    own.is_seen = true;
    own.health = seen.health;
}

impl TaskProgress {
    /// Sets the row; an empty message keeps the former one, as there.
    pub(super) fn end(&mut self, status: Option<ResultCode>, phase: OperationPhase, message: Arc<str>) {
        self.status = status;
        self.phase = Some(phase);
        if !message.is_empty() {
            self.message = message;
        }
    }
}
