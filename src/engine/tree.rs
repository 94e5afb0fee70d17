//! A revision's files by path: mode and blob id, contents by need. `..` may climb, but never out of the tree's root, and
//! symlinks resolve inside it. It knows no Git and no file system: the same reader serves both.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::model::ids::{BlobId, RepoUrl, Sha};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::manifest::file::File;
use super::step::{Answer, Asking, Found, Need, Read};
use super::submodules;

/// Symlinks followed on one path before it is called a cycle; as Linux has it (`MAXSYMLINKS`).
const MAX_LINKS: usize = 40;

/// Which tree a path is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TreeId {
    /// A commit of a repository.
    Commit(RepoUrl, Sha),
    /// A folder on disk, by its absolute path: the root that nothing may leave.
    Disk(Arc<str>),
}

/// A normal, relative path within a tree: no leading `/`, no `.` or `..`, no trailing `/`; empty for the root.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Arc<str>);

/// A path climbs out of its tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("path {0:?} leaves the repository")]
pub struct Escapes(pub String);

impl RepoPath {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The normal form of a path from the root; a leading `/` means the root, as Argo CD has it for `source.path`.
    ///
    /// # Errors
    /// When `..` climbs above the root.
    pub fn new(path: &str) -> Result<Self, Escapes> {
        Self::root().join(path.trim_start_matches('/'))
    }

    /// This folder's `path`, normalised. An absolute `path` is refused: it would leave the repository.
    ///
    /// # Errors
    /// When `..` climbs above the root.
    pub fn join(&self, path: &str) -> Result<Self, Escapes> {
        if path.starts_with('/') {
            return Err(Escapes(path.to_owned()));
        }
        let mut parts: Vec<&str> = self.0.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(|| Escapes(path.to_owned()))?;
                }
                other => parts.push(other),
            }
        }
        Ok(Self(parts.join("/").into()))
    }

    /// The text, `/`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).into())
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Whether it is `folder` or lies below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        folder.0.is_empty() || self.0 == folder.0 || self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.starts_with('/'))
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; its blob is the target.
    Link,
    /// A submodule: a need of its own.
    Submodule,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name, one path part.
    pub name: Arc<str>,
    /// What it is.
    pub mode: Mode,
}

/// A tree's index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Which tree.
    pub id: TreeId,
    /// Every file, link and submodule with its blob id, sorted by path; `None`: on disk, where folders are listed by need.
    pub files: Option<BTreeMap<RepoPath, (Mode, BlobId)>>,
}

/// Reads files and folders of one tree for one call of a pure function.
///
/// Every method notes needs and reads in `Asking`; a problem is returned, not recorded, so that the caller can say
/// which field led there.
#[derive(Debug, Clone)]
pub struct Files {
    /// The tree.
    pub tree: Arc<Tree>,
}

/// What a look into a tree found.
#[derive(Debug, Clone)]
pub enum Look<T> {
    /// It is here.
    Here(T),
    /// There is none.
    Absent,
    /// Not known yet.
    Pending,
    /// It cannot be had.
    Failed(Problem),
}

impl Files {
    /// A file's content, links followed.
    pub fn file(&self, asking: &mut Asking<'_>, path: &RepoPath) -> Look<Arc<File>> {
        self.file_within(asking, path, MAX_LINKS)
    }

    fn file_within(&self, asking: &mut Asking<'_>, path: &RepoPath, links: usize) -> Look<Arc<File>> {
        let (own, path) = match self.resolve_folders(asking, path, links) {
            Look::Here(found) => found,
            Look::Absent => return Look::Absent,
            Look::Pending => return Look::Pending,
            Look::Failed(problem) => return Look::Failed(problem),
        };
        if let Some(submodule) = own {
            return submodule.file_within(asking, &path, links);
        }
        match self.mode(&path) {
            Some(None) => {
                asking.read(Read::Absent(self.tree.id.clone(), path));
                Look::Absent
            }
            Some(Some(Mode::Folder)) => {
                asking.read(Read::Folder(self.tree.id.clone(), path));
                Look::Absent
            }
            Some(Some(Mode::Submodule)) => match submodules::mounted(self, asking, &path) {
                Look::Here(_) | Look::Absent => Look::Absent,
                Look::Pending => Look::Pending,
                Look::Failed(problem) => Look::Failed(problem),
            },
            Some(Some(Mode::Link)) => match self.blob(asking, &path) {
                Look::Here(file) => self.follow(asking, &path, &file, links),
                other => other,
            },
            Some(Some(Mode::File)) | None => self.blob(asking, &path),
        }
    }

