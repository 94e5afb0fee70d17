//! YAML and JSON ⇄ objects: the only place where manifests are parsed and printed. The quirks of Go's YAML decoders live
//! here. It knows no Git and no cluster.
//!
//! Text becomes [`yaml::Documents`] (values with lines and problems), documents become objects (`objects`), values become
//! text again by `emit` (YAML, byte for byte as Go's `sigs.k8s.io/yaml`) and `json`. `quantity` and `duration` read the
//! two scalar languages of Kubernetes that compare and sync must understand.

pub mod budget;
mod build;
mod document;
pub mod duration;
pub mod emit;
pub mod emit_scalar;
mod emit_text;
pub mod emit_v3;
pub mod file;
mod frame;
pub mod gofloat;
pub mod json;
pub mod json_read;
pub mod kustomize;
pub mod notes;
pub mod objects;
pub mod quantity;
pub mod scalar;
pub mod split;
pub mod styled;
pub mod timestamp;
pub mod yaml;

use crate::model::object::key::Interner;

/// A fresh interner over the schema's table of well-known field names: one for each file, body or stream, so that its
/// texts live as long as the document and no longer.
pub fn interner() -> Interner {
    Interner::new(crate::engine::schema::names::FIELD_NAMES)
}
