//! `tiphys policy test`: Kyverno's test files and plain folders, with no cluster at all.

use std::path::Path;

use crate::support::home::Home;

/// A home whose cluster does not answer: nothing here asks one.
fn alone() -> Home {
    let folder = tempfile::tempdir().expect("a folder");
    Home::new(&folder.path().join("none"))
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/policy").join(name).display().to_string()
}

#[test]
fn results_as_expected_end_with_zero_and_each_is_told() {
    let home = alone();
    let said = home.run(&["policy", "test", &fixture("as-expected")]).with(0).warns(&["3 of 3 results are as expected"]);
    let said = said.says(&["RESULT", "✓ PASS", "images-have-tags", "no-latest", "Pod/bad", "autogen-no-latest", "Deployment/shop/worse"]);
    assert!(!said.out.contains("FAIL"), "{said}");
    home.run(&["policy", "test", &fixture("as-expected/kyverno-test.yaml")]).with(0);
    home.run(&["policy", "test", &fixture("old-form")]).with(0).says(&["has-team", "ConfigMap/shop/one"]);
    let rows = home.run(&["policy", "test", &fixture("as-expected"), "-o", "json"]).with(0).json();
    let rows = rows.as_array().expect("a list");
    let of = |field: &str| rows.iter().filter_map(|row| row[field].as_str()).collect::<Vec<_>>();
    assert_eq!(of("found"), ["fail", "pass", "fail"]);
    assert_eq!(of("result"), ["pass", "pass", "pass"]);
    assert_eq!(of("message")[0], "validation failure: latest is no tag in default");
}

#[test]
fn a_result_that_differs_ends_with_twenty_and_says_why() {
    let home = alone();
    let said = home.run(&["policy", "test", &fixture("not-as-expected")]).with(20).warns(&["2 of 3 results are as expected"]);
    said.says(&["✗ FAIL", "pass, expected fail"]);
}

#[test]
fn without_a_test_every_resource_is_judged() {
    let home = alone();
    let said = home.run(&["policy", "test", &fixture("without-tests")]).with(20).warns(&["1 policies on 1 objects"]);
    said.says(&[
        "✗ refuses",
        "Deployment/shop/web",
        "two replicas at least, not 1.",
        "failed at path /spec/replicas/",
        "? not judged",
        "validate.cel",
        "ClusterPolicy replicas: spec.rules[0]",
    ]);
    let rows = home.run(&["policy", "test", &fixture("without-tests"), "-o", "json"]).with(20).json();
    assert_eq!(rows[0]["judgement"], "refuses");
}

#[test]
fn bad_input_is_told_with_file_and_line() {
    let home = alone();
    home.run(&["policy", "test", &fixture("broken")]).with(20).warns(&["broken/kyverno-test.yaml:10", "results[0]", "\"perhaps\""]);
    home.run(&["policy", "test", &fixture("none")]).with(20).warns(&["fixtures/policy/none", "no such file"]);
    home.run(&["policy", "test", &fixture("as-expected"), "-o", "tree"]).with(2).warns(&["-o table or -o json"]);
    let folder = home.path().join("bad");
    std::fs::create_dir_all(&folder).expect("a folder");
    let test = folder.join("kyverno-test.yaml");
    let path = folder.display().to_string();
    for (text, part) in [
        ("policies: [gone.yaml]\nresources: []\nresults: []\n", "there is no gone.yaml"),
        ("policies: ['https://example.org/policy.yaml']\nresources: []\nresults: []\n", "is not fetched"),
        ("policies: {}\nresults: []\n", "a list is wanted, not a map"),
        ("policies:\n  - a\n b: [\n", "kyverno-test.yaml:"),
        ("", "the file is empty"),
    ] {
        std::fs::write(&test, text).expect("a file");
        home.run(&["policy", "test", &path]).with(20).warns(&[part, "kyverno-test.yaml"]);
    }
    std::fs::remove_file(&test).expect("a file");
    std::fs::write(folder.join("pod.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n").expect("a file");
    home.run(&["policy", "test", &path]).with(20).warns(&["there is no policy among these files"]);
}
