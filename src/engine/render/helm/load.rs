//! A chart out of its files: which are templates, values, schema, charts below, and what is left. It knows neither folder nor archive
//! beyond what they hold.
//!
//! Source: Helm 4.2.3 `pkg/chart/v2/loader/load.go`, `pkg/chart/loader/load.go`. Charts below come in the order of their names; Helm's own
//! order is that of a Go map.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chart::{Chart, Entry};
use super::metadata::{self, Lock, Unchecked};
use super::{archive, values};
use crate::model::object::value::Map;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Charts within charts. The deepest public ones have four levels; an archive can hold itself.
const MAX_NESTING: usize = 16;

/// Files and bytes of a chart with all that lies below it.
const MAX_FILES: usize = 50_000;
const MAX_BYTES: usize = 256 << 20;

/// Charts within a chart, all levels together; the largest public umbrellas have about a hundred.
const MAX_CHARTS: usize = 1000;

/// What a chart and those below it may still have.
struct Room {
    nesting: usize,
    charts: usize,
    files: usize,
    bytes: usize,
    warnings: Vec<String>,
}

/// A chart, and what Helm would have said while it read it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The chart.
    pub chart: Arc<Chart>,
    /// Warnings, in Helm's words.
    pub warnings: Vec<String>,
}

/// The chart in an archive. `name` is what problems show: a path or URL.
///
/// # Errors
/// When it is no archive of a chart, or larger than a limit.
pub fn load_archive(bytes: &[u8], name: &str) -> Result<Loaded, Problem> {
    let place = Place::file(name);
    let entries = archive::entries(bytes)
        .map_err(|cause| bad(format!("unable to load chart archive: {cause}"), name).hint("package the chart again with `helm package`"))?;
    if !entries.iter().any(|entry| &*entry.name == "Chart.yaml") {
        return Err(bad("unable to detect chart version, no Chart.yaml found".into(), name));
    }
    load_entries(entries, name).map_err(|problem| if problem.place.is_none() { problem.at(place) } else { problem })
}

/// The chart of these files, named by their paths within it. `path` is the folder or archive that problems show.
///
/// # Errors
/// In Helm's words, when it is no valid chart.
pub fn load_entries(entries: Vec<Entry>, path: &str) -> Result<Loaded, Problem> {
    let mut room = Room { nesting: MAX_NESTING, charts: MAX_CHARTS, files: MAX_FILES, bytes: MAX_BYTES, warnings: Vec::new() };
    let chart = chart(entries, path, &mut room)?;
    if !matches!(&*chart.metadata.api_version, "v1" | "v2") {
        return Err(bad("unsupported chart version".into(), &joined(path, "Chart.yaml")).hint("apiVersion is v1 or v2"));
    }
    Ok(Loaded { chart, warnings: room.warnings })
}

fn chart(entries: Vec<Entry>, path: &str, room: &mut Room) -> Result<Arc<Chart>, Problem> {
    take_room(&entries, path, room)?;
    let mut parts = Parts::default();
    for entry in entries.iter().filter(|entry| &*entry.name == "Chart.yaml") {
        parts.describe(entry, path, "v2.Metadata")?;
        let known = parts.known.get_or_insert_default();
        if known.metadata.api_version.is_empty() {
            known.metadata.api_version = "v1".into();
        }
    }
    for entry in entries {
        parts.put(entry, path, room)?;
    }
    let Some(known) = parts.known else {
        return Err(bad("Chart.yaml file is missing".into(), path).hint("a chart is a folder with a Chart.yaml"));
    };
    let metadata = known.validate().map_err(|cause| bad(cause, &joined(path, "Chart.yaml")))?;
    let mut dependencies = Vec::new();
    for (name, entries) in parts.below {
        if name.starts_with(['_', '.']) {
            continue;
        }
        let inner = joined(path, &format!("charts/{name}"));
        let below = below(&name, entries, &metadata.name, &inner, room).map_err(|problem| Problem {
            cause: format!("error unpacking subchart {name} in {}: {}", metadata.name, problem.cause).into(),
            ..problem
        })?;
        dependencies.push(below);
    }
    Ok(Arc::new(Chart {
        metadata,
        lock: parts.lock.map(Arc::new),
        values: parts.values,
        schema: parts.schema,
        templates: parts.templates.into(),
        files: parts.files.into(),
        dependencies,
    }))
}

fn take_room(entries: &[Entry], path: &str, room: &mut Room) -> Result<(), Problem> {
    let n_bytes = entries.iter().map(|entry| entry.bytes.len()).fold(0, usize::saturating_add);
    match (room.files.checked_sub(entries.len()), room.bytes.checked_sub(n_bytes)) {
        (Some(files), Some(bytes)) => {
            (room.files, room.bytes) = (files, bytes);
            Ok(())
        }
        _ => {
            let cause = format!("the chart and those below it have more than {MAX_FILES} files or {} MiB", MAX_BYTES >> 20);
            Err(Problem::error(ProblemKind::Limit, cause).at(Place::file(path)).hint("this limit protects the console from hostile input"))
        }
    }
}

