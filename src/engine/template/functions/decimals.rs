//! Arithmetic on floats by way of decimal numbers, so that `addf 0.1 0.2` is 0.3. It knows no integer function.
//!
//! Source: sprig `execDecimalOp`, shopspring/decimal v1.4.0: a float is its shortest digits; a quotient has 16 places.

use num_bigint::{BigInt, Sign};

use super::args::{any, rest};
use super::cast::to_float64;
use super::show;
use crate::engine::manifest::gofloat;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("add1f", &[Type::Any], |scope, args| fold(scope, any(args, 0), &[Value::int(1)], |a, b| Ok(a.add(b)))),
    Function::variadic("addf", &[], Type::Any, |scope, args| fold(scope, &Value::Float(0.0), args, |a, b| Ok(a.add(b)))),
    Function::variadic("divf", &[Type::Any], Type::Any, |scope, args| fold(scope, any(args, 0), rest(args, 1), Decimal::divided)),
    Function::variadic("mulf", &[Type::Any], Type::Any, |scope, args| fold(scope, any(args, 0), rest(args, 1), |a, b| Ok(a.times(b)))),
    Function::variadic("subf", &[Type::Any], Type::Any, |scope, args| {
        fold(scope, any(args, 0), rest(args, 1), |a, b| Ok(a.add(Decimal { digits: -b.digits, ..b })))
    }),
];

/// Places of a quotient.
const PLACES: i64 = 16;

/// `digits × 10^exponent`.
struct Decimal {
    digits: BigInt,
    exponent: i64,
}

fn fold(scope: &Scope<'_>, start: &Value, args: &[Value], fold: fn(Decimal, Decimal) -> Result<Decimal, Fault>) -> Returned {
    let mut result = Decimal::of(to_float64(start))?;
    for value in args {
        // The digits grow with every factor.
        scope.budget.work(usize::try_from(result.digits.bits() / 8).unwrap_or(usize::MAX).saturating_add(1))?;
        result = fold(result, Decimal::of(to_float64(value))?)?;
    }
    let text = format!("{}e{}", result.digits, result.exponent);
    Ok(Value::Float(text.parse().unwrap_or(0.0)))
}

fn ten_to(exponent: i64) -> BigInt {
    // Exponents are sums of those of floats, a few hundred each.
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or(0))
}

impl Decimal {
    fn of(value: f64) -> Result<Self, Fault> {
        if !value.is_finite() {
            return Err(format!("Cannot create a Decimal from {}", show::float(value)).into());
        }
        let text = gofloat::general(value);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i64 = exponent.trim_start_matches('+').parse().unwrap_or(0);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let places = i64::try_from(fraction.len()).unwrap_or(0);
        let digits = format!("{whole}{fraction}").parse().unwrap_or_default();
        Ok(Self { digits, exponent: exponent - places })
    }

    fn add(self, other: Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let at = |number: Self| number.digits * ten_to(number.exponent - exponent);
        Self { digits: at(self) + at(other), exponent }
    }

    fn times(self, other: Self) -> Self {
        Self { digits: self.digits * other.digits, exponent: self.exponent + other.exponent }
    }

    fn divided(self, other: Self) -> Result<Self, Fault> {
        if other.digits.sign() == Sign::NoSign {
            return Err("decimal division by 0".into());
        }
        let shift = self.exponent - other.exponent + PLACES;
        let (above, below) = if shift < 0 {
            (self.digits.clone(), &other.digits * ten_to(-shift))
        } else {
            (&self.digits * ten_to(shift), other.digits.clone())
        };
        let (mut quotient, remainder) = (&above / &below, &above % &below);
        if remainder.magnitude() * 2u32 >= *below.magnitude() {
            let negative = (self.digits.sign() == Sign::Minus) != (other.digits.sign() == Sign::Minus);
            quotient += if negative { -1 } else { 1 };
        }
        Ok(Self { digits: quotient, exponent: -PLACES })
    }
}
