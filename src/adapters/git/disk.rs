//! Files of a folder on disk as a tree's answers: for `tiphys render PATH`. Nothing outside the root is read, links included.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::engine::manifest::file::File;
use crate::engine::step::{Answer, Need};
use crate::engine::tree::{Entry, Mode, RepoPath, TreeId};
use crate::model::ids::BlobId;
use crate::model::problem::{Place, Problem, ProblemKind};

/// The largest file that is read: as large as the largest object that etcd takes, ten times over.
const MAX_BYTES: u64 = 16 << 20;

/// Answers `File` and `List` needs of folders on disk.
pub fn answers(needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
    let mut roots = Roots::default();
    needs
        .into_iter()
        .map(|need| {
            let answer = match &need {
                Need::File(TreeId::Disk(root), path) => file(roots.real(root), path.as_str()).map(Answer::File),
                Need::List(TreeId::Disk(root), path) => list(roots.real(root), path.as_str()).map(Answer::List),
                Need::File(..)
                | Need::List(..)
                | Need::Tree(..)
                | Need::Base(..)
                | Need::Commit(..)
                | Need::Http(_)
                | Need::Chart(_)
                | Need::Schema(..)
                | Need::Judge(_)
                | Need::DryRun(_) => Err(Problem::error(ProblemKind::Internal, "a folder on disk was asked for what it does not have")),
            };
            (need, answer)
        })
        .collect()
}

/// A folder on disk as a tree: the root that nothing may be read outside of, and the folder within it. Without a root it is the enclosing
/// Git work tree, else the folder itself.
///
/// # Errors
/// When one of the two is no folder, or the folder is not within the root.
pub fn folder(path: &str, root: Option<&str>) -> Result<(TreeId, RepoPath), Problem> {
    let real = |name: &str| {
        let real = fs::canonicalize(name).map_err(|error| {
            Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase())
                .at(Place::file(name))
                .hint("give a folder that is there")
        })?;
        if real.is_dir() {
            Ok(real)
        } else {
            Err(Problem::error(ProblemKind::BadInput, "is no folder").at(Place::file(name)).hint("give the folder that it is in"))
        }
    };
    let own = real(path)?;
    let root = match root {
        Some(root) => real(root)?,
        None => own.ancestors().find(|folder| folder.join(".git").exists()).map_or_else(|| own.clone(), Path::to_owned),
    };
    let outside = || {
        Problem::error(ProblemKind::Forbidden, format!("is not within the repository's root {}", root.display()))
            .at(Place::file(path))
            .hint("give the root that the folder is in, or leave it out")
    };
    let inside = own.strip_prefix(&root).map_err(|_| outside())?;
    let text = |path: &Path| path.to_str().map(str::to_owned);
    let no_text = || Problem::error(ProblemKind::BadInput, "has a name that is no UTF-8").at(Place::file(path));
    let (root, inside) = (text(&root).ok_or_else(no_text)?, text(inside).ok_or_else(no_text)?);
    let inside = RepoPath::new(&inside).map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()))?;
    Ok((TreeId::Disk(root.into()), inside))
}

/// Roots with their real paths, each looked up once.
#[derive(Default)]
struct Roots(BTreeMap<Arc<str>, PathBuf>);

impl Roots {
    fn real(&mut self, root: &Arc<str>) -> &Path {
        self.0.entry(root.clone()).or_insert_with(|| fs::canonicalize(&**root).unwrap_or_else(|_| PathBuf::from(&**root)))
    }
}

/// The real path, if it is there and inside the root, whose own real path is given.
fn inside(root: &Path, path: &str) -> Result<Option<PathBuf>, Problem> {
    let Ok(real) = fs::canonicalize(root.join(path)) else { return Ok(None) };
    if real.starts_with(root) {
        return Ok(Some(real));
    }
    Err(Problem::error(ProblemKind::Forbidden, "leads out of the folder")
        .at(Place::file(path))
        .hint("links may point at files of the same repository only"))
}

fn told(path: &str, error: &std::io::Error) -> Problem {
    Problem::error(ProblemKind::BadInput, error.to_string().to_lowercase()).at(Place::file(path)).hint("check the file's permissions")
}

fn file(root: &Path, path: &str) -> Result<Option<std::sync::Arc<File>>, Problem> {
    let Some(real) = inside(root, path)? else { return Ok(None) };
    let meta = fs::metadata(&real).map_err(|error| told(path, &error))?;
    if !meta.is_file() {
        return Ok(None);
    }
    if meta.len() > MAX_BYTES {
        return Err(Problem::error(ProblemKind::Limit, format!("is larger than {} MiB", MAX_BYTES >> 20)).at(Place::file(path)));
    }
    let bytes = fs::read(&real).map_err(|error| told(path, &error))?;
    let id: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(std::sync::Arc::new(File::new(BlobId::new(id), bytes))))
}

fn list(root: &Path, path: &str) -> Result<Option<std::sync::Arc<[Entry]>>, Problem> {
    let Some(real) = inside(root, path)? else { return Ok(None) };
    if !real.is_dir() {
        return Ok(None);
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(&real).map_err(|error| told(path, &error))? {
        let entry = entry.map_err(|error| told(path, &error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Links are followed, inside the root: what they point at is what counts.
        let is_folder = fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir());
        entries.push(Entry { name: name.into(), mode: if is_folder { Mode::Folder } else { Mode::File } });
    }
    entries.sort();
    Ok(Some(entries.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_work_tree_else_the_folder_and_nothing_outside_a_root_is_taken() {
        let place = tempfile::tempdir().expect("a folder");
        let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
        let (tree, plain) = (place.path().join("repo/apps/shop"), place.path().join("plain"));
        fs::create_dir_all(&tree).expect("folders");
        fs::create_dir_all(place.path().join("repo/.git")).expect("folders");
        fs::create_dir_all(&plain).expect("folders");
        let root = |path: &Path| TreeId::Disk(text(&fs::canonicalize(path).expect("it is there")).into());
        let found = folder(&text(&tree), None).expect("it is there");
        assert_eq!(found, (root(&place.path().join("repo")), RepoPath::new("apps/shop").expect("a path")));
        assert_eq!(folder(&text(&plain), None).expect("it is there"), (root(&plain), RepoPath::root()));
        let given = folder(&text(&tree), Some(&text(&place.path().join("repo/apps")))).expect("it is there");
        assert_eq!(given.1, RepoPath::new("shop").expect("a path"));
        let refused = |path: &Path, root: Option<&Path>| folder(&text(path), root.map(text).as_deref()).expect_err("refused").kind;
        assert_eq!(refused(&tree, Some(&plain)), ProblemKind::Forbidden);
        assert_eq!(refused(&place.path().join("none"), None), ProblemKind::NotFound);
        fs::write(plain.join("file"), "x").expect("a file");
        assert_eq!(refused(&plain.join("file"), None), ProblemKind::BadInput);
        std::os::unix::fs::symlink(&plain, tree.join("link")).expect("a link");
        assert_eq!(refused(&tree.join("link"), Some(&place.path().join("repo"))), ProblemKind::Forbidden, "a link leads out");
    }
}
