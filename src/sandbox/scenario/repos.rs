//! Bare Git repositories with a past: commits of whole files, dated back, under a label each. It knows no manifest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{Repository, Signature, Time};
use jiff::Timestamp;

/// A repository cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the repository {name}: {message}")]
pub struct RepoError {
    name: String,
    message: String,
}

/// One commit: what changes.
pub(super) struct Commit<'a> {
    /// Its label in the story, e.g. `v1.9.0`.
    pub(super) label: &'static str,
    /// Author.
    pub(super) author: &'static str,
    /// Minutes before now.
    pub(super) minutes_ago: i64,
    /// First line of the message.
    pub(super) subject: &'static str,
    /// Path and content; no content: the file goes.
    pub(super) files: Vec<(&'a str, String)>,
}

/// Repositories that were written.
pub(super) struct Repos {
    folder: PathBuf,
    now: Timestamp,
    commits: BTreeMap<(&'static str, &'static str), String>,
}

impl Repos {
    pub(super) fn new(folder: &Path, now: Timestamp) -> Self {
        Self { folder: folder.join("git"), now, commits: BTreeMap::new() }
    }

    /// The time so many minutes before the demo began, RFC 3339.
    pub(super) fn ago(&self, minutes: i64) -> String {
        Timestamp::from_second(self.now.as_second() - minutes * 60).unwrap_or(self.now).to_string()
    }

    /// A repository's URL.
    pub(super) fn url(&self, name: &str) -> String {
        format!("file://{}", self.folder.join(format!("{name}.git")).display())
    }

    /// The id of a labelled commit; empty when there is none.
    pub(super) fn sha(&self, name: &'static str, label: &'static str) -> &str {
        self.commits.get(&(name, label)).map_or("", String::as_str)
    }

    /// Writes a repository with these commits on `main`.
    pub(super) fn write(&mut self, name: &'static str, commits: Vec<Commit<'_>>) -> Result<(), RepoError> {
        let told = |message: String| RepoError { name: name.to_owned(), message };
        let path = self.folder.join(format!("{name}.git"));
        std::fs::create_dir_all(&path).map_err(|error| told(error.to_string()))?;
        let written = commit_all(&path, self.now, commits).map_err(|error| told(error.message().to_owned()))?;
        self.commits.extend(written.into_iter().map(|(label, sha)| ((name, label), sha)));
        Ok(())
    }
}

fn commit_all(path: &Path, now: Timestamp, commits: Vec<Commit<'_>>) -> Result<Vec<(&'static str, String)>, git2::Error> {
    let repository = Repository::init_bare(path)?;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut written = Vec::new();
    let mut parent: Option<git2::Oid> = None;
    for commit in commits {
        files.extend(commit.files.into_iter().map(|(path, text)| (path.to_owned(), text)));
        let mut index = git2::Index::new()?;
        for (path, text) in &files {
            let id = repository.blob(text.as_bytes())?;
            index.add(&entry(path, id, text.len()))?;
        }
        let tree = repository.find_tree(index.write_tree_to(&repository)?)?;
        let seconds = now.as_second() - commit.minutes_ago * 60;
        let mail = format!("{}@example.com", commit.author.to_lowercase().replace(' ', "."));
        let who = Signature::new(commit.author, &mail, &Time::new(seconds, 0))?;
        let parents = parent.map(|id| repository.find_commit(id)).transpose()?;
        let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
        let id = repository.commit(Some("refs/heads/main"), &who, &who, commit.subject, &tree, &parents)?;
        if commit.label.starts_with('v') {
            let target = repository.find_object(id, None)?;
            repository.tag_lightweight(commit.label, &target, false)?;
        }
        parent = Some(id);
        written.push((commit.label, id.to_string()));
    }
    repository.set_head("refs/heads/main")?;
    Ok(written)
}

fn entry(path: &str, id: git2::Oid, size: usize) -> git2::IndexEntry {
    let zero = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: zero,
        mtime: zero,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: u32::try_from(size).unwrap_or(u32::MAX),
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
