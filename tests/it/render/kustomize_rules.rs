//! Rules of Kustomize that its documentation does not name and that overlays depend on all the same. Each was seen in the
//! output of kustomize 5.8.1.

use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::problem::any_error;

use crate::support::answers::{Memory, solve};

/// What a folder builds, or its errors.
fn built(files: &[(&str, &str)], path: &str) -> Result<String, String> {
    let memory = Memory::new(files.iter().copied());
    let tree = memory.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("a path inside");
    let solved = solve(&memory, |answers| kustomize_text(&tree, &path, &BuildOptions::default(), answers));
    if any_error(&solved.problems) {
        Err(solved.problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    } else {
        Ok(solved.value)
    }
}

const WORKLOAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  selector: {matchLabels: {app: x}}\n  template:\n    metadata: {labels: {app: x}}\n";
const LABELLED: &str = "resources: [r.yaml]\ncommonLabels: {team: base}\ncommonAnnotations: {owner: base}\n";

fn config_map(rest: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n{rest}")
}

/// How often a line stands in what an overlay over [`LABELLED`] builds.
fn lines_over_labelled(overlay: &str, line: &str) -> usize {
    let files = [("base/r.yaml", WORKLOAD), ("base/kustomization.yaml", LABELLED), ("over/kustomization.yaml", overlay)];
    let text = built(&files, "over").expect("builds");
    text.lines().filter(|own| own.trim() == line).count()
}

#[test]
fn what_one_transformer_put_into_several_fields_changes_in_all_of_them() {
    let labels = "resources: [../base]\nlabels: [{pairs: {team: over}}]\n";
    assert_eq!(lines_over_labelled(labels, "team: over"), 3);
    let patch = "resources: [../base]\npatches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, annotations: {owner: new}}}'\n";
    assert_eq!(lines_over_labelled(patch, "owner: new"), 2);
    let replacement = "resources: [../base]\nreplacements:\n- sourceValue: new\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.template.metadata.labels.team]\n";
    assert_eq!(lines_over_labelled(replacement, "team: new"), 3);
}

#[test]
fn a_json_patch_parts_what_stood_in_several_fields() {
    let overlay = "resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: '[{\"op\": \"add\", \"path\": \"/metadata/labels/more\", \"value\": \"x\"}]'\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, labels: {team: new}}}'\n";
    assert_eq!((lines_over_labelled(overlay, "team: new"), lines_over_labelled(overlay, "team: base")), (1, 2));
}

#[test]
fn labels_that_were_written_by_hand_change_alone() {
    let written = WORKLOAD.replace("metadata: {name: d}", "metadata: {name: d, labels: {team: base}}");
    let files = [
        ("base/r.yaml", written.as_str()),
        ("base/kustomization.yaml", "resources: [r.yaml]\ncommonLabels: {team: base}\n"),
        ("over/kustomization.yaml", "resources: [../base]\nlabels: [{pairs: {team: over}}]\n"),
    ];
    let text = built(&files, "over").expect("builds");
    assert_eq!((text.matches("team: over").count(), text.matches("team: base").count()), (1, 2), "{text}");
}

#[test]
fn a_patch_that_would_replace_the_whole_changes_nothing() {
    let patch = "resources: [r.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n    $patch: replace\n    data: {z: z}\n";
    let text = config_map("data: {a: b}\n");
    assert_eq!(
        built(&[("kustomization.yaml", patch), ("r.yaml", &text)], "."),
        Ok("apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: a\n".into())
    );
}

#[test]
fn replicas_in_quotes_stay_in_quotes() {
    let overlay = "resources: [r.yaml]\nreplicas: [{name: d, count: 4}]\n";
    for (written, want) in [("\"2\"", "  replicas: \"4\"\n"), ("2", "  replicas: 4\n"), ("two", "  replicas: 4\n")] {
        let workload = WORKLOAD.replace("spec:\n", &format!("spec:\n  replicas: {written}\n"));
        let text = built(&[("kustomization.yaml", overlay), ("r.yaml", &workload)], ".").expect("builds");
        assert!(text.contains(want), "{text}");
    }
}

#[test]
fn a_patch_s_number_finds_the_key_in_quotes_and_no_other() {
    let patch = "resources: [r.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n    data: {8080: new}\n";
    let with = config_map("data: {\"8080\": old}\n");
    let text = built(&[("kustomization.yaml", patch), ("r.yaml", &with)], ".").expect("builds");
    assert!(text.contains("  \"8080\": new\n"), "{text}");
    let without = config_map("data: {a: b}\n");
    let error = built(&[("kustomization.yaml", patch), ("r.yaml", &without)], ".").expect_err("JSON has no such key");
    assert!(error.contains("data.8080") && error.contains("must be text"), "{error}");
    // What is written so and deleted again is no harm.
    let odd = config_map("data: {8080: old, a: b}\n");
    assert!(built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &odd)], ".").is_err());
    let delete = patch.replace("new", "null");
    assert!(built(&[("kustomization.yaml", &delete), ("r.yaml", &odd)], ".").is_ok_and(|text| !text.contains("8080")));
}

