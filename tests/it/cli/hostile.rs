//! Objects, scripts and rules that are out to harm, through the built binary: each is told with its reason, and what stands beside it is
//! judged as ever.

use serde_json::json;

use super::{deployment, shop};
use crate::support::home::Home;
use crate::support::served::Served;

const KEY: &str = "resource.customizations.health.ConfigMap";

fn patch(served: &Served, path: &str, body: &serde_json::Value) {
    let request = http::Request::patch(path).header("content-type", "application/merge-patch+json");
    served.send(request.body(body.to_string().into_bytes()).expect("a request"));
}

/// The shop, synced; its Deployment is Healthy.
fn synced() -> (Served, Home) {
    let (served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    home.run(&["app", "wait", "shop", "--health", "--timeout", "60"]).with(0);
    (served, home)
}

/// Health of the ConfigMap and of the Deployment.
fn judged(home: &Home) -> [(String, String); 2] {
    let rows = home.run(&["app", "resources", "shop", "-o", "json"]).json();
    ["ConfigMap", "Deployment"].map(|kind| {
        let row = rows.as_array().into_iter().flatten().find(|row| row["kind"] == kind).expect("a row");
        let text = |field: &str| row["health"][field].as_str().unwrap_or_default().to_owned();
        (text("status"), text("message"))
    })
}

#[test]
fn a_health_script_that_harms_leaves_its_own_rows_unknown_with_the_reason_and_the_key() {
    let (served, home) = synced();
    let body = json!({"metadata": {"name": "argocd-cm", "labels": {"app.kubernetes.io/part-of": "argocd"}}, "data": {"resource.customizations.useOpenLibs.ConfigMap": "true"}});
    served.put("/api/v1/namespaces/argocd/configmaps", &body);
    let scripts = [
        ("while true do end", "did not end within"),
        ("while true do pcall(function() while true do end end) end", "did not end within"),
        ("local s = ('a'):rep(40); s:find(('a-'):rep(40) .. 'b'); return {status = 'Healthy'}", "did not end within"),
        ("local t = {}; for i = 1, 1e9 do t[i] = {i} end", "took more than"),
        ("local function f() return 1 + f() end; return f()", "stack overflow"),
        ("os.execute('true'); return {status = 'Healthy'}", "os.execute is not available"),
    ];
    for (script, reason) in scripts {
        patch(&served, "/api/v1/namespaces/argocd/configmaps/argocd-cm", &json!({"data": {KEY: script}}));
        let [(status, message), (other, _)] = judged(&home);
        assert_eq!((status.as_str(), other.as_str()), ("Unknown", "Healthy"), "{script}: {message}");
        assert!(message.contains(reason) && message.contains(KEY), "{script}: {message}");
        home.run(&["app", "get", "shop"]).says(&[KEY, "Healthy"]);
    }
    patch(&served, "/api/v1/namespaces/argocd/configmaps/argocd-cm", &json!({"data": {KEY: "return {status = 'Suspended'}"}}));
    assert_eq!(judged(&home)[0].0, "Suspended");
}

#[test]
fn an_ignore_rule_that_never_ends_is_told_and_the_application_is_compared_without_it() {
    let (served, home) = synced();
    let rules = json!({"spec": {"ignoreDifferences": [
        {"group": "", "kind": "ConfigMap", "jqPathExpressions": ["repeat(.nothing)"], "jsonPointers": ["/data/more"]},
        {"group": "", "kind": "Secret", "jqPathExpressions": ["error(.data.password)", "halt_error(.data.password)", ".data.password[0]", "error(\"halt is not available\" + .data.password)"]},
        {"group": "apps", "kind": "Deployment", "jqPathExpressions": ["def f: f; f"]}]}});
    patch(&served, "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", &rules);
    patch(&served, "/api/v1/namespaces/shop/configmaps/settings", &json!({"data": {"mode": "wild", "more": "x"}}));
    let told = home.run(&["app", "get", "shop"]).to_string();
    assert!(told.contains("OutOfSync"), "{told}");
    assert!(told.contains("repeat(.nothing)") && told.contains("did not end within"), "{told}");
    assert!(told.contains("fails on every object that it is for") || told.contains("hides nothing"), "{told}");
    let diff = home.run(&["app", "diff", "shop"]);
    assert!(diff.out.contains("data.mode") && !diff.out.contains("data.more"), "the other rules hide what they are for: {diff}");
    for said in [told, diff.to_string(), home.run(&["app", "explain", "shop", "-o", "json"]).to_string()] {
        assert!(!said.contains(super::CANARY) && !said.contains("YzRuNHJ5LWluLWEtc2VjcmV0"), "{said}");
    }
}

#[test]
fn owners_in_a_circle_end_the_tree_and_the_explanation() {
    let (served, home) = synced();
    home.repo.commit("feat: broken", &[("shop/web.yaml", &deployment("v2-broken"))]);
    home.run(&["app", "sync", "shop", "--yes"]);
    home.run(&["app", "wait", "shop", "--degraded", "--timeout", "60"]).with(0);
    // The Deployment belongs to the ReplicaSet that belongs to it.
    let web = "/apis/apps/v1/namespaces/shop/deployments/web";
    let sets = served.get("/apis/apps/v1/namespaces/shop/replicasets");
    for set in sets["items"].as_array().into_iter().flatten() {
        let owner = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": set["metadata"]["name"], "uid": set["metadata"]["uid"]});
        patch(&served, web, &json!({"metadata": {"ownerReferences": [owner]}}));
    }
    let told = home.run(&["app", "explain", "shop"]).to_string();
    assert!(told.contains("Degraded ← Deployment web: ProgressDeadlineExceeded"), "{told}");
    let tree = home.run(&["app", "get", "shop", "-o", "tree"]).with(0);
    assert_eq!(tree.out.matches("Deployment web").count() + tree.out.matches("Deployment/web").count(), 1, "{tree}");
}

#[test]
fn a_record_that_is_no_json_and_owners_of_fields_that_nobody_understands_break_no_comparison() {
    let (served, home) = synced();
    let settings = "/api/v1/namespaces/shop/configmaps/settings";
    let record = json!({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"data\": {"}}, "data": {"mode": "wild"}});
    patch(&served, settings, &record);
    home.run(&["app", "get", "shop"]).says(&["OutOfSync"]);
    home.run(&["app", "diff", "shop"]).says(&["data.mode", "wild", "calm"]);
    let options = json!({"spec": {"syncPolicy": {"syncOptions": ["ServerSideApply=true"]}}});
    patch(&served, "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", &options);
    home.run(&["app", "diff", "shop"]).says(&["data.mode", "wild", "calm"]);
}
