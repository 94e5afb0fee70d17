//! A source that is a chart: in a folder of a repository, or in a chart repository. It knows no template. Source: Argo CD
//! `reposerver/repository/repository.go`.

use std::sync::Arc;

use super::env::Env;
use super::helm::application::block;
use super::helm::application::files::{Root, Where};
use super::helm::chart::Chart;
use super::helm::manifests::print::Parts;
use super::helm::packed::ChartRef;
use super::helm::request::{self, Origin};
use super::helm::{objects, packed};
use super::{Context, Sources};
use crate::engine::manifest::emit::emit;
use crate::engine::manifest::file::File;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, RepoPath};
use crate::model::application::Source;
use crate::model::ids::BlobId;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::Problem;

/// What every chart of a render has in common.
pub(super) struct Common<'a> {
    /// All of the application's sources.
    pub(super) sources: &'a Sources,
    /// The render's context.
    pub(super) context: &'a Context,
}

/// Renders a chart in a folder.
pub(super) fn in_folder(
    (files, path): (&Files, &RepoPath),
    source: &Source,
    env: &Env,
    common: &Common<'_>,
    asking: &mut Asking<'_>,
) -> Vec<Object> {
    let root = Root::Folder(files, path);
    rendered(Origin::Path(files.clone(), path.clone()), root, source, env, common, asking).unwrap_or_default()
}

/// Renders a chart of a repository.
pub(super) fn in_repository(
    named: &ChartRef,
    packed: &packed::Packed,
    source: &Source,
    env: &Env,
    common: &Common<'_>,
    asking: &mut Asking<'_>,
) -> Vec<Object> {
    let chart = match packed.chart() {
        Ok(loaded) => loaded.chart,
        Err(problem) => {
            asking.problem(problem);
            return Vec::new();
        }
    };
    let read = |path: &str| file_of(&chart, path);
    rendered(Origin::Repository(named.clone()), Root::Archive(&read), source, env, common, asking).unwrap_or_default()
}

/// A file of a packed chart, by its path.
pub(super) fn file_of(chart: &Chart, path: &str) -> Option<Arc<File>> {
    let file =
        |bytes: Arc<[u8]>| Arc::new(File::new(BlobId::new(format!("{} {}:{path}", chart.metadata.name, chart.metadata.version)), bytes));
    if path == "values.yaml" {
        return Some(file(emit(&Value::Map(chart.values.clone())).into_bytes().into()));
    }
    let entry = chart.files.iter().chain(chart.templates.iter()).find(|entry| *entry.name == *path)?;
    Some(file(entry.bytes.clone()))
}

fn rendered(
    origin: Origin,
    root: Root<'_>,
    source: &Source,
    env: &Env,
    common: &Common<'_>,
    asking: &mut Asking<'_>,
) -> Option<Vec<Object>> {
    let own = source.helm.clone().unwrap_or_default();
    let at = Where { root, sources: common.sources, env, settings: &common.context.settings };
    let request = block::request(origin, &own, &at, common.context, asking)?;
    let chance = common.context.entropy.chance(&request.release.name);
    let output = request::render(&request, &chance, asking)?;
    let parts = Parts { hooks: true, tests: !own.skip_tests };
    let (objects, problems) = objects::of(&output, !own.skip_crds, parts, common.context.traces);
    problems.into_iter().for_each(|problem: Problem| asking.problem(problem));
    let traced = |object: Object| if common.context.traces { object.traced() } else { object };
    Some(objects.into_iter().map(traced).collect())
}
