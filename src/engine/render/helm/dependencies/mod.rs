//! Which of the charts below are taken, under which names, and what their parents take out of their values. It knows no file.
//!
//! Source: Helm 4.2.3 `pkg/chart/v2/util/dependencies.go`. One accident of Helm's is not kept: of a chart that is taken twice by alias, the
//! charts below that it does not name share one description, so that what the first disabled in there is not known to the second.

mod enabled;
mod graph;
mod imports;

use std::sync::Arc;

use super::chart::Chart;
use super::coalesce::Merging;
use crate::engine::manifest::budget;
use crate::model::object::value::Map;

/// What the values of a chart may weigh once those of the charts below are in it (see [`budget::weight`]).
const MAX_WEIGHT: usize = 512 << 20;

/// A chart whose dependencies are resolved.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The chart: only charts that are taken, by their aliases, each with the values that it renders with by default.
    pub chart: Arc<Chart>,
    /// Warnings, in Helm's words.
    pub warnings: Vec<String>,
}

/// Resolves a chart's dependencies for the values that were given.
///
/// # Errors
/// In Helm's words, when values stand where a chart below has its own; when a limit is exceeded.
pub fn resolve(chart: &Chart, given: &Map) -> Result<Resolved, String> {
    let mut merging = Merging::default();
    let chart = enabled::enabled(chart, given, "", &mut merging)?;
    let chart = imported(&chart, &mut merging)?;
    Ok(Resolved { chart, warnings: merging.warnings })
}

/// The charts below first: a chart takes out of what they have taken. The depth is bounded by who read the chart.
fn imported(chart: &Chart, merging: &mut Merging) -> Result<Arc<Chart>, String> {
    let below = chart.dependencies.iter().map(|below| imported(below, merging)).collect::<Result<Vec<_>, String>>()?;
    let mut chart = Chart { dependencies: below, ..chart.clone() };
    if chart.metadata.dependencies.is_some() {
        imports::import(&mut chart, merging)?;
        budget::weight(&chart.values, MAX_WEIGHT)
            .map_err(|_| format!("the values of {} and the charts below it are too large", chart.name()))?;
    }
    Ok(Arc::new(chart))
}
