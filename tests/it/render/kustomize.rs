//! Rules of Kustomize that deserve a name, and properties of every build.

use proptest::prelude::*;
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::problem::any_error;

use crate::support::answers::{Memory, solve};

fn built(files: &Memory, path: &str) -> Result<String, String> {
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("a path inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, &BuildOptions::default(), answers));
    if any_error(&solved.problems) {
        Err(solved.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    } else {
        Ok(solved.value)
    }
}

fn config_map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n")
}

#[test]
fn several_bases_are_asked_for_in_one_round() {
    let mut files = Memory::new([("app/kustomization.yaml", "resources: [../a, ../b, ../c]\n")]);
    for name in ["a", "b", "c"] {
        files = files
            .with(&format!("{name}/kustomization.yaml"), b"resources: [x.yaml]\n")
            .with(&format!("{name}/x.yaml"), config_map(name).as_bytes());
    }
    let path = RepoPath::new("app").expect("a path inside");
    for (tree, rounds) in [(files.commit("https://example.com/repo", &"0".repeat(40)), 3), (files.folder(), 3)] {
        let solved = solve(&files, |answers| kustomize_text(&tree, &path, &BuildOptions::default(), answers));
        assert!(!any_error(&solved.problems), "{:?}", solved.problems);
        assert_eq!(solved.rounds, rounds);
    }
}

#[test]
fn links_are_followed_inside_the_repository_and_never_out() {
    let files = Memory::new([("app/kustomization.yaml", "resources: [a.yaml]\n"), ("app/real.yaml", &config_map("a"))])
        .link("app/a.yaml", "real.yaml");
    assert_eq!(built(&files, "app"), Ok(config_map("a")));
    let files = Memory::new([("app/kustomization.yaml", "resources: [a.yaml]\n")]).link("app/a.yaml", "../../etc/passwd");
    assert!(built(&files, "app").is_err_and(|error| error.contains("leaves the repository")));
}

#[test]
fn a_diamond_of_bases_ends_at_its_budget() {
    let mut files = Memory::new([("l0/kustomization.yaml", "namePrefix: x-\n")]);
    for level in 1..20 {
        let text = format!("components: [../l{0}, ../l{0}]\n", level - 1);
        files = files.with(&format!("l{level}/kustomization.yaml"), text.as_bytes());
    }
    assert!(built(&files, "l19").is_err_and(|error| error.contains("more than 5000 kustomizations")));
}

#[test]
fn secrets_never_reach_a_problem() {
    let canary = "c4n4ry";
    let files = Memory::new([
        (
            "kustomization.yaml",
            "resources: [s.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |-\n    - op: test\n      path: /stringData/a\n      value: other\nreplacements:\n- source: {kind: Secret, fieldPath: stringData.a}\n  targets:\n  - select: {kind: Secret}\n    fieldPaths: [nowhere.at.all]\n",
        ),
        ("s.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{a: {canary}}}\n")),
    ]);
    let error = built(&files, ".").expect_err("the test fails");
    assert!(!error.contains(canary), "{error}");
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,6}-x"
}

fn overlay() -> impl Strategy<Value = (Memory, Vec<String>)> {
    (prop::collection::btree_set(name(), 1..6), prop::option::of(name()), prop::option::of(name()), any::<bool>()).prop_map(
        |(names, prefix, namespace, labelled)| {
            let names: Vec<String> = names.into_iter().collect();
            let list: String = names.iter().map(|name| format!("- {name}.yaml\n")).collect();
            let full = |name: &String| format!("name: {}{name}\n", prefix.as_ref().map_or(String::new(), |prefix| format!("{prefix}-")));
            let expected: Vec<String> = names.iter().map(full).collect();
            let mut text =
                format!("resources:\n{list}configMapGenerator:\n- name: generated\n  literals: [a=b]\nsortOptions: {{order: fifo}}\n");
            if let Some(prefix) = &prefix {
                text.push_str(&format!("namePrefix: {prefix}-\n"));
            }
            if let Some(namespace) = namespace {
                text.push_str(&format!("namespace: n{namespace}\n"));
            }
            if labelled {
                text.push_str("labels:\n- pairs: {a: b}\n  includeSelectors: true\n");
            }
            let files = names.iter().fold(Memory::new([("base/kustomization.yaml", text.as_str())]), |files, name| {
                files.with(&format!("base/{name}.yaml"), config_map(name).as_bytes())
            });
            (files, expected)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_overlay_that_says_nothing_changes_nothing((files, _) in overlay()) {
        let plain = built(&files, "base");
        prop_assert_eq!(&plain, &built(&files, "base"));
        let files = files.with("over/kustomization.yaml", b"resources: [../base]\nsortOptions: {order: fifo}\n");
        prop_assert_eq!(plain, built(&files, "over"));
    }

    #[test]
    fn fifo_keeps_the_order_of_resources((files, names) in overlay()) {
        let text = built(&files, "base").expect("builds");
        let found: Vec<usize> = names.iter().map(|name| text.find(name.as_str()).expect("is there")).collect();
        prop_assert!(found.is_sorted(), "{}", text);
    }
}
