//! The journey by verbs, with the built binary: create, look, sync with waves and a hook, break it, go back; and a process killed in the
//! middle of a wave. On a real API server with controllers, and on the demo's own, by the same function.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::testbed::{self, With};

/// How long any step may take on a busy machine.
const STEP: Duration = Duration::from_secs(150);

/// A home of its own: kubeconfig, caches, a repository.
struct Home {
    folder: tempfile::TempDir,
    kubeconfig: PathBuf,
}

impl Home {
    fn new(kubeconfig: &Path) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), kubeconfig: kubeconfig.to_owned() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiphys"));
        command.args(arguments).env_clear().env("HOME", self.folder.path()).env("KUBECONFIG", &self.kubeconfig).stdin(Stdio::null());
        command
    }

    /// Runs a verb; what it printed, with its exit code.
    fn run(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(arguments).output().expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Said { verb: arguments.join(" "), code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    fn url(&self) -> String {
        format!("file://{}", self.folder.path().join("repo.git").display())
    }

    /// Commits files on `main` of the repository.
    fn commit(&self, subject: &str, files: &[(&str, &str)]) {
        let path = self.folder.path().join("repo.git");
        let repository = git2::Repository::open_bare(&path).or_else(|_| git2::Repository::init_bare(&path)).expect("a repository");
        let parent = repository.find_reference("refs/heads/main").ok().and_then(|head| head.peel_to_commit().ok());
        let base = parent.as_ref().map(|commit| commit.tree().expect("a tree"));
        let mut update = git2::build::TreeUpdateBuilder::new();
        for (name, text) in files {
            update.upsert(*name, repository.blob(text.as_bytes()).expect("a blob"), git2::FileMode::Blob);
        }
        let empty = repository.treebuilder(None).expect("a builder").write().expect("a tree");
        let base = base.unwrap_or_else(|| repository.find_tree(empty).expect("the empty tree"));
        let tree = repository.find_tree(update.create_updated(&repository, &base).expect("a tree")).expect("a tree");
        let who = git2::Signature::now("Ana Ruiz", "ana@example.com").expect("a name");
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        repository.commit(Some("refs/heads/main"), &who, &who, subject, &tree, &parents).expect("a commit");
        repository.set_head("refs/heads/main").expect("a head");
    }
}

/// What a verb said.
#[derive(Debug)]
struct Said {
    verb: String,
    code: i32,
    out: String,
    err: String,
}

impl Said {
    /// Demands an exit code.
    #[track_caller]
    fn with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n--- out\n{}\n--- err\n{}", self.verb, self.out, self.err);
        self
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{}: {error}\n{}", self.verb, self.out))
    }
}

fn deployment(name: &str, tag: &str, wave: i64) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  annotations:\n    argocd.argoproj.io/sync-wave: \"{wave}\"\nspec:\n  replicas: 1\n  progressDeadlineSeconds: 3\n  selector:\n    matchLabels: {{app: {name}}}\n  template:\n    metadata:\n      labels: {{app: {name}}}\n    spec:\n      containers:\n        - name: {name}\n          image: shop/{name}:{tag}\n"
    )
}

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  annotations:\n    argocd.argoproj.io/sync-wave: \"-1\"\ndata:\n  mode: calm\n";

const MIGRATION: &str = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations:\n    argocd.argoproj.io/hook: PreSync\n    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: migrate\n          image: shop/migrate:v1\n";

/// The whole way: an application is made, looked at, synced, broken and brought back.
fn whole_way(home: &Home) {
    home.commit(
        "feat: the shop",
        &[("shop/config.yaml", CONFIG), ("shop/web.yaml", &deployment("web", "v1", 0)), ("shop/migrate.yaml", MIGRATION)],
    );
    let url = home.url();
    home.run(&[
        "app",
        "create",
        "shop",
        "--repo",
        &url,
        "--path",
        "shop",
        "--dest-namespace",
        "shop",
        "--sync-option",
        "CreateNamespace=true",
    ])
    .with(0);
    let diff = home.run(&["app", "diff", "shop"]).with(1);
    assert!(diff.out.contains("apps/Deployment/web"), "{}", diff.out);
    let refused = home.run(&["app", "sync", "shop"]).with(20);
    assert!(refused.err.contains("nobody can be asked here") && refused.err.contains("--yes"), "{}", refused.err);
    assert!(refused.out.contains("PreSync wave 0") && refused.out.contains("Sync wave -1"), "{}", refused.out);
    let wrong = home.run(&["app", "sync", "shop", "--plan", "p1:0000"]).with(20);
    assert!(wrong.err.contains("the world moved"), "{}", wrong.err);

    let synced = home.run(&["app", "sync", "shop", "--yes"]).with(0);
    assert!(synced.out.contains("Succeeded") && synced.out.contains("came to Healthy"), "{}", synced.out);
    home.run(&["app", "diff", "shop"]).with(0);
    let app = home.run(&["app", "get", "shop", "-o", "json"]).with(0).json();
    assert_eq!(app["status"]["sync"]["status"], "Synced");
    assert_eq!(app["status"]["health"]["status"], "Healthy");
    assert!(app["metadata"]["annotations"]["argocd.argoproj.io/skip-reconcile"].is_null(), "the lock went with the operation");
    assert!(app["operation"].is_null());

    home.commit("fix: faster", &[("shop/web.yaml", &deployment("web", "v2-crash", 0))]);
    home.run(&["app", "sync", "shop", "--yes"]).with(20);
    home.run(&["app", "wait", "shop", "--degraded", "--timeout", "60"]).with(0);
    let back = home.run(&["app", "rollback", "shop", "--yes"]).with(0);
    assert!(back.out.contains("Roll back to #0") && back.out.contains("hooks skipped"), "{}", back.out);
    home.run(&["app", "wait", "shop", "--health", "--timeout", "60"]).with(0);
    let history = home.run(&["app", "history", "shop", "-o", "json"]).with(0).json();
    let ids: Vec<i64> = history.as_array().expect("a list").iter().map(|record| record["id"].as_i64().expect("an id")).collect();
    assert_eq!(ids, [0, 1, 2]);
    assert_eq!(history[0]["revision"], history[2]["revision"], "what runs is what ran first");
    let verdicts = home.run(&["app", "get", "shop", "-o", "json"]).json()["metadata"]["annotations"]["tiphys.dev/verdicts"].to_string();
    assert!(verdicts.contains("Healthy") && verdicts.contains("Degraded"), "{verdicts}");

    broken_file(home);
    home.run(&["app", "delete", "shop", "--yes"]).with(20);
    home.run(&["app", "delete", "shop", "--cascade=false", "--yes"]).with(0);
}

