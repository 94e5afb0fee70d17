//! Actions on live objects: asked for, put on the table as what they send, sent as they were confirmed. It decides who may, nothing else.

use std::sync::Arc;

use crate::engine::access::right::Right;
use crate::engine::actions::outgoing::{Asked, Outgoing};
use crate::model::application::GROUP;
use crate::model::ids::{AppKey, GroupKind, ObjectKey};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::acts::OnTable;
use crate::session::command::Authority;
use crate::session::effect::{Effect, Write};
use crate::session::outcome::Outcome;
use crate::session::state::{Slot, State};

use super::{Out, access, change, evaluate};

/// The object that an Application itself is.
pub fn own_object(app: &AppKey) -> ObjectKey {
    let group_kind = GroupKind::new(GROUP, "Application");
    ObjectKey { cluster: app.plane.clone(), namespace: app.namespace.clone(), group_kind, name: app.name.clone() }
}

/// Why an object is none of an application's; none: it manages it, that belongs to what it manages, or it is the Application itself.
fn foreign(state: &State, app: &AppKey, object: &ObjectKey) -> Option<Problem> {
    if *object == own_object(app) {
        return None;
    }
    let Some(evaluation) = state.evaluation(app) else {
        let cause = format!("the resources of {} are not known yet", app.name);
        return Some(Problem::error(ProblemKind::NotFound, cause).hint("wait until it is compared, or refresh"));
    };
    let roots = || evaluation.verdicts.rows.iter().map(|row| &row.key);
    if roots().any(|key| key == object) || state.live.family(roots()).contains_key(object) {
        return None;
    }
    Some(Problem::error(ProblemKind::NotFound, format!("{object} does not belong to {}", app.name)).hint("t shows what does"))
}

/// Asks which actions an object has. Until the application was compared nobody knows what belongs to it: whoever shows the object asks
/// again then.
pub(super) fn ask(state: &mut State, app: &AppKey, object: ObjectKey, out: &mut Out) {
    if state.evaluation(app).is_none() && object != own_object(app) {
        state.acts.offered.remove(&object);
        return;
    }
    let refused = access::forbidden(state, &Right::Get, app).or_else(|| foreign(state, app, &object));
    match (refused, evaluate::subject(state, app)) {
        (Some(problem), _) => {
            state.acts.offered.insert(object, Err(problem));
        }
        (None, Some(subject)) => out.read(state, Slot::Actions(object.clone()), Effect::Actions { subject, object }),
        (None, None) => missing(state, app),
    }
}

fn missing(state: &mut State, app: &AppKey) {
    let problem = Problem::error(ProblemKind::NotFound, format!("there is no application {app}")).hint("list them with: tiphys app list");
    state.notify(Some(app), problem);
}

/// An answer to `Actions`.
pub(super) fn offered(state: &mut State, object: ObjectKey, outcome: Outcome) {
    match outcome {
        Outcome::Actions(result) => {
            state.acts.offered.insert(object, result);
        }
        Outcome::Failed(problem) => {
            state.acts.offered.insert(object, Err(problem));
        }
        other => super::aside(state, other),
    }
}

/// Puts a run on the table: what it would send is made, nothing is sent.
pub(super) fn plan(state: &mut State, asked: Asked, out: &mut Out) {
    let app = asked.app.clone();
    let right = Right::Act { object: asked.key.clone(), action: asked.action.to_string() };
    let refused = access::forbidden(state, &right, &app).or_else(|| foreign(state, &app, &asked.key));
    match (refused, evaluate::subject(state, &app)) {
        (Some(problem), _) => {
            state.acts.table.insert(app, OnTable { asked, outgoing: Some(Err(problem)), sent: false, done: None });
        }
        (None, Some(subject)) => {
            state.acts.table.insert(app.clone(), OnTable { asked: asked.clone(), outgoing: None, sent: false, done: None });
            out.read(state, Slot::PlanAct(app), Effect::PlanAct { subject, asked, at: state.server_time() });
        }
        (None, None) => missing(state, &app),
    }
}

