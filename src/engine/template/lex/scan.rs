//! What stands inside an action. It knows no text outside of one and no grammar. Source: Go's `text/template/parse` lexer.

use super::super::characters::{is_printable, is_word};
use super::super::print::quote::quoted;
use super::lexer::{Lexer, MARKER, RIGHT, has_right_marker, is_space};
use super::token::{Kind, Token};

impl<'s> Lexer<'s> {
    pub(super) fn inside_action(&mut self) -> Token<'s> {
        if let Some(trim) = self.at_right_delim() {
            if self.parens == 0 {
                return self.right_delim(trim);
            }
            return self.fail("unclosed left paren");
        }
        if self.peek().is_some_and(is_space) {
            return self.space();
        }
        let before = (self.pos, self.line);
        match self.advance() {
            None => self.fail("unclosed action"),
            Some('=') => self.emit(Kind::Assign),
            Some(':') => {
                if self.advance() == Some('=') {
                    self.emit(Kind::Declare)
                } else {
                    self.fail("expected :=")
                }
            }
            Some('|') => self.emit(Kind::Pipe),
            Some('"') => self.quoted('"', Kind::Quoted, "unterminated quoted string"),
            Some('\'') => self.quoted('\'', Kind::CharConstant, "unterminated character constant"),
            Some('`') => self.raw_quoted(),
            Some('$') => self.named(Kind::Variable),
            Some('.') if !self.rest().starts_with(|next: char| next.is_ascii_digit()) && !self.rest().is_empty() => self.named(Kind::Field),
            Some('.' | '+' | '-' | '0'..='9') => {
                (self.pos, self.line) = before;
                self.number()
            }
            Some(first) if is_word(first) => {
                (self.pos, self.line) = before;
                self.identifier()
            }
            Some('(') => {
                self.parens = self.parens.saturating_add(1);
                self.emit(Kind::LeftParen)
            }
            Some(')') => {
                self.parens = self.parens.saturating_sub(1);
                if self.parens < 0 {
                    return self.fail("unexpected right paren");
                }
                self.emit(Kind::RightParen)
            }
            Some(other) if other.is_ascii() && is_printable(other) => self.emit(Kind::Char),
            Some(other) => self.fail(format!("unrecognized character in action: {}", unicode(Some(other)))),
        }
    }

    /// A run of space. The last of it may belong to the mark of a trimming `-}}`.
    fn space(&mut self) -> Token<'s> {
        let mut n = 0_usize;
        let mut last = (self.pos, self.line);
        while self.peek().is_some_and(is_space) {
            last = (self.pos, self.line);
            self.advance();
            n = n.saturating_add(1);
        }
        let from_last = self.input.get(last.0..).unwrap_or("");
        if has_right_marker(from_last) && from_last.get(MARKER..).is_some_and(|rest| rest.starts_with(RIGHT)) {
            (self.pos, self.line) = last;
            if n == 1 {
                return self.right_delim(true);
            }
        }
        self.emit(Kind::Space)
    }

    fn word(&mut self) {
        while self.peek().is_some_and(is_word) {
            self.advance();
        }
    }

    fn identifier(&mut self) -> Token<'s> {
        self.word();
        if !self.at_terminator() {
            return self.bad_character();
        }
        let word = self.pending();
        match Kind::keyword(word) {
            Some(kind) => self.emit(kind),
            None if word == "true" || word == "false" => self.emit(Kind::Bool),
            None => self.emit(Kind::Identifier),
        }
    }

    /// A field or a variable; its first character was read.
    fn named(&mut self, kind: Kind) -> Token<'s> {
        if self.at_terminator() {
            return self.emit(if kind == Kind::Field { Kind::Dot } else { kind });
        }
        self.word();
        if !self.at_terminator() {
            return self.bad_character();
        }
        self.emit(kind)
    }

    fn bad_character(&mut self) -> Token<'s> {
        let character = self.peek();
        self.fail(format!("bad character {}", unicode(character)))
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some('.' | ',' | '|' | ':' | ')' | '(') => true,
            Some(other) => is_space(other) || self.rest().starts_with(RIGHT),
        }
    }

    /// A text or character between quotes; the first was read.
    fn quoted(&mut self, quote: char, kind: Kind, unterminated: &'static str) -> Token<'s> {
        loop {
            match self.advance() {
                Some('\\') => {
                    if matches!(self.advance(), None | Some('\n')) {
                        return self.fail(unterminated);
                    }
                }
                None | Some('\n') => return self.fail(unterminated),
                Some(other) if other == quote => return self.emit(kind),
                Some(_) => {}
            }
        }
    }

    fn raw_quoted(&mut self) -> Token<'s> {
        loop {
            match self.advance() {
                None => return self.fail("unterminated raw quoted string"),
                Some('`') => return self.emit(Kind::RawString),
                Some(_) => {}
            }
        }
    }

    fn number(&mut self) -> Token<'s> {
        if !self.scan_number() {
            return self.bad_number();
        }
        if matches!(self.peek(), Some('+' | '-')) {
            if !self.scan_number() || !self.pending().ends_with('i') {
                return self.bad_number();
            }
            return self.emit(Kind::Complex);
        }
        self.emit(Kind::Number)
    }

    fn bad_number(&mut self) -> Token<'s> {
        let text = quoted(self.pending().as_bytes());
        self.fail(format!("bad number syntax: {text}"))
    }

    fn accept(&mut self, valid: &str) -> bool {
        let found = self.peek().is_some_and(|next| valid.contains(next));
        if found {
            self.advance();
        }
        found
    }

    fn accept_run(&mut self, valid: &str) {
        while self.accept(valid) {}
    }

    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponents = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponents) {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        if self.peek().is_some_and(is_word) {
            self.advance();
            return false;
        }
        true
    }
}

/// As `%#U` prints a character; the end of the text is -1.
fn unicode(character: Option<char>) -> String {
    match character {
        None => "U+FFFFFFFFFFFFFFFF".to_owned(),
        Some(character) if is_printable(character) => format!("U+{:04X} '{character}'", u32::from(character)),
        Some(character) => format!("U+{:04X}", u32::from(character)),
    }
}
