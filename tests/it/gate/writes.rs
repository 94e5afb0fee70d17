//! What rules of ours say to images, and in whose name a sync writes.

use serde_json::json;

use super::{CONFIG, SHOP, config_map, passes, refuses, shop, team};

fn web(tag: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {{app: web}}\n  template:\n    metadata:\n      labels: {{app: web}}\n    spec:\n      containers:\n        - name: web\n          image: shop/web:{tag}\n"
    )
}

#[test]
fn an_image_rule_refuses_or_warns_and_names_the_image_and_itself() {
    let rule = |action: &str| format!("- name: no-latest\n  forbiddenTags: [latest]\n  action: {action}\n");
    let ground = shop(&[("config.yaml", CONFIG), ("web.yaml", &web("latest"))]);
    team(&ground, &json!({}));
    config_map(&ground, "tiphys-cm", &json!({"imageRules": rule("refuse")}));
    let texts = ["image rule", "\"no-latest\": shop/web:latest", "the tag \"latest\" is forbidden", "tiphys-cm: imageRules[0]"];
    refuses(&ground, &texts);
    ground.patch("/api/v1/namespaces/argocd/configmaps/tiphys-cm", &json!({"data": {"imageRules": rule("warn")}}));
    passes(&ground, &["! image rule", "the tag \"latest\" is forbidden"]);
}

#[test]
fn a_sync_writes_as_the_service_account_that_the_project_names_and_not_without_one() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    config_map(&ground, "argocd-cm", &json!({"application.sync.impersonation.enabled": "true"}));
    team(&ground, &json!({"destinationServiceAccounts": [{"server": "*", "namespace": "other", "defaultServiceAccount": "x"}]}));
    let texts = ["syncs impersonate here, and project team names no service account for", "spec.destinationServiceAccounts"];
    refuses(&ground, &texts);

    let account = json!({"server": "*", "namespace": "shop", "defaultServiceAccount": "deployer"});
    let path = format!("{}/team", super::PROJECTS);
    ground.patch(&path, &json!({"spec": {"destinationServiceAccounts": [account]}}));
    let user = "system:serviceaccount:shop:deployer";
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "deployer"},
        "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]});
    ground.create(&format!("{rbac}/clusterroles"), &role);
    let binding = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "deployer"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "deployer"},
        "subjects": [{"kind": "User", "name": user, "apiGroup": "rbac.authorization.k8s.io"}]});
    ground.create(&format!("{rbac}/clusterrolebindings"), &binding);
    ground.sandbox.forget_requests();
    passes(&ground, &[&format!("written on behalf of {user}")]);
    let writes = ground.sandbox.requests();
    let by = |path: &str| -> Vec<(String, bool)> {
        let is_it = |method: &str| method != "GET";
        writes.iter().filter(|own| own.path.starts_with(path) && is_it(&own.method)).map(|own| (own.user.clone(), own.dry_run)).collect()
    };
    let on_shop = by(SHOP);
    assert!(on_shop.iter().any(|(_, dry_run)| !dry_run) && on_shop.iter().any(|(_, dry_run)| *dry_run), "{on_shop:?}");
    assert!(on_shop.iter().all(|(own, _)| own == user), "dry runs and writes alike: {on_shop:?}");
    let on_plane = by("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications");
    assert!(!on_plane.is_empty() && on_plane.iter().all(|(own, _)| own == "admin"), "the record is ours: {on_plane:?}");
}

#[test]
fn an_account_without_rights_is_refused_by_the_dry_run_before_anything_is_written() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    config_map(&ground, "argocd-cm", &json!({"application.sync.impersonation.enabled": "true"}));
    let account = json!({"server": "*", "namespace": "shop", "defaultServiceAccount": "deployer"});
    team(&ground, &json!({"destinationServiceAccounts": [account]}));
    refuses(&ground, &["the server refuses", "written on behalf of system:serviceaccount:shop:deployer"]);
}
