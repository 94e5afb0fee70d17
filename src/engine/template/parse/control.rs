//! Actions with keywords: conditions, loops, definitions and calls of templates. It knows no pipeline's inside. Source:
//! Go's `text/template/parse`.

use std::sync::Arc;

use super::super::error::ParseError;
use super::super::lex::token::{Kind, Token};
use super::super::lex::unquote;
use super::super::tree::{Branch, List, Node, Template};
use super::parser::{Ending, Local, Parser, Piece};

/// The three actions with a list of nodes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Control {
    If,
    Range,
    With,
}

impl Control {
    fn word(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Range => "range",
            Self::With => "with",
        }
    }

    fn node(self, branch: Branch) -> Node {
        let branch = Box::new(branch);
        match self {
            Self::If => Node::If(branch),
            Self::Range => Node::Range(branch),
            Self::With => Node::With(branch),
        }
    }
}

impl Parser<'_> {
    /// An action after its `{{`.
    pub(super) fn action(&mut self) -> Result<Piece, ParseError> {
        match self.next_non_space().kind {
            Kind::Block => self.block().map(Piece::Node),
            Kind::Break => self.jump("{{break}}", Node::Break),
            Kind::Continue => self.jump("{{continue}}", Node::Continue),
            Kind::Else => self.otherwise(),
            Kind::End => self.expect(Kind::RightDelim, "end").map(|_| Piece::Ending(Ending::End)),
            Kind::If => self.control(Control::If).map(Piece::Node),
            Kind::Range => self.control(Control::Range).map(Piece::Node),
            Kind::Template => self.template().map(Piece::Node),
            Kind::With => self.control(Control::With).map(Piece::Node),
            _ => {
                self.local.ahead.back();
                self.peek();
                Ok(Piece::Node(Node::Action(self.pipeline("command", Kind::RightDelim)?)))
            }
        }
    }

    fn jump(&mut self, shown: &str, node: Node) -> Result<Piece, ParseError> {
        self.expect(Kind::RightDelim, shown)?;
        if self.local.ranges == 0 {
            return self.error(format!("{shown} outside {{{{range}}}}"));
        }
        Ok(Piece::Node(node))
    }

    /// `{{else}}`; before `if` and `with` only the word, the rest is read as an action of its own.
    fn otherwise(&mut self) -> Result<Piece, ParseError> {
        if !matches!(self.peek_non_space().kind, Kind::If | Kind::With) {
            self.expect(Kind::RightDelim, "else")?;
        }
        Ok(Piece::Ending(Ending::Else))
    }

    fn control(&mut self, control: Control) -> Result<Node, ParseError> {
        self.deeper()?;
        let n_variables = self.local.variables.len();
        let pipe = self.pipeline(control.word(), Kind::RightDelim)?;
        let in_range = u32::from(control == Control::Range);
        self.local.ranges = self.local.ranges.saturating_add(in_range);
        let (body, ending) = self.list()?;
        self.local.ranges = self.local.ranges.saturating_sub(in_range);
        let otherwise = match ending {
            Ending::End => None,
            Ending::Else => Some(self.else_list(control)?),
        };
        self.local.variables.truncate(n_variables);
        self.shallower();
        Ok(control.node(Branch { pipe, body, otherwise }))
    }

    fn else_list(&mut self, control: Control) -> Result<List, ParseError> {
        let next = self.peek().kind;
        if control == Control::If && next == Kind::If || control == Control::With && next == Kind::With {
            self.next();
            let node = self.control(control)?;
            return Ok(List { nodes: Box::new([node]) });
        }
        let (list, ending) = self.list()?;
        match ending {
            Ending::End => Ok(list),
            Ending::Else => self.error(format!("expected end; found {}", ending.shown())),
        }
    }

    fn template_name(&mut self, token: &Token<'_>, context: &str) -> Result<Arc<str>, ParseError> {
        if !matches!(token.kind, Kind::Quoted | Kind::RawString) {
            return self.unexpected(token, context);
        }
        match unquote::text(&token.text) {
            Some(text) => Ok(text.shared()),
            None => self.error("invalid syntax"),
        }
    }

    fn template(&mut self) -> Result<Node, ParseError> {
        let context = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        let mut pipe = None;
        if self.next_non_space().kind != Kind::RightDelim {
            self.local.ahead.back();
            pipe = Some(self.pipeline(context, Kind::RightDelim)?);
        }
        Ok(Node::Template(Box::new(Template { pos: token.pos, name, pipe })))
    }

    fn block(&mut self) -> Result<Node, ParseError> {
        let context = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        self.deeper()?;
        let outer = std::mem::replace(&mut self.local, Local { variables: vec![0], ..Local::default() });
        let (root, ending) = self.list()?;
        let inner = std::mem::replace(&mut self.local, outer);
        if let Ending::Else = ending {
            return self.error(format!("unexpected {} in {context}", ending.shown()));
        }
        let outer = std::mem::replace(&mut self.local, inner);
        self.add(&name, root)?;
        self.local = outer;
        self.shallower();
        Ok(Node::Template(Box::new(Template { pos: token.pos, name, pipe: Some(pipe) })))
    }

    /// `{{define "x"}} … {{end}}` after its `define`.
    pub(super) fn definition(&mut self) -> Result<(), ParseError> {
        let context = "define clause";
        let outer = std::mem::replace(&mut self.local, Local { variables: vec![0], ..Local::default() });
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        self.expect(Kind::RightDelim, context)?;
        let (root, ending) = self.list()?;
        if let Ending::Else = ending {
            return self.error(format!("unexpected {} in {context}", ending.shown()));
        }
        self.add(&name, root)?;
        self.local = outer;
        Ok(())
    }
}
