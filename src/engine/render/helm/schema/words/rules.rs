//! The rules that look at one value only, and what the library says where they are broken. It knows no schema within a schema.

use std::fmt::Write as _;

use regex::{Regex, RegexBuilder};

use crate::engine::manifest::gofloat;
use crate::model::object::value::{Map, Value};

/// Items that are compared with each other.
const MAX_UNIQUE: usize = 2000;

/// What the automaton of one pattern may take.
const MAX_PATTERN: usize = 1 << 20;

/// Type, constant and enumeration: where one of them fails, nothing else is looked at.
pub(super) fn first(schema: &Map, value: &Value) -> Option<String> {
    wrong_type(schema, value).or_else(|| wrong_constant(schema, value)).or_else(|| wrong_choice(schema, value))
}

fn wrong_type(schema: &Map, value: &Value) -> Option<String> {
    let wanted: Vec<&str> = match schema.get("type")? {
        Value::Str(name) => vec![name],
        Value::List(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let got = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    };
    let is_integer = match value {
        Value::Float(number) => number.fract() == 0.0,
        _ => got == "number",
    };
    if wanted.is_empty() || wanted.contains(&got) || wanted.contains(&"integer") && is_integer {
        return None;
    }
    let order = ["null", "boolean", "number", "integer", "string", "array", "object"];
    let wanted: Vec<&str> = order.into_iter().filter(|name| wanted.contains(name)).collect();
    Some(format!("got {got}, want {}", wanted.join(" or ")))
}

fn wrong_constant(schema: &Map, value: &Value) -> Option<String> {
    let wanted = schema.get("const")?;
    (wanted != value).then(|| match wanted {
        Value::List(_) | Value::Map(_) => "'const' failed".to_owned(),
        other => format!("value must be {}", displayed(other)),
    })
}

fn wrong_choice(schema: &Map, value: &Value) -> Option<String> {
    let choices = schema.get("enum")?.as_list()?;
    if choices.contains(value) {
        return None;
    }
    if choices.iter().any(|choice| matches!(choice, Value::List(_) | Value::Map(_))) {
        return Some("'enum' failed".to_owned());
    }
    let shown: Vec<String> = choices.iter().map(displayed).collect();
    Some(match shown.as_slice() {
        [only] => format!("value must be {only}"),
        all => format!("value must be one of {}", all.join(", ")),
    })
}

/// Sizes and required names of a map.
pub(super) fn object(schema: &Map, object: &Map) -> Vec<String> {
    let mut found = bounds(schema, object.len(), ("minProperties", "maxProperties"));
    let required = schema.get("required").and_then(Value::as_list).unwrap_or_default();
    let missing: Vec<&str> = required.iter().filter_map(Value::as_str).filter(|name| !object.has(name)).collect();
    match missing.as_slice() {
        [] => {}
        [one] => found.push(format!("missing property {}", quote(one))),
        all => found.push(format!("missing properties {}", quoted(all.iter().copied()))),
    }
    found
}

/// Sizes and doubles of a list.
pub(super) fn list(schema: &Map, items: &[Value]) -> Vec<String> {
    let mut found = bounds(schema, items.len(), ("minItems", "maxItems"));
    if matches!(schema.get("uniqueItems"), Some(Value::Bool(true))) && items.len() <= MAX_UNIQUE {
        let mut pairs = (1..items.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
        if let Some((first, second)) = pairs.find(|(first, second)| items.get(*first) == items.get(*second)) {
            found.push(format!("items at {first} and {second} are equal"));
        }
    }
    found
}

/// Length and pattern of a text.
pub(super) fn text(schema: &Map, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if schema.has("minLength") || schema.has("maxLength") {
        found = bounds(schema, text.chars().count(), ("minLength", "maxLength"));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && compiled(pattern).is_some_and(|regex| !regex.is_match(text))
    {
        found.push(format!("{} does not match pattern {}", quote(text), quote(pattern)));
    }
    found
}

/// Bounds of a number; in draft 4 an exclusive one is a mark on the other.
pub(super) fn number(schema: &Map, value: &Value) -> Vec<String> {
    let got = as_float(value).unwrap_or_default();
    let marked = |name: &str| matches!(schema.get(name), Some(Value::Bool(true)));
    let rules: [(&str, bool, fn(f64, f64) -> bool); 5] = [
        ("minimum", !marked("exclusiveMinimum"), |got, want| got < want),
        ("maximum", !marked("exclusiveMaximum"), |got, want| got > want),
        ("exclusiveMinimum", true, |got, want| got <= want),
        ("exclusiveMaximum", true, |got, want| got >= want),
        ("multipleOf", true, |got, want| want != 0.0 && ((got / want) - (got / want).round()).abs() > 1e-9),
    ];
    let mut found = Vec::new();
    for (name, counts, fails) in rules {
        let limit = match schema.get(name) {
            Some(Value::Bool(true)) => schema.get(if name == "exclusiveMinimum" { "minimum" } else { "maximum" }),
            other => other,
        };
        if let Some(want) = limit.and_then(as_float).filter(|want| counts && fails(got, *want)) {
            found.push(format!("{name}: got {}, want {}", grouped_float(got), grouped_float(want)));
        }
    }
    found
}

fn bounds(schema: &Map, got: usize, (low, high): (&str, &str)) -> Vec<String> {
    let got_number = u32::try_from(got).map_or(f64::MAX, f64::from);
    let limit = |name: &str| schema.get(name).and_then(as_float);
    let told = |name: &str, want: f64| format!("{name}: got {}, want {}", grouped_float(got_number), grouped_float(want));
    let low = limit(low).filter(|want| got_number < *want).map(|want| told(low, want));
    let high = limit(high).filter(|want| got_number > *want).map(|want| told(high, want));
    low.into_iter().chain(high).collect()
}

/// The patterns of `patternProperties` with their schemas; those that are none are left to who judges.
pub(super) fn patterns(schema: &Map) -> Vec<(Regex, &Value)> {
    let patterns = schema.get("patternProperties").and_then(Value::as_map);
    patterns.into_iter().flatten().filter_map(|(pattern, schema)| Some((compiled(pattern.as_str())?, schema))).collect()
}

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN).build().ok()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the library compares fractions; near 2^53 the words may be missing, the verdict is not ours"
)]
fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// A number as Go's English printer has it: `65,536`.
fn grouped_float(number: f64) -> String {
    let text = gofloat::json(number);
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        let _ = write!(out, ".{fraction}");
    }
    out
}

fn displayed(value: &Value) -> String {
    match value {
        Value::Str(text) => quote(text),
        Value::Float(number) => gofloat::json(*number),
        other => crate::engine::render::helm::gotext::plain(other),
    }
}

/// A text in single quotes.
pub(in super::super) fn quote(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// Texts in single quotes, comma-separated.
pub(super) fn quoted<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(quote).collect::<Vec<String>>().join(", ")
}

/// A JSON pointer with one more part.
pub(in super::super) fn joined(path: &str, part: &str) -> String {
    format!("{path}/{}", part.replace('~', "~0").replace('/', "~1"))
}

/// A part of a JSON pointer in a URL's fragment, as it is meant.
pub(super) fn unescaped(part: &str) -> String {
    let part = part.replace("~1", "/").replace("~0", "~");
    if !part.contains('%') {
        return part;
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *byte == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
