//! Argo CD's own cases: differences, ignore rules, hooks, order; health of all kinds.

use serde_json::{Value, json};
use tiphys::cli::conformance::Suite;
use tiphys::engine::health::{self, HealthRules};
use tiphys::engine::manifest::json::parse_json;
use tiphys::model::ids::GroupKind;
use tiphys::model::object::{Object, Origin};
use tiphys::model::settings::Settings;

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

/// Messages that are not Argo CD's word for word, at most: where its script says nothing of what is not healthy, we say why; and its
/// fallbacks that ask to report a bug of Argo CD are ours.
const OTHER_MESSAGES: usize = 3;

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
fn every_kind_that_argo_cd_judges_is_judged_whatever_its_object_holds() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/conformance/argocd_health_kinds.txt");
    let (Ok(text), Some(_)) = (std::fs::read_to_string(list), rows("argocd_health")) else { return };
    let kinds: Vec<(&str, &str)> = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')).collect();
    assert!(kinds.len() > 200, "{} kinds", kinds.len());
    let statuses = [
        json!(null),
        json!({}),
        json!([1]),
        json!({"conditions": null}),
        json!({"conditions": [null, 1, "Ready", [], {"type": 1}, {"type": "Ready", "status": true}]}),
        json!({"conditions": {"Ready": "True"}, "phase": 1, "state": [], "observedGeneration": "1"}),
    ];
    let rules = HealthRules::new(&Settings::default());
    for (group, kind) in kinds {
        let (group, kind) = (group.replace('_', "some"), kind.replace('_', "Some"));
        assert!(health::has_health(&GroupKind::new(group.as_str(), kind.as_str()), &rules), "{group}/{kind}");
        for status in &statuses {
            let object = json!({"apiVersion": format!("{group}/v1"), "kind": kind, "metadata": {"name": "a"}, "status": status});
            let value = parse_json(object.to_string().as_bytes()).expect("JSON");
            let object = Object::new(value.as_map().expect("a map").clone(), Origin::default()).expect("an object");
            assert!(health::judge(&object, &rules).0.is_some(), "{group}/{kind} with {status}");
        }
    }
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
