//! Two or three YAML texts through every merge of the engine: kyaml's, strategic, JSON merge, JSON patch, server-side apply.
//! An input is one to three sections (`sections` says how it is cut), the third defaulting to the first.
//!
//! Beyond not crashing: what a merge makes can be printed and read again as the same; a patch made of two documents leads from
//! the one to the other.
#![no_main]

#[path = "../support/sections.rs"]
mod sections;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tiphys::engine::manifest::emit::emit;
use tiphys::engine::manifest::json::{parse_json, to_json};
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::merge::jsonpatch::Dialect;
use tiphys::engine::merge::strategic::Overwrite;
use tiphys::engine::merge::structured::apply::{Force, Writer};
use tiphys::engine::merge::{jsonmerge, jsonpatch, kyaml, strategic, structured};
use tiphys::engine::schema::Schema;
use tiphys::model::object::value::{Map, Value};
use tiphys::model::object::{Object, Origin};

static KUSTOMIZE: LazyLock<Schema> = LazyLock::new(Schema::kustomize);
static BUILTIN: LazyLock<Schema> = LazyLock::new(Schema::builtin);

fuzz_target!(|input: &[u8]| {
    let sections = sections::cut(input);
    let read = |index: usize| {
        let section = sections.get(index)?;
        let documents = parse_yaml(section.body, "input", ParseOptions::KUBERNETES);
        documents.values.into_iter().next().map(|document| document.value)
    };
    let (Some(a), Some(b)) = (read(0), read(1)) else { return };
    let c = read(2).unwrap_or_else(|| a.clone());
    json(&a, &b);
    for infer_keys in [false, true] {
        for direction in [kyaml::ListDirection::Append, kyaml::ListDirection::Prepend] {
            let options = kyaml::Options { direction, infer_keys };
            let _ = kyaml::merge2(&KUSTOMIZE, &b, &a, options).map(|merged| merged.inspect(printable));
            let _ = kyaml::merge3(&KUSTOMIZE, &a, &b, &c, options).map(|merged| merged.inspect(printable));
        }
    }
    if let (Value::Map(a), Value::Map(b), Value::Map(c)) = (&a, &b, &c) {
        maps(a, b, c);
    }
    if let (Value::Map(a), Value::Map(b), Value::Map(c)) = (a, b, c) {
        let object = |map: Map| Object::new(map, Origin::default()).ok();
        if let (Some(a), Some(b), Some(c)) = (object(a), object(b), object(c)) {
            objects(&a, &b, &c);
        }
    }
});

/// What is printed reads again as the same. Not asked of texts with the three line breaks that YAML 1.1 has and 1.2 has not: they are
/// printed as Go prints them, which indents what follows, and read by a parser of YAML 1.2, to which that is no indentation.
fn printable(value: &Value) {
    let text = emit(value);
    if text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return;
    }
    let documents = parse_yaml(text.as_bytes(), "printed", ParseOptions::KUBERNETES);
    assert!(documents.problems.is_empty(), "printed, and not to be read: {:?}\n{text}", documents.problems);
    let read = documents.values.into_iter().next().map_or(Value::Null, |document| document.value);
    assert!(read == *value, "printed, and read as something else:\n{text}\n{}", emit(&read));
}

fn json(a: &Value, b: &Value) {
    let merged = jsonmerge::apply(a, b);
    let text = to_json(&merged);
    assert!(parse_json(&text).is_ok_and(|read| read == merged), "JSON that reads as something else: {}", String::from_utf8_lossy(&text));
    for dialect in [Dialect::ApiServer, Dialect::Rfc] {
        let _ = jsonpatch::apply_as(a, b, dialect).inspect(printable);
    }
}

fn maps(a: &Map, b: &Map, c: &Map) {
    let patch = jsonmerge::two_way(a, b);
    assert!(has_null(b) || has_null(a) || jsonmerge::apply_map(a, &patch) == *b, "a JSON merge patch does not lead there");
    let patch = jsonmerge::three_way(a, b, c);
    let _ = jsonmerge::apply_map(c, &patch);
    let text = |map: &Map, field: &str| map.get(field).and_then(Value::as_str).unwrap_or("").to_owned();
    let (version, kind) = (text(a, "apiVersion"), text(a, "kind"));
    let (group, version) = version.split_once('/').unwrap_or(("", &version));
    let ty = BUILTIN.root(group, version, &kind);
    let _ = strategic::apply(&BUILTIN, ty, a, b);
    if let Ok(patch) = strategic::two_way(&BUILTIN, ty, a, b) {
        let _ = strategic::apply(&BUILTIN, ty, a, &patch);
    }
    for overwrite in [Overwrite::Yes, Overwrite::No] {
        if let Ok(patch) = strategic::three_way(&BUILTIN, ty, a, b, c, overwrite) {
            let _ = strategic::apply(&BUILTIN, ty, c, &patch).inspect(|merged| printable(&Value::Map(merged.clone())));
        }
    }
}

fn has_null(map: &Map) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Map(map) => has_null(map),
            Value::List(items) => items.iter().any(within),
            _ => false,
        }
    }
    map.iter().any(|(_, value)| within(value))
}

fn objects(a: &Object, b: &Object, c: &Object) {
    let writer = |name| Writer { name, subresource: "", now: "2026-01-01T00:00:00Z" };
    let _ = structured::apply::apply(&BUILTIN, Some(a), b, &writer("kubectl"), Force::No);
    // A life: made by one, changed by another, applied by a third, and once more.
    let Ok(made) = structured::apply::apply(&BUILTIN, None, a, &writer("one"), Force::No) else { return };
    let made = structured::apply::update(&BUILTIN, Some(&made), c, &writer("two")).unwrap_or(made);
    let Ok(applied) = structured::apply::apply(&BUILTIN, Some(&made), b, &writer("one"), Force::Yes) else { return };
    printable(&applied.to_value());
    let _ = structured::apply::apply(&BUILTIN, Some(&applied), b, &writer("one"), Force::Yes);
    let _ = structured::apply::keep_times(&made, &applied);
}
