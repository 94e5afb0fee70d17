//! Pairs under ignore rules of all three kinds, from the application and from argocd-cm, in both ways of comparing that need no
//! server, with fields of several managers; custom resources with fields of built-in types. `TIPHYS_PAIRS` asks more pairs than
//! the usual. The structured way and rules by manager need a control plane: Argo CD's library takes the types from it.
//!
//! Argo CD 3.2 answers here and 3.6 counts: where they differ, the question is listed with the reason ([`KNOWN`]).

use std::process::Command;

use serde_json::{Map, Value, json};

use super::oracle::{Dice, agree, fixtures, mutate, oracle};
use super::oracle_classes::{CHANGES, pointers};
use crate::support::testbed;

/// Pairs asked of each way.
const PAIRS: u64 = 1200;

/// Why 3.2 and 3.6 differ: structured-merge-diff 6.3.1-0.20251003215857 against 6.4.2, `typed/remove.go`.
const EMPTIED: &str = "a map that loses its last field is null in 3.6's library and was an empty map in 3.2's";

/// Why we differ from both.
const DEFAULT_KEY: &str =
    "an ignore rule took an item's key away: the types of /openapi/v2 have no default of it, those by which the server merges do";

/// Questions that are answered otherwise, of the structured comparison and of rules by manager.
const KNOWN: [(&str, &str); 9] = [
    ("apiservice-300", DEFAULT_KEY),
    ("deployment-710", EMPTIED),
    ("mutatingwebhookconfiguration-72", EMPTIED),
    ("mutatingwebhookconfiguration-222", EMPTIED),
    ("podtemplate-177", EMPTIED),
    ("podtemplate-1177", EMPTIED),
    ("pvc-1181", EMPTIED),
    ("replicationcontroller-534", EMPTIED),
    ("service-891", EMPTIED),
];

/// Kinds that the questions are about.
const KINDS: usize = 40;

/// Names, desired objects and live ones of custom resources. No server is asked: these have no defaults.
fn custom() -> Vec<(String, Value, Value)> {
    let rollout = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"replicas": 2, "strategy": {"canary": {"steps": [{"setWeight": 20}, {"pause": {"duration": "60s"}}]}},
            "template": {"spec": {"containers": [{"name": "main", "image": "nginx", "resources": {"requests": {"cpu": "100m", "memory": "1Gi"}},
                "env": [{"name": "A", "value": "1"}], "ports": [{"containerPort": 80}]}], "terminationGracePeriodSeconds": 30}}}});
    let prometheus = json!({
        "apiVersion": "monitoring.coreos.com/v1", "kind": "Prometheus", "metadata": {"name": "main", "namespace": "shop", "labels": {"a": "b"}},
        "spec": {"retentionSize": "512Mi", "scrape": {"interval": "90s"}, "resources": {"limits": {"cpu": "1000m", "memory": "512Mi"}},
            "containers": [{"name": "a", "resources": {"limits": {"cpu": "0.5"}}}, {"name": "b"}], "list": {"cpu": "100m"},
            "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1024Mi"}}], "source": {"secret": {"secretName": "x"}}, "tolerations": []}});
    let certificate = json!({
        "apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "tls", "namespace": "shop", "annotations": {"x/y": "z"}},
        "spec": {"duration": "2160h", "renewBefore": "360h0m0s", "dnsNames": ["a.example.com", "b.example.com"],
            "issuerRef": {"name": "ca", "kind": "ClusterIssuer"}}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}});
    let service = json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"hosts": ["web"], "http": [{"route": [{"destination": {"host": "a"}, "weight": 90}, {"destination": {"host": "b"}, "weight": 10}]}]}});
    let secret = json!({
        "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "db", "namespace": "shop"},
        "spec": {"refreshInterval": "1h", "target": {"name": "db"}, "data": [{"secretKey": "a", "remoteRef": {"key": "k", "property": "p"}}]}});
    let all = [rollout, prometheus, certificate, service, secret];
    all.into_iter().map(|object| (object["kind"].as_str().unwrap_or("").to_lowercase(), object.clone(), object)).collect()
}

/// What argocd-cm says of fields of the custom kinds.
fn known_types(kind: &str, dice: &mut Dice) -> Value {
    let fields: &[(&str, &str)] = match kind {
        "Rollout" => &[("spec.template.spec", "core/v1/PodSpec"), ("spec.strategy.canary.steps.pause.duration", "meta/v1/Duration")],
        "Prometheus" => &[
            ("spec.retentionSize", "core/Quantity"),
            ("spec.scrape.interval", "meta/v1/Duration"),
            ("spec.resources", "core/v1/ResourceRequirements"),
            ("spec.containers", "core/v1/Container"),
            ("spec.list", "core/v1/ResourceList"),
            ("spec.containers.resources.limits", "core/v1/ResourceList"),
            ("spec.volumes", "core/v1/Volume"),
            ("spec.source", "core/v1/VolumeSource"),
            ("spec.tolerations", "core/v1/Toleration"),
        ],
        "Certificate" => &[("spec.duration", "meta/v1/Duration"), ("spec.renewBefore", "meta/v1/Duration"), ("spec.x", "no/Type")],
        _ => &[],
    };
    let chosen = fields.iter().filter(|_| dice.roll(3) > 0);
    Value::Array(chosen.map(|(field, ty)| json!({"field": field, "type": ty})).collect())
}

