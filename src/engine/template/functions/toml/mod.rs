//! TOML from and to values, as Helm has it. An error of `fromToml` is a value, one of `toToml` a text. It knows no syntax.
//!
//! Source: Helm `funcs.go`, BurntSushi/toml v1.6.

mod emit;
mod read;

use super::args::{any, bytes, raw, string};
use crate::engine::template::dict::Dict;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("fromToml", &[Type::Str], from_toml),
    Function::new("mustToToml", &[Type::Any], to_toml),
    Function::new("toToml", &[Type::Any], |scope, args| match to_toml(scope, args) {
        Err(Fault::Error(error)) if error.starts_with("toml: ") => string(error),
        other => other,
    }),
];

fn to_toml(scope: &Scope<'_>, args: &[Value]) -> Returned {
    raw(emit::emit(scope.budget, any(args, 0))?)
}

fn from_toml(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.make(bytes(args, 0).len())?;
    match read::read(bytes(args, 0)) {
        Ok(dict) => Ok(Value::Dict(dict)),
        Err(Fault::Error(error)) => {
            let dict = Dict::default();
            dict.set("Error", Value::str(error));
            Ok(Value::Dict(dict))
        }
        Err(limit) => Err(limit),
    }
}
