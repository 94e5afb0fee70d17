//! The Application's `kustomize:` block against the real thing: the commands that Argo CD runs (`kustomize edit …`, then `kustomize build`)
//! on a copy of the same files. Source of the commands: Argo CD `util/kustomize/kustomize.go`, `Build`.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tiphys::engine::render::output::kustomize_bytes;
use tiphys::engine::render::{Context, SourceAt, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::model::application::{KustomizeReplica, KustomizeSource, OpaqueValue, Source};
use tiphys::model::ids::Revision;
use tiphys::model::settings::Settings;

use crate::support::answers::{Memory, Repos, solve};
use crate::support::testbed;

const REPO: &str = "https://git.example.com/shop.git";

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {own: 'yes'}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: 'nginx:1'}\n      - {name: log, image: 'registry:5000/log@sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3'}\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: r}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: default, namespace: x}]\n";
const COMPONENT: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

/// Kustomizations that the blocks are laid over.
const OVER: [&str; 6] = [
    "resources: [web.yaml, service.yaml, role.yaml]\n",
    "namePrefix: a-\nnamespace: own\nresources: [web.yaml, service.yaml]\nimages:\n- {name: nginx, newTag: '2', newName: other}\n- {name: zlog, newTag: '1'}\nreplicas: [{name: web, count: 2}]\n",
    "bases: [base]\ncommonLabels: {env: dev}\ncommonAnnotations: {team: a, 'x/y': z}\npatchesStrategicMerge: [patch.yaml]\n",
    "resources: [base]\nlabels:\n- pairs: {env: dev}\n  includeSelectors: true\n- pairs: {tier: front}\nimageTags: [{name: nginx, newTag: '7'}]\n",
    "resources: [base]\nlabels: [{pairs: {tier: front}, includeTemplates: true}]\npatches: [{path: patch.yaml}]\ncomponents: [parts/one]\n",
    "# a comment\nresources:\n- base # here\nnameSuffix: -x\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n",
];

fn files(kustomization: &str) -> Vec<(&'static str, String)> {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n";
    vec![
        ("app/kustomization.yaml", kustomization.to_owned()),
        ("app/web.yaml", WEB.to_owned()),
        ("app/service.yaml", SERVICE.to_owned()),
        ("app/role.yaml", ROLE.to_owned()),
        ("app/patch.yaml", patch.to_owned()),
        ("app/base/kustomization.yaml", "resources: [web.yaml, service.yaml]\n".to_owned()),
        ("app/base/web.yaml", WEB.to_owned()),
        ("app/base/service.yaml", SERVICE.to_owned()),
        ("app/parts/one/kustomization.yaml", format!("{COMPONENT}namePrefix: one-\n")),
        ("app/parts/two/kustomization.yaml", format!("{COMPONENT}commonAnnotations: {{two: '2'}}\n")),
        ("beside/kustomization.yaml", format!("{COMPONENT}nameSuffix: -beside\n")),
    ]
}

