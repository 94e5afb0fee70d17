//! Go's layouts of times: the parts of `Mon Jan 2 15:04:05 MST 2006` and the text between them. It knows no time.
//!
//! Source: Go's `time.nextStdChunk`.

/// A part of a layout that stands for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    Abbreviation,
    Offset(Offset),
    /// Digits, the separator, and whether trailing zeros are left out.
    Fraction {
        digits: usize,
        separator: char,
        trimmed: bool,
    },
}

/// How an offset from UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    /// `Z` stands for none.
    pub(super) has_z: bool,
    /// Colons between the parts.
    pub(super) colons: bool,
    /// 1: hours; 2: minutes too; 3: seconds too.
    pub(super) parts: u8,
}

const fn offset(has_z: bool, colons: bool, parts: u8) -> Part {
    Part::Offset(Offset { has_z, colons, parts })
}

/// The parts by their texts, those that begin others after them. (Where a lowercase letter follows, `Jan` and `Mon` are text.)
const PARTS: &[(&str, Part)] = &[
    ("January", Part::LongMonth),
    ("Jan", Part::Month),
    ("Monday", Part::LongWeekday),
    ("Mon", Part::Weekday),
    ("MST", Part::Abbreviation),
    ("01", Part::ZeroMonth),
    ("02", Part::ZeroDay),
    ("03", Part::ZeroHour12),
    ("04", Part::ZeroMinute),
    ("05", Part::ZeroSecond),
    ("06", Part::Year),
    ("002", Part::ZeroYearDay),
    ("15", Part::Hour),
    ("1", Part::NumMonth),
    ("2006", Part::LongYear),
    ("2", Part::Day),
    ("_2", Part::UnderDay),
    ("__2", Part::UnderYearDay),
    ("3", Part::Hour12),
    ("4", Part::Minute),
    ("5", Part::Second),
    ("PM", Part::UpperPm),
    ("pm", Part::LowerPm),
    ("-070000", offset(false, false, 3)),
    ("-07:00:00", offset(false, true, 3)),
    ("-0700", offset(false, false, 2)),
    ("-07:00", offset(false, true, 2)),
    ("-07", offset(false, false, 1)),
    ("Z070000", offset(true, false, 3)),
    ("Z07:00:00", offset(true, true, 3)),
    ("Z0700", offset(true, false, 2)),
    ("Z07:00", offset(true, true, 2)),
    ("Z07", offset(true, false, 1)),
];

/// The text before the first part, the part with its own text, and what follows. Without one, everything is text.
pub(super) fn next(layout: &str) -> (&str, Option<(Part, &str)>, &str) {
    for (at, c) in layout.char_indices() {
        if !matches!(c, 'J' | 'M' | '0'..='5' | '_' | 'P' | 'p' | '-' | 'Z' | '.' | ',') {
            continue;
        }
        let rest = layout.get(at..).unwrap_or("");
        let (skipped, found) = if rest.starts_with("_2006") { (1, Some((Part::LongYear, 4))) } else { (0, part(rest)) };
        if let Some((part, length)) = found {
            let start = at + skipped;
            let text = layout.get(start..start + length).unwrap_or("");
            return (layout.get(..start).unwrap_or(""), Some((part, text)), layout.get(start + length..).unwrap_or(""));
        }
    }
    (layout, None, "")
}

fn part(text: &str) -> Option<(Part, usize)> {
    if let Some(fraction) = fraction(text) {
        return Some(fraction);
    }
    PARTS.iter().find_map(|(own, part)| {
        let rest = text.strip_prefix(own)?;
        let is_word = matches!(part, Part::Month | Part::Weekday) && rest.starts_with(|c: char| c.is_ascii_lowercase());
        (!is_word).then_some((*part, own.len()))
    })
}

fn fraction(text: &str) -> Option<(Part, usize)> {
    let separator = text.chars().next().filter(|c| matches!(c, '.' | ','))?;
    let digits = text.get(1..)?;
    let digit = digits.chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let length = digits.chars().take_while(|c| *c == digit).count();
    let ends = !digits.get(length..)?.starts_with(|c: char| c.is_ascii_digit());
    ends.then_some((Part::Fraction { digits: length, separator, trimmed: digit == '9' }, length + 1))
}

/// Names of months.
pub(super) const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Names of days.
pub(super) const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The name of a month (1 to 12).
pub(super) fn month(number: i64) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// The name of a day (0 is Sunday).
pub(super) fn weekday(number: i64) -> &'static str {
    usize::try_from(number).ok().and_then(|index| WEEKDAYS.get(index)).copied().unwrap_or("")
}

/// The first three letters of a name.
pub(super) fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}
