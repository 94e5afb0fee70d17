//! sprig's functions of texts: trimming, padding, searching, quoting. It knows no case (`cases`), no wrapping (`wrap`) and no
//! lists of texts (`parts`).
//!
//! Source: sprig `strings.go`, `functions.go`, Go's `strings`, Masterminds/goutils. Texts are bytes: `trunc` and `substr`
//! may cut a character, as they do in Go.

use super::args::{any, bytes, int, raw, rest, string};
use super::parts::{cut, places};
use super::runes;
use super::show::{quote as quoted, show, strval};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("abbrev", &[Type::Int, Type::Str], abbrev),
    Function::new("abbrevboth", &[Type::Int, Type::Int, Type::Str], abbrevboth),
    Function::variadic("cat", &[], Type::Any, cat),
    Function::new("contains", &[Type::Str, Type::Str], contains),
    Function::new("hasPrefix", &[Type::Str, Type::Str], has_prefix),
    Function::new("hasSuffix", &[Type::Str, Type::Str], has_suffix),
    Function::new("hello", &[], |_, _| string("Hello!")),
    Function::new("indent", &[Type::Int, Type::Str], |scope, args| indent(scope, args, "")),
    Function::new("initials", &[Type::Str], initials),
    Function::new("nindent", &[Type::Int, Type::Str], |scope, args| indent(scope, args, "\n")),
    Function::new("nospace", &[Type::Str], nospace),
    Function::new("plural", &[Type::Str, Type::Str, Type::Int], plural),
    Function::variadic("quote", &[], Type::Any, quote),
    Function::new("repeat", &[Type::Int, Type::Str], repeat),
    Function::new("replace", &[Type::Str, Type::Str, Type::Str], replace),
    Function::variadic("squote", &[], Type::Any, squote),
    Function::new("substr", &[Type::Int, Type::Int, Type::Str], substr),
    Function::new("toString", &[Type::Any], |scope, args| raw(strval(scope.budget, any(args, 0))?)),
    Function::new("trim", &[Type::Str], |scope, args| trim_by(scope, bytes(args, 0), char::is_whitespace)),
    Function::new("trimAll", &[Type::Str, Type::Str], trim_all),
    Function::new("trimPrefix", &[Type::Str, Type::Str], trim_prefix),
    Function::new("trimSuffix", &[Type::Str, Type::Str], trim_suffix),
    Function::new("trimall", &[Type::Str, Type::Str], trim_all),
    Function::new("trunc", &[Type::Int, Type::Str], trunc),
];

/// A copy, counted.
fn copy(scope: &Scope<'_>, bytes: &[u8]) -> Returned {
    scope.budget.make(bytes.len())?;
    raw(bytes.to_vec())
}

/// Go's slice expression of a text; what is out of range is its panic.
fn slice(text: &[u8], start: i64, end: i64) -> Result<&[u8], Fault> {
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    if end > length || end < 0 {
        let of = if end < 0 { String::new() } else { format!(" with length {length}") };
        return Err(format!("runtime error: slice bounds out of range [:{end}]{of}").into());
    }
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok()).filter(|(start, end)| start <= end);
    match range.and_then(|(start, end)| text.get(start..end)) {
        Some(part) => Ok(part),
        None if start < 0 => Err(format!("runtime error: slice bounds out of range [{start}:]").into()),
        None => Err(format!("runtime error: slice bounds out of range [{start}:{end}]").into()),
    }
}

fn length(text: &[u8]) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn trunc(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (count, text) = (int(args, 0), bytes(args, 1));
    let length = length(text);
    let part = if count < 0 && length.saturating_add(count) > 0 {
        slice(text, length.saturating_add(count), length)?
    } else if (0..length).contains(&count) {
        slice(text, 0, count)?
    } else {
        text
    };
    copy(scope, part)
}

