//! Variables `{{ … }}` and references `$(…)` in a policy's values. It knows no rule. Source: kyverno `pkg/engine/variables/vars.go`,
//! `pkg/engine/jsonutils`.
//!
//! First every reference becomes the text that stands at its path in the same document, then every variable its value. A text that is
//! nothing but one variable becomes the value, whatever it is; what it holds is substituted as well, as Kyverno does. In a longer text a
//! value is written as text or JSON, and variables that came in that way are substituted in turn: a bounded number of times, so that a
//! value that holds its own name ends in an error.

use std::sync::LazyLock;

use regex::Regex;

use super::context::Context;
use super::fault::Fault;
use super::pattern::anchor;
use super::pattern::scalar::Operator;
use super::pointer;
use crate::engine::manifest::json::to_json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Levels of a document, values that came in by variables included.
const MAX_DEPTH: usize = 128;
/// Rounds of variables within variables in one text.
const MAX_ROUNDS: usize = 32;
/// The longest text that variables may make.
const MAX_TEXT: usize = 4 << 20;

#[expect(clippy::expect_used, reason = "a literal that every test compiles")]
static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})").expect("a literal expression"));
#[expect(clippy::expect_used, reason = "a literal that every test compiles")]
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)").expect("a literal expression"));
#[expect(clippy::expect_used, reason = "a literal that every test compiles")]
static ESCAPED_REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\$\(.[^ )]*\)").expect("a literal expression"));

/// Whether a text holds a variable.
pub fn has_variable(text: &str) -> bool {
    VARIABLE.is_match(text)
}

/// The value with references and variables substituted.
pub fn substitute(context: &mut Context, document: &Value) -> Result<Value, Fault> {
    let resolved = if any_text(document, 0, &|text| text.contains("$(")) {
        walk(document, "", 0, &mut |text, path| references(document, text, path).map(Value::from))?
    } else {
        document.clone()
    };
    if !any_text(&resolved, 0, &|text| text.contains("{{")) {
        return Ok(resolved);
    }
    walk(&resolved, "", 0, &mut |text, path| variables(context, text, path))
}

/// Whether any text or key is so; a document that is too deep is walked and refused there.
fn any_text(value: &Value, depth: usize, is: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Str(text) => is(text),
        Value::List(_) | Value::Map(_) if depth > MAX_DEPTH => true,
        Value::List(items) => items.iter().any(|item| any_text(item, depth + 1, is)),
        Value::Map(map) => map.iter().any(|(key, value)| is(key.as_str()) || any_text(value, depth + 1, is)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => false,
    }
}

/// What becomes of a text at a path.
type Leaf<'f> = dyn FnMut(&str, &str) -> Result<Value, Fault> + 'f;

fn walk(value: &Value, path: &str, depth: usize, leaf: &mut Leaf<'_>) -> Result<Value, Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::Limit(format!("variables nest deeper than {MAX_DEPTH} levels: does a value hold its own name?")));
    }
    match value {
        Value::Str(text) => match leaf(text, path)? {
            // What came in may hold variables itself.
            inner @ (Value::Map(_) | Value::List(_)) => walk(&inner, path, depth + 1, leaf),
            other => Ok(other),
        },
        Value::List(items) => {
            let items: Result<Vec<Value>, Fault> =
                items.iter().enumerate().map(|(index, item)| walk(item, &format!("{path}/{index}"), depth + 1, leaf)).collect();
            items.map(Value::list)
        }
        Value::Map(map) => {
            let mut entries = Vec::with_capacity(map.len());
            for (key, item) in map {
                let text = key.as_str();
                let new = if text.contains("{{") || text.contains("$(") {
                    match leaf(text, path)? {
                        Value::Str(new) => Key::own(new),
                        Value::Null => key.clone(),
                        _ => return Err(Fault::bad(format!("expected string after substituting variables in key {text:?}"))),
                    }
                } else {
                    key.clone()
                };
                let item = walk(item, &format!("{path}/{}", text.replace('/', "\\/")), depth + 1, leaf)?;
                entries.push((new, item));
            }
            Ok(Value::Map(Map::from_entries(entries)))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Ok(value.clone()),
    }
}

