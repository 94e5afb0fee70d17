//! Identities. Everything is looked up by its whole key; nothing by a bare name. It knows nothing of what it identifies.

use std::fmt;
use std::sync::Arc;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identity with this text.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

text_id! {
    /// An API server that the session is connected to: a kubeconfig context's name, or `sandbox`. Control planes
    /// (where Applications are read) and destinations (where their objects live) are both clusters.
    ClusterId
}
text_id! {
    /// A repository's URL as the Application writes it. Compare with [`RepoUrl::normalized`].
    RepoUrl
}
text_id! {
    /// What a person wrote as revision: a branch, tag, SHA, `HEAD` or version constraint.
    Revision
}
text_id! {
    /// A full commit id in lower-case hexadecimal (40 or 64 characters).
    Sha
}
text_id! {
    /// A Git blob id, or the SHA-256 of a file that is not in Git, in lower-case hexadecimal.
    BlobId
}
text_id! {
    /// A random operation id, drawn by the runtime when an operation starts.
    OperationId
}
text_id! {
    /// A plan's digest as ARCHITECTURE's "The plan's digest" has it: `p1:` + 64 hexadecimal characters.
    Digest
}

impl Sha {
    /// The first seven characters, as Argo CD shows revisions.
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}

impl Digest {
    /// The four characters that a production confirm asks for: the first four after `p1:`.
    pub fn challenge(&self) -> &str {
        self.0.get(3..7).unwrap_or(&self.0)
    }
}

impl RepoUrl {
    /// The URL as it may be shown and logged: a password in it is left out.
    pub fn shown(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        match host.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host))) {
            Some((user, host)) if !scheme.is_empty() => format!("{scheme}://{user}:***@{host}{path}"),
            Some(_) | None => self.0.to_string(),
        }
    }

    /// The host, without user, port and brackets; empty for a path on disk.
    pub fn host(&self) -> &str {
        self.host_and_port().0
    }

    /// The host as [`Self::host`] has it, and the port: the usual one of the scheme where none is written, SSH's for `git@host:path`.
    pub fn host_and_port(&self) -> (&str, u16) {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let authority = rest.split('/').next().unwrap_or("");
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let usual = match scheme {
            "https" => 443,
            "http" => 80,
            _ => 22,
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().unwrap_or(usual)),
            Some(_) | None => (authority, usual),
        };
        (host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host), port)
    }

    /// The URL in the form in which two spellings of one repository are equal: lower-case host, no trailing `/` or
    /// `.git`, `git@host:path` as `ssh://git@host/path`. Source: Argo CD `util/git/git.go`, `NormalizeGitURL`.
    #[must_use]
    pub fn normalized(&self) -> Self {
        let text = self.0.trim();
        let text = match (text.contains("://"), text.split_once(':')) {
            (false, Some((host, path))) if !host.contains('/') && !host.is_empty() => {
                format!("ssh://{host}/{}", path.trim_start_matches('/'))
            }
            _ => text.to_owned(),
        };
        let (scheme, rest) = text.split_once("://").unwrap_or(("", &text));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let prefix = if scheme.is_empty() { String::new() } else { format!("{}://", scheme.to_lowercase()) };
        Self::new(format!("{prefix}{}{path}", host.to_lowercase()))
    }
}

/// Group and kind, the unit of health rules, ignore rules and merge tables. The core group is the empty text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKind {
    /// API group, empty for core.
    pub group: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
}

impl GroupKind {
    /// A group and kind.
    pub fn new(group: impl Into<Arc<str>>, kind: impl Into<Arc<str>>) -> Self {
        Self { group: group.into(), kind: kind.into() }
    }

    /// Whether it is exactly this group and kind.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        &*self.group == group && &*self.kind == kind
    }
}

impl fmt::Display for GroupKind {
    /// `apps/Deployment`; core kinds have no group: `Service`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() { f.write_str(&self.kind) } else { write!(f, "{}/{}", self.group, self.kind) }
    }
}

/// The whole identity of an object in the world. Ordered by cluster, namespace, group, kind, name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The API server that holds it.
    pub cluster: ClusterId,
    /// Namespace; empty for cluster-scoped objects.
    pub namespace: Arc<str>,
    /// Group and kind.
    pub group_kind: GroupKind,
    /// Name.
    pub name: Arc<str>,
}

impl fmt::Display for ObjectKey {
    /// `apps/Deployment/web` — the form of Argo CD's messages; namespace and cluster are shown by who needs them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group_kind, self.name)
    }
}

/// The identity of an Application: (control plane, namespace, name).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppKey {
    /// The API server that the Application was read from.
    pub plane: ClusterId,
    /// The Application's own namespace.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
}

impl AppKey {
    /// An application's key.
    pub fn new(plane: ClusterId, namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { plane, namespace: namespace.into(), name: name.into() }
    }

    /// The name that tracking labels and annotations carry: `name`, or `namespace_name` outside the control plane's
    /// own namespace. Source: Argo CD `types.go`, `InstanceName`.
    pub fn instance_name(&self, control_namespace: &str) -> String {
        if &*self.namespace == control_namespace { self.name.to_string() } else { format!("{}_{}", self.namespace, self.name) }
    }
}

impl fmt::Display for AppKey {
    /// `namespace/name`, as `argocd` qualifies names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::RepoUrl;

    #[test]
    fn spellings_of_one_repository_are_equal_once_normalized() {
        let same = ["https://GitHub.com/org/repo.git", "https://github.com/org/repo/", "https://github.com/org/repo"];
        for url in same {
            assert_eq!(RepoUrl::new(url).normalized().as_str(), "https://github.com/org/repo", "{url}");
        }
        assert_eq!(RepoUrl::new("git@Host:org/repo.git").normalized().as_str(), "ssh://git@host/org/repo");
        assert_eq!(RepoUrl::new("file:///srv/git/a.git").normalized().as_str(), "file:///srv/git/a");
    }

    #[test]
    fn hosts_and_ports_are_read_from_every_spelling() {
        for (url, expected) in [
            ("https://git.example.org/a/b", ("git.example.org", 443)),
            ("http://u:p@git.example.org:8080/a", ("git.example.org", 8080)),
            ("ssh://git@[::1]:2222/a", ("::1", 2222)),
            ("ssh://git@[fe80::1]/a", ("fe80::1", 22)),
            ("git@git.example.org:a/b.git", ("git.example.org", 22)),
            ("/srv/git/a", ("", 22)),
        ] {
            assert_eq!(RepoUrl::new(url).host_and_port(), expected, "{url}");
        }
    }
}
