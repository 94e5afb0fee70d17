//! Constraints of versions, as `semverCompare` reads them. It knows no chart index.
//!
//! Source: Masterminds/semver v3.5.0 `constraints.go`. The expressions are its own: what they let through (`1.x.2`, `vx`)
//! is what users' charts rely on. A prerelease satisfies only a group of parts in which one names a prerelease.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

use super::super::show::quote;
use super::version::{Version, compare_prereleases};
use crate::engine::template::fault::Fault;

/// Bytes of the longest constraint that is read.
pub(super) const MAX_LENGTH: usize = 512;

/// Groups between `||`.
const MAX_GROUPS: usize = 32;

const VERSION: &str = r"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?((?:-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?)(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";
const BLANK: &str = r"[\t\n\f\r ]";

static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^{BLANK}*({OPERATORS}){BLANK}*({VERSION}){BLANK}*$")).ok());
static EACH: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("({OPERATORS}){BLANK}*({VERSION})")).ok());
static RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("{BLANK}*({VERSION}){BLANK}+-{BLANK}+({VERSION}){BLANK}*")).ok());
static VALID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let part = format!("(?:{OPERATORS}){BLANK}*(?:{VERSION}){BLANK}*");
    Regex::new(&format!("^(?:{BLANK}*{part})(?:(?:{BLANK}+|,{BLANK}*){part})*$")).ok()
});

/// A constraint: any of these groups, each all of its parts.
pub(super) struct Constraint(Vec<Vec<Part>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    TildeOrEqual,
    NotEqual,
    Greater,
    Less,
    AtLeast,
    AtMost,
    Tilde,
    Caret,
}

/// Which numbers of a part are open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    All,
    Minor,
    Patch,
}

struct Part {
    operator: Operator,
    version: Version,
    open: Open,
}

impl Constraint {
    /// Reads a constraint.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_LENGTH {
            return Err(format!("constraint string is too long (max {MAX_LENGTH} bytes)").into());
        }
        let text = ranges_rewritten(text);
        let groups: Vec<&str> = text.split("||").collect();
        if groups.len() > MAX_GROUPS {
            return Err(format!("too many constraint groups (max {MAX_GROUPS})").into());
        }
        groups.into_iter().map(group).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a version satisfies it.
    pub(super) fn admits(&self, version: &Version) -> bool {
        self.0.iter().any(|parts| {
            let with_prereleases = parts.iter().any(|part| !part.version.prerelease.is_empty());
            (version.prerelease.is_empty() || with_prereleases) && parts.iter().all(|part| part.admits(version))
        })
    }
}

/// `a - b` as two parts.
fn ranges_rewritten(text: &str) -> String {
    let Some(regex) = RANGE.as_ref() else { return text.to_owned() };
    let mut out = text.to_owned();
    for captures in regex.captures_iter(text) {
        let part = |index: usize| captures.get(index).map_or("", |part| part.as_str());
        out = out.replacen(part(0), &format!(">= {}, <= {} ", part(1), part(11)), 1);
    }
    out
}

fn improper(text: &str) -> Fault {
    format!("improper constraint: {}", quote(text.as_bytes())).into()
}

fn group(text: &str) -> Result<Vec<Part>, Fault> {
    if !VALID.as_ref().is_some_and(|regex| regex.is_match(text)) {
        return Err(improper(text));
    }
    let Some(regex) = EACH.as_ref() else { return Err(improper(text)) };
    regex.find_iter(text).map(|part| self::part(part.as_str())).collect()
}

fn part(text: &str) -> Result<Part, Fault> {
    let captures = ONE.as_ref().and_then(|regex| regex.captures(text)).ok_or_else(|| improper(text))?;
    let part = |index: usize| captures.get(index).map_or("", |part| part.as_str());
    let operator = match part(1) {
        "!=" => Operator::NotEqual,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        ">=" | "=>" => Operator::AtLeast,
        "<=" | "=<" => Operator::AtMost,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => Operator::TildeOrEqual,
    };
    let is_open = |part: &str| matches!(part.strip_prefix('.').unwrap_or(part), "" | "x" | "X" | "*");
    let (major, minor, patch, prerelease) = (part(3), part(4), part(5), part(6));
    let (open, version) = if is_open(major) {
        (Open::All, format!("0.0.0{prerelease}"))
    } else if is_open(minor) {
        (Open::Minor, format!("{major}.0.0{prerelease}"))
    } else if is_open(patch) {
        (Open::Patch, format!("{major}{minor}.0{prerelease}"))
    } else {
        (Open::Nothing, part(2).to_owned())
    };
    let version = Version::parse(&version).map_err(|_| "constraint parser error")?;
    Ok(Part { operator, version, open })
}

impl Part {
    fn admits(&self, other: &Version) -> bool {
        let order = other.compare(&self.version);
        let ([own_major, own_minor, _], [major, minor, _]) = (self.version.numbers, other.numbers);
        match self.operator {
            Operator::TildeOrEqual if self.open == Open::Nothing => order == Ordering::Equal,
            Operator::TildeOrEqual | Operator::Tilde => self.tilde(other, order),
            Operator::NotEqual => self.differs(other, order),
            Operator::Greater => match self.open {
                _ if self.open == Open::Nothing || self.open == Open::All && major == own_major => order == Ordering::Greater,
                _ if major != own_major => major > own_major,
                Open::Minor => false,
                Open::Patch | Open::All | Open::Nothing => minor > own_minor,
            },
            Operator::Less => order == Ordering::Less,
            Operator::AtLeast => order != Ordering::Less,
            Operator::AtMost if self.open == Open::Nothing => order != Ordering::Greater,
            Operator::AtMost => !(major > own_major || major == own_major && minor > own_minor && self.open != Open::Minor),
            Operator::Caret => order != Ordering::Less && self.caret(other),
        }
    }

    fn tilde(&self, other: &Version, order: Ordering) -> bool {
        let half_open = matches!(self.open, Open::Minor | Open::Patch);
        let ([own_major, own_minor, _], [major, minor, _]) = (self.version.numbers, other.numbers);
        order != Ordering::Less
            && (self.version.numbers == [0; 3] && !half_open || major == own_major && (minor == own_minor || self.open == Open::Minor))
    }

    fn differs(&self, other: &Version, order: Ordering) -> bool {
        let ([own_major, own_minor, own_patch], [major, minor, patch]) = (self.version.numbers, other.numbers);
        if self.open == Open::Nothing {
            return order != Ordering::Equal;
        }
        if own_major != major || own_minor != minor && self.open != Open::Minor {
            return true;
        }
        match self.open {
            Open::Minor => false,
            Open::Patch => {
                let (own, other) = (&self.version.prerelease, &other.prerelease);
                (!own.is_empty() || !other.is_empty()) && compare_prereleases(other, own) != Ordering::Equal
            }
            Open::All | Open::Nothing => own_patch != patch || order != Ordering::Equal,
        }
    }

    fn caret(&self, other: &Version) -> bool {
        let ([own_major, own_minor, own_patch], [major, minor, patch]) = (self.version.numbers, other.numbers);
        if own_major > 0 || self.open == Open::Minor {
            return major == own_major;
        }
        if major > 0 {
            return false;
        }
        if own_minor > 0 || self.open == Open::Patch {
            return minor == own_minor;
        }
        minor == 0 && patch == own_patch
    }
}
