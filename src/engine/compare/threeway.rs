//! Argo CD's default comparison: what `kubectl apply` would make of the live object, with the record of the last apply.
//! It knows no ignore rule: what it gets is normalised. Source: gitops-engine `pkg/diff/diff.go`, `ThreeWayDiff`.

use crate::engine::merge::jsonmerge;
use crate::engine::merge::strategic::{self, Overwrite, StrategicError};
use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};

use super::{intersect, typed};

/// What is compared in the end.
#[derive(Clone)]
pub(super) struct Pair {
    /// The live object, with defaults.
    pub(super) live: Map,
    /// What it would become.
    pub(super) predicted: Map,
}

/// Whether a live object is as the server has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// But for what nobody compares: its lists can be merged.
    Yes,
    /// Ignore rules took something out of it.
    No,
}

/// What the desired object makes of the live one. `original` is the last-applied record, or the desired object itself.
pub(super) fn three_way(schema: &Schema, original: &Map, desired: &Map, live: &Map, whole: Whole) -> Result<Pair, StrategicError> {
    let (original, desired) = (without_namespace(original), without_namespace(desired));
    let text = |key| original.get(key).and_then(Value::as_str).unwrap_or("");
    let (api_version, name) = (text("apiVersion"), text("kind"));
    let Some(kind) = typed::kind(api_version, name) else {
        let known = intersect::maps(&original, live);
        let patch = jsonmerge::three_way(&original, &desired, &known);
        let predicted = jsonmerge::apply(&Value::Map(live.clone()), &Value::Map(patch));
        return Ok(Pair { live: live.clone(), predicted: predicted.as_map().cloned().unwrap_or_default() });
    };
    let ty = merge_type(schema, api_version, name);
    let is_stateful_set = name == "StatefulSet" && (api_version.starts_with("apps/") || api_version.starts_with("extensions/"));
    let current = if is_stateful_set { without_claim_defaults(&original, live) } else { live.clone() };
    let patch = strategic::three_way(schema, ty, &original, &desired, &current, Overwrite::Yes)?;
    if patch.is_empty() && whole == Whole::Yes {
        // Defaults would change both sides alike.
        return Ok(Pair { live: live.clone(), predicted: live.clone() });
    }
    let predicted = strategic::apply(schema, ty, live, &patch)?;
    Ok(Pair { live: with_defaults(schema, ty, kind, live)?, predicted: with_defaults(schema, ty, kind, &predicted)? })
}

/// The object with the defaults of its kind; one that does not fit its type gets none.
pub(super) fn with_defaults(schema: &Schema, ty: TypeRef, kind: typed::Kind, map: &Map) -> Result<Map, StrategicError> {
    match typed::defaulted(kind, map) {
        None => Ok(map.clone()),
        Some((full, filled)) => strategic::apply(schema, ty, map, &strategic::two_way(schema, ty, &full, &filled)?),
    }
}

/// The type by whose merge keys a kind is merged; a version that is no longer served merges as a newer one of its kind.
pub(super) fn merge_type(schema: &Schema, api_version: &str, kind: &str) -> TypeRef {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let own = schema.root(group, version, kind);
    if own != TypeRef::DEDUCED {
        return own;
    }
    let same = |info: &crate::engine::schema::facts::KindInfo<'_>| {
        info.kind == kind && (info.group == group || (group == "extensions" && matches!(info.group, "apps" | "networking.k8s.io")))
    };
    schema.kinds().filter(same).max_by_key(|info| info.version == "v1").map_or(TypeRef::DEDUCED, |info| info.root)
}

/// The namespace may be missing from a manifest; an empty map of annotations says nothing.
fn without_namespace(map: &Map) -> Map {
    let map = build::remove(map, &["metadata", "namespace"]);
    let annotations = map.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get("annotations"));
    let is_nothing = annotations.is_some_and(|value| value.is_null() || value.as_map().is_some_and(Map::is_empty));
    if is_nothing { build::remove(&map, &["metadata", "annotations"]) } else { map }
}

/// The API server fills claim templates with defaults that only it knows: they are left out of the merge.
fn without_claim_defaults(original: &Map, live: &Map) -> Map {
    const PATH: [&str; 2] = ["spec", "volumeClaimTemplates"];
    let templates = |map: &Map| -> Option<Vec<Value>> { Some(map.get("spec")?.as_map()?.get(PATH[1])?.as_list()?.to_vec()) };
    match (templates(original), templates(live)) {
        (Some(model), Some(own)) => build::set(live, &PATH, intersect::lists(&model, &own)),
        _ => live.clone(),
    }
}
