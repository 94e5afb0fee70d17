//! A small world for plans: desired and live objects out of YAML, a request, and verdicts by the plainest rule (what is
//! desired is so, or it is not). It knows no comparison: whole comparisons are the area `compare`'s.

use std::collections::BTreeMap;
use std::sync::Arc;

use tiphys::engine::compare::respect::{Respected, respected};
use tiphys::engine::compare::{Desired, Live, Rules, Verdict, Verdicts, compare};
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::resources::marks::{hook_types, is_hook, wave};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answers, Step};
use tiphys::engine::sync;
use tiphys::engine::sync::fields;
use tiphys::engine::sync::plan::{DryRuns, Plan, PlanInput};
use tiphys::engine::sync::request::{DestinationId, NamespaceState, Request, Start};
use tiphys::model::application::{Source, SyncPolicy};
use tiphys::model::ids::{AppKey, ClusterId, ObjectKey, OperationId, Sha};
use tiphys::model::object::Object;
use tiphys::model::object::value::Value;
use tiphys::model::problem::Problem;
use tiphys::model::settings::Settings;
use tiphys::model::status::SyncStatus;

use crate::support::judged::stepped;

/// The commit that everything is at.
pub(crate) const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

/// Everything that a plan is made from, owned.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) app: AppKey,
    pub(crate) destination: DestinationId,
    pub(crate) namespace: NamespaceState,
    pub(crate) request: Request,
    pub(crate) sources: Vec<Source>,
    pub(crate) revisions: Vec<Sha>,
    pub(crate) desired: Desired,
    pub(crate) live: Live,
    pub(crate) dry_runs: DryRuns,
    pub(crate) rules: Rules,
    pub(crate) problems: Vec<Problem>,
    pub(crate) start: Option<Start>,
    pub(crate) schema: Schema,
}

/// The objects of a YAML stream.
pub(crate) fn parse(text: &str) -> Vec<Object> {
    let (objects, problems) = objects(&parse_yaml(text.as_bytes(), "fixture.yaml", ParseOptions::KUBERNETES), "fixture.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    objects
}

impl World {
    /// A world of these manifests, in namespace `shop`, with an operation to run under.
    pub(crate) fn new(desired: &str, live: &str) -> Self {
        let cluster = ClusterId::new("test");
        let live = parse(live)
            .into_iter()
            .enumerate()
            .map(|(index, object)| live_object(index, &object))
            .map(|object| (object.key(&cluster), object));
        Self {
            app: AppKey::new(cluster.clone(), "argocd", "shop"),
            destination: DestinationId::InCluster,
            namespace: NamespaceState::Unknown,
            request: Request::default(),
            sources: vec![Source { repo_url: "https://git.example/shop".into(), path: "deploy".into(), ..Source::default() }],
            revisions: vec![Sha::new(SHA)],
            desired: Desired { objects: parse(desired), ..Desired::default() },
            live: Live { objects: live.collect(), ..Live::default() },
            dry_runs: DryRuns::new(),
            rules: Rules {
                instance: "shop".into(),
                cluster,
                namespace: "shop".into(),
                ignore: Arc::from([]),
                policy: Arc::new(SyncPolicy::default()),
                settings: Arc::new(Settings::default()),
                server_side: None,
                server: "".into(),
            },
            problems: Vec::new(),
            start: Some(Start {
                operation: OperationId::new("op-1"),
                at: "2026-01-02T03:04:05Z".into(),
                unix: 1_767_323_045,
                attempt: 0,
                seed: None,
            }),
            schema: Schema::builtin(),
        }
    }

    /// With these sync options of the application.
    pub(crate) fn with_options(mut self, options: &[&str]) -> Self {
        self.request.sync_options = options.iter().map(|option| (*option).to_owned()).collect();
        self
    }

    /// With prune.
    pub(crate) fn pruning(mut self) -> Self {
        self.request.prune = true;
        self
    }

    /// The key of an object in namespace `shop`, by kind and name.
    pub(crate) fn key(&self, kind_name: &str) -> ObjectKey {
        let found = |object: &Object| format!("{}/{}", object.kind(), object.name()) == kind_name;
        let objects = || self.desired.objects.iter().chain(self.live.objects.values());
        objects().find(|object| found(object)).unwrap_or_else(|| panic!("no {kind_name}")).key(&self.rules.cluster)
    }

    /// Replaces a live object by what the change makes of it.
    pub(crate) fn change_live(&mut self, kind_name: &str, change: impl Fn(&Object) -> Object) {
        let key = self.key(kind_name);
        let object = self.live.objects.get(&key).unwrap_or_else(|| panic!("no live {kind_name}"));
        self.live.objects.insert(key, change(object));
    }

    /// The plan, by the plainest verdicts.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_by(&verdicts(self))
    }

    /// The plan by the verdicts of the engine's own comparison.
    pub(crate) fn compared_plan(&self) -> Plan {
        match compare(&self.desired, &self.live, None, &self.schema, &self.rules, &Answers::default()) {
            Step::Done { value, problems, .. } => {
                let mut world = self.clone();
                world.problems.extend(problems);
                world.plan_by(&value)
            }
            Step::Needs(needs) => panic!("the comparison needs {needs:?}"),
        }
    }

    fn plan_by(&self, verdicts: &Verdicts) -> Plan {
        let respects = self.request.sync_options.iter().any(|option| option == "RespectIgnoreDifferences=true");
        let ask = |answers: &Answers| respected(&self.desired, &self.live, &self.schema, &self.rules, answers);
        let respected = if respects { stepped(ask).0 } else { Respected::new() };
        sync::plan(PlanInput {
            app: &self.app,
            uid: "app-uid",
            destination: &self.destination,
            namespace: &self.namespace,
            request: &self.request,
            sources: &self.sources,
            has_several_sources: false,
            revisions: &self.revisions,
            desired: &self.desired,
            live: &self.live,
            verdicts,
            respected: &respected,
            dry_runs: &self.dry_runs,
            rules: &self.rules,
            schema: &self.schema,
            problems: &self.problems,
            start: self.start.as_ref(),
        })
    }
}

