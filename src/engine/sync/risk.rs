//! What a task puts at risk: for "risk first" on the plan's screen. Texts name kinds, names and fields, never values. It
//! knows no screen.

use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::value::Value;

use super::make::Making;
use super::plan::DryRuns;
use super::task::{Risk, RiskKind, Task, Verb};
use super::{fields, immutable, references};

/// Kinds that hold data, or things that do.
const DATA: &[(&str, &str, &str)] = &[
    ("", "PersistentVolumeClaim", "the volume claim, and with it perhaps its data"),
    ("", "PersistentVolume", "the volume, and with it perhaps its data"),
    ("", "Namespace", "the namespace with everything in it"),
    ("apiextensions.k8s.io", "CustomResourceDefinition", "the definition with all objects of its kind"),
];

/// Kinds whose Pods follow their template at once.
const ROLLING: &[(&str, &str)] = &[("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("argoproj.io", "Rollout")];

/// Writes each task's risks down, worst first.
pub(super) fn assess(making: &Making<'_>, tasks: &mut [Task]) {
    for task in tasks.iter_mut() {
        task.risks = own_risks(making.input.schema, making.input.dry_runs, task);
    }
    let unrestarted = references::unrestarted(making, tasks);
    for (task, risks) in tasks.iter_mut().zip(unrestarted) {
        task.risks.extend(risks);
        task.risks.sort();
        task.risks.dedup();
    }
}

/// Whether a task makes Pods restart.
pub(super) fn restarts(task: &Task) -> bool {
    task.risks.iter().any(|risk| risk.kind == RiskKind::Restarts || risk.kind == RiskKind::Recreates)
}

fn own_risks(schema: &Schema, dry_runs: &DryRuns, task: &Task) -> Vec<Risk> {
    let Some(live) = &task.live else { return Vec::new() };
    match (task.verb, &task.desired) {
        (Verb::Prune, _) => vec![deletes(live)],
        (Verb::Recreate, Some(_)) => recreates(live),
        (Verb::Replace, Some(desired)) => {
            let mut risks = vec![risk(RiskKind::Replaces, "put whole: what others wrote into it is lost")];
            risks.extend(changes(schema, dry_runs, task, desired, live));
            risks
        }
        (Verb::Update, Some(desired)) => changes(schema, dry_runs, task, desired, live),
        (Verb::Create | Verb::Keep | Verb::Leave | Verb::RunHook | Verb::SkipPrune | Verb::Update | Verb::Replace | Verb::Recreate, _) => {
            Vec::new()
        }
    }
}

fn risk(kind: RiskKind, text: impl Into<Arc<str>>) -> Risk {
    Risk { kind, text: text.into() }
}

fn deletes(live: &Object) -> Risk {
    if let Some((_, _, what)) = DATA.iter().find(|(group, kind, _)| live.is(group, kind)) {
        return risk(RiskKind::DeletesData, format!("deletes {what}"));
    }
    let claims = live.str_at(&["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"]);
    if live.is("apps", "StatefulSet") && claims == Some("Delete") {
        return risk(RiskKind::DeletesData, "deletes it with its volume claims (whenDeleted: Delete)");
    }
    risk(RiskKind::Deletes, "deletes it")
}

fn recreates(live: &Object) -> Vec<Risk> {
    let mut risks = vec![risk(RiskKind::Recreates, "deletes it and creates it again")];
    let loss = deletes(live);
    if loss.kind == RiskKind::DeletesData {
        risks.push(loss);
    }
    risks
}

fn changes(schema: &Schema, dry_runs: &DryRuns, task: &Task, desired: &Object, live: &Object) -> Vec<Risk> {
    let mut risks = Vec::new();
    for field in immutable::changed(schema, desired, live) {
        risks.push(risk(RiskKind::Refused, format!("{field} cannot be changed: the API server refuses it")));
    }
    let (wanted, own) = (desired.int_at(&["spec", "replicas"]), live.int_at(&["spec", "replicas"]));
    if let (Some(wanted), Some(own)) = (wanted, own)
        && wanted < own
    {
        risks.push(risk(RiskKind::ScalesDown, format!("fewer replicas: {own} → {wanted}")));
    }
    if ROLLING.iter().any(|(group, kind)| desired.is(group, kind)) && changes_template(schema, dry_runs, task, desired, live) {
        risks.push(rollout(desired, live));
    }
    risks
}

/// Whether the Pod template changes: as the dry run says, else as far as the desired one speaks.
fn changes_template(schema: &Schema, dry_runs: &DryRuns, task: &Task, desired: &Object, live: &Object) -> bool {
    let path = &["spec", "template"];
    if let Some(Ok(predicted)) = dry_runs.get(&task.key) {
        return predicted.get(path) != live.get(path);
    }
    let ty = fields::type_at(schema, fields::root(schema, desired), path);
    desired.get(path).is_some_and(|template| !fields::covers(schema, ty, live.get(path), template))
}

/// What a changed template brings about: most restart, some wait for somebody.
fn rollout(desired: &Object, live: &Object) -> Risk {
    let text = |path: &[&str]| desired.str_at(path).or_else(|| live.str_at(path));
    if text(&["spec", "updateStrategy", "type"]) == Some("OnDelete") {
        return risk(RiskKind::NoRestart, "its Pods do not restart by themselves (updateStrategy OnDelete)");
    }
    let is_paused = |object: &Object| object.get(&["spec", "paused"]).and_then(Value::as_bool);
    if is_paused(desired).or_else(|| is_paused(live)) == Some(true) {
        return risk(RiskKind::NoRestart, "its Pods do not restart: it is paused");
    }
    risk(RiskKind::Restarts, "its Pods restart: spec.template changes")
}
