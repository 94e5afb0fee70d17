//! Argo CD's own cases of resource actions: which an object has, and what one makes of it.

use serde_json::Value;
use tiphys::cli::conformance::Suite;
use tiphys::engine::manifest::json::to_json;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};

use super::compare::got;
use crate::support::conformance::{rows, score};

/// Rows whose expectation is not what Argo CD's action does: its own test compares only what stands in the expected file.
const KNOWN: [(&str, &str); 2] = [
    ("run/numaflow.numaproj.io/Pipeline/force-promote/3", "the expected file lacks the annotations of the input"),
    ("run/postgresql.cnpg.io/Cluster/suspend/6", "the expected file lacks the annotation that the action sets"),
];

/// The documents of a text.
fn documents(text: &Value) -> Vec<Value> {
    let parsed = parse_yaml(text.as_str().unwrap_or_default().as_bytes(), "objects", ParseOptions::KUBERNETES);
    parsed.values.iter().map(|document| serde_json::from_slice(&to_json(&document.value)).expect("our JSON is JSON")).collect()
}

/// Equal, where any two times are.
fn same(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            wanted.len() == got.len() && wanted.iter().all(|(key, value)| got.get(key).is_some_and(|own| same(value, own)))
        }
        (Value::Array(wanted), Value::Array(got)) => wanted.len() == got.len() && wanted.iter().zip(got).all(|(a, b)| same(a, b)),
        (Value::String(wanted), Value::String(got)) => {
            let is_time = |text: &str| text.len() >= 20 && text.parse::<jiff::Timestamp>().is_ok();
            wanted == got || (is_time(wanted) && is_time(got))
        }
        (wanted, got) => wanted == got,
    }
}

#[test]
fn objects_have_the_actions_of_argo_cd_and_they_do_the_same() {
    let Some(rows) = rows("argocd_actions") else { return };
    let mut suite = Suite::named("actions").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let wanted = row["expect"].take();
        let got = got(&mut suite, &row);
        let holds = match wanted.get("objects") {
            Some(objects) => {
                documents(objects).iter().zip(&documents(&got["objects"])).all(|(a, b)| same(a, b)) && !got["objects"].is_null()
            }
            None => same(&wanted, &got),
        };
        results.push((format!("{id}: {got} instead of {wanted}"), holds));
    }
    score("argocd_actions", &results, &KNOWN);
}
