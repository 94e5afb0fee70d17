//! The one function that decides. Each concern has its file; here is only who gets what. It knows no screen.

pub mod access;
pub mod acts;
mod apps;
mod change;
pub mod command;
mod connection;
mod drive;
pub mod evaluate;
mod explain;
mod held_back;
mod ignore;
pub mod judged;
pub mod locks;
mod orders;
mod plan;
pub mod probe;
mod record;
mod seed;
mod settle;
mod show;
mod sides;

use crate::model::project::{AppProject, SignatureKey, SourceIntegrity};

use super::effect::{Effect, Ticketed};
use super::msg::{Msg, Reply, Timed};
use super::outcome::{Observation, Outcome};
use super::state::{Slot, State};

/// Handles one message; what comes back is to be carried out.
pub fn update(state: &mut State, message: Timed) -> Vec<Ticketed> {
    let mut out = Out::default();
    state.now = message.at.max(state.now);
    match message.msg {
        Msg::Command(command) => command::command(state, command, &mut out),
        Msg::Reply(reply) => on_reply(state, *reply, &mut out),
        Msg::Observed(seen) => {
            for one in seen {
                observed(state, one, &mut out);
            }
        }
        Msg::Tick => {}
    }
    evaluate::list(state);
    evaluate::due(state, &mut out);
    probe::due(state, &mut out);
    drive::due(state, &mut out);
    locks::due(state, &mut out);
    out.effects
}

/// When something is due next although nothing may be seen until then.
pub fn next_wake(state: &State) -> Option<jiff::Timestamp> {
    [evaluate::next_wake(state), probe::next_wake(state), drive::next_wake(state), locks::next_wake(state)].into_iter().flatten().min()
}

/// Effects on their way out.
#[derive(Default)]
pub(super) struct Out {
    effects: Vec<Ticketed>,
}

impl Out {
    /// Issues an effect in a slot; if the slot is busy, it waits there (newest wins).
    pub(super) fn read(&mut self, state: &mut State, slot: Slot, effect: Effect) {
        let ticket = state.ticket();
        if let Some(effect) = state.slots.open(slot, ticket, effect) {
            self.effects.push(Ticketed { ticket, effect });
        }
    }

    /// Issues an effect whose answer nobody waits for.
    pub(super) fn aside(&mut self, state: &mut State, effect: Effect) {
        let ticket = state.ticket();
        if let Some(effect) = state.slots.open(Slot::Aside(ticket.0), ticket, effect) {
            self.effects.push(Ticketed { ticket, effect });
        }
    }

    /// Ends what runs or waits in slots that do not pass.
    pub(super) fn keep(&mut self, state: &mut State, keep: impl Fn(&Slot) -> bool) {
        for ticket in state.slots.retain(keep) {
            let own = state.ticket();
            self.effects.push(Ticketed { ticket: own, effect: Effect::Cancel(ticket) });
        }
    }
}

fn on_reply(state: &mut State, reply: Reply, out: &mut Out) {
    if let Outcome::LeaseLost(problem) = reply.outcome {
        drive::lease_lost(state, reply.ticket, problem, out);
        return;
    }
    let Some((slot, waiting)) = state.slots.close(reply.ticket) else { return };
    if let Some(effect) = waiting {
        out.read(state, slot.clone(), effect);
    }
    match slot {
        Slot::Connect => connection::connected(state, reply.outcome, out),
        Slot::Evaluate(app) => evaluate::evaluated(state, app, reply.outcome),
        Slot::Plan(app) => plan::planned(state, app, reply.outcome),
        Slot::Diff(app, of, only) => show::diffed(state, (app, of, only), reply.outcome),
        Slot::WouldHide(app) => ignore::looked(state, app, reply.outcome),
        Slot::Explain(app) => explain::explained(state, app, reply.outcome),
        Slot::Probe(app) => probe::probed(state, app, reply.outcome),
        Slot::Commits(_) => show::commits(state, reply.outcome),
        Slot::Manifest(object) => show::manifest(state, object, reply.outcome),
        Slot::Events(app) => show::events(state, app, reply.outcome),
        Slot::Logs => show::log_ended(state, reply.outcome),
        Slot::Drive(app, step) => drive::answered(state, app, step, reply.outcome, out),
        Slot::Change(app) => change::changed(state, app, reply.outcome, out),
        Slot::Lock(app) => locks::answered(state, &app, reply.outcome),
        Slot::Guard => connection::guarded(state, reply.outcome),
        Slot::Actions(object) => acts::offered(state, object, reply.outcome),
        Slot::PlanAct(app) => acts::planned(state, &app, reply.outcome),
        Slot::Aside(_) => aside(state, reply.outcome),
    }
}

/// An answer that nobody waits for matters only when it is a problem.
fn aside(state: &mut State, outcome: Outcome) {
    if let Some(problem) = outcome.refusal() {
        state.notify(None, problem.clone());
    }
}

fn observed(state: &mut State, seen: Observation, out: &mut Out) {
    match seen {
        Observation::App { key, row, body } => apps::seen(state, key, *row, body, out),
        Observation::AppGone(key) => apps::gone(state, &key, out),
        Observation::AppsListed(_) => state.plane.is_listed = true,
        Observation::Known(cluster, kinds) => evaluate::known(state, &cluster, &kinds),
        Observation::LeftOut(_, problem) => state.plane.left_out = Some(problem),
        Observation::Project(_, name, Some(project)) => {
            let had = state.plane.projects.insert(name.clone(), project.clone());
            let (keys, before) = (asked_keys(Some(&project)), asked_keys(had.as_deref()));
            if keys != before {
                evaluate::signatures_moved(state, &name);
            }
            if had.as_ref().map_or(&[][..], |had| &had.spec.roles) != project.spec.roles {
                access::look_again(state, Some(&name), out);
            }
        }
        Observation::Project(_, name, None) => {
            if state.plane.projects.remove(&name).is_some_and(|had| !had.spec.roles.is_empty()) {
                access::look_again(state, Some(&name), out);
            }
        }
        Observation::ProjectsListed(_, listed) => state.plane.projects_listed = Some(listed),
        Observation::Settings(_, settings) => connection::settings(state, settings),
        Observation::Access(_, rules, problems) => access::changed(state, rules, problems, out),
        Observation::Live(row) => evaluate::live(state, row, out),
        Observation::LiveGone(key) => evaluate::live_gone(state, &key, out),
        Observation::Connection(_, problem) => connection::moved(state, problem),
        Observation::Log(target, lines) => show::log_lines(state, &target, lines),
        Observation::RefsMoved(repo) => evaluate::refs_moved(state, &repo),
    }
}

/// What a project asks of signatures.
fn asked_keys(project: Option<&AppProject>) -> (&[SignatureKey], Option<&SourceIntegrity>) {
    project.map_or((&[], None), |project| (&project.spec.signature_keys, project.spec.source_integrity.as_ref()))
}
