//! Objects in an application's namespace that belong to no application, as the built binary tells them.

use serde_json::json;

use super::{config, deployment, shop};
use crate::support::home::Home;
use crate::support::rules::project;
use crate::support::served::Served;

const PROJECTS: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects";
const DEPLOYMENTS: &str = "/apis/apps/v1/namespaces/shop/deployments";

/// Two applications that run in one namespace, and beside them a Deployment with its Pods and ConfigMaps that nobody declared.
fn crowded(orphaned: &serde_json::Value) -> (Served, Home) {
    let (served, home) = shop();
    served.put(PROJECTS, &project("default", &json!({ "orphanedResources": orphaned })));
    let bakery = config("warm").replace("name: settings", "name: oven");
    home.repo.commit("feat: a bakery", &[("bakery/config.yaml", &bakery)]);
    for (name, more) in [("shop", &[][..]), ("bakery", &["--dest-namespace", "shop"])] {
        home.create(name, &home.repo.url(), more);
        home.run(&["app", "sync", name, "--yes"]).with(0);
    }
    let left: serde_json::Value = serde_yaml::from_str(&deployment("v0").replace("web", "left")).expect("YAML");
    served.put(DEPLOYMENTS, &left);
    for name in ["by-hand", "meant-1", "meant-2"] {
        let body = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}});
        served.put("/api/v1/namespaces/shop/configmaps", &body);
    }
    served.put(
        "/api/v1/namespaces/shop/serviceaccounts",
        &json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "builder"}}),
    );
    // Its ReplicaSet and its Pod are there: what is counted does not change any more.
    crate::support::home::until("the Deployment's own objects", || {
        let pods = served.get("/api/v1/namespaces/shop/pods");
        let is_its = |pod: &serde_json::Value| pod["metadata"]["name"].as_str().is_some_and(|name| name.starts_with("left-"));
        let is_there = pods["items"].as_array().is_some_and(|pods| pods.iter().any(is_its));
        is_there.then_some(()).ok_or_else(|| pods.to_string())
    });
    (served, home)
}

const WARNING: &str = "warning: OrphanedResourceWarning: Application has 4 orphaned resources";

#[test]
fn orphans_are_listed_counted_warned_of_and_never_in_the_verdict() {
    let (served, home) = crowded(&json!({"warn": true, "ignore": [{"kind": "ConfigMap", "name": "meant-*"}]}));
    served.sandbox.forget_requests();
    let said = home.run(&["app", "resources", "shop", "--orphaned"]).with(0);
    let lines: Vec<&str> = said.out.lines().skip(1).map(|line| line.trim_start()).collect();
    assert!(lines[0].starts_with("Orphaned resources 4") && lines[0].ends_with("of watched kinds"), "{said}");
    assert!(lines[1].starts_with("ConfigMap by-hand") && lines[2].starts_with("Deployment left"), "{said}");
    assert_eq!(lines.len(), 3, "nobody watches ServiceAccounts here, and what is owned stands in the tree: {said}");
    said.warns(&[WARNING, "→ of watched kinds; the project's orphanedResources.ignore"]);
    let tree = home.run(&["app", "resources", "shop", "--orphaned", "-o", "tree"]).with(0);
    tree.says(&["\n  Deployment left", "\n    ReplicaSet left-", "\n      Pod left-"]);
    // Both parts without the flag, only the managed with its opposite; names and JSON tell the parts apart by the flag.
    let both = home.run(&["app", "resources", "shop"]).with(0).says(&["\nDeployment web", "\n  Deployment left", "\n  ConfigMap by-hand"]);
    both.warns(&[WARNING]);
    let managed = home.run(&["app", "resources", "shop", "--orphaned=false"]).with(0).says(&["Deployment web"]);
    assert!(!managed.out.contains("left") && !managed.err.contains("Orphaned"), "{managed}");
    let names = home.run(&["app", "resources", "shop", "--orphaned", "-o", "name"]).with(0);
    assert_eq!(names.out, "ConfigMap/by-hand\napps/Deployment/left\n");
    let names = home.run(&["app", "resources", "shop", "-o", "name"]).with(0);
    assert!(names.out.contains("apps/Deployment/web") && !names.out.contains("left"), "{names}");
    let rows = home.run(&["app", "resources", "shop", "--orphaned", "-o", "json"]).with(0).json();
    let rows = rows.as_array().expect("a list");
    let is_left = |row: &&serde_json::Value| row["name"] == "left" && row["kind"] == "Deployment" && row["status"].is_null();
    assert_eq!((rows.len(), rows.iter().filter(is_left).count()), (4, 1), "{rows:?}");
    // The same from the other application of the namespace, as far as its kinds go.
    home.run(&["app", "resources", "bakery", "--orphaned", "-o", "name"]).with(0).says(&["ConfigMap/by-hand"]);
    // Counted in `get`, and in no verdict.
    home.run(&["app", "get", "shop"]).with(0).says(&["✓ Synced", "\nOrphaned resources 4"]).warns(&["OrphanedResourceWarning"]);
    home.run(&["app", "diff", "shop"]).with(0);
    let changes: Vec<String> = served.changes().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    assert_eq!(changes, Vec::<String>::new(), "nothing was written");
    home.run(&["app", "sync", "shop", "--prune", "--yes"]).with(0);
    served.get(&format!("{DEPLOYMENTS}/left"));
}

#[test]
fn without_the_projects_setting_there_is_nothing_to_tell_and_without_warn_no_warning() {
    let (served, home) = crowded(&json!({}));
    let quiet = home.run(&["app", "resources", "shop", "--orphaned", "-o", "name"]).with(0);
    assert_eq!(quiet.out, "ConfigMap/by-hand\nConfigMap/meant-1\nConfigMap/meant-2\napps/Deployment/left\n");
    assert!(!quiet.err.contains("Orphaned"), "{quiet}");
    let request = http::Request::patch(format!("{PROJECTS}/default")).header("content-type", "application/merge-patch+json");
    served.send(request.body(br#"{"spec":{"orphanedResources":null}}"#.to_vec()).expect("a request"));
    let none = home.run(&["app", "resources", "shop", "--orphaned"]).with(0);
    assert_eq!(none.out, "");
    none.warns(&["note: project default does not ask for orphaned resources", "spec.orphanedResources"]);
    let both = home.run(&["app", "resources", "shop"]).with(0);
    assert!(!both.out.contains("Orphaned"), "{both}");
}
