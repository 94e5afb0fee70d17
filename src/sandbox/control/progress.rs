//! What a Deployment says of itself: counts, Available, Progressing and its deadline (`progress.go`, `sync.go`). It knows no
//! strategy beyond its bounds.

use jiff::{SignedDuration, Timestamp};

use super::deployment::{REVISION, revision};
use super::rollout::bounds;
use super::template::condition;
use super::world::{World, Writer, entries};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::removal::time;
use crate::sandbox::store::place::Address;

/// What has just happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// A ReplicaSet was made.
    Created,
}

/// Counts over ReplicaSets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    total: i64,
    updated: i64,
    ready: i64,
    available: i64,
}

/// Writes the status; when to look again, because a deadline passes then.
pub(super) fn report(
    world: &mut World<'_>,
    address: &Address,
    deployment: &Object,
    current: Option<&Object>,
    all: &[Object],
    news: Option<News>,
) -> Option<Timestamp> {
    let sum = |key: &str| all.iter().map(|set| set.int_at(&["status", key]).unwrap_or(0)).sum::<i64>();
    let counts = Counts {
        total: sum("replicas"),
        updated: current.map_or(0, |set| set.int_at(&["status", "replicas"]).unwrap_or(0)),
        ready: sum("readyReplicas"),
        available: sum("availableReplicas"),
    };
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    let (progressing, again) = progressing(world, deployment, current, counts, news);
    let available = available(world, deployment, counts, wanted);
    let generation = deployment.int_at(&["metadata", "generation"]);
    let number = current.map(revision).filter(|own| *own > 0);
    let unavailable = (all.iter().map(|set| set.int_at(&["spec", "replicas"]).unwrap_or(0)).sum::<i64>() - counts.available).max(0);
    world.report(address, Writer::Controller, |edit| {
        if let Some(number) = number {
            edit.within_new("metadata", |metadata| {
                metadata.within_new("annotations", |own| own.set(REVISION, number.to_string()));
            });
        }
        edit.within_new("status", |status| {
            status.set("replicas", counts.total);
            status.set("updatedReplicas", counts.updated);
            status.set("readyReplicas", counts.ready);
            status.set("availableReplicas", counts.available);
            status.set("unavailableReplicas", unavailable);
            status.put("observedGeneration", generation.map(Value::Int));
            let mut conditions = vec![available];
            conditions.extend(progressing);
            conditions.sort_by_key(|own| {
                own.as_map().and_then(|own| own.get("lastTransitionTime")).and_then(Value::as_str).unwrap_or("").to_owned()
            });
            status.set("conditions", Value::list(conditions));
        });
    });
    again
}

fn made(
    world: &World<'_>,
    before: Option<&Map>,
    of_type: &'static str,
    status: &'static str,
    reason: &str,
    message: &str,
    touch: bool,
) -> Value {
    let text = |key: &str| before.and_then(|own| own.get(key)).cloned();
    let same = before.is_some_and(|own| own.get("status").and_then(Value::as_str) == Some(status));
    let kept = same && before.is_some_and(|own| own.get("reason").and_then(Value::as_str) == Some(reason)) && !touch;
    let updated = if kept { text("lastUpdateTime") } else { None }.unwrap_or_else(|| world.stamp());
    let moved = if same { text("lastTransitionTime") } else { None }.unwrap_or_else(|| world.stamp());
    entries(vec![
        ("type", of_type.into()),
        ("status", status.into()),
        ("reason", reason.into()),
        ("message", message.into()),
        ("lastUpdateTime", updated),
        ("lastTransitionTime", moved),
    ])
}

fn available(world: &World<'_>, deployment: &Object, counts: Counts, wanted: i64) -> Value {
    let before = condition(deployment, "Available");
    if counts.available >= wanted - bounds(deployment).unavailable {
        made(world, before, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", false)
    } else {
        made(world, before, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", false)
    }
}

fn progressing(
    world: &mut World<'_>,
    deployment: &Object,
    current: Option<&Object>,
    counts: Counts,
    news: Option<News>,
) -> (Option<Value>, Option<Timestamp>) {
    let before = condition(deployment, "Progressing");
    let kept = || before.map(|own| Value::Map(own.clone()));
    let deadline = deployment.int_at(&["spec", "progressDeadlineSeconds"]).unwrap_or(600);
    let reason = |own: Option<&Map>| own.and_then(|own| own.get("reason")).and_then(Value::as_str).unwrap_or("").to_owned();
    let paused = deployment.get(&["spec", "paused"]).and_then(Value::as_bool) == Some(true);
    if deadline == i64::from(i32::MAX) {
        return (None, None);
    }
    match (paused, reason(before).as_str()) {
        (true, "ProgressDeadlineExceeded" | "NewReplicaSetAvailable" | "DeploymentPaused") => return (kept(), None),
        (true, _) => return (Some(made(world, before, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", false)), None),
        (false, "DeploymentPaused") => {
            let own = made(world, before, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", false);
            let again = Some(deadline_of(world.now, deadline));
            return (Some(own), again);
        }
        (false, _) => {}
    }
    let Some(set) = current else { return (kept(), None) };
    let quoted = format!("{:?}", &**set.name());
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    let complete = counts.updated == wanted && counts.total == wanted && counts.available == wanted;
    if news == Some(News::Created) {
        let own = made(world, before, "Progressing", "True", "NewReplicaSetCreated", &format!("Created new replica set {quoted}"), true);
        return (Some(own), Some(deadline_of(world.now, deadline)));
    }
    if complete {
        let message = format!("ReplicaSet {quoted} has successfully progressed.");
        return (Some(made(world, before, "Progressing", "True", "NewReplicaSetAvailable", &message, false)), None);
    }
    let was = |key: &str| deployment.int_at(&["status", key]).unwrap_or(0);
    let old_before = was("replicas") - was("updatedReplicas");
    let moved = counts.updated > was("updatedReplicas")
        || counts.total - counts.updated < old_before
        || counts.ready > was("readyReplicas")
        || counts.available > was("availableReplicas");
    let changed = deployment.int_at(&["status", "observedGeneration"]) != deployment.int_at(&["metadata", "generation"]);
    let settled = matches!(reason(before).as_str(), "NewReplicaSetAvailable");
    if moved || before.is_none() || settled && changed {
        let message = format!("ReplicaSet {quoted} is progressing.");
        let own = made(world, before, "Progressing", "True", "ReplicaSetUpdated", &message, true);
        return (Some(own), Some(deadline_of(world.now, deadline)));
    }
    if settled || reason(before) == "ProgressDeadlineExceeded" {
        return (kept(), None);
    }
    let updated = before.and_then(|own| own.get("lastUpdateTime")).and_then(Value::as_str).and_then(|text| text.parse().ok());
    let due = deadline_of(updated.unwrap_or(world.now), deadline);
    if world.now < due {
        return (kept(), Some(due));
    }
    let message = format!("ReplicaSet {quoted} has timed out progressing.");
    (Some(made(world, before, "Progressing", "False", "ProgressDeadlineExceeded", &message, false)), None)
}

fn deadline_of(since: Timestamp, seconds: i64) -> Timestamp {
    // Stamps are cut to whole seconds; a moment more keeps the deadline from passing early.
    let since: Timestamp = time(since).parse().unwrap_or(since);
    since.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(since)
}
