//! Tokens become an expression, by binding powers. It knows no data. Source: go-jmespath `parser.go`.

use super::super::fault::Fault;
use super::ast::{Compare, Node};
use super::lexer::{Token, tokens};
use crate::engine::manifest::json::parse_json;

/// Parentheses, brackets and arguments inside each other. Deeper than that is no policy but an attack on the stack.
const MAX_NESTING: usize = 40;
/// Steps from the whole to its smallest part, chains like `a.b.c` included; published policies stay below 40.
const MAX_DEPTH: usize = 160;

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, nesting: 0 };
    let node = parser.expression(0)?;
    if *parser.current() != Token::End {
        return Err(parser.unexpected());
    }
    let mut open = vec![(&node, 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return Err(Fault::Limit(format!("an expression is deeper than {MAX_DEPTH} levels")));
        }
        open.extend(node.parts().into_iter().map(|part| (part, depth + 1)));
    }
    Ok(node)
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    nesting: usize,
}

/// How strongly a token binds what stands before it.
fn power(token: &Token) -> u8 {
    match token {
        Token::Pipe => 1,
        Token::Or => 2,
        Token::And => 3,
        Token::Equal | Token::Less | Token::LessOrEqual | Token::Greater | Token::GreaterOrEqual | Token::NotEqual => 5,
        Token::Flatten => 9,
        Token::Star => STAR,
        Token::Filter => FILTER,
        Token::Dot => DOT,
        Token::Not => NOT,
        Token::LeftBrace => 50,
        Token::LeftBracket => 55,
        Token::LeftParen => 60,
        Token::RightParen
        | Token::RightBracket
        | Token::RightBrace
        | Token::Reference
        | Token::Comma
        | Token::Colon
        | Token::Current
        | Token::Number(_)
        | Token::Name(_)
        | Token::QuotedName(_)
        | Token::Json(_)
        | Token::Text(_)
        | Token::End => 0,
    }
}

const FLATTEN: u8 = 9;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