/// A jq path expression that is about the field of a pointer, in one of the forms that people write.
fn jq(pointer: &str, dice: &mut Dice) -> String {
    let quoted = |step: &str| json!(step.replace("~1", "/").replace("~0", "~")).to_string();
    let form = dice.roll(7);
    let mut path = String::from(".");
    for step in pointer.split('/').skip(1) {
        let is_index = step.chars().all(|c| c.is_ascii_digit());
        match (is_index, form) {
            (true, 0) => path.push_str(&format!("[{step}]")),
            (true, 1) => path.push_str("[]"),
            (true, 2) => path.push_str("[]?"),
            (true, 3) => path.push_str("[0:2]"),
            (true, _) => path.push_str(&format!("[{step}]?")),
            (false, _) => path.push_str(&format!("[{}]", quoted(step))),
        }
    }
    match dice.roll(9) {
        0 => format!("{path} | select(. != null)"),
        1 => format!("{path}, .metadata.labels"),
        2 => format!("{path}[]"),
        3 => format!("{path}[]?.name"),
        4 => format!("{path} | .. | .image?"),
        5 => ".spec.template.spec.containers[] | select(.name == \"web\" or .name == \"main\") | .image".to_owned(),
        6 => ".spec.ports[]? | select(.protocol == \"UDP\")".to_owned(),
        7 if dice.roll(12) == 0 => "][".to_owned(),
        _ => path,
    }
}

/// Lines of a rule that point into the objects.
fn lines(config: &Value, live: &Value, managers: &[&str], dice: &mut Dice) -> Map<String, Value> {
    let mut all = Vec::new();
    pointers(config, "", &mut all);
    pointers(live, "", &mut all);
    let fixed = ["/kind", "/apiVersion", "/metadata/name", "/metadata/namespace", "/metadata/managedFields"];
    all.retain(|at| !at.is_empty() && *at != "/metadata" && !fixed.iter().any(|own| at.starts_with(own)));
    let any = |dice: &mut Dice| all.get(dice.roll(all.len())).cloned().unwrap_or_default();
    let mut rule = Map::new();
    if dice.roll(2) == 0 {
        let own: Vec<String> = (0..dice.roll(3)).map(|_| any(dice)).collect();
        rule.insert("jsonPointers".into(), json!(own));
    }
    if dice.roll(2) == 0 {
        let own: Vec<String> = (0..dice.roll(3))
            .map(|_| {
                let at = any(dice);
                jq(&at, dice)
            })
            .collect();
        rule.insert("jqPathExpressions".into(), json!(own));
    }
    if !managers.is_empty() && dice.roll(2) == 0 {
        rule.insert("managedFieldsManagers".into(), json!([managers[dice.roll(managers.len())]]));
    }
    rule
}

fn group_of(object: &Value) -> &str {
    object["apiVersion"].as_str().unwrap_or("").rsplit_once('/').map_or("", |(group, _)| group)
}

/// A rule of the application.
fn rule(config: &Value, live: &Value, managers: &[&str], dice: &mut Dice) -> Value {
    let mut rule = lines(config, live, managers, dice);
    let patterns =
        [(json!(group_of(config)), config["kind"].clone()), (json!("*"), json!("*")), (json!("*"), json!("{Deployment,Service,Rollout}"))];
    let (group, kind) = patterns[dice.roll(patterns.len())].clone();
    rule.insert("group".into(), group);
    rule.insert("kind".into(), kind);
    match dice.roll(8) {
        0 => drop(rule.insert("name".into(), json!(config["metadata"]["name"].as_str().unwrap_or("x")))),
        1 => drop(rule.insert("namespace".into(), json!("elsewhere"))),
        _ => {}
    }
    Value::Object(rule)
}

/// What argocd-cm says.
fn overrides(config: &Value, live: &Value, managers: &[&str], dice: &mut Dice) -> Value {
    let kind = config["kind"].as_str().unwrap_or("");
    let group = group_of(config);
    let mut out = Map::new();
    let mut put = |key: String, rule: Map<String, Value>, known: Value| {
        let text = serde_yaml::to_string(&Value::Object(rule)).expect("YAML");
        out.insert(key, json!({"ignoreDifferences": text, "knownTypeFields": known}));
    };
    if dice.roll(2) == 0 {
        let mut rule = Map::new();
        rule.insert("jsonPointers".into(), json!(["/status"]));
        put("*/*".into(), rule, json!([]));
    }
    if dice.roll(2) == 0 {
        let key = match (group.is_empty(), dice.roll(3)) {
            (true, 0) => kind.to_owned(),
            (_, 1) => format!("{group}/*"),
            _ => format!("{group}/{kind}"),
        };
        let known = known_types(kind, dice);
        put(key, lines(config, live, managers, dice), known);
    }
    Value::Object(out)
}

