//! Carrying replacements out. Source: kustomize `api/filters/replacement`.

use std::sync::Arc;

use super::path::{self, Make, Slot, parts};
use super::settings::{FieldOptions, Replacement, Source, Target};
use super::structured;
use crate::engine::manifest::budget::MAX_DEPTH;
use crate::engine::manifest::scalar::{Scalar, Scalars, resolve};
use crate::engine::render::kustomize::fieldspec::scalar_text;
use crate::engine::render::kustomize::ids::{Gvk, Id};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::resource::Resource;
use crate::engine::render::kustomize::run::{bad, missing};
use crate::engine::render::kustomize::selector::{Matcher, Selector};
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem};

/// Replacements, in order.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Replacements {
    /// The replacements; none is a file any more.
    pub(in crate::engine::render::kustomize) list: Vec<Replacement>,
}

impl Replacements {
    /// Carries them out.
    pub(in crate::engine::render::kustomize) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        for replacement in &self.list {
            let place = &replacement.place;
            map.visited(place)?;
            let value = value(map, replacement)?;
            let Some(targets) = &replacement.targets else { return Err(nothing_said(place)) };
            for target in targets {
                map.visited(place)?;
                into_target(map, target, &value, place)?;
            }
        }
        Ok(())
    }
}

fn nothing_said(place: &Place) -> Problem {
    bad(place, "replacements must specify a source and at least one target").hint("add `source:` and `targets:`")
}

fn value(map: &ResMap, replacement: &Replacement) -> Result<Value, Problem> {
    let place = &replacement.place;
    match (&replacement.source, &replacement.value) {
        (Some(_), Some(_)) => Err(bad(place, "value and resource selectors are mutually exclusive").hint("keep `source` or `sourceValue`")),
        (None, None) => Err(nothing_said(place)),
        (None, Some(text)) => Ok(Value::Str(text.clone())),
        (Some(source), None) => from_source(map, source, place),
    }
}

fn from_source(map: &ResMap, source: &Source, place: &Place) -> Result<Value, Problem> {
    let mut found = map.list().iter().filter(|resource| ids(resource).any(|id| is_source(source, &id)));
    let said = format!("{} {}", source.gvk.kind, if source.name.is_empty() { "of any name" } else { &source.name });
    let resource = match (found.next(), found.next()) {
        (Some(resource), None) => resource,
        (Some(_), Some(_)) => return Err(bad(place, format!("multiple matches for selector {said}")).hint("say more of the source")),
        (None, _) => return Err(missing(place, format!("nothing selected by {said}")).hint("check kind, name and namespace of the source")),
    };
    let found = path::get(&Value::Map(resource.root().clone()), &parts(&source.field))
        .map_err(|error| bad(place, format!("error looking up replacement source: {error}")))?;
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Map(map) => map.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => false,
    };
    let Some(value) = found.filter(|value| !is_empty(value)) else {
        let cause = format!("fieldPath `{}` is missing for replacement source {}", source.field, resource.id());
        return Err(missing(place, cause));
    };
    part_of(value, &source.options).map_err(|error| bad(place, error))
}

fn part_of(value: Value, options: &FieldOptions) -> Result<Value, String> {
    if options.delimiter.is_empty() {
        return Ok(value);
    }
    let Some(text) = scalar_text(&value) else { return Err("delimiter option can only be used with scalar nodes".to_owned()) };
    let part = usize::try_from(options.index).ok().and_then(|index| text.split(&*options.delimiter).nth(index));
    match part {
        Some(part) => retyped(Slot::Here(&value), part),
        None => Err(format!("options.index {} is out of bounds for value {text}", options.index)),
    }
}

/// All identities of a resource as replacements see them: none of them knows that its kind is cluster-scoped.
fn ids(resource: &Resource) -> impl Iterator<Item = Id> + '_ {
    let now = Id { cluster_scoped: false, ..resource.id().clone() };
    std::iter::once(now).chain(resource.former_ids())
}

fn is_source(source: &Source, id: &Id) -> bool {
    let wanted = Id { namespace: source.namespace.clone(), ..id.clone() };
    (source.name.is_empty() || source.name == id.name)
        && (source.namespace.is_empty() || wanted.effective_namespace() == id.effective_namespace())
        && source.gvk.selects(id)
}

