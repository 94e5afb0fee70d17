//! Which effect is carried out by whom, and within which time. Nothing else sets a timeout.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;

use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::{Effect, Ticket};
use crate::session::outcome::Outcome;

use super::{Shared, acts, connect, culprits, diff, evaluate, hiding, lease, plan, probe, read, write};

/// Carries one effect out that was issued at a time. Always answers.
pub(super) async fn carry_out(shared: &Arc<Shared>, ticket: Ticket, effect: Effect, asked_at: Instant) -> Outcome {
    let (limit, what) = limit(shared, &effect);
    // What is asked for while connecting is asked for once; the time that takes is not its own.
    if let Effect::Plan { .. }
    | Effect::Diff { .. }
    | Effect::WouldHide { .. }
    | Effect::Explain { .. }
    | Effect::Manifest { .. }
    | Effect::Events(_)
    | Effect::Actions { .. }
    | Effect::PlanAct { .. } = &effect
    {
        connect::answered(shared).await;
    }
    let work = answered(Box::pin(run(shared, ticket, effect, asked_at)));
    let Some(limit) = limit else { return work.await };
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Failed(
            Problem::error(ProblemKind::Unreachable, format!("{what} took longer than {} s", limit.as_secs()))
                .hint("try again; the log has the details"),
        ),
    }
}

/// An answer whatever happens: who waits for one would wait for ever if a panic took it away.
async fn answered(work: impl Future<Output = Outcome>) -> Outcome {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        Outcome::Failed(
            Problem::error(ProblemKind::Internal, "a part of Tiphys broke while it worked on this")
                .hint("this is a defect of Tiphys; the log has the details"),
        )
    })
}

/// How long an effect may take, and what it is called when it takes longer. A log is followed for as long as it is wanted.
fn limit(shared: &Shared, effect: &Effect) -> (Option<Duration>, &'static str) {
    let limits = &shared.world.limits;
    match effect {
        Effect::Connect => (Some(limits.connect), "connecting"),
        Effect::Evaluate { .. } => (Some(limits.evaluate), "rendering and comparing"),
        Effect::Plan { .. } => (Some(limits.plan), "planning"),
        Effect::Diff { .. } => (Some(limits.evaluate), "comparing"),
        Effect::Actions { .. } => (Some(limits.evaluate), "looking for actions"),
        Effect::PlanAct { .. } => (Some(limits.plan), "making the action"),
        Effect::WouldHide { .. } => (Some(limits.plan), "comparing"),
        Effect::Explain { .. } => (Some(limits.evaluate), "looking for the commit"),
        Effect::Probe { .. } => (Some(limits.probe), "asking health endpoints"),
        Effect::Commits(_) => (Some(limits.fetch), "reading commits"),
        Effect::Manifest { .. } | Effect::Events(_) | Effect::ReadApp(_) => (Some(limits.request), "reading"),
        Effect::Guard(_) => (Some(limits.request), "looking for an Argo CD controller"),
        Effect::Acquire { .. } => (Some(limits.request), "taking the Lease"),
        Effect::Holder { .. } => (Some(limits.request), "looking at the Lease"),
        Effect::Release { .. } => (Some(limits.request), "releasing the Lease"),
        Effect::Send { .. } => (Some(limits.request), "writing"),
        Effect::Audit { .. } => (Some(limits.request), "writing an event"),
        Effect::Logs(_) | Effect::Timer(_) | Effect::Forget(_) | Effect::Cancel(_) => (None, ""),
    }
}

async fn run(shared: &Arc<Shared>, ticket: Ticket, effect: Effect, asked_at: Instant) -> Outcome {
    match effect {
        Effect::Connect => Outcome::Connected(connect::connect(shared).await.map(Box::new)),
        Effect::Evaluate { subject, freshness } => {
            Outcome::Evaluated(Box::new(evaluate::evaluate(shared, &subject, freshness, asked_at).await))
        }
        Effect::Forget(apps) => {
            shared.clusters.forget(&apps, shared.sink.as_ref());
            Outcome::Noted
        }
        Effect::Plan { subject, wanted, run } => plan::plan(shared, &subject, &wanted, &run).await,
        Effect::Diff { subject, only, sides } => {
            Outcome::Diffed(diff::diff(shared, &subject, only.as_ref(), sides.map(|both| *both)).await)
        }
        Effect::WouldHide { subject, others, rules } => Outcome::WouldHide(hiding::look(shared, &subject, &others, &rules).await),
        Effect::Actions { subject, object } => Outcome::Actions(acts::offered(shared, &subject, &object).await),
        Effect::PlanAct { subject, asked, at } => Outcome::ActPlanned(acts::plan(shared, &subject, &asked, at).await),
        Effect::Explain { subject, running, good, objects } => {
            Outcome::Explained(culprits::culprits(shared, &subject, (running, good), &objects).await)
        }
        Effect::Probe { cluster, namespace, checks } => Outcome::Probed(probe::probe(shared, &cluster, &namespace, &checks).await),
        Effect::Commits(wanted) => Outcome::Commits(shared.git.commits(wanted).await),
        Effect::Manifest { object, settings } => Outcome::Manifest(read::manifest(shared, &object, &settings).await),
        Effect::Events(objects) => Outcome::Events(read::events(shared, &objects).await),
        Effect::Logs(target) => Outcome::LogEnded(read::logs(shared, target).await),
        Effect::Guard(app) => Outcome::Guarded(connect::presence(shared, Some(&app)).await),
        Effect::Acquire { app, uid, operation } => Outcome::Leased(lease::acquire(shared, ticket, &app, &uid, &operation).await),
        Effect::Holder { app, uid } => Outcome::Holder(lease::holder(shared, &app, &uid).await),
        Effect::Release { app, uid, operation } => {
            lease::release(shared, &app, &uid, &operation).await;
            Outcome::Noted
        }
        Effect::Send { authority, operation, account, write } => {
            write::send(shared, &authority, (operation.as_ref(), account.as_ref()), write).await
        }
        Effect::ReadApp(app) => Outcome::App(write::read_app_again(shared, &app).await),
        Effect::Audit { app, uid, reason, message, who, digest } => {
            write::audit(shared, &app, &uid, reason, message, &who, digest.as_ref()).await;
            Outcome::Noted
        }
        Effect::Timer(millis) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Outcome::Fired
        }
        Effect::Cancel(_) => Outcome::Noted,
    }
}

#[cfg(test)]
mod tests {
    use super::answered;
    use crate::session::outcome::Outcome;

    #[tokio::test]
    async fn a_panic_is_answered_as_a_failure() {
        let outcome = answered(async { panic!("a defect") }).await;
        assert!(matches!(outcome, Outcome::Failed(problem) if problem.cause.contains("broke")));
        assert!(matches!(answered(async { Outcome::Noted }).await, Outcome::Noted));
    }
}
