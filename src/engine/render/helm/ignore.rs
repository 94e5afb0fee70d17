//! `.helmignore`: which files of a folder are no part of its chart. It knows no folder.
//!
//! Rules are tried in order, and the first that says "ignored" decides; a negated one ignores everything that it does not match (that is
//! not what Git means by it, but what Helm does). Source: Helm 4.2.3 `pkg/ignore/rules.go`, Go's `path/filepath.Match`.

/// Rules that one file may have; public charts have about twenty.
const MAX_RULES: usize = 1000;

/// Bytes of one line that Go's line reader takes.
const MAX_LINE: usize = 64 << 10;

/// A chart's rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug, Clone)]
struct Rule {
    pattern: Vec<char>,
    negate: bool,
    folders_only: bool,
    /// Whether only the last part of a path is looked at.
    name_only: bool,
}

impl Rules {
    /// The rules of a file, with Helm's own behind them.
    ///
    /// # Errors
    /// In Helm's words.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let mut rules = Self::default();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        for line in text.split(|byte| *byte == b'\n') {
            if line.len() > MAX_LINE {
                return Err("bufio.Scanner: token too long".into());
            }
            rules.add(&String::from_utf8_lossy(line))?;
            if rules.0.len() > MAX_RULES {
                return Err(format!("more than {MAX_RULES} rules"));
            }
        }
        rules.add("templates/.?*")?;
        Ok(rules)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line.contains("**") {
            return Err("double-star (**) syntax is not supported".into());
        }
        let probe: Vec<char> = line.chars().collect();
        matches(&probe, &['a', 'b', 'c']).ok_or("syntax error in pattern")?;
        let (negate, rule) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders_only, rule) = rule.strip_suffix('/').map_or((false, rule), |rest| (true, rest));
        let name_only = !rule.contains('/');
        let rule = rule.strip_prefix('/').unwrap_or(rule);
        self.0.push(Rule { pattern: rule.chars().collect(), negate, folders_only, name_only });
        Ok(())
    }

    /// Whether a path within the chart is left out.
    pub(super) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let whole: Vec<char> = path.chars().collect();
        let name: Vec<char> = path.rsplit('/').next().unwrap_or(path).chars().collect();
        for rule in &self.0 {
            let matched = || matches(&rule.pattern, if rule.name_only { &name } else { &whole }).unwrap_or(false);
            if rule.negate {
                if rule.folders_only && !is_folder || !matched() {
                    return true;
                }
            } else if !(rule.folders_only && !is_folder) && matched() {
                return true;
            }
        }
        false
    }
}

/// Go's `filepath.Match`; `None` for a pattern that is none.
fn matches(pattern: &[char], name: &[char]) -> Option<bool> {
    let (mut pattern, mut name) = (pattern, name);
    while !pattern.is_empty() {
        let stars = pattern.iter().take_while(|c| **c == '*').count();
        let rest = pattern.get(stars..)?;
        let (chunk, after) = rest.split_at(chunk_length(rest));
        pattern = after;
        if stars > 0 && chunk.is_empty() {
            return Some(!name.contains(&'/'));
        }
        match chunk_matches(chunk, name)? {
            Some(left) if left.is_empty() || !pattern.is_empty() => {
                name = left;
                continue;
            }
            _ => {}
        }
        let mut found = None;
        if stars > 0 {
            for start in 1..=name.len() {
                if name.get(start - 1) == Some(&'/') {
                    break;
                }
                if let Some(left) = chunk_matches(chunk, name.get(start..)?)?
                    && (!pattern.is_empty() || left.is_empty())
                {
                    found = Some(left);
                    break;
                }
            }
        }
        let Some(left) = found else {
            // What is left of the pattern is still looked at for mistakes.
            while !pattern.is_empty() {
                let stars = pattern.iter().take_while(|c| **c == '*').count();
                let rest = pattern.get(stars..)?;
                let (chunk, after) = rest.split_at(chunk_length(rest));
                pattern = after;
                chunk_matches(chunk, &[])?;
            }
            return Some(false);
        };
        name = left;
    }
    Some(name.is_empty())
}

