//! What a scalar means to Go's decoders: yaml.v2 under `sigs.k8s.io/yaml` (Kubernetes, Argo CD, Helm) and yaml.v3 under
//! kyaml (Kustomize). It knows no document: text, style and tag in, value out.
//!
//! Both read numbers by Go's rules (`0x1f`, `0o17`, `0b1`, `017` octal, `1_000`); only v2 takes `yes`, `no`, `on`, `off`,
//! `y`, `n` for booleans. Base 60 (`1:30`) is text to both, and so is `=`. A float without a fraction becomes an integer,
//! because both tools pass values through JSON, where `1.0` and `1e3` print as `1` and `1000`.

use super::{gofloat, timestamp};

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scalars {
    /// `sigs.k8s.io/yaml` over go.yaml.in/yaml/v2: the API machinery, Argo CD's directories, Helm.
    #[default]
    Yaml11,
    /// go.yaml.in/yaml/v3 as kyaml uses it: Kustomize.
    Yaml12,
}

/// A scalar's meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `null`, `~`, nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer within 64 bits, signed.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// Any other number; may be infinite or NaN, which only a map's key can be.
    Float(f64),
    /// Text other than as written: decoded base64, or a timestamp as Kustomize prints it.
    Text(String),
    /// Text as it is written.
    AsWritten,
}

/// Why a scalar has no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadScalar {
    /// The tag and the text do not fit, as in `!!int x`.
    #[error("the text does not fit its tag !!{0}")]
    Tag(&'static str),
    /// `!!binary` with text that is no base64.
    #[error("!!binary value contains invalid base64 data")]
    Base64,
    /// `.inf`, `-.inf`, `.nan` as a value: JSON has no such number.
    #[error("infinite and not-a-number values cannot be sent to Kubernetes")]
    NotFinite,
}

const CORE: [&str; 7] = ["str", "int", "float", "bool", "null", "timestamp", "binary"];

/// The tag names of YAML's core types that change a scalar's meaning; others (`!custom`) make it text.
pub fn core_tag(suffix: &str) -> Option<&'static str> {
    CORE.into_iter().find(|name| *name == suffix)
}

/// The meaning of a plain scalar without a tag, or of any scalar with one. `tag`: `None` without a tag, else the name of a
/// core type ([`core_tag`]) or `""` for any other tag. Quoted scalars without a tag are text and need no call.
///
/// # Errors
/// When text and tag do not fit, and for infinities.
pub fn resolve(text: &str, tag: Option<&'static str>, rules: Scalars) -> Result<Scalar, BadScalar> {
    let scalar = match tag {
        None => plain(text, rules),
        Some("str" | "") => Scalar::AsWritten,
        Some("binary") => return binary(text),
        Some(tag) => tagged(text, tag, rules)?,
    };
    match scalar {
        Scalar::Float(value) if !value.is_finite() => Err(BadScalar::NotFinite),
        Scalar::Float(value) => Ok(through_json(value)),
        Scalar::Null | Scalar::Bool(_) | Scalar::Int(_) | Scalar::Uint(_) | Scalar::Text(_) | Scalar::AsWritten => Ok(scalar),
    }
}

/// A map's key as `sigs.k8s.io/yaml` makes it text: numbers and booleans printed, text as it is (the inner `None`). `None`:
/// null, or an integer beyond `i64`, which it refuses.
pub fn key_text(text: &str) -> Option<Option<String>> {
    match plain(text, Scalars::Yaml11) {
        Scalar::Null | Scalar::Uint(_) => None,
        Scalar::Bool(value) => Some(Some(value.to_string())),
        Scalar::Int(value) => Some(Some(value.to_string())),
        Scalar::Float(value) => Some(Some(gofloat::general32(value))),
        Scalar::Text(_) | Scalar::AsWritten => Some(None),
    }
}

/// Whether a text, printed plain, would read back as text and nothing else (a timestamp is something else).
pub fn is_text(text: &str, rules: Scalars) -> bool {
    plain(text, rules) == Scalar::AsWritten && timestamp::parse(text).is_none()
}

fn plain(text: &str, rules: Scalars) -> Scalar {
    match text.as_bytes().first() {
        None => Scalar::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text, rules),
        Some(b'.') => match special_float(text) {
            Some(value) => Scalar::Float(value),
            None => go_float(text).map_or(Scalar::AsWritten, Scalar::Float),
        },
        Some(b'+' | b'-' | b'0'..=b'9') => match special_float(text) {
            Some(value) => Scalar::Float(value),
            None => number(text, rules),
        },
        Some(_) => Scalar::AsWritten,
    }
}

fn word(text: &str, rules: Scalars) -> Scalar {
    match text {
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if rules == Scalars::Yaml11 => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if rules == Scalars::Yaml11 => Scalar::Bool(false),
        _ => Scalar::AsWritten,
    }
}

