//! Kustomize: overlays of 10 to 10,000 resources as a process beside the real `kustomize`, which `KUSTOMIZE` or a folder
//! `KUBEBUILDER_ASSETS` names: time, processor time and peak memory; how the cost grows; a render after one file changed; and the overlays
//! of public repositories. `cargo bench --bench kustomize [-- process|growth|again|corpus]`
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot measure fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use support::answers::{Memory, solve};
use support::budget::{Budgets, millis, note, percentile};
use support::corpus::Corpus;
use support::fleet::{large_overlay, large_overlay_file};
use support::process::{Medians, Taken, taken};
use tiphys::adapters::git::disk;
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::step::{Answers, MAX_ROUNDS, Step};
use tiphys::engine::tree::{RepoPath, Tree, TreeId};
use tiphys::model::problem::any_error;

/// As the product has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Overlays by their resources: how often both tools build them, and how many times faster ours has to be.
const SIZES: [(usize, usize, f64); 4] = [(10, 15, 10.0), (100, 15, 10.0), (2_000, 3, 100.0), (10_000, 1, 100.0)];

/// What the real tool may take for one build: it compares every resource with every other.
const PATIENCE_MS: f64 = 300_000.0;

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut budgets = Budgets::default();
    let part = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |name: &str| part.as_ref().is_none_or(|part| part == name);
    if wanted("process") {
        beside_the_real_one(folder.path(), &mut budgets);
    }
    if wanted("growth") {
        growth(folder.path(), &mut budgets);
    }
    if wanted("again") {
        once_more(folder.path(), &mut budgets);
    }
    if wanted("corpus") {
        corpus(&mut budgets);
    }
    budgets.finish()
}

/// The overlay of `n` resources, made once.
fn overlay(folder: &Path, n: usize) -> PathBuf {
    let root = folder.join(n.to_string());
    if !root.exists() {
        large_overlay(&root, n);
    }
    root
}

fn real() -> Option<PathBuf> {
    let named = std::env::var_os("KUSTOMIZE").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(std::env::var_os("KUBEBUILDER_ASSETS")?).join("kustomize"))).filter(|path| path.exists())
}

fn beside_the_real_one(folder: &Path, budgets: &mut Budgets) {
    let real = real();
    if real.is_none() {
        note("the real kustomize", "skipped: neither KUSTOMIZE nor KUBEBUILDER_ASSETS names it");
    }
    let mut last_ms = 0.0;
    for (n, n_runs, times_faster) in SIZES {
        let overlay = overlay(folder, n).join("prod").display().to_string();
        let ours = || taken(Path::new(env!("CARGO_BIN_EXE_tiphys")), &["render", "kustomize", &overlay]);
        // Five times the resources, twenty-five times the time.
        let expected_ms = last_ms * 25.0;
        let real = real.as_ref().filter(|_| expected_ms < PATIENCE_MS);
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..n_runs {
            own.push(ours());
            theirs.extend(real.map(|real| taken(real, &["build", &overlay])));
        }
        let own = same(&own);
        let what = format!("process, overlay of {n}");
        note(&what, &own.shown());
        if real.is_none() || theirs.is_empty() {
            if expected_ms >= PATIENCE_MS {
                note(&format!("{what}: the real kustomize"), &format!("left out: it would take about {:.0} s", expected_ms / 1_000.0));
            }
            continue;
        }
        let theirs = same(&theirs);
        assert!(own.out == theirs.out, "{what}: the same text comes out");
        note("  kustomize", &theirs.shown());
        budgets.at_least(&format!("{what}: times faster"), times_faster, theirs.wall_ms / own.wall_ms, "times");
        note("  times less processor time", &format!("{:.1}", theirs.cpu_ms / own.cpu_ms));
        budgets.at_least(&format!("{what}: peak memory saved"), 50.0, 100.0 * (1.0 - own.peak_mib / theirs.peak_mib), "%");
        last_ms = theirs.wall_ms;
    }
}

/// The medians of runs that all print the same.
fn same(runs: &[Taken]) -> Medians {
    let medians = Medians::of(runs);
    assert!(runs.iter().all(|run| run.out == medians.out), "every run prints the same");
    medians
}

/// In this process, files read each time.
fn growth(folder: &Path, budgets: &mut Budgets) {
    let mut criterion =
        Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for n in [10, 100, 2_000] {
        let root = overlay(folder, n);
        criterion.bench_function(&format!("kustomize, overlay of {n}"), |bencher| bencher.iter(|| from_disk(&root, "prod")));
    }
    let mut medians = [1_000, 10_000].map(|n| {
        let root = overlay(folder, n);
        let mut times: Vec<f64> = (0..7).map(|_| time(|| from_disk(&root, "prod")).0).collect();
        percentile(&mut times, 0.5)
    });
    let [small, large] = &mut medians;
    budgets.under("in process, ten times the resources (1,000 and 10,000): times the cost", 13.0, *large / *small, "times");
    note("  medians", &format!("{small:.1} ms and {large:.1} ms"));
}

/// A commit that changes one file of a base: what was read before is kept as `runtime::git` keeps it.
fn once_more(folder: &Path, budgets: &mut Budgets) {
    let root = overlay(folder, 2_000);
    let files = Memory::load(&root);
    let (first, text) = time(|| build(&files, "prod", &BuildOptions::default()));
    let mut times = Vec::new();
    for level in 0..5 {
        let path = format!("apps/{}", large_overlay_file(0));
        let content = std::fs::read_to_string(root.join(&path)).expect("a file").replace("cpu: 100m", &format!("cpu: 20{level}m"));
        let changed = files.clone().with(&path, content.as_bytes());
        let (again, other) = time(|| build(&changed, "prod", &BuildOptions::default()));
        assert!(other != text && other == build(&changed.fresh(), "prod", &BuildOptions::default()), "the change comes through");
        times.push(again);
    }
    let again = percentile(&mut times, 0.5);
    budgets.under("overlay of 2,000, one file changed: share of the first render's time", 100.0, 100.0 * again / first, "%");
    note("  times", &format!("{first:.1} ms, then {again:.1} ms"));
}

/// Every overlay of the corpus, parsed from bytes each time, in this thread.
fn corpus(budgets: &mut Budgets) {
    let Some(corpus) = Corpus::load() else { return };
    let mut times = Vec::new();
    for _ in 0..3 {
        let (taken, n_built) = time(|| {
            let built = corpus.cases.iter().filter(|case| {
                let flags: Vec<&str> = case.flags.iter().map(String::as_str).collect();
                let options = BuildOptions::parse(&flags).expect("flags");
                !build(&corpus.trees[&case.repo].fresh(), &case.path, &options).is_empty()
            });
            built.count()
        });
        assert_eq!(n_built, corpus.cases.len(), "every overlay is built");
        times.push(taken);
    }
    let what = format!("{} overlays of public repositories, one after the other", corpus.cases.len());
    budgets.under(&what, 2_000.0, percentile(&mut times, 0.5), "ms");
}

/// Milliseconds, and what came out.
fn time<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let out = work();
    (millis(began.elapsed()), out)
}

/// Builds from files in memory.
fn build(files: &Memory, path: &str, options: &BuildOptions) -> String {
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, options, answers));
    assert!(!any_error(&solved.problems), "{:?}", solved.problems);
    solved.value
}

/// Builds from files on disk.
fn from_disk(root: &Path, path: &str) -> String {
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
                for (need, answer) in disk::answers(answers.open(needs).expect("something new")) {
                    answers.put(need, answer);
                }
            }
        }
    }
    panic!("it does not end");
}
