//! Versions and version constraints as Masterminds' semver v3.5 has them (`>=1.2 <2`, `^1.2`, `~1.4`, `1.x`, `1.2 - 2`, `a || b`): what
//! Argo CD and Helm resolve `targetRevision`, dependencies and `kubeVersion` with. It knows no Git and no chart index.
//!
//! Source: Masterminds/semver v3.5.0 `version.go` and `constraints.go`. A prerelease satisfies only an alternative that names one.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

/// Bytes of a constraint, and its alternatives: the library's own limits.
const MAX_LENGTH: usize = 512;
const MAX_ALTERNATIVES: usize = 32;

/// A version's or constraint's numbers, prerelease and metadata, with Go's meaning of a blank.
const TAIL: &str = r"(-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?";
const OPEN: &str = r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?";
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";
const BLANK: &str = r"[\t\n\x0c\r ]";

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!(r"^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?{TAIL}$")).ok());
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^{BLANK}*({OPERATORS}){BLANK}*({OPEN}{TAIL}){BLANK}*$")).ok());
static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("(?:{OPERATORS}){BLANK}*(?:{OPEN}{TAIL})")).ok());
static RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("{BLANK}*({OPEN}{TAIL}){BLANK}+-{BLANK}+({OPEN}{TAIL}){BLANK}*")).ok());
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let one = format!("(?:{OPERATORS}){BLANK}*(?:{OPEN}{TAIL}){BLANK}*");
    Regex::new(&format!("^(?:{BLANK}*{one})(?:(?:{BLANK}+|,{BLANK}*){one})*$")).ok()
});

/// A text is no constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no version constraint")]
pub struct NoConstraint(pub String);

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Major, minor, patch; missing ones are zero.
    pub numbers: [u64; 3],
    /// The prerelease without its dash; empty for a release.
    pub pre: String,
    /// The metadata without its plus sign; it has no part in any order.
    pub metadata: String,
}

/// A version, lax: a leading `v` and missing numbers are allowed.
pub fn version(text: &str) -> Option<Version> {
    let found = VERSION.as_ref()?.captures(text)?;
    let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.trim_start_matches('.').parse::<u64>().ok() };
    let version = Version {
        numbers: [number(group(1))?, number(group(2))?, number(group(3))?],
        pre: group(5).to_owned(),
        metadata: group(7).to_owned(),
    };
    let leads_with_zero = |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit());
    (!version.pre.split('.').any(leads_with_zero)).then_some(version)
}

impl Version {
    /// Precedence; metadata does not count.
    pub fn order(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => prerelease_order(&self.pre, &other.pre),
        })
    }
}

fn prerelease_order(own: &str, other: &str) -> Ordering {
    let (mut own, mut other) = (own.split('.'), other.split('.'));
    loop {
        let (a, b) = match (own.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => (a.unwrap_or(""), b.unwrap_or("")),
        };
        // Numbers come before words; what does not fit a number is a word.
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            _ if a == b => Ordering::Equal,
            _ if a.is_empty() => Ordering::Less,
            _ if b.is_empty() => Ordering::Greater,
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// A parsed constraint: any of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint(Vec<Alternative>);

/// All of these parts; prereleases only where one of them names one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alternative {
    parts: Vec<Part>,
    names_prerelease: bool,
}

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

/// Which of a part's numbers are open (`x`, or not given).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    None,
    Patch,
    Minor,
    /// All of them: the library keeps no mark beyond "some number is open".
    All,
}

/// An operator and a version of which the last numbers may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    operator: Operator,
    version: Version,
    open: Open,
}

impl Constraint {
    /// Parses a constraint.
    ///
    /// # Errors
    /// When it is none. A plain version (`1.2.3`) is one; a word (`main`) is not.
    pub fn parse(text: &str) -> Result<Self, NoConstraint> {
        Self::read(text).ok_or_else(|| NoConstraint(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let text = RANGE.as_ref()?.replace_all(text, |found: &regex::Captures<'_>| {
            let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
            format!(">= {}, <= {} ", group(1), group(9))
        });
        let alternatives: Vec<&str> = text.split("||").collect();
        if alternatives.len() > MAX_ALTERNATIVES {
            return None;
        }
        alternatives.into_iter().map(alternative).collect::<Option<Vec<Alternative>>>().map(Self)
    }

    /// Whether a version satisfies it.
    pub fn admits(&self, version: &Version) -> bool {
        self.0.iter().any(|alternative| {
            (version.pre.is_empty() || alternative.names_prerelease) && alternative.parts.iter().all(|part| part.admits(version))
        })
    }

    /// The newest of these versions that satisfies it, as it was written.
    pub fn newest<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let parsed = candidates.into_iter().filter_map(|text| Some((version(text)?, text)));
        let admitted = parsed.filter(|(version, _)| self.admits(version));
        admitted.max_by(|a, b| a.0.order(&b.0)).map(|(_, text)| text)
    }
}

/// Whether a constraint admits a version; a text that is no constraint or no version admits nothing, as Helm's `IsCompatibleRange`.
pub fn is_compatible(constraint: &str, candidate: &str) -> bool {
    version(candidate).is_some_and(|version| Constraint::parse(constraint).is_ok_and(|constraint| constraint.admits(&version)))
}

fn alternative(text: &str) -> Option<Alternative> {
    if !WHOLE.as_ref()?.is_match(text) {
        return None;
    }
    let parts = PARTS.as_ref()?.find_iter(text).map(|found| part(found.as_str())).collect::<Option<Vec<Part>>>()?;
    let names_prerelease = parts.iter().any(|part| !part.version.pre.is_empty());
    Some(Alternative { parts, names_prerelease })
}

