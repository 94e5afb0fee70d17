//! How many replicas a workload keeps. It knows no other rule.
//!
//! Of Deployments, StatefulSets, ReplicaSets, ReplicationControllers and Rollouts, and of other kinds that say `spec.replicas`. Where the
//! desired object leaves the number out it is 1 if the object is made or put anew, or if the last applied one had it; else it stays what it
//! is, and the plan does nothing to it (whom server-side apply takes for the field's owner is not asked). A HorizontalPodAutoscaler counts
//! with its `minReplicas`, and where it is part of the plan, a workload that leaves its number to it need not have the minimum itself. A
//! fall is judged in any case: an autoscaler only mends it afterwards.

use super::{Change, Fault, Told};
use crate::engine::manifest::json::parse_json;
use crate::engine::merge::last_applied;
use crate::engine::sync::task::Verb;
use crate::model::house::ChangeRule;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// Kinds with one replica where they do not say.
const SCALED: [(&str, &str); 5] =
    [("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "ReplicaSet"), ("", "ReplicationController"), ("argoproj.io", "Rollout")];

const REPLICAS: [&str; 2] = ["spec", "replicas"];

fn is_scaled(object: &Object) -> bool {
    SCALED.iter().any(|(group, kind)| object.is(group, kind))
}

fn is_autoscaler(object: &Object) -> bool {
    object.is("autoscaling", "HorizontalPodAutoscaler")
}

/// What the rule says of a change's replicas.
pub(super) fn judge(rule: &ChangeRule, change: &Change<'_>, all: &[Change<'_>]) -> Vec<Told> {
    if rule.min_replicas.is_none() && rule.max_replica_drop.is_none() {
        return Vec::new();
    }
    let desired = match (change.verb, change.desired) {
        (Verb::Create | Verb::Update | Verb::Replace | Verb::Recreate, Some(desired)) => desired,
        (Verb::Create | Verb::Update | Verb::Replace | Verb::Recreate, None) => {
            let what = format!("what {} will be is not known: its replicas are not judged", change.key);
            let change = "read the desired object again".to_owned();
            return vec![Told::Unknown(Fault { field: "minReplicas", what, change })];
        }
        // Nothing is scaled by these; what may go is a matter of `forbid`.
        (Verb::Keep | Verb::Leave | Verb::Prune | Verb::RunHook | Verb::SkipPrune, _) => return Vec::new(),
    };
    let Some(after) = after(change, desired) else { return Vec::new() };
    let mut told = Vec::new();
    if let Some(least) = rule.min_replicas.filter(|least| after < *least) {
        let is_covered = desired.int_at(&REPLICAS).is_none() && is_autoscaled(change, all);
        if !is_covered {
            let what = format!("{} would have {after} replicas, at least {least} are asked for", change.key);
            told.push(breaks("minReplicas", what, format!("ask for {least} or more")));
        }
    }
    let before = change.live.and_then(now);
    if let (Some(most), Some(before)) = (rule.max_replica_drop, before)
        && before > 0
        && (i128::from(before) - i128::from(after)) * 100 > i128::from(most) * i128::from(before)
    {
        let what = format!("{} falls from {before} replicas to {after}, by more than {most} %", change.key);
        told.push(breaks("maxReplicaDrop", what, "go down in several steps".to_owned()));
    }
    told
}

fn breaks(field: &'static str, what: String, change: String) -> Told {
    Told::Breaks(Fault { field, what, change })
}

/// How many there are now.
fn now(live: &Object) -> Option<i64> {
    if is_autoscaler(live) {
        return Some(live.int_at(&["spec", "minReplicas"]).unwrap_or(1));
    }
    live.int_at(&REPLICAS).or_else(|| is_scaled(live).then_some(1))
}

/// How many there will be; none where the plan does nothing to the number.
fn after(change: &Change<'_>, desired: &Object) -> Option<i64> {
    if is_autoscaler(desired) {
        return Some(desired.int_at(&["spec", "minReplicas"]).unwrap_or(1));
    }
    if let Some(written) = desired.int_at(&REPLICAS) {
        return Some(written);
    }
    if !is_scaled(desired) {
        return None;
    }
    match (change.verb, change.live) {
        (Verb::Update, Some(live)) => was_applied(live).then_some(1),
        (Verb::Create | Verb::Replace | Verb::Recreate, _) | (Verb::Update, None) => Some(1),
        (Verb::Keep | Verb::Leave | Verb::Prune | Verb::RunHook | Verb::SkipPrune, _) => None,
    }
}

/// Whether the object applied last had the number: leaving it out now takes it away.
fn was_applied(live: &Object) -> bool {
    let applied = live.annotation(last_applied::ANNOTATION).and_then(|text| parse_json(text.as_bytes()).ok());
    let spec = applied.as_ref().and_then(Value::as_map).and_then(|root| root.get("spec")).and_then(Value::as_map);
    spec.and_then(|spec| spec.get("replicas")).is_some_and(|replicas| !replicas.is_null())
}

/// Whether an autoscaler of the same plan, or one that stays as it is, decides about this workload's replicas.
fn is_autoscaled(change: &Change<'_>, all: &[Change<'_>]) -> bool {
    all.iter().any(|other| {
        let target = other.desired.filter(|object| is_autoscaler(object) && !other.verb.is_prune());
        target.is_some_and(|scaler| {
            let text = |field: &str| scaler.str_at(&["spec", "scaleTargetRef", field]);
            let group = text("apiVersion").and_then(|version| version.split_once('/')).map_or("", |(group, _)| group);
            other.key.cluster == change.key.cluster
                && other.key.namespace == change.key.namespace
                && text("name") == Some(&*change.key.name)
                && change.key.group_kind.is(group, text("kind").unwrap_or(""))
        })
    })
}
