//! Credentials of repositories as Argo CD keeps them in Secrets, as values. Secret parts have no `Debug` content and no
//! `Display`. It knows no Secret and no Git. Source: `util/db/repository_secrets.go`, `repository_types.go`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::ids::RepoUrl;

/// A text that nobody may show.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text, for the request that needs it and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "no secret" } else { "a secret" })
    }
}

/// What kind of repository it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepoKind {
    /// Git: where nothing else is said.
    #[default]
    Git,
    /// A Helm repository.
    Helm,
    /// An OCI registry.
    Oci,
}

/// A GitHub App.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GithubApp {
    /// `githubAppID`.
    pub id: i64,
    /// `githubAppInstallationID`; 0: found by the organisation.
    pub installation: i64,
    /// PEM.
    pub private_key: Secret,
    /// Of GitHub Enterprise; else empty.
    pub base_url: Arc<str>,
}

/// One repository Secret, or one template for a prefix of URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepoCredential {
    /// Name of the Secret it was read from, for problems.
    pub secret: Arc<str>,
    /// What it is.
    pub kind: RepoKind,
    /// The URL, or the prefix.
    pub url: Arc<str>,
    /// Name for people; Helm sources may refer to it.
    pub name: Arc<str>,
    /// The project that it belongs to; empty for all.
    pub project: Arc<str>,
    /// User.
    pub username: Arc<str>,
    /// Password or token.
    pub password: Secret,
    /// `Authorization: Bearer`.
    pub bearer_token: Secret,
    /// PEM.
    pub ssh_private_key: Secret,
    /// PEM.
    pub tls_client_cert: Arc<str>,
    /// PEM.
    pub tls_client_key: Secret,
    /// Whether the server's certificate, or host key, is taken unseen (`insecure`, `insecureIgnoreHostKey`).
    pub is_insecure: bool,
    /// `enableLfs`.
    pub has_lfs: bool,
    /// `enableOCI`.
    pub has_oci: bool,
    /// `insecureOCIForceHttp`.
    pub oci_over_http: bool,
    /// Basic authentication is sent unasked.
    pub forces_basic_auth: bool,
    /// Proxy URL; may hold a password.
    pub proxy: Secret,
    /// Hosts that need none, comma-separated.
    pub no_proxy: Arc<str>,
    /// A shallow clone's depth; 0: whole.
    pub depth: i64,
    /// A GitHub App.
    pub github_app: Option<GithubApp>,
    /// Google's service account key.
    pub gcp_key: Secret,
    /// The machine's own Azure identity is used.
    pub uses_azure_identity: bool,
}

impl RepoCredential {
    /// Whether it holds anything to authenticate with.
    pub fn has_credentials(&self) -> bool {
        let texts = [&self.password, &self.bearer_token, &self.ssh_private_key, &self.tls_client_key, &self.gcp_key];
        texts.iter().any(|secret| !secret.is_empty()) || !self.username.is_empty() || self.github_app.is_some() || self.uses_azure_identity
    }

    /// The proxy for a host; none where the host needs none.
    pub fn proxy_for(&self, host: &str) -> Secret {
        let is_direct = self.no_proxy.split(',').map(str::trim).any(|own| !own.is_empty() && host.ends_with(own));
        if is_direct { Secret::default() } else { self.proxy.clone() }
    }

    /// The repository's own, completed by a template: what is not set is taken over. Source: `CopyCredentialsFrom`.
    fn completed_by(mut self, template: &Self) -> Self {
        let text = |own: &mut Arc<str>, other: &Arc<str>| {
            if own.is_empty() {
                own.clone_from(other);
            }
        };
        let secret = |own: &mut Secret, other: &Secret| {
            if own.is_empty() {
                own.clone_from(other);
            }
        };
        text(&mut self.username, &template.username);
        secret(&mut self.password, &template.password);
        secret(&mut self.bearer_token, &template.bearer_token);
        secret(&mut self.ssh_private_key, &template.ssh_private_key);
        text(&mut self.tls_client_cert, &template.tls_client_cert);
        secret(&mut self.tls_client_key, &template.tls_client_key);
        secret(&mut self.gcp_key, &template.gcp_key);
        secret(&mut self.proxy, &template.proxy);
        text(&mut self.no_proxy, &template.no_proxy);
        self.github_app = self.github_app.or_else(|| template.github_app.clone());
        self.has_oci = template.has_oci;
        self.oci_over_http = template.oci_over_http;
        self.forces_basic_auth = template.forces_basic_auth;
        self.uses_azure_identity = template.uses_azure_identity;
        self
    }
}

