//! What Helm asks of a chart before it renders it. It knows no values.
//!
//! Source: Helm 4.2.3 `pkg/cmd/install.go`, `pkg/action/{install,action}.go`.

use super::chart::Chart;
use crate::engine::constraint::is_compatible;

/// What a deprecated chart is answered by; `None` for all others.
pub fn deprecation(chart: &Chart) -> Option<&'static str> {
    chart.metadata.deprecated.then_some("this chart is deprecated")
}

/// Whether a chart can be rendered by itself.
///
/// # Errors
/// For a library.
pub fn installable(chart: &Chart) -> Result<(), String> {
    match &*chart.metadata.kind {
        "" | "application" => Ok(()),
        kind => Err(format!("{kind} charts are not installable")),
    }
}

/// Whether every chart that the description names lies below it. Asked before dependencies are resolved.
///
/// # Errors
/// With the names of those that do not.
pub fn complete(chart: &Chart) -> Result<(), String> {
    let is_there = |name: &str| chart.dependencies.iter().any(|below| &**below.name() == name);
    let wanted = chart.metadata.dependencies.iter().flatten();
    let missing: Vec<&str> = wanted.map(|wanted| &*wanted.name).filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let asked = "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies";
    Err(format!("{asked}: found in Chart.yaml, but missing in charts/ directory: {}", missing.join(", ")))
}

/// Whether the cluster's version satisfies the outermost chart. `version` is the full one (`v1.33.1-gke.100`), `normalized` the one without
/// what Helm drops of it for the comparison.
///
/// # Errors
/// When it does not.
pub fn fits_cluster(chart: &Chart, version: &str, normalized: &str) -> Result<(), String> {
    let wanted = &chart.metadata.kube_version;
    if wanted.is_empty() || is_compatible(wanted, normalized) {
        return Ok(());
    }
    Err(format!("chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version}"))
}
