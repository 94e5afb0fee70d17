//! Values in Go's own words, for messages that Helm prints with `%v` and `%t`. It knows no message.

use std::fmt::Write as _;

use crate::engine::manifest::gofloat;
use crate::model::object::value::{Map, Value};

/// Bytes of one printed value: messages are read by people.
const MAX_TEXT: usize = 1000;

/// A value as `%v` prints it, cut where it is long.
pub(super) fn plain(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, &mut out, &|value, out| write_scalar(value, out));
    cut(out)
}

/// A value as `%t` prints what is no truth value.
pub(super) fn as_truth(value: &Value) -> String {
    if value.is_null() {
        return "%!t(<nil>)".to_owned();
    }
    let mut out = String::new();
    write_value(value, &mut out, &|value, out| match value {
        Value::Bool(_) | Value::Null => write_scalar(value, out),
        _ => {
            let _ = write!(out, "%!t({}=", go_type(value));
            write_scalar(value, out);
            out.push(')');
        }
    });
    cut(out)
}

/// A value's type as Go names it.
pub(super) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Uint(_) => "uint64",
        Value::Float(_) => "float64",
        Value::Str(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}

fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        let end = (0..=MAX_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Stops soon after the text is long enough; the depth is bounded by who parsed.
fn write_value(value: &Value, out: &mut String, scalar: &dyn Fn(&Value, &mut String)) {
    match value {
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate().take_while(|(index, _)| *index < MAX_TEXT) {
                if out.len() > MAX_TEXT {
                    break;
                }
                if index > 0 {
                    out.push(' ');
                }
                write_value(item, out, scalar);
            }
            out.push(']');
        }
        Value::Map(map) => write_map(map, out, scalar),
        other => scalar(other, out),
    }
}

fn write_map(map: &Map, out: &mut String, scalar: &dyn Fn(&Value, &mut String)) {
    out.push_str("map[");
    for (index, (key, value)) in map.iter().enumerate() {
        if out.len() > MAX_TEXT {
            break;
        }
        if index > 0 {
            out.push(' ');
        }
        scalar(&Value::str(key.as_str()), out);
        out.push(':');
        write_value(value, out, scalar);
    }
    out.push(']');
}

fn write_scalar(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("<nil>"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Uint(number) => out.push_str(&number.to_string()),
        Value::Float(number) if *number == 0.0 || (1e-4..1e21).contains(&number.abs()) => out.push_str(&gofloat::json(*number)),
        Value::Float(number) => out.push_str(&gofloat::general(*number)),
        Value::Str(text) => out.push_str(text),
        Value::List(_) | Value::Map(_) => {}
    }
}
