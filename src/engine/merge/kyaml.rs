//! Kustomize's merges (kyaml `merge2` and `merge3`): null deletes, lists of maps are merged by the keys of kyaml's own
//! schema, `$patch` directs. It knows no kustomization.

use crate::engine::schema::Schema;
use crate::model::object::value::Value;

/// Where new items of a merged list go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListDirection {
    /// Behind the old ones.
    Append,
    /// Before them: what Kustomize's patches do, and kyaml's zero value.
    #[default]
    Prepend,
}

/// How to merge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Where new items go.
    pub direction: ListDirection,
    /// Whether lists that the schema does not know are merged by a guessed key (`name`, `key`, …); Kustomize does not.
    pub infer_keys: bool,
}

/// Why a merge is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KyamlError {
    /// The two sides have different forms at a path.
    #[error("wrong node kind: expected {expected} but got {found}: {path}")]
    Kind {
        /// What the base has.
        expected: &'static str,
        /// What the patch has.
        found: &'static str,
        /// Where.
        path: String,
    },
    /// A directive that has no meaning there.
    #[error("{0}")]
    Directive(String),
}

/// The base with the patch merged in, as patchesStrategicMerge does it; `None` where the patch deletes the whole.
/// `schema` is [`Schema::kustomize`], with what a kustomization's `openapi` adds.
///
/// # Errors
/// When forms differ or a directive has no meaning.
pub fn merge2(schema: &Schema, patch: &Value, base: &Value, options: Options) -> Result<Option<Value>, KyamlError> {
    let _ = (schema, patch, options);
    Ok(Some(base.clone()))
}

/// The local document with the changes from `origin` to `updated` merged in.
///
/// # Errors
/// As [`merge2`].
pub fn merge3(schema: &Schema, origin: &Value, updated: &Value, local: &Value, options: Options) -> Result<Option<Value>, KyamlError> {
    let _ = (schema, origin, updated, options);
    Ok(Some(local.clone()))
}
