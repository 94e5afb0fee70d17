//! Strategic merge patches as apimachinery's `strategicpatch` has them: applied, made of two documents, made of three as
//! `kubectl apply` does. It knows no kind but by its schema.
//!
//! A field's published strategy decides: `merge` merges a list's items (maps by their merge key, scalars as a set),
//! `replace` takes the whole value, `retainKeys` drops keys that the patch does not name; without a strategy maps are
//! merged and lists replaced. In a patch `$patch: delete|replace` directs one map or item, `$retainKeys` lists what stays,
//! `$deleteFromPrimitiveList/FIELD` lists scalars to take out, `$setElementOrder/FIELD` gives the order of the outcome.
//!
//! Numbers are compared as numbers: Go's library calls `1` and `1.0` different types, which no API server ever sends.

mod apply;
mod conflict;
mod diff;
mod directive;
mod lists;
mod lookup;
mod places;

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::value::Map;

/// Why a patch cannot be made or applied. Texts are those of apimachinery where they tell no content: what stands in an
/// object may be a secret, so keys are named and values are not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategicError {
    /// A key that its type does not have, where the patch goes into it.
    #[error("unable to find api field in struct {ty} for the json field {field:?}")]
    UnknownField {
        /// The type's short name.
        ty: String,
        /// The key.
        field: String,
    },
    /// A map where the type has none, or a list where it has none.
    #[error("{expected}, but got: {found}")]
    Type {
        /// What the type should have been.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// An item of a merging list lacks its key.
    #[error("map: with keys {keys} does not contain declared merge key: {key}")]
    NoMergeKey {
        /// The keys that it has.
        keys: String,
        /// The one that it lacks.
        key: String,
    },
    /// An item or directive of another form than needed.
    #[error("expected a {expected}, but received a {found}")]
    Argument {
        /// What was needed.
        expected: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// A list holds items of different types.
    #[error("list element types are not identical")]
    MixedList,
    /// Lists are nested.
    #[error("lists of lists are not supported")]
    ListOfLists,
    /// An order was given for lists without any item.
    #[error("no elements in any of the given slices")]
    NoElements,
    /// A merging list of maps whose merge key nobody published.
    #[error("cannot merge lists without merge key for {0}")]
    NoDeclaredKey(&'static str),
    /// `$patch` with a word that has no meaning there.
    #[error("unknown patch type: {0}")]
    UnknownDirective(String),
    /// `$patch: merge` on an item.
    #[error("merging lists cannot yet be specified in the patch")]
    MergeDirective,
    /// `$patch` that is no text, where two objects are compared.
    #[error("invalid value for special key: $patch")]
    BadDirective,
    /// `$deleteFromPrimitiveList` without a field.
    #[error("invalid patch format of primitive list")]
    BadPrimitiveList,
    /// `$retainKeys` that does not name all keys of its patch, or is no list.
    #[error("invalid patch format of retainKeys")]
    BadRetainKeys,
    /// `$setElementOrder` that does not fit its list.
    #[error("invalid patch format of setElementOrder list")]
    BadElementOrder,
    /// The order of a patch's items contradicts `$setElementOrder`.
    #[error("The order in patch list doesn't match $setElementOrder list of {0}")]
    OrderMismatch(String),
    /// Two patches retain different keys; cannot come from documents.
    #[error("retainKeys of two patches differ: this may happen when calculating the 3-way diff patch")]
    RetainKeysDiffer,
    /// The current object was changed where the patch changes it too, and overwriting was not wanted.
    #[error("patch conflicts with changes made from original to current")]
    Conflict,
}

/// Whether a three-way patch overrides changes that others made to the fields it sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// As `kubectl apply` does by default.
    Yes,
    /// A conflict is an error.
    No,
}

/// The document with the patch applied, as the API server does it. `ty` is the type of the document
/// ([`Schema::root`] of its kind). Keys that the type does not know stay; the API server drops them when it decodes.
///
/// # Errors
/// When a directive has no meaning, a merging list's item lacks its key, or the patch goes into a field that the type does
/// not have.
pub fn apply(schema: &Schema, ty: TypeRef, document: &Map, patch: &Map) -> Result<Map, StrategicError> {
    let merge = apply::Merging { schema, parallel_lists: true, ignore_unmatched_nulls: true };
    merge.map(ty, apply::draft(document), apply::draft(patch)).map(apply::finished)
}

/// The patch that makes `modified` of `original`; empty where nothing differs. (An unsorted list of scalars that is equal
/// on both sides still yields its `$setElementOrder`, as with kubectl.)
///
/// # Errors
/// When a merging list's item lacks its key, or a map or list differs below a field that the type does not have.
pub fn two_way(schema: &Schema, ty: TypeRef, original: &Map, modified: &Map) -> Result<Map, StrategicError> {
    let options = diff::Options { element_order: true, ..diff::Options::default() };
    diff::maps(schema, ty, original, modified, options).map(apply::finished)
}

/// The patch for `current` that brings additions and changes from it to `modified`, and deletions from `original` to
/// `modified` (`CreateThreeWayMergePatch`).
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
    let changes = diff::Options { element_order: true, ignore_deletions: true, ..diff::Options::default() };
    let changes = diff::maps(schema, ty, current, modified, changes)?;
    let deletions = diff::Options { element_order: true, ignore_changes: true, ..diff::Options::default() };
    let deletions = diff::maps(schema, ty, original, modified, deletions)?;
    let merge = apply::Merging { schema, parallel_lists: false, ignore_unmatched_nulls: false };
    let patch = merge.map(ty, deletions, changes).map(apply::finished)?;
    if overwrite == Overwrite::No {
        let changed = diff::maps(schema, ty, original, current, diff::Options::default()).map(apply::finished)?;
        if conflict::maps(schema, ty, &patch, &changed)? {
            return Err(StrategicError::Conflict);
        }
    }
    Ok(patch)
}
