//! Plans on the table: asked for, shown, dropped. A plan changes nothing.

use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::PlanFor;
use crate::session::effect::{Effect, Run};
use crate::session::outcome::Outcome;
use crate::session::state::{Planned, Slot, State};

use super::{Out, evaluate};

/// Asks for a plan; the one on the table stays until the new one comes.
pub(super) fn ask(state: &mut State, app: AppKey, wanted: PlanFor, out: &mut Out) {
    let Some(subject) = evaluate::subject(state, &app) else {
        let problem =
            Problem::error(ProblemKind::NotFound, format!("there is no application {app}")).hint("list them with: tiphys app list");
        state.notify(Some(&app), problem);
        return;
    };
    let at = state.now;
    let keep = state.plans.get(&app).filter(|planned| planned.wanted == wanted).cloned();
    let planned = keep.unwrap_or(Planned { wanted: wanted.clone(), plan: Err(Vec::new()), at });
    state.plans.insert(app.clone(), planned);
    out.read(state, Slot::Plan(app), Effect::Plan { subject, wanted, run: Run::Preview });
}

/// Takes a plan off the table.
pub(super) fn drop(state: &mut State, app: &AppKey, out: &mut Out) {
    state.plans.remove(app);
    out.keep(state, |slot| *slot != Slot::Plan(app.clone()));
}

/// An answer to `Plan`.
pub(super) fn planned(state: &mut State, app: AppKey, outcome: Outcome) {
    let Some(planned) = state.plans.get_mut(&app) else { return };
    match outcome {
        Outcome::Planned(plan) => planned.plan = Ok(plan),
        Outcome::NotPlanned(problems) => planned.plan = Err(problems),
        Outcome::Failed(problem) => planned.plan = Err(vec![problem]),
        other => super::aside(state, other),
    }
}
