//! JSON from and to values. Helm's functions swallow errors (`toJson`) or return them as values (`fromJson`); sprig's with
//! `must` do not. It knows no YAML.
//!
//! Source: Helm `funcs.go`, sprig `defaults.go`.

use super::args::{any, bytes, raw, string};
use super::convert::{from_json, json_kind, to_model};
use super::json_check;
use crate::engine::manifest::interner;
use crate::engine::manifest::json::{self, Html};
use crate::engine::manifest::json_read::{BadJson, Reader};
use crate::engine::template::dict::Dict;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;
use crate::model::object::value::Value as Model;

const ANY: &[Type] = &[Type::Any];
const TEXT: &[Type] = &[Type::Str];

pub(super) const TABLE: &[Function] = &[
    Function::new("fromJson", TEXT, from_json_map),
    Function::new("fromJsonArray", TEXT, from_json_array),
    Function::new("mustFromJson", TEXT, |scope, args| Ok(from_json(&read(scope, bytes(args, 0))?))),
    Function::new("mustToJson", ANY, |scope, args| printed(scope, args, json::to_json)),
    Function::new("mustToPrettyJson", ANY, |scope, args| printed(scope, args, pretty)),
    Function::new("mustToRawJson", ANY, |scope, args| printed(scope, args, json::canonical_json)),
    Function::new("toJson", ANY, |scope, args| swallowed(printed(scope, args, json::to_json))),
    Function::new("toPrettyJson", ANY, |scope, args| swallowed(printed(scope, args, pretty))),
    Function::new("toRawJson", ANY, |scope, args| printed(scope, args, json::canonical_json)),
];

fn pretty(value: &Model) -> Vec<u8> {
    json::to_json_pretty(value, Html::Escaped)
}

fn printed(scope: &Scope<'_>, args: &[Value], print: fn(&Model) -> Vec<u8>) -> Returned {
    let model = to_model(scope.budget, any(args, 0))?;
    let text = print(&model);
    // Escapes make texts up to six times as long as was counted.
    scope.budget.work(text.len() / 64)?;
    raw(text)
}

/// An empty text instead of an error; a limit stays one.
pub(super) fn swallowed(returned: Returned) -> Returned {
    match returned {
        Err(Fault::Error(_)) => string(""),
        other => other,
    }
}

/// Reads JSON as Go does.
fn read(scope: &Scope<'_>, text: &[u8]) -> Result<Model, Fault> {
    scope.budget.make(text.len())?;
    json_check::check(text)?;
    let mut interner = interner();
    let mut reader = Reader::new(text, &mut interner);
    let read = reader.value().map_err(|error| match error {
        BadJson::Depth => super::args::too_deep(),
        BadJson::Number => {
            let number: String = text
                .get(..reader.offset())
                .unwrap_or_default()
                .rsplit(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
                .next()
                .map(|digits| String::from_utf8_lossy(digits).into_owned())
                .unwrap_or_default();
            format!("json: cannot unmarshal number {number} into Go value of type float64").into()
        }
        other => other.to_string().into(),
    });
    read.and_then(|value| count(scope, &value).map(|()| value))
}

/// Counts what was read: a text of brackets is small, and its lists are not. The depth is bounded by who read.
pub(super) fn count(scope: &Scope<'_>, value: &Model) -> Result<(), Fault> {
    match value {
        Model::List(items) => {
            scope.budget.items(items.len().saturating_add(1))?;
            items.iter().try_for_each(|item| count(scope, item))
        }
        Model::Map(map) => {
            scope.budget.entries(map.len().saturating_add(1))?;
            map.iter().try_for_each(|(_, value)| count(scope, value))
        }
        Model::Null | Model::Bool(_) | Model::Int(_) | Model::Uint(_) | Model::Float(_) | Model::Str(_) => Ok(()),
    }
}

fn from_json_map(scope: &Scope<'_>, args: &[Value]) -> Returned {
    map(read(scope, bytes(args, 0)), "")
}

fn from_json_array(scope: &Scope<'_>, args: &[Value]) -> Returned {
    array(read(scope, bytes(args, 0)), "")
}

/// What was read as a dict; an error is its entry `Error`.
pub(super) fn map(read: Result<Model, Fault>, context: &str) -> Returned {
    let error = match read {
        Ok(model @ Model::Map(_)) => return Ok(from_json(&model)),
        Ok(Model::Null) if context.is_empty() => return Ok(Value::Dict(Dict::nil())),
        Ok(Model::Null) => return Ok(Value::Dict(Dict::default())),
        Ok(other) => mismatch(context, &other, "map[string]interface {}"),
        Err(Fault::Error(error)) => error,
        Err(limit) => return Err(limit),
    };
    let dict = Dict::default();
    dict.set("Error", Value::str(error));
    Ok(Value::Dict(dict))
}

/// What was read as a list; an error is its only item.
pub(super) fn array(read: Result<Model, Fault>, context: &str) -> Returned {
    let error = match read {
        Ok(model @ Model::List(_)) => return Ok(from_json(&model)),
        Ok(Model::Null) if context.is_empty() => {
            return Ok(Value::List(crate::engine::template::list::List::nil(crate::engine::template::list::Element::Any)));
        }
        Ok(Model::Null) => return Ok(Value::list(Vec::new())),
        Ok(other) => mismatch(context, &other, "[]interface {}"),
        Err(Fault::Error(error)) => error,
        Err(limit) => return Err(limit),
    };
    Ok(Value::list(vec![Value::str(error)]))
}

fn mismatch(context: &str, found: &Model, wanted: &str) -> String {
    format!("{context}json: cannot unmarshal {} into Go value of type {wanted}", json_kind(found))
}
