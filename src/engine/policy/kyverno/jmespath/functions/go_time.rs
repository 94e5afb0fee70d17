//! A time with the offset it was written with, read by Go's layouts (`2006-01-02T15:04:05Z07:00`). It knows no zone by name but UTC and no
//! clock.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::engine::manifest::duration::GoDuration;
use crate::engine::policy::kyverno::fault::Fault;

/// The layout of Kubernetes' own times.
pub(super) const RFC3339: &str = "2006-01-02T15:04:05Z07:00";

/// Nanoseconds from Go's zero time (year 1) to 1970.
const ZERO_TIME: i128 = 62_135_596_800 * 1_000_000_000;

/// A time as text carries it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    offset: Offset,
}

/// What a layout holds at one place.
const PARTS: [&str; 27] = [
    "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00", "Z0700", "Z07", "-07:00", "-0700", "-07", "01", "02", "03", "04", "05",
    "06", "002", "15", "PM", "pm", "_2", "1", "2", "3", "4",
];

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The fields while they are read.
#[derive(Debug, Default)]
struct Fields {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    is_afternoon: Option<bool>,
    offset: i32,
}

impl Moment {
    /// This time, in UTC.
    pub(super) fn of(at: Timestamp) -> Self {
        Self { at, offset: Offset::UTC }
    }

    /// Reads a time by a layout, as Go's `time.Parse`.
    pub(super) fn parse(layout: &str, text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::bad(format!("parsing time {text:?} as {layout:?}: cannot parse it"));
        let mut fields = Fields { month: 1, day: 1, ..Fields::default() };
        let (mut layout, mut rest) = (layout, text);
        while !layout.is_empty() {
            let part = PARTS.iter().find(|part| layout.starts_with(**part));
            if let Some(part) = part {
                layout = layout.get(part.len()..).unwrap_or_default();
                rest = fields.read(part, rest).ok_or_else(wrong)?;
                // A fraction may follow the seconds though the layout has none.
                if *part == "05" && !layout.starts_with(['.', ',']) && rest.starts_with(['.', ',']) {
                    rest = fields.fraction(rest).ok_or_else(wrong)?;
                }
                continue;
            }
            let is_fraction = [".0", ".9", ",0", ",9"].iter().any(|start| layout.starts_with(start));
            if is_fraction {
                let length = layout.len() - layout.get(1..).unwrap_or_default().trim_start_matches(['0', '9']).len();
                layout = layout.get(length..).unwrap_or_default();
                rest = fields.fraction(rest).unwrap_or(rest);
                continue;
            }
            let mut characters = layout.chars();
            let literal = characters.next().unwrap_or_default();
            layout = characters.as_str();
            rest = rest.strip_prefix(literal).ok_or_else(wrong)?;
        }
        if !rest.is_empty() {
            return Err(wrong());
        }
        fields.moment().ok_or_else(wrong)
    }

    /// The span since another time.
    pub(super) fn since(self, from: Self) -> GoDuration {
        let nanoseconds = self.at.as_nanosecond() - from.at.as_nanosecond();
        GoDuration { nanoseconds: i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX }) }
    }

    /// The time that much later, where there is one.
    pub(super) fn plus(self, span: GoDuration) -> Option<Self> {
        let at = Timestamp::from_nanosecond(self.at.as_nanosecond() + i128::from(span.nanoseconds)).ok()?;
        Some(Self { at, ..self })
    }

    /// The last multiple of a span since Go's zero time.
    pub(super) fn truncated(self, span: GoDuration) -> Self {
        if span.nanoseconds <= 0 {
            return self;
        }
        let since_zero = self.at.as_nanosecond() + ZERO_TIME;
        let at = self.at.as_nanosecond() - since_zero.rem_euclid(i128::from(span.nanoseconds));
        Self { at: Timestamp::from_nanosecond(at).unwrap_or(self.at), ..self }
    }

    /// The same time in UTC.
    pub(super) fn utc(self) -> Self {
        Self::of(self.at)
    }

    /// Minute, hour, day, month and weekday.
    pub(super) fn cron(self) -> String {
        let own = self.civil();
        format!("{} {} {} {} {}", own.minute(), own.hour(), own.day(), own.month(), own.weekday().to_sunday_zero_offset())
    }

    fn civil(self) -> DateTime {
        self.offset.to_datetime(self.at)
    }
}

impl fmt::Display for Moment {
    /// As `time.RFC3339`, without a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.civil();
        write!(f, "{:04}-{:02}-{:02}T", own.year(), own.month(), own.day())?;
        write!(f, "{:02}:{:02}:{:02}", own.hour(), own.minute(), own.second())?;
        let seconds = self.offset.seconds();
        if seconds == 0 {
            return f.write_str("Z");
        }
        let minutes = seconds.abs() / 60;
        write!(f, "{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
    }
}

/// A number of `least` to `most` digits, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let n = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if n < least {
        return None;
    }
    let (number, rest) = text.split_at(n);
    Some((number.parse().ok()?, rest))
}

