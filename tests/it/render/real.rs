//! The fixtures against the real kustomize, where `KUBEBUILDER_ASSETS` names a folder that holds it.

use std::path::PathBuf;
use std::process::Command;

#[test]
fn fixtures_of_kustomize_are_what_the_real_one_prints() {
    let Some(kustomize) =
        std::env::var_os("KUBEBUILDER_ASSETS").map(|folder| PathBuf::from(folder).join("kustomize")).filter(|file| file.exists())
    else {
        println!("skipped: KUBEBUILDER_ASSETS names no folder with kustomize");
        return;
    };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/render");
    let mut n_compared = 0;
    for entry in std::fs::read_dir(&root).expect("fixtures") {
        let folder = entry.expect("an entry").path();
        let case = std::fs::read_to_string(folder.join("case.yaml")).expect("a case");
        let Some(path) = case.strip_prefix("tool: kustomize\npath: ") else { continue };
        let path = path.lines().next().unwrap_or(".");
        // Remote bases are refused by us and tried by it: that needs a network.
        if folder.ends_with("overlay-with-broken-files") {
            continue;
        }
        let mut command = Command::new(&kustomize);
        command.arg("build").arg(folder.join("in").join(path));
        if case.contains("--enable-helm") {
            let helm = kustomize.with_file_name("helm");
            if !helm.exists() {
                continue;
            }
            command.arg("--enable-helm").arg("--helm-command").arg(helm);
        }
        let output = command.output().expect("kustomize runs");
        let is_error = std::fs::read_to_string(folder.join("problems.txt")).unwrap_or_default().contains("error:");
        assert_eq!(!output.status.success(), is_error, "{}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
        if !is_error {
            let want = std::fs::read_to_string(folder.join("expected.yaml")).expect("an expected output");
            assert_eq!(String::from_utf8_lossy(&output.stdout), want, "{}", folder.display());
        }
        n_compared += 1;
    }
    println!("compared {n_compared} fixtures with the real kustomize");
}
