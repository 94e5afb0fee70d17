//! Globs as Argo CD matches them (directory sources, policies, projects, windows), with gobwas' meaning and no separator: `*` and `?` cross `/`, `{a,b}` is a choice, `[a-c]`
//! and `[!a]` are classes, `\` takes the meaning off. It knows no file. Source: Argo CD `util/glob`, gobwas/glob.

use globset::{GlobBuilder, GlobMatcher};

/// Characters of a pattern; include lists of real applications have a few hundred.
const MAX_LENGTH: usize = 16 << 10;

/// A compiled glob.
#[derive(Debug, Clone)]
pub struct Glob(GlobMatcher);

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
        built.map(|glob| Self(glob.compile_matcher())).map_err(|error| format!("glob {pattern:?}: {}", error.kind()))
    }

    /// Whether a text matches as a whole.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
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

#[cfg(test)]
mod tests {
    use super::Glob;

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
