//! Three hundred generated overlays: properties of every build, and the real kustomize beside, where `KUSTOMIZE` names it or
//! `KUBEBUILDER_ASSETS` names a folder that holds it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::tree::RepoPath;
use tiphys::model::problem::any_error;

use super::overlays::{Overlay, overlay};
use crate::support::answers::{Memory, solve};
use crate::support::testbed::report;

/// How many overlays: about half of them build, and the real kustomize takes some 30 s for all on two cores.
const N: u64 = 300;

/// How many of them the properties look at: each costs five builds.
const N_PROPERTIES: u64 = 150;

/// Overlays that the real kustomize builds otherwise, with the reason. Each must differ as long as it stands here.
const KNOWN: [(u64, &str); 0] = [];

fn memory(overlay: &Overlay) -> Memory {
    Memory::new(overlay.files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn built(files: &Memory, path: &str, flags: &[&str]) -> Result<String, String> {
    let options = BuildOptions::parse(flags).expect("flags");
    let tree = files.commit("https://example.com/repo", &"0".repeat(40));
    let path = RepoPath::new(path).expect("a path inside");
    let solved = solve(files, |answers| kustomize_text(&tree, &path, &options, answers));
    let errors: Vec<String> = solved.problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
    if any_error(&solved.problems) { Err(errors.join("; ")) } else { Ok(solved.value) }
}

/// The kustomization that is built says nothing that only the outermost one may say.
fn is_inner(overlay: &Overlay) -> bool {
    let root = overlay.files.iter().filter(|(path, _)| path.starts_with("over/") && path.to_lowercase().contains("kustomization"));
    root.into_iter().all(|(_, text)| !text.contains("buildMetadata") && !text.contains("sortOptions"))
}

#[test]
fn generated_overlays_render_the_same_twice_and_an_empty_overlay_changes_nothing() {
    let mut n_built = 0;
    for seed in 0..N_PROPERTIES {
        let overlay = overlay(seed);
        let files = memory(&overlay);
        let once = built(&files, overlay.path, &[]);
        assert_eq!(once, built(&memory(&super::overlays::overlay(seed)), overlay.path, &[]), "overlay {seed}");
        if once.is_err() || !is_inner(&overlay) {
            continue;
        }
        n_built += 1;
        let wrapped = files.clone().with("empty/kustomization.yaml", b"resources: [../over]\n");
        assert_eq!(once, built(&wrapped, "empty", &[]), "an empty overlay over overlay {seed}");
        // First come, first printed: whether a flag or a field says so.
        let unsorted = built(&files, overlay.path, &["--reorder", "none"]);
        let fifo = files.with("fifo/kustomization.yaml", b"resources: [../over]\nsortOptions: {order: fifo}\n");
        assert_eq!(unsorted, built(&fifo, "fifo", &[]), "the order of overlay {seed}");
        let sorted = |text: &str| {
            let mut documents: Vec<String> = text.trim_end().split("\n---\n").map(str::to_owned).collect();
            documents.sort();
            documents
        };
        assert_eq!(once.as_deref().map(sorted), unsorted.as_deref().map(sorted), "the documents of overlay {seed}");
    }
    assert!(n_built > 30, "only {n_built} overlays say anything about layers");
}

fn kustomize() -> Option<PathBuf> {
    let named = std::env::var_os("KUSTOMIZE").map(PathBuf::from);
    let beside = || std::env::var_os("KUBEBUILDER_ASSETS").map(|folder| PathBuf::from(folder).join("kustomize"));
    named.or_else(beside).filter(|file| file.exists())
}

/// What the real one prints; `None` where it refuses.
fn real(program: &Path, overlay: &Overlay) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in &overlay.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let mut command = Command::new(program);
    // Without git it has nothing to fetch with.
    command.arg("build").arg(folder.path().join(overlay.path)).env("PATH", "").stdin(Stdio::null());
    let output = command.output().expect("kustomize runs");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn generated_overlays_build_as_the_real_kustomize_builds_them() {
    let program = kustomize();
    report(program.is_some());
    let Some(program) = program else {
        println!("skipped: neither KUSTOMIZE nor KUBEBUILDER_ASSETS leads to kustomize");
        return;
    };
    let next = AtomicU64::new(0);
    let wrong: Mutex<Vec<(u64, String)>> = Mutex::new(Vec::new());
    let n_built = AtomicU64::new(0);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= N {
                break;
            }
            let overlay = overlay(seed);
            let (want, got) = (real(&program, &overlay), built(&memory(&overlay), overlay.path, &[]));
            n_built.fetch_add(u64::from(want.is_some()), Ordering::Relaxed);
            let why = match (&want, &got) {
                (None, Err(_)) => continue,
                (Some(want), Ok(got)) if want == got => continue,
                (Some(_), Err(error)) => format!("refused: {error}"),
                (None, Ok(_)) => "built, and the real one refuses".to_owned(),
                (Some(want), Ok(got)) => {
                    let line = want.lines().zip(got.lines()).find(|(want, got)| want != got);
                    line.map_or("another length".to_owned(), |(want, got)| format!("{got:?} instead of {want:?}"))
                }
            };
            wrong.lock().expect("no panic").push((seed, why));
        }
    };
    let n_threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(work);
        }
    });
    let mut wrong = wrong.into_inner().expect("no panic");
    wrong.sort();
    let n_built = n_built.into_inner();
    println!("{N} generated overlays, {n_built} of which the real kustomize builds");
    assert!(n_built > N / 3, "only {n_built} build: the rest says little");
    let known = |seed: u64| KNOWN.iter().any(|(known, _)| *known == seed);
    let unknown: Vec<_> = wrong.iter().filter(|(seed, _)| !known(*seed)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let right: Vec<_> = KNOWN.iter().filter(|(seed, _)| !wrong.iter().any(|(wrong, _)| wrong == seed)).collect();
    assert!(right.is_empty(), "equal by now, and no longer to be listed: {right:?}");
}
