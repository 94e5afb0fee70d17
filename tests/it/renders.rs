//! What is known is not made again: a commit renders what it can affect, an unchanged side is not compared, a repository that many
//! applications read is fetched once. The runtime, the client, the Git and the API server are the real ones (the sandbox in process).

mod charts;
mod elsewhere;
mod server_side;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::objects::{self, WriteOptions};
use tiphys::adapters::cluster::request::Target;
use tiphys::adapters::store::crds;
use tiphys::model::ids::{AppKey, ClusterId};
use tiphys::model::status::SyncStatus;
use tiphys::runtime::inbox::Incoming;
use tiphys::runtime::world::{Connect, Limits, World};
use tiphys::runtime::{Counts, Runtime, block_on};
use tiphys::sandbox::host::{Config, Controllers, Sandbox};
use tiphys::session::command::Command;
use tiphys::session::msg::{Msg, Timed};
use tiphys::session::outcome::Evaluation;
use tiphys::session::state::State;
use tiphys::session::update::{next_wake, update};

use super::support::desk::value;
use super::support::repository::Remote;

/// Far above any wait that is right.
const LONGEST: Duration = Duration::from_mins(1);

const APPS: [&str; 3] = ["a", "b", "c"];

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'shop/web:1'}]}
";

/// A session over a sandbox and a repository of one base and three overlays.
struct Fleet {
    remote: Remote,
    cluster: Cluster,
    state: State,
    runtime: Runtime<()>,
    reactor: tokio::runtime::Runtime,
    _sandbox: Sandbox,
    _folder: tempfile::TempDir,
}

fn key(name: &str) -> AppKey {
    AppKey::new(ClusterId::new("here"), "argocd", name)
}

fn application(name: &str, url: &str) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"project": "default", "source": {"repoURL": url, "path": format!("overlays/{name}"), "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "default"}},
    })
}

fn layout() -> Vec<(String, Option<String>)> {
    let mut files = vec![
        ("base/kustomization.yaml".to_owned(), Some("resources: [web.yaml, settings.yaml]\n".to_owned())),
        ("base/web.yaml".to_owned(), Some(DEPLOYMENT.to_owned())),
        ("base/settings.yaml".to_owned(), Some("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: '1'}\n".to_owned())),
    ];
    for name in APPS {
        let text = format!("resources: [../../base]\nnamePrefix: {name}-\n");
        files.push((format!("overlays/{name}/kustomization.yaml"), Some(text)));
    }
    files
}

impl Fleet {
    fn new(limits: Limits) -> Self {
        Self::trusting(limits, Vec::new())
    }

