//! Differences to show: Git ↔ live, or between any two of live, revisions, records, folders, applications and clusters. Values leave
//! masked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::compare::masks::Masks;
use crate::engine::compare::{Desired, Live, assigned, hunks};
use crate::engine::step::{Answers, Asking};
use crate::engine::sync::images;
use crate::model::ids::{GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::problem::{Problem, any_error};
use crate::session::effect::{Recipe, Side, SideOf, Subject};
use crate::session::shown::{Change, DiffView, ObjectDiff};

use super::answers::{Fresh, settle};
use super::compute::How;
use super::destination::Destination;
use super::sides::{Made, To};
use super::{Shared, compute, destination, owners, sides};

type Objects = BTreeMap<ObjectKey, Object>;

/// Makes a difference.
pub(super) async fn diff(
    shared: &Arc<Shared>,
    subject: &Subject,
    only: Option<&ObjectKey>,
    sides: Option<(Side, Side)>,
) -> Result<Arc<DiffView>, Vec<Problem>> {
    let destination = destination::resolve(shared, subject).await.map_err(|problem| vec![problem])?;
    let to = (shared, subject, &destination);
    let view = match sides {
        None => desired_live(shared, subject, &destination, only).await?,
        Some((left, right)) => match (&left.what, &right.what) {
            (SideOf::Made(old), SideOf::Made(new)) => {
                let (old, new) = (sides::made(to, &left.title, old).await?, sides::made(to, &right.title, new).await?);
                let (old, new) = sides::alike(to, (&left, old), (&right, new));
                records(to, old, new, only).await?
            }
            (SideOf::Made(recipe), SideOf::Live | SideOf::Cluster(_)) => against(to, &right, (&left.title, recipe), only).await?,
            (SideOf::Live | SideOf::Cluster(_), SideOf::Made(recipe)) => against(to, &left, (&right.title, recipe), only).await?,
            (SideOf::Live | SideOf::Cluster(_), SideOf::Live | SideOf::Cluster(_)) => clusters(to, &left, &right, only).await?,
        },
    };
    Ok(Arc::new(view))
}

/// What runs ↔ what Git wants.
pub(super) async fn desired_live(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    only: Option<&ObjectKey>,
) -> Result<DiffView, Vec<Problem>> {
    let sources = compute::sources(subject, None);
    let done = compute::rendered(shared, subject, sources, destination, How::shown()).await.map_err(|problem| vec![problem])?;
    let live = compute::live_side(shared, subject, destination, (&done.rendered.objects, &[])).await;
    let made = Made { title: sides::titled("Git", &done.rendered.revisions), objects: done.rendered.objects, problems: done.problems };
    against_live((shared, subject, destination), ("live".into(), live), made, only).await
}

/// What runs, here or in another cluster ↔ what would be deployed.
async fn against(to: To<'_>, runs: &Side, (title, recipe): (&str, &Recipe), only: Option<&ObjectKey>) -> Result<DiffView, Vec<Problem>> {
    let mut made = sides::made(to, title, recipe).await?;
    if let Recipe::App(other) = recipe {
        made = sides::renamed(to, made, other, &[]);
    }
    let live = match &runs.what {
        SideOf::Cluster(name) => {
            let keys = made.objects.iter().map(|object| object.key(&to.2.handle.cluster.id)).collect();
            sides::copies(to, name, keys).await.map_err(|problem| vec![problem])?
        }
        SideOf::Live | SideOf::Made(_) => {
            // What the other side has nothing of any more runs all the same, and would be pruned: the status may not name it.
            let now = compute::rendered(to.0, to.1, compute::sources(to.1, None), to.2, How::shown()).await;
            let now = now.map(|done| done.rendered.objects).unwrap_or_default();
            compute::live_side(to.0, to.1, to.2, (&made.objects, &now)).await
        }
    };
    against_live(to, (runs.title.clone(), live), made, only).await
}

/// Only what a sync would change, and what only a prune would remove.
async fn against_live(
    (shared, subject, destination): To<'_>,
    (left, (side, left_out)): (Arc<str>, (Live, Vec<Problem>)),
    made: Made,
    only: Option<&ObjectKey>,
) -> Result<DiffView, Vec<Problem>> {
    let partial = any_error(&made.problems);
    let desired = Desired { objects: made.objects, partial };
    let schema = destination.handle.schema();
    let compared = compute::verdicts(shared, desired, side, schema, compute::rules(subject, destination)).await;
    let (verdicts, found, desired, side) = compared.map_err(|problem| vec![problem])?;
    let differing: BTreeSet<ObjectKey> = verdicts
        .rows
        .iter()
        .filter(|row| {
            row.hooks.is_empty() && row.status != crate::model::status::SyncStatus::Synced && !side.unknown.contains(&row.key.group_kind)
        })
        .map(|row| row.key.clone())
        .collect();
    let cluster = &destination.handle.cluster.id;
    let keep = |key: &ObjectKey| differing.contains(key);
    let new: Objects = desired.objects.iter().map(|object| (object.key(cluster), object.clone())).filter(|(key, _)| keep(key)).collect();
    let keep = |key: &ObjectKey| keep(key) && only.is_none_or(|only| only == key);
    let old: Objects = side.objects.iter().filter(|(key, _)| keep(key)).map(|(key, object)| (key.clone(), object.clone())).collect();
    let old = owners::with_owners(&destination.handle, old).await;
    let mut view = view(shared, (subject, Way::Sync), destination, (left, old), (made.title, new), only).await?;
    view.problems.extend(made.problems);
    view.problems.extend(found);
    view.problems.extend(left_out);
    if partial {
        // What was not rendered is not missing from Git.
        view.objects.retain(|object| object.change != Change::Removed);
    }
    Ok(view)
}

/// Two that would be deployed, or were.
async fn records((shared, subject, destination): To<'_>, old: Made, new: Made, only: Option<&ObjectKey>) -> Result<DiffView, Vec<Problem>> {
    let cluster = &destination.handle.cluster.id;
    let keyed = |objects: Vec<Object>| objects.into_iter().map(|object| (object.key(cluster), object)).collect();
    let (left, right) = ((old.title, keyed(old.objects)), (new.title, keyed(new.objects)));
    let mut view = view(shared, (subject, Way::Records), destination, left, right, only).await?;
    view.problems.extend(old.problems);
    view.problems.extend(new.problems);
    Ok(view)
}

/// The same objects in two clusters: those that Git wants, and those that bear the application's mark here.
async fn clusters(to: To<'_>, left: &Side, right: &Side, only: Option<&ObjectKey>) -> Result<DiffView, Vec<Problem>> {
    let (shared, subject, destination) = to;
    let sources = compute::sources(subject, None);
    let done = compute::rendered(shared, subject, sources, destination, How::shown()).await.map_err(|problem| vec![problem])?;
    let (here, left_out) = compute::live_side(shared, subject, destination, (&done.rendered.objects, &[])).await;
    let desired = done.rendered.objects.iter().map(|object| object.key(&destination.handle.cluster.id));
    let keys: BTreeSet<ObjectKey> = desired.chain(here.objects.keys().cloned()).collect();
    let mut problems = done.problems;
    problems.extend(left_out);
    let mut both = Vec::new();
    for side in [left, right] {
        let (found, more) = match &side.what {
            SideOf::Cluster(name) => sides::copies(to, name, keys.clone()).await.map_err(|problem| vec![problem])?,
            SideOf::Live | SideOf::Made(_) => (here.clone(), Vec::new()),
        };
        problems.extend(more);
        both.push(found);
    }
    let unknown: BTreeSet<GroupKind> = both.iter().flat_map(|side| side.unknown.iter().cloned()).collect();
    let mut plain = both.into_iter().map(|side| {
        let known = side.objects.into_iter().filter(|(key, _)| !unknown.contains(&key.group_kind));
        known.map(|(key, object)| (key, assigned::without_assigned(&object))).collect::<Objects>()
    });
    let (old, new) = (plain.next().unwrap_or_default(), plain.next().unwrap_or_default());
    let mut view = view(shared, (subject, Way::Records), destination, (left.title.clone(), old), (right.title.clone(), new), only).await?;
    view.problems.extend(problems);
    Ok(view)
}

/// What the two sides are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Live, and what Git wants: only what a sync would change counts, never what a server or a controller filled in.
    Sync,
    /// Two that are nothing to each other: what records deployed, what other revisions would, what other clusters have.
    Records,
}

