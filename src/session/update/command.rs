//! What a face asks, handed to the concern it belongs to.

use crate::engine::access::right::Right;
use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::Command;
use crate::session::effect::{Effect, Freshness};
use crate::session::outcome::{Outcome, Presence};
use crate::session::query::OrderIndex;
use crate::session::state::{Connection, Slot, State};

use super::{Out, access, acts, change, drive, evaluate, explain, ignore, locks, plan, show};

/// Handles a command.
pub(super) fn command(state: &mut State, command: Command, out: &mut Out) {
    match command {
        Command::Connect => {
            state.plane.connection = Connection::Connecting;
            out.read(state, Slot::Connect, Effect::Connect);
        }
        Command::Query(id, spec) => {
            let index = OrderIndex::new(spec, &state.apps);
            state.queries.insert(id, index);
        }
        Command::EndQuery(id) => {
            state.queries.remove(&id);
        }
        Command::Interest(apps) => evaluate::interest(state, apps, out),
        Command::Refresh { apps, hard } => refresh(state, &apps, hard, out),
        Command::Diff { app, of, only } => show::diff(state, &app, of, only, out),
        Command::WouldHide { app, rules } => ignore::look(state, &app, rules, out),
        Command::Ignore { app, rule, authority } => change::ignore(state, app, &rule, authority, out),
        Command::Explain { app, objects } => explain::ask(state, &app, objects, out),
        Command::History(app) => show::history(state, &app, out),
        Command::Manifest { app, object } => match access::forbidden(state, &Right::Get, &app) {
            Some(problem) => show::manifest(state, object, Outcome::Failed(problem)),
            None => {
                let settings = state.plane.settings.clone();
                out.read(state, Slot::Manifest(object.clone()), Effect::Manifest { object, settings });
            }
        },
        Command::Events(app) => match access::forbidden(state, &Right::Get, &app) {
            Some(problem) => show::events(state, app, Outcome::Failed(problem)),
            None => show::ask_events(state, &app, out),
        },
        Command::Logs(app, target) => show::logs(state, app, target, out),
        Command::EndLogs => show::end_logs(state, out),
        Command::Plan { app, wanted } => plan::ask(state, app, wanted, out),
        Command::DropPlan(app) => plan::drop(state, &app, out),
        Command::Start { app, authority } => drive::start(state, app, authority, out),
        Command::Terminate { app, authority } => drive::terminate(state, app, authority, out),
        Command::Resume { app, authority } => drive::resume(state, app, authority, out),
        Command::HandBack { app, authority } => locks::hand_back(state, app, authority, out),
        Command::Hold { app, reason, authority } => change::hold(state, app, &reason, authority, out),
        Command::Release { app, authority } => change::release(state, app, authority, out),
        Command::Delete { app, authority } => change::delete(state, app, authority, out),
        Command::Create { object, upsert, authority } => change::create(state, object, upsert, authority, out),
        Command::Actions { app, object } => acts::ask(state, &app, object, out),
        Command::PlanAct(asked) => acts::plan(state, asked, out),
        Command::DropAct(app) => acts::drop(state, &app, out),
        Command::Act { app, authority } => acts::act(state, app, authority, out),
        Command::DismissNotice => {
            state.notices.pop_back();
        }
    }
}

/// Looks again. Where an Argo CD controller drives, it is asked to look again as well.
fn refresh(state: &mut State, apps: &[AppKey], hard: bool, out: &mut Out) {
    if let Connection::Failed(_) | Connection::Lost(..) = state.plane.connection {
        state.plane.connection = Connection::Connecting;
        out.read(state, Slot::Connect, Effect::Connect);
        return;
    }
    let freshness = if hard { Freshness::Hard } else { Freshness::Poll };
    // What may not be looked at is in no list, and nobody is asked to look at it either.
    for app in apps.iter().filter(|app| state.apps.contains_key(*app)).cloned().collect::<Vec<_>>() {
        let app = &app;
        if state.is_computed(app) {
            evaluate::judge(state, app, freshness, out);
        }
        if matches!(state.plane.presence, Presence::Alive(_)) {
            change::ask_refresh(state, app, hard, out);
        }
    }
}

/// Why nothing may be changed through this plane now; `None`: it may. Source: ARCHITECTURE.md and the guard of the first
/// issue: until coexistence comes, Tiphys changes nothing where an Argo CD controller is alive.
pub fn refusal(state: &State) -> Option<Problem> {
    match (&state.plane.connection, &state.plane.presence) {
        (Connection::Up, Presence::Absent) => None,
        (Connection::Up, Presence::Alive(how)) => Some(
            Problem::error(ProblemKind::Forbidden, format!("an Argo CD controller drives this control plane ({how})"))
                .hint("looking, planning and refresh work; sync, roll back and delete with argocd here"),
        ),
        (Connection::Up, Presence::Unknown) => Some(
            Problem::error(ProblemKind::Forbidden, "it is not known yet whether an Argo CD controller drives this control plane")
                .hint("wait for the check, or refresh"),
        ),
        (Connection::Lost(_, problem) | Connection::Failed(problem), _) => Some(problem.clone()),
        (Connection::Idle | Connection::Connecting, _) => {
            Some(Problem::error(ProblemKind::Unreachable, "not connected yet").hint("wait for the connection"))
        }
    }
}
