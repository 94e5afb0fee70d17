//! `app wait`: until an application is as asked.

use std::time::Duration;

use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{HealthStatus, SyncStatus};
use crate::session::command::Command;
use crate::session::outcome::Presence;
use crate::session::state::{Slot, State};
use crate::session::update::evaluate::health;

use super::super::app_args::WaitArgs;
use super::super::headless::Headless;
use super::super::out;

/// `--timeout`: seconds, 0 for ever.
pub(super) fn limit(seconds: u64) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// The verdicts that count: computed where no Argo CD is alive, else reported.
fn verdicts(state: &State, app: &AppKey) -> Option<(SyncStatus, HealthStatus)> {
    if state.plane.presence != Presence::Absent {
        let row = &state.apps.get(app)?.row;
        return Some((row.sync, row.health));
    }
    if state.is_busy(&Slot::Evaluate(app.clone())) {
        return None;
    }
    Some((state.evaluation(app)?.verdicts.status, health(state, app)?.health.status))
}

pub(super) fn wait(session: &mut Headless, args: &WaitArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    session.send(Command::Interest(vec![app.clone()]));
    // Without a choice everything is awaited, as argocd does.
    let any = args.health || args.sync || args.operation || args.suspended || args.degraded || args.delete;
    let (sync, operation, healthy) = (args.sync || !any, args.operation || !any, args.health || !any);
    let reached = session.until(limit(args.timeout), |state| {
        let Some(own) = state.apps.get(&app) else { return args.delete.then_some(()) };
        if args.delete || operation && own.row.running.is_some() {
            return None;
        }
        let (is, status) = verdicts(state, &app)?;
        let wanted = [(healthy, HealthStatus::Healthy), (args.suspended, HealthStatus::Suspended), (args.degraded, HealthStatus::Degraded)];
        let health_ok = wanted.iter().all(|(wanted, _)| !wanted) || wanted.iter().any(|(wanted, health)| *wanted && *health == status);
        (health_ok && (!sync || is == SyncStatus::Synced)).then_some(())
    });
    match reached {
        Ok(()) => {
            if let Some((sync, health)) = verdicts(&session.state, &app) {
                out::say(&format!("{app} {sync} {health}"));
            }
            Ok(0)
        }
        Err(problem) if problem.kind == ProblemKind::Unreachable && args.timeout > 0 => {
            let now = verdicts(&session.state, &app).map(|(sync, health)| format!(": it is {sync}, {health}")).unwrap_or_default();
            Err(Problem::error(ProblemKind::Unreachable, format!("timed out after {} s{now}", args.timeout)).hint("see: tiphys app get"))
        }
        Err(problem) => Err(problem),
    }
}