/// Everything that a control plane knows about its repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repositories {
    /// Secrets of type `repository`.
    pub repositories: Vec<RepoCredential>,
    /// Secrets of type `repo-creds`: `url` is a prefix.
    pub templates: Vec<RepoCredential>,
    /// `argocd-ssh-known-hosts-cm`: lines as in `~/.ssh/known_hosts`.
    pub known_hosts: Arc<str>,
    /// `argocd-tls-certs-cm`: PEM certificates by host name.
    pub tls_certificates: BTreeMap<Arc<str>, Arc<str>>,
}

impl Repositories {
    /// The credential for a URL as used by an application of this project: the project's own repository Secret, else one of
    /// no project; if it has nothing to authenticate with, completed by the template with the longest prefix; `None` where
    /// nothing is configured. Source: `util/db/repository.go`, `getRepositorySecret`, `enrichCredsToRepo`.
    ///
    /// Unlike Argo CD a template's host must be the whole host: `https://git.example` is no prefix of
    /// `https://git.example.org.evil.net`.
    pub fn find(&self, url: &RepoUrl, project: &str) -> Option<RepoCredential> {
        let wanted = comparable(url.as_str());
        let own = |owner: &str| self.repositories.iter().find(|one| *one.project == *owner && comparable(&one.url) == wanted);
        let found = own(project).or_else(|| own("")).cloned();
        if let Some(own) = found.as_ref().filter(|own| own.has_credentials()) {
            return Some(own.clone());
        }
        let template = self.template(&wanted);
        match (found, template) {
            (Some(own), Some(template)) => Some(own.completed_by(template)),
            (Some(own), None) => Some(own),
            (None, Some(template)) => Some(RepoCredential { url: url.as_str().into(), ..template.clone() }),
            (None, None) => None,
        }
    }

    /// The same for a chart in a registry, `host/path` with or without `oci://`: a Secret may have either form, may be the chart's own, and
    /// one of a path above serves what lies below it. Source: `reposerver/repository/repository.go`, `getHelmRepos`.
    pub fn find_registry(&self, bare: &str, chart: &str, project: &str) -> Option<RepoCredential> {
        let whole = if chart.is_empty() { bare.to_owned() } else { format!("{bare}/{chart}") };
        let mut spellings = [bare.to_owned(), format!("oci://{bare}"), whole.clone(), format!("oci://{whole}")].into_iter();
        let is_own = |url: &String| self.repositories.iter().any(|one| is_of(one, project) && comparable(&one.url) == comparable(url));
        if let Some(own) = spellings.clone().find(is_own) {
            return self.find(&RepoUrl::new(own), project);
        }
        let wanted = comparable(&whole);
        let above = |one: &&RepoCredential| {
            let own = comparable(one.url.trim_start_matches("oci://"));
            let is_above = wanted.strip_prefix(own.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
            is_of(one, project) && !own.is_empty() && is_above && (one.has_oci || one.kind == RepoKind::Oci)
        };
        let nearest = self.repositories.iter().rev().filter(above).max_by_key(|one| (*one.project == *project, one.url.len()));
        nearest.cloned().or_else(|| spellings.find_map(|url| self.find(&RepoUrl::new(url), project)))
    }

    /// The URL of the repository Secret with a name, as charts refer to it (`@name`).
    pub fn named(&self, name: &str, project: &str) -> Option<&Arc<str>> {
        let own = |owner: &str| self.repositories.iter().find(|one| *one.project == *owner && *one.name == *name);
        own(project).or_else(|| own("")).map(|one| &one.url)
    }

    /// The PEM certificates that vouch for a host.
    pub fn certificates(&self, host: &str) -> Option<&Arc<str>> {
        self.tls_certificates.get(host)
    }

    fn template(&self, wanted: &str) -> Option<&RepoCredential> {
        let fits = |template: &&RepoCredential| {
            let prefix = comparable(&template.url);
            !prefix.is_empty() && wanted.starts_with(&prefix) && host(&prefix) == host(wanted)
        };
        // Of equal ones the first: `max_by_key` would take the last.
        self.templates.iter().rev().filter(fits).max_by_key(|template| comparable(&template.url).len())
    }
}

/// Whether a project may use a credential.
fn is_of(one: &RepoCredential, project: &str) -> bool {
    one.project.is_empty() || *one.project == *project
}

/// A URL in the form in which Argo CD compares two (`git.NormalizeGitURL`): lower case, no `.git`, `git@host:path` as
/// `git@host/path`, no `ssh://`.
fn comparable(url: &str) -> String {
    let url = url.trim().to_lowercase();
    let url = match url.split_once(':') {
        Some((host, path)) if !url.contains("://") && host.contains('@') => format!("{host}/{path}"),
        _ => url,
    };
    let url = url.strip_suffix(".git").unwrap_or(&url);
    url.strip_prefix("ssh://").unwrap_or(url).to_owned()
}

/// Scheme, user and host.
fn host(comparable: &str) -> &str {
    let start = comparable.find("://").map_or(0, |index| index + 3);
    let end = comparable.get(start..).and_then(|rest| rest.find('/')).map_or(comparable.len(), |index| start + index);
    comparable.get(..end).unwrap_or(comparable)
}

#[cfg(test)]
mod tests {
    use super::{RepoCredential, Repositories, Secret};
    use crate::model::ids::RepoUrl;

