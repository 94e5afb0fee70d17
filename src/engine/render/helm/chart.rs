//! A chart as it was read: immutable and shared. It knows no way to read one.
//!
//! Source: Helm 4.2.3 `pkg/chart/v2/chart.go`.

use std::fmt;
use std::sync::Arc;

use super::metadata::{Lock, Metadata};
use crate::engine::manifest::file::Trees;
use crate::model::object::value::Map;

/// One file of a chart. `Debug` prints name and size only.
#[derive(Clone)]
pub struct Entry {
    /// Its path within the chart, `/`-separated.
    pub name: Arc<str>,
    /// Its content, without a byte order mark.
    pub bytes: Arc<[u8]>,
    /// Its trees, if it is a template that was rendered.
    pub trees: Trees,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.bytes == other.bytes
    }
}
impl Eq for Entry {}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// A chart. Cloning it copies its description and nothing of its content.
#[derive(Debug, Clone)]
pub struct Chart {
    /// `Chart.yaml`, checked.
    pub metadata: Metadata,
    /// `Chart.lock`, or `requirements.lock`.
    pub lock: Option<Arc<Lock>>,
    /// `values.yaml`; its numbers are floats. Once dependencies are resolved: with the values of the charts below.
    pub values: Map,
    /// `values.schema.json`.
    pub schema: Option<Arc<[u8]>>,
    /// Files below `templates/`, in the order in which they were read.
    pub templates: Arc<[Entry]>,
    /// All other files, those below `crds/` included.
    pub files: Arc<[Entry]>,
    /// The charts below, in order.
    pub dependencies: Vec<Arc<Chart>>,
}

impl Chart {
    /// Its name, or its alias once dependencies are resolved.
    pub fn name(&self) -> &Arc<str> {
        &self.metadata.name
    }

    /// Whether it renders nothing by itself.
    pub fn is_library(&self) -> bool {
        self.metadata.kind.eq_ignore_ascii_case("library")
    }

    /// Its own custom resource definitions and those of the charts below, depth first: the path that `# Source:` shows, and the file.
    pub fn crds(&self) -> Vec<(String, &Entry)> {
        let mut found = Vec::new();
        self.collect_crds(&self.metadata.name, &mut found);
        found
    }

    fn collect_crds<'a>(&'a self, path: &str, found: &mut Vec<(String, &'a Entry)>) {
        let own = self.files.iter().filter(|file| file.name.starts_with("crds/") && has_manifest_ending(&file.name));
        found.extend(own.map(|file| (format!("{path}/{}", file.name), file)));
        for below in &self.dependencies {
            below.collect_crds(&format!("{path}/charts/{}", below.metadata.name), found);
        }
    }
}

fn has_manifest_ending(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
