//! Argo CD's own cases: differences, ignore rules, hooks, order; health of the built-in kinds.

use serde_json::{Value, json};
use tiphys::cli::conformance::Suite;

use crate::support::conformance::{rows, score};

pub(super) fn got(suite: &mut Suite, row: &Value) -> Value {
    let answer = suite.answer(&row.to_string()).expect("a question has an answer");
    serde_json::from_str::<Value>(&answer).expect("answers are JSON").get("got").cloned().unwrap_or_default()
}

/// Every field that the expectation names is as expected.
pub(super) fn holds(wanted: &Value, got: &Value) -> bool {
    match wanted {
        Value::Object(fields) => fields.iter().all(|(key, value)| got.get(key).unwrap_or(&Value::Null) == value),
        other => other == got,
    }
}

#[test]
fn objects_differ_or_not_as_argo_cd_says() {
    let Some(rows) = rows("argocd_diff") else { return };
    let mut suite = Suite::named("diff").expect("a suite");
    let results: Vec<(String, bool)> = rows
        .iter()
        .map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("rows are JSON");
            let wanted = row["expect"].take();
            let got = got(&mut suite, &row);
            let id = row["id"].as_str().unwrap_or_default();
            (format!("{id}: {got} instead of {wanted}"), holds(&wanted, &got))
        })
        .collect();
    score("argocd_diff", &results, &[]);
}

#[test]
fn built_in_kinds_are_healthy_or_not_as_argo_cd_says() {
    let Some(rows) = rows("argocd_health") else { return };
    let mut suite = Suite::named("health").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        if !id.starts_with("builtin/") {
            continue;
        }
        let wanted = row["expect"].take();
        let got = got(&mut suite, &row);
        results.push((format!("{id}: {got} instead of {wanted}"), holds(&wanted, &got)));
    }
    score("argocd_health (built in)", &results, &[]);
}

#[test]
fn a_question_that_cannot_be_answered_costs_its_own_answer_only() {
    let deep = format!("{{\"id\":\"deep\",\"doc\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let rows = [
        "no JSON at all",
        "[1]",
        "{\"id\":\"cut\", \"op\":",
        &deep,
        "{\"id\":7}",
        "{\"id\":\"odd\",\"op\":\"order\",\"tasks\":[{},{\"phase\":\"?\",\"object\":{\"metadata\":7}},3]}",
        "{\"id\":\"null\",\"op\":\"diff\",\"config\":null,\"live\":null}",
        "{\"id\":\"hook\",\"op\":\"hook\",\"object\":{\"metadata\":{\"annotations\":{\"helm.sh/hook\":\"test\"}}}}",
        "{\"id\":\"yaml\",\"source\":\"a: [\",\"dest\":\"{}\"}",
        "{\"id\":\"patch\",\"op\":\"jsonpatch\",\"doc\":null,\"patch\":{}}",
    ];
    for name in ["actions", "diff", "health", "k8s_patch", "kyaml_merge"] {
        let mut suite = Suite::named(name).expect("a suite");
        let answers: Vec<Value> =
            rows.iter().map(|row| serde_json::from_str(&suite.answer(row).expect("an answer")).expect("answers are JSON")).collect();
        let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
        assert_eq!(json!(ids), json!([null, null, "cut", "deep", 7, "odd", "null", "hook", "yaml", "patch"]), "{name}");
        assert_eq!(suite.answer(" "), None);
    }
}
