//! Git repositories on disk, made by libgit2: no developer's configuration, no work tree.

use std::path::{Path, PathBuf};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Repository, Signature};

/// A bare repository.
pub(crate) struct Repo {
    path: PathBuf,
}

impl Repo {
    /// An empty one there, whose default branch is `main`.
    pub(crate) fn init(path: &Path) -> Self {
        std::fs::create_dir_all(path).expect("a folder");
        let repository = Repository::init_bare(path).expect("a repository");
        repository.set_head("refs/heads/main").expect("a head");
        // A client may ask for a commit by its id, as Argo CD's do.
        repository.config().and_then(|mut config| config.set_bool("uploadpack.allowAnySHA1InWant", true)).expect("a setting");
        Self { path: path.to_owned() }
    }

    /// One that is there already.
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    fn open(&self) -> Repository {
        Repository::open_bare(&self.path).expect("it is there")
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its `file://` URL.
    pub(crate) fn url(&self) -> String {
        format!("file://{}", self.path.display())
    }

    /// Commits files on `main`; the commit's id.
    pub(crate) fn commit(&self, subject: &str, files: &[(&str, &str)]) -> String {
        let entries: Vec<(&str, FileMode, &str)> = files.iter().map(|(name, text)| (*name, FileMode::Blob, *text)).collect();
        self.commit_on("main", subject, &entries)
    }

    /// Commits files, links and submodules (with a commit's id as content) on a branch; the commit's id.
    pub(crate) fn commit_on(&self, branch: &str, subject: &str, entries: &[(&str, FileMode, &str)]) -> String {
        let repository = self.open();
        let name = format!("refs/heads/{branch}");
        let parent = repository.find_reference(&name).ok().and_then(|head| head.peel_to_commit().ok());
        let base = parent.as_ref().map(|commit| commit.tree().expect("a tree"));
        let mut update = TreeUpdateBuilder::new();
        for (path, mode, text) in entries {
            let id = if *mode == FileMode::Commit { text.parse::<Oid>() } else { repository.blob(text.as_bytes()) };
            update.upsert(*path, id.expect("an object"), *mode);
        }
        let empty = repository.treebuilder(None).expect("a builder").write().expect("a tree");
        let base = base.unwrap_or_else(|| repository.find_tree(empty).expect("the empty tree"));
        let tree = repository.find_tree(update.create_updated(&repository, &base).expect("a tree")).expect("a tree");
        let who = Signature::now("Ana Ruiz", "ana@example.com").expect("a name");
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        repository.commit(Some(&name), &who, &who, subject, &tree, &parents).expect("a commit").to_string()
    }

    /// Commits the removal of a file from `main`.
    pub(crate) fn remove(&self, subject: &str, file: &str) {
        let repository = self.open();
        let parent = repository.find_reference("refs/heads/main").and_then(|head| head.peel_to_commit()).expect("a commit");
        let tree = TreeUpdateBuilder::new().remove(file).create_updated(&repository, &parent.tree().expect("a tree")).expect("a tree");
        let tree = repository.find_tree(tree).expect("a tree");
        let who = Signature::now("Ana Ruiz", "ana@example.com").expect("a name");
        repository.commit(Some("refs/heads/main"), &who, &who, subject, &tree, &[&parent]).expect("a commit");
    }

    /// Merges a branch into `main`; the merge's id.
    pub(crate) fn merge(&self, branch: &str) -> String {
        let repository = self.open();
        let head =
            |name: &str| repository.find_reference(&format!("refs/heads/{name}")).and_then(|head| head.peel_to_commit()).expect("a commit");
        let (ours, theirs) = (head("main"), head(branch));
        let mut merged = repository.merge_commits(&ours, &theirs, None).expect("they merge");
        let tree = repository.find_tree(merged.write_tree_to(&repository).expect("a tree")).expect("a tree");
        let who = Signature::now("Ana Ruiz", "ana@example.com").expect("a name");
        let id = repository.commit(Some("refs/heads/main"), &who, &who, &format!("Merge {branch}"), &tree, &[&ours, &theirs]);
        id.expect("a commit").to_string()
    }

    /// Points a branch somewhere else, whatever it was.
    pub(crate) fn force(&self, branch: &str, commit: &str) {
        let id = commit.parse().expect("an id");
        self.open().reference(&format!("refs/heads/{branch}"), id, true, "forced").expect("a branch");
    }

    /// Deletes a branch.
    pub(crate) fn delete_branch(&self, branch: &str) {
        self.open().find_reference(&format!("refs/heads/{branch}")).and_then(|mut branch| branch.delete()).expect("a branch");
    }

    /// Tags a commit; annotated where there is a message.
    pub(crate) fn tag(&self, name: &str, commit: &str, message: Option<&str>) {
        let repository = self.open();
        let target = repository.find_object(commit.parse().expect("an id"), Some(ObjectType::Commit)).expect("a commit");
        match message {
            None => repository.tag_lightweight(name, &target, false),
            Some(message) => repository.tag(name, &target, &Signature::now("Ana Ruiz", "ana@example.com").expect("a name"), message, false),
        }
        .expect("a tag");
    }
}
