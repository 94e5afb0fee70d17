//! All that a Jsonnet file may read: its imports, theirs, and so on, each looked for where go-jsonnet looks. It evaluates nothing and
//! knows no evaluator.
//!
//! An import is looked for in the folder of the file that names it, then in the library folders from the last to the first, then in the
//! source's own folder; the first file that is there counts. Nothing outside the repository is read: what only the repository server's
//! disk could have is not found. An import that leads nowhere is a problem only when it is evaluated, so it is handed on with its cause.
//! Source: go-jsonnet `imports.go`, `FileImporter`; Argo CD `reposerver/repository/repository.go`, `makeJsonnetVM`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::scan::{self, Named};
use crate::engine::judge::{Import, Jsonnet, Variable};
use crate::engine::manifest::file::File;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, Look, RepoPath};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Files that one file may import, directly or not; the largest public libraries have about a thousand.
const MAX_FILES: usize = 10_000;

/// Bytes of all of them together; the largest public libraries have about ten million.
const MAX_BYTES: usize = 64 << 20;

/// Where the files of one source's Jsonnet are looked for, and what was found: files of one folder import the same ones.
pub(super) struct Library<'f> {
    files: &'f Files,
    /// Folders in the order in which they are looked into after the importing file's own.
    folders: Vec<RepoPath>,
    scanned: BTreeMap<RepoPath, Vec<Named>>,
}

/// Imports that are looked for, for one file: a text of 16 MiB can hold millions of them.
const MAX_LOOKS: usize = 200_000;

/// What is gathered for one entry file.
#[derive(Default)]
struct Gathered {
    files: BTreeMap<RepoPath, Arc<File>>,
    imports: BTreeMap<RepoPath, BTreeMap<Arc<str>, Import>>,
    n_bytes: usize,
    n_looks: usize,
    is_pending: bool,
}

/// An import's look into the tree.
enum Lead {
    File(RepoPath, Arc<File>),
    Missing(String),
    Pending,
}

impl Gathered {
    fn is_too_much(&self) -> bool {
        self.files.len() > MAX_FILES || self.n_bytes > MAX_BYTES || self.n_looks > MAX_LOOKS
    }
}

impl<'f> Library<'f> {
    /// A source's folder with its library folders, in the Application's order.
    pub(super) fn new(files: &'f Files, source: &RepoPath, libs: &[RepoPath]) -> Self {
        let folders = libs.iter().rev().chain([source]).cloned().collect();
        Self { files, folders, scanned: BTreeMap::new() }
    }

    /// An entry file with all that it and the code of its variables may import; `None` where something is not known yet.
    ///
    /// # Errors
    /// When it is more than a worker is given.
    pub(super) fn gather(
        &mut self,
        entry: &RepoPath,
        file: &Arc<File>,
        ext_vars: &BTreeMap<Arc<str>, Variable>,
        tlas: &BTreeMap<Arc<str>, Variable>,
        asking: &mut Asking<'_>,
    ) -> Result<Option<Jsonnet>, Problem> {
        let mut gathered = Gathered { n_bytes: file.bytes.len(), ..Gathered::default() };
        gathered.files.insert(entry.clone(), file.clone());
        let mut open = vec![entry.clone()];
        for variable in ext_vars.values().chain(tlas.values()) {
            if let Variable::Code(code) = variable {
                let named = scan::imports(code.as_bytes());
                self.lead(&RepoPath::root(), named, &mut gathered, &mut open, asking);
            }
        }
        while let Some(path) = open.pop() {
            if gathered.imports.contains_key(&path) {
                continue;
            }
            if gathered.is_too_much() {
                return Err(too_much(entry));
            }
            let Some(bytes) = gathered.files.get(&path).map(|file| file.bytes.clone()) else { continue };
            let named = self.scanned.entry(path.clone()).or_insert_with(|| scan::imports(&bytes)).clone();
            self.lead(&path, named, &mut gathered, &mut open, asking);
        }
        if gathered.is_too_much() {
            return Err(too_much(entry));
        }
        let whole = Jsonnet {
            entry: entry.clone(),
            files: gathered.files,
            imports: gathered.imports,
            ext_vars: ext_vars.clone(),
            tlas: tlas.clone(),
        };
        Ok((!gathered.is_pending).then_some(whole))
    }

    /// Follows the imports of one file; what is Jsonnet is put to the open ones.
    fn lead(&self, from: &RepoPath, named: Vec<Named>, gathered: &mut Gathered, open: &mut Vec<RepoPath>, asking: &mut Asking<'_>) {
        let mut found = gathered.imports.remove(from).unwrap_or_default();
        for named in named {
            let literal = named.literal().clone();
            if !found.contains_key(&literal) {
                gathered.n_looks += 1;
                if gathered.is_too_much() {
                    break;
                }
                match self.look(from, &literal, asking) {
                    Lead::Pending => {
                        gathered.is_pending = true;
                        continue;
                    }
                    Lead::Missing(cause) => {
                        found.insert(literal.clone(), Import::Missing(cause.into()));
                    }
                    Lead::File(path, file) => {
                        if !gathered.files.contains_key(&path) {
                            gathered.n_bytes = gathered.n_bytes.saturating_add(file.bytes.len());
                            gathered.files.insert(path.clone(), file);
                        }
                        found.insert(literal.clone(), Import::Found(path));
                    }
                }
            }
            if let (Named::Code(_), Some(Import::Found(path))) = (&named, found.get(&literal)) {
                open.push(path.clone());
            }
        }
        gathered.imports.insert(from.clone(), found);
    }

    /// The first place that has it.
    fn look(&self, from: &RepoPath, literal: &str, asking: &mut Asking<'_>) -> Lead {
        if literal.starts_with('/') {
            return Lead::Missing(format!("couldn't open import {literal:?}: an absolute path leaves the repository"));
        }
        // The code of a variable has no folder of its own.
        let own = (!from.as_str().is_empty()).then(|| from.parent());
        let (mut tried, mut is_pending) = (Vec::new(), false);
        for folder in own.iter().chain(&self.folders) {
            let Ok(path) = folder.join(literal) else {
                tried.push(format!("{}/{literal} (leaves the repository)", folder.as_str()));
                continue;
            };
            if tried.iter().any(|own| own == path.as_str()) {
                continue;
            }
            match self.files.file(asking, &path) {
                Look::Here(file) if !is_pending => return Lead::File(path, file),
                Look::Here(_) => return Lead::Pending,
                Look::Absent => tried.push(path.as_str().to_owned()),
                // On disk each look is a round: the places after this one are asked for with it. A commit's index knows what is there.
                Look::Pending if self.files.tree.files.is_none() => is_pending = true,
                Look::Pending => return Lead::Pending,
                Look::Failed(problem) if !is_pending => return Lead::Missing(format!("couldn't open import {literal:?}: {problem}")),
                Look::Failed(_) => return Lead::Pending,
            }
        }
        if is_pending {
            return Lead::Pending;
        }
        let cause = "no match locally or in the Jsonnet library paths";
        Lead::Missing(format!("couldn't open import {literal:?}: {cause} (tried {})", tried.join(", ")))
    }
}

fn too_much(entry: &RepoPath) -> Problem {
    let cause = format!("imports more than {MAX_FILES} files or {} MiB", MAX_BYTES >> 20);
    Problem::error(ProblemKind::Limit, cause).at(Place::file(entry.as_str())).hint("import the part of the library that is needed")
}
