//! Which charts are taken, and what is imported from them.

use tiphys::engine::render::helm::chart::Chart;
use tiphys::engine::render::helm::coalesce::{Merging, Nulls, values};
use tiphys::engine::render::helm::dependencies::resolve;

use super::{chart, json, yaml};

/// Names of the charts below, and the values.
fn resolved(dependencies: &str, parent: &str, child: &str, given: &str) -> (Vec<String>, String) {
    let meta = format!("apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n{dependencies}");
    let files = [
        ("Chart.yaml", meta.as_str()),
        ("values.yaml", parent),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.2.0\n"),
        ("charts/db/values.yaml", child),
    ];
    let loaded = chart(&files).expect("a chart");
    let resolved = match resolve(&loaded.chart, &yaml(given)) {
        Ok(resolved) => resolved,
        Err(error) => return (Vec::new(), error),
    };
    let names = |chart: &Chart| chart.dependencies.iter().map(|below| below.name().to_string()).collect();
    let values = values(&resolved.chart, &yaml(given), Nulls::Delete, &mut Merging::default()).expect("values");
    (names(&resolved.chart), json(&values))
}

#[test]
fn conditions_tags_and_versions_decide() {
    let cases = [
        ("- {name: db, version: 1.x, condition: db.enabled}", "", "", vec!["db"]),
        ("- {name: db, version: 1.x, condition: db.enabled}", "db: {enabled: false}", "", vec![]),
        ("- {name: db, version: 1.x, condition: db.enabled}", "db: {enabled: false}", "db: {enabled: true}", vec!["db"]),
        ("- {name: db, version: 1.x, condition: 'a.b,db.enabled'}", "db: {enabled: false}\na: {b: true}", "", vec!["db"]),
        ("- {name: db, version: 1.x, tags: [x, y]}", "tags: {x: false}", "", vec![]),
        ("- {name: db, version: 1.x, tags: [x, y]}", "tags: {x: false, y: true}", "", vec!["db"]),
        ("- {name: db, version: 1.x, tags: [x], condition: taken}", "tags: {x: false}\ntaken: true", "", vec!["db"]),
        ("- {name: db, version: 1.x, condition: db.enabled}", "db: {enabled: 'no'}", "", vec!["db"]),
        // A version that does not fit leaves the chart as one that nobody named.
        ("- {name: db, version: 2.x, alias: x}", "x: {}", "", vec!["db"]),
        ("- {name: db, version: 1.x}\n- {name: db, version: 1.x, alias: other}", "", "", vec!["db", "other"]),
    ];
    for (dependencies, parent, given, names) in cases {
        assert_eq!(resolved(dependencies, parent, "", given).0, names, "{dependencies} {parent} {given}");
    }
}

#[test]
fn imports_count_less_than_the_parents_own_values() {
    let child = "exports: {e: {a: 1, b: 2}}\ndata: {c: {d: 3}}\n";
    let (_, values) = resolved("- {name: db, version: 1.x, import-values: [e, {child: data.c, parent: x.y}]}", "a: 9\n", child, "");
    let expected = r#"{"a":9,"b":2,"db":{"data":{"c":{"d":3}},"exports":{"e":{"a":1,"b":2}},"global":{}},"x":{"y":{"d":3}}}"#;
    assert_eq!(values, expected);
}

#[test]
fn an_alias_names_values_and_what_is_imported() {
    let (names, values) =
        resolved("- {name: db, version: 1.x, alias: store, import-values: [e]}", "store: {p: 1}\n", "exports: {e: {a: 1}}\n", "");
    assert_eq!(names, ["store"]);
    assert_eq!(values, r#"{"a":1,"store":{"exports":{"e":{"a":1}},"global":{},"p":1}}"#);
}

#[test]
fn imports_that_tie_a_knot_are_refused() {
    let imports = "[{child: data, parent: x}, {child: data.k, parent: x}, {child: data, parent: x.k}]";
    let (_, error) = resolved(&format!("- {{name: db, version: 1.x, import-values: {imports}}}"), "", "data: {k: {v: 1}}\n", "");
    assert_eq!(error, "import-values nest too deeply, or a map comes to lie within itself");
}
