//! Looking ahead at the pieces of a text, up to three of them. It knows no grammar. Source: Go's `text/template/parse`.

use super::super::error::ParseError;
use super::super::lex::token::{Kind, Token};
use super::parser::Parser;

/// The pieces that were read ahead. The first is the one that was read last from the text, whose line errors name.
#[derive(Default)]
pub(super) struct Ahead<'s> {
    tokens: [Option<Token<'s>>; 3],
    n: usize,
}

impl<'s> Ahead<'s> {
    pub(super) fn line(&self) -> usize {
        match &self.tokens {
            [Some(token), ..] => token.line,
            [None, ..] => 0,
        }
    }

    fn at(&self, index: usize) -> Token<'s> {
        self.tokens.get(index).and_then(Clone::clone).unwrap_or(Token { kind: Kind::Eof, pos: 0, text: "EOF".into(), line: 0 })
    }

    fn put(&mut self, index: usize, token: Token<'s>) {
        if let Some(slot) = self.tokens.get_mut(index) {
            *slot = Some(token);
        }
    }

    pub(super) fn back(&mut self) {
        self.n = self.n.saturating_add(1);
    }

    /// Takes back two; the piece read last is there already.
    pub(super) fn back_2(&mut self, before: Token<'s>) {
        self.put(1, before);
        self.n = 2;
    }

    /// Takes back three; the piece read last is there already.
    pub(super) fn back_3(&mut self, first: Token<'s>, second: Token<'s>) {
        self.put(1, second);
        self.put(2, first);
        self.n = 3;
    }
}

impl<'s> Parser<'s> {
    pub(super) fn next(&mut self) -> Token<'s> {
        if self.local.ahead.n > 0 {
            self.local.ahead.n = self.local.ahead.n.saturating_sub(1);
        } else {
            let token = self.lexer.token();
            self.local.ahead.put(0, token);
        }
        self.local.ahead.at(self.local.ahead.n)
    }

    pub(super) fn peek(&mut self) -> Token<'s> {
        if self.local.ahead.n == 0 {
            self.local.ahead.n = 1;
            let token = self.lexer.token();
            self.local.ahead.put(0, token);
        }
        self.local.ahead.at(self.local.ahead.n.saturating_sub(1))
    }

    pub(super) fn next_non_space(&mut self) -> Token<'s> {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    pub(super) fn peek_non_space(&mut self) -> Token<'s> {
        let token = self.next_non_space();
        self.local.ahead.back();
        token
    }

    pub(super) fn expect(&mut self, kind: Kind, context: &str) -> Result<Token<'s>, ParseError> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { self.unexpected(&token, context) }
    }

    pub(super) fn unexpected<T>(&self, token: &Token<'_>, context: &str) -> Result<T, ParseError> {
        if token.kind != Kind::Error {
            return self.error(format!("unexpected {} in {context}", token.shown()));
        }
        let shown = token.shown();
        let line = self.local.action_line;
        if line == 0 || line == token.line {
            return self.error(shown);
        }
        let word = if shown.ends_with(" action") { "" } else { " in action" };
        self.error(format!("{shown}{word} started at {}:{line}", self.source.name))
    }
}
