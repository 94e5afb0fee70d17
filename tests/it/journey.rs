//! The journey by verbs, with the built binary: create, look, sync with waves and a hook, break it, go back. By the same function on the
//! demo and on a real API server with controllers, from a `file://` and from an `http://` repository. What a killed process leaves is in
//! `killed`, what charts that draw passwords need in `seeded`, what repositories want to know in `credentials`.

mod credentials;
mod killed;
mod seeded;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::git_http::GitHttp;
use crate::support::home::{Home, until};
use crate::support::testbed::{self, With};

/// A Deployment whose image's tag decides its fate.
pub(super) fn deployment(name: &str, tag: &str, wave: i64) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  annotations:\n    argocd.argoproj.io/sync-wave: \"{wave}\"\nspec:\n  replicas: 1\n  progressDeadlineSeconds: 3\n  selector:\n    matchLabels: {{app: {name}}}\n  template:\n    metadata:\n      labels: {{app: {name}}}\n    spec:\n      containers:\n        - name: {name}\n          image: shop/{name}:{tag}\n"
    )
}

pub(super) const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  annotations:\n    argocd.argoproj.io/sync-wave: \"-1\"\ndata:\n  mode: calm\n";

pub(super) const MIGRATION: &str = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations:\n    argocd.argoproj.io/hook: PreSync\n    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: migrate\n          image: shop/migrate:v1\n";

/// The whole way of one application: it is made, looked at, synced, broken and brought back.
fn whole_way(home: &Home, name: &str, url: &str) {
    let file = |name: &str, file: &str| format!("{name}/{file}");
    let (config, web, migrate) = (file(name, "config.yaml"), file(name, "web.yaml"), file(name, "migrate.yaml"));
    home.repo
        .commit("feat: the shop", &[(config.as_str(), CONFIG), (web.as_str(), &deployment("web", "v1", 0)), (migrate.as_str(), MIGRATION)]);
    home.create(name, url, &[]);
    home.run(&["app", "diff", name]).with(1).says(&["apps/Deployment/web"]);
    let refused = home.run(&["app", "sync", name]).with(20);
    refused.warns(&["nobody can be asked here", "--yes"]).says(&["PreSync wave 0", "Sync wave -1"]);
    home.run(&["app", "sync", name, "--plan", "p1:0000"]).with(20).warns(&["the world moved"]);

    home.run(&["app", "sync", name, "--yes"]).with(0).says(&["Succeeded", "came to Healthy"]);
    home.run(&["app", "diff", name]).with(0);
    let app = home.run(&["app", "get", name, "-o", "json"]).with(0).json();
    assert_eq!(app["status"]["sync"]["status"], "Synced");
    assert_eq!(app["status"]["health"]["status"], "Healthy");
    assert!(app["metadata"]["annotations"]["argocd.argoproj.io/skip-reconcile"].is_null(), "the lock went with the operation");
    assert!(app["operation"].is_null());

    home.repo.commit("fix: faster", &[(web.as_str(), &deployment("web", "v2-crash", 0))]);
    home.run(&["app", "sync", name, "--yes"]).with(20);
    home.run(&["app", "wait", name, "--degraded", "--timeout", "240"]).with(0);
    let back = home.run(&["app", "rollback", name, "--yes"]);
    // A Deployment that missed its deadline says so until its last bad Pod is gone; a busy machine may take longer for that than health
    // has to be steady.
    let code = if back.out.contains("came to Degraded") { 20 } else { 0 };
    back.with(code).says(&["Roll back to #0", "hooks skipped", "Succeeded"]);
    home.run(&["app", "wait", name, "--health", "--timeout", "240"]).with(0);
    let history = home.run(&["app", "history", name, "-o", "json"]).with(0).json();
    let ids: Vec<i64> = history.as_array().expect("a list").iter().map(|record| record["id"].as_i64().expect("an id")).collect();
    assert_eq!(ids, [0, 1, 2]);
    assert_eq!(history[0]["revision"], history[2]["revision"], "what runs is what ran first");
    let verdicts = home.run(&["app", "get", name, "-o", "json"]).json()["metadata"]["annotations"]["tiphys.dev/verdicts"].to_string();
    assert!(verdicts.contains("Healthy") && verdicts.contains("Degraded"), "{verdicts}");

    broken_file(home, name);
    home.run(&["app", "delete", name, "--yes"]).with(20).warns(&["--cascade=false"]);
    home.run(&["app", "delete", name, "--cascade=false", "--yes"]).with(0);
}

