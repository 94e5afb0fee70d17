//! Quantities in the canonical form of Go's `resource.Quantity`: what a real API server gives back for `0.5` or `1000m`. It
//! knows no resource names.

/// The suffix families of `suffix.go`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Decimal,
    Binary,
    Exponent,
}

const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [(&str, u32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

/// The canonical text; none where the text is no quantity. Numbers beyond 38 digits are kept as they are written.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number_end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(number_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let (format, exponent, shift) = suffix_of(suffix)?;
    let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
    let Some(scaled) = digits.parse::<i128>().ok().and_then(|own| own.checked_shl(shift).filter(|big| big >> shift == own)) else {
        return Some(text.to_owned());
    };
    let exponent = exponent - i32::try_from(fraction.trim_end_matches('0').len()).ok()?;
    let sign = if text.starts_with('-') && scaled != 0 { "-" } else { "" };
    Some(format!("{sign}{}", print(scaled, exponent, format)))
}

fn suffix_of(suffix: &str) -> Option<(Format, i32, u32)> {
    if let Some((_, exponent)) = DECIMAL.iter().find(|(own, _)| *own == suffix) {
        return Some((Format::Decimal, *exponent, 0));
    }
    if let Some((_, shift)) = BINARY.iter().find(|(own, _)| *own == suffix) {
        return Some((Format::Binary, 0, *shift));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some((Format::Exponent, exponent, 0))
}

/// `value × 10^exponent`, rounded up to nano as Go does.
fn print(value: i128, exponent: i32, format: Format) -> String {
    if value == 0 {
        return "0".to_owned();
    }
    let (mut value, mut exponent) = (value, exponent);
    while exponent < -9 {
        value = value / 10 + i128::from(value % 10 != 0);
        exponent += 1;
    }
    while value % 10 == 0 {
        value /= 10;
        exponent += 1;
    }
    if format == Format::Binary
        && exponent >= 0
        && let Some(whole) = 10_i128.checked_pow(exponent.unsigned_abs()).and_then(|power| value.checked_mul(power))
        && whole >= 1024
    {
        let (mut whole, mut power) = (whole, 0_usize);
        while whole % 1024 == 0 && power < BINARY.len() {
            whole /= 1024;
            power += 1;
        }
        let suffix = power.checked_sub(1).and_then(|index| BINARY.get(index)).map_or("", |(suffix, _)| suffix);
        return format!("{whole}{suffix}");
    }
    while exponent.rem_euclid(3) != 0 || (exponent > 18 && format != Format::Exponent) {
        value *= 10;
        exponent -= 1;
    }
    let suffix = match format {
        Format::Exponent if exponent == 0 => String::new(),
        Format::Exponent => format!("e{exponent}"),
        Format::Decimal | Format::Binary => DECIMAL.iter().find(|(_, own)| *own == exponent).map_or("", |(suffix, _)| suffix).to_owned(),
    };
    format!("{value}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn quantities_come_back_as_go_prints_them() {
        for (given, wanted) in [
            ("0.5", "500m"),
            ("1000m", "1"),
            ("1Gi", "1Gi"),
            ("1024Mi", "1Gi"),
            ("1500Mi", "1500Mi"),
            ("0.5Gi", "512Mi"),
            ("512", "512"),
            ("1000000", "1M"),
            ("1500", "1500"),
            ("100e3", "100e3"),
            ("1e6", "1e6"),
            ("0", "0"),
            ("-5m", "-5m"),
            ("0.0000000001", "1n"),
            ("1.5Ki", "1536"),
            ("0.1Ki", "102400m"),
        ] {
            assert_eq!(canonical(given).as_deref(), Some(wanted), "{given}");
        }
        assert_eq!(canonical("1 Gi"), None);
        assert_eq!(canonical("lots"), None);
    }
}
