//! Kustomize's own end-to-end tests, its filters' tests, and the overlays of public repositories, against the engine.
//! `../shared/conformance/README.md` has the forms.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::object::value::Value;
use tiphys::model::problem::any_error;

use crate::support::answers::{Memory, solve};
use crate::support::conformance::{rows, score};
use crate::support::corpus::Corpus;

/// What a build gave.
fn build(files: &Memory, path: &str, flags: &[&str]) -> Result<String, String> {
    let options = BuildOptions::parse(flags).map_err(|problem| problem.to_string())?;
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("a path inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, &options, answers));
    if any_error(&solved.problems) {
        let errors: Vec<String> = solved.problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
        return Err(errors.join("; "));
    }
    Ok(solved.value)
}

fn documents(text: &str) -> Vec<Value> {
    parse_yaml(text.as_bytes(), "", ParseOptions::KUBERNETES).values.into_iter().map(|document| document.value).collect()
}

/// `text`, `order` or worse.
fn level(got: &str, want: &str) -> &'static str {
    let plain = |text: &str| text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    if plain(got) == plain(want) {
        return "text";
    }
    if documents(got) == documents(want) { "order" } else { "differs" }
}

fn judge(got: &Result<String, String>, want: Option<&str>) -> &'static str {
    match (got, want) {
        (Ok(got), Some(want)) => level(got, want),
        (Err(_), None) => "refused",
        (Ok(_), None) => "accepted",
        (Err(_), Some(_)) => "failed",
    }
}

fn tell(id: &str, verdict: &str, got: &Result<String, String>) {
    if std::env::var_os("TIPHYS_VERBOSE").is_some() && !matches!(verdict, "text" | "refused") {
        let why = got.as_ref().err().map_or("", String::as_str);
        println!("{verdict} {id} {why}");
        if let (Some(folder), Ok(got)) = (std::env::var_os("TIPHYS_DUMP"), got) {
            let _ = std::fs::write(PathBuf::from(folder).join(id.replace('/', "+")), got);
        }
    }
}

fn text<'c>(case: &'c Value, path: &[&str]) -> Option<&'c str> {
    path.iter().try_fold(case, |value, key| value.as_map()?.get(key))?.as_str()
}

fn run_suite(suite: &str, known: &[(&str, &str)]) {
    let Some(rows) = rows(suite) else { return };
    let mut tally: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for row in rows {
        let case = tiphys::engine::manifest::json::parse_json(row.as_bytes()).expect("a row is JSON");
        let id = text(&case, &["id"]).expect("an id").to_owned();
        let files = case.as_map().and_then(|case| case.get("files")).and_then(Value::as_map).expect("files");
        let memory = Memory::new(files.iter().map(|(path, content)| (path.as_str(), content.as_str().expect("text"))));
        let got = build(&memory, text(&case, &["path"]).expect("a path"), &[]);
        let verdict = judge(&got, text(&case, &["expect", "cli"]));
        tell(&id, verdict, &got);
        *tally.entry(verdict).or_default() += 1;
        results.push((id, matches!(verdict, "text" | "order" | "refused")));
    }
    println!("{suite}: {tally:?}");
    score(suite, &results, known);
}

#[test]
fn kustomize_s_own_end_to_end_tests_pass() {
    run_suite("kustomize", &[]);
}

#[test]
fn kustomize_s_own_filter_tests_pass() {
    run_suite("kustomize_filters", &[]);
}

#[test]
fn overlays_of_public_repositories_build_as_kustomize_builds_them() {
    let Some(corpus) = Corpus::load() else { return };
    let mut tally: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for case in &corpus.cases {
        let flags: Vec<&str> = case.flags.iter().map(String::as_str).collect();
        let got = build(&corpus.trees[&case.repo], &case.path, &flags);
        let verdict = judge(&got, Some(&case.want));
        tell(&case.id, verdict, &got);
        *tally.entry(verdict).or_default() += 1;
        results.push((case.id.clone(), matches!(verdict, "text" | "order")));
    }
    println!("kustomize_corpus: {tally:?}");
    score("kustomize_corpus", &results, &[]);
}
