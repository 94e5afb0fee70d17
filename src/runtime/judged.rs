//! Health scripts of people: objects that wait for one are judged beside everything else, a batch at a time; who declares scripts for its
//! own resources is noted. It decides no verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use futures::{StreamExt, stream};
use jiff::{Timestamp, Unit};

use crate::adapters::cluster::cache::{Cached, Changes};
use crate::engine::health::script::Scripts;
use crate::engine::health::{self, script};
use crate::model::application::GROUP;
use crate::model::ids::{AppKey, ClusterId, ObjectKey};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::model::status::{Health, HealthStatus};
use crate::session::effect::Subject;

use super::Shared;
use super::answers::{Fresh, settle};
use super::live::{Handle, locked};

/// Objects that are judged before their rows are handed on: a screen's worth, so that a list of thousands fills as it is judged.
const BATCH: usize = 64;

/// Times that a script may take too long, or too much, before it is believed of it: what is left of a batch is not asked of it then.
/// Each costs its whole deadline, and a script that loops loops on every object.
const MAX_OVERRUNS: usize = 3;

/// Who waits for a script.
#[derive(Default)]
pub(super) struct Waiting {
    keys: BTreeSet<ObjectKey>,
    is_judging: bool,
}

/// Scripts that Applications declare in Git's text only.
#[derive(Default)]
pub(crate) struct Declared(Mutex<BTreeMap<AppKey, Arc<Scripts>>>);

/// Has these objects judged.
pub(super) fn ask(shared: &Arc<Shared>, handle: &Arc<Handle>, pending: BTreeSet<ObjectKey>) {
    if pending.is_empty() {
        return;
    }
    let mut waiting = locked(&handle.waiting);
    waiting.keys.extend(pending);
    if !std::mem::replace(&mut waiting.is_judging, true) {
        tokio::spawn(judge_all(shared.clone(), handle.clone()));
    }
}

/// Judges batch after batch until nobody waits.
async fn judge_all(shared: Arc<Shared>, handle: Arc<Handle>) {
    // By place, which names a script.
    let overruns: Mutex<BTreeMap<Arc<str>, (usize, Problem)>> = Mutex::default();
    loop {
        let batch: Vec<ObjectKey> = {
            let mut waiting = locked(&handle.waiting);
            let batch = std::iter::from_fn(|| waiting.keys.pop_first()).take(BATCH).collect::<Vec<_>>();
            waiting.is_judging = !batch.is_empty();
            batch
        };
        if batch.is_empty() {
            return;
        }
        let judged = stream::iter(batch).map(|key| judge(&shared, &handle, key, &overruns)).buffer_unordered(BATCH);
        let changes = judged.fold(Changes::default(), async |mut all, one| {
            all.merge(one);
            all
        });
        let changes = changes.await;
        if !changes.is_empty() {
            handle.took(changes, shared.sink.as_ref());
        }
    }
}

async fn judge(
    shared: &Arc<Shared>,
    handle: &Arc<Handle>,
    key: ObjectKey,
    overruns: &Mutex<BTreeMap<Arc<str>, (usize, Problem)>>,
) -> Changes {
    let Some((live, cached)) = locked(&handle.cache).waiting(&key) else { return Changes::default() };
    let object = match cached {
        Cached::Object(object) => Some(object),
        Cached::Elsewhere => match handle.read(&key).await {
            Ok(object) => object,
            Err(problem) => return locked(&handle.cache).give_up(&key, problem),
        },
        Cached::Absent => None,
    };
    // Without it nothing is said: the watch brings another one, or takes it away.
    let Some(object) = object else { return Changes::default() };
    let (rules, instance) = (locked(&handle.cache).rules().clone(), live.row.instance.clone());
    let Some(place) = script::script(&object, instance.as_deref(), &rules).map(|script| script.place.clone()) else {
        let known = health::judge(&object, &rules);
        return locked(&handle.cache).judge(&object, known);
    };
    let given_up = locked(overruns).get(&place).filter(|(times, _)| *times >= MAX_OVERRUNS).map(|(_, problem)| problem.clone());
    let said = match given_up {
        Some(problem) => failed(problem),
        None => {
            let (asked, now) = (object.clone(), Timestamp::now().round(Unit::Minute).ok());
            let done = settle(shared, Fresh::cached(), move |answers| health::health(&asked, instance.as_deref(), &rules, now, answers));
            match done.await {
                Ok(done) => (done.value, done.problems.into_iter().next()),
                Err(problem) => failed(problem),
            }
        }
    };
    if let Some(problem) = said.1.as_ref().filter(|problem| problem.kind == ProblemKind::Limit) {
        locked(overruns).entry(place).or_insert_with(|| (0, problem.clone())).0 += 1;
    }
    locked(&handle.cache).judge(&object, said)
}

fn failed(problem: Problem) -> (Option<Health>, Option<Problem>) {
    (Some(Health::new(HealthStatus::Unknown, problem.to_string())), Some(problem))
}

/// Other settings hold: every cluster's objects are judged by them from now on.
pub(super) fn change_settings(shared: &Arc<Shared>, settings: &Arc<Settings>) {
    for handle in shared.clusters.all() {
        let changes = locked(&handle.cache).change_settings(settings);
        took(shared, &handle, changes);
    }
}

/// Judges an application's own resources by the scripts that it declares: in its annotations, which win, or in Git's text.
pub(super) fn declare(shared: &Arc<Shared>, subject: &Subject, handle: &Arc<Handle>) {
    let in_git = locked(&shared.declared.0).get(&subject.app).cloned();
    let own = Scripts::of_application(&subject.detail.object);
    let scripts = Arc::new(in_git.map_or_else(|| own.clone(), |in_git| own.over(&in_git)));
    let instance: Arc<str> = subject.app.instance_name(&subject.settings.control_namespace).into();
    let changes = locked(&handle.cache).declare(&instance, &scripts);
    took(shared, handle, changes);
}

fn took(shared: &Arc<Shared>, handle: &Arc<Handle>, changes: Changes) {
    if changes.is_empty() {
        return;
    }
    let pending = changes.pending.clone();
    handle.took(changes, shared.sink.as_ref());
    ask(shared, handle, pending);
}

/// Notes what rendered Applications declare in fields that their cluster drops; what is to be told about it.
pub(super) fn found(shared: &Shared, cluster: &ClusterId, objects: &[Object]) -> Vec<Problem> {
    let mut notes = Vec::new();
    for object in objects.iter().filter(|object| object.group_kind().is(GROUP, "Application")) {
        let key = AppKey::new(cluster.clone(), object.namespace().clone(), object.name().clone());
        let scripts = Scripts::of_application(object);
        let mut declared = locked(&shared.declared.0);
        if scripts.is_empty() {
            declared.remove(&key);
        } else {
            notes.extend(script::notes(object));
            declared.insert(key, Arc::new(scripts));
        }
    }
    notes
}
