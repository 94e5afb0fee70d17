//! A canary in every place of a Secret, and in every word of others that may quote one: Git, the live object, its records, annotations
//! named by the settings, events, the results and conditions that a driver wrote, the API server's refusals, and scripts of argocd-cm that
//! repeat what they see. Everything that shows or
//! keeps something is looked through: frames, the session's own state, what verbs print, the log at its loudest, the journal, the cache.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::console::{Console, Ground, application};
use crate::support::home::Home;

const CANARY: &str = "c4n4ry-v4lue-7f3a";
/// The same in base64.
const CODED: &str = "YzRuNHJ5LXY0bHVlLTdmM2E=";

/// Fails where a text holds the canary in any form.
#[track_caller]
fn clean(what: &str, text: &str) {
    for form in [CANARY, CODED, "YzRuNHJ5LXY0bHVlLTdmM2"] {
        if let Some(at) = text.find(form) {
            let from = (0..=at.saturating_sub(200)).rev().find(|from| text.is_char_boundary(*from)).unwrap_or(0);
            panic!("{what} holds a secret value: …{}", &text[from..at + form.len()]);
        }
    }
}

fn secret(more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  annotations:\n    example.com/token: {CANARY}\nstringData:\n  token: {CANARY}\ndata:\n  password: {CODED}\n{more}"
    )
}

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n        - name: web\n          image: shop/web:v1\n          envFrom: [{secretRef: {name: keys}}]\n";

/// A ConfigMap with a secret in an annotation that the settings name.
fn config() -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config\n  annotations:\n    example.com/token: {CANARY}\ndata:\n  a: b\n")
}

/// Says a Secret's values, and raises one where an annotation asks for it.
const HEALTH: &str = "if obj.metadata.annotations['raise'] then error('weak: ' .. obj.data.password) end\nreturn {status = 'Healthy', message = obj.data.token .. ' and ' .. obj.data.password}";

const HEALTH_OF_CONFIG: &str = "return {status = 'Healthy', message = 'bears ' .. obj.metadata.annotations['example.com/token']}";

const DISCOVERY: &str = "return {raise = {}, spread = {displayName = 'spread ' .. obj.data.password}, [obj.data.token] = {}}";

const ACTIONS: [(&str, &str); 2] = [
    ("raise", "error(obj.data.password)"),
    (
        "spread",
        "obj.metadata.annotations['was'] = obj.data.password\nlocal other = {apiVersion = 'v1', kind = 'ConfigMap', metadata = {name = 'other', namespace = 'vault'}, data = {a = obj.data.token, b = 'it is ' .. obj.data.password}}\nreturn {{operation = 'create', resource = other}, {operation = 'patch', resource = obj}}",
    ),
];

/// What somebody says about the Secret, quoting it as API servers and controllers do.
fn words() -> String {
    format!("Secret \"keys\" is invalid: data[token]: Invalid value: \"{CANARY}\": must be something else")
}

fn event(name: &str, kind: &str, about: &str, message: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": name, "namespace": "vault"}, "type": "Warning", "reason": "Failed",
        "involvedObject": {"apiVersion": if kind == "Deployment" { "apps/v1" } else { "v1" }, "kind": kind, "name": about, "namespace": "vault"},
        "message": message, "count": 1, "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:00Z",
    })
}

/// The Secret as people and tools leave it: a record of a client-side apply, one that is no JSON, a value that Git does not have.
fn spoil(ground: &Ground) {
    let path = "/api/v1/namespaces/vault/secrets/keys";
    let record =
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "data": {"a": CODED}, "stringData": {"b": CANARY}});
    ground.patch(
        path,
        &json!({"data": {"more": CODED}, "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": record.to_string()}}}),
    );
    ground.create("/api/v1/namespaces/vault/events", &event("a", "Secret", "keys", &words()));
    ground.create("/api/v1/namespaces/vault/events", &event("b", "Secret", "keys", &format!("cannot be mounted: {CANARY:?}")));
    ground.create(
        "/api/v1/namespaces/vault/events",
        &event("c", "Deployment", "web", &format!("failed: {} and admission webhook \"w\" denied", words())),
    );
}

