//! Floats in all of Go's forms. It knows no other value. Source: Go's `fmt` `fmtFloat` and `strconv.FormatFloat`.

use super::super::fault::Fault;
use super::format::Printer;
use crate::engine::manifest::gofloat;

/// More digits than any float has before or after its point: what is asked for beyond is zeros.
const DIGITS: usize = 1_100;

impl Printer<'_> {
    /// Writes a float; `false`: the verb is none of floats.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn float(&mut self, value: f64, verb: char) -> Result<bool, Fault> {
        let (form, default) = match verb {
            'v' => ('g', None),
            'b' | 'g' | 'G' | 'x' | 'X' => (verb, None),
            'f' | 'F' => ('f', Some(6)),
            'e' | 'E' => (verb, Some(6)),
            _ => return Ok(false),
        };
        let precision = self.flags.precision.or(default);
        self.work(precision.unwrap_or(0) / 64)?;
        let number = formatted(value, form, precision);
        self.number(number, form, precision)?;
        Ok(true)
    }

    /// Writes what `strconv` made: sign, padding, and the point and zeros that `#` asks for.
    fn number(&mut self, number: String, form: char, precision: Option<usize>) -> Result<(), Fault> {
        let flags = self.flags;
        let (mut sign, mut digits) = match number.strip_prefix('-') {
            Some(rest) => ('-', rest.to_owned()),
            None => ('+', number.strip_prefix('+').unwrap_or(&number).to_owned()),
        };
        if flags.space && sign == '+' && !flags.plus {
            sign = ' ';
        }
        if digits.starts_with(['I', 'N']) {
            let hide = digits.starts_with('N') && !flags.space && !flags.plus;
            let text = if hide { digits } else { format!("{sign}{digits}") };
            return self.padded_with_spaces(text.as_bytes());
        }
        if flags.sharp && form != 'b' {
            digits = with_point(&digits, form, precision);
        }
        if flags.plus || sign != '+' {
            let width = flags.width.unwrap_or(0);
            let length = digits.len().saturating_add(1);
            if flags.zero && !flags.minus && width > length {
                self.push(&[u8::try_from(sign).unwrap_or(b'-')])?;
                self.padding(width.saturating_sub(length))?;
                return self.push(digits.as_bytes());
            }
            return self.padded(format!("{sign}{digits}").as_bytes());
        }
        self.padded(digits.as_bytes())
    }
}