    /// One whose kustomizations may name what stands below these URLs.
    fn trusting(limits: Limits, trusted_remotes: Vec<Arc<str>>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let remote = Remote::new(&folder.path().join("fleet.git"));
        remote.commit(layout());
        let reactor = block_on().expect("threads");
        let (sandbox, cluster) = reactor.block_on(async {
            let sandbox = Sandbox::new(Config { controllers: Controllers::Off, ..Config::default() });
            let cluster = Cluster::from_client(sandbox.client(), ClusterId::new("here"));
            crds::install(&cluster).await.expect("CRDs");
            let namespaces = Target::collection("", "v1", "namespaces");
            let argocd = value(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}));
            objects::create(&cluster, &namespaces, &argocd, &WriteOptions::by("test")).await.expect("a namespace");
            let applications = Target::collection("argoproj.io", "v1alpha1", "applications").within("argocd");
            for name in APPS {
                let object = value(application(name, &remote.url()));
                objects::create(&cluster, &applications, &object, &WriteOptions::by("test")).await.expect("an application");
            }
            (sandbox, cluster)
        });
        let world = World {
            connect: Connect::Ready(cluster.clone()),
            cache: folder.path().join("cache"),
            state: folder.path().join("state"),
            worker: env!("CARGO_BIN_EXE_tiphys").into(),
            is_demo: false,
            trusted_remotes,
            limits,
        };
        let state = State::new(ClusterId::new("here"), Timestamp::now());
        let runtime = Runtime::start(world).expect("threads");
        let mut own = Self { remote, cluster, state, runtime, reactor, _sandbox: sandbox, _folder: folder };
        own.send(Command::Connect);
        own.until("connection", |state| state.plane.is_up() && state.plane.is_listed);
        own.send(Command::Interest(APPS.map(key).to_vec()));
        own.until("judgements", |state| APPS.iter().all(|name| state.evaluation(&key(name)).is_some()));
        own
    }

    /// One whose every look into Git is a fetch.
    fn eager() -> Self {
        Self::new(Limits { fetch_again: Duration::ZERO, ..Limits::default() })
    }

    fn send(&mut self, command: Command) {
        self.take(Msg::Command(command));
    }

    fn take(&mut self, msg: Msg) {
        let effects = update(&mut self.state, Timed { at: Timestamp::now(), msg });
        self.runtime.carry_out(effects);
    }

    #[track_caller]
    fn until(&mut self, what: &str, is_so: impl Fn(&State) -> bool) {
        let end = Instant::now() + LONGEST;
        while !is_so(&self.state) {
            assert!(Instant::now() < end, "no {what} within {LONGEST:?}: {:?}", self.state.notices);
            let wake = next_wake(&self.state).map(|at| at.duration_since(Timestamp::now()));
            let wake = wake.map(|left| Instant::now() + Duration::try_from(left).unwrap_or_default());
            match self.runtime.inbox.next(Some(wake.map_or(end, |wake| wake.min(end)))) {
                Incoming::Reply(reply) => self.take(Msg::Reply(reply)),
                Incoming::Observed(seen) => self.take(Msg::Observed(seen)),
                Incoming::Wake | Incoming::Input(()) => self.take(Msg::Tick),
                Incoming::Closed => panic!("the runtime ended"),
            }
        }
    }

    /// Judges all again; returns what was done for it.
    #[track_caller]
    fn refresh(&mut self) -> Counts {
        let (before, began) = (self.runtime.counts(), Timestamp::now());
        self.send(Command::Refresh { apps: APPS.map(key).to_vec(), hard: false });
        self.until("judgements", |state| APPS.iter().all(|name| state.computed[&key(name)].at.is_some_and(|at| at > began)));
        let now = self.runtime.counts();
        Counts {
            rendered: now.rendered - before.rendered,
            compared: now.compared - before.compared,
            fetched: now.fetched - before.fetched,
            judged: now.judged - before.judged,
            tried: now.tried - before.tried,
        }
    }

    /// Commits and judges all again; returns how many were rendered. All are at the new commit then.
    #[track_caller]
    fn commit(&mut self, changes: &[(&str, Option<&str>)]) -> u64 {
        let sha = self.remote.commit(changes.iter().copied());
        let rendered = self.refresh().rendered;
        for name in APPS {
            let revisions: Vec<&str> = self.evaluation(name).revisions.iter().map(tiphys::model::ids::Sha::as_str).collect();
            assert_eq!(revisions, [&sha], "{name}");
        }
        rendered
    }

    fn evaluation(&self, name: &str) -> &Evaluation {
        self.state.evaluation(&key(name)).expect("it is judged")
    }
}

#[test]
fn a_commit_renders_only_what_it_can_affect() {
    let mut fleet = Fleet::eager();
    assert_eq!(fleet.commit(&[("docs/README.md", Some("hello\n"))]), 0, "nobody reads it");
    let overlay = "resources: [../../base]\nnamePrefix: a-\nimages: [{name: shop/web, newTag: '2'}]\n";
    assert_eq!(fleet.commit(&[("overlays/a/kustomization.yaml", Some(overlay))]), 1, "one overlay");
    assert_eq!(fleet.commit(&[("base/web.yaml", Some(&DEPLOYMENT.replace("web:1", "web:3")))]), 3, "the base of all");
    let source = "kustomize: {nameSuffix: -x}\n";
    assert_eq!(fleet.commit(&[("overlays/b/.argocd-source-b.yaml", Some(source))]), 1, "an override for one application appears");
    let names: Vec<&str> = fleet.evaluation("b").verdicts.rows.iter().map(|row| &*row.key.name).collect();
    assert_eq!(names, ["b-settings-x", "b-web-x"]);
    assert_eq!(
        fleet.commit(&[("overlays/b/.argocd-source-a.yaml", Some(source))]),
        1,
        "a listed folder grows, though nobody reads the file"
    );
    assert_eq!(fleet.commit(&[("overlays/c/.argocd-source.yaml", Some(source))]), 1, "an absent path appears");
    assert_eq!(fleet.commit(&[("overlays/c/.argocd-source.yaml", None)]), 1, "and is gone again");
    let names: Vec<&str> = fleet.evaluation("c").verdicts.rows.iter().map(|row| &*row.key.name).collect();
    assert_eq!(names, ["c-settings", "c-web"]);
}