/// Takes a run off the table.
pub(super) fn drop(state: &mut State, app: &AppKey, out: &mut Out) {
    state.acts.table.remove(app);
    out.keep(state, |slot| *slot != Slot::PlanAct(app.clone()));
}

/// An answer to `PlanAct`.
pub(super) fn planned(state: &mut State, app: &AppKey, outcome: Outcome) {
    let made = match outcome {
        Outcome::ActPlanned(made) => made,
        Outcome::Failed(problem) => Err(problem),
        other => return super::aside(state, other),
    };
    // One that answers for another object or action than the table's is of before.
    let is_it = |made: &Outgoing, asked: &Asked| made.key == asked.key && made.action == asked.action;
    if let Some(table) = state.acts.table.get_mut(app)
        && made.as_ref().map_or(true, |made| is_it(made, &table.asked))
    {
        table.outgoing = Some(made);
    }
}

/// Sends what is on the table, if it is what was confirmed.
pub(super) fn act(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(table) = state.acts.table.get(&app).cloned() else {
        state.notify(Some(&app), nothing());
        return;
    };
    let Some(Ok(outgoing)) = table.outgoing.clone().filter(|_| !table.sent) else {
        state.notify(Some(&app), nothing());
        return;
    };
    let right = Right::Act { object: table.asked.key.clone(), action: table.asked.action.to_string() };
    if change::admit(state, &app, &right).is_none() {
        return;
    }
    if let Authority::Confirmed { digest, .. } = &authority
        && *digest != outgoing.digest
    {
        let moved = Problem::error(ProblemKind::Conflict, "the action is not the one with that digest: the object moved");
        state.notify(Some(&app), moved.hint("look at it again"));
        return;
    }
    let what = format!("{} runs {} on {}", change::who(&authority), outgoing.action, outgoing.key);
    state.did(&app, what);
    if let Some(table) = state.acts.table.get_mut(&app) {
        table.sent = true;
    }
    let account = outgoing.account.clone();
    out.read(state, Slot::Change(app), Effect::Send { authority, operation: None, account, write: Write::Act(outgoing) });
}

fn nothing() -> Problem {
    Problem::error(ProblemKind::NotFound, "no action is on the table").hint("choose one again")
}

/// A run was answered.
pub(super) fn acted(state: &mut State, app: &AppKey, result: Result<Vec<Arc<str>>, Problem>, out: &mut Out) {
    let Some(table) = state.acts.table.get_mut(app) else { return };
    let (key, action) = (table.asked.key.clone(), table.asked.action.clone());
    table.done = Some(result.clone());
    // What was offered before says nothing of the object as it is now.
    state.acts.offered.remove(&key);
    match result {
        Ok(words) => {
            for word in words {
                state.did(app, word);
            }
            told(state, app, &key, &action, out);
        }
        Err(problem) => state.notify(Some(app), problem),
    }
}

/// A change of the application came to nothing: so did the run that was sent, if it was one.
pub(super) fn failed(state: &mut State, app: &AppKey, problem: &Problem) {
    if let Some(table) = state.acts.table.get_mut(app).filter(|table| table.sent && table.done.is_none()) {
        table.done = Some(Err(problem.clone()));
    }
}

/// Tells the application's events, in Argo CD's words (`server/application/application.go`, `logAppEvent`).
fn told(state: &mut State, app: &AppKey, key: &ObjectKey, action: &str, out: &mut Out) {
    let uid = state.apps.get(app).map(|own| own.row.uid.clone()).unwrap_or_default();
    let who = state.plane.identity.username.clone();
    let kind = &key.group_kind;
    let message = if *key == own_object(app) {
        format!("{who} ran action {action}")
    } else {
        format!("{who} ran action {action} on resource {}/{}/{}", kind.group, kind.kind, key.name)
    };
    let digest = state.acts.table.get(app).and_then(|table| table.outgoing.as_ref()?.as_ref().ok().map(|made| made.digest.clone()));
    // In the slot of the change: who waits for that waits until it was told as well.
    let effect = Effect::Audit { app: app.clone(), uid, reason: "ResourceActionRan", message, who, digest };
    out.read(state, Slot::Change(app.clone()), effect);
}