fn substr(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (start, end, text) = (int(args, 0), int(args, 1), bytes(args, 2));
    let length = length(text);
    let part = if start < 0 {
        slice(text, 0, end)?
    } else if end < 0 || end > length {
        slice(text, start, length)?
    } else {
        slice(text, start, end)?
    };
    copy(scope, part)
}

fn abbrev(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (width, text) = (int(args, 0), bytes(args, 1));
    if width < 4 {
        return copy(scope, text);
    }
    scope.budget.make(text.len().saturating_add(6))?;
    raw(abbreviated(text, 0, width))
}

fn abbrevboth(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (left, right, text) = (int(args, 0), int(args, 1), bytes(args, 2));
    if right < 4 || left > 0 && right < 7 {
        return copy(scope, text);
    }
    scope.budget.make(text.len().saturating_add(6))?;
    raw(abbreviated(text, left, right))
}

/// `goutils.AbbreviateFull`; its errors are an empty text.
fn abbreviated(text: &[u8], offset: i64, width: i64) -> Vec<u8> {
    let length = length(text);
    if text.is_empty() || width < 4 {
        return Vec::new();
    }
    if length <= width {
        return text.to_vec();
    }
    let part = |start: i64, end: i64| slice(text, start, end).unwrap_or_default();
    let mut offset = offset.min(length);
    if length - offset < width - 3 {
        offset = length - (width - 3);
    }
    if offset <= 4 {
        return [part(0, width - 3), b"..."].concat();
    }
    if width < 7 {
        return Vec::new();
    }
    if offset + (width - 3) < length {
        return [b"...".to_vec(), abbreviated(part(offset, length), 0, width - 3)].concat();
    }
    [b"...", part(length - (width - 3), length)].concat()
}

fn contains(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (part, text) = (bytes(args, 0), bytes(args, 1));
    scope.budget.work(text.len() / 64)?;
    Ok(Value::Bool(part.is_empty() || places(scope, text, part)?.next().is_some()))
}

fn has_prefix(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(Value::Bool(bytes(args, 1).starts_with(bytes(args, 0))))
}

fn has_suffix(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(Value::Bool(bytes(args, 1).ends_with(bytes(args, 0))))
}

fn trim_prefix(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 1);
    copy(scope, text.strip_prefix(bytes(args, 0)).unwrap_or(text))
}

fn trim_suffix(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 1);
    copy(scope, text.strip_suffix(bytes(args, 0)).unwrap_or(text))
}

fn trim_all(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let set = runes::lossy(bytes(args, 0));
    scope.budget.work(set.len())?;
    let ascii: [bool; 128] = std::array::from_fn(|index| set.as_bytes().iter().any(|byte| usize::from(*byte) == index));
    let others: std::collections::BTreeSet<char> = set.chars().filter(|c| !c.is_ascii()).collect();
    trim_by(scope, bytes(args, 1), |c| {
        let own = usize::try_from(u32::from(c)).ok().and_then(|index| ascii.get(index));
        own.copied().unwrap_or_else(|| others.contains(&c))
    })
}

