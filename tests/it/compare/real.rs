//! Forty objects of built-in kinds on a real API server with controllers, applied by the real Argo CD, defaulted by the server and then
//! changed by other managers: our verdicts and health must be Argo CD's, in each of the three ways of comparing.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value;

use crate::support::home::{Home, until};
use crate::support::testbed::{self, Testbed, With};

/// Where they live.
const NAMESPACE: &str = "fleet";

/// A resource's sync status and health, by `kind/name`.
type Judged = BTreeMap<String, (String, String)>;

/// The manifests of the fixtures, by file.
fn manifests() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/compare/real");
    let files = std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (format!("fleet/{name}"), std::fs::read_to_string(&path).expect("a manifest"))
    };
    files.map(read).collect()
}

/// The application as Argo CD has it, and a sync of it by Argo CD.
fn sync_by_argo_cd(bed: &Testbed, url: &str) {
    bed.kubectl(&["create", "namespace", NAMESPACE]);
    let app = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: fleet, namespace: argocd}}\nspec:\n  project: default\n  source: {{repoURL: \"{url}\", path: fleet}}\n  destination: {{server: https://kubernetes.default.svc, namespace: {NAMESPACE}}}\noperation: {{initiatedBy: {{username: test}}, sync: {{}}}}\n"
    );
    bed.kubectl_with(&["create", "-f", "-"], &app);
    until("Argo CD syncs it", || {
        let state = bed.kubectl(&["get", "application", "fleet", "-n", "argocd", "-o", "jsonpath={.status.operationState}"]);
        if state.contains(r#""phase":"Succeeded""#) { Ok(()) } else { Err(state) }
    });
}

/// What other people and controllers do to the objects.
fn change_by_others(bed: &Testbed) {
    let kubectl = |args: &[&str]| drop(bed.kubectl(&[&["-n", NAMESPACE][..], args].concat()));
    let patch = |what: &str, patch: &str| kubectl(&["patch", what, "--type", "merge", "-p", patch]);
    kubectl(&["scale", "deployment/scaled", "--replicas=4"]);
    kubectl(&[
        "patch",
        "deployment/hpa-owned",
        "--subresource=scale",
        "--type=merge",
        "-p",
        r#"{"spec":{"replicas":2}}"#,
        "--field-manager=kube-controller-manager",
    ]);
    kubectl(&["set", "image", "deployment/edited", "app=registry.example.com/app:2"]);
    kubectl(&["annotate", "deployment/web", "team=web"]);
    let part = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {tuned: \"yes\"}}\nspec: {template: {spec: {containers: [{name: web, env: [{name: C, value: \"3\"}]}]}}}\n";
    bed.kubectl_with(&["-n", NAMESPACE, "apply", "--server-side", "--field-manager=tuner", "-f", "-"], part);
    patch("configmap/settings", r#"{"data":{"a":"2"}}"#);
    patch("configmap/extended", r#"{"data":{"b":"added"}}"#);
    patch("secret/token", r#"{"stringData":{"token":"other"}}"#);
    patch("service/web", r#"{"spec":{"sessionAffinity":"ClientIP"}}"#);
    patch("networkpolicy/web", r#"{"spec":{"podSelector":{"matchLabels":{"app":"other"}}}}"#);
    patch("poddisruptionbudget/web", r#"{"spec":{"unhealthyPodEvictionPolicy":"AlwaysAllow"}}"#);
    patch("validatingwebhookconfiguration/tiphys-hook", r#"{"metadata":{"labels":{"watched":"yes"}}}"#);
    kubectl(&["delete", "role/reader"]);
    let stray = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stray\n  annotations: {argocd.argoproj.io/tracking-id: \"fleet:/ConfigMap:fleet/stray\"}\n";
    bed.kubectl_with(&["-n", NAMESPACE, "create", "-f", "-"], stray);
}

/// The body that Argo CD's API server answers.
fn get(address: &str, path: &str) -> Value {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

/// Argo CD's judgement after a refresh. A resource that has no health is left empty, as in ours.
fn theirs(address: &str) -> Judged {
    let app = get(address, "/api/v1/applications/fleet?refresh=normal");
    let tree = get(address, "/api/v1/applications/fleet/resource-tree");
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    let health: BTreeMap<String, String> = nodes.iter().map(|node| (name(node), text(&node["health"]["status"]))).collect();
    let rows = app["status"]["resources"].as_array().cloned().unwrap_or_default();
    let one = |row: &Value| {
        let own = Some(text(&row["health"]["status"])).filter(|status| !status.is_empty());
        let health = own.or_else(|| health.get(&name(row)).cloned()).unwrap_or_default();
        (name(row), (text(&row["status"]), health))
    };
    rows.iter().map(one).collect()
}

fn name(row: &Value) -> String {
    format!("{}/{}", text(&row["kind"]), text(&row["name"]))
}

/// Our judgement.
fn ours(home: &Home) -> Judged {
    let rows = home.run(&["app", "resources", "fleet", "-o", "json"]).with(0).json();
    let one = |row: &Value| (name(row), (text(&row["status"]), text(&row["health"]["status"])));
    rows.as_array().expect("a list").iter().map(one).collect()
}

/// What Argo CD 3.2, which runs here, judges otherwise than 3.6, which counts: the resource, 3.2's health and 3.6's, and why.
const CHANGED_SINCE: &[(&str, &str, &str, &str)] = &[(
    "HorizontalPodAutoscaler/hpa-owned",
    "Healthy",
    "Degraded",
    "3.2 takes the first condition that tells anything (AbleToScale), 3.6 looks for a failure in all of them first",
)];

/// Argo CD's judgement as its newer version would have it.
fn renewed(mut judged: Judged) -> Judged {
    for (name, old, new, _) in CHANGED_SINCE {
        if let Some((_, health)) = judged.get_mut(*name).filter(|(_, health)| health == old) {
            *health = (*new).to_owned();
        }
    }
    judged
}

/// Both agree on every resource, once Argo CD and the controllers have come to rest.
fn agree(home: &Home, address: &str, way: &str) -> Judged {
    until(&format!("the same judgement, {way}"), || {
        let (theirs, ours) = (renewed(theirs(address)), ours(home));
        let keys = theirs.keys().chain(ours.keys());
        let different: Vec<String> = keys
            .filter(|key| theirs.get(*key) != ours.get(*key))
            .map(|key| format!("{key}: Argo CD {:?}, ours {:?}", theirs.get(key), ours.get(key)))
            .collect();
        if different.is_empty() && theirs.len() >= 40 { Ok(ours) } else { Err(format!("{} resources: {different:#?}", theirs.len())) }
    })
}

#[test]
fn forty_objects_are_judged_as_argo_cd_judges_them_in_all_three_ways() {
    let Some(bed) = testbed::own(With::Controllers) else { return };
    let Some(address) = bed.start_argocd_server() else { return };
    let home = Home::new(&bed.kubeconfig());
    let files = manifests();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    home.repo.commit("feat: the fleet", &files);
    sync_by_argo_cd(&bed, &home.repo.url());
    change_by_others(&bed);
    let by_record = agree(&home, &address, "by the record of the last apply");

    let app = |patch: &str| drop(bed.kubectl(&["-n", "argocd", "patch", "application", "fleet", "--type", "merge", "-p", patch]));
    app(r#"{"spec":{"syncPolicy":{"syncOptions":["ServerSideApply=true"]}}}"#);
    let structured = agree(&home, &address, "by structured merge");
    app(r#"{"spec":{"syncPolicy":null},"metadata":{"annotations":{"argocd.argoproj.io/compare-options":"ServerSideDiff=true"}}}"#);
    let by_server = agree(&home, &address, "by the server's dry run");

    let out_of_sync = |judged: &Judged| -> Vec<String> {
        judged.iter().filter(|(_, (sync, _))| sync == "OutOfSync").map(|(name, _)| name.clone()).collect()
    };
    for judged in [&by_record, &structured, &by_server] {
        let found = out_of_sync(judged);
        for changed in ["ConfigMap/settings", "ConfigMap/stray", "Deployment/edited", "Deployment/scaled", "Role/reader", "Secret/token"] {
            assert!(found.iter().any(|name| name == changed), "{changed} is out of sync: {found:?}");
        }
        assert!(
            !found.iter().any(|name| ["ConfigMap/extended", "Deployment/hpa-owned", "Deployment/web"].contains(&name.as_str())),
            "{found:?}"
        );
    }
    println!("by record {:?}", out_of_sync(&by_record));
    println!("structured {:?}", out_of_sync(&structured));
    println!("by the server {:?}", out_of_sync(&by_server));
}
