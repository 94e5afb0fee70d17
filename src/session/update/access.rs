//! Who may do what: rules as they come, applications that may not be looked at, and why something may not be done. It judges nothing itself.

use std::sync::Arc;

use crate::engine::access::can::Access;
use crate::engine::access::identity::{self, Person};
use crate::engine::access::right::Right;
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::model::access::AccessRules;
use crate::model::ids::AppKey;
use crate::model::problem::Problem;
use crate::session::apps::AppRow;
use crate::session::outcome::Identity;
use crate::session::packed::Packed;
use crate::session::state::{State, Unseen};

use super::{Out, apps};

/// Who somebody is by these rules.
fn person(identity: &Identity, rules: &AccessRules) -> Person {
    identity::person(&identity.username, &identity.groups, &rules.subjects)
}

/// The rules changed, or what is wrong with them.
pub(super) fn changed(state: &mut State, rules: Arc<AccessRules>, problems: Vec<Problem>, out: &mut Out) {
    for problem in problems.into_iter().filter(|problem| !state.plane.problems.contains(problem)).collect::<Vec<_>>() {
        state.notify(None, problem.clone());
        state.plane.problems.push(problem);
    }
    if *state.plane.access.rules != *rules {
        set(state, rules, out);
    }
}

/// From now on these rules count.
pub(super) fn set(state: &mut State, rules: Arc<AccessRules>, out: &mut Out) {
    let person = person(&state.plane.identity, &rules);
    state.plane.access = Arc::new(Access::new(rules, person));
    if let Some(problem) = state.plane.access.problem().cloned() {
        state.notify(None, problem);
    }
    look_again(state, None, out);
}

/// Whether the person may look at an application. What is driven from here stays in view: put away, its operation would be left behind in
/// the middle of a wave.
pub(super) fn may_look(state: &State, app: &AppKey, row: &AppRow) -> bool {
    let is_driven = state.drives.get(app).is_some_and(|drive| !drive.is_over());
    is_driven || state.plane.access.sees(state.plane.target(app, &row.project))
}

/// An application that may not be looked at: no list has it.
pub(super) fn put_away(state: &mut State, app: AppKey, row: AppRow, body: Packed, out: &mut Out) {
    apps::gone(state, &app, out);
    state.unseen.insert(app, Unseen { row, body });
}

/// Rules changed, or roles of a project: what may be looked at is decided again, for every application or for those of the project.
pub(super) fn look_again(state: &mut State, project: Option<&str>, out: &mut Out) {
    let concerns = |row: &AppRow| project.is_none_or(|project| *row.project == *project);
    let is_hidden = |key: &AppKey, row: &AppRow| concerns(row) && !may_look(state, key, row);
    let is_shown = |key: &AppKey, row: &AppRow| concerns(row) && may_look(state, key, row);
    let hidden: Vec<AppKey> = state.apps.iter().filter(|(key, app)| is_hidden(key, &app.row)).map(|(key, _)| key.clone()).collect();
    let shown: Vec<AppKey> = state.unseen.iter().filter(|(key, own)| is_shown(key, &own.row)).map(|(key, _)| key.clone()).collect();
    for key in hidden {
        if let Some((row, body)) = state.apps.get(&key).map(|app| (app.row.clone(), app.body.clone())) {
            put_away(state, key, row, body, out);
        }
    }
    for key in shown {
        if let Some(Unseen { row, body }) = state.unseen.remove(&key) {
            apps::seen(state, key, row, body, out);
        }
    }
}

/// Why an application is in no list although it is there; none: it is not there, or may be looked at.
pub fn why_unseen(state: &State, app: &AppKey) -> Option<Problem> {
    let unseen = state.unseen.get(app)?;
    refused(state.plane.access.can(&Right::Get, state.plane.target(app, &unseen.row.project)), &Right::Get)
}

/// Why the person may not do this to an application; none: they may.
pub fn forbidden(state: &State, right: &Right, app: &AppKey) -> Option<Problem> {
    refused(state.can(right, app), right)
}

/// A verdict as the reason why something is not done; none where it allows.
pub(super) fn refused(verdict: Verdict, right: &Right) -> Option<Problem> {
    let rule = format!("you may not {}: {}", right.words(), verdict.rule).into();
    let verdict = Verdict { rule, ..verdict };
    (!verdict.allowed).then(|| Judgement { judge: Judge::Rbac, about: None, weight: Weight::Refuses, verdict }.problem())
}
