//! The comparison by the API server: what a server-side dry run would make of the live object, with or without what admission
//! changes. It knows no client: the dry run is a need. Source: Argo CD `controller/state.go`, `CompareAppState`; gitops-engine
//! `pkg/diff/diff.go`, `ServerSideDiff`.

use std::sync::Arc;

use crate::engine::merge::structured::fields::FieldSet;
use crate::engine::merge::structured::mutations::without_mutations;
use crate::engine::merge::structured::typed::Ref;
use crate::engine::resources::marks;
use crate::engine::schema::Schema;
use crate::engine::step::{Answer, Found, Need};
use crate::engine::trial::Trial;
use crate::model::application::annotation;
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;

use super::ignore::Judging;
use super::normalize;
use super::norms::Norms;
use super::outcome::{place, remade};
use super::structured::MANAGER;
use super::threeway::{self, Pair};

/// How the API server is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSide {
    /// What becomes of admission's changes.
    pub mutations: Mutations,
    /// The service account on whose behalf, where syncs impersonate.
    pub account: Option<Arc<str>>,
}

/// Whether what admission webhooks and defaults change counts as a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutations {
    /// It does not.
    Removed,
    /// It does: `IncludeMutationWebhook=true`.
    Kept,
}

/// Whether an application is compared by the API server: the setting for all, which its annotation `compare-options` overrides.
/// `false` beats `true` there.
pub fn chosen(application: &Object, settings: &Settings) -> Option<Mutations> {
    let says = |option| marks::has_option(application, annotation::COMPARE_OPTIONS, option);
    let is_on = (settings.server_side_diff || says("ServerSideDiff=true")) && !says("ServerSideDiff=false");
    let mutations = if says("IncludeMutationWebhook=true") { Mutations::Kept } else { Mutations::Removed };
    is_on.then_some(mutations)
}

/// What the server is told: where, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) cluster: &'a ClusterId,
    pub(super) how: &'a ServerSide,
}

/// What the server's answer makes of the live object; none where it has not answered yet.
///
/// # Errors
/// When the server refuses or cannot be reached, or its answer cannot be used: nothing is known then.
pub(super) fn predicted(
    desired: &Object,
    live: &Object,
    to: Asked<'_>,
    schema: &Schema,
    norms: &Norms,
    judging: &mut Judging<'_, '_>,
) -> Result<Option<Object>, Problem> {
    let sent = sent(desired, live, norms)?;
    let trial = Trial::new(to.cluster.clone(), sent, to.how.account.clone(), live);
    let refused = |problem: Problem| {
        let cause = format!("the server-side dry run of {}/{} failed: {}", desired.kind(), desired.name(), problem.cause);
        let usual = || "correct the object, get the right to patch it, or compare without ServerSideDiff=true".into();
        Problem { hint: Some(problem.hint.unwrap_or_else(usual)), ..Problem::error(problem.kind, cause).at(place(desired)) }
    };
    let answer = match judging.asking.ask(Need::DryRun(Arc::new(trial))) {
        Found::Pending => return Ok(None),
        Found::Failed(problem) => return Err(refused(problem)),
        Found::Here(Answer::Tried(object)) => object,
        Found::Here(_) => {
            return Err(refused(Problem::error(ProblemKind::Internal, "something else was answered")));
        }
    };
    match to.how.mutations {
        Mutations::Kept => Ok(Some(Object::clone(answer))),
        Mutations::Removed => unmutated(answer, live, schema).map(Some).map_err(refused),
    }
}

/// The object as it is sent: as desired before any ignore rule, in the live one's namespace.
fn sent(desired: &Object, live: &Object, norms: &Norms) -> Result<Object, Problem> {
    let map = normalize::prepared(desired, norms);
    let map = match &**live.namespace() {
        "" => build::remove(&map, &["metadata", "namespace"]),
        own => build::set(&map, &["metadata", "namespace"], own.into()),
    };
    remade(desired, map)
}

/// The server's answer with nothing changed but what Argo CD's manager would change.
fn unmutated(answer: &Object, live: &Object, schema: &Schema) -> Result<Object, Problem> {
    let unusable = |why: &str| Problem::error(ProblemKind::BadInput, why.to_owned());
    let own = owned(answer).map_err(|error| unusable(&format!("its managed fields cannot be read: {error}")))?;
    if own.is_empty() {
        return Err(unusable("the answer names no field of the manager argocd-controller"));
    }
    let ty = Ref::to(threeway::merge_type(schema, answer.api_version(), answer.kind()));
    let value = without_mutations(schema, ty, &live.to_value(), &answer.to_value(), &own).map_err(|error| unusable(&error))?;
    remade(answer, value.as_map().cloned().unwrap_or_default())
}

/// All fields of Argo CD's manager, however it wrote them.
fn owned(object: &Object) -> Result<FieldSet, String> {
    let entries = object.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
    let mut own = FieldSet::default();
    for entry in entries.iter().filter_map(Value::as_map) {
        let fields = FieldSet::from_v1(entry.get("fieldsV1").unwrap_or(&Value::Null)).map_err(|error| error.to_string())?;
        if entry.get("manager").and_then(Value::as_str) == Some(MANAGER) {
            own = own.union(&fields);
        }
    }
    Ok(own)
}

/// The live object and the server's answer, both normalised; what a server writes by itself does not count.
pub(super) fn pair(predicted: &Object, live: &Map, norms: &Norms, judging: &mut Judging<'_, '_>) -> Pair {
    let strip = |map: &Map| {
        let map = build::remove(map, &["metadata", "managedFields"]);
        let map = build::remove(&map, &["metadata", "resourceVersion"]);
        build::remove(&map, &["metadata", "annotations", annotation::LAST_APPLIED])
    };
    Pair { live: strip(live), predicted: strip(&normalize::normalize(predicted, norms, judging)) }
}
