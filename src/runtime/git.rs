//! Git for everybody at once: one fetch a repository at a time, a second look within moments is the first one's, trees and files
//! parsed once and shared. It decides no freshness: `Freshness` comes from the session.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::adapters::git::mirror::Mirror;
use crate::engine::manifest::file::File;
use crate::engine::step::{Answer, CommitInfo, Need};
use crate::engine::tree::{RepoPath, Tree, TreeId};
use crate::model::ids::{BlobId, RepoUrl, Revision, Sha};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::repository::Repositories;
use crate::session::effect::Freshness;

use super::remotes;
use super::worker::fetch_in_worker;
use super::world::World;

/// Bytes of files that are kept although nobody holds them: the shared bases of a monorepo are read again and again.
const KEPT_BYTES: usize = 16 << 20;

/// Trees that are kept although nobody holds them.
const KEPT_TREES: usize = 16;

type Commits = Vec<((RepoUrl, Sha), Result<Arc<CommitInfo>, Problem>)>;

/// Git, shared.
pub(crate) struct Git {
    pub(super) cache: PathBuf,
    worker: PathBuf,
    pub(super) trusted: Vec<Arc<str>>,
    fetch_limit: Duration,
    again: Duration,
    pub(super) repositories: Mutex<BTreeMap<RepoUrl, Arc<tokio::sync::Mutex<Remote>>>>,
    pub(super) repositories_known: Mutex<Arc<Repositories>>,
    kept: Mutex<Kept>,
    /// Fetches so far.
    pub(super) fetched: AtomicU64,
}

/// What is known of a remote.
#[derive(Default)]
pub(super) struct Remote {
    /// When the last fetch ended, and when it began.
    asked: Option<Instant>,
    began: Option<Instant>,
    pub(super) failed: Option<Problem>,
    /// The project that asked last: its own Secret for the repository comes first.
    project: Arc<str>,
    /// Whether an Application names it; else it stands in another repository's content.
    is_an_applications: bool,
    /// Refs besides branches and tags that kustomizations name.
    pub(super) others: BTreeSet<String>,
}

#[derive(Default)]
struct Kept {
    /// What revisions meant since the last fetch.
    resolved: BTreeMap<(RepoUrl, Revision), Sha>,
    /// Fetches that ended: what was looked up before one is not remembered after it.
    n_fetches: u64,
    trees: BTreeMap<(RepoUrl, Sha), Weak<Tree>>,
    recent_trees: std::collections::VecDeque<Arc<Tree>>,
    files: BTreeMap<BlobId, Weak<File>>,
    recent_files: std::collections::VecDeque<Arc<File>>,
    bytes: usize,
}

impl Kept {
    /// A fetch of this repository ended.
    fn fetched(&mut self, repo: &RepoUrl) {
        self.resolved.retain(|(own, _), _| own.normalized() != *repo);
        self.n_fetches += 1;
    }

    fn file(&mut self, file: File) -> Arc<File> {
        if let Some(own) = self.files.get(&file.blob).and_then(Weak::upgrade) {
            return own;
        }
        let file = Arc::new(file);
        self.files.insert(file.blob.clone(), Arc::downgrade(&file));
        self.bytes += file.bytes.len();
        self.recent_files.push_back(file.clone());
        while self.bytes > KEPT_BYTES {
            let Some(oldest) = self.recent_files.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
            let id = oldest.blob.clone();
            drop(oldest);
            if self.files.get(&id).is_some_and(|weak| weak.strong_count() == 0) {
                self.files.remove(&id);
            }
        }
        file
    }

    fn tree(&mut self, repo: &RepoUrl, sha: &Sha, tree: Tree) -> Arc<Tree> {
        let tree = Arc::new(tree);
        self.trees.retain(|_, weak| weak.strong_count() > 0);
        self.trees.insert((repo.clone(), sha.clone()), Arc::downgrade(&tree));
        self.recent_trees.push_back(tree.clone());
        if self.recent_trees.len() > KEPT_TREES {
            self.recent_trees.pop_front();
        }
        tree
    }
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lost(what: &str) -> Problem {
    Problem::error(ProblemKind::Internal, format!("{what} was lost")).hint("this is a defect of Tiphys; the log has the details")
}

/// Whether Git LFS keeps the content elsewhere and this is only its pointer.
fn is_lfs_pointer(file: &File) -> bool {
    file.bytes.len() < 1024 && file.bytes.starts_with(b"version https://git-lfs.github.com/spec/")
}

fn kept_by_lfs(path: &RepoPath) -> Problem {
    Problem::error(ProblemKind::NotFound, "is a Git LFS pointer: its content is not in the repository")
        .at(Place::file(path.as_str()))
        .hint("commit the file itself: git lfs untrack it and add it again")
}

impl Git {
    pub(crate) fn new(world: &World) -> Self {
        let git = Self {
            trusted: world.trusted_remotes.clone(),
            cache: world.cache.clone(),
            worker: world.worker.clone(),
            fetch_limit: world.limits.fetch,
            again: world.limits.fetch_again,
            repositories: Mutex::default(),
            repositories_known: Mutex::default(),
            kept: Mutex::default(),
            fetched: AtomicU64::new(0),
        };
        git.trust(Repositories::default());
        git
    }

