//! Which entries of a kustomization are not in this repository: folders of other repositories in all of Kustomize's
//! spellings, and files over HTTP. It fetches nothing. Source: kustomize `api/internal/git/repospec.go`,
//! `api/internal/loader/fileloader.go`.

use std::sync::Arc;

use crate::model::ids::{RepoUrl, Revision};

/// A folder of another repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    /// What stood in the kustomization.
    pub(super) raw: Arc<str>,
    /// What is cloned.
    pub(super) url: RepoUrl,
    /// The folder within it; empty for its root.
    pub(super) path: String,
    /// A branch, a tag, any other ref or a commit's id as written; empty for the remote's `HEAD`.
    pub(super) reference: Revision,
}

/// What an entry of `resources` or the like means when it is no local path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remote {
    /// A folder of another repository.
    Git(Spec),
    /// A file over HTTP(S).
    Http,
    /// A file over HTTP(S) if it is one, else a folder of a repository: only asking tells.
    Either(Spec),
}

/// What an entry that may be a file or a folder is; `None` for a local path.
///
/// Kustomize asks for every `http(s)` URL as a file first and clones what turns out to be none. Where the URL itself says that
/// it is a repository (`.git`, `_git/`, `//`, GitHub's plain paths) nothing is asked twice.
pub(super) fn remote(entry: &str) -> Option<Remote> {
    let spec = Spec::parse(entry);
    if !is_remote_file(entry) {
        return spec.map(Remote::Git);
    }
    let Some(spec) = spec else { return Some(Remote::Http) };
    let path = entry.split('?').next().unwrap_or("");
    let (_, rest) = path.split_once("://").unwrap_or(("", path));
    let is_marked = ["_git/", "//", ".git"].iter().any(|mark| rest.contains(mark));
    let lower = rest.to_ascii_lowercase();
    let named_as_a_file = [".yaml", ".yml", ".json"].iter().any(|end| lower.ends_with(end));
    let on_github = lower.split_once('/').is_some_and(|(host, _)| host.ends_with("github.com"))
        && !["/raw/", "/releases/"].iter().any(|part| lower.contains(part));
    Some(match (named_as_a_file && !is_marked, is_marked || on_github) {
        (true, _) => Remote::Http,
        (false, true) => Remote::Git(spec),
        (false, false) => Remote::Either(spec),
    })
}

/// Whether an entry that names a file is one over HTTP(S).
pub(super) fn is_remote_file(entry: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| strip_prefix_ignoring_case(entry, scheme).is_some())
}

impl Spec {
    /// A folder of another repository; `None` where the text is no such URL.
    pub(super) fn parse(raw: &str) -> Option<Self> {
        if raw.starts_with('/') {
            return None;
        }
        let (text, query) = raw.split_once('?').unwrap_or((raw, ""));
        let (host, rest) = host(text)?;
        let (repository, path) = split(rest, host.starts_with("file://"))?;
        let path = path.strip_prefix('/').unwrap_or(path);
        if repository.is_empty() || climbs_out(path) {
            return None;
        }
        let url = RepoUrl::new(format!("{host}{repository}"));
        Some(Self { raw: raw.into(), url, path: path.to_owned(), reference: Revision::new(reference(query)) })
    }

    /// The path as origin annotations have it: that of an imagined clone, without its first folder.
    pub(super) fn origin_path(&self) -> &str {
        if self.path.is_empty() { "notCloned" } else { &self.path }
    }
}

/// What stands before the repository's path, as `git clone` takes it, and the rest.
fn host(text: &str) -> Option<(String, &str)> {
    let text = strip_prefix_ignoring_case(text, "git::").unwrap_or(text);
    let scheme = ["ssh://", "https://", "http://", "file://"].into_iter().find(|scheme| strip_prefix_ignoring_case(text, scheme).is_some());
    let text = scheme.and_then(|scheme| strip_prefix_ignoring_case(text, scheme)).unwrap_or(text);
    if scheme == Some("file://") {
        return Some(("file://".to_owned(), text));
    }
    let user = text.split_once('@').map(|(user, _)| user).filter(|user| is_user(user));
    let rest = user.and_then(|user| text.get(user.len() + 1..)).unwrap_or(text);
    let lower = rest.to_ascii_lowercase();
    let on_github = lower.starts_with("github.com/") || lower.starts_with("github.com:");
    // Without a scheme only `user@host:path` and GitHub are taken for URLs.
    if scheme.is_none() && user.is_none() && !on_github {
        return None;
    }
    let slash = rest.find('/');
    let colon = rest.find(':').filter(|colon| scheme.is_none() && slash.is_none_or(|slash| (1..slash).contains(colon)));
    let (host, rest) = colon.or(slash).map_or((rest, ""), |end| rest.split_at(end + 1));
    if on_github {
        let by_ssh = scheme == Some("ssh://") || user.is_some();
        let user = user.map(|user| format!("{user}@")).unwrap_or_default();
        return Some((if by_ssh { format!("{user}github.com:") } else { "https://github.com/".to_owned() }, rest));
    }
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    (!host.is_empty()).then(|| (format!("{}{user}{host}", scheme.unwrap_or("")), rest))
}

