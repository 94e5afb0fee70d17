//! `tiphys conformance SUITE`: answers the questions of a peer's own test data, one JSON line each, so that anybody can
//! score the engine. It knows the questions' form only; the engine knows none of it.

pub mod diff;
pub mod health;
pub mod k8s_patch;
pub mod kyaml_merge;

use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A suite under way: some hold what an earlier line said.
#[derive(Debug)]
pub enum Suite {
    /// Differences, ignore rules, hooks, order.
    Diff,
    /// Health of live objects.
    Health,
    /// Strategic, JSON merge and JSON 6902 patches.
    K8sPatch(k8s_patch::Asked),
    /// kyaml's merge2 and merge3.
    KyamlMerge,
}

impl Suite {
    /// The suite of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "diff" => Some(Self::Diff),
            "health" => Some(Self::Health),
            "k8s_patch" => Some(Self::K8sPatch(k8s_patch::Asked::default())),
            "kyaml_merge" => Some(Self::KyamlMerge),
            _ => None,
        }
    }

    /// The answer to one line, `{"id": …, "got": …}`; none for a line that asks nothing.
    pub fn answer(&mut self, line: &str) -> Option<String> {
        let row = match parse_json(line.as_bytes()) {
            Ok(Value::Map(row)) => row,
            Ok(_) | Err(_) => return None,
        };
        let got = match self {
            Self::Diff => diff::answer(&row),
            Self::Health => health::answer(&row),
            Self::K8sPatch(asked) => asked.answer(&row)?,
            Self::KyamlMerge => kyaml_merge::answer(&row),
        };
        let id = row.get("id").cloned().unwrap_or_default();
        let out = Value::map(vec![(Key::field("id"), id), (Key::field("got"), got)]);
        Some(String::from_utf8_lossy(&to_json(&out)).into_owned())
    }
}

/// `{"value": …}`, or `{"error": …}`.
fn outcome<E: std::fmt::Display>(result: Result<Value, E>) -> Value {
    match result {
        Ok(value) => Value::map(vec![(Key::field("value"), value)]),
        Err(error) => Value::map(vec![(Key::field("error"), Value::str(error.to_string()))]),
    }
}

/// A map of the row; an empty one where it is missing or null.
fn map_at(row: &Map, field: &str) -> Map {
    row.get(field).and_then(Value::as_map).cloned().unwrap_or_default()
}