/// A chart's files by what they are.
#[derive(Default)]
struct Parts {
    known: Option<Unchecked>,
    lock: Option<Lock>,
    values: Map,
    schema: Option<Arc<[u8]>>,
    templates: Vec<Entry>,
    files: Vec<Entry>,
    below: BTreeMap<String, Vec<Entry>>,
}

impl Parts {
    fn describe(&mut self, entry: &Entry, path: &str, wanted: &str) -> Result<(), Problem> {
        let document = document(entry, path, wanted)?;
        let known = self.known.take().unwrap_or_default();
        self.known = Some(metadata::read(&document, &known).map_err(|cause| unread(entry, path, &cause))?);
        Ok(())
    }

    fn lock(&mut self, entry: &Entry, path: &str) -> Result<(), Problem> {
        let document = document(entry, path, "v2.Lock")?;
        self.lock = Some(metadata::read_lock(&document).map_err(|cause| unread(entry, path, &cause))?);
        Ok(())
    }

    /// Whether the chart is of the first version; a requirements file before any `Chart.yaml` counts as one of a newer one.
    fn is_v1(&mut self) -> bool {
        &*self.known.get_or_insert_default().metadata.api_version == "v1"
    }

    fn put(&mut self, entry: Entry, path: &str, room: &mut Room) -> Result<(), Problem> {
        match &*entry.name {
            "Chart.yaml" => {}
            "Chart.lock" => self.lock(&entry, path)?,
            "values.yaml" => {
                self.values = values::read(&entry.bytes, &joined(path, &entry.name))
                    .map_err(|problem| prefixed("cannot load values.yaml", problem))?;
            }
            "values.schema.json" => self.schema = Some(entry.bytes),
            "requirements.yaml" | "requirements.lock" => {
                let is_v1 = self.is_v1();
                let what = if &*entry.name == "requirements.yaml" {
                    self.describe(&entry, path, "v2.Metadata")?;
                    "Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating dependencies to Chart.yaml."
                } else {
                    self.lock(&entry, path)?;
                    "Dependency locking is handled in Chart.lock since apiVersion \"v2\". We recommend migrating to Chart.lock."
                };
                if is_v1 {
                    self.files.push(entry);
                } else {
                    room.warnings.push(format!("Warning: {what}"));
                }
            }
            name if name.starts_with("templates/") => self.templates.push(entry),
            name => match name.strip_prefix("charts/") {
                Some(inner) if !has_ending(name, "prov") => {
                    let top = inner.split('/').next().unwrap_or(inner).to_owned();
                    let own = Entry { name: inner.into(), bytes: entry.bytes, trees: entry.trees };
                    self.below.entry(top).or_default().push(own);
                }
                _ => self.files.push(entry),
            },
        }
        Ok(())
    }
}

/// One chart below, packed or unpacked.
fn below(name: &str, entries: Vec<Entry>, parent: &str, path: &str, room: &mut Room) -> Result<Arc<Chart>, Problem> {
    room.nesting = room.nesting.checked_sub(1).ok_or_else(|| {
        Problem::error(ProblemKind::Limit, format!("charts are nested more than {MAX_NESTING} deep")).at(Place::file(path))
    })?;
    room.charts = room.charts.checked_sub(1).ok_or_else(|| {
        Problem::error(ProblemKind::Limit, format!("more than {MAX_CHARTS} charts lie within the chart")).at(Place::file(path))
    })?;
    let entries = if has_ending(name, "tgz") {
        match entries.first() {
            Some(first) if &*first.name == name => archive::entries(&first.bytes).map_err(|cause| bad(cause, path))?,
            first => {
                let got = first.map_or("", |first| &*first.name);
                return Err(bad(format!("error unpacking subchart tar in {parent}: expected {name}, got {got}"), path));
            }
        }
    } else {
        // A file right below `charts/` is no chart's.
        let inner = |entry: Entry| Some(Entry { name: entry.name.split_once('/')?.1.into(), bytes: entry.bytes, trees: entry.trees });
        entries.into_iter().filter_map(inner).collect()
    };
    let chart = chart(entries, path, room)?;
    room.nesting = room.nesting.saturating_add(1);
    Ok(chart)
}

fn document(entry: &Entry, path: &str, wanted: &str) -> Result<Map, Problem> {
    let name = joined(path, &entry.name);
    let document = values::settings(&entry.bytes, &name, 0, wanted);
    Ok(document.map_err(|problem| prefixed(&format!("cannot load {}", entry.name), problem))?.unwrap_or_default())
}

fn unread(entry: &Entry, path: &str, cause: &str) -> Problem {
    bad(format!("cannot load {}: error unmarshaling JSON: while decoding JSON: {cause}", entry.name), &joined(path, &entry.name))
}

fn prefixed(what: &str, problem: Problem) -> Problem {
    Problem { cause: format!("{what}: {}", problem.cause).into(), ..problem }
}

fn bad(cause: String, path: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, cause).at(Place::file(path))
}

/// The ending of a path's last part, as Go's `filepath.Ext`.
fn has_ending(name: &str, ending: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').is_some_and(|(_, own)| own == ending)
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}
