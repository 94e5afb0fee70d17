//! The arithmetic of rolling updates: how many of the new, how many of the old (`rolling.go`, `util/deployment_util.go`). It
//! knows no condition.

use super::queue::address_of;
use super::world::{World, Writer};
use crate::model::object::Object;
use crate::model::object::value::Value;

/// How far a rollout may go above and below what is wanted, in pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) surge: i64,
    pub(super) unavailable: i64,
}

/// The bounds of a Deployment; both zero makes one pod unavailable.
pub(super) fn bounds(deployment: &Object) -> Bounds {
    if deployment.str_at(&["spec", "strategy", "type"]) != Some("RollingUpdate") {
        return Bounds { surge: 0, unavailable: 0 };
    }
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    let part = |key: &str| deployment.get(&["spec", "strategy", "rollingUpdate", key]);
    let surge = share(part("maxSurge"), wanted, Round::Up);
    let unavailable = share(part("maxUnavailable"), wanted, Round::Down);
    Bounds { surge, unavailable: if surge == 0 && unavailable == 0 { 1 } else { unavailable.min(wanted) } }
}

#[derive(Clone, Copy)]
pub(super) enum Round {
    Up,
    Down,
}

/// A number or a share of a number.
pub(super) fn share(value: Option<&Value>, of: i64, round: Round) -> i64 {
    match value {
        Some(Value::Str(text)) => {
            let percent: i64 = text.trim_end_matches('%').parse().unwrap_or(0);
            match round {
                Round::Up => (of * percent + 99) / 100,
                Round::Down => of * percent / 100,
            }
        }
        other => other.and_then(Value::as_i64).unwrap_or(0),
    }
}

fn size(set: &Object) -> i64 {
    set.int_at(&["spec", "replicas"]).unwrap_or(0)
}

fn available(set: &Object) -> i64 {
    set.int_at(&["status", "availableReplicas"]).unwrap_or(0)
}

/// How many pods a new ReplicaSet starts with beside the old ones (`NewRSNewReplicas`).
pub(super) fn first_size(deployment: &Object, old: &[Object]) -> i64 {
    grown(deployment, 0, old.iter().map(size).sum())
}

fn grown(deployment: &Object, own: i64, others: i64) -> i64 {
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    if deployment.str_at(&["spec", "strategy", "type"]) != Some("RollingUpdate") {
        return wanted;
    }
    let most = wanted + bounds(deployment).surge;
    let total = own + others;
    if total >= most { own } else { (own + (most - total)).min(wanted) }
}

/// One step of a rolling update: up with the new, else down with the old.
pub(super) fn step(world: &mut World<'_>, deployment: &Object, current: &Object, old: &[Object]) {
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    let (own, others) = (size(current), old.iter().map(size).sum::<i64>());
    let target = if own > wanted { wanted } else { grown(deployment, own, others) };
    if target != own {
        scale(world, deployment, current, target);
        return;
    }
    if others == 0 {
        return;
    }
    let least = wanted - bounds(deployment).unavailable;
    let new_unavailable = own - available(current);
    let mut spare = own + others - least - new_unavailable;
    if spare <= 0 {
        return;
    }
    // Pods that serve nobody go first, whatever revision they are of.
    let mut sorted: Vec<Object> = old.iter().filter(|set| size(set) > 0).cloned().collect();
    sorted.sort_by_key(|set| set.str_at(&["metadata", "creationTimestamp"]).unwrap_or("").to_owned());
    let mut left: Vec<(Object, i64)> = Vec::new();
    for set in sorted {
        let idle = (size(&set) - available(&set)).min(spare);
        let rest = size(&set) - idle.max(0);
        if idle > 0 {
            spare -= idle;
            scale(world, deployment, &set, rest);
        }
        left.push((set, rest));
    }
    let serving: i64 = old.iter().map(available).sum::<i64>() + available(current);
    let mut spare = serving - least;
    for (set, rest) in left {
        let down = rest.min(spare.max(0));
        if down > 0 {
            spare -= down;
            let now = world.get(&address_of("apps", "replicasets", &set)).unwrap_or(set);
            scale(world, deployment, &now, rest - down);
        }
    }
}

/// A paused Deployment follows its size but no template.
pub(super) fn hold(world: &mut World<'_>, deployment: &Object, current: &Object, old: &[Object]) {
    let wanted = deployment.int_at(&["spec", "replicas"]).unwrap_or(1);
    if old.iter().all(|set| size(set) == 0) {
        scale(world, deployment, current, wanted);
    }
}

/// Gives a ReplicaSet a size and tells of it.
pub(super) fn scale(world: &mut World<'_>, deployment: &Object, set: &Object, target: i64) {
    let before = size(set);
    if before == target {
        return;
    }
    let address = address_of("apps", "replicasets", set);
    world.change(&address, Writer::Controller, |edit| edit.within("spec", |spec| spec.set("replicas", target)));
    let word = if target > before { "up" } else { "down" };
    let message = format!("Scaled {word} replica set {} from {before} to {target}", set.name());
    world.tell(deployment, "Normal", "ScalingReplicaSet", &message, "deployment-controller");
}

#[cfg(test)]
mod tests {
    use super::{Round, share};
    use crate::model::object::value::Value;

    #[test]
    fn shares_are_rounded_as_rollouts_round_them() {
        let quarter = Value::str("25%");
        assert_eq!((share(Some(&quarter), 3, Round::Up), share(Some(&quarter), 3, Round::Down)), (1, 0));
        assert_eq!((share(Some(&quarter), 4, Round::Up), share(Some(&quarter), 4, Round::Down)), (1, 1));
        assert_eq!(share(Some(&Value::Int(2)), 10, Round::Down), 2);
    }
}
