//! The same pairs as in `oracle`, changed where comparisons go wrong: quantities and ports spelt otherwise, defaults given
//! and left out, empty values and nulls, Secrets' `stringData`, environments, ignore rules that point at any field of the
//! objects. `TIPHYS_PAIRS` asks more pairs than the usual.

use std::process::Command;

use serde_json::{Map, Value, json};

use super::oracle::{Dice, LARGE, agree, fixtures, oracle};

/// Pairs asked.
const PAIRS: u64 = 1500;

/// A change of one object, at a place that suits it; none where there is no such place.
pub(super) type Change = fn(&mut Value, &mut Dice);

pub(super) const CHANGES: [Change; 9] = [quantity, int_or_string, emptied, secret, port, environment, metadata, number, status];

fn pick(of: &[Value], dice: &mut Dice) -> Value {
    of[dice.roll(of.len())].clone()
}

/// Pointers to all values below, escaped; the root's is empty.
pub(super) fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, inner)| pointers(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, inner)| pointers(inner, &format!("{at}/{index}"), out)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// One of the values whose pointer ends so, or anything for which `fits` holds.
fn place<'v>(value: &'v mut Value, dice: &mut Dice, fits: impl Fn(&str, &Value) -> bool) -> Option<&'v mut Value> {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    all.retain(|at| !at.is_empty() && !["/kind", "/apiVersion", "/metadata/name"].contains(&at.as_str()));
    all.retain(|at| value.pointer(at).is_some_and(|found| fits(at, found)));
    let at = all.get(dice.roll(all.len()))?.clone();
    value.pointer_mut(&at)
}

fn quantity(object: &mut Value, dice: &mut Dice) {
    let is_quantities =
        |at: &str, _: &Value| ["/requests", "/limits", "/hard", "/capacity", "/default"].iter().any(|end| at.ends_with(end));
    let Some(Value::Object(map)) = place(object, dice, is_quantities) else { return };
    let spelt =
        ["1", "1000m", "1.0", "0.1", "100m", "1Gi", "1024Mi", "1073741824", "0", "0m", "1e3", "1k", "0.5", "5e-1", "1.5Gi", "1536Mi"];
    let spelt = spelt.map(Value::from).into_iter().chain([json!(1), json!(1000), json!(0), json!(0.5), Value::Null, json!("")]);
    let key = ["cpu", "memory", "storage", "example.com/gpu"][dice.roll(4)];
    map.insert(key.into(), pick(&spelt.collect::<Vec<_>>(), dice));
}

fn int_or_string(object: &mut Value, dice: &mut Dice) {
    let ends = ["/targetPort", "/maxSurge", "/maxUnavailable", "/minAvailable", "/httpGet/port", "/tcpSocket/port"];
    let Some(found) = place(object, dice, |at, _| ends.iter().any(|end| at.ends_with(end))) else { return };
    *found = pick(&[json!(80), json!("80"), json!("25%"), json!("http"), json!(0), json!("0"), json!(""), Value::Null], dice);
}

fn emptied(object: &mut Value, dice: &mut Dice) {
    let Some(Value::Object(map)) = place(object, dice, |_, found| found.is_object()) else { return };
    let keys: Vec<String> = map.keys().filter(|key| !["name", "key"].contains(&key.as_str())).cloned().collect();
    let Some(key) = keys.get(dice.roll(keys.len())).cloned() else { return };
    let empty = match &map[&key] {
        Value::Object(_) => json!({}),
        Value::Array(_) => json!([]),
        Value::String(_) => json!(""),
        Value::Number(_) => json!(0),
        Value::Bool(_) | Value::Null => json!(false),
    };
    match dice.roll(3) {
        0 => drop(map.insert(key, Value::Null)),
        1 => drop(map.insert(key, empty)),
        _ => drop(map.remove(&key)),
    }
}

fn secret(object: &mut Value, dice: &mut Dice) {
    if object["kind"] != json!("Secret") {
        return;
    }
    let Some(map) = object.as_object_mut() else { return };
    let keys: Vec<String> = map.get("data").and_then(Value::as_object).map(|data| data.keys().cloned().collect()).unwrap_or_default();
    let key = keys.get(dice.roll(keys.len() + 1)).cloned().unwrap_or_else(|| "new".into());
    let texts = [json!({key.clone(): "plain"}), json!({key.clone(): ""}), json!({"password": "admin", "x": "y"}), json!({}), Value::Null];
    match dice.roll(4) {
        0 => drop(map.insert("stringData".into(), pick(&texts, dice))),
        1 => drop(map.insert("data".into(), pick(&[json!({key.clone(): null}), json!({key: "cGxhaW4="}), Value::Null, json!({})], dice))),
        2 => drop(map.insert("type".into(), pick(&[json!("Opaque"), json!(""), Value::Null], dice))),
        _ => drop(map.insert("immutable".into(), json!(dice.roll(2) == 0))),
    }
}

fn port(object: &mut Value, dice: &mut Dice) {
    let is_ports = |at: &str, found: &Value| at.ends_with("/ports") && found.as_array().is_some_and(|items| !items.is_empty());
    let Some(Value::Array(ports)) = place(object, dice, is_ports) else { return };
    let index = dice.roll(ports.len());
    match (dice.roll(5), ports[index].as_object_mut()) {
        (0, Some(own)) => drop(own.remove("protocol")),
        (1, Some(own)) => drop(own.insert("protocol".into(), pick(&[json!("TCP"), json!("UDP"), json!("")], dice))),
        (2, Some(own)) => drop(own.insert("name".into(), pick(&[json!("web"), json!(""), Value::Null], dice))),
        (3, Some(own)) => {
            let mut twin = own.clone();
            twin.insert("protocol".into(), json!("UDP"));
            ports.push(Value::Object(twin));
        }
        _ => ports.reverse(),
    }
}

