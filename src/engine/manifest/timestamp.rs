//! The texts that Go's YAML decoders take for timestamps. It knows no time zone and no calendar beyond the length of
//! months: it only has to tell which texts are such, and how Go prints them again.

use std::fmt::Write as _;

/// A timestamp as written: the offset stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    date: (u32, u32, u32),
    time: (u32, u32, u32),
    nanoseconds: u32,
    /// Minutes east of UTC.
    offset: i32,
}

/// The timestamp that yaml.v2 and yaml.v3 see in a plain scalar (`parseTimestamp`, with Go's `time.Parse` and their four
/// layouts: date; date `T` or `t` time zone; date space time).
pub fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Text(text);
    let year = rest.digits(4, 4)?;
    let month = rest.byte(b'-').and_then(|()| rest.digits(1, 2)).filter(|month| (1..=12).contains(month))?;
    let day = rest.byte(b'-').and_then(|()| rest.digits(1, 2)).filter(|day| (1..=days_in(year, month)).contains(day))?;
    let date = (year, month, day);
    if rest.0.is_empty() {
        return Some(Timestamp { date, time: (0, 0, 0), nanoseconds: 0, offset: 0 });
    }
    let separator = rest.next()?;
    let hour = rest.digits(1, 2).filter(|hour| *hour < 24)?;
    let minute = rest.byte(b':').and_then(|()| rest.digits(1, 2)).filter(|minute| *minute < 60)?;
    let second = rest.byte(b':').and_then(|()| rest.digits(1, 2)).filter(|second| *second < 60)?;
    let nanoseconds = rest.fraction();
    let offset = match separator {
        b'T' | b't' => rest.zone()?,
        b' ' => 0,
        _ => return None,
    };
    rest.0.is_empty().then_some(Timestamp { date, time: (hour, minute, second), nanoseconds, offset })
}

impl Timestamp {
    /// As Go's `time.Time` prints itself into JSON (RFC 3339 with the fraction it needs).
    pub fn rfc3339(&self) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.date, self.time);
        let mut out = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if self.nanoseconds > 0 {
            out.push('.');
            out.push_str(format!("{:09}", self.nanoseconds).trim_end_matches('0'));
        }
        if self.offset == 0 {
            out.push('Z');
        } else {
            let sign = if self.offset < 0 { '-' } else { '+' };
            let minutes = self.offset.unsigned_abs();
            // Writing to a String cannot fail.
            let _ = write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        }
        out
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Text<'t>(&'t str);

impl Text<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.0.as_bytes().first()?;
        self.0 = self.0.get(1..)?;
        Some(byte)
    }

    fn byte(&mut self, wanted: u8) -> Option<()> {
        (self.0.as_bytes().first() == Some(&wanted)).then(|| self.next()).flatten().map(|_| ())
    }

    fn n_digits(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }

    /// A number of at least and at most so many digits; more digits stay for what follows.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.n_digits().min(most);
        if length < least {
            return None;
        }
        let (number, rest) = self.0.split_at(length);
        self.0 = rest;
        number.parse().ok()
    }

    /// A fraction after `.` or `,`; digits beyond nanoseconds count for nothing. None is zero.
    fn fraction(&mut self) -> u32 {
        let mut probe = Text(self.0);
        if !matches!(probe.next(), Some(b'.' | b',')) || probe.n_digits() == 0 {
            return 0;
        }
        let (digits, rest) = probe.0.split_at(probe.n_digits());
        self.0 = rest;
        format!("{digits:0<9}").get(..9).and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }

    fn zone(&mut self) -> Option<i32> {
        let sign = match self.next()? {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.digits(2, 2).filter(|hours| *hours <= 24)?;
        let minutes = self.byte(b':').and_then(|()| self.digits(2, 2)).filter(|minutes| *minutes <= 60)?;
        Some(sign * i32::try_from(hours * 60 + minutes).ok()?)
    }
}
