//! Sets of field paths in the form of `managedFields[].fieldsV1`. It knows no schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::object::value::Value;

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// `f:` a field or map key.
    Field(Arc<str>),
    /// `k:` an item of a list of maps, by its keys (sorted by name).
    Key(Arc<[(Arc<str>, Value)]>),
    /// `v:` an item of a set.
    Value(Value),
    /// `i:` an index (only read, never made).
    Index(i64),
}

/// A set of paths: members at this level, and sets below.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldSet {
    pub(super) members: BTreeSet<Arc<str>>,
    pub(super) children: BTreeMap<Arc<str>, FieldSet>,
}
