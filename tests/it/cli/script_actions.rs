//! Actions that argocd-cm adds by scripts, through the real worker: what is offered, shown and sent, and what of a script is refused.

use serde_json::json;

use super::{CANARY, shop};
use crate::support::home::{Home, Said};
use crate::support::served::Served;

const SETTINGS: &str = "/api/v1/namespaces/shop/configmaps/settings";

/// The same value in base64, without its end.
const CODED: &str = "YzRuNHJ5LWluLWEtc2VjcmV0";

/// What argocd-cm says of a kind's actions.
fn actions(discovery: &str, definitions: &[(&str, &str)]) -> String {
    let definitions: Vec<_> = definitions.iter().map(|(name, script)| json!({"name": name, "action.lua": script})).collect();
    json!({"discovery.lua": discovery, "definitions": definitions}).to_string()
}

fn settings(served: &Served, data: &serde_json::Value) {
    let body = json!({"metadata": {"name": "argocd-cm", "labels": {"app.kubernetes.io/part-of": "argocd"}}, "data": data});
    served.put("/api/v1/namespaces/argocd/configmaps", &body);
}

/// The shop, synced, with these scripts for its ConfigMap and its Secret.
fn scripted(of_config: &str, of_secret: &str) -> (Served, Home) {
    let (served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    settings(
        &served,
        &json!({"resource.customizations.actions.ConfigMap": of_config, "resource.customizations.actions.Secret": of_secret}),
    );
    served.sandbox.forget_requests();
    (served, home)
}

fn run(home: &Home, kind: &str, action: &str, more: &[&str]) -> Said {
    let name = if kind == "Secret" { "keys" } else { "settings" };
    home.run(&[&["app", "actions", "run", "shop", action, "--kind", kind, "--resource-name", name], more].concat())
}

const DISCOVERY: &str = r#"
local actions = {}
actions["turn"] = {["displayName"] = "Turn it", ["params"] = {{["name"] = "mode", ["default"] = "calm"}}}
actions["sleep"] = {["disabled"] = obj.data.mode == "calm"}
actions["copy"] = {}
actions["fail"] = {}
actions["steal"] = {}
actions["spin"] = {}
actions["match"] = {}
return actions
"#;

const COPY: &str = r#"
local copy = {}
copy.apiVersion = "v1"
copy.kind = "ConfigMap"
copy.metadata = {name = obj.metadata.name .. "-copy", namespace = obj.metadata.namespace}
copy.data = {mode = obj.data.mode}
obj.metadata.annotations = obj.metadata.annotations or {}
obj.metadata.annotations["copied"] = "yes"
return {{operation = "create", resource = copy}, {operation = "patch", resource = obj}}
"#;

fn of_config() -> String {
    let definitions = [
        ("turn", "obj.data.mode = actionParams['mode']\nreturn obj"),
        ("sleep", "obj.data.mode = 'asleep'\nreturn obj"),
        ("copy", COPY),
        ("fail", "return obj.nothing.there"),
        ("steal", "obj.metadata.name = 'others'\nreturn obj"),
        // Argo CD never opens the libraries to actions: there are no patterns in them.
        ("match", "return obj.data.mode:match('a*')"),
        ("spin", "while true do end"),
    ];
    actions(DISCOVERY, &definitions)
}

#[test]
fn actions_of_scripts_are_offered_with_what_they_ask_for_and_disabled_where_their_script_says_so() {
    let (served, home) = scripted(&of_config(), "");
    let rows = home.run(&["app", "actions", "list", "shop", "--kind", "ConfigMap", "-o", "json"]).with(0).json();
    let rows = rows.as_array().expect("rows");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["Action"].as_str()).collect();
    assert_eq!(names, ["copy", "fail", "match", "sleep", "spin", "steal", "turn"]);
    let of = |name: &str| rows.iter().find(|row| row["Action"] == name).expect("it is offered");
    assert_eq!(of("sleep")["Disabled"], true);
    assert!(of("sleep")["Reason"].as_str().is_some_and(|why| why.contains("resource.customizations.actions.ConfigMap")));
    assert_eq!((&of("turn")["Disabled"], &of("turn")["Params"]), (&false.into(), &json!([{"name": "mode", "default": "calm"}])));
    run(&home, "ConfigMap", "sleep", &["--yes"]).with(20).warns(&["sleep cannot be run on ConfigMap/settings", "its script says"]);

    let shown = run(&home, "ConfigMap", "turn", &["--param", "mode=wild", "--dry-run"]).with(0);
    shown.says(&["~ patch ConfigMap/settings", "data.mode", "- calm", "+ wild"]);
    assert_eq!(served.changes(), [], "nothing was agreed to");
    run(&home, "ConfigMap", "turn", &["--param", "mode=wild", "--yes"]).with(0).says(&["configmap/settings patched"]);
    assert_eq!(served.get(SETTINGS)["data"], json!({"mode": "wild"}));
    run(&home, "ConfigMap", "sleep", &["--yes"]).with(0);
    assert_eq!(served.get(SETTINGS)["data"], json!({"mode": "asleep"}));
}

