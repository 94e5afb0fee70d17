//! Functions of this binary that the prelude calls: numbers and texts as Go writes and reads them, time, compiling. None of them raises an
//! error: what is wrong comes back beside nil, and the prelude raises it where the script is. They know no object.

use std::cell::Cell;
use std::rc::Rc;

use mlua::chunk::ChunkMode;
use mlua::{Lua, MultiValue, Result, Table, Value};

use crate::engine::template::budget::{Budget, Limits};
use crate::engine::template::print::float::formatted;
use crate::engine::template::print::sprintf;
use crate::engine::template::text::Text;
use crate::engine::template::value::{IntType, Value as Go};

use super::clock;
use super::concat::marked;

/// What one call of `string.format` may cost: a message is short.
const FORMAT: Limits = Limits { steps: 1_000_000, bytes: 16 << 20, depth: 100 };

/// What scripts are told when they ask for a time that they were not given.
const NO_TIME: &str = "the time is not known here: a script of this kind may not depend on it";

/// The functions by the names that the prelude uses. `is_spent` is set once the script has used up its steps.
pub(super) fn table(lua: &Lua, is_spent: &Rc<Cell<bool>>, now: Option<i64>) -> Result<Table> {
    let functions = lua.create_table()?;
    let spent = is_spent.clone();
    functions.raw_set("spent", lua.create_function(move |_, ()| Ok(spent.get()))?)?;
    functions.raw_set("text", lua.create_function(|_, number: f64| Ok(number_text(number)))?)?;
    functions.raw_set("number", lua.create_function(|_, (value, base): (Value, Option<f64>)| Ok(number(&value, base)))?)?;
    functions.raw_set("format", lua.create_function(format)?)?;
    functions.raw_set("compile", lua.create_function(compile)?)?;
    functions.raw_set("date", lua.create_function(move |lua, arguments| date(lua, now, arguments))?)?;
    functions.raw_set("time", lua.create_function(move |lua, arguments| time(lua, now, arguments))?)?;
    Ok(functions)
}

/// A number as gopher-lua writes it.
pub(super) fn number_text(number: f64) -> String {
    whole(number).map_or_else(|| formatted(number, 'g', None), |whole| whole.to_string())
}

/// 2^63: from here on Go's conversion to an integer overflows.
const INTEGERS: f64 = 9_223_372_036_854_775_808.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp, reason = "it is compared exactly afterwards")]
fn whole(number: f64) -> Option<i64> {
    let whole = number as i64;
    (number.abs() < INTEGERS && whole as f64 == number).then_some(whole)
}

/// As gopher-lua's `tonumber`: integers in a base, or what has a point; so `1e3` is none.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floats; a base from 2 to 36")]
fn number(value: &Value, base: Option<f64>) -> Option<f64> {
    let text = match value {
        Value::Integer(value) => return Some(*value as f64),
        Value::Number(value) => return Some(*value),
        Value::String(text) => text.to_string_lossy(),
        _ => return None,
    };
    let text = text.trim_matches([' ', '\n', '\t']);
    if text.contains('.') {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        return text.parse().ok().filter(|value: &f64| is_plain && value.is_finite());
    }
    let prefixed = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).filter(|_| base.is_none());
    let radix = if prefixed.is_some() { 16 } else { base.map_or(10, |base| base as u32) };
    i64::from_str_radix(prefixed.unwrap_or(text), radix.clamp(2, 36)).ok().map(|value| value as f64)
}

/// A text, or nil and what is wrong.
type Said = (Option<mlua::LuaString>, Option<String>);

/// As gopher-lua's `string.format`, which is Go's `Sprintf` on its values.
fn format(lua: &Lua, arguments: MultiValue) -> Result<Said> {
    let mut arguments = arguments.into_iter();
    let pattern = match arguments.next() {
        Some(Value::String(pattern)) => pattern.as_bytes().to_vec(),
        Some(Value::Number(number)) => number_text(number).into_bytes(),
        other => {
            let found = other.map_or("nil", |value| value.type_name());
            return Ok((None, Some(format!("bad argument #1 to format (string expected, got {found})"))));
        }
    };
    // How many there are is told first: nils at the end count.
    let values: Vec<Value> = arguments.skip(1).collect();
    let percents = memchr::memchr_iter(b'%', &pattern).count();
    let doubled = memchr::memmem::find_iter(&pattern, b"%%").count();
    let (pattern, verbs) = verbs(&pattern);
    let go: Vec<Go> = values
        .iter()
        .take(percents.saturating_sub(doubled))
        .enumerate()
        .map(|(index, value)| go(value, verbs.get(index).copied().unwrap_or(b'v')))
        .collect();
    match sprintf(&Budget::new(FORMAT), &Text::from_bytes(pattern), &go) {
        Ok(text) => Ok((Some(lua.create_string(text.as_bytes())?), None)),
        Err(_) => Ok((None, Some("string.format makes too long a text".to_owned()))),
    }
}

/// The verbs of a format in their order, and the format with Go's words for them: `%i` is `%d`.
fn verbs(pattern: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut made, mut verbs) = (Vec::with_capacity(pattern.len()), Vec::new());
    let mut is_open = false;
    for byte in pattern {
        let mut byte = *byte;
        if !is_open {
            is_open = byte == b'%';
        } else if byte.is_ascii_alphabetic() || byte == b'%' {
            is_open = false;
            byte = if byte == b'i' { b'd' } else { byte };
            if byte != b'%' {
                verbs.push(byte);
            }
        }
        made.push(byte);
    }
    (made, verbs)
}

