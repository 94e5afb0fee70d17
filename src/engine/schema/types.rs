//! The form of a table of types, whether generated (`table`) or learnt (`learnt`): what OpenAPI says of a type, brought
//! into the shapes that merges ask for. It knows no OpenAPI document and no kind by name.

use std::borrow::Cow;

use crate::model::object::value::Value;

/// A type of one of a schema's tables. Means something only to the `Schema` it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeRef {
    /// Which table: 0 is the built-in one, the learnt ones follow.
    pub(super) part: u16,
    /// Which type in it.
    pub(super) index: u32,
}

impl TypeRef {
    /// What a value is when nothing is known of it: scalars as they are, lists whole, maps by their keys
    /// (`__untyped_deduced_` of kube-openapi's `schemaconv`).
    pub const DEDUCED: Self = Self { part: 0, index: DEDUCED };
    /// A value that is only ever taken whole (`__untyped_atomic_`, for example `RawExtension`).
    pub const ATOMIC: Self = Self { part: 0, index: ATOMIC };
}

/// Index of the deduced type in every table.
pub(super) const DEDUCED: u32 = 0;
/// Index of the untyped atomic type in every table.
pub(super) const ATOMIC: u32 = 1;

/// A scalar's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Text, base64 bytes included.
    Str,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Any scalar: times, quantities, int-or-string.
    Any,
}

/// How the items of a list are told apart. `N` is the form of text in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing<N> {
    /// The list is one value.
    Atomic,
    /// Scalars, each once.
    Set,
    /// Maps, told apart by these keys, comma-separated in their published order.
    Map(N),
}

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Type<N: 'static + Clone> {
    /// See [`TypeRef::DEDUCED`].
    Deduced,
    /// See [`TypeRef::ATOMIC`].
    Untyped,
    /// A scalar.
    Scalar(Scalar),
    /// A list of items.
    List(u32, Listing<N>),
    /// A map from any key to values of one type, granular.
    Map(u32),
    /// The same, taken whole.
    AtomicMap(u32),
    /// A map with known keys.
    Struct {
        /// The definition's name (`io.k8s.api.core.v1.PodSpec`); empty for an inline one.
        name: N,
        /// Whether it is taken whole (`x-kubernetes-map-type: atomic`).
        atomic: bool,
        /// The type of keys that are not listed, if they are allowed.
        open: Option<u32>,
        /// Known keys, sorted by name.
        fields: Cow<'static, [Field<N>]>,
    },
}

/// A known key of a struct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field<N> {
    /// Its name.
    pub name: N,
    /// Its type.
    pub ty: u32,
    /// Index of its facts in the table; 0: none.
    pub facts: u16,
}

/// What is published of a field beside its type; most fields have none.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts<N> {
    /// Strategic merge, if anything was said.
    pub patch: Option<Patch<N>>,
    /// `x-kubernetes-map-type` beside the reference, which wins over that of the type.
    pub atomic: Option<bool>,
    /// `default`.
    pub default: Preset<N>,
}

/// `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patch<N> {
    /// The key by which a list's maps are told apart; empty for a list of scalars.
    pub merge_key: N,
    /// Items are merged, not replaced.
    pub merge: bool,
    /// The whole value is replaced.
    pub replace: bool,
    /// Keys that the patch does not retain are dropped.
    pub retain_keys: bool,
}

/// A published default.
#[derive(Debug, Clone, PartialEq)]
pub enum Preset<N> {
    /// There is none.
    None,
    /// A text.
    Str(N),
    /// An integer.
    Int(i64),
    /// A truth value.
    Bool(bool),
    /// `{}`: Go holds the struct itself, not a pointer to it, and prints it even where nothing was set.
    Empty,
    /// Anything else (learnt tables only).
    Value(Value),
}

/// Where the objects of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In a namespace.
    Namespaced,
    /// In the whole cluster.
    Cluster,
    /// The table does not say (kinds without a path of their own).
    Unknown,
}

/// A served kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind<N> {
    /// Group, empty for core.
    pub group: N,
    /// Version.
    pub version: N,
    /// Kind.
    pub kind: N,
    /// Resource name (`deployments`).
    pub plural: N,
    /// `deployment`.
    pub singular: N,
    /// Comma-separated short names (`deploy`).
    pub short_names: N,
    /// Comma-separated categories (`all`).
    pub categories: N,
    /// Comma-separated sub-resources (`scale,status`).
    pub subresources: N,
    /// Where it lives.
    pub scope: Scope,
    /// Whether it can only be created (reviews).
    pub create_only: bool,
    /// The type of its objects.
    pub root: u32,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<N: 'static + Clone> {
    /// Kinds, sorted by (group, kind, version).
    pub kinds: Cow<'static, [Kind<N>]>,
    /// Types; the first is [`Type::Deduced`], the second [`Type::Untyped`].
    pub types: Cow<'static, [Type<N>]>,
    /// Facts; the first is the empty one.
    pub facts: Cow<'static, [Facts<N>]>,
}
