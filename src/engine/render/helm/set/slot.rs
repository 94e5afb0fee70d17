//! Values that are being changed: maps and lists open one level at a time, where a line leads. It knows no syntax.

use std::collections::BTreeMap;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A value, opened or not.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    /// As it was.
    Whole(Value),
    /// An opened map.
    Table(Table),
    /// An opened list.
    List(Vec<Slot>),
}

/// An opened map.
pub(super) type Table = BTreeMap<Key, Slot>;

impl Slot {
    /// Nothing.
    pub(super) fn null() -> Self {
        Self::Whole(Value::Null)
    }

    /// The map, opened.
    ///
    /// # Errors
    /// In the words of Go's type assertion, when it is none.
    pub(super) fn table(&mut self) -> Result<&mut Table, String> {
        if let Self::Whole(Value::Map(map)) = self {
            *self = Self::Table(opened(map));
        }
        let go_type = self.go_type();
        match self {
            Self::Table(table) => Ok(table),
            Self::Whole(_) | Self::List(_) => Err(assertion(go_type, "map[string]interface {}")),
        }
    }

    /// The list, opened.
    ///
    /// # Errors
    /// In the words of Go's type assertion, when it is none.
    pub(super) fn list(&mut self) -> Result<&mut Vec<Self>, String> {
        if let Self::Whole(Value::List(items)) = self {
            *self = Self::List(items.iter().cloned().map(Self::Whole).collect());
        }
        let go_type = self.go_type();
        match self {
            Self::List(list) => Ok(list),
            Self::Whole(_) | Self::Table(_) => Err(assertion(go_type, "[]interface {}")),
        }
    }

    /// Whether it is null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Whole(Value::Null))
    }

    fn go_type(&self) -> &'static str {
        match self {
            Self::Table(_) | Self::Whole(Value::Map(_)) => "map[string]interface {}",
            Self::List(_) | Self::Whole(Value::List(_)) => "[]interface {}",
            Self::Whole(Value::Null) => "nil",
            Self::Whole(Value::Bool(_)) => "bool",
            Self::Whole(Value::Int(_)) => "int64",
            Self::Whole(Value::Uint(_)) => "uint64",
            Self::Whole(Value::Float(_)) => "float64",
            Self::Whole(Value::Str(_)) => "string",
        }
    }

    /// The value, closed again.
    fn closed(self) -> Value {
        match self {
            Self::Whole(value) => value,
            Self::Table(table) => Value::Map(closed(table)),
            Self::List(list) => Value::list(list.into_iter().map(Self::closed).collect()),
        }
    }
}

/// A map, opened.
pub(super) fn opened(map: &Map) -> Table {
    map.iter().map(|(key, value)| (key.clone(), Slot::Whole(value.clone()))).collect()
}

/// A map, closed again; it is no deeper than the parser's limit.
pub(super) fn closed(table: Table) -> Map {
    Map::from_entries(table.into_iter().map(|(key, slot)| (key, slot.closed())).collect())
}

fn assertion(found: &str, wanted: &str) -> String {
    format!("unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}")
}
