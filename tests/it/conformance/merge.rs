//! Patches and merges of Kubernetes' and Kustomize's own tests.

use std::sync::Arc;

use serde_json::{Value, json};
use tiphys::cli::conformance::Suite;
use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::merge::jsonmerge;
use tiphys::engine::merge::strategic::{self, Overwrite};
use tiphys::engine::schema::{Learnt, Schema};

use crate::support::conformance::{rows, score};

/// Asks one question and returns what the answer holds.
fn ask(suite: &mut Suite, question: &Value) -> Value {
    let answer = suite.answer(&question.to_string()).expect("a question has an answer");
    serde_json::from_str::<Value>(&answer).expect("answers are JSON").get("got").cloned().unwrap_or_default()
}

fn holds(answer: &Value, wanted: &Value) -> bool {
    if wanted.get("error").is_some() { answer.get("error").is_some() } else { answer == wanted }
}

#[test]
fn kubernetes_patches_are_applied_and_made_as_kubernetes_does() {
    let Some(rows) = rows("k8s_patch") else { return };
    let mut suite = Suite::named("k8s_patch").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let Some(id) = row["id"].as_str() else {
            assert_eq!(suite.answer(&line), None, "the schema asks nothing");
            continue;
        };
        let kind = row["kind"].as_str().unwrap_or_default();
        let mut check = |name: &str, question: Value, wanted: Value| {
            let answer = ask(&mut suite, &question);
            results.push((format!("{id}{name}"), holds(&answer, &wanted)));
        };
        if kind == "jsonpatch" {
            let wanted = if row.get("expected").is_some() { json!({"value": row["expected"]}) } else { json!({"error": true}) };
            check("", json!({"id": id, "op": "jsonpatch", "doc": row["doc"], "patch": row["patch"]}), wanted);
            continue;
        }
        if row.get("twoWay").is_some() && (row.get("modified").is_some() || row.get("expectedError").is_some()) {
            let wanted = if row.get("expectedError").is_some() {
                json!({"error": true})
            } else {
                json!({"value": row.get("twoWayResult").unwrap_or(&row["modified"])})
            };
            check("/apply", json!({"id": id, "op": format!("{kind}.apply"), "doc": row["original"], "patch": row["twoWay"]}), wanted);
        }
        if row.get("result").is_some() && row.get("current").is_some() && row.get("modified").is_some() {
            let question = json!({"id": id, "op": format!("{kind}.threeWay"), "original": row["original"],
                "modified": row["modified"], "current": row["current"]});
            check("/threeWay", question, json!({"value": row["result"]}));
        }
    }
    score("k8s_patch", &results, &[]);
}

#[test]
fn kyaml_merges_as_kustomize_does() {
    let Some(rows) = rows("kyaml_merge") else { return };
    let mut suite = Suite::named("kyaml_merge").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let wanted = row["expected"].take();
        let answer = ask(&mut suite, &row);
        let documents = |text: &Value| {
            let text = text.as_str()?;
            let value: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
            Some(if value == serde_yaml::Value::Mapping(serde_yaml::Mapping::new()) { serde_yaml::Value::Null } else { value })
        };
        let ok = answer.get("value").is_some_and(|value| documents(value).is_some() && documents(value) == documents(&wanted));
        results.push((row["id"].as_str().unwrap_or_default().to_owned(), ok));
    }
    score("kyaml_merge", &results, &[]);
}

/// The patches themselves, which the suite's questions do not ask for: `kubectl diff`, audit logs and other people's
/// admission policies see them.
#[test]
fn made_patches_are_those_of_kubernetes() {
    let Some(rows) = rows("k8s_patch") else { return };
    let mut schema = Schema::empty();
    let mut results = Vec::new();
    for line in rows {
        let row = parse_json(line.as_bytes()).expect("rows are JSON");
        let row = row.as_map().expect("a row is a map");
        if let Some(document) = row.get("schema") {
            schema = schema.with(Arc::new(Learnt::from_openapi_v2(document).expect("a schema")));
            continue;
        }
        let ty = schema.definition("mergeItem").expect("the schema's root");
        let map = |field: &str| row.get(field).and_then(|value| value.as_map()).cloned();
        let id = row.get("id").and_then(|id| id.as_str()).unwrap_or_default();
        let (original, Some(modified)) = (map("original").unwrap_or_default(), map("modified")) else { continue };
        if row.get("kind").and_then(|kind| kind.as_str()) == Some("jsonmerge") {
            if let (Some(current), Some(wanted)) = (map("current"), map("threeWay")) {
                results.push((format!("{id}/threeWay"), jsonmerge::three_way(&original, &modified, &current) == wanted));
            }
            continue;
        }
        // These patches are written by hand.
        if id.starts_with("smp/custom/") || id.contains("deleteFromPrimitiveList-of-nonexistent-item") {
            continue;
        }
        if let Some(wanted) = map("twoWay") {
            results.push((format!("{id}/twoWay"), strategic::two_way(&schema, ty, &original, &modified) == Ok(wanted)));
        }
        if let (Some(current), Some(wanted)) = (map("current"), map("threeWay")) {
            let patch = strategic::three_way(&schema, ty, &original, &modified, &current, Overwrite::Yes);
            results.push((format!("{id}/threeWay"), patch == Ok(wanted)));
            if !id.contains("conflict") && !id.contains("missing") {
                let patch = strategic::three_way(&schema, ty, &original, &modified, &current, Overwrite::No);
                results.push((format!("{id}/noOverwrite"), patch.is_ok()));
            }
        }
    }
    score("k8s_patch, made patches", &results, &[]);
}
