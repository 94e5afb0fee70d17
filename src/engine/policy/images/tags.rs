//! Tags: which of them move, and the forms that a rule may ask for. It knows no image.
//!
//! A tag moves if it is pushed again and again, so that the same words run something else tomorrow. Nobody can see that from a tag alone;
//! these are taken to move:
//! - one of [`WORDS`], in any case;
//! - a version that is not whole: one or two numbers, with or without `v` (`1`, `v1.2`), or with an `x` for the last (`1.2.x`). A lone
//!   number of five digits or more is a build number or a date, and fixed;
//! - either of them followed by `-` or `_` and more (`latest-alpine`, `1.2-slim`), unless a part of what follows fixes it: a commit (seven
//!   or more hexadecimal digits), a number of five digits or more, or a whole version (three numbers).
//!
//! A tag that is not there is `latest`. A digest beside the tag decides what runs, so that its tag may move.

use regex::{Regex, RegexBuilder};

/// Tags that are pushed again by convention: branches, stages, channels.
pub const WORDS: [&str; 36] = [
    "latest",
    "main",
    "master",
    "trunk",
    "head",
    "develop",
    "development",
    "dev",
    "next",
    "nightly",
    "edge",
    "canary",
    "unstable",
    "testing",
    "test",
    "qa",
    "uat",
    "integration",
    "staging",
    "stage",
    "preprod",
    "preview",
    "prod",
    "production",
    "live",
    "release",
    "stable",
    "current",
    "rolling",
    "lts",
    "mainline",
    "beta",
    "alpha",
    "rc",
    "snapshot",
    "daily",
];

/// Digits from which a number is a build number or a date.
const LONG_NUMBER: usize = 5;
/// Digits of the shortest commit that is taken for one.
const SHORT_COMMIT: usize = 7;
/// Characters of a form. The longest sensible expression for a tag of at most 128 characters is shorter.
const MAX_FORM: usize = 1_000;
/// Bytes that a form's compiled expression may take: repeated repetitions grow past it and are refused.
const MAX_COMPILED: usize = 256 << 10;

const COMMIT: &str = "[0-9a-f]{7,64}";
const DATE: &str = "(?:20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|20[0-9]{2}([-.])(?:0[1-9]|1[0-2])[-.](?:0[1-9]|[12][0-9]|3[01]))(?:[-.T]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?Z?)?";
const VERSION: &str = r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:-[0-9A-Za-z.-]+)?";
const NUMBER: &str = "[0-9]+";

/// Whether a tag is taken to move.
pub fn moves(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    let mut parts = lower.split(['-', '_']);
    let first = parts.next().unwrap_or("");
    (WORDS.contains(&first) || is_partial(first)) && !parts.any(fixes)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn numbers(text: &str) -> Vec<&str> {
    text.strip_prefix('v').unwrap_or(text).split('.').collect()
}

fn is_partial(part: &str) -> bool {
    match numbers(part).as_slice() {
        [one] => is_number(one) && one.len() < LONG_NUMBER,
        [one, "x"] => is_number(one),
        [one, two] => is_number(one) && is_number(two),
        [one, two, "x"] => is_number(one) && is_number(two),
        _ => false,
    }
}

fn fixes(part: &str) -> bool {
    let is_commit = part.len() >= SHORT_COMMIT && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_whole = matches!(numbers(part).as_slice(), [one, two, three, ..] if [one, two, three].iter().all(|text| is_number(text)));
    is_commit || is_whole || is_number(part) && part.len() >= LONG_NUMBER
}

/// A form that a tag may have.
///
/// `semver` is a whole version with or without `v`. Between slashes stands a regular expression for the whole tag. Everything else is the
/// tag itself, in which `<sha>`, `<date>`, `<semver>` and `<number>` stand for what they say and `*` for anything.
#[derive(Debug, Clone)]
pub(super) struct Form(Regex);

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    /// What of it cannot be read, in words.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a form is empty".to_owned());
        }
        if text.len() > MAX_FORM {
            return Err(format!("a form of {} characters is too long, {MAX_FORM} are read", text.len()));
        }
        let own = match text.strip_prefix('/') {
            Some(rest) => match rest.strip_suffix('/') {
                Some(inner) if !inner.is_empty() => inner.to_owned(),
                Some(_) | None => return Err(format!("the form {text:?} begins like a regular expression and has no / at its end")),
            },
            None if text == "semver" => format!("v?{VERSION}"),
            None => template(text)?,
        };
        let built = RegexBuilder::new(&format!("^(?:{own})$")).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).nest_limit(50).build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => format!("the form {text:?} is too large once it is compiled"),
            other => format!("the form {text:?} cannot be read: {}", other.to_string().lines().last().unwrap_or_default().trim()),
        })
    }

    /// Whether a tag has it.
    pub(super) fn matches(&self, tag: &str) -> bool {
        self.0.is_match(tag)
    }
}

