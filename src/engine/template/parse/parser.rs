//! Text, actions and definitions: what a template is made of. It knows neither controls nor pipelines. Source: Go's
//! `text/template/parse`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::error::ParseError;
use super::super::lex::lexer::Lexer;
use super::super::lex::token::Kind;
use super::super::print::quote::quoted;
use super::super::tree::{List, Node, Source, Tree};
use super::Finder;
use super::tokens::Ahead;

/// Reads trees; one for all definitions of a text.
pub(super) struct Parser<'s> {
    pub(super) source: &'s Arc<Source>,
    pub(super) lexer: Lexer<'s>,
    pub(super) find: Finder,
    trees: BTreeMap<Arc<str>, Arc<Tree>>,
    pub(super) names: BTreeMap<Arc<str>, u32>,
    /// Controls and parentheses around the place. Ours: Go's parser recurses up to 10,000 deep.
    depth: u32,
    /// What belongs to the definition that is being read.
    pub(super) local: Local<'s>,
}

/// A definition has its own variables and its own pieces ahead.
#[derive(Default)]
pub(super) struct Local<'s> {
    pub(super) ahead: Ahead<'s>,
    pub(super) variables: Vec<u32>,
    pub(super) ranges: u32,
    pub(super) action_line: usize,
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
    pub(super) fn new(source: &'s Arc<Source>, find: Finder) -> Self {
        let names = BTreeMap::from([(Arc::from("$"), 0)]);
        let local = Local { variables: vec![0], ..Local::default() };
        Self { source, lexer: Lexer::new(&source.text), find, trees: BTreeMap::new(), names, depth: 0, local }
    }

    /// All templates of the text by name.
    pub(super) fn all(mut self) -> Result<BTreeMap<Arc<str>, Arc<Tree>>, ParseError> {
        let root = self.whole()?;
        let name = self.source.name.clone();
        self.add(&name, root)?;
        Ok(self.trees)
    }

    pub(super) fn error<T>(&self, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError { name: self.source.name.clone(), line: self.local.ahead.line(), message: message.into() })
    }

    pub(super) fn deeper(&mut self) -> Result<(), ParseError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return self.error("max expression depth exceeded");
        }
        Ok(())
    }

    pub(super) fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Adds a template to the text's own. Only an empty one may be followed by another of its name.
    pub(super) fn add(&mut self, name: &Arc<str>, root: List) -> Result<(), ParseError> {
        let tree = Arc::new(Tree { name: name.clone(), source: self.source.clone(), root });
        match self.trees.get(name) {
            Some(old) if !old.is_empty() => {
                if !tree.is_empty() {
                    let name = quoted(name.as_bytes());
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
    pub(super) fn list(&mut self) -> Result<(List, Ending), ParseError> {
        let mut nodes = Vec::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Piece::Node(node) => nodes.push(node),
                Piece::Ending(ending) => return Ok((List { nodes: nodes.into() }, ending)),
            }
        }
        self.error("unexpected EOF")
    }

    pub(super) fn text_or_action(&mut self) -> Result<Piece, ParseError> {
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