/// A live object has a uid and a resourceVersion, whether the fixture says so or not.
fn live_object(index: usize, object: &Object) -> Object {
    let with = |object: Object, field: &str, value: String| {
        let path = ["metadata", field];
        if object.get(&path).is_some() { object } else { object.set(&path, value.into()).expect("an object") }
    };
    let object = with(object.clone(), "uid", format!("live-{index}"));
    with(object, "resourceVersion", format!("{}", 100 + index))
}

fn verdicts(world: &World) -> Verdicts {
    let cluster = &world.rules.cluster;
    let row = |key: ObjectKey, object: &Object, status: SyncStatus, is_desired: bool, is_live: bool| Verdict {
        version: object.version().into(),
        status,
        is_desired,
        is_live,
        requires_pruning: !is_desired && !is_hook(object),
        hooks: if is_hook(object) { hook_types(object) } else { Vec::new() },
        wave: wave(object),
        n_hunks: usize::from(status == SyncStatus::OutOfSync && is_desired && is_live),
        desired_hash: "".into(),
        key,
    };
    let mut rows: BTreeMap<ObjectKey, Verdict> = BTreeMap::new();
    for object in &world.desired.objects {
        let key = object.key(cluster);
        let live = world.live.objects.get(&key);
        let status = match live {
            Some(live) if is_so(world, object, live) => SyncStatus::Synced,
            Some(_) | None => SyncStatus::OutOfSync,
        };
        rows.insert(key.clone(), row(key, object, status, true, live.is_some()));
    }
    for (key, object) in &world.live.objects {
        if !rows.contains_key(key) && object.owners().next().is_none() {
            rows.insert(key.clone(), row(key.clone(), object, SyncStatus::OutOfSync, false, true));
        }
    }
    Verdicts { status: SyncStatus::OutOfSync, rows: rows.into_values().collect(), rules: Vec::new() }
}

fn is_so(world: &World, desired: &Object, live: &Object) -> bool {
    let value = Value::Map(desired.root().clone());
    fields::covers(&world.schema, fields::root(&world.schema, desired), Some(&live.to_value()), &value)
}
