//! A chart repository's `index.yaml`: the versions of one chart, and which of them is meant. It knows no HTTP.
//!
//! An index can have 30 MB and thousands of charts, and one is asked for: `part` cuts its lines out, and only they are read. Where that
//! cannot be (anchors, braces), the whole is read. Entries that Helm leaves out are left out. Source: Helm 4.2.3 `pkg/repo/v1/index.go`,
//! `chartrepo.go`; what Argo CD adds (`util/versions/tags.go`) comes to the same.

mod part;

use std::sync::Arc;

use super::fields::Fields;
use super::metadata::{self, Unchecked};
use crate::engine::constraint::{self, Constraint};
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::yaml::{ParseOptions, parse_one};
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Bytes of an index. The largest public ones have about 30 MB.
const MAX_INDEX: usize = 128 << 20;

/// One version of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The version as written.
    pub version: Arc<str>,
    /// Where its archive is: absolute, or relative to the repository.
    pub urls: Vec<Arc<str>>,
    /// SHA-256 of the archive, hexadecimal; empty where the index does not say.
    pub digest: Arc<str>,
    /// The version of what it installs.
    pub app_version: Arc<str>,
    /// RFC 3339, as written; empty where the index does not say.
    pub created: Arc<str>,
    /// A constraint on the cluster's version.
    pub kube_version: Arc<str>,
    /// Whether it should not be used any longer.
    pub deprecated: bool,
}

/// The valid versions of a chart, the newest first.
///
/// # Errors
/// When the index cannot be read, or does not have the chart.
pub fn versions(text: &[u8], chart: &str) -> Result<Vec<Entry>, Problem> {
    if text.len() > MAX_INDEX {
        return Err(Problem::error(ProblemKind::Limit, format!("the index is larger than {} MiB", MAX_INDEX >> 20)));
    }
    let Some(list) = listed(text, chart)? else {
        let cause = format!("no chart name found: the index has no chart {chart:?}");
        return Err(Problem::error(ProblemKind::NotFound, cause).hint("check the chart's name and the repository's URL"));
    };
    let mut entries: Vec<(constraint::Version, Entry)> = list.iter().filter_map(|item| entry(item.as_map()?)).collect();
    entries.sort_by(|a, b| b.0.order(&a.0));
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// The version that is meant: the one written like that, else the newest that satisfies the constraint; of an empty one the newest
/// release.
///
/// # Errors
/// When the index cannot be read, has no such chart or version, or the constraint is none.
pub fn find(text: &[u8], chart: &str, wanted: &str) -> Result<Entry, Problem> {
    let entries = versions(text, chart)?;
    let text = if wanted.is_empty() { "*" } else { wanted };
    let constraint = Constraint::parse(text).map_err(|error| {
        Problem::error(ProblemKind::InvalidSpec, error.to_string()).hint("give a version (1.2.3) or a constraint (1.x, >=1.2 <2)")
    })?;
    let exact = entries.iter().find(|entry| &*entry.version == wanted);
    let fitting = || entries.iter().find(|entry| constraint::version(&entry.version).is_some_and(|version| constraint.admits(&version)));
    exact.or_else(fitting).cloned().ok_or_else(|| {
        let newest = entries.first().map_or("none".to_owned(), |entry| entry.version.to_string());
        Problem::error(ProblemKind::NotFound, format!("no chart version found for {chart}-{wanted}"))
            .hint(format!("the index has {} versions of it, the newest is {newest}", entries.len()))
    })
}

/// What the index lists under a chart's name.
fn listed(text: &[u8], chart: &str) -> Result<Option<Vec<Value>>, Problem> {
    let of = |value: &Value| value.as_list().map(<[Value]>::to_vec).unwrap_or_default();
    if text.trim_ascii_start().first() == Some(&b'{') {
        if let Some(found) = part::json(text, chart) {
            let value = found.map(parse_json).transpose()?;
            return Ok(value.as_ref().map(of));
        }
    } else if let part::Cut::Here(found) = part::yaml(text, chart) {
        let Some(lines) = found else { return Ok(None) };
        let documents = parse_one(lines.text, "index.yaml", lines.before, ParseOptions::KUBERNETES);
        // What refers to other parts of the file is read with them.
        if !documents.problems.iter().any(Problem::is_error) {
            let map = documents.values.first().and_then(|document| document.value.as_map());
            return Ok(map.and_then(|map| map.iter().next()).map(|(_, value)| of(value)));
        }
    }
    let documents = parse_one(text, "index.yaml", 0, ParseOptions::KUBERNETES);
    if let Some(problem) = documents.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let whole = documents.values.first().and_then(|document| document.value.as_map().cloned());
    let bad = |cause: &str| Problem::error(ProblemKind::BadInput, cause).at(Place::file("index.yaml"));
    let whole = whole.ok_or_else(|| bad("empty index.yaml file"))?;
    Ok(whole.get("entries").and_then(Value::as_map).and_then(|entries| entries.get(chart)).map(of))
}

/// A valid entry; nothing of others.
fn entry(map: &Map) -> Option<(constraint::Version, Entry)> {
    let mut known = metadata::read(map, &Unchecked::default()).ok()?;
    if known.metadata.api_version.is_empty() {
        known.metadata.api_version = "v1".into();
    }
    let (plain, valid) = (known.metadata.clone(), known.validate());
    // Some repositories drop the aliases that make names differ.
    let metadata = match valid {
        Ok(metadata) => metadata,
        Err(cause) if cause.starts_with("validation: more than one dependency with name or alias") => plain,
        Err(_) => return None,
    };
    let mut fields = Fields::new(map, "ChartVersion");
    let (urls, digest, created) = (fields.texts("urls").unwrap_or_default(), fields.text("digest"), fields.text("created"));
    let version = constraint::version(&metadata.version)?;
    let entry = Entry {
        version: metadata.version,
        urls,
        digest,
        app_version: metadata.app_version,
        created,
        kube_version: metadata.kube_version,
        deprecated: metadata.deprecated,
    };
    fields.error().is_none().then_some((version, entry))
}

/// The URL of an archive, named in the index of a repository: `repository` is the URL without `index.yaml`.
pub fn resolved_url(repository: &str, reference: &str) -> String {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    if is_scheme(scheme) {
        return reference.to_owned();
    }
    let (base, query) = repository.split_once('?').map_or((repository, None), |(base, query)| (base, Some(query)));
    let base = base.split('#').next().unwrap_or(base);
    let start = base.find("://").map_or(0, |at| at + 3);
    let (authority, path) = base.split_at(base.get(start..).and_then(|rest| rest.find('/')).map_or(base.len(), |at| start + at));
    let reference = reference.split(['?', '#']).next().unwrap_or(reference);
    let url = match reference.strip_prefix("//") {
        Some(_) => format!("{}:{reference}", base.split("://").next().unwrap_or("https")),
        None if reference.starts_with('/') => format!("{authority}{}", without_dots(reference)),
        None => format!("{authority}{}", without_dots(&format!("{}/{reference}", path.trim_end_matches('/')))),
    };
    query.map_or(url.clone(), |query| format!("{url}?{query}"))
}

fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}
