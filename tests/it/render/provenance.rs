//! Who set which field: each of a kustomization's means, files with their lines, the Application's block; and that asking changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::support::judged::hunks;
use tiphys::engine::compare::Rules;
use tiphys::engine::render::{Context, Rendered, SourceAt, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::model::application::{KustomizeSource, OpaqueValue, Source};
use tiphys::model::ids::{ClusterId, Revision};
use tiphys::model::object::Object;
use tiphys::model::object::path::{Path, Segment};
use tiphys::model::settings::Settings;

use crate::support::answers::{Memory, Repos, solve};

const REPO: &str = "https://git.example.com/shop.git";

const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  paused: false
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: log
        image: log:1
      - name: web
        image: shop/web:1
        envFrom: [{configMapRef: {name: settings}}]
";

const BASE: &str = "resources: [web.yaml]
namePrefix: shop-
configMapGenerator:
- name: settings
  files: [app.ini]
  envs: [more.env]
  literals: [mode=calm]
";

const OVERLAY: &str = "resources: [../base]
namespace: prod
images:
- name: shop/web
  newTag: v2
replicas:
- name: web
  count: 3
commonAnnotations:
  team: shop
patches:
- path: patch.yaml
- target: {kind: Deployment}
  patch: |-
    - op: remove
      path: /spec/paused
configMapGenerator:
- name: settings
  behavior: merge
  literals: [mode=busy]
";

const PATCH: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: first
        image: first:1
      - name: log
        resources: {limits: {memory: 1Gi}}
";

fn shop() -> Memory {
    Memory::new([
        ("base/kustomization.yaml", BASE),
        ("base/web.yaml", WEB),
        ("base/app.ini", "a=1\n"),
        ("base/more.env", "# more\nB=2\nC=3\n"),
        ("prod/kustomization.yaml", OVERLAY),
        ("prod/patch.yaml", PATCH),
        ("plain/web.yaml", &format!("# two\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n---\n{WEB}")),
    ])
}

fn rendered(files: Memory, source: Source, traces: bool) -> Vec<Object> {
    let repos = Repos::default().with(REPO, "main", 'a', files);
    let context = Context {
        instance: "shop".into(),
        name: "shop".into(),
        project: "default".into(),
        namespace: "elsewhere".into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces,
        track: true,
        entropy: tiphys::engine::render::entropy::Entropy::preview(),
        settings: Arc::new(Settings::default()),
        schema: Arc::new(Schema::builtin()),
    };
    let sources = Sources { items: vec![SourceAt { revision: Revision::new("main"), source }] };
    let solved = solve(&repos, |answers| render(&sources, &context, answers));
    assert!(solved.problems.iter().all(|problem| !problem.is_error()), "{:?}", solved.problems);
    let Rendered { objects, .. } = solved.value;
    objects
}

fn source(path: &str, kustomize: Option<KustomizeSource>) -> Source {
    Source { repo_url: REPO.to_owned(), path: path.to_owned(), kustomize, ..Source::default() }
}

/// `a.b[name=x].c` as a path.
fn path(text: &str) -> Path {
    let mut segments = Vec::new();
    for part in text.split('.') {
        let (name, item) = part.split_once('[').map_or((part, None), |(name, item)| (name, Some(item.trim_end_matches(']'))));
        segments.push(Segment::Field(name.replace('/', ".").into()));
        if let Some((key, value)) = item.and_then(|item| item.split_once('=')) {
            segments.push(Segment::Item(key.into(), value.into()));
        }
    }
    Path(segments)
}

fn set_by(objects: &[Object], kind: &str, field: &str) -> String {
    let object = objects.iter().find(|object| &**object.kind() == kind).expect("it is there");
    let trail = object.origin().trail.as_ref().expect("it was asked for");
    let Some(found) = trail.set_by(&path(field)) else { return "nobody".to_owned() };
    let place = &found.place;
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line} {}", place.file, found.what)
}

