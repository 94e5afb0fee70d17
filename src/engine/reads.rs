//! Whether what a render read is still so at another commit: what makes a cache honest. It knows no cache and no Git.
//!
//! A render of the old commit stands for the new one if every look into the tree would find the same: the same blob under each path
//! that was read, nothing under each path where nothing was, the same names in each folder that was listed. Where that cannot be told
//! (a read of a folder on disk, an answer over HTTP) there is no footprint, and the render is made again.

use std::sync::Arc;

use crate::model::ids::BlobId;

use super::step::{Need, Read, Reads};
use super::tree::{Mode, RepoPath, Tree, TreeId};

/// What one look into a tree found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// A file or link with this content.
    Blob(Mode, BlobId),
    /// Nothing.
    Absent,
    /// A folder.
    Folder,
    /// A folder with these entries.
    Listing(Arc<str>),
    /// The commit itself counted.
    Revision,
}

/// What was read of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footprint {
    /// The commit's tree.
    pub tree: TreeId,
    looks: Arc<[(RepoPath, Seen)]>,
}

impl Footprint {
    /// What was read of this tree; `None` where another commit could not be asked whether it is still so.
    pub fn new(reads: &Reads, tree: &Tree) -> Option<Self> {
        let files = tree.files.as_ref()?;
        let mut looks = Vec::new();
        for read in &reads.0 {
            let (of, path, seen) = match read {
                Read::Blob(of, ..) if *of != tree.id => continue,
                Read::Blob(of, path, blob) => {
                    let mode = files.get(path).map(|(mode, _)| *mode)?;
                    (of, path.clone(), Seen::Blob(mode, blob.clone()))
                }
                Read::Absent(of, path) => (of, path.clone(), Seen::Absent),
                Read::Folder(of, path) => (of, path.clone(), Seen::Folder),
                Read::Listing(of, path, digest) => (of, path.clone(), Seen::Listing(digest.clone())),
                Read::Revision(of) => (of, RepoPath::root(), Seen::Revision),
                Read::Answer(Need::Tree(..) | Need::Base(..) | Need::Http(_) | Need::Chart(_), _) => continue,
                Read::Answer(..) => return None,
            };
            if *of == tree.id {
                looks.push((path, seen));
            }
        }
        Some(Self { tree: tree.id.clone(), looks: looks.into() })
    }

    /// Bytes it takes, about: a path and a blob's id each.
    pub fn n_bytes(&self) -> usize {
        self.looks.len() * 128
    }

    /// The same at another commit, if everything is still so there.
    pub fn at(&self, tree: &Tree) -> Option<Self> {
        let holds = self.tree == tree.id || self.looks.iter().all(|(path, seen)| is_so(tree, path, seen));
        holds.then(|| Self { tree: tree.id.clone(), looks: self.looks.clone() })
    }
}

fn is_so(tree: &Tree, path: &RepoPath, seen: &Seen) -> bool {
    let Some(files) = &tree.files else { return false };
    match seen {
        Seen::Blob(mode, blob) => files.get(path).is_some_and(|(own, id)| own == mode && id == blob),
        Seen::Absent => !files.contains_key(path) && !tree.has_below(path) && !is_below_an_entry(tree, path),
        Seen::Folder => tree.has_below(path),
        Seen::Listing(digest) => tree.listing(path).as_ref() == Some(digest),
        Seen::Revision => false,
    }
}

/// Whether a folder of the path is no folder but a link (which may lead somewhere), a submodule or a file: what lies below is another
/// question than it was.
fn is_below_an_entry(tree: &Tree, path: &RepoPath) -> bool {
    let Some(files) = &tree.files else { return true };
    let mut folder = path.parent();
    while !folder.as_str().is_empty() {
        if files.contains_key(&folder) {
            return true;
        }
        folder = folder.parent();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Footprint;
    use crate::engine::step::{Read, Reads};
    use crate::engine::tree::{Mode, RepoPath, Tree, TreeId};
    use crate::model::ids::{BlobId, RepoUrl, Sha};

    fn tree(sha: &str, files: &[(&str, Mode, &str)]) -> Tree {
        let files: BTreeMap<RepoPath, (Mode, BlobId)> =
            files.iter().map(|(path, mode, blob)| (path_of(path), (*mode, BlobId::new(*blob)))).collect();
        Tree { id: TreeId::Commit(RepoUrl::new("r"), Sha::new(sha)), files: Some(files) }
    }

    fn path_of(path: &str) -> RepoPath {
        RepoPath::new(path).expect("a path")
    }

    #[test]
    fn a_render_stands_while_every_look_finds_the_same() {
        let before = tree("1", &[("app/a", Mode::File, "x"), ("base/b", Mode::File, "y"), ("other/c", Mode::File, "z")]);
        let id = || before.id.clone();
        let listing = before.listing(&path_of("app")).expect("a folder");
        let reads = Reads(
            [
                Read::Blob(id(), path_of("app/a"), BlobId::new("x")),
                Read::Listing(id(), path_of("app"), listing),
                Read::Folder(id(), path_of("base")),
                Read::Absent(id(), path_of("app/.argocd-source.yaml")),
                Read::Absent(id(), path_of("opt/values.yaml")),
            ]
            .into(),
        );
        let footprint = Footprint::new(&reads, &before).expect("all in one commit");
        let holds = |files: &[(&str, Mode, &str)]| footprint.at(&tree("2", files)).is_some();
        let app = ("app/a", Mode::File, "x");
        assert!(holds(&[app, ("base/other", Mode::File, "y2")]), "what was not read may change");
        assert!(!holds(&[("app/a", Mode::File, "x2"), ("base/b", Mode::File, "y")]), "another content");
        assert!(!holds(&[("app/a", Mode::Link, "x"), ("base/b", Mode::File, "y")]), "a link with the same content");
        assert!(!holds(&[app, ("base", Mode::File, "y")]), "a file where a folder was");
        assert!(!holds(&[app, ("app/.argocd-source.yaml", Mode::File, "o"), ("base/b", Mode::File, "y")]), "an absent path appears");
        assert!(!holds(&[app, ("app/new", Mode::File, "n"), ("base/b", Mode::File, "y")]), "a listed folder grows");
        assert!(!holds(&[app, ("opt", Mode::Link, "elsewhere"), ("base/b", Mode::File, "y")]), "a link above an absent path");
    }

    #[test]
    fn what_was_read_of_another_tree_does_not_count() {
        let (own, other) = (tree("1", &[("a", Mode::File, "x")]), tree("2", &[("b", Mode::File, "y")]));
        let reads = Reads(
            [Read::Blob(own.id.clone(), path_of("a"), BlobId::new("x")), Read::Blob(other.id.clone(), path_of("b"), BlobId::new("y"))]
                .into(),
        );
        let footprint = Footprint::new(&reads, &own).expect("it can be asked again");
        assert!(footprint.at(&tree("3", &[("a", Mode::File, "x"), ("b", Mode::File, "z")])).is_some());
        assert!(footprint.at(&tree("3", &[("a", Mode::File, "z")])).is_none());
    }

    #[test]
    fn a_result_that_names_its_commit_stands_for_that_one_only() {
        let before = tree("1", &[]);
        let footprint = Footprint::new(&Reads([Read::Revision(before.id.clone())].into()), &before).expect("one commit");
        assert!(footprint.at(&tree("1", &[])).is_some());
        assert!(footprint.at(&tree("2", &[])).is_none());
    }
}
