//! Upper and lower letters, and the cases of programmers' names. It knows no other change of a text.
//!
//! Source: Go's `strings`, Masterminds/goutils `wordutils.go`, huandu/xstrings v1.5.0 `convert.go`.

use super::args::{bytes, raw, string, text};
use super::runes::{self, is_letter, is_lower, is_number, is_punctuation, is_title, is_upper};
use crate::engine::template::fault::Returned;
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("camelcase", &[Type::Str], |scope, args| changed(scope, args, pascal)),
    Function::new("kebabcase", &[Type::Str], |scope, args| words(scope, args, '-')),
    Function::new("lower", &[Type::Str], |scope, args| mapped(scope, args, runes::lower)),
    Function::new("snakecase", &[Type::Str], |scope, args| words(scope, args, '_')),
    Function::new("swapcase", &[Type::Str], |scope, args| changed(scope, args, swapped)),
    Function::new("title", &[Type::Str], |scope, args| changed(scope, args, titled)),
    Function::new("untitle", &[Type::Str], |scope, args| changed(scope, args, untitled)),
    Function::new("upper", &[Type::Str], |scope, args| mapped(scope, args, runes::upper)),
];

fn mapped(scope: &Scope<'_>, args: &[Value], map: fn(char) -> char) -> Returned {
    changed(scope, args, |text| text.chars().map(map).collect())
}

fn changed(scope: &Scope<'_>, args: &[Value], change: impl Fn(&str) -> String) -> Returned {
    let text = text(args, 0);
    scope.budget.make(text.len())?;
    scope.budget.work(text.len() / 8)?;
    string(change(&text))
}

/// What separates words to `strings.Title`: not `_`, letters and digits; of other characters only blanks.
fn is_separator(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() && c != '_' } else { !is_letter(c) && !runes::is_digit(c) && c.is_whitespace() }
}

fn titled(text: &str) -> String {
    let mut before = ' ';
    let mut next = |c: char| {
        let after_separator = is_separator(before);
        before = c;
        if after_separator { runes::title(c) } else { c }
    };
    text.chars().map(&mut next).collect()
}

fn untitled(text: &str) -> String {
    let mut next_is_first = true;
    let mut next = |c: char| {
        if c.is_whitespace() {
            next_is_first = true;
            c
        } else if std::mem::take(&mut next_is_first) {
            runes::lower(c)
        } else {
            c
        }
    };
    text.chars().map(&mut next).collect()
}

fn swapped(text: &str) -> String {
    let mut after_blank = true;
    let mut next = |c: char| {
        if is_upper(c) || is_title(c) {
            after_blank = false;
            runes::lower(c)
        } else if is_lower(c) {
            if std::mem::take(&mut after_blank) { runes::title(c) } else { runes::upper(c) }
        } else {
            after_blank = c.is_whitespace();
            c
        }
    };
    text.chars().map(&mut next).collect()
}

fn is_connector(c: char) -> bool {
    matches!(c, '-' | '_') || c.is_whitespace()
}

/// A letter of an alphabet, not a Chinese character.
fn is_alphabet(c: char) -> bool {
    is_letter(c) && !matches!(c, '\u{4e00}'..='\u{9fcc}' | '\u{3400}'..='\u{4d85}' | '\u{20000}'..='\u{2b81d}')
}

/// xstrings' `ToPascalCase`: connectors go, but those at the ends and all but one of several.
fn pascal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut current = None;
    let mut in_upper = false;
    for c in chars.by_ref() {
        if !is_connector(c) {
            in_upper = is_upper(c);
            current = Some(runes::upper(c));
            break;
        }
        out.push(c);
    }
    let Some(mut current) = current else {
        // xstrings writes the last one of connectors alone twice.
        if let Some(last) = out.chars().last() {
            out.push(last);
        }
        return out;
    };
    for c in chars {
        let before = std::mem::replace(&mut current, c);
        if is_connector(c) && is_connector(before) {
            out.push(before);
        } else if is_connector(before) {
            in_upper = is_upper(c);
            current = runes::upper(c);
        } else {
            if in_upper && is_upper(c) {
                current = runes::lower(c);
            } else {
                in_upper = false;
            }
            out.push(before);
        }
    }
    out.push(current);
    out
}

/// What a word of a name is to xstrings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Invalid,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

fn words(scope: &Scope<'_>, args: &[Value], connector: char) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len().saturating_mul(4))?;
    let mut names = Names { rest: text, out: Vec::with_capacity(text.len()), connector };
    names.all();
    raw(names.out)
}

/// xstrings' `camelCaseToLowerCase`.
struct Names<'t> {
    rest: &'t [u8],
    out: Vec<u8>,
    connector: char,
}

impl<'t> Names<'t> {
    fn all(&mut self) {
        let mut next = self.next();
        while !self.rest.is_empty() {
            if next.0 != Word::Connector {
                self.put(next);
            }
            let before = std::mem::replace(&mut next, self.next());
            next = match before.0 {
                Word::Number => self.after_number(next),
                Word::Connector => {
                    self.put(before);
                    next
                }
                Word::Punctuation => next,
                Word::Invalid | Word::Upper | Word::Alphabet | Word::Other => self.after_letters(next),
            };
        }
        self.put(next);
    }

