//! Health of objects from `tests/fixtures/health`, changed at random places: our verdict and message must be Argo CD's
//! (the testbed's `oracle`, 3.2). Where 3.6 judges otherwise, our own test says how.

use std::path::Path;

use serde_json::{Value, json};
use tiphys::engine::health::{self, HealthRules};
use tiphys::model::settings::{Settings, VersionProfile};

use super::oracle::{Dice, object, oracle, theirs};

/// Objects asked.
const OBJECTS: u64 = 2000;

fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/health");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), serde_yaml::from_str(&text).expect("YAML"))
    };
    files.iter().map(read).collect()
}

/// Changes one scalar, or drops one field.
fn mutate(value: &mut Value, dice: &mut Dice, at_root: bool) {
    const WORDS: [&str; 24] = [
        "True",
        "False",
        "Always",
        "OnFailure",
        "Never",
        "Running",
        "Pending",
        "Failed",
        "Succeeded",
        "Bound",
        "Lost",
        "RollingUpdate",
        "OnDelete",
        "ImagePullBackOff",
        "ErrImagePull",
        "ContainerCreating",
        "Complete",
        "Ready",
        "Available",
        "ProgressDeadlineExceeded",
        "ClusterIP",
        "LoadBalancer",
        "OOMKilled",
        "",
    ];
    match value {
        Value::Object(map) if !map.is_empty() => {
            let is_fixed = |key: &str| at_root && (key == "apiVersion" || key == "kind") || key == "deletionTimestamp";
            let keys: Vec<String> = map.keys().filter(|key| !is_fixed(key)).cloned().collect();
            let Some(key) = keys.get(dice.roll(keys.len())).cloned() else { return };
            match dice.roll(9) {
                0 if key != "name" => drop(map.remove(&key)),
                1 if key != "name" && !at_root => drop(map.insert(key, Value::Null)),
                _ => map.get_mut(&key).into_iter().for_each(|inner| mutate(inner, dice, false)),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = dice.roll(items.len());
            match dice.roll(6) {
                0 => drop(items.remove(index)),
                1 => items.reverse(),
                _ => mutate(&mut items[index], dice, false),
            }
        }
        Value::String(text) => *text = WORDS[dice.roll(WORDS.len())].into(),
        Value::Number(number) => *value = json!(number.as_i64().unwrap_or(0) + [-2, -1, 1, 2][dice.roll(4)]),
        Value::Bool(own) => *own = !*own,
        Value::Null | Value::Object(_) | Value::Array(_) => {}
    }
}

fn ours(object_json: &Value) -> Value {
    let profile = VersionProfile { name: "3.2".into(), ..VersionProfile::default() };
    let rules = HealthRules::new(&Settings { profile, ..Settings::default() });
    match health::judge(&object(object_json).expect("an object"), &rules).0 {
        Some(health) => json!({"status": health.status.as_str(), "message": health.message}),
        None => Value::Null,
    }
}

/// What Argo CD 3.6 judges otherwise than 3.2, the oracle's version: autoscalers, the message of a suspended Job.
fn has_changed_since(question: &Value) -> bool {
    let kind = question["object"]["kind"].as_str().unwrap_or("");
    kind == "HorizontalPodAutoscaler" || (kind == "Job" && question["object"].to_string().contains("Suspended"))
}

#[test]
fn random_objects_are_healthy_or_not_as_argo_cd_says() {
    let Some(program) = oracle() else { return };
    let cases = fixtures();
    let questions: Vec<Value> = (1..=OBJECTS)
        .map(|id| {
            let mut dice = Dice::new(id);
            let (name, mut object) = cases[dice.roll(cases.len())].clone();
            (0..dice.roll(4)).for_each(|_| mutate(&mut object, &mut dice, true));
            json!({"id": format!("{name}-{id}"), "op": "health", "object": object})
        })
        .collect();
    let mut wrong = Vec::new();
    for (question, answer) in questions.iter().zip(theirs(&program, &questions)) {
        let (got, wanted) = (ours(&question["object"]), answer["got"].clone());
        // A type error has its own words: only its verdict counts.
        let is_error = answer["error"].as_str().is_some_and(|error| error.contains("failed to convert"));
        let is_equal = got == wanted || (is_error && got["status"] == json!("Unknown"));
        if !is_equal && !has_changed_since(question) {
            wrong.push(format!("{}: ours {got}, theirs {wanted} {} for {}", question["id"], answer["error"], question["object"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

#[test]
fn three_six_looks_for_trouble_first_and_honours_ignore_restart_policy() {
    let cases = fixtures();
    let of = |name: &str| cases.iter().find(|(own, _)| own == name).expect("a fixture").1.clone();
    let mut scaler = of("hpa");
    assert_eq!(ours(&scaler), json!({"status": "Degraded", "message": "no metrics"}));
    scaler["status"]["conditions"].as_array_mut().expect("conditions").reverse();
    assert_eq!(ours(&scaler), json!({"status": "Degraded", "message": "no metrics"}));
    let mut pod = of("pod_running");
    pod["spec"]["restartPolicy"] = json!("Never");
    assert_eq!(ours(&pod)["status"], json!("Progressing"));
    pod["metadata"]["annotations"] = json!({"argocd.argoproj.io/ignore-restart-policy": "true"});
    assert_eq!(ours(&pod)["status"], json!("Healthy"));
    pod["metadata"]["annotations"]["argocd.argoproj.io/hook"] = json!("PreSync");
    assert_eq!(ours(&pod)["status"], json!("Progressing"));
    let mut job = of("job");
    job["status"]["conditions"] = json!([{"type": "Suspended", "status": "True", "message": "held"}]);
    assert_eq!(ours(&job), json!({"status": "Suspended", "message": "held"}));
}

#[test]
fn an_application_is_judged_only_where_no_argo_cd_would_judge_otherwise() {
    let app = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "child"},
        "status": {"health": {"status": "Degraded", "message": "two Pods crash"}}});
    assert_eq!(ours(&app), Value::Null);
    let judged = |settings: &Settings| health::judge(&object(&app).expect("an object"), &HealthRules::new(settings)).0;
    let alone = judged(&Settings::default()).expect("health");
    assert_eq!((alone.status.as_str(), &*alone.message), ("Degraded", "two Pods crash"));
    let profile = VersionProfile { name: "3.2".into(), ..VersionProfile::default() };
    let raw = [("resource.customizations.health.argoproj.io_Application".into(), "hs = {} …".into())].into();
    assert!(judged(&Settings { profile, raw, ..Settings::default() }).is_some());
}
