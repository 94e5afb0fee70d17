//! Kustomize's merges (kyaml `merge2` and `merge3`): null deletes, lists of maps are merged by the keys of kyaml's own
//! schema, `$patch` directs. It knows no kustomization.
//!
//! kyaml merges YAML nodes in place, and much of what it does to lists follows from nodes being shared between the base and
//! the patch while they change. That is kept: the documents become nodes of one arena, the merge works on their numbers,
//! and the outcome becomes a value again. What only YAML text knows (quotes, comments, an empty value against a written
//! `null`) comes as [`hints::Hints`], where somebody read it.

pub mod hints;

mod keys;
mod lists;
mod node;
mod visit;
mod walk;

use crate::engine::schema::Schema;
use crate::model::object::value::Value;

use hints::Hints;
use node::Arena;
use walk::{Visitor, Walker};

/// Where new items of a merged list go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListDirection {
    /// Behind the old ones: kyaml's zero value, and what its tests use.
    Append,
    /// Before them: what Kustomize's patches do.
    #[default]
    Prepend,
}

/// How to merge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Where new items go.
    pub direction: ListDirection,
    /// Whether lists that the schema does not know are merged by `name` where all items have one; Kustomize does not.
    pub infer_keys: bool,
}

/// Why a merge is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KyamlError {
    /// The sides have different forms at a path.
    #[error("{path}: wrong node kind: expected {expected} but got {found}")]
    Kind {
        /// What was needed.
        expected: &'static str,
        /// What was found.
        found: &'static str,
        /// Where.
        path: String,
    },
    /// `$patch` with a word that has no meaning.
    #[error("{path}: unknown patch strategy '{word}'")]
    Strategy {
        /// The word.
        word: String,
        /// Where.
        path: String,
    },
    /// A list to be merged by a key that nobody published, and whose items agree on none.
    #[error("no merge key found for field {0}")]
    NoKey(String),
    /// Nested too deeply.
    #[error("{0}: nested too deeply")]
    Depth(String),
    /// Lists of too many items, each to be found among all others.
    #[error("{0}: too many items in a list that is merged by keys")]
    Size(String),
}

/// The base with the patch merged in, as `patches` and `patchesStrategicMerge` do it; `None` where the patch deletes the
/// whole. `schema` is [`Schema::kustomize`], or what a kustomization's `openapi` puts in its place.
///
/// # Errors
/// When forms differ or a directive has no meaning.
pub fn merge2(schema: &Schema, patch: &Value, base: &Value, options: Options) -> Result<Option<Value>, KyamlError> {
    merge2_hinted(schema, (patch, &Hints::default()), (base, &Hints::default()), options)
}

/// [`merge2`] with what the texts of patch and base told beside their values.
///
/// # Errors
/// As [`merge2`].
pub fn merge2_hinted(
    schema: &Schema,
    (patch, patch_hints): (&Value, &Hints),
    (base, base_hints): (&Value, &Hints),
    options: Options,
) -> Result<Option<Value>, KyamlError> {
    let mut arena = Arena::default();
    let base = arena.read(base, base_hints);
    let patch = arena.read(patch, patch_hints);
    run(schema, arena, vec![Some(base), Some(patch)], Visitor::Merge2, options)
}

/// [`merge2`] of values that are not printed afterwards but read on (kyaml decodes the nodes themselves): a number in the place of a
/// quoted text stays a number, for a node's style says nothing about what it is.
///
/// # Errors
/// As [`merge2`].
pub fn merge2_decoded(
    schema: &Schema,
    (patch, patch_hints): (&Value, &Hints),
    (base, base_hints): (&Value, &Hints),
    options: Options,
) -> Result<Option<Value>, KyamlError> {
    let mut arena = Arena::default();
    arena.is_decoded = true;
    let base = arena.read(base, base_hints);
    let patch = arena.read(patch, patch_hints);
    run(schema, arena, vec![Some(base), Some(patch)], Visitor::Merge2, options)
}

/// The local document with the changes from `origin` to `updated` merged in.
///
/// # Errors
/// As [`merge2`].
pub fn merge3(schema: &Schema, origin: &Value, updated: &Value, local: &Value, options: Options) -> Result<Option<Value>, KyamlError> {
    let none = Hints::default();
    merge3_hinted(schema, [(origin, &none), (updated, &none), (local, &none)], options)
}

/// [`merge3`] of origin, updated and local, with what their texts told beside their values.
///
/// # Errors
/// As [`merge2`].
pub fn merge3_hinted(
    schema: &Schema,
    [origin, updated, local]: [(&Value, &Hints); 3],
    options: Options,
) -> Result<Option<Value>, KyamlError> {
    let mut arena = Arena::default();
    let sources = [local, origin, updated].map(|(value, hints)| Some(arena.read(value, hints)));
    // kyaml's zero value, which merge3 never changes.
    let options = Options { direction: ListDirection::Append, ..options };
    run(schema, arena, sources.to_vec(), Visitor::Merge3, options)
}

fn run(
    schema: &Schema,
    arena: Arena,
    sources: Vec<Option<node::Id>>,
    visitor: Visitor,
    options: Options,
) -> Result<Option<Value>, KyamlError> {
    let mut walker = Walker { schema, arena, visitor, options, path: Vec::new() };
    let outcome = walker.walk(None, sources)?;
    Ok(outcome.map(|id| walker.arena.write(id)))
}
