//! Durations as Go writes them (`1h2m3s`, `1.5s`, `-90m`): Argo CD's retry limits, windows and timeouts. It knows no clock.

use std::fmt;

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000 * MICROSECOND;
const SECOND: u64 = 1_000 * MILLISECOND;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// A signed span of time. `Display` prints it as Go does: `1h0m0s`, `1.5s`, `100ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GoDuration {
    /// Nanoseconds.
    pub nanoseconds: i64,
}

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDuration {
    /// Not a sequence of numbers with units.
    #[error("invalid duration")]
    Form,
    /// A number without a unit.
    #[error("missing unit in duration")]
    NoUnit,
    /// A unit other than ns, us, µs, ms, s, m, h.
    #[error("unknown unit in duration")]
    Unit,
    /// More than 292 years.
    #[error("duration too long")]
    TooLong,
}

impl GoDuration {
    /// Reads a duration, as Go's `time.ParseDuration`.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, BadDuration> {
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, text.get(1..).unwrap_or("")),
            Some(b'+') => (false, text.get(1..).unwrap_or("")),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Self::default());
        }
        if rest.is_empty() {
            return Err(BadDuration::Form);
        }
        let mut total = 0_u64;
        while !rest.is_empty() {
            let part;
            (part, rest) = one(rest)?;
            total = total.checked_add(part).filter(|total| *total <= i64::MIN.unsigned_abs()).ok_or(BadDuration::TooLong)?;
        }
        match (negative, i64::try_from(total)) {
            (false, Ok(nanoseconds)) => Ok(Self { nanoseconds }),
            (true, Ok(nanoseconds)) => Ok(Self { nanoseconds: -nanoseconds }),
            (true, Err(_)) => Ok(Self { nanoseconds: i64::MIN }),
            (false, Err(_)) => Err(BadDuration::TooLong),
        }
    }

    /// A duration of whole seconds; as long as possible beyond 292 years.
    pub const fn seconds(seconds: i64) -> Self {
        Self { nanoseconds: seconds.saturating_mul(1_000_000_000) }
    }

    /// The standard library's duration, if it is not negative.
    pub fn to_std(self) -> Option<std::time::Duration> {
        u64::try_from(self.nanoseconds).ok().map(std::time::Duration::from_nanos)
    }
}

/// The first number with its unit, in nanoseconds, and what follows.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Go computes the fraction in float64 as well; it is below one hour"
)]
fn one(text: &str) -> Result<(u64, &str), BadDuration> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = text.split_at(digits(text));
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(BadDuration::Form);
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let unit = match name {
        "" => return Err(BadDuration::NoUnit),
        "ns" => 1,
        "us" | "µs" | "μs" => MICROSECOND,
        "ms" => MILLISECOND,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        _ => return Err(BadDuration::Unit),
    };
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| BadDuration::TooLong)? };
    let mut nanoseconds = whole.checked_mul(unit).ok_or(BadDuration::TooLong)?;
    if !fraction.is_empty() {
        // Digits beyond what fits count for nothing, as in Go.
        let kept = fraction.get(..fraction.len().min(18)).unwrap_or("0");
        let scale = 10_f64.powi(i32::try_from(kept.len()).unwrap_or(0));
        let part = kept.parse::<u64>().unwrap_or(0) as f64 * (unit as f64 / scale);
        nanoseconds = nanoseconds.checked_add(part as u64).ok_or(BadDuration::TooLong)?;
    }
    Ok((nanoseconds, rest))
}

impl fmt::Display for GoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.nanoseconds.unsigned_abs();
        if self.nanoseconds < 0 {
            f.write_str("-")?;
        }
        match total {
            0 => f.write_str("0s"),
            1..MICROSECOND => write!(f, "{total}ns"),
            MICROSECOND..MILLISECOND => write!(f, "{}µs", decimal(total, MICROSECOND)),
            MILLISECOND..SECOND => write!(f, "{}ms", decimal(total, MILLISECOND)),
            _ => {
                let (hours, minutes) = (total / HOUR, total / MINUTE % 60);
                if hours > 0 {
                    write!(f, "{hours}h")?;
                }
                if hours > 0 || minutes > 0 {
                    write!(f, "{minutes}m")?;
                }
                write!(f, "{}s", decimal(total % MINUTE, SECOND))
            }
        }
    }
}

/// A number of units with the fraction it needs.
fn decimal(total: u64, unit: u64) -> String {
    let width = unit.ilog10() as usize;
    let text = format!("{}.{:0width$}", total / unit, total % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
