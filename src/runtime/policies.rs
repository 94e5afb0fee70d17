//! Kyverno's policies as they are in a destination, with the ConfigMaps that they name; kept for a while, since plans of a thousand
//! applications would read them a thousand times. It judges nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::objects::{self, Selection};
use crate::adapters::cluster::request::Target;
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::engine::policy::kyverno::given::Given;
use crate::engine::policy::kyverno::{Asked, Policies};
use crate::engine::sync::plan::Plan;
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::Problem;
use crate::session::effect::Subject;

use super::Shared;
use super::destination::Destination;
use super::live::Handle;

/// How long policies are kept: who changes one does not look at a plan in the same breath.
const KEPT: Duration = Duration::from_secs(30);

/// ConfigMaps that are read for policies at most.
const MAX_MAPS: usize = 64;

/// Groups of Kyverno's policies.
const GROUPS: [&str; 2] = ["kyverno.io", "policies.kyverno.io"];

/// The policies of a cluster, with what they read besides.
#[derive(Debug, Clone, Default)]
struct Known {
    policies: Arc<Policies>,
    given: Arc<Given>,
    /// Why not all of them could be read.
    problem: Option<Problem>,
}

/// Policies by cluster.
#[derive(Default)]
pub(crate) struct Kept(Mutex<BTreeMap<ClusterId, (Instant, Known)>>);

/// What the destination's policies say to everything that a plan writes.
pub(super) async fn judge(shared: &Shared, subject: &Subject, (plan, destination): (&Plan, &Destination), at: Timestamp) -> Vec<Judgement> {
    let known = known(shared, &destination.handle).await;
    let mut all: Vec<Judgement> = known.problem.iter().map(unread).collect();
    if known.policies.is_empty() {
        return all;
    }
    let cluster = &destination.handle.cluster;
    let person = &subject.access.person;
    let (user, groups) = match &plan.account {
        Some(account) => (account.clone(), Vec::new()),
        None => (person.user.clone(), person.kubernetes_groups.iter().map(ToString::to_string).collect()),
    };
    let mut work = Work { cluster: cluster.id.clone(), objects: Vec::new(), namespaces: BTreeMap::new(), user, groups, at, known };
    for task in plan.tasks.iter().filter(|task| task.verb.is_write()) {
        let Some(object) = task.desired.clone() else { continue };
        let name = &task.key.namespace;
        if !name.is_empty() && !work.namespaces.contains_key(name) {
            work.namespaces.insert(name.clone(), labels(cluster, name).await);
        }
        work.objects.push((name.clone(), object, task.live.clone()));
    }
    // Untrusted patterns within their budgets, but budgets of seconds: not on a thread that has watches to feed.
    match shared.engine.run(move || work.judged()).await {
        Ok(judged) => all.extend(judged),
        Err(problem) => all.push(unread(&problem)),
    }
    all
}

/// A namespace, an object as it shall be there, and as it is.
type Change = (Arc<str>, Object, Option<Object>);

/// What is judged at once, away from the loop.
struct Work {
    cluster: ClusterId,
    objects: Vec<Change>,
    namespaces: BTreeMap<Arc<str>, Option<BTreeMap<String, String>>>,
    user: Arc<str>,
    groups: Vec<String>,
    at: Timestamp,
    known: Known,
}

impl Work {
    fn judged(&self) -> Vec<Judgement> {
        let (mut all, mut n_passed, mut n_objects) = (Vec::new(), 0, 0);
        for (namespace, object, old) in &self.objects {
            let asked = Asked {
                cluster: &self.cluster,
                object,
                old: old.as_ref(),
                namespace_labels: self.namespaces.get(namespace).and_then(Option::as_ref),
                user: &self.user,
                groups: &self.groups,
                at: self.at,
                given: &self.known.given,
            };
            let judged = self.known.policies.judge(&asked);
            n_objects += usize::from(!judged.is_empty());
            n_passed += judged.iter().filter(|own| own.weight == Weight::Admits).count();
            all.extend(judged.into_iter().filter(|own| own.weight != Weight::Admits));
        }
        all.extend((n_passed > 0).then(|| passed(n_passed, n_objects)));
        all
    }
}

