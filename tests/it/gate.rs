//! Tests of the area `gate`: what rules say to a plan, from the control plane's own objects to the screen. What is refused is named with its
//! place, and nothing is written.

mod people;
mod projects;
mod writes;

use serde_json::{Value, json};

use crate::support::console::{Console, Ground, application};
use crate::support::rules::project;

const PROJECTS: &str = "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects";
const CONFIG_MAPS: &str = "/api/v1/namespaces/argocd/configmaps";
const SHOP: &str = "/api/v1/namespaces/shop";

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: calm\n";

/// An application `shop` of the project `team`, over these files.
fn shop(files: &[(&str, &str)]) -> Ground {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    let files: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("shop/{name}"), *text)).collect();
    repo.commit("feat: the shop", &files.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>());
    let mut app = application("shop", &repo.url(), "shop", "shop");
    app["spec"]["project"] = "team".into();
    ground.plant(&["shop"], &[app]);
    ground
}

/// The project `team`, which admits everything, with these fields more.
fn team(ground: &Ground, more: &Value) {
    ground.create(PROJECTS, &project("team", more));
}

fn config_map(ground: &Ground, name: &str, data: &Value) {
    ground.create(
        CONFIG_MAPS,
        &json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "argocd"}, "data": data}),
    );
}

/// The policies of the control plane; the administrator's user is `ops` to them.
fn policy(ground: &Ground, policy: &str) {
    config_map(ground, "argocd-rbac-cm", &json!({"policy.csv": policy}));
    config_map(ground, "tiphys-cm", &json!({"subjects": "users: {admin: ops}\n"}));
}

/// A console on the application's plan, once it is made and changes would be let through.
fn at_plan(ground: &Ground) -> Console {
    let mut console = ground.console();
    // Wide enough for a rule with its object in one line.
    console.resize(200, 50).sees(&["Tiphys drives"]);
    console.open("shop").keys("s");
    console.until("finished plan", |screen| screen.contains("digest p1:") && !screen.contains("planning again"));
    console
}

/// The plan is refused with these texts on the screen, Enter does not begin it, and nothing was written.
#[track_caller]
fn refuses(ground: &Ground, texts: &[&str]) -> Console {
    let mut console = at_plan(ground);
    let before = ground.n_changes("/");
    console.sees(&["✖ refused: nothing can be changed until this is solved"]);
    console.sees(texts);
    console.keys("enter").sees(&["the plan is refused"]);
    console.hides("[ Cancel ]").hides("Operation");
    assert_eq!(ground.n_changes("/"), before, "nothing is written");
    assert_eq!(ground.read(&format!("{SHOP}/configmaps/settings")), None);
    console
}

/// The plan is carried out, with these texts on it.
#[track_caller]
fn passes(ground: &Ground, texts: &[&str]) -> Console {
    let mut console = at_plan(ground);
    console.sees(texts);
    console.keys("enter").sees(&["[ Cancel ]"]);
    console.keys("y").sees(&["✓ Succeeded"]);
    assert!(ground.read(&format!("{SHOP}/configmaps/settings")).is_some());
    console
}
