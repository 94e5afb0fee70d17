//! Evaluates arguments and checks that they fit parameters. It knows no function. Source: Go's `text/template`
//! `evalArg` and `validateType`.

use super::super::dict::Dict;
use super::super::function::Type;
use super::super::list::{Element, List};
use super::super::text::Text;
use super::super::tree::{Constant, Expr};
use super::super::tree_text;
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{Operand, Outcome};

impl<'t> Frame<'t> {
    /// The value of an operand where any type will do.
    pub(super) fn operand(&mut self, dot: &Operand, expr: &'t Expr) -> Outcome<Operand> {
        self.at = At::Expr(expr);
        match expr {
            Expr::Dot(_) => Ok(dot.clone()),
            Expr::Field(field) => self.fields(dot, dot.clone(), &field.names, expr, &[], None),
            Expr::Variable(variable) => self.variable_with_fields(dot, variable, expr, &[], None),
            Expr::Pipe(pipe) => self.pipeline(dot, pipe),
            Expr::Function(call) => self.function(dot, call, At::Expr(expr), &[], None),
            Expr::Chain(chain) => self.chain(dot, chain, expr, &[], None),
            Expr::Nil(_) => Ok(Operand::default()),
            Expr::Bool(_, value) => Ok(Operand::plain(Value::Bool(*value))),
            Expr::Quoted(quoted) => Ok(Operand::plain(Value::Str(quoted.text.clone()))),
            Expr::Number(constant) => self.ideal(constant).map(Operand::plain),
        }
    }

    /// The value of an operand as an argument of a type.
    pub(super) fn argument(&mut self, dot: &Operand, wanted: Type, expr: &'t Expr) -> Outcome<Value> {
        match expr {
            Expr::Nil(_) => {
                self.at = At::Expr(expr);
                zero(wanted).ok_or_else(|| self.error(format!("cannot assign nil to {}", name(wanted))))
            }
            Expr::Bool(..) | Expr::Quoted(_) | Expr::Number(_) if wanted != Type::Any => {
                self.at = At::Expr(expr);
                self.constant_as(wanted, expr)
            }
            _ => {
                let operand = self.operand(dot, expr)?;
                self.valid(operand, wanted)
            }
        }
    }

    /// A constant as a value of a type: Go's constants take the type that is asked for.
    fn constant_as(&self, wanted: Type, expr: &Expr) -> Outcome<Value> {
        let number = |constant: &Constant| constant.number;
        let found = match (wanted, expr) {
            (Type::Bool, Expr::Bool(_, value)) => Some(Value::Bool(*value)),
            (Type::Str, Expr::Quoted(quoted)) => Some(Value::Str(quoted.text.clone())),
            (Type::Int, Expr::Number(constant)) => number(constant).int.map(Value::int),
            (Type::Int64, Expr::Number(constant)) => number(constant).int.map(Value::int64),
            (Type::Float64, Expr::Number(constant)) => number(constant).float.map(Value::Float),
            _ => None,
        };
        found.ok_or_else(|| {
            let shown = tree_text::expr(expr);
            let kind = match wanted {
                Type::Bool => "bool",
                Type::Str => "string",
                Type::Int | Type::Int64 => "integer",
                Type::Float64 => "float",
                Type::Any | Type::Bytes | Type::List | Type::Strings | Type::Dict | Type::Time => {
                    return self.error(format!("can't handle {shown} for arg of type {}", name(wanted)));
                }
            };
            self.error(format!("expected {kind}; found {shown}"))
        })
    }

    /// The value if it fits the type.
    pub(super) fn valid(&self, operand: Operand, wanted: Type) -> Outcome<Value> {
        if wanted == Type::Any {
            return Ok(operand.value);
        }
        if operand.is_nothing() {
            return zero(wanted).ok_or_else(|| self.error(format!("invalid value; expected {}", name(wanted))));
        }
        match (wanted, operand.value) {
            (Type::Bool, value @ Value::Bool(_))
            | (Type::Str, value @ Value::Str(_))
            | (Type::Float64, value @ Value::Float(_))
            | (Type::Bytes, value @ Value::Bytes(_)) => Ok(value),
            (Type::Int | Type::Int64, Value::Int(value, kind)) if kind.name() == name(wanted) => Ok(Value::Int(value, kind)),
            (Type::Dict, Value::Dict(dict)) if dict.kind() != super::super::dict::DictKind::Str => Ok(Value::Dict(dict)),
            (Type::List, Value::List(list)) if list.element() == Element::Any => Ok(Value::List(list)),
            (Type::Strings, Value::List(list)) if list.element() == Element::Str => Ok(Value::List(list)),
            (_, Value::Native(native)) if native.type_name().trim_start_matches('*') == name(wanted) => Ok(Value::Native(native)),
            (_, Value::Native(native)) if native.kind_name() == "slice" && native.plain().type_name() == name(wanted) => Ok(native.plain()),
            (_, Value::Nil) => Err(self.wrong_type(wanted, "interface {}")),
            (_, value) => Err(self.wrong_type(wanted, value.type_name())),
        }
    }

    fn wrong_type(&self, wanted: Type, got: &str) -> super::super::error::Failure {
        self.error(format!("wrong type for value; expected {}; got {got}", name(wanted)))
    }
}

/// Go's name of a parameter's type.
fn name(wanted: Type) -> &'static str {
    match wanted {
        Type::Any => "interface {}",
        Type::Bool => "bool",
        Type::Int => "int",
        Type::Int64 => "int64",
        Type::Float64 => "float64",
        Type::Str => "string",
        Type::Bytes => "[]uint8",
        Type::List => "[]interface {}",
        Type::Strings => "[]string",
        Type::Dict => "map[string]interface {}",
        Type::Time => "time.Time",
    }
}

/// What `nil` is of a type; `None`: the type has none.
fn zero(wanted: Type) -> Option<Value> {
    match wanted {
        Type::Any => Some(Value::Nil),
        Type::Bytes => Some(Value::Bytes(Text::from("").as_bytes().into())),
        Type::List => Some(Value::list(Vec::new())),
        Type::Strings => Some(Value::List(List::new(Vec::new(), Element::Str))),
        Type::Dict => Some(Value::Dict(Dict::nil())),
        Type::Bool | Type::Int | Type::Int64 | Type::Float64 | Type::Str | Type::Time => None,
    }
}
