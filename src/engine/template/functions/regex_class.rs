//! Escapes and classes of characters in Go's regular expressions, rewritten for crate `regex`. It knows no operator.
//!
//! Source: Go's `regexp/syntax`: `\d`, `\s` and `\w` are ASCII, `[:name:]` are Perl's, within a class nothing else is special.

use std::fmt::Write as _;

use super::regex_syntax::error;

/// What an escape stands for.
pub(super) enum Escaped {
    /// A character.
    Char(char),
    /// A class, written for crate `regex`.
    Class(String),
}

/// A character as it means itself everywhere.
pub(super) fn push(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\x{{{:x}}}", u32::from(c));
    }
}

/// Reads an escape, which begins with a backslash; returns what follows it.
///
/// # Errors
/// Go's.
pub(super) fn escape(text: &str) -> Result<(Escaped, &str), String> {
    let after = text.get(1..).unwrap_or("");
    let Some(c) = after.chars().next() else { return Err(error("trailing backslash at end of expression", "")) };
    let rest = after.get(c.len_utf8()..).unwrap_or("");
    let perl = match c {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        's' => r"[\t\n\f\r\x20]",
        'S' => r"[^\t\n\f\r\x20]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        _ => "",
    };
    if !perl.is_empty() {
        return Ok((Escaped::Class(perl.to_owned()), rest));
    }
    if matches!(c, 'p' | 'P') && !rest.is_empty() {
        return property(text);
    }
    character(text).map(|(c, rest)| (Escaped::Char(c), rest))
}

/// An escape that stands for one character.
fn character(text: &str) -> Result<(char, &str), String> {
    let after = text.get(1..).unwrap_or("");
    let Some(c) = after.chars().next() else { return Err(error("trailing backslash at end of expression", "")) };
    let rest = after.get(c.len_utf8()..).unwrap_or("");
    let wrong = |rest: &str| Err(error("invalid escape sequence", text.get(..text.len().saturating_sub(rest.len())).unwrap_or(text)));
    let found = match c {
        '1'..='7' if !rest.starts_with(|c: char| c.is_digit(8)) => return wrong(rest),
        '0'..='7' => {
            let length = after.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let (digits, rest) = after.split_at(length);
            let code = u32::from_str_radix(digits, 8).ok().and_then(char::from_u32);
            return code.map_or_else(|| wrong(rest), |c| Ok((c, rest)));
        }
        'x' => return hexadecimal(text, rest),
        'a' => '\u{7}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
        _ => return wrong(rest),
    };
    Ok((found, rest))
}

fn hexadecimal<'t>(text: &'t str, rest: &'t str) -> Result<(char, &'t str), String> {
    let part = |rest: &str| text.get(..text.len().saturating_sub(rest.len())).unwrap_or(text);
    let wrong = |rest: &str| Err(error("invalid escape sequence", part(rest)));
    let Some(first) = rest.chars().next() else { return wrong(rest) };
    let (digits, rest) = if first == '{' {
        let inside = rest.get(1..).unwrap_or("");
        let length = inside.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (digits, after) = inside.split_at(length);
        match after.strip_prefix('}') {
            Some(after) if !digits.is_empty() => (digits, after),
            _ => {
                let next = after.chars().next().map_or(0, char::len_utf8);
                return wrong(after.get(next..).unwrap_or(""));
            }
        }
    } else {
        match rest.split_at_checked(2) {
            Some((digits, after)) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => (digits, after),
            _ => {
                let length: usize = rest.chars().take(2).map(char::len_utf8).sum();
                return wrong(rest.get(length..).unwrap_or(""));
            }
        }
    };
    let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    code.map_or_else(|| wrong(rest), |c| Ok((c, rest)))
}

