//! What an ignore rule would hide, before anybody writes it: asked of the application that it is for, and of all others that are computed
//! and differ from Git. Those that are not computed are named, never counted as unaffected.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::access::right::Right;
use crate::model::application::IgnoreDifference;
use crate::model::ids::AppKey;
use crate::model::status::SyncStatus;
use crate::session::effect::{Effect, Subject};
use crate::session::outcome::Outcome;
use crate::session::shown::Hiding;
use crate::session::state::{Slot, State};

use super::{Out, access, evaluate};

/// Applications besides the rule's own whose differences are made for one answer: each is a render and a comparison.
const MAX_OTHERS: usize = 100;

/// Asks what rules would hide.
pub(super) fn look(state: &mut State, app: &AppKey, rules: Arc<[IgnoreDifference]>, out: &mut Out) {
    if let Some(problem) = access::forbidden(state, &Right::Get, app) {
        state.shown.hiding.insert(app.clone(), Err(vec![problem]));
        return;
    }
    let Some(subject) = evaluate::subject(state, app) else { return };
    let wanted: Vec<AppKey> = differing(state, app).into_iter().take(MAX_OTHERS).collect();
    let others: Vec<Subject> = wanted.iter().filter_map(|other| evaluate::brief(state, other)).collect();
    state.shown.hiding.remove(app);
    out.read(state, Slot::WouldHide(app.clone()), Effect::WouldHide { subject, others, rules });
}

/// Other applications that are computed and differ from Git, or may.
fn differing(state: &State, app: &AppKey) -> Vec<AppKey> {
    let differs = |other: &&AppKey| state.evaluation(other).is_some_and(|own| own.verdicts.status != SyncStatus::Synced);
    state.computed.keys().filter(|other| *other != app).filter(differs).cloned().collect()
}

/// An answer to `WouldHide`. Whoever is in sync has no difference that a rule could hide.
pub(super) fn looked(state: &mut State, app: AppKey, outcome: Outcome) {
    let result = match outcome {
        Outcome::WouldHide(Ok(hiding)) => {
            let asked: BTreeSet<&AppKey> = hiding.looked_at.iter().collect();
            let is_synced = |other: &AppKey| state.evaluation(other).is_some_and(|own| own.verdicts.status == SyncStatus::Synced);
            let others = state.apps.keys().filter(|other| **other != app).cloned();
            let (looked_at, not_looked_at) = others.partition(|other| asked.contains(other) || is_synced(other));
            Ok(Arc::new(Hiding { looked_at, not_looked_at, ..Hiding::clone(&hiding) }))
        }
        Outcome::WouldHide(Err(problems)) => Err(problems),
        Outcome::Failed(problem) => Err(vec![problem]),
        other => return super::aside(state, other),
    };
    state.shown.hiding.insert(app, result);
}
