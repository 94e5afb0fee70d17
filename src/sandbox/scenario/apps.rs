//! The Applications of the demo with their past: records, verdicts, the last operation, and what was reported last. It knows no
//! repository's content.

use jiff::Timestamp;

use super::repos::Repos;
use super::{ByHand, Fleet, access, erp, platform, tacos, yaml};
use crate::model::application::{GROUP, VERSION, annotation};
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};

/// A record: the commit's label, minutes ago, and what it came to (`None`: nobody recorded it).
type Record = (&'static str, i64, Option<&'static str>);

struct App {
    name: &'static str,
    project: &'static str,
    repo: &'static str,
    path: &'static str,
    namespace: &'static str,
    automated: bool,
    /// Oldest first; the last is what runs.
    history: Vec<Record>,
    sync: &'static str,
    health: &'static str,
    by: &'static str,
}

fn app(name: &'static str, project: &'static str, repo: &'static str, path: &'static str, namespace: &'static str) -> App {
    App { name, project, repo, path, namespace, automated: false, history: Vec::new(), sync: "Synced", health: "Healthy", by: "ana" }
}

fn list() -> Vec<App> {
    let good = Some("Healthy");
    let platform = |name, path, namespace| app(name, "platform", platform::NAME, path, namespace);
    let erp = |name, path, namespace| app(name, "itdo-erp", erp::NAME, path, namespace);
    let mut apps = vec![
        App {
            automated: true,
            history: vec![("v1.6.0", 29_000, good)],
            by: "ana",
            ..platform("platform-apps", "infrastructure/argocd/applications", "argocd")
        },
        App {
            automated: true,
            history: vec![("v1.6.0", 29_000, good), ("dev-1.9", 1_498, good)],
            ..platform("platform-dev", "infrastructure/k8s/overlays/development", "platform-development")
        },
        App {
            automated: true,
            history: vec![("v1.6.0", 29_000, good), ("staging-1.9", 1_438, good)],
            ..platform("platform-staging", "infrastructure/k8s/overlays/staging", "platform-staging")
        },
        App {
            history: vec![("v1.6.0", 28_900, None), ("v1.7.0", 14_390, good), ("v1.8.0", 4_290, good), ("v1.9.0", 9, None)],
            health: "Degraded",
            by: "mei",
            ..platform("platform-production", "infrastructure/k8s/overlays/production", "platform-production")
        },
        App {
            automated: true,
            history: vec![("v1", 19_900, good)],
            // As the worst of its children is.
            health: "Progressing",
            by: "priya",
            ..app("tacos-apps", "traffic-tacos", tacos::DEPLOYMENTS, "applications", "argocd")
        },
        App {
            history: vec![("v2.1.4", 11_900, good), ("v2.1.5", 3_990, good)],
            by: "kenji",
            ..erp("itdo-erp-prod", "environments/prod", "itdo-erp-prod")
        },
        App {
            automated: true,
            history: vec![("v2.1.4", 11_900, good), ("staging-2.1.5", 4_995, good)],
            by: "kenji",
            ..erp("itdo-erp-staging", "environments/staging", "itdo-erp-staging")
        },
        App {
            history: vec![("v2.1.4", 11_800, None)],
            health: "Suspended",
            by: "kenji",
            ..erp("itdo-erp-reports", "reports", "itdo-erp-staging")
        },
        App { history: vec![("v2.1.4", 11_700, good)], by: "kenji", ..erp("itdo-erp-preview", "frontend-preview", "itdo-erp-staging") },
    ];
    for (name, _) in tacos::SERVICES {
        let base = app(name, "traffic-tacos", name, "k8s/manifests", "tacos");
        apps.push(match name {
            "reservation-api" => {
                App { history: vec![("first", 18_900, good), ("second", 2_880, good)], sync: "OutOfSync", by: "tomas", ..base }
            }
            "inventory-api" => {
                App { history: vec![("first", 18_900, good), ("second", 290, good)], sync: "OutOfSync", by: "tomas", ..base }
            }
            "reservation-worker" => {
                App { history: vec![("first", 18_900, good), ("second", 4, None)], health: "Progressing", by: "tomas", ..base }
            }
            _ => App { history: vec![("first", 18_900, good), ("second", 290, good)], by: "tomas", ..base },
        });
    }
    apps
}

/// The fleet over these repositories.
pub(super) fn fleet(repos: &Repos, now: Timestamp) -> Fleet {
    let scale = map([("spec", Value::Map(map([("replicas", Value::Int(5))])))]);
    Fleet {
        namespaces: vec![
            "argocd",
            "platform-development",
            "platform-staging",
            "platform-production",
            "tacos",
            "itdo-erp-prod",
            "itdo-erp-staging",
        ],
        configs: access::config_maps(now),
        projects: ["default", "platform", "traffic-tacos", "itdo-erp"].into_iter().filter_map(project).collect(),
        applications: list().iter().filter_map(|app| application(repos, app)).collect(),
        by_hand: vec![ByHand { namespace: "tacos", name: "inventory-api", patch: scale }],
    }
}

