//! References to images as container runtimes read them: `[registry/]path[:tag][@digest]`. It knows no rule.
//! Source: the grammar of the distribution project's `reference` package, and Docker's normalization.
//!
//! The first part of a name is a registry if it holds `.` or `:`, is `localhost`, or has a capital letter; else the registry is
//! `docker.io`, and a name of one part there stands in `library/`.

use std::fmt;

/// Characters of a name with its registry; the grammar's own limit.
const MAX_NAME: usize = 255;
/// Characters of a tag; the grammar's own limit.
const MAX_TAG: usize = 128;
/// Hexadecimal digits that a digest has at least.
const MIN_DIGEST: usize = 32;
/// Docker's own registry.
const DOCKER: &str = "docker.io";

/// A reference, normalized: the registry is always there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Host and port, in lower case.
    pub registry: String,
    /// The repository's path there.
    pub path: String,
    /// The tag, if one is written.
    pub tag: Option<String>,
    /// The digest with its algorithm, if one is written.
    pub digest: Option<String>,
}

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReference {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// Longer than any registry takes.
    #[error("its name is longer than 255 characters")]
    TooLong,
    /// Host or port.
    #[error("its registry is no host with a port")]
    Registry,
    /// The path has other characters than it may, or empty parts.
    #[error("its name may have lower-case letters, digits, and single . _ __ or - between them")]
    Name,
    /// Tag.
    #[error("its tag may have letters, digits, _ . and -, at most 128 and not beginning with . or -")]
    Tag,
    /// Digest.
    #[error("its digest is not of the form sha256:<64 hexadecimal digits>")]
    Digest,
    /// Sixty-four hexadecimal digits are an image's id for a runtime, not a name.
    #[error("it is an image's id, not a name")]
    Id,
}

impl Reference {
    /// Reads a reference.
    ///
    /// # Errors
    /// When the text is none; a runtime then starts nothing (`InvalidImageName`).
    pub fn parse(text: &str) -> Result<Self, BadReference> {
        if text.is_empty() {
            return Err(BadReference::Empty);
        }
        let is_id = text.len() == 64 && text.bytes().all(is_lower_hex);
        if is_id {
            return Err(BadReference::Id);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) if is_digest(digest) => (rest, Some(digest.to_owned())),
            Some(_) => return Err(BadReference::Digest),
            None => (text, None),
        };
        let (registry, rest) = split_registry(rest);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) if is_tag(tag) => (path, Some(tag.to_owned())),
            Some(_) => return Err(BadReference::Tag),
            None => (rest, None),
        };
        if !path.split('/').all(is_component) {
            return Err(BadReference::Name);
        }
        let registry = registry.map(str::to_ascii_lowercase);
        if registry.as_deref().is_some_and(|registry| !is_registry(registry)) {
            return Err(BadReference::Registry);
        }
        let registry = match registry {
            None => DOCKER.to_owned(),
            Some(name) if name == "index.docker.io" => DOCKER.to_owned(),
            Some(name) => name,
        };
        let path = if registry == DOCKER && !path.contains('/') { format!("library/{path}") } else { path.to_owned() };
        if registry.len() + 1 + path.len() > MAX_NAME {
            return Err(BadReference::TooLong);
        }
        Ok(Self { registry, path, tag, digest })
    }

    /// Registry and path: `docker.io/library/nginx`.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.registry, self.path)
    }

    /// The repository as people write it: `nginx`, `bitnami/redis`, `ghcr.io/org/web`.
    pub fn familiar(&self) -> String {
        if self.registry != DOCKER {
            return self.repository();
        }
        let short = self.path.strip_prefix("library/").filter(|rest| !rest.contains('/'));
        short.unwrap_or(&self.path).to_owned()
    }
}

