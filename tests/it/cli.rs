//! The built binary's verbs against a sandbox: output, exit codes, asking and refusing, what argocd's users type, and a canary that no
//! output holds.

mod access;
mod actions;
mod asking;
mod explain;
mod http_health;
mod ignore;
mod policy;
mod scripts;
mod sides;
mod usage;

use crate::support::home::Home;
use crate::support::served::Served;

/// In every secret value: it must not be found in any output but `render`'s.
const CANARY: &str = "c4n4ry-in-a-secret";

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  annotations:\n    argocd.argoproj.io/sync-wave: \"-1\"\nstringData:\n  token: c4n4ry-in-a-secret\ndata:\n  password: YzRuNHJ5LWluLWEtc2VjcmV0\n";

fn config(value: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: {value}\n")
}

fn deployment(tag: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  progressDeadlineSeconds: 2\n  selector:\n    matchLabels: {{app: web}}\n  template:\n    metadata:\n      labels: {{app: web}}\n    spec:\n      containers:\n        - name: web\n          image: shop/web:{tag}\n"
    )
}

/// A sandbox with the CRDs, and a home with a repository of one folder.
fn shop() -> (Served, Home) {
    let served = Served::start();
    let home = Home::new(&served.kubeconfig());
    home.run(&["crds", "install"]).with(0).says(&["applications.argoproj.io: "]);
    home.repo.commit(
        "feat: the shop",
        &[("shop/config.yaml", &config("calm")), ("shop/web.yaml", &deployment("v1")), ("shop/keys.yaml", SECRET)],
    );
    (served, home)
}

#[test]
fn an_application_is_made_looked_at_and_deleted_with_the_flags_of_argocd() {
    let (served, home) = shop();
    let url = home.repo.url();
    let more = ["--label", "team=shop", "--annotations", "note=hello", "--revision-history-limit", "5", "--sync-retry-limit", "2"];
    home.create("shop", &url, &more).says(&["application argocd/shop created"]);
    home.create("bakery", &url, &["--path", "shop", "-l", "team=bread", "--sync-policy", "automated", "--self-heal", "--auto-prune"]);
    let made = home.run(&["app", "get", "bakery", "-o", "json"]).with(0).json();
    assert_eq!(made["spec"]["syncPolicy"]["automated"], serde_json::json!({"prune": true, "selfHeal": true}));
    let made = home.run(&["app", "get", "shop", "-o", "json"]).with(0).json();
    assert_eq!(made["metadata"]["labels"]["team"], "shop");
    assert_eq!(made["spec"]["syncPolicy"]["retry"]["limit"], 2);
    assert_eq!(made["spec"]["revisionHistoryLimit"], 5);
    // Creating again is a conflict, unless it is the same or `--upsert` says so.
    let again = ["app", "create", "shop", "--repo", &url, "--path", "shop", "--dest-namespace", "elsewhere"];
    home.run(&again).with(20);
    home.run(&[&again[..], &["--upsert"]].concat()).with(0);
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
        "--upsert",
    ])
    .with(0);

    home.run(&["app", "list"]).with(0).says(&["NAME", "PROJECT", "shop", "bakery", "Unknown"]);
    home.run(&["app", "list", "-o", "wide"]).with(0).says(&["REPO", "PATH", &url]);
    let names = |args: &[&str]| home.run(&[&["app", "list", "-o", "name"], args].concat()).with(0).out;
    assert_eq!(names(&[]), "argocd/bakery\nargocd/shop\n");
    assert_eq!(names(&["-l", "team=shop"]), "argocd/shop\n");
    assert_eq!(names(&["-l", "team notin (shop)"]), "argocd/bakery\n");
    assert_eq!(names(&["-p", "default", "-r", &url, "-P", "shop"]), "argocd/bakery\nargocd/shop\n");
    assert_eq!(names(&["-p", "other"]), "");
    assert_eq!(names(&["--filter", "!bakery"]), "argocd/shop\n");
    assert_eq!(home.run(&["app", "list", "-o", "json"]).with(0).json().as_array().map(Vec::len), Some(2));
    home.run(&["app", "list", "-o", "yaml"]).with(0).says(&["- apiVersion: argoproj.io/v1alpha1\n  kind: Application\n"]);

    home.run(&["app", "delete", "shop", "--yes"]).with(20).warns(&["--cascade=false"]);
    home.run(&["app", "delete", "shop", "--cascade", "--yes"]).with(20);
    home.run(&["app", "delete", "shop", "--cascade=false"]).with(20).warns(&["nobody can be asked here"]);
    home.run(&["app", "delete", "-l", "team", "--cascade=false", "-y"]).with(0).says(&["argocd/shop deleted", "argocd/bakery deleted"]);
    home.run(&["app", "wait", "shop", "--delete", "--timeout", "20"]).with(0);
    assert_eq!(names(&[]), "");

    let jsonnet = [
        "--path",
        "shop",
        "--jsonnet-tla-str",
        "ns=$ARGOCD_APP_NAMESPACE",
        "--jsonnet-ext-var-code",
        "n=1 + 1",
        "--jsonnet-libs",
        "vendor",
    ];
    home.create("made", &url, &jsonnet);
    let made = home.run(&["app", "get", "made", "-o", "json"]).with(0).json();
    let want = serde_json::json!({
        "tlas": [{"name": "ns", "value": "$ARGOCD_APP_NAMESPACE"}],
        "extVars": [{"name": "n", "value": "1 + 1", "code": true}],
        "libs": ["vendor"],
    });
    assert_eq!(made["spec"]["source"]["directory"]["jsonnet"], want);
    drop(served);
}

