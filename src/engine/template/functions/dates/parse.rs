//! Times read by Go's layouts. It prints none.
//!
//! Source: Go's `time.ParseInLocation` with the local zone, which is UTC for us.

use super::layout::{self, MONTHS, Offset, Part, WEEKDAYS};
use super::time::{Time, Zone, days_in, is_leap};

/// The time that a text gives by a layout.
///
/// # Errors
/// Go's `ParseError`.
pub(super) fn parse(layout: &str, text: &str) -> Result<Time, String> {
    let mut fields = Fields::default();
    let (mut layout_rest, mut rest) = (layout, text);
    let parsing = |message: &str| format!("parsing time {}{message}", quote(text));
    loop {
        let (prefix, part, after) = layout::next(layout_rest);
        let wrong = |part: &str, at: &str| {
            format!("parsing time {} as {}: cannot parse {} as {}", quote(text), quote(layout), quote(at), quote(part))
        };
        rest = skip(rest, prefix).map_err(|at| wrong(prefix, at))?;
        let Some((part, part_text)) = part else {
            if rest.is_empty() {
                break;
            }
            return Err(parsing(&format!(": extra text: {}", quote(rest))));
        };
        layout_rest = after;
        match fields.read(part, rest, layout_rest) {
            Ok(after) => rest = after,
            Err(Wrong::Text) => return Err(wrong(part_text, rest)),
            Err(Wrong::Range(field)) => return Err(parsing(&format!(": {field} out of range"))),
        }
    }
    fields.time().map_err(parsing)
}

/// A text in quotes as package `time` writes it.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='\u{7f}' => out.push(c),
            _ => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("\\x{byte:02x}"))),
        }
    }
    out.push('"');
    out
}

enum Wrong {
    /// The text does not fit the part.
    Text,
    /// The number is none of the field.
    Range(&'static str),
}

type Rest<'t> = Result<&'t str, Wrong>;

/// Passes over a layout's text; blanks stand for any number of blanks.
fn skip<'t>(mut value: &'t str, mut prefix: &str) -> Result<&'t str, &'t str> {
    while let Some(c) = prefix.chars().next() {
        if c == ' ' {
            if !value.is_empty() && !value.starts_with(' ') {
                return Err(value);
            }
            prefix = prefix.trim_start_matches(' ');
            value = value.trim_start_matches(' ');
            continue;
        }
        value = value.strip_prefix(c).ok_or(value)?;
        prefix = prefix.get(c.len_utf8()..).unwrap_or("");
    }
    Ok(value)
}

/// Digits, at least and at most so many.
fn number(text: &str, least: usize, most: usize) -> Result<(i64, &str), Wrong> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least.max(1) {
        return Err(Wrong::Text);
    }
    let (digits, rest) = text.split_at(length);
    Ok((digits.parse().map_err(|_| Wrong::Text)?, rest))
}

fn in_range(value: i64, range: std::ops::RangeInclusive<i64>, field: &'static str) -> Result<i64, Wrong> {
    if range.contains(&value) { Ok(value) } else { Err(Wrong::Range(field)) }
}

/// The index of the name that a text begins with, whatever the case.
fn name<'t>(text: &'t str, names: &[&str], short: bool) -> Result<(i64, &'t str), Wrong> {
    for (index, name) in (0..).zip(names) {
        let name = if short { layout::short(name) } else { name };
        if let Some((head, rest)) = text.split_at_checked(name.len())
            && head.eq_ignore_ascii_case(name)
        {
            return Ok((index, rest));
        }
    }
    Err(Wrong::Text)
}

#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanoseconds: i64,
    is_pm: Option<bool>,
    utc: bool,
    offset: Option<i64>,
    abbreviation: String,
}

