//! Sends a wave: prunes, then old hooks away, then objects kind after kind. It knows no other wave.

use std::sync::Arc;

use crate::model::status::{OperationPhase, ResultCode, SyncPhase};

use super::fact::Order;
use super::messages::{self, Awaited};
use super::progress::{Place, Stage, TaskProgress};
use super::step::{Turn, WAVE_PAUSE_MS, has_policy};
use super::task::{HookDelete, Task, Verb};

/// How far a set of tasks is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    /// Something is not answered yet.
    Open,
    /// All that will be sent was answered.
    Done,
}

impl Turn<'_> {
    /// Goes on with a wave; once it is sent, what follows is decided.
    pub(super) fn wave(&mut self, phase: SyncPhase, wave: i64) {
        let tasks = self.indices(|task| (task.phase, task.wave) == (phase, wave) && task.verb != Verb::Leave);
        if self.send(&tasks) == Sending::Done {
            self.sent(phase, wave, &tasks);
        }
    }

    /// Goes on with the SyncFail hooks, all of their waves at once, as there.
    pub(super) fn failing(&mut self, message: &str) {
        let tasks = self.indices(|task| task.phase == SyncPhase::SyncFail);
        if self.send(&tasks) == Sending::Open {
            return;
        }
        self.orders.push(Order::Record);
        if self.is_failed(&tasks) {
            let reason = messages::because(messages::FAILED_HOOKS, self.reasons(|task| task.phase == SyncPhase::SyncFail));
            self.end(OperationPhase::Failed, &format!("{message}\n{reason}"));
        } else {
            self.progress.place = Place::Settling;
        }
    }

    fn indices(&self, wanted: impl Fn(&Task) -> bool) -> Vec<usize> {
        self.plan.tasks.iter().enumerate().filter(|(_, task)| wanted(task)).map(|(index, _)| index).collect()
    }

    fn task(&self, index: usize) -> Option<(&Task, &TaskProgress)> {
        Some((self.plan.tasks.get(index)?, self.progress.tasks.get(index)?))
    }

    fn any(&self, tasks: &[usize], wanted: impl Fn(&Task, &TaskProgress) -> bool) -> bool {
        tasks.iter().filter_map(|index| self.task(*index)).any(|(task, own)| wanted(task, own))
    }

    fn is_failed(&self, tasks: &[usize]) -> bool {
        self.any(tasks, |_, own| own.is_unsuccessful())
    }

    /// Orders what can be ordered now.
    fn send(&mut self, tasks: &[usize]) -> Sending {
        if self.awaits_approval(tasks) {
            return Sending::Open;
        }
        self.prune(tasks);
        if self.any(tasks, |task, own| task.verb.is_prune() && own.stage == Stage::Sending) {
            return Sending::Open;
        }
        if self.any(tasks, |task, own| task.verb.is_prune() && own.is_unsuccessful()) {
            return Sending::Done;
        }
        self.clear_hooks(tasks);
        let is_clearing = |task: &Task, own: &TaskProgress| task.is_hook() && matches!(own.stage, Stage::Clearing | Stage::Going);
        let clearing: Vec<&Task> =
            tasks.iter().filter_map(|index| self.task(*index)).filter(|(task, own)| is_clearing(task, own)).map(|(task, _)| task).collect();
        if let Some(message) = messages::waiting(&clearing, Awaited::Deletion) {
            self.say(&message);
            return Sending::Open;
        }
        // A hook that could not be deleted fails the wave before anything is created.
        if self.any(tasks, |task, own| task.is_hook() && own.phase == Some(OperationPhase::Error) && own.attempt == 0) {
            return Sending::Done;
        }
        self.apply(tasks)
    }

    /// Whether a protected prune of the wave waits for its approval; nothing of the wave is sent before.
    fn awaits_approval(&mut self, tasks: &[usize]) -> bool {
        if self.progress.is_approved {
            self.progress.is_awaiting_approval = false;
            return false;
        }
        let is_protected = |task: &Task, own: &TaskProgress| task.needs_approval && own.stage == Stage::Waiting;
        let protected: Vec<&Task> = tasks
            .iter()
            .filter_map(|index| self.task(*index))
            .filter(|(task, own)| is_protected(task, own))
            .map(|(task, _)| task)
            .collect();
        let Some(message) = messages::approval(&protected) else { return false };
        self.say(&message);
        if !self.progress.is_awaiting_approval {
            self.progress.is_awaiting_approval = true;
            self.orders.extend([Order::Record, Order::AwaitApproval]);
        }
        true
    }

    fn prune(&mut self, tasks: &[usize]) {
        let was_asked = self.plan.request.prune;
        for &index in tasks {
            let (Some(task), Some(own)) = (self.plan.tasks.get(index), self.progress.tasks.get_mut(index)) else { continue };
            if own.stage != Stage::Waiting || !task.verb.is_prune() {
                continue;
            }
            if task.verb == Verb::Prune {
                own.stage = Stage::Sending;
                own.uid = task.live_uid();
                self.orders.push(Order::Delete { task: index, uid: own.uid.clone() });
            } else {
                own.stage = Stage::Answered;
                own.end(Some(ResultCode::PruneSkipped), OperationPhase::Succeeded, messages::prune_skipped(was_asked).into());
            }
        }
    }

    /// Deletes hooks of before that stand under the names of those to come.
    fn clear_hooks(&mut self, tasks: &[usize]) {
        for &index in tasks {
            let Some((task, own)) = self.task(index) else { continue };
            if own.stage != Stage::Waiting || !has_policy(task, HookDelete::BeforeHookCreation) {
                continue;
            }
            if let Some(uid) = self.standing(index) {
                self.clear(index, uid);
            }
        }
    }

    fn clear(&mut self, index: usize, uid: Arc<str>) {
        if let Some(own) = self.progress.tasks.get_mut(index) {
            own.stage = Stage::Clearing;
            own.uid = uid.clone();
            self.orders.push(Order::Delete { task: index, uid });
        }
    }

    /// The uid of what stands under a task's key: what an earlier task of this operation made of it, else what was live.
    fn standing(&self, index: usize) -> Option<Arc<str>> {
        let (task, _) = self.task(index)?;
        let earlier = self.pairs().take(index).filter(|(other, own)| other.key == task.key && own.stage == Stage::Answered).last();
        match earlier {
            Some((_, own)) if own.is_gone => None,
            Some((_, own)) => Some(own.uid.clone()),
            None => Some(task.live_uid()),
        }
        .filter(|uid| !uid.is_empty())
    }

    /// Sends kind after kind.
    fn apply(&mut self, tasks: &[usize]) -> Sending {
        let mut open: Option<Arc<str>> = None;
        for &index in tasks {
            let Some((task, own)) = self.task(index) else { continue };
            if task.verb.is_prune() || own.stage == Stage::Answered {
                continue;
            }
            let kind = task.key.group_kind.kind.clone();
            if open.as_ref().is_some_and(|first| *first != kind) {
                return Sending::Open;
            }
            self.apply_one(index);
            if self.task(index).is_some_and(|(_, own)| own.stage != Stage::Answered) {
                open = Some(kind);
            }
        }
        if open.is_some() { Sending::Open } else { Sending::Done }
    }

    fn apply_one(&mut self, index: usize) {
        let Some((task, own)) = self.task(index) else { return };
        match (task.verb, own.stage) {
            (Verb::Recreate, Stage::Waiting) => match self.standing(index) {
                Some(uid) => self.clear(index, uid),
                None => self.order_apply(index),
            },
            (Verb::Keep, Stage::Waiting) => self.keep(index),
            (_, Stage::Waiting | Stage::Cleared) => self.order_apply(index),
            (_, Stage::Clearing | Stage::Going | Stage::Sending | Stage::Answered) => {}
        }
    }

    fn order_apply(&mut self, index: usize) {
        if let Some(own) = self.progress.tasks.get_mut(index) {
            own.stage = Stage::Sending;
            own.attempt += 1;
            self.orders.push(Order::Apply { task: index, attempt: own.attempt });
        }
    }

    /// As desired: recorded as sent, without a write.
    fn keep(&mut self, index: usize) {
        let (Some(task), Some(own)) = (self.plan.tasks.get(index), self.progress.tasks.get_mut(index)) else { return };
        own.stage = Stage::Answered;
        own.uid = task.live_uid();
        own.end(Some(ResultCode::Synced), OperationPhase::Running, format!("{} unchanged", task.kubectl_name()).into());
    }

    /// A wave was sent: it failed, was the last, or is paused and awaited.
    fn sent(&mut self, phase: SyncPhase, wave: i64, tasks: &[usize]) {
        if self.is_failed(tasks) {
            self.orders.push(Order::Record);
            if self.any(tasks, |task, own| task.makes_namespace && own.is_unsuccessful()) {
                let message = messages::because(messages::FAILED_NAMESPACE, self.reasons(|task| task.makes_namespace));
                self.end(OperationPhase::Failed, &message);
            } else {
                self.fail(messages::FAILED_TO_APPLY);
            }
            return;
        }
        let is_last = self.pending().next().is_none();
        if is_last && !self.any(tasks, |task, _| task.is_hook()) {
            self.succeed(messages::ALL_RUN);
            return;
        }
        let remaining: Vec<&Task> = self.remaining(phase, wave, tasks);
        if let Some(message) = messages::waiting(&remaining, Awaited::Completion) {
            self.say(&message);
        }
        self.orders.push(Order::Record);
        let is_written = self.any(tasks, |task, _| task.verb.is_write());
        if is_last || !is_written {
            self.progress.place = Place::Settling;
        } else {
            self.progress.place = Place::Pausing(phase, wave);
            self.orders.push(Order::Pause { after: (phase, wave), millis: WAVE_PAUSE_MS });
        }
    }

    /// The hooks of this wave, and everything after it: gitops-engine names the first of them while it pauses.
    fn remaining(&self, phase: SyncPhase, wave: i64, tasks: &[usize]) -> Vec<&Task> {
        let here = tasks.iter().filter_map(|index| self.task(*index)).map(|(task, _)| task).filter(|task| task.is_hook());
        here.chain(self.pending().filter(|task| (task.phase, task.wave) != (phase, wave))).collect()
    }
}
