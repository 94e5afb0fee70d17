//! Differences to show: Git ↔ live, or between what two records deployed. Values leave masked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::compare::hunks;
use crate::engine::render::{SourceAt, Sources};
use crate::engine::step::{Answers, Asking};
use crate::engine::sync::images;
use crate::model::ids::{ObjectKey, Revision};
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::session::command::DiffOf;
use crate::session::effect::{Side, Subject};
use crate::session::shown::{Change, DiffView, ObjectDiff};

use super::answers::{Fresh, settle};
use super::compute::How;
use super::destination::Destination;
use super::{Shared, compute, destination};

type Objects = BTreeMap<ObjectKey, Object>;

/// Makes a difference.
pub(super) async fn diff(
    shared: &Arc<Shared>,
    subject: &Subject,
    of: &DiffOf,
    only: Option<&ObjectKey>,
    records: Option<(Side, Side)>,
) -> Result<Arc<DiffView>, Vec<Problem>> {
    let destination = destination::resolve(shared, subject).await.map_err(|problem| vec![problem])?;
    let view = match (of, records) {
        (DiffOf::DesiredLive, _) | (_, None) => desired_live(shared, subject, &destination, only).await?,
        (DiffOf::RunningLastGood | DiffOf::Record(_), Some((left, right))) => {
            let old = deployed(shared, subject, &destination, &left).await?;
            let new = deployed(shared, subject, &destination, &right).await?;
            view(shared, (subject, Way::Records), &destination, (left.title, old), (right.title, new), only).await?
        }
    };
    Ok(Arc::new(view))
}

async fn desired_live(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    only: Option<&ObjectKey>,
) -> Result<DiffView, Vec<Problem>> {
    let sources = compute::sources(subject, None);
    let done = compute::rendered(shared, subject, sources, destination, How::shown()).await.map_err(|problem| vec![problem])?;
    let (side, left_out) = compute::live_side(shared, subject, destination, &done.rendered.objects).await;
    let desired = compute::desired(&done.rendered, &done.problems);
    let partial = desired.partial;
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
    let old: Objects = side.objects.iter().filter(|(key, _)| keep(key)).map(|(key, object)| (key.clone(), object.clone())).collect();
    let revisions: Vec<&str> = done.rendered.revisions.iter().map(super::super::model::ids::Sha::short).collect();
    let titles: (Arc<str>, Arc<str>) = ("live".into(), format!("Git {}", revisions.join(" ")).into());
    let mut view = view(shared, (subject, Way::Sync), destination, (titles.0, old), (titles.1, new), only).await?;
    view.problems.extend(done.problems);
    view.problems.extend(found);
    view.problems.extend(left_out);
    if partial {
        // What was not rendered is not missing from Git.
        view.objects.retain(|object| object.change != Change::Removed);
    }
    Ok(view)
}

async fn deployed(shared: &Arc<Shared>, subject: &Subject, destination: &Destination, side: &Side) -> Result<Objects, Vec<Problem>> {
    let pairs = side.deployed.sources.iter().zip(&side.deployed.revisions);
    let items = pairs.map(|(source, sha)| SourceAt { source: source.clone(), revision: Revision::new(sha.as_str()) }).collect();
    let done = compute::rendered(shared, subject, Sources { items }, destination, How::shown()).await.map_err(|problem| vec![problem])?;
    if crate::model::problem::any_error(&done.problems) {
        return Err(done.problems);
    }
    let cluster = &destination.handle.cluster.id;
    Ok(done.rendered.objects.into_iter().map(|object| (object.key(cluster), object)).collect())
}

/// What the two sides are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Live, and what Git wants: only what a sync would change counts, never what a server or a controller filled in.
    Sync,
    /// What two records deployed.
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
        for key in keys {
            let (a, b) = (old.get(key), new.get(key));
            let hunks = match way {
                Way::Sync => hunks::hunks(b, a, &schema, &rules, &mut asking),
                Way::Records => hunks::between(a, b, &schema, &rules, &mut asking),
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
