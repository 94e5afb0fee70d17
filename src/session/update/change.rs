//! Single changes of an Application: hold, release, hand back, delete, create, asking a controller to look again. One at a time an
//! application; a second is refused, never queued.

use std::sync::Arc;

use crate::engine::access::right::Right;
use crate::engine::access::{Judge, Judgement, Weight};
use crate::engine::compare::ignore_rule;
use crate::engine::history::hold as holding;
use crate::engine::sync::record;
use crate::model::application::{IgnoreDifference, annotation};
use crate::model::ids::{AppKey, ClusterId};
use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::typed;
use crate::session::apps::Detail;
use crate::session::command::Authority;
use crate::session::effect::{Effect, Write};
use crate::session::outcome::Outcome;
use crate::session::rules;
use crate::session::state::{Slot, State};

use super::command::refusal;
use super::{Out, access, acts, apps, locks, seed};

/// The application's typed form, if a change may be made now, and by this person; else the reason is told.
pub(super) fn admit(state: &mut State, app: &AppKey, right: &Right) -> Option<Arc<Detail>> {
    let busy = state.is_busy(&Slot::Change(app.clone())) || state.drives.get(app).is_some_and(|drive| !drive.is_over());
    let refused = if busy {
        Some(
            Problem::error(ProblemKind::Conflict, format!("another change of {} is under way", app.name))
                .hint("wait for it, or terminate it with T"),
        )
    } else {
        refusal(state).or_else(|| access::forbidden(state, right, app))
    };
    if let Some(problem) = refused {
        state.notify(Some(app), problem);
        return None;
    }
    let detail = apps::open(state, app);
    if detail.is_none() {
        let problem =
            Problem::error(ProblemKind::NotFound, format!("there is no application {app}")).hint("list them with: tiphys app list");
        state.notify(Some(app), problem);
    }
    detail
}

/// Sends a single change; `what` is told in the journal.
fn send(state: &mut State, app: AppKey, what: &str, authority: Authority, write: Write, out: &mut Out) {
    let who = who(&authority);
    let text = format!("{who} {what}");
    state.did(&app, text);
    out.read(state, Slot::Change(app), Effect::Send { authority, operation: None, account: None, write });
}

/// Who answers for a change.
pub(super) fn who(authority: &Authority) -> &str {
    match authority {
        Authority::Confirmed { who, .. } => who,
        Authority::Policy { rule, .. } => rule,
    }
}

/// A single change of an Application: what it is called, and the patch, if it could be made.
type Change<'a> = (&'a str, Result<Value, Problem>);

/// Sends a patch that could be made, or tells why not.
fn patch(state: &mut State, app: AppKey, detail: &Detail, (what, patch): Change<'_>, authority: Authority, out: &mut Out) {
    match patch {
        Ok(patch) => {
            let write = Write::PatchApp { app: app.clone(), patch, resource_version: detail.object.resource_version().into() };
            send(state, app, what, authority, write, out);
        }
        Err(problem) => state.notify(Some(&app), problem),
    }
}

/// Holds automatic sync.
pub(super) fn hold(state: &mut State, app: AppKey, reason: &str, authority: Authority, out: &mut Out) {
    let Some(detail) = admit(state, &app, &Right::Update) else { return };
    let hold = holding::set(&detail.object, &state.plane.settings.profile, who(&authority), &state.now.to_string(), reason);
    patch(state, app, &detail, (&format!("holds automatic sync: {reason}"), hold), authority, out);
}

/// Ends a hold: what stood before stands again.
pub(super) fn release(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = admit(state, &app, &Right::Update) else { return };
    patch(state, app, &detail, ("releases the hold", holding::release(&detail.object)), authority, out);
}

/// Writes an ignore rule to the Application.
pub(super) fn ignore(state: &mut State, app: AppKey, rule: &IgnoreDifference, authority: Authority, out: &mut Out) {
    let Some(detail) = admit(state, &app, &Right::Update) else { return };
    let what = format!("ignores {} of {}", ignore_rule::says(rule), ignore_rule::of_what(rule));
    patch(state, app, &detail, (&what, ignore_rule::patch(&detail.object, rule)), authority, out);
}

/// Takes a left-over lock away, so that a controller looks after the application again; an operation that its driver left
/// ends as failed. To be called once it is known that nobody drives.
pub(super) fn hand_back(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = apps::open(state, &app) else { return };
    let read = record::Read { object: &detail.object, spec: &detail.app.spec, status: &detail.app.status };
    let body = record::hand_back(read, &state.now.to_string());
    if body.is_ok() {
        seed::handing_back(state, &app, &detail, &authority);
    }
    patch(state, app, &detail, ("hands the application back", body), authority, out);
}

