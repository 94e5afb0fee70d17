//! Tests of the walk: what its differences are, and that the old value with them applied is the new one.

use proptest::prelude::*;

use super::hunks::Change;
use super::inside::Format;
use super::walk::{self, Found, Raw};
use crate::engine::manifest::json;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

fn yaml(text: &str) -> Value {
    let mut documents = parse_yaml(text.as_bytes(), "test", ParseOptions::KUBERNETES);
    assert!(documents.problems.is_empty(), "{text}: {:?}", documents.problems);
    documents.values.pop().map(|document| document.value).unwrap_or_default()
}

fn found(old: &Value, new: &Value) -> Found {
    walk::differences(&Schema::builtin(), TypeRef::DEDUCED, old, new)
}

fn text(value: Option<&Value>) -> String {
    value.map_or("∅".to_owned(), |value| String::from_utf8_lossy(&json::canonical_json(value)).into_owned())
}

fn told(old: &str, new: &str) -> Vec<String> {
    let line = |raw: &Raw| {
        let place: String = raw.inside.iter().fold(raw.path.to_string(), |place, inside| format!("{place} ▸ {inside}"));
        let old_place = raw.old_path.as_ref().map_or(String::new(), |path| format!(" (was {path})"));
        match raw.change {
            Change::Moved { from, to } => format!("{place}: moved {from} → {to}"),
            Change::Added | Change::Removed | Change::Changed => {
                format!("{place}{old_place}: {} → {}", text(raw.old.as_ref()), text(raw.new.as_ref()))
            }
        }
    };
    found(&yaml(old), &yaml(new)).raw.iter().map(line).collect()
}

