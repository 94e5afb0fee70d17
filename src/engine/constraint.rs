//! Version constraints as Masterminds' semver v3 has them (`>=1.2 <2`, `^1.2`, `~1.4`, `1.x`, `1.2 - 2`, `a || b`): what Argo CD and
//! Helm resolve `targetRevision` with. It knows no Git and no chart index.
//!
//! Source: Masterminds/semver `constraints.go`. A prerelease satisfies only a constraint that names one.

use std::cmp::Ordering;

use semver::{Prerelease, Version};

/// A text is no constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no version constraint")]
pub struct NoConstraint(pub String);

/// A parsed constraint: any of these, each all of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint(Vec<Vec<Part>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    AtLeast,
    AtMost,
    Tilde,
    Caret,
}

/// An operator and a version of which the last numbers may be open (`1.x`, `1.2`).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    operator: Operator,
    version: Version,
    /// Numbers given: 0 (`*`), 1, 2 or 3.
    given: u8,
}

/// A version, lax: a leading `v` and missing numbers are allowed.
pub fn version(text: &str) -> Option<Version> {
    parse_open(text).filter(|(_, given)| *given > 0).map(|(version, _)| version)
}

fn parse_open(text: &str) -> Option<(Version, u8)> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let mut found = [0u64; 3];
    let mut given = 0u8;
    let mut open = false;
    for (index, number) in numbers.split('.').enumerate() {
        let slot = found.get_mut(index)?;
        if matches!(number, "x" | "X" | "*") {
            open = true;
        } else if open {
            return None;
        } else {
            *slot = number.parse().ok()?;
            given += 1;
        }
    }
    let mut version = Version::new(found[0], found[1], found[2]);
    if !rest.is_empty() {
        let whole = Version::parse(&format!("{}.{}.{}{rest}", found[0], found[1], found[2])).ok()?;
        version.pre = whole.pre;
        version.build = whole.build;
    }
    Some((version, given))
}

impl Constraint {
    /// Parses a constraint.
    ///
    /// # Errors
    /// When it is none. A plain version (`1.2.3`) is one; a word (`main`) is not.
    pub fn parse(text: &str) -> Result<Self, NoConstraint> {
        let wrong = || NoConstraint(text.to_owned());
        let mut any = Vec::new();
        for alternative in text.split("||") {
            let mut all = Vec::new();
            for range in hyphens(alternative).ok_or_else(wrong)? {
                all.push(range);
            }
            if all.is_empty() {
                return Err(wrong());
            }
            any.push(all);
        }
        Ok(Self(any))
    }

    /// Whether a version satisfies it.
    pub fn admits(&self, version: &Version) -> bool {
        self.0.iter().any(|all| all.iter().all(|part| part.admits(version)))
    }

    /// The newest of these versions that satisfies it, as it was written.
    pub fn newest<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let parsed = candidates.into_iter().filter_map(|text| Some((version(text)?, text)));
        let admitted = parsed.filter(|(version, _)| self.admits(version));
        admitted.max_by(|a, b| a.0.cmp_precedence(&b.0)).map(|(_, text)| text)
    }
}

/// The parts of one alternative; `a - b` becomes two.
fn hyphens(text: &str) -> Option<Vec<Part>> {
    if let Some((from, to)) = text.split_once(" - ") {
        let (low, given_low) = parse_open(from)?;
        let (high, given_high) = parse_open(to)?;
        let low = Part { operator: Operator::AtLeast, version: low, given: given_low };
        return Some(vec![low, Part { operator: Operator::AtMost, version: high, given: given_high }]);
    }
    let spaced = text.replace(',', " ");
    let mut parts = Vec::new();
    let mut pending = String::new();
    for word in spaced.split_whitespace() {
        pending.push_str(word);
        if pending.ends_with(['=', '<', '>', '~', '^', '!']) {
            continue; // The operator stands apart from its version: `>= 1.2`.
        }
        parts.push(part(&pending)?);
        pending.clear();
    }
    pending.is_empty().then_some(parts)
}