    fn one(url: &str, project: &str, password: &str) -> RepoCredential {
        RepoCredential { url: url.into(), project: project.into(), password: Secret::new(password), ..RepoCredential::default() }
    }

    fn found(repositories: &Repositories, url: &str, project: &str) -> Option<String> {
        repositories.find(&RepoUrl::new(url), project).map(|one| one.password.expose().to_owned())
    }

    #[test]
    fn the_projects_own_secret_wins_then_one_of_no_project_then_the_longest_prefix() {
        let all = Repositories {
            repositories: vec![
                one("https://Git.example.org/shop/web.git", "", "shared"),
                one("https://git.example.org/shop/web", "shop", "own"),
                one("https://git.example.org/shop/bare", "", ""),
            ],
            templates: vec![
                one("https://git.example.org", "", "host"),
                one("https://git.example.org/shop", "", "folder"),
                one("git@git.example.org:ops", "", "ssh"),
            ],
            ..Repositories::default()
        };
        assert_eq!(found(&all, "https://git.example.org/shop/web", "shop").as_deref(), Some("own"));
        assert_eq!(found(&all, "https://git.example.org/shop/web.git", "pay").as_deref(), Some("shared"));
        assert_eq!(found(&all, "https://git.example.org/shop/bare", "pay").as_deref(), Some("folder"));
        assert_eq!(found(&all, "https://git.example.org/other", "pay").as_deref(), Some("host"));
        assert_eq!(found(&all, "ssh://git@git.example.org/ops/tools", "pay").as_deref(), Some("ssh"));
        assert_eq!(found(&all, "https://git.example.org.evil.net/shop", "pay"), None);
        assert_eq!(found(&all, "https://elsewhere.org/x", "pay"), None);
    }

    #[test]
    fn a_registry_is_found_in_both_spellings_and_from_above() {
        let oci = |url: &str, password: &str| RepoCredential { has_oci: true, ..one(url, "", password) };
        let all = Repositories {
            repositories: vec![
                oci("registry.example.org/charts", "charts"),
                oci("oci://registry.example.org/charts/web", "web"),
                one("registry.example.org/git", "", "git"),
                RepoCredential { project: "pay".into(), ..oci("registry.example.org/pay", "pay") },
            ],
            templates: vec![one("oci://other.example.org", "", "template")],
            ..Repositories::default()
        };
        let found = |bare: &str, project: &str| all.find_registry(bare, "", project).map(|one| one.password.expose().to_owned());
        assert_eq!(found("registry.example.org/charts", "").as_deref(), Some("charts"));
        assert_eq!(found("registry.example.org/charts/db", "").as_deref(), Some("charts"));
        assert_eq!(found("registry.example.org/charts/web", "").as_deref(), Some("web"));
        assert_eq!(found("other.example.org/a/b", "").as_deref(), Some("template"));
        let below = all.find_registry("registry.example.org/charts", "web", "").map(|one| one.password.expose().to_owned());
        assert_eq!(below.as_deref(), Some("charts"), "the repository as it is written comes first");
        assert_eq!(found("registry.example.org/pay/x", "pay").as_deref(), Some("pay"));
        for (bare, project) in [
            ("registry.example.org/charts-of-others", ""),
            ("registry.example.org/git/web", ""),
            ("registry.example.org/pay/x", "shop"),
            ("other.example.org.evil.net/a", ""),
        ] {
            assert_eq!(found(bare, project), None, "{bare} {project}");
        }
    }

    #[test]
    fn no_secret_is_in_its_debug_form() {
        assert!(!format!("{:?}", one("u", "", "c4n4ry")).contains("c4n4ry"));
    }
}