fn special_float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn number(text: &str, rules: Scalars) -> Scalar {
    if let Some(time) = timestamp::parse(text) {
        // yaml.v2 leaves the text; yaml.v3 makes a time of it, which Kustomize prints as JSON does.
        return if rules == Scalars::Yaml12 { Scalar::Text(time.rfc3339()) } else { Scalar::AsWritten };
    }
    let digits: std::borrow::Cow<'_, str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    if let Some(number) = go_integer(&digits) {
        return number;
    }
    if is_yaml_float(&digits) {
        return go_float(&digits).map_or(Scalar::AsWritten, Scalar::Float);
    }
    odd_prefix(&digits, rules).unwrap_or(Scalar::AsWritten)
}

/// Go's `ParseInt` and `ParseUint` with base 0, underscores taken out before.
fn go_integer(text: &str) -> Option<Scalar> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, text.get(1..)?),
        b'+' => (false, true, text.get(1..)?),
        _ => (false, false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match (negative, i64::try_from(magnitude)) {
        (false, Ok(value)) => Some(Scalar::Int(value)),
        (true, Ok(value)) => Some(Scalar::Int(-value)),
        (true, Err(_)) => (magnitude == i64::MIN.unsigned_abs()).then_some(Scalar::Int(i64::MIN)),
        // `ParseUint` knows no sign.
        (false, Err(_)) => (!signed).then_some(Scalar::Uint(magnitude)),
    }
}

/// The forms that both packages try last: `-0b101` and, for yaml.v3, `-0o17`, with a second sign inside (`0b-1`).
fn odd_prefix(text: &str, rules: Scalars) -> Option<Scalar> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (radix, digits) = match rest.get(..2)? {
        "0b" => (2, rest.get(2..)?),
        "0o" if rules == Scalars::Yaml12 => (8, rest.get(2..)?),
        _ => return None,
    };
    if negative {
        // "-" + digits: digits with a sign of their own are no number.
        let plain = !digits.starts_with(['+', '-']);
        return plain.then(|| i64::from_str_radix(&format!("-{digits}"), radix).ok().map(Scalar::Int)).flatten();
    }
    i64::from_str_radix(digits, radix).ok().map(Scalar::Int)
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_yaml_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at).unwrap_or(""), unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && (fraction.is_empty() || all_digits(fraction)),
        None => all_digits(mantissa),
    };
    mantissa_fits && exponent.is_none_or(|exponent| all_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

/// Go's `ParseFloat` on decimal texts: `None` where it errs, also out of range.
fn go_float(text: &str) -> Option<f64> {
    let decimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' | b'_'));
    if !decimal || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Underscores may stand between two digits (yaml takes them out of everything but texts that begin with a point).
    let bytes = text.as_bytes();
    let between_digits = |at: usize| {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        digit(at.checked_sub(1)) && digit(at.checked_add(1))
    };
    if !text.match_indices('_').all(|(at, _)| between_digits(at)) {
        return None;
    }
    let value: f64 = text.replace('_', "").parse().ok()?;
    value.is_finite().then_some(value)
}

/// The number that is left after a float went through JSON: an integer if it prints as one. (Above 2^53 the printed digits
/// are the shortest ones, filled with zeros; they, not the float's exact value, are what is read again.)
fn through_json(value: f64) -> Scalar {
    if value.fract() != 0.0 {
        return Scalar::Float(value);
    }
    let text = gofloat::json(value);
    match (text.parse(), text.parse()) {
        (Ok(value), _) => Scalar::Int(value),
        (Err(_), Ok(value)) => Scalar::Uint(value),
        (Err(_), Err(_)) => Scalar::Float(value),
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go converts so too")]
fn tagged(text: &str, tag: &'static str, rules: Scalars) -> Result<Scalar, BadScalar> {
    let scalar = plain(text, rules);
    let fits = match (&scalar, tag) {
        (Scalar::Null, "null") | (Scalar::Bool(_), "bool") | (Scalar::Int(_) | Scalar::Uint(_), "int") | (Scalar::Float(_), "float") => {
            true
        }
        (Scalar::Int(value), "float") => return Ok(Scalar::Float(*value as f64)),
        (Scalar::AsWritten | Scalar::Text(_), "timestamp") => timestamp::parse(text).is_some(),
        _ => false,
    };
    if fits { Ok(scalar) } else { Err(BadScalar::Tag(tag)) }
}

fn binary(text: &str) -> Result<Scalar, BadScalar> {
    use base64::Engine as _;
    let packed: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(packed).map_err(|_| BadScalar::Base64)?;
    Ok(Scalar::Text(String::from_utf8_lossy(&bytes).into_owned()))
}
