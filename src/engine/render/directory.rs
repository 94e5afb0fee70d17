//! Plain manifests: every YAML, JSON and Jsonnet file of a folder, in the order of their names. It knows no Application. Source:
//! Argo CD `reposerver/repository/repository.go`, `findManifests`.
//!
//! A file that cannot be read costs itself only, and makes the whole partial. A YAML file that holds no object and does not
//! look like one (no `apiVersion:`, `kind:` and `metadata:` in its text) is passed over, as Argo CD does; a JSON file is
//! not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::jsonnet::{self, Judging};
use crate::engine::glob::Glob;
use crate::engine::manifest::file::File;
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::objects::objects;
use crate::engine::manifest::yaml::{Document, Documents, ParseOptions};
use crate::engine::step::Asking;
use crate::engine::tree::{Entry, Files, Look, Mode, RepoPath};
use crate::model::application::DirectorySource;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind, any_error};

/// Bytes of all manifests of a folder: Argo CD's default for `reposerver.max.combined.directory.manifests.size`.
const MAX_COMBINED: usize = 10_000_000;

/// Files and folders that are looked at; the largest public folders of manifests have about two thousand.
const MAX_ENTRIES: usize = 100_000;

/// Folders within folders.
const MAX_DEPTH: usize = 128;

/// A file with this in it is left out.
const SKIP: &[u8] = b"+argocd:skip-file-rendering";

/// How a folder's files are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'e> {
    /// Jsonnet files.
    pub(super) jsonnet: jsonnet::Mode<'e>,
    /// Whether objects know the lines of their fields.
    pub(super) traces: bool,
}

/// The objects of a folder's files. Problems, needs and reads go to `asking`.
pub(super) fn render(
    files: &Files,
    folder: &RepoPath,
    options: &DirectorySource,
    Reading { jsonnet, traces }: Reading<'_>,
    asking: &mut Asking<'_>,
) -> Vec<Object> {
    let (include, exclude) = (glob(&options.include, "include", asking), glob(&options.exclude, "exclude", asking));
    let mut walk =
        Walk { files, asking, root: folder, recurse: options.recurse, include, exclude, n_entries: 0, n_bytes: 0, found: Vec::new() };
    walk.folder(folder, 0);
    let found = walk.found;
    let mut judging = judging(files, folder, options, jsonnet, &found, asking);
    // Jsonnet first: what its files import is asked for together, and nothing is parsed in a round that cannot be the last.
    let mut judged = BTreeMap::new();
    if let Some(judging) = &mut judging {
        for (path, file) in found.iter().filter(|(path, _)| is_jsonnet(path)) {
            if let Some(read) = judging.render(path, file, asking) {
                judged.insert(path.clone(), read);
            }
        }
    }
    if asking.is_pending() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (path, file) in found {
        let (objects, problems) = if is_jsonnet(&path) { judged.remove(&path).unwrap_or_default() } else { read(&file, &path, traces) };
        problems.into_iter().for_each(|problem| asking.problem(problem));
        let objects = if traces { objects.iter().map(Object::traced).collect() } else { objects };
        all.extend(objects);
    }
    all
}

fn is_jsonnet(path: &RepoPath) -> bool {
    path.file_name().ends_with(".jsonnet")
}

/// What renders Jsonnet files: nothing where there are none, where they are switched off, or where the options are wrong.
fn judging<'f>(
    files: &'f Files,
    folder: &RepoPath,
    options: &DirectorySource,
    mode: jsonnet::Mode<'_>,
    found: &[(RepoPath, Arc<File>)],
    asking: &mut Asking<'_>,
) -> Option<Judging<'f>> {
    let n_files = found.iter().filter(|(path, _)| is_jsonnet(path)).count();
    let env = match mode {
        _ if n_files == 0 => return None,
        jsonnet::Mode::Application(env) => Some(env),
        jsonnet::Mode::Plain => None,
        jsonnet::Mode::Off => {
            let cause = format!("Jsonnet is switched off: {n_files} of its files are passed over");
            let place = Place::file("argocd-cm").at_field("data[\"jsonnet.enable\"]");
            asking.problem(Problem::note(ProblemKind::InvalidSpec, cause).at(place));
            return None;
        }
    };
    Judging::new(files, folder, &options.jsonnet.clone().unwrap_or_default(), env, asking)
}

/// A glob of the source: nothing was said, or a glob that may be malformed and then matches nothing.
fn glob(pattern: &str, field: &str, asking: &mut Asking<'_>) -> Option<Option<Glob>> {
    if pattern.is_empty() {
        return None;
    }
    match Glob::new(pattern) {
        Ok(glob) => Some(Some(glob)),
        Err(cause) => {
            let place = Place::file("Application").at_field(format!("spec.source.directory.{field}"));
            let hint = "a malformed glob matches nothing";
            asking.problem(Problem::warning(ProblemKind::InvalidSpec, cause).at(place).hint(hint));
            Some(None)
        }
    }
}

