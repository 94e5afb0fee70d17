//! Charts of a kustomization become resources. It knows no kustomization beyond its charts. Source: kustomize
//! `HelmChartInflationGenerator.go`, `Generate`; `api/internal/target/kusttarget_configplugin.go`.

use std::sync::Arc;

use super::place::{At, Found};
use super::settings::{Globals, HelmChart};
use super::values;
use crate::engine::manifest::file::File;
use crate::engine::render::entropy::Uses;
use crate::engine::render::helm::layers::Layers;
use crate::engine::render::helm::manifests::print::{Parts, print};
use crate::engine::render::helm::rendering::Release;
use crate::engine::render::helm::request::{self, Request};
use crate::engine::render::helm::run::{Output, release_name};
use crate::engine::render::kustomize::build::Build;
use crate::engine::render::kustomize::layer::Layer;
use crate::engine::render::kustomize::load::{self, Folder};
use crate::engine::render::kustomize::origin::{HELM_GENERATED, Origin};
use crate::engine::render::kustomize::resource::Resource;
use crate::engine::render::kustomize::run::{Run, Stop, bad, too_much};
use crate::engine::render::kustomize::trace;
use crate::engine::render::options::BuildOptions;
use crate::model::ids::BlobId;
use crate::model::object::build;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Charts of one build, each as often as it is rendered: a diamond of bases could make them without end. Public kustomizations have a
/// dozen at most.
const MAX_CHARTS: usize = 200;

/// The namespace of a release where nobody names one.
const DEFAULT_NAMESPACE: &str = "default";

/// The name of a release where nobody names one: `helm template` takes it for all.
const DEFAULT_NAME: &str = "release-name";

/// The name of the plugin that Kustomize has for charts.
pub(in crate::engine::render::kustomize) const PLUGIN: &str = "HelmChartInflationGenerator";

/// What the charts of a kustomization render to, with who configured it. One that fails costs itself only.
pub(in crate::engine::render::kustomize) fn all(
    build: &mut Build<'_, '_>,
    layer: &Layer,
    origin: Option<&Origin>,
) -> Run<Vec<(Resource, Option<Origin>)>> {
    let kustomization = &layer.kustomization;
    let by = origin.map(|origin| origin.builtin(&kustomization.file_name, PLUGIN));
    let mut made = Vec::new();
    for chart in &kustomization.charts {
        if let Err(problem) = allowed(build, chart) {
            build.attempt(Err(chart.refused(problem)));
            return Ok(made);
        }
        if let Err(problem) = chart.check() {
            build.attempt(Err(problem));
            return Ok(made);
        }
    }
    let mut pending = false;
    for chart in &kustomization.charts {
        count(build, chart)?;
        let namespace = if chart.namespace.is_empty() { build.namespace.clone() } else { chart.namespace.clone() };
        match one(build, &layer.folder, &kustomization.chart_globals, chart, namespace) {
            Ok(resources) => made.extend(resources.into_iter().map(|resource| (resource, by.clone()))),
            Err(Stop::Pending) => pending = true,
            Err(Stop::Failed(problem)) => build.attempt(Err(*problem)),
        }
    }
    if pending { Err(Stop::Pending) } else { Ok(made) }
}

/// How many charts one build may render; none where that was not allowed.
pub(in crate::engine::render::kustomize) fn most(options: &BuildOptions) -> usize {
    if options.helm { MAX_CHARTS } else { 0 }
}

/// Whether charts are rendered at all.
fn allowed(build: &Build<'_, '_>, chart: &HelmChart) -> Result<(), Problem> {
    if build.options.helm {
        return Ok(());
    }
    let hint = "build with --enable-helm; for applications, add it to kustomize.buildOptions in argocd-cm";
    Err(Problem::error(ProblemKind::Forbidden, "must specify --enable-helm").at(chart.place.clone()).hint(hint))
}

/// Counts a chart; one too many ends the build.
fn count(build: &mut Build<'_, '_>, chart: &HelmChart) -> Result<(), Problem> {
    build.n_charts = build.n_charts.saturating_add(1);
    if build.n_charts > MAX_CHARTS {
        return Err(too_much(&chart.place, format!("more than {MAX_CHARTS} charts in one build")));
    }
    Ok(())
}

/// What the chart renders to that a generator in a file names. Its namespace is its own.
pub(in crate::engine::render::kustomize) fn of_generator(
    build: &mut Build<'_, '_>,
    layer: &Layer,
    globals: &Globals,
    chart: &HelmChart,
) -> Run<Vec<Resource>> {
    allowed(build, chart)?;
    chart.check()?;
    count(build, chart)?;
    one(build, &layer.folder, globals, chart, chart.namespace.clone())
}

