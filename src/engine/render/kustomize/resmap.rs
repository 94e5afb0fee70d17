//! The resources of a build in their order, found by identity. It knows no transformer. Source: kustomize
//! `api/resmap/reswrangler.go`; the index is ours, so that a build's cost grows with its size and not with its square.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::budget::{Excess, MAX_BYTES, MAX_DEPTH, weight};
use crate::model::object::key::Key as MapKey;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::ids::{Id, Key};
use super::origin::HELM_GENERATED;
use super::resource::{Behavior, Resource, texts};
use super::run::too_much;

/// What the resources of a build may weigh together (bytes of text, and some for each field). The largest fleets print some tens of MB;
/// what hostile replacements, aliases and prefixes make of a few kB has no end.
const MAX_WEIGHT: usize = 512 << 20;

/// What the steps of a build may cost: the weight of all that they changed, and [`VISIT`] for each look at a resource. A build of the most
/// resources that are allowed takes about half of it; it is spent in about half a minute.
pub(super) const MAX_WORK: usize = 8 << 30;

/// What a look at a resource costs, in bytes that could be handled in that time.
const VISIT: usize = 256;

/// Resources, each identity once.
#[derive(Debug, Clone, Default)]
pub(super) struct ResMap {
    list: Vec<Resource>,
    /// Positions by every identity that a resource has or had; `None`: to be made again.
    index: Option<BTreeMap<Key, Vec<usize>>>,
    /// What the steps cost so far.
    work: usize,
}

impl ResMap {
    /// The resources in order.
    pub(super) fn list(&self) -> &[Resource] {
        &self.list
    }

    /// The resources, taken out.
    pub(super) fn into_list(self) -> Vec<Resource> {
        self.list
    }

    /// The resources, to be changed.
    pub(super) fn list_mut(&mut self) -> &mut Vec<Resource> {
        self.index = None;
        &mut self.list
    }

    /// Says that an identity was changed through [`ResMap::same_identity_mut`].
    pub(super) fn identities_changed(&mut self) {
        self.index = None;
    }

    /// One resource, to be changed in ways that leave its identity alone; else [`ResMap::identities_changed`] follows. A
    /// former identity that equals the present one is no change.
    pub(super) fn same_identity_mut(&mut self, position: usize) -> Option<&mut Resource> {
        self.list.get_mut(position)
    }

    /// Adds a resource.
    pub(super) fn append(&mut self, resource: Resource) -> Result<(), Problem> {
        if let Some(other) = self.present(resource.id()) {
            let hint = match self.list.get(other) {
                Some(other) if !other.place.file.is_empty() => format!("it is also in {}; remove one, or patch it", other.place),
                _ => "remove one of the two, or patch it".to_owned(),
            };
            let cause = format!("may not add resource with an already registered id: {}", resource.id());
            return Err(Problem::error(ProblemKind::BadInput, cause).at(resource.place).hint(hint));
        }
        let position = self.list.len();
        let index = self.index();
        for key in keys(&resource) {
            note(index, key, position);
        }
        self.list.push(resource);
        Ok(())
    }

    /// Replaces the resources; identities must differ.
    pub(super) fn replace_all(&mut self, list: Vec<Resource>) -> Result<(), Problem> {
        self.list.clear();
        self.index = None;
        list.into_iter().try_for_each(|resource| self.append(resource))
    }

    /// Drops resources that a patch deleted.
    pub(super) fn drop_removed(&mut self) {
        if self.list.iter().any(|resource| resource.is_removed || resource.root().is_empty()) {
            self.list_mut().retain(|resource| !resource.is_removed && !resource.root().is_empty());
        }
    }

    /// Whether so many bytes, added to some fields of every resource, would be too much together.
    pub(super) fn has_room(&self, n_bytes: usize, place: &Place) -> Result<(), Problem> {
        if self.list.len().saturating_mul(n_bytes) > MAX_WEIGHT { Err(too_heavy(place)) } else { Ok(()) }
    }

