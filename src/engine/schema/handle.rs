//! The methods of `Schema`: the built-in table and what was learnt, asked as one. It knows neither form of merge.

use std::sync::Arc;

use super::facts::{FieldInfo, KindInfo, Shape};
use super::types::{ATOMIC, DEDUCED, Facts, Field, Kind, Listing, Patch, Preset, Table, Type, TypeRef};
use super::{Learnt, Schema, kyaml_table, table};

/// One table of a schema.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Static(&'static Table<&'static str>),
    Learnt(Arc<Learnt>),
}

/// Runs the same code on either form of table.
macro_rules! on_table {
    ($part:expr, $table:ident => $body:expr) => {
        match $part {
            Part::Static($table) => $body,
            Part::Learnt(learnt) => {
                let $table = &learnt.table;
                $body
            }
        }
    };
}

impl Default for Schema {
    /// [`Schema::builtin`].
    fn default() -> Self {
        Self::builtin()
    }
}

impl Schema {
    /// The built-in kinds of the Kubernetes version named at the top of `table.rs`.
    pub fn builtin() -> Self {
        Self { parts: vec![Part::Static(&table::TABLE)] }
    }

    /// What Kustomize knows: kyaml's own older table, of which only merge keys and scopes are kept.
    pub fn kustomize() -> Self {
        Self { parts: vec![Part::Static(&kyaml_table::TABLE)] }
    }

    /// Nothing built in (Kustomize's `openapi.path` replaces the built-in schema).
    pub fn empty() -> Self {
        Self { parts: Vec::new() }
    }

    /// The same with learnt kinds; of a kind in several, the one added last counts.
    #[must_use]
    pub fn with(mut self, learnt: Arc<Learnt>) -> Self {
        self.parts.push(Part::Learnt(learnt));
        self
    }

    /// A kind.
    pub fn kind(&self, group: &str, version: &str, kind: &str) -> Option<KindInfo<'_>> {
        self.parts.iter().enumerate().rev().find_map(|(index, part)| {
            on_table!(part, table => table.kinds.iter().find(|own| own.is(group, version, kind)).map(|own| kind_info(index, own)))
        })
    }

    /// The kind served as this resource (`apps`, `v1`, `deployments`).
    pub fn resource(&self, group: &str, version: &str, plural: &str) -> Option<KindInfo<'_>> {
        self.kinds().find(|kind| kind.plural == plural && kind.group == group && kind.version == version)
    }

    /// Every kind, the ones added last first.
    pub fn kinds(&self) -> impl Iterator<Item = KindInfo<'_>> {
        self.parts.iter().enumerate().rev().flat_map(|(index, part)| {
            let kinds: Box<dyn Iterator<Item = KindInfo<'_>>> = on_table!(part, table => {
                Box::new(table.kinds.iter().map(move |own| kind_info(index, own)))
            });
            kinds
        })
    }

    /// The type of a kind's objects; deduced where the kind is not known.
    pub fn root(&self, group: &str, version: &str, kind: &str) -> TypeRef {
        self.kind(group, version, kind).map_or(TypeRef::DEDUCED, |kind| kind.root)
    }

    /// The type of a kind that Kubernetes itself serves, and so takes strategic merge patches for; `None` for custom
    /// resources.
    pub fn builtin_root(&self, group: &str, version: &str, kind: &str) -> Option<TypeRef> {
        self.parts.iter().enumerate().find_map(|(index, part)| {
            let Part::Static(table) = part else { return None };
            table.kinds.iter().find(|own| own.is(group, version, kind)).map(|own| type_ref(index, own.root))
        })
    }

    /// The type of a definition by its name (`io.k8s.api.core.v1.PodSpec`).
    pub fn definition(&self, name: &str) -> Option<TypeRef> {
        self.parts.iter().enumerate().rev().find_map(|(part, own)| {
            let index = on_table!(own, table => table.types.iter().position(|ty| ty.is_named(name)))?;
            Some(type_ref(part, u32::try_from(index).ok()?))
        })
    }

    /// A type, taken apart one level.
    pub fn shape(&self, ty: TypeRef) -> Shape<'_> {
        match ty.index {
            DEDUCED => return Shape::Deduced,
            ATOMIC => return Shape::Untyped,
            _ => {}
        }
        let Some(part) = self.parts.get(usize::from(ty.part)) else { return Shape::Deduced };
        on_table!(part, table => table.types.get(ty.index as usize).map_or(Shape::Deduced, |own| shape(ty.part, own)))
    }

    /// A known key of a struct. None where the type is no struct or has no such key.
    pub fn field(&self, ty: TypeRef, name: &str) -> Option<FieldInfo<'_>> {
        let part = self.parts.get(usize::from(ty.part))?;
        on_table!(part, table => {
            let Type::Struct { fields, .. } = table.types.get(ty.index as usize)? else { return None };
            let index = fields.binary_search_by(|own| AsRef::<str>::as_ref(&own.name).cmp(name)).ok()?;
            Some(field_info(ty.part, table, fields.get(index)?))
        })
    }

    /// Every known key of a struct, sorted; none of anything else.
    pub fn fields(&self, ty: TypeRef) -> Vec<FieldInfo<'_>> {
        let Some(part) = self.parts.get(usize::from(ty.part)) else { return Vec::new() };
        on_table!(part, table => {
            let Some(Type::Struct { fields, .. }) = table.types.get(ty.index as usize) else { return Vec::new() };
            fields.iter().map(|own| field_info(ty.part, table, own)).collect()
        })
    }

    /// The type of the value under a key: a known key's, else that of the other keys. None: the key is not allowed, or
    /// the type is no map.
    pub fn child(&self, ty: TypeRef, key: &str) -> Option<TypeRef> {
        match self.shape(ty) {
            Shape::Deduced => Some(TypeRef::DEDUCED),
            Shape::Untyped => Some(TypeRef::ATOMIC),
            Shape::Map { item, .. } => Some(item),
            Shape::Struct { open, .. } => self.field(ty, key).map(|field| field.ty).or(open),
            Shape::Scalar(_) | Shape::List { .. } => None,
        }
    }

    /// The type of a list's items; an untyped list's are taken whole.
    pub fn item(&self, ty: TypeRef) -> TypeRef {
        match self.shape(ty) {
            Shape::List { item, .. } => item,
            Shape::Deduced | Shape::Untyped | Shape::Scalar(_) | Shape::Map { .. } | Shape::Struct { .. } => TypeRef::ATOMIC,
        }
    }
}

