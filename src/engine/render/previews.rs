//! What of a render depends on random values and the time: renders of several public previews, laid side by side, and of an
//! operation beside them. It knows no source and no tool: what is rendered is given. Source of the rule: ARCHITECTURE.md, "The
//! plan's digest", second paragraph.
//!
//! The objects that come out have the first preview's values and know where others have other ones. Where an operation renders,
//! they know its values too: the plan is made of the preview's, so that its digest is the one that was confirmed, and what is sent
//! is the operation's. An object that not every render has, or not under the same name, makes the whole partial.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Rendered;
use crate::engine::step::{Need, Reads, Step};
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::generated::{Generated, Values};
use crate::model::object::value::Map;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Objects whose presence depends on chance that are told one by one; more are told by their number.
const MAX_TOLD: usize = 20;

/// What the way out is, where a plan cannot say what a sync would do.
const HINT: &str = "give the chart the value that it generates, or a fixed name, so that a plan can say what a sync does";

/// A finished render.
struct Done {
    rendered: Rendered,
    problems: Vec<Problem>,
}

/// Lays the first preview's render, others', and an operation's side by side.
pub(super) fn laid_together(preview: Step<Rendered>, others: Vec<Step<Rendered>>, own: Option<Step<Rendered>>) -> Step<Rendered> {
    let (mut needs, mut reads) = (BTreeSet::new(), Reads::default());
    let preview = taken(preview, &mut needs, &mut reads);
    let others: Vec<Option<Done>> = others.into_iter().map(|step| taken(step, &mut needs, &mut reads)).collect();
    let operation = own.map(|step| taken(step, &mut needs, &mut reads));
    let others: Option<Vec<Done>> = others.into_iter().collect();
    let (Some(Done { mut rendered, mut problems }), Some(others), true) = (preview, others, needs.is_empty()) else {
        return Step::Needs(needs.into_iter().collect());
    };
    let operation = operation.flatten();
    rendered.uses = others.iter().chain(&operation).map(|done| done.rendered.uses).fold(rendered.uses, Ord::max);
    refused(&mut problems, &others, operation.as_ref());
    let lists: Vec<&[Object]> = others.iter().chain(&operation).map(|done| done.rendered.objects.as_slice()).collect();
    problems.extend(unsteady(&rendered.objects, &lists));
    let others: Vec<BTreeMap<Identity, &Object>> = others.iter().map(|done| by_identity(&done.rendered.objects)).collect();
    let operation = operation.as_ref().map(|done| by_identity(&done.rendered.objects));
    let identities = identities(&rendered.objects);
    let objects = std::mem::take(&mut rendered.objects);
    for (object, identity) in objects.into_iter().zip(identities) {
        let others: Vec<Map> = others.iter().filter_map(|list| Some(list.get(&identity)?.root().clone())).collect();
        let own = operation.as_ref().and_then(|list| list.get(&identity)).map(|own| own.root());
        match with_values(&object, others, own) {
            Ok(object) => rendered.objects.push(object),
            Err(problem) => {
                problems.push(problem);
                rendered.objects.push(object);
            }
        }
    }
    Step::Done { value: rendered, problems, reads }
}

fn taken(step: Step<Rendered>, needs: &mut BTreeSet<Need>, reads: &mut Reads) -> Option<Done> {
    match step {
        Step::Done { value, problems, reads: own } => {
            reads.0.extend(own.0);
            Some(Done { rendered: value, problems })
        }
        Step::Needs(own) => {
            needs.extend(own);
            None
        }
    }
}

/// Errors that not every render has. An operation's words are not repeated: they may quote its values.
fn refused(problems: &mut Vec<Problem>, others: &[Done], operation: Option<&Done>) {
    let mine: BTreeSet<Problem> = problems.iter().cloned().collect();
    let new = others.iter().flat_map(|done| &done.problems).filter(|problem| problem.is_error() && !mine.contains(problem));
    let new: BTreeSet<&Problem> = new.collect();
    problems.extend(new.into_iter().take(MAX_TOLD).cloned());
    let fails = operation.is_some_and(|done| done.problems.iter().any(|problem| problem.is_error() && !mine.contains(problem)));
    if fails && !problems.iter().any(Problem::is_error) {
        let cause = "it renders with a preview's values, and fails with the operation's own random values and time";
        problems.push(Problem::error(ProblemKind::BadInput, cause).hint("begin a new operation: it draws other values"));
    }
}

/// What tells an object of a list from the others; objects without a name are counted.
type Identity = (Arc<str>, Arc<str>, Arc<str>, Arc<str>, usize);

