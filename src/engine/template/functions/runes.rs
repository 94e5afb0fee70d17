//! Go's runes: how its strings are read as characters, and what its package `unicode` says of them. It knows no function.
//!
//! Source: Go's `unicode`, `unicode/utf8`, `strings`. Cases are mapped one to one, never one to many.

use std::borrow::Cow;
use std::sync::LazyLock;

/// The text; each byte that belongs to no character becomes U+FFFD.
pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(out)
}

/// The characters as slices of bytes, invalid bytes one by one: Go's `strings.Split` by nothing.
pub(super) fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    let mut at = 0usize;
    let mut take = |n: usize| {
        out.push(bytes.get(at..at.saturating_add(n)).unwrap_or_default());
        at = at.saturating_add(n);
    };
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| take(c.len_utf8()));
        chunk.invalid().iter().for_each(|_| take(1));
    }
    out
}

/// A set of characters, by ranges.
pub(super) struct Class(Vec<(char, char)>);

impl Class {
    /// The class of an expression like `\p{Lu}`; empty where there is none.
    fn new(pattern: &str) -> Self {
        let Ok(hir) = regex_syntax::parse(pattern) else { return Self(Vec::new()) };
        match hir.kind() {
            regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
                Self(class.iter().map(|range| (range.start(), range.end())).collect())
            }
            _ => Self(Vec::new()),
        }
    }

    /// Whether a character is in it.
    pub(super) fn has(&self, c: char) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= c);
        after.checked_sub(1).and_then(|index| self.0.get(index)).is_some_and(|(_, end)| c <= *end)
    }
}

static UPPER: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{Lu}"));
static LOWER: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{Ll}"));
static TITLE: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{Lt}"));
static LETTER: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{L}"));
static NUMBER: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{N}"));
static DIGIT: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{Nd}"));
static PUNCTUATION: LazyLock<Class> = LazyLock::new(|| Class::new(r"\p{P}"));
static PRINTED: LazyLock<Class> = LazyLock::new(|| Class::new(r"[\p{L}\p{M}\p{N}\p{P}\p{S}]"));

/// `unicode.IsUpper`.
pub(super) fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { UPPER.has(c) }
}

/// `unicode.IsLower`.
pub(super) fn is_lower(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() } else { LOWER.has(c) }
}

/// `unicode.IsTitle`.
pub(super) fn is_title(c: char) -> bool {
    !c.is_ascii() && TITLE.has(c)
}

/// `unicode.IsLetter`.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { LETTER.has(c) }
}

/// `unicode.IsNumber`.
pub(super) fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { NUMBER.has(c) }
}

/// `unicode.IsDigit`.
pub(super) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { DIGIT.has(c) }
}

/// `unicode.IsPunct`.
pub(super) fn is_punctuation(c: char) -> bool {
    PUNCTUATION.has(c)
}

/// `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
pub(super) fn is_print(c: char) -> bool {
    if c.is_ascii() { matches!(c, ' '..='~') } else { PRINTED.has(c) }
}

/// `unicode.ToUpper`. Greek letters with a iota below have an upper form of one character that full case mapping avoids.
pub(super) fn upper(c: char) -> char {
    simple(c, c.to_uppercase(), iota(c, 8).unwrap_or(c))
}

/// `unicode.ToLower`.
pub(super) fn lower(c: char) -> char {
    simple(c, c.to_lowercase(), if c == '\u{130}' { 'i' } else { c })
}

/// `unicode.ToTitle`: as upper, but for the letters that have a title form and those of Georgian.
pub(super) fn title(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        _ => upper(c),
    }
}

fn simple(c: char, mut mapped: impl Iterator<Item = char>, otherwise: char) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        (Some(_), Some(_)) => otherwise,
        (None, _) => c,
    }
}

fn iota(c: char, distance: u32) -> Option<char> {
    match c {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => char::from_u32(u32::from(c) + distance),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(u32::from(c) + distance + 1),
        _ => None,
    }
}