async fn view(
    shared: &Arc<Shared>,
    (subject, way): (&Subject, Way),
    destination: &Destination,
    (left, old): (Arc<str>, Objects),
    (right, new): (Arc<str>, Objects),
    only: Option<&ObjectKey>,
) -> Result<DiffView, Vec<Problem>> {
    let (schema, rules) = (destination.handle.schema(), compute::rules(subject, destination));
    let only = only.cloned();
    let work = move |answers: &Answers| {
        let mut asking = Asking::new(answers);
        let mut keys: BTreeSet<&ObjectKey> = old.keys().chain(new.keys()).collect();
        keys.retain(|key| only.as_ref().is_none_or(|only| only == *key));
        let mut objects = Vec::new();
        let mut changed = Vec::new();
        let mut masks = Masks::default();
        for key in keys {
            let (a, b) = (old.get(key), new.get(key));
            let hunks = match way {
                Way::Sync => hunks::hunks_among(&mut masks, b, a, &schema, &rules, &mut asking),
                Way::Records => hunks::between_among(&mut masks, a, b, &schema, &rules, &mut asking),
            };
            let change = match (a, b) {
                (None, _) => Change::Added,
                (_, None) => Change::Removed,
                (Some(_), Some(_)) => Change::Changed,
            };
            if way == Way::Records && change == Change::Changed && hunks.is_empty() {
                continue;
            }
            if let (Some(a), Some(b)) = (a, b) {
                let (before, after) = (images::of(a), images::of(b));
                changed.extend(
                    before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, b)| (key.clone(), a.as_str().into(), b.as_str().into())),
                );
            }
            objects.push(ObjectDiff { key: key.clone(), change, hunks });
        }
        asking.finish(DiffView { left: left.clone(), right: right.clone(), objects, images: changed, problems: Vec::new() })
    };
    settle(shared, Fresh::cached(), work).await.map(|done| done.value).map_err(|problem| vec![problem])
}
