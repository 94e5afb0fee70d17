//! One value against one value of a pattern: `|`, `&`, `!`, `>`, `<`, `>=`, `<=`, ranges, wildcards; durations and quantities compare as what
//! they are. It knows no tree. Source: kyverno `pkg/engine/pattern`, `pkg/engine/operator`.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

use super::super::wildcard;
use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::quantity::Quantity;
use crate::model::object::value::Value;

/// What stands before a value in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Nothing.
    Equal,
    /// `>=`
    MoreOrEqual,
    /// `<=`
    LessOrEqual,
    /// `!`
    NotEqual,
    /// `>`
    More,
    /// `<`
    Less,
    /// `1-5`
    InRange,
    /// `1!-5`
    NotInRange,
}

#[expect(clippy::expect_used, reason = "a literal that the test below compiles")]
static IN_RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([-|+]?[0-9]+(?:\.[0-9]+)?[A-Za-z]*)-([-|+]?[0-9]+(?:\.[0-9]+)?[A-Za-z]*)$").expect("a literal expression")
});
#[expect(clippy::expect_used, reason = "a literal that the test below compiles")]
static NOT_IN_RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([-|+]?[0-9]+(?:\.[0-9]+)?[A-Za-z]*)!-([-|+]?[0-9]+(?:\.[0-9]+)?[A-Za-z]*)$").expect("a literal expression")
});

impl Operator {
    /// The operator of a text.
    pub fn of(text: &str) -> Self {
        if text.len() < 2 {
            return Self::Equal;
        }
        let signs = [(">=", Self::MoreOrEqual), ("<=", Self::LessOrEqual), (">", Self::More), ("<", Self::Less), ("!", Self::NotEqual)];
        if let Some((_, operator)) = signs.into_iter().find(|(sign, _)| text.starts_with(sign)) {
            return operator;
        }
        if NOT_IN_RANGE.is_match(text) {
            Self::NotInRange
        } else if IN_RANGE.is_match(text) {
            Self::InRange
        } else {
            Self::Equal
        }
    }