/// `\pN`, `\p{Greek}`, `\p{^Greek}`, `\P…`.
fn property(text: &str) -> Result<(Escaped, &str), String> {
    let mut negated = text.starts_with("\\P");
    let after = text.get(2..).unwrap_or("");
    let wrong = |rest: &str| {
        let part = text.get(..text.len().saturating_sub(rest.len())).unwrap_or(text);
        Err(error("invalid character class range", part))
    };
    let (mut name, rest) = match after.strip_prefix('{') {
        None => after.split_at(after.chars().next().map_or(0, char::len_utf8)),
        Some(inside) => match inside.split_once('}') {
            Some(split) => split,
            None => return wrong(""),
        },
    };
    if let Some(positive) = name.strip_prefix('^') {
        negated = !negated;
        name = positive;
    }
    let class = format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' });
    let known = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && regex_syntax::parse(&class).is_ok();
    if known { Ok((Escaped::Class(class), rest)) } else { wrong(rest) }
}

/// Reads a class, which begins with a bracket; returns it rewritten, and what follows it.
///
/// # Errors
/// Go's.
pub(super) fn class(text: &str) -> Result<(String, &str), String> {
    let mut rest = text.get(1..).unwrap_or("");
    let mut out = String::from("[");
    if let Some(after) = rest.strip_prefix('^') {
        rest = after;
        out.push('^');
    }
    let mut first = true;
    loop {
        if rest.is_empty() {
            return Err(error("missing closing ]", text));
        }
        if rest.starts_with(']') && !first {
            break;
        }
        first = false;
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|after| after.split_once(":]")) {
            out.push_str(named(name).ok_or_else(|| error("invalid character class range", &format!("[:{name}:]")))?);
            rest = after;
            continue;
        }
        if rest.starts_with('\\')
            && let (Escaped::Class(class), after) = escape(rest)?
        {
            out.push_str(&class);
            rest = after;
            continue;
        }
        let start = rest;
        let (low, after) = one(rest, text)?;
        rest = after;
        let mut high = low;
        if let Some(after) = rest.strip_prefix('-').filter(|after| !after.is_empty() && !after.starts_with(']')) {
            (high, rest) = one(after, text)?;
            if high < low {
                let part = start.get(..start.len().saturating_sub(rest.len())).unwrap_or(start);
                return Err(error("invalid character class range", part));
            }
        }
        push(&mut out, low);
        out.push('-');
        push(&mut out, high);
    }
    out.push(']');
    Ok((out, rest.get(1..).unwrap_or("")))
}

fn one<'t>(text: &'t str, class: &str) -> Result<(char, &'t str), String> {
    let Some(c) = text.chars().next() else { return Err(error("missing closing ]", class)) };
    if c == '\\' { character(text) } else { Ok((c, text.get(c.len_utf8()..).unwrap_or(""))) }
}

fn named(name: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("alnum", "[:alnum:]"),
        ("alpha", "[:alpha:]"),
        ("ascii", "[:ascii:]"),
        ("blank", "[:blank:]"),
        ("cntrl", "[:cntrl:]"),
        ("digit", "[:digit:]"),
        ("graph", "[:graph:]"),
        ("lower", "[:lower:]"),
        ("print", "[:print:]"),
        ("punct", "[:punct:]"),
        ("space", "[:space:]"),
        ("upper", "[:upper:]"),
        ("word", "[:word:]"),
        ("xdigit", "[:xdigit:]"),
        ("^alnum", "[:^alnum:]"),
        ("^alpha", "[:^alpha:]"),
        ("^ascii", "[:^ascii:]"),
        ("^blank", "[:^blank:]"),
        ("^cntrl", "[:^cntrl:]"),
        ("^digit", "[:^digit:]"),
        ("^graph", "[:^graph:]"),
        ("^lower", "[:^lower:]"),
        ("^print", "[:^print:]"),
        ("^punct", "[:^punct:]"),
        ("^space", "[:^space:]"),
        ("^upper", "[:^upper:]"),
        ("^word", "[:^word:]"),
        ("^xdigit", "[:^xdigit:]"),
    ];
    NAMES.iter().find(|(own, _)| *own == name).map(|(_, class)| *class)
}
