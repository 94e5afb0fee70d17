//! A bare Git repository on disk that a test or bench commits to, without a work tree and without the developer's configuration.

use std::path::{Path, PathBuf};

use git2::{Index, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time};

/// The repository.
pub(crate) struct Remote {
    path: PathBuf,
    repository: Repository,
}

impl Remote {
    /// An empty one in a folder that does not exist yet.
    pub(crate) fn new(path: &Path) -> Self {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).initial_head("main").external_template(false);
        let repository = Repository::init_opts(path, &options).expect("a repository");
        Self { path: path.to_owned(), repository }
    }

    /// One that is there.
    #[allow(dead_code, reason = "benches open what another process made")]
    pub(crate) fn open(path: &Path) -> Self {
        let repository = Repository::open_bare(path).expect("a repository");
        Self { path: path.to_owned(), repository }
    }

    /// Its URL.
    pub(crate) fn url(&self) -> String {
        format!("file://{}", self.path.display())
    }

    /// Commits these files on `main`; without a text a file goes. Returns the commit's id.
    pub(crate) fn commit<P: AsRef<str>, T: AsRef<str>>(&self, changes: impl IntoIterator<Item = (P, Option<T>)>) -> String {
        let parent = self.repository.head().ok().and_then(|head| head.peel_to_commit().ok());
        let mut index = Index::new().expect("an index");
        if let Some(parent) = &parent {
            index.read_tree(&parent.tree().expect("a tree")).expect("it is read");
        }
        for (path, text) in changes {
            match text {
                Some(text) => {
                    let blob = self.repository.blob(text.as_ref().as_bytes()).expect("a blob");
                    index.add(&entry(path.as_ref(), blob)).expect("it is added");
                }
                None => index.remove(Path::new(path.as_ref()), 0).expect("it was there"),
            }
        }
        let tree = index.write_tree_to(&self.repository).expect("a tree");
        let tree = self.repository.find_tree(tree).expect("the tree");
        let ana = Signature::new("Ana Ruiz", "ana@example.test", &Time::new(1_790_000_000, 0)).expect("a name");
        let parents: Vec<_> = parent.iter().collect();
        self.repository.commit(Some("refs/heads/main"), &ana, &ana, "a change", &tree, &parents).expect("a commit").to_string()
    }
}

fn entry(path: &str, id: Oid) -> IndexEntry {
    let never = IndexTime::new(0, 0);
    IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