    /// Fetches if that is asked for; `asked_at` is when somebody asked: a fetch that began later answers a thousand applications that
    /// were refreshed by one key. The time since when the mirror is what there is, when the remote does not answer.
    pub(crate) async fn refresh(
        &self,
        repo: &RepoUrl,
        project: Option<&str>,
        freshness: Freshness,
        asked_at: Instant,
    ) -> Result<Option<Timestamp>, Problem> {
        let remote = locked(&self.repositories).entry(repo.normalized()).or_default().clone();
        let mut remote = remote.lock().await;
        if let Some(project) = project {
            remote.project = project.into();
            remote.is_an_applications = true;
        }
        let wanted = match (freshness, remote.asked) {
            (Freshness::Cached, asked) => asked.is_none() && self.open(repo).await.is_err(),
            (Freshness::Poll, asked) => asked.is_none_or(|at| at.elapsed() >= self.again),
            (Freshness::Hard, _) => remote.began.is_none_or(|at| at < asked_at),
        };
        if wanted {
            let began = Instant::now();
            self.fetched.fetch_add(1, Ordering::Relaxed);
            let failed = self.fetch(repo, &remote).await.err();
            // Another process may have moved the mirror as well: what revisions mean is looked up anew whatever this fetch brought.
            locked(&self.kept).fetched(&repo.normalized());
            remote.failed = failed;
            (remote.asked, remote.began) = (Some(Instant::now()), Some(began));
        }
        match &remote.failed {
            None => Ok(None),
            Some(problem) => match self.open(repo).await {
                Ok(since) => Ok(Some(since.unwrap_or(Timestamp::UNIX_EPOCH))),
                Err(_) => Err(problem.clone()),
            },
        }
    }

    async fn fetch(&self, repo: &RepoUrl, remote: &Remote) -> Result<(), Problem> {
        let mut request = self.request(repo, &remote.project);
        request.trust.is_found = !remote.is_an_applications;
        request.others = remote.others.iter().cloned().collect();
        if request.trust.is_found {
            let known = self.known();
            remotes::admit_found(&known, repo).await?;
        }
        let fetching =
            fetch_in_worker(&self.worker, request, |far| tracing::debug!(received = far.received, total = far.total, "fetching"));
        if let Ok(result) = tokio::time::timeout(self.fetch_limit, fetching).await {
            result.map(|_| ())
        } else {
            let cause = format!("{} did not answer within {} s: the fetch was stopped", repo.shown(), self.fetch_limit.as_secs());
            Err(Problem::error(ProblemKind::Unreachable, cause).hint("check the network; what was fetched last is still used"))
        }
    }

    /// Whether there is a mirror, and when it was fetched.
    pub(super) async fn open(&self, repo: &RepoUrl) -> Result<Option<Timestamp>, Problem> {
        self.read(repo, |mirror| Ok(mirror.fetched())).await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        repo: &RepoUrl,
        read: impl FnOnce(&Mirror) -> Result<T, crate::adapters::git::error::GitError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (cache, repo) = (self.cache.clone(), repo.clone());
        let done = tokio::task::spawn_blocking(move || Mirror::open(&cache, &repo).and_then(|mirror| read(&mirror))).await;
        done.map_err(|_| lost("a look into Git"))?.map_err(|error| error.problem())
    }

    /// Reads what a mirror has, away from the loop.
    pub(crate) async fn with_mirror<T: Send + 'static>(
        &self,
        repo: &RepoUrl,
        look: impl FnOnce(&Mirror) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.read(repo, move |mirror| Ok(look(mirror))).await
    }

    /// The commit that a revision means in the mirror.
    pub(crate) async fn resolve(&self, repo: &RepoUrl, revision: &Revision) -> Result<Sha, Problem> {
        let key = (repo.clone(), revision.clone());
        let (known, n_fetches) = {
            let kept = locked(&self.kept);
            (kept.resolved.get(&key).cloned(), kept.n_fetches)
        };
        if let Some(sha) = known {
            return Ok(sha);
        }
        let wanted = revision.clone();
        let sha = self.read(repo, move |mirror| mirror.resolve(&wanted)).await?;
        let mut kept = locked(&self.kept);
        if kept.n_fetches == n_fetches {
            kept.resolved.insert(key, sha.clone());
        }
        Ok(sha)
    }

    /// The tree of a revision.
    pub(crate) async fn tree(&self, repo: &RepoUrl, revision: &Revision) -> Result<Arc<Tree>, Problem> {
        self.refresh(repo, None, Freshness::Cached, Instant::now()).await?;
        let sha = self.resolve(repo, revision).await?;
        self.tree_at(repo, &sha).await
    }

