//! `os.date` and `os.time` as Argo CD's scripts have them: the request's time, in UTC, and the few directives that gopher-lua knows, with
//! its slips (`%a` is always `mon`, `%x` a time of day). It reads no clock. Source: Argo CD `util/lua/oslib_safe.go`, gopher-lua `oslib.go`.

/// A moment by its parts, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// The year; may be negative.
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
    /// 0 to 23.
    pub(super) hour: i64,
    /// 0 to 59.
    pub(super) minute: i64,
    /// 0 to 59.
    pub(super) second: i64,
    /// Days since Sunday.
    pub(super) weekday: i64,
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Years and other parts beyond this are cut off: what they mean has no use, and sums stay within 64 bits.
const MOST: i64 = 1_000_000_000;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Days since 1970 of a date of the Gregorian calendar, which may have more days than its month: they run on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March here, so that the leap day is its last.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year + day - 1 - 719_468
}

/// Seconds since 1970 of parts that may be out of range, as Go's `time.Date` takes them.
pub(super) fn seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> i64 {
    let [year, month, day, hour, minute, second] = [year, month, day, hour, minute, second].map(|part| part.clamp(-MOST, MOST));
    let months = month - 1;
    let date = days(year + months.div_euclid(12), months.rem_euclid(12) + 1, day);
    date * DAY + hour * 3_600 + minute * 60 + second
}

/// The parts of a moment.
pub(super) fn parts(seconds: i64) -> Parts {
    let seconds = seconds.clamp(-MOST * MOST / 100, MOST * MOST / 100);
    let (date, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let shifted = date + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    Parts {
        year: era * 400 + year_of_era + i64::from(month <= 2),
        month,
        day: of_year - (153 * from_march + 2) / 5 + 1,
        hour: time / 3_600,
        minute: time / 60 % 60,
        second: time % 60,
        weekday: (date + 4).rem_euclid(7),
    }
}

/// A moment as the directives of a format say; what no directive is stays.
pub(super) fn strftime(format: &str, of: &Parts) -> String {
    let mut made = String::with_capacity(format.len() * 2);
    let mut rest = format.chars();
    while let Some(character) = rest.next() {
        if character != '%' {
            made.push(character);
            continue;
        }
        match rest.next() {
            Some('%') | None => made.push('%'),
            Some(directive) => match said(directive, of) {
                Some(text) => made.push_str(&text),
                None => made.extend(['%', directive]),
            },
        }
    }
    made
}

fn named(names: &[&'static str], index: i64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or("")
}

fn said(directive: char, of: &Parts) -> Option<String> {
    let Parts { year, month, day, hour, minute, second, weekday } = of;
    let short_month = || named(&MONTHS, month - 1).get(..3).unwrap_or("").to_owned();
    let half = |am: &str, pm: &str| if *hour < 12 { am.to_owned() } else { pm.to_owned() };
    Some(match directive {
        'a' => "mon".to_owned(),
        'A' => named(&DAYS, *weekday).to_owned(),
        'b' => short_month(),
        'B' => named(&MONTHS, month - 1).to_owned(),
        'c' => format!("{day:02} {} {:02} {hour:02}:{minute:02} UTC", short_month(), year.rem_euclid(100)),
        'd' => format!("{day:02}"),
        'F' => format!("{year:04}-{month:02}-{day:02}"),
        'H' => format!("{hour:02}"),
        'I' => format!("{:02}", (hour + 11) % 12 + 1),
        'm' => format!("{month:02}"),
        'M' => format!("{minute:02}"),
        'p' => half("AM", "PM"),
        'P' => half("am", "pm"),
        'S' => format!("{second:02}"),
        'x' => format!("{hour:02}/{minute:02}/{second:02}"),
        'X' => format!("{hour:02}:{minute:02}:{second:02}"),
        'y' => format!("{:02}", year.rem_euclid(100)),
        'Y' => format!("{year:04}"),
        'z' => "+0000".to_owned(),
        'Z' => "UTC".to_owned(),
        'w' => weekday.to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{parts, seconds, strftime};

    #[test]
    fn moments_have_the_parts_that_the_calendar_gives_them() {
        for text in ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2000-03-01T00:00:00Z", "1899-12-31T12:30:01Z", "2100-02-28T01:02:03Z"]
        {
            let moment: jiff::Timestamp = text.parse().expect("a time");
            let of = parts(moment.as_second());
            assert_eq!(strftime("%Y-%m-%dT%H:%M:%SZ", &of), text);
            assert_eq!(seconds(of.year, of.month, of.day, of.hour, of.minute, of.second), moment.as_second());
            let weekday = moment.to_zoned(jiff::tz::TimeZone::UTC).weekday().to_sunday_zero_offset();
            assert_eq!(of.weekday, i64::from(weekday));
        }
    }

    #[test]
    fn parts_out_of_range_run_on() {
        assert_eq!(seconds(2023, 14, 30, 25, 61, 61), seconds(2024, 3, 2, 2, 2, 1));
        assert_eq!(seconds(2024, 0, 0, 0, -1, 0), seconds(2023, 11, 29, 23, 59, 0));
        let _ = (seconds(i64::MAX, i64::MIN, i64::MAX, 0, 0, 0), strftime("%c", &parts(i64::MIN)));
    }

    #[test]
    fn directives_are_those_of_gopher_lua() {
        let of = parts(1_700_000_000);
        for (format, wanted) in [
            ("%Y-%m-%dT%XZ", "2023-11-14T22:13:20Z"),
            ("%A %a %b %B %y %I %p %P %w", "Tuesday mon Nov November 23 10 PM pm 2"),
            ("%c", "14 Nov 23 22:13 UTC"),
            ("%x %z %Z %F", "22/13/20 +0000 UTC 2023-11-14"),
            ("100%% %q %", "100% %q %"),
        ] {
            assert_eq!(strftime(format, &of), wanted);
        }
    }
}
