//! Go's syntax of regular expressions, rewritten as that of crate `regex`. Both are RE2; they differ in escapes, in what is
//! ASCII only, in classes within classes and in what is an error. It runs no expression.
//!
//! Source: Go's `regexp/syntax` with the flags of `regexp.Compile`. Errors are in its words.

use std::fmt::Write as _;

use super::regex_class::{self, Escaped};

/// Nesting that Go allows.
const MAX_DEPTH: usize = 1000;

/// The most repetitions that Go allows.
const MAX_REPEAT: u32 = 1000;

/// An expression for crate `regex`, and the names of its groups (the first is the whole match, without one).
pub(super) struct Translated {
    pub(super) pattern: String,
    pub(super) names: Vec<String>,
}

/// Rewrites an expression.
///
/// # Errors
/// Go's error, without `error parsing regexp: `.
pub(super) fn translate(pattern: &str) -> Result<Translated, String> {
    let mut parser =
        Parser { whole: pattern, rest: pattern, out: String::new(), names: vec![String::new()], depth: 0, can_repeat: vec![false] };
    parser.all()?;
    Ok(Translated { pattern: parser.out, names: parser.names })
}

/// Go's error about a part of an expression.
pub(super) fn error(what: &str, part: &str) -> String {
    format!("{what}: `{part}`")
}

struct Parser<'p> {
    whole: &'p str,
    rest: &'p str,
    out: String,
    names: Vec<String>,
    depth: usize,
    /// For each open group: whether something stands before that can be repeated.
    can_repeat: Vec<bool>,
}

impl<'p> Parser<'p> {
    fn all(&mut self) -> Result<(), String> {
        let mut last_repeat = None;
        while let Some(c) = self.rest.chars().next() {
            let repeat = self.rest;
            let mut repeated = None;
            match c {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => {
                    self.take(1);
                    self.out.push('|');
                    self.atom(false);
                }
                '^' | '$' | '.' => {
                    self.take(1);
                    self.out.push(c);
                    self.atom(true);
                }
                '[' => self.class()?,
                '*' | '+' | '?' => {
                    self.take(1);
                    self.repeat(&c.to_string(), repeat, last_repeat)?;
                    repeated = Some(repeat);
                }
                '{' => match counts(self.rest) {
                    Some(counts) => {
                        self.take(counts.length);
                        let operator = repeat.get(..counts.length).unwrap_or("");
                        if !counts.are_allowed() {
                            return Err(error("invalid repeat count", operator));
                        }
                        self.repeat(operator, repeat, last_repeat)?;
                        repeated = Some(repeat);
                    }
                    None => self.literal('{'),
                },
                '\\' => self.escape()?,
                c => self.literal(c),
            }
            last_repeat = repeated;
        }
        if self.depth > 0 { Err(error("missing closing )", self.whole)) } else { Ok(()) }
    }

    fn take(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }

    /// Takes note that what was written last can be repeated, or not.
    fn atom(&mut self, can_repeat: bool) {
        if let Some(last) = self.can_repeat.last_mut() {
            *last = can_repeat;
        }
    }

    fn literal(&mut self, c: char) {
        self.take(c.len_utf8());
        self.put(c);
    }

    fn put(&mut self, c: char) {
        regex_class::push(&mut self.out, c);
        self.atom(true);
    }

    fn repeat(&mut self, operator: &str, from: &str, last_repeat: Option<&str>) -> Result<(), String> {
        let lazy = self.rest.starts_with('?');
        self.take(usize::from(lazy));
        let through = |start: &'p str| start.get(..start.len().saturating_sub(self.rest.len())).unwrap_or("");
        if let Some(last) = last_repeat {
            let part = last.get(..last.len().saturating_sub(self.rest.len())).unwrap_or("");
            return Err(error("invalid nested repetition operator", part));
        }
        if self.can_repeat.last() != Some(&true) {
            let part = from.get(..from.len().saturating_sub(self.rest.len())).unwrap_or(through(self.whole));
            return Err(error("missing argument to repetition operator", part));
        }
        self.out.push_str(operator);
        if lazy {
            self.out.push('?');
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), String> {
        if self.rest.starts_with("(?") {
            return self.special_group();
        }
        self.take(1);
        self.names.push(String::new());
        self.group("(")
    }

    fn group(&mut self, opening: &str) -> Result<(), String> {
        self.out.push_str(opening);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(error("expression nests too deeply", self.whole));
        }
        self.can_repeat.push(false);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        if self.depth == 0 {
            return Err(error("unexpected )", self.whole));
        }
        self.take(1);
        self.depth -= 1;
        self.can_repeat.pop();
        self.out.push(')');
        self.atom(true);
        Ok(())
    }

