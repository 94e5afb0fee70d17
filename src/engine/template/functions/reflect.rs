//! Names of types and kinds, and equality. It knows no other function.
//!
//! Source: sprig `reflect.go`.

use super::args::{any, bytes, string};
use super::equal::deep_equal;
use crate::engine::template::fault::Returned;
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("deepEqual", &[Type::Any, Type::Any], |scope, args| {
        deep_equal(scope.budget, any(args, 0), any(args, 1)).map(Value::Bool)
    }),
    Function::new("kindIs", &[Type::Str, Type::Any], |_, args| is(args, any(args, 1).kind_name())),
    Function::new("kindOf", &[Type::Any], |_, args| string(any(args, 0).kind_name())),
    Function::new("typeIs", &[Type::Str, Type::Any], |_, args| is(args, any(args, 1).type_name())),
    Function::new("typeIsLike", &[Type::Str, Type::Any], type_is_like),
    Function::new("typeOf", &[Type::Any], |_, args| string(any(args, 0).type_name())),
];

fn is(args: &[Value], name: &str) -> Returned {
    Ok(Value::Bool(bytes(args, 0) == name.as_bytes()))
}

fn type_is_like(_: &Scope<'_>, args: &[Value]) -> Returned {
    let name = any(args, 1).type_name();
    let target = bytes(args, 0);
    Ok(Value::Bool(target == name.as_bytes() || name.strip_prefix('*').is_some_and(|name| name.as_bytes() == target)))
}