/// Parts of blocks, each with a letter; a block is a set of letters.
fn part(block: &mut KustomizeSource, letter: char) {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let json = |text: &str| OpaqueValue(tiphys::engine::manifest::json::parse_json(text.as_bytes()).expect("JSON"));
    match letter {
        'p' => block.name_prefix = "p-".into(),
        's' => block.name_suffix = "-s".into(),
        'n' => block.namespace = "given".into(),
        'i' => block.images = vec!["nginx:9".into(), "registry:5000/log=mirror/log".into()],
        'j' => {
            block.images = vec!["nginx=*:3".into(), "nginx@sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3".into()]
        }
        'k' => {
            block.images =
                vec!["nginx=registry:5000/x/nginx:1@sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3".into()]
        }
        'l' => block.images = vec!["nginx".into()],
        'r' => block.replicas = vec![KustomizeReplica { name: "web".into(), count: json("\"4\"") }],
        'c' => block.common_labels = [pair("env", "prod"), pair("app.kubernetes.io/part-of", "shop")].into(),
        'd' => block.common_labels = [pair("tier", "back")].into(),
        'e' => block.common_labels = [pair("bad label", "x")].into(),
        'f' => block.force_common_labels = true,
        'w' => block.label_without_selector = true,
        't' => block.label_include_templates = true,
        'a' => block.common_annotations = [pair("team", "b"), pair("url", "https://x:1/y")].into(),
        'b' => block.common_annotations = [pair("list", "a,b")].into(),
        'g' => block.force_common_annotations = true,
        'x' => {
            block.patches =
                vec![json(r#"{"target": {"kind": "Deployment"}, "patch": "- {op: add, path: /spec/minReadySeconds, value: 5}"}"#)]
        }
        'y' => block.patches = vec![json(r#"{"path": "patch.yaml", "options": {"allowNameChange": true}}"#)],
        'm' => block.components = vec!["parts/one".into(), "../beside".into()],
        'o' => block.components = vec!["parts/gone".into(), "parts/two".into()],
        'q' => block.ignore_missing_components = true,
        'v' => block.components = vec!["parts/*".into()],
        other => panic!("no part {other}"),
    }
}

/// What Argo CD's commands print, or that one of them fails.
fn real(kustomize: &Path, files: &[(&str, String)], block: &KustomizeSource) -> Result<String, String> {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let app = root.path().join("app");
    let run = |arguments: Vec<String>| -> Result<String, String> {
        let output = Command::new(kustomize).args(&arguments).current_dir(&app).output().expect("kustomize runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        output.status.success().then(|| String::from_utf8(output.stdout).expect("text")).ok_or(said)
    };
    let words = |fixed: &[&str], more: Vec<String>| fixed.iter().map(|word| (*word).to_owned()).chain(more).collect::<Vec<_>>();
    for (name, text) in [("nameprefix", &block.name_prefix), ("namesuffix", &block.name_suffix)] {
        if !text.is_empty() {
            run(words(&["edit", "set", name, "--"], vec![text.clone()]))?;
        }
    }
    if !block.images.is_empty() {
        run(words(&["edit", "set", "image"], block.images.clone()))?;
    }
    if !block.replicas.is_empty() {
        let one = |replica: &KustomizeReplica| format!("{}={}", replica.name, replica.count.0.as_str().expect("a text"));
        run(words(&["edit", "set", "replicas"], block.replicas.iter().map(one).collect()))?;
    }
    let pairs =
        |map: &std::collections::BTreeMap<String, String>| map.iter().map(|(key, value)| format!("{key}:{value}")).collect::<Vec<_>>();
    if !block.common_labels.is_empty() {
        let switches = [
            (block.force_common_labels, "--force"),
            (block.label_without_selector, "--without-selector"),
            (block.label_include_templates, "--include-templates"),
        ];
        let switches = switches.iter().filter(|(is_on, _)| *is_on).map(|(_, name)| (*name).to_owned());
        run(words(&["edit", "add", "label"], switches.chain(pairs(&block.common_labels)).collect()))?;
    }
    if !block.common_annotations.is_empty() {
        let force = block.force_common_annotations.then(|| "--force".to_owned());
        run(words(&["edit", "add", "annotation"], force.into_iter().chain(pairs(&block.common_annotations)).collect()))?;
    }
    if !block.namespace.is_empty() {
        run(words(&["edit", "set", "namespace", "--"], vec![block.namespace.clone()]))?;
    }
    if !block.patches.is_empty() {
        add_patches(&app.join("kustomization.yaml"), block);
    }
    let there = |name: &&String| !block.ignore_missing_components || app.join(name).exists();
    let components: Vec<String> = block.components.iter().filter(there).cloned().collect();
    if !components.is_empty() {
        run(words(&["edit", "add", "component"], components))?;
    }
    run(words(&["build", "."], Vec::new()))
}

/// Argo CD reads the file, appends, and writes it again.
fn add_patches(file: &Path, block: &KustomizeSource) {
    let text = std::fs::read_to_string(file).expect("a file");
    let mut map: serde_yaml::Mapping = serde_yaml::from_str(&text).expect("YAML");
    let new: Vec<serde_yaml::Value> = block
        .patches
        .iter()
        .map(|patch| serde_yaml::from_slice(&tiphys::engine::manifest::json::to_json(&patch.0)).expect("YAML"))
        .collect();
    let patches = map.entry("patches".into()).or_insert_with(|| serde_yaml::Value::Sequence(Vec::new()));
    patches.as_sequence_mut().expect("a list").extend(new);
    std::fs::write(file, serde_yaml::to_string(&map).expect("YAML")).expect("a file");
}

/// What we render.
fn ours(files: &[(&str, String)], block: &KustomizeSource) -> Result<String, String> {
    let memory = Memory::new(files.iter().map(|(path, text)| (*path, text.as_str())));
    let repos = Repos::default().with(REPO, "main", 'a', memory);
    let context = Context {
        instance: "shop".into(),
        name: "shop".into(),
        project: "default".into(),
        namespace: "".into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces: false,
        track: false,
        entropy: tiphys::engine::render::entropy::Entropy::preview(),
        settings: Arc::new(Settings::default()),
        schema: Arc::new(Schema::empty()),
    };
    let source = Source { repo_url: REPO.into(), path: "app".into(), kustomize: Some(block.clone()), ..Source::default() };
    let sources = Sources { items: vec![SourceAt { revision: Revision::new("main"), source }] };
    let solved = solve(&repos, |answers| render(&sources, &context, answers));
    match solved.problems.iter().find(|problem| problem.is_error()) {
        Some(problem) => Err(problem.to_string()),
        None => Ok(kustomize_bytes(&solved.value.objects)),
    }
}

#[test]
fn blocks_are_laid_over_kustomizations_as_argo_cd_does() {
    let Some(kustomize) = testbed::tool("kustomize") else { return };
    let letters: Vec<char> = "psnijklrcdefwtabgxymoqv".chars().collect();
    let mut sets: Vec<String> = letters.iter().map(ToString::to_string).collect();
    sets.extend(
        ["fc", "wc", "wtc", "wfc", "tc", "wtd", "fd", "wd", "ga", "qo", "pnimx", "psnirca", "psnjrwtdgaxm", "fcy", "cgafwxmi", "kryv"]
            .map(str::to_owned),
    );
    let (mut different, mut n_built) = (Vec::new(), 0);
    for over in OVER {
        let files = files(over);
        for set in &sets {
            let mut block = KustomizeSource::default();
            set.chars().for_each(|letter| part(&mut block, letter));
            let (want, got) = (real(&kustomize, &files, &block), ours(&files, &block));
            n_built += usize::from(want.is_ok());
            let is_same = match (&want, &got) {
                (Ok(want), Ok(got)) => want == got,
                (Err(_), Err(_)) => true,
                (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
            };
            if !is_same {
                different.push(format!("{set} over\n{over}\nwanted: {want:?}\ngot: {got:?}\n"));
            }
        }
    }
    assert!(n_built > 100, "most of them build: {n_built}");
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
