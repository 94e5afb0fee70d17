//! Values of templates as what is printed as YAML and JSON, and back. It knows no text.
//!
//! Source: Go's `encoding/json`: bytes are base 64, a slice that was never made is null, what is no UTF-8 becomes U+FFFD,
//! a number that was read is a `float64`.

use base64::Engine as _;

use super::args::{MAX_DEPTH, too_deep};
use super::runes;
use super::show::float as float_text;
use crate::engine::template::budget::Budget;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::Fault;
use crate::engine::template::value::{IntType, Value};
use crate::model::object::value::{Map, Value as Model};

/// The value as JSON has it. What printing it takes is counted before.
///
/// # Errors
/// `json: unsupported value: …` for numbers that JSON lacks and dicts that hold themselves.
pub(super) fn to_model(budget: &Budget, value: &Value) -> Result<Model, Fault> {
    Converter { budget, path: Vec::new(), kind: Kind::Json }.model(value, 0)
}

/// The value as yaml.v3 prints it without a way through JSON: bytes are numbers, a slice that was never made is empty, and
/// every float has a form.
///
/// # Errors
/// For dicts that hold themselves.
pub(super) fn to_go_model(budget: &Budget, value: &Value) -> Result<Model, Fault> {
    Converter { budget, path: Vec::new(), kind: Kind::Go }.model(value, 0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Go,
}

struct Converter<'b> {
    budget: &'b Budget,
    /// The dicts above, to find those that hold themselves.
    path: Vec<Dict>,
    kind: Kind,
}

/// Bytes that a scalar may take besides its text: quotes, a dash, a line feed, digits.
const SCALAR: usize = 8;

impl Converter<'_> {
    /// Counts a node and its indentation.
    fn count(&self, bytes: usize, depth: usize) -> Result<(), Fault> {
        self.budget.make(bytes.saturating_add(SCALAR).saturating_add(depth.saturating_mul(2)))
    }

    fn model(&mut self, value: &Value, depth: usize) -> Result<Model, Fault> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        Ok(match value {
            Value::Dict(dict) => return self.dict(dict, depth),
            Value::List(list) if list.is_nil() && self.kind == Kind::Json => Model::Null,
            Value::List(list) => {
                self.count(0, depth)?;
                let items: Result<Vec<_>, _> = list.items().iter().map(|item| self.model(item, depth.saturating_add(1))).collect();
                Model::list(items?)
            }
            Value::Native(native) => return self.model(&native.plain(), depth.saturating_add(1)),
            Value::Str(text) => {
                self.count(text.len(), depth)?;
                match text.as_str() {
                    Some(_) => Model::Str(text.shared()),
                    None => Model::str(runes::lossy(text.as_bytes()).into_owned()),
                }
            }
            Value::Bytes(bytes) if self.kind == Kind::Go => {
                self.budget.make(bytes.len().saturating_mul(SCALAR.saturating_add(depth)))?;
                Model::list(bytes.iter().map(|byte| Model::Int(i64::from(*byte))).collect())
            }
            Value::Bytes(bytes) => {
                self.count(bytes.len().saturating_mul(2), depth)?;
                Model::str(base64::engine::general_purpose::STANDARD.encode(bytes))
            }
            Value::Float(value) if !value.is_finite() && self.kind == Kind::Json => {
                return Err(format!("json: unsupported value: {}", float_text(*value)).into());
            }
            Value::Nil => self.count(0, depth).map(|()| Model::Null)?,
            Value::Bool(value) => self.count(0, depth).map(|()| Model::Bool(*value))?,
            Value::Int(value, IntType::Uint64) => {
                self.count(SCALAR, depth)?;
                i64::try_from(value.cast_unsigned()).map_or(Model::Uint(value.cast_unsigned()), Model::Int)
            }
            Value::Int(value, _) => self.count(SCALAR, depth).map(|()| Model::Int(*value))?,
            Value::Float(value) => self.count(SCALAR, depth).map(|()| Model::Float(*value))?,
        })
    }

    fn dict(&mut self, dict: &Dict, depth: usize) -> Result<Model, Fault> {
        if dict.is_nil() && self.kind == Kind::Json {
            return self.count(0, depth).map(|()| Model::Null);
        }
        if let Some(map) = dict.untouched() {
            self.weigh_map(&map, depth)?;
            return Ok(Model::Map(map));
        }
        if self.path.iter().any(|above| above.same(dict)) {
            return Err("json: unsupported value: encountered a cycle via map[string]interface {}".into());
        }
        self.count(0, depth)?;
        self.path.push(dict.clone());
        let entries = dict.entries().into_iter().map(|(key, value)| {
            self.budget.make(key.as_str().len())?;
            Ok((key, self.model(&value, depth.saturating_add(1))?))
        });
        let map: Result<Map, Fault> = entries.collect::<Result<Vec<_>, _>>().map(Map::from_entries);
        self.path.pop();
        map.map(Model::Map)
    }

    fn weigh_map(&self, map: &Map, depth: usize) -> Result<(), Fault> {
        self.count(0, depth)?;
        map.iter().try_for_each(|(key, value)| {
            self.budget.make(key.as_str().len())?;
            self.weigh(value, depth.saturating_add(1))
        })
    }

    fn weigh(&self, value: &Model, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        match value {
            Model::Map(map) => self.weigh_map(map, depth),
            Model::List(items) => {
                self.count(0, depth)?;
                items.iter().try_for_each(|item| self.weigh(item, depth.saturating_add(1)))
            }
            Model::Str(text) => self.count(text.len(), depth),
            Model::Float(value) if !value.is_finite() && self.kind == Kind::Json => {
                Err(format!("json: unsupported value: {}", float_text(*value)).into())
            }
            Model::Null | Model::Bool(_) | Model::Int(_) | Model::Uint(_) | Model::Float(_) => self.count(SCALAR, depth),
        }
    }
}

/// What was read, as Go's `json.Unmarshal` gives it to an `interface {}`: every number is a `float64`.
pub(super) fn from_json(value: &Model) -> Value {
    match value {
        Model::Map(map) => {
            let entries = map.iter().map(|(key, value)| (key.clone(), from_json(value)));
            Value::Dict(Dict::own(entries.collect(), DictKind::Any))
        }
        Model::List(items) => Value::list(items.iter().map(from_json).collect()),
        scalar => float(scalar),
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go reads all numbers as floats")]
fn float(value: &Model) -> Value {
    match value {
        Model::Int(value) => Value::Float(*value as f64),
        Model::Uint(value) => Value::Float(*value as f64),
        other => Value::from_model(other),
    }
}

/// What a value is to Go's `json.Unmarshal`, in its errors.
pub(super) fn json_kind(value: &Model) -> &'static str {
    match value {
        Model::Null => "null",
        Model::Bool(_) => "bool",
        Model::Int(_) | Model::Uint(_) | Model::Float(_) => "number",
        Model::Str(_) => "string",
        Model::List(_) => "array",
        Model::Map(_) => "object",
    }
}
