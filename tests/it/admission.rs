//! Kyverno's policies of a destination, read from its API server and judged before a sync.

use serde_json::{Value, json};

use crate::support::console::{Ground, application};

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  labels: {team: shop}\ndata: {mode: fast}\n";
const UNLABELLED: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stray\ndata: {mode: slow}\n";

/// A kind of Kyverno's, as its installation defines it: without a structure.
fn kind(group: &str, version: &str, kind: &str, plural: &str, scope: &str) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": format!("{plural}.{group}")},
        "spec": {
            "group": group, "scope": scope, "names": {"kind": kind, "plural": plural, "singular": kind.to_lowercase(), "listKind": format!("{kind}List")},
            "versions": [{"name": version, "served": true, "storage": true,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}],
        },
    })
}

fn policy(name: &str, action: &str, rule: &Value) -> Value {
    json!({
        "apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": name},
        "spec": {"validationFailureAction": action, "rules": [rule]},
    })
}

fn wants_team() -> Value {
    json!({
        "name": "team", "match": {"any": [{"resources": {"kinds": ["ConfigMap"]}}]},
        "validate": {"message": "a team is needed", "pattern": {"metadata": {"labels": {"team": "?*"}}}},
    })
}

/// An application over two ConfigMaps, one without a label, on a cluster with these policies.
fn ground(policies: &[Value]) -> Ground {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: maps", &[("shop/a.yaml", MAP), ("shop/b.yaml", UNLABELLED)]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    let definition = kind("kyverno.io", "v1", "ClusterPolicy", "clusterpolicies", "Cluster");
    ground.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &definition);
    for policy in policies {
        ground.create("/apis/kyverno.io/v1/clusterpolicies", policy);
    }
    ground
}

#[test]
fn a_policy_that_enforces_refuses_the_plan_and_names_object_policy_and_rule() {
    let ground = ground(&[policy("labels", "Enforce", &wants_team())]);
    let before = ground.n_changes("/api/v1/namespaces/shop/configmaps");
    let mut console = ground.console();
    let plan =
        console.open("shop").keys("s").sees(&["Refused by", "Kyverno", "ConfigMap/stray", "a team is needed", "ClusterPolicy labels"]);
    assert!(!plan.contains("shop/ConfigMap/settings  "), "{plan}");
    assert!(plan.contains("rules of Kyverno's policies passed 1 times, on 2 objects"), "{plan}");
    console.keys("enter").hides("[ Cancel ]");
    assert_eq!(ground.n_changes("/api/v1/namespaces/shop/configmaps"), before, "nothing was written");
}

#[test]
fn a_policy_that_audits_warns_and_the_sync_goes_on() {
    let ground = ground(&[policy("labels", "Audit", &wants_team())]);
    let mut console = ground.console();
    console.open("shop").keys("s").sees(&["Rules warn", "a team is needed", "! 1 warning"]);
    console.keys("esc").open("shop").sync();
}

#[test]
fn what_cannot_be_judged_here_is_named_and_never_passed_silently() {
    let cel = json!({
        "name": "cel", "match": {"any": [{"resources": {"kinds": ["ConfigMap"]}}]},
        "validate": {"cel": {"expressions": [{"expression": "object.data.size() < 3"}]}},
    });
    let ground = ground(&[policy("expressions", "Enforce", &cel)]);
    ground.console().open("shop").keys("s").sees(&["Rules warn", "? Kyverno", "ClusterPolicy expressions"]);
}
