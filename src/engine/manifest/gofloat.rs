//! Floats printed as Go prints them. It knows no document.

use std::fmt::Write as _;

/// Shortest decimal digits and the decimal point's position (`0.d1d2d3… × 10^point`) out of Rust's `{:e}`, which prints
/// the shortest digits that read back the same, as Go's `FormatFloat(…, -1, …)` does.
fn digits(scientific: &str) -> (String, i32) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    (mantissa.replace('.', ""), exponent.parse::<i32>().unwrap_or(0) + 1)
}

/// The shortest form of a magnitude in Rust's `{:e}`, but of two equally near ones the even one, as Go chooses; Rust takes
/// the upper.
pub fn shortest(magnitude: f64) -> String {
    let upper = format!("{magnitude:e}");
    let (mantissa, exponent) = upper.split_once('e').unwrap_or((&upper, "0"));
    let Some(last @ (b'1' | b'3' | b'5' | b'7' | b'9')) = mantissa.bytes().last() else { return upper };
    let lower = format!("{}{}e{exponent}", mantissa.get(..mantissa.len() - 1).unwrap_or(""), char::from(last - 1));
    // Halfway means that the exact digits are the lower ones, a 5, and nothing else (as far as 30 digits show).
    let places = mantissa.len().saturating_sub(2);
    let exact = format!("{magnitude:.*e}", places + 30);
    let lower_digits = lower.split('e').next().unwrap_or("");
    let tail = exact.split('e').next().and_then(|exact| exact.strip_prefix(lower_digits)).unwrap_or("");
    let halfway = tail.strip_prefix('5').is_some_and(|rest| rest.bytes().all(|byte| byte == b'0'));
    if halfway && lower.parse() == Ok(magnitude) { lower } else { upper }
}

fn exponent_form(negative: bool, digits: &str, exponent: i32, pad: usize) -> String {
    let mut out = String::with_capacity(digits.len() + 8);
    if negative {
        out.push('-');
    }
    let (first, rest) = digits.split_at(1);
    out.push_str(first);
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    // Writing to a String cannot fail.
    let _ = write!(out, "e{sign}{:0pad$}", exponent.unsigned_abs());
    out
}

fn plain_form(negative: bool, digits: &str, point: i32) -> String {
    let mut out = String::with_capacity(digits.len() + 8);
    if negative {
        out.push('-');
    }
    let n_digits = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', usize::try_from(-point).unwrap_or(0)));
        out.push_str(digits);
    } else if point >= n_digits {
        out.push_str(digits);
        out.extend(std::iter::repeat_n('0', usize::try_from(point - n_digits).unwrap_or(0)));
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some(".nan")
    } else if value.is_infinite() {
        Some(if value > 0.0 { ".inf" } else { "-.inf" })
    } else {
        None
    }
}

/// As `strconv.FormatFloat(value, 'g', -1, 64)`, with YAML's names of infinities: what yaml.v2 prints (`1e+06`).
pub fn general(value: f64) -> String {
    special(value).map_or_else(|| general_digits(value.is_sign_negative(), &shortest(value.abs())), str::to_owned)
}

/// As `strconv.FormatFloat(value, 'g', -1, 32)`: what `sigs.k8s.io/yaml` makes of a map's key that is a float.
#[expect(clippy::cast_possible_truncation, reason = "Go rounds such keys to float32")]
pub fn general32(value: f64) -> String {
    let value = value as f32;
    special(f64::from(value)).map_or_else(|| general_digits(value.is_sign_negative(), &format!("{:e}", value.abs())), str::to_owned)
}

fn general_digits(negative: bool, scientific: &str) -> String {
    let (digits, point) = digits(scientific);
    let exponent = point - 1;
    // Go decides as if six digits had been asked for when the shortest were (only `%v` of `fmt` waits until 21).
    if (-4..6).contains(&exponent) { plain_form(negative, &digits, point) } else { exponent_form(negative, &digits, exponent, 2) }
}

/// As `encoding/json` prints a float: plain below 1e21, exponents without a leading zero. Not for NaN and infinities,
/// which JSON does not have: they print as `null`.
pub fn json(value: f64) -> String {
    if !value.is_finite() {
        return "null".to_owned();
    }
    let negative = value.is_sign_negative();
    let magnitude = value.abs();
    let (digits, point) = digits(&shortest(magnitude));
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) {
        plain_form(negative, &digits, point)
    } else {
        exponent_form(negative, &digits, point - 1, 1)
    }
}
