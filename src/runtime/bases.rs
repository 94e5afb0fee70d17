//! Repositories that stand inside another one's content: remote bases of kustomizations. They are fetched as `git` fetches, under the
//! rules of `remotes`. It knows no kustomization.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use crate::adapters::git::mirror::whole_names;
use crate::engine::tree::Tree;
use crate::model::ids::{RepoUrl, Revision, Sha};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::Freshness;

use super::answers::Fresh;
use super::git::{Git, locked};

impl Git {
    /// The tree of a repository that stands in another one's content, at a ref as written.
    pub(crate) async fn base(&self, repo: &RepoUrl, reference: &Revision, fresh: Fresh) -> Result<Arc<Tree>, Problem> {
        let sha = self.base_commit(repo, reference, fresh).await?;
        self.tree_at(repo, &sha).await
    }

    /// The commit of such a ref. What is neither branch nor tag (`refs/pull/1/head`) is fetched once somebody asks for it.
    pub(crate) async fn base_commit(&self, repo: &RepoUrl, reference: &Revision, fresh: Fresh) -> Result<Sha, Problem> {
        let stale = self.refresh(repo, None, fresh.freshness, fresh.asked_at).await?;
        if stale.is_some() && fresh.freshness == Freshness::Hard {
            return Err(self.failure(repo).await);
        }
        let resolve = || {
            let wanted = reference.clone();
            self.read(repo, move |mirror| mirror.resolve_ref(&wanted))
        };
        let found = resolve().await;
        let other = whole_names(reference.as_str()).into_iter().find(|name| name.starts_with("refs/") && name.matches('/').count() > 2);
        let (Err(_), Some(other)) = (&found, other) else { return found };
        let remote = locked(&self.repositories).entry(repo.normalized()).or_default().clone();
        if !remote.lock().await.others.insert(other) {
            return found;
        }
        self.refresh(repo, None, Freshness::Hard, Instant::now()).await?;
        resolve().await
    }

    /// Since when the mirror of such a repository is what there is, because the remote does not answer.
    pub(crate) async fn stale_since(&self, repo: &RepoUrl) -> Option<Timestamp> {
        let remote = locked(&self.repositories).get(&repo.normalized()).cloned()?;
        remote.lock().await.failed.as_ref()?;
        Some(self.open(repo).await.ok()?.unwrap_or(Timestamp::UNIX_EPOCH))
    }

    async fn failure(&self, repo: &RepoUrl) -> Problem {
        let remote = locked(&self.repositories).get(&repo.normalized()).cloned();
        let failed = match remote {
            Some(remote) => remote.lock().await.failed.clone(),
            None => None,
        };
        failed.unwrap_or_else(|| Problem::error(ProblemKind::Unreachable, format!("{} does not answer", repo.shown())))
    }
}
