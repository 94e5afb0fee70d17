//! Folders of `tests/fixtures/render`: `in/` is the tree, `case.yaml` says what to render, `expected.yaml` is the output,
//! `problems.txt` what goes wrong. `TIPHYS_UPDATE=1` writes the expected files anew.

use std::path::{Path, PathBuf};

use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::output::kustomize_bytes;
use tiphys::engine::render::path::{Tool, render_path};
use tiphys::engine::tree::RepoPath;
use tiphys::model::application::DirectorySource;
use tiphys::model::problem::Problem;

use crate::support::answers::{Memory, solve};

/// What a case renders.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    tool: String,
    path: String,
    /// Flags of `kustomize build`.
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    recurse: bool,
    #[serde(default)]
    include: String,
    #[serde(default)]
    exclude: String,
}

fn told(problems: &[Problem]) -> String {
    let line = |problem: &Problem| {
        let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!("\n    {hint}"));
        format!("{}: {problem}{hint}\n", format!("{:?}", problem.severity).to_lowercase())
    };
    problems.iter().map(line).collect()
}

fn compare(file: &Path, got: &str) {
    if std::env::var_os("TIPHYS_UPDATE").is_some() {
        if got.is_empty() {
            let _ = std::fs::remove_file(file);
        } else {
            std::fs::write(file, got).expect("the fixtures can be written");
        }
        return;
    }
    let want = std::fs::read_to_string(file).unwrap_or_default();
    assert!(got == want, "{} differs; got:\n{got}\nwanted:\n{want}", file.display());
}

#[test]
fn every_fixture_renders_as_expected_from_a_commit_and_from_disk() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/render");
    let mut n_cases = 0;
    for entry in std::fs::read_dir(&root).expect("fixtures") {
        let folder = entry.expect("an entry").path();
        let case: Case = serde_yaml::from_str(&std::fs::read_to_string(folder.join("case.yaml")).expect("a case")).expect("a case");
        let tool = match case.tool.as_str() {
            "kustomize" => {
                let flags: Vec<&str> = case.flags.iter().map(String::as_str).collect();
                Tool::Kustomize(BuildOptions::parse(&flags).expect("flags"))
            }
            _ => Tool::Directory(DirectorySource {
                recurse: case.recurse,
                include: case.include,
                exclude: case.exclude,
                ..DirectorySource::default()
            }),
        };
        let files = Memory::load(&folder.join("in"));
        let path = RepoPath::new(&case.path).expect("a path inside");
        let indexed = files.commit("https://example.com/repo", &"0".repeat(40));
        let listed = files.folder();
        let from_commit = solve(&files, |answers| render_path(&indexed, &path, &tool, false, answers));
        let from_disk = solve(&files, |answers| render_path(&listed, &path, &tool, false, answers));
        let bytes = kustomize_bytes(&from_commit.value.objects);
        assert_eq!(bytes, kustomize_bytes(&from_disk.value.objects), "{}", folder.display());
        assert_eq!(told(&from_commit.problems), told(&from_disk.problems), "{}", folder.display());
        compare(&folder.join("expected.yaml"), &bytes);
        compare(&folder.join("problems.txt"), &told(&from_commit.problems));
        n_cases += 1;
    }
    assert!(n_cases >= 13, "only {n_cases} fixtures were found");
}
