//! TOML as values: integers, floats, texts, times, lists and dicts. It prints none.
//!
//! Source: BurntSushi/toml v1.6 for the types and the words of common errors; crate `toml` reads.

use std::rc::Rc;

use toml::value::{Datetime, Offset};

use super::super::args::MAX_DEPTH;
use super::super::show::quote;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::Fault;
use crate::engine::template::functions::dates::time::{Time, Zone};
use crate::engine::template::value::Value;
use crate::model::object::key::Key;

/// The table that a text is.
///
/// # Errors
/// `toml: line 1: …`.
pub(super) fn read(bytes: &[u8]) -> Result<Dict, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        Fault::from(format!("toml: line {line}: invalid UTF-8 byte"))
    })?;
    // Keys with many dots nest as deeply as brackets do, and dropping what was read recurses.
    let deepest = text.lines().map(|line| line.bytes().filter(|byte| matches!(byte, b'.' | b'[' | b'{')).count()).max();
    if deepest.is_some_and(|deepest| deepest > MAX_DEPTH && nests_deeply(text)) {
        return Err(super::super::args::too_deep());
    }
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| words(text, &error))?;
    Ok(dict(&table))
}

/// Whether brackets or dotted keys go deeper than values may, outside of quotes as far as a glance tells.
fn nests_deeply(text: &str) -> bool {
    let (mut depth, mut dots, mut deepest, mut quoted) = (0usize, 0usize, 0usize, false);
    for c in text.chars() {
        match c {
            '"' | '\'' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            '.' if !quoted => dots += 1,
            '=' | ',' => dots = 0,
            '\n' => (dots, quoted) = (0, false),
            _ => {}
        }
        deepest = deepest.max(depth + dots);
    }
    deepest > MAX_DEPTH
}

fn dict(table: &toml::Table) -> Dict {
    let entries = table.iter().map(|(key, value)| (Key::own(key.as_str()), self::value(value)));
    Dict::own(entries.collect(), DictKind::Any)
}

fn value(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::str(text.as_str()),
        toml::Value::Integer(value) => Value::int64(*value),
        toml::Value::Float(value) => Value::Float(*value),
        toml::Value::Boolean(value) => Value::Bool(*value),
        toml::Value::Datetime(time) => Value::Native(Rc::new(self::time(time))),
        toml::Value::Array(items) => Value::list(items.iter().map(self::value).collect()),
        toml::Value::Table(table) => Value::Dict(dict(table)),
    }
}

/// A time; what has no offset is in a zone whose name says what it lacks.
fn time(time: &Datetime) -> Time {
    let date = time.date.map_or([0, 1, 1], |date| [date.year.into(), date.month.into(), date.day.into()]);
    let of_day = time.time.map_or([0; 3], |time| [time.hour.into(), time.minute.into(), time.second.unwrap_or(0).into()]);
    let nanoseconds = time.time.and_then(|time| time.nanosecond).unwrap_or(0);
    let instant = Time::of_fields(date, of_day, nanoseconds.into());
    let zone = match (time.date, time.time, time.offset) {
        (_, _, Some(Offset::Z)) => Zone::Utc,
        (_, _, Some(Offset::Custom { minutes: 0 })) => Zone::Local,
        (_, _, Some(Offset::Custom { minutes })) => Zone::Fixed(String::new(), i32::from(minutes) * 60),
        (Some(_), Some(_), None) => Zone::Fixed("datetime-local".to_owned(), 0),
        (Some(_), None, None) => Zone::Fixed("date-local".to_owned(), 0),
        (None, _, None) => Zone::Fixed("time-local".to_owned(), 0),
    };
    let offset = zone.at(instant.seconds).1;
    Time::new(instant.seconds.saturating_sub(offset.into()), nanoseconds.into(), zone)
}

/// BurntSushi's words about an error where they are known; else those of the crate.
fn words(text: &str, error: &toml::de::Error) -> Fault {
    let at = error.span().map_or(text.len(), |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
    let line = before.matches('\n').count() + 1;
    let of_line = text.get(line_start..).unwrap_or("");
    let (own, is_last) = of_line.split_once('\n').map_or((of_line, true), |(own, _)| (own, false));
    let (key, rest) = own.split_once('=').map_or((own.trim(), None), |(key, rest)| (key.trim(), Some(rest.trim())));
    let message = error.message();
    let spaced = (!own.trim_start().starts_with(['[', '"', '\''])).then(|| key.split_once([' ', '\t'])).flatten();
    let told = match rest {
        _ if spaced.is_some() => separator(spaced.and_then(|(_, after)| after.trim_start().chars().next())),
        None if is_last && !own.trim_start().starts_with('[') => format!("line {line}: unexpected EOF; expected key separator '='"),
        None if !own.trim_start().starts_with('[') => separator(Some('\n')),
        Some("") if is_last => format!("line {line} (last key {}): unexpected EOF; expected value", quote(key.as_bytes())),
        Some(_) if message.contains("duplicate key") => {
            format!("line {line} (last key {}): Key '{key}' has already been defined.", quote(key.as_bytes()))
        }
        Some(_) if !key.is_empty() => format!("line {line} (last key {}): {message}", quote(key.as_bytes())),
        _ => format!("line {line}: {message}"),
    };
    let told = if told.starts_with("line") { told } else { format!("line {line}: {told}") };
    format!("toml: {told}").into()
}

fn separator(found: Option<char>) -> String {
    let shown = found.map_or_else(String::new, |c| quote(c.encode_utf8(&mut [0; 4]).as_bytes()));
    let shown = shown.trim_matches('"');
    format!("expected '.' or '=', but got '{shown}' instead")
}
