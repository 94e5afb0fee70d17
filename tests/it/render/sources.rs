//! Sources of Applications: detection, paths, overrides, `$ref` sources, namespaces, marks, repeated resources, reads.

use std::sync::Arc;

use tiphys::engine::render::{Context, Rendered, SourceAt, SourceType, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::Read;
use tiphys::model::application::{KustomizeReplica, KustomizeSource, OpaqueValue, Source};
use tiphys::model::ids::Revision;
use tiphys::model::object::value::Value;
use tiphys::model::problem::{Problem, ProblemKind, any_error};
use tiphys::model::settings::{Settings, TrackingMethod};

use crate::support::answers::{Memory, Repos, Solved, solve};

const REPO: &str = "https://git.example.com/shop.git";

fn context(settings: Settings) -> Context {
    Context {
        instance: "shop".into(),
        name: "shop".into(),
        project: "default".into(),
        namespace: "prod".into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces: false,
        track: true,
        entropy: tiphys::engine::render::entropy::Entropy::preview(),
        settings: Arc::new(settings),
        schema: Arc::new(Schema::builtin()),
    }
}

fn source(path: &str) -> Source {
    Source { repo_url: REPO.to_owned(), path: path.to_owned(), ..Source::default() }
}

fn at(source: Source) -> SourceAt {
    SourceAt { revision: Revision::new("main"), source }
}

fn run(repos: &Repos, sources: Vec<SourceAt>, context: &Context) -> Solved<Rendered> {
    let sources = Sources { items: sources };
    solve(repos, |answers| render(&sources, context, answers))
}

fn one(files: Memory, source: Source) -> Solved<Rendered> {
    run(&Repos::default().with(REPO, "main", 'a', files), vec![at(source)], &context(Settings::default()))
}

fn errors(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(|problem| format!("{problem} ({})", problem.hint.as_deref().unwrap_or("")))
        .collect()
}

const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r, namespace: wrong}\n";
const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ws.example.com}\n";
const CUSTOM: &str = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n";