    /// An answer that is in memory already.
    pub(crate) fn at_hand(&self, need: &Need) -> Option<Answer> {
        let kept = locked(&self.kept);
        let tree = |repo: &RepoUrl, sha: &Sha| kept.trees.get(&(repo.clone(), sha.clone())).and_then(Weak::upgrade);
        match need {
            Need::File(TreeId::Commit(repo, sha), path) => match tree(repo, sha)?.files.as_ref()?.get(path) {
                None => Some(Answer::File(None)),
                Some((_, blob)) => kept.files.get(blob).and_then(Weak::upgrade).map(|file| Answer::File(Some(file))),
            },
            Need::Tree(repo, revision) => {
                let sha = kept.resolved.get(&(repo.clone(), revision.clone()))?;
                tree(repo, sha).map(Answer::Tree)
            }
            Need::File(TreeId::Disk(_), _)
            | Need::List(..)
            | Need::Base(..)
            | Need::Commit(..)
            | Need::Http(_)
            | Need::Chart(_)
            | Need::Schema(..)
            | Need::Judge(_)
            | Need::DryRun(_) => None,
        }
    }

    /// The tree of a commit.
    pub(crate) async fn tree_at(&self, repo: &RepoUrl, sha: &Sha) -> Result<Arc<Tree>, Problem> {
        let known = locked(&self.kept).trees.get(&(repo.clone(), sha.clone())).and_then(Weak::upgrade);
        if let Some(tree) = known {
            return Ok(tree);
        }
        let wanted = sha.clone();
        let tree = self.read(repo, move |mirror| mirror.tree(&wanted)).await?;
        Ok(locked(&self.kept).tree(repo, sha, tree))
    }

    /// A commit's facts.
    pub(crate) async fn commit(&self, repo: &RepoUrl, sha: &Sha) -> Result<Arc<CommitInfo>, Problem> {
        let sha = sha.clone();
        self.read(repo, move |mirror| mirror.commit(&sha)).await.map(Arc::new)
    }

    /// Several commits' facts.
    pub(crate) async fn commits(&self, wanted: Vec<(RepoUrl, Sha)>) -> Commits {
        let mut found = Vec::with_capacity(wanted.len());
        for (repo, sha) in wanted {
            let commit = self.commit(&repo, &sha).await;
            found.push(((repo, sha), commit));
        }
        found
    }

    /// Files and folders, each tree's in one go.
    pub(crate) async fn files(&self, needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
        let mut by_tree: BTreeMap<TreeId, Vec<Need>> = BTreeMap::new();
        for need in needs {
            if let Need::File(tree, _) | Need::List(tree, _) = &need {
                by_tree.entry(tree.clone()).or_default().push(need);
            }
        }
        let mut answers = Vec::new();
        for (tree, needs) in by_tree {
            match tree {
                TreeId::Commit(repo, sha) => answers.extend(self.blobs(&repo, &sha, needs).await),
                TreeId::Disk(_) => {
                    let read = tokio::task::spawn_blocking(move || crate::adapters::git::disk::answers(needs)).await;
                    answers.extend(read.unwrap_or_default());
                }
            }
        }
        answers
    }

    async fn blobs(&self, repo: &RepoUrl, sha: &Sha, needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
        let tree = match self.tree_at(repo, sha).await {
            Ok(tree) => tree,
            Err(problem) => return needs.into_iter().map(|need| (need, Err(problem.clone()))).collect(),
        };
        let blob = |path: &RepoPath| tree.files.as_ref().and_then(|files| files.get(path)).map(|(_, blob)| blob.clone());
        let mut answers = Vec::new();
        let mut missing = Vec::new();
        for need in needs {
            let Need::File(_, path) = &need else { continue };
            match blob(path) {
                None => answers.push((need, Ok(Answer::File(None)))),
                Some(blob) => match locked(&self.kept).files.get(&blob).and_then(Weak::upgrade) {
                    Some(file) => answers.push((need, Ok(Answer::File(Some(file))))),
                    None => missing.push((need, blob)),
                },
            }
        }
        if missing.is_empty() {
            return answers;
        }
        let ids: Vec<BlobId> = missing.iter().map(|(_, blob)| blob.clone()).collect();
        let read = self.read(repo, move |mirror| Ok(ids.iter().map(|id| mirror.blob(id)).collect::<Vec<_>>())).await;
        match read {
            Ok(files) => {
                for ((need, _), file) in missing.into_iter().zip(files) {
                    let file = match (file, &need) {
                        (Ok(file), Need::File(_, path)) if is_lfs_pointer(&file) => Err(kept_by_lfs(path)),
                        (file, _) => file.map(|file| Answer::File(Some(locked(&self.kept).file(file)))).map_err(|error| error.problem()),
                    };
                    answers.push((need, file));
                }
            }
            Err(problem) => answers.extend(missing.into_iter().map(|(need, _)| (need, Err(problem.clone())))),
        }
        answers
    }
}
