//! Fields of a structure out of YAML as Helm's readers take them: names fold case, numbers and booleans become texts where a text is
//! wanted, a null leaves the field as it was, the first mismatch is the error. It knows no chart.
//!
//! Source: sigs.k8s.io/yaml `yaml.go` (`convertToJSONableObject`), Go's encoding/json `decode.go`.

use std::sync::Arc;

use crate::engine::manifest::gofloat;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The reading of one structure; the first mismatch is kept.
pub(super) struct Fields<'a> {
    map: &'a Map,
    /// The outermost structure's name and the way to this one, as errors of Go's JSON reader say them: `Metadata.dependencies.`.
    path: String,
    /// The way to this one by the keys as written: Go reads them in their order.
    written: Vec<String>,
    mismatch: Option<(Vec<String>, String)>,
}

impl<'a> Fields<'a> {
    /// The structure `name` that this map stands for.
    pub(super) fn new(map: &'a Map, name: &str) -> Self {
        Self { map, path: format!("{name}."), written: Vec::new(), mismatch: None }
    }

    /// What went wrong first.
    pub(super) fn error(self) -> Option<String> {
        self.mismatch.map(|(_, message)| message)
    }

    /// The values of a field that are not null; the last counts. Keys come sorted, so that an exact lowercase name is the last.
    fn values(&self, name: &str) -> Vec<(&'a Key, &'a Value)> {
        let named = self.map.iter().filter(|(key, value)| key.as_str().eq_ignore_ascii_case(name) && !value.is_null());
        named.map(|(key, value)| (key, value)).collect()
    }

    fn mismatch(&mut self, key: &Key, found: &Value, field: &str, wanted: &str) {
        let mut at = self.written.clone();
        at.push(key.as_str().to_owned());
        if self.mismatch.as_ref().is_none_or(|(first, _)| at < *first) {
            let message = format!("json: cannot unmarshal {} into Go struct field {}{field} of type {wanted}", json_kind(found), self.path);
            self.mismatch = Some((at, message));
        }
    }

    /// A text.
    pub(super) fn text(&mut self, field: &str) -> Arc<str> {
        let mut text: Arc<str> = "".into();
        for (key, value) in self.values(field) {
            match scalar_text(value) {
                Some(own) => text = own,
                None => self.mismatch(key, value, field, "string"),
            }
        }
        text
    }

    /// Texts; a null among them is an empty one. `None`: the field is not there.
    pub(super) fn texts(&mut self, field: &str) -> Option<Vec<Arc<str>>> {
        let (key, items) = self.list(field, "[]string")?;
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Null => texts.push("".into()),
                other => match scalar_text(other) {
                    Some(text) => texts.push(text),
                    None => self.mismatch(key, other, field, "string"),
                },
            }
        }
        Some(texts)
    }

    /// A truth value.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        let mut flag = false;
        for (key, value) in self.values(field) {
            match value {
                Value::Bool(own) => flag = *own,
                other => self.mismatch(key, other, field, "bool"),
            }
        }
        flag
    }

    /// A map of texts. `None`: the field is not there.
    pub(super) fn text_map(&mut self, field: &str) -> Option<Map> {
        let (key, value) = self.values(field).pop()?;
        let Some(map) = value.as_map() else {
            self.mismatch(key, value, field, "map[string]string");
            return None;
        };
        let mut entries = Vec::with_capacity(map.len());
        for (name, value) in map {
            match value {
                Value::Null => entries.push((name.clone(), Value::str(""))),
                other => match scalar_text(other) {
                    Some(text) => entries.push((name.clone(), Value::Str(text))),
                    None => self.mismatch(key, other, field, "string"),
                },
            }
        }
        Some(Map::from_entries(entries))
    }

    /// A list of anything, numbers as floats.
    pub(super) fn anything(&mut self, field: &str) -> Option<Vec<Value>> {
        let (_, items) = self.list(field, "[]interface {}")?;
        Some(items.iter().map(super::values::floats).collect())
    }

    /// Structures, each read by `read`; `None` among them for a null. `None`: the field is not there.
    pub(super) fn structures<T>(
        &mut self,
        field: &str,
        (list_type, item_type): (&str, &str),
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Option<Vec<Option<T>>> {
        let (key, items) = self.list(field, list_type)?;
        let mut out = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Value::Null => out.push(None),
                Value::Map(map) => {
                    let mut written = self.written.clone();
                    written.extend([key.as_str().to_owned(), format!("{index:09}")]);
                    let mut inner = Fields { map, path: format!("{}{field}.", self.path), written, mismatch: self.mismatch.take() };
                    out.push(Some(read(&mut inner)));
                    self.mismatch = inner.mismatch;
                }
                other => self.mismatch(key, other, field, item_type),
            }
        }
        Some(out)
    }

    fn list(&mut self, field: &str, wanted: &str) -> Option<(&'a Key, &'a [Value])> {
        let (key, value) = self.values(field).pop()?;
        let items = value.as_list();
        if items.is_none() {
            self.mismatch(key, value, field, wanted);
        }
        items.map(|items| (key, items))
    }
}

/// A scalar where a text is wanted; nothing of lists, maps and null.
pub(super) fn scalar_text(value: &Value) -> Option<Arc<str>> {
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
