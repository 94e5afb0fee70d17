//! What a render costs that is made again after a commit: what did not change is not parsed again.

use std::sync::Arc;

use tiphys::engine::manifest::yaml::{Documents, ParseOptions};
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::problem::any_error;

use crate::support::answers::{Memory, solve};

/// What every kind of file in a build is read as; settings as a whole.
const READINGS: [(&str, Option<ParseOptions>); 7] = [
    ("prod/kustomization.yaml", None),
    ("base/kustomization.yaml", None),
    ("base/web.yaml", Some(ParseOptions::KUSTOMIZE)),
    ("base/other.yaml", Some(ParseOptions::KUSTOMIZE)),
    ("prod/merge.yaml", Some(ParseOptions::KUSTOMIZE)),
    ("prod/operations.yaml", None),
    ("prod/copies.yaml", None),
];

fn repository() -> Memory {
    let prod = "resources: [../base]\nnamePrefix: prod-\npatches: [{path: merge.yaml}, {path: operations.yaml, target: {kind: ConfigMap}}]\n\
        replacements: [{path: copies.yaml}]\n";
    Memory::new([
        ("base/kustomization.yaml", "resources: [web.yaml, other.yaml]\n"),
        ("base/web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {level: info}\n"),
        ("base/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {from: nowhere}\n"),
        ("prod/kustomization.yaml", prod),
        ("prod/merge.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {merged: 'yes'}\n"),
        ("prod/operations.yaml", "- {op: add, path: /data/patched, value: 'yes'}\n"),
        (
            "prod/copies.yaml",
            "source: {kind: ConfigMap, name: web, fieldPath: data.level}\n\
             targets: [{select: {kind: ConfigMap, name: other}, fieldPaths: [data.from]}]\n",
        ),
    ])
}

fn build(files: &Memory) -> String {
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new("prod").expect("a path inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, &BuildOptions::default(), answers));
    assert!(!any_error(&solved.problems), "{:?}", solved.problems);
    solved.value
}

fn n_parses(files: &Memory) -> Vec<(&str, u32)> {
    files.paths().map(|path| (path, files.file(path).n_parses())).collect()
}

/// The documents of every file but one.
fn documents(files: &Memory, but: &str) -> Vec<Arc<Documents>> {
    let read = |path: &str, options: Option<ParseOptions>| match options {
        Some(options) => files.file(path).documents(path, options),
        None => files.file(path).whole(path),
    };
    READINGS.iter().filter(|(path, _)| *path != but).map(|(path, options)| read(path, *options)).collect()
}

#[test]
fn a_changed_file_is_all_that_is_parsed_again() {
    let files = repository();
    let first = build(&files);
    assert!(first.contains("from: info") && first.contains("patched: \"yes\"") && first.contains("merged: \"yes\""), "{first}");
    let parsed = n_parses(&files);
    assert!(parsed.iter().all(|(_, n)| *n > 0), "every file is parsed: {parsed:?}");

    // The same commit once more: nothing is parsed at all.
    assert_eq!(build(&files), first);
    assert_eq!(n_parses(&files), parsed);

    // A commit that changes one file of the base; what else was read is kept by its blob id.
    let before = documents(&files, "base/web.yaml");
    assert_eq!(n_parses(&files), parsed, "every file was read as said above");
    let changed = files.clone().with("base/web.yaml", b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {level: debug}\n");
    assert_eq!(build(&changed), first.replace("info", "debug"));
    assert_eq!(build(&changed), build(&changed.fresh()), "as from the bytes");
    let others = |counts: Vec<(&str, u32)>| {
        counts.into_iter().filter(|(path, _)| *path != "base/web.yaml").map(|(path, n)| (path.to_owned(), n)).collect::<Vec<_>>()
    };
    assert_eq!(others(n_parses(&changed)), others(parsed), "only the changed file is parsed");
    assert_eq!(changed.file("base/web.yaml").n_parses(), 1);
    let after = documents(&changed, "base/web.yaml");
    assert_eq!(before.len(), after.len());
    assert!(before.iter().zip(&after).all(|(before, after)| Arc::ptr_eq(before, after)), "the others' documents are the same ones");
}
