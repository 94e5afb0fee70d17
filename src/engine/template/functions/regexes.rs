//! sprig's functions of regular expressions. It knows no syntax (`regex_syntax`).
//!
//! Source: sprig `regex.go`, Go's `regexp`: which empty matches count, how `$1` is replaced, where a split begins. A text
//! that is no UTF-8 is looked at with U+FFFD for what is none.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use super::args::{bytes, int, raw, string, text};
use super::runes;
use super::show;
use super::{regex_cost, regex_syntax};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::list::{Element, List};
use crate::engine::template::value::Value;

const TWO: &[Type] = &[Type::Str, Type::Str];
const THREE: &[Type] = &[Type::Str, Type::Str, Type::Str];
const COUNTED: &[Type] = &[Type::Str, Type::Str, Type::Int];

pub(super) const TABLE: &[Function] = &[
    Function::new("mustRegexFind", TWO, |scope, args| find(scope, args, Failure::Error)),
    Function::new("mustRegexFindAll", COUNTED, |scope, args| find_all(scope, args, Failure::Error)),
    Function::new("mustRegexMatch", TWO, is_match),
    Function::new("mustRegexReplaceAll", THREE, |scope, args| replace_all(scope, args, Failure::Error, Dollars::Expand)),
    Function::new("mustRegexReplaceAllLiteral", THREE, |scope, args| replace_all(scope, args, Failure::Error, Dollars::Keep)),
    Function::new("mustRegexSplit", COUNTED, |scope, args| split(scope, args, Failure::Error)),
    Function::new("regexFind", TWO, |scope, args| find(scope, args, Failure::Panic)),
    Function::new("regexFindAll", COUNTED, |scope, args| find_all(scope, args, Failure::Panic)),
    Function::new("regexMatch", TWO, |scope, args| match is_match(scope, args) {
        Err(Fault::Error(_)) => Ok(Value::Bool(false)),
        other => other,
    }),
    Function::new("regexQuoteMeta", &[Type::Str], quote_meta),
    Function::new("regexReplaceAll", THREE, |scope, args| replace_all(scope, args, Failure::Panic, Dollars::Expand)),
    Function::new("regexReplaceAllLiteral", THREE, |scope, args| replace_all(scope, args, Failure::Panic, Dollars::Keep)),
    Function::new("regexSplit", COUNTED, |scope, args| split(scope, args, Failure::Panic)),
];

/// How a bad expression is told: `MustCompile` panics in other words than `Compile` returns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failure {
    Error,
    Panic,
}

/// Whether `$1` in a replacement means a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dollars {
    Expand,
    Keep,
}

/// Bytes of an expression's program; the largest of public charts is far below a tenth of it.
const MAX_PROGRAM: usize = 4 << 20;

/// Expressions that are kept compiled: charts use the same few in loops.
const MAX_KEPT: usize = 32;

/// Groups within each other; Go allows 1,000.
pub(super) const NESTING: u32 = 2100;

struct Expression {
    source: String,
    /// About the size of its program.
    states: usize,
    regex: Regex,
    names: Vec<String>,
}

thread_local! {
    /// The last expressions that were used, newest first. What a function returns does not depend on it.
    static KEPT: RefCell<VecDeque<Rc<Expression>>> = const { RefCell::new(VecDeque::new()) };
}

fn compiled(scope: &Scope<'_>, args: &[Value], failure: Failure) -> Result<Rc<Expression>, Fault> {
    let pattern = bytes(args, 0);
    // Running grows with the text and the program.
    let text = bytes(args, 1).len() / 32;
    let run = |states: usize| scope.budget.work(text.saturating_mul(states / 256 + 1).saturating_add(pattern.len()));
    let source = std::str::from_utf8(pattern).map_err(|_| {
        let text = runes::lossy(pattern).into_owned();
        told(&text, &regex_syntax::error("invalid UTF-8", &text), failure)
    })?;
    let kept = KEPT.with_borrow(|kept| kept.iter().find(|expression| expression.source == source).cloned());
    if let Some(expression) = kept {
        return run(expression.states).map(|()| expression);
    }
    scope.budget.work(pattern.len().saturating_mul(8).saturating_add(500))?;
    let translated = regex_syntax::translate(source).map_err(|error| told(source, &error, failure))?;
    let states = regex_cost::states(&translated.pattern);
    scope.budget.work(states)?;
    run(states)?;
    let built = RegexBuilder::new(&translated.pattern).size_limit(MAX_PROGRAM).nest_limit(NESTING).build();
    let regex = built.map_err(|_| told(source, &regex_syntax::error("expression too large", source), failure))?;
    let expression = Rc::new(Expression { source: source.to_owned(), states, regex, names: translated.names });
    KEPT.with_borrow_mut(|kept| {
        kept.truncate(MAX_KEPT - 1);
        kept.push_front(expression.clone());
    });
    Ok(expression)
}

fn told(source: &str, error: &str, failure: Failure) -> Fault {
    let error = format!("error parsing regexp: {error}");
    if failure == Failure::Error {
        return error.into();
    }
    let plain = source.chars().all(|c| c != '`' && c != '\u{7f}' && c != '\u{feff}' && (c >= ' ' || c == '\t'));
    let quoted = if plain { format!("`{source}`") } else { show::quote(source.as_bytes()) };
    format!("regexp: Compile({quoted}): {error}").into()
}

fn is_match(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let expression = compiled(scope, args, Failure::Error)?;
    Ok(Value::Bool(expression.regex.is_match(&text(args, 1))))
}

