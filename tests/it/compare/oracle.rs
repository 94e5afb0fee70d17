//! The same pairs of objects to the engine and to Argo CD's own library (the testbed's `oracle`): hundreds of desired
//! objects and live ones from a real API server, changed at random places, must get equal verdicts.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tiphys::engine::compare::{self, Rules};
use tiphys::engine::schema::Schema;
use tiphys::model::application::{IgnoreDifference, SyncPolicy};
use tiphys::model::ids::ClusterId;
use tiphys::model::object::{Object, Origin, serde_ser};
use tiphys::model::settings::{IgnoreStatus, Settings};

use crate::support::judged::settled;
use crate::support::testbed::report;

/// Pairs asked: about three seconds. 60,000 were asked once and got equal answers.
const PAIRS: u64 = 800;

/// A source of choices that gives the same ones on every run (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.roll(2);
        }
        dice
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap_or(0)
    }
}

/// Names, desired objects and live ones.
pub(super) fn fixtures() -> Vec<(String, Value, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/compare/oracle");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases
        .iter()
        .map(|case| {
            let name = case.file_name().expect("a name").to_string_lossy().into_owned();
            let desired = std::fs::read_to_string(case.join("desired.yaml")).expect("desired.yaml");
            let live = std::fs::read_to_string(case.join("live.json")).expect("live.json");
            let desired: Value = serde_yaml::from_str(&desired).expect("YAML");
            (name, desired, serde_json::from_str(&live).expect("JSON"))
        })
        .collect()
}

/// Changes one place somewhere in the value.
pub(super) fn mutate(value: &mut Value, dice: &mut Dice, at_root: bool) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let skip = ["metadata", "status"];
            let is_fixed = |key: &str| at_root && (key == "apiVersion" || key == "kind");
            let is_left = |key: &str| at_root && skip.contains(&key) && !dice.0.is_multiple_of(11);
            let keys: Vec<String> = map.keys().filter(|key| !is_fixed(key) && !is_left(key)).cloned().collect();
            let Some(key) = keys.get(dice.roll(keys.len())).cloned() else { return };
            match dice.roll(14) {
                0 if !at_root => drop(map.remove(&key)),
                1 if !at_root => drop(map.insert(key.clone(), emptied(&map[&key]))),
                2 => drop(map.insert("bogus".into(), json!("x"))),
                3 if !at_root => drop(map.insert(key, Value::Null)),
                _ => map.get_mut(&key).into_iter().for_each(|inner| mutate(inner, dice, false)),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = dice.roll(items.len());
            match dice.roll(8) {
                0 => drop(items.remove(index)),
                1 => items.reverse(),
                2 => items.push(items[index].clone()),
                3 => items.clear(),
                4 => items.push(items[index].as_object().map_or(json!("more"), renamed)),
                _ => mutate(&mut items[index], dice, false),
            }
        }
        other => *other = scalar(other, dice),
    }
}

fn renamed(map: &Map<String, Value>) -> Value {
    let mut map = map.clone();
    for key in ["name", "mountPath", "containerPort", "port", "key", "ip", "path"] {
        if let Some(own) = map.get_mut(key) {
            *own = if own.is_number() { json!(own.as_i64().unwrap_or(0) + 1) } else { json!(format!("{}x", own.as_str().unwrap_or(""))) };
        }
    }
    Value::Object(map)
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Object(_) => json!({}),
        Value::Array(_) => json!([]),
        Value::String(_) => json!(""),
        Value::Number(_) => json!(0),
        Value::Bool(_) => json!(false),
        Value::Null => Value::Null,
    }
}

fn scalar(value: &Value, dice: &mut Dice) -> Value {
    match value {
        Value::String(text) => match dice.roll(6) {
            0 => json!(""),
            1 => json!(format!("{text}-more")),
            2 => respelled(text),
            3 => Value::Null,
            4 => json!(7),
            _ => json!("other"),
        },
        Value::Number(number) => match dice.roll(5) {
            0 => json!(0),
            1 => json!(number.to_string()),
            2 => json!(number.as_i64().unwrap_or(0) + 1),
            3 => Value::Null,
            _ => json!(1.5),
        },
        Value::Bool(own) => [json!(!own), json!(own.to_string()), Value::Null][dice.roll(3)].clone(),
        other => other.clone(),
    }
}

/// The same quantity in other words, where it is one.
fn respelled(text: &str) -> Value {
    match text {
        "100m" => json!("0.1"),
        "1" => json!(1),
        "1000" => json!("1k"),
        "1Gi" => json!("1024Mi"),
        "64Mi" => json!("65536Ki"),
        "512Mi" => json!("0.5Gi"),
        "500m" => json!(0.5),
        other => json!(format!("{other} ")),
    }
}

