//! Executes one text on one value, with the functions of `functions`.

use tiphys::engine::template::budget::{Budget, Limits};
use tiphys::engine::template::chance::Chance;
use tiphys::engine::template::dict::{Dict, DictKind};
use tiphys::engine::template::error::Failure;
use tiphys::engine::template::execute::{Host, MissingKey, execute};
use tiphys::engine::template::function::Scope;
use tiphys::engine::template::parse::{Finder, parse_with};
use tiphys::engine::template::set::Set;
use tiphys::engine::template::value::Value;

use super::functions;

/// A value of JSON, where every number is a float as Go reads it.
pub(super) fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(on) => Value::Bool(*on),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().expect("a number")),
        serde_json::Value::String(text) => Value::str(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value).collect()),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter().map(|(key, item)| (key.as_str().into(), value(item))).collect();
            Value::Dict(Dict::own(entries, DictKind::Any))
        }
    }
}

/// How an execution within limits ended.
pub(super) fn ended(text: &str, data: Value, missing: MissingKey, limits: Limits) -> Result<String, String> {
    outcome(text, data, missing, limits).map_err(|failure| failure.map_or_else(|error| error, |failure| failure.to_string()))
}

/// The same with the failure itself; a text that is no template gives its error's text.
pub(super) fn outcome(text: &str, data: Value, missing: MissingKey, limits: Limits) -> Result<String, Result<Failure, String>> {
    outcome_with(functions::find, text, data, missing, limits)
}

/// The same with other functions.
pub(super) fn outcome_with(
    find: Finder,
    text: &str,
    data: Value,
    missing: MissingKey,
    limits: Limits,
) -> Result<String, Result<Failure, String>> {
    let parsed = parse_with("x.yaml", text, find).map_err(|error| Err(error.to_string()))?;
    let mut set = Set::new("gotpl");
    set.associate(&parsed);
    let budget = Budget::new(limits);
    let chance = Chance::new([0; 32], jiff::Timestamp::UNIX_EPOCH);
    let scope = Scope { budget: &budget, chance: &chance };
    let host = Host { scope, missing, lookup: None, functions: find };
    match execute(&set, "x.yaml", data, &host) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(failure) => Err(Ok(failure)),
    }
}