#[test]
fn keys_that_kustomize_makes_must_be_texts() {
    let text = config_map("data: {a: b}\n");
    for field in [
        "labels: [{pairs: {\"1\": x}}]",
        "commonAnnotations: {\"true\": x}",
        "configMapGenerator: [{name: g, literals: [1=2]}]",
        "configMapGenerator: [{name: g, options: {labels: {\"7\": x}}}]",
    ] {
        let kustomization = format!("resources: [r.yaml]\n{field}\n");
        assert!(built(&[("kustomization.yaml", &kustomization), ("r.yaml", &text)], ".").is_err(), "{field}");
    }
    let kustomization = "resources: [r.yaml]\ncommonLabels: {\"yes\": x}\n";
    assert!(built(&[("kustomization.yaml", kustomization), ("r.yaml", &text)], ".").is_ok());
}

#[test]
fn annotations_come_out_of_a_json_patch_as_go_prints_json() {
    let text = config_map("  annotations: {a: -.5, b: \"-.5\", c: 1000000, d: 0x1F, e: yes, f: ~, g: 1.50, h: 2001-01-01}\n");
    let kustomization = "resources: [r.yaml]\npatches:\n- target: {name: a}\n  patch: '[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"big\": 9223372036854775807}}]'\n";
    let patched = built(&[("kustomization.yaml", kustomization), ("r.yaml", &text)], ".").expect("builds");
    let want = "apiVersion: v1\ndata:\n  big: 9223372036854776000\nkind: ConfigMap\nmetadata:\n  annotations:\n    a: \"-0.5\"\n    b: \"-.5\"\n    c: \"1e+06\"\n    d: \"31\"\n    e: \"yes\"\n    f: \"null\"\n    g: \"1.5\"\n    h: \"2001-01-01T00:00:00Z\"\n  name: a\n";
    assert_eq!(patched, want);
    let plain = built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &text)], ".").expect("builds");
    assert!(plain.contains("    a: \"-.5\"\n") && plain.contains("    f: \"~\"\n"), "{plain}");
}

#[test]
fn an_annotation_that_is_set_twice_counts_once() {
    let text = config_map("  annotations:\n    a: one\n    a: two\n");
    let built_text = built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &text)], ".").expect("builds");
    assert!(built_text.contains("    a: two\n") && !built_text.contains("one"), "{built_text}");
    let text = config_map("data:\n  a: one\n  a: two\n");
    assert!(built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &text)], ".").is_err());
}

#[test]
fn a_kustomization_is_its_first_document_and_ends_where_its_text_ends() {
    let text = config_map("data: {a: b}\n");
    let kustomization = "resources: [r.yaml]\nnamePrefix: x-\n---\nnamePrefix: [y\n";
    assert!(built(&[("kustomization.yaml", kustomization), ("r.yaml", &text)], ".").is_ok_and(|text| text.contains("name: x-a\n")));
    // A block at the very end has no line feed that the text does not have: here the inline patch's own end.
    let kustomization = "resources: [r.yaml]\npatches:\n- target: {name: a}\n  patch: |\n    - op: replace\n      path: /data/a\n      value: |\n        one\n        two\n";
    let patched = built(&[("kustomization.yaml", kustomization), ("r.yaml", &text)], ".").expect("builds");
    assert!(patched.contains("  a: |-\n    one\n    two\n"), "{patched}");
}

