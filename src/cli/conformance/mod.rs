//! `tiphys conformance SUITE`: answers the questions of a peer's own test data, one JSON line each, so that anybody can
//! score the engine. It knows the questions' form only; the engine knows none of it.

pub mod actions;
pub mod diff;
pub mod health;
pub mod helm_funcs;
pub mod helm_set;
mod judged;
pub mod k8s_patch;
pub mod kyaml_merge;
pub mod kyverno;
pub mod rbac;
pub mod windows;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A suite under way: some hold what an earlier line said.
#[derive(Debug)]
pub enum Suite {
    /// Actions on live objects.
    Actions,
    /// Differences, ignore rules, hooks, order.
    Diff,
    /// Health of live objects.
    Health,
    /// Templates with the functions of charts.
    HelmFuncs,
    /// Values given in one line.
    HelmSet,
    /// Strategic, JSON merge and JSON 6902 patches.
    K8sPatch(k8s_patch::Asked),
    /// kyaml's merge2 and merge3.
    KyamlMerge,
    /// Kyverno's own tests.
    Kyverno,
    /// Policy decisions.
    Rbac,
    /// Sync windows at a fixed time.
    Windows,
}

impl Suite {
    /// The suite of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "actions" => Some(Self::Actions),
            "diff" => Some(Self::Diff),
            "health" => Some(Self::Health),
            "helm_funcs" => Some(Self::HelmFuncs),
            "helm_set" => Some(Self::HelmSet),
            "k8s_patch" => Some(Self::K8sPatch(k8s_patch::Asked::default())),
            "kyaml_merge" => Some(Self::KyamlMerge),
            "kyverno" => Some(Self::Kyverno),
            "rbac" => Some(Self::Rbac),
            "windows" => Some(Self::Windows),
            _ => None,
        }
    }

    /// The answer to one line, `{"id": …, "got": …}`; none for an empty line and for one that only says something.
    ///
    /// Whatever a question holds costs its own answer only: a line that is no JSON, and a question on which the engine
    /// panics (a bug, told on standard error), are answered by an error.
    pub fn answer(&mut self, line: &str) -> Option<String> {
        if line.trim().is_empty() {
            return None;
        }
        let row = match parse_json(line.as_bytes()) {
            Ok(Value::Map(row)) => row,
            Ok(other) => return Some(reply(Value::Null, outcome(Err(format!("a question is a map, not {}", other.kind_name()))))),
            Err(problem) => return Some(reply(named_in(line), outcome(Err(problem)))),
        };
        let id = row.get("id").cloned().unwrap_or_default();
        let got =
            catch_unwind(AssertUnwindSafe(|| self.got(&row))).unwrap_or_else(|_| Some(outcome(Err("the question made the engine panic"))));
        got.map(|got| reply(id, got))
    }

    fn got(&mut self, row: &Map) -> Option<Value> {
        match self {
            Self::Actions => Some(actions::answer(row)),
            Self::Diff => Some(diff::answer(row)),
            Self::Health => Some(health::answer(row)),
            Self::HelmFuncs => Some(helm_funcs::answer(row)),
            Self::HelmSet => Some(helm_set::answer(row)),
            Self::K8sPatch(asked) => asked.answer(row),
            Self::KyamlMerge => Some(kyaml_merge::answer(row)),
            Self::Kyverno => Some(kyverno::answer(row)),
            Self::Rbac => Some(rbac::answer(row)),
            Self::Windows => Some(windows::answer(row)),
        }
    }
}

fn reply(id: Value, got: Value) -> String {
    let out = Value::map(vec![(Key::field("id"), id), (Key::field("got"), got)]);
    String::from_utf8_lossy(&to_json(&out)).into_owned()
}

/// The id that a line seems to have, though it is no JSON.
fn named_in(line: &str) -> Value {
    let rest = line.split_once("\"id\"").and_then(|(_, rest)| rest.trim_start().strip_prefix(':')).map_or("", str::trim_start);
    let text = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(text, _)| text);
    text.map_or(Value::Null, Value::from)
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
