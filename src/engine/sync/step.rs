//! The machine that carries a plan out, one fact at a time. It sends nothing itself and never waits.
//!
//! gitops-engine looks at the whole world every time it is called and decides anew; this machine keeps what it knows in
//! [`Progress`] and decides by the same rules:
//!
//! - A wave's tasks appear when every task before is healthy, and every hook before has ended. Health is awaited only
//!   between waves: the last wave of the last phase, when it has no hook, ends the operation once it is sent, whatever
//!   becomes of it. A sync of a single wave without hooks awaits nothing.
//! - Within a wave prunes come first, then old hooks are deleted and gone, then objects are sent: kind after kind, all of one
//!   kind at once. A refusal does not stop the kinds after it; a prune that fails stops the wave.
//! - Between two waves there is a pause of two seconds, so that controllers see what was sent; where nothing was sent there
//!   is none.
//! - A hook's verdict is its health: Degraded or Unknown failed, Progressing or Suspended runs, all else succeeded. A
//!   resource that becomes Degraded while it is awaited fails the sync.
//! - On failure the SyncFail hooks run; then it ends.
//!
//! Source: gitops-engine `pkg/sync/sync_context.go`, `Sync`. Beyond it: what is seen of an older generation or uid is
//! stale and does not count; a hook that somebody deletes while it runs has failed, where gitops-engine waits for ever; a
//! protected prune waits for its approval only if a prune was asked for; hooks of former operations are not deleted by
//! policies at the end of this one.

use crate::model::problem::Problem;
use crate::model::status::{HealthStatus, OperationPhase, ResultCode, SyncPhase};

use super::absorb::absorb;
use super::fact::{Fact, Order};
use super::messages::{self, Awaited};
use super::plan::Plan;
use super::progress::{Place, Progress, Stage, TaskProgress};
use super::task::{DryRun, HookDelete, Task, Verb};

/// The pause between waves (`ARGOCD_SYNC_WAVE_DELAY`, two seconds there).
pub const WAVE_PAUSE_MS: u64 = 2_000;

/// One turn: a fact was taken in, now it is decided what follows.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) plan: &'a Plan,
    pub(super) progress: &'a mut Progress,
    pub(super) orders: Vec<Order>,
}

/// See [`super::advance`].
pub(super) fn advance(plan: &Plan, progress: &mut Progress, fact: Fact) -> Vec<Order> {
    if progress.is_ended() || progress.tasks.len() != plan.tasks.len() {
        return Vec::new();
    }
    let mut orders = Vec::new();
    absorb(plan, progress, fact, &mut orders);
    let mut turn = Turn { plan, progress, orders };
    turn.go();
    turn.orders
}

