//! Kubernetes quantities (`100m`, `1Gi`, `1e3`): parsed, compared and printed as apimachinery's `resource.Quantity` does,
//! so that compare can tell `0.1` and `100m` for equal. It knows no resource names.
//!
//! A quantity is exact: decimal digits and a power of ten, never a float. More than nine decimal places are rounded up, a
//! binary quantity above 2^63−1 is capped there.

use std::cmp::Ordering;

use crate::model::object::value::Value;

use super::json;

/// Longest text that is read; Kubernetes' own quantities have less than twenty characters.
const MAX_LENGTH: usize = 256;

/// Digits of an integer that certainly fits `i64` (apimachinery's `maxInt64Factors`).
const SAFE_DIGITS: usize = 18;

/// Decimal places that are kept: nano.
const NANO: i64 = -9;

/// A quantity. Equal and ordered by number: `1Gi == 1024Mi`.
#[derive(Debug, Clone)]
pub struct Quantity {
    negative: bool,
    /// Digits 0–9 without leading or trailing zeros; none for zero.
    digits: Vec<u8>,
    /// The value is `digits × 10^exponent`.
    exponent: i64,
    format: Format,
    /// The text it was read from, where apimachinery prints that again.
    text: Option<String>,
}

/// Which suffixes it prints with: those it was read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    DecimalExponent,
    BinarySi,
    DecimalSi,
}

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadQuantity {
    /// Not a number and a suffix.
    #[error("no number with a suffix such as m, k, Mi or e3")]
    Form,
    /// The number has no digits.
    #[error("no digits before the suffix")]
    Number,
    /// No such suffix.
    #[error("unknown suffix")]
    Suffix,
    /// Longer than any real quantity.
    #[error("too long for a quantity")]
    TooLong,
}

/// A quantity's text, cut into its parts.
struct Parts<'t> {
    negative: bool,
    /// Sign, digits and point as written.
    number: &'t str,
    whole: &'t str,
    fraction: &'t str,
    suffix: &'t str,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, BadQuantity> {
        if text.is_empty() {
            return Err(BadQuantity::Form);
        }
        if text.len() > MAX_LENGTH {
            return Err(BadQuantity::TooLong);
        }
        let parts = cut(text)?;
        let (scale, format) = interpret(parts.suffix).ok_or(BadQuantity::Suffix)?;
        let (exponent, doublings) = match scale {
            Scale::Ten(exponent) => (exponent, 0),
            Scale::Two(doublings) => (0, doublings),
        };
        let shifted = format!("{}{}", parts.whole, parts.fraction);
        let fits = is_fast(&parts, exponent, doublings);
        if !fits && !is_decimal(parts.number) {
            return Err(BadQuantity::Number);
        }
        let mut digits: Vec<u8> = shifted.bytes().map(|byte| byte - b'0').collect();
        for _ in 0..doublings / 10 {
            times_1024(&mut digits);
        }
        let exponent = exponent - i64::try_from(parts.fraction.len()).unwrap_or(0);
        let keeps_text = fits && is_canonical(&shifted, exponent, doublings);
        let mut quantity = Self { negative: parts.negative, digits, exponent, format, text: keeps_text.then(|| text.to_owned()) };
        quantity.round_up();
        quantity.normalize();
        if format == Format::BinarySi && !fits {
            quantity.cap();
        }
        Ok(quantity)
    }

    /// The quantity that a field's value is: text, or a number as JSON prints it. `None`: it is none.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Str(text) => Self::parse(text.trim()).ok(),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => Self::parse(std::str::from_utf8(&json::to_json(value)).ok()?).ok(),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The form in which an API server returns it: `1500m` for `1.5`, `1536Mi` for `1.5Gi`.
    pub fn canonical(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        let sign = if self.negative { "-" } else { "" };
        if self.format == Format::BinarySi
            && let Some(integer) = self.integer().filter(|integer| *integer >= 1024)
        {
            let mut amount = integer;
            let mut step = 0;
            while amount.is_multiple_of(1024) {
                amount /= 1024;
                step += 1;
            }
            return format!("{sign}{amount}{}", ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(step).unwrap_or(&""));
        }
        let padding = self.exponent.rem_euclid(3);
        let exponent = self.exponent - padding;
        let zeros = "0".repeat(usize::try_from(padding).unwrap_or(0));
        let digits: String = self.digits.iter().map(|digit| char::from(digit + b'0')).collect();
        let suffix = match self.format {
            Format::DecimalExponent if exponent == 0 => String::new(),
            Format::DecimalExponent => format!("e{exponent}"),
            Format::DecimalSi | Format::BinarySi => decimal_suffix(exponent).to_owned(),
        };
        format!("{sign}{digits}{zeros}{suffix}")
    }

    /// About how much it is: for ratios that people read, never for a verdict.
    #[expect(clippy::cast_possible_truncation, reason = "an exponent that does not fit is beyond a float anyway")]
    pub fn approximate(&self) -> f64 {
        let digits = self.digits.iter().fold(0.0, |sum, digit| sum * 10.0 + f64::from(*digit));
        let size = digits * 10_f64.powi(self.exponent.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        if self.negative { -size } else { size }
    }

    /// The magnitude, if it is an integer within 64 bits.
    fn integer(&self) -> Option<u64> {
        let zeros = u32::try_from(self.exponent).ok()?;
        let digits = self.digits.iter().try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(*digit)))?;
        digits.checked_mul(10_u64.checked_pow(zeros)?)
    }

    /// Takes away what is smaller than nano, making the magnitude larger if that is something.
    fn round_up(&mut self) {
        let Ok(extra) = usize::try_from(NANO - self.exponent) else { return };
        if extra == 0 {
            return;
        }
        let kept = self.digits.len().saturating_sub(extra);
        let lost = self.digits.split_off(kept).iter().any(|digit| *digit != 0);
        self.exponent = NANO;
        if lost {
            let mut at = kept;
            loop {
                let Some(before) = at.checked_sub(1) else {
                    self.digits.insert(0, 1);
                    break;
                };
                at = before;
                match self.digits.get_mut(at) {
                    Some(digit) if *digit == 9 => *digit = 0,
                    Some(digit) => {
                        *digit += 1;
                        break;
                    }
                    None => break,
                }
            }
        }
    }

    fn normalize(&mut self) {
        let leading = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..leading);
        while self.digits.last() == Some(&0) {
            self.digits.pop();
            self.exponent += 1;
        }
        if self.digits.is_empty() {
            self.exponent = 0;
            self.negative = false;
        }
    }

    /// A binary quantity is at most 2^63−1, and one below 1 prints with decimal suffixes.
    fn cap(&mut self) {
        const MAX: &[u8] = &[9, 2, 2, 3, 3, 7, 2, 0, 3, 6, 8, 5, 4, 7, 7, 5, 8, 0, 7];
        let size = |digits: &[u8], exponent: i64| i64::try_from(digits.len()).unwrap_or(i64::MAX).saturating_add(exponent);
        let position = size(&self.digits, self.exponent);
        if (position, self.digits.as_slice()) > (size(MAX, 0), MAX) {
            self.digits = MAX.to_vec();
            self.exponent = 0;
        }
        if position <= 0 {
            self.format = Format::DecimalSi;
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        let position = |quantity: &Self| i64::try_from(quantity.digits.len()).unwrap_or(i64::MAX).saturating_add(quantity.exponent);
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => position(self).cmp(&position(other)).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}
impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Quantity {}

/// A suffix's factor.
enum Scale {
    /// A power of ten.
    Ten(i64),
    /// A power of two.
    Two(u32),
}

fn interpret(suffix: &str) -> Option<(Scale, Format)> {
    let ten = |exponent| Some((Scale::Ten(exponent), Format::DecimalSi));
    let two = |doublings| Some((Scale::Two(doublings), Format::BinarySi));
    match suffix {
        "n" => ten(-9),
        "u" => ten(-6),
        "m" => ten(-3),
        "" => ten(0),
        "k" => ten(3),
        "M" => ten(6),
        "G" => ten(9),
        "T" => ten(12),
        "P" => ten(15),
        "E" => ten(18),
        "Ki" => two(10),
        "Mi" => two(20),
        "Gi" => two(30),
        "Ti" => two(40),
        "Pi" => two(50),
        "Ei" => two(60),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            Some((Scale::Ten(exponent.into()), Format::DecimalExponent))
        }
    }
}

