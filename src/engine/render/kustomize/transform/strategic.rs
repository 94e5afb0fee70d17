//! Strategic merge patches, through kyaml's merge. Source: kustomize `api/resource`, `ApplySmPatch`, and
//! `PatchStrategicMergeTransformer.go`.

use std::collections::BTreeSet;

use crate::engine::merge::kyaml::hints::Hints;
use crate::engine::merge::kyaml::{ListDirection, Options, merge2_hinted};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::resource::{MayChange, Resource, value_at};
use crate::engine::render::kustomize::run::{bad, missing};
use crate::engine::schema::Schema;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::path::Path;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

/// As `patchstrategicmerge.Filter` merges.
const OPTIONS: Options = Options { direction: ListDirection::Prepend, infer_keys: false };

/// Patches that name their targets by their own identity.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct StrategicPatches {
    /// The patches.
    pub(in crate::engine::render::kustomize) patches: Vec<Resource>,
}

impl StrategicPatches {
    /// Applies them in order.
    pub(super) fn apply(&self, map: &mut ResMap, schema: &Schema) -> Result<(), Problem> {
        for patch in &self.patches {
            let position = target(map, patch)?;
            apply_selected(map, &BTreeSet::from([position]), patch, MayChange::default(), schema)?;
        }
        Ok(())
    }
}

/// The one resource that a patch's identity names.
pub(super) fn target(map: &mut ResMap, patch: &Resource) -> Result<usize, Problem> {
    map.one(patch.id()).map_err(|cause| {
        let hint = "apiVersion, kind, name (the one before prefixes) and namespace of the patch must be those of one resource";
        missing(&patch.place, format!("no resource matches strategic merge patch {}: {cause}", patch.id())).hint(hint)
    })
}

/// Applies one patch to the selected resources. The patch takes each one's api version; its labels and annotations are
/// texts by then, so that null there deletes nothing: Kustomize's own quirk. Identities must still differ afterwards.
pub(super) fn apply_selected(
    map: &mut ResMap,
    selected: &BTreeSet<usize>,
    patch: &Resource,
    may_change: MayChange,
    schema: &Schema,
) -> Result<(), Problem> {
    let texts = with_texts(patch);
    let mut same_identities = true;
    for position in selected {
        let Some(resource) = map.same_identity_mut(*position) else { continue };
        let before = resource.id().clone();
        let api_version = Value::Str(resource.id().api_version.clone());
        apply_to(resource, &texts.with(Key::field("apiVersion"), api_version), patch, may_change, schema)?;
        same_identities &= !resource.is_removed && before == *resource.id();
        map.changed(*position, 1, &patch.place)?;
    }
    if !same_identities {
        let list = std::mem::take(map.list_mut());
        map.replace_all(list.into_iter().filter(|resource| !resource.is_removed).collect())?;
    }
    Ok(())
}

/// Applies a patch to one resource.
pub(super) fn apply_to(
    resource: &mut Resource,
    patch: &Map,
    from: &Resource,
    may_change: MayChange,
    schema: &Schema,
) -> Result<(), Problem> {
    let before = resource.id().clone();
    if may_change.name || may_change.kind {
        resource.remember_id();
    }
    if replaces_whole(patch) {
        return Ok(());
    }
    let base = Value::Map(resource.root().clone());
    let none = Hints::default();
    let patch = (&Value::Map(patch.clone()), from.hints.as_deref().unwrap_or(&none));
    // What the text said is true of the resource as it was read; the merge leaves no empty place.
    let hints = resource.hints.take();
    let base = (&base, hints.as_deref().unwrap_or(&none));
    let merged = merge2_hinted(schema, patch, base, OPTIONS).map_err(|error| {
        bad(&from.place, format!("strategic merge patch of {before}: {error}")).hint("compare the patch's form with the resource's")
    })?;
    let Some(Value::Map(merged)) = merged.filter(|merged| merged.as_map().is_none_or(|map| !map.is_empty())) else {
        resource.is_removed = true;
        return Ok(());
    };
    // A patch's odd key that found its entry took that entry's key; one that did not is there itself.
    let is_new = |path: &&Path| value_at(resource.root(), path).is_none() && value_at(&merged, path).is_some();
    let odd: Vec<Path> = from.odd_keys.iter().filter(is_new).cloned().collect();
    resource.odd_keys.extend(odd);
    let mut root = merged;
    if !may_change.kind {
        root = root.with(Key::field("kind"), Value::Str(before.kind.clone()));
    }
    if !may_change.name {
        root = build::set(&root, &["metadata", "name"], Value::Str(before.name.clone()));
    }
    resource.set_root(root);
    resource.set_namespace(&before.namespace);
    Ok(())
}

/// Whether a patch would put itself in the whole resource's place. Kustomize passes over what the merge returns then, as it
/// only looks at what became of the resource itself (`Resource.ApplyFilter`): nothing changes.
fn replaces_whole(patch: &Map) -> bool {
    patch.get("$patch").and_then(Value::as_str) == Some("replace")
}

/// A patch whose labels and annotations are texts.
fn with_texts(patch: &Resource) -> Map {
    let mut patch = patch.clone();
    for field in ["labels", "annotations"] {
        if patch.get(&["metadata", field]).is_some() {
            patch.write_nulls(field);
            let texts = patch.meta_texts(field);
            patch.set_meta_texts(field, texts);
        }
    }
    patch.root().clone()
}
