//! Texts and characters between quotes. It knows no format. Source: Go's `strconv.Quote`, `QuoteToASCII`, `QuoteRune` and
//! `CanBackquote`.

use std::fmt::Write as _;

use super::super::characters::{decode, is_printable};

/// As `%q` prints a text.
pub fn quoted(bytes: &[u8]) -> String {
    quoted_with(bytes, '"', false)
}

/// As `%q` prints a text; with `ascii` as `%+q`.
pub fn quoted_with(bytes: &[u8], quote: char, ascii: bool) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_add(2));
    out.push(quote);
    let mut rest = bytes;
    while let Some((character, width)) = decode(rest) {
        if width == 1 && !character.is_ascii() {
            let _ = write!(out, "\\x{:02x}", rest.first().copied().unwrap_or(0));
        } else {
            push_escaped(&mut out, character, quote, ascii);
        }
        rest = rest.get(width..).unwrap_or(&[]);
    }
    out.push(quote);
    out
}

/// As `%q` prints a number; what is no character is U+FFFD.
pub fn quoted_character(value: u64, ascii: bool) -> String {
    let character = u32::try_from(value).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut out = String::from("'");
    push_escaped(&mut out, character, '\'', ascii);
    out.push('\'');
    out
}

fn push_escaped(out: &mut String, character: char, quote: char, ascii: bool) {
    match character {
        _ if character == quote || character == '\\' => {
            out.push('\\');
            out.push(character);
        }
        _ if is_printable(character) && (character.is_ascii() || !ascii) => out.push(character),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        // Writing to a String cannot fail.
        _ => drop(match u32::from(character) {
            code if code < 0x20 || code == 0x7f => write!(out, "\\x{code:02x}"),
            code if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
            code => write!(out, "\\U{code:08x}"),
        }),
    }
}

/// Whether a text can stand between backquotes.
pub fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|character| character == '\t' || !matches!(character, '\0'..='\u{1f}' | '`' | '\u{7f}' | '\u{feff}'))
    })
}