impl Turn<'_> {
    /// Decides until something is awaited. Each place is left for a later one, so this ends.
    fn go(&mut self) {
        loop {
            let before = self.progress.place.clone();
            self.decide();
            if self.progress.place == before {
                return;
            }
        }
    }

    fn decide(&mut self) {
        let is_closing = matches!(self.progress.place, Place::Ending(..) | Place::Ended);
        if self.progress.is_terminating && !is_closing {
            self.terminate();
            return;
        }
        match self.progress.place.clone() {
            Place::Start => self.begin(),
            Place::Settling => self.settle(),
            Place::Wave(phase, wave) => self.wave(phase, wave),
            Place::Failing(message) => self.failing(&message),
            Place::Ending(phase, message) => self.ending(phase, &message),
            Place::Pausing(..) | Place::Ended => {}
        }
    }

    fn begin(&mut self) {
        self.progress.phase = Some(OperationPhase::Running);
        let refusal = self.plan.reasons().into_iter().find(Problem::is_error);
        match refusal {
            Some(problem) if !self.plan.request.dry_run || self.plan.tasks.is_empty() => {
                let message = refused(&problem);
                self.end(OperationPhase::Error, &message);
            }
            Some(_) | None if self.plan.request.dry_run => self.dry_run(),
            Some(_) | None => self.progress.place = Place::Settling,
        }
    }

    /// A dry run ends at once: each row says what its own dry run said.
    fn dry_run(&mut self) {
        let was_asked = self.plan.request.prune;
        for (task, own) in self.plan.tasks.iter().zip(&mut self.progress.tasks) {
            own.stage = Stage::Answered;
            match (task.verb, &task.dry_run) {
                (Verb::Leave, _) | (_, DryRun::Impossible(_)) => {}
                (Verb::SkipPrune, _) => {
                    own.end(Some(ResultCode::PruneSkipped), OperationPhase::Succeeded, messages::prune_skipped(was_asked).into());
                }
                (_, DryRun::Failed(problem)) => {
                    own.end(Some(ResultCode::SyncFailed), OperationPhase::Failed, problem.cause.clone());
                }
                (Verb::Prune, _) => own.end(Some(ResultCode::Pruned), OperationPhase::Succeeded, "pruned (dry run)".into()),
                (verb, DryRun::Open | DryRun::Passed | DryRun::Needless) => {
                    let message = format!("{} {} (dry run)", task.kubectl_name(), done(verb));
                    own.end(Some(ResultCode::Synced), OperationPhase::Succeeded, message.into());
                }
            }
        }
        if self.progress.tasks.iter().any(TaskProgress::is_unsuccessful) {
            self.end(OperationPhase::Failed, messages::FAILED_DRY_RUN);
        } else {
            self.end(OperationPhase::Succeeded, messages::NO_MORE);
        }
    }

    /// Between waves: what is awaited, what failed, which wave is next, or the end.
    fn settle(&mut self) {
        if self.conclude() {
            self.orders.push(Order::Record);
        }
        let multi_step = is_multi_step(self.plan);
        if self.awaits(|task, own| (multi_step || task.is_hook()) && own.is_running(), Awaited::Completion) {
            return;
        }
        if self.awaits(|_, own| own.status == Some(ResultCode::Pruned) && !own.is_gone, Awaited::Deletion) {
            return;
        }
        self.release_completed();
        if self.progress.tasks.iter().any(TaskProgress::is_in_flight) {
            return;
        }
        if self.pairs().any(|(task, own)| task.phase != SyncPhase::SyncFail && own.is_unsuccessful()) {
            self.fail(messages::UNSUCCESSFUL);
            return;
        }
        match self.next_wave() {
            Some((phase, wave)) => {
                self.say(messages::RUNNING);
                self.progress.place = Place::Wave(phase, wave);
            }
            None => self.succeed(messages::NO_MORE),
        }
    }

    /// Whether something is awaited; then the message says what.
    fn awaits(&mut self, is_awaited: impl Fn(&Task, &TaskProgress) -> bool, awaited: Awaited) -> bool {
        let found: Vec<usize> = self.pairs().enumerate().filter(|(_, (task, own))| is_awaited(task, own)).map(|(index, _)| index).collect();
        let tasks: Vec<&Task> = found.iter().filter_map(|index| self.plan.tasks.get(*index)).collect();
        let Some(message) = messages::waiting(&tasks, awaited) else { return false };
        self.say(&message);
        for index in found {
            self.watch(index, awaited);
        }
        true
    }

    /// Orders what a task waits for to be told, once.
    fn watch(&mut self, index: usize, awaited: Awaited) {
        if let Some(own) = self.progress.tasks.get_mut(index).filter(|own| !own.is_observed) {
            own.is_observed = true;
            self.orders.push(match awaited {
                Awaited::Completion => Order::Observe { task: index },
                Awaited::Deletion => Order::AwaitGone { task: index, uid: own.uid.clone() },
            });
        }
    }

    /// Turns health into verdicts; whether there was a new one.
    pub(super) fn conclude(&mut self) -> bool {
        let mut is_new = false;
        for (task, own) in self.plan.tasks.iter().zip(&mut self.progress.tasks) {
            if !own.is_running() {
                continue;
            }
            let (before, message) = (own.phase, own.message.clone());
            if task.is_hook() {
                conclude_hook(task, own);
            } else if own.is_seen {
                conclude_resource(own);
            }
            is_new |= own.phase != before || (task.is_hook() && own.message != message);
        }
        is_new
    }

    /// The first wave with a task of which nothing is known yet.
    fn next_wave(&self) -> Option<(SyncPhase, i64)> {
        self.pending().map(|task| (task.phase, task.wave)).next()
    }

    /// Tasks that were not sent yet, SyncFail hooks apart.
    pub(super) fn pending(&self) -> impl Iterator<Item = &Task> {
        let is_open = |task: &Task, own: &TaskProgress| own.is_pending() && task.phase != SyncPhase::SyncFail && task.verb != Verb::Leave;
        self.pairs().filter(move |(task, own)| is_open(task, own)).map(|(task, _)| task)
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Task, &TaskProgress)> {
        self.plan.tasks.iter().zip(&self.progress.tasks)
    }

    pub(super) fn say(&mut self, message: &str) {
        if *self.progress.message != *message {
            self.progress.message = message.into();
        }
    }
}

/// Whether the tasks are in more than one phase or wave; SyncFail hooks and tasks that are left count too, as there.
fn is_multi_step(plan: &Plan) -> bool {
    let place = |task: &Task| (task.phase, task.wave);
    plan.tasks.first().map(place) != plan.tasks.last().map(place)
}

/// Whether a hook's delete policies name this one.
pub(super) fn has_policy(task: &Task, policy: HookDelete) -> bool {
    task.is_hook() && task.hook_delete.contains(&policy)
}

fn conclude_hook(task: &Task, own: &mut TaskProgress) {
    if own.is_gone {
        own.end(None, OperationPhase::Failed, "the hook was deleted before it ended".into());
        return;
    }
    if !own.is_seen {
        return;
    }
    let (phase, message) = match &own.health {
        None => (OperationPhase::Succeeded, format!("{} created", task.key.name)),
        Some(health) => (verdict(health.status), health.message.clone()),
    };
    own.end(None, phase, message.into());
}

/// A hook's verdict from its health. Source: gitops-engine `getOperationPhase`.
fn verdict(health: HealthStatus) -> OperationPhase {
    match health {
        HealthStatus::Unknown | HealthStatus::Degraded => OperationPhase::Failed,
        HealthStatus::Progressing | HealthStatus::Suspended => OperationPhase::Running,
        HealthStatus::Healthy | HealthStatus::Missing => OperationPhase::Succeeded,
    }
}

fn conclude_resource(own: &mut TaskProgress) {
    let Some(health) = own.health.clone() else {
        own.phase = Some(OperationPhase::Succeeded);
        return;
    };
    match health.status {
        HealthStatus::Healthy => own.end(own.status, OperationPhase::Succeeded, health.message.into()),
        HealthStatus::Degraded => own.end(own.status, OperationPhase::Failed, health.message.into()),
        HealthStatus::Suspended | HealthStatus::Progressing | HealthStatus::Missing | HealthStatus::Unknown => {}
    }
}

/// kubectl's word for what a verb did.
fn done(verb: Verb) -> &'static str {
    match verb {
        Verb::Create | Verb::RunHook => "created",
        Verb::Update => "configured",
        Verb::Keep | Verb::Leave => "unchanged",
        Verb::Replace | Verb::Recreate => "replaced",
        Verb::Prune | Verb::SkipPrune => "pruned",
    }
}

fn refused(problem: &Problem) -> String {
    format!("the plan is refused: {problem}")
}