/// Yes from so many rules is one line: a plan of a hundred objects has thousands of them.
fn passed(n_passed: usize, n_objects: usize) -> Judgement {
    let verdict = Verdict {
        allowed: true,
        rule: format!("rules of Kyverno's policies passed {n_passed} times, on {n_objects} objects").into(),
        place: None,
        change: "a rule that fails would warn or refuse".into(),
    };
    Judgement { judge: Judge::Kyverno, about: None, weight: Weight::Admits, verdict }
}

/// Policies that may not be read: said, never passed silently.
fn unread(problem: &Problem) -> Judgement {
    let verdict = Verdict {
        allowed: true,
        rule: format!("Kyverno's policies cannot all be read: {}", problem.cause).into(),
        place: None,
        change: "the right to list them in the destination; the server-side dry run asks Kyverno itself, where it runs".into(),
    };
    Judgement { judge: Judge::Kyverno, about: None, weight: Weight::NotJudged, verdict }
}

async fn known(shared: &Shared, handle: &Handle) -> Known {
    let kept = || shared.policies.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept().get(&handle.cluster.id).filter(|(at, _)| at.elapsed() < KEPT) {
        return known.clone();
    }
    let known = read(handle).await;
    kept().insert(handle.cluster.id.clone(), (Instant::now(), known.clone()));
    known
}

async fn read(handle: &Handle) -> Known {
    let Some(found) = handle.cluster.discovered() else { return Known::default() };
    let mut all: Vec<Object> = Vec::new();
    let mut problem = None;
    for kind in
        found.kinds().filter(|kind| GROUPS.contains(&&*kind.group) && (kind.kind.ends_with("Policy") || &*kind.kind == "PolicyException"))
    {
        match objects::list(&handle.cluster, kind, &Selection::default()).await {
            Ok(found) => all.extend(found),
            Err(error) => problem = Some(error.problem()),
        }
    }
    if all.is_empty() {
        return Known { problem, ..Known::default() };
    }
    let mut maps = Vec::new();
    for (namespace, name) in named_maps(&all).into_iter().take(MAX_MAPS) {
        let target = Target::collection("", "v1", "configmaps").within(namespace).named(name);
        if let Ok(Some(map)) = objects::find(&handle.cluster, &target).await {
            maps.push(map);
        }
    }
    let given = Given { objects: maps, ..Given::default() };
    Known { policies: Arc::new(Policies::read(&all)), given: Arc::new(given), problem }
}

/// The ConfigMaps that contexts name outright; one whose name is an expression is not known before the object is.
fn named_maps(policies: &[Object]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut found = std::collections::BTreeSet::new();
    for spec in policies.iter().filter_map(|policy| policy.root().get("spec")) {
        gather(spec, &mut found);
    }
    found.into_iter().collect()
}

fn gather(value: &Value, found: &mut std::collections::BTreeSet<(Arc<str>, Arc<str>)>) {
    match value {
        Value::Map(map) => {
            if let Some(own) = map.get("configMap").and_then(Value::as_map) {
                let text = |key: &str| own.get(key).and_then(Value::as_shared_str).filter(|text| !text.contains("{{"));
                found.extend(text("name").map(|name| (text("namespace").unwrap_or_else(|| "default".into()), name)));
            }
            map.iter().for_each(|(_, value)| gather(value, found));
        }
        Value::List(list) => list.iter().for_each(|value| gather(value, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
    }
}

async fn labels(cluster: &Cluster, name: &str) -> Option<BTreeMap<String, String>> {
    let target = Target::collection("", "v1", "namespaces").named(name);
    let namespace = objects::find(cluster, &target).await.ok()??;
    let labels = namespace.get(&["metadata", "labels"]).and_then(Value::as_map);
    Some(labels.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str().to_owned(), value.as_str()?.to_owned()))).collect())
}
