//! `app wait`: until applications, or some of their resources, are as asked.

use std::time::Duration;

use crate::engine::compare::Verdict;
use crate::engine::resources::choice::{Choice, includes};
use crate::model::ids::AppKey;
use crate::model::operation::SyncResource;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{HealthStatus, SyncStatus};
use crate::session::command::Command;
use crate::session::outcome::Presence;
use crate::session::state::{Slot, State};
use crate::session::update::evaluate::health;

use super::super::app_flags::WaitArgs;
use super::super::args::Output;
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

/// The verdicts of what is waited for: the whole, or each resource that was named.
fn parts(state: &State, app: &AppKey, resources: &[Choice]) -> Option<Vec<(SyncStatus, HealthStatus)>> {
    if resources.is_empty() {
        return verdicts(state, app).map(|one| vec![one]);
    }
    if state.is_busy(&Slot::Evaluate(app.clone())) {
        return None;
    }
    let rows = &state.evaluation(app)?.verdicts.rows;
    let is = |wanted: &SyncResource, row: &Verdict| {
        *wanted.group == *row.key.group_kind.group
            && *wanted.kind == *row.key.group_kind.kind
            && *wanted.name == *row.key.name
            && (wanted.namespace.is_empty() || *wanted.namespace == *row.key.namespace)
    };
    let of = |row: &Verdict| {
        let health = match state.live.get(&row.key) {
            // A kind without a health of its own is well once it is there.
            Some(live) => live.health.as_ref().map_or(HealthStatus::Healthy, |health| health.status),
            None => HealthStatus::Missing,
        };
        (row.status, health)
    };
    let missing = (SyncStatus::Unknown, HealthStatus::Missing);
    if resources.iter().all(Choice::is_plain) {
        return Some(resources.iter().map(|wanted| rows.iter().find(|row| is(&wanted.resource, row)).map_or(missing, of)).collect());
    }
    let chosen: Vec<&Verdict> = rows.iter().filter(|row| row.hooks.is_empty() && includes(resources, &row.key)).collect();
    Some(if chosen.is_empty() { vec![missing] } else { chosen.into_iter().map(of).collect() })
}

/// What is waited for.
struct Wanted {
    sync: bool,
    operation: bool,
    delete: bool,
    /// Any of these; none: any health will do.
    health: Vec<HealthStatus>,
}

impl Wanted {
    fn new(args: &WaitArgs) -> Self {
        // Without a choice everything is awaited, as argocd does.
        let any = args.health || args.sync || args.operation || args.suspended || args.degraded || args.delete;
        let all = [
            (args.health || !any, HealthStatus::Healthy),
            (args.suspended, HealthStatus::Suspended),
            (args.degraded, HealthStatus::Degraded),
        ];
        Self {
            sync: args.sync || !any,
            operation: args.operation || !any,
            delete: args.delete,
            health: all.into_iter().filter(|(is_set, _)| *is_set).map(|(_, health)| health).collect(),
        }
    }

    fn is_reached(&self, state: &State, app: &AppKey, resources: &[Choice]) -> bool {
        let Some(own) = state.apps.get(app) else { return self.delete };
        if self.delete || self.operation && own.row.running.is_some() {
            return false;
        }
        parts(state, app, resources).is_some_and(|parts| {
            parts.iter().all(|(sync, health)| {
                (self.health.is_empty() || self.health.contains(health)) && (!self.sync || *sync == SyncStatus::Synced)
            })
        })
    }
}

pub(super) fn wait(session: &mut Headless, args: &WaitArgs) -> Result<u8, Problem> {
    let apps = match session.apps(&args.several) {
        Err(problem) if args.delete && problem.kind == ProblemKind::NotFound => {
            out::say("gone");
            return Ok(0);
        }
        apps => apps?,
    };
    session.send(Command::Interest(apps.clone()));
    let wanted = Wanted::new(args);
    let open = |state: &State| apps.iter().find(|app| !wanted.is_reached(state, app, &args.resource)).cloned();
    match session.until(limit(args.timeout), |state| open(state).is_none().then_some(())) {
        Ok(()) => {
            for app in &apps {
                told(session, app, args.output)?;
            }
            Ok(0)
        }
        Err(problem) if problem.kind == ProblemKind::Limit => {
            let Some(app) = open(&session.state) else { return Err(problem) };
            let seen = parts(&session.state, &app, &args.resource).unwrap_or_default();
            let now: Vec<String> = seen.iter().map(|(sync, health)| format!("{sync}, {health}")).collect();
            let now = if now.is_empty() { "not judged yet".to_owned() } else { now.join("; ") };
            Err(Problem::error(ProblemKind::Limit, format!("timed out after {} s: {app} is {now}", args.timeout))
                .hint("see: tiphys app get"))
        }
        Err(problem) => Err(problem),
    }
}

fn told(session: &Headless, app: &AppKey, output: Output) -> Result<(), Problem> {
    if !session.state.apps.contains_key(app) {
        out::say(&format!("{app} is gone"));
        return Ok(());
    }
    match output {
        Output::Json | Output::Yaml => super::show::print_app(session, app, output)?,
        Output::Name => out::say(&app.to_string()),
        Output::Table | Output::Wide | Output::Tree => {
            if let Some((sync, health)) = verdicts(&session.state, app) {
                out::say(&format!("{app} {sync} {health}"));
            }
        }
    }
    Ok(())
}
