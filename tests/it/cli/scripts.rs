//! Health scripts as an operator meets them, through the real worker: of argocd-cm, of an Application's annotation, of a manifest that
//! declares an Application in Git; scripts that fail, and one that never ends.

use serde_json::json;

use super::shop;
use crate::support::home::Home;
use crate::support::served::Served;

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: calm\n";

/// A script that judges ConfigMaps by what they say.
const BY_MODE: &str =
    "if obj.data.mode == 'calm' then return {status = 'Suspended', message = 'it is ' .. obj.data.mode} end\nreturn {status = 'Healthy'}\n";

fn settings(served: &Served, data: &serde_json::Value) {
    let path = "/api/v1/namespaces/argocd/configmaps";
    let body = json!({"metadata": {"name": "argocd-cm", "labels": {"app.kubernetes.io/part-of": "argocd"}}, "data": data});
    served.put(path, &body);
}

/// A shop of one ConfigMap, synced.
fn calm() -> (Served, Home) {
    let (served, home) = shop();
    home.repo.commit("feat: calm", &[("calm/config.yaml", CONFIG)]);
    home.create("calm", &home.repo.url(), &[]);
    home.run(&["app", "sync", "calm", "--yes"]).with(0);
    (served, home)
}

fn health_of(home: &Home, app: &str) -> String {
    let resources = home.run(&["app", "resources", app, "-o", "json"]).json();
    let health = &resources[0]["health"];
    format!("{} {}", health["status"].as_str().unwrap_or("none"), health["message"].as_str().unwrap_or("")).trim_end().to_owned()
}

#[test]
fn a_script_of_argocd_cm_judges_its_kind_everywhere() {
    let (served, home) = calm();
    assert_eq!(health_of(&home, "calm"), "none");
    settings(&served, &json!({"resource.customizations.health.ConfigMap": BY_MODE}));
    assert_eq!(health_of(&home, "calm"), "Suspended it is calm");
    home.run(&["app", "get", "calm"]).with(0).says(&["Suspended", "it is calm"]);
    home.run(&["app", "get", "calm", "-o", "json"]).with(0).says(&["\"status\": \"Suspended\""]);
}

#[test]
fn scripts_that_fail_leave_the_health_unknown_and_are_told_with_the_key_of_argocd_cm() {
    let (served, home) = calm();
    let key = "resource.customizations.health.ConfigMap";
    settings(&served, &json!({key: "return {status = obj.nothing.there}"}));
    assert!(health_of(&home, "calm").starts_with("Unknown"), "{}", health_of(&home, "calm"));
    home.run(&["app", "resources", "calm"]).warns(&[key]);
    home.run(&["app", "get", "calm"]).with(0).says(&[key]);
    let patch = |script: &str| {
        let body = json!({"data": {key: script}}).to_string().into_bytes();
        let request =
            http::Request::patch("/api/v1/namespaces/argocd/configmaps/argocd-cm").header("content-type", "application/merge-patch+json");
        served.send(request.body(body).expect("a request"));
    };
    patch("while true do end");
    assert!(health_of(&home, "calm").starts_with("Unknown"), "{}", health_of(&home, "calm"));
    patch("os.execute('touch /tmp/x')");
    assert!(health_of(&home, "calm").starts_with("Unknown"), "{}", health_of(&home, "calm"));
    patch(BY_MODE);
    assert_eq!(health_of(&home, "calm"), "Suspended it is calm");
}

#[test]
fn an_annotation_judges_the_application_s_own_resources_only_and_the_key_that_says_the_same_is_told() {
    let (_served, home) = calm();
    home.repo.commit("feat: wild", &[("wild/config.yaml", &CONFIG.replace("settings", "others"))]);
    let annotation = format!("tiphys.dev/health.ConfigMap={BY_MODE}");
    home.create("wild", &home.repo.url(), &["--annotations", &annotation]);
    home.run(&["app", "sync", "wild", "--yes"]).with(0);
    assert_eq!(health_of(&home, "wild"), "Suspended it is calm");
    assert_eq!(health_of(&home, "calm"), "none");
    home.run(&["app", "explain", "wild"]).with(0).warns(&["resource.customizations.health.ConfigMap"]);
}

#[test]
fn a_field_that_the_cluster_drops_is_read_from_the_manifest_that_declares_the_application() {
    let (_served, home) = calm();
    let url = home.repo.url();
    let indented = BY_MODE.lines().map(|line| format!("        {line}\n")).collect::<String>();
    let child = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: child, namespace: argocd}}\nspec:\n  project: default\n  source: {{repoURL: '{url}', path: child, targetRevision: main}}\n  destination: {{server: 'https://kubernetes.default.svc', namespace: calm}}\n  health:\n    - kind: ConfigMap\n      check: |\n{indented}"
    );
    home.repo.commit("feat: a child", &[("parent/child.yaml", &child), ("child/config.yaml", &CONFIG.replace("settings", "own"))]);
    home.create("parent", &url, &[]);
    let told = home.run(&["app", "get", "parent"]).to_string();
    assert!(
        told.contains("resource.customizations.health.ConfigMap")
            || home.run(&["app", "diff", "parent"]).to_string().contains("resource.customizations.health.ConfigMap"),
        "{told}"
    );
}
