//! Why a template could not be read or executed, link by link, and in Go's words. It knows no evaluator; how Helm tells
//! the same is `helm_error`'s.

use std::fmt;
use std::sync::Arc;

use super::print::quote::quoted;

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The name it was parsed under.
    pub name: Arc<str>,
    /// The line of the last piece that was read, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template: {}:{}: {}", self.name, self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Why an execution ended.
#[derive(Debug, Clone)]
pub enum Failure {
    /// An error at a place in a template.
    At(Box<Place>),
    /// There is no template of that name.
    NoTemplate {
        /// The name.
        name: String,
        /// The name of the set.
        set: Arc<str>,
    },
    /// A limit of ours was met. Nothing may go on after it.
    Limit(String),
}

/// A place in a template and what happened there.
#[derive(Debug, Clone)]
pub struct Place {
    /// The template that was executed.
    pub template: Arc<str>,
    /// The name of the text that it came from.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Bytes before the place in its line.
    pub column: usize,
    /// The node in writing.
    pub context: String,
    /// What happened.
    pub message: String,
    /// The error that the message introduces.
    pub cause: Option<Cause>,
}

/// The error of a function.
#[derive(Debug, Clone)]
pub enum Cause {
    /// Its text.
    Text(String),
    /// `include` failed within a template.
    Failure(Box<Failure>),
    /// `tpl` failed within its text.
    Tpl {
        /// The text that was executed, quoted.
        text: String,
        /// Why.
        failure: Box<Failure>,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(place) => {
                place.head(f)?;
                match &place.cause {
                    None => Ok(()),
                    Some(Cause::Text(text)) => f.write_str(text),
                    Some(Cause::Failure(failure)) => failure.fmt(f),
                    Some(Cause::Tpl { text, failure }) => write!(f, "error during tpl function execution for {text}: {failure}"),
                }
            }
            Self::NoTemplate { name, set } => {
                write!(f, "template: no template {} associated with template {}", quoted(name.as_bytes()), quoted(set.as_bytes()))
            }
            Self::Limit(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// The limit that was met, here or in what was called.
    pub fn limit(&self) -> Option<&str> {
        match self {
            Self::Limit(text) => Some(text),
            Self::At(_) | Self::NoTemplate { .. } => None,
        }
    }
}

impl Place {
    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = quoted(self.template.as_bytes());
        let Self { file, line, column, context, message, .. } = self;
        write!(f, "template: {file}:{line}:{column}: executing {template} at <{context}>: {message}")
    }

    /// The text of this link alone, without its cause.
    pub fn own_text(&self) -> String {
        struct Head<'a>(&'a Place);
        impl fmt::Display for Head<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.head(f)
            }
        }
        Head(self).to_string()
    }
}
