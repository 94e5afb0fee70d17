//! Autoscalers: replicas are kept within the bounds; the load never changes. It knows no metric.

use jiff::Timestamp;

use super::world::{World, Writer, entries};
use crate::model::object::value::Value;
use crate::sandbox::store::place::Address;

/// Average use of whatever is measured, in percent: below every usual target, so that nothing scales by itself.
const LOAD: i64 = 42;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let own = world.get(address)?;
    let text = |key: &str| own.str_at(&["spec", "scaleTargetRef", key]).unwrap_or("").to_owned();
    let resource = world.state.registry.by_kind(&text("apiVersion"), &text("kind"))?.id.clone();
    let target = Address::new(&resource, own.namespace().clone(), text("name"));
    let Some(object) = world.get(&target) else {
        let condition =
            condition(world, "AbleToScale", "False", "FailedGetScale", "the HPA controller was unable to get the target's current scale");
        world.report(address, Writer::Controller, |edit| {
            edit.within_new("status", |status| status.set("conditions", Value::list(vec![condition])));
        });
        return None;
    };
    let wanted = object.int_at(&["spec", "replicas"]).unwrap_or(1);
    let (least, most) = (own.int_at(&["spec", "minReplicas"]).unwrap_or(1), own.int_at(&["spec", "maxReplicas"]).unwrap_or(i64::MAX));
    // Zero replicas switch an autoscaler off.
    let desired = if wanted == 0 { 0 } else { wanted.clamp(least, most.max(least)) };
    if desired != wanted {
        world.change(&target, Writer::Controller, |edit| edit.within("spec", |spec| spec.set("replicas", desired)));
        let message = format!("New size: {desired}; reason: Current number of replicas outside of Spec.MinReplicas and Spec.MaxReplicas");
        world.tell(&own, "Normal", "SuccessfulRescale", &message, "horizontal-pod-autoscaler");
    }
    let metrics = own.get(&["spec", "metrics"]).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(|metric| {
        let name = metric.as_map()?.get("resource")?.as_map()?.get("name")?.clone();
        let current = entries(vec![("averageUtilization", LOAD.into()), ("averageValue", "42m".into())]);
        Some(entries(vec![("type", "Resource".into()), ("resource", entries(vec![("name", name), ("current", current)]))]))
    });
    let metrics = Value::list(metrics.collect());
    let conditions = Value::list(vec![
        condition(world, "AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"),
        condition(world, "ScalingActive", "True", "ValidMetricFound", "the HPA was able to successfully calculate a replica count"),
        condition(world, "ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range"),
    ]);
    let current = object.int_at(&["status", "replicas"]).unwrap_or(0);
    let generation = own.int_at(&["metadata", "generation"]);
    let before = own.get(&["status", "conditions"]).cloned();
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| {
            status.set("currentReplicas", current);
            status.set("desiredReplicas", desired);
            status.set("currentMetrics", metrics);
            status.put("observedGeneration", generation.map(Value::Int));
            status.set("conditions", before.filter(|own| own.as_list().is_some_and(|list| list.len() == 3)).unwrap_or(conditions));
        });
    });
    None
}

fn condition(world: &World<'_>, of_type: &'static str, status: &'static str, reason: &'static str, message: &'static str) -> Value {
    entries(vec![
        ("type", of_type.into()),
        ("status", status.into()),
        ("reason", reason.into()),
        ("message", message.into()),
        ("lastTransitionTime", world.stamp()),
    ])
}
