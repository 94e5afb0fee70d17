//! Wrong use, and the verbs that need no cluster.

use crate::support::home::Home;

/// A home whose cluster does not answer: what is checked here never asks it.
fn alone() -> Home {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::new(&folder.path().join("none"));
    std::fs::create_dir_all(home.path().join("base")).expect("a folder");
    home
}

#[test]
fn a_wrong_use_ends_with_two_and_names_the_nearest_right_word() {
    let home = alone();
    for (line, hint) in [
        (&["app", "synk", "shop"][..], "'sync'"),
        (&["app", "sync"], "APPNAME"),
        (&["app", "sync", "shop", "--prun"], "'--prune'"),
        (&["app", "sync", "shop", "--resource", "Deployment:web"], "expected GROUP:KIND:NAME"),
        (&["app", "sync", "shop", "--strategy", "hooks"], "possible values: hook, apply"),
        (&["app", "sync", "shop", "--timeout", "soon"], "--timeout"),
        (&["app", "list", "-o", "jsn"], "'json'"),
        (&["app", "list", "-l", "a b"], "label requirement"),
        (&["app", "get", "shop", "--show-params"], "tiphys app get NAME -o yaml"),
        (&["app", "set", "shop"], "--upsert"),
        (&["app", "edit", "shop"], "kubectl edit application NAME"),
        (&["app", "sync", "shop", "--local", "."], "tiphys app diff NAME --local PATH"),
        (&["app", "diff", "shop", "--local", ".", "--revision", "v1"], "cannot be used with"),
        (&["app", "diff", "shop", "--local-repo-root", "."], "--local <PATH>"),
        (&["app", "ignore", "shop", "--kind", "Deployment"], "--path"),
        (&["app", "create", "shop"], "--repo"),
        (&["app", "create", "shop", "--repo", "x", "--label", "novalue"], "expected KEY=VALUE"),
        (&["app", "rollback", "shop", "1", "--revision", "2"], "cannot be used with"),
        (&["completion", "tcsh"], "possible values: bash"),
        (&["renders"], "'render'"),
        (&["--grpc-web", "app", "list"], "kubeconfig's context"),
    ] {
        home.run(line).with(2).warns(&[hint]);
    }
}

#[test]
fn a_cluster_that_is_not_there_is_an_error_with_a_next_step() {
    let home = alone();
    let said = home.run(&["app", "list"]).with(20);
    assert!(said.err.starts_with("error: ") && said.err.contains("→ "), "{said}");
}

#[test]
fn rendering_needs_no_cluster_and_names_what_is_wrong() {
    let home = alone();
    let base = home.path().join("base");
    let path = base.display().to_string();
    std::fs::write(base.join("kustomization.yaml"), "namePrefix: my-\nresources: [config.yaml]\n").expect("a file");
    std::fs::write(base.join("config.yaml"), super::config("calm")).expect("a file");
    let said = home.run(&["render", "kustomize", &path]).with(0).says(&["name: my-settings", "mode: calm"]);
    assert_eq!(said.err, "");
    let told = home.run(&["render", "kustomize", &path, "--provenance"]).with(0).says(&["v1/ConfigMap my-settings", "namePrefix"]);
    let line = |field: &str| told.out.lines().find(|line| line.trim_start().starts_with(field)).expect("it is told").to_owned();
    assert!(line("metadata.name").ends_with("base/kustomization.yaml:1  namePrefix"), "{told}");
    assert!(line("data.mode").ends_with("base/config.yaml:6") && !told.out.contains("calm"), "no value is printed: {told}");
    home.run(&["render", "directory", &path, "--exclude", "kustomization.yaml"]).with(0).says(&["name: settings"]);
    std::fs::write(base.join("config.yaml"), "a: [\n").expect("a file");
    let broken = home.run(&["render", "kustomize", &path]).with(20);
    assert!(broken.out.is_empty() && broken.err.contains("config.yaml"), "{broken}");
    home.run(&["render", "kustomize", "/no/such/folder"]).with(20).warns(&["/no/such/folder", "→ "]);
}

#[test]
fn completion_and_crds_print_to_standard_output_alone() {
    let home = alone();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = home.run(&["completion", shell]).with(0).says(&["tiphys", "rollback"]);
        assert_eq!(said.err, "");
    }
    let said = home.run(&["crds"]).with(0).says(&["name: applications.argoproj.io", "name: appprojects.argoproj.io"]);
    assert_eq!(said.err, "");
    home.run(&["--help"]).with(0).says(&["app", "render", "demo"]);
    home.run(&["app", "sync", "--help"]).with(0).says(&["--prune", "--dry-run", "--revision"]);
}

#[test]
fn jsonnet_is_rendered_with_the_flags_of_argocd() {
    let home = alone();
    let root = home.path().join("base");
    for folder in [".git", "app", "vendor"] {
        std::fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    let text = "function(ns, n=0) (import 'map.libsonnet')(ns, { n: std.toString(n), s: std.extVar('s'), c: std.extVar('c') })\n";
    std::fs::write(root.join("app/a.jsonnet"), text).expect("a file");
    let text = "function(ns, data) { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: ns }, data: data }\n";
    std::fs::write(root.join("vendor/map.libsonnet"), text).expect("a file");
    let path = root.join("app").display().to_string();
    let flags =
        ["--jsonnet-tla-str", "ns=shop", "--jsonnet-tla-code", "n=1+1", "--jsonnet-ext-var-str", "s=$X", "--jsonnet-libs", "vendor"];
    let all = [&["render", "directory", &path][..], &flags[..], &["--jsonnet-ext-var-code", "c='a' + 'b'"]].concat();
    home.run(&all).with(0).says(&["namespace: shop", "\"n\": \"2\"", "s: $X", "c: ab"]);
    let without = [&["render", "directory", &path][..], &flags[..]].concat();
    home.run(&without).with(20).warns(&["app/a.jsonnet:1:", "Undefined external variable: c", "→ ", "--jsonnet-ext-var-str"]);
}
