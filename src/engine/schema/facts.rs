//! What a schema answers: borrowed views on its tables. It knows no table's storage.

use crate::model::object::value::{Map, Value};

use super::types::{Listing, Patch, Preset, Scalar, Scope, TypeRef};

/// What is known of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldInfo<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub ty: TypeRef,
    /// How its items are told apart; `Atomic` as well where it is no list.
    pub list: Listing<&'a str>,
    /// What strategic merge was told, if anything.
    pub patch: Option<Patch<&'a str>>,
    /// `x-kubernetes-map-type` said beside the reference, which wins over the type's own.
    pub atomic: Option<bool>,
    /// The published default.
    pub default: Preset<&'a str>,
}

impl FieldInfo<'_> {
    /// The published default as a value. Go's zero values (`""`, `0`) are published for required fields as well.
    pub fn default_value(&self) -> Option<Value> {
        match &self.default {
            Preset::None => None,
            Preset::Str(text) => Some(Value::str(*text)),
            Preset::Int(number) => Some(Value::Int(*number)),
            Preset::Bool(truth) => Some(Value::Bool(*truth)),
            Preset::Empty => Some(Value::Map(Map::default())),
            Preset::Value(value) => Some(value.clone()),
        }
    }
}

/// A type, taken apart one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'a> {
    /// See [`TypeRef::DEDUCED`].
    Deduced,
    /// See [`TypeRef::ATOMIC`].
    Untyped,
    /// A scalar.
    Scalar(Scalar),
    /// A list.
    List {
        /// The type of its items.
        item: TypeRef,
        /// How they are told apart.
        listing: Listing<&'a str>,
    },
    /// A map from any key.
    Map {
        /// The type of its values.
        item: TypeRef,
        /// Whether it is taken whole.
        atomic: bool,
    },
    /// A map with known keys.
    Struct {
        /// The definition's name; empty for an inline one.
        name: &'a str,
        /// Whether it is taken whole.
        atomic: bool,
        /// The type of other keys, if they are allowed.
        open: Option<TypeRef>,
    },
}

/// What is known of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindInfo<'a> {
    /// Group, empty for core.
    pub group: &'a str,
    /// Version.
    pub version: &'a str,
    /// Kind.
    pub kind: &'a str,
    /// Resource name (`deployments`); empty where it has no path of its own.
    pub plural: &'a str,
    /// `deployment`.
    pub singular: &'a str,
    /// Comma-separated (`deploy`); see [`words`].
    pub short_names: &'a str,
    /// Comma-separated (`all`).
    pub categories: &'a str,
    /// Comma-separated (`scale,status`).
    pub subresources: &'a str,
    /// Where its objects live.
    pub scope: Scope,
    /// Whether it can only be created (reviews).
    pub create_only: bool,
    /// The type of its objects.
    pub root: TypeRef,
}

impl KindInfo<'_> {
    /// Whether its objects live in a namespace. Kinds of which that is not known do, as kubectl's and Kustomize's rule is.
    pub fn namespaced(&self) -> bool {
        self.scope != Scope::Cluster
    }

    /// Whether it has this sub-resource (`status`, `scale`, `log`).
    pub fn has_subresource(&self, name: &str) -> bool {
        words(self.subresources).any(|own| own == name)
    }
}

/// The words of a comma-separated list; none of an empty one.
pub fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|word| !word.is_empty())
}