    fn follow(&self, asking: &mut Asking<'_>, path: &RepoPath, link: &File, links: usize) -> Look<Arc<File>> {
        match (links.checked_sub(1), target(path, link)) {
            (None, _) => Look::Failed(cycle(path)),
            (_, Err(problem)) => Look::Failed(problem),
            (Some(left), Ok(next)) => self.file_within(asking, &next, left),
        }
    }

    fn blob(&self, asking: &mut Asking<'_>, path: &RepoPath) -> Look<Arc<File>> {
        match asking.ask(Need::File(self.tree.id.clone(), path.clone())) {
            Found::Here(Answer::File(Some(file))) => {
                asking.read(Read::Blob(self.tree.id.clone(), path.clone(), file.blob.clone()));
                Look::Here(file.clone())
            }
            Found::Here(_) => {
                asking.read(Read::Absent(self.tree.id.clone(), path.clone()));
                Look::Absent
            }
            Found::Pending => Look::Pending,
            Found::Failed(problem) => Look::Failed(problem),
        }
    }

    /// A folder's entries, sorted by name; links are reported as what they are.
    pub fn list(&self, asking: &mut Asking<'_>, folder: &RepoPath) -> Look<Arc<[Entry]>> {
        let (own, folder) = match self.resolve_folders(asking, &folder.join("x").unwrap_or_default(), MAX_LINKS) {
            Look::Here((own, path)) => (own, path.parent()),
            Look::Absent => return Look::Absent,
            Look::Pending => return Look::Pending,
            Look::Failed(problem) => return Look::Failed(problem),
        };
        if let Some(submodule) = own {
            return submodule.list(asking, &folder);
        }
        let entries = match &self.tree.files {
            Some(files) => indexed_entries(files, &folder),
            None => match asking.ask(Need::List(self.tree.id.clone(), folder.clone())) {
                Found::Here(Answer::List(entries)) => entries.clone(),
                Found::Here(_) => None,
                Found::Pending => return Look::Pending,
                Found::Failed(problem) => return Look::Failed(problem),
            },
        };
        if let Some(entries) = entries {
            let digest = listed(&entries);
            asking.read(Read::Listing(self.tree.id.clone(), folder, digest));
            Look::Here(entries)
        } else {
            asking.read(Read::Absent(self.tree.id.clone(), folder));
            Look::Absent
        }
    }

    /// Replaces links among the folders of a path by what they point at. Where a folder is a submodule, its own files and the path
    /// in there come back.
    fn resolve_folders(&self, asking: &mut Asking<'_>, path: &RepoPath, links: usize) -> Look<(Option<Self>, RepoPath)> {
        let Some(files) = &self.tree.files else { return Look::Here((None, path.clone())) };
        let mut folder = path.parent();
        let mut link = None;
        while !folder.as_str().is_empty() {
            match files.get(&folder) {
                Some((Mode::Link, _)) => link = Some(folder.clone()),
                Some((Mode::Submodule, _)) => return self.within_submodule(asking, &folder, path),
                _ => {}
            }
            folder = folder.parent();
        }
        let Some(link) = link else { return Look::Here((None, path.clone())) };
        let Some(left) = links.checked_sub(1) else { return Look::Failed(cycle(path)) };
        match self.blob(asking, &link) {
            Look::Here(file) => match target(&link, &file) {
                Ok(next) => {
                    let rest = path.as_str().strip_prefix(link.as_str()).unwrap_or("").trim_start_matches('/');
                    match next.join(rest) {
                        Ok(path) => self.resolve_folders(asking, &path, left),
                        Err(error) => Look::Failed(Problem::error(ProblemKind::BadInput, error.to_string()).at(Place::file(path.as_str()))),
                    }
                }
                Err(problem) => Look::Failed(problem),
            },
            Look::Absent => Look::Absent,
            Look::Pending => Look::Pending,
            Look::Failed(problem) => Look::Failed(problem),
        }
    }

