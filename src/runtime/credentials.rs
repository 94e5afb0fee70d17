//! What repositories are opened with: the control plane's Secrets, and what the operator's configuration trusts. It fetches nothing.

use std::sync::Arc;

use crate::adapters::git::fetch::{Credential, FetchRequest};
use crate::model::ids::RepoUrl;
use crate::model::repository::{RepoCredential, Repositories};

use super::git::{Git, locked};

impl Git {
    /// Sets what repositories are opened with: the control plane's Secrets, and what `config.yaml` trusts.
    pub(crate) fn trust(&self, mut known: Repositories) {
        known.templates.extend(self.trusted.iter().map(|prefix| RepoCredential { url: prefix.clone(), ..RepoCredential::default() }));
        *locked(&self.repositories_known) = Arc::new(known);
    }

    /// What is known of repositories.
    pub(super) fn known(&self) -> Arc<Repositories> {
        locked(&self.repositories_known).clone()
    }

    /// What a repository is opened with: the password or key of its Secret (the project's own first); ssh-agent only where the operator
    /// configured the URL.
    pub(super) fn request(&self, repo: &RepoUrl, project: &str) -> FetchRequest {
        let known = self.known();
        let mut request = FetchRequest::new(self.cache.clone(), repo.as_str());
        request.trust.known_hosts = known.known_hosts.to_string();
        request.trust.certificates = known.certificates(repo.host()).map(ToString::to_string).unwrap_or_default();
        let Some(found) = known.find(repo, project) else { return request };
        request.trust.is_insecure = found.is_insecure;
        found.proxy_for(repo.host()).expose().clone_into(&mut request.trust.proxy);
        if !found.ssh_private_key.is_empty() {
            request.credentials.push(Credential::Key { private: found.ssh_private_key.expose().to_owned() });
        }
        found.bearer_token.expose().clone_into(&mut request.trust.bearer_token);
        if !found.password.is_empty() {
            let user = if found.username.is_empty() { "git" } else { &found.username };
            request.credentials.push(Credential::Password { user: user.to_owned(), password: found.password.expose().to_owned() });
        }
        if repo.normalized().as_str().starts_with("ssh://") {
            request.credentials.push(Credential::Agent);
        }
        request
    }
}