impl fmt::Display for Reference {
    /// In full: `docker.io/library/nginx:1.27.0@sha256:…`. Read again it is the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

fn split_registry(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|byte| byte.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        Some(_) | None => (None, text),
    }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// `host`, `host:port`, `[::1]:port`.
pub(super) fn is_registry(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, after)) => {
            if address.is_empty() || !address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':') {
                return false;
            }
            match after {
                "" => return true,
                after => ("v6", after.strip_prefix(':')),
            }
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, Some("0")),
        },
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.split('.').all(is_label) && port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lower-case letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_component(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut run = String::new();
    for (index, c) in text.char_indices() {
        if c.is_ascii() && is_plain(u8::try_from(c).unwrap_or(0)) {
            let is_separator = matches!(run.as_str(), "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
            if !is_separator {
                return false;
            }
            run.clear();
        } else if matches!(c, '.' | '_' | '-') && index > 0 {
            run.push(c);
        } else {
            return false;
        }
    }
    !text.is_empty() && run.is_empty()
}

/// Whether a text may be a tag.
pub(super) fn is_tag(text: &str) -> bool {
    text.len() <= MAX_TAG
        && !text.starts_with(['.', '-'])
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a text is a digest: of the known algorithms with exactly their digits in lower case, of others with at least 32.
pub(super) fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else { return false };
    let exactly = |n: usize| digits.len() == n && digits.bytes().all(is_lower_hex);
    match algorithm {
        "sha256" => exactly(64),
        "sha384" => exactly(96),
        "sha512" => exactly(128),
        other => {
            let is_part =
                |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
            other.split(['+', '.', '_', '-']).all(is_part)
                && (MIN_DIGEST..=MAX_NAME).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BadReference, Reference};

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn references_are_normalized_as_runtimes_do_it() {
        for (text, full, familiar) in [
            ("nginx", "docker.io/library/nginx", "nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx"),
            ("bitnami/redis:7.2.4", "docker.io/bitnami/redis:7.2.4", "bitnami/redis"),
            ("index.docker.io/nginx", "docker.io/library/nginx", "nginx"),
            ("ghcr.io/platform/bff:v1", "ghcr.io/platform/bff:v1", "ghcr.io/platform/bff"),
            ("localhost/web", "localhost/web", "localhost/web"),
            ("localhost:5000/a/b:c", "localhost:5000/a/b:c", "localhost:5000/a/b"),
            ("host:5000", "docker.io/library/host:5000", "host"),
            ("[::1]:5000/web:1", "[::1]:5000/web:1", "[::1]:5000/web"),
            ("Registry/web", "registry/web", "registry/web"),
            ("a__b/c---d.e_f", "docker.io/a__b/c---d.e_f", "a__b/c---d.e_f"),
        ] {
            let read = Reference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((read.to_string().as_str(), read.familiar().as_str()), (full, familiar), "{text}");
        }
        let both = Reference::parse(&format!("web:1.2.3@{DIGEST}")).expect("a reference");
        assert_eq!((both.tag.as_deref(), both.digest.as_deref()), (Some("1.2.3"), Some(DIGEST)));
        let pinned = Reference::parse(&format!("web@{DIGEST}")).expect("a reference");
        assert_eq!((pinned.tag, pinned.digest.as_deref()), (None, Some(DIGEST)));
    }

    #[test]
    fn what_no_runtime_takes_is_refused_with_its_reason() {
        let id = "0".repeat(64);
        let long = format!("registry.example.org/{}", "a".repeat(250));
        for (text, why) in [
            ("", BadReference::Empty),
            ("Nginx", BadReference::Name),
            ("my image:1", BadReference::Name),
            ("a//b", BadReference::Name),
            ("a/", BadReference::Name),
            ("a___b", BadReference::Name),
            ("a..b/c", BadReference::Registry),
            ("a:", BadReference::Tag),
            ("a:.b", BadReference::Tag),
            ("a:b:c", BadReference::Tag),
            ("a@sha256:12", BadReference::Digest),
            ("a@", BadReference::Digest),
            ("host.example.org:port/a", BadReference::Registry),
            ("-host.example.org/a", BadReference::Registry),
            (&id, BadReference::Id),
            (&long, BadReference::TooLong),
            ("nginx:1\n", BadReference::Tag),
            ("nginx\u{2028}", BadReference::Name),
        ] {
            assert_eq!(Reference::parse(text), Err(why), "{text:?}");
        }
    }
}
