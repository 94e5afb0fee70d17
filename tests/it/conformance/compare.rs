//! Argo CD's own cases: differences, ignore rules, hooks, order; health of all kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use tiphys::adapters::store::settings;
use tiphys::cli::conformance::Suite;
use tiphys::engine::compare::{self, Rules, mask};
use tiphys::engine::health::{self, HealthRules};
use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::resources::choice::{Choice, includes};
use tiphys::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey};
use tiphys::model::object::{Object, Origin, serde_ser};
use tiphys::model::settings::{IgnoreStatus, Settings};

use super::access::table;
use crate::support::conformance::{rows, score};
use crate::support::judged::settled;

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

#[test]
fn annotations_that_settings_name_are_hidden_as_argo_cd_hides_them() {
    let (Some(rows), Some(lists)) = (table("TestHideSecretData_HideAnnotations"), table("TestSettingsManager_GetHideSecretAnnotations"))
    else {
        return;
    };
    let names = |map: &Value| map.as_object().map(|map| map.keys().map(|name| name.as_str().into()).collect()).unwrap_or_default();
    let hidden = |row: &Value| {
        let object = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "annotations": row["row"]["annots"]}});
        let root = serde_ser::to_value(&object).expect("a value").as_map().cloned().expect("a map");
        let object = Object::new(root, Origin::default()).expect("an object");
        let settings = Settings { mask_annotations: names(&row["row"]["hideAnnots"]), ..Settings::default() };
        let shown = serde_json::to_value(mask::shown_object(&object, &settings)).expect("JSON");
        let own = &shown["metadata"]["annotations"];
        let is_right = row["row"]["expectedAnnots"].as_object().expect("a map").iter().all(|(name, wanted)| &own[name] == wanted);
        (format!("{}: {own}", row["id"]), is_right)
    };
    let listed = |row: &Value| {
        let argocd = [("resource.sensitive.mask.annotations".into(), row["row"]["input"].as_str().unwrap_or_default().into())].into();
        let read = settings::from_maps(&"argocd".into(), &argocd, &BTreeMap::new(), &BTreeMap::new());
        let got: BTreeSet<Arc<str>> = read.settings.mask_annotations.into_iter().collect();
        let wanted: BTreeSet<Arc<str>> = names(&row["row"]["output"]).into_iter().collect();
        (format!("{}: {got:?}", row["id"]), got == wanted)
    };
    let results: Vec<(String, bool)> = rows.iter().map(hidden).chain(lists.iter().map(listed)).collect();
    score("argocd_tables (hidden annotations)", &results, &[]);
}

#[test]
fn quantities_are_spelt_as_argo_cd_spells_them() {
    let Some(rows) = table("TestRemarshalResources") else { return };
    let settings = Settings { ignore_status: IgnoreStatus::None, ..Settings::default() };
    let rules = Rules { settings: settings.into(), ..crate::compare::verdicts::rules() };
    let results: Vec<(String, bool)> = rows
        .iter()
        .map(|row| {
            let requests = json!({"cpu": row["row"]["cpu"]});
            let container = json!({"name": "nginx", "image": "nginx:1.7.9", "resources": {"requests": requests}});
            let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "my-pod"}, "spec": {"containers": [container]}});
            let root = serde_ser::to_value(&pod).expect("a value").as_map().cloned().expect("a map");
            let object = Object::new(root, Origin::default()).expect("an object");
            let normal = settled(|asking| compare::normalized(&object, &rules, asking));
            let got = serde_json::to_value(&normal).expect("JSON")["spec"]["containers"][0]["resources"]["requests"]["cpu"].clone();
            (format!("{}: {got}", row["id"]), got == row["row"]["expectedCPU"])
        })
        .collect();
    score("argocd_tables (quantities)", &results, &[]);
}

#[test]
fn applications_are_called_by_their_instance_names() {
    let (Some(names), Some(qualified)) = (table("Test_AppInstanceName"), table("Test_AppInstanceNameFromQualified")) else { return };
    let text = |row: &Value, field: &str| row["row"][field].as_str().unwrap_or_default().to_owned();
    let named = |row: &Value| {
        let app = AppKey::new(ClusterId::new("c"), text(row, "appNamespace"), text(row, "appName"));
        let got = app.instance_name(&text(row, "defaultNs"));
        (format!("{}: {got}", row["id"]), got == text(row, "result"))
    };
    let parsed = |row: &Value| {
        let (name, control) = (text(row, "appName"), text(row, "defaultNs"));
        let (namespace, name) = name.split_once('/').unwrap_or((&control, &name));
        let got = AppKey::new(ClusterId::new("c"), namespace, name).instance_name(&control);
        (format!("{}: {got}", row["id"]), got == text(row, "result"))
    };
    let results: Vec<(String, bool)> = names.iter().map(named).chain(qualified.iter().map(parsed)).collect();
    score("argocd_tables (instance names)", &results, &[]);
}

#[test]
fn resources_are_chosen_by_patterns_as_argo_cd_chooses_them() {
    let Some(rows) = table("TestIncludeResource") else { return };
    let text = |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
    let choice = |own: &Value| Choice {
        resource: serde_json::from_value(own.clone()).expect("a resource"),
        is_excluded: own["exclude"].as_bool().unwrap_or_default(),
    };
    let results: Vec<(String, bool)> = rows
        .iter()
        .map(|row| {
            let own = &row["row"];
            let choices: Vec<Choice> = own["syncOperationResource"].as_array().into_iter().flatten().map(choice).collect();
            let key = ObjectKey {
                cluster: ClusterId::new("c"),
                group_kind: GroupKind::new(text(&own["gvk"], "group"), text(&own["gvk"], "kind")),
                namespace: text(own, "namespace").into(),
                name: text(own, "name").into(),
            };
            let got = includes(&choices, &key);
            (format!("{}: {got}", row["id"]), Some(got) == own["expectedResult"].as_bool())
        })
        .collect();
    score("argocd_tables (chosen resources)", &results, &[]);
}