    fn within_submodule(&self, asking: &mut Asking<'_>, at: &RepoPath, path: &RepoPath) -> Look<(Option<Self>, RepoPath)> {
        match submodules::mounted(self, asking, at) {
            Look::Here(files) => {
                let rest = path.as_str().strip_prefix(at.as_str()).unwrap_or("").trim_start_matches('/');
                RepoPath::new(rest).map_or(Look::Absent, |rest| Look::Here((Some(files), rest)))
            }
            Look::Absent => Look::Absent,
            Look::Pending => Look::Pending,
            Look::Failed(problem) => Look::Failed(problem),
        }
    }

    /// `None`: not known before asking (on disk); `Some(None)`: not there.
    fn mode(&self, path: &RepoPath) -> Option<Option<Mode>> {
        let files = self.tree.files.as_ref()?;
        if let Some((mode, _)) = files.get(path) {
            return Some(Some(*mode));
        }
        Some((path.as_str().is_empty() || self.tree.has_below(path)).then_some(Mode::Folder))
    }
}

impl Tree {
    /// The digest of a folder's entries, as [`Read::Listing`] has it; `None`: there is no such folder, or the tree has no index.
    pub fn listing(&self, folder: &RepoPath) -> Option<Arc<str>> {
        indexed_entries(self.files.as_ref()?, folder).map(|entries| listed(&entries))
    }

    /// Whether the index has anything below a path.
    pub fn has_below(&self, path: &RepoPath) -> bool {
        let first = RepoPath(format!("{}/", path.as_str()).into());
        let next = self.files.as_ref().and_then(|files| files.range(first.clone()..).next());
        next.is_some_and(|(own, _)| own.as_str().starts_with(first.as_str()))
    }
}

fn listed(entries: &[Entry]) -> Arc<str> {
    let names: Vec<String> = entries.iter().map(|entry| format!("{:?}:{}", entry.mode, entry.name)).collect();
    names.join("\n").into()
}

fn indexed_entries(files: &BTreeMap<RepoPath, (Mode, BlobId)>, folder: &RepoPath) -> Option<Arc<[Entry]>> {
    let prefix = if folder.as_str().is_empty() { String::new() } else { format!("{folder}/") };
    let mut entries: Vec<Entry> = Vec::new();
    for (path, (mode, _)) in files.range(RepoPath(prefix.as_str().into())..).take_while(|(path, _)| path.as_str().starts_with(&prefix)) {
        let rest = path.as_str().get(prefix.len()..).unwrap_or("");
        let (name, mode) = rest.split_once('/').map_or((rest, *mode), |(name, _)| (name, Mode::Folder));
        if entries.last().is_none_or(|last| &*last.name != name) {
            entries.push(Entry { name: name.into(), mode });
        }
    }
    entries.sort();
    entries.dedup();
    (!entries.is_empty() || folder.as_str().is_empty()).then(|| entries.into())
}

fn target(link: &RepoPath, file: &File) -> Result<RepoPath, Problem> {
    let text = file.text().unwrap_or("");
    link.parent().join(text.trim_end_matches('\n')).map_err(|error| {
        Problem::error(ProblemKind::BadInput, format!("symbolic link: {error}"))
            .at(Place::file(link.as_str()))
            .hint("links may point at files of the same repository only")
    })
}

fn cycle(path: &RepoPath) -> Problem {
    Problem::error(ProblemKind::BadInput, "symbolic links form a cycle").at(Place::file(path.as_str()))
}

#[cfg(test)]
mod tests {
    use super::RepoPath;

    #[test]
    fn paths_climb_but_never_out() {
        let overlay = RepoPath::new("overlays/prod").expect("inside");
        assert_eq!(overlay.join("../../base").expect("inside").as_str(), "base");
        assert!(overlay.join("../../../etc").is_err());
        assert!(overlay.join("/etc/passwd").is_err());
        assert_eq!(RepoPath::new("/a/./b/").expect("inside").as_str(), "a/b");
    }
}
