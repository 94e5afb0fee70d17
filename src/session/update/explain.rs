//! Which commit changed what fails: asked for, noted.

use std::sync::Arc;

use crate::engine::history::records::{self, Deployed};
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::ask;
use crate::session::effect::Effect;
use crate::session::outcome::Outcome;
use crate::session::state::{Slot, State};

use super::{Out, evaluate};

/// Asks for the commits. What runs is what the last sync sent; what was good is the record that is believed to have been.
pub(super) fn ask(state: &mut State, app: &AppKey, objects: Vec<(ObjectKey, Arc<str>)>, out: &mut Out) {
    let Some(subject) = evaluate::subject(state, app) else { return };
    let status = &subject.detail.app.status;
    let good = ask::last_good(&subject.detail, state.now.as_second()).ok();
    let good = good.and_then(|id| status.history.iter().find(|record| record.id == id)).map(records::deployed);
    let revisions = state.evaluation(app).map(|evaluation| evaluation.revisions.clone()).unwrap_or_default();
    let spec = &subject.detail.app.spec;
    let wanted = || Deployed { sources: spec.sources().to_vec(), revisions, has_several_sources: spec.has_several_sources() };
    let running = records::running(status).unwrap_or_else(wanted);
    if running.revisions.is_empty() || running.sources.len() != running.revisions.len() {
        state.shown.culprits.insert(app.clone(), Ok(std::collections::BTreeMap::new()));
        return;
    }
    out.read(state, Slot::Explain(app.clone()), Effect::Explain { subject, running, good, objects });
}

/// An answer to `Explain`.
pub(super) fn explained(state: &mut State, app: AppKey, outcome: Outcome) {
    match outcome {
        Outcome::Explained(result) => {
            state.shown.culprits.insert(app, result);
        }
        Outcome::Failed(problem) => {
            state.shown.culprits.insert(app, Err(vec![problem]));
        }
        other => super::aside(state, other),
    }
}
