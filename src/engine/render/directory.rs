//! Plain manifests of a folder. Source: Argo CD `reposerver/repository/repository.go`, `findManifests`.
//!
//! A file that cannot be read as manifests is an error when some of it is a manifest or it looks like one; else it is somebody else's
//! YAML and passed over. The others still render (*partial is not empty*).

use globset::{GlobBuilder, GlobMatcher};

use crate::engine::manifest::file::File;
use crate::engine::manifest::objects::objects as taken;
use crate::engine::manifest::yaml::ParseOptions;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, Look, Mode, RepoPath};
use crate::model::application::DirectorySource;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind, any_error};

/// A file with these words anywhere is left out.
const SKIP: &str = "+argocd:skip-file-rendering";

/// Endings of files that hold manifests.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".jsonnet"];

/// Folders below one another at most: a link that points upwards must not go round for ever.
const MAX_DEPTH: usize = 64;

/// The objects of a folder, files in the order of their paths.
pub(super) fn objects(files: &Files, folder: &RepoPath, options: &DirectorySource, asking: &mut Asking<'_>) -> Vec<Object> {
    let mut found = Vec::new();
    let filter = match (glob(&options.include), glob(&options.exclude)) {
        (Ok(include), Ok(exclude)) => Filter { include, exclude },
        (Err(problem), _) | (_, Err(problem)) => {
            asking.problem(problem);
            return found;
        }
    };
    let mut paths = Vec::new();
    walk(files, folder, options.recurse, MAX_DEPTH, asking, &mut paths);
    for path in paths {
        let relative = path.as_str().strip_prefix(folder.as_str()).unwrap_or(path.as_str()).trim_start_matches('/');
        if !filter.admits(relative) {
            continue;
        }
        match files.file(asking, &path) {
            Look::Here(file) => found.extend(read(&file, &path, asking)),
            Look::Absent | Look::Pending => {}
            Look::Failed(problem) => asking.problem(problem),
        }
    }
    found
}

struct Filter {
    include: Option<GlobMatcher>,
    exclude: Option<GlobMatcher>,
}

impl Filter {
    fn admits(&self, relative: &str) -> bool {
        if self.exclude.as_ref().is_some_and(|glob| glob.is_match(relative)) {
            return false;
        }
        self.include.as_ref().is_none_or(|glob| glob.is_match(relative))
    }
}

/// A glob with gobwas' meaning, where `*` crosses `/`; none for an empty text.
fn glob(text: &str) -> Result<Option<GlobMatcher>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let built = GlobBuilder::new(text).literal_separator(false).backslash_escape(true).empty_alternates(true).build();
    built.map(|glob| Some(glob.compile_matcher())).map_err(|error| {
        Problem::error(ProblemKind::InvalidSpec, format!("{text:?} is no glob: {error}")).hint("correct include or exclude of the directory source")
    })
}

fn walk(files: &Files, folder: &RepoPath, recurse: bool, depth: usize, asking: &mut Asking<'_>, paths: &mut Vec<RepoPath>) {
    let entries = match files.list(asking, folder) {
        Look::Here(entries) => entries,
        Look::Absent | Look::Pending => return,
        Look::Failed(problem) => return asking.problem(problem),
    };
    for entry in entries.iter() {
        let Ok(path) = folder.join(&entry.name) else { continue };
        match entry.mode {
            Mode::Folder if recurse && depth > 0 => walk(files, &path, recurse, depth - 1, asking, paths),
            Mode::Folder | Mode::Submodule => {}
            Mode::File | Mode::Link => {
                if ENDINGS.iter().any(|ending| entry.name.ends_with(ending)) {
                    paths.push(path);
                }
            }
        }
    }
}

fn read(file: &File, path: &RepoPath, asking: &mut Asking<'_>) -> Vec<Object> {
    let name = path.as_str();
    if contains(&file.bytes, SKIP) {
        return Vec::new();
    }
    if name.ends_with(".jsonnet") {
        let problem = Problem::error(ProblemKind::BadInput, "Jsonnet is not rendered yet").at(Place::file(name));
        asking.problem(problem.hint("leave it out with directory.exclude, or keep plain manifests"));
        return Vec::new();
    }
    let documents = file.documents(name, ParseOptions::default());
    let (objects, problems) = taken(&documents, name);
    let looks_like_one = ["apiVersion:", "kind:", "metadata:"].iter().all(|word| contains(&file.bytes, word));
    if any_error(&problems) && objects.is_empty() && !looks_like_one && !name.ends_with(".json") {
        return Vec::new();
    }
    for problem in problems {
        asking.problem(problem);
    }
    objects
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}
