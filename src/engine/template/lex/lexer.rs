//! Text outside of actions, their delimiters and comments. It knows no inside of an action. Source: Go's
//! `text/template/parse` lexer.

use std::borrow::Cow;

use super::token::{Kind, Token};

const LEFT: &str = "{{";
pub(super) const RIGHT: &str = "}}";
const LEFT_COMMENT: &str = "/*";
const RIGHT_COMMENT: &str = "*/";
/// A minus and the space beside it.
pub(super) const MARKER: usize = 2;

pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Reads one piece after the other.
pub struct Lexer<'s> {
    pub(super) input: &'s str,
    pub(super) pos: usize,
    start: usize,
    pub(super) line: usize,
    start_line: usize,
    pub(super) parens: i32,
    inside: bool,
}

impl<'s> Lexer<'s> {
    /// At the start of a text.
    pub fn new(input: &'s str) -> Self {
        Self { input, pos: 0, start: 0, line: 1, start_line: 1, parens: 0, inside: false }
    }

    /// The next piece; after the last, the end again and again.
    pub fn token(&mut self) -> Token<'s> {
        if self.inside { self.inside_action() } else { self.outside() }
    }

    pub(super) fn rest(&self) -> &'s str {
        self.input.get(self.pos..).unwrap_or("")
    }

    pub(super) fn pending(&self) -> &'s str {
        self.input.get(self.start..self.pos).unwrap_or("")
    }

    pub(super) fn emit(&mut self, kind: Kind) -> Token<'s> {
        let token = Token { kind, pos: self.start, text: Cow::Borrowed(self.pending()), line: self.start_line };
        self.start = self.pos;
        self.start_line = self.line;
        token
    }

    /// Passes over what lies pending; newlines in it were not counted.
    fn ignore(&mut self) {
        self.count_lines();
        self.start = self.pos;
        self.start_line = self.line;
    }

    fn count_lines(&mut self) {
        self.line = self.line.saturating_add(newlines(self.pending()));
    }

    pub(super) fn fail(&mut self, message: impl Into<Cow<'s, str>>) -> Token<'s> {
        let token = Token { kind: Kind::Error, pos: self.start, text: message.into(), line: self.start_line };
        self.input = "";
        self.start = 0;
        self.pos = 0;
        token
    }

    pub(super) fn advance(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.pos = self.pos.saturating_add(character.len_utf8());
        if character == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(character)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, n: usize) {
        self.pos = self.pos.saturating_add(n);
    }

    fn outside(&mut self) -> Token<'s> {
        loop {
            let Some(x) = self.rest().find(LEFT) else {
                self.pos = self.input.len();
                if self.pos > self.start {
                    self.count_lines();
                    return self.emit(Kind::Text);
                }
                return Token { text: Cow::Borrowed("EOF"), ..self.emit(Kind::Eof) };
            };
            if x > 0
                && let Some(text) = self.text_before(x)
            {
                return text;
            }
            if let Some(token) = self.left_delim() {
                return token;
            }
        }
    }

    /// The text before an action, less the space that the action trims; `None` if nothing is left of it.
    fn text_before(&mut self, length: usize) -> Option<Token<'s>> {
        self.skip(length);
        let after = self.input.get(self.pos.saturating_add(LEFT.len())..).unwrap_or("");
        let whole = self.pending();
        let kept = if has_left_marker(after) { whole.trim_end_matches(is_space).len() } else { whole.len() };
        let end = self.pos;
        self.pos = self.start.saturating_add(kept);
        self.count_lines();
        let token = self.emit(Kind::Text);
        self.pos = end;
        self.ignore();
        (!token.text.is_empty()).then_some(token)
    }

    /// `None`: it was a comment, which is passed over.
    fn left_delim(&mut self) -> Option<Token<'s>> {
        self.skip(LEFT.len());
        let marker = if has_left_marker(self.rest()) { MARKER } else { 0 };
        if self.rest().get(marker..).is_some_and(|rest| rest.starts_with(LEFT_COMMENT)) {
            self.skip(marker);
            self.ignore();
            return self.comment();
        }
        let token = self.emit(Kind::LeftDelim);
        self.inside = true;
        self.skip(marker);
        self.ignore();
        self.parens = 0;
        Some(token)
    }

    fn comment(&mut self) -> Option<Token<'s>> {
        self.skip(LEFT_COMMENT.len());
        let Some(x) = self.rest().find(RIGHT_COMMENT) else { return Some(self.fail("unclosed comment")) };
        self.skip(x.saturating_add(RIGHT_COMMENT.len()));
        let Some(trim) = self.at_right_delim() else { return Some(self.fail("comment ends before closing delimiter")) };
        if trim {
            self.skip(MARKER);
        }
        self.skip(RIGHT.len());
        if trim {
            self.skip_space();
        }
        self.ignore();
        None
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.skip(rest.len().saturating_sub(rest.trim_start_matches(is_space).len()));
    }

    /// Whether an action ends here, and then whether it trims what follows.
    pub(super) fn at_right_delim(&self) -> Option<bool> {
        let rest = self.rest();
        if has_right_marker(rest) && rest.get(MARKER..).is_some_and(|rest| rest.starts_with(RIGHT)) {
            return Some(true);
        }
        rest.starts_with(RIGHT).then_some(false)
    }

    pub(super) fn right_delim(&mut self, trim: bool) -> Token<'s> {
        if trim {
            self.skip(MARKER);
            self.ignore();
        }
        self.skip(RIGHT.len());
        let token = self.emit(Kind::RightDelim);
        if trim {
            self.skip_space();
            self.ignore();
        }
        self.inside = false;
        token
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn has_left_marker(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next() == Some('-') && characters.next().is_some_and(is_space)
}

pub(super) fn has_right_marker(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_space) && characters.next() == Some('-')
}
