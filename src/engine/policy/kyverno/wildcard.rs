//! Kyverno's wildcards: `*` is any text, `?` exactly one character. It knows no field. At most the product of both lengths is spent. Source:
//! IGLOU-EU/go-wildcard 1.0.3, which Kyverno uses; later versions of it mean other things by `?` and `.`.

/// Whether the whole text matches. An empty pattern matches an empty text only.
pub fn matches(pattern: &str, text: &str) -> bool {
    if pattern == "*" || pattern == text {
        return true;
    }
    let (mut pattern, mut rest) = (pattern.chars(), text.chars());
    // What stands behind the last star, and from where its text was tried.
    let mut star: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut after = pattern.clone();
        match (after.next(), rest.clone().next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                pattern = after;
                star = Some((pattern.clone(), rest.clone()));
                continue;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                pattern = after;
                rest.next();
                continue;
            }
            _ => {}
        }
        let Some((behind, tried)) = &mut star else { return false };
        if tried.next().is_none() {
            return false;
        }
        pattern = behind.clone();
        rest = tried.clone();
    }
}

/// Whether a text holds a wildcard: then it is a pattern.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_are_any_text_and_question_marks_one_character() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("a*c", "abbbc", true),
            ("a*c", "abbb", false),
            ("*:latest", "nginx:latest", true),
            ("*:latest", "nginx:latest-1", false),
            ("?*", "", false),
            ("?*", "a", true),
            ("a?", "a", false),
            ("a?", "aé", true),
            ("a?c", "ac", false),
            ("a.c", "abc", false),
            ("*.example.com", "not-example.com", false),
            ("*a*b*c*", "xxaxxbxxcxx", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
        assert!(!matches(&"*a".repeat(2000), &"a".repeat(1999)));
    }
}