fn object(kind: &'static str, metadata: Map, rest: Vec<(&'static str, Map)>) -> Option<Object> {
    let mut root =
        map([("apiVersion", Value::str(format!("{GROUP}/{VERSION}"))), ("kind", Value::str(kind)), ("metadata", Value::Map(metadata))]);
    for (key, value) in rest {
        root = root.with(key, Value::Map(value));
    }
    Object::new(root, Origin::default()).ok()
}

fn project(name: &'static str) -> Option<Object> {
    let any = || Value::str("*");
    let spec = map([
        ("description", Value::str(format!("Applications of {name}"))),
        ("sourceRepos", Value::list(vec![any()])),
        ("destinations", Value::list(vec![Value::Map(map([("server", any()), ("namespace", any())]))])),
        ("clusterResourceWhitelist", Value::list(vec![Value::Map(map([("group", any()), ("kind", any())]))])),
    ]);
    let windows = yaml::value(access::windows(name));
    let spec = if windows.is_null() { spec } else { spec.with("syncWindows", windows) };
    object("AppProject", map([("name", Value::str(name)), ("namespace", Value::str("argocd"))]), vec![("spec", spec)])
}

fn source(repos: &Repos, app: &App) -> Map {
    let base = map([("repoURL", Value::str(repos.url(app.repo))), ("targetRevision", Value::str("main")), ("path", Value::str(app.path))]);
    if app.path == "applications" { base.with("directory", Value::Map(map([("recurse", Value::Bool(true))]))) } else { base }
}

fn application(repos: &Repos, app: &App) -> Option<Object> {
    let verdicts: Vec<String> = app
        .history
        .iter()
        .zip(0..)
        .filter_map(|((_, minutes, health), id): (&Record, i64)| {
            let health = (*health)?;
            Some(format!("{{\"id\":{id},\"health\":\"{health}\",\"at\":\"{}\",\"by\":\"{}\"}}", repos.ago(minutes - 1), app.by))
        })
        .collect();
    let annotations = map([(annotation::VERDICTS, Value::str(format!("[{}]", verdicts.join(","))))]);
    let metadata = map([("name", Value::str(app.name)), ("namespace", Value::str("argocd")), ("annotations", Value::Map(annotations))]);
    let options = Value::list(vec![Value::str("CreateNamespace=true")]);
    let mut policy = map([("syncOptions", options)]);
    if app.automated {
        policy = policy.with("automated", Value::Map(map([("prune", Value::Bool(true)), ("selfHeal", Value::Bool(true))])));
    }
    let destination = map([("server", Value::str("https://kubernetes.default.svc")), ("namespace", Value::str(app.namespace))]);
    let spec = map([
        ("project", Value::str(app.project)),
        ("source", Value::Map(source(repos, app))),
        ("destination", Value::Map(destination)),
        ("syncPolicy", Value::Map(policy)),
        ("revisionHistoryLimit", Value::Int(10)),
    ]);
    object("Application", metadata, vec![("spec", spec), ("status", status(repos, app))])
}

fn status(repos: &Repos, app: &App) -> Map {
    let by = Value::Map(map([("username", Value::str(app.by))]));
    let records = app.history.iter().zip(0..).map(|((label, minutes, _), id): (&Record, i64)| {
        Value::Map(map([
            ("id", Value::Int(id)),
            ("revision", Value::str(repos.sha(app.repo, label))),
            ("source", Value::Map(source(repos, app))),
            ("deployedAt", Value::str(repos.ago(*minutes))),
            ("deployStartedAt", Value::str(repos.ago(*minutes))),
            ("initiatedBy", by.clone()),
        ]))
    });
    let records: Vec<Value> = records.collect();
    let last = app.history.last().copied().unwrap_or(("", 0, None));
    let revision = Value::str(repos.sha(app.repo, last.0));
    let sync_operation = map([("revision", revision.clone()), ("syncOptions", Value::list(vec![Value::str("CreateNamespace=true")]))]);
    let operation = map([("sync", Value::Map(sync_operation)), ("initiatedBy", by)]);
    let result = map([("revision", revision.clone()), ("source", Value::Map(source(repos, app))), ("resources", Value::list(Vec::new()))]);
    let operation_state = map([
        ("operation", Value::Map(operation)),
        ("phase", Value::str("Succeeded")),
        ("message", Value::str("successfully synced (all tasks run)")),
        ("syncResult", Value::Map(result)),
        ("startedAt", Value::str(repos.ago(last.1))),
        ("finishedAt", Value::str(repos.ago(last.1))),
    ]);
    let compared =
        map([("source", Value::Map(source(repos, app))), ("destination", Value::Map(map([("namespace", Value::str(app.namespace))])))]);
    map([
        ("history", Value::list(records)),
        ("health", Value::Map(map([("status", Value::str(app.health)), ("lastTransitionTime", Value::str(repos.ago(last.1)))]))),
        ("sync", Value::Map(map([("status", Value::str(app.sync)), ("revision", revision), ("comparedTo", Value::Map(compared))]))),
        ("operationState", Value::Map(operation_state)),
        ("reconciledAt", Value::str(repos.ago(2))),
    ])
}
