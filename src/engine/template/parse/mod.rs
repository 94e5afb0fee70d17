//! Reads the text of a template into trees. It knows no value. Source: Go's `text/template/parse`, whose order of looking
//! ahead decides the lines that errors name.

pub mod control;
pub mod operand;
pub mod pipeline;
pub mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::builtins;
use super::error::ParseError;
use super::function::Function;
use super::functions;
use super::lex::Lexer;
use super::lex::token::Kind;
use super::tree::{List, Node, Source, Tree};
use tokens::Ahead;

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
    let mut parser = Parser::new(&source, find);
    let root = parser.whole()?;
    parser.add(&source.name.clone(), root)?;
    let main = source.name.clone();
    let mut trees: Vec<Arc<Tree>> = Vec::new();
    let mut own = None;
    for (name, tree) in std::mem::take(&mut parser.trees) {
        if name == main { own = Some(tree) } else { trees.push(tree) }
    }
    trees.extend(own);
    Ok(Parsed { trees: trees.into() })
}

/// Reads trees; one for all definitions of a text.
pub(super) struct Parser<'s> {
    source: &'s Arc<Source>,
    lexer: Lexer<'s>,
    find: Finder,
    trees: BTreeMap<Arc<str>, Arc<Tree>>,
    names: BTreeMap<Arc<str>, u32>,
    /// Controls and parentheses around the place. Ours: Go's parser recurses up to 10,000 deep.
    depth: u32,
    /// What belongs to the definition that is being read.
    local: Local<'s>,
}

/// A definition has its own variables and its own pieces ahead.
#[derive(Default)]
pub(super) struct Local<'s> {
    ahead: Ahead<'s>,
    variables: Vec<u32>,
    ranges: u32,
    action_line: usize,
}

/// How a list of nodes ended.
pub(super) enum Ending {
    End,
    Else,
}

impl Ending {
    pub(super) fn shown(&self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else => "{{else}}",
        }
    }
}

/// A node, or what ends a list of them.
pub(super) enum Piece {
    Node(Node),
    Ending(Ending),
}

/// Controls and parentheses within each other. Charts reach about 20; `else if` counts too. It keeps the stack small.
const DEEPEST: u32 = 200;

impl<'s> Parser<'s> {
    fn new(source: &'s Arc<Source>, find: Finder) -> Self {
        let names = BTreeMap::from([(Arc::from("$"), 0)]);
        let local = Local { variables: vec![0], ..Local::default() };
        Self { source, lexer: Lexer::new(&source.text), find, trees: BTreeMap::new(), names, depth: 0, local }
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError { name: self.source.name.clone(), line: self.local.ahead.line(), message: message.into() })
    }

    fn deeper(&mut self) -> Result<(), ParseError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return self.error("max expression depth exceeded");
        }
        Ok(())
    }

    fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Adds a template to the text's own. Only an empty one may be followed by another of its name.
    fn add(&mut self, name: &Arc<str>, root: List) -> Result<(), ParseError> {
        let tree = Arc::new(Tree { name: name.clone(), source: self.source.clone(), root });
        match self.trees.get(name) {
            Some(old) if !old.is_empty() => {
                if !tree.is_empty() {
                    let name = super::print::quote::quoted(name.as_bytes());
                    return self.error(format!("template: multiple definition of template {name}"));
                }
            }
            _ => drop(self.trees.insert(name.clone(), tree)),
        }
        Ok(())
    }

    fn whole(&mut self) -> Result<List, ParseError> {
        let mut nodes = Vec::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                if self.next_non_space().kind == Kind::Define {
                    self.definition()?;
                    continue;
                }
                self.local.ahead.back_2(delim);
            }
            match self.text_or_action()? {
                Piece::Node(node) => nodes.push(node),
                Piece::Ending(ending) => return self.error(format!("unexpected {}", ending.shown())),
            }
        }
        Ok(List { nodes: nodes.into() })
    }

    /// Nodes up to `{{end}}` or `{{else}}`.
    fn list(&mut self) -> Result<(List, Ending), ParseError> {
        let mut nodes = Vec::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Piece::Node(node) => nodes.push(node),
                Piece::Ending(ending) => return Ok((List { nodes: nodes.into() }, ending)),
            }
        }
        self.error("unexpected EOF")
    }

    fn text_or_action(&mut self) -> Result<Piece, ParseError> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Piece::Node(Node::Text(token.pos..token.pos.saturating_add(token.text.len())))),
            Kind::LeftDelim => {
                self.local.action_line = token.line;
                let piece = self.action();
                self.local.action_line = 0;
                piece
            }
            _ => self.unexpected(&token, "input"),
        }
    }
}
