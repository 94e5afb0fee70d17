//! When a window is open: a five-field cron expression as Go's robfig/cron reads it, and a duration. It knows no application.
//!
//! Argo CD adds the zone's offset *of today* to the time and asks a schedule without a zone: around a change to summer time a window is an
//! hour off, there and here. It is open from the very instant of its start (Argo CD compares with a clock of nanoseconds, which never hits
//! it; its tests count it in) until just before its end. A schedule that never fires counts as open: the time of its next start is zero
//! there, which lies before every time.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::engine::manifest::duration::GoDuration;
use crate::model::project::SyncWindow;

/// Years after which robfig/cron gives up.
const MAX_YEARS: i16 = 5;

/// Starts that are followed to find the end of a window that is open again before it closes.
const MAX_STARTS: usize = 10_000;

/// A field of an expression: its name, its bounds, words for its values (the first stands for the lower bound).
struct Field {
    name: &'static str,
    low: u32,
    high: u32,
    words: &'static [&'static str],
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: [Field; 5] = [
    Field { name: "minute", low: 0, high: 59, words: &[] },
    Field { name: "hour", low: 0, high: 23, words: &[] },
    Field { name: "day of month", low: 1, high: 31, words: &[] },
    Field { name: "month", low: 1, high: 12, words: &MONTHS },
    Field { name: "day of week", low: 0, high: 6, words: &DAYS },
];

/// A window's times.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    duration: SignedDuration,
    zone: TimeZone,
    /// Whether it opens anew at every minute: how people write "always".
    is_every_minute: bool,
}

impl Schedule {
    /// The times of a window. An unknown zone is UTC, as there.
    ///
    /// # Errors
    /// The field that cannot be read, and why.
    pub(super) fn new(window: &SyncWindow) -> Result<Self, (&'static str, String)> {
        Self::read(&window.schedule, &window.duration, &window.time_zone)
    }

    /// The times of a schedule, a duration and a zone, as they stand in a window.
    ///
    /// # Errors
    /// The field that cannot be read, and why.
    pub fn read(schedule: &str, duration: &str, time_zone: &str) -> Result<Self, (&'static str, String)> {
        let cron = cron(schedule).map_err(|cause| ("schedule", format!("schedule {schedule:?}: {cause}")))?;
        let duration = GoDuration::parse(duration).map_err(|error| ("duration", format!("duration {duration:?}: {error}")))?;
        let zone = if time_zone.is_empty() { TimeZone::UTC } else { TimeZone::get(time_zone).unwrap_or(TimeZone::UTC) };
        let is_every_minute = fields(schedule).is_ok_and(|fields| fields.iter().all(|(_, is_any)| *is_any));
        Ok(Self { cron, duration: SignedDuration::from_nanos(duration.nanoseconds), zone, is_every_minute })
    }

    /// The wall clock of the zone, by its offset at this time.
    fn wall(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    /// The next start after a wall-clock time; none within the years that robfig/cron looks ahead.
    fn next(&self, after: DateTime) -> Option<DateTime> {
        self.cron.find_next_occurrence(&after, false).ok().filter(|next| next.year() - after.year() <= MAX_YEARS)
    }

    /// Whether it is open.
    pub fn is_active(&self, at: Timestamp) -> bool {
        let now = self.wall(at);
        now.checked_sub(self.duration).is_ok_and(|since| self.next(since).is_none_or(|start| start <= now))
    }

    /// When it opens next, after this time; none when it never does.
    pub fn opens(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.wall(at);
        self.after(at, now, self.next(now)?)
    }

    /// When it closes, if it is open; none when it stays open as far as can be seen.
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.wall(at);
        if self.is_every_minute && self.duration > SignedDuration::from_mins(1) {
            // It never closes: ten thousand starts would be followed to see that, for every line of every frame.
            return None;
        }
        let mut start = self.next(now.checked_sub(self.duration).ok()?).filter(|start| *start <= now)?;
        for _ in 0..MAX_STARTS {
            let end = start.checked_add(self.duration).ok()?;
            match self.next(start) {
                Some(next) if next < end => start = next,
                Some(_) | None => return self.after(at, now, end),
            }
        }
        None
    }

