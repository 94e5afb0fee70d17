//! Argo CD's own cases: differences, ignore rules, hooks, order; health of all kinds.

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

/// Messages that are not Argo CD's word for word, at most: those of its fallbacks that ask to report a bug of Argo CD.
const OTHER_MESSAGES: usize = 5;

#[test]
fn live_objects_are_healthy_or_not_as_argo_cd_says() {
    let Some(rows) = rows("argocd_health") else { return };
    let mut suite = Suite::named("health").expect("a suite");
    let (mut results, mut other_messages) = (Vec::new(), Vec::new());
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let wanted = row["expect"].take();
        let got = got(&mut suite, &row);
        let has_status = wanted.get("status") == got.get("status");
        if has_status && !holds(&wanted, &got) {
            other_messages.push(format!("{id}: {got} instead of {wanted}"));
        }
        results.push((format!("{id}: {got} instead of {wanted}"), has_status));
    }
    score("argocd_health", &results, &[]);
    println!("conformance argocd_health, messages: {} of {}", results.len() - other_messages.len(), results.len());
    assert!(other_messages.len() <= OTHER_MESSAGES, "{other_messages:#?}");
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
    for name in ["diff", "health", "k8s_patch", "kyaml_merge"] {
        let mut suite = Suite::named(name).expect("a suite");
        let answers: Vec<Value> =
            rows.iter().map(|row| serde_json::from_str(&suite.answer(row).expect("an answer")).expect("answers are JSON")).collect();
        let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
        assert_eq!(json!(ids), json!([null, null, "cut", "deep", 7, "odd", "null", "hook", "yaml", "patch"]), "{name}");
        assert_eq!(suite.answer(" "), None);
    }
}
