//! JSON that lives inside annotations: kubectl's record of the last client-side apply. It knows no comparison.

use serde::de::DeserializeSeed;

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::key::Interner;
use crate::model::object::serde_de::{MAX_DEPTH, ValueSeed};
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
        Some(text) => match parse_json(text) {
            Ok(Value::Map(map)) => LastApplied::Applied(map),
            _ => LastApplied::Invalid,
        },
    }
}

/// The value in a JSON text. The error says where, and never quotes the text.
///
/// # Errors
/// When the text is no JSON, or deeper than [`MAX_DEPTH`].
pub fn parse_json(text: &str) -> Result<Value, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut interner = Interner::default();
    let fail = |error: serde_json::Error| format!("no JSON at line {} column {}", error.line(), error.column());
    let value = ValueSeed { interner: &mut interner, depth: MAX_DEPTH }.deserialize(&mut deserializer).map_err(fail)?;
    deserializer.end().map_err(fail)?;
    Ok(value)
}