/// Characters up to the next star outside brackets.
fn chunk_length(pattern: &[char]) -> usize {
    let mut in_range = false;
    let mut at = 0;
    while let Some(c) = pattern.get(at) {
        match c {
            '\\' => at += 1,
            '[' => in_range = true,
            ']' => in_range = false,
            '*' if !in_range => break,
            _ => {}
        }
        at += 1;
    }
    at.min(pattern.len())
}

/// What is left of a name after a chunk without stars; `Some(None)` where it does not match; `None` for a bad pattern.
fn chunk_matches<'n>(mut chunk: &[char], mut name: &'n [char]) -> Option<Option<&'n [char]>> {
    let mut failed = false;
    while let Some((c, rest)) = chunk.split_first() {
        failed |= name.is_empty();
        let (own, after) = match name.split_first() {
            Some((own, after)) if !failed => (Some(*own), after),
            _ => (None, name),
        };
        match c {
            '[' => {
                let (hit, rest) = class(rest, own)?;
                failed |= !hit;
                chunk = rest;
            }
            '?' => {
                failed |= own == Some('/');
                chunk = rest;
            }
            _ => {
                let (wanted, rest) = if *c == '\\' { rest.split_first()? } else { (c, rest) };
                failed |= own != Some(*wanted);
                chunk = rest;
            }
        }
        name = after;
    }
    Some((!failed).then_some(name))
}

/// Whether a character is in a class, whose `[` was read; and the pattern after it.
fn class(pattern: &[char], own: Option<char>) -> Option<(bool, &[char])> {
    let (negated, mut rest) = pattern.split_first().filter(|(c, _)| **c == '^').map_or((false, pattern), |(_, rest)| (true, rest));
    let (mut hit, mut n_ranges) = (false, 0);
    loop {
        if let Some((']', after)) = rest.split_first()
            && n_ranges > 0
        {
            return Some((hit != negated, after));
        }
        let (low, after) = class_character(rest)?;
        let (high, after) = match after.split_first() {
            Some(('-', after)) => class_character(after)?,
            _ => (low, after),
        };
        hit |= own.is_some_and(|own| (low..=high).contains(&own));
        n_ranges += 1;
        rest = after;
    }
}

fn class_character(pattern: &[char]) -> Option<(char, &[char])> {
    let (c, rest) = pattern.split_first()?;
    let (c, rest) = match c {
        '-' | ']' => return None,
        '\\' => rest.split_first()?,
        _ => (c, rest),
    };
    (!rest.is_empty()).then_some((*c, rest))
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn rules_ignore_what_helm_ignores() {
        // Helm's own cases (pkg/ignore/rules_test.go), and those of negation and classes.
        let cases = [
            ("helm.txt", "helm.txt", false, true),
            ("helm.*", "helm.txt", false, true),
            ("*.txt", "tiller.txt", false, true),
            ("[a-f]*.txt", "a.txt", false, true),
            ("[a-f]*.txt", "tiller.txt", false, false),
            ("cargo/", "cargo", true, true),
            ("cargo/", "cargo", false, false),
            ("cargo/*.txt", "mast/a.txt", false, false),
            ("/*.txt", "mast/a.txt", false, false),
            ("/a.txt", "a.txt", false, true),
            ("*", "cargo/a.txt", false, true),
            ("!helm.txt", "helm.txt", false, false),
            ("!helm.txt", "tiller.txt", false, true),
            ("!*.txt", "cargo", true, true),
            ("#x\n\n  a.txt  ", "a.txt", false, true),
            ("", "templates/.dotfile", false, true),
            ("", "templates/x", false, false),
            ("\\*", "*", false, true),
            ("[^a]", "b", false, true),
            ("x?z", "x/z", false, false),
        ];
        for (text, path, is_folder, ignored) in cases {
            assert_eq!(Rules::parse(text.as_bytes()).expect(text).ignores(path, is_folder), ignored, "{text:?} {path}");
        }
    }

    #[test]
    fn patterns_that_go_refuses_are_refused() {
        for (text, cause) in [
            ("foo/**/bar", "double-star (**) syntax is not supported"),
            ("[a", "syntax error in pattern"),
            ("a*[", "syntax error in pattern"),
        ] {
            assert_eq!(Rules::parse(text.as_bytes()).map(|_| ()), Err(cause.to_owned()), "{text}");
        }
    }
}