    /// `(?P<name>`, `(?<name>` and flags.
    fn special_group(&mut self) -> Result<(), String> {
        let start = self.rest;
        let named = start.strip_prefix("(?P<").or_else(|| start.strip_prefix("(?<"));
        if let Some(after) = named {
            let Some((name, rest)) = after.split_once('>') else { return Err(error("invalid named capture", start)) };
            let capture = start.get(..start.len().saturating_sub(rest.len())).unwrap_or(start);
            let valid = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
            if !valid {
                return Err(error("invalid named capture", capture));
            }
            self.names.push(name.to_owned());
            self.rest = rest;
            return self.group("(");
        }
        self.take(2);
        let (mut flags, mut negative, mut saw_flag) = (String::new(), false, false);
        while let Some(c) = self.rest.chars().next() {
            self.take(c.len_utf8());
            match c {
                'i' | 'm' | 's' | 'U' => {
                    flags.push(c);
                    saw_flag = true;
                }
                '-' if !negative => {
                    negative = true;
                    saw_flag = false;
                    flags.push(c);
                }
                ':' if saw_flag || !negative => {
                    let opening = format!("(?{}:", without_contradictions(&flags));
                    return self.group(&opening);
                }
                ')' if saw_flag || !negative => {
                    if !flags.is_empty() {
                        // Writing to a String cannot fail.
                        let _ = write!(self.out, "(?{})", without_contradictions(&flags));
                    }
                    return Ok(());
                }
                _ => break,
            }
        }
        Err(error("invalid or unsupported Perl syntax", start.get(..start.len().saturating_sub(self.rest.len())).unwrap_or(start)))
    }

    fn class(&mut self) -> Result<(), String> {
        let (class, rest) = regex_class::class(self.rest)?;
        self.rest = rest;
        self.out.push_str(&class);
        self.atom(true);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        let after = self.rest.get(1..).unwrap_or("");
        match after.chars().next() {
            Some('A') => self.assertion(r"\A"),
            Some('b') => self.assertion(r"(?-u:\b)"),
            Some('B') => self.assertion(r"(?-u:\B)"),
            Some('z') => self.assertion(r"\z"),
            Some('Q') => {
                let (text, rest) = after.get(1..).unwrap_or("").split_once("\\E").unwrap_or((after.get(1..).unwrap_or(""), ""));
                self.rest = rest;
                text.chars().for_each(|c| self.put(c));
            }
            _ => {
                let (escaped, rest) = regex_class::escape(self.rest)?;
                self.rest = rest;
                match escaped {
                    Escaped::Char(c) => self.put(c),
                    Escaped::Class(class) => {
                        self.out.push_str(&class);
                        self.atom(true);
                    }
                }
            }
        }
        Ok(())
    }

    fn assertion(&mut self, text: &str) {
        self.take(2);
        self.out.push_str(text);
        self.atom(true);
    }
}

/// Of flags that are set twice the last counts; crate `regex` refuses the others.
fn without_contradictions(flags: &str) -> String {
    let (set, unset) = flags.split_once('-').unwrap_or((flags, ""));
    let unique = |flags: &str| "imsU".chars().filter(|flag| flags.contains(*flag)).collect::<String>();
    let (set, unset) = (unique(set).replace(|flag| unset.contains(flag), ""), unique(unset));
    if unset.is_empty() { set } else { format!("{set}-{unset}") }
}

struct Counts {
    least: u32,
    most: Option<u32>,
    length: usize,
}

impl Counts {
    fn are_allowed(&self) -> bool {
        self.least <= MAX_REPEAT && self.most.is_none_or(|most| (self.least..=MAX_REPEAT).contains(&most))
    }
}

/// `{n}`, `{n,}` or `{n,m}`; anything else is text to Go.
fn counts(text: &str) -> Option<Counts> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let number = |digits: &str| {
        let valid =
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
        valid.then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let (least, most) = match inside.split_once(',') {
        None => (number(inside)?, Some(number(inside)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some(Counts { least, most, length: inside.len().saturating_add(2) })
}