fn template(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, later) = after.split_once('>').ok_or_else(|| format!("the form {text:?} has a < without a >"))?;
        out.push_str(&literal(before, text)?);
        out.push_str(match name {
            "sha" | "hash" | "commit" => COMMIT,
            "date" => DATE,
            "semver" => VERSION,
            "number" => NUMBER,
            _ => return Err(format!("the form {text:?} names <{name}>; there are <sha>, <date>, <semver> and <number>")),
        });
        rest = later;
    }
    out.push_str(&literal(rest, text)?);
    Ok(out)
}

fn literal(part: &str, form: &str) -> Result<String, String> {
    if let Some(odd) = part.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '*'))) {
        return Err(format!("the form {form:?} holds {odd:?}, which no tag has; a regular expression stands between slashes"));
    }
    Ok(part.split('*').map(regex::escape).collect::<Vec<_>>().join(".*"))
}

#[cfg(test)]
mod tests {
    use super::{Form, moves};

    #[test]
    fn branches_channels_and_versions_that_are_not_whole_move() {
        for tag in [
            "latest",
            "LATEST",
            "main",
            "master",
            "develop",
            "stable",
            "edge",
            "nightly",
            "dev",
            "staging",
            "prod",
            "1",
            "v1",
            "1.2",
            "v1.2",
            "1.x",
            "1.2.x",
            "latest-alpine",
            "1.2-slim",
            "3-alpine3.19",
            "release-1.2",
            "stable_slim",
            "22.04",
            "2022",
        ] {
            assert!(moves(tag), "{tag}");
        }
        for tag in [
            "1.2.3",
            "v1.2.3",
            "1.2.3-alpine",
            "sha-abc1234",
            "main-abc1234",
            "main-deadbeef",
            "v20240115-abc1234",
            "dev-20240115",
            "20240115",
            "latest-1.2.3",
            "1.2-20240115",
            "abc1234",
            "feature-x",
            "prod-84213",
        ] {
            assert!(!moves(tag), "{tag}");
        }
    }

    #[test]
    fn forms_name_what_a_tag_is_made_of() {
        for (form, fits, not) in [
            ("sha-<sha>", "sha-abc1234", "sha-xyz"),
            ("v<date>-<hash>", "v20240115-abc1234", "v20241315-abc1234"),
            ("v<date>-<hash>", "v2024-01-15-abc1234", "v2024-abc1234"),
            ("v<date>-<hash>", "v20240115-0930-abc1234", "20240115-abc1234"),
            ("main-<sha>", "main-0123456", "main"),
            ("semver", "v1.2.3", "1.2"),
            ("<semver>", "1.2.3-rc.1", "v1.2.3"),
            ("release-*", "release-1", "release"),
            ("build.<number>", "build.7", "buildx7"),
            ("/(stable|old)-[0-9]+/", "old-7", "old-7-more"),
        ] {
            let read = Form::new(form).unwrap_or_else(|error| panic!("{form}: {error}"));
            assert!(read.matches(fits) && !read.matches(not), "{form}");
        }
    }

    #[test]
    fn forms_that_cannot_be_read_say_why() {
        for (form, why) in [
            ("sha-<sah>", "<sah>"),
            ("sha-<sha", "without a >"),
            ("/[a-/", "cannot be read"),
            ("/", "no / at its end"),
            ("", "empty"),
            ("v 1", "no tag has"),
            ("/((((a{1,100}){1,100}){1,100}){1,100})/", "too large"),
            (&"a".repeat(2_000), "too long"),
        ] {
            let error = Form::new(form).expect_err("it cannot be read");
            assert!(error.contains(why), "{form}: {error}");
        }
    }
}
