//! Times printed by Go's layouts. It reads none.
//!
//! Source: Go's `Time.Format`.

use std::fmt::Write as _;

use super::layout::{self, Offset, Part};
use super::time::{Civil, Time};

/// As Go's `Time.String` without its monotonic clock.
pub(super) const STRING: &str = "2006-01-02 15:04:05.999999999 -0700 MST";

/// As Go's times go into JSON.
pub(super) const RFC3339_NANO: &str = "2006-01-02T15:04:05.999999999Z07:00";

/// A time by a layout.
pub(super) fn format(time: &Time, layout: &str) -> String {
    let civil = time.civil();
    let mut out = String::with_capacity(layout.len().saturating_add(8));
    let mut rest = layout;
    while !rest.is_empty() {
        let (text, part, after) = layout::next(rest);
        out.push_str(text);
        let Some((part, _)) = part else { break };
        // Writing to a String cannot fail.
        let _ = write(&mut out, part, &civil, time.nanoseconds);
        rest = after;
    }
    out
}

fn write(out: &mut String, part: Part, civil: &Civil, nanoseconds: u32) -> std::fmt::Result {
    let hour12 = if civil.hour % 12 == 0 { 12 } else { civil.hour % 12 };
    match part {
        Part::LongMonth => out.write_str(layout::month(civil.month)),
        Part::Month => out.write_str(layout::short(layout::month(civil.month))),
        Part::NumMonth => write!(out, "{}", civil.month),
        Part::ZeroMonth => write!(out, "{:02}", civil.month),
        Part::LongWeekday => out.write_str(layout::weekday(civil.weekday)),
        Part::Weekday => out.write_str(layout::short(layout::weekday(civil.weekday))),
        Part::Day => write!(out, "{}", civil.day),
        Part::UnderDay => write!(out, "{:2}", civil.day),
        Part::ZeroDay => write!(out, "{:02}", civil.day),
        Part::UnderYearDay => write!(out, "{:3}", civil.year_day),
        Part::ZeroYearDay => write!(out, "{:03}", civil.year_day),
        Part::Hour => write!(out, "{:02}", civil.hour),
        Part::Hour12 => write!(out, "{hour12}"),
        Part::ZeroHour12 => write!(out, "{hour12:02}"),
        Part::Minute => write!(out, "{}", civil.minute),
        Part::ZeroMinute => write!(out, "{:02}", civil.minute),
        Part::Second => write!(out, "{}", civil.second),
        Part::ZeroSecond => write!(out, "{:02}", civil.second),
        Part::LongYear if civil.year < 0 => write!(out, "-{:04}", civil.year.unsigned_abs()),
        Part::LongYear => write!(out, "{:04}", civil.year),
        Part::Year => write!(out, "{:02}", civil.year.unsigned_abs() % 100),
        Part::UpperPm => out.write_str(if civil.hour >= 12 { "PM" } else { "AM" }),
        Part::LowerPm => out.write_str(if civil.hour >= 12 { "pm" } else { "am" }),
        Part::Abbreviation if civil.abbreviation.is_empty() => offset(out, civil.offset, Offset { has_z: false, colons: false, parts: 2 }),
        Part::Abbreviation => out.write_str(&civil.abbreviation),
        Part::Offset(own) => offset(out, civil.offset, own),
        Part::Fraction { digits, separator, trimmed } => {
            let all = format!("{nanoseconds:09}");
            let shown = all.get(..digits.min(9)).unwrap_or(&all);
            let shown = if trimmed { shown.trim_end_matches('0') } else { shown };
            if trimmed && shown.is_empty() { Ok(()) } else { write!(out, "{separator}{shown}") }
        }
    }
}

fn offset(out: &mut String, seconds: i32, style: Offset) -> std::fmt::Result {
    if seconds == 0 && style.has_z {
        return out.write_str("Z");
    }
    // Go takes the sign of whole minutes.
    let minutes = (seconds / 60).unsigned_abs();
    let colon = if style.colons { ":" } else { "" };
    write!(out, "{}{:02}", if seconds / 60 < 0 { '-' } else { '+' }, minutes / 60)?;
    if style.parts > 1 {
        write!(out, "{colon}{:02}", minutes % 60)?;
    }
    if style.parts > 2 {
        write!(out, "{colon}{:02}", seconds.unsigned_abs() % 60)?;
    }
    Ok(())
}