#[test]
fn objects_get_the_application_s_mark_and_namespace_by_the_scope_of_their_kind() {
    let files = Memory::new([("a.yaml", CONFIG_MAP), ("b.yaml", ROLE), ("c.yaml", DEFINITION), ("d.yaml", CUSTOM)]);
    let solved = one(files, source("."));
    assert_eq!(errors(&solved.problems), Vec::<String>::new());
    let told: Vec<String> = solved
        .value
        .objects
        .iter()
        .map(|object| {
            format!("{}/{} {}", object.namespace(), object.name(), object.annotation("argocd.argoproj.io/tracking-id").unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "prod/a shop:/ConfigMap:prod/a",
            "/r shop:rbac.authorization.k8s.io/ClusterRole:prod/r",
            "/ws.example.com -",
            "prod/w shop:example.com/Widget:prod/w",
        ]
    );
    assert_eq!(solved.value.source_types, [SourceType::Directory]);
    assert_eq!(solved.value.revisions.first().map(|sha| sha.as_str().len()), Some(40));
}

#[test]
fn labels_and_installation_ids_are_set_as_the_settings_say() {
    let files = || Memory::new([("a.yaml", CONFIG_MAP)]);
    let repos = Repos::default().with(REPO, "main", 'a', files());
    let long: Arc<str> = format!("{}-x", "n".repeat(62)).into();
    let settings =
        Settings { tracking: Some(TrackingMethod::AnnotationAndLabel), installation_id: Some("east".into()), ..Settings::default() };
    let solved = run(&repos, vec![at(source("."))], &Context { instance: long.clone(), ..context(settings) });
    let object = solved.value.objects.first().expect("an object");
    assert_eq!(object.label("app.kubernetes.io/instance"), Some("n".repeat(62).as_str()));
    assert_eq!(object.annotation("argocd.argoproj.io/installation-id"), Some("east"));
    assert!(object.annotation("argocd.argoproj.io/tracking-id").is_some_and(|id| id.starts_with(&*long)));
    let settings = Settings { tracking: Some(TrackingMethod::Label), ..Settings::default() };
    let solved = run(&repos, vec![at(source("."))], &context(settings));
    let object = solved.value.objects.first().expect("an object");
    assert_eq!((object.label("app.kubernetes.io/instance"), object.annotations().count()), (Some("shop"), 0));
}

#[test]
fn of_repeated_resources_the_last_counts_and_a_warning_says_so() {
    let second = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\ndata: {k: second}\n";
    let solved = one(Memory::new([("a.yaml", CONFIG_MAP), ("b.yaml", second)]), source("."));
    assert_eq!(solved.value.objects.len(), 1);
    assert_eq!(solved.value.objects.first().and_then(|object| object.str_at(&["data", "k"])), Some("second"));
    let warning = solved.problems.first().expect("a warning");
    assert_eq!(warning.to_string(), "b.yaml:1: Resource /ConfigMap/prod/a appeared 2 times among application resources.");
    assert!(!any_error(&solved.problems));
}

#[test]
fn a_path_that_is_not_there_names_the_revision_and_the_nearest_folder() {
    let files = Memory::new([("overlays/production/a.yaml", CONFIG_MAP)]);
    let solved = one(files.clone(), source("overlays/producton"));
    let want = "Application: spec.source.path: path overlays/producton does not exist at revision main (did you mean overlays/production?)";
    assert_eq!(errors(&solved.problems), [want]);
    let solved = one(files.clone(), source("overlays/production/a.yaml"));
    assert!(errors(&solved.problems)[0].contains("is a file, not a folder"));
    let solved = one(files.clone(), source("../elsewhere"));
    assert_eq!(solved.problems.first().map(|problem| problem.kind), Some(ProblemKind::Forbidden));
    let solved = one(files.clone(), source("/overlays"));
    assert!(errors(&solved.problems)[0].contains("app path is absolute"));
    let solved = one(files, source(""));
    assert!(errors(&solved.problems)[0].contains("neither path nor chart is given"));
}

#[test]
fn a_revision_that_is_not_there_is_the_source_s_problem_and_the_others_still_render() {
    let repos = Repos::default().with(REPO, "main", 'a', Memory::new([("a.yaml", CONFIG_MAP)]));
    let gone = SourceAt { revision: Revision::new("v9"), source: source(".") };
    let solved = run(&repos, vec![gone, at(source("."))], &context(Settings::default()));
    assert_eq!(errors(&solved.problems), ["revision v9 does not exist ()"]);
    assert_eq!(solved.value.objects.len(), 1);
    assert_eq!(solved.value.source_types.len(), 2);
}

#[test]
fn a_chart_that_cannot_be_parsed_and_a_plugin_are_refused_by_name() {
    let files =
        Memory::new([("chart/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"), ("chart/templates/a.yaml", "{{ nothing }}\n")]);
    let solved = one(files.clone(), source("chart"));
    let want = "parse error at (redis/templates/a.yaml:1): function \"nothing\" not defined";
    assert!(errors(&solved.problems)[0].contains(want), "{:?}", errors(&solved.problems));
    assert_eq!(solved.value.source_types, [SourceType::Helm]);
    let plugin = Value::map(vec![("name".into(), "cdk8s".into())]);
    let solved = one(files, Source { plugin: Some(OpaqueValue(plugin)), ..source("chart") });
    assert!(errors(&solved.problems)[0].contains("config management plugin \"cdk8s\" is not run"));
}

#[test]
fn a_source_that_others_refer_to_renders_nothing_of_itself() {
    let repos = Repos::default().with(REPO, "main", 'a', Memory::new([("a.yaml", CONFIG_MAP)])).with(
        "https://git.example.com/values.git",
        "main",
        'b',
        Memory::new([("values.yaml", "a: b\n")]),
    );
    let values = Source { repo_url: "https://git.example.com/values.git".into(), ref_name: "values".into(), ..Source::default() };
    let solved = run(&repos, vec![at(values), at(source("."))], &context(Settings::default()));
    assert_eq!((solved.value.objects.len(), solved.value.revisions.len(), any_error(&solved.problems)), (1, 2, false));
}

#[test]
fn the_application_s_block_is_laid_over_the_kustomization() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers: [{name: web, image: \"nginx:1\"}]\n";
    let files = Memory::new([
        (
            "kustomization.yaml",
            "resources: [d.yaml]\nnamePrefix: a-\nimages: [{name: nginx, newTag: \"2\"}]\ncommonAnnotations: {team: a}\n",
        ),
        ("d.yaml", deployment),
        ("extra/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [c.yaml]\n"),
        ("extra/c.yaml", CONFIG_MAP),
    ]);
    let patch = "- op: add\n  path: /spec/paused\n  value: true\n";
    let target = Value::map(vec![("kind".into(), "Deployment".into())]);
    let block = KustomizeSource {
        name_prefix: "b-".into(),
        images: vec!["nginx=registry.example.com/nginx:$ARGOCD_APP_REVISION_SHORT".into()],
        replicas: vec![KustomizeReplica { name: "web".into(), count: OpaqueValue("3".into()) }],
        common_labels: [("env".to_owned(), "prod".to_owned())].into(),
        common_annotations: [("team".to_owned(), "b".to_owned())].into(),
        force_common_annotations: true,
        label_without_selector: true,
        patches: vec![OpaqueValue(Value::map(vec![("target".into(), target), ("patch".into(), patch.into())]))],
        components: vec!["extra".into()],
        ..KustomizeSource::default()
    };
    let solved = one(files.clone(), Source { kustomize: Some(block.clone()), ..source(".") });
    assert_eq!(errors(&solved.problems), Vec::<String>::new());
    let names: Vec<&str> = solved.value.objects.iter().map(|object| &**object.name()).collect();
    assert_eq!(names, ["b-a", "b-web"]);
    let web = solved.value.objects.get(1).expect("the deployment");
    assert_eq!(web.int_at(&["spec", "replicas"]), Some(3));
    assert_eq!(web.get(&["spec", "paused"]).and_then(Value::as_bool), Some(true));
    assert_eq!((web.label("env"), web.annotation("team"), web.get(&["spec", "selector"])), (Some("prod"), Some("b"), None));
    let container = web.get(&["spec", "template", "spec", "containers"]).and_then(Value::as_list).and_then(<[Value]>::first);
    assert_eq!(container.and_then(|container| container.as_map()?.get("image")?.as_str()), Some("registry.example.com/nginx:aaaaaaa"));
    let refused = KustomizeSource { force_common_annotations: false, ..block };
    let solved = one(files, Source { kustomize: Some(refused), ..source(".") });
    assert!(errors(&solved.problems)[0].contains("team already in kustomization file (set forceCommonAnnotations: true"));
}

#[test]
fn overrides_beside_the_manifests_change_parameters_and_nothing_else() {
    let files = Memory::new([
        ("app/kustomization.yaml", "resources: [a.yaml]\n"),
        ("app/a.yaml", CONFIG_MAP),
        ("app/.argocd-source.yaml", "kustomize: {namePrefix: x-}\npath: elsewhere\n"),
        ("app/.argocd-source-shop.yaml", "kustomize: {nameSuffix: -y}\n"),
    ]);
    let solved = one(files, source("app"));
    assert_eq!(errors(&solved.problems), Vec::<String>::new());
    assert_eq!(solved.value.objects.first().map(|object| &**object.name()), Some("x-a-y"));
}

#[test]
fn everything_that_was_read_is_recorded_with_what_was_not_there() {
    let files = Memory::new([
        ("app/kustomization.yaml", "resources: [../base]\n"),
        ("base/kustomization.yml", "resources: [a.yaml]\n"),
        ("base/a.yaml", CONFIG_MAP),
    ]);
    let solved = one(files, source("app"));
    let mut told: Vec<String> = solved
        .reads
        .0
        .iter()
        .map(|read| match read {
            Read::Blob(_, path, _) => format!("blob {path}"),
            Read::Absent(_, path) => format!("absent {path}"),
            Read::Folder(_, path) => format!("folder {path}"),
            Read::Revision(_) => "revision".to_owned(),
            Read::Listing(_, path, _) => format!("listing {path}"),
            Read::Answer(_, digest) => format!("answer {}", digest.get(..3).unwrap_or("")),
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "absent app/.argocd-source-shop.yaml",
            "absent app/.argocd-source.yaml",
            "absent app/Kustomization",
            "absent app/kustomization.yml",
            "absent base/Kustomization",
            "absent base/kustomization.yaml",
            "answer aaa",
            "blob app/kustomization.yaml",
            "blob base/a.yaml",
            "blob base/kustomization.yml",
            "folder base",
            "listing app",
        ]
    );
    assert!(solved.rounds <= 4, "{} rounds", solved.rounds);
}
