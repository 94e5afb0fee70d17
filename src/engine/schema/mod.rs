//! Facts about kinds: merge keys, list types, scopes. Built-in kinds by one generated table; the rest learnt from the API
//! server. It knows no client.
//!
//! A [`types::TypeRef`] names a type of one table; it means something only to the [`Schema`] it came from.

pub mod facts;
pub mod go;
pub mod handle;
pub mod kyaml_table;
pub mod names;
pub mod openapi;
mod openapi_parts;
pub mod table;
pub mod types;

use std::sync::Arc;

/// What an API server, a CRD or a kustomization published, in the same form as the generated table.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    table: types::Table<Arc<str>>,
}

/// Facts about the kinds of one cluster: the built-in ones, and what was learnt of the rest. Cloning is a few reference
/// counts.
#[derive(Debug, Clone)]
pub struct Schema {
    parts: Vec<handle::Part>,
}
