//! `app diff` between any two of live, revisions, records, folders, applications and clusters.

use std::path::PathBuf;

use git2::FileMode;

use super::{CANARY, SECRET, config, deployment, shop};
use crate::support::home::{Home, Said};
use crate::support::served::Served;

/// The shop with two records: `calm` is v1 and record 0, `loud` is record 1 and runs.
fn two_records() -> (Served, Home) {
    let (served, home) = shop();
    let calm = home.repo.commit("feat: calm", &[("shop/config.yaml", &config("calm"))]);
    home.repo.tag("v1", &calm, None);
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    home.repo.commit("feat: loud", &[("shop/config.yaml", &config("loud"))]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    (served, home)
}

/// The output says that `data.mode` of the ConfigMap differs so, and nothing of the Deployment.
#[track_caller]
fn mode(said: Said, old: &str, new: &str) -> Said {
    let said = said.says(&["ConfigMap/settings", "data.mode", &format!("- {old}"), &format!("+ {new}")]);
    assert!(!said.out.contains("Deployment"), "{said}");
    said
}

#[test]
fn revisions_and_records_are_compared_with_what_runs_and_with_each_other() {
    let (_served, home) = two_records();
    let diff = |more: &[&str]| home.run(&[&["app", "diff", "shop"], more].concat());
    diff(&[]).with(0);
    mode(diff(&["--revision", "v1"]).with(1), "loud", "calm").says(&["- live", "+ Git v1"]);
    diff(&["--revision", "main"]).with(0);
    diff(&["--revision", "v1", "--exit-code=false"]).with(0).says(&["data.mode"]);
    diff(&["--revision", "v1", "--diff-exit-code", "7"]).with(7);
    for two in [&["--revisions", "v1", "--revisions", "main"][..], &["--revision", "v1..main"], &["--from", "v1", "--to", "main"]] {
        mode(diff(two).with(1), "calm", "loud").says(&["- Git v1", "+ Git main"]);
    }
    mode(diff(&["--source-positions", "1", "--revisions", "v1"]).with(1), "loud", "calm");
    mode(diff(&["--history", "0"]).with(1), "loud", "calm").says(&["+ record #0"]);
    diff(&["--history", "1"]).with(0);
    mode(diff(&["--history", "0..1"]).with(1), "calm", "loud").says(&["- record #0", "+ record #1"]);
    mode(diff(&["--history", "0", "--revision", "main"]).with(1), "loud", "calm");

    // A branch that appeared since is fetched.
    let files = [("shop/config.yaml", FileMode::Blob, config("brave")), ("shop/web.yaml", FileMode::Blob, deployment("v1"))];
    let files: Vec<(&str, FileMode, &str)> = files.iter().map(|(path, mode, text)| (*path, *mode, text.as_str())).collect();
    home.repo.commit_on("feature", "feat: brave", &files);
    diff(&["--revision", "feature"]).with(1).says(&["+ brave", "Secret/keys"]);

    for (more, code, words) in [
        (&["--revision", "nope"][..], 20, &["nope", "→ "][..]),
        (&["--history", "9"], 20, &["there is no history record 9", "there are: 0, 1"]),
        (&["--history", "x"], 2, &["is no number of a history record"]),
        (&["--revisions", "v1"], 2, &["without saying which source", "--revision"]),
        (&["--source-positions", "2", "--revisions", "v1"], 20, &["there is no source 2: the application has 1"]),
        (&["--source-names", "web", "--revisions", "v1"], 2, &["no source is called \"web\""]),
        (&["--revision", "main..main"], 2, &["both sides are the same"]),
        (&["--revision", "a..b", "--history", "0"], 2, &["more than two sides"]),
        (&["--against", "nope"], 20, &["there is no application argocd/nope", "tiphys app list"]),
        (&["--against-cluster", "nope"], 20, &["no cluster has the name nope", "known clusters: in-cluster"]),
        (&["--local", "/no/such/folder"], 20, &["/no/such/folder", "→ "]),
    ] {
        diff(more).with(code).warns(words);
    }

    // Without the remote what was fetched last still serves, and that it is old is said.
    std::fs::rename(home.repo.path(), home.path().join("git/elsewhere")).expect("it is moved");
    diff(&["--revision", "v1"]).with(1).says(&["+ calm"]).warns(&["Git cannot be reached: Git v1 is as it was fetched at"]);
}

/// A work tree on disk with the shop in it, as the person edits it.
fn work_tree(home: &Home) -> PathBuf {
    let root = home.path().join("work");
    for (file, text) in [
        ("shop/config.yaml", config("edited")),
        ("shop/web.yaml", deployment("v1")),
        ("shop/keys.yaml", SECRET.to_owned()),
        (".git/HEAD", "ref: refs/heads/main\n".to_owned()),
    ] {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    root
}

#[test]
fn a_folder_takes_the_place_of_git_and_nothing_outside_its_root_is_read() {
    let (_served, home) = two_records();
    let root = work_tree(&home);
    let text = |path: PathBuf| path.display().to_string();
    let folder = text(root.join("shop"));
    let diff = |more: &[&str]| home.run(&[&["app", "diff", "shop"], more].concat());
    mode(diff(&["--local", &folder]).with(1), "loud", "edited").says(&["+ local "]);
    diff(&["--local", &folder, "--server-side-generate", "--local-include", "*.yaml"]).with(1).says(&["+ edited"]);
    mode(diff(&["--from", "v1", "--to", &format!("local:{folder}")]).with(1), "calm", "edited");
    diff(&["--local", &folder, "--revision", "v1"]).with(2).warns(&["cannot be used with"]);
    diff(&["--local", &folder, "--local-repo-root", &text(home.path().join("git"))])
        .with(20)
        .warns(&["is not within the repository's root"]);

    // A base beside it is within the work tree, but not within a narrower root; one above the work tree never is.
    let base = root.join("base");
    std::fs::create_dir_all(&base).expect("a folder");
    std::fs::write(base.join("kustomization.yaml"), "resources: [config.yaml]\n").expect("a file");
    std::fs::write(base.join("config.yaml"), config("from-base")).expect("a file");
    let overlay = root.join("overlay");
    std::fs::create_dir_all(&overlay).expect("a folder");
    std::fs::write(overlay.join("kustomization.yaml"), "namespace: shop\nresources: [../base]\n").expect("a file");
    let path = text(overlay.clone());
    // What it has nothing of runs all the same and would be pruned, also where no status names its kind.
    diff(&["--local", &path]).with(1).says(&["+ from-base", "- apps/Deployment/web", "- Secret/keys"]);
    diff(&["--local", &path, "--local-repo-root", &path]).with(20).warns(&["leaves", "--local-repo-root"]);
    std::fs::create_dir_all(home.path().join("secret")).expect("a folder");
    std::fs::write(home.path().join("secret/config.yaml"), config("stolen")).expect("a file");
    std::fs::write(overlay.join("kustomization.yaml"), "namespace: shop\nresources: [link.yaml]\n").expect("a file");
    std::os::unix::fs::symlink(home.path().join("secret/config.yaml"), overlay.join("link.yaml")).expect("a link");
    let stolen = diff(&["--local", &path]).with(20).warns(&["leads out of the folder"]);
    assert!(!stolen.to_string().contains("stolen"), "{stolen}");
}

#[test]
fn another_application_is_compared_as_if_it_were_called_as_this_one() {
    let (_served, home) = two_records();
    let rename = |text: String| text.replace("name: web", "name: shop-b-web").replace("app: web", "app.kubernetes.io/instance: shop-b");
    let own = |text: String| text.replace("name: web", "name: shop-web").replace("app: web", "app.kubernetes.io/instance: shop");
    home.repo.commit(
        "feat: another shop",
        &[
            ("shop/web.yaml", &own(deployment("v1"))),
            ("shop-b/config.yaml", &config("wild")),
            ("shop-b/web.yaml", &rename(deployment("v1"))),
            ("shop-b/keys.yaml", SECRET),
        ],
    );
    home.create("shop-b", &home.repo.url(), &[]);
    let said = home.run(&["app", "diff", "shop", "--against", "shop-b"]);
    mode(said.with(1), "loud", "wild").says(&["- Git ", "+ shop-b Git"]).warns(&["namespace shop-b as shop"]);
    home.repo.commit("feat: as loud", &[("shop-b/config.yaml", &config("loud"))]);
    home.run(&["app", "diff", "shop", "--against", "shop-b"]).with(0).warns(&["are read as those of shop"]);
    home.run(&["app", "diff", "shop", "--against", "argocd/shop"]).with(0);
}

/// Tells the first control plane of another cluster.
fn know(served: &Served, name: &str, other: &Served) {
    let kubeconfig = std::fs::read_to_string(other.kubeconfig()).expect("a kubeconfig");
    let value = |key: &str| {
        let line = kubeconfig.lines().find_map(|line| line.trim().strip_prefix(key)).expect("it says so");
        line.trim().to_owned()
    };
    let config = serde_json::json!({
        "bearerToken": "admin-token",
        "tlsClientConfig": {"caData": value("certificate-authority-data:")},
    });
    let secret = serde_json::json!({
        "apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": format!("cluster-{name}"), "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
        "stringData": {"name": name, "server": value("server:"), "config": config.to_string()},
    });
    served.put("/api/v1/namespaces/argocd/secrets", &secret);
}

#[test]
fn another_cluster_is_asked_for_the_same_objects_and_only_where_the_project_admits_it() {
    let (served, home) = two_records();
    let other = Served::start();
    know(&served, "west", &other);
    other.put("/api/v1/namespaces", &serde_json::json!({"metadata": {"name": "shop"}}));
    let map = serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"mode": "wild"}});
    other.put("/api/v1/namespaces/shop/configmaps", &map);
    let said = home.run(&["app", "diff", "shop", "--against-cluster", "west"]).with(1);
    let said = said.says(&["- live", "+ cluster west", "ConfigMap/settings", "- loud", "+ wild", "- apps/Deployment/web", "- Secret/keys"]);
    assert!(!said.to_string().contains(CANARY), "{said}");
    // What Git wants against what is there.
    home.run(&["app", "diff", "shop", "--from", "cluster:west", "--to", "git"]).with(1).says(&[
        "- wild",
        "+ loud",
        "+ apps/Deployment/web",
    ]);
    home.run(&["app", "diff", "shop", "--from", "cluster:west", "--to", "cluster:in-cluster"]).with(1).says(&["- wild", "+ loud"]);
    assert!(
        !other.changes().iter().any(|one| one.path.contains("/shop/") && !one.path.ends_with("/configmaps")),
        "looking changes nothing"
    );

    let project = serde_json::json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default"},
        "spec": {"sourceRepos": ["*"], "destinations": [{"server": "https://kubernetes.default.svc", "namespace": "*"}]},
    });
    served.put("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects", &project);
    home.run(&["app", "diff", "shop", "--against-cluster", "west"]).with(20).warns(&["project default", "west"]);
}
