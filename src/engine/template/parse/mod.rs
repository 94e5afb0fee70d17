//! Reads the text of a template into trees. It knows no value. Source: Go's `text/template/parse`, whose order of looking
//! ahead decides the lines that errors name.

pub mod control;
pub mod operand;
pub mod parser;
pub mod pipeline;
pub mod tokens;

use std::sync::Arc;

use super::error::ParseError;
use super::function::Function;
use super::functions;
use super::tree::{Source, Tree};
use parser::Parser;

/// Finds a function by name; what it does not know may still be one of Go's own or of the evaluator's.
pub type Finder = fn(&str) -> Option<&'static Function>;

/// One text: its own template and those that it defines.
#[derive(Debug, Clone)]
pub struct Parsed {
    trees: Arc<[Arc<Tree>]>,
}

impl Parsed {
    /// The templates; the text's own is the last.
    pub fn trees(&self) -> &[Arc<Tree>] {
        &self.trees
    }

    /// The text's own template.
    pub fn main(&self) -> Option<&Arc<Tree>> {
        self.trees.last()
    }
}

/// Parses a text with all functions.
///
/// # Errors
/// When it is no template.
pub fn parse(name: &str, text: &str) -> Result<Parsed, ParseError> {
    parse_with(name, text, functions::find)
}

/// Parses a text with functions of its own beside Go's.
///
/// # Errors
/// When it is no template.
pub fn parse_with(name: &str, text: &str, find: Finder) -> Result<Parsed, ParseError> {
    let source = Arc::new(Source { name: name.into(), text: text.into() });
    let found = Parser::new(&source, find).all()?;
    let main = source.name.clone();
    let mut trees: Vec<Arc<Tree>> = Vec::new();
    let mut own = None;
    for (name, tree) in found {
        if name == main { own = Some(tree) } else { trees.push(tree) }
    }
    trees.extend(own);
    Ok(Parsed { trees: trees.into() })
}
