//! What the AppProject says: windows, kinds, destinations, signatures; and a project that is not there.

use serde_json::json;

use super::{CONFIG, PROJECTS, SHOP, at_plan, passes, refuses, shop, team};
use crate::support::console::{Ground, application};

const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: reader\nrules:\n- apiGroups: [\"\"]\n  resources: [pods]\n  verbs: [get]\n";
const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: extra\n";

/// Open only on a leap day: closed whenever tests are likely to run.
fn leap_day() -> serde_json::Value {
    json!({"kind": "allow", "schedule": "0 0 29 2 *", "duration": "1h", "applications": ["*"]})
}

#[test]
fn a_closed_window_refuses_the_plan_and_is_named_with_its_place() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    let other = json!({"kind": "deny", "schedule": "* * * * *", "duration": "1h", "applications": ["other"]});
    team(&ground, &json!({"syncWindows": [other, leap_day()]}));
    let rule = "ALLOW window \"0 0 29 2 *\" for 1h (UTC) is closed, and only while it is open may be synced";
    let mut console = refuses(&ground, &["window", rule, "AppProject team: spec.syncWindows[1]", "→ wait until"]);
    // It opens: the same plan, made again, may be carried out.
    let open = json!({"kind": "allow", "schedule": "* * * * *", "duration": "1h", "applications": ["shop"]});
    ground.patch(&format!("{PROJECTS}/team"), &json!({"spec": {"syncWindows": [open]}}));
    console.keys("esc").sees(&["Triage"]);
    console.keys("s").sees(&["is open and allows"]);
    console.hides("✖ refused").keys("enter").sees(&["[ Cancel ]"]);
    console.keys("y").sees(&["✓ Succeeded"]);
}

#[test]
fn a_deny_window_refuses_automatic_and_manual_alike_unless_a_person_may_pass() {
    let deny =
        |manual: bool| json!({"kind": "deny", "schedule": "* * * * *", "duration": "1h", "namespaces": ["shop"], "manualSync": manual});
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({"syncWindows": [deny(false)]}));
    refuses(&ground, &["DENY window \"* * * * *\" for 1h (UTC) is open and denies", "AppProject team: spec.syncWindows[0]"]);
    ground.patch(&format!("{PROJECTS}/team"), &json!({"spec": {"syncWindows": [deny(true)]}}));
    passes(&ground, &["blocks, but not a person's sync (manualSync)"]);
}

#[test]
fn what_a_project_does_not_admit_is_shown_object_by_object() {
    let ground = shop(&[("config.yaml", CONFIG), ("role.yaml", ROLE), ("namespace.yaml", NAMESPACE)]);
    team(&ground, &json!({"clusterResourceWhitelist": []}));
    let texts = [
        "project team does not admit rbac.authorization.k8s.io/ClusterRole reader",
        "project team does not admit Namespace extra",
        "AppProject team: spec.clusterResourceWhitelist",
    ];
    let mut console = refuses(&ground, &texts);
    console.hides("does not admit ConfigMap");
    assert_eq!(ground.read("/apis/rbac.authorization.k8s.io/v1/clusterroles/reader"), None);
    assert_eq!(ground.read("/api/v1/namespaces/extra"), None);
}

#[test]
fn an_object_in_a_namespace_that_the_project_does_not_admit_refuses_the_whole_plan() {
    let elsewhere = CONFIG.replace("name: settings", "name: elsewhere\n  namespace: vault");
    let ground = shop(&[("config.yaml", CONFIG), ("elsewhere.yaml", &elsewhere)]);
    team(&ground, &json!({"destinations": [{"server": "*", "namespace": "shop"}]}));
    refuses(&ground, &["vault/ConfigMap/elsewhere", "does not admit namespace vault of in-cluster", "AppProject team: spec.destinations"]);
}

#[test]
fn a_project_that_is_not_there_refuses_and_default_does_not_have_to_be_there() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    refuses(&ground, &["there is no project team", "Application shop: spec.project", "make the AppProject team"]);

    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: the shop", &[("shop/config.yaml", CONFIG)]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    assert_eq!(ground.read(&format!("{PROJECTS}/default")), None);
    passes(&ground, &["project default admits"]);
}

#[test]
fn a_destination_or_a_source_that_is_denied_by_a_mark_refuses() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    let all = json!({"server": "*", "namespace": "*"});
    team(&ground, &json!({"destinations": [all, {"server": "*", "namespace": "!shop"}]}));
    refuses(
        &ground,
        &[
            "project team denies namespace shop of in-cluster by \"* !shop\"",
            "AppProject team: spec.destinations[1]",
            "a denial wins over every other entry",
        ],
    );
    ground.patch(&format!("{PROJECTS}/team"), &json!({"spec": {"destinations": [all], "sourceRepos": ["*", "!file://**"]}}));
    refuses(&ground, &["project team denies repository file://", "by \"!file://**\"", "AppProject team: spec.sourceRepos[1]"]);
}

#[test]
fn an_unsigned_commit_refuses_the_plan_and_nothing_is_known_of_the_comparison() {
    let ground = shop(&[("config.yaml", CONFIG)]);
    team(&ground, &json!({"signatureKeys": [{"keyID": "4AEE18F83AFDEB23"}]}));
    let why = "project team asks for signed sources, and";
    let mut console = refuses(&ground, &[why, "AppProject team: spec.signatureKeys", "git commit -S"]);
    console.open("shop");
    let screen = console.sees(&["? Unknown", why]);
    assert!(!screen.contains("✓ Synced") && !screen.contains("OutOfSync"), "{screen}");
}

#[test]
fn a_leftover_of_a_kind_that_the_project_no_longer_admits_is_not_pruned() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: old\n";
    let old = CONFIG.replace("settings", "old");
    let ground = shop(&[("config.yaml", CONFIG), ("secret.yaml", secret), ("old.yaml", &old)]);
    team(&ground, &json!({}));
    passes(&ground, &["project team admits all 3 objects"]);
    let repo = crate::support::repo::Repo::at(&ground.folder.path().join("shop.git"));
    repo.remove("chore: the Secret goes", "shop/secret.yaml");
    repo.remove("chore: old goes", "shop/old.yaml");
    ground.patch(&format!("{PROJECTS}/team"), &json!({"spec": {"namespaceResourceBlacklist": [{"group": "", "kind": "Secret"}]}}));
    let mut console = at_plan(&ground);
    console.keys("x").sees(&["with prune", "- prune      ConfigMap/old"]);
    console.hides("Secret/old").keys("enter").sees(&["[ Cancel ]"]);
    console.keys("y");
    console.until("ConfigMap pruned", |_| ground.read(&format!("{SHOP}/configmaps/old")).is_none());
    console.sees(&["✓ Succeeded"]);
    assert!(ground.read(&format!("{SHOP}/secrets/old")).is_some(), "it is not the project's to delete");
}