/// The repository's own path and the folder in it: by the marks `_git/`, `//` and `.git`, else after two parts; all of a `file:`
/// URL.
fn split(rest: &str, takes_all: bool) -> Option<(&str, &str)> {
    if let Some(at) = rest.find("_git/") {
        let name = rest.get(at + 5..)?;
        let end = name.find('/').map_or(rest.len(), |slash| at + 5 + slash);
        return Some(rest.split_at(end));
    }
    if let Some((repository, path)) = rest.split_once("//") {
        return Some((repository, path));
    }
    if let Some(at) = rest.find(".git") {
        return Some(rest.split_at(at + 4));
    }
    if takes_all {
        return Some((rest, ""));
    }
    let second = rest.find('/')? + 1;
    let end = rest.get(second..)?.find('/').map_or(rest.len(), |slash| second + slash);
    Some(rest.split_at(end))
}

fn climbs_out(path: &str) -> bool {
    super::origin::join("", path.trim_start_matches('/')).split('/').next() == Some("..")
}

/// `ref`, else `version`; a query that cannot be read says nothing.
fn reference(query: &str) -> String {
    let pairs = || query.split('&').filter_map(|pair| Some((unescaped(pair.split('=').next()?)?, pair)));
    let first = |name: &str| {
        let (_, pair) = pairs().find(|(key, _)| key == name)?;
        unescaped(pair.split_once('=').map_or("", |(_, value)| value))
    };
    let is_readable = query.split('&').all(|pair| !pair.contains(';') && unescaped(pair).is_some());
    let wanted = first("ref").filter(|text| !text.is_empty()).or_else(|| first("version"));
    wanted.filter(|_| is_readable).unwrap_or_default()
}

/// A part of a query without its escapes; `None` where they are malformed.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
                let value = digit(rest.next())? * 16 + digit(rest.next())?;
                bytes.push(u8::try_from(value).ok()?);
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_user(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).and_then(|_| text.get(prefix.len()..))
}

#[cfg(test)]
mod tests {
    use super::{Remote, Spec, remote};

    #[test]
    fn urls_are_told_from_paths() {
        for entry in [
            "github.com/org/repo",
            "https://github.com/org/repo/path?ref=v1",
            "https://host/org/repo.git/base?ref=v1",
            "git@github.com:org/repo.git//base",
            "user@host.xz:path/to/repo.git/base",
            "ssh://git@host/org/repo",
            "git::https://github.com/org/repo",
            "file:///srv/repo",
            "https://user@dev.azure.com/org/project/_git/repo/base",
        ] {
            assert!(matches!(remote(entry), Some(Remote::Git(_))), "{entry}: {:?}", remote(entry));
        }
        for entry in
            ["https://raw.example.com/org/repo/v1/deploy.yaml", "http://host/x", "https://github.com/o/r/releases/download/v1/x.yaml"]
        {
            assert_eq!(remote(entry), Some(Remote::Http), "{entry}");
        }
        for entry in ["https://gitlab.example/group/project?ref=v1", "https://host/org/repo"] {
            assert!(matches!(remote(entry), Some(Remote::Either(_))), "{entry}");
        }
        for entry in ["../base", "deployment.yaml", "github.com", "/etc/x", "a@b", "git/repo", "https.yaml"] {
            assert_eq!(remote(entry), None, "{entry}");
        }
    }

    #[test]
    fn urls_are_taken_apart_as_kustomize_takes_them() {
        for (raw, url, path, reference) in [
            ("github.com/org/repo//deploy/x?ref=v1", "https://github.com/org/repo", "deploy/x", "v1"),
            ("git@github.com:org/repo?version=main", "git@github.com:org/repo", "", "main"),
            ("https://me@github.com/org/repo/a", "me@github.com:org/repo", "a", ""),
            ("ssh://git@host:2222/org/repo.git/a/b?ref=x%2Fy&timeout=1", "ssh://git@host:2222/org/repo.git", "a/b", "x/y"),
            ("https://h/a/b/c/d?ref=&version=2", "https://h/a/b", "c/d", "2"),
            ("https://h/a/_git/b/c?ref=1;2", "https://h/a/_git/b", "c", ""),
            ("file:///srv/repo.git//a?ref=v1", "file:///srv/repo.git", "a", "v1"),
            ("user@host.xz:path/to/repo.git/a", "user@host.xz:path/to/repo.git", "/a".trim_start_matches('/'), ""),
        ] {
            let spec = Spec::parse(raw).expect(raw);
            assert_eq!((spec.url.as_str(), &*spec.path, spec.reference.as_str()), (url, path, reference), "{raw}");
        }
        for raw in ["https://h/a/b//../x", "https://h/a", "ftp://h/a/b", "host:a/b"] {
            assert_eq!(Spec::parse(raw), None, "{raw}");
        }
    }
}