/// What Go's `fmt` sees of a value for a verb. Source: gopher-lua `value.go` (`Format`).
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "as Go converts")]
fn go(value: &Value, verb: u8) -> Go {
    let of = |number: f64| match verb {
        b'q' | b's' => Go::str(number_text(number)),
        b'b' | b'c' | b'd' | b'o' | b'x' | b'X' | b'U' => Go::Int(number as i64, IntType::Int64),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => Go::Float(number),
        _ => whole(number).map_or(Go::Float(number), |whole| Go::Int(whole, IntType::Int64)),
    };
    match value {
        Value::Nil => Go::str("nil"),
        Value::Boolean(value) if matches!(verb, b's' | b'v' | b'q') => Go::str(if *value { "true" } else { "false" }),
        Value::Boolean(value) => Go::Bool(*value),
        Value::Integer(value) => of(*value as f64),
        Value::Number(value) => of(*value),
        // A slip of gopher-lua's: a text that is a number is written as the text, any other as 0.
        Value::String(text) if verb == b'd' && text.to_string_lossy().trim().parse::<f64>().is_err() => Go::Int(0, IntType::Int64),
        Value::String(text) => Go::Str(Text::from_bytes(text.as_bytes().to_vec())),
        other => Go::str(other.type_name()),
    }
}

/// A chunk of the script's own making, from its text only: compiled chunks could break the interpreter.
fn compile(lua: &Lua, (source, name): (mlua::LuaString, String)) -> Result<(Option<mlua::Function>, Option<String>)> {
    let source = source.to_string_lossy();
    let load = |text: &str| lua.load(text).set_name(format!("={name}")).set_mode(ChunkMode::Text).into_function();
    match load(&marked(&source)).or_else(|_| load(&source)) {
        Ok(function) => Ok((Some(function), None)),
        Err(error) => Ok((None, Some(error.to_string()))),
    }
}

fn date(
    lua: &Lua,
    now: Option<i64>,
    (_open, pattern, at): (bool, Option<mlua::LuaString>, Option<f64>),
) -> Result<(Value, Option<String>)> {
    #[expect(clippy::cast_possible_truncation, reason = "as Go converts")]
    let Some(seconds) = at.map(|at| at as i64).or(now) else { return Ok((Value::Nil, Some(NO_TIME.to_owned()))) };
    let of = clock::parts(seconds);
    let pattern = pattern.map_or_else(|| "%c".to_owned(), |pattern| pattern.to_string_lossy());
    let pattern = pattern.trim_start_matches('!');
    if !pattern.starts_with("*t") {
        return Ok((Value::String(lua.create_string(clock::strftime(pattern, &of))?), None));
    }
    let table = lua.create_table()?;
    let parts = [
        ("year", of.year),
        ("month", of.month),
        ("day", of.day),
        ("hour", of.hour),
        ("min", of.minute),
        ("sec", of.second),
        ("wday", of.weekday + 1),
        ("yday", 0),
    ];
    for (name, part) in parts {
        table.raw_set(name, part)?;
    }
    table.raw_set("isdst", false)?;
    Ok((Value::Table(table), None))
}

fn time(_: &Lua, now: Option<i64>, (is_open, n_given, given): (bool, usize, Value)) -> Result<(Option<i64>, Option<String>)> {
    let table = match given {
        Value::Table(table) => table,
        Value::Nil if n_given == 0 || is_open => {
            return Ok(now.map_or_else(|| (None, Some(NO_TIME.to_owned())), |now| (Some(now), None)));
        }
        other => return Ok((None, Some(format!("bad argument #1 to time (table expected, got {})", other.type_name())))),
    };
    let part = |name: &str, missing: i64| Ok::<_, mlua::Error>(part(&table.raw_get(name)?, is_open).unwrap_or(missing));
    let (hour, minute, second) = (part("hour", 12)?, part("min", 0)?, part("sec", 0)?);
    let (year, month, day) = (part("year", -1)?, part("month", -1)?, part("day", -1)?);
    Ok((Some(clock::seconds(year, month, day, hour, minute, second)), None))
}

/// A field of `os.time`'s table. With the standard libraries open gopher-lua's own function reads texts as well; Argo CD's does not.
#[expect(clippy::cast_possible_truncation, reason = "as Go converts")]
fn part(value: &Value, is_open: bool) -> Option<i64> {
    match value {
        Value::Integer(value) => Some(*value),
        Value::Number(value) => Some(*value as i64),
        Value::String(text) if is_open => {
            let text = text.to_string_lossy();
            let text = text.trim();
            let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
            let whole = hex.map_or_else(|| text.parse().ok(), |hex| i64::from_str_radix(hex, 16).ok());
            whole.or_else(|| text.parse::<f64>().ok().map(|value| value as i64))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_are_written_as_gopher_lua_writes_them() {
        for (number, wanted) in [
            (4.0 / 2.0, "2"),
            (-0.0, "0"),
            (123_456_789_012_345.0, "123456789012345"),
            (1_700_000_000_000_000_000.0, "1700000000000000000"),
            (1e19, "1e+19"),
            (2.0 / 3.0, "0.6666666666666666"),
            (1_234_567.5, "1.2345675e+06"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(number_text(number), wanted);
        }
    }
}