impl Fields {
    fn read<'t>(&mut self, part: Part, text: &'t str, layout: &str) -> Rest<'t> {
        match part {
            Part::Year | Part::LongYear => self.year(part, text),
            Part::Month | Part::LongMonth => {
                let (index, rest) = name(text, &MONTHS, part == Part::Month)?;
                self.month = Some(index + 1);
                Ok(rest)
            }
            Part::NumMonth | Part::ZeroMonth => {
                let (month, rest) = number(text, if part == Part::ZeroMonth { 2 } else { 1 }, 2)?;
                self.month = Some(in_range(month, 1..=12, "month")?);
                Ok(rest)
            }
            Part::Weekday | Part::LongWeekday => name(text, &WEEKDAYS, part == Part::Weekday).map(|(_, rest)| rest),
            Part::Day | Part::UnderDay | Part::ZeroDay => {
                let text = if part == Part::UnderDay { text.strip_prefix(' ').unwrap_or(text) } else { text };
                let (day, rest) = number(text, if part == Part::ZeroDay { 2 } else { 1 }, 2)?;
                self.day = Some(day);
                Ok(rest)
            }
            Part::UnderYearDay | Part::ZeroYearDay => {
                let blanks = if part == Part::UnderYearDay { text.bytes().take(2).take_while(|byte| *byte == b' ').count() } else { 0 };
                let text = text.get(blanks..).unwrap_or("");
                let (day, rest) = number(text, if part == Part::ZeroYearDay { 3 } else { 1 }, 3)?;
                self.year_day = Some(day);
                Ok(rest)
            }
            Part::Hour => {
                let (hour, rest) = number(text, 1, 2)?;
                self.hour = in_range(hour, 0..=23, "hour")?;
                Ok(rest)
            }
            Part::Hour12 | Part::ZeroHour12 => {
                let (hour, rest) = number(text, if part == Part::ZeroHour12 { 2 } else { 1 }, 2)?;
                self.hour = in_range(hour, 0..=12, "hour")?;
                Ok(rest)
            }
            Part::Minute | Part::ZeroMinute => {
                let (minute, rest) = number(text, if part == Part::ZeroMinute { 2 } else { 1 }, 2)?;
                self.minute = in_range(minute, 0..=59, "minute")?;
                Ok(rest)
            }
            Part::Second | Part::ZeroSecond => self.second(part, text, layout),
            Part::UpperPm | Part::LowerPm => {
                let (pm, am) = if part == Part::UpperPm { ("PM", "AM") } else { ("pm", "am") };
                let rest = text.strip_prefix(pm).or_else(|| text.strip_prefix(am)).ok_or(Wrong::Text)?;
                self.is_pm = Some(text.starts_with(pm));
                Ok(rest)
            }
            Part::Abbreviation => self.abbreviation(text),
            Part::Offset(style) => self.offset(style, text),
            Part::Fraction { digits, trimmed, .. } => self.fraction(digits, trimmed, text),
        }
    }

    fn year<'t>(&mut self, part: Part, text: &'t str) -> Rest<'t> {
        let length = if part == Part::Year { 2 } else { 4 };
        let (digits, rest) = text.split_at_checked(length).ok_or(Wrong::Text)?;
        let unsigned = if part == Part::Year { digits.strip_prefix(['+', '-']).unwrap_or(digits) } else { digits };
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Wrong::Text);
        }
        let year: i64 = digits.parse().map_err(|_| Wrong::Text)?;
        self.year = match part {
            Part::Year if year >= 69 => year + 1900,
            Part::Year => year + 2000,
            _ => year,
        };
        Ok(rest)
    }

    /// A fraction may follow the second, although the layout has none.
    fn second<'t>(&mut self, part: Part, text: &'t str, layout: &str) -> Rest<'t> {
        let (second, rest) = number(text, if part == Part::ZeroSecond { 2 } else { 1 }, 2)?;
        self.second = in_range(second, 0..=59, "second")?;
        let has_own = matches!(layout::next(layout).1, Some((Part::Fraction { .. }, _)));
        if has_own { Ok(rest) } else { self.fraction(0, true, rest) }
    }

    fn fraction<'t>(&mut self, digits: usize, trimmed: bool, text: &'t str) -> Rest<'t> {
        let after = text.strip_prefix(['.', ',']);
        let length = after.map_or(0, |after| after.bytes().take_while(u8::is_ascii_digit).count());
        if trimmed && length == 0 {
            return Ok(text);
        }
        let length = if trimmed { length } else { digits };
        let (fraction, rest) = after.and_then(|after| after.split_at_checked(length)).ok_or(Wrong::Text)?;
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Wrong::Text);
        }
        let nine = fraction.get(..9).unwrap_or(fraction);
        self.nanoseconds = format!("{nine:0<9}").parse().map_err(|_| Wrong::Text)?;
        Ok(rest)
    }

    fn offset<'t>(&mut self, style: Offset, text: &'t str) -> Rest<'t> {
        if let Some(rest) = text.strip_prefix('Z').filter(|_| style.has_z) {
            self.utc = true;
            return Ok(rest);
        }
        let colons = usize::from(style.colons) * usize::from(style.parts - 1);
        let (own, rest) = text.split_at_checked(1 + usize::from(style.parts) * 2 + colons).ok_or(Wrong::Text)?;
        let sign = match own.as_bytes().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(Wrong::Text),
        };
        let mut numbers = [0; 3];
        let mut digits = own.get(1..).unwrap_or("");
        for (index, slot) in numbers.iter_mut().enumerate().take(style.parts.into()) {
            if style.colons && index > 0 {
                digits = digits.strip_prefix(':').ok_or(Wrong::Text)?;
            }
            (*slot, digits) = number(digits, 2, 2)?;
        }
        let [hours, minutes, seconds] = numbers;
        in_range(hours, 0..=24, "time zone offset hour")?;
        in_range(minutes, 0..=60, "time zone offset minute")?;
        in_range(seconds, 0..=60, "time zone offset second")?;
        self.offset = Some(sign * ((hours * 60 + minutes) * 60 + seconds));
        Ok(rest)
    }

    fn abbreviation<'t>(&mut self, text: &'t str) -> Rest<'t> {
        if let Some(rest) = text.strip_prefix("UTC") {
            self.utc = true;
            return Ok(rest);
        }
        let length = zone_length(text).ok_or(Wrong::Text)?;
        let (zone, rest) = text.split_at_checked(length).ok_or(Wrong::Text)?;
        self.abbreviation = zone.to_owned();
        Ok(rest)
    }

    fn time(mut self) -> Result<Time, &'static str> {
        match self.is_pm {
            Some(true) if self.hour < 12 => self.hour += 12,
            Some(false) if self.hour == 12 => self.hour = 0,
            Some(_) | None => {}
        }
        if let Some(year_day) = self.year_day {
            self.take_year_day(year_day)?;
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if day < 1 || day > days_in(self.year, month) {
            return Err(": day out of range");
        }
        let time = Time::of_fields([self.year, month, day], [self.hour, self.minute, self.second], self.nanoseconds);
        if self.utc {
            return Ok(time);
        }
        if let Some(offset) = self.offset {
            let time = Time::new(time.seconds.saturating_sub(offset), i64::from(time.nanoseconds), Zone::Local);
            if offset == 0 && (self.abbreviation.is_empty() || self.abbreviation == "UTC") {
                return Ok(time);
            }
            return Ok(time.within(Zone::Fixed(self.abbreviation, i32::try_from(offset).unwrap_or(0))));
        }
        if self.abbreviation.is_empty() {
            return Ok(time.within(Zone::Local));
        }
        let hours: i32 = self.abbreviation.strip_prefix("GMT").and_then(|hours| hours.parse().ok()).unwrap_or(0);
        // Go gives the zone its offset but leaves the instant as it would be in UTC.
        Ok(time.within(Zone::Fixed(self.abbreviation, hours * 3600)))
    }

    fn take_year_day(&mut self, year_day: i64) -> Result<(), &'static str> {
        let last = if is_leap(self.year) { 366 } else { 365 };
        if !(1..=last).contains(&year_day) {
            return Err(": day-of-year out of range");
        }
        let (mut month, mut day) = (1, year_day);
        while day > days_in(self.year, month) {
            day -= days_in(self.year, month);
            month += 1;
        }
        if self.month.is_some_and(|own| own != month) {
            return Err(": day-of-year does not match month");
        }
        if self.day.is_some_and(|own| own != day) {
            return Err(": day-of-year does not match day");
        }
        (self.month, self.day) = (Some(month), Some(day));
        Ok(())
    }
}

/// Bytes of the zone's abbreviation that a text begins with.
fn zone_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.len() < 3 {
        return None;
    }
    if text.starts_with("ChST") || text.starts_with("MeST") {
        return Some(4);
    }
    if let Some(after) = text.strip_prefix("GMT") {
        return Some(3 + signed_offset(after));
    }
    if text.starts_with(['+', '-']) {
        return Some(signed_offset(text)).filter(|length| *length > 0);
    }
    match bytes.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count() {
        5 if bytes.get(4) == Some(&b'T') => Some(5),
        4 if bytes.get(3) == Some(&b'T') || text.starts_with("WITA") => Some(4),
        3 => Some(3),
        _ => None,
    }
}

/// Bytes of a signed number of hours up to 23; none where there is none.
fn signed_offset(text: &str) -> usize {
    let Some(digits) = text.strip_prefix(['+', '-']) else { return 0 };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let hours: Option<u64> = digits.get(..length).and_then(|digits| digits.parse().ok());
    if hours.is_some_and(|hours| hours <= 23) { length + 1 } else { 0 }
}