/// A broken file: the rest still shows, and nothing may be planned.
fn broken_file(home: &Home) {
    home.commit("oops", &[("shop/extra.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n data: [\n")]);
    let got = home.run(&["app", "get", "shop", "--refresh"]).with(20);
    assert!(got.out.contains("Deployment web"), "the rest still shows: {}", got.out);
    assert!(got.err.contains("shop/extra.yaml:"), "the line is named: {}", got.err);
    let refused = home.run(&["app", "sync", "shop", "--prune", "--yes"]).with(20);
    assert!(!refused.out.contains("prune  "), "nothing is pruned: {}", refused.out);
    let absent = home.run(&["app", "sync", "shop", "--revision", "no-such-branch", "--yes"]).with(20);
    assert!(absent.err.contains("no-such-branch"), "{}", absent.err);
}

/// Waits until something is so; the deadline ends the test with the last answer.
fn until<T>(what: &str, mut ask: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + STEP;
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(last) => assert!(Instant::now() < end, "{what}: {last}"),
        }
    }
}

/// A driver is killed while a wave runs; the next one takes the operation up and ends it.
fn killed_in_a_wave(home: &Home) {
    let files = [
        ("two/config.yaml", CONFIG.to_owned()),
        ("two/first.yaml", deployment("first", "slow", 0).replace("progressDeadlineSeconds: 3", "progressDeadlineSeconds: 60")),
        ("two/second.yaml", deployment("second", "v1", 1)),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    home.commit("feat: two waves", &files);
    let url = home.url();
    home.run(&[
        "app",
        "create",
        "two",
        "--repo",
        &url,
        "--path",
        "two",
        "--dest-namespace",
        "two",
        "--sync-option",
        "CreateNamespace=true",
    ])
    .with(0);
    let mut child: Child =
        home.command(&["app", "sync", "two", "--yes"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    let lines = BufReader::new(child.stderr.take().expect("its messages")).lines();
    for line in lines.map_while(Result::ok) {
        if line.contains("waiting for healthy state of apps/Deployment/first") {
            break;
        }
    }
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
    let before = until("the record", || {
        let app = home.run(&["app", "get", "two", "-o", "json"]).json();
        if app["status"]["operationState"]["phase"] == "Running" { Ok(app) } else { Err(app["status"]["operationState"].to_string()) }
    });
    let operation = before["operation"]["info"].to_string();
    assert!(operation.contains("tiphys.dev/operation"), "{operation}");
    let manifests = home.run(&["app", "manifests", "two"]).with(0).out;
    let resumed = home.run(&["app", "sync", "two", "--yes"]).with(0);
    assert!(resumed.err.contains("resuming"), "{}", resumed.err);
    let after = home.run(&["app", "manifests", "two"]).with(0).out;
    let line = "kind: ConfigMap";
    assert_eq!(version_of(&manifests, line, "uid"), version_of(&after, line, "uid"), "what was applied before is the same object");
}

/// A field of the first document that has a line.
fn version_of(manifests: &str, line: &str, field: &str) -> Option<String> {
    let document = manifests.split("---\n").find(|document| document.contains(line))?;
    let found = document.lines().find_map(|own| own.trim().strip_prefix(&format!("{field}: ")))?;
    Some(found.trim_matches('"').to_owned())
}

#[test]
fn the_journey_by_verbs_on_a_real_api_server() {
    let Some(bed) = testbed::own(With::Controllers) else { return };
    bed.kubectl(&["create", "namespace", "argocd"]);
    let home = Home::new(&bed.kubeconfig());
    home.run(&["crds", "install"]).with(0);
    whole_way(&home);
    killed_in_a_wave(&home);
}

/// The demo as a server: ends with its value.
struct Served {
    child: Child,
    _folder: tempfile::TempDir,
    kubeconfig: PathBuf,
}

impl Served {
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

impl Drop for Served {
    fn drop(&mut self) {
        // It is ours, and may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_is_a_fleet_in_the_middle_of_an_incident() {
    let demo = Served::start();
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
    home.commit("feat: settings", &[("shop/config.yaml", CONFIG)]);
    let app = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: shop, namespace: argocd}}\nspec:\n  project: default\n  source: {{repoURL: \"{}\", path: shop}}\n  destination: {{server: https://kubernetes.default.svc, namespace: default}}\n",
        home.url()
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
