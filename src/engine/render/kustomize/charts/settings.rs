//! Charts as a kustomization names them, in the new form and the old one. It knows no file. Source: kustomize
//! `api/types/helmchartargs.go`.

use std::sync::Arc;

use crate::engine::render::kustomize::decode::{Fields, Item};
use crate::engine::render::kustomize::run::bad;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem};

/// The folder of charts where none is named.
const DEFAULT_HOME: &str = "charts";

/// `helmGlobals`. Where Helm keeps its configuration (`configHome`) means nothing here: no program runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct Globals {
    home: Arc<str>,
}

/// What of inline values and those of the file wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Merge {
    /// The inline ones.
    #[default]
    Inline,
    /// Those of the file.
    File,
    /// The file is not read.
    InlineOnly,
}

/// One chart.
#[derive(Debug, Clone, Default)]
pub(in crate::engine::render::kustomize) struct HelmChart {
    /// Where it is named.
    pub(in crate::engine::render::kustomize) place: Place,
    pub(super) name: Arc<str>,
    pub(super) version: Arc<str>,
    pub(super) repo: Arc<str>,
    pub(super) release_name: Arc<str>,
    /// The release's namespace; empty for what the kustomization, or one above it, says.
    pub(in crate::engine::render::kustomize) namespace: Arc<str>,
    pub(super) additional_values_files: Vec<Arc<str>>,
    pub(super) values_file: Arc<str>,
    pub(super) values_inline: Map,
    values_merge: Arc<str>,
    pub(super) include_crds: bool,
    pub(super) skip_hooks: bool,
    pub(super) skip_tests: bool,
    pub(super) api_versions: Vec<Arc<str>>,
    pub(super) kube_version: Arc<str>,
    pub(super) name_template: Arc<str>,
    pub(super) devel: bool,
}

impl Globals {
    /// Reads them.
    pub(in crate::engine::render::kustomize) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let globals = Self::read_fields(&mut fields)?;
        fields.finish()?;
        Ok(globals)
    }

    /// The same where they stand among other fields.
    pub(in crate::engine::render::kustomize) fn read_fields(fields: &mut Fields<'_>) -> Result<Self, Problem> {
        fields.text("configHome")?;
        Ok(Self { home: fields.text("chartHome")? })
    }

    /// The folder of charts, relative to the kustomization.
    pub(super) fn home(&self) -> &str {
        if self.home.is_empty() { DEFAULT_HOME } else { &self.home }
    }
}

impl HelmChart {
    /// An entry of `helmCharts`.
    pub(in crate::engine::render::kustomize) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let chart = Self::read_fields(&mut fields, item.place())?;
        fields.finish()?;
        Ok(chart)
    }

    /// The same where its fields stand among others.
    pub(in crate::engine::render::kustomize) fn read_fields(fields: &mut Fields<'_>, place: Place) -> Result<Self, Problem> {
        fields.flag("debug")?;
        Ok(Self {
            place,
            name: fields.text("name")?,
            version: fields.text("version")?,
            repo: fields.text("repo")?,
            release_name: fields.text("releaseName")?,
            namespace: fields.text("namespace")?,
            additional_values_files: fields.texts("additionalValuesFiles")?,
            values_file: fields.text("valuesFile")?,
            values_inline: inline(fields, "valuesInline")?,
            values_merge: fields.text("valuesMerge")?,
            include_crds: fields.flag("includeCRDs")?,
            skip_hooks: fields.flag("skipHooks")?,
            skip_tests: fields.flag("skipTests")?,
            api_versions: fields.texts("apiVersions")?,
            kube_version: fields.text("kubeVersion")?,
            name_template: fields.text("nameTemplate")?,
            devel: fields.flag("devel")?,
        })
    }

    /// An entry of the old `helmChartInflationGenerator`, with the chart home that it names. Its program, its extra arguments, its
    /// repository's name and its namespace are read and change nothing, as in Kustomize.
    pub(in crate::engine::render::kustomize) fn read_old(item: &Item<'_>) -> Result<(Self, Globals), Problem> {
        let mut fields = item.fields()?;
        for ignored in ["chartRepoName", "helmBin", "helmHome", "releaseNamespace"] {
            fields.text(ignored)?;
        }
        fields.texts("extraArgs")?;
        let chart = Self {
            place: item.place(),
            name: fields.text("chartName")?,
            version: fields.text("chartVersion")?,
            repo: fields.text("chartRepoUrl")?,
            values_file: fields.text("values")?,
            values_inline: inline(&mut fields, "valuesLocal")?,
            values_merge: fields.text("valuesMerge")?,
            release_name: fields.text("releaseName")?,
            ..Self::default()
        };
        let globals = Globals { home: fields.text("chartHome")? };
        fields.finish()?;
        Ok((chart, globals))
    }

    /// A problem of its settings, in Kustomize's words, which quote the settings; here the name stands for them, for values may be
    /// secrets.
    pub(super) fn refused(&self, problem: Problem) -> Problem {
        let what = "trouble configuring builtin HelmChartInflationGenerator with config";
        Problem { cause: format!("{what}: `name: {}`: {}", self.name, problem.cause).into(), ..problem }
    }

    /// What of inline values and those of the file wins.
    pub(super) fn merge(&self) -> Result<Merge, Problem> {
        match &*self.values_merge {
            "" | "override" => Ok(Merge::Inline),
            "merge" => Ok(Merge::File),
            "replace" => Ok(Merge::InlineOnly),
            _ => {
                let problem = bad(&self.place, "valuesMerge must be one of [merge override replace]");
                Err(self.refused(problem.hint("`override`, which is the default, lets the inline values win")))
            }
        }
    }

    /// Checks what does not depend on files.
    pub(super) fn check(&self) -> Result<(), Problem> {
        if self.name.is_empty() {
            let problem = bad(&self.place, "chart name cannot be empty");
            return Err(self.refused(problem.hint("add `name:`, the chart's folder below the chart home, or its name in the repository")));
        }
        self.merge().map(drop)
    }
}

fn inline(fields: &mut Fields<'_>, name: &'static str) -> Result<Map, Problem> {
    let Some(item) = fields.take(name) else { return Ok(Map::default()) };
    item.fields()?;
    Ok(item.value.as_map().cloned().unwrap_or_default())
}

/// All charts of a kustomization, with where they lie. `globals` of the new form win over those of the old one; of the old ones the
/// last does.
pub(in crate::engine::render::kustomize) fn read(fields: &mut Fields<'_>) -> Result<(Vec<HelmChart>, Globals), Problem> {
    let globals = fields.take("helmGlobals").filter(|item| !matches!(item.value, Value::Null));
    let globals = globals.map(|item| Globals::read(&item)).transpose()?;
    let mut charts = fields.list("helmCharts", HelmChart::read)?;
    let mut old_globals = Globals::default();
    for item in fields.items("helmChartInflationGenerator")? {
        let (chart, globals) = HelmChart::read_old(&item)?;
        charts.push(chart);
        if !globals.home.is_empty() {
            old_globals = globals;
        }
    }
    Ok((charts, globals.unwrap_or(old_globals)))
}
