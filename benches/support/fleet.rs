//! A generated fleet: applications that are each a small Kustomize overlay of five objects over one base in one repository, in twenty
//! namespaces; and, where they are wanted, their live objects with ReplicaSets and Pods below. All ages are ten days and a half. It knows
//! no console.

use std::fmt::Write as _;
use std::path::Path;

use futures::StreamExt;
use serde_json::{Value, json};

use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::objects::{self, WriteOptions};
use tiphys::adapters::cluster::request::Target;
use tiphys::adapters::store::crds;
use tiphys::engine::manifest::json::{object_from_json, parse_json};
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;
use tiphys::model::object::key::Interner;
use tiphys::model::object::value::Map;
use tiphys::runtime::block_on;
use tiphys::sandbox::host::{Config, Controllers, Sandbox};
use tiphys::sandbox::users::User;

use super::process::until_told_to_end;
use super::repository::Remote;

/// Namespaces of the fleet.
const TEAMS: usize = 20;

/// Requests under way at once while the fleet is made.
const PARALLEL: usize = 16;

/// Objects of an overlay.
pub(crate) const OWN: usize = 5;

/// An application's name.
pub(crate) fn name(index: usize) -> String {
    format!("app-{index:05}")
}

fn team(index: usize) -> String {
    format!("team-{:02}", index % TEAMS)
}

/// The kustomization of an application, at a version of its image.
pub(crate) fn overlay(index: usize, version: usize) -> (String, String) {
    let (name, path) = (name(index), format!("overlays/{}/kustomization.yaml", name(index)));
    let text = format!(
        "resources: [../../base]\nnamePrefix: {name}-\nlabels: [{{pairs: {{app: {name}}}, includeSelectors: true}}]\n\
         images: [{{name: shop/web, newTag: \"1.{version}\"}}]\nreplicas: [{{name: web, count: 2}}]\n"
    );
    (path, text)
}

/// Writes the repository.
pub(crate) fn repository(path: &Path, apps: usize) -> Remote {
    let remote = Remote::new(path);
    let base = [
        ("kustomization.yaml", "resources: [account.yaml, settings.yaml, features.yaml, service.yaml, web.yaml]\n"),
        ("account.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n"),
        ("settings.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info, region: eu-1}\n"),
        ("features.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: features}\ndata: {checkout: 'on', search: 'off'}\n"),
        ("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPort: 8080}]}\n"),
        (
            "web.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {tier: web}}\n  template:\n    \
             metadata: {labels: {tier: web}}\n    spec:\n      serviceAccountName: runner\n      containers:\n      - name: web\n        \
             image: shop/web:1.0\n        envFrom: [{configMapRef: {name: settings}}]\n        resources: {requests: {cpu: 100m, memory: 64Mi}}\n",
        ),
    ];
    let base = base.iter().map(|(name, text)| (format!("base/{name}"), Some((*text).to_owned())));
    remote.commit(base.chain((0..apps).map(|index| overlay(index, 0)).map(|(path, text)| (path, Some(text)))));
    remote
}

/// Plays the fleet's server until told to end.
pub(crate) fn serve(folder: &Path, apps: usize, live: usize) {
    let url = repository(&folder.join("fleet.git"), apps).url();
    let reactor = block_on().expect("threads");
    reactor.block_on(async {
        let mut config = Config { controllers: Controllers::Off, ..Config::default() };
        config.users.add("bench-token", User::new("bench", &["system:masters"]));
        let sandbox = Sandbox::new(config);
        let cluster = Cluster::from_client(sandbox.client_with_token("bench-token"), ClusterId::new("sandbox"));
        populate(&cluster, &url, apps, live).await;
        sandbox.forget_requests();
        let server = sandbox.serve_tls(([127, 0, 0, 1], 0).into()).await.expect("a port");
        std::fs::write(folder.join("kubeconfig"), server.kubeconfig("bench", "bench-token")).expect("a kubeconfig");
        println!("ready");
        tokio::task::spawn_blocking(until_told_to_end).await.expect("it ended");
    });
}

/// Makes the fleet on a control plane: `live` objects an application, 0 for none; else its own five, a ReplicaSet and Pods.
pub(crate) async fn populate(cluster: &Cluster, url: &str, apps: usize, live: usize) {
    crds::install(cluster).await.expect("the CRDs are installed");
    let namespaces = Target::collection("", "v1", "namespaces");
    for namespace in (0..TEAMS).map(team).chain(["argocd".to_owned()]) {
        create(cluster, &namespaces, json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})).await;
    }
    let making = futures::stream::iter(0..apps).map(|index| async move {
        let target = Target::collection("argoproj.io", "v1alpha1", "applications").within("argocd");
        create(cluster, &target, application(index, url)).await;
        if live > 0 {
            deploy(cluster, index, live).await;
        }
    });
    making.buffer_unordered(PARALLEL).collect::<Vec<()>>().await;
}

