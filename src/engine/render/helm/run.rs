//! `helm template` as a function: a chart, what is given over its values, a release and a cluster become manifests. It
//! knows no file system and no cluster. Source: Helm `pkg/cmd/install.go` (`runInstall`), `pkg/action/install.go`.

use std::sync::Arc;

use super::chart::Chart;
use super::coalesce::{self, Merging, Nulls};
use super::given::capabilities::Capabilities;
use super::given::kube_version::{self, KubeVersion};
use super::layers::Layers;
use super::manifests::sort::{Sorted, sort};
use super::rendering::{self, Given, Release};
use super::{checks, dependencies, schema};
use crate::engine::template::budget::{Budget, Limits};
use crate::engine::template::chance::Chance;
use crate::engine::template::execute::{Host, MissingKey, execute};
use crate::engine::template::function::Scope;
use crate::engine::template::functions;
use crate::engine::template::parse::parse;
use crate::engine::template::set::Set;
use crate::engine::template::value::Value as TemplateValue;
use crate::model::problem::{Place, Problem, ProblemKind};

/// What a chart is rendered with.
#[derive(Clone)]
pub struct Options {
    /// The release.
    pub release: Release,
    /// Values over the chart's own.
    pub layers: Layers,
    /// The cluster's version; empty: what Helm assumes.
    pub kube_version: Arc<str>,
    /// The cluster's API versions, besides those that Helm counts as there.
    pub api_versions: Vec<Arc<str>>,
    /// Whether values are checked against the charts' schemas.
    pub checks_schema: bool,
}

/// What a chart rendered to.
#[derive(Clone, Default)]
pub struct Output {
    /// Definitions of kinds (`crds/`): the path that is shown, and the text.
    pub crds: Vec<(String, String)>,
    /// Manifests and hooks.
    pub sorted: Sorted,
    /// What Helm says on the way, in its words.
    pub warnings: Vec<String>,
}

/// The longest name of a release; as Helm has it.
const MAX_NAME: usize = 53;

/// Renders a chart.
///
/// # Errors
/// In Helm's words: the first thing that Helm refuses.
pub fn run(chart: &Arc<Chart>, options: &Options, chance: &Chance) -> Result<Output, Problem> {
    run_within(Limits::default(), chart, options, chance)
}

/// The same within limits of one's own.
///
/// # Errors
/// As [`run`].
pub fn run_within(limits: Limits, chart: &Arc<Chart>, options: &Options, chance: &Chance) -> Result<Output, Problem> {
    let here = || Place::file(&*chart.metadata.name);
    let refused = |cause: String| Problem::error(ProblemKind::BadInput, cause).at(here());
    let given = options.layers.merged()?;
    let mut warnings = Vec::new();
    checks::installable(chart).map_err(&refused)?;
    warnings.extend(checks::deprecation(chart).map(str::to_owned));
    checks::complete(chart).map_err(|cause| refused(cause).hint("run `helm dependency build`, or give --dependency-update"))?;
    valid_name(&options.release.name).map_err(&refused)?;
    let resolved =
        dependencies::resolve(chart, &given).map_err(|cause| refused(format!("chart dependencies processing failed: {cause}")))?;
    warnings.extend(resolved.warnings);
    let mut merging = Merging::default();
    let values = coalesce::values(&resolved.chart, &given, Nulls::Delete, &mut merging).map_err(&refused)?;
    warnings.extend(merging.warnings);
    if options.checks_schema {
        schema::check(&resolved.chart, &values)
            .map_err(|cause| refused(cause).hint("correct the values, or skip the check with --skip-schema-validation"))?;
    }
    let version = if options.kube_version.is_empty() { kube_version::DEFAULT } else { &options.kube_version };
    let kube = KubeVersion::parse(version).map_err(|cause| refused(format!("invalid kube version '{version}': {cause}")))?;
    checks::fits_cluster(&resolved.chart, &kube.version, &kube.normalized)
        .map_err(|cause| refused(cause).hint("give the cluster's version with --kube-version, or take another version of the chart"))?;
    let capabilities = Capabilities::new(kube, &options.api_versions);
    let files = rendering::render(&Given {
        chart: &resolved.chart,
        values: &values,
        release: &options.release,
        capabilities: &capabilities,
        chance,
        limits,
    })?;
    let is_manifest = |path: &str, text: &str| !path.ends_with("NOTES.txt") && !text.trim().is_empty();
    let files = files.into_iter().filter(|file| is_manifest(&file.path, &file.text)).collect();
    let crds = resolved.chart.crds().into_iter().map(|(path, entry)| (path, String::from_utf8_lossy(&entry.bytes).into_owned())).collect();
    Ok(Output { crds, sorted: sort(files)?, warnings })
}

/// The name that a template of it gives. Source: Helm `pkg/action/install.go`, `TemplateName`.
///
/// # Errors
/// When it is no template, or fails.
pub fn release_name(template: &str, chance: &Chance) -> Result<String, String> {
    let parsed = parse("name-template", template).map_err(|error| error.to_string())?;
    let mut set = Set::new("name-template");
    set.associate_as_main(&parsed);
    let budget = Budget::new(Limits::default());
    let host = Host { scope: Scope { budget: &budget, chance }, missing: MissingKey::Invalid, lookup: None, functions: functions::find };
    let name = execute(&set, "name-template", TemplateValue::Nil, &host).map_err(|failure| failure.to_string())?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

/// Whether a release may have this name. Source: Helm `pkg/chart/v2/util/validate_name.go`.
fn valid_name(name: &str) -> Result<(), String> {
    let is_word = |part: &str| {
        let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        part.starts_with(is_end) && part.ends_with(is_end) && part.chars().all(|c| is_end(c) || c == '-')
    };
    if !name.is_empty() && name.len() <= MAX_NAME && name.split('.').all(is_word) {
        return Ok(());
    }
    let why = if name.is_empty() {
        "no name provided".to_owned()
    } else {
        format!(
            "invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than {MAX_NAME}"
        )
    };
    Err(format!("release name check failed: release name {name:?}: {why}"))
}
