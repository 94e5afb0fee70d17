//! Broken charts, values and flags: what Helm refuses is refused, at the same place and in words at least as helpful.
//!
//! A case is a folder of `tests/fixtures/helm/errors`: the chart, `args` (what stands behind `helm template`), `helm.txt` (what Helm 4.2.3
//! says) and `tiphys.txt` (what we say), to be read side by side. Where `says` is there, its lines stand for Helm's words, which differ with
//! the YAML or JSON reader. `TIPHYS_UPDATE=1` writes both texts anew, with the real Helm where it is at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex::Regex;

use crate::support::testbed;

/// Where a case's folder stands in a text.
const HERE: &str = "DIR";

/// A terminal's width.
const WIDTH: usize = 80;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/helm/errors");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).expect("the cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name().expect("a name").to_string_lossy().into_owned()
}

fn text(case: &Path, file: &str) -> String {
    fs::read_to_string(case.join(file)).unwrap_or_default()
}

/// A copy of a case where no repository encloses it, so that it is named alike everywhere.
fn copied(case: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = Command::new("cp").arg("-R").arg(case.join(".")).arg(folder.path()).status().expect("cp runs");
    assert!(copy.success(), "{}", case.display());
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    folder
}

/// What a program says in a case's folder: exit code, output, errors.
fn said(program: &Path, verb: &[&str], case: &Path) -> (i32, String, String) {
    let folder = copied(case);
    let args = text(case, "args");
    let mut command = Command::new(program);
    command.args(verb).args(args.trim_end_matches('\n').split(' ')).current_dir(folder.path());
    let home = folder.path().join(".git");
    let Output { status, stdout, stderr } =
        command.env_clear().env("HOME", home).env("NO_COLOR", "1").output().unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let real = folder.path().canonicalize().expect("it is there").display().to_string();
    let shown = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8").replace(&real, HERE);
    (status.code().unwrap_or(-1), shown(stdout), shown(stderr))
}

fn ours(case: &Path) -> (i32, String, String) {
    said(Path::new(env!("CARGO_BIN_EXE_tiphys")), &["render", "helm"], case)
}

/// Helm's text in one line, without its log and the remark on `--debug`.
fn squeezed(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("level=") && !line.starts_with("Use --debug flag"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The lines of files that a text names.
fn lines_named(text: &str) -> Vec<i64> {
    let place = Regex::new(r"[\w./-]+\.(?:yaml|tpl|txt|lock):(\d+)").expect("an expression");
    place.captures_iter(text).filter_map(|found| found[1].parse().ok()).collect()
}

/// A text whose middle is left out where it says the same a thousand times.
fn shortened(text: &str) -> String {
    if text.len() < 8000 {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let part = |part: &[char]| part.iter().collect::<String>();
    format!("{}\n[…]\n{}", part(&chars[..400]), part(&chars[chars.len() - 400..]))
}

#[test]
fn what_helm_refuses_is_refused_at_the_same_place_in_words_at_least_as_helpful() {
    let updates = std::env::var_os("TIPHYS_UPDATE").is_some();
    let (mut n_refused, mut wrong) = (0, Vec::new());
    for case in cases() {
        let (code, out, err) = ours(&case);
        if updates {
            fs::write(case.join("tiphys.txt"), &err).expect("it is written");
        }
        let (helm, name) = (text(&case, "helm.txt"), name(&case));
        let mut demand = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{name}: {what}\n--- helm\n{helm}--- ours\n{err}"));
            }
        };
        demand(err == text(&case, "tiphys.txt"), "it is not what tiphys.txt has");
        let refusal = helm.lines().position(|line| line.starts_with("Error: "));
        demand(refusal.is_some() == (code != 0), "the decision differs");
        demand((code == 0) != out.is_empty(), "a manifest is printed, or the problem told: never both");
        demand(!err.chars().any(|c| c.is_control() && c != '\n'), "control characters reach the terminal");
        let hints = err.lines().filter(|line| line.starts_with("  → "));
        demand(hints.into_iter().all(|hint| hint.chars().count() <= WIDTH), "a hint is wider than a terminal");
        let Some(first) = refusal else { continue };
        n_refused += 1;
        let words: String = helm.lines().skip(first).map(|line| format!("{line}\n")).collect();
        let words = words.trim_start_matches("Error: ");
        match text(&case, "says") {
            none if none.is_empty() => demand(squeezed(&err).contains(&squeezed(words)), "Helm's words are not there"),
            says => {
                says.lines().for_each(|line| demand(squeezed(&err).contains(line), line));
                // Go's YAML reader is often a line off.
                let named = lines_named(&err);
                let line =
                    Regex::new(r"yaml: line (\d+)").expect("an expression").captures(&helm).and_then(|found| found[1].parse::<i64>().ok());
                let is_near = |line: i64| named.iter().any(|ours| (ours - line).abs() <= 1) || err.contains(&format!("yaml: line {line}"));
                demand(line.is_none_or(is_near), "the line is another");
            }
        }
    }
    assert!(n_refused >= 150, "only {n_refused} cases are refused");
    assert!(wrong.is_empty(), "{} of {n_refused}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_texts_that_we_compare_with_are_those_of_the_real_helm() {
    let Some(helm) = testbed::tool("helm") else { return };
    for case in cases() {
        let (code, _, err) = said(&helm, &["template"], &case);
        let err = shortened(&err);
        if std::env::var_os("TIPHYS_UPDATE").is_some() {
            fs::write(case.join("helm.txt"), &err).expect("it is written");
        }
        // The order of what a schema demands is that of a Go map.
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&err), sorted(&text(&case, "helm.txt")), "{}", name(&case));
        assert_eq!(code != 0, err.contains("Error: "), "{}", name(&case));
    }
}
