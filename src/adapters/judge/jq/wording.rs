//! What is wrong with an expression, in words. Values of the object never stand in them: it may be a Secret.

use jaq_core::compile::Undefined;
use jaq_core::load::{Error as Unread, lex, parse, span};
use jaq_core::{Error, Exn};
use jaq_json::Val;

/// Characters of an expression that are shown where it stops making sense.
const SHOWN: usize = 40;

/// Why a text is no expression: the first mistake and where it is.
pub(super) fn unread(code: &str, errors: &jaq_core::load::Errors<&str, ()>) -> String {
    let Some((_, error)) = errors.first() else { return "cannot be read".to_owned() };
    match error {
        Unread::Io(_) => "imports a module; there are none".to_owned(),
        Unread::Lex(errors) => errors.first().map_or_else(String::new, |(expected, found)| lexical(code, expected, found)),
        Unread::Parse(errors) => errors.first().map_or_else(String::new, |(expected, found)| grammatical(code, expected, found)),
    }
}

fn lexical(code: &str, expected: &lex::Expect<&str>, found: &str) -> String {
    let expected = match expected {
        lex::Expect::Delim(open) => return format!("cannot be read: {open} at character {} is never closed", column(code, open)),
        lex::Expect::Digit => "a digit",
        lex::Expect::Ident => "a name",
        lex::Expect::Escape => "an escape sequence",
        lex::Expect::Unicode => "four hexadecimal digits",
        _ => "something that jq knows",
    };
    format!("cannot be read: expected {expected} at {}", at(code, found))
}

fn grammatical(code: &str, expected: &parse::Expect<&str>, found: &str) -> String {
    format!("cannot be read: expected {} at {}", expected.as_str(), at(code, found))
}

fn column(code: &str, found: &str) -> usize {
    let start = span(code, found).start;
    code.get(..start).map_or(0, |before| before.chars().count()) + 1
}

fn at(code: &str, found: &str) -> String {
    if found.is_empty() {
        return "its end".to_owned();
    }
    let shown: String = found.chars().take(SHOWN).collect();
    format!("character {}: {shown}", column(code, found))
}

/// Which names are not known.
pub(super) fn undefined(errors: &jaq_core::compile::Errors<&str, ()>) -> String {
    let mut names: Vec<String> = Vec::new();
    for (_, errors) in errors {
        names.extend(errors.iter().map(|(name, kind)| match kind {
            Undefined::Filter(arity) => format!("{name}/{arity}"),
            kind => format!("{} {name}", kind.as_str()),
        }));
    }
    let shown: String = names.join(", ").chars().take(4 * SHOWN).collect();
    format!("names what jq does not know: {shown}")
}

/// Why an expression failed on an object.
pub(super) fn failed(error: Exn<'_, Val>) -> String {
    match error.get_err() {
        Ok(error) => of_run(&error),
        Err(_) => "ends by itself (break or halt)".to_owned(),
    }
}

fn of_run(error: &Error<Val>) -> String {
    let text = error.to_string();
    // These words and no others: an expression may raise them around a value.
    if let Some(refused) = super::REFUSED.iter().find(|refused| text.contains(**refused)) {
        return (*refused).to_owned();
    }
    let kinds = |rest: &str, between: &str| rest.rsplit_once(between).map(|(left, right)| (kind(left), right.to_owned()));
    let told = if let Some(rest) = text.strip_prefix("cannot use ") {
        kinds(rest, " as ").map(|(value, wanted)| format!("cannot use {value} as {wanted}"))
    } else if let Some(rest) = text.strip_prefix("cannot index ") {
        kinds(rest, " with ").map(|(value, key)| format!("cannot index {value} with {}", kind(&key)))
    } else if text.starts_with("cannot calculate ") {
        Some("cannot calculate with such values".to_owned())
    } else if text.starts_with("invalid path expression") {
        Some("is no path: what it makes stands nowhere in the object".to_owned())
    } else {
        None
    };
    told.unwrap_or_else(|| "fails on this object".to_owned())
}

/// What kind of value a JSON text begins.
fn kind(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(_) => "a number",
        None => "nothing",
    }
}
