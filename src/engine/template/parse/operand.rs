//! Operands: constants, fields, variables, functions, parentheses. It knows no command. Source: Go's
//! `text/template/parse`.

use std::sync::Arc;

use super::super::builtins;
use super::super::error::ParseError;
use super::super::lex::number::{self, Number};
use super::super::lex::token::{Kind, Token};
use super::super::lex::unquote;
use super::super::print::quote::quoted;
use super::super::tree::{Call, Chain, Constant, Expr, Field, Ideal, Quoted, Target, Variable};
use super::super::tree_text;
use super::parser::Parser;

impl Parser<'_> {
    /// A term and the fields that follow it; `None`: what comes is no operand.
    pub(super) fn operand(&mut self) -> Result<Option<Expr>, ParseError> {
        let Some(term) = self.term()? else { return Ok(None) };
        let first = self.peek();
        if first.kind != Kind::Field {
            return Ok(Some(term));
        }
        let pos = first.pos;
        let mut names = Vec::new();
        while self.peek().kind == Kind::Field {
            let token = self.next();
            names.push(field_name(&token));
        }
        match term {
            Expr::Field(field) => Ok(Some(Expr::Field(Box::new(Field { pos, names: joined(field.names, names) })))),
            Expr::Variable(variable) => {
                let variable = *variable;
                Ok(Some(Expr::Variable(Box::new(Variable { pos, name: variable.name, names: joined(variable.names, names) }))))
            }
            Expr::Bool(..) | Expr::Quoted(_) | Expr::Number(_) | Expr::Nil(_) | Expr::Dot(_) => {
                let term = tree_text::expr(&term);
                self.error(format!("unexpected . after term {}", quoted(term.as_bytes())))
            }
            Expr::Chain(_) | Expr::Function(_) | Expr::Pipe(_) => {
                Ok(Some(Expr::Chain(Box::new(Chain { pos, of: term, names: names.into() }))))
            }
        }
    }

    fn term(&mut self) -> Result<Option<Expr>, ParseError> {
        let token = self.next_non_space();
        let pos = token.pos;
        Ok(Some(match token.kind {
            Kind::Identifier => self.function(&token)?,
            Kind::Dot => Expr::Dot(pos),
            Kind::Nil => Expr::Nil(pos),
            Kind::Variable => self.variable(&token)?,
            Kind::Field => Expr::Field(Box::new(Field { pos, names: Box::new([field_name(&token)]) })),
            Kind::Bool => Expr::Bool(pos, token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => self.number(&token)?,
            Kind::LeftParen => {
                self.deeper()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.shallower();
                Expr::Pipe(Box::new(pipe))
            }
            Kind::Quoted | Kind::RawString => match unquote::text(&token.text) {
                Some(text) => Expr::Quoted(Box::new(Quoted { pos, written: token.text.into(), text })),
                None => return self.error("invalid syntax"),
            },
            _ => {
                self.local.ahead.back();
                return Ok(None);
            }
        }))
    }

    fn function(&self, token: &Token<'_>) -> Result<Expr, ParseError> {
        let name = &*token.text;
        let target = builtins::bound(name)
            .map(Target::Bound)
            .or_else(|| builtins::helm(name).or_else(|| (self.find)(name)).or_else(|| builtins::find(name)).map(Target::Function));
        match target {
            Some(target) => Ok(Expr::Function(Box::new(Call { pos: token.pos, name: name.into(), target }))),
            None => self.error(format!("function {} not defined", quoted(name.as_bytes()))),
        }
    }

    fn variable(&mut self, token: &Token<'_>) -> Result<Expr, ParseError> {
        let name = self.name(&token.text);
        if !self.local.variables.contains(&name.id) {
            return self.error(format!("undefined variable {}", quoted(name.text.as_bytes())));
        }
        Ok(Expr::Variable(Box::new(Variable { pos: token.pos, name, names: Box::new([]) })))
    }

    fn number(&self, token: &Token<'_>) -> Result<Expr, ParseError> {
        match number::read(&token.text, token.kind) {
            Ok(number) => {
                let ideal = ideal(&token.text, number);
                Ok(Expr::Number(Box::new(Constant { pos: token.pos, text: (&*token.text).into(), number, ideal })))
            }
            Err(message) => self.error(message),
        }
    }
}

fn field_name(token: &Token<'_>) -> Arc<str> {
    token.text.strip_prefix('.').unwrap_or(&token.text).into()
}

fn joined(before: Box<[Arc<str>]>, after: Vec<Arc<str>>) -> Box<[Arc<str>]> {
    before.into_iter().chain(after).collect()
}

/// The type by spelling. Source: Go's `idealConstant`.
fn ideal(text: &str, number: Number) -> Ideal {
    let is_hex_int = (text.starts_with("0x") || text.starts_with("0X")) && text.len() > 2 && !text.contains(['p', 'P']);
    let float = number.float.filter(|_| !is_hex_int && !text.starts_with('\'') && text.contains(['.', 'e', 'E', 'p', 'P']));
    match (number.complex, float, number.int) {
        (true, ..) => Ideal::Complex,
        (false, Some(float), _) => Ideal::Float(float),
        (false, None, Some(int)) => Ideal::Int(int),
        (false, None, None) => Ideal::Overflow,
    }
}