#[test]
fn a_finalizer_that_would_delete_resources_refuses_even_the_application_alone() {
    let (_served, home) = shop();
    let file = home.path().join("app.yaml");
    let text = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: guarded\n  finalizers: [resources-finalizer.argocd.argoproj.io]\nspec:\n  project: default\n  source: {{repoURL: \"{}\", path: shop}}\n  destination: {{server: https://kubernetes.default.svc, namespace: default}}\n",
        home.repo.url()
    );
    std::fs::write(&file, text).expect("a file");
    home.run(&["app", "create", "-f", &file.display().to_string()]).with(0);
    home.run(&["app", "delete", "guarded", "--cascade=false", "--yes"]).with(20).warns(&["resources-finalizer.argocd.argoproj.io"]);
    home.run(&["app", "get", "guarded"]).with(0);
}

#[test]
fn a_sync_changes_the_cluster_and_a_dry_run_does_not() {
    let (served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "diff", "shop"]).with(1).says(&["ConfigMap/settings", "Deployment/web"]);
    home.run(&["app", "diff", "shop", "--exit-code=false"]).with(0);
    home.run(&["app", "diff", "shop", "--diff-exit-code", "7"]).with(7);
    served.sandbox.forget_requests();
    home.run(&["app", "sync", "shop", "--dry-run"]).with(0).says(&["dry run", "Succeeded"]);
    assert_eq!(served.changes(), [], "a dry run changes nothing");
    home.run(&["app", "sync", "shop"]).with(20).warns(&["nobody can be asked here", "--plan DIGEST"]);
    home.run(&["app", "sync", "shop", "--plan", "p1:0000"]).with(20).warns(&["the world moved"]);
    home.run(&["app", "sync", "shop", "--async", "--yes"]).with(20).warns(&["--async is refused"]);
    assert_eq!(served.changes(), [], "nothing was agreed to");

    let one = home.run(&["app", "sync", "shop", "--resource", ":ConfigMap:settings", "--yes"]).with(0);
    assert!(one.out.contains("ConfigMap/settings") && !one.out.contains("Deployment/web"), "{one}");
    let synced = home.run(&["app", "sync", "shop", "--yes", "-o", "json"]).with(0);
    assert_eq!(synced.json()["status"]["operationState"]["phase"], "Succeeded");
    assert!(synced.err.contains("Sync wave"), "the plan is told aside: {synced}");
    home.run(&["app", "diff", "shop"]).with(0);
    home.run(&["app", "wait", "shop", "--sync", "--health", "--operation", "--timeout", "60"]).with(0).says(&["Synced Healthy"]);
    home.run(&["app", "wait", "shop", "--resource", "apps:Deployment:web", "--health", "--timeout", "60"]).with(0);
    home.run(&["app", "wait", "shop", "--suspended", "--timeout", "2"]).with(20).warns(&["timed out after 2 s", "Healthy"]);

    for (output, part) in [
        ("table", "Deployment web"),
        ("wide", "source file://"),
        ("tree", "ReplicaSet web-"),
        ("name", "argocd/shop"),
        ("yaml", "kind: Application"),
    ] {
        home.run(&["app", "get", "shop", "-o", output]).with(0).says(&[part]);
    }
    home.run(&["app", "get", "shop", "--show-operation", "--refresh"]).with(0).says(&["Succeeded"]);
    home.run(&["app", "resources", "shop"]).with(0).says(&["ConfigMap settings", "Deployment web"]);
    home.run(&["app", "resources", "shop", "-o", "tree"]).with(0).says(&["  ReplicaSet web-"]);
    let resources = home.run(&["app", "resources", "shop", "-o", "json"]).with(0).json();
    let kinds: Vec<&str> = resources.as_array().expect("a list").iter().filter_map(|row| row["kind"].as_str()).collect();
    assert_eq!(kinds, ["ConfigMap", "Secret", "Deployment"]);
    home.run(&["app", "resources", "shop", "-o", "name"]).with(0).says(&["settings"]);
    home.run(&["app", "refresh", "shop", "--hard"]).with(0).says(&["argocd/shop Synced"]);
    home.run(&["app", "terminate-op", "shop", "--yes"]).with(20).warns(&["no operation is in progress"]);

    // A difference names the field, and only what a sync would change.
    home.repo.commit("feat: louder", &[("shop/config.yaml", &config("loud"))]);
    let diff = home.run(&["app", "diff", "shop", "--refresh"]).with(1);
    assert!(diff.out.contains("data.mode\n    from shop/config.yaml:6\n"), "{diff}");
    assert!(diff.out.contains("\n    - calm\n    + loud\n"), "{diff}");
    assert!(diff.out.contains("live set by tiphys (Update)"), "{diff}");
    assert!(!diff.out.contains("Deployment"), "{diff}");
    differs_in_every_form(&home);
}