    /// Counts a look at every resource.
    pub(super) fn visited(&mut self, place: &Place) -> Result<(), Problem> {
        self.cost(self.list.len().saturating_mul(VISIT), place)
    }

    /// Counts so many changes of one resource.
    pub(super) fn changed(&mut self, position: usize, times: usize, place: &Place) -> Result<(), Problem> {
        let Some(resource) = self.list.get_mut(position) else { return Ok(()) };
        let (weighed, _) = weighed(resource)?;
        self.cost(weighed.saturating_mul(times), place)
    }

    /// Counts what a step cost that did not count it itself: a look at every resource, and the weight of what changed. Refused when
    /// that is too much, or all resources weigh too much.
    pub(super) fn weigh(&mut self, place: &Place) -> Result<(), Problem> {
        let (mut all, mut new) = (0_usize, self.list.len().saturating_mul(VISIT));
        for resource in &mut self.list {
            let (weight, is_new) = weighed(resource)?;
            all = all.saturating_add(weight);
            new = new.saturating_add(if is_new { weight } else { 0 });
        }
        if all > MAX_WEIGHT {
            return Err(too_heavy(place));
        }
        self.cost(new, place)
    }

    fn cost(&mut self, work: usize, place: &Place) -> Result<(), Problem> {
        self.work = self.work.saturating_add(work);
        if self.work > MAX_WORK { Err(too_hard(place)) } else { Ok(()) }
    }

    /// What the steps cost since this was asked last.
    pub(super) fn take_work(&mut self) -> usize {
        std::mem::take(&mut self.work)
    }

    /// The position of the resource that has this identity now.
    pub(super) fn present(&mut self, id: &Id) -> Option<usize> {
        let positions = self.index().get(&id.key())?.clone();
        positions.into_iter().find(|position| self.list.get(*position).is_some_and(|resource| resource.id().is(id)))
    }

    /// Positions of resources that have or had this identity.
    pub(super) fn ever(&mut self, id: &Id) -> Vec<usize> {
        let positions = self.index().get(&id.key()).cloned().unwrap_or_default();
        positions.into_iter().filter(|position| self.list.get(*position).is_some_and(|resource| !resource.is_removed)).collect()
    }

    /// The one resource that has or had this identity.
    pub(super) fn one(&mut self, id: &Id) -> Result<usize, String> {
        match *self.ever(id) {
            [position] => Ok(position),
            [] => Err(format!("no matches for Id {id}; failed to find unique target for patch {id}")),
            _ => Err(format!("multiple matches for Id {id}; failed to find unique target for patch {id}")),
        }
    }

    /// Adds generated resources: new ones, or over those of the same identity, as their behaviors say.
    pub(super) fn absorb(&mut self, generated: Resource) -> Result<(), Problem> {
        let behavior = generated.notes.behavior.unwrap_or_default();
        let bad = |cause: String, hint: &'static str| Problem::error(ProblemKind::BadInput, cause).at(generated.place.clone()).hint(hint);
        let id = generated.id().clone();
        match (self.ever(&id).as_slice(), behavior) {
            ([], Behavior::Merge | Behavior::Replace) => Err(bad(
                format!("id {id} does not exist; cannot merge or replace"),
                "check name and namespace of the generator in the base, or leave out `behavior`",
            )),
            ([], Behavior::Create | Behavior::Unspecified) => self.append(generated),
            ([position], Behavior::Merge | Behavior::Replace) => {
                let position = *position;
                if let Some(old) = self.list.get(position) {
                    let merged = over(old, generated, behavior);
                    if let Some(place) = self.list_mut().get_mut(position) {
                        *place = merged;
                    }
                }
                Ok(())
            }
            ([_], Behavior::Create | Behavior::Unspecified) => Err(bad(
                format!("id {id} exists; can not use behavior: '{}', behavior must be merge or replace", behavior.as_str()),
                if generated.annotation(HELM_GENERATED).is_some() {
                    "give the chart another release name or namespace, or leave the other object out"
                } else {
                    "set `behavior: merge` or `behavior: replace` on the generator"
                },
            )),
            _ => Err(bad(format!("found multiple objects that could accept merge of {id}"), "give the generator a namespace")),
        }
    }

