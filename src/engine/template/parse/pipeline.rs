//! Pipelines, their variables and commands. It knows no operand's inside. Source: Go's `text/template/parse`.

use super::super::error::ParseError;
use super::super::lex::token::{Kind, Token};
use super::super::tree::{Command, Expr, Name, Pipe};
use super::parser::Parser;

/// Variables at one place of a template. They are looked for one by one; charts have some 30.
const MOST_VARIABLES: usize = 5_000;

impl Parser<'_> {
    /// A pipeline up to its end, which is read too.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, ParseError> {
        let pos = self.peek_non_space().pos;
        let mut variables = Vec::new();
        let assign = self.declarations(context, &mut variables)?;
        let mut commands = Vec::new();
        loop {
            let token = self.next_non_space();
            if token.kind == end {
                break;
            }
            match token.kind {
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::Quoted
                | Kind::Variable
                | Kind::LeftParen => {
                    self.local.ahead.back();
                    commands.push(self.command()?);
                }
                _ => return self.unexpected(&token, context),
            }
        }
        self.check(&commands, context)?;
        Ok(Pipe { pos, assign, variables: variables.into(), commands: commands.into() })
    }

    /// The variables before `:=` or `=`; whether they are assigned.
    fn declarations(&mut self, context: &str, variables: &mut Vec<Name>) -> Result<bool, ParseError> {
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                return Ok(false);
            }
            self.next();
            let after = self.peek();
            let next = self.peek_non_space();
            if matches!(next.kind, Kind::Assign | Kind::Declare) {
                self.next_non_space();
                self.declare(&variable, variables)?;
                return Ok(next.kind == Kind::Assign);
            }
            if next.kind == Kind::Char && next.text == "," {
                self.next_non_space();
                self.declare(&variable, variables)?;
                if context != "range" || variables.len() >= 2 {
                    return self.error(format!("too many declarations in {context}"));
                }
                match self.peek_non_space().kind {
                    Kind::Variable | Kind::RightDelim | Kind::RightParen => continue,
                    _ => return self.error("range can only initialize variables"),
                }
            }
            if after.kind == Kind::Space {
                self.local.ahead.back_3(variable, after);
            } else {
                self.local.ahead.back_2(variable);
            }
            return Ok(false);
        }
    }

    fn declare(&mut self, token: &Token<'_>, variables: &mut Vec<Name>) -> Result<(), ParseError> {
        if self.local.variables.len() >= MOST_VARIABLES {
            return self.error(format!("more than {MOST_VARIABLES} variables"));
        }
        let name = self.name(&token.text);
        self.local.variables.push(name.id);
        variables.push(name);
        Ok(())
    }

    /// The number of a variable's name.
    pub(super) fn name(&mut self, text: &str) -> Name {
        if let Some((text, id)) = self.names.get_key_value(text) {
            return Name { id: *id, text: text.clone() };
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let text: std::sync::Arc<str> = text.into();
        self.names.insert(text.clone(), id);
        Name { id, text }
    }

    fn check(&self, commands: &[Command], context: &str) -> Result<(), ParseError> {
        if commands.is_empty() {
            return self.error(format!("missing value for {context}"));
        }
        for (index, command) in commands.iter().enumerate().skip(1) {
            if matches!(command.first, Expr::Bool(..) | Expr::Dot(_) | Expr::Nil(_) | Expr::Number(_) | Expr::Quoted(_)) {
                return self.error(format!("non executable command in pipeline stage {}", index.saturating_add(1)));
            }
        }
        Ok(())
    }

    /// Operands up to `|`, which is read too, or the end of the pipeline.
    fn command(&mut self) -> Result<Command, ParseError> {
        let pos = self.peek_non_space().pos;
        let mut first = None;
        let mut rest = Vec::new();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                match first {
                    None => first = Some(operand),
                    Some(_) => rest.push(operand),
                }
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.local.ahead.back(),
                Kind::Pipe => {}
                _ => return self.unexpected(&token, "operand"),
            }
            break;
        }
        match first {
            Some(first) => Ok(Command { pos, first, rest: rest.into() }),
            None => self.error("empty command"),
        }
    }
}
