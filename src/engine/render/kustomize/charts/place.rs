//! Where a chart is: in its folder below the chart home, which is taken as it is found, or in its repository. It renders nothing.
//!
//! Kustomize puts a chart that it got into the chart home, as a folder; here nothing is written, and the files of such a chart are read
//! out of its archive.

use std::sync::Arc;

use super::settings::{Globals, HelmChart};
use crate::engine::manifest::file::File;
use crate::engine::render::helm::folder;
use crate::engine::render::helm::packed::{self, ChartRef, Packed};
use crate::engine::render::helm::request::Origin;
use crate::engine::render::kustomize::load::{self, Folder};
use crate::engine::render::kustomize::origin;
use crate::engine::render::kustomize::run::{Run, Stop, missing};
use crate::engine::step::{Asking, Found as Asked, Need};
use crate::engine::tree::{Look, RepoPath};
use crate::model::ids::BlobId;
use crate::model::problem::Problem;

/// What `devel` asks for where no version is named: pre-releases, too.
const DEVEL: &str = ">0.0.0-0";

/// A chart that was found.
pub(super) enum Found {
    /// Its folder.
    Here,
    /// What its repository has.
    Pulled(Arc<Packed>, ChartRef),
}

/// Where a chart lies, or would.
pub(super) struct At<'k> {
    folder: &'k Folder,
    chart: &'k HelmChart,
    /// Relative to the kustomization.
    home: String,
}

impl<'k> At<'k> {
    /// A chart that a kustomization in this folder names. One with a version and a repository has a folder of its own name and version.
    pub(super) fn new(folder: &'k Folder, globals: &Globals, chart: &'k HelmChart) -> Self {
        let home = globals.home();
        let is_versioned = !chart.version.is_empty() && !chart.repo.is_empty();
        let home = if is_versioned { format!("{home}/{}-{}", chart.name, chart.version) } else { home.to_owned() };
        Self { folder, chart, home }
    }

    /// The chart's own folder, relative to the kustomization.
    fn entry(&self) -> String {
        format!("{}/{}", self.home, self.chart.name)
    }

    fn root(&self) -> Result<RepoPath, Problem> {
        self.folder.join(&self.entry(), &self.chart.place)
    }

    /// The name of the chart's folder for people.
    pub(super) fn shown(&self) -> Arc<str> {
        self.root().map_or_else(|_| self.entry().into(), |root| self.folder.name(&root))
    }

    /// Where the renderer reads it.
    pub(super) fn origin(&self, found: &Found) -> Result<Origin, Problem> {
        Ok(match found {
            Found::Here => Origin::Path(self.folder.files.clone(), self.root()?),
            Found::Pulled(_, chart) => Origin::Repository(chart.clone()),
        })
    }

    fn wanted(&self) -> ChartRef {
        let version = if self.chart.version.is_empty() && self.chart.devel { DEVEL } else { &*self.chart.version };
        let is_registry = self.chart.repo.starts_with("oci://");
        let repo = if is_registry { self.chart.repo.strip_suffix('/').unwrap_or(&self.chart.repo) } else { &*self.chart.repo };
        ChartRef::of_content(repo, &self.chart.name, version)
    }

    /// Finds it, or asks for it.
    pub(super) fn find(&self, asking: &mut Asking<'_>) -> Run<Found> {
        let place = &self.chart.place;
        match self.folder.files.list(asking, &self.root()?) {
            Look::Here(_) => return Ok(Found::Here),
            Look::Pending => return Err(Stop::Pending),
            Look::Failed(problem) => return Err(problem.into()),
            Look::Absent => {}
        }
        if self.chart.repo.is_empty() {
            let cause = format!("no repo specified for pull, no chart found at '{}'", self.shown());
            return Err(missing(place, cause).hint("correct `name` or `helmGlobals.chartHome`, or name the chart's repository").into());
        }
        let wanted = self.wanted();
        if let Asked::Failed(problem) = asking.ask(Need::Chart(wanted.clone())) {
            return Err(load::named(problem, place).into());
        }
        let Some(packed) = packed::ask(wanted.clone(), place, asking) else { return Err(Stop::Pending) };
        let own = packed.chart()?.chart.name().clone();
        if *own != *self.chart.name {
            let cause = format!("path {:?} not found: the chart that was pulled is named {own}", &*self.shown());
            return Err(missing(place, cause).hint("`name` must be the one in the chart's Chart.yaml").into());
        }
        Ok(Found::Pulled(packed, wanted))
    }

    /// The file of values that belongs to the chart.
    pub(super) fn own_values(&self) -> String {
        format!("{}/values.yaml", self.entry())
    }

    /// A file of values with its name for people: of the kustomization, or of the chart that was got.
    pub(super) fn file(&self, found: &Found, entry: &str, asking: &mut Asking<'_>) -> Run<(Arc<str>, Arc<File>)> {
        let Some((packed, path)) = self.packed(found, entry) else {
            return load::file(asking, self.folder, entry, &self.chart.place);
        };
        let shown = self.folder.file_path(entry, &self.chart.place)?;
        match packed.file(&path) {
            Some(bytes) => Ok((self.folder.name(&shown), Arc::new(File::new(BlobId::new(packed.digest.to_string()), bytes)))),
            None => Err(missing(&self.chart.place, format!("file '{shown}' does not exist")).hint("the chart has no such file").into()),
        }
    }

    /// The chart that was got, and the path within it, where a file is one of it.
    fn packed<'f>(&self, found: &'f Found, entry: &str) -> Option<(&'f Packed, String)> {
        let Found::Pulled(packed, _) = found else { return None };
        let cleaned = origin::join("", entry);
        let path = cleaned.strip_prefix(&origin::join("", &self.entry()))?.strip_prefix('/')?;
        Some((packed, path.to_owned()))
    }
}

/// Asks for all that a chart needs, as far as that can be told; what is wrong with it is said where it is rendered.
pub(in crate::engine::render::kustomize) fn prefetch(folder: &Folder, globals: &Globals, chart: &HelmChart, asking: &mut Asking<'_>) {
    if chart.check().is_err() {
        return;
    }
    let at = At::new(folder, globals, chart);
    for entry in chart.additional_values_files.iter().chain([&chart.values_file]).filter(|entry| !entry.is_empty()) {
        let _ = load::file(asking, folder, entry, &chart.place);
    }
    let Ok(root) = at.root() else { return };
    match folder.files.list(asking, &root) {
        Look::Here(_) => drop(folder::read(&folder.files, &root, asking)),
        Look::Absent if !chart.repo.is_empty() => drop(asking.ask(Need::Chart(at.wanted()))),
        Look::Absent | Look::Pending | Look::Failed(_) => {}
    }
}
