//! What Go's quoted constants stand for. It knows no template. Source: Go's `strconv.Unquote` and `UnquoteChar`.

use super::super::text::Text;

/// What a constant between double quotes or backquotes stands for; `None`: it is none.
pub fn text(constant: &str) -> Option<Text> {
    let mut ends = constant.chars();
    let quote = ends.next()?;
    let inner = constant.get(1..constant.len().checked_sub(1)?)?;
    if ends.next_back() != Some(quote) {
        return None;
    }
    if quote == '`' {
        return Some(Text::from(inner.replace('\r', "")));
    }
    if !inner.contains('\\') {
        return Some(Text::from(inner));
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while !rest.is_empty() {
        let (unit, tail) = unit(rest, quote)?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = tail;
    }
    Some(Text::from_bytes(out))
}

/// Why a character constant is none.
#[derive(Debug, PartialEq, Eq)]
pub enum BadCharacter {
    /// An escape that does not exist, or nothing at all.
    Syntax,
    /// More than one character.
    Malformed,
}

/// The number of a character constant.
///
/// # Errors
/// When it is none.
pub fn character(constant: &str) -> Result<u32, BadCharacter> {
    let (unit, tail) = unit(constant.get(1..).unwrap_or(""), '\'').ok_or(BadCharacter::Syntax)?;
    if tail != "'" {
        return Err(BadCharacter::Malformed);
    }
    Ok(match unit {
        Unit::Byte(byte) => u32::from(byte),
        Unit::Char(character) => u32::from(character),
    })
}

enum Unit {
    Byte(u8),
    Char(char),
}

fn unit(text: &str, quote: char) -> Option<(Unit, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if first == quote {
        return None;
    }
    if first != '\\' {
        return Some((Unit::Char(first), characters.as_str()));
    }
    let escape = characters.next()?;
    let rest = characters.as_str();
    let plain = |character| Some((Unit::Char(character), rest));
    match escape {
        'a' => plain('\u{7}'),
        'b' => plain('\u{8}'),
        'f' => plain('\u{c}'),
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'v' => plain('\u{b}'),
        '\\' => plain('\\'),
        '\'' | '"' if escape == quote => plain(escape),
        'x' => digits(rest, 2, 16).and_then(|(value, rest)| Some((Unit::Byte(u8::try_from(value).ok()?), rest))),
        'u' => digits(rest, 4, 16).and_then(|(value, rest)| Some((Unit::Char(char::from_u32(value)?), rest))),
        'U' => digits(rest, 8, 16).and_then(|(value, rest)| Some((Unit::Char(char::from_u32(value)?), rest))),
        '0'..='7' => {
            let (value, rest) = digits(text.get(1..)?, 3, 8)?;
            Some((Unit::Byte(u8::try_from(value).ok()?), rest))
        }
        _ => None,
    }
}

fn digits(text: &str, n: usize, base: u32) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(n)?;
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    Some((u32::from_str_radix(digits, base).ok()?, rest))
}
