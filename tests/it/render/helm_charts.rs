//! Charts in kustomizations: what is refused and in which words, what an Application's cluster and entropy do to them, charts out of a
//! repository on loopback, and the real kustomize with the real helm beside. The plain cases are fixtures (`charts-…`).

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tiphys::engine::render::entropy::{Entropy, Uses};
use tiphys::engine::render::options::BuildOptions;
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::render::{Context, Rendered, SourceAt, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::engine::tree::RepoPath;
use tiphys::model::application::{KustomizeSource, Source};
use tiphys::model::ids::Revision;
use tiphys::model::object::Object;
use tiphys::model::settings::Settings;

use crate::support::answers::{Memory, Repos, solve};
use crate::support::chart_shelf::Shelf;
use crate::support::home::Home;
use crate::support::testbed;

const REPO: &str = "https://git.example.com/shop.git";

/// A chart `web` in the chart home of `app`, with what may stand beside it.
const FILES: [(&str, &str); 12] = [
    ("app/charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.2.3\n"),
    (
        "app/charts/web/values.yaml",
        "# values\nreplicas: 2\nimage: {name: shop/web, tag: \"1.25\"}\nquoted: \"5\"\ndate: 2020-01-02\noctal: 0777\nshared: &a {x: 1}\nalias: *a\nempty:\nnothing: null\nlist: [{name: a, v: 1}]\nbig: 12345678\n",
    ),
    (
        "app/charts/web/crds/foo.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.example.com}\n",
    ),
    (
        "app/charts/web/templates/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-web\n  annotations: {nothing: null, empty: }\ndata:\n  {{- range $key, $value := .Values }}\n  {{ $key }}: {{ toJson $value | quote }}\n  {{- end }}\n  namespace: {{ .Release.Namespace }}\n  minor: {{ .Capabilities.KubeVersion.Minor | quote }}\n  has: {{ .Capabilities.APIVersions.Has \"example.com/v1\" | quote }}\n",
    ),
    (
        "app/charts/web/templates/service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: svc\n  annotations:\n  labels:\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s1}}\n",
    ),
    (
        "app/charts/web/templates/hooks.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: hook, annotations: {helm.sh/hook: post-install}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: test, annotations: {helm.sh/hook: test}}\n",
    ),
    ("app/charts/api/Chart.yaml", "apiVersion: v2\nname: api\nversion: 0.1.0\n"),
    ("app/charts/api/values.yaml", "# nothing\n"),
    (
        "app/charts/api/templates/api.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"{{ .Release.Name }}-api\", namespace: api}\n",
    ),
    ("app/own.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n"),
    ("app/values.yaml", "replicas: 4\nlist: null\n---\nimage: {tag: second}\n"),
    ("values.yaml", "replicas: 9\n"),
];

const INLINE: &str = "valuesInline: {quoted: 7, list: [{name: b}], image: {tag: null, z: 1}, big: 1000000, huge: 123456789012345678901, tiny: 1e-9, nothing: 3, empty: {a: 1}, fresh: 'yes'}";

fn memory(kustomization: &str) -> Memory {
    Memory::new(FILES.into_iter().chain([("app/kustomization.yaml", kustomization)]))
}

fn built(files: &Memory, flags: &[&str]) -> Result<String, String> {
    let options = BuildOptions::parse(flags).expect("flags");
    let (indexed, listed) = (files.commit(REPO, &"0".repeat(40)), files.folder());
    let path = RepoPath::new("app").expect("a path");
    let [from_commit, from_disk] = [indexed, listed].map(|tree| {
        let solved = solve(files, |answers| kustomize_text(&tree, &path, &options, answers));
        let errors: Vec<String> = solved.problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
        if errors.is_empty() { Ok(solved.value) } else { Err(errors.join("; ")) }
    });
    assert_eq!(from_commit, from_disk);
    from_commit
}

#[test]
fn what_kustomize_refuses_is_refused_in_its_words() {
    let configured =
        "app/kustomization.yaml:2: helmCharts[0]: trouble configuring builtin HelmChartInflationGenerator with config: `name: ";
    for (chart, flags, says) in [
        ("name: web", "", format!("{configured}web`: must specify --enable-helm")),
        ("releaseName: a", "--enable-helm", format!("{configured}`: chart name cannot be empty")),
        (
            "name: web\n  valuesMerge: both",
            "--enable-helm",
            format!("{configured}web`: valuesMerge must be one of [merge override replace]"),
        ),
        (
            "name: web\n  additionalValuesFiles: [lost.yaml]",
            "--enable-helm",
            format!("{configured}web`: could not load additionalValuesFile: file 'app/lost.yaml' does not exist"),
        ),
        (
            "name: lost",
            "--enable-helm",
            "app/kustomization.yaml:2: helmCharts[0]: no repo specified for pull, no chart found at 'app/charts/lost'".to_owned(),
        ),
        (
            "name: web\n  valuesFile: ../values.yaml",
            "--enable-helm",
            "app/kustomization.yaml:2: helmCharts[0]: security; file 'values.yaml' is not in or below 'app'".to_owned(),
        ),
        (
            "name: api\n  valuesInline: {a: 1}",
            "--enable-helm",
            "app/kustomization.yaml:2: helmCharts[0]: could not parse values file into rnode: EOF (app/charts/api/values.yaml is empty)"
                .to_owned(),
        ),
        (
            "name: web\n  releaseName: a\n  nameTemplate: b",
            "--enable-helm",
            "app/kustomization.yaml:2: helmCharts[0]: cannot set --name-template and also specify a name".to_owned(),
        ),
        (
            "name: web\n  relaseName: a",
            "--enable-helm",
            "app/kustomization.yaml:3: helmCharts[0].relaseName: unknown field \"relaseName\"".to_owned(),
        ),
    ] {
        let flags: Vec<&str> = flags.split_whitespace().collect();
        assert_eq!(built(&memory(&format!("helmCharts:\n- {chart}\n")), &flags), Err(says), "{chart}");
    }
}

#[test]
fn a_chart_that_fails_costs_the_others_nothing() {
    let files = memory("helmCharts:\n- name: lost\n- name: api\n");
    let options = BuildOptions::parse(&["--enable-helm"]).expect("flags");
    let tree = files.commit(REPO, &"0".repeat(40));
    let path = RepoPath::new("app").expect("a path");
    let solved = solve(&files, |answers| kustomize_text(&tree, &path, &options, answers));
    assert_eq!(solved.problems.len(), 1, "{:?}", solved.problems);
    assert_eq!(solved.value, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: release-name-api\n  namespace: api\n");
}

#[test]
fn a_diamond_of_charts_has_an_end() {
    let mut files = memory("resources: [b0, c0]\n");
    for level in 0..7 {
        let charts = "helmGlobals: {chartHome: ../charts}\nhelmCharts:\n- {name: api, releaseName: a}\n- {name: api, releaseName: b}\n";
        let text = if level == 6 { charts.to_owned() } else { format!("resources: [../b{0}, ../c{0}]\n", level + 1) };
        for name in ["b", "c"] {
            files = files.with(&format!("app/{name}{level}/kustomization.yaml"), text.as_bytes());
        }
    }
    let refused = built(&files, &["--enable-helm", "--load-restrictor", "LoadRestrictionsNone"]).expect_err("too many");
    assert!(refused.contains("more than 200 charts in one build"), "{refused}");
}

fn applied(files: Memory, block: KustomizeSource, context: impl FnOnce(Context) -> Context) -> Rendered {
    let repos = Repos::default().with(REPO, "main", 'a', files);
    let settings = Settings { kustomize_build_options: "--enable-helm".into(), ..Settings::default() };
    let context = context(Context {
        instance: "shop".into(),
        name: "shop".into(),
        project: "default".into(),
        namespace: "".into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces: false,
        track: false,
        entropy: Entropy::preview(),
        settings: Arc::new(settings),
        schema: Arc::new(Schema::empty()),
    });
    let source = Source { repo_url: REPO.into(), path: "app".into(), kustomize: Some(block), ..Source::default() };
    let sources = Sources { items: vec![SourceAt { revision: Revision::new("main"), source }] };
    let solved = solve(&repos, |answers| render(&sources, &context, answers));
    assert!(solved.problems.iter().all(|problem| !problem.is_error()), "{:?}", solved.problems);
    solved.value
}

/// What stands at `data.KEY` of the ConfigMap of a name.
fn data(objects: &[Object], name: &str, key: &str) -> String {
    let object = objects.iter().find(|object| **object.kind() == *"ConfigMap" && **object.name() == *name).expect("the ConfigMap");
    let data = object.root().get("data").and_then(|data| data.as_map()?.get(key)?.as_str().map(str::to_owned));
    data.expect("the key")
}

#[test]
fn charts_of_an_application_are_rendered_for_its_cluster_or_the_one_that_it_names() {
    let charts = "helmCharts:\n- {name: web, releaseName: a, skipHooks: true}\n";
    let cluster = |context| Context { kube_version: "v1.31.2-eks".into(), api_versions: Arc::from(["example.com/v1".into()]), ..context };
    let rendered = applied(memory(charts), KustomizeSource::default(), cluster);
    let told = |rendered: &Rendered| (data(&rendered.objects, "a-web", "minor"), data(&rendered.objects, "a-web", "has"));
    assert_eq!(told(&rendered), ("31".to_owned(), "true".to_owned()));
    let block = KustomizeSource { kube_version: "1.29".into(), api_versions: vec!["other/v1".into()], ..KustomizeSource::default() };
    assert_eq!(told(&applied(memory(charts), block.clone(), cluster)), ("29".to_owned(), "false".to_owned()));
    let own = "helmCharts:\n- {name: web, releaseName: a, skipHooks: true, kubeVersion: 1.28.0, apiVersions: [example.com/v1]}\n";
    assert_eq!(told(&applied(memory(own), block, cluster)), ("28".to_owned(), "true".to_owned()));
}

#[test]
fn an_application_s_namespace_is_that_of_its_charts() {
    let block = KustomizeSource { namespace: "prod".into(), ..KustomizeSource::default() };
    let rendered = applied(memory("helmCharts:\n- {name: web, releaseName: a, skipHooks: true}\n"), block, |context| context);
    assert_eq!(data(&rendered.objects, "a-web", "namespace"), "prod");
    assert!(rendered.objects.iter().all(|object| object.namespace().is_empty()), "Helm decides where its objects are");
}

#[test]
fn each_chart_draws_values_of_its_own_and_the_render_says_so() {
    let random = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"{{ .Chart.Name }}\"}\ndata: {a: {{ randAlpha 8 }}}\n";
    let files = memory("helmCharts:\n- {name: web, skipHooks: true}\n- {name: api}\n")
        .with("app/charts/web/templates/random.yaml", random)
        .with("app/charts/api/templates/random.yaml", random);
    let rendered = applied(files.clone(), KustomizeSource::default(), |context| context);
    assert_eq!(rendered.uses, Uses::Seed);
    let drawn = |rendered: &Rendered| [data(&rendered.objects, "web", "a"), data(&rendered.objects, "api", "a")];
    let [web, api] = drawn(&rendered);
    assert_ne!(web, api);
    assert_eq!(drawn(&applied(files, KustomizeSource::default(), |context| context)), [web, api], "a preview is the same for everybody");
    let plain = applied(memory("helmCharts:\n- name: api\n"), KustomizeSource::default(), |context| context);
    assert_eq!(plain.uses, Uses::Nothing);
}

#[test]
fn an_object_of_a_chart_stands_where_its_template_does() {
    let rendered = applied(memory("helmCharts:\n- name: api\n"), KustomizeSource::default(), |context| Context { traces: true, ..context });
    let places: Vec<String> =
        rendered.objects.iter().filter_map(|object| object.origin().place.as_ref()).map(ToString::to_string).collect();
    assert_eq!(places, ["app/charts/api/templates/api.yaml"]);
}

/// Cases that are built by both, or by neither: the kustomization, and flags.
fn cases() -> Vec<(String, &'static str)> {
    let on = "--enable-helm";
    let mut cases: Vec<(String, &'static str)> = Vec::new();
    for chart in [
        "name: web",
        "name: web\n  releaseName: r\n  valuesMerge: override\n  VALUES",
        "name: web\n  releaseName: r\n  VALUES",
        "name: web\n  valuesMerge: merge\n  VALUES",
        "name: web\n  valuesMerge: replace\n  VALUES",
        "name: web\n  valuesMerge: both\n  VALUES",
        "name: web\n  valuesInline: {}",
        "name: web\n  valuesInline: {image: {$patch: replace, name: only}, list: {$patch: delete}}",
        "name: web\n  includeCRDs: true\n  namespace: prod",
        "name: web\n  skipTests: true",
        "name: web\n  skipHooks: true",
        "name: web\n  valuesFile: values.yaml",
        "name: web\n  valuesFile: values.yaml\n  VALUES",
        "name: web\n  valuesFile: ../values.yaml",
        "name: web\n  additionalValuesFiles: [values.yaml]\n  VALUES",
        "name: web\n  additionalValuesFiles: [lost.yaml]",
        "name: web\n  nameTemplate: 'x-{{ upper \"a\" | lower }}'",
        "name: web\n  releaseName: r\n  nameTemplate: x",
        "name: web\n  kubeVersion: 1.29.1\n  apiVersions: [example.com/v1]",
        "name: web\n  debug: true\n  devel: true\n  version: 9.9.9",
        "name: lost",
        "releaseName: r",
        "name: web\n  unknown: r",
        "name: api\n  valuesInline: {a: 1}",
        "name: api\n- name: web\n  releaseName: r",
        "name: api\n- name: api",
    ] {
        cases.push((format!("helmCharts:\n- {}\n", chart.replace("VALUES", INLINE)), on));
    }
    for above in [
        "namespace: outer\n",
        "namespace: outer\nresources: [own.yaml]\nnamePrefix: p-\nnameSuffix: -s\ncommonLabels: {team: t}\ncommonAnnotations: {c: d}\n",
        "buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]\nnamePrefix: a-\n",
        "patches:\n- target: {kind: Service}\n  patch: |-\n    - {op: add, path: /metadata/annotations/a, value: b}\n",
        "configMapGenerator:\n- {name: r-web, behavior: merge, literals: [extra=one]}\n",
        "configMapGenerator:\n- {name: gen, literals: [a=b]}\nsortOptions: {order: fifo}\n",
        "helmGlobals: {chartHome: ./charts, configHome: x}\n",
        "helmGlobals: {chartHome: elsewhere}\n",
        "resources: [own.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: NamespaceTransformer\n  metadata: {name: n, namespace: bar}\n",
    ] {
        cases.push((format!("{above}helmCharts:\n- {{name: web, releaseName: r}}\n"), on));
    }
    cases.push(("helmCharts:\n- name: web\n".to_owned(), "--load-restrictor LoadRestrictionsNone"));
    cases.push((
        "helmCharts:\n- name: web\n  valuesFile: ../values.yaml\n".to_owned(),
        "--enable-helm --load-restrictor LoadRestrictionsNone",
    ));
    let cluster = "--enable-helm --helm-kube-version 1.30 --helm-api-versions a/v1 --helm-api-versions example.com/v1";
    cases.push(("helmCharts:\n- name: web\n".to_owned(), cluster));
    cases.push(("helmCharts:\n- {name: web, kubeVersion: 1.29.0, apiVersions: [b/v1]}\n".to_owned(), cluster));
    let old = "helmChartInflationGenerator:\n- {chartName: web, releaseName: r, releaseNamespace: z, valuesLocal: {replicas: 6}, values: values.yaml}\n";
    cases.push((old.to_owned(), on));
    let settings =
        "apiVersion: builtin\n  kind: HelmChartInflationGenerator\n  metadata: {name: g}\n  name: web\n  releaseName: r\n  namespace: g";
    cases.push((format!("namespace: outer\ngenerators:\n- |-\n  {settings}\n"), on));
    cases.push((format!("generators:\n- |-\n  {settings}\n"), "--load-restrictor LoadRestrictionsNone"));
    cases
}

/// What the real one prints; `None` where it refuses.
fn real(kustomize: &Path, helm: &Path, kustomization: &str, flags: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in FILES.into_iter().chain([("app/kustomization.yaml", kustomization)]) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let mut command = Command::new(kustomize);
    command.arg("build").arg(folder.path().join("app")).args(flags.split_whitespace()).arg("--helm-command").arg(helm);
    let output = command.env_clear().env("HOME", folder.path()).output().expect("kustomize runs");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn charts_render_as_the_real_kustomize_renders_them_with_the_real_helm() {
    let (Some(kustomize), Some(helm)) = (testbed::tool("kustomize"), testbed::tool("helm")) else { return };
    let mut n_built = 0;
    for (kustomization, flags) in cases() {
        let words: Vec<&str> = flags.split_whitespace().collect();
        let (want, got) = (real(&kustomize, &helm, &kustomization, flags), built(&memory(&kustomization), &words));
        n_built += usize::from(want.is_some());
        assert_eq!(got.as_ref().ok(), want.as_ref(), "{kustomization}{flags}\n{got:?}");
    }
    assert!(n_built >= 25, "only {n_built} are built");
}

#[test]
fn a_chart_that_is_not_there_is_got_from_its_repository_and_its_files_with_it() {
    let home = Home::new(Path::new("/nowhere"));
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    shelf.publish("web", "1.1.0");
    let trusts = home.path().join(".config/tiphys");
    std::fs::create_dir_all(&trusts).expect("a folder");
    std::fs::write(trusts.join("config.yaml"), format!("trustedRemotes: ['{}']\n", shelf.server.url(""))).expect("a file");
    let overlay = home.path().join("overlay");
    std::fs::create_dir_all(&overlay).expect("a folder");
    let build = |chart: &str, status: i32| {
        let text = format!("helmCharts:\n- name: web\n  repo: {}\n  {chart}\n", shelf.server.url(""));
        std::fs::write(overlay.join("kustomization.yaml"), text).expect("a file");
        home.run(&["render", "kustomize", "--enable-helm", &overlay.display().to_string()]).with(status)
    };
    let printed = |name: &str, a: &str| format!("apiVersion: v1\ndata:\n  a: \"{a}\"\nkind: ConfigMap\nmetadata:\n  name: {name}\n");
    assert_eq!(build("version: 1.0.0", 0).out, printed("release-name", "1"));
    assert_eq!(shelf.server.lines(), ["GET /index.yaml", "GET /web-1.0.0.tgz"]);
    assert_eq!(
        build("version: 1.x\n  releaseName: r\n  valuesFile: charts/web-1.x/web/values.yaml\n  valuesInline: {a: 2}", 0).out,
        printed("r", "2")
    );
    assert!(shelf.server.lines().iter().any(|line| line == "GET /web-1.1.0.tgz"), "{:?}", shelf.server.lines());
    let refused = build("version: 2.0.0", 20);
    assert!(refused.err.contains("kustomization.yaml:2: helmCharts[0]:") && refused.err.contains("2.0.0"), "{}", refused.err);
}