fn small(text: &str, least: usize) -> Option<(i8, &str)> {
    let (number, rest) = digits(text, least, 2)?;
    Some((i8::try_from(number).ok()?, rest))
}

/// The number of a name, from 1, by its whole form or its first three letters, and what follows.
fn named<'t>(names: &[&str], text: &'t str, is_short: bool) -> Option<(i8, &'t str)> {
    (1..).zip(names).find_map(|(number, name)| {
        let length = if is_short { 3 } else { name.len() };
        let (start, rest) = text.split_at_checked(length)?;
        start.eq_ignore_ascii_case(name.get(..length)?).then_some((number, rest))
    })
}

impl Fields {
    /// Reads one part; what follows it.
    fn read<'t>(&mut self, part: &str, text: &'t str) -> Option<&'t str> {
        let rest;
        match part {
            "2006" => (self.year, rest) = digits(text, 4, 4)?,
            "06" => {
                let (year, after) = digits(text, 2, 2)?;
                self.year = if year >= 69 { 1900 + year } else { 2000 + year };
                rest = after;
            }
            "January" => (self.month, rest) = named(&MONTHS, text, false)?,
            "Jan" => (self.month, rest) = named(&MONTHS, text, true)?,
            "Monday" => (_, rest) = named(&DAYS, text, false)?,
            "Mon" => (_, rest) = named(&DAYS, text, true)?,
            "01" => (self.month, rest) = small(text, 2)?,
            "1" => (self.month, rest) = small(text, 1)?,
            "02" => (self.day, rest) = small(text, 2)?,
            "2" => (self.day, rest) = small(text, 1)?,
            "_2" => (self.day, rest) = small(text.strip_prefix(' ').unwrap_or(text), 1)?,
            "15" | "03" => (self.hour, rest) = small(text, 2)?,
            "3" => (self.hour, rest) = small(text, 1)?,
            "04" => (self.minute, rest) = small(text, 2)?,
            "4" => (self.minute, rest) = small(text, 1)?,
            "05" => (self.second, rest) = small(text, 2)?,
            "PM" | "pm" => {
                let (half, after) = text.split_at_checked(2)?;
                self.is_afternoon = Some(match half.to_ascii_lowercase().as_str() {
                    "pm" => true,
                    "am" => false,
                    _ => return None,
                });
                rest = after;
            }
            "MST" => {
                let end = text.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(text.len());
                // Go knows no other zone by its abbreviation either: it keeps the name with an offset of zero.
                rest = text.get(end..).filter(|_| end >= 3)?;
            }
            zone => rest = self.zone(zone, text)?,
        }
        Some(rest)
    }

    fn zone<'t>(&mut self, part: &str, text: &'t str) -> Option<&'t str> {
        if part.starts_with('Z')
            && let Some(rest) = text.strip_prefix('Z')
        {
            self.offset = 0;
            return Some(rest);
        }
        let sign = match text.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let (hours, rest) = digits(text.get(1..)?, 2, 2)?;
        let rest = if part.contains(':') { rest.strip_prefix(':')? } else { rest };
        let (minutes, rest) = if part.ends_with("00") { digits(rest, 2, 2)? } else { (0, rest) };
        self.offset = sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60);
        Some(rest)
    }

    /// Reads `.123`; digits beyond nanoseconds count for nothing.
    fn fraction<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let after = text.strip_prefix(['.', ','])?;
        let n = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = after.split_at(n);
        let padded: String = number.chars().chain(std::iter::repeat('0')).take(9).collect();
        self.nanosecond = padded.parse().ok().filter(|_| n > 0)?;
        Some(rest)
    }

    fn moment(&self) -> Option<Moment> {
        let hour = match self.is_afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            Some(_) | None => self.hour,
        };
        let civil = DateTime::new(self.year, self.month, self.day, hour, self.minute, self.second, self.nanosecond).ok()?;
        let offset = Offset::from_seconds(self.offset).ok()?;
        Some(Moment { at: offset.to_timestamp(civil).ok()?, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, RFC3339};

    #[test]
    fn layouts_of_go_are_read_and_written_in_rfc_3339() {
        for (layout, text, expected) in [
            (RFC3339, "2023-01-12T12:37:56.5+05:30", "2023-01-12T12:37:56+05:30"),
            ("Mon Jan 02 2006 15:04:05 -0700", "Fri Jun 22 2022 17:45:00 -0600", "2022-06-22T17:45:00-06:00"),
            ("Mon, 02 Jan 2006 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 MST", "2006-01-02T15:04:05Z"),
            ("2006-01-02 3:04PM", "2020-02-29 1:30PM", "2020-02-29T13:30:00Z"),
            ("2006-01-02", "2021-12-31", "2021-12-31T00:00:00Z"),
        ] {
            assert_eq!(Moment::parse(layout, text).expect(text).to_string(), expected, "{layout}");
        }
        assert!(Moment::parse("2006-01-02", "2021-02-30").is_err());
        assert!(Moment::parse(RFC3339, "yesterday").is_err());
    }
}