/// One question, in the oracle's form.
fn question(id: u64, cases: &[(String, Value, Value)]) -> Value {
    let mut dice = Dice::new(id);
    let (name, desired, live) = &cases[dice.roll(cases.len())];
    let (mut config, mut live) = (desired.clone(), live.clone());
    (0..dice.roll(3)).for_each(|_| mutate(&mut config, &mut dice, true));
    (0..dice.roll(3)).for_each(|_| mutate(&mut live, &mut dice, true));
    let annotation = "kubectl.kubernetes.io/last-applied-configuration";
    if let Some(Value::Object(annotations)) = live.pointer_mut("/metadata/annotations") {
        match dice.roll(4) {
            0 => drop(annotations.remove(annotation)),
            1 => {
                let mut record = desired.clone();
                mutate(&mut record, &mut dice, true);
                annotations.insert(annotation.into(), json!(record.to_string()));
            }
            _ => {}
        }
    }
    let ignore = match dice.roll(4) {
        0 => {
            json!([{"group": "*", "kind": "*", "jsonPointers": ["/spec/replicas", "/spec/template/spec/containers/0", "/data", "/rules/0"]}])
        }
        1 => {
            json!([{"group": "apps", "kind": "Deployment", "name": "web", "jsonPointers": ["/spec/template/spec/containers/-1/image", "/metadata/labels"]}])
        }
        _ => json!([]),
    };
    let status = dice.roll(2) == 0;
    let overrides = if status { json!({"*/*": {"ignoreDifferences": "jsonPointers:\n- /status\n"}}) } else { json!({}) };
    json!({"id": format!("{name}-{id}"), "op": "diff", "config": config, "live": live, "ignore": ignore, "overrides": overrides})
}

pub(super) fn object(value: &Value) -> Option<Object> {
    let value = serde_ser::to_value(value).expect("a value");
    Object::new(value.as_map()?.clone(), Origin::default()).ok()
}

/// The rules of a question: what Argo CD gets as ignore rules, overrides and flags.
fn rules(question: &Value) -> Rules {
    let ignore: Vec<IgnoreDifference> = serde_json::from_value(question["ignore"].clone()).expect("rules");
    let aggregated = question["ignoreAggregatedRoles"].as_bool().unwrap_or(false);
    let raw = [
        ("resource.customizations", question["overrides"].to_string()),
        ("resource.compareoptions", format!("ignoreAggregatedRoles: {aggregated}")),
    ];
    let raw = raw.into_iter().map(|(key, text)| (Arc::from(key), Arc::from(text))).collect();
    let is_structured = question["structured"].as_bool().unwrap_or(false);
    let sync_options = if is_structured { vec!["ServerSideApply=true".to_owned()] } else { Vec::new() };
    Rules {
        instance: "shop".into(),
        cluster: ClusterId::new("c"),
        namespace: "shop".into(),
        ignore: ignore.into(),
        policy: SyncPolicy { sync_options, ..SyncPolicy::default() }.into(),
        settings: Settings { ignore_status: IgnoreStatus::None, raw, ..Settings::default() }.into(),
        server_side: None,
        server: "".into(),
    }
}

/// Our answer to a question: the live object and what it would become, as they are compared.
pub(super) fn ours(question: &Value) -> Result<(Value, Value), String> {
    let (Some(config), Some(live)) = (object(&question["config"]), object(&question["live"])) else { return Err("no object".into()) };
    let (rules, schema) = (rules(question), Schema::builtin());
    let sides = settled(|asking| compare::sides(Some(&config), Some(&live), &schema, &rules, asking));
    let (live, predicted) = sides.map_err(|problem| problem.to_string())?.expect("both are there");
    let json = |map: &_| serde_json::to_value(map).expect("JSON");
    Ok((json(&live), json(&predicted)))
}

/// The testbed's program, if it is there.
pub(crate) fn oracle() -> Option<PathBuf> {
    let program = std::env::var_os("KUBEBUILDER_ASSETS").map(|folder| PathBuf::from(folder).join("oracle")).filter(|path| path.exists());
    report(program.is_some());
    if program.is_none() {
        println!("skipped: KUBEBUILDER_ASSETS names no folder with the testbed's oracle");
    }
    program
}

/// The oracle's answers, in the order of the questions.
pub(crate) fn theirs(program: &Path, questions: &[Value]) -> Vec<Value> {
    told_by(&mut Command::new(program), questions)
}

fn told_by(program: &mut Command, questions: &[Value]) -> Vec<Value> {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the oracle");
    let mut input = child.stdin.take().expect("stdin");
    let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("the oracle ends");
    writer.join().expect("the writer ends").expect("the oracle reads");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A structured comparison leaves the managed fields on both sides there, and they are the same on both.
fn without_owners(value: &Value) -> Value {
    let mut value = value.clone();
    value.get_mut("metadata").and_then(Value::as_object_mut).map(|metadata| metadata.remove("managedFields"));
    value
}

/// A number that floating-point numbers do not have.
pub(super) const LARGE: i64 = 9_007_199_254_740_993;

/// Whether two normalised objects are the same. Subsets of Endpoints have an order of their own there.
fn same(ours: &Value, theirs: &Value) -> bool {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Array(items) => {
                let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
                items.sort_by_key(Value::to_string);
                Value::Array(items)
            }
            Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, sorted(value))).collect()),
            other => other,
        }
    }
    let order = |value: &Value| if theirs["kind"] == json!("Endpoints") { sorted(whole(value)) } else { whole(value) };
    order(&without_owners(ours)) == order(&without_owners(theirs))
}