    fn after_number(&mut self, next: (Word, &'t [u8])) -> (Word, &'t [u8]) {
        let next = self.letters_and_numbers(next);
        if !matches!(next.0, Word::Invalid | Word::Punctuation | Word::Connector) {
            self.connect();
        }
        next
    }

    fn after_letters(&mut self, next: (Word, &'t [u8])) -> (Word, &'t [u8]) {
        if next.0 != Word::Number {
            if !matches!(next.0, Word::Connector | Word::Punctuation) {
                self.connect();
            }
            return next;
        }
        if self.rest.is_empty() {
            return next;
        }
        let number = next;
        let next = self.next();
        if next.0 != Word::Alphabet {
            // A number belongs to the word before it.
            self.put(number);
            if !matches!(next.0, Word::Connector | Word::Punctuation) {
                self.connect();
            }
            return next;
        }
        self.connect();
        self.put(number);
        let next = self.letters_and_numbers(next);
        if !matches!(next.0, Word::Invalid | Word::Punctuation | Word::Connector) {
            self.connect();
        }
        next
    }

    fn letters_and_numbers(&mut self, mut next: (Word, &'t [u8])) -> (Word, &'t [u8]) {
        while matches!(next.0, Word::Alphabet | Word::Number) {
            self.put(next);
            next = self.next();
        }
        next
    }

    fn connect(&mut self) {
        self.push(self.connector);
    }

    fn push(&mut self, c: char) {
        self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn put(&mut self, (word, text): (Word, &[u8])) {
        if !matches!(word, Word::Upper | Word::Connector) {
            self.out.extend_from_slice(text);
            return;
        }
        for c in runes::lossy(text).chars() {
            self.push(if is_connector(c) {
                self.connector
            } else if is_upper(c) {
                runes::lower(c)
            } else {
                c
            });
        }
    }

    /// The next word.
    fn next(&mut self) -> (Word, &'t [u8]) {
        let text = self.rest;
        let Some((first, size)) = rune(text) else { return (Word::Invalid, &[]) };
        let Some(first) = first else {
            let (word, rest) = text.split_at(size.min(text.len()));
            self.rest = rest;
            return (Word::Invalid, word);
        };
        let (word, end) = match first {
            c if is_connector(c) => (Word::Connector, run(text, size, c, is_connector)),
            c if is_punctuation(c) => (Word::Punctuation, run(text, size, c, is_punctuation)),
            c if is_upper(c) => (Word::Upper, upper_word(text, size, c)),
            c if is_alphabet(c) => (Word::Alphabet, run(text, size, c, |c| is_alphabet(c) && !is_upper(c))),
            c if is_number(c) => (Word::Number, run(text, size, c, is_number)),
            c => {
                let other = |c: char| !(is_connector(c) || is_alphabet(c) || is_number(c) || is_punctuation(c));
                (Word::Other, run(text, size, c, other))
            }
        };
        let (word_text, rest) = text.split_at(end.min(text.len()));
        self.rest = rest;
        (word, word_text)
    }
}

/// `HTTPStatus` is `HTTP` and `Status`.
fn upper_word(text: &[u8], size: usize, first: char) -> usize {
    let (mut end, mut before) = (size, first);
    let mut last_size = 0;
    let mut n_upper = 1;
    loop {
        let Some((c, size)) = valid_rune(text.get(end..).unwrap_or_default(), before) else { return end };
        if is_upper(c) {
            (end, before, last_size) = (end.saturating_add(size), c, size);
            n_upper += 1;
        } else if is_alphabet(c) && n_upper == 1 {
            return run(text, end.saturating_add(size), c, |c| is_alphabet(c) && !is_upper(c));
        } else if is_alphabet(c) {
            return end.saturating_sub(last_size);
        } else {
            return end;
        }
    }
}

fn run(text: &[u8], start: usize, first: char, belongs: impl Fn(char) -> bool) -> usize {
    let (mut end, mut before) = (start, first);
    while let Some((c, size)) = valid_rune(text.get(end..).unwrap_or_default(), before)
        && belongs(c)
    {
        (end, before) = (end.saturating_add(size), c);
    }
    end
}

/// The first character that is one, and the bytes up to its end; only bad bytes: `None` for it, and all of them.
fn rune(text: &[u8]) -> Option<(Option<char>, usize)> {
    let mut size = 0;
    for chunk in text.utf8_chunks() {
        if let Some(c) = chunk.valid().chars().find(|c| *c != char::REPLACEMENT_CHARACTER) {
            let before = chunk.valid().find(c).unwrap_or(0);
            return Some((Some(c), size + before + c.len_utf8()));
        }
        size += chunk.valid().len() + chunk.invalid().len();
    }
    (size > 0).then_some((None, size))
}

/// The same; bad bytes up to the end belong to what stands before them.
fn valid_rune(text: &[u8], before: char) -> Option<(char, usize)> {
    rune(text).map(|(c, size)| (c.unwrap_or(before), size))
}
