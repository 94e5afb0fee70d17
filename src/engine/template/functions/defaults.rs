//! What counts as set, and what stands in for what is not. It knows no other function.
//!
//! Source: sprig `defaults.go`. A value is empty when it is false, zero or holds nothing; structs never are.

use super::args::{any, rest};
use crate::engine::template::fault::Returned;
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::variadic("all", &[], Type::Any, |_, args| Ok(Value::Bool(args.iter().all(Value::is_true)))),
    Function::variadic("any", &[], Type::Any, |_, args| Ok(Value::Bool(args.iter().any(Value::is_true)))),
    Function::variadic("coalesce", &[], Type::Any, coalesce),
    Function::variadic("default", &[Type::Any], Type::Any, default),
    Function::new("empty", &[Type::Any], |_, args| Ok(Value::Bool(!any(args, 0).is_true()))),
    Function::new("ternary", &[Type::Any, Type::Any, Type::Bool], ternary),
];

fn default(_: &Scope<'_>, args: &[Value]) -> Returned {
    let given = any(args, 1);
    Ok(if given.is_true() { given } else { any(args, 0) }.clone())
}

fn coalesce(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(rest(args, 0).iter().find(|value| value.is_true()).cloned().unwrap_or_default())
}

fn ternary(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(any(args, usize::from(!matches!(any(args, 2), Value::Bool(true)))).clone())
}
