//! The suite `health`: a live object → status and message, or null where its kind has no health. It knows no cluster.

use crate::engine::health::{self, HealthRules};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin, build};
use crate::model::settings::{Settings, VersionProfile};

/// The answer to a row: the health as an Argo CD without customisations judges it. The cases of its scripts ask the script alone, which
/// judges an object that is being deleted as well.
pub fn answer(row: &Map) -> Value {
    let text = row.get("input").and_then(Value::as_str).unwrap_or("");
    let document = parse_yaml(text.as_bytes(), "input", ParseOptions::KUBERNETES).values.into_iter().next();
    let Some(Value::Map(map)) = document.map(|document| document.value) else { return Value::Null };
    let Ok(object) = Object::new(map, Origin::default()) else { return Value::Null };
    let profile = VersionProfile { name: "3.6".into(), ..VersionProfile::default() };
    let rules = HealthRules::new(&Settings { profile, ..Settings::default() });
    match health::by_table(&object).or_else(|| health::judge(&object, &rules).0) {
        None => Value::Null,
        Some(health) => Value::Map(build::map([("status", health.status.as_str().into()), ("message", Value::str(health.message))])),
    }
}