fn find(scope: &Scope<'_>, args: &[Value], failure: Failure) -> Returned {
    let expression = compiled(scope, args, failure)?;
    let text = text(args, 1);
    let found = expression.regex.find(&text).map_or("", |found| found.as_str());
    scope.budget.make(found.len())?;
    string(found)
}

/// Bytes of the character at a place; none at the end.
fn width(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// Go's `allMatches`: an empty match right after another does not count.
fn matches(scope: &Scope<'_>, expression: &Expression, text: &str, most: i64) -> Result<Vec<std::ops::Range<usize>>, Fault> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let (mut at, mut last_end) = (0, None);
    while found.len() < most && at <= text.len() {
        // A search may look at all that is left, and find nothing but the next character.
        scope.budget.work(text.len().saturating_sub(at) / 512 + 1)?;
        let Some(next) = expression.regex.find_at(text, at) else { break };
        let mut counts = true;
        if next.end() == at {
            counts = Some(next.start()) != last_end;
            let width = width(text, at);
            at = if width > 0 { at + width } else { text.len() + 1 };
        } else {
            at = next.end();
        }
        last_end = Some(next.end());
        if counts {
            scope.budget.entries(1)?;
            found.push(next.range());
        }
    }
    Ok(found)
}

fn texts<'t>(scope: &Scope<'_>, parts: impl IntoIterator<Item = &'t str>) -> Returned {
    let mut items = Vec::new();
    for part in parts {
        scope.budget.make(part.len())?;
        items.push(Value::str(part));
    }
    Ok(Value::List(List::new(items, Element::Str)))
}

fn find_all(scope: &Scope<'_>, args: &[Value], failure: Failure) -> Returned {
    let expression = compiled(scope, args, failure)?;
    let text = text(args, 1);
    let found = matches(scope, &expression, &text, int(args, 2))?;
    if found.is_empty() {
        return Ok(Value::List(List::nil(Element::Str)));
    }
    texts(scope, found.into_iter().filter_map(|range| text.get(range)))
}

fn split(scope: &Scope<'_>, args: &[Value], failure: Failure) -> Returned {
    let expression = compiled(scope, args, failure)?;
    let text = text(args, 1);
    let most = int(args, 2);
    if most == 0 {
        return Ok(Value::List(List::nil(Element::Str)));
    }
    if !expression.source.is_empty() && text.is_empty() {
        return Ok(Value::strings([""]));
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for found in matches(scope, &expression, &text, most)? {
        if usize::try_from(most).is_ok_and(|most| parts.len() + 1 == most) {
            break;
        }
        end = found.start;
        if found.end != 0 {
            parts.push(text.get(start..end).unwrap_or(""));
        }
        start = found.end;
    }
    if end != text.len() {
        parts.push(text.get(start..).unwrap_or(""));
    }
    texts(scope, parts)
}

fn replace_all(scope: &Scope<'_>, args: &[Value], failure: Failure, dollars: Dollars) -> Returned {
    let expression = compiled(scope, args, failure)?;
    let text = text(args, 1);
    let replacement = self::text(args, 2);
    scope.budget.make(text.len())?;
    let mut out = String::with_capacity(text.len());
    let mut expanded = String::new();
    let (mut at, mut last_end) = (0, 0);
    let mut locations = expression.regex.capture_locations();
    while at <= text.len() {
        scope.budget.work(text.len().saturating_sub(at) / 512 + 1)?;
        let Some(found) = expression.regex.captures_read_at(&mut locations, &text, at) else { break };
        out.push_str(text.get(last_end..found.start()).unwrap_or(""));
        if found.end() > last_end || found.start() == 0 {
            expanded.clear();
            match dollars {
                Dollars::Keep => expanded.push_str(&replacement),
                Dollars::Expand => expand(&mut expanded, &replacement, &expression.names, |index| {
                    locations.get(index).and_then(|(start, end)| text.get(start..end))
                }),
            }
            scope.budget.make(expanded.len())?;
            out.push_str(&expanded);
        }
        last_end = found.end();
        let width = width(&text, at);
        at = if at + width > found.end() {
            at + width
        } else if at + 1 > found.end() {
            at + 1
        } else {
            found.end()
        };
    }
    out.push_str(text.get(last_end..).unwrap_or(""));
    string(out)
}

/// Go's `Regexp.Expand`: `$name` is the longest name, `${name}` ends where it says, `$$` is a dollar.
fn expand<'t>(out: &mut String, template: &str, names: &[String], group: impl Fn(usize) -> Option<&'t str>) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let Some((name, after)) = reference(after) else {
            out.push('$');
            rest = after;
            continue;
        };
        rest = after;
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name.len() == 1 || !name.starts_with('0')) && name.len() < 10;
        if let (true, Ok(index)) = (is_number, name.parse()) {
            out.push_str(group(index).unwrap_or(""));
        } else if let Some(text) = names.iter().enumerate().filter(|(_, own)| *own == name).find_map(|(index, _)| group(index)) {
            out.push_str(text);
        }
    }
    out.push_str(rest);
}

/// The name after a dollar, and what follows it.
fn reference(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{');
    let names = inside.unwrap_or(text);
    let length = names.find(|c| !(runes::is_letter(c) || runes::is_digit(c) || c == '_')).unwrap_or(names.len());
    let (name, rest) = names.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    if inside.is_some() { Some((name, rest.strip_prefix('}')?)) } else { Some((name, rest)) }
}

fn quote_meta(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len().saturating_mul(2))?;
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if br"\.+*?()|[]{}^$".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    raw(out)
}