fn environment(object: &mut Value, dice: &mut Dice) {
    let Some(Value::Object(container)) = place(object, dice, |_, found| found.get("image").is_some()) else { return };
    let env = container.entry("env").or_insert_with(|| json!([]));
    let Some(env) = env.as_array_mut() else { return };
    match dice.roll(6) {
        0 => env.push(json!({"name": "EMPTY", "value": ""})),
        1 => env.push(json!({"name": "EMPTY"})),
        2 => env.push(json!({"name": "FROM", "value": null, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}})),
        3 => env.push(json!({"name": "FROM", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}})),
        4 => env.reverse(),
        _ => env.extend(env.first().cloned()),
    }
}

fn metadata(object: &mut Value, dice: &mut Dice) {
    let Some(map) = object["metadata"].as_object_mut() else { return };
    let (key, value) = match dice.roll(10) {
        0 => ("labels", Value::Null),
        1 => ("labels", json!({})),
        2 => ("annotations", Value::Null),
        3 => ("annotations", json!({"a/b": "", "c~d": "x"})),
        4 => ("creationTimestamp", Value::Null),
        5 => ("namespace", json!("elsewhere")),
        6 => ("finalizers", json!(["example.com/f"])),
        7 => ("finalizers", json!([])),
        8 => ("ownerReferences", json!([{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "u"}])),
        _ => ("generation", json!(7)),
    };
    map.insert(key.into(), value);
}

fn number(object: &mut Value, dice: &mut Dice) {
    // Go cuts such a number off there and nowhere else, without a word.
    let at_endpoints = object["kind"] == json!("Endpoints");
    let Some(found) = place(object, dice, |_, found| found.is_number()) else { return };
    let own = found.as_i64().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "numbers of manifests are small")]
    let as_float = own as f64;
    let large = if at_endpoints { json!(7) } else { json!(LARGE) };
    *found = pick(&[json!(as_float), json!(own + 1), json!(own.to_string()), large, json!(-1)], dice);
}

fn status(object: &mut Value, dice: &mut Dice) {
    let Some(map) = object.as_object_mut() else { return };
    map.insert("status".into(), pick(&[json!({}), Value::Null, json!({"replicas": 3}), json!({"loadBalancer": {}})], dice));
}

/// Rules that point into the objects, and a little beside their fields.
fn rules(config: &Value, live: &Value, dice: &mut Dice) -> Value {
    let mut all = Vec::new();
    pointers(config, "", &mut all);
    pointers(live, "", &mut all);
    all.retain(|at| {
        !at.is_empty() && !at.starts_with("/kind") && !at.starts_with("/apiVersion") && *at != "/metadata" && *at != "/metadata/name"
    });
    let own: Vec<String> = (0..dice.roll(4))
        .map(|_| {
            let at = all[dice.roll(all.len())].clone();
            match dice.roll(9) {
                0 => format!("{at}/missing"),
                1 => format!("{at}/0"),
                2 => format!("{at}/-"),
                3 => format!("{at}/-1"),
                4 => at.replace("~1", "/"),
                _ => at,
            }
        })
        .collect();
    let (group, kind) = (config["apiVersion"].as_str().unwrap_or("").rsplit_once('/').map_or("", |(group, _)| group), &config["kind"]);
    let group = [json!(group), json!("*"), json!("apps"), json!("*.k8s.io")][dice.roll(4)].clone();
    let kind = [kind.clone(), json!("*"), json!("[A-Z]*"), json!("{Deployment,Service}")][dice.roll(4)].clone();
    json!([{"group": group, "kind": kind, "name": "", "jsonPointers": own}])
}

fn question(id: u64, cases: &[(String, Value, Value)]) -> Value {
    let mut dice = Dice::new(id + 1_000_000);
    let (name, desired, live) = &cases[dice.roll(cases.len())];
    let (mut config, mut live) = (desired.clone(), live.clone());
    for _ in 0..=dice.roll(3) {
        let change = CHANGES[dice.roll(CHANGES.len())];
        match dice.roll(3) {
            0 => change(&mut config, &mut dice),
            1 => change(&mut live, &mut dice),
            _ => {
                change(&mut config, &mut dice);
                change(&mut live, &mut dice);
            }
        }
    }
    if dice.roll(4) == 0
        && let Some(annotations) = live.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut)
    {
        let mut record = desired.clone();
        CHANGES[dice.roll(CHANGES.len())](&mut record, &mut dice);
        annotations.insert("kubectl.kubernetes.io/last-applied-configuration".into(), json!(record.to_string()));
    }
    let ignore = if dice.roll(2) == 0 { rules(&config, &live, &mut dice) } else { json!([]) };
    let overrides =
        if dice.roll(2) == 0 { json!({"*/*": {"ignoreDifferences": "jsonPointers:\n- /status\n"}}) } else { Value::Object(Map::new()) };
    json!({"id": format!("{name}-{id}"), "op": "diff", "config": config, "live": live, "ignore": ignore, "overrides": overrides})
}

#[test]
fn pairs_that_differ_in_spelling_defaults_and_empty_values_get_the_verdicts_of_argo_cd() {
    let Some(program) = oracle() else { return };
    let cases = fixtures();
    let pairs = std::env::var("TIPHYS_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(PAIRS);
    agree(&mut Command::new(program), &(1..=pairs).map(|id| question(id, &cases)).collect::<Vec<_>>(), &[]);
}
