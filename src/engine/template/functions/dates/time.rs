//! An instant and the zone it is looked at in. It knows no layout.
//!
//! Source: Go's `time.Time`, as far as templates reach it; the proleptic Gregorian calendar.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A zone.
#[derive(Debug, Clone, PartialEq)]
pub enum Zone {
    /// UTC.
    Utc,
    /// The local zone, which is UTC for us.
    Local,
    /// One that a text named: its abbreviation (may be empty) and its seconds east of UTC.
    Fixed(String, i32),
    /// One of the IANA's.
    Named(TimeZone),
}

impl Zone {
    /// Go's `LoadLocation`: names are case-sensitive.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "" | "UTC" => Some(Self::Utc),
            "Local" => Some(Self::Local),
            _ => TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name)).map(Self::Named),
        }
    }

    /// Abbreviation and seconds east of UTC at an instant.
    pub fn at(&self, seconds: i64) -> (String, i32) {
        match self {
            Self::Utc | Self::Local => ("UTC".to_owned(), 0),
            Self::Fixed(name, offset) => (name.clone(), *offset),
            Self::Named(zone) => {
                let instant = Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX });
                let info = zone.to_offset_info(instant);
                (info.abbreviation().to_owned(), info.offset().seconds())
            }
        }
    }
}

/// An instant in a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Nanoseconds of the second.
    pub nanoseconds: u32,
    /// Where.
    pub zone: Zone,
}

/// The fields of a time in its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Civil {
    /// Year; may be negative.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 1 to 366.
    pub year_day: i64,
    /// 0 is Sunday.
    pub weekday: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
    /// The zone's abbreviation; may be empty.
    pub abbreviation: String,
    /// Seconds east of UTC.
    pub offset: i32,
}

const NANOSECONDS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

impl Time {
    /// Go's zero time: the first second of year 1.
    pub const ZERO: Self = Self { seconds: -62_135_596_800, nanoseconds: 0, zone: Zone::Utc };

    /// An instant; the nanoseconds may be any number.
    pub fn new(seconds: i64, nanoseconds: i64, zone: Zone) -> Self {
        let seconds = seconds.saturating_add(nanoseconds.div_euclid(NANOSECONDS));
        Self { seconds, nanoseconds: u32::try_from(nanoseconds.rem_euclid(NANOSECONDS)).unwrap_or(0), zone }
    }

    /// The instant of a date and time of day in UTC; fields out of their range carry over.
    pub fn of_fields([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3], nanoseconds: i64) -> Self {
        let months = year.saturating_mul(12).saturating_add(month.saturating_sub(1));
        let days = days_before(months.div_euclid(12), months.rem_euclid(12) + 1).saturating_add(day.saturating_sub(1));
        let of_day = hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)).saturating_add(second);
        Self::new(days.saturating_mul(DAY).saturating_add(of_day), nanoseconds, Zone::Utc)
    }

    /// The same instant elsewhere.
    #[must_use]
    pub fn within(&self, zone: Zone) -> Self {
        Self { zone, ..self.clone() }
    }

    /// So many nanoseconds later.
    #[must_use]
    pub fn plus(&self, nanoseconds: i64) -> Self {
        let seconds = self.seconds.saturating_add(nanoseconds.div_euclid(NANOSECONDS));
        Self::new(seconds, i64::from(self.nanoseconds) + nanoseconds.rem_euclid(NANOSECONDS), self.zone.clone())
    }

    /// Nanoseconds since another instant; what does not fit is the nearest that does.
    pub fn minus(&self, other: &Self) -> i64 {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let nanoseconds = seconds * i128::from(NANOSECONDS) + i128::from(self.nanoseconds) - i128::from(other.nanoseconds);
        i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
    }

    /// Its fields.
    pub fn civil(&self) -> Civil {
        let (abbreviation, offset) = self.zone.at(self.seconds);
        let local = self.seconds.saturating_add(i64::from(offset));
        let (days, of_day) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        Civil {
            year,
            month,
            day,
            year_day: days - days_before(year, 1) + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: of_day / 3600,
            minute: of_day % 3600 / 60,
            second: of_day % 60,
            abbreviation,
            offset,
        }
    }
}

/// Whether a year has 366 days.
pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month.
pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to the first of a month. (Years begin in March here, so that the leap day is a year's last.)
fn days_before(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era.saturating_mul(146_097).saturating_add(of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}
