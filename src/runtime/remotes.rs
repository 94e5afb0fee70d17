//! What a Git remote is opened with, and whether it may be opened at all: the control plane's Secrets and ConfigMaps for the URL; nothing
//! of the person's own where the URL stood inside a repository's content (ARCHITECTURE.md, "Needs, not callbacks"). It fetches nothing.

use std::net::IpAddr;
use std::path::Path;

use crate::adapters::git::fetch::{Credential, FetchRequest, Trust};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Repositories;

/// The request for a fetch: its Secret's key, password or token; ssh-agent only where the operator configured the URL.
pub(super) fn request(known: &Repositories, cache: &Path, repo: &RepoUrl, project: &str, is_found: bool) -> FetchRequest {
    let found = known.find(repo, project);
    let (is_configured, found) = (found.is_some(), found.unwrap_or_default());
    let mut credentials = Vec::new();
    if !found.ssh_private_key.is_empty() {
        credentials.push(Credential::Key { private: found.ssh_private_key.expose().to_owned() });
    }
    if !found.password.is_empty() {
        let user = if found.username.is_empty() { "git" } else { &found.username };
        credentials.push(Credential::Password { user: user.to_owned(), password: found.password.expose().to_owned() });
    }
    let url = repo.normalized();
    if is_configured && url.as_str().starts_with("ssh://") {
        credentials.push(Credential::Agent);
    }
    let (host, port) = host(url.as_str());
    let with_port = format!("{host}:{port}");
    let certificates = known.certificates(&with_port).or_else(|| known.certificates(host)).map(ToString::to_string);
    let is_exempt = found.no_proxy.split(',').map(str::trim).any(|name| !name.is_empty() && (host == name || host.ends_with(name)));
    let trust = Trust {
        known_hosts: known.known_hosts.to_string(),
        certificates: certificates.unwrap_or_default(),
        is_insecure: found.is_insecure,
        proxy: if is_exempt { String::new() } else { found.proxy.expose().to_owned() },
        bearer_token: found.bearer_token.expose().to_owned(),
        is_found,
    };
    FetchRequest { cache: cache.to_owned(), url: repo.to_string(), credentials, trust }
}

/// Whether a URL that stood inside a repository's content may be fetched: whoever can write there must reach neither this machine's files
/// nor its own network.
///
/// # Errors
/// When it is a path or a `file:` URL, when its host is this machine, link-local or a metadata service, or cannot be found; unless a
/// Secret of the control plane names it.
pub(super) async fn admit_found(known: &Repositories, repo: &RepoUrl) -> Result<(), Problem> {
    if known.find(repo, "").is_some() {
        return Ok(());
    }
    let refused = |why: &str| {
        Problem::error(ProblemKind::Forbidden, format!("{repo} stands in a repository's content and {why}"))
            .hint("add a repository Secret for it if it is meant")
    };
    let url = repo.normalized();
    if !["https://", "http://", "ssh://"].iter().any(|scheme| url.as_str().starts_with(scheme)) {
        return Err(refused("is no network address"));
    }
    let (host, port) = host(url.as_str());
    let addresses = tokio::net::lookup_host((host, port)).await;
    let addresses = addresses.map_err(|error| {
        Problem::error(ProblemKind::Unreachable, format!("{host} cannot be found: {error}")).hint("check the name, and the network")
    })?;
    for address in addresses {
        if is_near(address.ip()) {
            return Err(refused("leads to this machine or its own network"));
        }
    }
    Ok(())
}

/// Loopback, link-local (metadata services among them) and unspecified addresses.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            let mapped = v6.to_ipv4_mapped().is_some_and(|v4| is_near(IpAddr::V4(v4)));
            mapped || v6.is_loopback() || v6.is_unspecified() || v6.is_unicast_link_local()
        }
    }
}

/// Host and port of a normalized URL.
fn host(url: &str) -> (&str, u16) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split('/').next().unwrap_or(rest);
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let usual = match scheme {
        "http" => 80,
        "ssh" => 22,
        _ => 443,
    };
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.contains(']') => (unbracketed(host), port.parse().unwrap_or(usual)),
        Some(_) | None => (unbracketed(authority), usual),
    }
}

fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{admit_found, host, request};
    use crate::adapters::git::fetch::Credential;
    use crate::model::ids::RepoUrl;
    use crate::model::repository::{RepoCredential, Repositories, Secret};

    fn known() -> Repositories {
        let one = |url: &str, project: &str, password: &str| RepoCredential {
            url: url.into(),
            project: project.into(),
            password: Secret::new(password),
            ..RepoCredential::default()
        };
        Repositories {
            repositories: vec![one("https://git.example.org/shop", "", "shared"), one("https://git.example.org/shop", "pay", "own")],
            templates: vec![one("http://127.0.0.1:9", "", "near"), one("ssh://git@git.example.org", "", "")],
            known_hosts: "git.example.org ssh-ed25519 AAAA".into(),
            tls_certificates: [("git.example.org".into(), "PEM".into())].into(),
        }
    }

    #[test]
    fn a_project_has_its_own_password_and_the_agent_is_for_configured_urls_only() {
        let cache = Path::new("/nowhere");
        let of = |url: &str, project: &str| request(&known(), cache, &RepoUrl::new(url), project, false);
        let password = |url: &str, project: &str| match of(url, project).credentials.as_slice() {
            [Credential::Password { password, .. }] => password.clone(),
            _ => String::new(),
        };
        assert_eq!(password("https://git.example.org/shop.git", "pay"), "own");
        assert_eq!(password("https://git.example.org/shop.git", "web"), "shared");
        assert!(matches!(of("git@git.example.org:ops/x", "web").credentials.as_slice(), [Credential::Agent]));
        assert!(of("git@elsewhere.org:ops/x", "web").credentials.is_empty());
        assert_eq!(of("https://git.example.org/shop", "web").trust.certificates, "PEM");
    }

    #[test]
    fn hosts_and_ports_are_read_from_urls() {
        for (url, expected) in [
            ("https://git.example.org/a/b", ("git.example.org", 443)),
            ("http://u:p@git.example.org:8080/a", ("git.example.org", 8080)),
            ("ssh://git@[::1]:2222/a", ("::1", 2222)),
            ("ssh://git@[fe80::1]/a", ("fe80::1", 22)),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }

    #[tokio::test]
    async fn what_stands_in_content_reaches_neither_files_nor_this_machine() {
        for url in ["file:///etc", "/srv/git/x.git", "http://127.0.0.1/x", "https://[::1]/x", "http://169.254.169.254/x", "ssh://git@0.0.0.0/x"] {
            let refused = admit_found(&known(), &RepoUrl::new(url)).await.expect_err(url);
            assert!(refused.cause.contains("content"), "{refused}");
        }
        admit_found(&known(), &RepoUrl::new("http://127.0.0.1:9/x")).await.expect("a Secret names it");
    }
}
