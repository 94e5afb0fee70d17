//! Which entries of `resources` and `components` are not in this repository: Git URLs in all of Kustomize's spellings,
//! and files over HTTP. It fetches nothing. Source: kustomize `api/internal/git/repospec.go`.

/// What an entry means when it is no local path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remote {
    /// A folder of another repository.
    Git,
    /// A file over HTTP(S).
    Http,
}

/// Schemes of Git URLs.
const SCHEMES: [&str; 4] = ["ssh://", "https://", "http://", "file://"];

/// Whether an entry is remote. A URL that can be a repository's counts as one: Kustomize tries the file first and, when
/// that fails, the repository.
pub(super) fn remote(entry: &str) -> Option<Remote> {
    if entry.starts_with('/') {
        return None;
    }
    let lower = entry.to_ascii_lowercase();
    let plain_file = [".yaml", ".yml", ".json"].iter().any(|end| lower.split('?').next().unwrap_or("").ends_with(end));
    let over_http = lower.starts_with("https://") || lower.starts_with("http://");
    if over_http && plain_file && !lower.contains(".git/") && !lower.contains("_git/") {
        return Some(Remote::Http);
    }
    if is_repository(entry) {
        return Some(Remote::Git);
    }
    over_http.then_some(Remote::Http)
}

fn is_repository(entry: &str) -> bool {
    let (path, _) = entry.split_once('?').unwrap_or((entry, ""));
    let path = strip_prefix_ignoring_case(path, "git::").unwrap_or(path);
    let scheme = SCHEMES.into_iter().find(|scheme| strip_prefix_ignoring_case(path, scheme).is_some());
    let rest = scheme.and_then(|scheme| strip_prefix_ignoring_case(path, scheme)).unwrap_or(path);
    if scheme == Some("file://") {
        return !rest.is_empty();
    }
    let user = rest.split_once('@').map(|(user, _)| user).filter(|user| is_user(user));
    let rest = user.and_then(|user| rest.get(user.len() + 1..)).unwrap_or(rest);
    let lower = rest.to_ascii_lowercase();
    let github = lower.starts_with("github.com/") || lower.starts_with("github.com:");
    // Without a scheme only `user@host:path` and GitHub are taken for URLs.
    if scheme.is_none() && user.is_none() && !github {
        return false;
    }
    let scp = scheme.is_none();
    let slash = rest.find('/');
    let colon = rest.find(':').filter(|colon| scp && *colon > 0 && slash.is_none_or(|slash| *colon < slash));
    let Some(end) = colon.or(slash) else { return false };
    has_repository_path(rest.get(end + 1..).unwrap_or(""))
}

fn has_repository_path(path: &str) -> bool {
    let marked = ["_git/", "//", ".git"].iter().find_map(|mark| path.find(mark));
    let (repository, below) = match marked {
        Some(at) => (path.get(..at).unwrap_or(""), path.get(at..).unwrap_or("")),
        None => match path.match_indices('/').nth(1) {
            Some((at, _)) => path.split_at(at),
            None => (path, ""),
        },
    };
    let enough = marked.is_some() || path.contains('/');
    let climbs = below.trim_start_matches('/').split('/').next() == Some("..");
    enough && !(repository.is_empty() && !below.starts_with("_git/")) && !climbs
}

fn is_user(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).and_then(|_| text.get(prefix.len()..))
}

#[cfg(test)]
mod tests {
    use super::{Remote, remote};

    #[test]
    fn urls_are_told_from_paths() {
        for entry in [
            "github.com/org/repo",
            "github.com/org/repo//deploy?ref=v1",
            "https://github.com/org/repo",
            "https://github.com/org/repo.git/base?ref=v1",
            "git@github.com:org/repo.git//base",
            "user@host.xz:path/to/repo.git/base",
            "ssh://git@host/org/repo",
            "git::https://host/org/repo",
            "file:///srv/repo",
            "https://user@dev.azure.com/org/project/_git/repo/base",
        ] {
            assert_eq!(remote(entry), Some(Remote::Git), "{entry}");
        }
        for entry in ["https://raw.githubusercontent.com/org/repo/v1/deploy.yaml", "http://host/x"] {
            assert_eq!(remote(entry), Some(Remote::Http), "{entry}");
        }
        for entry in ["../base", "deployment.yaml", "github.com", "/etc/x", "a@b", "git/repo"] {
            assert_eq!(remote(entry), None, "{entry}");
        }
    }
}
