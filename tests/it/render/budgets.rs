//! Kustomizations of a few hundred bytes that would build for ever, or without end: each is refused, with the limit that it met.

use std::fmt::Write as _;

use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::problem::{Problem, ProblemKind};

use crate::support::answers::{Memory, solve};

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: 1.1, y: 1.1}\n";

fn problems(files: &Memory, path: &str) -> Vec<Problem> {
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("a path inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, &BuildOptions::default(), answers));
    solved.problems.into_iter().filter(Problem::is_error).collect()
}

/// The build meets a limit, and that is all that is wrong with it.
fn assert_limit(files: &Memory, path: &str, cause: &str) {
    let problems = problems(files, path);
    let [only] = problems.as_slice() else { panic!("one problem: {problems:#?}") };
    assert!(only.cause.contains(cause), "{only}");
}

fn app(kustomization: &str) -> Memory {
    Memory::new([("app/kustomization.yaml", kustomization), ("app/a.yaml", MAP)])
}

#[test]
fn transformers_of_transformers_end_at_the_budget_of_kustomizations() {
    let rename = |name: &str| {
        format!(
            "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {{name: {name}}}\nprefix: x-\nfieldSpecs: [{{path: metadata/name}}]\n"
        )
    };
    let mut files = Memory::default();
    for level in 0..7 {
        // Eight of each level, each with all of the level below.
        for twin in 0..8 {
            let below: Vec<String> = (0..8).filter(|_| level > 0).map(|twin| format!("../l{}-{twin}", level - 1)).collect();
            let text = format!("resources: [a.yaml]\ntransformers: [{}]\n", below.join(", "));
            let folder = format!("l{level}-{twin}");
            files = files.with(&format!("{folder}/kustomization.yaml"), text.as_bytes());
            files = files.with(&format!("{folder}/a.yaml"), rename(&folder).as_bytes());
        }
    }
    let problems = problems(&files, "l6-0");
    assert!(problems.iter().any(|problem| problem.cause.contains("more than 5000 kustomizations")), "{problems:#?}");
}

#[test]
fn replacements_that_feed_each_other_end_at_the_budget_of_size() {
    let mut text = String::from("resources: [a.yaml]\nreplacements:\n");
    for _ in 0..60 {
        for (from, to) in [("x", "y"), ("y", "x")] {
            writeln!(
                text,
                "- {{source: {{kind: ConfigMap, fieldPath: data.{from}}}, targets: [{{select: {{kind: ConfigMap}}, \
                 fieldPaths: [data.{to}], options: {{delimiter: '.', index: -1}}}}]}}"
            )
            .expect("text grows");
        }
    }
    let files = app(&text).with("app/a.yaml", MAP.replace("1.1", "'1.1'").as_bytes());
    assert_limit(&files, "app", "too large: it takes more than 32 MB");
}

#[test]
fn a_map_that_is_copied_into_itself_ends_at_the_budgets() {
    let mut text = String::from("resources: [a.yaml]\nreplacements:\n");
    for index in 0..60 {
        writeln!(
            text,
            "- {{source: {{kind: Thing, fieldPath: spec}}, targets: [{{select: {{kind: Thing}}, fieldPaths: [spec.a{index}, spec.b{index}], \
             options: {{create: true}}}}]}}"
        )
        .expect("text grows");
    }
    let files = app(&text).with("app/a.yaml", b"apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec: {x: y}\n");
    assert_limit(&files, "app", "too large: it takes more than 32 MB");
    let mut text = String::from("resources: [a.yaml]\nreplacements:\n");
    for _ in 0..600 {
        text.push_str("- {source: {kind: Thing, fieldPath: spec}, targets: [{select: {kind: Thing}, fieldPaths: [spec.x], options: {create: true}}]}\n");
    }
    let files = app(&text).with("app/a.yaml", b"apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec: {x: {y: z}}\n");
    assert_limit(&files, "app", "nests deeper than 256 levels");
}

#[test]
fn operations_that_nest_a_value_ever_deeper_are_refused() {
    let mut patch = String::from("resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |-\n");
    for _ in 0..3_000 {
        patch.push_str(
            "    - {op: add, path: /n, value: {}}\n    - {op: move, from: /data, path: /n/data}\n    - {op: move, from: /n, path: /data}\n",
        );
    }
    assert_limit(&app(&patch), "app", "nests too deeply");
}

#[test]
fn long_prefixes_in_a_diamond_of_components_end_at_the_budget_of_work() {
    let prefix = "x".repeat(100_000);
    let component = |text: String| format!("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n{text}");
    let mut files = Memory::new([("l0/kustomization.yaml", &*component(format!("namePrefix: {prefix}\n"))), ("app/a.yaml", MAP)]);
    for level in 1..12 {
        let text = component(format!("components: [../l{0}, ../l{0}]\n", level - 1));
        files = files.with(&format!("l{level}/kustomization.yaml"), text.as_bytes());
    }
    let files = files.with("app/kustomization.yaml", b"resources: [a.yaml]\ncomponents: [../l11]\n");
    let problems = problems(&files, "app");
    assert!(problems.iter().any(|problem| problem.kind == ProblemKind::Limit), "{problems:#?}");
}

#[test]
fn a_generator_of_one_file_over_and_over_is_refused() {
    let mut text = String::from("configMapGenerator:\n- name: big\n  files:\n");
    for index in 0..100 {
        writeln!(text, "  - k{index}=big.txt").expect("text grows");
    }
    let files = app(&text).with("app/big.txt", &vec![b'x'; 1 << 20]);
    assert_limit(&files, "app", "the data of generator big have more than");
}

#[test]
fn variables_that_make_a_text_too_large_are_refused() {
    let text = "resources: [a.yaml, b.yaml]\nvars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: data.x}}]\n";
    let long = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{x: '{}'}}\n", "x".repeat(100_000));
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: c, args: ['{}']}}]}}\n",
        "$(V) ".repeat(1_000)
    );
    let files = app(text).with("app/a.yaml", long.as_bytes()).with("app/b.yaml", pod.as_bytes());
    assert_limit(&files, "app", "its variables make it larger than");
    // Parentheses that never close are looked for once.
    let open = pod.replace("$(V) ", &"$(".repeat(1_000));
    assert_eq!(problems(&files.with("app/b.yaml", open.as_bytes()), "app"), []);
}

