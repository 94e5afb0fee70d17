//! A semantic version as templates have it: loosely read, with the methods of Masterminds' type. It knows no constraint.

use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Scope, Signature, Type};
use crate::engine::template::native::Native;
use crate::engine::template::value::{IntType, Value};

/// Bytes of the longest version that is read.
const MAX_LENGTH: usize = 256;

static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let rest = r"(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?";
    Regex::new(&format!(r"^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{rest}$")).ok()
});

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Major, minor and patch number.
    pub numbers: [u64; 3],
    /// What follows `-`.
    pub prerelease: String,
    /// What follows `+`.
    pub metadata: String,
    /// As it was written.
    pub original: String,
}

impl Version {
    /// Reads a version; a leading `v` and missing numbers are allowed.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_LENGTH {
            return Err(format!("version string is too long (max {MAX_LENGTH} bytes)").into());
        }
        let captures = LOOSE.as_ref().and_then(|regex| regex.captures(text)).ok_or("invalid semantic version")?;
        let mut numbers = [0; 3];
        for (index, slot) in numbers.iter_mut().enumerate() {
            if let Some(digits) = captures.get(index + 1) {
                *slot = digits.as_str().parse().map_err(|_| {
                    let digits = super::super::show::quote(digits.as_str().as_bytes());
                    Fault::from(format!("error parsing version segment: strconv.ParseUint: parsing {digits}: value out of range"))
                })?;
            }
        }
        let part = |index| captures.get(index).map_or(String::new(), |part| part.as_str().to_owned());
        let version = Self { numbers, prerelease: part(4), metadata: part(5), original: text.to_owned() };
        prerelease_is_valid(&version.prerelease)?;
        Ok(version)
    }

    fn text(&self) -> String {
        let [major, minor, patch] = self.numbers;
        let part = |mark: char, part: &str| if part.is_empty() { String::new() } else { format!("{mark}{part}") };
        format!("{major}.{minor}.{patch}{}{}", part('-', &self.prerelease), part('+', &self.metadata))
    }

    /// Precedence. Masterminds compares parts of prereleases that are both words by their bytes.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
        })
    }

    fn with(&self, numbers: [u64; 3], prerelease: &str, metadata: &str) -> Value {
        let mut next = Self { numbers, prerelease: prerelease.to_owned(), metadata: metadata.to_owned(), original: String::new() };
        let v = if self.original.starts_with('v') { "v" } else { "" };
        next.original = format!("{v}{}", next.text());
        Value::Native(Rc::new(next))
    }
}

fn prerelease_is_valid(text: &str) -> Result<(), Fault> {
    for part in text.split('.').filter(|part| part.len() > 1) {
        if part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("version segment starts with 0".into());
        }
    }
    Ok(())
}

/// Precedence of two prereleases that are not empty.
pub(super) fn compare_prereleases(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => compare_parts(a.unwrap_or(""), b.unwrap_or("")),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn compare_parts(a: &str, b: &str) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    if a.is_empty() || b.is_empty() {
        return a.len().cmp(&b.len());
    }
    let (a_number, b_number): (Option<u64>, Option<u64>) = (a.parse().ok(), b.parse().ok());
    match (a_number, b_number) {
        (None, None) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(a), Some(b)) if a > b => Ordering::Greater,
        (Some(_), Some(_)) => Ordering::Less,
    }
}

static NOTHING: Signature = Signature::of(&[]);
static ONE: Signature = Signature::of(&[Type::Any]);
static TEXT: Signature = Signature::of(&[Type::Str]);

impl Native for Version {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn kind_name(&self) -> &'static str {
        "ptr"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        Some(match name {
            "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "Original" | "String" | "IncMajor" | "IncMinor" | "IncPatch" => {
                &NOTHING
            }
            "Compare" | "Equal" | "GreaterThan" | "GreaterThanEqual" | "LessThan" | "LessThanEqual" => &ONE,
            "SetPrerelease" | "SetMetadata" => &TEXT,
            _ => return None,
        })
    }

    fn call(&self, name: &str, _: &Scope<'_>, arguments: &[Value]) -> Returned {
        let [major, minor, patch] = self.numbers;
        let number = |value: u64| Ok(Value::Int(value.cast_signed(), IntType::Uint64));
        let next = |number: u64, what: &str| number.checked_add(1).ok_or(format!("{what} version increment would overflow uint64"));
        match name {
            "Major" => return number(major),
            "Minor" => return number(minor),
            "Patch" => return number(patch),
            "Prerelease" => return Ok(Value::str(self.prerelease.as_str())),
            "Metadata" => return Ok(Value::str(self.metadata.as_str())),
            "Original" => return Ok(Value::str(self.original.as_str())),
            "String" => return Ok(Value::str(self.text())),
            "IncMajor" => return Ok(self.with([next(major, "major")?, 0, 0], "", "")),
            "IncMinor" => return Ok(self.with([major, next(minor, "minor")?, 0], "", "")),
            "IncPatch" if !self.prerelease.is_empty() => return Ok(self.with(self.numbers, "", "")),
            "IncPatch" => return Ok(self.with([major, minor, next(patch, "patch")?], "", "")),
            "SetPrerelease" | "SetMetadata" => return self.changed(name, &super::super::args::text(arguments, 0)),
            _ => {}
        }
        let other = super::super::args::any(arguments, 0);
        let order = match other {
            Value::Native(native) => native.as_any().downcast_ref::<Self>().map(|other| self.compare(other)),
            _ => None,
        };
        let order = order.ok_or_else(|| format!("wrong type for value; expected *semver.Version; got {}", other.type_name()))?;
        Ok(match name {
            "Compare" => Value::int(order as i64),
            "Equal" => Value::Bool(order == Ordering::Equal),
            "GreaterThan" => Value::Bool(order == Ordering::Greater),
            "GreaterThanEqual" => Value::Bool(order != Ordering::Less),
            "LessThan" => Value::Bool(order == Ordering::Less),
            _ => Value::Bool(order != Ordering::Greater),
        })
    }

    fn plain(&self) -> Value {
        Value::str(self.text())
    }

    fn printed(&self) -> Option<String> {
        Some(self.text())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Version {
    fn changed(&self, method: &str, part: &str) -> Returned {
        let words = part.is_empty()
            || part.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        if method == "SetMetadata" {
            let valid = if words { Ok(()) } else { Err(Fault::from("invalid metadata string")) };
            return valid.map(|()| self.with(self.numbers, &self.prerelease, part));
        }
        if !words {
            return Err("invalid prerelease string".into());
        }
        prerelease_is_valid(part)?;
        Ok(self.with(self.numbers, part, &self.metadata))
    }
}