/// What a driver wrote into the Application.
fn report(ground: &Ground) {
    let row = json!({"group": "", "version": "v1", "kind": "Secret", "namespace": "vault", "name": "keys", "status": "SyncFailed", "message": words(), "syncPhase": "Sync"});
    let operation = json!({"sync": {"manifests": [format!("{{\"kind\":\"Secret\",\"data\":{{\"a\":\"{CODED}\"}}}}")]}});
    ground.patch(
        "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/vault",
        &json!({"status": {
            "conditions": [{"type": "SyncError", "message": words(), "lastTransitionTime": "2026-01-01T00:00:00Z"}],
            "operationState": {"phase": "Failed", "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:00:10Z", "message": words(),
                "operation": operation, "syncResult": {"revision": "1111111111111111111111111111111111111111", "resources": [row]}}}}),
    );
}

/// Frames of every screen of the application that shows something of its objects.
fn look_around(console: &mut Console, frames: &mut Vec<String>) {
    console.open("vault");
    frames.push(console.screen());
    for (key, title) in [("d", "Diff"), ("t", "Tree"), ("h", "History"), ("e", "Events"), ("l", "Logs")] {
        console.keys(key);
        frames.push(console.sees(&[title]));
        frames.push(console.screen());
    }
    console.open("vault").keys("e");
    frames.push(console.until("events that were read", |screen| screen.contains("Failed") || screen.contains("no events")));
    console.open("vault").keys("t").keys("/").typed("keys").keys("enter");
    console.sees(&["▌"]);
    for key in ["y", "i", "d"] {
        console.keys(key);
        frames.push(console.screen());
        console.keys("esc");
    }
    console.keys("y");
    frames.push(console.sees(&["kind: Secret", "++++++++"]));
    // What scripts offer, and what one would write elsewhere.
    console.keys("esc");
    for (place, told) in [(1, "are not shown"), (2, "+ create")] {
        console.keys("a");
        frames.push(console.sees(&["raise", "spread"]));
        console.keys(&format!("{}enter", "j ".repeat(place)));
        frames.push(console.sees(&[told]));
        console.keys("esc esc");
    }
    console.keys("esc esc @");
    frames.push(console.screen());
}

/// Every file below a folder that holds the canary.
fn files_with_it(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().map_while(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let text = String::from_utf8_lossy(&bytes);
                if text.contains(CANARY) || text.contains(CODED) {
                    found.push(path.display().to_string());
                }
            }
        }
    }
    found
}

fn planted() -> (Ground, crate::support::repo::Repo) {
    let ground = Ground::new();
    let repo = ground.repo("vault");
    repo.commit("feat: the vault", &[("vault/keys.yaml", &secret("")), ("vault/web.yaml", WEB), ("vault/config.yaml", &config())]);
    ground.plant(&["vault"], &[application("vault", &repo.url(), "vault", "vault")]);
    let actions: Vec<Value> = ACTIONS.iter().map(|(name, script)| json!({"name": name, "action.lua": script})).collect();
    let actions = json!({"discovery.lua": DISCOVERY, "definitions": actions}).to_string();
    let data = json!({
        "resource.sensitive.mask.annotations": "example.com/token",
        "resource.customizations.health.Secret": HEALTH,
        "resource.customizations.health.ConfigMap": HEALTH_OF_CONFIG,
        "resource.customizations.actions.Secret": actions,
    });
    let labels = json!({"app.kubernetes.io/part-of": "argocd"});
    ground.create(
        "/api/v1/namespaces/argocd/configmaps",
        &json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "labels": labels}, "data": data}),
    );
    (ground, repo)
}

#[test]
fn a_canary_in_every_place_of_a_secret_is_in_no_frame_and_in_nothing_that_the_session_knows() {
    let (ground, repo) = planted();
    let mut console = ground.console();
    let mut frames = Vec::new();
    console.sees(&["vault"]);
    console.open("vault");
    console.begins_sync();
    frames.push(console.sees(&["✓ Succeeded"]));
    spoil(&ground);
    report(&ground);
    look_around(&mut console, &mut frames);
    // A Secret that the server refuses: its answer quotes what it was sent.
    repo.commit("feat: broken", &[("vault/keys.yaml", &secret(&format!("  nested: {{deep: {CANARY}}}\n")))]);
    console.open("vault").keys("ctrl-r");
    console.ui.home();
    console.keys("s");
    frames.push(console.until("a plan", |screen| screen.contains("keys") && !screen.contains("planning")));
    frames.push(console.screen());
    for (index, frame) in frames.iter().enumerate() {
        clean(&format!("frame {index}"), frame);
    }
    clean("the session", &format!("{:?}", console.state));
    assert!(frames.iter().any(|frame| frame.contains("++++")), "masks are shown");
    assert!(frames.iter().any(|frame| frame.contains("Invalid value: …")), "events are shown, without what they quote");
    drop(console);
    assert_eq!(files_with_it(&ground.folder.path().join("cache")), Vec::<String>::new());
    assert_eq!(files_with_it(&ground.folder.path().join("state")), Vec::<String>::new());
}

