//! Fields, entries of maps, and methods. It knows no particular value with methods but Helm's values. Source: Go's
//! `text/template` `evalField`.

use std::sync::Arc;

use super::super::dict::DictKind;
use super::super::print::quote::quoted;
use super::super::tree::Expr;
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{MissingKey, Operand, Outcome, values};

impl<'t> Frame<'t> {
    /// `.a.b.c` of a value; only the last name may be a method with arguments.
    pub(super) fn fields(
        &mut self,
        dot: &Operand,
        of: Operand,
        names: &'t [Arc<str>],
        expr: &'t Expr,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        let Some((end, before)) = names.split_last() else { return Ok(of) };
        let mut value = of;
        for name in before {
            value = self.field(dot, value, name, expr, &[], None)?;
        }
        self.field(dot, value, end, expr, rest, last)
    }

    fn field(
        &mut self,
        dot: &Operand,
        of: Operand,
        name: &'t str,
        expr: &'t Expr,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        match &of.value {
            Value::Nil => self.field_of_nil(&of, name),
            Value::Dict(dict) => {
                if dict.kind() == DictKind::Values
                    && let Some(signature) = values::method(name)
                {
                    let given = self.arguments(dot, signature, name, rest, last)?;
                    let returned = values::call(dict, name, &self.execution.host.scope, &given);
                    return self.returned(returned, name, At::Expr(expr));
                }
                if !rest.is_empty() || last.is_some() {
                    return Err(self.error(format!("{name} is not a method but has arguments")));
                }
                let boxed = dict.kind() != DictKind::Str;
                match dict.get(name) {
                    Some(value) => Ok(Operand { value, boxed }),
                    None => self.missing(dict.kind(), name),
                }
            }
            Value::Native(_) => self.field_of_native(dot, of, name, expr, rest, last),
            Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::Str(_) | Value::Bytes(_) | Value::List(_) => {
                Err(self.no_field(&of, name))
            }
        }
    }

    fn no_field(&self, of: &Operand, name: &str) -> super::super::error::Failure {
        self.error(format!("can't evaluate field {name} in type {}", of.type_name()))
    }

    fn field_of_nil(&self, of: &Operand, name: &str) -> Outcome<Operand> {
        if of.boxed {
            return Err(self.error(format!("nil pointer evaluating interface {{}}.{name}")));
        }
        if self.execution.host.missing == MissingKey::Error {
            return Err(self.error(format!("nil data; no entry for key {}", quoted(name.as_bytes()))));
        }
        Ok(Operand::default())
    }

    fn missing(&self, kind: DictKind, name: &str) -> Outcome<Operand> {
        match (self.execution.host.missing, kind) {
            (MissingKey::Invalid, _) => Ok(Operand::default()),
            (MissingKey::Zero, DictKind::Str) => Ok(Operand::plain(Value::str(""))),
            (MissingKey::Zero, DictKind::Any | DictKind::Values) => Ok(Operand::boxed(Value::Nil)),
            (MissingKey::Error, _) => Err(self.error(format!("map has no entry for key {}", quoted(name.as_bytes())))),
        }
    }

    fn field_of_native(
        &mut self,
        dot: &Operand,
        of: Operand,
        name: &'t str,
        expr: &'t Expr,
        rest: &'t [Expr],
        last: Option<Operand>,
    ) -> Outcome<Operand> {
        let Value::Native(native) = &of.value else { return Err(self.no_field(&of, name)) };
        if let Some(signature) = native.method(name) {
            let given = self.arguments(dot, signature, name, rest, last)?;
            let returned = native.call(name, &self.execution.host.scope, &given);
            return self.returned(returned, name, At::Expr(expr));
        }
        let has_arguments = !rest.is_empty() || last.is_some();
        let is_map = native.kind_name() == "map";
        match native.field(name) {
            Some(_) if has_arguments && is_map => Err(self.error(format!("{name} is not a method but has arguments"))),
            Some(_) if has_arguments => Err(self.error(format!("{name} has arguments but cannot be invoked as function"))),
            Some(value) => Ok(Operand { boxed: value.is_nil(), value }),
            None if is_map => self.missing(DictKind::Any, name),
            None => Err(self.no_field(&of, name)),
        }
    }
}
