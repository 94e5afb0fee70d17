//! The suite `helm_set`: values given in one line, with a base or without. It knows no chart.

use crate::engine::render::helm::set::{self, Kind};
use crate::model::object::value::{Map, Value};

use super::{map_at, outcome};

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("");
    let kind = match text("flag") {
        "--set" => Kind::Typed,
        "--set-string" => Kind::Text,
        "--set-json" => Kind::Json,
        "--set-literal" => Kind::Literal,
        _ => return outcome(Err("unknown flag")),
    };
    outcome(set::parse(kind, text("str"), &map_at(row, "base")).map(Value::Map))
}