    fn index(&mut self) -> &mut BTreeMap<Key, Vec<usize>> {
        self.index.get_or_insert_with(|| {
            let mut index = BTreeMap::new();
            for (position, resource) in self.list.iter().enumerate() {
                for key in keys(resource) {
                    note(&mut index, key, position);
                }
            }
            index
        })
    }
}

/// The weight of a resource, and whether it had to be weighed.
fn weighed(resource: &mut Resource) -> Result<(usize, bool), Problem> {
    if let Some(weight) = resource.weight {
        return Ok((weight, false));
    }
    let weight = weight(resource.root(), MAX_BYTES).map_err(|excess| {
        let what = match excess {
            Excess::Weight => format!("it takes more than {} MB", MAX_BYTES >> 20),
            Excess::Depth => format!("it nests deeper than {MAX_DEPTH} levels"),
        };
        too_much(&resource.place, format!("what the build made of this resource is too large: {what}"))
    })?;
    resource.weight = Some(weight);
    Ok((weight, true))
}

fn too_heavy(place: &Place) -> Problem {
    too_much(place, format!("the resources of the build take more than {} MB", MAX_WEIGHT >> 20))
}

/// The problem of a build that takes too long.
pub(super) fn too_hard(place: &Place) -> Problem {
    too_much(place, "the build takes too many steps over too many resources")
}

fn keys(resource: &Resource) -> impl Iterator<Item = Key> + '_ {
    resource.former_ids().map(|id| id.key()).chain(std::iter::once(resource.id().key()))
}

fn note(index: &mut BTreeMap<Key, Vec<usize>>, key: Key, position: usize) {
    let positions = index.entry(key).or_default();
    if positions.last() != Some(&position) {
        positions.push(position);
    }
}

/// A generated resource over the one that is there: labels and annotations are merged, name and history stay the old
/// one's; with `merge` its data are merged too. Source: `Resource.CopyMergeMetaDataFieldsFrom`, `MergeDataMapFrom`.
fn over(old: &Resource, mut new: Resource, behavior: Behavior) -> Resource {
    for field in ["labels", "annotations"] {
        let merged = merge_texts(old.meta_texts(field), new.meta_texts(field));
        new.set_meta_texts(field, merged);
    }
    new.set_meta("name", &old.id().name);
    new.set_namespace(&old.id().namespace);
    let needs_hash = new.notes.needs_hash && old.notes.needs_hash;
    let origin = new.notes.origin.take();
    let transformations = std::mem::take(&mut new.notes.transformations);
    new.notes = old.notes.clone();
    new.notes.needs_hash = needs_hash;
    new.vars.clone_from(&old.vars);
    match behavior {
        Behavior::Merge => {
            for field in ["data", "binaryData"] {
                let merged = merge_texts(texts(old.root().get(field)), texts(new.root().get(field)));
                let map: Map = merged.into_iter().map(|(key, text)| (key, Value::Str(text))).collect();
                new.set_root(if map.is_empty() {
                    new.root().without(field)
                } else {
                    new.root().with(MapKey::field(field), Value::Map(map))
                });
            }
        }
        Behavior::Replace | Behavior::Create | Behavior::Unspecified => {
            if origin.is_some() {
                new.notes.origin = origin;
                new.notes.transformations.extend(transformations);
            }
        }
    }
    new
}

fn merge_texts(old: Vec<(MapKey, Arc<str>)>, new: Vec<(MapKey, Arc<str>)>) -> Vec<(MapKey, Arc<str>)> {
    let mut all: BTreeMap<MapKey, Arc<str>> = old.into_iter().collect();
    all.extend(new);
    all.into_iter().collect()
}