/// Deletes the Application object. With a resources finalizer it is refused: deleting what it manages comes with the
/// sync issue.
pub(super) fn delete(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = admit(state, &app, &Right::Delete) else { return };
    let finalizers = detail.object.get(&["metadata", "finalizers"]).and_then(Value::as_list).unwrap_or(&[]);
    if let Some(finalizer) = finalizers.iter().filter_map(Value::as_str).find(|name| name.contains("argocd.argoproj.io")) {
        let problem = Problem::error(
            ProblemKind::Forbidden,
            format!("{} has the finalizer {finalizer}: deleting it would delete what it manages", app.name),
        )
        .hint("remove the finalizer first if its resources are to stay");
        state.notify(Some(&app), problem);
        return;
    }
    let write = Write::DeleteApp { app: app.clone(), uid: detail.object.uid().into() };
    send(state, app, "deletes the Application, not what it runs", authority, write, out);
}

/// Creates an Application.
pub(super) fn create(state: &mut State, object: Object, upsert: bool, authority: Authority, out: &mut Out) {
    let plane: ClusterId = state.plane.id.clone();
    if let Some(problem) = refusal(state) {
        state.notify(None, problem);
        return;
    }
    let namespace = if object.namespace().is_empty() { state.plane.settings.control_namespace.clone() } else { object.namespace().clone() };
    let app = AppKey::new(plane.clone(), namespace, object.name().clone());
    let project = crate::session::apps::row(&object).project;
    if let Some(problem) = may_not_create(state, &app, &project, upsert) {
        state.notify(None, problem);
        return;
    }
    if let Some(problem) = not_admitted(state, &app, &object) {
        state.notify(None, problem);
        return;
    }
    send(state, app, "creates the Application", authority, Write::CreateApp { plane, object, upsert }, out);
}

/// Why the person may not create an Application, or change one to this. Whoever changes one needs the right in its project as it is and in
/// the one that it is to have, and the right to create it there. Source: Argo CD `server/application/application.go`, `Create`.
fn may_not_create(state: &State, app: &AppKey, project: &str, upsert: bool) -> Option<Problem> {
    let mut asked = vec![(Right::Create, project)];
    let before = state.apps.get(app).map(|own| &own.row).or_else(|| state.unseen.get(app).map(|own| &own.row));
    if let Some(row) = before.filter(|_| upsert) {
        asked.extend([(Right::Update, project), (Right::Update, &*row.project)]);
    }
    asked.iter().find_map(|(right, project)| access::refused(state.plane.access.can(right, state.plane.target(app, project)), right))
}

/// Why the project does not take an Application in: what Argo CD's API server would refuse to create.
fn not_admitted(state: &State, app: &AppKey, object: &Object) -> Option<Problem> {
    let (own, problems) = typed::application(object);
    if let Some(problem) = problems.into_iter().find(|problem| problem.is_error()) {
        return Some(problem);
    }
    let judged = rules::of_spec(state, app, &own.spec);
    judged.iter().find(|own| own.judge == Judge::Project && own.weight == Weight::Refuses).map(Judgement::problem)
}

/// Asks the controller that drives to look again. A refresh changes nothing of the world's: it needs no confirm.
pub(super) fn ask_refresh(state: &mut State, app: &AppKey, hard: bool, out: &mut Out) {
    let annotations = map([
        (annotation::REFRESH, Value::str(if hard { "hard" } else { "normal" })),
        (annotation::REFRESH_TIMESTAMP, Value::str(state.now.to_string())),
    ]);
    let body = Value::Map(map([("metadata", Value::Map(map([("annotations", Value::Map(annotations))])))]));
    let write = Write::PatchApp { app: app.clone(), patch: body, resource_version: Arc::default() };
    let authority = Authority::Policy { rule: "refresh".into(), revision: Arc::default() };
    out.aside(state, Effect::Send { authority, operation: None, account: None, write });
}

/// A single change was answered.
pub(super) fn changed(state: &mut State, app: AppKey, outcome: Outcome, out: &mut Out) {
    if !matches!(outcome, Outcome::Holder(_)) {
        seed::handed_back(state, &app, matches!(outcome, Outcome::App(Ok(_))), out);
    }
    match outcome {
        Outcome::App(Ok(object)) => {
            if object.get(&["metadata", "deletionTimestamp"]).is_none() {
                let (row, body) = (crate::session::apps::row(&object), crate::session::packed::Packed::new(&object));
                apps::seen(state, app, row, body, out);
            }
        }
        Outcome::App(Err(problem)) | Outcome::Deleted(Err(problem)) | Outcome::Seed(Err(problem)) | Outcome::Failed(problem) => {
            acts::failed(state, &app, &problem);
            state.notify(Some(&app), problem);
        }
        Outcome::Deleted(Ok(())) | Outcome::Seed(Ok(())) => {}
        Outcome::Holder(holder) => locks::handing(state, app, holder, out),
        Outcome::Acted(result) => acts::acted(state, &app, result, out),
        other => super::aside(state, other),
    }
}

/// Asks whoever drives the recorded operation to stop.
pub(super) fn terminate(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = apps::open(state, &app) else { return };
    let read = record::Read { object: &detail.object, spec: &detail.app.spec, status: &detail.app.status };
    let refused = refusal(state).or_else(|| access::forbidden(state, &Right::Sync, &app));
    let body = refused.map_or_else(|| record::terminate(read), Err);
    patch(state, app, &detail, ("terminates the operation", body), authority, out);
}