#[test]
fn one_script_may_create_and_patch_and_both_are_shown_before_they_are_sent() {
    let (served, home) = scripted(&of_config(), "");
    let shown = run(&home, "ConfigMap", "copy", &["--dry-run"]).with(0);
    shown.says(&["+ create ConfigMap/settings-copy", "mode: calm", "~ patch ConfigMap/settings", "copied"]);
    assert_eq!(served.changes(), []);
    run(&home, "ConfigMap", "copy", &["--yes"]).with(0);
    assert_eq!(served.get(&format!("{SETTINGS}-copy"))["data"], json!({"mode": "calm"}));
    assert_eq!(served.get(SETTINGS)["metadata"]["annotations"]["copied"], "yes");
    let sent: Vec<String> = served.changes().iter().map(|one| one.method.clone()).collect();
    assert_eq!(sent, ["POST", "PATCH"], "each once");
    // The copy is there already: the second run sends nothing at all.
    served.sandbox.forget_requests();
    run(&home, "ConfigMap", "copy", &["--yes"]).with(20).warns(&["settings-copy"]);
    assert_eq!(served.changes(), []);
}

#[test]
fn scripts_that_fail_reach_for_another_object_or_never_end_are_refused_and_the_next_one_runs() {
    let (served, home) = scripted(&of_config(), "");
    let key = "resource.customizations.actions.ConfigMap";
    run(&home, "ConfigMap", "fail", &["--yes"]).with(20).warns(&["attempt to index", key]);
    run(&home, "ConfigMap", "steal", &["--yes"]).with(20).warns(&["patches another object", key]);
    run(&home, "ConfigMap", "match", &["--yes"]).with(20).warns(&["attempt to index", "the standard libraries are closed", key]);
    run(&home, "ConfigMap", "spin", &["--yes"]).with(20).warns(&["did not end within", key]);
    assert_eq!(served.changes(), [], "none of them changed anything");
    run(&home, "ConfigMap", "turn", &["--param", "mode=wild", "--yes"]).with(0);
    assert_eq!(served.get(SETTINGS)["data"], json!({"mode": "wild"}));
}

#[test]
fn a_discovery_that_never_ends_leaves_the_other_kinds_their_actions() {
    let (_served, home) = scripted(&actions("while true do end", &[("turn", "return obj")]), "");
    let said = home.run(&["app", "actions", "list", "shop"]).with(20);
    assert!(said.out.contains("restart") && !said.out.contains("turn"), "{said}");
    said.warns(&["did not end within", "resource.customizations.actions.ConfigMap"]);
}

/// A Secret's value in everything that a script can say and write.
const OF_SECRET: [(&str, &str); 5] = [
    ("raise", "error('it is ' .. obj.data.password)"),
    ("note", "obj.metadata.annotations['was'] = obj.data.password\nobj.metadata.labels = {['l'] = 'x'}\nreturn obj"),
    (
        "leak",
        "return {{operation = 'create', resource = {apiVersion = 'v1', kind = 'ConfigMap', metadata = {name = 'leak', namespace = 'shop'}, data = {key = obj.data.password, [obj.data.token] = 'see ' .. obj.data.token}}}}",
    ),
    (
        "name",
        "return {{operation = 'create', resource = {apiVersion = 'v1', kind = 'ConfigMap', metadata = {name = obj.data.token, namespace = 'shop'}}}}",
    ),
    ("refused", "obj.metadata.annotations[obj.data.token .. ' !'] = obj.data.token\nreturn obj"),
];

#[test]
fn a_script_repeats_nothing_of_a_secret_in_words_and_what_it_writes_is_shown_masked() {
    let discovery = "local a = {}\nfor _, name in ipairs({'raise', 'note', 'leak', 'name', 'refused'}) do a[name] = {params = {{name = 'p', default = obj.data.token}}} end\na[obj.data.token] = {displayName = obj.data.password}\nreturn a";
    let (served, home) = scripted(&of_config(), &actions(discovery, &OF_SECRET));
    let mut said = vec![
        home.run(&["app", "actions", "list", "shop", "--kind", "Secret"]).with(0),
        home.run(&["app", "actions", "list", "shop", "--kind", "Secret", "-o", "json"]).with(0),
        home.run(&["app", "actions", "list", "shop", "--kind", "Secret", "-o", "yaml"]).with(0),
        run(&home, "Secret", "raise", &["--yes"]).with(20).warns(&["are not shown", "resource.customizations.actions.Secret"]),
        run(&home, "Secret", "note", &["--dry-run"]).with(0).says(&["metadata.annotations.was", "++++", "metadata.labels", "l: x"]),
        run(&home, "Secret", "note", &["--dry-run", "-o", "json"]).with(0).says(&["++++"]),
        run(&home, "Secret", "leak", &["--dry-run"]).with(0).says(&["+ create ConfigMap/leak", "key: ++++"]),
        run(&home, "Secret", "leak", &["--dry-run", "-o", "yaml"]).with(0).says(&["key: ++++"]),
        run(&home, "Secret", "name", &["--yes"]).with(20).warns(&["names a new object by a secret value"]),
        run(&home, "Secret", "refused", &["--yes"]).with(20),
    ];
    assert_eq!(served.changes(), []);
    said.push(run(&home, "Secret", "note", &["--yes"]).with(0));
    let sent = served.get("/api/v1/namespaces/shop/secrets/keys");
    assert_eq!(sent["metadata"]["annotations"]["was"], sent["data"]["password"], "it is sent as the script wrote it");
    for one in &said {
        let text = one.to_string();
        assert!(!text.contains(CANARY) && !text.contains(CODED), "{text}");
    }
    let journal = std::fs::read_to_string(home.path().join(".local/state/tiphys/journal.jsonl")).expect("a journal");
    assert!(!journal.contains(CANARY) && !journal.contains(CODED), "{journal}");
}
