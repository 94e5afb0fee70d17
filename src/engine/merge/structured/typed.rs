//! A value seen through its type: which form it takes there, and what tells a list's items apart. It knows no manager.

use crate::engine::schema::Schema;
use crate::engine::schema::facts::{FieldInfo, Shape, words};
use crate::engine::schema::types::{Listing, Preset, Scalar, TypeRef};
use crate::model::object::value::Value;

use super::element::Element;

/// A reference to a type, with what was said beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ref {
    /// The type.
    pub ty: TypeRef,
    /// Whether it is taken whole, where the reference says so.
    pub atomic: Option<bool>,
}

impl Ref {
    /// A plain reference.
    pub fn to(ty: TypeRef) -> Self {
        Self { ty, atomic: None }
    }

    fn of(field: &FieldInfo<'_>) -> Self {
        Self { ty: field.ty, atomic: field.atomic }
    }
}

/// What a type allows a value to be (structured-merge-diff's `Atom`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom<'s> {
    pub(super) scalar: Option<Scalar>,
    pub(super) list: Option<ListAtom<'s>>,
    pub(super) map: Option<MapAtom>,
}

/// A list's side of a type.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListAtom<'s> {
    pub(super) item: Ref,
    pub(super) listing: Listing<&'s str>,
}

/// A map's side of a type.
#[derive(Debug, Clone, Copy)]
pub(super) struct MapAtom {
    ty: TypeRef,
    pub(super) atomic: bool,
}

/// The form that a value takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form<'s> {
    Scalar(Scalar),
    List(ListAtom<'s>),
    Map(MapAtom),
}

impl Form<'_> {
    pub(super) fn is_same(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Scalar(_), Self::Scalar(_)) | (Self::List(_), Self::List(_)) | (Self::Map(_), Self::Map(_)))
    }
}

/// What a type allows.
pub(super) fn atom(schema: &Schema, reference: Ref) -> Atom<'_> {
    let over = reference.atomic;
    let map = |ty: TypeRef, atomic: bool| Some(MapAtom { ty, atomic: over.unwrap_or(atomic) });
    let (scalar, list, map) = match schema.shape(reference.ty) {
        Shape::Deduced => {
            let list = ListAtom { item: Ref::to(TypeRef::ATOMIC), listing: Listing::Atomic };
            (Some(Scalar::Any), Some(list), map(TypeRef::DEDUCED, false))
        }
        Shape::Untyped => {
            let list = ListAtom { item: Ref::to(TypeRef::ATOMIC), listing: Listing::Atomic };
            (Some(Scalar::Any), Some(list), map(TypeRef::ATOMIC, true))
        }
        Shape::Scalar(scalar) => (Some(scalar), None, None),
        Shape::List { item, listing } => {
            let listing = if over == Some(true) { Listing::Atomic } else { listing };
            (None, Some(ListAtom { item: Ref::to(item), listing }), None)
        }
        Shape::Map { atomic, .. } | Shape::Struct { atomic, .. } => (None, None, map(reference.ty, atomic)),
    };
    Atom { scalar, list, map }
}

/// The form of a value of a type; where the value does not fit, or is null, what the type is first of all.
pub(super) fn form<'s>(atom: Atom<'s>, value: Option<&Value>) -> Form<'s> {
    let fitting = match value {
        None | Some(Value::Null) => None,
        Some(Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_)) => atom.scalar.map(Form::Scalar),
        Some(Value::List(_)) => atom.list.map(Form::List),
        Some(Value::Map(_)) => atom.map.map(Form::Map),
    };
    let first = || atom.map.map(Form::Map).or(atom.scalar.map(Form::Scalar)).or(atom.list.map(Form::List));
    fitting.or_else(first).unwrap_or(Form::Scalar(Scalar::Any))
}

impl MapAtom {
    /// The type of the value under a key, and whether the key is a named field. `None`: the key is not allowed.
    pub(super) fn child(self, schema: &Schema, key: &str) -> Option<(Ref, bool)> {
        match schema.field(self.ty, key) {
            Some(field) => Some((Ref::of(&field), true)),
            None => schema.child(self.ty, key).map(|ty| (Ref::to(ty), false)),
        }
    }

    /// Whether nothing is known of its keys.
    pub(super) fn is_deduced(self, schema: &Schema) -> bool {
        match schema.shape(self.ty) {
            Shape::Deduced => true,
            Shape::Map { item, .. } => item == TypeRef::DEDUCED,
            Shape::Struct { .. } | Shape::Untyped | Shape::Scalar(_) | Shape::List { .. } => false,
        }
    }
}

/// What names an item of a list that is no single value.
///
/// # Errors
/// When the item cannot be told apart: the reason in structured-merge-diff's words.
pub(super) fn element(schema: &Schema, list: ListAtom<'_>, item: &Value) -> Result<Element, String> {
    match list.listing {
        Listing::Atomic => Err("invalid indexing of non-associative list".to_owned()),
        Listing::Map(keys) => {
            let map = match item {
                Value::Map(map) => map,
                Value::Null => return Err("associative list with keys may not have a null element".to_owned()),
                Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) | Value::List(_) => {
                    return Err("associative list with keys may not have non-map elements".to_owned());
                }
            };
            let mut pairs = Vec::new();
            for key in words(keys) {
                let own = map.get(key).cloned().or_else(|| key_default(schema, list.item, key));
                pairs.extend(own.map(|value| (key.into(), value)));
            }
            if pairs.is_empty() {
                let keys: Vec<&str> = words(keys).collect();
                return Err(format!(
                    "associative list with keys has an element that omits all key fields {keys:?} (and doesn't have default values for any key fields)"
                ));
            }
            pairs.sort_by(|(a, _): &(std::sync::Arc<str>, Value), (b, _)| a.cmp(b));
            Ok(Element::Key(pairs.into()))
        }
        Listing::Set => match item {
            Value::Map(_) => Err("associative list without keys has an element that's a map type".to_owned()),
            Value::List(_) => Err("not supported: associative list with lists as elements".to_owned()),
            Value::Null => Err("associative list without keys has an element that's an explicit null".to_owned()),
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => Ok(Element::Value(item.clone())),
        },
    }
}

fn key_default(schema: &Schema, item: Ref, key: &str) -> Option<Value> {
    let field = schema.field(item.ty, key)?;
    if field.default == Preset::Empty { None } else { field.default_value() }
}

/// Whether a scalar fits its type; the reason in structured-merge-diff's words, less the value.
pub(super) fn check_scalar(scalar: Scalar, value: Option<&Value>) -> Result<(), String> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(()) };
    let (fits, wanted) = match scalar {
        Scalar::Int | Scalar::Number => (value.is_number(), "numeric (int or float)"),
        Scalar::Str => (value.as_str().is_some(), "string"),
        Scalar::Bool => (value.as_bool().is_some(), "boolean"),
        Scalar::Any => (!matches!(value, Value::List(_) | Value::Map(_)), "any scalar"),
    };
    if fits { Ok(()) } else { Err(format!("expected {wanted}, got {}", value.kind_name())) }
}
