//! Pods inside objects: every place where containers stand, whatever the kind is, with its path. It knows no rule.
//!
//! Containers are lists `containers`, `initContainers` and `ephemeralContainers` anywhere below the object's fields (not its metadata and
//! status): Pods, all workloads with their templates, CronJobs, Rollouts, AnalysisTemplates, hooks, and custom resources that carry a Pod
//! template somewhere. Kinds whose containers are patterns or examples (policies, definitions, Applications) have none. What admission
//! adds in the cluster (sidecars) cannot be seen here.

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// Groups of which no object runs the containers it shows.
const NO_PODS: [&str; 6] = [
    "apiextensions.k8s.io",
    "admissionregistration.k8s.io",
    "kyverno.io",
    "policies.kyverno.io",
    "templates.gatekeeper.sh",
    "constraints.gatekeeper.sh",
];

/// Argo CD's own kinds: what they deploy is judged where it is deployed.
const NO_PODS_OF_ARGO: [&str; 3] = ["Application", "ApplicationSet", "AppProject"];

/// What a container is in its Pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// One of `containers`.
    Main,
    /// One of `initContainers`.
    Init,
    /// One of `ephemeralContainers`.
    Ephemeral,
}

impl Part {
    const ALL: [Self; 3] = [Self::Main, Self::Init, Self::Ephemeral];

    /// The list's name.
    pub fn list(self) -> &'static str {
        match self {
            Self::Main => "containers",
            Self::Init => "initContainers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }
}

/// The fields of a Pod, somewhere in an object.
#[derive(Debug, Clone)]
pub struct Pod<'o> {
    /// Their path, e.g. `spec.template.spec`; empty for the object's root.
    pub path: String,
    /// The fields.
    pub spec: &'o Map,
}

/// A container.
#[derive(Debug, Clone)]
pub struct Container<'o> {
    /// Its path, e.g. `spec.template.spec.containers[0]`.
    pub path: String,
    /// What it is.
    pub part: Part,
    /// Its fields.
    pub fields: &'o Map,
}

impl<'o> Container<'o> {
    /// Its name; empty where it has none.
    pub fn name(&self) -> &'o str {
        self.fields.get("name").and_then(Value::as_str).unwrap_or("")
    }
}

impl<'o> Pod<'o> {
    /// Its containers: main ones first.
    pub fn containers(&self) -> Vec<Container<'o>> {
        let mut found = Vec::new();
        for part in Part::ALL {
            let list = self.spec.get(part.list()).and_then(Value::as_list).unwrap_or(&[]);
            for (index, item) in list.iter().enumerate() {
                if let Some(fields) = item.as_map() {
                    found.push(Container { path: join(&self.path, &format!("{}[{index}]", part.list())), part, fields });
                }
            }
        }
        found
    }
}

/// Whether containers of this object are run by anybody.
pub(super) fn runs(object: &Object) -> bool {
    let group = object.group();
    !(NO_PODS.contains(&group) || group == "argoproj.io" && NO_PODS_OF_ARGO.contains(&&**object.kind()))
}

/// All Pods that an object holds.
pub fn pods(object: &Object) -> Vec<Pod<'_>> {
    let mut found = Vec::new();
    each_map(object, &mut |path, map| {
        let is_pod = Part::ALL.iter().any(|part| {
            let list = map.get(part.list()).and_then(Value::as_list).unwrap_or(&[]);
            list.iter().any(|item| item.as_map().is_some())
        });
        if is_pod {
            found.push(Pod { path: path.to_owned(), spec: map });
        }
    });
    found
}

/// Every map of an object that may be run, outermost first: its path and fields. Metadata and status are left out.
pub(super) fn each_map<'o>(object: &'o Object, look: &mut impl FnMut(&str, &'o Map)) {
    if !runs(object) {
        return;
    }
    look("", object.root());
    for (key, value) in object.root() {
        if !matches!(key.as_str(), "metadata" | "status") {
            below(key.as_str().to_owned(), value, look);
        }
    }
}

/// Nesting is bounded where objects are read.
fn below<'o>(path: String, value: &'o Value, look: &mut impl FnMut(&str, &'o Map)) {
    match value {
        Value::Map(map) => {
            look(&path, map);
            for (key, value) in map {
                if matches!(value, Value::Map(_) | Value::List(_)) {
                    below(join(&path, key.as_str()), value, look);
                }
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if matches!(item, Value::Map(_) | Value::List(_)) {
                    below(format!("{path}[{index}]"), item, look);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
    }
}

/// A path and what follows it.
pub(super) fn join(path: &str, next: &str) -> String {
    if path.is_empty() { next.to_owned() } else { format!("{path}.{next}") }
}
