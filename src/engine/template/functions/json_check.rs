//! Whether a text is JSON, and if not, what Go's `encoding/json` says about it. It makes no value.
//!
//! Source: Go's `encoding/json` `scanner.go`: the words of its errors depend on the state that a character finds.

use super::args::{MAX_DEPTH, too_deep};
use super::show::quote;
use crate::engine::template::fault::Fault;

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Value,
    /// A value or the end of an array.
    ValueOrEnd,
    /// A key or the end of an object.
    KeyOrEnd,
    Key,
    Colon,
    /// A comma or the end of what is open.
    AfterValue,
}

/// Checks a whole text.
///
/// # Errors
/// The text of Go's error.
pub(super) fn check(text: &[u8]) -> Result<(), Fault> {
    let mut checker = Checker { text, at: 0 };
    let mut open: Vec<u8> = Vec::new();
    let mut wanted = Wanted::Value;
    loop {
        checker.blanks();
        let Some(byte) = checker.peek() else {
            if open.is_empty() && wanted == Wanted::AfterValue {
                return Ok(());
            }
            return Err(end());
        };
        wanted = match (wanted, byte) {
            (Wanted::AfterValue, _) => match (open.last(), byte) {
                (Some(b'{'), b',') => checker.pass(Wanted::Key),
                (Some(b'['), b',') => checker.pass(Wanted::Value),
                (Some(b'{'), b'}') | (Some(b'['), b']') => {
                    open.pop();
                    checker.pass(Wanted::AfterValue)
                }
                (Some(b'{'), _) => return Err(checker.bad("after object key:value pair")),
                (Some(_), _) => return Err(checker.bad("after array element")),
                (None, _) => return Err(checker.bad("after top-level value")),
            },
            (Wanted::KeyOrEnd, b'}') | (Wanted::ValueOrEnd, b']') => {
                open.pop();
                checker.pass(Wanted::AfterValue)
            }
            (Wanted::KeyOrEnd | Wanted::Key, b'"') => {
                checker.string()?;
                Wanted::Colon
            }
            (Wanted::KeyOrEnd | Wanted::Key, _) => return Err(checker.bad("looking for beginning of object key string")),
            (Wanted::Colon, b':') => checker.pass(Wanted::Value),
            (Wanted::Colon, _) => return Err(checker.bad("after object key")),
            (Wanted::Value | Wanted::ValueOrEnd, b'{' | b'[') => {
                open.push(byte);
                if open.len() > MAX_DEPTH {
                    return Err(too_deep());
                }
                checker.pass(if byte == b'{' { Wanted::KeyOrEnd } else { Wanted::ValueOrEnd })
            }
            (Wanted::Value | Wanted::ValueOrEnd, _) => {
                checker.scalar(byte)?;
                Wanted::AfterValue
            }
        };
    }
}

fn end() -> Fault {
    "unexpected end of JSON input".into()
}

struct Checker<'t> {
    text: &'t [u8],
    at: usize,
}

impl Checker<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn pass(&mut self, next: Wanted) -> Wanted {
        self.at = self.at.saturating_add(1);
        next
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at = self.at.saturating_add(1);
        }
    }

    /// Go's error about the byte here; bytes are characters of Latin 1 to it, and the end is a blank.
    fn bad(&self, context: &str) -> Fault {
        let byte = self.peek().unwrap_or(b' ');
        let shown = match byte {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            byte => {
                let quoted = quote(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
                format!("'{}'", quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or(""))
            }
        };
        format!("invalid character {shown} {context}").into()
    }

    fn scalar(&mut self, byte: u8) -> Result<(), Fault> {
        match byte {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(byte),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => Err(self.bad("looking for beginning of value")),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        for wanted in word.bytes() {
            if self.peek() != Some(wanted) {
                let wanted = char::from(wanted);
                return Err(self.bad(&format!("in literal {word} (expecting '{wanted}')")));
            }
            self.at = self.at.saturating_add(1);
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at = self.at.saturating_add(1);
        }
        self.at.saturating_sub(start)
    }

    fn number(&mut self, first: u8) -> Result<(), Fault> {
        if first == b'-' {
            self.at = self.at.saturating_add(1);
        }
        if self.peek() == Some(b'0') {
            self.at = self.at.saturating_add(1);
        } else if self.digits() == 0 {
            return Err(self.bad("in numeric literal"));
        }
        if self.peek() == Some(b'.') {
            self.at = self.at.saturating_add(1);
            if self.digits() == 0 {
                return Err(self.bad("after decimal point in numeric literal"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at = self.at.saturating_add(1);
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at = self.at.saturating_add(1);
            }
            if self.digits() == 0 {
                return Err(self.bad("in exponent of numeric literal"));
            }
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at = self.at.saturating_add(1);
        loop {
            match self.peek() {
                None => return Err(end()),
                Some(b'"') => {
                    self.at = self.at.saturating_add(1);
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(0..=0x1f) => return Err(self.bad("in string literal")),
                Some(_) => self.at = self.at.saturating_add(1),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.at = self.at.saturating_add(1);
        match self.peek() {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at = self.at.saturating_add(1),
            Some(b'u') => {
                self.at = self.at.saturating_add(1);
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.bad("in \\u hexadecimal character escape"));
                    }
                    self.at = self.at.saturating_add(1);
                }
            }
            _ => return Err(self.bad("in string escape code")),
        }
        Ok(())
    }
}