    /// The time that is so much later as a wall-clock time is.
    fn after(&self, at: Timestamp, now: DateTime, then: DateTime) -> Option<Timestamp> {
        at.checked_add(then.duration_since(now)).ok()
    }
}

/// The values of the five fields (minute, hour, day of month, month, weekday), and of each whether it is any.
pub(super) fn fields(text: &str) -> Result<Vec<(Vec<u32>, bool)>, String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Err(format!("five fields are expected (minute hour day month weekday), not {}", parts.len()));
    }
    parts.iter().zip(&FIELDS).map(|(part, field)| values(part, field)).collect()
}

/// An expression as robfig/cron reads it, handed on with every value written out: croner knows more than may be allowed here (`L`, `#`,
/// `@daily`, seconds, `7` for Sunday).
fn cron(text: &str) -> Result<Cron, String> {
    let fields = fields(text)?;
    let is_any = |index: usize| fields.get(index).is_some_and(|(_, is_any)| *is_any);
    // Where one of the two days is any, the other decides; where both are given, either does.
    let both = is_any(2) || is_any(4);
    let written: Vec<String> = fields
        .iter()
        .map(|(values, is_any)| {
            let list = || values.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            if *is_any { "*".to_owned() } else { list() }
        })
        .collect();
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).dom_and_dow(both).build();
    parser.parse(&written.join(" ")).map_err(|error| error.to_string())
}

/// The values of a field, and whether it is `*` (also `?`, `*/1`).
fn values(text: &str, field: &Field) -> Result<(Vec<u32>, bool), String> {
    let (mut all, mut is_any) = (Vec::new(), false);
    // Empty parts of a list are passed over, as there.
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (values, any) = range(part, field)?;
        all.extend(values);
        is_any |= any;
    }
    all.sort_unstable();
    all.dedup();
    if all.is_empty() { Err(format!("{} {text:?} names no value", field.name)) } else { Ok((all, is_any)) }
}

fn range(text: &str, field: &Field) -> Result<(Vec<u32>, bool), String> {
    let bad = |why: &str| format!("{} {text:?}: {why}", field.name);
    let mut halves = text.split('/');
    let (span, step) = (halves.next().unwrap_or_default(), halves.next());
    if halves.next().is_some() {
        return Err(bad("more than one /"));
    }
    let mut ends = span.split('-');
    let (first, last) = (ends.next().unwrap_or_default(), ends.next());
    if ends.next().is_some() {
        return Err(bad("more than one -"));
    }
    let is_star = matches!(first, "*" | "?");
    let (low, high) = match last {
        _ if is_star => (field.low, field.high),
        Some(last) => (value(first, field)?, value(last, field)?),
        // `5/15` goes on to the end.
        None if step.is_some() => (value(first, field)?, field.high),
        None => (value(first, field)?, value(first, field)?),
    };
    let step = step.map_or(Ok(1), |step| step.parse::<u32>().map_err(|_| bad("the step is no number")))?;
    if low < field.low || high > field.high {
        return Err(bad(&format!("values go from {} to {}", field.low, field.high)));
    }
    if low > high {
        return Err(bad("it ends before it begins"));
    }
    if step == 0 {
        return Err(bad("a step is at least 1"));
    }
    let step_by = usize::try_from(step).unwrap_or(usize::MAX);
    Ok(((low..=high).step_by(step_by).collect(), is_star && step == 1))
}

