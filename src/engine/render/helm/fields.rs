//! Fields of a structure out of YAML as Helm's readers take them: names fold case, numbers and booleans become texts where a text is
//! wanted, a null leaves the field as it was, the first mismatch is the error. It knows no chart.
//!
//! Source: sigs.k8s.io/yaml `yaml.go` (`convertToJSONableObject`), Go's encoding/json `decode.go`.

use std::sync::Arc;

use crate::engine::manifest::gofloat;
use crate::model::object::value::{Map, Value};

/// The reading of one structure; the first mismatch is kept.
pub(super) struct Fields<'a> {
    map: &'a Map,
    /// The outermost structure's name and the way to this one, as errors of Go's JSON reader say them: `Metadata.dependencies.`.
    path: String,
    /// What went wrong first.
    pub(super) error: Option<String>,
}

impl<'a> Fields<'a> {
    /// The structure `name` that this map stands for.
    pub(super) fn new(map: &'a Map, name: &str) -> Self {
        Self { map, path: format!("{name}."), error: None }
    }

    /// The last value of a field that is not null. Keys come sorted, so that an exact lowercase name wins.
    fn value(&self, name: &str) -> Option<&'a Value> {
        let named = self.map.iter().filter(|(key, value)| key.as_str().eq_ignore_ascii_case(name) && !value.is_null());
        named.last().map(|(_, value)| value)
    }

    fn mismatch(&mut self, found: &Value, field: &str, wanted: &str) {
        let message = || format!("json: cannot unmarshal {} into Go struct field {}{field} of type {wanted}", json_kind(found), self.path);
        if self.error.is_none() {
            self.error = Some(message());
        }
    }

    /// A text.
    pub(super) fn text(&mut self, field: &str) -> Arc<str> {
        let Some(value) = self.value(field) else { return "".into() };
        scalar_text(value).unwrap_or_else(|| {
            self.mismatch(value, field, "string");
            "".into()
        })
    }

    /// Texts; a null among them is an empty one. `None`: the field is not there.
    pub(super) fn texts(&mut self, field: &str) -> Option<Vec<Arc<str>>> {
        let value = self.value(field)?;
        let Some(items) = value.as_list() else {
            self.mismatch(value, field, "[]string");
            return None;
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Null => texts.push("".into()),
                other => match scalar_text(other) {
                    Some(text) => texts.push(text),
                    None => self.mismatch(other, field, "string"),
                },
            }
        }
        Some(texts)
    }

    /// A truth value.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        match self.value(field) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.mismatch(other, field, "bool");
                false
            }
        }
    }

    /// A map of texts. `None`: the field is not there.
    pub(super) fn text_map(&mut self, field: &str) -> Option<Map> {
        let value = self.value(field)?;
        let Some(map) = value.as_map() else {
            self.mismatch(value, field, "map[string]string");
            return None;
        };
        let mut entries = Vec::with_capacity(map.len());
        for (key, value) in map {
            match value {
                Value::Null => entries.push((key.clone(), Value::str(""))),
                other => match scalar_text(other) {
                    Some(text) => entries.push((key.clone(), Value::Str(text))),
                    None => self.mismatch(other, field, "string"),
                },
            }
        }
        Some(Map::from_entries(entries))
    }

    /// A list of anything, numbers as floats.
    pub(super) fn anything(&mut self, field: &str) -> Option<Vec<Value>> {
        let value = self.value(field)?;
        let Some(items) = value.as_list() else {
            self.mismatch(value, field, "[]interface {}");
            return None;
        };
        Some(items.iter().map(super::values::floats).collect())
    }

    /// Structures, each read by `read`; `None` among them for a null. `None`: the field is not there.
    pub(super) fn structures<T>(
        &mut self,
        field: &str,
        (list_type, item_type): (&str, &str),
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Option<Vec<Option<T>>> {
        let value = self.value(field)?;
        let Some(items) = value.as_list() else {
            self.mismatch(value, field, list_type);
            return None;
        };
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Null => out.push(None),
                Value::Map(map) => {
                    let mut inner = Fields { map, path: format!("{}{field}.", self.path), error: self.error.take() };
                    out.push(Some(read(&mut inner)));
                    self.error = inner.error;
                }
                other => self.mismatch(other, field, item_type),
            }
        }
        Some(out)
    }
}

/// A scalar where a text is wanted; nothing of lists, maps and null.
fn scalar_text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Bool(flag) => Some(if *flag { "true" } else { "false" }.into()),
        Value::Int(number) => Some(number.to_string().into()),
        Value::Uint(number) => Some(number.to_string().into()),
        Value::Float(number) => Some(gofloat::general(*number).into()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// What Go's JSON reader calls a value.
pub(super) fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}
