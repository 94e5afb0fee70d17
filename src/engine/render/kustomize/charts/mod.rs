//! Charts in a kustomization: `helmCharts`, the old `helmChartInflationGenerator`, and the generator of that name. A chart below the
//! chart home is taken as it is; one that is not there is got from its repository. Source: kustomize
//! `api/internal/builtins/HelmChartInflationGenerator.go`, `api/types/helmchartargs.go`.
//!
//! `settings` reads what a kustomization says, `place` finds the chart, `values` lays its values, `inflate` renders and makes
//! resources of what came out.

pub(super) mod inflate;
pub(super) mod place;
pub(super) mod settings;
mod values;
