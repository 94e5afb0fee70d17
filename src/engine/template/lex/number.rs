//! What a number in a template may be: Go's ideal constants, which fit every type that can hold them. It knows no
//! evaluator. Source: Go's `text/template/parse` `newNumber`, `strconv.ParseInt` and `ParseFloat`.

use super::super::print::quote::quoted;
use super::token::Kind;
use super::unquote::{self, BadCharacter};

/// A number under all types that can represent it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Number {
    /// As a signed integer.
    pub int: Option<i64>,
    /// As an unsigned integer.
    pub uint: Option<u64>,
    /// As a float.
    pub float: Option<f64>,
    /// It has an imaginary part, which values here do not have.
    pub complex: bool,
}

/// Reads a number or a character.
///
/// # Errors
/// Go's words for why it is none.
pub fn read(text: &str, kind: Kind) -> Result<Number, String> {
    match kind {
        Kind::CharConstant => character(text),
        Kind::Complex => Ok(Number { complex: true, ..Number::default() }),
        _ => match text.strip_suffix('i').and_then(float) {
            Some(_) => Ok(Number { complex: true, ..Number::default() }),
            None => real(text),
        },
    }
}

fn character(text: &str) -> Result<Number, String> {
    let value = unquote::character(text).map_err(|bad| match bad {
        BadCharacter::Syntax => "invalid syntax".to_owned(),
        BadCharacter::Malformed => format!("malformed character constant: {text}"),
    })?;
    Ok(Number { int: Some(i64::from(value)), uint: Some(u64::from(value)), float: Some(f64::from(value)), complex: false })
}

#[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
fn real(text: &str) -> Result<Number, String> {
    let mut number = Number { uint: unsigned(text), int: signed(text), ..Number::default() };
    if number.int == Some(0) {
        number.uint = Some(0);
    }
    if let Some(int) = number.int {
        number.float = Some(int as f64);
    } else if let Some(uint) = number.uint {
        number.float = Some(uint as f64);
    } else if let Some(float) = float(text) {
        if !text.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", quoted(text.as_bytes())));
        }
        number.float = Some(float);
        number.int = whole(float);
        number.uint = whole_unsigned(float);
    } else {
        return Err(format!("illegal number syntax: {}", quoted(text.as_bytes())));
    }
    Ok(number)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the question is whether nothing is lost"
)]
fn whole(float: f64) -> Option<i64> {
    let int = float as i64;
    (int as f64 == float && float < 9_223_372_036_854_775_808.0).then_some(int)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the question is whether nothing is lost"
)]
fn whole_unsigned(float: f64) -> Option<u64> {
    let uint = float as u64;
    (uint as f64 == float && float < 18_446_744_073_709_551_616.0).then_some(uint)
}

/// As `strconv.ParseUint(text, 0, 64)`.
fn unsigned(text: &str) -> Option<u64> {
    if !underscores_separate(text) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (digits, base) = if let Some(rest) = lower.strip_prefix("0x") {
        (rest, 16)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (rest, 2)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (rest, 8)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (lower.get(1..)?, 8)
    } else {
        (lower.as_str(), 10)
    };
    let digits = digits.replace('_', "");
    if digits.starts_with('+') {
        return None;
    }
    u64::from_str_radix(&digits, base).ok()
}

/// As `strconv.ParseInt(text, 0, 64)`.
fn signed(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(rest) => 0_i64.checked_sub_unsigned(unsigned(rest)?),
        None => i64::try_from(unsigned(text.strip_prefix('+').unwrap_or(text))?).ok(),
    }
}

/// As `strconv.ParseFloat(text, 64)`; a value beyond the range is none.
fn float(text: &str) -> Option<f64> {
    if !underscores_separate(text) {
        return None;
    }
    let plain = text.replace('_', "");
    let (negative, magnitude) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = magnitude.to_ascii_lowercase();
    let value = match lower.strip_prefix("0x") {
        Some(hex) => hex_float(hex)?,
        None if lower.starts_with(|first: char| first.is_ascii_digit() || first == '.') => lower.parse().ok()?,
        None => return None,
    };
    f64::is_finite(value).then_some(if negative { -value } else { value })
}

/// Mantissa and binary exponent after `0x`. Exact up to 15 digits; more of them are cut.
#[expect(clippy::cast_precision_loss, reason = "15 hexadecimal digits fit nearly exactly")]
fn hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let mut exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0_u64;
    for (index, digit) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = u64::from(digit.to_digit(16)?);
        let in_fraction = index >= whole.len();
        if value >> 60 == 0 {
            value = (value << 4) | digit;
            exponent = exponent.saturating_sub(if in_fraction { 4 } else { 0 });
        } else {
            exponent = exponent.saturating_add(if in_fraction { 0 } else { 4 });
        }
    }
    let half = exponent / 2;
    Some(value as f64 * 2_f64.powi(half) * 2_f64.powi(exponent.saturating_sub(half)))
}

/// Whether each underscore stands between digits, where the mark of a base counts as one.
fn underscores_separate(text: &str) -> bool {
    if !text.contains('_') {
        return true;
    }
    let text = text.strip_prefix(['-', '+']).unwrap_or(text).to_ascii_lowercase();
    let is_hex = text.starts_with("0x");
    let (rest, mut saw_digit) = if is_hex || text.starts_with("0b") || text.starts_with("0o") {
        (text.get(2..).unwrap_or(""), true)
    } else {
        (text.as_str(), false)
    };
    let mut saw_underscore = false;
    for character in rest.chars() {
        if character == '_' {
            if !saw_digit {
                return false;
            }
            (saw_digit, saw_underscore) = (false, true);
        } else if character.is_ascii_digit() || is_hex && character.is_ascii_hexdigit() {
            (saw_digit, saw_underscore) = (true, false);
        } else {
            if saw_underscore {
                return false;
            }
            saw_digit = false;
        }
    }
    !saw_underscore
}
