//! A bare mirror on disk, read: revisions, trees, blobs, commits. It never touches the network and never writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid, Repository};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::error::GitError;
use super::hermetic;
use crate::engine::constraint::Constraint;
use crate::engine::manifest::file::File;
use crate::engine::step::CommitInfo;
use crate::engine::tree::{Mode, RepoPath, Tree, TreeId};
use crate::model::ids::{BlobId, RepoUrl, Revision, Sha};

/// Files of one tree at most: a hundred times the largest deployment monorepo that we know of.
const MAX_FILES: usize = 1_000_000;

/// The file in the mirror whose modification time is that of the last fetch that succeeded.
pub const FETCHED: &str = "tiphys-fetched";

/// The folder of a repository's mirror below the cache folder. The credentials in a URL do not count.
pub fn folder(cache: &Path, url: &RepoUrl) -> PathBuf {
    let hash = Sha256::digest(url.normalized().as_str());
    let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    cache.join("git").join(format!("{name}.git"))
}

/// The whole names that a ref may stand for, in the order in which `git fetch` tries them.
pub fn whole_names(text: &str) -> Vec<String> {
    let whole = (text == "HEAD" || text.starts_with("refs/")).then(|| text.to_owned());
    let prefixed = ["refs/", "refs/tags/", "refs/heads/"].into_iter().map(|prefix| format!("{prefix}{text}"));
    whole.into_iter().chain(prefixed).collect()
}

/// A mirror, opened for reading.
pub struct Mirror {
    url: RepoUrl,
    pub(super) repository: Repository,
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mirror({})", self.url.shown())
    }
}

impl Mirror {
    /// Opens the mirror of a repository.
    ///
    /// # Errors
    /// When it was never fetched.
    pub fn open(cache: &Path, url: &RepoUrl) -> Result<Self, GitError> {
        let folder = folder(cache, url);
        if !folder.join(FETCHED).exists() {
            return Err(GitError::NoMirror(url.shown()));
        }
        hermetic::isolate();
        let repository =
            Repository::open_bare(&folder).map_err(|error| GitError::Mirror { url: url.shown(), message: error.message().to_owned() })?;
        Ok(Self { url: url.clone(), repository })
    }

    /// When it was fetched last.
    pub fn fetched(&self) -> Option<Timestamp> {
        let modified = std::fs::metadata(self.repository.path().join(FETCHED)).and_then(|file| file.modified()).ok()?;
        Timestamp::try_from(modified).ok()
    }

    /// The commit that a revision means: branch, tag, full or short SHA, `HEAD` (or nothing), version constraint over tags.
    ///
    /// # Errors
    /// When there is none; the error names revisions that come close.
    pub fn resolve(&self, revision: &Revision) -> Result<Sha, GitError> {
        let text = revision.as_str().trim();
        let names: &[String] = &if text.is_empty() || text == "HEAD" {
            vec!["HEAD".to_owned()]
        } else {
            vec![format!("refs/heads/{text}"), format!("refs/tags/{text}"), text.to_owned()]
        };
        for name in names {
            let is_ref = name == "HEAD" || name.starts_with("refs/");
            if !is_ref {
                continue;
            }
            if let Some(oid) = self.repository.find_reference(name).ok().and_then(|found| found.peel_to_commit().ok()) {
                return Ok(Sha::new(oid.id().to_string()));
            }
        }
        if let Some(commit) = self.commit_of_id(text) {
            return Ok(Sha::new(commit.to_string()));
        }
        self.by_constraint(text).ok_or_else(|| GitError::NoRevision {
            url: self.url.shown(),
            revision: text.to_owned(),
            near: self.near(text),
        })
    }

    /// The commit that a ref means as `git fetch origin REF` has it: a whole name, then a tag, then a branch, then a whole commit id;
    /// never a version constraint. Nothing means `HEAD`.
    ///
    /// # Errors
    /// When there is none; the error names revisions that come close.
    pub fn resolve_ref(&self, revision: &Revision) -> Result<Sha, GitError> {
        let text = revision.as_str();
        let names = if text.is_empty() { vec!["HEAD".to_owned()] } else { whole_names(text) };
        let found =
            names.iter().find_map(|name| self.repository.find_reference(name).ok()?.peel_to_commit().ok().map(|commit| commit.id()));
        let is_whole = text.len() == 40;
        found
            .or_else(|| self.commit_of_id(text).filter(|_| is_whole))
            .map(|id| Sha::new(id.to_string()))
            .ok_or_else(|| GitError::NoRevision { url: self.url.shown(), revision: text.to_owned(), near: self.near(text) })
    }

    /// The commit that a text names by its id or that of a tag object, whole or of seven digits at least.
    pub(super) fn commit_of_id(&self, text: &str) -> Option<Oid> {
        let is_id = text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let found = self.repository.revparse_single(text).ok().filter(|_| is_id)?;
        found.peel_to_commit().ok().map(|commit| commit.id())
    }