/// The same difference as a program, a pull request and a person with a wide screen want it.
fn differs_in_every_form(home: &Home) {
    let form = |output: &str| home.run(&["app", "diff", "shop", "-o", output]).with(1);
    form("unified").says(&["--- live  ConfigMap/settings  default", "@@ -1 +1 @@ data.mode", "\n-calm\n+loud\n"]);
    let json = form("json").json();
    let hunk = &json["objects"][0]["hunks"][0];
    assert_eq!((json["schema"].as_str(), json["left"].as_str()), (Some("tiphys.dev/diff/v1"), Some("live")));
    assert_eq!((hunk["path"].as_str(), hunk["old"].as_str(), hunk["new"].as_str()), (Some("data.mode"), Some("calm"), Some("loud")));
    assert_eq!((hunk["setBy"]["file"].as_str(), hunk["setBy"]["line"].as_u64()), (Some("shop/config.yaml"), Some(6)));
    assert_eq!(hunk["liveSetBy"]["manager"], "argocd-controller");
    form("markdown").says(&["| <code>ConfigMap/settings</code> |", "<details>", "```diff\n", "\n+loud\n"]);
    let sides = home.run(&["app", "diff", "shop", "-o", "side-by-side", "--width", "60"]).with(1);
    assert!(sides.out.contains("- calm") && sides.out.lines().any(|line| line.contains("│ + loud")), "{sides}");
    assert!(sides.out.lines().all(|line| line.chars().count() <= 60), "{sides}");
    home.run(&["app", "diff", "shop", "-o", "sideways"]).with(2).warns(&["unified"]);
}

