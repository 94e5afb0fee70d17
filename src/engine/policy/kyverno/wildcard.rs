//! Kyverno's wildcards: `*` is any text, `?` exactly one character. It knows no field. Source: IGLOU-EU/go-wildcard 1.0.3, which Kyverno uses;
//! later versions of it mean other things by `?` and `.`.
//!
//! Both sides may be an attacker's: what stands between stars is looked for once, from left to right, so that the cost is the length of
//! both; only parts with `?` cost their product, and where that is beyond reason they match nothing.

/// The product of a part's and a text's length up to which a part with `?` is looked for: far above any name, image or message.
const MAX_PRODUCT: usize = 1 << 28;

/// Whether the whole text matches. An empty pattern matches an empty text only.
pub fn matches(pattern: &str, text: &str) -> bool {
    if pattern == "*" || pattern == text {
        return true;
    }
    let Some((first, others)) = pattern.split_once('*') else { return starts(pattern, text) == Some("") };
    let Some(mut rest) = starts(first, text) else { return false };
    let (middle, last) = others.rsplit_once('*').unwrap_or(("", others));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        match behind(part, rest) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    let n = last.chars().count();
    let end = rest.char_indices().rev().nth(n.saturating_sub(1)).map(|(at, _)| at);
    match (n, end.and_then(|at| rest.get(at..))) {
        (0, _) => true,
        (_, Some(end)) => starts(last, end) == Some(""),
        (_, None) => false,
    }
}

/// What follows a part without stars, where the text begins with it.
fn starts<'t>(part: &str, text: &'t str) -> Option<&'t str> {
    if !part.contains('?') {
        return text.strip_prefix(part);
    }
    let mut rest = text.chars();
    let is_start = part.chars().all(|wanted| rest.next().is_some_and(|found| wanted == '?' || wanted == found));
    is_start.then_some(rest.as_str())
}

/// What follows a part's first place in a text.
fn behind<'t>(part: &str, text: &'t str) -> Option<&'t str> {
    if !part.contains('?') {
        return text.split_once(part).map(|(_, rest)| rest);
    }
    if part.len().saturating_mul(text.len()) > MAX_PRODUCT {
        return None;
    }
    text.char_indices().find_map(|(at, _)| starts(part, text.get(at..)?))
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
            ("a*a", "a", false),
            ("*ab*ab", "xabab", true),
            ("*ab*ab", "xab", false),
            ("*b?d*", "abcd", true),
            ("*?", "", false),
            ("**", "", true),
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
        assert!(!matches(&"*a".repeat(200_000), &"a".repeat(199_999)) && matches(&"*a".repeat(200_000), &"a".repeat(200_000)));
        assert!(!matches(&format!("*{}b*", "a?".repeat(50_000)), &"a".repeat(200_000)), "beyond reason nothing matches");
    }
}