#[test]
fn a_broken_commit_is_rendered_until_it_is_mended() {
    let mut fleet = Fleet::eager();
    assert_eq!(fleet.commit(&[("overlays/a/kustomization.yaml", Some("resources: [\n"))]), 1);
    assert_eq!(fleet.evaluation("a").verdicts.status, SyncStatus::Unknown);
    assert_eq!(fleet.commit(&[("overlays/a/kustomization.yaml", Some("resources: [../../base]\nnamePrefix: a-\n"))]), 1);
    assert_eq!(fleet.evaluation("a").verdicts.status, SyncStatus::OutOfSync);
}

#[test]
fn jsonnet_is_judged_again_only_when_something_that_it_imports_changes() {
    let mut fleet = Fleet::eager();
    let map = |value: &str| format!("{{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {{ name: 'made' }}, data: {{ v: '{value}' }} }}\n");
    let (one, two) = (map("1"), map("2"));
    let changes = [
        ("overlays/a/kustomization.yaml", None),
        ("overlays/a/app.jsonnet", Some("import '../../lib/map.libsonnet'\n")),
        ("lib/map.libsonnet", Some(one.as_str())),
        ("lib/other.libsonnet", Some("{}\n")),
    ];
    assert_eq!(fleet.commit(&changes), 1);
    assert!(fleet.evaluation("a").problems.is_empty(), "{:?}", fleet.evaluation("a").problems);
    let names: Vec<&str> = fleet.evaluation("a").verdicts.rows.iter().map(|row| &*row.key.name).collect();
    assert_eq!((names, fleet.runtime.counts().judged), (vec!["made"], 1));
    assert_eq!(fleet.commit(&[("lib/other.libsonnet", Some("{a: 1}\n"))]), 0, "nobody imports it");
    assert_eq!(fleet.commit(&[("lib/map.libsonnet", Some(&two))]), 1, "an imported file");
    assert_eq!(fleet.runtime.counts().judged, 2);
    assert_eq!(fleet.commit(&[("lib/map.libsonnet", Some(&one))]), 1, "and back again");
    assert_eq!(fleet.runtime.counts().judged, 2, "the answer was known");
    assert_eq!(fleet.commit(&[("overlays/a/notes.txt", Some("a listed folder grows\n"))]), 1);
    assert_eq!(fleet.runtime.counts().judged, 2, "rendered anew from known answers");
    assert_eq!(fleet.commit(&[("lib/map.libsonnet", Some("error 'no'\n"))]), 1);
    let evaluation = fleet.evaluation("a");
    let told: Vec<String> = evaluation.problems.iter().map(ToString::to_string).collect();
    assert_eq!(evaluation.verdicts.status, SyncStatus::Unknown);
    assert!(told.iter().any(|told| told.starts_with("lib/map.libsonnet:1:1: RUNTIME ERROR: no")), "{told:?}");
}

#[test]
fn nothing_is_made_again_where_nothing_changed() {
    let mut fleet = Fleet::new(Limits::default());
    let first = fleet.runtime.counts();
    assert_eq!(
        first,
        Counts { rendered: 3, compared: 3, fetched: 1, ..Counts::default() },
        "three applications of one repository fetch it once"
    );
    let again = fleet.refresh();
    assert_eq!(again, Counts::default(), "a moment later nothing is fetched, rendered or compared");
}

#[test]
fn a_live_change_compares_only_the_application_it_belongs_to() {
    let mut fleet = Fleet::new(Limits::default());
    let before = fleet.runtime.counts();
    let object = value(
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b-settings", "namespace": "default"}, "data": {"a": "2"}}),
    );
    let target = Target::collection("", "v1", "configmaps").within("default");
    let cluster = fleet.cluster.clone();
    fleet.reactor.block_on(objects::create(&cluster, &target, &object, &WriteOptions::by("somebody"))).expect("it is made");
    fleet.until("a judgement", |state| {
        let evaluation = state.evaluation(&key("b"));
        evaluation.is_some_and(|found| found.verdicts.rows.iter().any(|row| &*row.key.name == "b-settings" && row.is_live))
    });
    let now = fleet.runtime.counts();
    assert_eq!((now.rendered - before.rendered, now.compared - before.compared), (0, 1));
}

#[test]
fn what_is_no_longer_watched_is_forgotten() {
    let mut fleet = Fleet::new(Limits::default());
    let pod = value(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a-settings", "namespace": "default"}}));
    let target = Target::collection("", "v1", "configmaps").within("default");
    let cluster = fleet.cluster.clone();
    fleet.reactor.block_on(objects::create(&cluster, &target, &pod, &WriteOptions::by("somebody"))).expect("it is made");
    fleet.until("the live object", |state| !state.live.is_empty());
    fleet.send(Command::Interest(Vec::new()));
    fleet.until("nothing live", |state| state.live.is_empty());
}