#[test]
fn an_empty_text_can_be_put_where_nothing_was() {
    let replacement = "resources: [r.yaml]\nreplacements:\n- sourceValue: ''\n  targets:\n  - select: {name: a}\n    fieldPaths: [metadata.annotations.x, data.k]\n    options: {create: true}\n";
    let want = "apiVersion: v1\ndata:\n  k: \"\"\nkind: ConfigMap\nmetadata:\n  annotations:\n    x: \"\"\n  name: a\n";
    assert_eq!(built(&[("kustomization.yaml", replacement), ("r.yaml", &config_map(""))], "."), Ok(want.into()));
    // Empty annotations are no map, until Kustomize has put a note of its own there.
    let empty = config_map("  annotations:\n");
    assert!(built(&[("kustomization.yaml", replacement), ("r.yaml", &empty)], ".").is_err());
    let renamed = format!("namePrefix: p-\n{replacement}");
    assert!(built(&[("kustomization.yaml", &renamed), ("r.yaml", &empty)], ".").is_ok_and(|text| text.contains("    x: \"\"\n")));
}

#[test]
fn crds_are_definitions_and_no_resources() {
    let text = config_map("");
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x.example.com}\n";
    let files = [("kustomization.yaml", "resources: [r.yaml]\ncrds: [crd.yaml]\n"), ("r.yaml", text.as_str()), ("crd.yaml", definition)];
    assert!(built(&files, ".").is_err_and(|error| error.contains("unable to parse open API definition")));
}

#[test]
fn yaml_in_a_text_keeps_its_style_when_something_in_it_is_replaced() {
    let set = |text: &str, path: &str, value: &str, options: &str| {
        let object = config_map(&format!("data:\n  t: {text:?}\n"));
        let replacement = format!(
            "resources: [r.yaml]\nreplacements:\n- sourceValue: {value:?}\n  targets:\n  - select: {{name: a}}\n    fieldPaths: [data.t.{path}]\n{options}"
        );
        built(&[("kustomization.yaml", &replacement), ("r.yaml", &object)], ".")
    };
    let text = "labels: {\n  app: \"OLD\",\n  n: [ 1,2 ],\n}\nfold: >-\n    one\n    two\n";
    let got = set(text, "labels.app", "new", "").expect("builds");
    assert!(got.contains("    labels: {app: \"new\", n: [1, 2]}\n    fold: >-\n      one two\n"), "{got}");
    let got = set(text, "labels.n.0", "x", "").expect("builds");
    assert!(got.contains("n: [!!int x, 2]"), "{got}");
    let got = set("a:\n- b: 1\n", "c.d", "@e", "    options: {create: true}\n").expect("builds");
    assert!(got.contains("    c:\n      d: '@e'\n"), "{got}");
    // Where the text cannot be printed as Kustomize prints it, it is refused.
    assert!(set("a: &x 1\nb: *x\n", "a", "2", "").is_err_and(|error| error.contains("anchors")));
}

#[test]
fn annotations_are_texts_as_written_and_items_of_lists_are_not() {
    let text = config_map("  annotations: {a: .inf, b: ~, c: 0x10}\n");
    let plain = built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &text)], ".").expect("builds");
    assert!(plain.contains("    a: \".inf\"\n    b: \"~\"\n    c: \"0x10\"\n"), "{plain}");
    let list =
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, annotations: {b: ~, c: 0x10}}\n";
    // One of several documents is taken apart by way of JSON.
    let list = format!("{}---\n{list}", config_map("").replace("name: a", "name: z"));
    let listed = built(&[("kustomization.yaml", "resources: [r.yaml]\n"), ("r.yaml", &list)], ".").expect("builds");
    assert!(listed.contains("    b: \"null\"\n    c: \"16\"\n"), "{listed}");
}

#[test]
fn what_a_file_says_that_its_resource_was_called_is_believed() {
    let notes = "  annotations:\n    internal.config.kubernetes.io/previousNames: old\n    internal.config.kubernetes.io/previousKinds: Secret\n    internal.config.kubernetes.io/previousNamespaces: default\n";
    let text = config_map(&format!("{notes}data: {{b: x}}\n"));
    let replacement = "resources: [r.yaml]\nreplacements:\n- source: {kind: Secret, name: old, fieldPath: data.b}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.c]\n    options: {create: true}\n";
    let want = "apiVersion: v1\ndata:\n  b: x\n  c: x\nkind: ConfigMap\nmetadata:\n  name: a\n";
    assert_eq!(built(&[("kustomization.yaml", replacement), ("r.yaml", &text)], "."), Ok(want.into()));
}
