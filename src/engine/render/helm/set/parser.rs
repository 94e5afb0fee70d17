//! The parser of one line, with its peculiarities: what ends early sets what it has got so far. It knows no flag beyond its kind.
//!
//! Source: Helm 4.2.3 `pkg/strvals/{parser,literal_parser}.go`. Two limits are ours: how deep lists may nest, and how many items a line may
//! add (an index of 65536 makes as many nulls).

use super::Kind;
use super::slot::{Slot, Table, closed, opened};
use crate::engine::manifest::json_read::Reader;
use crate::engine::render::helm::values;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The largest index of a list: Helm's limit.
const MAX_INDEX: usize = 65536;

/// Dots within one name: Helm's limit.
const MAX_LEVEL: usize = 30;

/// Indexes and dots within one name together.
const MAX_DEPTH: usize = 100;

/// List items that one line may add.
const MAX_ADDED: usize = 2_000_000;

/// Why a key was not read to its end.
enum Stop {
    /// The line ended: what was set so far counts.
    End,
    /// A mistake.
    Bad(String),
}

impl From<String> for Stop {
    fn from(error: String) -> Self {
        Self::Bad(error)
    }
}

/// `base` with the values of a line in it.
pub(super) fn parse(kind: Kind<'_>, text: &str, base: &Map) -> Result<Map, String> {
    let mut parser = Parser { text, at: 0, kind, added: 0 };
    let mut table = opened(base);
    loop {
        match parser.key(&mut table, 0, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(closed(table)),
            Err(Stop::Bad(error)) => return Err(error),
        }
    }
}

struct Parser<'t, 'k> {
    text: &'t str,
    at: usize,
    kind: Kind<'k>,
    added: usize,
}

