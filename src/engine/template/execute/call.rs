//! Calls functions. It knows no particular one but those that evaluate their own arguments. Source: Go's `text/template`
//! `evalCall`.

use super::super::access;
use super::super::error::Failure;
use super::super::fault::{Fault, Returned};
use super::super::function::{Signature, Type};
use super::super::tree::{Bound, Call, Expr, Target};
use super::super::tree_text;
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{Operand, Outcome};

static SHORT: Signature = Signature::and_any(&[Type::Any], Type::Any);
static NAMED: Signature = Signature::of(&[Type::Str, Type::Any]);
static FOUR: Signature = Signature::of(&[Type::Str, Type::Str, Type::Str, Type::Str]);

impl<'t> Frame<'t> {
    /// Calls a function; `node` is where its own errors are reported.
    pub(super) fn function(
        &mut self,
        dot: &Operand,
        call: &'t Call,
        node: At<'t>,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        self.work(1)?;
        match call.target {
            Target::Function(function) => {
                let given = self.arguments(dot, &function.signature, &call.name, rest, last)?;
                self.work(looked_at(&given))?;
                self.returned((function.run)(&self.execution.host.scope, &given), &call.name, node)
            }
            Target::Bound(bound) => self.bound(dot, bound, node, call, rest, last),
        }
    }

    fn bound(
        &mut self,
        dot: &Operand,
        bound: Bound,
        node: At<'t>,
        call: &'t Call,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        match bound {
            Bound::And => self.until(dot, false, &call.name, rest, last),
            Bound::Or => self.until(dot, true, &call.name, rest, last),
            Bound::Call => {
                let callee = rest.first().map(tree_text::expr);
                let given = self.arguments(dot, &SHORT, &call.name, rest, last)?;
                self.returned(Err(no_function(callee, &given)), &call.name, node)
            }
            Bound::Len => {
                let returned = self.length(dot, &call.name, rest, last)?;
                self.returned(returned, &call.name, node)
            }
            Bound::Include => {
                let given = self.arguments(dot, &NAMED, &call.name, rest, last)?;
                self.include(given, &call.name, node)
            }
            Bound::Tpl => {
                let given = self.arguments(dot, &NAMED, &call.name, rest, last)?;
                self.tpl(given, &call.name, node)
            }
            Bound::Lookup => {
                let given = self.arguments(dot, &FOUR, &call.name, rest, last)?;
                let returned = self.lookup(&given);
                self.returned(returned, &call.name, node)
            }
        }
    }

    fn length(&mut self, dot: &Operand, name: &str, rest: &'t [Expr], last: Option<Operand>) -> Outcome<Returned> {
        let n = rest.len().saturating_add(usize::from(last.is_some()));
        let operand = match (rest.first(), last) {
            (Some(expr), None) if n == 1 => self.operand(dot, expr)?,
            (None, Some(last)) => last,
            _ => return Err(self.error(format!("wrong number of args for {name}: want 1 got {n}"))),
        };
        // Go's function looks at the type of what it has not: its reflection complains.
        let nothing = || Err("reflect: call of reflect.Value.Type on zero Value".into());
        Ok(if operand.is_nothing() { nothing() } else { access::length(&operand.value) })
    }

    /// `and` and `or`: evaluates until an argument decides.
    fn until(&mut self, dot: &Operand, decides: bool, name: &str, rest: &'t [Expr], last: Option<Operand>) -> Outcome<Operand> {
        if rest.is_empty() && last.is_none() {
            return Err(self.error(format!("wrong number of args for {name}: want at least 1 got 0")));
        }
        let mut value = Value::Nil;
        for expr in rest {
            value = self.argument(dot, Type::Any, expr)?;
            if value.is_true() == decides {
                return Ok(Operand::plain(value));
            }
        }
        Ok(Operand::plain(last.map_or(value, |last| last.value)))
    }

    /// The arguments of a call, if their number and types are right.
    pub(super) fn arguments(
        &mut self,
        dot: &Operand,
        signature: &'static Signature,
        name: &str,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Vec<Value>> {
        let n = rest.len().saturating_add(usize::from(last.is_some()));
        let wanted = signature.params.len();
        if signature.variadic.is_some() && n < wanted {
            return Err(self.error(format!("wrong number of args for {name}: want at least {wanted} got {}", rest.len())));
        }
        if signature.variadic.is_none() && n != wanted {
            return Err(self.error(format!("wrong number of args for {name}: want {wanted} got {n}")));
        }
        let parameter = |index: usize| signature.params.get(index).copied().or(signature.variadic).unwrap_or(Type::Any);
        let mut given = Vec::with_capacity(n);
        for (index, expr) in rest.iter().enumerate() {
            given.push(self.argument(dot, parameter(index), expr)?);
        }
        if let Some(last) = last {
            given.push(self.valid(last, parameter(rest.len()))?);
        }
        Ok(given)
    }

    /// What a function returned, or its error at its node.
    pub(super) fn returned(&mut self, returned: Returned, name: &str, node: At<'t>) -> Outcome<Operand> {
        match returned {
            Ok(value) => Ok(Operand::plain(value)),
            Err(fault) => Err(self.call_failed(fault, name, node)),
        }
    }

    pub(super) fn call_failed(&mut self, fault: Fault, name: &str, node: At<'t>) -> Failure {
        self.at = node;
        self.stopped(&format!("error calling {name}: "), fault)
    }
}

/// Work of a function that does no more than look at its texts; those that do more count it themselves.
fn looked_at(given: &[Value]) -> usize {
    given.iter().fold(0, |sum, value| match value {
        Value::Str(text) => sum.saturating_add(text.len() / 64),
        Value::Bytes(bytes) => sum.saturating_add(bytes.len() / 64),
        Value::Nil | Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::List(_) | Value::Dict(_) | Value::Native(_) => sum,
    })
}

/// `call` has nothing to call: no value here is a function.
fn no_function(callee: Option<String>, given: &[Value]) -> Fault {
    let Some(first) = given.first().filter(|first| !first.is_nil()) else { return Fault::new("call of nil") };
    let callee = callee.unwrap_or_else(|| match first {
        Value::Str(text) => text.lossy().into_owned(),
        other => format!("<{} Value>", other.type_name()),
    });
    Fault::new(format!("non-function {callee} of type {}", first.type_name()))
}