#[test]
fn each_field_names_who_set_it_last() {
    let objects = rendered(shop(), source("prod", None), true);
    for (kind, field, wanted) in [
        ("Deployment", "spec.selector", "base/web.yaml:8 "),
        ("Deployment", "spec.template.spec.containers[name=log].image", "base/web.yaml:14 "),
        ("Deployment", "spec.template.spec.containers[name=log].resources.limits.memory", "prod/patch.yaml:12 patches"),
        ("Deployment", "spec.template.spec.containers[name=first].image", "prod/patch.yaml:10 patches"),
        ("Deployment", "spec.template.spec.containers[name=web].image", "prod/kustomization.yaml:4 images"),
        ("Deployment", "spec.template.spec.containers[name=web].name", "base/web.yaml:15 "),
        ("Deployment", "spec.replicas", "prod/kustomization.yaml:7 replicas"),
        ("Deployment", "spec.paused", "prod/kustomization.yaml:13 patches"),
        ("Deployment", "spec.strategy", "nobody"),
        ("Deployment", "metadata.name", "base/kustomization.yaml:2 namePrefix"),
        ("Deployment", "metadata.namespace", "prod/kustomization.yaml:2 namespace"),
        ("Deployment", "metadata.annotations.team", "prod/kustomization.yaml:10 commonAnnotations"),
        ("Deployment", "metadata.annotations.argocd/argoproj/io/tracking-id", "nobody"),
        ("ConfigMap", "data.app/ini", "base/app.ini configMapGenerator"),
        ("ConfigMap", "data.C", "base/more.env:3 configMapGenerator"),
        ("ConfigMap", "data.mode", "prod/kustomization.yaml:18 configMapGenerator"),
        ("ConfigMap", "metadata.name", "prod/kustomization.yaml hash of the generated content"),
    ] {
        assert_eq!(set_by(&objects, kind, field), wanted, "{kind} {field}");
    }
    let web = objects.iter().find(|object| &**object.kind() == "Deployment").expect("it is there");
    let reference = Path(vec![
        Segment::Field("spec".into()),
        Segment::Field("template".into()),
        Segment::Field("spec".into()),
        Segment::Field("containers".into()),
        Segment::Item("name".into(), "web".into()),
        Segment::Field("envFrom".into()),
        Segment::Index(0),
    ]);
    let found = web.origin().trail.as_ref().and_then(|trail| {
        trail.set_by(&["configMapRef", "name"].iter().fold(reference, |path, name| path.join(Segment::Field((*name).into()))))
    });
    assert_eq!(found.map(|found| found.what.to_string()).as_deref(), Some("name reference"));
    let mark = Path(["metadata", "annotations", "argocd.argoproj.io/tracking-id"].map(|name| Segment::Field(name.into())).to_vec());
    assert_eq!(
        web.origin().trail.as_ref().and_then(|trail| trail.set_by(&mark)).map(|found| found.what.to_string()).as_deref(),
        Some("tracking")
    );
}

#[test]
fn the_application_s_block_is_named_where_it_set_something() {
    let patch = tiphys::engine::manifest::json::parse_json(
        br#"{"target": {"kind": "Deployment"}, "patch": "[{\"op\": \"add\", \"path\": \"/spec/minReadySeconds\", \"value\": 5}]"}"#,
    );
    let block = KustomizeSource {
        images: vec!["log:9".to_owned()],
        name_suffix: "-x".to_owned(),
        common_annotations: [("who".to_owned(), "app".to_owned())].into(),
        patches: vec![OpaqueValue(patch.expect("JSON"))],
        ..KustomizeSource::default()
    };
    let objects = rendered(shop(), source("prod", Some(block)), true);
    for (field, wanted) in [
        ("spec.template.spec.containers[name=log].image", "Application images"),
        ("spec.template.spec.containers[name=web].image", "prod/kustomization.yaml:4 images"),
        ("metadata.name", "Application nameSuffix"),
        ("metadata.annotations.who", "Application commonAnnotations"),
        ("metadata.annotations.team", "prod/kustomization.yaml:10 commonAnnotations"),
        ("spec.minReadySeconds", "Application patches"),
    ] {
        assert_eq!(set_by(&objects, "Deployment", field), wanted, "{field}");
    }
}

#[test]
fn plain_manifests_name_their_lines_and_the_destination_s_namespace_its_application() {
    let objects = rendered(shop(), source("plain", None), true);
    assert_eq!(set_by(&objects, "Deployment", "spec.replicas"), "plain/web.yaml:11 ");
    assert_eq!(set_by(&objects, "ConfigMap", "metadata.name"), "plain/web.yaml:4 ");
    assert_eq!(set_by(&objects, "ConfigMap", "metadata.namespace"), "Application destination namespace");
}

#[test]
fn asking_changes_no_object_and_not_asking_keeps_nothing() {
    for folder in ["prod", "base", "plain"] {
        let (plain, traced) = (rendered(shop(), source(folder, None), false), rendered(shop(), source(folder, None), true));
        assert_eq!(plain, traced);
        assert!(plain.iter().all(|object| object.origin().trail.is_none()));
        assert!(traced.iter().all(|object| object.origin().trail.is_some()));
    }
}

#[test]
fn a_hunk_says_where_the_desired_side_comes_from() {
    let objects = rendered(shop(), source("prod", None), true);
    let desired = objects.iter().find(|object| &**object.kind() == "Deployment").expect("it is there");
    let live = rendered(shop(), source("base", None), false);
    let live = live.iter().find(|object| &**object.kind() == "Deployment").expect("it is there");
    let rules = Rules {
        instance: "shop".into(),
        cluster: ClusterId::new("here"),
        namespace: "".into(),
        ignore: Arc::from([]),
        policy: Arc::default(),
        settings: Arc::new(Settings::default()),
        server_side: None,
        server: "".into(),
    };
    let schema = Schema::builtin();
    let told: BTreeMap<String, String> = hunks(Some(desired), Some(live), &schema, &rules)
        .into_iter()
        .filter_map(|hunk| Some((hunk.path.to_string(), hunk.set_by?.place.to_string())))
        .collect();
    assert_eq!(told.get("spec.replicas").map(String::as_str), Some("prod/kustomization.yaml:7: replicas[0]"), "{told:?}");
    assert!(told.keys().any(|path| path.ends_with("containers[name=web].image")), "{told:?}");
}
