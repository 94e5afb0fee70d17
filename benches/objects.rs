//! Objects: comparing one large Deployment and 20,000 small ones, and judging the health of 20,000 objects, in the engine
//! alone. `cargo bench --bench objects`; with `KUBEBUILDER_ASSETS` (a folder with the testbed's `oracle`) the same questions go to Argo
//! CD's own libraries: from JSON to verdict on both sides, one thread each, the oracle's start taken off.
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use support::budget::{Budgets, millis, note, percentile};
use support::process::peak_mib;
use tiphys::engine::compare::{self, Desired, Live, Rules};
use tiphys::engine::health::{self, HealthRules};
use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answers, Asking, Step};
use tiphys::model::ids::ClusterId;
use tiphys::model::object::value::Value;
use tiphys::model::object::{Object, Origin};
use tiphys::model::settings::Settings;

/// Objects of the large runs.
const MANY: usize = 20_000;

/// A Deployment with so many containers of twenty lines each.
fn deployment(name: &str, containers: usize, image: &str) -> Json {
    let container = |index: usize| {
        json!({
            "name": format!("c{index}"), "image": image, "args": ["--one", "--two", "--three"],
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "C", "value": "3"}],
            "ports": [{"containerPort": 8080 + index, "name": format!("p{index}")}],
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
        })
    };
    let containers: Vec<Json> = (0..containers).map(container).collect();
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": "bench", "labels": {"app": name}},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": name}},
                 "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": containers}}},
    })
}

