//! The walk through two or three documents at once (kyaml `walk`). It knows no visitor's rules.

use std::collections::BTreeSet;

use crate::engine::schema::Schema;
use crate::engine::schema::facts::Shape;
use crate::engine::schema::types::{Listing, TypeRef};
use crate::model::object::key::Key;
use crate::model::object::serde_de::MAX_DEPTH;

use super::hints::FieldSchema;
use super::node::{Arena, Body, Id, Kind};
use super::{KyamlError, Options};

/// Which merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visitor {
    /// Sources: base, patch.
    Merge2,
    /// Sources: local, origin, updated.
    Merge3,
}

/// What is known of a field.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its type.
    pub(super) ty: TypeRef,
    /// Whether a strategy was published at all.
    pub(super) has_strategy: bool,
    /// Whether it holds `merge`.
    pub(super) merge: bool,
    /// The merge keys.
    pub(super) keys: Vec<String>,
}

impl Known {
    fn plain(ty: TypeRef) -> Option<Self> {
        (ty != TypeRef::DEDUCED && ty != TypeRef::ATOMIC).then(|| Self { ty, has_strategy: false, merge: false, keys: Vec::new() })
    }
}

pub(super) type Sources = Vec<Option<Id>>;

/// A walk under way.
pub(super) struct Walker<'s> {
    pub(super) schema: &'s Schema,
    pub(super) arena: Arena,
    pub(super) visitor: Visitor,
    pub(super) options: Options,
    pub(super) path: Vec<String>,
}

impl Walker<'_> {
    /// What the sources become; `None`: nothing.
    pub(super) fn walk(&mut self, known: Option<Known>, sources: Sources) -> Result<Option<Id>, KyamlError> {
        if self.path.len() > MAX_DEPTH {
            return Err(KyamlError::Depth(self.place()));
        }
        let known = self.known_here(known, &sources);
        let kind = sources.iter().flatten().find_map(|id| self.arena.kind(*id));
        if let Some(kind) = kind {
            self.same_form(kind, &sources)?;
        }
        match kind {
            // Nothing at all is walked as a map.
            Some(Kind::Map) | None => self.walk_map(known.as_ref(), sources),
            Some(Kind::Scalar) => self.visit_scalar(&sources),
            Some(Kind::List) if self.is_associative(known.as_ref(), &sources) => self.walk_associative(known.as_ref(), sources),
            Some(Kind::List) => self.visit_list(&sources),
        }
    }

    /// The path as people read it.
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    fn same_form(&self, wanted: Kind, sources: &Sources) -> Result<(), KyamlError> {
        for found in sources.iter().flatten().filter_map(|id| self.arena.kind(*id)) {
            if found != wanted {
                return Err(KyamlError::Kind { expected: wanted.name(), found: found.name(), path: self.place() });
            }
        }
        Ok(())
    }

    fn walk_map(&mut self, known: Option<&Known>, mut sources: Sources) -> Result<Option<Id>, KyamlError> {
        let Some(dest) = self.visit_map(&sources)? else { return Ok(None) };
        if let Some(slot) = sources.first_mut() {
            *slot = Some(dest);
        }
        let keys: BTreeSet<Key> = sources.iter().flatten().flat_map(|id| self.arena.keys(*id)).collect();
        for key in keys {
            let fields: Sources = sources.iter().map(|source| self.arena.field((*source)?, key.as_str())).collect();
            let below = self.field_of(known, &key, &fields);
            self.path.push(key.as_str().to_owned());
            let value = self.walk(below, fields)?;
            self.path.pop();
            self.arena.set_field(dest, &key, value);
        }
        Ok(Some(dest))
    }

    /// What is known of a field: by a comment, else by the schema.
    fn field_of(&self, known: Option<&Known>, key: &Key, fields: &Sources) -> Option<Known> {
        if let Some(said) = fields.iter().flatten().find_map(|id| self.arena.node(*id).schema.as_ref()) {
            return Some(self.by_comment(said));
        }
        let known = known?;
        let Some(field) = self.schema.field(known.ty, key.as_str()) else {
            return Known::plain(self.schema.child(known.ty, key.as_str())?);
        };
        let Some(patch) = field.patch else { return Some(Known { ty: field.ty, has_strategy: false, merge: false, keys: Vec::new() }) };
        let keys = match field.list {
            Listing::Map(keys) => keys.split(',').map(str::to_owned).collect(),
            Listing::Set | Listing::Atomic if patch.merge_key.is_empty() => Vec::new(),
            Listing::Set | Listing::Atomic => vec![patch.merge_key.to_owned()],
        };
        Some(Known { ty: field.ty, has_strategy: true, merge: patch.merge, keys })
    }

    fn by_comment(&self, said: &FieldSchema) -> Known {
        let ty = said.definition.as_deref().and_then(|name| self.schema.definition(name.rsplit('/').next().unwrap_or(name)));
        Known { ty: ty.unwrap_or(TypeRef::DEDUCED), has_strategy: said.merge, merge: said.merge, keys: said.merge_keys.clone() }
    }

    /// Where nothing is known so far: what a comment says, else the kind that one of the sources names.
    fn known_here(&self, known: Option<Known>, sources: &Sources) -> Option<Known> {
        if let Some(said) = sources.iter().flatten().find_map(|id| self.arena.node(*id).schema.as_ref()) {
            return Some(self.by_comment(said));
        }
        if known.is_some() {
            return known;
        }
        sources.iter().flatten().find_map(|id| {
            let text = |name: &str| self.arena.field(*id, name).map(|id| self.arena.text(id)).filter(|text| !text.is_empty());
            let (api_version, kind) = (text("apiVersion")?, text("kind")?);
            let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
            Some(Known { ty: self.schema.kind(group, version, &kind)?.root, has_strategy: false, merge: false, keys: Vec::new() })
        })
    }

    fn is_associative(&self, known: Option<&Known>, sources: &Sources) -> bool {
        match known {
            Some(known) => known.merge,
            None => self.options.infer_keys && sources.iter().flatten().any(|id| self.inferred_key(*id)),
        }
    }

    /// Whether every item of a list has a `name`.
    pub(super) fn inferred_key(&self, list: Id) -> bool {
        !self.arena.is_null(Some(list)) && self.arena.items(list).iter().all(|item| self.arena.field(*item, "name").is_some())
    }

    /// What is known of a list's items.
    pub(super) fn item_of(&self, known: Option<&Known>) -> Option<Known> {
        match self.schema.shape(known?.ty) {
            Shape::List { item, .. } => Known::plain(item),
            Shape::Deduced | Shape::Untyped | Shape::Scalar(_) | Shape::Map { .. } | Shape::Struct { .. } => None,
        }
    }

    /// A new empty list.
    pub(super) fn new_list(&mut self) -> Id {
        self.arena.add(Body::List(Vec::new()))
    }
}
