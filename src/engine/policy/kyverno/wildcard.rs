//! Kyverno's wildcards: `*` is any text, `?` any byte, and so is `.`, as the library that Kyverno uses has it (IGLOU-EU/go-wildcard 1.0.3).
//! It knows no field. At most the product of both lengths is spent.

/// Whether the whole text matches. An empty pattern matches an empty text only; `?` at the end also matches nothing.
pub fn matches(pattern: &str, text: &str) -> bool {
    if pattern.is_empty() {
        return text.is_empty();
    }
    if pattern == "*" || pattern == text {
        return true;
    }
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut own) = (0, 0);
    // The last star, and where in the text its rest was tried.
    let mut star: Option<(usize, usize)> = None;
    while own < text.len() {
        match (pattern.get(at), text.get(own)) {
            (Some(b'*'), _) => {
                star = Some((at, own));
                at += 1;
            }
            (Some(b'?' | b'.'), _) => {
                at += 1;
                own += 1;
            }
            (Some(wanted), Some(found)) if wanted == found => {
                at += 1;
                own += 1;
            }
            _ => {
                let Some((place, tried)) = star else { return false };
                star = Some((place, tried + 1));
                at = place + 1;
                own = tried + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|left| matches!(left, b'*' | b'?'))
}

/// Whether a text holds a wildcard: then it is a pattern.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_are_any_text_and_question_marks_and_points_any_byte() {
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
            ("a?", "a", true),
            ("a??", "a", true),
            ("a?c", "ac", false),
            ("a.c", "abc", true),
            ("*.example.com", "xexample.com", false),
            ("*a*b*c*", "xxaxxbxxcxx", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
        assert!(!matches(&"*a".repeat(2000), &"a".repeat(1999)));
    }
}
