//! Values files, and what a chart and those below it make of them.

use tiphys::engine::render::helm::coalesce::{Merging, Nulls, values};
use tiphys::engine::render::helm::values as files;
use tiphys::model::object::value::{Map, Value};

use super::{chart, json, yaml};

const PARENT: &str = "apiVersion: v2\nname: parent\nversion: 1.0.0\n";
const CHILD: &str = "apiVersion: v2\nname: child\nversion: 1.0.0\n";

/// What a parent with one chart below renders with, and what was said.
fn merged(parent: &str, child: &str, given: &str) -> (String, Vec<String>) {
    let files = [("Chart.yaml", PARENT), ("values.yaml", parent), ("charts/child/Chart.yaml", CHILD), ("charts/child/values.yaml", child)];
    let loaded = chart(&files).expect("a chart");
    let mut merging = Merging::default();
    let result = values(&loaded.chart, &yaml(given), Nulls::Delete, &mut merging);
    (result.map_or_else(|error| error, |map| json(&map)), merging.warnings)
}

#[test]
fn documents_and_files_are_laid_over_each_other_and_numbers_are_floats() {
    let one = yaml("a: {b: 1, c: [1]}\n---\n# nothing\n---\na: {c: null}\nd: 9007199254740993\n");
    assert_eq!(json(&files::merge(&one, &yaml("a: {b: {e: 010}}"))), r#"{"a":{"b":{"e":8},"c":null},"d":9007199254740992}"#);
    assert!(matches!(one.get("d"), Some(Value::Float(_))));
    assert!(files::merge(&Map::default(), &one).same(&one), "nothing is copied");
}

#[test]
fn given_values_count_more_and_nulls_delete() {
    let cases = [
        ("a: {b: 1, c: 2}\n", "", "a: {b: 3}\n", r#"{"a":{"b":3,"c":2},"child":{"global":{}}}"#),
        ("a: {b: 1, c: 2}\nd: 1\n", "", "a: {b: null}\nd: null\n", r#"{"a":{"c":2},"child":{"global":{}}}"#),
        ("a: {b: null}\n", "", "", r#"{"a":{},"child":{"global":{}}}"#),
        ("", "x: 1\nw: {z: 1}\n", "child: {x: null, w: {z: 2}}\n", r#"{"child":{"global":{},"w":{"z":2}}}"#),
        // A chart's own null deletes nothing below.
        ("child: {x: null}\n", "x: 1\n", "", r#"{"child":{"global":{},"x":1}}"#),
        ("global: {a: 1}\n", "global: {a: 2, b: 3}\n", "", r#"{"child":{"global":{"a":1,"b":3}},"global":{"a":1}}"#),
    ];
    for (parent, child, given, expected) in cases {
        assert_eq!(merged(parent, child, given), (expected.to_owned(), Vec::new()), "{parent}{child}{given}");
    }
}

#[test]
fn what_a_chart_below_adds_deep_in_a_global_shows_in_its_parent() {
    let (values, _) = merged("global: {a: {b: {x: 1}}}\n", "global: {a: {b: {w: 2}, c: 3}}\n", "");
    let expected = r#"{"child":{"global":{"a":{"b":{"w":2,"x":1},"c":3}}},"global":{"a":{"b":{"w":2,"x":1}}}}"#;
    assert_eq!(values, expected);
}

#[test]
fn tables_and_other_values_in_one_place_are_told() {
    let (values, warnings) = merged("a: {b: 1}\nc: x\n", "", "a: x\nc: {d: 1}\n");
    assert_eq!(values, r#"{"a":"x","c":{"d":1},"child":{"global":{}}}"#);
    assert_eq!(warnings, ["warning: skipped value for parent.c: Not a table."]);
    assert_eq!(merged("", "", "child: [1, a]\n").0, "type mismatch on child: [%!t(float64=1) %!t(string=a)]");
}