fn decimal_suffix(exponent: i64) -> &'static str {
    match exponent {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        18 => "E",
        // Beyond the suffixes apimachinery prints none, and so loses the exponent; nobody has seen a quantity of 1000E.
        _ => "",
    }
}

fn cut(text: &str) -> Result<Parts<'_>, BadQuantity> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let stripped = unsigned.trim_start_matches('0');
    if stripped.is_empty() {
        return Ok(Parts { negative: false, number: "0", whole: "0", fraction: "", suffix: "" });
    }
    let (whole, rest) = stripped.split_at(digits(stripped));
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", rest),
    };
    let number = text.get(..text.len() - suffix.len()).unwrap_or("");
    let after_letters = suffix.trim_start_matches(['e', 'E', 'i', 'n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P']);
    let exponent = after_letters.strip_prefix(['-', '+']).unwrap_or(after_letters);
    if !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadQuantity::Form);
    }
    Ok(Parts { negative, number, whole: if whole.is_empty() { "0" } else { whole }, fraction, suffix })
}

/// Whether apimachinery reads it as an `i64` and a scale, without its decimal package: only then may it keep the text.
fn is_fast(parts: &Parts<'_>, exponent: i64, doublings: u32) -> bool {
    let n_digits = parts.whole.len() + parts.fraction.len();
    if doublings == 0 {
        let scale = exponent - i64::try_from(parts.fraction.len()).unwrap_or(i64::MAX);
        return n_digits <= SAFE_DIGITS && scale >= NANO;
    }
    let free = SAFE_DIGITS - 4;
    let factor = usize::try_from(doublings * 3 / 10).unwrap_or(free);
    let product = parts.whole.parse::<i64>().ok().and_then(|value| value.checked_mul(1_i64.checked_shl(doublings)?));
    parts.fraction.is_empty() && n_digits + factor <= free && product.is_some()
}

/// Whether apimachinery takes the text for canonical already.
fn is_canonical(shifted: &str, exponent: i64, doublings: u32) -> bool {
    if doublings == 0 {
        exponent % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0')
    } else {
        shifted.parse::<u64>().is_ok_and(|value| value & 7 != 0)
    }
}

/// Whether a signed decimal number has a digit at all.
fn is_decimal(number: &str) -> bool {
    number.bytes().any(|byte| byte.is_ascii_digit())
}

fn times_1024(digits: &mut Vec<u8>) {
    let mut carry = 0_u32;
    for digit in digits.iter_mut().rev() {
        let product = u32::from(*digit) * 1024 + carry;
        *digit = u8::try_from(product % 10).unwrap_or(0);
        carry = product / 10;
    }
    while carry > 0 {
        digits.insert(0, u8::try_from(carry % 10).unwrap_or(0));
        carry /= 10;
    }
}