fn into_target(map: &mut ResMap, target: &Target, value: &Value, place: &Place) -> Result<(), Problem> {
    let Some(select) = &target.select else {
        return Err(bad(place, "target must specify resources to select").hint("add `select:` with kind and name"));
    };
    let matcher = |selector: &Selector| Matcher::new(selector).map_err(|error| bad(place, format!("target: {error}")));
    let selects = matcher(select)?;
    let rejects = target.reject.iter().map(|reject| Ok((reject, matcher(reject)?))).collect::<Result<Vec<_>, Problem>>()?;
    for position in 0..map.list().len() {
        let Some(resource) = map.list().get(position) else { break };
        let rejected = rejects.iter().any(|(selector, matcher)| {
            let by_metadata = !(selector.labels.is_empty() && selector.annotations.is_empty()) && matcher.matches_metadata(resource);
            by_metadata || (!selector.has_no_id() && ids(resource).any(|id| matcher.matches_id(&id)))
        });
        if rejected || !selects.matches_metadata(resource) || !ids(resource).any(|id| selects.matches_id(&id)) {
            continue;
        }
        let root = into_fields(resource, target, value).map_err(|error| {
            bad(place, format!("replacement in {}: {error}", resource.id())).hint("check the target's fieldPaths, or set options.create")
        })?;
        let before = resource.id().clone();
        if let Some(resource) = map.same_identity_mut(position) {
            resource.set_root(root);
            if before != *resource.id() {
                map.identities_changed();
            }
            map.changed(position, target.fields.len(), place)?;
        }
    }
    Ok(())
}

fn into_fields(resource: &Resource, target: &Target, value: &Value) -> Result<Map, String> {
    let make = match (target.options.create, value) {
        (false, _) => Make::Nothing,
        (true, Value::Map(_)) => Make::Map,
        (true, Value::List(_)) => Make::List,
        (true, _) => Make::Scalar,
    };
    let mut root = Value::Map(resource.root().clone());
    // Kustomize's own notes have made a map of empty annotations by now.
    if resource.has_internal_annotations() && resource.get(&["metadata", "annotations"]).is_some_and(Value::is_null) {
        root = Value::Map(build::set(resource.root(), &["metadata", "annotations"], Value::Map(Map::default())));
    }
    for field in &target.fields {
        let parts = parts(field);
        if parts.len() > MAX_DEPTH {
            return Err(format!("the fieldPath has more than {MAX_DEPTH} parts"));
        }
        if let Some(new) = structured::set(&root, &parts, value, make)? {
            root = new;
            continue;
        }
        let (new, n) = path::edit(&root, &parts, make, &mut |slot| set(slot, &target.options, value))?;
        if n == 0 {
            let find = if make == Make::Nothing { "find" } else { "find or create" };
            return Err(format!("unable to {find} field {field:?} in replacement target"));
        }
        root = new;
    }
    match root {
        Value::Map(map) => Ok(map),
        other => Err(format!("the object became {}", other.kind_name())),
    }
}

/// What a field becomes: a scalar keeps its own type and takes the text, anything else is replaced.
fn set(slot: Slot<'_>, options: &FieldOptions, value: &Value) -> Result<Value, String> {
    let is_scalar = match &slot {
        Slot::Fresh => true,
        Slot::Here(here) => scalar_text(here).is_some(),
    };
    let text = scalar_text(value).unwrap_or_default();
    if !options.delimiter.is_empty() {
        let own = match &slot {
            Slot::Fresh => Some("".into()),
            Slot::Here(here) => scalar_text(here),
        };
        let Some(own) = own else { return Err("delimiter option can only be used with scalar nodes".to_owned()) };
        let mut all: Vec<&str> = own.split(&*options.delimiter).collect();
        match usize::try_from(options.index) {
            Err(_) => all.insert(0, &text),
            Ok(index) => match all.get_mut(index) {
                Some(part) => *part = &text,
                None => all.push(&text),
            },
        }
        return retyped(slot, &all.join(&options.delimiter));
    }
    if is_scalar { retyped(slot, &text) } else { Ok(value.clone()) }
}

/// A text as the type that the field has; a field that was just made has the type that its text looks like.
pub(super) fn retyped(slot: Slot<'_>, text: &str) -> Result<Value, String> {
    let tag = match slot {
        Slot::Fresh if text.is_empty() => return Ok(Value::str(text)),
        Slot::Fresh => None,
        Slot::Here(Value::Str(_) | Value::Null | Value::Map(_) | Value::List(_)) => return Ok(Value::str(text)),
        Slot::Here(Value::Int(_) | Value::Uint(_)) => Some("int"),
        Slot::Here(Value::Float(_)) => Some("float"),
        Slot::Here(Value::Bool(_)) => Some("bool"),
    };
    match resolve(text, tag, Scalars::Yaml12) {
        Ok(Scalar::Null) => Ok(Value::Null),
        Ok(Scalar::Bool(value)) => Ok(Value::Bool(value)),
        Ok(Scalar::Int(value)) => Ok(Value::Int(value)),
        Ok(Scalar::Uint(value)) => Ok(Value::Uint(value)),
        Ok(Scalar::Float(value)) => Ok(Value::Float(value)),
        Ok(Scalar::Text(value)) => Ok(Value::str(Arc::<str>::from(value))),
        Ok(Scalar::AsWritten) => Ok(Value::str(text)),
        Err(error) => Err(format!("{text:?} cannot stand there: {error}")),
    }
}

/// Group, version and kind of a source, for problems.
impl std::fmt::Display for Gvk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.api_version(), self.kind)
    }
}
