//! The many objects of a list against the lines that can matter to one person: plain names and beginnings are looked up, all other
//! patterns are tried together. It knows no line's place: what it refuses can be asked for again with a verdict.

use regex::bytes::{RegexSet, RegexSetBuilder};

use super::pattern::Pattern;

/// What one resource and action come to for one person, by subject (the default role, the user, each group).
///
/// Roles of projects are not in it: an object that it refuses is asked for again with [`super::Rbac::can`] and its project.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub(super) subjects: Vec<Narrow>,
    pub(super) is_off: bool,
}

impl Filter {
    /// Whether the object is allowed by the control plane's own policy.
    pub fn allows(&self, object: &str) -> bool {
        self.is_off || self.subjects.iter().any(|subject| subject.allow.matches(object) && !subject.deny.matches(object))
    }
}

/// The object patterns of one subject's lines, none of them broken.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrow {
    pub(super) allow: Set,
    pub(super) deny: Set,
}

/// Patterns of which any may match.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    is_any: bool,
    /// Sorted.
    texts: Vec<Box<str>>,
    /// Sorted, and none begins with another: at most the last one that is not greater can be a text's beginning.
    starts: Vec<Box<str>>,
    rest: Rest,
}

/// Patterns that need a machine: one for all, or one by one where that would be too big.
#[derive(Debug, Clone, Default)]
enum Rest {
    #[default]
    None,
    Together(RegexSet),
    Each(Vec<Pattern>),
}

/// Bytes that the machine for all patterns may take: a policy of a thousand expressions needs a tenth.
const MAX_MACHINE: usize = 32 << 20;

impl Set {
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut own = Self::default();
        let mut rest = Vec::new();
        for pattern in patterns {
            match pattern {
                Pattern::Any => own.is_any = true,
                Pattern::Text(text) => own.texts.push(text.clone()),
                Pattern::Start(start) => own.starts.push(start.clone()),
                Pattern::Glob(_) | Pattern::Regex(_) => rest.push(pattern.clone()),
                Pattern::Never | Pattern::Broken(_) => {}
            }
        }
        own.texts.sort_unstable();
        own.starts.sort_unstable();
        own.starts.dedup_by(|next, kept| next.starts_with(&**kept));
        own.rest = Rest::of(rest);
        own
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.is_any || self.texts.binary_search_by(|own| (**own).cmp(text)).is_ok() || self.begins(text) || self.rest.matches(text)
    }

    fn begins(&self, text: &str) -> bool {
        let after = self.starts.partition_point(|start| **start <= *text);
        after.checked_sub(1).and_then(|index| self.starts.get(index)).is_some_and(|start| text.starts_with(&**start))
    }
}

impl Rest {
    fn of(patterns: Vec<Pattern>) -> Self {
        if patterns.is_empty() {
            return Self::None;
        }
        let expressions: Option<Vec<&str>> = patterns.iter().map(Pattern::expression).collect();
        let set = expressions.and_then(|all| RegexSetBuilder::new(all).size_limit(MAX_MACHINE).build().ok());
        set.map_or(Self::Each(patterns), Self::Together)
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::None => false,
            Self::Together(set) => set.is_match(text.as_bytes()),
            Self::Each(patterns) => patterns.iter().any(|pattern| pattern.matches(text) == Ok(true)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Set;
    use crate::engine::access::rbac::pattern::{MatchMode, Pattern};

    proptest! {
        #[test]
        fn a_set_matches_what_one_of_its_patterns_matches(
            globs in proptest::collection::vec("[ab/]{0,3}(\\*|\\?|\\[ab\\]|\\{a,b/\\}|)[ab/*]{0,2}", 0..12),
            text in "[ab/]{0,6}",
            is_regex in any::<bool>(),
        ) {
            let mode = if is_regex { MatchMode::Regex } else { MatchMode::Glob };
            let patterns: Vec<Pattern> = globs.iter().map(|glob| Pattern::new(glob, mode)).collect();
            let one_by_one = patterns.iter().any(|pattern| pattern.matches(&text) == Ok(true));
            prop_assert_eq!(Set::new(&patterns).matches(&text), one_by_one, "{:?} on {:?}", globs, text);
        }
    }
}
