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
use crate::support::conformance::{data, rows, score};

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

/// The files of a tar archive: path → content; links → target.
fn untar(bytes: &[u8]) -> Vec<(String, u8, Vec<u8>)> {
    let text = |field: &[u8]| String::from_utf8_lossy(field.split(|byte| *byte == 0).next().unwrap_or(&[])).into_owned();
    let octal = |field: &[u8]| usize::from_str_radix(text(field).trim(), 8).unwrap_or(0);
    let mut out = Vec::new();
    let mut at = 0;
    let mut long_name: Option<String> = None;
    while let Some(header) = bytes.get(at..at + 512).filter(|header| header[0] != 0) {
        let size = octal(&header[124..136]);
        let body = bytes.get(at + 512..at + 512 + size).expect("a whole archive");
        at += 512 + size.div_ceil(512) * 512;
        let prefix = if &header[257..262] == b"ustar" && header[263] == b'0' { text(&header[345..500]) } else { String::new() };
        let own = text(&header[..100]);
        match header[156] {
            b'L' => long_name = Some(text(body)),
            b'x' => {
                let records = String::from_utf8_lossy(body).into_owned();
                long_name = records.lines().find_map(|line| line.split_once(" path=").map(|(_, path)| path.to_owned()));
            }
            kind => {
                let joined = if prefix.is_empty() { own } else { format!("{prefix}/{own}") };
                let name = long_name.take().unwrap_or(joined);
                let content = if kind == b'2' { text(&header[157..257]).into_bytes() } else { body.to_vec() };
                out.push((name.trim_start_matches("./").to_owned(), kind, content));
            }
        }
    }
    out
}

#[test]
fn overlays_of_public_repositories_build_as_kustomize_builds_them() {
    let Some(bytes) = data("kustomize_corpus.tar.zst") else { return };
    let mut trees: BTreeMap<String, Memory> = BTreeMap::new();
    let mut cases: BTreeMap<String, (Option<Vec<u8>>, Option<Vec<u8>>)> = BTreeMap::new();
    for (name, kind, content) in untar(&bytes) {
        if let Some((repo, path)) = name.strip_prefix("trees/").and_then(|rest| rest.split_once('/')) {
            let tree = trees.remove(repo).unwrap_or_default();
            let tree = match kind {
                b'0' | 0 => tree.with(path, &content),
                b'2' => tree.link(path, std::str::from_utf8(&content).expect("UTF-8")),
                _ => tree,
            };
            trees.insert(repo.to_owned(), tree);
        } else if let Some(case) = name.strip_prefix("cases/").and_then(|name| name.strip_suffix(".json")) {
            cases.entry(case.to_owned()).or_default().0 = Some(content);
        } else if let Some(case) = name.strip_prefix("cases/").and_then(|name| name.strip_suffix(".yaml")) {
            cases.entry(case.to_owned()).or_default().1 = Some(content);
        }
    }
    let mut tally: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for (id, (case, want)) in cases {
        let case = tiphys::engine::manifest::json::parse_json(&case.expect("a case")).expect("JSON");
        let want = String::from_utf8(want.expect("an expected output")).expect("UTF-8");
        let flags: Vec<&str> = case
            .as_map()
            .and_then(|case| case.get("flags"))
            .and_then(Value::as_list)
            .expect("flags")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let tree = &trees[text(&case, &["repo"]).expect("a repo")];
        let got = build(tree, text(&case, &["path"]).expect("a path"), &flags);
        let verdict = judge(&got, Some(&want));
        tell(&id, verdict, &got);
        *tally.entry(verdict).or_default() += 1;
        results.push((id, matches!(verdict, "text" | "order")));
    }
    println!("kustomize_corpus: {tally:?}");
    score("kustomize_corpus", &results, &[]);
}
