//! What is given as values: files, lines of flags, a chart's own values and schema, the index of a repository. An input is sections
//! (`sections` says how it is cut), named `values`, `set`, `set-string`, `set-json`, `set-literal`, `set-file` (a line each), `chart`,
//! `below`, `schema` and `index CHART VERSION`.
//!
//! Beyond not crashing: values that were merged can be printed and read again as the same, lines set the same twice, and no input takes
//! more memory than its size and the limits explain.
#![no_main]

#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/sections.rs"]
mod sections;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use tiphys::engine::manifest::file::Trees;
use tiphys::engine::manifest::json::{parse_json, to_json};
use tiphys::engine::render::helm::chart::{Chart, Entry};
use tiphys::engine::render::helm::coalesce::{self, Merging, Nulls};
use tiphys::engine::render::helm::layers::Layers;
use tiphys::engine::render::helm::{chart_index, dependencies, load, schema};
use tiphys::model::object::value::{Map, Value};

#[global_allocator]
static ACCOUNTS: accounts::Accounts = accounts::Accounts::new();

/// Lists may grow by 2,000,000 items, and each is copied on its way; the rest is a few times the input.
const PEAK: i64 = 320 << 20;

fuzz_target!(|input: &[u8]| {
    let sections = sections::cut(input);
    let ((), peak) = ACCOUNTS.peak(|| all(&sections));
    assert!(peak < PEAK, "{} bytes took {} MiB", input.len(), peak >> 20);
});

fn all(sections: &[sections::Section<'_>]) {
    let mut layers = Layers::default();
    let (mut own, mut below, mut schemas) = (&b""[..], &b""[..], Vec::new());
    for section in sections {
        let text = || String::from_utf8_lossy(section.body).trim_end_matches('\n').to_owned();
        let mut words = section.head.split(' ');
        match words.next().unwrap_or("") {
            "values" => layers.files.push(("values.yaml".into(), section.body.into())),
            "set" => layers.set.push(text()),
            "set-string" => layers.texts.push(text()),
            "set-json" => layers.json.push(text()),
            "set-literal" => layers.literals.push(text()),
            "set-file" => layers.contents.push((text(), vec![("a".to_owned(), "text".into())])),
            "chart" => own = section.body,
            "below" => below = section.body,
            "schema" => schemas.push(section.body),
            "index" => {
                let _ = chart_index::find(section.body, words.next().unwrap_or("a"), words.next().unwrap_or(""));
            }
            _ => {}
        }
    }
    let merged = layers.merged().ok();
    let _ = layers.origins();
    let given = merged.unwrap_or_default();
    readable(&given);
    assert!(layers.merged().is_ok_and(|again| again == given) || given.is_empty(), "the same lines set something else");
    for schema in schemas {
        let _ = schema::check_one(schema, &given);
    }
    if let Some(chart) = chart(own, below) {
        coalesced(&chart, &given);
    }
}

/// Finite values read again as they were.
fn readable(map: &Map) {
    let text = to_json(&Value::Map(map.clone()));
    let read = parse_json(&text);
    assert!(read.is_ok(), "JSON that cannot be read: {}", String::from_utf8_lossy(&text));
}

fn chart(own: &[u8], below: &[u8]) -> Option<Arc<Chart>> {
    let entry = |name: &str, bytes: &[u8]| Entry { name: name.into(), bytes: bytes.into(), trees: Trees::default() };
    let about = |name: &str| {
        let dependency = "{name: b, version: 1.0.0, import-values: [data, {child: x, parent: y}], condition: b.on, tags: [t]}";
        format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\ndependencies: [{}]\n", if name == "a" { dependency } else { "" })
    };
    let entries = vec![
        entry("Chart.yaml", about("a").as_bytes()),
        entry("values.yaml", own),
        entry("charts/b/Chart.yaml", about("b").as_bytes()),
        entry("charts/b/values.yaml", below),
    ];
    load::load_entries(entries, "a").ok().map(|loaded| loaded.chart)
}

fn coalesced(chart: &Chart, given: &Map) {
    let Ok(resolved) = dependencies::resolve(chart, given) else { return };
    for nulls in [Nulls::Delete, Nulls::Keep] {
        let mut merging = Merging::default();
        if let Ok(values) = coalesce::values(&resolved.chart, given, nulls, &mut merging) {
            readable(&values);
            let _ = schema::check(&resolved.chart, &values);
        }
    }
}