fn one(build: &mut Build<'_, '_>, folder: &Folder, globals: &Globals, chart: &HelmChart, namespace: Arc<str>) -> Run<Vec<Resource>> {
    let at = At::new(folder, globals, chart);
    let additional = values::additional(chart, folder, build.asking)?;
    let found = at.find(build.asking)?;
    let mut files = values::files(chart, &at, &found, &build.schema, build.asking)?;
    files.extend(additional);
    let name = named(build, chart, &at)?;
    let chance = build.entropy.chance(&format!("{} {name}", at.shown()));
    let or_given = |own: &Arc<str>, given: &Arc<str>| if own.is_empty() { given.clone() } else { own.clone() };
    let api_versions = if chart.api_versions.is_empty() { &build.options.helm_api_versions } else { &chart.api_versions };
    let request = Request {
        origin: at.origin(&found)?,
        completes: false,
        files,
        layers: Layers::default(),
        contents: Vec::new(),
        release: Release { name, namespace: or_given(&namespace, &DEFAULT_NAMESPACE.into()), is_upgrade: false },
        kube_version: or_given(&chart.kube_version, &build.options.helm_kube_version),
        api_versions: api_versions.clone(),
        checks_schema: true,
        traces: false,
    };
    let Some(output) = request::render(&request, &chance, build.asking) else {
        if build.asking.is_pending() {
            return Err(Stop::Pending);
        }
        // What is wrong has been said.
        build.failed = true;
        return Ok(Vec::new());
    };
    let text = printed(chart, &output);
    build.reads(text.len(), &chart.place)?;
    let mut resources = resources(&text, &at, &found)?;
    for resource in &mut resources {
        mark(resource, build.metadata.any);
    }
    if build.traces {
        trace::rendered(&mut resources, "helmCharts");
    }
    Ok(resources)
}

/// The release's name as Helm has it: the one given, else its template's, else what it takes whatever `--generate-name` says.
fn named(build: &mut Build<'_, '_>, chart: &HelmChart, at: &At<'_>) -> Result<Arc<str>, Problem> {
    match (chart.release_name.is_empty(), chart.name_template.is_empty()) {
        (false, false) => {
            let problem = bad(&chart.place, "cannot set --name-template and also specify a name");
            Err(problem.hint("leave out `nameTemplate` or `releaseName`"))
        }
        (false, true) => Ok(chart.release_name.clone()),
        (true, true) => Ok(DEFAULT_NAME.into()),
        (true, false) => {
            let chance = build.entropy.chance(&format!("name-template {}", at.shown()));
            let name = release_name(&chart.name_template, &chance);
            build.asking.entropy_used(Uses::of(&chance));
            name.map(Arc::from).map_err(|cause| bad(&chart.place, cause))
        }
    }
}

fn printed(chart: &HelmChart, output: &Output) -> String {
    let crds = if chart.include_crds { output.crds.as_slice() } else { &[] };
    print(crds, &output.sorted, Parts { hooks: !chart.skip_hooks, tests: !chart.skip_tests })
}

/// The resources in what Helm prints. Each stands where its template does; of a chart that was got, by its path within the chart.
fn resources(text: &str, at: &At<'_>, found: &Found) -> Result<Vec<Resource>, Problem> {
    let shown = at.shown();
    let templates = templates(text);
    let of_line = |place: &Place| {
        let line = place.line.unwrap_or(u32::MAX);
        let path = templates.iter().rev().find(|(own, _)| *own < line).map(|(_, path)| *path)?;
        Some(match (found, path.split_once('/')) {
            (Found::Here, Some((_, within))) => Place::file(format!("{shown}/{within}")),
            (Found::Here, None) | (Found::Pulled(..), _) => Place::file(path),
        })
    };
    let file = File::new(BlobId::new(shown.to_string()), text.as_bytes());
    let read = load::resources(&file, &shown).map_err(|problem| match problem.place.as_ref().and_then(of_line) {
        Some(place) => Problem { place: Some(place), ..problem },
        None => problem,
    });
    let mut resources = read?;
    for resource in &mut resources {
        if let Some(place) = of_line(&resource.place) {
            resource.place = place;
        }
    }
    Ok(resources)
}

/// The lines that say which template the text below them comes from, with what they say.
fn templates(text: &str) -> Vec<(u32, &str)> {
    let lines = (1_u32..).zip(text.lines());
    lines.filter_map(|(line, text)| Some((line, text.strip_prefix("# Source: ")?))).collect()
}

/// Marks a resource as rendered by Helm, which `namespace` heeds, and JSON patches see: there are annotations now.
fn mark(resource: &mut Resource, has_origin: bool) {
    resource.write_nulls("annotations");
    if has_origin {
        resource.rewrite_annotations();
    }
    let root = build::set(resource.root(), &["metadata", "annotations", HELM_GENERATED], Value::str("true"));
    resource.set_root(root);
}
