//! `helm template` with everything by need: the chart from a folder, an archive or a repository, values from files and
//! URLs. What a command line, an Application and a kustomization have in common. It knows none of them.

use std::sync::Arc;

use super::folder;
use super::layers::Layers;
use super::load::{Loaded, load_archive};
use super::missing::{Beside, completed};
use super::packed::{self, ChartRef};
use super::rendering::Release;
use super::run::{self, Options, Output, Unsorted};
use super::set::{self, Kind};
use crate::engine::render::entropy::Uses;
use crate::engine::render::web_file::web_file;
use crate::engine::step::Asking;
use crate::engine::template::budget::Limits;
use crate::engine::template::chance::Chance;
use crate::engine::tree::{Files, Look, RepoPath};
use crate::model::object::value::Map;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Where a chart comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A folder or an archive of a tree.
    Path(Files, RepoPath),
    /// A repository.
    Repository(ChartRef),
}

/// Where a file of values comes from; the first is the name that is shown.
#[derive(Debug, Clone)]
pub enum FileAt {
    /// A tree.
    Path(Arc<str>, Files, RepoPath),
    /// A URL.
    Url(Arc<str>),
    /// It is here.
    Given(Arc<str>, Arc<[u8]>),
}

/// What to render.
#[derive(Clone)]
pub struct Request {
    /// The chart.
    pub origin: Origin,
    /// Whether charts that it depends on and that do not lie below it are got.
    pub completes: bool,
    /// Values files in their order.
    pub files: Vec<FileAt>,
    /// Values of flags; its `files` and `contents` are those of the request.
    pub layers: Layers,
    /// `--set-file`: what is assigned, and the file that each name in it means.
    pub contents: Vec<(String, Vec<(String, FileAt)>)>,
    /// The release.
    pub release: Release,
    /// The cluster's version; empty: what Helm assumes.
    pub kube_version: Arc<str>,
    /// The cluster's API versions.
    pub api_versions: Vec<Arc<str>>,
    /// Whether values are checked against the charts' schemas.
    pub checks_schema: bool,
    /// Whether it is wanted which file or flag set which value.
    pub traces: bool,
}

/// The names of files in an assignment of `--set-file`.
///
/// # Errors
/// When it is no assignment.
pub fn names_in(text: &str) -> Result<Vec<String>, String> {
    let names = std::cell::RefCell::new(Vec::new());
    let note = |name: &str| {
        names.borrow_mut().push(name.to_owned());
        Ok(Arc::from(""))
    };
    set::apply(Kind::File(&note), text, &Map::default())?;
    Ok(names.into_inner())
}

/// Renders. `None`: pending, or wrong and said.
pub fn render(request: &Request, chance: &Chance, asking: &mut Asking<'_>) -> Option<Output> {
    let rendered = templates(request, chance, asking)?;
    rendered.sorted().map_err(|problem| asking.problem(problem)).ok()
}

/// The same without a look at what the templates rendered to, which may be no YAML.
pub fn templates(request: &Request, chance: &Chance, asking: &mut Asking<'_>) -> Option<Unsorted> {
    let loaded = chart(request, asking);
    let mut layers = Layers { files: Vec::new(), contents: Vec::new(), ..request.layers.clone() };
    let mut whole = true;
    for at in &request.files {
        match file(at, asking) {
            Some(found) => layers.files.push(found),
            None => whole = false,
        }
    }
    for (text, named) in &request.contents {
        let mut files = Vec::new();
        for (name, at) in named {
            match file(at, asking) {
                Some((_, bytes)) => files.push((name.clone(), String::from_utf8_lossy(&bytes).into())),
                None => whole = false,
            }
        }
        layers.contents.push((text.clone(), files));
    }
    let loaded = loaded.filter(|_| whole)?;
    let options = Options {
        release: request.release.clone(),
        layers,
        kube_version: request.kube_version.clone(),
        api_versions: request.api_versions.clone(),
        checks_schema: request.checks_schema,
        traces: request.traces,
    };
    let done = run::unsorted(Limits::default(), &loaded.chart, &options, chance);
    asking.entropy_used(Uses::of(chance));
    let mut rendered = done.map_err(|problem| asking.problem(problem)).ok()?;
    rendered.warnings.splice(0..0, loaded.warnings);
    Some(rendered)
}

fn chart(request: &Request, asking: &mut Asking<'_>) -> Option<Loaded> {
    let (loaded, beside) = match &request.origin {
        Origin::Path(files, root) => match files.file(asking, root) {
            Look::Here(archive) => (opened(load_archive(&archive.bytes, root.as_str()), asking)?, None),
            Look::Absent => (folder::load_dir(files, root, asking)?, Some(Beside { files, root })),
            Look::Pending => {
                // A folder is read in the same round.
                folder::load_dir(files, root, asking);
                return None;
            }
            Look::Failed(problem) => {
                asking.problem(problem);
                return None;
            }
        },
        Origin::Repository(named) => {
            let packed = packed::ask(named.clone(), &Place::file("chart"), asking)?;
            (opened(packed.chart(), asking)?, None)
        }
    };
    if request.completes { completed(&loaded, beside.as_ref(), asking) } else { Some(loaded) }
}

fn opened(loaded: Result<Loaded, Problem>, asking: &mut Asking<'_>) -> Option<Loaded> {
    loaded.map_err(|problem| asking.problem(problem)).ok()
}

fn file(at: &FileAt, asking: &mut Asking<'_>) -> Option<(Arc<str>, Arc<[u8]>)> {
    let look = match at {
        FileAt::Given(name, bytes) => return Some((name.clone(), bytes.clone())),
        FileAt::Path(_, files, path) => files.file(asking, path),
        FileAt::Url(url) => web_file(asking, url),
    };
    let name = match at {
        FileAt::Path(name, ..) | FileAt::Given(name, _) | FileAt::Url(name) => name.clone(),
    };
    match look {
        Look::Here(file) => Some((name, file.bytes.clone())),
        Look::Pending => None,
        Look::Absent => {
            let problem = Problem::error(ProblemKind::NotFound, format!("open {name}: no such file or directory")).at(Place::file(name));
            asking.problem(problem.hint("correct the path of the values file"));
            None
        }
        Look::Failed(problem) => {
            asking.problem(problem);
            None
        }
    }
}