/// The same as a server has it: recorded, defaulted, with a status.
fn live(desired: &Json) -> Json {
    let mut live = desired.clone();
    live["metadata"]["uid"] = json!("0c6e7e2e");
    live["metadata"]["annotations"] = json!({"kubectl.kubernetes.io/last-applied-configuration": desired.to_string()});
    live["spec"]["progressDeadlineSeconds"] = json!(600);
    live["spec"]["template"]["spec"]["dnsPolicy"] = json!("ClusterFirst");
    live["status"] = json!({"observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2, "readyReplicas": 2});
    live
}

fn object(text: &str) -> Object {
    match parse_json(text.as_bytes()).expect("JSON") {
        Value::Map(map) => Object::new(map, Origin::default()).expect("an object"),
        other => unreachable!("{} is no object", other.kind_name()),
    }
}

fn rules() -> Rules {
    Rules {
        instance: "bench".into(),
        cluster: ClusterId::new("c"),
        namespace: "bench".into(),
        ignore: Arc::default(),
        policy: Arc::default(),
        settings: Arc::new(Settings::default()),
        server_side: None,
        server: "".into(),
    }
}

fn main() -> ExitCode {
    let mut budgets = Budgets::default();
    one(&mut budgets);
    many(&mut budgets);
    judged(&mut budgets);
    note("peak memory", &format!("{:.0} MiB", peak_mib(std::process::id())));
    budgets.finish()
}

/// One Deployment of 2,000 lines.
fn one(budgets: &mut Budgets) {
    let desired = deployment("large", 86, "registry.example.com/app:1");
    let mut other = live(&desired);
    other["spec"]["template"]["spec"]["containers"][40]["image"] = json!("registry.example.com/app:2");
    let n_lines = serde_yaml::to_string(&desired).expect("YAML").lines().count();
    let (config, current) = (desired.to_string(), other.to_string());
    let (schema, rules, answers) = (Schema::builtin(), rules(), Answers::default());
    let mut times: Vec<f64> = (0..100)
        .map(|_| {
            let began = Instant::now();
            let (config, current) = (object(&config), object(&current));
            let modified = compare::is_modified(Some(&config), Some(&current), &schema, &rules, &mut Asking::new(&answers));
            assert!(modified.expect("compared"), "one image differs");
            millis(began.elapsed())
        })
        .collect();
    let ours = percentile(&mut times, 0.5);
    budgets.under(&format!("one Deployment of {n_lines} lines, from JSON to verdict"), 20.0, ours, "ms");
    let question = json!({"id": "0", "op": "diff", "config": desired, "live": other, "ignore": [], "overrides": {}});
    if let Some(theirs) = oracle(&question, 200) {
        budgets.at_least("Argo CD's library for the same, as a ratio", 2.0, millis(theirs) / ours, "x");
    }
}

/// 20,000 small ones in one application.
fn many(budgets: &mut Budgets) {
    let schema = Schema::builtin();
    let (mut wanted, mut found) = (Desired::default(), Live::default());
    for index in 0..MANY {
        let own = deployment(&format!("d{index}"), 1, "registry.example.com/app:1");
        let current = object(&live(&own).to_string());
        found.objects.insert(current.key(&ClusterId::new("c")), current);
        wanted.objects.push(object(&own.to_string()));
    }
    let (rules, answers) = (rules(), Answers::default());
    let began = Instant::now();
    let step = compare::compare(&wanted, &found, None, &schema, &rules, &answers);
    let taken = began.elapsed();
    let Step::Done { value, .. } = step else { unreachable!("nothing is asked") };
    assert_eq!(value.rows.len(), MANY);
    budgets.under(&format!("comparing {MANY} Deployments"), 10.0, taken.as_secs_f64(), "s");
    let own = deployment("d0", 1, "registry.example.com/app:1");
    let question = json!({"id": "0", "op": "diff", "config": own, "live": live(&own), "ignore": [], "overrides": {}});
    if let Some(theirs) = oracle(&question, 2_000) {
        let theirs = theirs.as_secs_f64() * f64::from(u32::try_from(MANY).unwrap_or(u32::MAX));
        budgets.at_least("Argo CD's library for as many (from JSON), as a ratio", 2.0, theirs / taken.as_secs_f64(), "x");
    }
}

/// Health by the table.
fn judged(budgets: &mut Budgets) {
    let certificate = |index: usize| {
        let conditions = json!([{"type": "Ready", "status": if index.is_multiple_of(3) { "False" } else { "True" }, "message": "m"}]);
        json!({"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": format!("c{index}")}, "status": {"conditions": conditions}})
    };
    let objects: Vec<Object> = (0..MANY).map(|index| object(&certificate(index).to_string())).collect();
    let rules = HealthRules::new(&Settings::default());
    let began = Instant::now();
    let n_known = objects.iter().filter(|object| health::judge(object, &rules).0.is_some()).count();
    let taken = began.elapsed();
    assert_eq!(n_known, MANY);
    budgets.under(&format!("judging the health of {MANY} Certificates"), 0.5, taken.as_secs_f64(), "s");
    if let Some(theirs) = oracle(&json!({"id": "0", "op": "health", "object": certificate(1), "overrides": {}}), 2_000) {
        let theirs = theirs.as_secs_f64() * f64::from(u32::try_from(MANY).unwrap_or(u32::MAX));
        budgets.at_least("Argo CD's library for as many (from JSON), as a ratio", 10.0, theirs / taken.as_secs_f64(), "x");
    }
}

/// What the oracle needs for one question, its start taken off; none where it is not there.
fn oracle(question: &Json, times: u32) -> Option<Duration> {
    let program = std::env::var_os("KUBEBUILDER_ASSETS").map(|folder| PathBuf::from(folder).join("oracle"))?;
    if !program.exists() {
        note("Argo CD's library", "skipped: KUBEBUILDER_ASSETS names no folder with the testbed's oracle");
        return None;
    }
    let start = asked(&program, &format!("{question}\n"));
    let all = asked(&program, &format!("{question}\n").repeat(usize::try_from(times).unwrap_or(1) + 1));
    Some(all.saturating_sub(start) / times)
}

fn asked(program: &Path, lines: &str) -> Duration {
    let began = Instant::now();
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the oracle");
    child.stdin.take().expect("stdin").write_all(lines.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    began.elapsed()
}