/// A value with whole numbers as Go prints them: without their fraction, and those of more than 53 bits as it reads them, as
/// floating-point numbers. Ours stay exact: there two such numbers may count as equal.
fn whole(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(whole).collect()),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), whole(value))).collect()),
        Value::Number(number) => match number.as_f64().filter(|own| number.is_f64() && own.fract() == 0.0) {
            #[expect(clippy::cast_possible_truncation, reason = "only texts are compared")]
            Some(whole) => json!(whole as i64),
            None if number.as_i64() == Some(LARGE) => json!(LARGE - 1),
            None => value.clone(),
        },
        Value::String(text) if *text == LARGE.to_string() => json!((LARGE - 1).to_string()),
        other => other.clone(),
    }
}

/// Asks both and fails where they disagree: in the verdict, and, where something differs, in the two sides. `known`: questions
/// on which they do, with the reason; one that is answered alike by now fails too.
pub(super) fn agree(program: &mut Command, questions: &[Value], known: &[(&str, &str)]) {
    let answers = told_by(program, questions);
    assert_eq!(answers.len(), questions.len());
    let (mut wrong, mut kept) = (Vec::new(), String::new());
    let (mut modified, mut refused) = (0, 0);
    for (question, answer) in questions.iter().zip(&answers) {
        let got = ours(question);
        let is_right = match (&got, answer["got"]["modified"].as_bool()) {
            (Err(_), None) => true,
            (Ok((live, predicted)), Some(false)) => live == predicted,
            (Ok((live, predicted)), Some(true)) => {
                live != predicted && same(live, &answer["got"]["normalizedLive"]) && same(predicted, &answer["got"]["predictedLive"])
            }
            (Ok(_), None) | (Err(_), Some(_)) => false,
        };
        modified += usize::from(answer["got"]["modified"].as_bool() == Some(true));
        refused += usize::from(answer["got"]["modified"].is_null());
        let is_known = known.iter().any(|(id, _)| question["id"] == json!(id));
        assert!(!(is_right && is_known), "{} is answered alike by now", question["id"]);
        if !is_right && !is_known {
            wrong.push(format!("{} — {}", question["id"], told(got, answer)));
            kept.push_str(&format!("{question}\n"));
        }
    }
    let right = questions.len() - wrong.len();
    println!("{right} of {} pairs equal, {modified} modified, {refused} refused", questions.len());
    if !wrong.is_empty() {
        let name = format!("oracle-{}.jsonl", std::thread::current().name().unwrap_or("").replace("::", "-"));
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), kept).expect("the wrong questions are kept");
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(60)]);
}

/// Where two answers part, in one line.
fn told(ours: Result<(Value, Value), String>, answer: &Value) -> String {
    let theirs = &answer["got"];
    match ours {
        Err(problem) => format!("ours {problem}; theirs modified {} {}", theirs["modified"], answer["error"]),
        Ok((live, predicted)) => {
            let mut parts = vec![format!("ours modified {}; theirs {} {}", live != predicted, theirs["modified"], answer["error"])];
            if theirs["modified"].is_null() {
                return parts.remove(0);
            }
            for (name, own, other) in [("live", &live, &theirs["normalizedLive"]), ("predicted", &predicted, &theirs["predictedLive"])] {
                let mut at = Vec::new();
                apart("", &whole(&without_owners(own)), &whole(&without_owners(other)), &mut at);
                parts.extend(at.into_iter().take(3).map(|place| format!("{name} {place}")));
            }
            parts.join(" | ")
        }
    }
}

/// The places in which two values differ.
fn apart(at: &str, ours: &Value, theirs: &Value, out: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (own, other) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                if a.contains_key(key) == b.contains_key(key) {
                    apart(&format!("{at}/{key}"), own, other, out);
                } else {
                    out.push(format!("{at}/{key}: ours {own} theirs {other} (one lacks it)"));
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(index, (own, other))| apart(&format!("{at}/{index}"), own, other, out));
        }
        _ if ours == theirs => {}
        _ => out.push(format!("{at}: ours {ours} theirs {theirs}")),
    }
}

#[test]
fn random_pairs_get_the_verdicts_of_argo_cd() {
    let Some(program) = oracle() else { return };
    let cases = fixtures();
    agree(&mut Command::new(program), &(1..=PAIRS).map(|id| question(id, &cases)).collect::<Vec<_>>(), &[]);
}