/// Digits with the point and the trailing zeros that `#` keeps.
fn with_point(digits: &str, form: char, precision: Option<usize>) -> String {
    let is_hex = matches!(form, 'x' | 'X');
    let mut wanted = match form {
        'g' | 'G' | 'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let exponent = digits.find(|character: char| matches!(character, 'p' | 'P') || !is_hex && matches!(character, 'e' | 'E'));
    let (mantissa, tail) = digits.split_at(exponent.unwrap_or(digits.len()));
    let mut seen = false;
    for character in mantissa.chars().filter(|character| *character != '.') {
        seen |= character != '0';
        wanted = wanted.saturating_sub(usize::from(seen));
    }
    let mut out = mantissa.to_owned();
    if !mantissa.contains('.') {
        if mantissa == "0" {
            wanted = wanted.saturating_sub(1);
        }
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', wanted));
    out.push_str(tail);
    out
}

/// As `strconv.FormatFloat(value, form, precision, 64)`; no precision is the shortest form.
pub fn formatted(value: f64, form: char, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    if let ('g', None, Some(whole)) = (form, precision, small_whole(value)) {
        return whole.to_string();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let magnitude = value.abs();
    let body = match (form, precision) {
        ('g', None) => return gofloat::general(value),
        ('b', _) => binary(magnitude),
        ('x' | 'X', _) => hexadecimal(magnitude, precision),
        ('f', None) => format!("{magnitude}"),
        ('f', Some(precision)) => with_zeros(&format!("{magnitude:.*}", precision.min(DIGITS)), precision.saturating_sub(DIGITS)),
        ('e' | 'E', _) => exponential(magnitude, precision),
        (_, _) => general(magnitude, precision),
    };
    let body = if form.is_ascii_uppercase() { body.to_ascii_uppercase() } else { body };
    format!("{sign}{body}")
}

/// A whole number below a million: what nearly all numbers of charts are. Their shortest form is that of an integer.
#[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
fn small_whole(value: f64) -> Option<i32> {
    let is_whole = value.abs() < 1e6 && value.trunc().to_bits() == value.to_bits() && !(value == 0.0 && value.is_sign_negative());
    is_whole.then_some(value as i32)
}

fn with_zeros(digits: &str, n: usize) -> String {
    let mut out = digits.to_owned();
    out.extend(std::iter::repeat_n('0', n));
    out
}

fn exponential(magnitude: f64, precision: Option<usize>) -> String {
    let scientific = match precision {
        None => gofloat::shortest(magnitude),
        Some(precision) => format!("{magnitude:.*e}", precision.min(DIGITS)),
    };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let mantissa = with_zeros(mantissa, precision.unwrap_or(0).saturating_sub(DIGITS));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
}

/// `%g`: exponents below -4 and from the precision on.
fn general(magnitude: f64, precision: Option<usize>) -> String {
    let Some(precision) = precision else { return gofloat::general(magnitude) };
    let precision = precision.max(1);
    let scientific = format!("{magnitude:.*e}", precision.saturating_sub(1).min(DIGITS));
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let n_digits = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let mut limit = i64::try_from(precision).unwrap_or(i64::MAX);
    // Where all digits stand before the point, Go takes their number for the precision.
    if limit > n_digits && n_digits > exponent {
        limit = n_digits;
    }
    if exponent < -4 || exponent >= limit {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
    }
    let places = usize::try_from(n_digits.saturating_sub(1).saturating_sub(exponent)).unwrap_or(0);
    format!("{magnitude:.places$}")
}

/// `%b`: mantissa and binary exponent.
fn binary(magnitude: f64) -> String {
    let (mantissa, exponent) = parts(magnitude);
    let exponent = exponent.saturating_sub(52);
    format!("{mantissa}p{exponent:+}")
}

/// Mantissa with its hidden bit, and the exponent of that bit.
fn parts(magnitude: f64) -> (u64, i64) {
    let bits = magnitude.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let exponent = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    if exponent == 0 { (fraction, -1022) } else { (fraction | (1 << 52), exponent.saturating_sub(1023)) }
}

/// `%x`: `0x1.8p+01`.
fn hexadecimal(magnitude: f64, precision: Option<usize>) -> String {
    let (mut mantissa, mut exponent) = parts(magnitude);
    if mantissa == 0 {
        exponent = 0;
    } else {
        while mantissa >> 52 == 0 {
            mantissa <<= 1;
            exponent = exponent.saturating_sub(1);
        }
    }
    mantissa <<= 8; // The first digit stands in the topmost four bits, the 15 others below.
    if let Some(precision) = precision.filter(|precision| *precision < 15) {
        let shift = u32::try_from(precision.saturating_mul(4)).unwrap_or(0);
        let extra = mantissa << 4 << shift;
        mantissa = mantissa.checked_shr(60 - shift).unwrap_or(0);
        if extra | (mantissa & 1) > 1 << 63 {
            mantissa = mantissa.saturating_add(1);
        }
        mantissa = mantissa.checked_shl(60 - shift).unwrap_or(0);
        if mantissa >> 61 != 0 {
            mantissa >>= 1;
            exponent = exponent.saturating_add(1);
        }
    }
    let mut digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    match precision {
        None => digits.truncate(digits.trim_end_matches('0').len()),
        Some(precision) if precision <= digits.len() => digits.truncate(precision),
        Some(precision) => digits = with_zeros(&digits, precision.saturating_sub(digits.len())),
    }
    let point = if digits.is_empty() { "" } else { "." };
    format!("0x{}{point}{digits}p{}{:02}", mantissa >> 60, if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
}
