//! YAML as Go's yaml.v3 prints it with two spaces a level: lists indented under maps, no line ever folded, numbers as Go
//! prints them. Helm's `toYamlPretty` is this. It knows no object.
//!
//! Source: go.yaml.in/yaml/v3 `encode.go`, `emitterc.go`.

use crate::model::object::value::{Map, Value};

use super::emit::{Letters, natural};
use super::emit_scalar::{self, Style};
use super::emit_text::{Breaks, Text};
use super::gofloat;

/// Bytes of the longest key that is printed before a plain colon; longer ones get a `?` (libyaml's simple keys).
const SIMPLE_KEY: usize = 128;

/// The value as a YAML document with a line feed at its end.
pub fn emit(value: &Value) -> String {
    let mut text = Text::default();
    node(&mut text, value);
    text.indent = None;
    text.line();
    text.out
}

fn node(text: &mut Text, value: &Value) {
    match value {
        Value::List(items) if items.is_empty() => text.empty("[", "]"),
        Value::Map(map) if map.is_empty() => text.empty("{", "}"),
        Value::List(items) => list(text, items),
        Value::Map(entries) => map(text, entries),
        Value::Str(content) => scalar(text, content, false),
        Value::Null => text.plain("null", Breaks::Never),
        Value::Bool(value) => text.plain(if *value { "true" } else { "false" }, Breaks::Never),
        Value::Int(value) => text.plain(&value.to_string(), Breaks::Never),
        Value::Uint(value) => text.plain(&value.to_string(), Breaks::Never),
        Value::Float(value) => text.plain(&gofloat::general(*value), Breaks::Never),
    }
}

fn list(text: &mut Text, items: &[Value]) {
    let outer = text.indent;
    text.deeper();
    for item in items {
        text.line();
        text.indicator("-", true, false, true);
        node(text, item);
    }
    text.indent = outer;
}

fn map(text: &mut Text, entries: &Map) {
    let outer = text.indent;
    text.deeper();
    for (key, value) in natural(entries, Letters::FirstAfterDigits) {
        text.line();
        if key.as_str().len() <= SIMPLE_KEY && !emit_scalar::has_line_break(key.as_str()) {
            scalar(text, key.as_str(), true);
            text.indicator(":", false, false, false);
        } else {
            text.indicator("?", true, false, true);
            scalar(text, key.as_str(), false);
            text.line();
            text.indicator(":", true, false, true);
        }
        node(text, value);
    }
    text.indent = outer;
}

fn scalar(text: &mut Text, content: &str, simple_key: bool) {
    match emit_scalar::style_v3(content, simple_key) {
        Style::Plain => text.plain(content, Breaks::Never),
        Style::Single => text.single(content, Breaks::Never),
        Style::Double => text.double(content, Breaks::Never),
        Style::Literal => text.literal(content),
    }
}