fn identities(objects: &[Object]) -> Vec<Identity> {
    let mut times: BTreeMap<(Arc<str>, Arc<str>, Arc<str>, Arc<str>), usize> = BTreeMap::new();
    objects
        .iter()
        .map(|object| {
            let (api_version, kind) = (object.api_version().clone(), object.kind().clone());
            let name = if object.name().is_empty() {
                object.str_at(&["metadata", "generateName"]).unwrap_or("").into()
            } else {
                object.name().clone()
            };
            let times = times.entry((api_version.clone(), kind.clone(), object.namespace().clone(), name.clone())).or_default();
            *times = times.saturating_add(1);
            (api_version, kind, object.namespace().clone(), name, *times)
        })
        .collect()
}

fn by_identity(objects: &[Object]) -> BTreeMap<Identity, &Object> {
    identities(objects).into_iter().zip(objects).collect()
}

/// Objects that not every render has.
fn unsteady(objects: &[Object], lists: &[&[Object]]) -> Vec<Problem> {
    let all: Vec<BTreeMap<Identity, &Object>> = std::iter::once(&objects).chain(lists).map(|list| by_identity(list)).collect();
    let union: BTreeMap<&Identity, &Object> = all.iter().rev().flatten().map(|(identity, object)| (identity, *object)).collect();
    let missing = union.into_iter().filter(|(identity, _)| !all.iter().all(|list| list.contains_key(*identity)));
    // Another name is told once, under the name that the preview has.
    let mut kinds: BTreeSet<(GroupKind, Arc<str>)> = BTreeSet::new();
    let mine = all.first();
    let (first, rest): (Vec<_>, Vec<_>) = missing.partition(|(identity, _)| mine.is_some_and(|mine| mine.contains_key(*identity)));
    let is_new = |object: &Object, kinds: &BTreeSet<_>| !kinds.contains(&(object.group_kind(), object.namespace().clone()));
    let mut told: Vec<&Object> = first.into_iter().map(|(_, object)| object).collect();
    kinds.extend(told.iter().map(|object| (object.group_kind(), object.namespace().clone())));
    told.extend(rest.into_iter().map(|(_, object)| object).filter(|object| is_new(object, &kinds)));
    let more = told.len().saturating_sub(MAX_TOLD);
    let mut problems: Vec<Problem> = told.into_iter().take(MAX_TOLD).map(unsteady_one).collect();
    if more > 0 {
        let cause = format!("{more} more objects depend on random values or the time by their presence or name");
        problems.push(Problem::error(ProblemKind::BadInput, cause).hint(HINT));
    }
    problems
}

fn place(object: &Object) -> Place {
    object.origin().place.clone().unwrap_or_else(|| Place::file(format!("{}/{}", object.group_kind(), object.name())))
}

fn unsteady_one(object: &Object) -> Problem {
    let slash = if object.namespace().is_empty() { "" } else { "/" };
    let cause = format!(
        "{} {}{slash}{}: its presence or name depends on random values or the time",
        object.kind(),
        object.namespace(),
        object.name()
    );
    Problem::error(ProblemKind::BadInput, cause).at(place(object)).hint(HINT)
}

/// The preview's object, knowing what is generated.
fn with_values(object: &Object, others: Vec<Map>, own: Option<&Map>) -> Result<Object, Problem> {
    let internal = |error: crate::model::object::NotAnObject| Problem::error(ProblemKind::Internal, error.to_string()).at(place(object));
    let found = Generated::find(object.root(), others);
    let Some(own) = own else {
        return found.map_or(Ok(object.clone()), |found| object.with_generated(Some(found)).map_err(internal));
    };
    let Some(mut found) = found else {
        return if own == object.root() { Ok(object.clone()) } else { Err(unseen(object, &[])) };
    };
    if found.without(object.root()) != found.without(own) {
        return Err(unseen(object, &found.paths));
    }
    found.values = Values::Planned { others: found.others().into(), own: own.clone() };
    object.with_generated(Some(found)).map_err(internal)
}

/// A field that no preview showed to depend on chance: what was confirmed does not say that it would be another.
fn unseen(object: &Object, known: &[crate::model::object::path::Path]) -> Problem {
    let besides = if known.is_empty() { "" } else { " besides those that the plan calls generated" };
    let cause = format!(
        "{} {}: with the operation's own random values and time, fields of it are others than the plan says{besides}",
        object.kind(),
        object.name()
    );
    Problem::error(ProblemKind::Conflict, cause).at(place(object)).hint("begin a new operation: it draws other values")
}