async fn create(cluster: &Cluster, target: &Target, value: Value) -> Object {
    // A CRD that was installed a moment ago may not be served yet by a real server.
    for _ in 0..100 {
        match objects::create(cluster, target, &object(&value), &WriteOptions::by("bench")).await {
            Ok(written) => return written.object,
            Err(error) if error.is_not_found() => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
            Err(error) => panic!("{value}: {error}"),
        }
    }
    panic!("{value} is not served");
}

fn object(value: &Value) -> Object {
    object_from_json(value.to_string().as_bytes(), &mut Interner::default()).expect("an object")
}

/// A JSON map as our own.
pub(crate) fn map(value: Value) -> Map {
    let value = parse_json(value.to_string().as_bytes()).expect("JSON");
    value.as_map().expect("a map").clone()
}

/// The Application; its reported status is not what a comparison finds, so that a computed row can be told from a reported one.
fn application(index: usize, url: &str) -> Value {
    let past = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(252)).to_string();
    let health = match index % 100 {
        0 => "Degraded",
        1..=3 => "Progressing",
        _ => "Healthy",
    };
    let source = json!({"repoURL": url, "path": format!("overlays/{}", name(index)), "targetRevision": "main"});
    let revision = "4".repeat(40);
    let record = |id: usize| json!({"id": id, "revision": revision, "deployedAt": past, "source": source});
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name(index), "namespace": "argocd", "labels": {"team": team(index)}},
        "spec": {"project": "default", "source": source, "syncPolicy": {"syncOptions": ["CreateNamespace=true"]},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": team(index)}},
        "status": {
            "sync": {"status": "OutOfSync", "revision": revision}, "health": {"status": health}, "reconciledAt": past,
            "history": [record(0), record(1), record(2)],
            "operationState": {"phase": "Succeeded", "message": "successfully synced", "startedAt": past, "finishedAt": past,
                "operation": {"sync": {"revision": revision}}, "syncResult": {"revision": revision, "source": source}},
        },
    })
}

/// The live objects of an application, as a sync has made them.
async fn deploy(cluster: &Cluster, index: usize, live: usize) {
    let (app, team) = (name(index), team(index));
    let at =
        |group: &'static str, version: &'static str, plural: &'static str| Target::collection(group, version, plural).within(team.as_str());
    let meta = |group: &str, kind: &str, base: &str| {
        let id = format!("{app}:{group}/{kind}:{team}/{app}-{base}");
        json!({"name": format!("{app}-{base}"), "namespace": team, "labels": {"app": app},
            "annotations": {"argocd.argoproj.io/tracking-id": id}})
    };
    let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta("", "ServiceAccount", "runner")});
    create(cluster, &at("", "v1", "serviceaccounts"), account).await;
    for (base, data) in [("settings", json!({"level": "info", "region": "eu-1"})), ("features", json!({"checkout": "on", "search": "off"}))]
    {
        let value = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("", "ConfigMap", base), "data": data});
        create(cluster, &at("", "v1", "configmaps"), value).await;
    }
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": meta("", "Service", "web"),
        "spec": {"ports": [{"port": 80, "targetPort": 8080}], "selector": {"app": app}}});
    create(cluster, &at("", "v1", "services"), service).await;
    let labels = json!({"tier": "web", "app": app});
    let template = json!({"metadata": {"labels": labels}, "spec": pod_spec(&app)});
    let spec = json!({"replicas": 2, "selector": {"matchLabels": labels}, "template": template});
    let deployment = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta("apps", "Deployment", "web"), "spec": spec});
    let deployment = create(cluster, &at("apps", "v1", "deployments"), deployment).await;
    let set = owned(&deployment, &team, &format!("{app}-web-5f7"), &labels);
    let set = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": set, "spec": spec});
    let set = create(cluster, &at("apps", "v1", "replicasets"), set).await;
    for number in 0..live.saturating_sub(OWN + 1) {
        let meta = owned(&set, &team, &format!("{app}-web-5f7-{number:02}"), &labels);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": pod_spec(&app)});
        create(cluster, &at("", "v1", "pods"), pod).await;
    }
}

