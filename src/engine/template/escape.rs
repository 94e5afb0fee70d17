//! `html`, `js`, `urlquery`: texts made safe for other languages. It knows no evaluator. Source: Go's `text/template`
//! `funcs.go` and `net/url`.

use super::characters::{decode, is_printable};
use super::fault::{Fault, Returned};
use super::function::{Function, Scope, Type};
use super::print;
use super::text::Text;
use super::value::Value;

/// The functions.
pub(super) static FUNCTIONS: [Function; 3] = [
    Function::variadic("html", &[], Type::Any, |scope, given| escaped(scope, given, html)),
    Function::variadic("js", &[], Type::Any, |scope, given| escaped(scope, given, js)),
    Function::variadic("urlquery", &[], Type::Any, |scope, given| escaped(scope, given, url_query)),
];

fn escaped(scope: &Scope<'_>, given: &[Value], escape: fn(&[u8]) -> Vec<u8>) -> Returned {
    let text = joined(scope, given)?;
    // No character becomes more than six.
    scope.budget.make(text.len().saturating_mul(6))?;
    Ok(Value::Str(Text::from_bytes(escape(text.as_bytes()))))
}

/// As `fmt.Sprint`, but what is missing is said so.
fn joined(scope: &Scope<'_>, given: &[Value]) -> Result<Text, Fault> {
    let shown = |value: &Value| if value.is_nil() { Value::str("<no value>") } else { value.clone() };
    let shown: Vec<Value> = given.iter().map(shown).collect();
    print::sprint(scope.budget, &shown)
}

fn html(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            other => out.push(*other),
        }
    }
    out
}

fn js(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((character, width)) = decode(rest) {
        let (bytes, tail) = rest.split_at_checked(width).unwrap_or((rest, &[]));
        match character {
            '\\' | '\'' | '"' => out.extend_from_slice(&[b'\\', bytes.first().copied().unwrap_or(b'\\')]),
            '<' | '>' | '&' | '=' | '\0'..='\u{1f}' => out.extend_from_slice(format!("\\u{:04X}", u32::from(character)).as_bytes()),
            _ if character.is_ascii() => out.extend_from_slice(bytes),
            _ if is_printable(character) => out.extend_from_slice(bytes),
            _ => out.extend_from_slice(format!("\\u{:04X}", u32::from(character)).as_bytes()),
        }
        rest = tail;
    }
    out
}

fn url_query(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(*byte),
            b' ' => out.push(b'+'),
            other => out.extend_from_slice(format!("%{other:02X}").as_bytes()),
        }
    }
    out
}
