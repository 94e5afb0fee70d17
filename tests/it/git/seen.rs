//! What an operator sees of a repository that is not as it should be.

use git2::FileMode;

use crate::support::home::Home;
use crate::support::repo::Repo;
use crate::support::served::Served;

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  a: \"1\"\n";
const LFS: &str =
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/// A sandbox with one application a branch of one repository.
fn fleet(branches: &[(&str, &[(&str, FileMode, &str)])]) -> (Served, Home) {
    let served = Served::start();
    let home = Home::new(&served.kubeconfig());
    home.run(&["crds", "install"]).with(0);
    for (branch, entries) in branches {
        home.repo.commit_on(branch, "feat: it", entries);
        let url = home.repo.url();
        let base = ["app", "create", branch, "--repo", &url, "--path", "app", "--revision", branch, "--dest-namespace", "default"];
        home.run(&base).with(0);
    }
    (served, home)
}

#[test]
fn links_are_followed_inside_a_repository_and_refused_out_of_it() {
    let outside = [("app/config.yaml", FileMode::Link, "../../../../../../etc/hostname"), ("app/good.yaml", FileMode::Blob, CONFIG)];
    let (_served, home) = fleet(&[
        ("inside", &[("base/config.yaml", FileMode::Blob, CONFIG), ("app/config.yaml", FileMode::Link, "../base/config.yaml")]),
        ("folder", &[("base/config.yaml", FileMode::Blob, CONFIG), ("app", FileMode::Link, "base")]),
        ("outside", &outside),
        ("circle", &[("app/a.yaml", FileMode::Link, "b.yaml"), ("app/b.yaml", FileMode::Link, "a.yaml")]),
    ]);
    for name in ["inside", "folder"] {
        home.run(&["app", "diff", name]).with(1).says(&["ConfigMap/shared"]);
    }
    home.run(&["app", "diff", "outside"])
        .with(20)
        .says(&["ConfigMap/shared"])
        .warns(&["app/config.yaml", "links may point at files of the same repository only"]);
    home.run(&["app", "sync", "outside", "--prune", "--yes"]).with(20);
    home.run(&["app", "diff", "circle"]).with(20).warns(&["symbolic links form a cycle"]);
}

#[test]
fn what_lfs_or_a_submodule_keeps_elsewhere_is_a_problem_that_names_the_file() {
    let commit = "1111111111111111111111111111111111111111";
    let kustomization = "resources:\n- ../vendor/base\n";
    let (_served, home) = fleet(&[
        ("large", &[("app/large.yaml", FileMode::Blob, LFS), ("app/good.yaml", FileMode::Blob, CONFIG)]),
        ("module", &[("app/kustomization.yaml", FileMode::Blob, kustomization), ("vendor", FileMode::Commit, commit)]),
    ]);
    home.run(&["app", "diff", "large"]).with(20).says(&["ConfigMap/shared"]).warns(&["app/large.yaml", "Git LFS"]);
    home.run(&["app", "sync", "large", "--prune", "--yes"]).with(20);
    home.run(&["app", "diff", "module"]).with(20).warns(&["vendor", "submodule"]);
}

#[test]
fn a_submodule_is_read_at_the_commit_that_is_pinned_from_a_repository_that_is_trusted() {
    let served = Served::start();
    let home = Home::new(&served.kubeconfig());
    home.run(&["crds", "install"]).with(0);
    let library = Repo::init(&home.path().join("git/library.git"));
    let pinned = library.commit("feat: it", &[("base/kustomization.yaml", "resources: [config.yaml]\n"), ("base/config.yaml", CONFIG)]);
    library.commit("feat: more", &[("base/config.yaml", &CONFIG.replace("shared", "later"))]);
    let entries = [
        (".gitmodules", FileMode::Blob, "[submodule \"lib\"]\n\tpath = vendor\n\turl = ../library.git\n"),
        ("vendor", FileMode::Commit, pinned.as_str()),
        ("app/kustomization.yaml", FileMode::Blob, "resources:\n- ../vendor/base\n"),
        ("plain/vendor", FileMode::Commit, pinned.as_str()),
    ];
    home.repo.commit_on("main", "feat: it", &entries);
    let url = home.repo.url();
    for name in ["app", "vendor/base", "plain"] {
        let create = ["app", "create", &name.replace('/', "-"), "--repo", &url, "--path", name, "--dest-namespace", "default"];
        home.run(&[&create[..], if name == "plain" { &["--directory-recurse"] } else { &[] }].concat()).with(0);
    }
    home.run(&["app", "diff", "app"]).with(20).warns(&["submodule 'vendor'", "stands in a repository's content"]);

    let folder = home.path().join(".config/tiphys");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.yaml"), format!("trustedRemotes: ['file://{}/git']\n", home.path().display())).expect("a file");
    home.run(&["app", "diff", "app"]).with(1).says(&["ConfigMap/shared", "vendor/base/config.yaml"]);
    home.run(&["app", "diff", "vendor-base"]).with(1).says(&["ConfigMap/shared"]);
    home.run(&["app", "diff", "plain"]).with(20).warns(&["no submodule mapping found in .gitmodules for path 'plain/vendor'"]);
}

#[test]
fn an_unreachable_repository_means_the_last_mirror_and_its_age_is_told() {
    let (_served, home) = fleet(&[("app", &[("app/config.yaml", FileMode::Blob, CONFIG)])]);
    home.run(&["app", "sync", "app", "--yes"]).with(0);
    let away = home.path().join("git/away.git");
    std::fs::rename(home.repo.path(), &away).expect("it goes away");
    let stale = home.run(&["app", "get", "app", "--hard-refresh"]).with(0);
    assert!(stale.out.contains("ConfigMap shared") && stale.to_string().contains("Git cannot be reached"), "{stale}");
    home.run(&["app", "diff", "app", "--hard-refresh"]).with(0).warns(&["Git cannot be reached"]);
    // Never fetched before: there is nothing to fall back on, and the URL is named.
    let url = home.repo.url();
    home.run(&["app", "create", "other", "--repo", &format!("{url}2"), "--path", "app", "--dest-namespace", "default"]).with(0);
    home.run(&["app", "diff", "other"]).with(20).warns(&["cannot reach", "repo.git2"]);
}