#[test]
fn paths_that_would_make_a_field_for_each_of_thousands_of_parts_are_refused() {
    let path = vec!["a"; 20_000].join(".");
    let text = format!(
        "resources: [a.yaml]\nreplacements:\n- sourceValue: v\n  targets: [{{select: {{kind: ConfigMap}}, fieldPaths: ['{path}'], options: {{create: true}}}}]\n"
    );
    assert_limit(&app(&text), "app", "more than 256 parts");
    let spec = format!("namespace: [{{path: {}, create: true}}]\n", path.replace('.', "/"));
    let files = app("resources: [a.yaml]\nnamespace: shop\nconfigurations: [c.yaml]\n").with("app/c.yaml", spec.as_bytes());
    let problems = problems(&files, "app");
    assert!(problems.iter().any(|problem| problem.cause.contains("more than 256 parts")), "{problems:#?}");
}

#[test]
fn definitions_that_refer_to_each_other_in_circles_are_refused() {
    let definition = "github.com/example/api.Kind:\n  Schema:\n    properties:\n      apiVersion: {type: string}\n      kind: {type: string}\n      \
        metadata: {type: object}\n      one: {$ref: github.com/example/api.Kind}\n      two: {$ref: github.com/example/api.Kind}\n";
    let files = app("resources: [a.yaml]\ncrds: [crds.yaml]\n").with("app/crds.yaml", definition.as_bytes());
    assert!(problems(&files, "app").iter().any(|problem| problem.cause.contains("the definitions have more than 200000 properties")));
}

#[test]
fn a_text_that_is_patched_in_over_and_over_is_read_a_limited_number_of_times() {
    let mut text = format!(
        "resources: [a.yaml]\npatches:\n- target: {{kind: ConfigMap}}\n  patch: &p |-\n    apiVersion: v1\n    kind: ConfigMap\n    \
         metadata: {{name: a}}\n    data: {{k: '{}'}}\n",
        "x".repeat(1_000_000)
    );
    for _ in 0..2_000 {
        text.push_str("- {target: {kind: ConfigMap}, patch: *p}\n");
    }
    assert_limit(&app(&text), "app", "the kustomizations of one build have more than 16 MB");
}
