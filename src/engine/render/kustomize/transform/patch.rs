//! `patches` and `patchesJson6902`: which form a patch has, whom it is for. Source: kustomize `PatchTransformer.go`,
//! `PatchJson6902Transformer.go`.

use std::collections::BTreeSet;

use super::{json, strategic};
use crate::engine::manifest::file::File;
use crate::engine::render::kustomize::load::{self, inline_resources};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::resource::{MayChange, Resource};
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::selector::{Matcher, Selector};
use crate::engine::schema::Schema;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem};

/// One entry of `patches`, read.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct PatchStep {
    form: Form,
    target: Option<Matcher>,
    may_change: MayChange,
    place: Place,
}

#[derive(Debug)]
enum Form {
    Nothing,
    Strategic(Vec<Resource>),
    Json(Value),
}

impl PatchStep {
    /// The step of a patch's text. `text_place` is where the text stands, `place` the entry; `from`: the file that the text is.
    ///
    /// # Errors
    /// When the text is neither form, or the target malformed.
    pub(in crate::engine::render::kustomize) fn new(
        text: &str,
        text_place: &Place,
        from: Option<&File>,
        target: Option<&Selector>,
        may_change: MayChange,
        place: &Place,
    ) -> Result<Self, Problem> {
        let strategic = from.map_or_else(|| inline_resources(text, text_place), |file| load::resources(file, &text_place.file));
        let form = match strategic {
            Ok(patches) if patches.is_empty() => Form::Nothing,
            Ok(patches) => Form::Strategic(patches),
            Err(not_strategic) => match json::operations(text, text_place, from) {
                Ok(operations) => Form::Json(operations),
                Err(not_json) => return Err(neither(text, not_strategic, not_json)),
            },
        };
        let target = target.map(|target| matcher(target, place)).transpose()?;
        Ok(Self { form, target, may_change, place: place.clone() })
    }

    /// Applies it.
    pub(super) fn apply(&self, map: &mut ResMap, schema: &Schema) -> Result<(), Problem> {
        match (&self.form, &self.target) {
            (Form::Nothing, _) => Ok(()),
            (Form::Strategic(patches), None) => self.by_identity(map, patches, schema),
            (Form::Strategic(patches), Some(target)) => match patches.as_slice() {
                [patch] => strategic::apply_selected(map, &selected(map, target), patch, self.may_change, schema),
                _ => Err(bad(
                    &self.place,
                    "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field",
                )
                .hint("give each patch an entry of its own")),
            },
            (Form::Json(_), None) => Err(bad(&self.place, "must specify a target for JSON patch").hint("add `target:` with kind and name")),
            (Form::Json(operations), Some(target)) => {
                let remember = true;
                apply_json(map, target, operations, remember, &self.place)
            }
        }
    }

    fn by_identity(&self, map: &mut ResMap, patches: &[Resource], schema: &Schema) -> Result<(), Problem> {
        for patch in patches {
            let position = strategic::target(map, patch)?;
            let Some(resource) = map.same_identity_mut(position) else { continue };
            let before = resource.id().clone();
            strategic::apply_to(resource, patch.root(), patch, self.may_change, schema)?;
            if resource.is_removed || before != *resource.id() {
                map.identities_changed();
            }
        }
        Ok(())
    }
}

/// One entry of `patchesJson6902`, read.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct JsonPatch {
    operations: Value,
    target: Matcher,
    place: Place,
}

impl JsonPatch {
    /// The step of a patch's text.
    ///
    /// # Errors
    /// When the text is no list of operations, empty, or the target is malformed.
    pub(in crate::engine::render::kustomize) fn new(
        text: &str,
        text_place: &Place,
        from: Option<&File>,
        target: &Selector,
        place: &Place,
    ) -> Result<Self, Problem> {
        let operations = json::operations(text, text_place, from)?;
        if operations.as_list().is_none_or(<[Value]>::is_empty) {
            return Err(bad(text_place, "patch appears to be empty"));
        }
        Ok(Self { operations, target: matcher(target, place)?, place: place.clone() })
    }

    /// Applies it.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        let remember = false;
        apply_json(map, &self.target, &self.operations, remember, &self.place)
    }
}

/// Applies operations to every target. Only `patches` remembers what the resource was called.
fn apply_json(map: &mut ResMap, target: &Matcher, operations: &Value, remember: bool, place: &Place) -> Result<(), Problem> {
    for position in selected(map, target) {
        let Some(resource) = map.same_identity_mut(position) else { continue };
        let before = resource.id().clone();
        if remember {
            resource.remember_id();
        }
        json::apply(resource, operations, place)?;
        if before != *resource.id() {
            map.identities_changed();
        }
        map.changed(position, 1, place)?;
    }
    Ok(())
}

fn matcher(selector: &Selector, place: &Place) -> Result<Matcher, Problem> {
    Matcher::new(selector).map_err(|error| bad(place, format!("target: {error}")))
}

fn selected(map: &ResMap, target: &Matcher) -> BTreeSet<usize> {
    map.list().iter().enumerate().filter(|(_, resource)| target.is_target(resource)).map(|(position, _)| position).collect()
}

/// The problem that says more: a list was meant as a JSON patch, anything else as a strategic one.
fn neither(text: &str, not_strategic: Problem, not_json: Problem) -> Problem {
    let is_list = text.trim_start().starts_with(['[', '-']) && !text.trim_start().starts_with("---");
    let problem = if is_list { not_json } else { not_strategic };
    let cause = format!("unable to parse SM or JSON patch: {}", problem.cause);
    Problem { cause: cause.into(), ..problem }
}
