//! What is said of a judged application's health besides its status: whether scripts are still to speak, what they failed at, since when
//! it is as it is.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::engine::resources::row::Judged;
use crate::model::ids::AppKey;
use crate::model::problem::Problem;
use crate::session::state::State;

use super::evaluate;

/// Whether a script is still to say what it makes of one of an application's resources.
pub fn is_judging(state: &State, app: &AppKey) -> bool {
    let rows = state.evaluation(app).map_or(&[][..], |evaluation| evaluation.verdicts.rows.as_slice());
    rows.iter().any(|row| state.live.get(&row.key).is_some_and(|live| live.judged == Judged::Pending))
}

/// What scripts failed at among an application's resources, each problem once: Argo CD tells of it as a ComparisonError.
pub fn failed_scripts(state: &State, app: &AppKey) -> Vec<Problem> {
    let rows = state.evaluation(app).map_or(&[][..], |evaluation| evaluation.verdicts.rows.as_slice());
    let failed = rows.iter().filter_map(|row| match &state.live.get(&row.key)?.judged {
        Judged::Failed(problem) => Some(Problem::clone(problem)),
        Judged::ByRule | Judged::Pending | Judged::ByScript => None,
    });
    failed.collect::<BTreeSet<Problem>>().into_iter().collect()
}

/// Since when an application has the health that counts. Where the reported health is the same, its driver wrote down when it became
/// so; else the objects that decide say since when they are as they are, and the first of them decided it.
pub fn health_since(state: &State, app: &AppKey) -> Option<Timestamp> {
    let own = state.apps.get(app)?;
    let aggregate = evaluate::health(state, app);
    let status = aggregate.as_ref().map_or(own.health(), |aggregate| aggregate.health.status);
    let reported = own.row.health_since.filter(|_| own.row.health == status);
    let deciding = || aggregate.iter().flat_map(|aggregate| &aggregate.decided_by).filter_map(|key| state.live.get(key)?.since).min();
    reported.or_else(deciding)
}
