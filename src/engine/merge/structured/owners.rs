//! What a write does to everybody's fields (structured-merge-diff `merge/update`). It knows no names with a meaning.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::value::Value;

use super::apply::{Conflict, Force, StructuredError};
use super::compare::{Comparison, compare};
use super::element::shown_path;
use super::fields::FieldSet;
use super::managed::{Manager, Owned, Owners};
use super::merge::merge;
use super::paths::{field_set, with_named_parents};
use super::reconcile::reconciled;
use super::remove::removed;
use super::typed::Ref;

/// The types of one kind in all its versions. Versions are not converted: a field is taken to be the same in each.
#[derive(Clone, Copy)]
pub(super) struct Kind<'a> {
    pub(super) schema: &'a Schema,
    pub(super) kind: &'a str,
    /// The version that the object is written in (`apps/v1`).
    pub(super) api_version: &'a str,
    /// Fields that the write cannot change.
    pub(super) reset: &'a FieldSet,
}

impl Kind<'_> {
    /// The type in a version; `None` where the kind is known, but not in that version.
    fn in_version(&self, api_version: &str) -> Option<Ref> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        if let Some(kind) = self.schema.kind(group, version, self.kind) {
            return Some(Ref::to(kind.root));
        }
        let is_known = self.schema.kinds().any(|own| own.kind == self.kind && own.group == group);
        (!is_known).then(|| Ref::to(TypeRef::DEDUCED))
    }

    fn own(&self) -> Ref {
        self.in_version(self.api_version).unwrap_or(Ref::to(TypeRef::DEDUCED))
    }
}

fn invalid(what: &str) -> impl Fn(String) -> StructuredError {
    move |error| StructuredError::Invalid(format!("{what}: {error}"))
}

/// The owners after an update from one value to another: who wrote has what changed, everybody else loses it.
pub(super) fn update(kind: Kind<'_>, old: &Value, new: &Value, owners: Owners, writer: &Manager) -> Result<Owners, StructuredError> {
    let owners = reconcile(kind, old, owners);
    let (mut owners, changes) = taken(kind, old, new, owners, writer, Force::Yes)?;
    let own = owners.remove(writer);
    let before = own.as_ref().map(|own| own.fields.clone()).unwrap_or_default();
    let fields = before.difference(&changes.removed).union(&changes.modified).union(&changes.added).recursive_difference(kind.reset);
    if !fields.is_empty() {
        owners.insert(writer.clone(), Owned { api_version: kind.api_version.into(), time: own.and_then(|own| own.time), fields });
    }
    Ok(owners)
}

/// The value and the owners after an apply.
pub(super) fn apply(
    kind: Kind<'_>,
    live: &Value,
    config: &Value,
    owners: Owners,
    writer: &Manager,
    force: Force,
) -> Result<(Value, Owners), StructuredError> {
    let ty = kind.own();
    let mut owners = reconcile(kind, live, owners);
    let merged = merge(kind.schema, ty, live, config).map_err(invalid("failed to merge config"))?;
    let last = owners.remove(writer);
    let fields = field_set(kind.schema, ty, config).recursive_difference(kind.reset);
    let time = last.as_ref().and_then(|last| last.time.clone());
    owners.insert(writer.clone(), Owned { api_version: kind.api_version.into(), time, fields });
    let new = match last {
        Some(last) if !last.fields.is_empty() => pruned(kind, merged, &owners, &last),
        _ => merged,
    };
    let (owners, _) = taken(kind, live, &new, owners, writer, force)?;
    Ok((new, owners))
}

/// What everybody else keeps when the writer changes one value into another, and what it changed.
fn taken(
    kind: Kind<'_>,
    old: &Value,
    new: &Value,
    mut owners: Owners,
    writer: &Manager,
    force: Force,
) -> Result<(Owners, Comparison), StructuredError> {
    let compared = |ty: Ref| compare(kind.schema, ty, old, new).map(|changes| changes.without(kind.reset));
    let own = compared(kind.own()).map_err(invalid("failed to compare objects"))?;
    let mut by_version: BTreeMap<Arc<str>, Option<Comparison>> = BTreeMap::new();
    by_version.insert(kind.api_version.into(), Some(own.clone()));
    let mut conflicts = Vec::new();
    let mut gone = Vec::new();
    for (manager, owned) in owners.iter_mut().filter(|(manager, _)| *manager != writer) {
        if !by_version.contains_key(&owned.api_version) {
            let changes = kind.in_version(&owned.api_version).map(compared).transpose().map_err(invalid("failed to compare objects"))?;
            by_version.insert(owned.api_version.clone(), changes);
        }
        let Some(Some(changes)) = by_version.get(&owned.api_version) else {
            gone.push(manager.clone());
            continue;
        };
        let disputed = owned.fields.intersection(&changes.modified.union(&changes.added));
        let shown = |path: &Vec<_>| Conflict { owner: manager.shown(), field: shown_path(path) };
        conflicts.extend(disputed.paths().iter().map(shown));
        owned.fields = owned.fields.difference(&disputed).difference(&changes.removed);
    }
    if force == Force::No && !conflicts.is_empty() {
        return Err(StructuredError::Conflicts(conflicts));
    }
    owners.retain(|manager, owned| !gone.contains(manager) && !owned.fields.is_empty());
    Ok((owners, own))
}

/// The merged value without what the writer applied before, does not apply now, and nobody else owns.
fn pruned(kind: Kind<'_>, merged: Value, owners: &Owners, last: &Owned) -> Value {
    let Some(ty) = kind.in_version(&last.api_version) else { return merged };
    let schema = kind.schema;
    let named = |ty: Ref, set: &FieldSet| with_named_parents(schema, Some(ty), set);
    let last_fields = named(ty, &last.fields);
    let mut out = removed(schema, ty, &merged, &last_fields);
    let mut by_version: BTreeMap<&str, FieldSet> = BTreeMap::new();
    for owned in owners.values() {
        let fields = by_version.entry(&owned.api_version).or_default();
        *fields = fields.union(&owned.fields);
    }
    // The version of the last apply first, as there.
    let first = by_version.remove_entry(&*last.api_version);
    for (version, owned) in first.into_iter().chain(by_version) {
        let Some(ty) = kind.in_version(version) else { continue };
        let all = named(ty, &field_set(schema, ty, &merged));
        let kept = named(ty, &field_set(schema, ty, &out)).union(&named(ty, &owned));
        out = removed(schema, ty, &merged, &all.difference(&kept));
    }
    // What never was the writer's to take away stays.
    let all = named(ty, &field_set(schema, ty, &merged));
    let kept = named(ty, &field_set(schema, ty, &out));
    removed(schema, ty, &merged, &all.difference(&kept).intersection(&last_fields))
}

fn reconcile(kind: Kind<'_>, live: &Value, owners: Owners) -> Owners {
    let reconcile = |owned: Owned| match kind.in_version(&owned.api_version) {
        Some(ty) => Owned { fields: reconciled(kind.schema, ty, &owned.fields), ..owned },
        None => owned,
    };
    // Entries of versions that are no longer served are dropped with the next change.
    let _ = live;
    owners.into_iter().map(|(manager, owned)| (manager, reconcile(owned))).collect()
}
