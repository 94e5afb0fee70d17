//! Strategic merge patches as apimachinery's `strategicpatch` has them: applied, made of two documents, made of three as
//! `kubectl apply` does. It knows no kind but by its schema.

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::value::Map;

/// Why a patch cannot be made or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategicError {
    /// A directive or a list item that has no meaning.
    #[error("{0}")]
    Invalid(String),
    /// The current object was changed where the patch changes it too, and overwriting was not wanted.
    #[error("patch conflicts with changes made from original to current configuration")]
    Conflict,
    /// The patch would change what must not change.
    #[error("precondition failed for {0}")]
    Precondition(&'static str),
}

/// Whether a three-way patch overrides changes that others made to the fields it sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// As `kubectl apply` does by default.
    Yes,
    /// A conflict is an error.
    No,
}

/// The document with the patch applied.
///
/// # Errors
/// When a directive has no meaning or a merging list's item lacks its key.
pub fn apply(schema: &Schema, ty: TypeRef, document: &Map, patch: &Map) -> Result<Map, StrategicError> {
    let _ = (schema, ty, document, patch);
    Err(StrategicError::Invalid("not read yet".into()))
}

/// The patch that makes `modified` of `original`.
///
/// # Errors
/// When a merging list's item lacks its key.
pub fn two_way(schema: &Schema, ty: TypeRef, original: &Map, modified: &Map) -> Result<Map, StrategicError> {
    let _ = (schema, ty, original, modified);
    Err(StrategicError::Invalid("not read yet".into()))
}

/// The patch for `current` that brings additions and changes from it to `modified`, and deletions from `original` to
/// `modified`.
///
/// # Errors
/// As [`two_way`]; and a conflict where overwriting is not wanted.
pub fn three_way(
    schema: &Schema,
    ty: TypeRef,
    original: &Map,
    modified: &Map,
    current: &Map,
    overwrite: Overwrite,
) -> Result<Map, StrategicError> {
    let _ = (schema, ty, original, modified, current, overwrite);
    Err(StrategicError::Invalid("not read yet".into()))
}
