//! Charts that generate passwords and print the time: what a plan says of them, what a sync sends, and what becomes of the seed when a
//! driver is killed in the middle. Source of the rule: ARCHITECTURE.md, "The plan's digest", second paragraph.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::deployment;
use crate::support::answers::{Memory, Repos, solve};
use crate::support::home::{Home, until};
use crate::support::served::Served;
use tiphys::engine::render::entropy::{Entropy, Uses};
use tiphys::engine::render::{Context, SourceAt, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::model::application::Source;
use tiphys::model::ids::Revision;
use tiphys::model::object::Object;
use tiphys::sandbox::faults::Matcher;

/// A password in a Secret, the same in a later wave's ConfigMap, and the time.
const PASSWORD: &str = r#"{{- $password := randAlphaNum 16 }}
apiVersion: v1
kind: Secret
metadata:
  name: login
data:
  password: {{ $password | b64enc }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: copy
  annotations:
    argocd.argoproj.io/sync-wave: "2"
    rolled: {{ now | date "2006-01-02T15:04:05" | quote }}
data:
  password: {{ $password }}
  steady: "yes"
"#;

const CHART: &str = "apiVersion: v2\nname: web\nversion: 0.1.0\n";

/// The files of the chart, with a Deployment between the two waves.
fn files(tag: &str) -> [(String, String); 3] {
    let patient = deployment("web", tag, 1).replace("progressDeadlineSeconds: 3", "progressDeadlineSeconds: 60");
    let text = [("Chart.yaml", CHART.to_owned()), ("templates/login.yaml", PASSWORD.to_owned()), ("templates/web.yaml", patient)];
    text.map(|(file, text)| (file.to_owned(), text))
}

/// A home with an application of the chart.
fn home(served: &Served, name: &str, tag: &str) -> Home {
    let home = Home::new(&served.kubeconfig());
    let files = files(tag).map(|(file, text)| (format!("{name}/{file}"), text));
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    home.repo.commit("feat: a chart", &files);
    served.put("/api/v1/namespaces", &serde_json::json!({"metadata": {"name": name}}));
    home.create(name, &home.repo.url(), &[]);
    home
}

fn served() -> Served {
    let served = Served::start();
    Home::new(&served.kubeconfig()).run(&["crds", "install"]).with(0);
    served
}

/// What the chart renders to for previews: the objects, with all values that previews have.
fn previews(name: &str) -> Vec<Object> {
    let url = "https://git.example.com/web.git";
    let files = files("v1").map(|(file, text)| (format!("{name}/{file}"), text));
    let memory = Memory::new(files.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    let context = Context {
        instance: name.into(),
        name: name.into(),
        project: "default".into(),
        namespace: name.into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces: false,
        track: true,
        entropy: Entropy::preview(),
        settings: Arc::default(),
        schema: Arc::new(Schema::builtin()),
    };
    let source = Source { repo_url: url.into(), path: name.into(), ..Source::default() };
    let sources = Sources { items: vec![SourceAt { source, revision: Revision::new("main") }] };
    let solved = solve(&Repos::default().with(url, "main", 'a', memory), |answers| render(&sources, &context, answers));
    assert_eq!((solved.problems, solved.value.uses), (Vec::new(), Uses::Seed));
    solved.value.objects
}

/// All passwords and times that previews have.
fn preview_values(name: &str) -> BTreeSet<String> {
    let objects = previews(name);
    let copy = objects.iter().find(|object| &**object.name() == "copy").expect("the ConfigMap");
    let others = copy.generated().expect("it draws").others();
    let all = others.iter().map(|other| copy.with_root(other.clone()).expect("an object")).chain([copy.clone()]);
    let fields = [&["data", "password"][..], &["metadata", "annotations", "rolled"]];
    let values: BTreeSet<String> = all.flat_map(|own| fields.map(|path| own.str_at(path).expect("a text").to_owned())).collect();
    assert_eq!(values.len(), 6, "each preview has its own: {values:?}");
    values
}

fn digest(text: &str) -> String {
    let at = text.find("p1:").unwrap_or_else(|| panic!("no digest: {text}"));
    text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect()
}

/// Password, copy of it, and time, as they are live.
fn live(served: &Served, name: &str) -> [String; 3] {
    let secret = served.get(&format!("/api/v1/namespaces/{name}/secrets/login"));
    let copy = served.get(&format!("/api/v1/namespaces/{name}/configmaps/copy"));
    let password = STANDARD.decode(secret["data"]["password"].as_str().expect("base64")).expect("base64");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    [String::from_utf8(password).expect("a text"), text(&copy["data"]["password"]), text(&copy["metadata"]["annotations"]["rolled"])]
}

fn application(served: &Served, name: &str) -> Value {
    served.get(&format!("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/{name}"))
}

/// The Secrets that keep seeds.
fn seeds(served: &Served) -> Vec<Value> {
    let list = served.get("/api/v1/namespaces/argocd/secrets");
    let items = list["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().filter(|own| own["metadata"]["name"].as_str().is_some_and(|name| name.starts_with("tiphys-op-"))).collect()
}

/// Kills a sync in the wave between password and copy; the seed that is left.
fn killed_between(served: &Served, home: &Home, name: &str) -> Value {
    let mut child = home.command(&["app", "sync", name, "--yes"]).stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts");
    until(name, || {
        let requests = served.sandbox.requests();
        let is_it = |one: &&tiphys::sandbox::record::RequestRecord| {
            one.changed && one.method == "POST" && one.path.contains(&format!("/namespaces/{name}/deployments"))
        };
        requests.iter().find(is_it).map(|_| ()).ok_or_else(|| "no Deployment yet".to_owned())
    });
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
    let left = application(served, name);
    assert!(!left["operation"].is_null(), "{left}");
    let [seed] = &seeds(served)[..] else { panic!("one seed is kept: {:?}", seeds(served)) };
    let owner = &seed["metadata"]["ownerReferences"][0];
    assert_eq!((&owner["kind"], &owner["uid"], &owner["controller"]), (&"Application".into(), &left["metadata"]["uid"], &Value::Null));
    assert_eq!(seed["metadata"]["labels"]["app.kubernetes.io/managed-by"], "tiphys");
    seed.clone()
}

/// Hands the application back, once the Lease of the killed driver ran out.
fn hand_back(home: &Home) {
    until("it is handed back", || {
        let said = home.run(&["app", "hand-back", "web", "--yes"]);
        if said.code == 0 { Ok(()) } else { Err(said.to_string()) }
    });
}

#[test]
fn plans_agree_say_what_is_generated_and_a_sync_sends_what_no_preview_shows() {
    let served = served();
    let home = home(&served, "web", "v1");
    let plan = home.run(&["app", "sync", "web"]).with(20);
    let other = Home::new(&served.kubeconfig());
    assert_eq!(digest(&plan.out), digest(&other.run(&["app", "sync", "web"]).with(20).out), "two machines see one plan");
    let previews = preview_values("web");
    let hides = |text: &str| assert!(!previews.iter().any(|value| text.contains(value.as_str())), "a preview's value is shown: {text}");
    let diff = home.run(&["app", "diff", "web"]).with(1).says(&["password: generated at sync", "rolled: generated at sync", "steady"]);
    hides(&diff.out);
    hides(&plan.out);

    home.run(&["app", "sync", "web", "--plan", &digest(&plan.out)]).with(0).says(&["Succeeded"]);
    let [password, copy, rolled] = live(&served, "web");
    assert_eq!((password.len(), &password), (16, &copy));
    let started = application(&served, "web")["status"]["operationState"]["startedAt"].as_str().expect("a time").to_owned();
    assert_eq!(format!("{rolled}Z"), started, "the time is the operation's");
    assert!(![&password, &copy, &rolled].iter().any(|value| previews.contains(*value)), "{previews:?}");

    let requests = served.sandbox.requests();
    let at = |what: &str, is_it: &dyn Fn(&tiphys::sandbox::record::RequestRecord) -> bool| {
        requests.iter().position(|one| one.changed && is_it(one)).unwrap_or_else(|| panic!("{what} was never sent"))
    };
    let kept = at("the seed", &|one| one.method == "POST" && one.path.ends_with("/argocd/secrets"));
    let record = at("the record", &|one| one.method == "PATCH" && one.path.ends_with("/applications/web"));
    let first = at("the password", &|one| one.method == "POST" && one.path.ends_with("/web/secrets"));
    let gone = at("the seed's end", &|one| one.method == "DELETE" && one.path.contains("/argocd/secrets/tiphys-op-"));
    assert!(kept < record && record < first && first < gone, "{kept} {record} {first} {gone}");
    assert_eq!(seeds(&served), Vec::<Value>::new());

    // What is generated will be another at the next sync: it differs, whatever is live.
    let app = home.run(&["app", "get", "web", "-o", "json"]).json();
    assert_eq!(app["status"]["sync"]["status"], "OutOfSync");
    let diff = home.run(&["app", "diff", "web"]).with(1).says(&["generated at sync", "+ generated at sync"]);
    assert!(diff.out.contains(&copy) && !diff.out.contains("steady"), "{diff}");
    let again = home.run(&["app", "sync", "web", "--yes"]).with(0);
    hides(&again.out);
    assert_ne!(live(&served, "web")[0], password, "each operation draws its own");
}

#[test]
fn whoever_resumes_sends_the_values_that_were_begun_with() {
    let served = served();
    served.sandbox.faults().set_latency(std::time::Duration::from_millis(20));
    let home = home(&served, "web", "slow");
    let seed = killed_between(&served, &home, "web");
    let before = served.get("/api/v1/namespaces/web/secrets/login");
    let next = Home::new(&served.kubeconfig());
    next.run(&["app", "sync", "web", "--yes"]).with(0).warns(&["resuming"]);
    let [password, copy, rolled] = live(&served, "web");
    assert_eq!(password, copy, "what was not sent yet is of the same seed");
    assert_eq!(served.get("/api/v1/namespaces/web/secrets/login")["metadata"]["resourceVersion"], before["metadata"]["resourceVersion"]);
    assert_eq!(application(&served, "web")["status"]["operationState"]["startedAt"], format!("{rolled}Z"));
    assert_eq!(seeds(&served), Vec::<Value>::new(), "it ended");
    // The seed was never written anywhere else.
    let text = seed["data"]["seed"].as_str().expect("base64");
    for home in [&home, &next] {
        let found =
            files_below(home.path()).into_iter().filter(|bytes| bytes.windows(text.len()).any(|own| own == text.as_bytes())).count();
        assert_eq!(found, 0);
    }
    assert!(!application(&served, "web").to_string().contains(text));
}

fn files_below(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(std::fs::read(path).unwrap_or_default()) }
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn without_its_seed_an_operation_is_not_resumed_and_a_new_one_can_begin() {
    let served = served();
    served.sandbox.faults().set_latency(std::time::Duration::from_millis(20));
    let home = home(&served, "web", "slow");
    let seed = killed_between(&served, &home, "web");
    let path = format!("/api/v1/namespaces/argocd/secrets/{}", seed["metadata"]["name"].as_str().expect("a name"));
    served.send(http::Request::delete(path).body(Vec::new()).expect("a request"));
    let n_changes = || served.changes().iter().filter(|one| one.path.contains("/namespaces/web/")).count();
    let before = n_changes();
    let refused = home.run(&["app", "sync", "web", "--yes"]).with(20);
    refused.warns(&["cannot be resumed", "the seed of those that it sent is gone", "tiphys-op-", "hand-back"]);
    assert_eq!(n_changes(), before, "nothing was written");
    hand_back(&home);
    home.run(&["app", "sync", "web", "--yes"]).with(0);
    let [password, copy, _] = live(&served, "web");
    assert_eq!(password, copy, "all of it is of the new operation");
}

#[test]
fn a_seed_that_is_handed_back_goes_and_one_that_may_not_be_kept_lets_nothing_begin() {
    let served = served();
    served.sandbox.faults().set_latency(std::time::Duration::from_millis(20));
    let home = home(&served, "web", "slow");
    killed_between(&served, &home, "web");
    hand_back(&home);
    until("the seed goes", || if seeds(&served).is_empty() { Ok(()) } else { Err("it is there".to_owned()) });

    served.sandbox.faults().forbid(Matcher::user("admin").verb("create").resource("", "secrets").namespace("argocd"));
    let before = served.changes().len();
    let refused = home.run(&["app", "sync", "web", "--yes"]).with(20);
    assert!(format!("{}{}", refused.out, refused.err).contains("create secrets in namespace argocd"), "{refused}");
    assert!(format!("{}{}", refused.out, refused.err).contains("the chart generates random values"), "{refused}");
    assert_eq!(served.changes().len(), before, "nothing was begun");
}
