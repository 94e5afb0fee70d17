//! API servers that refuse, and that go away in the middle of a sync.

use std::time::Duration;

use serde_json::json;

use super::{config_map, deployment};
use crate::support::console::{Console, Ground, application};

/// A role in a namespace for alice, who holds no other right.
fn grant(ground: &Ground, namespace: &str, rules: &serde_json::Value) {
    let base = format!("/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}");
    let role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "alice"}, "rules": rules});
    ground.create(&format!("{base}/roles"), &role);
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "alice"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "alice"},
        "subjects": [{"kind": "User", "name": "alice", "apiGroup": "rbac.authorization.k8s.io"}],
    });
    ground.create(&format!("{base}/rolebindings"), &binding);
}

#[test]
fn a_forbidden_namespace_is_told_and_nothing_of_it_is_missing_or_pruned() {
    let ground = Ground::new();
    let repo = ground.repo("both");
    repo.commit(
        "feat: both",
        &[
            ("shop/config.yaml", &config_map("config", 0, "1")),
            ("vault/config.yaml", &config_map("config", 0, "1")),
            ("vault/extra.yaml", &config_map("extra", 0, "1")),
        ],
    );
    let apps = [application("shop", &repo.url(), "shop", "shop"), application("vault", &repo.url(), "vault", "vault")];
    ground.plant(&["shop", "vault"], &apps);
    let mut admin = ground.console();
    admin.open("shop").sync();
    admin.open("vault").sync();
    drop(admin);
    // What only Git lost would be pruned, if it could be seen that it is there.
    repo.remove("chore: extra goes", "vault/extra.yaml");
    let look = json!(["get", "list", "watch"]);
    grant(&ground, "argocd", &json!([{"apiGroups": ["argoproj.io", ""], "resources": ["*"], "verbs": look}]));
    grant(&ground, "shop", &json!([{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]));

    let mut alice = ground.console_of("alice-token");
    alice.sees(&["only Applications of namespace argocd are shown", "→ ask for the right", "alice"]);
    alice.open("shop").sees(&["✓ Synced", "ConfigMap config"]);
    alice.open("shop").keys("[").sees(&["only namespace shop is looked at: you may not list ConfigMap in all namespaces"]);
    alice.open("vault");
    let vault = alice.sees(&["you may not list ConfigMap in namespace vault", "neither missing nor extra", "→ ask for the right"]);
    assert!(!vault.contains("Missing"), "{vault}");
    alice.keys("t").sees(&["ConfigMap config"]);
    alice.hides("Missing").hides("no longer in Git");
    alice.keys("s").sees(&["you may not list ConfigMap in namespace vault"]);
    alice.keys("x").sees(&["with prune"]);
    alice.hides("- prune").is_alive();
    assert!(ground.read("/api/v1/namespaces/vault/configmaps/extra").is_some());
}

/// Two waves, the first of which takes five seconds to become healthy.
fn slow() -> Ground {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: two waves", &[("shop/web.yaml", &deployment("web", "slow", "")), ("shop/after.yaml", &config_map("after", 1, "1"))]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    ground
}

#[track_caller]
fn goes_away_in_the_first_wave(ground: &Ground, console: &mut Console) {
    console.open("shop");
    console.begins_sync();
    console.sees(&["waiting for healthy state of apps/Deployment/web"]);
    ground.sandbox.faults().go_away_for(Duration::from_mins(10));
    console.sees(&["connection lost"]);
}

/// Each object was sent once with effect, whatever happened on the way.
#[track_caller]
fn applied_once(ground: &Ground) {
    assert_eq!(ground.n_changes("/apis/apps/v1/namespaces/shop/deployments"), 1);
    assert_eq!(ground.n_changes("/api/v1/namespaces/shop/configmaps"), 1);
}

#[test]
fn a_server_that_goes_away_in_a_wave_and_comes_back_ends_the_operation_succeeded() {
    let ground = slow();
    let mut console = ground.console();
    goes_away_in_the_first_wave(&ground, &mut console);
    console.is_alive();
    ground.sandbox.faults().come_back();
    console.sees(&["✓ Succeeded  came to Healthy"]);
    console.hides("connection lost").hides("cannot be reached").is_alive();
    console.keys("@").sees(&["connected again, after"]);
    applied_once(&ground);
}

#[test]
fn a_server_that_stays_away_too_long_costs_the_lease_and_the_operation_is_resumed() {
    let ground = slow();
    let mut console = ground.console();
    goes_away_in_the_first_wave(&ground, &mut console);
    let lost = console.sees(&["✖ no longer driven from here", "Lease"]);
    assert!(lost.contains("resume"), "the next step stands with it:\n{lost}");
    ground.sandbox.faults().come_back();
    console.until("the connection again", |screen| !screen.contains("connection lost"));
    console.keys(":").typed("resume").keys("enter").sees(&["Resume the operation that was left behind", "[ Cancel ]"]);
    console.keys("y").sees(&["✓ Succeeded  came to Healthy"]);
    console.is_alive();
    applied_once(&ground);
}
