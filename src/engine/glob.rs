//! Globs as Argo CD matches them (directory sources, policies, projects, windows), with gobwas' meaning and no separator: `*` and `?` cross `/`, `{a,b}` is a choice, `[a-c]`
//! and `[!a]` are classes, `\` takes the meaning off. For URLs there is the same with `/` as a separator. It knows no file.
//! Source: Argo CD `util/glob`, gobwas/glob.

use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;

/// Characters of a pattern; include lists of real applications have a few hundred.
const MAX_LENGTH: usize = 16 << 10;

/// A compiled glob.
#[derive(Debug, Clone)]
pub struct Glob(Matcher);

#[derive(Debug, Clone)]
enum Matcher {
    Whole(GlobMatcher),
    Parts(Regex),
}

impl Glob {
    /// The glob of a pattern.
    ///
    /// # Errors
    /// When it is malformed, in words; Argo CD then matches nothing.
    pub fn new(pattern: &str) -> Result<Self, String> {
        if pattern.len() > MAX_LENGTH {
            return Err(format!("a glob of {} characters is too long", pattern.len()));
        }
        let built = GlobBuilder::new(&single_stars(pattern)).literal_separator(false).backslash_escape(true).empty_alternates(true).build();
        built.map(|glob| Self(Matcher::Whole(glob.compile_matcher()))).map_err(|error| format!("glob {pattern:?}: {}", error.kind()))
    }

    /// The same with `/` as a separator: `*` and `?` stay between two of them, `**` crosses them wherever it stands.
    ///
    /// # Errors
    /// As [`Glob::new`].
    pub fn of_url(pattern: &str) -> Result<Self, String> {
        // The other form says what is malformed.
        Self::new(pattern)?;
        let expression = format!("(?s)^{}$", expression(pattern));
        Regex::new(&expression).map(|regex| Self(Matcher::Parts(regex))).map_err(|error| format!("glob {pattern:?}: {error}"))
    }

    /// Whether a text matches as a whole.
    pub fn matches(&self, path: &str) -> bool {
        match &self.0 {
            Matcher::Whole(glob) => glob.is_match(path),
            Matcher::Parts(regex) => regex.is_match(path),
        }
    }
}

impl Glob {
    /// The regular expression, over bytes, that it is matched by.
    pub fn expression(&self) -> &str {
        match &self.0 {
            Matcher::Whole(glob) => glob.glob().regex(),
            Matcher::Parts(regex) => regex.as_str(),
        }
    }
}

/// Without separators `**` is `*`. globset gives `**/` a meaning of its own, which gobwas does not have.
fn single_stars(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut escaped = false;
    for c in pattern.chars() {
        if c == '*' && !escaped && out.ends_with('*') && !out.ends_with("\\*") {
            continue;
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}

/// A well-formed glob as a regular expression.
fn expression(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let (mut in_choice, mut in_class) = (0_u32, false);
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str(&regex::escape(&chars.next().map_or_else(|| "\\".to_owned(), String::from))),
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '-' if in_class => out.push('-'),
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                if chars.next_if(|next| matches!(next, '!' | '^')).is_some() {
                    out.push('^');
                }
            }
            '*' if !in_class => out.push_str(if chars.next_if_eq(&'*').is_some() { ".*" } else { "[^/]*" }),
            '?' if !in_class => out.push_str("[^/]"),
            '{' if !in_class => {
                in_choice += 1;
                out.push_str("(?:");
            }
            '}' if !in_class && in_choice > 0 => {
                in_choice -= 1;
                out.push(')');
            }
            ',' if !in_class && in_choice > 0 => out.push('|'),
            other => out.push_str(&regex::escape(&String::from(other))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn in_urls_a_star_stays_between_slashes_and_two_cross_them() {
        for (pattern, url, want) in [
            ("https://git.example.org/*", "https://git.example.org/a", true),
            ("https://git.example.org/*", "https://git.example.org/a/b", false),
            ("https://git.example.org/**", "https://git.example.org/a/b", true),
            ("https://git**/b", "https://git.example.org/a/b", true),
            ("https://{git,hub}.example.org/*/b", "https://hub.example.org/a/b", true),
            ("https://git.example.org/[!a]?", "https://git.example.org/bc", true),
            ("https://git.example.org/[!a]?", "https://git.example.org/ac", false),
            ("https://git.example.org/a", "https://gitxexample.org/a", false),
        ] {
            assert_eq!(Glob::of_url(pattern).expect("a glob").matches(url), want, "{pattern} {url}");
        }
        assert!(Glob::of_url("https://[a").is_err());
    }

    #[test]
    fn stars_cross_folders_and_braces_choose() {
        for (pattern, path, want) in [
            ("*.yaml", "a/b.yaml", true),
            ("a/*", "a/b/c.yaml", true),
            ("**/b.yaml", "b.yaml", false),
            ("**/b.yaml", "a/b.yaml", true),
            ("{a.yaml,env-*/*}", "env-usw2/x.yaml", true),
            ("{a.yaml,env-*/*}", "b.yaml", false),
            ("config?.yaml", "config1.yaml", true),
            ("[!a].yaml", "a.yaml", false),
            ("[a-c].yaml", "b.yaml", true),
            ("{*.yml,*.yaml}", "x.yml", true),
            ("a", "a.yaml", false),
            (r"\*.yaml", "*.yaml", true),
        ] {
            assert_eq!(Glob::new(pattern).expect("a glob").matches(path), want, "{pattern} {path}");
        }
        assert!(Glob::new("e[[a*").is_err() || !Glob::new("e[[a*").expect("a glob").matches("e[[a*"));
    }
}