impl<N: AsRef<str>> Kind<N> {
    fn is(&self, group: &str, version: &str, kind: &str) -> bool {
        self.kind.as_ref() == kind && self.group.as_ref() == group && self.version.as_ref() == version
    }
}

impl<N: AsRef<str> + Clone> Type<N> {
    fn is_named(&self, wanted: &str) -> bool {
        matches!(self, Self::Struct { name, .. } if name.as_ref() == wanted)
    }
}

/// There are a handful of parts; one that does not fit cannot be made (`Schema::with` is called once a group version).
fn type_ref(part: usize, index: u32) -> TypeRef {
    TypeRef { part: u16::try_from(part).unwrap_or(u16::MAX), index }
}

fn kind_info<N: AsRef<str>>(part: usize, own: &Kind<N>) -> KindInfo<'_> {
    KindInfo {
        group: own.group.as_ref(),
        version: own.version.as_ref(),
        kind: own.kind.as_ref(),
        plural: own.plural.as_ref(),
        singular: own.singular.as_ref(),
        short_names: own.short_names.as_ref(),
        categories: own.categories.as_ref(),
        subresources: own.subresources.as_ref(),
        scope: own.scope,
        create_only: own.create_only,
        root: type_ref(part, own.root),
    }
}

fn listing<N: AsRef<str>>(own: &Listing<N>) -> Listing<&str> {
    match own {
        Listing::Atomic => Listing::Atomic,
        Listing::Set => Listing::Set,
        Listing::Map(keys) => Listing::Map(keys.as_ref()),
    }
}

fn shape<N: AsRef<str> + Clone>(part: u16, own: &Type<N>) -> Shape<'_> {
    let at = |index: u32| TypeRef { part, index };
    match own {
        Type::Deduced => Shape::Deduced,
        Type::Untyped => Shape::Untyped,
        Type::Scalar(scalar) => Shape::Scalar(*scalar),
        Type::List(item, kind) => Shape::List { item: at(*item), listing: listing(kind) },
        Type::Map(item) => Shape::Map { item: at(*item), atomic: false },
        Type::AtomicMap(item) => Shape::Map { item: at(*item), atomic: true },
        Type::Struct { name, atomic, open, .. } => Shape::Struct { name: name.as_ref(), atomic: *atomic, open: open.map(at) },
    }
}

fn field_info<'a, N: AsRef<str> + Clone>(part: u16, table: &'a Table<N>, own: &'a Field<N>) -> FieldInfo<'a> {
    let facts: Option<&Facts<N>> = table.facts.get(usize::from(own.facts));
    let list = if let Some(Type::List(_, kind)) = table.types.get(own.ty as usize) { listing(kind) } else { Listing::Atomic };
    let patch = facts.and_then(|facts| facts.patch.as_ref()).map(|patch| Patch {
        merge_key: patch.merge_key.as_ref(),
        merge: patch.merge,
        replace: patch.replace,
        retain_keys: patch.retain_keys,
    });
    let default = match facts.map(|facts| &facts.default) {
        None | Some(Preset::None) => Preset::None,
        Some(Preset::Str(text)) => Preset::Str(text.as_ref()),
        Some(Preset::Int(number)) => Preset::Int(*number),
        Some(Preset::Bool(truth)) => Preset::Bool(*truth),
        Some(Preset::Empty) => Preset::Empty,
        Some(Preset::Value(value)) => Preset::Value(value.clone()),
    };
    let ty = TypeRef { part, index: own.ty };
    FieldInfo { name: own.name.as_ref(), ty, list, patch, atomic: facts.and_then(|facts| facts.atomic), default }
}