/// Gives fields to other managers, adds a manager of some of them, takes some away.
fn managed(live: &mut Value, dice: &mut Dice) {
    const NAMES: [&str; 4] = ["argocd-controller", "kubectl-edit", "hpa", "kubectl-client-side-apply"];
    let Some(entries) = live.pointer_mut("/metadata/managedFields").and_then(Value::as_array_mut) else { return };
    for entry in entries.iter_mut() {
        if dice.roll(2) == 0 {
            let name = NAMES[dice.roll(NAMES.len())];
            entry["manager"] = json!(name);
            entry["operation"] = json!(if name == "argocd-controller" { "Apply" } else { "Update" });
        }
    }
    let Some(mut more) = entries.first().cloned() else { return };
    for _ in 0..dice.roll(4) {
        thinned(&mut more["fieldsV1"], dice);
    }
    more["manager"] = json!(NAMES[dice.roll(NAMES.len())]);
    more["operation"] = json!("Update");
    more["subresource"] = json!("status");
    match dice.roll(4) {
        0 => entries.push(more),
        1 => thinned(&mut entries[0]["fieldsV1"], dice),
        _ => {}
    }
}

/// Leaves out one of the fields.
fn thinned(fields: &mut Value, dice: &mut Dice) {
    let Some(map) = fields.as_object_mut() else { return };
    let keys: Vec<String> = map.keys().filter(|key| *key != ".").cloned().collect();
    let Some(key) = keys.get(dice.roll(keys.len())).cloned() else { return };
    if dice.roll(4) == 0 || map[&key].as_object().is_none_or(Map::is_empty) {
        map.remove(&key);
    } else {
        thinned(&mut map[&key], dice);
    }
}

fn changed(object: &mut Value, dice: &mut Dice) {
    for _ in 0..dice.roll(3) {
        match dice.roll(4) {
            0 => mutate(object, dice, true),
            _ => CHANGES[dice.roll(CHANGES.len())](object, dice),
        }
    }
}

/// Which way a question is about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    LastApplied,
    Structured,
    Managers,
}

fn question(id: u64, cases: &[(String, Value, Value)], way: Way) -> Value {
    let mut dice = Dice::new(id + 5_000_000);
    let (name, desired, live) = &cases[usize::try_from(id).unwrap_or(0) % cases.len()];
    let (mut config, mut live) = (desired.clone(), live.clone());
    if way != Way::LastApplied {
        managed(&mut live, &mut dice);
    }
    changed(&mut config, &mut dice);
    changed(&mut live, &mut dice);
    if dice.roll(3) == 0 {
        let mut record = desired.clone();
        changed(&mut record, &mut dice);
        live["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = json!(record.to_string());
    }
    let managers: &[&str] = if way == Way::LastApplied { &[] } else { &["hpa", "kubectl-edit", "kubectl-client-side-apply", "nobody"] };
    let ignore: Vec<Value> = (0..dice.roll(3)).map(|_| rule(&config, &live, managers, &mut dice)).collect();
    let overrides = overrides(&config, &live, managers, &mut dice);
    json!({"id": format!("{name}-{id}"), "op": "diff", "config": config, "live": live, "ignore": ignore, "overrides": overrides,
        "structured": way == Way::Structured, "manager": "argocd-controller", "ignoreAggregatedRoles": dice.roll(2) == 0})
}

fn questions(cases: &[(String, Value, Value)], way: Way) -> Vec<Value> {
    let pairs = std::env::var("TIPHYS_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(PAIRS);
    (1..=pairs).map(|id| question(id, cases, way)).collect()
}

#[test]
fn pairs_under_rules_of_the_application_and_of_settings_get_the_verdicts_of_argo_cd() {
    let Some(program) = oracle() else { return };
    let cases: Vec<_> = fixtures().into_iter().chain(custom()).collect();
    let kinds: std::collections::BTreeSet<String> = cases.iter().map(|(_, object, _)| object["kind"].to_string()).collect();
    assert!(kinds.len() >= KINDS, "{} kinds", kinds.len());
    agree(&mut Command::new(program), &questions(&cases, Way::LastApplied), &[]);
}

/// Asks with the types of a control plane: the same built-in kinds, at the same version.
fn agree_with_types(way: Way) {
    let (Some(program), Some(types)) = (oracle(), testbed::openapi()) else { return };
    // Custom kinds are in no control plane here: there Argo CD refuses the structured comparison.
    let is_known = |(name, _, _): &(String, Value, Value)| name != "widget";
    let cases: Vec<_> = fixtures().into_iter().filter(is_known).collect();
    let known: Vec<(&str, &str)> = KNOWN.into_iter().filter(|(id, _)| (*id == "deployment-710") == (way == Way::Managers)).collect();
    agree(Command::new(program).arg("--openapi").arg(types), &questions(&cases, way), &known);
}

#[test]
fn pairs_with_fields_of_several_managers_get_the_verdicts_of_argo_cds_structured_comparison() {
    agree_with_types(Way::Structured);
}

#[test]
fn pairs_under_rules_that_trust_managers_get_the_verdicts_of_argo_cd() {
    agree_with_types(Way::Managers);
}