fn references(document: &Value, text: &str, path: &str) -> Result<String, Fault> {
    let mut out = text.to_owned();
    for found in REFERENCE.find_iter(text).map(|found| found.as_str()) {
        let start = found.find("$(").unwrap_or(0);
        let (before, reference) = found.split_at(start);
        let resolved = resolve(document, reference, path)?;
        if out.len() + resolved.len() > MAX_TEXT {
            return Err(Fault::Limit(format!("references make a text longer than {MAX_TEXT} bytes")));
        }
        out = out.replacen(found, &format!("{before}{resolved}"), 1);
    }
    let escaped: Vec<String> = ESCAPED_REFERENCE.find_iter(&out).map(|found| found.as_str().to_owned()).collect();
    for found in escaped {
        out = out.replace(&found, found.get(1..).unwrap_or_default());
    }
    Ok(out)
}

/// The text that a reference stands for.
fn resolve(document: &Value, reference: &str, at: &str) -> Result<String, Fault> {
    let failed = |why: &str| Fault::bad(format!("failed to resolve {reference} at path {at}: {why}"));
    let inner = reference.trim_matches(['$', '(', ')']);
    let operator = Operator::of(inner);
    let path = inner.get(operator.sign().len()..).unwrap_or_default();
    if path.is_empty() {
        return Err(failed("expected path, found empty reference"));
    }
    let path = if path.starts_with('/') { path.to_owned() } else { pointer::joined(at, path) };
    let value = pointer::leaf(document, &path, &anchor::without_anchors).ok_or_else(|| failed("got nil resolved variable"))?;
    match (&value, operator) {
        (Value::Str(text), _) => Ok(format!("{}{text}", operator.sign())),
        (Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_), _) | (_, Operator::Equal) => {
            Err(Fault::bad(format!("NotResolvedReferenceErr,reference {reference} not resolved at path {at}")))
        }
        (Value::Float(number), _) => Ok(format!("{}{number:.6}", operator.sign())),
        (number, _) => Ok(format!("{}{}", operator.sign(), String::from_utf8_lossy(&to_json(number)))),
    }
}

/// A text with its variables substituted.
fn variables(context: &mut Context, text: &str, path: &str) -> Result<Value, Fault> {
    let mut out = text.to_owned();
    let is_delete = context.operation() == "DELETE";
    for round in 0.. {
        let found: Vec<(String, String)> = VARIABLE
            .captures_iter(&out)
            .filter_map(|found| Some((found.get(1)?.as_str().to_owned(), found.get(2)?.as_str().to_owned())))
            .collect();
        if found.is_empty() {
            break;
        }
        if round >= MAX_ROUNDS {
            return Err(Fault::Limit(format!("variables nest deeper than {MAX_ROUNDS} levels: does a value hold its own name?")));
        }
        let before = out.clone();
        let mut is_shallow = false;
        for (prefix, variable) in found {
            let expression = variable.replace("{{", "").replace("}}", "");
            let mut expression = expression.trim();
            // `{{- … }}`: what comes in is left as it is.
            is_shallow = expression.starts_with('-');
            if is_shallow {
                expression = expression.get(1..).unwrap_or_default().trim();
            }
            let mut expression = if expression == "@" { pointer::to_query(path, "request.object") } else { expression.to_owned() };
            if is_delete {
                expression = expression.replace("request.object", "request.oldObject");
            }
            let value =
                context.query(&expression).map_err(|fault| fault.within(&format!("failed to resolve {expression} at path {path}")))?;
            if before == variable {
                return Ok(value);
            }
            context.world().spend_value(&value)?;
            let mut new = match value {
                Value::Str(text) => text.to_string(),
                other => String::from_utf8_lossy(&to_json(&other)).into_owned(),
            };
            if is_shallow {
                new = new.replace("{{", "\\{{");
            }
            if out.len() + new.len() > MAX_TEXT {
                return Err(Fault::Limit(format!("variables make a text longer than {MAX_TEXT} bytes")));
            }
            context.world().spend((out.len() + new.len()) as u64)?;
            out = out.replacen(&format!("{prefix}{variable}"), &format!("{prefix}{new}"), 1);
        }
        if is_shallow {
            break;
        }
    }
    Ok(out.replace("\\{{", "{{").into())
}
