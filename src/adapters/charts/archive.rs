//! Where the index and the archives of an HTTP repository are, and whether an archive is the one that was promised. It asks nobody. Source:
//! Helm `pkg/repo/v1/chartrepo.go` (`ResolveReferenceURL`), `pkg/getter/httpgetter.go`.

use std::fmt::Write as _;
use std::sync::Arc;

use reqwest::Url;
use sha2::{Digest as _, Sha256};

use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};

/// The largest archive, compressed: charts of real repositories stay below 2 MiB, and Helm opens none of more than 100 MiB unpacked.
pub const MAX_ARCHIVE: usize = 32 << 20;

/// The URL of something in a repository: relative ones count from the repository's own, whose query they take over.
///
/// # Errors
/// When either is no URL.
pub fn url_of(repo: &str, reference: &str) -> Result<Arc<str>, Problem> {
    if let Ok(url) = Url::parse(reference) {
        return Ok(url.as_str().into());
    }
    let wrong = |text: &str| {
        Problem::error(ProblemKind::BadInput, format!("{} is no URL", RepoUrl::new(text).shown()))
            .hint("a chart repository's URL begins with https://, http:// or oci://")
    };
    let mut base = Url::parse(repo).map_err(|_| wrong(repo))?;
    let path = format!("{}/", base.path().trim_end_matches('/'));
    base.set_path(&path);
    let mut url = base.join(reference).map_err(|_| wrong(reference))?;
    url.set_query(base.query());
    Ok(url.as_str().into())
}

/// Whether two URLs have scheme, host and port in common: credentials of one may be sent to the other.
pub fn is_same_place(one: &str, other: &str) -> bool {
    let place = |text: &str| {
        Url::parse(text).ok().map(|url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default()))
    };
    place(one).is_some_and(|one| place(other) == Some(one))
}

/// A content's digest, `sha256:` and 64 hexadecimal digits.
pub fn digest_of(bytes: &[u8]) -> Arc<str> {
    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        // A String takes all that is written.
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

/// The digest of what came from a URL, if it is the one that was promised; an empty promise is kept by anything.
///
/// # Errors
/// When it is another.
pub fn verified(shown: &str, bytes: &[u8], promised: &str) -> Result<Arc<str>, Problem> {
    let digest = digest_of(bytes);
    let wanted = with_algorithm(promised);
    if promised.is_empty() || wanted == *digest {
        return Ok(digest);
    }
    Err(Problem::error(ProblemKind::BadInput, format!("{shown} has digest {digest}, and {wanted} was promised"))
        .hint("the archive was replaced after it was published, or on its way here: ask the owner of the repository"))
}

/// A digest with its algorithm, as registries write it; an index may leave it out.
pub fn with_algorithm(digest: &str) -> String {
    let digest = digest.trim().to_lowercase();
    if digest.is_empty() || digest.contains(':') { digest } else { format!("sha256:{digest}") }
}

#[cfg(test)]
mod tests {
    use super::{is_same_place, url_of, verified};

    #[test]
    fn references_count_from_the_repository_and_keep_its_query() {
        for (repo, reference, expected) in [
            ("https://charts.example.org/stable", "index.yaml", "https://charts.example.org/stable/index.yaml"),
            ("https://charts.example.org/stable/", "web-1.0.0.tgz", "https://charts.example.org/stable/web-1.0.0.tgz"),
            (
                "https://charts.example.org/stable?token=a",
                "charts/web-1.0.0.tgz",
                "https://charts.example.org/stable/charts/web-1.0.0.tgz?token=a",
            ),
            ("https://charts.example.org/stable", "/other/web-1.0.0.tgz", "https://charts.example.org/other/web-1.0.0.tgz"),
            ("https://charts.example.org/stable", "https://files.example.org/web.tgz", "https://files.example.org/web.tgz"),
            ("https://charts.example.org", "oci://registry.example.org/charts/web:1.0.0", "oci://registry.example.org/charts/web:1.0.0"),
        ] {
            assert_eq!(url_of(repo, reference).as_deref(), Ok(expected), "{reference}");
        }
        assert!(url_of("charts.example.org", "index.yaml").is_err());
    }

    #[test]
    fn another_port_or_scheme_is_another_place() {
        let own = "https://charts.example.org/stable";
        assert!(is_same_place(own, "https://charts.example.org:443/web.tgz"));
        for other in
            ["http://charts.example.org/web.tgz", "https://charts.example.org:8443/web.tgz", "https://example.org/web.tgz", "web.tgz"]
        {
            assert!(!is_same_place(own, other), "{other}");
        }
    }

    #[test]
    fn a_promise_is_kept_with_and_without_its_algorithm() {
        let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        for promised in ["", digest, &digest.to_uppercase(), &format!("sha256:{digest}")] {
            assert_eq!(verified("here", b"hello", promised).as_deref(), Ok(&*format!("sha256:{digest}")), "{promised}");
        }
        assert!(verified("here", b"hello", &digest.replace('2', "3")).is_err());
    }
}
