//! JSON that lives inside annotations: kubectl's record of the last client-side apply. It knows no comparison.

use crate::engine::manifest::json::parse_json;
use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// What an object's last-applied annotation holds.
#[derive(Debug, Clone, PartialEq)]
pub enum LastApplied {
    /// There is no such annotation.
    Absent,
    /// It is there and holds no JSON map. Its text is never shown: it may hold a secret.
    Invalid,
    /// The object as it was applied.
    Applied(Map),
}

/// Reads the annotation of a live object.
pub fn last_applied(object: &Object) -> LastApplied {
    match object.annotation(annotation::LAST_APPLIED) {
        None => LastApplied::Absent,
        Some(text) => match parse_json(text.as_bytes()) {
            Ok(Value::Map(map)) => LastApplied::Applied(map),
            _ => LastApplied::Invalid,
        },
    }
}