fn pod_spec(app: &str) -> Value {
    json!({"serviceAccountName": format!("{app}-runner"), "containers": [{"name": "web", "image": "shop/web:1.0",
        "envFrom": [{"configMapRef": {"name": format!("{app}-settings")}}], "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}]})
}

fn owned(owner: &Object, namespace: &str, name: &str, labels: &Value) -> Value {
    let reference = json!({"apiVersion": &**owner.api_version(), "kind": &**owner.kind(), "name": &**owner.name(), "uid": owner.uid(),
        "controller": true});
    json!({"name": name, "namespace": namespace, "labels": labels, "ownerReferences": [reference]})
}

/// A large overlay for the renderer alone: `n` resources (10 or more) in two bases, one of them with a generator, and in the overlay what
/// real ones use: a namespace, a prefix, labels, annotations, images, replicas, patches of both forms, replacements and generators.
pub(crate) fn large_overlay(folder: &Path, n: usize) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| std::fs::write(path, text)).expect("a file");
    };
    let (mut apps, mut data) = (String::from("resources:\n"), String::from("resources:\n"));
    for index in 0..n.saturating_sub(GENERATED) {
        let (base, list) = if index % 4 < 2 { ("apps", &mut apps) } else { ("data", &mut data) };
        write(&format!("{base}/{}", large_overlay_file(index)), &resource(index));
        writeln!(list, "- {}", large_overlay_file(index)).expect("text grows");
    }
    apps.push_str("configMapGenerator:\n- name: settings\n  literals: [level=info, region=eu-1]\n");
    write("apps/kustomization.yaml", &apps);
    write("data/kustomization.yaml", &data);
    write(
        "prod/kustomization.yaml",
        "resources: [../apps, ../data]\nnamespace: production\nnamePrefix: prod-\nlabels:\n- pairs: {team: shop}\n  includeSelectors: true\n\
         commonAnnotations: {owner: shop}\nimages:\n- {name: shop/web-1, newTag: '2.0'}\n- {name: shop/web-2, newName: mirror.test/web}\n\
         replicas:\n- {name: web-0, count: 3}\npatches:\n- target: {kind: Deployment, labelSelector: half=a}\n  patch: |-\n    \
         - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: B, value: b}}\n- {path: limits.yaml, target: {kind: Deployment}}\n\
         - {path: web-1.yaml}\nconfigMapGenerator:\n- {name: features, literals: [region=eu-1], files: [features.properties]}\nsecretGenerator:\n\
         - {name: token, envs: [token.env]}\nreplacements:\n- source: {kind: Service, name: web-0, fieldPath: metadata.name}\n  targets:\n  \
         - {select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=web].env.[name=A].value']}\n\
         - source: {kind: ConfigMap, name: features, fieldPath: data.region}\n  targets:\n  \
         - {select: {kind: Ingress}, fieldPaths: [spec.rules.0.host], options: {delimiter: '.', index: 1}}\n",
    );
    write("prod/features.properties", "checkout=on\nsearch=off\n");
    write("prod/token.env", "TOKEN=example\n");
    write(
        "prod/limits.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {template: {spec: {containers: [{name: web, \
         resources: {limits: {memory: 128Mi}}}]}}}\n",
    );
    write(
        "prod/web-1.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-1}\nspec: {strategy: {type: Recreate}, template: {spec: {\
         containers: [{name: proxy, image: shop/proxy:1.0}]}}}\n",
    );
}

/// What the generators of [`large_overlay`] make of its resources.
const GENERATED: usize = 3;

/// The file of a resource of [`large_overlay`], below `apps` or `data`.
pub(crate) fn large_overlay_file(index: usize) -> String {
    format!("object-{index:05}.yaml")
}

fn resource(index: usize) -> String {
    let (number, half) = (index / 4, if (index / 4).is_multiple_of(2) { "a" } else { "b" });
    match index % 4 {
        0 => format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{number}\n  labels: {{half: {half}}}\nspec:\n  replicas: 1\n  selector:\n    \
             matchLabels: {{app: web-{number}}}\n  template:\n    metadata:\n      labels: {{app: web-{number}}}\n    spec:\n      containers:\n      - name: web\n        \
             image: shop/web-{}:1.0\n        ports: [{{containerPort: 8080, name: http}}]\n        env:\n        - {{name: A, value: a}}\n        - name: LEVEL\n          \
             valueFrom: {{configMapKeyRef: {{name: settings, key: level}}}}\n        resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}\n",
            number % 5
        ),
        1 => format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: web-{number}}}\nspec:\n  selector: {{app: web-{number}}}\n  ports: [{{port: 80, targetPort: http}}]\n"
        ),
        2 => format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: data-{number}}}\ndata:\n  a: x{number}\n  b: |\n    line one\n    line two\n"
        ),
        _ => format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web-{number}}}\nspec:\n  rules:\n  - host: web-{number}.example.test\n    http:\n      \
             paths:\n      - path: /\n        pathType: Prefix\n        backend: {{service: {{name: web-{number}, port: {{number: 80}}}}}}\n"
        ),
    }
}