impl<'t> Parser<'t> {
    fn peek(&self, ahead: usize) -> &'t Token {
        self.tokens.get(self.at + ahead).unwrap_or(&Token::End)
    }

    fn current(&self) -> &'t Token {
        self.peek(0)
    }

    fn advance(&mut self) -> &'t Token {
        let token = self.current();
        self.at += 1;
        token
    }

    fn expect(&mut self, token: &Token) -> Result<(), Fault> {
        if self.current() == token {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    fn unexpected(&self) -> Fault {
        match self.current() {
            Token::End => Fault::bad("SyntaxError: Incomplete expression"),
            other => Fault::bad(format!("SyntaxError: Unexpected token: {other:?}")),
        }
    }

    fn expression(&mut self, binding: u8) -> Result<Node, Fault> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(Fault::Limit(format!("an expression nests deeper than {MAX_NESTING} levels")));
        }
        let token = self.advance();
        let mut node = self.first(token)?;
        while binding < power(self.current()) {
            let token = self.advance();
            node = self.after(token, node)?;
        }
        self.nesting -= 1;
        Ok(node)
    }

    /// What a token means where an expression begins.
    fn first(&mut self, token: &Token) -> Result<Node, Fault> {
        match token {
            Token::Json(text) => match parse_json(text.trim().as_bytes()) {
                Ok(value) => Ok(Node::Literal(value)),
                Err(problem) => Err(Fault::bad(format!("a literal is no JSON: {problem}"))),
            },
            Token::Text(text) => Ok(Node::Literal(text.as_str().into())),
            Token::Name(name) => Ok(Node::Field(name.clone())),
            Token::QuotedName(_) if *self.current() == Token::LeftParen => {
                Err(Fault::bad("SyntaxError: Can't have quoted identifier as function Name."))
            }
            Token::QuotedName(name) => Ok(Node::Field(name.clone())),
            Token::Star => {
                let right = if *self.current() == Token::RightBracket { Node::Current } else { self.projected(STAR)? };
                Ok(Node::Values(boxed(Node::Current), boxed(right)))
            }
            Token::Filter => self.filter(Node::Current),
            Token::LeftBrace => self.hash(),
            Token::Flatten => {
                let right = self.projected(FLATTEN)?;
                Ok(Node::Projection(boxed(Node::Flatten(boxed(Node::Current))), boxed(right)))
            }
            Token::LeftBracket => match (self.current(), self.peek(1)) {
                (Token::Number(_) | Token::Colon, _) => self.index(Node::Current),
                (Token::Star, Token::RightBracket) => {
                    self.at += 2;
                    let right = self.projected(STAR)?;
                    Ok(Node::Projection(boxed(Node::Current), boxed(right)))
                }
                _ => self.list(),
            },
            Token::Current => Ok(Node::Current),
            Token::Reference => Ok(Node::Reference(boxed(self.expression(0)?))),
            Token::Not => Ok(Node::Not(boxed(self.expression(NOT)?))),
            Token::LeftParen => {
                let inner = self.expression(0)?;
                self.expect(&Token::RightParen)?;
                Ok(inner)
            }
            Token::End => Err(Fault::bad("SyntaxError: Incomplete expression")),
            other => Err(Fault::bad(format!("SyntaxError: Invalid token: {other:?}"))),
        }
    }

    /// What a token means behind an expression.
    fn after(&mut self, token: &Token, left: Node) -> Result<Node, Fault> {
        let compare = |parser: &mut Self, how: Compare, left: Node| {
            let right = parser.expression(power(token))?;
            Ok(Node::Compare(how, boxed(left), boxed(right)))
        };
        match token {
            Token::Dot if *self.current() == Token::Star => {
                self.at += 1;
                let right = self.projected(DOT)?;
                Ok(Node::Values(boxed(left), boxed(right)))
            }
            Token::Dot => {
                let right = self.dotted(DOT)?;
                Ok(Node::Sub(boxed(left), boxed(right)))
            }
            Token::Pipe => Ok(Node::Pipe(boxed(left), boxed(self.expression(1)?))),
            Token::Or => Ok(Node::Or(boxed(left), boxed(self.expression(2)?))),
            Token::And => Ok(Node::And(boxed(left), boxed(self.expression(3)?))),
            Token::LeftParen => self.call(left),
            Token::Filter => self.filter(left),
            Token::Flatten => {
                let right = self.projected(FLATTEN)?;
                Ok(Node::Projection(boxed(Node::Flatten(boxed(left))), boxed(right)))
            }
            Token::Equal => compare(self, Compare::Equal, left),
            Token::NotEqual => compare(self, Compare::NotEqual, left),
            Token::Less => compare(self, Compare::Less, left),
            Token::LessOrEqual => compare(self, Compare::LessOrEqual, left),
            Token::Greater => compare(self, Compare::Greater, left),
            Token::GreaterOrEqual => compare(self, Compare::GreaterOrEqual, left),
            Token::LeftBracket => match self.current() {
                Token::Number(_) | Token::Colon => self.index(left),
                _ => {
                    self.expect(&Token::Star)?;
                    self.expect(&Token::RightBracket)?;
                    let right = self.projected(STAR)?;
                    Ok(Node::Projection(boxed(left), boxed(right)))
                }
            },
            other => Err(Fault::bad(format!("SyntaxError: Unexpected token: {other:?}"))),
        }
    }

    fn call(&mut self, left: Node) -> Result<Node, Fault> {
        let Node::Field(name) = left else { return Err(Fault::bad("SyntaxError: only a name can be called")) };
        let mut arguments = Vec::new();
        while *self.current() != Token::RightParen {
            arguments.push(self.expression(0)?);
            if *self.current() == Token::Comma {
                self.at += 1;
            } else if *self.current() != Token::RightParen {
                return Err(self.unexpected());
            }
        }
        self.expect(&Token::RightParen)?;
        Ok(Node::Call(name, arguments))
    }

    /// `[1]`, `[1:2]` behind `left`; a slice projects what follows.
    fn index(&mut self, left: Node) -> Result<Node, Fault> {
        if *self.current() != Token::Colon && *self.peek(1) != Token::Colon {
            let Token::Number(index) = *self.advance() else { return Err(self.unexpected()) };
            self.expect(&Token::RightBracket)?;
            return Ok(Node::Sub(boxed(left), boxed(Node::Index(index))));
        }
        let mut parts = [None; 3];
        let mut part = 0;
        while *self.current() != Token::RightBracket && part < 3 {
            match self.advance() {
                Token::Colon => part += 1,
                Token::Number(number) => parts.get_mut(part).into_iter().for_each(|slot| *slot = Some(*number)),
                _ => return Err(Fault::bad("SyntaxError: a slice holds numbers and colons")),
            }
        }
        self.expect(&Token::RightBracket)?;
        let sliced = Node::Sub(boxed(left), boxed(Node::Slice(parts)));
        let right = self.projected(STAR)?;
        Ok(Node::Projection(boxed(sliced), boxed(right)))
    }

    fn filter(&mut self, left: Node) -> Result<Node, Fault> {
        let condition = self.expression(0)?;
        self.expect(&Token::RightBracket)?;
        let right = if *self.current() == Token::Flatten { Node::Current } else { self.projected(FILTER)? };
        Ok(Node::Filter(boxed(left), boxed(right), boxed(condition)))
    }

    fn list(&mut self) -> Result<Node, Fault> {
        let mut items = Vec::new();
        loop {
            items.push(self.expression(0)?);
            if *self.current() == Token::RightBracket {
                self.at += 1;
                return Ok(Node::List(items));
            }
            self.expect(&Token::Comma)?;
        }
    }

    fn hash(&mut self) -> Result<Node, Fault> {
        let mut entries = Vec::new();
        loop {
            let key = match self.advance() {
                Token::Name(name) | Token::QuotedName(name) => name.clone(),
                _ => return Err(Fault::bad("SyntaxError: Expected a name")),
            };
            self.expect(&Token::Colon)?;
            entries.push((key, self.expression(0)?));
            if *self.current() == Token::RightBrace {
                self.at += 1;
                return Ok(Node::Hash(entries));
            }
            self.expect(&Token::Comma)?;
        }
    }

    /// What follows a dot.
    fn dotted(&mut self, binding: u8) -> Result<Node, Fault> {
        match self.current() {
            Token::Name(_) | Token::QuotedName(_) | Token::Star => self.expression(binding),
            Token::LeftBracket => {
                self.at += 1;
                self.list()
            }
            Token::LeftBrace => {
                self.at += 1;
                self.hash()
            }
            _ => Err(Fault::bad("SyntaxError: Expected identifier, lbracket, or lbrace")),
        }
    }

    /// What a projection does with each item.
    fn projected(&mut self, binding: u8) -> Result<Node, Fault> {
        match self.current() {
            token if power(token) < 10 => Ok(Node::Current),
            Token::LeftBracket | Token::Filter => self.expression(binding),
            Token::Dot => {
                self.at += 1;
                self.dotted(binding)
            }
            _ => Err(self.unexpected()),
        }
    }
}
