//! Evaluates pipelines, commands and variables. It knows neither fields nor how functions are called. Source: Go's
//! `text/template` `exec.go`.

use super::super::tree::{Chain, Command, Constant, Expr, Ideal, Name, Pipe, Variable};
use super::super::tree_text;
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{Operand, Outcome};

impl<'t> Frame<'t> {
    /// The value of a pipeline; its variables are declared or assigned.
    pub(super) fn pipeline(&mut self, dot: &Operand, pipe: &'t Pipe) -> Outcome<Operand> {
        self.work(1)?;
        self.deeper()?;
        self.at = At::Pipe(pipe);
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(dot, command, value)?.unboxed());
        }
        let value = value.unwrap_or_default();
        for name in &pipe.variables {
            if pipe.assign {
                self.set(name, value.clone())?;
            } else {
                self.push(name.id, value.clone());
            }
        }
        self.shallower();
        Ok(value)
    }

    pub(super) fn set(&mut self, name: &Name, value: Operand) -> Outcome<()> {
        if self.assign(name.id, value) { Ok(()) } else { Err(self.error(format!("undefined variable: {}", name.text))) }
    }

    fn command(&mut self, dot: &Operand, command: &'t Command, last: Option<Operand>) -> Outcome<Operand> {
        let first = &command.first;
        match first {
            Expr::Field(field) => {
                self.at = At::Expr(first);
                self.fields(dot, dot.clone(), &field.names, first, &command.rest, last)
            }
            Expr::Function(call) => {
                self.at = At::Expr(first);
                self.function(dot, call, At::Command(command), &command.rest, last)
            }
            Expr::Variable(variable) => self.variable_with_fields(dot, variable, first, &command.rest, last),
            Expr::Pipe(pipe) => {
                self.no_arguments(first, &command.rest, last.as_ref())?;
                self.pipeline(dot, pipe)
            }
            Expr::Chain(chain) => self.chain(dot, chain, first, &command.rest, last),
            Expr::Bool(..) | Expr::Dot(_) | Expr::Nil(_) | Expr::Number(_) | Expr::Quoted(_) => {
                self.at = At::Expr(first);
                self.no_arguments(first, &command.rest, last.as_ref())?;
                self.constant(dot, first)
            }
        }
    }

    fn constant(&mut self, dot: &Operand, expr: &'t Expr) -> Outcome<Operand> {
        match expr {
            Expr::Bool(_, value) => Ok(Operand::plain(Value::Bool(*value))),
            Expr::Number(constant) => self.ideal(constant).map(Operand::plain),
            Expr::Quoted(quoted) => Ok(Operand::plain(Value::Str(quoted.text.clone()))),
            Expr::Nil(_) => Err(self.error("nil is not a command")),
            Expr::Dot(_) | Expr::Field(_) | Expr::Variable(_) | Expr::Chain(_) | Expr::Function(_) | Expr::Pipe(_) => Ok(dot.clone()),
        }
    }

    pub(super) fn ideal(&self, constant: &Constant) -> Outcome<Value> {
        match constant.ideal {
            Ideal::Int(value) => Ok(Value::int(value)),
            Ideal::Float(value) => Ok(Value::Float(value)),
            Ideal::Overflow => Err(self.error(format!("{} overflows int", constant.text))),
            Ideal::Complex => Err(self.error(format!("{} is complex: no function here takes such numbers", constant.text))),
        }
    }

    pub(super) fn no_arguments(&self, first: &Expr, rest: &[Expr], last: Option<&Operand>) -> Outcome<()> {
        if rest.is_empty() && last.is_none() {
            return Ok(());
        }
        Err(self.error(format!("can't give argument to non-function {}", tree_text::expr(first))))
    }

    pub(super) fn variable_with_fields(
        &mut self,
        dot: &Operand,
        variable: &'t Variable,
        expr: &'t Expr,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        self.at = At::Expr(expr);
        self.work(self.mark() / 32)?;
        let Some(value) = self.variable(variable.name.id) else {
            return Err(self.error(format!("undefined variable: {}", variable.name.text)));
        };
        let value = value.clone();
        if variable.names.is_empty() {
            self.no_arguments(expr, rest, last.as_ref())?;
            return Ok(value);
        }
        self.fields(dot, value, &variable.names, expr, rest, last)
    }

    pub(super) fn chain(
        &mut self,
        dot: &Operand,
        chain: &'t Chain,
        expr: &'t Expr,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        self.at = At::Expr(expr);
        let of = self.operand(dot, &chain.of)?;
        self.fields(dot, of, &chain.names, expr, rest, last)
    }
}
