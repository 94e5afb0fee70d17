//! How an operation ends: well, failed, or terminated; and which hooks go with it. It knows no wave.

use crate::model::status::{OperationPhase, ResultCode, SyncPhase};

use super::fact::Order;
use super::messages;
use super::progress::{Cleanup, Place, Stage, TaskProgress};
use super::step::{Turn, has_policy};
use super::task::{HookDelete, Task};

impl Turn<'_> {
    /// Ends well, once the hooks with that policy are deleted.
    pub(super) fn succeed(&mut self, message: &str) {
        self.delete_hooks(HookDelete::HookSucceeded);
        self.end(OperationPhase::Succeeded, message);
    }

    /// Fails: hooks with that policy are deleted, SyncFail hooks run if they did not yet, then it ends.
    pub(super) fn fail(&mut self, message: &str) {
        self.delete_hooks(HookDelete::HookFailed);
        let message = messages::because(message, self.reasons(|task| task.phase != SyncPhase::SyncFail));
        let has_open_hooks = self.pairs().any(|(task, own)| task.phase == SyncPhase::SyncFail && own.is_pending());
        if has_open_hooks {
            self.progress.place = Place::Failing(message.into());
        } else {
            self.end(OperationPhase::Failed, &message);
        }
    }

    /// The messages of what could not be sent.
    pub(super) fn reasons(&self, wanted: impl Fn(&Task) -> bool) -> impl Iterator<Item = &str> {
        self.pairs().filter(move |(task, own)| wanted(task) && own.status == Some(ResultCode::SyncFailed)).map(|(_, own)| &*own.message)
    }

    /// Ends in this phase, once everything in flight is answered.
    pub(super) fn end(&mut self, phase: OperationPhase, message: &str) {
        self.progress.place = Place::Ending(phase, message.into());
    }

    /// Ends, unless something is in flight.
    pub(super) fn ending(&mut self, phase: OperationPhase, message: &str) {
        if self.progress.tasks.iter().any(TaskProgress::is_in_flight) {
            return;
        }
        self.say(message);
        self.progress.phase = Some(phase);
        self.progress.place = Place::Ended;
        self.orders.push(Order::Finish(phase));
    }

    /// Takes the finalisers off hooks that ended.
    pub(super) fn release_completed(&mut self) {
        self.each_hook(|task, own| own.phase.is_some_and(OperationPhase::is_completed) && task.is_hook(), Cleanup::Releasing);
    }

    fn delete_hooks(&mut self, policy: HookDelete) {
        self.each_hook(|task, own| has_policy(task, policy) && !own.is_pending() && !own.is_running(), Cleanup::Deleting);
    }

    /// Orders a clean-up of this operation's own hooks that stand, where it was not ordered yet.
    fn each_hook(&mut self, wanted: impl Fn(&Task, &TaskProgress) -> bool, cleanup: Cleanup) {
        for (index, (task, own)) in self.plan.tasks.iter().zip(&mut self.progress.tasks).enumerate() {
            let stands = own.stage == Stage::Answered && !own.is_gone && !own.uid.is_empty();
            if !task.is_hook() || !stands || own.cleanup >= cleanup || !wanted(task, own) {
                continue;
            }
            own.cleanup = cleanup;
            let uid = own.uid.clone();
            self.orders.push(if cleanup == Cleanup::Deleting {
                Order::Delete { task: index, uid }
            } else {
                Order::Release { task: index, uid }
            });
        }
    }

    /// Stops: what is in flight is answered first, then running hooks are deleted, then it ends.
    pub(super) fn terminate(&mut self) {
        self.progress.phase = Some(OperationPhase::Terminating);
        self.say(messages::TERMINATING);
        if self.progress.tasks.iter().any(TaskProgress::is_in_flight) {
            return;
        }
        self.conclude();
        self.each_hook(|_, own| own.is_running(), Cleanup::Deleting);
        self.each_hook(|_, own| !own.is_pending() && !own.is_running(), Cleanup::Releasing);
        if self.progress.tasks.iter().any(TaskProgress::is_in_flight) {
            return;
        }
        let is_bad =
            |own: &TaskProgress| own.cleanup != Cleanup::None && own.is_unsuccessful() && own.message.starts_with("Failed to delete");
        if self.progress.tasks.iter().any(is_bad) {
            self.end(OperationPhase::Error, messages::TERMINATED_BADLY);
        } else {
            self.end(OperationPhase::Failed, messages::TERMINATED);
        }
    }
}
