//! `WWW-Authenticate`: what a registry wants to see. It asks nobody. Source: RFC 7235, and the token specification of `distribution`.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// User and password.
    Basic,
    /// A token of somebody's.
    Bearer {
        /// Who gives it.
        realm: String,
        /// For whom; may be empty.
        service: String,
        /// For what; may be empty.
        scope: String,
    },
}

/// The challenge that can be met: a token before a password.
pub(super) fn challenge(headers: &HeaderMap) -> Option<Challenge> {
    let texts = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let all: Vec<Challenge> = texts.filter_map(read).collect();
    all.iter().find(|one| **one != Challenge::Basic).or_else(|| all.first()).cloned()
}

fn read(text: &str) -> Option<Challenge> {
    let (scheme, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let (mut realm, mut service, mut scope) = (String::new(), String::new(), String::new());
    let mut rest = rest;
    while let Some((name, after)) = rest.split_once('=') {
        let (value, after) = value(after);
        match name.trim().trim_start_matches(',').trim().to_lowercase().as_str() {
            "realm" => realm = value,
            "service" => service = value,
            "scope" => scope = value,
            _ => {}
        }
        rest = after;
    }
    (!realm.is_empty()).then_some(Challenge::Bearer { realm, service, scope })
}

/// A parameter's value, quoted or not, and what follows it.
fn value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
        return (value.trim().to_owned(), rest);
    };
    let (mut value, mut is_escaped) = (String::new(), false);
    for (index, c) in quoted.char_indices() {
        match c {
            '\\' if !is_escaped => is_escaped = true,
            '"' if !is_escaped => return (value, quoted.get(index + 1..).unwrap_or("")),
            _ => {
                value.push(c);
                is_escaped = false;
            }
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

    use super::{Challenge, challenge};

    fn of(texts: &[&str]) -> Option<Challenge> {
        let mut headers = HeaderMap::new();
        for text in texts {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(text).expect("a header"));
        }
        challenge(&headers)
    }

    #[test]
    fn challenges_are_read_as_registries_write_them() {
        let bearer = |realm: &str, service: &str, scope: &str| {
            Some(Challenge::Bearer { realm: realm.into(), service: service.into(), scope: scope.into() })
        };
        for (texts, expected) in [
            (
                &[r#"Bearer realm="https://auth.example.org/token",service="registry.example.org",scope="repository:a/b:pull,push""#][..],
                bearer("https://auth.example.org/token", "registry.example.org", "repository:a/b:pull,push"),
            ),
            (&["bearer realm=https://a/t , service=s"], bearer("https://a/t", "s", "")),
            (&[r#"Bearer realm="https://a/\"t\"", error="invalid_token""#], bearer("https://a/\"t\"", "", "")),
            (&[r#"Basic realm="a registry""#], Some(Challenge::Basic)),
            (&["Basic", r#"Bearer realm="https://a/t""#], bearer("https://a/t", "", "")),
            (&["Negotiate"], None),
            (&["Bearer"], None),
            (&[], None),
        ] {
            assert_eq!(of(texts), expected, "{texts:?}");
        }
    }
}
