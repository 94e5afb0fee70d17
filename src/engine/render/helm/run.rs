//! `helm template` as a function: a chart, what is given over its values, a release and a cluster become manifests. It
//! knows no file system and no cluster. Source: Helm `pkg/cmd/install.go` (`runInstall`), `pkg/action/install.go`.

use std::borrow::Cow;
use std::sync::Arc;

use super::chart::Chart;
use super::coalesce::{self, Merging, Nulls};
use super::given::capabilities::Capabilities;
use super::given::kube_version::{self, KubeVersion};
use super::layers::{Layers, SetIn};
use super::manifests::sort::{Rendered, Sorted, sort};
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
    /// Whether it is wanted which layer set which value.
    pub traces: bool,
}

/// What a chart rendered to.
#[derive(Clone, Default)]
pub struct Output {
    /// Definitions of kinds (`crds/`): the path that is shown, and the text.
    pub crds: Vec<(String, String)>,
    /// Manifests and hooks.
    pub sorted: Sorted,
    /// Which layer set which value, where that was wanted.
    pub origins: Vec<SetIn>,
    /// What Helm says on the way, in its words.
    pub warnings: Vec<String>,
}

/// The longest name of a release; as Helm has it.
const MAX_NAME: usize = 53;

/// What templates rendered to, before anybody looked whether it is YAML.
pub struct Unsorted {
    /// Definitions of kinds, as in [`Output`].
    pub crds: Vec<(String, String)>,
    /// Path and text; neither notes nor blank ones are among them.
    pub files: Vec<Rendered>,
    /// As in [`Output`].
    pub origins: Vec<SetIn>,
    /// As in [`Output`].
    pub warnings: Vec<String>,
}

impl Unsorted {
    /// The manifests in it.
    ///
    /// # Errors
    /// In Helm's words, when a document is no YAML.
    pub fn sorted(self) -> Result<Output, Problem> {
        Ok(Output { crds: self.crds, sorted: sort(self.files)?, origins: self.origins, warnings: self.warnings })
    }
}

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
    unsorted(limits, chart, options, chance)?.sorted()
}

/// Renders a chart's templates, and does not look whether that is YAML.
///
/// # Errors
/// As [`run`], but for what [`Unsorted::sorted`] refuses.
pub fn unsorted(limits: Limits, chart: &Arc<Chart>, options: &Options, chance: &Chance) -> Result<Unsorted, Problem> {
    let here = || Place::file(&*chart.metadata.name);
    let refused = |cause: String| Problem::error(ProblemKind::BadInput, cause).at(here());
    let given = options.layers.merged()?;
    let mut warnings = Vec::new();
    checks::installable(chart).map_err(|cause| refused(cause).hint("render a chart that depends on it"))?;
    warnings.extend(checks::deprecation(chart).map(str::to_owned));
    checks::complete(chart).map_err(|cause| refused(cause).hint("run `helm dependency build`, or give --dependency-update"))?;
    valid_name(&options.release.name).map_err(|cause| refused(cause).hint("small letters, digits, dashes and dots, 53 at most"))?;
    let resolved =
        dependencies::resolve(chart, &given).map_err(|cause| refused(format!("chart dependencies processing failed: {cause}")))?;
    warnings.extend(resolved.warnings);
    let mut merging = Merging::default();
    let values = coalesce::values(&resolved.chart, &given, Nulls::Delete, &mut merging)
        .map_err(|cause| refused(cause).hint("the values of a chart below are a map under its name"))?;
    warnings.extend(merging.warnings);
    if options.checks_schema {
        schema::check(&resolved.chart, &values)
            .map_err(|cause| refused(cause).hint("correct the values, or skip the check with --skip-schema-validation"))?;
    }
    let version = if options.kube_version.is_empty() { kube_version::DEFAULT } else { &options.kube_version };
    let kube = KubeVersion::parse(version).map_err(|cause| {
        let cause = format!("invalid kube version '{version}': {cause}");
        Problem::error(ProblemKind::BadInput, cause).at(Place::file("--kube-version")).hint("as in --kube-version 1.33.0")
    })?;
    checks::fits_cluster(&resolved.chart, &kube.version, &kube.normalized)
        .map_err(|cause| refused(cause).hint("give the cluster's version by --kube-version, or take another of the chart"))?;
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
    let crds = resolved.chart.crds().into_iter().map(|(path, entry)| (path, text_of(&entry.bytes).into_owned())).collect();
    let origins = if options.traces {
        options.layers.origins((&format!("{}/values.yaml", chart.metadata.name).into(), &chart.values))?
    } else {
        Vec::new()
    };
    Ok(Unsorted { crds, files, origins, warnings })
}

/// Bytes as text. Nearly all are UTF-8, which is found out much faster than what to replace where they are not.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
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
