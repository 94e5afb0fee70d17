//! Arithmetic on anything that can be taken for a number, and numbers in a row. It knows no text.
//!
//! Source: sprig `numeric.go`, `functions.go`. Integers wrap around as Go's `int64` does.

use super::args::{any, int, rest, string};
use super::cast::{atoi, parse_int, to_float64, to_int64};
use super::show::show;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::list::{Element, List};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::variadic("add", &[], Type::Any, |_, args| Ok(folded(0, args, i64::wrapping_add))),
    Function::new("add1", &[Type::Any], |_, args| Ok(folded(1, args, i64::wrapping_add))),
    Function::new("atoi", &[Type::Str], |_, args| Ok(Value::int(atoi(super::args::bytes(args, 0))))),
    Function::variadic("biggest", &[Type::Any], Type::Any, |_, args| Ok(folded(to_int64(any(args, 0)), rest(args, 1), Ord::max))),
    Function::new("ceil", &[Type::Any], |_, args| Ok(Value::Float(to_float64(any(args, 0)).ceil()))),
    Function::new("div", &[Type::Any, Type::Any], |_, args| divided(args, i64::wrapping_div)),
    Function::new("float64", &[Type::Any], |_, args| Ok(Value::Float(to_float64(any(args, 0))))),
    Function::new("floor", &[Type::Any], |_, args| Ok(Value::Float(to_float64(any(args, 0)).floor()))),
    Function::new("int", &[Type::Any], |_, args| Ok(Value::int(to_int64(any(args, 0))))),
    Function::new("int64", &[Type::Any], |_, args| Ok(Value::int64(to_int64(any(args, 0))))),
    Function::variadic("max", &[Type::Any], Type::Any, |_, args| Ok(folded(to_int64(any(args, 0)), rest(args, 1), Ord::max))),
    Function::variadic("maxf", &[Type::Any], Type::Any, |_, args| Ok(folded_float(args, maximum))),
    Function::variadic("min", &[Type::Any], Type::Any, |_, args| Ok(folded(to_int64(any(args, 0)), rest(args, 1), Ord::min))),
    Function::variadic("minf", &[Type::Any], Type::Any, |_, args| Ok(folded_float(args, minimum))),
    Function::new("mod", &[Type::Any, Type::Any], |_, args| divided(args, i64::wrapping_rem)),
    Function::variadic("mul", &[Type::Any], Type::Any, |_, args| Ok(folded(to_int64(any(args, 0)), rest(args, 1), i64::wrapping_mul))),
    Function::variadic("round", &[Type::Any, Type::Int], Type::Float64, round),
    Function::variadic("seq", &[], Type::Int, seq),
    Function::new("sub", &[Type::Any, Type::Any], |_, args| Ok(folded(to_int64(any(args, 0)), rest(args, 1), i64::wrapping_sub))),
    Function::new("toDecimal", &[Type::Any], to_decimal),
    Function::new("until", &[Type::Int], |scope, args| {
        let count = int(args, 0);
        ints(steps(scope, 0, count, if count < 0 { -1 } else { 1 })?)
    }),
    Function::new("untilStep", &[Type::Int, Type::Int, Type::Int], |scope, args| {
        ints(steps(scope, int(args, 0), int(args, 1), int(args, 2))?)
    }),
];

fn folded(start: i64, args: &[Value], fold: fn(i64, i64) -> i64) -> Value {
    Value::int64(args.iter().map(to_int64).fold(start, fold))
}

fn folded_float(args: &[Value], fold: fn(f64, f64) -> f64) -> Value {
    let start = to_float64(any(args, 0));
    Value::Float(rest(args, 1).iter().map(to_float64).fold(start, fold))
}

/// Go's `math.Max`: not a number wins, but for infinity; positive zero beats negative zero.
fn maximum(a: f64, b: f64) -> f64 {
    if a == f64::INFINITY || b == f64::INFINITY {
        f64::INFINITY
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == 0.0 && b == 0.0 {
        if a.is_sign_negative() { b } else { a }
    } else {
        a.max(b)
    }
}

fn minimum(a: f64, b: f64) -> f64 {
    -maximum(-a, -b)
}

fn divided(args: &[Value], divide: fn(i64, i64) -> i64) -> Returned {
    match to_int64(any(args, 1)) {
        0 => Err("runtime error: integer divide by zero".into()),
        divisor => Ok(Value::int64(divide(to_int64(any(args, 0)), divisor))),
    }
}

fn round(_: &Scope<'_>, args: &[Value]) -> Returned {
    let value = to_float64(any(args, 0));
    let places = i32::try_from(int(args, 1).clamp(-400, 400)).unwrap_or(0);
    let round_on = args.get(2).map_or(0.5, to_float64);
    let power = 10f64.powi(places.abs());
    let power = if places < 0 { 1.0 / power } else { power };
    let digit = power * value;
    let rounded = if digit.fract() >= round_on { digit.ceil() } else { digit.floor() };
    Ok(Value::Float(rounded / power))
}

fn to_decimal(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = show(scope.budget, any(args, 0))?;
    Ok(Value::int64(std::str::from_utf8(&text).ok().and_then(|text| parse_int(text, 8)).unwrap_or(0)))
}

/// sprig's `untilStep`: up or down, and nothing where the step leads the other way.
fn steps(scope: &Scope<'_>, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, Fault> {
    if if stop < start { step >= 0 } else { step <= 0 } {
        return Ok(Vec::new());
    }
    let count = start.abs_diff(stop).div_ceil(step.unsigned_abs());
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    scope.budget.entries(count)?;
    Ok(std::iter::successors(Some(start), |at| at.checked_add(step)).take(count).collect())
}

fn ints(numbers: Vec<i64>) -> Returned {
    Ok(Value::List(List::new(numbers.into_iter().map(Value::int).collect(), Element::Int)))
}

fn seq(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (start, end, step) = match args.len() {
        1 => (1, int(args, 0), None),
        2 => (int(args, 0), int(args, 1), None),
        3 => (int(args, 0), int(args, 2), Some(int(args, 1))),
        _ => return string(""),
    };
    let increment = if end < start { -1 } else { 1 };
    if end < start && step.is_some_and(|step| step > 0) {
        return string("");
    }
    let numbers = steps(scope, start, end.wrapping_add(increment), step.unwrap_or(increment))?;
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    string(texts.join(" "))
}
