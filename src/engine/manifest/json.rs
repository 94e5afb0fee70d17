//! JSON ⇄ values, with Go's number semantics and Go's way to print. It knows no stream: `yaml` reads streams of JSON.

use std::fmt::Write as _;

use crate::model::object::key::Interner;
use crate::model::object::value::Value;
use crate::model::object::{NotAnObject, Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::gofloat;
use super::json_read::{BadJson, Reader};

/// Reads one JSON value; of equal keys the last wins.
///
/// # Errors
/// When the text is no JSON, or holds more than one value, or nests too deeply. The problem's place has line and column
/// and an empty file name: the caller knows the name.
pub fn parse_json(bytes: &[u8]) -> Result<Value, Problem> {
    read(bytes, &mut super::interner())
}

/// Reads one JSON object that is a Kubernetes object, sharing keys through the interner.
///
/// # Errors
/// As [`parse_json`], and when it is no object.
pub fn object_from_json(bytes: &[u8], interner: &mut Interner) -> Result<Object, Problem> {
    let bad = |cause: String| Problem::error(ProblemKind::BadInput, cause);
    let value = read(bytes, interner)?;
    let map = value.as_map().ok_or_else(|| bad(format!("expected an object, found {}", value.kind_name())))?;
    Object::new(map.clone(), Origin::default()).map_err(|error: NotAnObject| bad(error.to_string()))
}

fn read(bytes: &[u8], interner: &mut Interner) -> Result<Value, Problem> {
    let mut reader = Reader::new(bytes, interner);
    let value = reader.value().map_err(|error| problem(error, bytes, reader.offset()))?;
    if !reader.at_end() {
        let cause = "text after the JSON value";
        return Err(Problem::error(ProblemKind::BadInput, cause).at(place(bytes, reader.offset())));
    }
    Ok(value)
}

/// The problem of a text that is no JSON; its place lacks the file's name.
pub fn problem(error: BadJson, text: &[u8], offset: usize) -> Problem {
    let kind = if error == BadJson::Depth { ProblemKind::Limit } else { ProblemKind::BadInput };
    Problem::error(kind, format!("no valid JSON: {error}")).at(place(text, offset))
}

/// Line and column of an offset, without a file name.
pub fn place(text: &[u8], offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line = lines(before).saturating_add(1);
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
    Place { line: Some(line), column: u32::try_from(column).ok(), ..Place::default() }
}

/// Line feeds in a text.
#[expect(clippy::naive_bytecount, reason = "the compiler vectorises it, and a crate for it would be one more")]
pub fn lines(text: &[u8]) -> u32 {
    u32::try_from(text.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Whether `<`, `>` and `&` are escaped, as Go's `json.Marshal` does and an `Encoder` with `SetEscapeHTML(false)` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {
    /// As `\u003c`, `\u003e`, `\u0026`.
    Escaped,
    /// As they are.
    Plain,
}

/// Compact JSON as Go's `json.Marshal` prints it: sorted keys, HTML escaped.
pub fn to_json(value: &Value) -> Vec<u8> {
    print(value, Html::Escaped, None).into_bytes()
}

/// JSON on many lines, indented by two spaces, keys sorted, as kubectl's `-o json` looks but for its four spaces.
pub fn to_json_pretty(value: &Value, html: Html) -> Vec<u8> {
    print(value, html, Some("  ")).into_bytes()
}

/// JSON on many lines with an indent of the caller's choice (kubectl and argocd print four spaces).
pub fn to_json_indented(value: &Value, html: Html, indent: &str) -> Vec<u8> {
    print(value, html, Some(indent)).into_bytes()
}

/// The canonical form for digests: compact, keys sorted, integers exact, floats as Go prints them, nothing escaped that
/// need not be. Equal values have equal forms.
pub fn canonical_json(value: &Value) -> Vec<u8> {
    print(value, Html::Plain, None).into_bytes()
}

fn print(value: &Value, html: Html, indent: Option<&str>) -> String {
    let mut printer = Printer { out: String::new(), html, indent, level: 0 };
    printer.value(value);
    printer.out
}

struct Printer<'p> {
    out: String,
    html: Html,
    indent: Option<&'p str>,
    level: usize,
}

impl Printer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            // Writing to a String cannot fail.
            Value::Int(value) => drop(write!(self.out, "{value}")),
            Value::Uint(value) => drop(write!(self.out, "{value}")),
            Value::Float(value) => self.out.push_str(&gofloat::json(*value)),
            Value::Str(text) => self.string(text),
            Value::List(items) => self.all('[', ']', items, Self::value),
            Value::Map(map) => {
                let entries: Vec<_> = map.iter().collect();
                self.all('{', '}', &entries, |printer, (key, value)| {
                    printer.string(key.as_str());
                    printer.out.push_str(if printer.indent.is_some() { ": " } else { ":" });
                    printer.value(value);
                });
            }
        }
    }

    fn all<T>(&mut self, open: char, close: char, items: &[T], print: impl Fn(&mut Self, &T)) {
        self.out.push(open);
        self.level += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.line();
            print(self, item);
        }
        self.level -= 1;
        if !items.is_empty() {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(indent, self.level));
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        let mut plain = 0;
        for (at, c) in text.char_indices() {
            let escape = match c {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\u{8}' => "\\b",
                '\u{c}' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '<' | '>' | '&' if self.html == Html::Escaped => "",
                '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => "",
                _ => continue,
            };
            self.out.push_str(text.get(plain..at).unwrap_or(""));
            plain = at + c.len_utf8();
            if escape.is_empty() {
                let _ = write!(self.out, "\\u{:04x}", u32::from(c));
            } else {
                self.out.push_str(escape);
            }
        }
        self.out.push_str(text.get(plain..).unwrap_or(""));
        self.out.push('"');
    }
}
