//! Exact arithmetic of quantities: whole billionths, which is as fine as Kubernetes' quantities are. It knows no expression.

use crate::engine::manifest::quantity::Quantity;

const NANO: i128 = 1_000_000_000;

/// A number of billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

impl Decimal {
    /// The exact value of a quantity; none where it is too large.
    pub fn of_quantity(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && !"+-.".contains(c)).unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        let factor = match suffix {
            "" => NANO,
            "n" => 1,
            "u" => 1_000,
            "m" => 1_000_000,
            "k" => 1_000 * NANO,
            "M" => 1_000_000 * NANO,
            "G" => NANO * NANO,
            "T" => 1_000 * NANO * NANO,
            "P" => 1_000_000 * NANO * NANO,
            "E" => NANO.checked_mul(NANO)?.checked_mul(NANO)?,
            "Ki" => NANO << 10,
            "Mi" => NANO << 20,
            "Gi" => NANO << 30,
            "Ti" => NANO << 40,
            "Pi" => NANO << 50,
            "Ei" => NANO << 60,
            exponent => {
                let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
                10_i128.checked_pow(u32::try_from(exponent.checked_add(9)?).ok()?)?
            }
        };
        let (sign, digits) = match number.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        let value = whole.checked_mul(factor)?.checked_add(part.checked_mul(factor)? / scale)?;
        Some(Self(value * sign))
    }

    /// The value of a float64, to the billionth.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    pub fn of_number(number: f64) -> Option<Self> {
        (number.abs() < 1e27).then(|| Self((number * 1e9).round() as i128))
    }

    /// The nearest float64.
    #[expect(clippy::cast_precision_loss, reason = "Go's AsApproximateFloat64 loses as much")]
    pub fn to_number(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self(self.0.checked_mul(other.0)? / NANO))
    }

    /// The quotient, cut to as many digits as the finer of both has.
    pub fn over(self, other: Self) -> Option<Self> {
        let unit = self.unit().min(other.unit());
        let quotient = self.0.checked_mul(NANO)?.checked_div(other.0)?;
        Some(Self(quotient / unit * unit))
    }

    /// The place of its last digit, in billionths, at most 1.
    fn unit(self) -> i128 {
        let mut unit = NANO;
        while unit > 1 && self.0 % unit != 0 {
            unit /= 10;
        }
        unit
    }
}

/// The quantity as an API server prints it, with suffixes of the kind that `like` has.
pub fn quantity_text(value: Decimal, like: &str) -> String {
    let whole = value.0 / NANO;
    if like.ends_with('i') && value.0 % NANO == 0 && whole.abs() >= 1024 {
        let (mut amount, mut step) = (whole, 0);
        while amount % 1024 == 0 && step < 6 {
            amount /= 1024;
            step += 1;
        }
        return format!("{amount}{}", ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(step).unwrap_or(&""));
    }
    let sign = if value.0 < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:09}", whole.abs(), (value.0 % NANO).abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Quantity::parse(text).map_or_else(|_| text.to_owned(), |quantity| quantity.canonical())
}

#[cfg(test)]
mod tests {
    use super::{Decimal, quantity_text};

    #[test]
    fn quantities_are_exact_and_printed_as_they_were_written() {
        let read = |text: &str| Decimal::of_quantity(text).expect(text);
        assert_eq!(read("1500m"), read("1.5"));
        assert_eq!(read("1Ki"), read("1024"));
        assert_eq!(quantity_text(read("12Ki").plus(read("1Mi")).expect("a sum"), "12Ki"), "1036Ki");
        assert_eq!(quantity_text(read("1.5"), "1"), "1500m");
        assert_eq!(quantity_text(read("12").over(read("5")).expect("a quotient"), "12"), "2");
        assert_eq!(Decimal::of_quantity("1e60"), None);
    }
}
