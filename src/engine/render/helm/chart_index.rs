//! The index of a chart repository (`index.yaml`): which archive is the version that is meant. It fetches nothing. Source: Helm
//! `pkg/repo/v1/index.go`.

use std::sync::Arc;

use crate::engine::constraint::{self, Constraint};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};

/// A chart's version as the index has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its version as written.
    pub version: Arc<str>,
    /// Where its archive is; relative ones count from the repository's URL. The first is used.
    pub urls: Vec<Arc<str>>,
    /// SHA-256 of the archive, with or without `sha256:`; empty where the index has none.
    pub digest: Arc<str>,
}

/// The version of a chart that is meant: the one that is written, else the newest that the constraint admits. An empty constraint is `*`.
///
/// # Errors
/// When the text is no index, or has no such chart or version.
pub fn find(text: &[u8], chart: &str, constraint: &str) -> Result<Entry, Problem> {
    let wrong = |cause: &str| Problem::error(ProblemKind::BadInput, cause).hint("check that the URL is a chart repository's");
    let documents = parse_yaml(text, "index.yaml", ParseOptions::KUBERNETES);
    if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
        return Err(problem.clone());
    }
    let root = documents.values.first().map(|document| document.value.clone()).ok_or_else(|| wrong("the index is empty"))?;
    let entries =
        root.as_map().and_then(|root| root.get("entries")).and_then(Value::as_map).ok_or_else(|| wrong("the index has no entries"))?;
    let Some(own) = entries.iter().find(|(key, _)| key.as_str() == chart).and_then(|(_, value)| value.as_list()) else {
        let names: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
        return Err(Problem::error(ProblemKind::NotFound, format!("has no chart {chart}")).hint(near(chart, &names)));
    };
    let text_of = |value: &Value, key: &str| value.as_map().and_then(|map| map.get(key)).and_then(Value::as_shared_str).unwrap_or_default();
    let versions: Vec<Arc<str>> = own.iter().map(|value| text_of(value, "version")).collect();
    let names: Vec<&str> = versions.iter().map(|version| &**version).collect();
    let Some(index) = chosen(&names, constraint) else {
        let cause = format!("has no version {constraint} of chart {chart}");
        return Err(Problem::error(ProblemKind::NotFound, cause).hint(near(constraint, &names)));
    };
    let entry = own.get(index).cloned().unwrap_or_default();
    let urls = entry.as_map().and_then(|map| map.get("urls")).and_then(Value::as_list).unwrap_or_default();
    let urls = urls.iter().filter_map(Value::as_shared_str).collect();
    Ok(Entry { version: versions.get(index).cloned().unwrap_or_default(), urls, digest: text_of(&entry, "digest") })
}

fn chosen(versions: &[&str], wanted: &str) -> Option<usize> {
    if let Some(index) = versions.iter().position(|own| *own == wanted && !wanted.is_empty()) {
        return Some(index);
    }
    let constraint = Constraint::parse(if wanted.trim().is_empty() { "*" } else { wanted }).ok()?;
    let newest = constraint.newest(versions.iter().copied().filter(|text| constraint::version(text).is_some()))?;
    versions.iter().position(|own| *own == newest)
}

/// Names like the wanted one, or the first few.
fn near(wanted: &str, names: &[&str]) -> String {
    let mut scored: Vec<(f64, &str)> = names.iter().map(|name| (strsim::jaro_winkler(name, wanted), *name)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best: Vec<&str> = scored.iter().take(3).map(|(_, name)| *name).collect();
    if best.is_empty() { "there are none".to_owned() } else { format!("there are {}", best.join(", ")) }
}
