//! `eq`, `ne`, `lt`, `le`, `gt`, `ge`: Go's comparisons by kind. It knows no evaluator. Source: Go's `text/template`
//! `funcs.go`.

use super::fault::{Fault, Returned};
use super::function::{Function, Scope, Type};
use super::print;
use super::value::Value;

/// The functions.
pub(super) static FUNCTIONS: [Function; 6] = [
    Function::variadic("eq", &[Type::Any], Type::Any, |scope, given| equal_to_any(scope, given).map(Value::Bool)),
    Function::new("ne", &[Type::Any, Type::Any], |scope, given| equal_to_any(scope, given).map(|equal| Value::Bool(!equal))),
    Function::new("lt", &[Type::Any, Type::Any], |scope, given| less(scope, given).map(Value::Bool)),
    Function::new("le", &[Type::Any, Type::Any], |scope, given| less_or_equal(scope, given).map(Value::Bool)),
    Function::new("gt", &[Type::Any, Type::Any], |scope, given| less_or_equal(scope, given).map(|less| Value::Bool(!less))),
    Function::new("ge", &[Type::Any, Type::Any], at_least),
];

fn at_least(scope: &Scope<'_>, given: &[Value]) -> Returned {
    less(scope, given).map(|less| Value::Bool(!less))
}

/// What comparisons tell apart.
#[derive(Clone, Copy, PartialEq)]
enum Basic<'v> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'v [u8]),
    Other,
}

fn basic(value: &Value) -> Basic<'_> {
    match value {
        Value::Bool(value) => Basic::Bool(*value),
        Value::Int(value, kind) if kind.is_unsigned() => Basic::Uint(value.cast_unsigned()),
        Value::Int(value, _) => Basic::Int(*value),
        Value::Float(value) => Basic::Float(*value),
        Value::Str(text) => Basic::Text(text.as_bytes()),
        Value::Nil | Value::Bytes(_) | Value::List(_) | Value::Dict(_) | Value::Native(_) => Basic::Other,
    }
}

fn incompatible(left: &Value, right: &Value) -> Fault {
    Fault::new(format!("incompatible types for comparison: {} and {}", left.type_name(), right.type_name()))
}

fn equal_to_any(scope: &Scope<'_>, given: &[Value]) -> Result<bool, Fault> {
    let Some((first, others)) = given.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err("missing argument for comparison".into());
    };
    for other in others {
        if equal(scope, first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal(scope: &Scope<'_>, left: &Value, right: &Value) -> Result<bool, Fault> {
    match (basic(left), basic(right)) {
        (Basic::Int(left), Basic::Uint(right)) => Ok(u64::try_from(left) == Ok(right)),
        (Basic::Uint(left), Basic::Int(right)) => Ok(u64::try_from(right) == Ok(left)),
        (Basic::Bool(left), Basic::Bool(right)) => Ok(left == right),
        (Basic::Int(left), Basic::Int(right)) => Ok(left == right),
        (Basic::Uint(left), Basic::Uint(right)) => Ok(left == right),
        #[expect(clippy::float_cmp, reason = "Go compares floats so")]
        (Basic::Float(left), Basic::Float(right)) => Ok(left == right),
        (Basic::Text(left), Basic::Text(right)) => {
            scope.budget.work(left.len().min(right.len()) / 64)?;
            Ok(left == right)
        }
        (Basic::Other, Basic::Other) => equal_others(scope, left, right),
        _ if left.is_nil() || right.is_nil() => Ok(false),
        _ => Err(incompatible(left, right)),
    }
}

/// Lists and maps compare with `nil` only; what is empty is not `nil` here.
fn equal_others(scope: &Scope<'_>, left: &Value, right: &Value) -> Result<bool, Fault> {
    let format = |format: &str, value: &Value| print::sprintf(scope.budget, &format.into(), std::slice::from_ref(value));
    let printed = |value: &Value| Ok::<_, Fault>(format("%s", value)?.lossy().into_owned());
    match (left, right) {
        (Value::Nil, Value::Nil) => Ok(true),
        (Value::Nil, _) | (_, Value::Nil) => Ok(false),
        (Value::Native(left), Value::Native(right)) if std::rc::Rc::ptr_eq(left, right) => Ok(true),
        _ if left.kind_name() != right.kind_name() => Err(Fault::new(format!(
            "non-comparable types {}: {}, {}: {}",
            printed(left)?,
            left.type_name(),
            right.type_name(),
            format("%v", right)?.lossy()
        ))),
        (Value::Native(_), Value::Native(_)) if matches!(right.kind_name(), "ptr" | "struct") => {
            Ok(left.type_name() == right.type_name() && right.kind_name() == "struct" && printed(left)? == printed(right)?)
        }
        _ => Err(Fault::new(format!("non-comparable type {}: {}", printed(right)?, right.type_name()))),
    }
}

fn less(_scope: &Scope<'_>, given: &[Value]) -> Result<bool, Fault> {
    let [left, right] = given else { return Err("missing argument for comparison".into()) };
    match (basic(left), basic(right)) {
        (Basic::Other, _) | (_, Basic::Other) => Err("invalid type for comparison".into()),
        (Basic::Int(left), Basic::Uint(right)) => Ok(u64::try_from(left).is_ok_and(|left| left < right) || left < 0),
        (Basic::Uint(left), Basic::Int(right)) => Ok(u64::try_from(right).is_ok_and(|right| left < right)),
        (Basic::Int(left), Basic::Int(right)) => Ok(left < right),
        (Basic::Uint(left), Basic::Uint(right)) => Ok(left < right),
        (Basic::Float(left), Basic::Float(right)) => Ok(left < right),
        (Basic::Text(left), Basic::Text(right)) => Ok(left < right),
        (Basic::Bool(_), Basic::Bool(_)) => Err("invalid type for comparison".into()),
        _ => Err(incompatible(left, right)),
    }
}

fn less_or_equal(scope: &Scope<'_>, given: &[Value]) -> Result<bool, Fault> {
    if less(scope, given)? {
        return Ok(true);
    }
    equal_to_any(scope, given)
}