struct Walk<'w, 'a> {
    files: &'w Files,
    asking: &'w mut Asking<'a>,
    root: &'w RepoPath,
    recurse: bool,
    include: Option<Option<Glob>>,
    exclude: Option<Option<Glob>>,
    n_entries: usize,
    n_bytes: usize,
    found: Vec<(RepoPath, Arc<File>)>,
}

impl Walk<'_, '_> {
    fn folder(&mut self, folder: &RepoPath, depth: usize) {
        let entries = match self.files.list(self.asking, folder) {
            Look::Here(entries) => entries,
            Look::Absent | Look::Pending => return,
            Look::Failed(problem) => return self.asking.problem(problem),
        };
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        for entry in entries {
            let Ok(path) = folder.join(&entry.name) else { continue };
            self.n_entries += 1;
            if self.n_entries > MAX_ENTRIES || depth > MAX_DEPTH {
                let cause = format!("more than {MAX_ENTRIES} files, or folders too deep; the rest is not read");
                let problem = Problem::error(ProblemKind::Limit, cause).at(Place::file(folder.to_string()));
                return self.asking.problem(problem.hint("split the application, or narrow it by `include`"));
            }
            match entry.mode {
                Mode::Folder | Mode::Submodule if self.recurse => self.folder(&path, depth + 1),
                Mode::Folder | Mode::Submodule => {}
                Mode::File | Mode::Link => self.file(&path, entry.mode),
            }
        }
    }

    fn file(&mut self, path: &RepoPath, mode: Mode) {
        let is_manifest = [".yaml", ".yml", ".json", ".jsonnet"].iter().any(|end| path.file_name().ends_with(end));
        if !is_manifest || !self.is_meant(path) {
            return;
        }
        match self.files.file(self.asking, path) {
            Look::Here(file) => self.take(path, file),
            Look::Pending => {}
            Look::Failed(problem) => self.asking.problem(problem),
            Look::Absent if mode == Mode::Link => {
                let problem = Problem::warning(ProblemKind::NotFound, "the symbolic link leads to no file and is passed over");
                self.asking.problem(problem.at(Place::file(path.as_str())));
            }
            Look::Absent => {}
        }
    }

    fn take(&mut self, path: &RepoPath, file: Arc<File>) {
        if file.bytes.windows(SKIP.len()).any(|window| window == SKIP) {
            return;
        }
        if !is_jsonnet(path) {
            let before = self.n_bytes;
            self.n_bytes = before.saturating_add(file.bytes.len());
            if self.n_bytes > MAX_COMBINED {
                if before <= MAX_COMBINED {
                    let cause = format!("the manifests together have more than {MAX_COMBINED} bytes; the rest is not read");
                    let problem = Problem::error(ProblemKind::Limit, cause).at(Place::file(path.as_str()));
                    self.asking.problem(problem.hint("split the application, or leave files out by `exclude`"));
                }
                return;
            }
        }
        self.found.push((path.clone(), file));
    }

    fn is_meant(&self, path: &RepoPath) -> bool {
        let relative = path.as_str().strip_prefix(self.root.as_str()).unwrap_or("").trim_start_matches('/');
        let matches = |glob: &Option<Glob>| glob.as_ref().is_some_and(|glob| glob.matches(relative));
        !self.exclude.as_ref().is_some_and(matches) && self.include.as_ref().is_none_or(matches)
    }
}

/// The objects of one file and what is wrong with it.
fn read(file: &File, path: &RepoPath, traces: bool) -> (Vec<Object>, Vec<Problem>) {
    let name = path.as_str();
    if name.ends_with(".json") {
        return match parse_json(&file.bytes) {
            Ok(value) => {
                let document = Document { value, line: 1, spans: None, odd: None };
                objects(&Documents { values: vec![document], problems: Vec::new() }, name)
            }
            Err(problem) => {
                let place = Place { file: name.into(), ..problem.place.clone().unwrap_or_default() };
                (Vec::new(), vec![problem.at(place)])
            }
        };
    }
    let options = if traces { ParseOptions::KUBERNETES.with_spans() } else { ParseOptions::KUBERNETES };
    let (objects, problems) = objects(&file.documents(name, options), name);
    if objects.is_empty() && any_error(&problems) && !looks_like_a_manifest(&file.bytes) {
        return (Vec::new(), Vec::new());
    }
    (objects, problems)
}

fn looks_like_a_manifest(bytes: &[u8]) -> bool {
    ["apiVersion:", "kind:", "metadata:"].iter().all(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
}