fn part(text: &str) -> Option<Part> {
    let at = text.find(|c: char| !"=<>~^!".contains(c))?;
    let (operator, rest) = text.split_at(at);
    let operator = match operator {
        "" | "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        ">=" | "=>" => Operator::AtLeast,
        "<=" | "=<" => Operator::AtMost,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => return None,
    };
    let (version, given) = parse_open(rest)?;
    Some(Part { operator, version, given })
}

impl Part {
    fn admits(&self, other: &Version) -> bool {
        if other.pre != Prerelease::EMPTY && self.version.pre == Prerelease::EMPTY {
            return false;
        }
        let order = other.cmp_precedence(&self.version);
        match self.operator {
            Operator::Equal if self.given < 3 => self.same_start(other, self.given),
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual if self.given < 3 => !self.same_start(other, self.given),
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Greater if self.given < 3 => order == Ordering::Greater && !self.same_start(other, self.given),
            Operator::Greater => order == Ordering::Greater,
            Operator::Less => order == Ordering::Less,
            Operator::AtLeast => order != Ordering::Less,
            Operator::AtMost if self.given < 3 => order == Ordering::Less || self.same_start(other, self.given),
            Operator::AtMost => order != Ordering::Greater,
            Operator::Tilde => order != Ordering::Less && self.same_start(other, self.given.min(2)),
            Operator::Caret => order != Ordering::Less && self.same_start(other, self.caret()),
        }
    }

    /// Numbers that a caret keeps: up to the first that is not zero, of those given.
    fn caret(&self) -> u8 {
        let numbers = [self.version.major, self.version.minor, self.version.patch];
        let first = numbers.iter().take(self.given.into()).position(|number| *number > 0);
        match first {
            Some(index) => u8::try_from(index + 1).unwrap_or(3),
            None => self.given,
        }
    }

    fn same_start(&self, other: &Version, numbers: u8) -> bool {
        let own = [self.version.major, self.version.minor, self.version.patch];
        let theirs = [other.major, other.minor, other.patch];
        own.iter().zip(theirs).take(numbers.into()).all(|(own, other)| *own == other)
    }
}

#[cfg(test)]
mod tests {
    use super::{Constraint, version};

    #[test]
    fn constraints_admit_what_masterminds_admits() {
        let cases = [
            ("^1.2.3", "1.9.0", true),
            ("^1.2.3", "2.0.0", false),
            ("^0.2.3", "0.2.9", true),
            ("^0.2.3", "0.3.0", false),
            ("^0", "0.9.0", true),
            ("~1.2.3", "1.2.9", true),
            ("~1.2.3", "1.3.0", false),
            ("~1", "1.9.0", true),
            ("1.x", "1.4.2", true),
            ("1.2", "1.2.7", true),
            ("*", "3.1.4", true),
            (">= 1.2, < 2", "1.9.9", true),
            (">=1.2 <2.0.0", "2.0.0", false),
            ("1.2 - 1.4", "1.4.9", true),
            ("<1.0.0 || >=2.0.0", "2.1.0", true),
            (">1.0.0", "1.1.0-rc.1", false),
            (">1.0.0-0", "1.1.0-rc.1", true),
            ("!=1.2.3", "1.2.4", true),
        ];
        for (constraint, candidate, admitted) in cases {
            let parsed = Constraint::parse(constraint).expect(constraint);
            assert_eq!(parsed.admits(&version(candidate).expect(candidate)), admitted, "{constraint} {candidate}");
        }
        for word in ["main", "release/1.2", "", "1.2.3.4"] {
            assert!(Constraint::parse(word).is_err(), "{word}");
        }
    }

    #[test]
    fn the_newest_admitted_tag_is_returned_as_written() {
        let constraint = Constraint::parse("1.x").expect("valid");
        assert_eq!(constraint.newest(["v1.2.0", "v1.10.0", "v2.0.0", "main"]), Some("v1.10.0"));
    }
}