#[test]
fn an_item_put_into_the_middle_of_a_list_without_keys_is_one_addition() {
    let rules = "r: [{from: a, to: [x, z], port: 1}, {from: b, to: [x], port: 2}, {from: c, to: [z], port: 3}]";
    assert_eq!(
        told(rules, &rules.replace("{from: b", "{from: q, to: [q], port: 9}, {from: b")),
        [r#"r[1]: ∅ → {"from":"q","port":9,"to":["q"]}"#]
    );
    assert_eq!(
        told(rules, &rules.replace("{from: b, to: [x], port: 2}", "{from: q, to: [q], port: 9}, {from: b, to: [x], port: 5}")),
        [r#"r[1]: ∅ → {"from":"q","port":9,"to":["q"]}"#, "r[2].port (was r[1].port): 2 → 5"],
        "its neighbor changed at the same time"
    );
    assert_eq!(told(rules, &rules.replace("{from: a, to: [x, z], port: 1}, ", "")), [r#"r[0]: {"from":"a","port":1,"to":["x","z"]} → ∅"#]);
}

#[test]
fn moves_are_moves_also_of_items_that_changed() {
    assert_eq!(told("l: [a, b, c, d]", "l: [d, a, b, c]"), ["l[0]: moved 3 → 0"]);
    assert_eq!(
        told("l: [{name: a, v: 1}, {name: b, v: 1}]", "l: [{name: b, v: 2}, {name: a, v: 1}]"),
        ["l[name=b].v: 1 → 2", "l[name=a]: moved 0 → 1"]
    );
    assert_eq!(told("l: [{k: 1, v: [x]}, {k: 2, v: [y]}]", "l: [{k: 2, v: [y]}, {k: 1, v: [x]}]").len(), 1);
}

#[test]
fn scalars_are_paired_by_the_longest_common_part() {
    assert_eq!(told("l: [-v, '1', -x, '1']", "l: [-v, '1', -y, '2', -x, '1']"), [r#"l[2]: ∅ → "-y""#, r#"l[3]: ∅ → "2""#]);
    assert_eq!(
        told("l: [a, --port=80, b]", "l: [a, --new, --port=81, b]"),
        [r#"l[1]: ∅ → "--new""#, r#"l[2] (was l[1]): "--port=80" → "--port=81""#]
    );
    assert_eq!(told("l: [a, b]", "l: [a, c]"), [r#"l[1]: "b" → "c""#]);
    assert_eq!(told("l: [a]", "l: []"), [r#"l[0]: "a" → ∅"#]);
    assert_eq!(told("l: [a]", "l: {}"), [r#"l: ["a"] → {}"#]);
}

#[test]
fn documents_within_texts_are_walked_as_what_they_say() {
    let map = |text: &str| format!("data:\n  config.yaml: |\n{}", text.lines().map(|line| format!("    {line}\n")).collect::<String>());
    assert_eq!(
        told(&map("server:\n  port: 80\n  hosts: [a, b]\n"), &map("server:\n  hosts: [a, b]\n  port: 81\n")),
        [r#"data["config.yaml"] ▸ server.port: 80 → 81"#]
    );
    assert_eq!(told(&map("a: 1\nb: 2\n"), &map("b:  2\na: 1\n")).len(), 1, "only the form differs: it is told as a text");
    assert_eq!(told("a: '{\"x\": {\"y\": 1}}'", "a: '{\"x\":{\"y\":2,\"z\":3}}'"), ["a ▸ x.y: 1 → 2", "a ▸ x.z: ∅ → 3"]);
    assert_eq!(told("a: '[1, 2]'", "a: '[1, 2, 3]'"), ["a ▸ [2]: ∅ → 3"]);
    let nested = |n: i32| format!(r#"a: '{{"in": "{{\"n\": {n}}}"}}'"#);
    assert_eq!(told(&nested(1), &nested(2)), ["a ▸ in ▸ n: 1 → 2"]);
}

#[test]
fn items_of_lists_in_documents_of_known_kinds_are_named_by_their_keys() {
    let pod = |image: &str| {
        format!(r#"t: '{{"apiVersion": "v1", "kind": "Pod", "spec": {{"containers": [{{"name": "web", "image": "{image}"}}]}}}}'"#)
    };
    assert_eq!(told(&pod("web:1"), &pod("web:2")), [r#"t ▸ spec.containers[name=web].image: "web:1" → "web:2""#]);
}

#[test]
fn differences_beyond_the_limit_are_counted() {
    let map = |mark: &str| Value::map((0..7_000).map(|n| (format!("k{n}").as_str().into(), Value::str(format!("{mark}{n}")))).collect());
    let found = found(&map("a"), &map("b"));
    assert_eq!((found.raw.len(), found.n_left_out), (5_000, 2_000));
}

#[test]
fn lists_of_ten_thousand_items_take_no_square_of_time() {
    let item = |n: usize, v: usize| yaml(&format!("{{from: host-{n}, port: {v}, to: [a, b, {{n: {n}}}]}}"));
    let old = Value::list((0..10_000).map(|n| item(n, 1)).collect());
    let all: Vec<Value> = (0..10_000).map(|n| item(n, 2)).collect();
    let reversed = Value::list((0..10_000).rev().map(|n| item(n, 1)).collect());
    let strange = Value::list((0..10_000).map(|n| yaml(&format!("{{q{n}: x}}"))).collect());
    let mut inserted = all.clone();
    inserted.insert(5_000, item(77_777, 3));
    for new in [Value::list(all), Value::list(inserted), reversed, strange] {
        let raw = found(&old, &new);
        assert_eq!(raw.raw.len(), 5_000);
        assert!(raw.n_left_out > 0);
    }
    let scalars = |step: usize| Value::list((0..10_000).map(|n| Value::str(format!("{}", n * step % 9_973))).collect());
    assert!(found(&scalars(1), &scalars(7)).raw.len() > 1_000);
}

#[test]
fn the_same_value_deep_down_is_found_in_reasonable_time() {
    let deep = |leaf: &str| (0..200).fold(Value::str(leaf), |below, _| Value::list(vec![Value::map(vec![("a".into(), below)])]));
    assert_eq!(found(&deep("x"), &deep("y")).raw.len(), 1);
}

/// The value at one side of a path.
fn apply(old: &Value, raw: &[&Raw], depth: usize) -> Value {
    if let Some(whole) = raw.iter().find(|raw| raw.path.0.len() == depth && raw.inside.is_empty() && raw.change == Change::Changed) {
        return whole.new.clone().expect("a changed field has a new value");
    }
    match old {
        Value::Map(map) => applied_map(map, raw, depth),
        Value::List(items) => applied_list(items, raw, depth),
        Value::Str(text) => applied_text(text, raw),
        other => other.clone(),
    }
}

fn applied_map(map: &Map, raw: &[&Raw], depth: usize) -> Value {
    let mut out = map.clone();
    let mut names: Vec<&str> =
        raw.iter().filter_map(|raw| if let Some(Segment::Field(name)) = raw.path.0.get(depth) { Some(&**name) } else { None }).collect();
    names.dedup();
    for name in names {
        let below: Vec<&Raw> = raw.iter().copied().filter(|raw| raw.path.0.get(depth) == Some(&Segment::Field(name.into()))).collect();
        match below.as_slice() {
            [one] if one.path.0.len() == depth + 1 && one.change == Change::Added => out = out.with(name, one.new.clone().expect("new")),
            [one] if one.path.0.len() == depth + 1 && one.change == Change::Removed => out = out.without(name),
            below => out = out.with(name, apply(map.get(name).expect("an old value"), below, depth + 1)),
        }
    }
    Value::Map(out)
}

/// Which old item a difference is about.
fn place_of(items: &[Value], raw: &Raw, depth: usize) -> Option<usize> {
    if raw.path.0.len() == depth + 1 && raw.places.old.is_some() {
        return raw.places.old;
    }
    match raw.old_path.as_ref().unwrap_or(&raw.path).0.get(depth)? {
        Segment::Index(place) => Some(*place),
        Segment::Item(key, wanted) => {
            items.iter().position(|item| item.as_map().and_then(|map| map.get(key)).and_then(Value::as_str) == Some(wanted))
        }
        Segment::Field(_) => None,
    }
}

fn applied_list(items: &[Value], raw: &[&Raw], depth: usize) -> Value {
    let is_here = |raw: &&&Raw| raw.path.0.len() == depth + 1;
    let added: Vec<&&Raw> = raw.iter().filter(is_here).filter(|raw| raw.change == Change::Added).collect();
    let removed: Vec<usize> =
        raw.iter().filter(is_here).filter(|raw| raw.change == Change::Removed).filter_map(|raw| raw.places.old).collect();
    let mut out: Vec<Option<Value>> = vec![None; items.len() + added.len() - removed.len()];
    for raw in added {
        out[raw.places.new.expect("a new place")] = raw.new.clone();
    }
    let mut staying = Vec::new();
    for (place, item) in items.iter().enumerate().filter(|(place, _)| !removed.contains(place)) {
        let is_move = |raw: &&&Raw| is_here(raw) && matches!(raw.change, Change::Moved { .. });
        let about: Vec<&Raw> = raw
            .iter()
            .filter(|raw| !is_move(raw) && raw.change != Change::Added || raw.path.0.len() > depth + 1)
            .filter(|raw| place_of(items, raw, depth) == Some(place))
            .copied()
            .collect();
        let item = apply(item, &about, depth + 1);
        match raw.iter().find(|raw| is_move(raw) && raw.places.old == Some(place)) {
            Some(moved) => out[moved.places.new.expect("a new place")] = Some(item),
            None => staying.push(item),
        }
    }
    let mut staying = staying.into_iter();
    Value::list(out.into_iter().map(|slot| slot.unwrap_or_else(|| staying.next().expect("an item that stayed"))).collect())
}

/// A text's document with the differences inside it.
fn applied_text(text: &str, raw: &[&Raw]) -> Value {
    let Some(format) = raw.first().and_then(|raw| raw.inside.first()).map(|inside| inside.format) else { return Value::str(text) };
    let document = match format {
        Format::Json => json::parse_json(text.as_bytes()).expect("JSON"),
        Format::Yaml => yaml(text),
    };
    let below: Vec<Raw> = raw
        .iter()
        .map(|raw| Raw {
            path: raw.inside[0].path.clone(),
            old_path: raw.inside[0].old_path.clone(),
            inside: raw.inside[1..].to_vec(),
            change: raw.change,
            old: raw.old.clone(),
            new: raw.new.clone(),
            places: raw.places,
            class: raw.class,
            meaning: raw.meaning.clone(),
        })
        .collect();
    let applied = apply(&document, &below.iter().collect::<Vec<_>>(), 0);
    Value::str(String::from_utf8_lossy(&json::canonical_json(&applied)).into_owned())
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-3_i64..3).prop_map(Value::Int),
        "[abc]{0,3}".prop_map(Value::from),
        "([ab]{1,2}\n){0,3}".prop_map(Value::from),
        Just(Value::Float(0.5)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 60, 6, |inner| {
        let map = prop::collection::btree_map("[abcd]", inner.clone(), 0..5)
            .prop_map(|map| Value::map(map.into_iter().map(|(key, value)| (key.as_str().into(), value)).collect()));
        let named = prop::collection::btree_map("[abcdef]", inner.clone(), 0..6).prop_shuffle_values();
        prop_oneof![prop::collection::vec(inner, 0..6).prop_map(Value::list), map, named]
    })
}

/// Lists of named maps in any order.
trait Shuffled {
    fn prop_shuffle_values(self) -> BoxedStrategy<Value>;
}

impl<S: Strategy<Value = std::collections::BTreeMap<String, Value>> + 'static> Shuffled for S {
    fn prop_shuffle_values(self) -> BoxedStrategy<Value> {
        self.prop_map(|map| {
            map.into_iter().map(|(name, value)| Value::map(vec![("name".into(), name.into()), ("v".into(), value)])).collect::<Vec<_>>()
        })
        .prop_shuffle()
        .prop_map(Value::list)
        .boxed()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_differences_applied_to_the_old_value_make_the_new_one(old in value(), new in value()) {
        let found = found(&old, &new);
        let raw: Vec<&Raw> = found.raw.iter().collect();
        prop_assert!(apply(&old, &raw, 0) == new, "{} → {}: {:?}", text(Some(&old)), text(Some(&new)), raw.iter().map(|raw| (raw.path.to_string(), raw.change)).collect::<Vec<_>>());
        prop_assert_eq!(raw.is_empty(), old == new);
    }

    #[test]
    fn equal_values_have_no_differences(one in value()) {
        let same = yaml_copy(&one);
        prop_assert!(found(&one, &same).raw.is_empty());
    }

    #[test]
    fn lists_of_scalars_with_few_values_come_out_right(old in prop::collection::vec(0_i64..4, 0..14), new in prop::collection::vec(0_i64..4, 0..14)) {
        let list = |items: &[i64]| Value::list(items.iter().copied().map(Value::Int).collect());
        let (old, new) = (list(&old), list(&new));
        let found = found(&old, &new);
        prop_assert!(apply(&old, &found.raw.iter().collect::<Vec<_>>(), 0) == new);
    }

    #[test]
    fn differences_inside_texts_make_the_new_document(old in value(), new in value()) {
        let text = |value: &Value| String::from_utf8_lossy(&json::canonical_json(value)).into_owned();
        let within = |value: &Value| Value::map(vec![("a".into(), Value::str(text(value)))]);
        let found = found(&within(&old), &within(&new));
        if let Some(first) = found.raw.first().filter(|raw| !raw.inside.is_empty()) {
            prop_assert_eq!(first.path.clone(), Path(vec![Segment::Field("a".into())]));
            let applied = applied_text(&text(&old), &found.raw.iter().collect::<Vec<_>>());
            prop_assert!(json::parse_json(applied.as_str().expect("a text").as_bytes()).expect("JSON") == new);
        }
    }
}

fn yaml_copy(value: &Value) -> Value {
    json::parse_json(&json::canonical_json(value)).expect("JSON")
}
