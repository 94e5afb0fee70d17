//! sprig's functions of times. The clock is `chance`; the local time zone is UTC. It knows no layout.
//!
//! Source: sprig `date.go`, Go's `time`. A number that is no integer (all that YAML gives) counts as no date: now is taken.

mod duration;
mod format;
mod layout;
pub mod native;
mod parse;
pub mod time;

use std::rc::Rc;

use self::time::{Time, Zone};
use super::args::{any, bytes, string, text};
use super::cast;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::{IntType, Value};

const ZONED: &[Type] = &[Type::Str, Type::Any, Type::Str];
const MODIFIED: &[Type] = &[Type::Str, Type::Time];

pub(super) const TABLE: &[Function] = &[
    Function::new("ago", &[Type::Any], ago),
    Function::new("date", &[Type::Str, Type::Any], |scope, args| in_zone(scope, &text(args, 0), any(args, 1), "Local")),
    Function::new("dateInZone", ZONED, |scope, args| in_zone(scope, &text(args, 0), any(args, 1), &text(args, 2))),
    Function::new("dateModify", MODIFIED, |scope, args| Ok(modified(scope, args).unwrap_or_else(|_| any(args, 1).clone()))),
    Function::new("date_in_zone", ZONED, |scope, args| in_zone(scope, &text(args, 0), any(args, 1), &text(args, 2))),
    Function::new("date_modify", MODIFIED, |scope, args| Ok(modified(scope, args).unwrap_or_else(|_| any(args, 1).clone()))),
    Function::new("duration", &[Type::Any], of_seconds),
    Function::new("durationRound", &[Type::Any], rounded),
    Function::new("htmlDate", &[Type::Any], |scope, args| in_zone(scope, HTML, any(args, 0), "Local")),
    Function::new("htmlDateInZone", &[Type::Any, Type::Str], |scope, args| in_zone(scope, HTML, any(args, 0), &text(args, 1))),
    Function::new("mustDateModify", MODIFIED, modified),
    Function::new("mustToDate", &[Type::Str, Type::Str], |scope, args| to_date(scope, args).map(native)),
    Function::new("must_date_modify", MODIFIED, modified),
    Function::new("now", &[], |scope, _| Ok(native(now(scope)))),
    Function::new("toDate", &[Type::Str, Type::Str], |scope, args| Ok(native(to_date(scope, args).unwrap_or(Time::ZERO)))),
    Function::new("unixEpoch", &[Type::Time], |scope, args| string(given(any(args, 0)).unwrap_or_else(|| now(scope)).seconds.to_string())),
];

const HTML: &str = "2006-01-02";

fn native(time: Time) -> Value {
    Value::Native(Rc::new(time))
}

fn now(scope: &Scope<'_>) -> Time {
    let now = scope.chance.now();
    Time::new(now.as_second(), i64::from(now.subsec_nanosecond()), Zone::Local)
}

/// The time that a value is; `None`: it is none.
fn given(value: &Value) -> Option<Time> {
    match value {
        Value::Native(native) => native.as_any().downcast_ref::<Time>().cloned(),
        Value::Int(seconds, IntType::Int | IntType::Int32 | IntType::Int64) => Some(Time::new(*seconds, 0, Zone::Local)),
        _ => None,
    }
}

fn in_zone(scope: &Scope<'_>, layout: &str, date: &Value, zone: &str) -> Returned {
    let time = given(date).unwrap_or_else(|| now(scope));
    // No element prints more than nine characters for one of its layout's.
    scope.budget.make(layout.len().saturating_mul(10))?;
    string(format::format(&time.within(Zone::named(zone).unwrap_or(Zone::Utc)), layout))
}

fn modified(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let nanoseconds = duration::parse(&text(args, 0))?;
    scope.budget.work(bytes(args, 0).len())?;
    Ok(given(any(args, 1)).map_or(Value::Nil, |time| native(time.plus(nanoseconds))))
}

fn to_date(scope: &Scope<'_>, args: &[Value]) -> Result<Time, Fault> {
    scope.budget.work(bytes(args, 0).len().saturating_add(bytes(args, 1).len()))?;
    parse::parse(&text(args, 0), &text(args, 1)).map_err(Fault::from)
}

fn ago(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let then = match any(args, 0) {
        Value::Int(_, IntType::Int32) => None,
        other => given(other),
    };
    let now = now(scope);
    let since = then.map_or(0, |then| now.minus(&then));
    string(duration::show(duration::round(since, 1_000_000_000)))
}

fn of_seconds(_: &Scope<'_>, args: &[Value]) -> Returned {
    let seconds = match any(args, 0) {
        Value::Int(seconds, IntType::Int64) => *seconds,
        Value::Str(text) => cast::atoi(text.as_bytes()),
        _ => 0,
    };
    string(duration::show(seconds.wrapping_mul(1_000_000_000)))
}

fn rounded(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let nanoseconds = match any(args, 0) {
        Value::Int(nanoseconds, IntType::Int64) => *nanoseconds,
        Value::Str(_) => duration::parse(&text(args, 0)).unwrap_or(0),
        Value::Native(native) => native.as_any().downcast_ref::<Time>().map_or(0, |then| now(scope).minus(then)),
        _ => 0,
    };
    const HOUR: u64 = 3_600_000_000_000;
    let units = [(HOUR * 24 * 365, "y"), (HOUR * 24 * 30, "mo"), (HOUR * 24, "d"), (HOUR, "h"), (HOUR / 60, "m"), (HOUR / 3600, "s")];
    let length = nanoseconds.unsigned_abs();
    let unit = units.into_iter().find(|(unit, _)| length > *unit);
    string(unit.map_or_else(|| "0s".to_owned(), |(unit, name)| format!("{}{name}", length / unit)))
}
