//! The files of tests, policies and resources on disk. It knows no policy's meaning.

use std::fs;
use std::path::{Path, PathBuf};

use crate::engine::manifest::budget::MAX_BYTES;
use crate::engine::manifest::objects;
use crate::engine::manifest::yaml::{Documents, ParseOptions, parse_yaml};
use crate::engine::policy::kyverno::suite::file::TestFile;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Files below a folder that are looked at; a repository of policies has about two thousand.
const MAX_FILES: usize = 20_000;
/// Folders inside each other.
const MAX_DEPTH: usize = 32;

/// What a path holds.
pub(super) enum Tests {
    /// Test files, sorted.
    Files(Vec<PathBuf>),
    /// No test file: files of policies and resources, sorted.
    Objects(Vec<PathBuf>),
}

fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "kyverno-test.yaml" || name == "kyverno-test.yml")
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml" || ending == "json")
}

/// Looks for test files at and below a path.
pub(super) fn find(path: &Path) -> Result<Tests, Problem> {
    let mut found = Vec::new();
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if kind.is_dir() {
        walk(path, 0, &mut found)?;
        found.sort();
    } else {
        found.push(path.to_owned());
    }
    // The old form has any name: it holds policies, resources and results.
    let is_old = |path: &PathBuf| path.file_name().is_some_and(|name| name == "test.yaml") && is_test_inside(path);
    let is_alone = !kind.is_dir() && is_test_inside(path);
    let tests: Vec<PathBuf> = found.iter().filter(|path| is_test(path) || is_alone || is_old(path)).cloned().collect();
    Ok(if tests.is_empty() { Tests::Objects(found) } else { Tests::Files(tests) })
}

fn is_test_inside(path: &Path) -> bool {
    let value = read(path).ok().and_then(|read| Some(read.values.first()?.value.clone()));
    value.as_ref().and_then(Value::as_map).is_some_and(|map| map.has("policies") && map.has("results"))
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Problem> {
    if depth > MAX_DEPTH {
        return Err(Problem::error(ProblemKind::Limit, format!("folders nest deeper than {MAX_DEPTH} levels")).at(place(folder)));
    }
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        // Links are not followed: they may lead in a circle.
        let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), &error))?;
        let path = entry.path();
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                walk(&path, depth + 1, found)?;
            }
        } else if kind.is_file() && is_yaml(&path) {
            found.push(path);
        }
        if found.len() > MAX_FILES {
            return Err(Problem::error(ProblemKind::Limit, format!("there are more than {MAX_FILES} files"))
                .at(place(folder))
                .hint("give a smaller folder"));
        }
    }
    Ok(())
}

fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase()).at(place(path)).hint("give a file or folder that is there")
}

fn read(path: &Path) -> Result<Documents, Problem> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !size.is_file() || size.len() > MAX_BYTES as u64 {
        let cause = if size.is_file() { format!("it is larger than {MAX_BYTES} bytes") } else { "it is no file".to_owned() };
        return Err(Problem::error(ProblemKind::Limit, cause).at(place(path)));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let read = parse_yaml(&bytes, &path.display().to_string(), ParseOptions::KUBERNETES.with_spans());
    match read.problems.iter().find(|problem| problem.is_error()) {
        Some(problem) => Err(problem.clone()),
        None => Ok(read),
    }
}

/// The objects of a file; anything else in it is refused with its line.
pub(super) fn objects(path: &Path) -> Result<Vec<Object>, Problem> {
    let (objects, problems) = objects::objects(&read(path)?, &path.display().to_string());
    match problems.into_iter().find(Problem::is_error) {
        Some(problem) => Err(problem),
        None => Ok(objects),
    }
}

/// A test.
pub(super) fn test(path: &Path) -> Result<TestFile, Problem> {
    let read = read(path)?;
    let empty =
        || Problem::error(ProblemKind::BadInput, "the file is empty").at(place(path)).hint("a test has policies, resources and results");
    let document = read.values.first().ok_or_else(empty)?;
    TestFile::read(&document.value).map_err(|(field, cause)| {
        let spans = document.spans.as_ref();
        let line = spans.and_then(|spans| spans.lines.iter().find(|(own, _)| **own == *field)).map_or(document.line, |(_, line)| *line);
        let place = place(path).at_line(line);
        let place = if field.is_empty() { place } else { place.at_field(field) };
        Problem::error(ProblemKind::BadInput, cause).at(place).hint("a test has policies, resources and results")
    })
}

/// A path that a test names.
fn named(test: &Path, folder: &Path, path: &str) -> Result<PathBuf, Problem> {
    if path.contains("://") {
        return Err(Problem::error(ProblemKind::BadInput, format!("{path} is not fetched: no network is used here"))
            .at(place(test))
            .hint("keep the file beside the test"));
    }
    let full = folder.join(path);
    if fs::metadata(&full).is_err() {
        return Err(Problem::error(ProblemKind::NotFound, format!("there is no {path}"))
            .at(place(test))
            .hint("paths are read from the test's folder"));
    }
    Ok(full)
}

/// The objects of files and folders that a test names.
pub(super) fn objects_at(test: &Path, folder: &Path, paths: &[String]) -> Result<Vec<Object>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        let full = named(test, folder, path)?;
        let mut files = vec![full.clone()];
        if fs::metadata(&full).is_ok_and(|kind| kind.is_dir()) {
            files.clear();
            walk(&full, 0, &mut files)?;
            files.sort();
        }
        for file in files {
            found.extend(objects(&file)?);
        }
    }
    Ok(found)
}

/// The first document of a file that a test names.
pub(super) fn document(test: &Path, folder: &Path, path: &str) -> Result<Value, Problem> {
    let full = named(test, folder, path)?;
    let first = read(&full)?.values.into_iter().next().map(|document| document.value);
    first.ok_or_else(|| Problem::error(ProblemKind::BadInput, "the file is empty").at(place(&full)))
}

/// The objects of the cluster that a test describes.
pub(super) fn cluster(test: &Path, folder: &Path, paths: &[String]) -> Result<Vec<Object>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        let value = document(test, folder, path)?;
        let resources = value.as_map().and_then(|map| map.get("spec")).and_then(Value::as_map).and_then(|spec| spec.get("resources"));
        for item in resources.and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map) {
            let object = Object::new(item.clone(), Origin::default());
            found.push(object.map_err(|error| {
                Problem::error(ProblemKind::BadInput, format!("spec.resources: {error}")).at(place(&folder.join(path)))
            })?);
        }
    }
    Ok(found)
}
