//! How sprig makes numbers of anything: the rules of spf13/cast v1.7.0 and the parsers of Go's `strconv` below it. What is
//! no number is zero. It knows no function.

use crate::engine::template::value::{IntType, Value};

/// `cast.ToInt64` and `cast.ToInt`: zero for everything that is no number.
pub(super) fn to_int64(value: &Value) -> i64 {
    match value {
        Value::Int(value, _) => *value,
        Value::Float(value) => truncated(*value),
        Value::Str(text) => text.as_str().and_then(|text| parse_int(trim_zero_decimal(text), 0)).unwrap_or(0),
        Value::Bool(value) => i64::from(*value),
        Value::Native(native) if matches!(native.type_name(), "time.Month" | "time.Weekday") => to_int64(&native.plain()),
        Value::Nil | Value::Bytes(_) | Value::List(_) | Value::Dict(_) | Value::Native(_) => 0,
    }
}

/// `cast.ToFloat64`.
#[expect(clippy::cast_precision_loss, reason = "Go converts so too")]
pub(super) fn to_float64(value: &Value) -> f64 {
    match value {
        Value::Int(value, IntType::Uint64) => value.cast_unsigned() as f64,
        Value::Float(value) => *value,
        Value::Str(text) => text.as_str().and_then(parse_float).unwrap_or(0.0),
        other => to_int64(other) as f64,
    }
}

/// Go's `int64(float)` on amd64: what does not fit is the smallest integer.
#[expect(clippy::cast_possible_truncation, reason = "guarded by the range check")]
pub(super) fn truncated(value: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&value) { value as i64 } else { i64::MIN }
}

/// `1.00` without its zeros behind the point.
fn trim_zero_decimal(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    }
}

/// `strconv.ParseInt`; base 0 reads Go's prefixes and underscores.
pub(super) fn parse_int(text: &str, base: u32) -> Option<i64> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (radix, digits) = if base == 0 { radix(unsigned) } else { (base, unsigned) };
    let cleaned;
    let digits = if base == 0 && digits.contains('_') {
        underscores_stand_between_digits(unsigned).then_some(())?;
        cleaned = digits.replace('_', "");
        cleaned.as_str()
    } else {
        digits
    };
    digits.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(())?;
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative { 0i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

fn radix(text: &str) -> (u32, &str) {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'0') || bytes.len() < 2 {
        return (10, text);
    }
    let after = text.get(2..).unwrap_or("");
    match bytes.get(1) {
        Some(b'x' | b'X') if !after.is_empty() => (16, after),
        Some(b'b' | b'B') if !after.is_empty() => (2, after),
        Some(b'o' | b'O') if !after.is_empty() => (8, after),
        _ => (8, text.get(1..).unwrap_or("")),
    }
}

/// Go's rule for underscores in numbers: between digits, or between a prefix and a digit.
fn underscores_stand_between_digits(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let prefixed = ["0x", "0b", "0o"].iter().any(|prefix| lower.starts_with(prefix));
    let hex = lower.starts_with("0x");
    let mut before = if prefixed { '0' } else { '^' };
    for c in lower.chars().skip(if prefixed { 2 } else { 0 }) {
        let kind = match c {
            '0'..='9' => '0',
            'a'..='f' if hex => '0',
            '_' if before == '0' => '_',
            '_' => return false,
            _ if before == '_' => return false,
            _ => '!',
        };
        before = kind;
    }
    before != '_'
}

/// `strconv.ParseFloat`: decimal and hexadecimal, `inf`, `nan`; `None` where it is no number or too large.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let negative = text.starts_with('-');
    let sign = |value: f64| if negative { -value } else { value };
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Some(sign(f64::INFINITY));
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    if let Some(digits) = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        underscores_stand_between_digits(unsigned).then_some(())?;
        return hexadecimal(&digits.replace('_', "")).map(sign);
    }
    if unsigned.contains('_') {
        underscores_stand_between_digits(unsigned).then_some(())?;
        return parse_float(&text.replace('_', ""));
    }
    // Rust takes what Go does here, but for words.
    unsigned.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')).then_some(())?;
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Hexadecimal digits with a binary exponent; the exponent is obligatory.
#[expect(clippy::cast_precision_loss, reason = "mantissas beyond 2^53 are rounded here, once more than in Go at most")]
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    (!digits.is_empty() && digits.len() <= 32).then_some(())?;
    let number = u128::from_str_radix(&digits, 16).ok()?;
    let shift = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    let value = number as f64 * 2f64.powi(exponent.checked_sub(shift)?);
    value.is_finite().then_some(value)
}

/// `strconv.Atoi` without its error: zero where the text is no number, the nearest number where it is out of range. Go
/// stops at the digit that makes it so and does not look further.
pub(super) fn atoi(bytes: &[u8]) -> i64 {
    let unsigned = bytes.strip_prefix(b"+").or_else(|| bytes.strip_prefix(b"-")).unwrap_or(bytes);
    let negative = bytes.starts_with(b"-");
    let limit = if negative { i64::MIN } else { i64::MAX };
    if unsigned.is_empty() {
        return 0;
    }
    let mut value = 0u64;
    for byte in unsigned {
        if !byte.is_ascii_digit() {
            return 0;
        }
        match value.checked_mul(10).and_then(|value| value.checked_add(u64::from(byte - b'0'))) {
            Some(next) => value = next,
            None => return limit,
        }
    }
    if negative { 0i64.checked_sub_unsigned(value).unwrap_or(limit) } else { i64::try_from(value).unwrap_or(limit) }
}
