//! The pieces that actions are made of. It knows neither how they are found nor what they mean together.

use super::super::print::quote::quoted;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The text could not be read further; the token's text says why.
    Error,
    /// `true`, `false`.
    Bool,
    /// A printable ASCII character that is nothing else.
    Char,
    /// `'a'`.
    CharConstant,
    /// `1+2i`.
    Complex,
    /// `=`.
    Assign,
    /// `:=`.
    Declare,
    /// The end of the text.
    Eof,
    /// `.name`.
    Field,
    /// A name.
    Identifier,
    /// `{{`.
    LeftDelim,
    /// `(`.
    LeftParen,
    /// A number.
    Number,
    /// `|`.
    Pipe,
    /// A text between backquotes.
    RawString,
    /// `}}`.
    RightDelim,
    /// `)`.
    RightParen,
    /// Space between arguments.
    Space,
    /// A text between double quotes.
    Quoted,
    /// Text outside actions.
    Text,
    /// `$name`.
    Variable,
    /// `block`.
    Block,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `.`.
    Dot,
    /// `define`.
    Define,
    /// `else`.
    Else,
    /// `end`.
    End,
    /// `if`.
    If,
    /// `nil`.
    Nil,
    /// `range`.
    Range,
    /// `template`.
    Template,
    /// `with`.
    With,
}

impl Kind {
    /// The keyword of this spelling.
    pub fn keyword(word: &str) -> Option<Self> {
        Some(match word {
            "block" => Self::Block,
            "break" => Self::Break,
            "continue" => Self::Continue,
            "define" => Self::Define,
            "else" => Self::Else,
            "end" => Self::End,
            "if" => Self::If,
            "nil" => Self::Nil,
            "range" => Self::Range,
            "template" => Self::Template,
            "with" => Self::With,
            _ => return None,
        })
    }

    fn is_keyword(self) -> bool {
        matches!(
            self,
            Self::Block
                | Self::Break
                | Self::Continue
                | Self::Dot
                | Self::Define
                | Self::Else
                | Self::End
                | Self::If
                | Self::Nil
                | Self::Range
                | Self::Template
                | Self::With
        )
    }
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub struct Token<'s> {
    /// What it is.
    pub kind: Kind,
    /// Where it starts, in bytes.
    pub pos: usize,
    /// Its text; for an error, the reason.
    pub text: std::borrow::Cow<'s, str>,
    /// The line where it starts, from 1.
    pub line: usize,
}

impl Token<'_> {
    /// How error messages show it.
    pub fn shown(&self) -> String {
        match self.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.text.clone().into_owned(),
            kind if kind.is_keyword() => format!("<{}>", self.text),
            _ if self.text.len() > 10 => {
                let short: String = self.text.chars().take(10).collect();
                format!("{}...", quoted(short.as_bytes()))
            }
            _ => quoted(self.text.as_bytes()),
        }
    }
}
