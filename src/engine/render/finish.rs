//! What Argo CD does with rendered objects before it compares them: marks, namespaces by the scope of kinds, and one object
//! where several are the same. It knows no renderer. Source: Argo CD `controller/state.go`, `DeduplicateTargetObjects`,
//! `normalizeClusterScopeTracking`; `reposerver/repository/repository.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Context, track};
use crate::engine::schema::Schema;
use crate::engine::schema::types::Scope;
use crate::model::ids::GroupKind;
use crate::model::object::path::{Path, Segment};
use crate::model::object::trail::{Setter, Trail};
use crate::model::object::value::Value;
use crate::model::object::{Object, build};
use crate::model::problem::{Place, Problem, ProblemKind};

/// The objects marked, in their namespaces, each identity once: of several the last one counts.
pub(super) fn finish(objects: Vec<Object>, context: &Context) -> (Vec<Object>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut scopes: BTreeMap<GroupKind, bool> = BTreeMap::new();
    let mut all = Vec::with_capacity(objects.len());
    for object in objects {
        let kind = object.group_kind();
        let cluster_scoped = *scopes.entry(kind).or_insert_with(|| is_cluster_scoped(&object, &context.schema));
        match placed(&object, cluster_scoped, context) {
            Ok(object) => all.push(if context.traces { followed(object) } else { object }),
            Err(problem) => problems.push(problem),
        }
    }
    let (objects, repeated) = unique(all);
    problems.extend(repeated);
    (objects, problems)
}

/// Marks an object and puts it into its namespace. Definitions of kinds are not marked, unless they wrongly have a
/// namespace: taking it away marks them anew.
fn placed(object: &Object, cluster_scoped: bool, context: &Context) -> Result<Object, Problem> {
    let loses_namespace = cluster_scoped && !object.namespace().is_empty();
    let object = if loses_namespace { edited(object, build::remove(object.root(), &["metadata", "namespace"]))? } else { object.clone() };
    let is_definition = object.is("apiextensions.k8s.io", "CustomResourceDefinition");
    let marks = context.track && !context.instance.is_empty() && !context.settings.instance_label_key.is_empty();
    let object = if marks && (!is_definition || loses_namespace) { track::track(&object, context)? } else { object };
    if cluster_scoped || !object.namespace().is_empty() || context.namespace.is_empty() {
        return Ok(object);
    }
    edited(&object, build::set(object.root(), &["metadata", "namespace"], Value::Str(context.namespace.clone())))
}

/// Takes note that marks and the namespace come from the Application.
fn followed(object: Object) -> Object {
    let Some(trail) = &object.origin().trail else { return object };
    let by =
        |what: &str, field: &str| Arc::new(Setter { place: Place::file("Application").at_field(field), what: what.into(), text: None });
    let (mark, namespace) = (by("tracking", "metadata.name"), by("destination namespace", "spec.destination.namespace"));
    let is_namespace = Path(["metadata", "namespace"].map(|name| Segment::Field(name.into())).to_vec());
    let mut trail = Trail::clone(trail);
    trail.follow(object.root(), &|path| if *path == is_namespace { namespace.clone() } else { mark.clone() });
    object.with_trail(trail)
}

fn edited(object: &Object, root: crate::model::object::value::Map) -> Result<Object, Problem> {
    let place = object.origin().place.clone().unwrap_or_default();
    object.with_root(root).map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()).at(place))
}

/// Whether the kind is known and known to be cluster-scoped, in whatever version.
fn is_cluster_scoped(object: &Object, schema: &Schema) -> bool {
    let exact = schema.kind(object.group(), object.version(), object.kind()).map(|kind| kind.scope);
    let scope =
        exact.or_else(|| schema.kinds().find(|kind| kind.group == object.group() && *kind.kind == **object.kind()).map(|kind| kind.scope));
    scope == Some(Scope::Cluster)
}

/// Each identity once, the last one where the first stood; a warning for each that was repeated. Objects that only have a
/// `generateName` are never the same.
fn unique(objects: Vec<Object>) -> (Vec<Object>, Vec<Problem>) {
    type Key = (GroupKind, Arc<str>, Arc<str>);
    let mut positions: BTreeMap<Key, (usize, usize)> = BTreeMap::new();
    let mut out: Vec<Object> = Vec::with_capacity(objects.len());
    for object in objects {
        if object.name().is_empty() {
            out.push(object);
            continue;
        }
        let key = (object.group_kind(), object.namespace().clone(), object.name().clone());
        let (position, times) = positions.entry(key).or_insert((out.len(), 0));
        *times += 1;
        match out.get_mut(*position) {
            Some(place) => *place = object,
            None => out.push(object),
        }
    }
    let repeated = positions.into_iter().filter(|(_, (_, times))| *times > 1);
    let problems = repeated.map(|((kind, namespace, name), (position, times))| {
        let key = format!("{}/{}/{namespace}/{name}", kind.group, kind.kind);
        let cause = format!("Resource {key} appeared {times} times among application resources.");
        let place = out.get(position).and_then(|object| object.origin().place.clone()).unwrap_or_else(|| Place::file(key));
        Problem::warning(ProblemKind::BadInput, cause).at(place).hint("the last one counts; remove the others")
    });
    let problems = problems.collect();
    (out, problems)
}