    fn by_constraint(&self, text: &str) -> Option<Sha> {
        let newest = self.newest_tag(text)?;
        let found = self.repository.find_reference(&format!("refs/tags/{newest}")).ok()?.peel_to_commit().ok()?;
        Some(Sha::new(found.id().to_string()))
    }

    /// The newest tag that a version constraint admits.
    pub(super) fn newest_tag(&self, text: &str) -> Option<String> {
        let constraint = Constraint::parse(text).ok()?;
        let tags = self.repository.tag_names(None).ok()?;
        let names: Vec<String> = tags.iter().filter_map(|name| name.ok().flatten().map(str::to_owned)).collect();
        constraint.newest(names.iter().map(String::as_str)).map(str::to_owned)
    }

    fn near(&self, text: &str) -> Vec<String> {
        let mut names: Vec<(usize, String)> = Vec::new();
        for reference in self.repository.references().into_iter().flatten().filter_map(Result::ok) {
            if let Some(name) = reference.shorthand().ok().filter(|name| *name != "HEAD") {
                names.push((strsim::damerau_levenshtein(name, text), name.to_owned()));
            }
        }
        names.retain(|(distance, name)| *distance <= 2.max(name.len() / 3));
        names.sort();
        // A branch and a tag may bear one name.
        names.dedup();
        names.into_iter().take(3).map(|(_, name)| name).collect()
    }

    fn oid(id: &str) -> Result<Oid, GitError> {
        Oid::from_str(id).map_err(|_| GitError::NoObject(id.to_owned()))
    }

    /// The index of a commit's tree.
    ///
    /// # Errors
    /// When the commit is not in the mirror, or has too many files.
    pub fn tree(&self, sha: &Sha) -> Result<Tree, GitError> {
        let missing = || GitError::NoObject(sha.to_string());
        let commit = self.repository.find_commit(Self::oid(sha.as_str())?).map_err(|_| missing())?;
        let root = commit.tree().map_err(|_| missing())?;
        let mut files = BTreeMap::new();
        let mut folders = vec![(String::new(), root)];
        while let Some((prefix, folder)) = folders.pop() {
            for entry in &folder {
                let Ok(name) = entry.name() else { continue }; // A name that is no UTF-8 cannot be referred to.
                let path = format!("{prefix}{name}");
                let mode = match (entry.kind(), entry.filemode()) {
                    (Some(ObjectType::Tree), _) => {
                        let below = self.repository.find_tree(entry.id()).map_err(|_| GitError::NoObject(entry.id().to_string()))?;
                        folders.push((format!("{path}/"), below));
                        continue;
                    }
                    (Some(ObjectType::Commit), _) => Mode::Submodule,
                    (_, 0o120_000) => Mode::Link,
                    _ => Mode::File,
                };
                if let Ok(path) = RepoPath::new(&path) {
                    files.insert(path, (mode, BlobId::new(entry.id().to_string())));
                }
                if files.len() > MAX_FILES {
                    return Err(GitError::TooLarge(self.url.shown()));
                }
            }
        }
        Ok(Tree { id: TreeId::Commit(self.url.clone(), sha.clone()), files: Some(files) })
    }

    /// A blob's content.
    ///
    /// # Errors
    /// When it is not in the mirror.
    pub fn blob(&self, id: &BlobId) -> Result<File, GitError> {
        let blob = self.repository.find_blob(Self::oid(id.as_str())?).map_err(|_| GitError::NoObject(id.to_string()))?;
        Ok(File::new(id.clone(), blob.content()))
    }

    /// A commit's author, time, subject and tags.
    ///
    /// # Errors
    /// When it is not in the mirror.
    pub fn commit(&self, sha: &Sha) -> Result<CommitInfo, GitError> {
        let oid = Self::oid(sha.as_str())?;
        let commit = self.repository.find_commit(oid).map_err(|_| GitError::NoObject(sha.to_string()))?;
        let author = commit.author();
        let time = Timestamp::from_second(commit.time().seconds()).map(|at| at.to_string()).unwrap_or_default();
        let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
        let tags = self.tags_of(oid);
        Ok(CommitInfo {
            sha: sha.clone(),
            author: String::from_utf8_lossy(author.name_bytes()).into(),
            time: time.into(),
            subject: subject.into(),
            tags,
        })
    }

    fn tags_of(&self, oid: Oid) -> Vec<std::sync::Arc<str>> {
        let tags = self.repository.references_glob("refs/tags/*").into_iter().flatten().filter_map(Result::ok);
        tags.filter(|tag| tag.peel_to_commit().is_ok_and(|commit| commit.id() == oid))
            .filter_map(|tag| tag.shorthand().ok().map(std::sync::Arc::from))
            .collect()
    }
}