fn value(text: &str, field: &Field) -> Result<u32, String> {
    let word = field.words.iter().position(|word| word.eq_ignore_ascii_case(text)).and_then(|index| u32::try_from(index).ok());
    match word {
        Some(index) => Ok(field.low + index),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().map_err(|_| format!("{} {text:?} is no value", field.name)),
        None => Err(format!("{} {text:?} is no value", field.name)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Schedule;
    use crate::model::project::SyncWindow;

    fn schedule(schedule: &str, duration: &str, zone: &str) -> Schedule {
        let window = SyncWindow {
            schedule: schedule.to_owned(),
            duration: duration.to_owned(),
            time_zone: zone.to_owned(),
            ..SyncWindow::default()
        };
        Schedule::new(&window).unwrap_or_else(|(field, cause)| panic!("{field}: {cause}"))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn opening_and_closing_are_the_edges_of_being_open() {
        let night = schedule("0 22 * * *", "8h", "");
        let evening = at("2026-11-28T23:00:00Z");
        assert!(night.is_active(evening) && !night.is_active(at("2026-11-28T21:00:00Z")));
        assert_eq!(night.closes(evening), Some(at("2026-11-29T06:00:00Z")));
        assert_eq!(night.opens(evening), Some(at("2026-11-29T22:00:00Z")));
        assert!(night.is_active(at("2026-11-28T22:00:00Z")) && !night.is_active(at("2026-11-29T06:00:00Z")));
        // One that starts again before it ends stays open until the last of them ends.
        let often = schedule("*/10 8-9 * * *", "15m", "");
        assert_eq!(often.closes(at("2026-11-28T08:05:00Z")), Some(at("2026-11-28T10:05:00Z")));
        assert_eq!(schedule("* * * * *", "1h", "").closes(evening), None, "it never closes");
    }

    #[test]
    fn days_of_month_and_week_are_either_or_unless_one_is_any() {
        let friday_or_13th = schedule("0 12 13 * fri", "1h", "");
        assert_eq!(friday_or_13th.opens(at("2026-11-28T13:00:00Z")), Some(at("2026-12-04T12:00:00Z")));
        assert_eq!(friday_or_13th.opens(at("2026-12-11T13:00:00Z")), Some(at("2026-12-13T12:00:00Z")));
        let fridays = schedule("0 12 * * 5", "1h", "");
        assert_eq!(fridays.opens(at("2026-12-11T13:00:00Z")), Some(at("2026-12-18T12:00:00Z")));
        // A step makes of `*` a list: then either counts.
        let every_other_day = schedule("0 12 */2 * 5", "1h", "");
        assert_eq!(every_other_day.opens(at("2026-12-11T13:00:00Z")), Some(at("2026-12-13T12:00:00Z")));
    }

    #[test]
    fn zones_shift_by_their_offset_at_the_time_that_is_asked_about() {
        let berlin = schedule("0 22 * * 1-5", "8h", "Europe/Berlin");
        assert!(berlin.is_active(at("2026-11-27T21:30:00Z")) && !berlin.is_active(at("2026-11-27T20:30:00Z")));
        assert!(berlin.is_active(at("2026-07-01T20:30:00Z")), "summer time");
        assert!(schedule("0 22 * * *", "1h", "Nowhere/Land").is_active(at("2026-11-27T22:30:00Z")), "UTC");
    }

    #[test]
    fn one_that_never_fires_counts_as_open() {
        assert!(schedule("0 0 31 2 *", "1h", "").is_active(at("2026-11-27T22:30:00Z")));
    }

    #[test]
    fn what_go_refuses_is_refused_with_the_reason() {
        let bad = [
            "* * *",
            "* 10 * * 7",
            "60 * * * *",
            "5-1 * * * *",
            "*/0 * * * *",
            "@daily",
            "0 0 L * *",
            "0 0 * * 5#2",
            "a * * * *",
            "1/2/3 * * * *",
        ];
        for text in bad {
            let window = SyncWindow { schedule: text.to_owned(), duration: "1h".to_owned(), ..SyncWindow::default() };
            assert!(Schedule::new(&window).is_err_and(|(field, cause)| field == "schedule" && cause.contains(text)), "{text}");
        }
    }
}