/// A broken file: the rest still shows, and nothing may be planned.
fn broken_file(home: &Home, name: &str) {
    let extra = format!("{name}/extra.yaml");
    home.repo.commit("oops", &[(extra.as_str(), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n data: [\n")]);
    let got = home.run(&["app", "get", name, "--refresh"]).with(20);
    // The rest still shows, and the line is named.
    got.says(&["Deployment web"]).warns(&[&format!("{extra}:")]);
    let refused = home.run(&["app", "sync", name, "--prune", "--yes"]).with(20);
    assert!(!refused.out.contains("prune  "), "nothing is pruned: {refused}");
    home.run(&["app", "sync", name, "--revision", "no-such-branch", "--yes"]).with(20).warns(&["no-such-branch"]);
}

/// The whole way twice at once, from both kinds of repository.
fn both_ways(kubeconfig: &Path) {
    std::thread::scope(|scope| {
        let file = scope.spawn(|| {
            let home = Home::new(kubeconfig);
            whole_way(&home, "shop", &home.repo.url());
        });
        let http = scope.spawn(|| {
            let home = Home::new(kubeconfig);
            let server = GitHttp::serve(&home.path().join("git"));
            whole_way(&home, "bakery", &server.url("repo.git"));
            assert_eq!(server.users_of("repo.git"), [""], "it came over HTTP");
        });
        for way in [file, http] {
            way.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
}

#[test]
fn the_journey_by_verbs_on_a_real_api_server() {
    let Some(bed) = testbed::own(With::Controllers) else { return };
    bed.kubectl(&["create", "namespace", "argocd"]);
    Home::new(&bed.kubeconfig()).run(&["crds", "install"]).with(0);
    both_ways(&bed.kubeconfig());
    killed::on_a_real_server(&bed);
}

#[test]
fn the_journey_by_verbs_on_the_demo() {
    let demo = Demo::start();
    both_ways(&demo.kubeconfig);
}

/// The demo as a server: ends with its value.
struct Demo {
    child: Child,
    _folder: tempfile::TempDir,
    kubeconfig: PathBuf,
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("demo");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiphys"));
        command.args(["demo", "--serve", "--dir"]).arg(&dir).env_clear().env("HOME", folder.path());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert!(line.starts_with("ready: KUBECONFIG="), "{line}");
        Self { child, _folder: folder, kubeconfig: dir.join("kubeconfig") }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It is ours, and may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_is_a_fleet_in_the_middle_of_an_incident() {
    let demo = Demo::start();
    let home = Home::new(&demo.kubeconfig);
    let list = home.run(&["app", "list", "-o", "json"]).with(0).json();
    let apps = list.as_array().expect("a list");
    assert!(apps.len() >= 14, "{} applications", apps.len());
    let of = |name: &str| apps.iter().find(|app| app["metadata"]["name"] == name).unwrap_or_else(|| panic!("{name} is there"));
    assert_eq!(of("platform-production")["status"]["health"]["status"], "Degraded");
    assert_eq!(of("reservation-worker")["status"]["health"]["status"], "Progressing");
    assert_eq!(of("itdo-erp-reports")["status"]["health"]["status"], "Suspended");
    let drift = home.run(&["app", "diff", "inventory-api"]).with(1);
    assert!(drift.out.contains("spec.replicas") && drift.out.contains("- 5") && drift.out.contains("+ 2"), "{}", drift.out);
    let waiting = home.run(&["app", "sync", "reservation-api"]).with(20).out;
    for part in ["PreSync wave 0", "Sync wave -1", "Sync wave 0", "Sync wave 1", "Sync wave 2", "PostSync wave 0"] {
        assert!(waiting.contains(part), "{part} is in the plan:\n{waiting}");
    }
    for name in ["platform-dev", "platform-apps", "itdo-erp-prod", "gateway-api"] {
        home.run(&["app", "diff", name]).with(0);
    }
    let way_back = home.run(&["app", "rollback", "platform-production"]).with(20).out;
    assert!(way_back.contains("Roll back to #2"), "{way_back}");
}

#[test]
fn beside_a_living_argo_cd_nothing_is_changed_and_refresh_works() {
    let Some(bed) = testbed::own(With::ApiServer) else { return };
    if !bed.start_argocd() {
        println!("skipped: Argo CD is not built");
        return;
    }
    let home = Home::new(&bed.kubeconfig());
    home.repo.commit("feat: settings", &[("shop/config.yaml", CONFIG)]);
    let app = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: shop, namespace: argocd}}\nspec:\n  project: default\n  source: {{repoURL: \"{}\", path: shop}}\n  destination: {{server: https://kubernetes.default.svc, namespace: default}}\n",
        home.repo.url()
    );
    bed.kubectl_with(&["apply", "-f", "-"], &app);
    until("Argo CD reconciles it", || {
        let reconciled = bed.kubectl(&["get", "application", "shop", "-n", "argocd", "-o", "jsonpath={.status.reconciledAt}"]);
        if reconciled.is_empty() { Err("no status yet".to_owned()) } else { Ok(()) }
    });
    for verb in [
        &["app", "sync", "shop", "--yes"][..],
        &["app", "rollback", "shop", "0", "--yes"],
        &["app", "delete", "shop", "--cascade=false", "--yes"],
    ] {
        let refused = home.run(verb).with(20);
        assert!(refused.err.contains("Argo CD controller drives"), "{}", refused.err);
    }
    home.run(&["app", "refresh", "shop"]).with(0);
    home.run(&["app", "diff", "shop"]).with(1);
}
