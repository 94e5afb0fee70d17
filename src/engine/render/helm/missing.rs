//! Charts that a chart depends on and that do not lie below it, got as `helm dependency build` gets them: the versions of
//! the lock, else those that satisfy the constraints; from the repositories that the description names, or from beside the
//! chart. It knows no repository protocol. Source: Helm `pkg/downloader/manager.go`, `internal/resolver/resolver.go`.

use std::sync::Arc;

use super::chart::Chart;
use super::folder;
use super::load::Loaded;
use super::metadata::Dependency;
use super::packed::{self, ChartRef};
use crate::engine::constraint::is_compatible;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, RepoPath};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Where a chart lies, for those that it names by `file://`.
pub(super) struct Beside<'a> {
    /// Its tree.
    pub(super) files: &'a Files,
    /// Its folder.
    pub(super) root: &'a RepoPath,
}

/// The chart with all that it names below it. `None`: pending, or wrong and said.
pub(super) fn completed(loaded: &Loaded, beside: Option<&Beside<'_>>, asking: &mut Asking<'_>) -> Option<Loaded> {
    let chart = &loaded.chart;
    let is_there = |name: &str| chart.dependencies.iter().any(|below| **below.name() == *name);
    let wanted: Vec<&Dependency> = chart.metadata.dependencies.iter().flatten().filter(|one| !is_there(&one.name)).collect();
    if wanted.is_empty() {
        return Some(loaded.clone());
    }
    let mut added = Vec::new();
    let mut whole = true;
    for one in wanted {
        match got(chart, one, beside, asking) {
            Some(found) => added.push(found),
            None => whole = false,
        }
    }
    if !whole {
        return None;
    }
    let mut complete = Chart::clone(chart);
    complete.dependencies.extend(added);
    Some(Loaded { chart: Arc::new(complete), warnings: loaded.warnings.clone() })
}

fn place(chart: &Chart, wanted: &Dependency) -> Place {
    Place::file(format!("{}/Chart.yaml", chart.metadata.name)).at_field(format!("dependencies[{}]", wanted.name))
}

fn got(chart: &Chart, wanted: &Dependency, beside: Option<&Beside<'_>>, asking: &mut Asking<'_>) -> Option<Arc<Chart>> {
    let refuse = |asking: &mut Asking<'_>, cause: String, hint: &str| {
        asking.problem(Problem::error(ProblemKind::BadInput, cause).at(place(chart, wanted)).hint(hint));
        None
    };
    if let Some(path) = wanted.repository.strip_prefix("file://") {
        let Some(beside) = beside else {
            return refuse(
                asking,
                format!("{}: a packed chart has nothing beside it", wanted.repository),
                "package the chart with what it depends on",
            );
        };
        let Ok(root) = beside.root.join(path) else {
            return refuse(asking, format!("{}: leaves the repository", wanted.repository), "name a folder of the same repository");
        };
        let found = folder::load_dir(beside.files, &root, asking)?;
        let version = &found.chart.metadata.version;
        if !is_compatible(&wanted.version, version) {
            let cause = format!(
                "can't get a valid version for dependency {}: {path} has version {version}, {} is wanted",
                wanted.name, wanted.version
            );
            return refuse(asking, cause, "correct the constraint");
        }
        let inner = Beside { files: beside.files, root: &root };
        return Some(completed(&found, Some(&inner), asking)?.chart);
    }
    if wanted.repository.is_empty() {
        let cause = format!("chart {} is missing in charts/ and names no repository", wanted.name);
        return refuse(asking, cause, "put it into charts/, or name its repository");
    }
    let version = match &chart.lock {
        None => wanted.version.clone(),
        Some(lock) => {
            let locked = lock.dependencies.iter().find(|locked| locked.name == wanted.name && same_alias(locked, wanted));
            match locked.filter(|locked| is_compatible(&wanted.version, &locked.version)) {
                Some(locked) => locked.version.clone(),
                None => {
                    let cause = "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)".to_owned();
                    return refuse(asking, cause, "please update the dependencies");
                }
            }
        }
    };
    let named = ChartRef::of_content(&wanted.repository, &wanted.name, &version);
    let packed = packed::ask(named, &place(chart, wanted), asking)?;
    match packed.chart() {
        Ok(found) => Some(found.chart),
        Err(problem) => {
            asking.problem(problem);
            None
        }
    }
}

/// A lock names charts, not their aliases: several of one name stand in the order of the description.
fn same_alias(locked: &Dependency, wanted: &Dependency) -> bool {
    locked.repository.is_empty() || locked.repository == wanted.repository
}
