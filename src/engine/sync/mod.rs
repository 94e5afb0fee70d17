//! Plans and runs syncs: order, waves, hooks, prune. `plan` makes a value that can be shown, hashed and confirmed; `step`
//! says what to do next, given facts. It never waits, never applies, and may be called again with the same facts after a
//! crash. It knows no cluster and no clock: time comes in facts.

mod absorb;
mod digest;
mod dry_run;
mod ending;
pub mod fact;
pub mod fields;
pub mod hooks;
pub mod images;
mod immutable;
mod make;
mod messages;
mod namespace;
pub mod options;
pub mod order;
pub mod overwritten;
mod own;
pub mod plan;
pub mod progress;
mod prune;
pub mod record;
mod references;
mod refuse;
pub mod request;
pub mod retry;
mod risk;
mod send;
pub mod step;
pub mod task;
mod verb;
pub mod waves;

use fact::{Fact, Order};
use plan::{Plan, PlanInput};
use progress::Progress;

/// The plan of a sync. Pure: equal inputs make equal plans, on every machine. A plan with an error among its problems is
/// refused ([`Plan::is_refused`]); one of a partial desired side has no tasks at all.
pub fn plan(input: PlanInput<'_>) -> Plan {
    let (mut tasks, mut problems) = make::make(input);
    let digest = digest::digest(&input, &tasks);
    problems.extend(own::take(&mut tasks, input.start));
    Plan {
        app: input.app.clone(),
        uid: input.uid.into(),
        destination: input.destination.clone(),
        request: input.request.clone(),
        start: input.start.cloned(),
        sources: input.sources.to_vec(),
        has_several_sources: input.has_several_sources,
        revisions: input.revisions.to_vec(),
        digest,
        tasks,
        problems,
        account: None,
        judgements: Vec::new(),
    }
}

/// What a fact changes, and what to do next. Pure, idempotent, resumable: a fact heard before changes nothing, and no task
/// that ended is ever sent again.
pub fn step(plan: &Plan, progress: &Progress, fact: Fact) -> (Progress, Vec<Order>) {
    let mut next = progress.clone();
    let orders = advance(plan, &mut next, fact);
    (next, orders)
}

/// As [`step()`], in place: for loops that need no former progress.
pub fn advance(plan: &Plan, progress: &mut Progress, fact: Fact) -> Vec<Order> {
    step::advance(plan, progress, fact)
}
