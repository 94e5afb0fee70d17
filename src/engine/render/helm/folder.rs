//! A chart's folder read by need: `.helmignore` first, then folders and files in the order of their names, links followed within the
//! tree. It knows no chart beyond its files.
//!
//! Source: Helm 4.2.3 `pkg/chart/v2/loader/directory.go`, `internal/sympath/walk.go`.

use super::archive::{MAX_FILE, without_mark};
use super::chart::Entry;
use super::ignore::Rules;
use super::load::{Loaded, load_entries};
use crate::engine::step::Asking;
use crate::engine::tree::{Entry as Listed, Files, Look, Mode, RepoPath};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Folders within folders, links included: a link may lead back to where it stands.
const MAX_DEPTH: usize = 24;

/// Entries of all folders together.
const MAX_ENTRIES: usize = 50_000;

/// The chart in a folder. `None`: something is not known yet, or it is no chart (the problem is recorded).
pub fn load_dir(files: &Files, root: &RepoPath, asking: &mut Asking<'_>) -> Option<Loaded> {
    let entries = match read(files, root, asking) {
        Ok(entries) => entries?,
        Err(problem) => {
            asking.problem(problem);
            return None;
        }
    };
    let described = entries.iter().any(|entry| &*entry.name == "Chart.yaml");
    let loaded = if described {
        load_entries(entries, root.as_str())
    } else {
        let cause = format!("unable to detect chart at {}: there is no such file", root.join("Chart.yaml").unwrap_or_default());
        Err(Problem::error(ProblemKind::NotFound, cause).at(Place::file(root.as_str())).hint("a chart is a folder with a Chart.yaml"))
    };
    loaded.map_err(|problem| asking.problem(problem)).ok()
}

/// The files that belong to the chart in a folder, by their paths in it. `None`: something is not known yet.
///
/// # Errors
/// When a file cannot be had, or a rule of `.helmignore` is none.
pub fn read(files: &Files, root: &RepoPath, asking: &mut Asking<'_>) -> Result<Option<Vec<Entry>>, Problem> {
    let path = root.join(".helmignore").unwrap_or_default();
    let text = match files.file(asking, &path) {
        Look::Here(file) => file.bytes.clone(),
        Look::Absent => Vec::new().into(),
        Look::Failed(problem) => return Err(problem),
        Look::Pending => {
            // The listing is needed whatever the rules say.
            let _ = files.list(asking, root);
            return Ok(None);
        }
    };
    let rules = Rules::parse(&text).map_err(|cause| Problem::error(ProblemKind::BadInput, cause).at(Place::file(path.as_str())))?;
    let mut walk = Walk { files, rules, entries: Vec::new(), n_seen: 0, is_pending: false };
    walk.folder(root, "", MAX_DEPTH, asking)?;
    Ok((!walk.is_pending).then_some(walk.entries))
}

struct Walk<'f> {
    files: &'f Files,
    rules: Rules,
    entries: Vec<Entry>,
    n_seen: usize,
    is_pending: bool,
}

impl Walk<'_> {
    fn folder(&mut self, path: &RepoPath, within: &str, depth: usize, asking: &mut Asking<'_>) -> Result<(), Problem> {
        match self.files.list(asking, path) {
            Look::Here(listed) => self.listed(&listed, path, within, depth, asking),
            Look::Absent => Ok(()),
            Look::Failed(problem) => Err(problem),
            Look::Pending => {
                self.is_pending = true;
                Ok(())
            }
        }
    }

    fn listed(&mut self, listed: &[Listed], path: &RepoPath, within: &str, depth: usize, asking: &mut Asking<'_>) -> Result<(), Problem> {
        self.n_seen = self.n_seen.saturating_add(listed.len());
        let Some(depth) = depth.checked_sub(1).filter(|_| self.n_seen <= MAX_ENTRIES) else {
            let cause = format!("the chart has more than {MAX_ENTRIES} files, or folders more than {MAX_DEPTH} deep");
            return Err(Problem::error(ProblemKind::Limit, cause).at(Place::file(path.as_str())).hint("look for a link that leads back"));
        };
        for entry in listed {
            let own = path.join(&entry.name).unwrap_or_default();
            let name = if within.is_empty() { entry.name.to_string() } else { format!("{within}/{}", entry.name) };
            match entry.mode {
                Mode::Folder | Mode::Submodule if self.rules.ignores(&name, true) => {}
                Mode::Folder | Mode::Submodule => self.folder(&own, &name, depth, asking)?,
                Mode::File if self.rules.ignores(&name, false) => {}
                Mode::File => self.file(&own, name, asking)?,
                // What a link leads to decides what it is; where both are left out nobody needs to know.
                Mode::Link if self.rules.ignores(&name, true) && self.rules.ignores(&name, false) => {}
                Mode::Link => match self.files.list(asking, &own) {
                    Look::Here(_) if self.rules.ignores(&name, true) => {}
                    Look::Here(listed) => self.listed(&listed, &own, &name, depth, asking)?,
                    Look::Absent if self.rules.ignores(&name, false) => {}
                    Look::Absent => self.file(&own, name, asking)?,
                    Look::Failed(problem) => return Err(problem),
                    Look::Pending => self.is_pending = true,
                },
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &RepoPath, name: String, asking: &mut Asking<'_>) -> Result<(), Problem> {
        match self.files.file(asking, path) {
            Look::Here(file) if file.bytes.len() as u64 > MAX_FILE => {
                let cause = format!("chart file {:?} is larger than the maximum file size {MAX_FILE}", path.file_name());
                Err(Problem::error(ProblemKind::Limit, cause).at(Place::file(path.as_str())).hint("list it in .helmignore"))
            }
            Look::Here(file) => {
                let marked = file.bytes.starts_with(b"\xEF\xBB\xBF");
                let bytes = if marked { without_mark(&file.bytes) } else { file.bytes.clone() };
                self.entries.push(Entry { name: name.into(), bytes, trees: file.trees() });
                Ok(())
            }
            Look::Absent => {
                let cause = format!("error evaluating symlink {path}: it leads nowhere");
                Err(Problem::error(ProblemKind::NotFound, cause)
                    .at(Place::file(path.as_str()))
                    .hint("mend the link, or list it in .helmignore"))
            }
            Look::Failed(problem) => Err(problem),
            Look::Pending => {
                self.is_pending = true;
                Ok(())
            }
        }
    }
}