#[test]
fn a_canary_in_every_place_of_a_secret_is_in_no_output_no_log_and_no_journal() {
    let (ground, repo) = planted();
    let (_server, kubeconfig) = ground.serve();
    let home = Home::new(&kubeconfig);
    std::fs::create_dir_all(home.path().join(".config/tiphys")).expect("a folder");
    std::fs::write(home.path().join(".config/tiphys/config.yaml"), "log: trace\n").expect("a file");
    let mut said = vec![home.run(&["app", "sync", "vault", "--yes"]).with(0)];
    spoil(&ground);
    report(&ground);
    let act = ["app", "actions", "run", "vault", "--kind", "Secret", "--resource-name", "keys"];
    let verbs: [&[&str]; 23] = [
        &["app", "actions", "list", "vault"],
        &["app", "actions", "list", "vault", "-o", "json"],
        &[&act[..], &["raise", "--yes"]].concat(),
        &[&act[..], &["spread", "--dry-run"]].concat(),
        &[&act[..], &["spread", "--dry-run", "-o", "json"]].concat(),
        &["app", "list", "-o", "wide"],
        &["app", "list", "-o", "json"],
        &["app", "list", "-o", "yaml"],
        &["app", "get", "vault", "--show-operation"],
        &["app", "get", "vault", "-o", "json"],
        &["app", "get", "vault", "-o", "yaml"],
        &["app", "explain", "vault", "-o", "wide"],
        &["app", "explain", "vault", "-o", "json"],
        &["app", "diff", "vault"],
        &["app", "manifests", "vault"],
        &["app", "resources", "vault"],
        &["app", "resources", "vault", "-o", "json"],
        &["app", "resources", "vault", "-o", "yaml"],
        &["app", "history", "vault", "-o", "json"],
        &["app", "history", "vault", "-o", "yaml"],
        &["app", "sync", "vault", "--dry-run"],
        &["app", "sync", "vault", "--yes", "-o", "json"],
        &["app", "logs", "vault"],
    ];
    said.extend(verbs.iter().map(|verb| home.run(verb)));
    let broken = json!({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": format!("{{\"data\": {{\"a\": \"{CODED}\"")}}});
    ground.patch("/api/v1/namespaces/vault/secrets/keys", &broken);
    for verb in [&["app", "diff", "vault"][..], &["app", "manifests", "vault"], &["app", "sync", "vault", "--dry-run"]] {
        said.push(home.run(verb));
    }
    // A Secret that the server refuses: its answer quotes what it was sent.
    repo.commit("feat: broken", &[("vault/keys.yaml", &secret(&format!("  nested: {{deep: {CANARY}}}\n")))]);
    for verb in [
        &["app", "diff", "vault", "--refresh"][..],
        &["app", "sync", "vault", "--dry-run"],
        &["app", "sync", "vault", "--yes"],
        &["app", "get", "vault", "-o", "json"],
    ] {
        said.push(home.run(verb));
    }
    ground.patch("/api/v1/namespaces/vault/secrets/keys", &json!({"metadata": {"annotations": {"raise": "yes"}}}));
    for verb in [&["app", "get", "vault"][..], &["app", "resources", "vault", "-o", "json"], &["app", "explain", "vault", "-o", "wide"]] {
        said.push(home.run(verb));
    }
    for one in &said {
        clean("a verb", &one.to_string());
    }
    let has = |text: &str| said.iter().any(|one| one.to_string().contains(text));
    assert!(has("a script's words about a Secret are not shown") && has("bears ++++++++"), "scripts speak, and repeat nothing");
    assert!(has("a: ++++"), "what a script would write elsewhere is shown masked");
    let manifests = said.iter().find(|said| said.out.contains("kind: Secret")).expect("the Secret is printed");
    assert!(manifests.out.contains("++++"), "masked: {manifests}");
    assert!(home.path().join(".cache/tiphys/tiphys.log").exists(), "the log is where it is looked for");
    assert_eq!(files_with_it(&home.path().join(".cache")), Vec::<String>::new(), "caches and the log");
    assert_eq!(files_with_it(&home.path().join(".local")), Vec::<String>::new(), "the journal");
}
