//! `app ignore`: what a rule would hide, the rule for Git, and the rule written to the Application.

use super::{config, deployment, shop};
use crate::support::home::Home;
use crate::support::served::Served;

/// Two applications that run, each with a Deployment that somebody scaled by hand.
fn scaled() -> (Served, Home) {
    let (served, home) = shop();
    home.repo.commit("feat: a bakery", &[("bakery/web.yaml", &deployment("v1")), ("bakery/config.yaml", &config("warm"))]);
    for name in ["shop", "bakery"] {
        home.create(name, &home.repo.url(), &[]);
        home.run(&["app", "sync", name, "--yes"]).with(0);
        patch(&served, name, "hand", r#"{"spec":{"replicas":3}}"#);
    }
    (served, home)
}

fn patch(served: &Served, namespace: &str, manager: &str, body: &str) {
    let path = format!("/apis/apps/v1/namespaces/{namespace}/deployments/web?fieldManager={manager}");
    let request = http::Request::patch(path).header("content-type", "application/merge-patch+json");
    served.send(request.body(body.as_bytes().to_vec()).expect("a request"));
}

const RULE: [&str; 8] = ["app", "ignore", "shop", "--kind", "Deployment", "--name", "web", "--path"];

fn ignore(home: &Home, more: &[&str]) -> crate::support::home::Said {
    home.run(&[&RULE[..], more].concat())
}

#[test]
fn a_rule_is_shown_with_what_it_would_hide_and_printed_for_git_and_for_all() {
    let (served, home) = scaled();
    home.run(&["app", "diff", "shop"]).with(1).says(&["spec.replicas"]);
    served.sandbox.forget_requests();
    let said = ignore(&home, &["/spec/replicas", "--print"]).with(0);
    let expected = "spec:\n  ignoreDifferences:\n  - group: apps\n    jsonPointers:\n    - /spec/replicas\n    kind: Deployment\n    name: web\n    namespace: shop\n# The same for every application, in the ConfigMap argocd-cm:\n#   resource.customizations.ignoreDifferences.apps_Deployment: |\n#     jsonPointers:\n#     - /spec/replicas\n";
    assert_eq!(said.out, expected);
    said.warns(&[
        "hides 1 here, and 1 elsewhere if argocd-cm said it for all",
        "here  apps/Deployment/web  spec.replicas",
        "bakery  apps/Deployment/web  spec.replicas",
        "a sync still writes the field",
        "unless RespectIgnoreDifferences=true",
        "1 other application was looked at",
    ]);
    // A manager: what it set by hand. A jq path: known to hide as far as it is one.
    let by = |more: &[&str]| home.run(&[&RULE[..7], more, &["--print"]].concat());
    by(&["--manager", "hand"]).with(0).says(&["managedFieldsManagers:\n    - hand"]).warns(&["what hand owns", "hides 1 here"]);
    by(&["--manager", "nobody"]).with(0).warns(&["hides 0 here, and 0 elsewhere"]);
    by(&["--jq", ".spec.replicas"]).with(0).says(&["jqPathExpressions:\n    - .spec.replicas"]).warns(&["hides 1 here"]);
    by(&["--jq", ".spec | keys"]).with(0).warns(&["perhaps: only a comparison tells"]);
    let all = home.run(&["app", "ignore", "shop", "--kind", "Deployment", "--path", "/spec/replicas", "--print"]).with(0);
    assert!(!all.out.contains("name: web"), "{all}");
    assert_eq!(served.changes(), [], "nothing was written");
}

#[test]
fn a_rule_is_written_with_what_was_shown_and_hides_the_difference_from_then_on() {
    let (served, home) = scaled();
    served.sandbox.forget_requests();
    ignore(&home, &["/spec/replicas"]).with(20).warns(&["nobody can be asked here"]).says(&["Add to spec.ignoreDifferences"]);
    ignore(&home, &["/spec/replicas", "--plan", "p1:000000000000"]).with(20);
    assert_eq!(served.changes(), [], "nothing was agreed to");
    ignore(&home, &["/spec/replicas", "--yes"]).with(0).says(&["hides 1 here", "jsonPointers"]);
    home.run(&["app", "diff", "shop"]).with(0);
    home.run(&["app", "diff", "bakery"]).with(1);
    let app = home.run(&["app", "get", "shop", "-o", "json"]).with(0).json();
    let want = serde_json::json!([{"group": "apps", "kind": "Deployment", "name": "web", "namespace": "shop", "jsonPointers": ["/spec/replicas"]}]);
    assert_eq!(app["spec"]["ignoreDifferences"], want);
    ignore(&home, &["/spec/replicas", "--yes"]).with(20).warns(&["the rule stands there already"]);
    // What stands there stays; a wider rule is one more entry.
    home.run(&["app", "ignore", "shop", "--kind", "Deployment", "--path", "/spec/paused", "--yes"]).with(0);
    let app = home.run(&["app", "get", "shop", "-o", "json"]).with(0).json();
    assert_eq!(app["spec"]["ignoreDifferences"].as_array().map(Vec::len), Some(2));
    assert_eq!(app["spec"]["ignoreDifferences"][0], want[0]);
}

#[test]
fn a_rule_that_cannot_be_or_would_not_stay_says_so_first() {
    let (served, home) = scaled();
    for (line, words) in [
        (&["--kind", "Deployment", "--path", "spec/replicas"][..], &["is no JSON pointer", "/spec/replicas"][..]),
        (&["--kind", "StatefulSet", "--path", "/a"], &["manages no StatefulSet", "ConfigMap, Deployment, Secret"]),
        (&["--kind", "Deployment", "--name", "nope", "--path", "/a"], &["manages no Deployment nope"]),
        (&["--kind", "Deployment", "--jq", ".spec.["], &["the jq expression \".spec.[\" is broken", "does not compare the application"]),
    ] {
        home.run(&[&["app", "ignore", "shop", "--print"], line].concat()).with(20).warns(words);
    }
    home.run(&["app", "ignore", "shop", "--kind", "Deployment", "--path", "/a", "--print", "--yes"]).with(2);
    ignore(&home, &["/spec/*/x", "--print"]).with(0).warns(&["never matches", "hides 0 here"]);
    // An application that deploys this one, and heals itself.
    home.create("root", &home.repo.url(), &["--sync-policy", "automated", "--self-heal"]);
    let id = "root:argoproj.io/Application:argocd/shop";
    let owner = serde_json::json!({"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": id}}});
    let request = http::Request::patch("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop");
    let request = request.header("content-type", "application/merge-patch+json");
    served.send(request.body(owner.to_string().into_bytes()).expect("a request"));
    let said = ignore(&home, &["/spec/replicas", "--print"]).with(0);
    said.warns(&["! it will not stay: root heals the Application from Git", "→ commit the rule there"]);
}
