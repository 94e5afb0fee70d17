//! `metadata.managedFields`: read and written. It knows no merge.

use std::sync::Arc;

use super::fields::FieldSet;

/// `Apply` or `Update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Server-side apply.
    Apply,
    /// Everything else: POST, PUT, the other patches.
    Update,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Manager {
    /// The manager's name (`fieldManager`, else the user agent's first word).
    pub name: Arc<str>,
    /// How it writes.
    pub operation: Operation,
    /// The version of the object that it sent (`apps/v1`).
    pub api_version: Arc<str>,
    /// The sub-resource written through, empty for the object itself.
    pub subresource: Arc<str>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Who.
    pub manager: Manager,
    /// RFC 3339 in seconds; none where it was never set.
    pub time: Option<Arc<str>>,
    /// What.
    pub fields: FieldSet,
}
