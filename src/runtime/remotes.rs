//! Whether a Git remote that stood inside a repository's content may be opened at all (ARCHITECTURE.md, "Needs, not callbacks"). It
//! fetches nothing.

use crate::adapters::web::near::is_near;
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Repositories;

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
        Problem::error(ProblemKind::Forbidden, format!("{} stands in a repository's content and {why}", repo.shown()))
            .hint("add a repository Secret for it, or name its URL in `trustedRemotes` of config.yaml, if it is meant")
    };
    let url = repo.normalized();
    if !["https://", "http://", "ssh://"].iter().any(|scheme| url.as_str().starts_with(scheme)) {
        return Err(refused("is no network address"));
    }
    let (host, port) = url.host_and_port();
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

#[cfg(test)]
mod tests {
    use super::admit_found;
    use crate::model::ids::RepoUrl;
    use crate::model::repository::{RepoCredential, Repositories, Secret};

    fn known() -> Repositories {
        let near = RepoCredential { url: "http://127.0.0.1:9".into(), password: Secret::new("p"), ..RepoCredential::default() };
        Repositories { templates: vec![near], ..Repositories::default() }
    }

    #[tokio::test]
    async fn what_stands_in_content_reaches_neither_files_nor_this_machine() {
        for url in
            ["file:///etc", "/srv/git/x.git", "http://127.0.0.1/x", "https://[::1]/x", "http://169.254.169.254/x", "ssh://git@0.0.0.0/x"]
        {
            let refused = admit_found(&known(), &RepoUrl::new(url)).await.expect_err(url);
            assert!(refused.cause.contains("content"), "{refused}");
        }
        admit_found(&known(), &RepoUrl::new("http://127.0.0.1:9/x")).await.expect("a Secret names it");
    }
}