#[test]
fn pruning_is_asked_for_and_going_back_takes_an_id_a_commit_a_tag_or_nothing() {
    let (_served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    let first = home.repo.commit("feat: more", &[("shop/more.yaml", &config("more").replace("settings", "more"))]);
    home.repo.tag("v1", &first, Some("the first"));
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    let second = home.repo.commit("feat: v2", &[("shop/web.yaml", &deployment("v2"))]);
    home.run(&["app", "sync", "shop", "--yes", "--timeout", "120"]).with(0);
    let third = home.repo.commit("fix: broken", &[("shop/web.yaml", &deployment("v3-crash"))]);
    home.run(&["app", "sync", "shop", "--yes"]).with(20);
    home.run(&["app", "wait", "shop", "--degraded", "--timeout", "60"]).with(0);
    assert_eq!(home.run(&["app", "history", "shop", "-o", "id"]).with(0).out, "0\n1\n2\n");
    home.run(&["app", "history", "shop", "-o", "wide"]).with(0).says(&["DEPLOYED AT", &second]);
    home.run(&["app", "history", "shop"]).with(0).says(&["✓ Healthy", "feat: v2"]);
    let logs = home.run(&["app", "logs", "shop", "--previous", "--tail", "2"]).with(0);
    assert_eq!(logs.out.lines().count(), 2, "{logs}");

    for (words, plan) in
        [(&["0"][..], "Roll back to #0"), (&["v1"], "Roll back to #0"), (&[&second[..8]], "Roll back to #1"), (&[], "Roll back to #1")]
    {
        // Without agreeing only the plan is shown.
        home.run(&[&["app", "rollback", "shop"], words].concat()).with(20).says(&[plan]);
    }
    home.run(&["app", "rollback", "shop", "77", "--yes"]).with(20).warns(&["77"]);
    home.run(&["app", "rollback", "shop", "--yes"]).with(0).says(&["Roll back to #1"]);
    home.run(&["app", "wait", "shop", "--health", "--timeout", "60"]).with(0);
    assert_ne!(second, third);

    home.repo.commit("feat: less", &[("shop/more.yaml", ""), ("shop/web.yaml", &deployment("v2"))]);
    let kept = home.run(&["app", "sync", "shop", "--yes"]).with(0);
    assert!(kept.out.contains("ConfigMap/more"), "it is told: {kept}");
    home.run(&["app", "diff", "shop"]).with(1).says(&["ConfigMap/more"]);
    home.run(&["app", "sync", "shop", "--prune", "--yes"]).with(0).says(&["ConfigMap/more"]);
    home.run(&["app", "diff", "shop"]).with(0);
    // Another revision than the application's, as long as nothing would take it back.
    home.run(&["app", "sync", "shop", "--revision", "v1", "--yes"]).with(0);
    home.run(&["app", "diff", "shop"]).with(1);
}

#[test]
fn logs_are_of_a_pod_a_workload_or_what_fails_whole_or_the_end_of_it() {
    let (_served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    let all = home.run(&["app", "logs", "shop"]).with(0);
    assert_eq!(all.out.lines().count(), 41, "{all}");
    let end = home.run(&["app", "logs", "shop", "--kind", "Deployment", "--name", "web", "-c", "web", "--tail", "1"]).with(0);
    assert_eq!(end.out.lines().collect::<Vec<_>>(), all.out.lines().skip(40).collect::<Vec<_>>());
    let errors = home.run(&["app", "logs", "shop", "--filter", "level=error"]).with(0);
    assert_eq!(errors.out.lines().count(), 1, "{errors}");
    assert_eq!(home.run(&["app", "logs", "shop", "--filter", "!level=error"]).with(0).out.lines().count(), 40);
    home.run(&["app", "logs", "shop", "--kind", "ConfigMap"]).with(20).warns(&["nothing that was chosen has a Pod"]);
    home.run(&["app", "logs", "shop", "-c", "nope"]).with(20).warns(&["nope"]);
}

#[test]
fn secrets_are_found_in_no_output_but_that_of_render() {
    let (served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    let mut said = vec![home.run(&["app", "diff", "shop"]).with(1), home.run(&["app", "sync", "shop", "--dry-run"]).with(0)];
    said.push(home.run(&["app", "sync", "shop", "--yes", "-o", "yaml"]).with(0));
    // By hand, so that last-applied and the live value differ from what Git has.
    let other = format!("{{\"data\":{{\"more\":\"{}\"}}}}", "YzRuNHJ5LWluLWEtc2VjcmV0");
    let patch = http::Request::patch("/api/v1/namespaces/shop/secrets/keys").header("content-type", "application/merge-patch+json");
    served.send(patch.body(other.into_bytes()).expect("a request"));
    home.repo.commit("feat: rotated", &[("shop/keys.yaml", &SECRET.replace("token: c4n4ry", "token: new-c4n4ry"))]);
    for verb in [
        &["app", "get", "shop", "--refresh"][..],
        &["app", "get", "shop", "-o", "json"],
        &["app", "get", "shop", "-o", "yaml"],
        &["app", "diff", "shop"],
        &["app", "diff", "shop", "-o", "unified"],
        &["app", "diff", "shop", "-o", "side-by-side"],
        &["app", "diff", "shop", "-o", "json"],
        &["app", "diff", "shop", "-o", "markdown"],
        &["app", "manifests", "shop"],
        &["app", "resources", "shop", "-o", "json"],
        &["app", "history", "shop", "-o", "yaml"],
        &["app", "sync", "shop", "--dry-run"],
        &["app", "list", "-o", "json"],
        &["app", "sync", "shop", "--yes"],
        &["app", "manifests", "shop"],
    ] {
        said.push(home.run(verb));
    }
    let manifests = said.iter().find(|said| said.out.contains("kind: Secret")).expect("the Secret is printed");
    assert!(manifests.out.contains("++++"), "masked: {manifests}");
    for one in &said {
        let text = one.to_string();
        assert!(!text.contains("c4n4ry") && !text.contains("YzRuNHJ5"), "a secret is shown: {text}");
    }
    let rendered = home.path().join("shop");
    std::fs::create_dir_all(&rendered).expect("a folder");
    std::fs::write(rendered.join("keys.yaml"), SECRET).expect("a file");
    let path = rendered.display().to_string();
    home.run(&["render", "directory", &path]).with(0).says(&[CANARY]);
    let masked = home.run(&["render", "directory", &path, "--mask"]).with(0);
    assert!(!masked.out.contains("c4n4ry") && masked.out.contains("kind: Secret"), "{masked}");
}