impl<'t> Parser<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn is_literal(&self) -> bool {
        matches!(self.kind, Kind::Literal)
    }

    /// Characters up to one of `stops`, which is passed over, and which; `None` at the line's end.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut out = String::new();
        loop {
            match self.next() {
                None => return (out, None),
                Some(c) if stops.contains(&c) => return (out, Some(c)),
                Some('\\') if !self.is_literal() => match self.next() {
                    None => return (out, None),
                    Some(c) => out.push(c),
                },
                Some(c) => out.push(c),
            }
        }
    }

    /// One key with its value.
    fn key(&mut self, table: &mut Table, level: usize, depth: usize) -> Result<(), Stop> {
        let stops: &[char] = if self.is_literal() { &['=', '[', '.'] } else { &['=', '[', ',', '.'] };
        let (name, stop) = self.until(stops);
        match stop {
            None if name.is_empty() => Err(Stop::End),
            None => Err(Stop::Bad(format!("key {name:?} has no value"))),
            Some('[') => self.indexed(table, &name, level, depth),
            Some('=') => {
                let (value, end) = self.value()?;
                put(table, &name, Slot::Whole(value));
                end
            }
            Some(',') => Err(Stop::Bad(format!("key {name:?} has no value (cannot end with ,)"))),
            Some(_) => self.nested(table, &name, level, depth),
        }
    }

    /// `name[`…
    fn indexed(&mut self, table: &mut Table, name: &str, level: usize, depth: usize) -> Result<(), Stop> {
        let index = self.index()?;
        let mut fresh = Vec::new();
        let result = match table.get_mut(name) {
            Some(slot) => return self.item(slot.list()?, index, level, depth),
            None => self.item(&mut fresh, index, level, depth),
        };
        put(table, name, Slot::List(fresh));
        result
    }

    /// `name.`…
    fn nested(&mut self, table: &mut Table, name: &str, level: usize, depth: usize) -> Result<(), Stop> {
        let (level, depth) = (level + 1, depth + 1);
        if level > MAX_LEVEL {
            let cause = format!("value name nested level is greater than maximum supported nested level of {MAX_LEVEL}");
            return Err(Stop::Bad(cause));
        }
        too_deep(depth)?;
        let empty = |result: &Result<(), Stop>, inner: &Table| result.is_ok() && inner.is_empty();
        let no_value = || Err(Stop::Bad(format!("key map {name:?} has no value")));
        if let Some(slot) = table.get_mut(name) {
            let inner = slot.table()?;
            let result = self.key(inner, level, depth);
            return if empty(&result, inner) { no_value() } else { result };
        }
        let mut inner = Table::new();
        let result = self.key(&mut inner, level, depth);
        if empty(&result, &inner) {
            return no_value();
        }
        if !inner.is_empty() {
            put(table, name, Slot::Table(inner));
        }
        result
    }

    /// What follows an index.
    fn item(&mut self, list: &mut Vec<Slot>, index: i64, level: usize, depth: usize) -> Result<(), Stop> {
        let depth = depth + 1;
        too_deep(depth)?;
        let Ok(index) = usize::try_from(index) else {
            return Err(Stop::Bad(format!("negative {index} index not allowed")));
        };
        let (name, stop) = self.until(&['[', '.', '=']);
        if !name.is_empty() {
            let characters: Vec<String> = name.chars().map(|c| format!("{c:?}")).collect();
            return Err(Stop::Bad(format!("unexpected data at end of array index: [{}]", characters.join(" "))));
        }
        match stop {
            None => Err(Stop::End),
            Some('=') => {
                let (value, end) = self.value()?;
                self.set(list, index, Slot::Whole(value))?;
                match end {
                    // A list item's value may end the line.
                    Err(Stop::End) | Ok(()) => Ok(()),
                    Err(Stop::Bad(error)) => Err(Stop::Bad(error)),
                }
            }
            Some('[') => {
                let next = self.index()?;
                match list.get_mut(index) {
                    Some(slot) if !slot.is_null() => self.item(slot.list()?, next, level, depth),
                    _ => {
                        let mut fresh = Vec::new();
                        self.item(&mut fresh, next, level, depth)?;
                        self.set(list, index, Slot::List(fresh))
                    }
                }
            }
            Some(_) => {
                if let Some(slot) = list.get_mut(index) {
                    if slot.table().is_err() {
                        *slot = Slot::Table(Table::new());
                    }
                    return self.key(slot.table()?, level, depth);
                }
                let mut inner = Table::new();
                self.key(&mut inner, level, depth)?;
                self.set(list, index, Slot::Table(inner))
            }
        }
    }

    fn set(&mut self, list: &mut Vec<Slot>, index: usize, slot: Slot) -> Result<(), Stop> {
        if index > MAX_INDEX {
            return Err(Stop::Bad(format!("index of {index} is greater than maximum supported index of {MAX_INDEX}")));
        }
        if list.len() <= index {
            self.added = self.added.saturating_add(index + 1 - list.len());
            if self.added > MAX_ADDED {
                return Err(Stop::Bad(format!("lists would grow by more than {MAX_ADDED} items")));
            }
            list.resize_with(index + 1, Slot::null);
        }
        if let Some(own) = list.get_mut(index) {
            *own = slot;
        }
        Ok(())
    }

    fn index(&mut self) -> Result<i64, Stop> {
        let (text, stop) = self.until(&[']']);
        if stop.is_none() {
            return Err(Stop::End);
        }
        text.parse::<i64>().map_err(|error| {
            let why = match error.kind() {
                std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => "value out of range",
                _ => "invalid syntax",
            };
            Stop::Bad(format!("error parsing index: strconv.Atoi: parsing {text:?}: {why}"))
        })
    }

    /// The value after `=`, and whether the line ends with it.
    fn value(&mut self) -> Result<(Value, Result<(), Stop>), Stop> {
        match self.kind {
            Kind::Literal => {
                let rest = self.rest();
                self.at = self.text.len();
                Ok((Value::str(rest), Ok(())))
            }
            Kind::Json => Ok((self.json()?, Ok(()))),
            Kind::Typed | Kind::Text | Kind::File(_) => {
                if self.rest().is_empty() {
                    return Ok((Value::str(""), Err(Stop::End)));
                }
                if self.rest().starts_with('{') {
                    self.at += 1;
                    return Ok((self.braces()?, Ok(())));
                }
                let (text, _) = self.until(&[',']);
                Ok((self.scalar(text)?, Ok(())))
            }
        }
    }

    /// A list whose brace was read.
    fn braces(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            let Some(stop) = stop else { return Err(Stop::Bad("list must terminate with '}'".into())) };
            items.push(self.scalar(text)?);
            if stop == '}' {
                if self.rest().starts_with(',') {
                    self.at += 1;
                }
                return Ok(Value::list(items));
            }
        }
    }

    fn scalar(&self, text: String) -> Result<Value, Stop> {
        match self.kind {
            Kind::Typed => Ok(typed(text)),
            Kind::File(read) => Ok(Value::Str(read(&text)?)),
            Kind::Text | Kind::Json | Kind::Literal => Ok(Value::str(text)),
        }
    }

    fn json(&mut self) -> Result<Value, Stop> {
        if self.is_empty_value() {
            return Ok(Value::Null);
        }
        let mut interner = crate::engine::manifest::interner();
        let mut reader = Reader::new(self.rest().as_bytes(), &mut interner);
        let value = reader.value().map_err(|error| Stop::Bad(error.to_string()))?;
        self.at += reader.offset();
        self.is_empty_value();
        Ok(values::floats(&value))
    }

    /// Passes over blanks and a comma; whether one of them or the end was there.
    fn is_empty_value(&mut self) -> bool {
        loop {
            match self.rest().chars().next() {
                None => return true,
                Some(',') => {
                    self.at += 1;
                    return true;
                }
                Some(c) if c.is_whitespace() => self.at += c.len_utf8(),
                Some(_) => return false,
            }
        }
    }
}

fn too_deep(depth: usize) -> Result<(), Stop> {
    if depth > MAX_DEPTH { Err(Stop::Bad(format!("names nest more than {MAX_DEPTH} levels"))) } else { Ok(()) }
}

/// Sets a key, unless it is empty.
fn put(table: &mut Table, name: &str, slot: Slot) {
    if !name.is_empty() {
        table.insert(Key::own(name), slot);
    }
}

fn typed(text: String) -> Value {
    if text.eq_ignore_ascii_case("true") {
        return Value::Bool(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Value::Bool(false);
    }
    if text.eq_ignore_ascii_case("null") {
        return Value::Null;
    }
    if text == "0" {
        return Value::Int(0);
    }
    if text.starts_with('0') {
        return Value::str(text);
    }
    text.parse().map_or_else(|_| Value::str(text), Value::Int)
}
