//! Times, durations, months and days of the week as templates see them: with the methods of Go's types. It knows no layout.

use std::any::Any;
use std::rc::Rc;

use super::duration;
use super::format;
use super::layout;
use super::time::{Time, Zone};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Scope, Signature, Type};
use crate::engine::template::functions::args::{any, int, text};
use crate::engine::template::native::Native;
use crate::engine::template::value::Value;

static NOTHING: Signature = Signature::of(&[]);
static TEXT: Signature = Signature::of(&[Type::Str]);
static ONE: Signature = Signature::of(&[Type::Any]);
static DATE: Signature = Signature::of(&[Type::Int, Type::Int, Type::Int]);

impl Native for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn kind_name(&self) -> &'static str {
        "struct"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        Some(match name {
            "Format" => &TEXT,
            "Add" | "Sub" | "Before" | "After" | "Equal" | "Compare" | "Round" | "Truncate" => &ONE,
            "AddDate" => &DATE,
            "Year" | "Month" | "Day" | "Hour" | "Minute" | "Second" | "Nanosecond" | "YearDay" | "Weekday" | "Unix" | "UnixMilli"
            | "UnixMicro" | "UnixNano" | "UTC" | "Local" | "String" | "IsZero" => &NOTHING,
            _ => return None,
        })
    }

    fn call(&self, name: &str, scope: &Scope<'_>, arguments: &[Value]) -> Returned {
        let civil = || self.civil();
        let thousands = |unit: i64| {
            let seconds = self.seconds.wrapping_mul(1_000_000_000 / unit);
            Ok(Value::int64(seconds.wrapping_add(i64::from(self.nanoseconds) / unit)))
        };
        match name {
            "Format" => {
                scope.budget.make(text(arguments, 0).len().saturating_mul(10))?;
                Ok(Value::str(format::format(self, &text(arguments, 0))))
            }
            "Year" => Ok(Value::int(civil().year)),
            "Month" => Ok(Value::Native(Rc::new(Month(civil().month)))),
            "Day" => Ok(Value::int(civil().day)),
            "Hour" => Ok(Value::int(civil().hour)),
            "Minute" => Ok(Value::int(civil().minute)),
            "Second" => Ok(Value::int(civil().second)),
            "Nanosecond" => Ok(Value::int(i64::from(self.nanoseconds))),
            "YearDay" => Ok(Value::int(civil().year_day)),
            "Weekday" => Ok(Value::Native(Rc::new(Weekday(civil().weekday)))),
            "Unix" => Ok(Value::int64(self.seconds)),
            "UnixMilli" => thousands(1_000_000),
            "UnixMicro" => thousands(1_000),
            "UnixNano" => thousands(1),
            "UTC" => Ok(native(self.within(Zone::Utc))),
            "Local" => Ok(native(self.within(Zone::Local))),
            "String" => Ok(Value::str(format::format(self, format::STRING))),
            "IsZero" => Ok(Value::Bool(self.minus(&Self::ZERO) == 0)),
            "Add" => Ok(native(self.plus(nanoseconds(any(arguments, 0))?))),
            "Round" | "Truncate" => self.rounded(name == "Round", nanoseconds(any(arguments, 0))?),
            "AddDate" => {
                let fields = civil();
                let date = [
                    fields.year.saturating_add(int(arguments, 0)),
                    fields.month.saturating_add(int(arguments, 1)),
                    fields.day.saturating_add(int(arguments, 2)),
                ];
                let moved = Self::of_fields(date, [fields.hour, fields.minute, fields.second], i64::from(self.nanoseconds));
                let seconds = moved.seconds.saturating_sub(i64::from(fields.offset));
                Ok(native(Self::new(seconds, i64::from(moved.nanoseconds), self.zone.clone())))
            }
            _ => self.compared(name, any(arguments, 0)),
        }
    }

    fn plain(&self) -> Value {
        Value::str(format::format(self, format::RFC3339_NANO))
    }

    fn printed(&self) -> Option<String> {
        Some(format::format(self, format::STRING))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn native(time: Time) -> Value {
    Value::Native(Rc::new(time))
}

fn nanoseconds(value: &Value) -> Result<i64, Fault> {
    match value {
        Value::Int(value, _) => Ok(*value),
        Value::Native(native) => native.as_any().downcast_ref::<Duration>().map(|duration| duration.0).ok_or_else(|| wrong(value)),
        _ => Err(wrong(value)),
    }
}

fn wrong(value: &Value) -> Fault {
    format!("wrong type for value; expected time.Duration; got {}", value.type_name()).into()
}

impl Time {
    fn compared(&self, name: &str, other: &Value) -> Returned {
        let time = match other {
            Value::Native(native) => native.as_any().downcast_ref::<Self>(),
            _ => None,
        };
        let time = time.ok_or_else(|| format!("wrong type for value; expected time.Time; got {}", other.type_name()))?;
        let order = (self.seconds, self.nanoseconds).cmp(&(time.seconds, time.nanoseconds));
        Ok(match name {
            "Sub" => Value::Native(Rc::new(Duration(self.minus(time)))),
            "Before" => Value::Bool(order.is_lt()),
            "After" => Value::Bool(order.is_gt()),
            "Equal" => Value::Bool(order.is_eq()),
            _ => Value::int(order as i64),
        })
    }

    /// Go rounds the time since its zero time.
    fn rounded(&self, to_nearest: bool, unit: i64) -> Returned {
        if unit <= 0 {
            return Ok(native(self.clone()));
        }
        let since = (i128::from(self.seconds) - i128::from(Self::ZERO.seconds)) * 1_000_000_000 + i128::from(self.nanoseconds);
        let rest = i64::try_from(since.rem_euclid(i128::from(unit))).unwrap_or(0);
        let up = to_nearest && rest >= unit - rest;
        Ok(native(self.plus(if up { unit - rest } else { -rest })))
    }
}

/// Go's `time.Duration`, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration(pub i64);

#[expect(clippy::cast_precision_loss, reason = "Go's methods return such floats too")]
impl Native for Duration {
    fn type_name(&self) -> &'static str {
        "time.Duration"
    }

    fn kind_name(&self) -> &'static str {
        "int64"
    }

    fn is_true(&self) -> bool {
        self.0 != 0
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        Some(match name {
            "Hours" | "Minutes" | "Seconds" | "Milliseconds" | "Microseconds" | "Nanoseconds" | "String" | "Abs" => &NOTHING,
            "Round" | "Truncate" => &ONE,
            _ => return None,
        })
    }

    fn call(&self, name: &str, _: &Scope<'_>, arguments: &[Value]) -> Returned {
        let float = |unit: i64| Ok(Value::Float((self.0 / unit) as f64 + (self.0 % unit) as f64 / unit as f64));
        let duration = |value: i64| Ok(Value::Native(Rc::new(Self(value))));
        match name {
            "Hours" => float(3_600_000_000_000),
            "Minutes" => float(60_000_000_000),
            "Seconds" => float(1_000_000_000),
            "Milliseconds" => Ok(Value::int64(self.0 / 1_000_000)),
            "Microseconds" => Ok(Value::int64(self.0 / 1_000)),
            "Nanoseconds" => Ok(Value::int64(self.0)),
            "Abs" => duration(self.0.saturating_abs()),
            "Round" => duration(duration::round(self.0, nanoseconds(any(arguments, 0))?)),
            "Truncate" => {
                let unit = nanoseconds(any(arguments, 0))?;
                duration(if unit <= 0 { self.0 } else { self.0 - self.0 % unit })
            }
            _ => Ok(Value::str(duration::show(self.0))),
        }
    }

    fn plain(&self) -> Value {
        Value::int64(self.0)
    }

    fn printed(&self) -> Option<String> {
        Some(duration::show(self.0))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Go's `time.Month`.
struct Month(i64);

/// Go's `time.Weekday`.
struct Weekday(i64);

/// A named integer whose only method is `String`.
macro_rules! named_integer {
    ($type:ident, $name:literal, $text:path) => {
        impl Native for $type {
            fn type_name(&self) -> &'static str {
                $name
            }

            fn kind_name(&self) -> &'static str {
                "int"
            }

            fn is_true(&self) -> bool {
                self.0 != 0
            }

            fn field(&self, _: &str) -> Option<Value> {
                None
            }

            fn method(&self, name: &str) -> Option<&'static Signature> {
                (name == "String").then_some(&NOTHING)
            }

            fn call(&self, _: &str, _: &Scope<'_>, _: &[Value]) -> Returned {
                Ok(Value::str($text(self.0)))
            }

            fn plain(&self) -> Value {
                Value::int(self.0)
            }

            fn printed(&self) -> Option<String> {
                Some($text(self.0).to_owned())
            }

            fn as_any(&self) -> &dyn Any {
                self
            }
        }
    };
}

named_integer!(Month, "time.Month", layout::month);
named_integer!(Weekday, "time.Weekday", layout::weekday);
