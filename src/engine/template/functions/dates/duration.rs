//! Go's durations as texts. It knows no time.
//!
//! Source: Go's `time.ParseDuration`, `Duration.String`, `Duration.Round`.

use super::parse::quote;

/// Nanoseconds of a text like `1h30m`.
///
/// # Errors
/// Go's.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0u64;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let length = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let scale = match unit {
            "ns" => 1u64,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return Err(format!("time: unknown unit {} in duration {}", quote(unit), quote(text))),
        };
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let value = whole.checked_mul(scale).and_then(|value| value.checked_add(part_of(fraction, scale)));
        total = value.and_then(|value| total.checked_add(value)).filter(|total| *total <= 1 << 63).ok_or_else(invalid)?;
        rest = after;
    }
    if negative { Ok(0i64.wrapping_sub_unsigned(total)) } else { i64::try_from(total).map_err(|_| invalid()) }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// A fraction of a unit, by way of floats as Go does it.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as in Go; below 3.6e12")]
fn part_of(fraction: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0u64, 1.0f64);
    for digit in fraction.bytes() {
        let next = value.checked_mul(10).and_then(|value| value.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= 1 << 63) else { break };
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

/// `1h2m3.5s`.
pub(super) fn show(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let length = nanoseconds.unsigned_abs();
    let decimal = |value: u64, places: usize| {
        let unit = 10u64.saturating_pow(u32::try_from(places).unwrap_or(0));
        let fraction = format!("{:0places$}", value % unit);
        let fraction = fraction.trim_end_matches('0');
        if places == 0 || fraction.is_empty() { (value / unit).to_string() } else { format!("{}.{fraction}", value / unit) }
    };
    match length {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{length}ns"),
        1_000..1_000_000 => format!("{sign}{}µs", decimal(length, 3)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", decimal(length, 6)),
        _ => {
            let minutes = length / 60_000_000_000;
            let seconds = decimal(length % 60_000_000_000, 9);
            let hours = if minutes >= 60 { format!("{}h", minutes / 60) } else { String::new() };
            let minutes = if minutes > 0 { format!("{}m", minutes % 60) } else { String::new() };
            format!("{sign}{hours}{minutes}{seconds}s")
        }
    }
}

/// To the nearest multiple, halves away from zero; what does not fit is the nearest that does.
pub(super) fn round(nanoseconds: i64, unit: i64) -> i64 {
    if unit <= 0 {
        return nanoseconds;
    }
    let rest = nanoseconds % unit;
    let whole = nanoseconds - rest;
    if rest.unsigned_abs().saturating_mul(2) < unit.unsigned_abs() { whole } else { whole.saturating_add(unit * rest.signum()) }
}
