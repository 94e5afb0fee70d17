//! Patches and merges of Kubernetes' and Kustomize's own tests.

use serde_json::{Value, json};
use tiphys::cli::conformance::Suite;

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
    score("k8s_patch", &results, 152);
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
    score("kyaml_merge", &results, 48);
}
