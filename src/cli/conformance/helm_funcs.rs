//! The suite `helm_funcs`: a template on a value, with the functions of charts. It knows no chart.

use jiff::Timestamp;

use crate::engine::template::budget::{Budget, Limits};
use crate::engine::template::chance::Chance;
use crate::engine::template::execute::{Host, MissingKey, execute};
use crate::engine::template::function::Scope;
use crate::engine::template::functions;
use crate::engine::template::parse::parse_with;
use crate::engine::template::set::Set;
use crate::engine::template::value::Value as Data;
use crate::model::object::value::{Map, Value};

use super::outcome;

/// The answer to a row: the text, or the error.
pub fn answer(row: &Map) -> Value {
    let text = row.get("tpl").and_then(Value::as_str).unwrap_or("");
    let vars = row.get("vars").cloned().unwrap_or_default();
    match executed(text, &vars) {
        Ok(text) => Value::str(text),
        Err(error) => outcome(Err(error)),
    }
}

/// Missing entries are as in the peers' own tests, which set no option.
fn executed(text: &str, vars: &Value) -> Result<String, String> {
    let parsed = parse_with("test", text, functions::find).map_err(|error| error.to_string())?;
    let mut set = Set::new("test");
    set.associate(&parsed);
    let budget = Budget::new(Limits::default());
    let chance = Chance::new([0; 32], Timestamp::UNIX_EPOCH);
    let scope = Scope { budget: &budget, chance: &chance };
    let host = Host { scope, missing: MissingKey::Invalid, lookup: None, functions: functions::find };
    let printed = execute(&set, "test", Data::from_model(vars), &host).map_err(|failure| failure.to_string())?;
    Ok(String::from_utf8_lossy(&printed).into_owned())
}
