//! What people may do: policies, and what Argo CD's API server refuses whoever asks.

use std::time::Duration;

use serde_json::json;

use super::{CONFIG, config_map, passes, policy, refuses, shop, team};
use crate::support::repo::Repo;

#[test]
fn a_policy_lets_a_sync_pass_and_a_deny_line_refuses_it_by_its_number() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    policy(
        &ground,
        "p, ops, applications, get, */*, allow\np, ops, applications, sync, team/*, allow\np, ops, applications, sync, team/shop, deny\n",
    );
    let texts = ["rights", "p, ops, applications, sync, team/shop, deny", "argocd-rbac-cm: policy.csv:3"];
    refuses(&ground, &texts);
    let rest = "p, ops, applications, get, */*, allow\np, ops, applications, sync, team/*, allow\n";
    ground.patch("/api/v1/namespaces/argocd/configmaps/argocd-rbac-cm", &json!({"data": {"policy.csv": rest}}));
    passes(&ground, &["p, ops, applications, sync, team/*, allow", "argocd-rbac-cm: policy.csv:2"]);
}

#[test]
fn somebody_without_a_line_of_theirs_is_told_what_line_would_let_them() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    policy(&ground, "p, ops, applications, get, */*, allow\n");
    refuses(&ground, &["no policy allows it, and there is no policy.default", "p, ops, applications, sync, team/shop, allow"]);
}

#[test]
fn a_rollback_wants_its_own_right_only_where_the_setting_says_so() {
    let lines = "p, ops, applications, get, */*, allow\np, ops, applications, sync, team/*, allow\n";
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    policy(&ground, lines);
    passes(&ground, &["applications, sync, team/*, allow"]);
    Repo::at(&ground.folder.path().join("shop.git")).commit("feat: loud", &[("shop/config.yaml", &CONFIG.replace("calm", "loud"))]);
    let mut console = passes(&ground, &["~ update"]);
    console.open("shop").keys("R").sees(&["▌"]);
    console.keys("enter").sees(&["Roll back to #0", "digest p1:", "p, ops, applications, sync, team/*, allow"]);
    console.hides("✖ refused");
    drop(console);

    config_map(&ground, "argocd-cm", &json!({"server.rbac.rollback.enforce.enable": "true"}));
    let mut console = ground.console();
    console.sees(&["Tiphys drives"]);
    console.open("shop").keys("R").sees(&["▌"]);
    console.keys("enter").sees(&["Roll back to #0", "✖ refused", "p, ops, applications, rollback, team/shop, allow"]);
    let before = ground.n_changes("/");
    console.keys("enter").sees(&["the plan is refused"]);
    console.hides("[ Cancel ]");
    assert_eq!(ground.n_changes("/"), before);
}

#[test]
fn replace_is_refused_where_the_api_server_is_told_not_to_take_it() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    let path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop";
    ground.patch(path, &json!({"spec": {"syncPolicy": {"syncOptions": ["Replace=true"]}}}));
    config_map(&ground, "argocd-cmd-params-cm", &json!({"server.sync.replace.allowed": "false"}));
    refuses(&ground, &["syncs with Replace=true are not allowed here", "argocd-cmd-params-cm: server.sync.replace.allowed"]);
    ground.patch(path, &json!({"spec": {"syncPolicy": {"syncOptions": null}}}));
    passes(&ground, &["project team admits"]);
}

#[test]
fn an_application_that_may_not_be_looked_at_is_in_no_list_of_the_console() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    policy(&ground, "p, ops, applications, get, other/*, allow\n");
    let mut console = ground.console();
    console.sees(&["0 apps", "1 not yours to see"]);
    let lines = "p, ops, applications, get, team/*, allow\n";
    ground.patch("/api/v1/namespaces/argocd/configmaps/argocd-rbac-cm", &json!({"data": {"policy.csv": lines}}));
    console.sees(&["1 apps", "shop"]);
    console.hides("not yours to see");
}

#[test]
fn rules_and_projects_that_change_while_the_console_is_cut_off_count_when_it_is_back() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({}));
    policy(&ground, "p, ops, applications, get, team/*, allow\n");
    let mut console = ground.console();
    console.sees(&["1 apps", "Tiphys drives"]);
    console.keys(":").typed("projects").keys("enter").sees(&["DESTINATIONS", "team"]);
    ground.sandbox.faults().go_away_for(Duration::from_mins(10));
    console.sees(&["connection lost"]);
    ground.sandbox.faults().come_back();
    let lines = "p, ops, applications, get, other/*, allow\n";
    ground.patch("/api/v1/namespaces/argocd/configmaps/argocd-rbac-cm", &json!({"data": {"policy.csv": lines}}));
    ground.delete("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/team");
    // What happened meanwhile is history that the server no longer has.
    ground.sandbox.compact();
    console.sees(&["0 apps", "1 not yours to see"]);
    console.until("the list without the project", |screen| !screen.contains("team"));
}
