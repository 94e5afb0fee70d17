//! A policy line's patterns: globs without a separator, or regular expressions that match anywhere. It knows no line.

use crate::engine::glob::Glob;

/// `policy.matchMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchMode {
    /// Globs.
    Glob,
    /// Go regular expressions, not anchored.
    Regex,
}

/// A compiled pattern. Most are a name, `*` or `<project>/*`, which need no machine.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// Matches everything.
    Any,
    /// The text itself.
    Text(Box<str>),
    /// What begins so.
    Start(Box<str>),
    Glob(Glob),
    Regex(regex::Regex),
    /// A glob that cannot be read: it matches nothing, as in Argo CD.
    Never,
    /// A regular expression that cannot be read, and why: whatever it is asked about is refused.
    Broken(Box<str>),
}

impl Pattern {
    pub(super) fn new(text: &str, mode: MatchMode) -> Self {
        match mode {
            MatchMode::Glob => Self::glob(text),
            MatchMode::Regex => regex::Regex::new(text).map_or_else(|error| Self::Broken(reason(&error).into()), Self::Regex),
        }
    }

    fn glob(text: &str) -> Self {
        let is_special = |text: &str| text.contains(['*', '?', '[', ']', '{', '}', '\\', '!']);
        match text.strip_suffix('*') {
            Some("") => Self::Any,
            Some(start) if !is_special(start) => Self::Start(start.into()),
            None if !is_special(text) => Self::Text(text.into()),
            Some(_) | None => Glob::new(text).map_or(Self::Never, Self::Glob),
        }
    }

    /// Whether a text matches.
    ///
    /// # Errors
    /// When the pattern cannot be read.
    pub(super) fn matches(&self, text: &str) -> Result<bool, &str> {
        Ok(match self {
            Self::Any => true,
            Self::Text(own) => **own == *text,
            Self::Start(start) => text.starts_with(&**start),
            Self::Glob(glob) => glob.matches(text),
            Self::Regex(regex) => regex.is_match(text),
            Self::Never => false,
            Self::Broken(why) => return Err(why),
        })
    }

    /// The regular expression (over bytes) that a machine of many takes it in as; none of what needs no machine.
    pub(super) fn expression(&self) -> Option<&str> {
        match self {
            Self::Glob(glob) => Some(glob.expression()),
            Self::Regex(regex) => Some(regex.as_str()),
            Self::Any | Self::Text(_) | Self::Start(_) | Self::Never | Self::Broken(_) => None,
        }
    }

    /// Why it cannot be read.
    pub(super) fn fault(&self, text: &str) -> Option<String> {
        match self {
            Self::Never => Some(format!("the glob {text:?} cannot be read: it matches nothing")),
            Self::Broken(why) => Some(format!("the regular expression {text:?} cannot be read: {why}")),
            Self::Any | Self::Text(_) | Self::Start(_) | Self::Glob(_) | Self::Regex(_) => None,
        }
    }
}

/// The error in one line: the crate draws the expression first.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
