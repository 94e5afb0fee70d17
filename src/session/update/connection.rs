//! The control plane: connecting, who drives there, settings, losing it and having it back.

use std::sync::Arc;

use crate::engine::access::can::Access;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::session::outcome::{Outcome, Presence};
use crate::session::state::{Connection, State};

use super::{Out, access, evaluate, locks};

/// An answer to `Connect`.
pub(super) fn connected(state: &mut State, outcome: Outcome, out: &mut Out) {
    let result = match outcome {
        Outcome::Connected(result) => result,
        Outcome::Failed(problem) => Err(problem),
        other => return super::aside(state, other),
    };
    match result {
        Ok(connected) => {
            let connected = *connected;
            let plane = &mut state.plane;
            plane.id = connected.plane;
            plane.server = connected.server;
            plane.identity = connected.identity;
            plane.presence = connected.presence;
            plane.settings = connected.settings;
            let person = access::person(&plane.identity, &connected.access);
            plane.access = Arc::new(Access::new(connected.access, person));
            plane.kube_version = connected.kube_version;
            plane.clock_ahead_ms = connected.clock_ahead_ms;
            plane.is_demo = connected.is_demo;
            plane.connection = Connection::Up;
            plane.problems = connected.problems;
            access::look_again(state, None, out);
            evaluate::poll_all(state, out);
            locks::look_at_all(state, out);
        }
        Err(problem) => {
            state.plane.connection = Connection::Failed(problem.clone());
            state.notify(None, problem);
        }
    }
}

/// The watch of Applications is lost, or back.
pub(super) fn moved(state: &mut State, problem: Option<Problem>) {
    match problem {
        Some(problem) => {
            if state.plane.is_up() {
                state.notify(None, problem.clone());
                state.plane.connection = Connection::Lost(state.now, problem);
            }
        }
        None => {
            if let Connection::Lost(since, _) = state.plane.connection {
                state.plane.connection = Connection::Up;
                let seconds = state.now.duration_since(since).as_secs();
                // It takes the place of what was said when the connection was lost.
                state.notify(None, Problem::note(ProblemKind::Unreachable, format!("connected again, after {seconds} s")));
            }
        }
    }
}

/// The guard looked again.
pub(super) fn guarded(state: &mut State, outcome: Outcome) {
    match outcome {
        Outcome::Guarded(presence) => state.plane.presence = presence,
        Outcome::Failed(problem) => {
            state.plane.presence = Presence::Unknown;
            state.notify(None, problem);
        }
        other => super::aside(state, other),
    }
}

/// Settings changed: everything computed is judged again.
pub(super) fn settings(state: &mut State, settings: Arc<Settings>) {
    if *state.plane.settings != *settings {
        state.plane.settings = settings;
        let now = state.now;
        for computed in state.computed.values_mut() {
            computed.due = Some(now);
        }
        state.wake(now);
    }
}
