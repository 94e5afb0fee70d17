//! What a template computes with: Go's `interface{}`, as far as templates can tell values apart. Values belong to one
//! execution and one thread; those that come from files are shared with them until somebody looks inside. It knows no
//! function and no printer.

use std::rc::Rc;
use std::sync::Arc;

use super::dict::Dict;
use super::list::{Element, List};
use super::native::Native;
use super::text::Text;
use crate::model::object::value::Value as Model;

/// A value. Cloning never copies content; dicts are references, as Go's maps are.
#[derive(Clone, Default)]
pub enum Value {
    /// Go's `nil`, and what a missing entry of a map is.
    #[default]
    Nil,
    /// `bool`.
    Bool(bool),
    /// An integer, and which of Go's types it has. A `uint64` beyond `i64::MAX` is kept as its bits.
    Int(i64, IntType),
    /// `float64`: every number that was read from YAML or JSON.
    Float(f64),
    /// `string`: bytes that need not be UTF-8.
    Str(Text),
    /// `[]byte`.
    Bytes(Rc<[u8]>),
    /// A slice.
    List(List),
    /// A map with texts as keys.
    Dict(Dict),
    /// A value with fields and methods of its own: `.Files`, `.Capabilities`, a time, a semantic version.
    Native(Rc<dyn Native>),
}

/// Go's integer types, as `%T`, `kindOf` and comparisons tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntType {
    /// `int`: literals, `len`, `until`.
    Int,
    /// `int8`.
    Int8,
    /// `int32`, runes.
    Int32,
    /// `int64`: `--set`, arithmetic.
    Int64,
    /// `uint8`: the bytes of a string.
    Uint8,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
}

impl IntType {
    /// Go's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Int8 => "int8",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
        }
    }

    /// Whether it has no sign.
    pub fn is_unsigned(self) -> bool {
        matches!(self, Self::Uint8 | Self::Uint32 | Self::Uint64)
    }
}

impl Value {
    /// A text.
    pub fn str(text: impl Into<Arc<str>>) -> Self {
        Self::Str(Text::from(text.into()))
    }

    /// An `int`.
    pub fn int(value: i64) -> Self {
        Self::Int(value, IntType::Int)
    }

    /// An `int64`.
    pub fn int64(value: i64) -> Self {
        Self::Int(value, IntType::Int64)
    }

    /// A `[]interface {}`.
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(List::new(items, Element::Any))
    }

    /// A `[]string`.
    pub fn strings<T: Into<Arc<str>>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(List::new(items.into_iter().map(|item| Self::str(item)).collect(), Element::Str))
    }

    /// Whether it is `nil`.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// A value that was read from a file. Maps stay shared until somebody looks inside; integers are `int64`, as Helm's
    /// `--set` makes them (a reader of values makes floats of them before).
    pub fn from_model(value: &Model) -> Self {
        match value {
            Model::Null => Self::Nil,
            Model::Bool(value) => Self::Bool(*value),
            Model::Int(value) => Self::Int(*value, IntType::Int64),
            Model::Uint(value) => Self::Int(value.cast_signed(), IntType::Uint64),
            Model::Float(value) => Self::Float(*value),
            Model::Str(text) => Self::Str(Text::from(text.clone())),
            Model::List(items) => Self::list(items.iter().map(Self::from_model).collect()),
            Model::Map(map) => Self::Dict(Dict::shared(map.clone())),
        }
    }

    /// Whether it counts as true in `if`, `and`, `default`…: not `nil`, not false, not zero, not empty. Source:
    /// `text/template` `IsTrue`.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(value, _) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Dict(dict) => !dict.is_empty(),
            Self::Native(native) => native.is_true(),
        }
    }

    /// Whether it can hold further values.
    pub(super) fn holds_others(&self) -> bool {
        matches!(self, Self::List(_) | Self::Dict(_))
    }

    /// Go's name of its type, as `%T` and `typeOf` print it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_, kind) => kind.name(),
            Self::Float(_) => "float64",
            Self::Str(_) => "string",
            Self::Bytes(_) => "[]uint8",
            Self::List(list) => list.element().list_name(),
            Self::Dict(dict) => dict.kind().name(),
            Self::Native(native) => native.type_name(),
        }
    }

    /// Go's name of its kind, as `kindOf` prints it.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Nil => "invalid",
            Self::Bytes(_) | Self::List(_) => "slice",
            Self::Dict(_) => "map",
            Self::Native(native) => native.kind_name(),
            Self::Bool(_) | Self::Int(..) | Self::Float(_) | Self::Str(_) => self.type_name(),
        }
    }
}

/// Drops values without a stack as deep as they are: a chart can put a list into a list a million times.
pub(super) fn unravel(values: impl Iterator<Item = Value>) {
    let mut pending: Vec<Value> = values.filter(Value::holds_others).collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Dict(dict) => pending.extend(dict.into_values().into_iter().flatten().filter(Value::holds_others)),
            Value::List(mut list) => pending.extend(list.take_values().into_iter().flatten().filter(Value::holds_others)),
            Value::Nil | Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::Str(_) | Value::Bytes(_) | Value::Native(_) => {}
        }
    }
}
