//! Arithmetic on numbers, quantities and durations. It knows no expression. Source: kyverno `pkg/engine/jmespath/arithmetic.go`.

use super::{Arguments, of_number};
use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::quantity::Quantity;
use crate::engine::policy::kyverno::decimal::{Decimal, quantity_text};
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// An operand.
enum Operand {
    Number(f64),
    /// A quantity, its exact value, and whether it is written in powers of two.
    Quantity(Decimal, String),
    Duration(GoDuration),
}

use Operand::{Duration, Number, Quantity as Amount};

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>) -> Result<Value, Fault> {
    let first = arguments.number(0);
    match name {
        "abs" => Ok(of_number(first.abs())),
        "ceil" => Ok(of_number(first.ceil())),
        "floor" => Ok(of_number(first.floor())),
        "avg" => {
            let numbers: Vec<f64> = arguments.list(0).iter().filter_map(super::number).collect();
            #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
            let n = numbers.len() as f64;
            Ok(if numbers.is_empty() { Value::Null } else { of_number(numbers.iter().sum::<f64>() / n) })
        }
        "round" => rounded(first, arguments.number(1)),
        "sum" => {
            let (first, rest) =
                arguments.list(0).split_first().ok_or_else(|| wrong(name, "at least one element in the array is required"))?;
            rest.iter().try_fold(first.clone(), |sum, item| binary("add", operand(name, &sum)?, operand(name, item)?))
        }
        _ => binary(name, operand(name, arguments.value(0))?, operand(name, arguments.value(1))?),
    }
}

fn wrong(name: &str, cause: &str) -> Fault {
    Fault::bad(format!("JMESPath function '{name}': {cause}"))
}

fn operand(name: &str, value: &Value) -> Result<Operand, Fault> {
    if let Some(number) = super::number(value) {
        return Ok(Number(number));
    }
    let text = value.as_str().unwrap_or_default();
    if let (Ok(_), Some(decimal)) = (Quantity::parse(text), Decimal::of_quantity(text)) {
        return Ok(Amount(decimal, text.to_owned()));
    }
    GoDuration::parse(text).map(Duration).map_err(|_| wrong(name, "invalid operand"))
}

fn seconds(duration: GoDuration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "Go's Duration.Seconds is a float64 as well")]
    let nanoseconds = duration.nanoseconds as f64;
    nanoseconds / 1e9
}

#[expect(clippy::cast_possible_truncation, reason = "a cast saturates; Go's result is unspecified there")]
fn of_seconds(seconds: f64) -> Value {
    GoDuration { nanoseconds: (seconds * 1e9) as i64 }.to_string().into()
}

fn binary(name: &str, left: Operand, right: Operand) -> Result<Value, Fault> {
    let mismatch = || wrong(name, "Types mismatch");
    let zero = || wrong(name, "Zero divisor passed");
    let quantity = |decimal: Option<Decimal>, like: &str| {
        decimal.map(|decimal| quantity_text(decimal, like).into()).ok_or_else(|| wrong(name, "the number is too large"))
    };
    let span = |nanoseconds: Option<i64>| {
        nanoseconds.map(|nanoseconds| GoDuration { nanoseconds }.to_string().into()).ok_or_else(|| wrong(name, "the duration is too long"))
    };
    match (name, left, right) {
        ("add", Number(a), Number(b)) => Ok(of_number(a + b)),
        ("add", Amount(a, like), Amount(b, _)) => quantity(a.plus(b), &like),
        ("add", Duration(a), Duration(b)) => span(a.nanoseconds.checked_add(b.nanoseconds)),
        ("subtract", Number(a), Number(b)) => Ok(of_number(a - b)),
        ("subtract", Amount(a, like), Amount(b, _)) => quantity(a.minus(b), &like),
        ("subtract", Duration(a), Duration(b)) => span(a.nanoseconds.checked_sub(b.nanoseconds)),
        ("multiply", Number(a), Number(b)) => Ok(of_number(a * b)),
        ("multiply", Amount(a, like), Number(b)) | ("multiply", Number(b), Amount(a, like)) => {
            quantity(Decimal::of_number(b).and_then(|b| a.times(b)), &like)
        }
        ("multiply", Duration(a), Number(b)) | ("multiply", Number(b), Duration(a)) => Ok(of_seconds(seconds(a) * b)),
        ("divide", _, Number(0.0)) => Err(zero()),
        ("divide", Number(a), Number(b)) => Ok(of_number(a / b)),
        ("divide", Amount(_, _), Amount(b, _)) if b.is_zero() => Err(zero()),
        ("divide", Amount(a, _), Amount(b, _)) => Ok(of_number(a.to_number() / b.to_number())),
        ("divide", Amount(a, like), Number(b)) => quantity(Decimal::of_number(b).and_then(|b| a.over(b)), &like),
        ("divide", Duration(_), Duration(b)) if b.nanoseconds == 0 => Err(zero()),
        ("divide", Duration(a), Duration(b)) => Ok(of_number(seconds(a) / seconds(b))),
        ("divide", Duration(a), Number(b)) => Ok(of_seconds(seconds(a) / b)),
        ("modulo", Number(a), Number(b)) => Ok(of_number(remainder(name, a, b)?)),
        ("modulo", Amount(a, like), Amount(b, _)) => {
            let left = remainder(name, a.to_number(), b.to_number())?;
            quantity(Decimal::of_number(left), &like)
        }
        ("modulo", Duration(_), Duration(b)) if b.nanoseconds == 0 => Err(zero()),
        ("modulo", Duration(a), Duration(b)) => span(a.nanoseconds.checked_rem(b.nanoseconds)),
        _ => Err(mismatch()),
    }
}

fn remainder(name: &str, a: f64, b: f64) -> Result<f64, Fault> {
    if a.fract() != 0.0 || b.fract() != 0.0 {
        return Err(wrong(name, "Non-integer argument(s) passed for modulo"));
    }
    if b == 0.0 {
        return Err(wrong(name, "Zero divisor passed"));
    }
    Ok(a % b)
}

fn rounded(number: f64, length: f64) -> Result<Value, Fault> {
    if length.fract() != 0.0 {
        return Err(wrong("round", "Non-integer argument(s) passed for round off"));
    }
    if length < 0.0 {
        return Err(wrong("round", "argument is out of bounds"));
    }
    let shift = 10_f64.powf(length);
    let rounded = (number * shift).round() / shift;
    Ok(of_number(if rounded.is_finite() { rounded } else { number }))
}
