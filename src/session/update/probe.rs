//! Health that applications tell over HTTP: which computed applications are asked, when again, and what comes of it for their health.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::health::aggregate::Aggregate;
use crate::engine::health::http::checks;
use crate::model::ids::AppKey;
use crate::model::status::{Health, HealthStatus};
use crate::session::effect::{Effect, Subject};
use crate::session::outcome::Outcome;
use crate::session::shown::Probe;
use crate::session::state::{Slot, State};

use super::Out;

/// Notes what an application that is judged now asks for. What it no longer asks for is forgotten.
pub(super) fn note(state: &mut State, subject: &Subject) {
    let app = &subject.app;
    let (found, problems) = checks(&subject.detail.object);
    let computed = state.computed.entry(app.clone()).or_default();
    if computed.checks.as_deref() != found.as_ref() {
        computed.checks = found.map(Arc::new);
        computed.probe_at = None;
        state.shown.probes.remove(app);
    }
    if state.computed.get(app).is_some_and(|computed| computed.checks.is_some()) {
        state.probed.insert(app.clone());
    } else {
        state.probed.remove(app);
    }
    for problem in problems {
        let is_said = state.notices.iter().any(|notice| notice.problem == problem);
        if !is_said {
            state.notify(Some(app), problem);
        }
    }
}

/// An application is no longer computed.
pub(super) fn forget(state: &mut State, app: &AppKey) {
    state.probed.remove(app);
    state.shown.probes.remove(app);
}

/// Asks who is due: whose destination is known, and who was not asked for its interval.
pub(super) fn due(state: &mut State, out: &mut Out) {
    let now = state.now;
    let is_due = |app: &&AppKey| {
        state.computed.get(*app).is_some_and(|computed| {
            let has_place = computed.evaluation.as_ref().is_some_and(|evaluation| evaluation.cluster.is_some());
            has_place && computed.probe_at.is_none_or(|at| at <= now)
        })
    };
    let due: Vec<AppKey> = state.probed.iter().filter(is_due).cloned().collect();
    for app in due {
        ask(state, app, out);
    }
}

fn ask(state: &mut State, app: AppKey, out: &mut Out) {
    let namespace = state.apps.get(&app).map(|own| own.row.namespace.clone()).unwrap_or_default();
    let now = state.now;
    let Some(computed) = state.computed.get_mut(&app) else { return };
    let cluster = computed.evaluation.as_ref().and_then(|evaluation| evaluation.cluster.clone());
    let (Some(checks), Some(cluster)) = (computed.checks.clone(), cluster) else { return };
    let interval = SignedDuration::from_secs(i64::try_from(checks.interval).unwrap_or(60));
    computed.probe_at = now.checked_add(interval).ok();
    out.read(state, Slot::Probe(app.clone()), Effect::Probe { cluster, namespace, checks });
}

/// An answer to `Probe`.
pub(super) fn probed(state: &mut State, app: AppKey, outcome: Outcome) {
    let failed = |problem| Probe { at: state.now, endpoint: "HTTP health".into(), latency: 0, attempts: 1, said: Err(problem) };
    let probes = match outcome {
        Outcome::Probed(probes) => probes,
        Outcome::Failed(problem) => vec![failed(problem)],
        other => return super::aside(state, other),
    };
    if state.is_computed(&app) {
        state.shown.probes.insert(app.clone(), probes);
        state.moved.insert(app);
    }
}

/// When somebody is due next.
pub(super) fn next_wake(state: &State) -> Option<Timestamp> {
    if !state.plane.is_up() {
        return None;
    }
    state.probed.iter().filter_map(|app| state.computed.get(app)?.probe_at).min()
}

/// What an endpoint's answer comes to; one that does not answer is Degraded, one that nobody may ask is Unknown.
pub fn status(probe: &Probe) -> HealthStatus {
    match &probe.said {
        Ok(report) => report.status,
        Err(problem) if problem.kind == crate::model::problem::ProblemKind::Unreachable => HealthStatus::Degraded,
        Err(_) => HealthStatus::Unknown,
    }
}

/// The health of an application with what its endpoints say, where that counts. An endpoint that nobody may ask says nothing.
pub(super) fn counted(state: &State, app: &AppKey, aggregate: Aggregate) -> Aggregate {
    let counts = state.computed.get(app).and_then(|computed| computed.checks.as_ref()).is_some_and(|checks| checks.counts);
    let probes = state.shown.probes.get(app).filter(|_| counts).map_or(&[][..], Vec::as_slice);
    let worst = probes.iter().filter(|probe| status(probe) != HealthStatus::Unknown).max_by_key(|probe| status(probe));
    match worst.map(|probe| (status(probe), probe)) {
        Some((status, probe)) if status > aggregate.health.status => {
            Aggregate { health: Health::new(status, format!("HTTP health of {}", probe.endpoint)), decided_by: Vec::new() }
        }
        Some(_) | None => aggregate,
    }
}