fn part(text: &str) -> Option<Part> {
    let found = PART.as_ref()?.captures(text)?;
    let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
    let operator = match group(1) {
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
    let is_open = |number: &str| matches!(number.trim_start_matches('.'), "" | "x" | "X" | "*");
    let (major, minor, patch, pre) = (group(3), group(4), group(5), group(6));
    let (text, open) = if is_open(major) {
        (format!("0.0.0{pre}"), Open::All)
    } else if is_open(minor) {
        (format!("{major}.0.0{pre}"), Open::Minor)
    } else if is_open(patch) {
        (format!("{major}{minor}.0{pre}"), Open::Patch)
    } else {
        (group(2).to_owned(), Open::None)
    };
    Some(Part { operator, version: version(&text)?, open })
}

impl Part {
    /// Whether a version satisfies it; whether prereleases count at all was decided before.
    fn admits(&self, other: &Version) -> bool {
        let order = other.order(&self.version);
        match self.operator {
            Operator::Equal if self.open == Open::None => order == Ordering::Equal,
            Operator::Equal | Operator::Tilde => order != Ordering::Less && self.tilde(other),
            Operator::NotEqual => self.differs(other, order),
            Operator::Greater => self.is_below(other, order),
            Operator::Less => order == Ordering::Less,
            Operator::AtLeast => order != Ordering::Less,
            Operator::AtMost if self.open == Open::None => order != Ordering::Greater,
            Operator::AtMost => {
                let ([major, minor, _], [own_major, own_minor, _]) = (other.numbers, self.version.numbers);
                major < own_major || major == own_major && (minor <= own_minor || self.open == Open::Minor)
            }
            Operator::Caret => order != Ordering::Less && self.caret(other),
        }
    }

    fn tilde(&self, other: &Version) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (other.numbers, self.version.numbers);
        if self.version.numbers == [0; 3] && matches!(self.open, Open::None | Open::All) {
            return true;
        }
        major == own_major && (minor == own_minor || self.open == Open::Minor)
    }

    fn differs(&self, other: &Version, order: Ordering) -> bool {
        let ([major, minor, patch], [own_major, own_minor, own_patch]) = (other.numbers, self.version.numbers);
        match self.open {
            Open::None => order != Ordering::Equal,
            Open::Minor => major != own_major,
            Open::Patch => {
                let pre = !other.pre.is_empty() || !self.version.pre.is_empty();
                major != own_major || minor != own_minor || pre && other.pre != self.version.pre
            }
            // `!=*` is read as `!=0.0.0`.
            Open::All => [major, minor, patch] != [own_major, own_minor, own_patch] || order != Ordering::Equal,
        }
    }

    fn is_below(&self, other: &Version, order: Ordering) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (other.numbers, self.version.numbers);
        match self.open {
            Open::None => order == Ordering::Greater,
            _ if major != own_major => major > own_major,
            Open::Minor => false,
            Open::Patch => minor > own_minor,
            Open::All => order == Ordering::Greater,
        }
    }

    fn caret(&self, other: &Version) -> bool {
        let ([major, minor, patch], [own_major, own_minor, own_patch]) = (other.numbers, self.version.numbers);
        if own_major > 0 || self.open == Open::Minor {
            return major == own_major;
        }
        if major > 0 || minor != own_minor {
            return false;
        }
        own_minor > 0 || self.open == Open::Patch || patch == own_patch
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
            // A prerelease counts where its own alternative names one, whichever part does.
            (">=1.0.0-0, <2", "1.5.0-rc.1", true),
            (">=1.0.0-0 || <2", "0.5.0-rc.1", false),
            // Open numbers: what is not given, and what stands for any.
            (">1", "1.5.0", false),
            (">1.2", "1.3.0", true),
            ("<=1", "1.9.9", true),
            ("!=1.x", "2.0.0", true),
            ("!=1.2", "1.2.7", false),
            ("^0.0.3", "0.0.4", false),
            ("^0.0", "0.0.9", true),
            ("^*", "1.0.0", false),
            ("~0.0.0", "3.1.4", true),
            ("1.2 - 1.4.5", "1.4.6", false),
            ("v1.2.x", "v1.2.3", true),
            ("=>1.2,=<1.4", "1.3.0", true),
        ];
        for (constraint, candidate, admitted) in cases {
            let parsed = Constraint::parse(constraint).expect(constraint);
            assert_eq!(parsed.admits(&version(candidate).expect(candidate)), admitted, "{constraint} {candidate}");
        }
        for word in ["main", "release/1.2", "1.2.3.4", ">>1", "1.2.3-01", ">=1.2 ||"] {
            assert!(Constraint::parse(word).is_err(), "{word}");
        }
    }

    #[test]
    fn versions_are_lax_and_ordered_as_masterminds_orders_them() {
        let sorted = ["1.0.0-1", "1.0.0-9", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1", "v1.0.1", "1.2"];
        let parsed: Vec<_> = sorted.iter().map(|text| version(text).expect(text)).collect();
        assert!(parsed.is_sorted_by(|a, b| a.order(b).is_lt()));
        for text in ["", "V1", "1.x", "1.2.3.4", "1.2.3-01", " 1.2", "99999999999999999999"] {
            assert_eq!(version(text), None, "{text}");
        }
    }

    #[test]
    fn the_newest_admitted_tag_is_returned_as_written() {
        let constraint = Constraint::parse("1.x").expect("valid");
        assert_eq!(constraint.newest(["v1.2.0", "v1.10.0", "v2.0.0", "main"]), Some("v1.10.0"));
    }
}
