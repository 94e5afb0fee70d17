//! Kustomize: overlays of 10, 100 and 2,000 resources in this process, and as a process beside the real `kustomize`, which `KUSTOMIZE` or a
//! folder `KUBEBUILDER_ASSETS` names. `cargo bench --bench kustomize`
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot measure fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use support::budget::{Budgets, millis, note, percentile};
use tiphys::adapters::git::disk;
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::step::{Answers, MAX_ROUNDS, Step};
use tiphys::engine::tree::{RepoPath, Tree, TreeId};

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut budgets = Budgets::default();
    let mut criterion =
        Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    let real = real();
    if real.is_none() {
        note("the real kustomize", "skipped: neither KUSTOMIZE nor KUBEBUILDER_ASSETS names it");
    }
    for (n, n_runs) in [(10, 15), (100, 15), (2_000, 5)] {
        let root = folder.path().join(n.to_string());
        support::fleet::large_overlay(&root, n);
        criterion.bench_function(&format!("kustomize, overlay of {n}"), |bencher| bencher.iter(|| render(&root, "prod")));
        let overlay = root.join("prod");
        let ours = || time(Path::new(env!("CARGO_BIN_EXE_tiphys")), &["render", "kustomize"], &overlay);
        let Some(real) = &real else {
            note(&format!("tiphys render kustomize, overlay of {n}"), &format!("{:.1} ms", ours().0));
            continue;
        };
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        let (mut text, mut wanted) = (String::new(), String::new());
        for _ in 0..n_runs {
            let (taken, out) = ours();
            own.push(taken);
            text = out;
            let (taken, out) = time(real, &["build"], &overlay);
            theirs.push(taken);
            wanted = out;
        }
        assert_eq!(text, wanted, "the same objects come out");
        let (own, theirs) = (percentile(&mut own, 0.5), percentile(&mut theirs, 0.5));
        budgets.at_least(&format!("process, overlay of {n}: times faster than kustomize"), 10.0, theirs / own, "times");
        note("  medians", &format!("{own:.1} ms, kustomize {theirs:.1} ms"));
    }
    budgets.finish()
}

fn real() -> Option<PathBuf> {
    let named = std::env::var_os("KUSTOMIZE").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(std::env::var_os("KUBEBUILDER_ASSETS")?).join("kustomize"))).filter(|path| path.exists())
}

/// One run of a program on a folder: milliseconds, and what it printed.
fn time(program: &Path, args: &[&str], folder: &Path) -> (f64, String) {
    let began = Instant::now();
    let output = Command::new(program).args(args).arg(folder).stdin(Stdio::null()).output().expect("it runs");
    let taken = millis(began.elapsed());
    assert!(output.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&output.stderr));
    (taken, String::from_utf8(output.stdout).expect("text"))
}

/// Renders in this process, files read each time.
fn render(root: &Path, path: &str) -> String {
    let root = root.display().to_string();
    let tree = Arc::new(Tree { id: TreeId::Disk(root.as_str().into()), files: None });
    let (path, options, mut answers) = (RepoPath::new(path).expect("inside"), BuildOptions::default(), Answers::default());
    for _ in 0..MAX_ROUNDS {
        match kustomize_text(&tree, &path, &options, &answers) {
            Step::Done { value, problems, .. } => {
                assert!(problems.is_empty(), "{problems:?}");
                return value;
            }
            Step::Needs(needs) => {
                for (need, answer) in disk::answers(&root, answers.open(needs).expect("something new")) {
                    answers.put(need, answer);
                }
            }
        }
    }
    panic!("it does not end");
}
