//! `semver_compare`: whether a version lies in a range as blang/semver writes it (`>=1.2.0 <2.0.0 || !=3.x`). It knows no policy.

use semver::Version;

use super::fault::Fault;

/// Whether the version is in the range. A text that is no version counts as 0.0.0, as in Kyverno.
///
/// # Errors
/// When the range is none.
pub fn in_range(version: &str, range: &str) -> Result<bool, Fault> {
    let wrong = || Fault::bad(format!("could not parse the range {range:?}"));
    let version = Version::parse(version).unwrap_or(Version::new(0, 0, 0));
    let mut is_inside = false;
    for alternative in range.split("||") {
        let joined = glued(alternative);
        let mut parts = joined.split_whitespace().peekable();
        parts.peek().ok_or_else(wrong)?;
        let mut is_all = true;
        for part in parts {
            is_all &= holds(&version, part).ok_or_else(wrong)?;
        }
        is_inside |= is_all;
    }
    Ok(is_inside)
}

/// A version is greater or less than another; none where the text is no version.
pub fn compare(left: &str, right: &str) -> Option<std::cmp::Ordering> {
    Some(Version::parse(left).ok()?.cmp_precedence(&Version::parse(right).ok()?))
}

/// Operators stand right before their version: `>= 1.0` is `>=1.0`.
fn glued(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        if c == ' ' && out.ends_with(['<', '>', '=', '!']) {
            continue;
        }
        out.push(c);
    }
    out
}

fn holds(version: &Version, part: &str) -> Option<bool> {
    let start = part.trim_start_matches(['<', '>', '=', '!']);
    let operator = part.get(..part.len() - start.len())?;
    if !start.contains(['x', 'X', '*']) || start.contains(['-', '+']) {
        let order = version.cmp_precedence(&Version::parse(start).ok()?);
        return Some(match operator {
            "" | "=" | "==" => order.is_eq(),
            "!" | "!=" => order.is_ne(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            _ => return None,
        });
    }
    // `1.x` and `1.2.x` stand for everything from 1.0.0 to below 2.0.0, and so on.
    let numbers: Vec<u64> = start.split('.').map_while(|part| part.parse().ok()).collect();
    let (low, high) = match *numbers.as_slice() {
        [] => return Some(true),
        [major] => (Version::new(major, 0, 0), Version::new(major.checked_add(1)?, 0, 0)),
        [major, minor, ..] => (Version::new(major, minor, 0), Version::new(major, minor.checked_add(1)?, 0)),
    };
    Some(match operator {
        "" | "=" | "==" => *version >= low && *version < high,
        "!" | "!=" => *version < low || *version >= high,
        ">" => *version >= high,
        ">=" => *version >= low,
        "<" => *version < low,
        "<=" => *version < high,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::in_range;

    #[test]
    fn ranges_hold_operators_wildcards_and_alternatives() {
        for (version, range, expected) in [
            ("4.1.3", ">=4.1.3", true),
            ("4.1.3", "<4.1.3", false),
            ("4.1.3", ">4.1.0 <5.0.0", true),
            ("4.1.3", "4.1.x", true),
            ("4.1.3", "!=4.x.x", false),
            ("1.0.0", ">2.0.0 || <=1.0.0", true),
            ("1.0.0", ">= 1.0.0", true),
            ("none", "0.0.0", true),
        ] {
            assert_eq!(in_range(version, range), Ok(expected), "{version} in {range}");
        }
        assert!(in_range("1.0.0", "latest").is_err());
    }
}