/// Without the characters of a set at both ends; a byte that belongs to no character is U+FFFD to the set.
fn trim_by(scope: &Scope<'_>, text: &[u8], is_cut: impl Fn(char) -> bool) -> Returned {
    scope.budget.work(text.len() / 64)?;
    if let Ok(text) = std::str::from_utf8(text) {
        return copy(scope, text.trim_matches(is_cut).as_bytes());
    }
    scope.budget.make(text.len().saturating_mul(16))?;
    let pieces = runes::pieces(text);
    let is_cut = |piece: &&[u8]| {
        let c = std::str::from_utf8(piece).ok().and_then(|piece| piece.chars().next());
        is_cut(c.unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    let start: usize = pieces.iter().take_while(|piece| is_cut(piece)).map(|piece| piece.len()).sum();
    let end: usize = pieces.iter().rev().take_while(|piece| is_cut(piece)).map(|piece| piece.len()).sum();
    copy(scope, text.get(start..text.len().saturating_sub(end)).unwrap_or_default())
}

fn repeat(scope: &Scope<'_>, args: &[Value]) -> Returned {
    raw(repeated(scope, bytes(args, 1), int(args, 0))?)
}

fn repeated(scope: &Scope<'_>, text: &[u8], count: i64) -> Result<Vec<u8>, Fault> {
    if count < 0 {
        return Err("strings: negative Repeat count".into());
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    scope.budget.make(text.len().saturating_mul(count))?;
    Ok(text.repeat(count))
}

fn indent(scope: &Scope<'_>, args: &[Value], lead: &str) -> Returned {
    let (spaces, text) = (int(args, 0), bytes(args, 1));
    if spaces < 0 {
        return Err("strings: negative Repeat count".into());
    }
    let spaces = usize::try_from(spaces).unwrap_or(usize::MAX);
    let n_lines = text.split(|byte| *byte == b'\n').count();
    let size = n_lines.saturating_mul(spaces).saturating_add(text.len()).saturating_add(lead.len());
    scope.budget.make(size)?;
    let pad = vec![b' '; spaces];
    let mut out = Vec::with_capacity(size);
    out.extend_from_slice(lead.as_bytes());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(&pad);
        out.extend_from_slice(line);
    }
    if text.is_empty() || text.ends_with(b"\n") {
        out.extend_from_slice(&pad);
    }
    raw(out)
}

fn replace(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (old, new, text) = (bytes(args, 0), bytes(args, 1), bytes(args, 2));
    scope.budget.work(text.len() / 64)?;
    let parts = cut(scope, text, old, -1)?;
    if old.is_empty() {
        // Nothing stands before every character, and at the end.
        scope.budget.make(parts.len().saturating_add(1).saturating_mul(new.len()).saturating_add(text.len()))?;
        let mut out = Vec::new();
        for part in parts {
            out.extend_from_slice(new);
            out.extend_from_slice(part);
        }
        out.extend_from_slice(new);
        return raw(out);
    }
    scope.budget.make(parts.len().saturating_mul(new.len()).saturating_add(text.len()))?;
    raw(parts.join(new))
}

fn quote(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut out = String::new();
    for value in args.iter().filter(|value| !value.is_nil()) {
        if !out.is_empty() {
            out.push(' ');
        }
        let text = strval(scope.budget, value)?;
        scope.budget.make(text.len().saturating_add(2))?;
        out.push_str(&quoted(&text));
    }
    string(out)
}

fn squote(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut out = Vec::new();
    for value in args.iter().filter(|value| !value.is_nil()) {
        if !out.is_empty() {
            out.push(b' ');
        }
        out.push(b'\'');
        out.extend(show(scope.budget, value)?);
        out.push(b'\'');
    }
    raw(out)
}

fn cat(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let shown: Result<Vec<_>, _> = rest(args, 0).iter().filter(|value| !value.is_nil()).map(|value| show(scope.budget, value)).collect();
    raw(shown?.join(&b' '))
}

fn plural(scope: &Scope<'_>, args: &[Value]) -> Returned {
    copy(scope, bytes(args, usize::from(int(args, 2) != 1)))
}

/// Bytes are taken for characters of Latin 1, as goutils does.
fn nospace(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len().saturating_mul(2))?;
    let kept: String = text.iter().map(|byte| char::from(*byte)).filter(|c| !c.is_whitespace()).collect();
    if kept.chars().count() == text.len() { raw(text.to_vec()) } else { string(kept) }
}

/// Bytes are taken for characters of Latin 1 here too.
fn initials(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len())?;
    let mut out = String::new();
    let mut after_gap = true;
    for c in text.iter().map(|byte| char::from(*byte)) {
        let gap = c.is_whitespace();
        if !gap && after_gap {
            out.push(c);
        }
        after_gap = gap;
    }
    string(out)
}