    /// How it is written before a value; empty for ranges.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal | Self::InRange | Self::NotInRange => "",
            Self::MoreOrEqual => ">=",
            Self::LessOrEqual => "<=",
            Self::NotEqual => "!",
            Self::More => ">",
            Self::Less => "<",
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal | Self::InRange | Self::NotInRange => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::More => order.is_gt(),
            Self::Less => order.is_lt(),
            Self::MoreOrEqual => order.is_ge(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

/// Whether a value is as the pattern wants it.
pub fn matches(value: &Value, pattern: &Value) -> bool {
    match pattern {
        Value::Bool(wanted) => value.as_bool() == Some(*wanted),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => match value {
            Value::Str(text) => number_in(text, pattern),
            other => other.is_number() && other == pattern,
        },
        Value::Null => match value {
            Value::Null => true,
            Value::Bool(value) => !value,
            Value::Str(text) => text.is_empty(),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => *value == Value::Int(0),
            Value::List(_) | Value::Map(_) => false,
        },
        Value::Map(_) => value.as_map().is_some(),
        Value::Str(text) => text_matches(value, text),
        Value::List(_) => false,
    }
}

/// Whether a text is the number: an integer's pattern wants an integer's text.
fn number_in(text: &str, pattern: &Value) -> bool {
    match pattern {
        Value::Float(wanted) => text.parse::<f64>().is_ok_and(|found| Value::Float(found) == Value::Float(*wanted)),
        other => text.parse::<i64>().is_ok_and(|found| Value::Int(found) == *other),
    }
}

/// Whether a value is as one of the alternatives wants it.
pub fn text_matches(value: &Value, pattern: &str) -> bool {
    value.as_str() == Some(pattern)
        || pattern.split('|').any(|alternative| alternative.trim_matches(' ').split('&').all(|part| one(value, part.trim_matches(' '))))
}

fn one(value: &Value, pattern: &str) -> bool {
    let operator = Operator::of(pattern);
    let ends = |range: &Regex| {
        let found = range.captures(pattern)?;
        Some((found.get(1)?.as_str().to_owned(), found.get(2)?.as_str().to_owned()))
    };
    match operator {
        Operator::InRange => ends(&IN_RANGE)
            .is_some_and(|(low, high)| compare(value, &low, Operator::MoreOrEqual) && compare(value, &high, Operator::LessOrEqual)),
        Operator::NotInRange => {
            ends(&NOT_IN_RANGE).is_some_and(|(low, high)| compare(value, &low, Operator::Less) || compare(value, &high, Operator::More))
        }
        Operator::Equal | Operator::NotEqual | Operator::More | Operator::Less | Operator::MoreOrEqual | Operator::LessOrEqual => {
            compare(value, pattern.get(operator.sign().len()..).unwrap_or_default().trim(), operator)
        }
    }
}

fn compare(value: &Value, pattern: &str, operator: Operator) -> bool {
    let number = match value {
        Value::Null => Some("0".to_owned()),
        Value::Str(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Float(number) => Some(format!("{number:.6}")),
        Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
    };
    if let Some(number) = number {
        if let (Ok(wanted), Ok(found)) = (GoDuration::parse(pattern), GoDuration::parse(&number)) {
            return operator.holds(found.cmp(&wanted));
        }
        if let (Ok(wanted), Ok(found)) = (Quantity::parse(pattern), Quantity::parse(&number)) {
            return operator.holds(found.cmp(&wanted));
        }
    }
    let text = match value {
        Value::Str(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => exponent_form(*number),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => return false,
    };
    match operator {
        Operator::Equal => wildcard::matches(pattern, &text),
        Operator::NotEqual => !wildcard::matches(pattern, &text),
        // Texts have no order here.
        Operator::More | Operator::Less | Operator::MoreOrEqual | Operator::LessOrEqual | Operator::InRange | Operator::NotInRange => false,
    }
}

/// As Go's `FormatFloat(number, 'E', -1, 64)`.
fn exponent_form(number: f64) -> String {
    let text = format!("{number:E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{digits}E{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::{Operator, matches};
    use crate::model::object::value::Value;

    #[test]
    fn operators_are_told_apart() {
        for (text, expected) in [
            ("a", Operator::Equal),
            (">", Operator::Equal),
            (">=1", Operator::MoreOrEqual),
            ("!a", Operator::NotEqual),
            ("1-5", Operator::InRange),
            ("1Mi!-5Mi", Operator::NotInRange),
            ("a-b", Operator::Equal),
        ] {
            assert_eq!(Operator::of(text), expected, "{text}");
        }
    }

    #[test]
    fn values_match_by_number_duration_quantity_and_wildcard() {
        let text = |text: &str| Value::from(text);
        for (value, pattern, expected) in [
            (Value::Int(10), text(">5"), true),
            (Value::Null, text("<1"), true),
            (Value::Null, text("*"), false),
            (text("1Gi"), text("<=1024Mi"), true),
            (text("90s"), text(">1m"), true),
            (text("512Mi"), text("100Mi-1Gi"), true),
            (text("2Gi"), text("100Mi!-1Gi"), true),
            (text("nginx:1"), text("!*:latest & *:*"), true),
            (text("b"), text("a | b"), true),
            (text("a|b"), text("a|b"), true),
            (Value::Bool(true), text("true"), true),
            (text("true"), Value::Bool(true), false),
            (text("5"), Value::Int(5), true),
            (text("5.0"), Value::Int(5), false),
            (Value::Int(0), Value::Null, true),
            (text("x"), Value::Null, false),
            (Value::Float(1.5), text("1.5"), true),
        ] {
            assert_eq!(matches(&value, &pattern), expected, "{value:?} {pattern:?}");
        }
    }
}
