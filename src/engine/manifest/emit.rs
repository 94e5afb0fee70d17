//! YAML byte for byte as Go's `sigs.k8s.io/yaml` prints it (go.yaml.in/yaml/v2: keys in natural order, lists not indented
//! under maps, long lines folded at spaces). Helm's `toYaml` and Kustomize's output are this too. It knows no object.

use std::cmp::Ordering;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::emit_scalar::{self, Style};
use super::emit_text::{Breaks, Text};
use super::gofloat;

/// Bytes of the longest key that is printed before a plain colon; longer ones get a `?` (libyaml's simple keys).
const SIMPLE_KEY: usize = 128;

/// The value as a YAML document with a line feed at its end.
pub fn emit(value: &Value) -> String {
    let mut text = Text::default();
    node(&mut text, value, Context::Root);
    text.indent = None;
    text.line();
    text.out
}

/// The documents one after the other, separated by `---` lines, as Kustomize prints a build.
pub fn emit_all<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let mut out = String::new();
    for value in values {
        if !out.is_empty() {
            out.push_str("---\n");
        }
        out.push_str(&emit(value));
    }
    out
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Root,
    Item,
    SimpleKey,
    /// A key after `?`, or a map's value.
    Mapping,
}

fn node(text: &mut Text, value: &Value, context: Context) {
    match value {
        Value::List(items) if items.is_empty() => text.empty("[", "]"),
        Value::Map(map) if map.is_empty() => text.empty("{", "}"),
        Value::List(items) => list(text, items, context),
        Value::Map(entries) => map(text, entries),
        Value::Str(content) => scalar(text, content, context),
        Value::Null => text.plain("null", Breaks::Never),
        Value::Bool(value) => text.plain(if *value { "true" } else { "false" }, Breaks::Never),
        Value::Int(value) => text.plain(&value.to_string(), Breaks::Never),
        Value::Uint(value) => text.plain(&value.to_string(), Breaks::Never),
        Value::Float(value) => text.plain(&float(*value), Breaks::Never),
    }
}

fn list(text: &mut Text, items: &[Value], context: Context) {
    let outer = text.indent;
    // A list under a key stays at the key's column, unless the line is still bare (`- - a`, `? - a`).
    if context != Context::Mapping || text.indention {
        text.deeper();
    }
    for item in items {
        text.line();
        text.indicator("-", true, false, true);
        node(text, item, Context::Item);
    }
    text.indent = outer;
}

fn map(text: &mut Text, entries: &Map) {
    let outer = text.indent;
    text.deeper();
    for (key, value) in natural(entries, Letters::Last) {
        text.line();
        if key.as_str().len() <= SIMPLE_KEY && !emit_scalar::has_line_break(key.as_str()) {
            scalar(text, key.as_str(), Context::SimpleKey);
            text.indicator(":", false, false, false);
        } else {
            text.indicator("?", true, false, true);
            scalar(text, key.as_str(), Context::Mapping);
            text.line();
            text.indicator(":", true, false, true);
        }
        node(text, value, Context::Mapping);
    }
    text.indent = outer;
}

fn scalar(text: &mut Text, content: &str, context: Context) {
    let breaks = if context == Context::SimpleKey { Breaks::Never } else { Breaks::AtSpaces };
    match emit_scalar::style(content, context == Context::SimpleKey) {
        Style::Plain => text.plain(content, breaks),
        Style::Single => text.single(content, breaks),
        Style::Double => text.double(content, breaks),
        Style::Literal => text.literal(content),
    }
}

/// A float as it prints after a way through JSON: an integer where JSON shows one, else Go's shortest general form.
fn float(value: f64) -> String {
    let json = gofloat::json(value);
    if let Ok(integer) = json.parse::<i64>() {
        integer.to_string()
    } else if value.is_finite() && json.parse::<u64>().is_err() {
        gofloat::general(value)
    } else {
        json
    }
}

/// Where letters stand among other characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Behind them (yaml.v2).
    Last,
    /// Behind them, but before them where a digit precedes (yaml.v3).
    FirstAfterDigits,
}

/// Entries in the decoders' order of keys: letters by code point, everything else before letters, runs of digits by number.
pub(super) fn natural(map: &Map, letters: Letters) -> Vec<&(Key, Value)> {
    let entries: Vec<_> = map.iter().collect();
    if entries.is_sorted_by(|a, b| natural_order(a.0.as_str(), b.0.as_str(), letters) != Ordering::Greater) {
        return entries;
    }
    merge_sort(entries, letters)
}

/// A stable sort that bears an order which is no total one: runs of digits beyond 64 bits wrap around, as in Go, and the
/// standard library's sorts may panic on what follows from that.
fn merge_sort(mut left: Vec<&(Key, Value)>, letters: Letters) -> Vec<&(Key, Value)> {
    if left.len() < 2 {
        return left;
    }
    let right = left.split_off(left.len() / 2);
    let (left, right) = (merge_sort(left, letters), merge_sort(right, letters));
    let mut out = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let takes_right = natural_order(first.0.as_str(), second.0.as_str(), letters) == Ordering::Greater;
        out.extend(if takes_right { right.next() } else { left.next() });
    }
    out.extend(left);
    out.extend(right);
    out
}

/// The decoders' comparison of two keys.
fn natural_order(a: &str, b: &str, letters: Letters) -> Ordering {
    let ascii = a.bytes().zip(b.bytes()).position(|(a, b)| a != b);
    // Keys mostly differ in two letters: the common case needs no decoding.
    if let Some(at) = ascii
        && let (Some(first), Some(second)) = (a.as_bytes().get(at), b.as_bytes().get(at))
        && first.is_ascii_alphabetic()
        && second.is_ascii_alphabetic()
    {
        return first.cmp(second);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(a, b)| a != b) else { return a.len().cmp(&b.len()) };
    let (Some(first), Some(second)) = (a.get(at), b.get(at)) else { return a.len().cmp(&b.len()) };
    let after_digit = at.checked_sub(1).and_then(|before| a.get(before)).is_some_and(char::is_ascii_digit);
    let letters_first = letters == Letters::FirstAfterDigits && after_digit;
    match (first.is_alphabetic(), second.is_alphabetic()) {
        (true, true) => return first.cmp(second),
        (true, false) => return if letters_first { Ordering::Less } else { Ordering::Greater },
        (false, true) => return if letters_first { Ordering::Greater } else { Ordering::Less },
        (false, false) => {}
    }
    // After a number that is not zero, a zero goes on with it rather than beginning a new one.
    let goes_on = (*first == '0' || *second == '0')
        && a.get(..at).unwrap_or_default().iter().rev().take_while(|c| c.is_ascii_digit()).any(|c| *c != '0');
    let (a_number, a_end) = run_of_digits(&a, at, goes_on);
    let (b_number, b_end) = run_of_digits(&b, at, goes_on);
    a_number.cmp(&b_number).then(a_end.cmp(&b_end)).then(first.cmp(second))
}

fn run_of_digits(text: &[char], at: usize, goes_on: bool) -> (i64, usize) {
    let mut number = i64::from(goes_on);
    let mut end = at;
    while let Some(c) = text.get(end).filter(|c| c.is_ascii_digit()) {
        number = number.wrapping_mul(10).wrapping_add(i64::from(u32::from(*c)) - 48);
        end += 1;
    }
    (number, end)
}
