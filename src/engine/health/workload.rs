//! Health of Deployments, ReplicaSets, StatefulSets and DaemonSets. It knows no Pod: their own status tells. Source:
//! gitops-engine `pkg/health/health_{deployment,replicaset,statefulset,daemonset}.go`; messages are kept word for word.

use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};
use crate::model::status::{Health, HealthStatus};

use super::fields::{Fields, text_of};

fn verdict(status: HealthStatus, message: impl Into<String>) -> Result<Health, String> {
    Ok(Health::new(status, message))
}

pub(super) fn deployment(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("Deployment", &["v1"])?;
    if fields.flag(&["spec", "paused"])? {
        return verdict(Suspended, "Deployment is paused");
    }
    if fields.int(&["metadata", "generation"])? > fields.int(&["status", "observedGeneration"])? {
        return verdict(Progressing, "Waiting for rollout to finish: observed deployment generation less than desired generation");
    }
    let conditions = fields.list(&["status", "conditions"])?;
    let progressing = conditions.iter().find(|condition| text_of(condition, "type") == "Progressing");
    if progressing.is_some_and(|condition| text_of(condition, "reason") == "ProgressDeadlineExceeded") {
        return verdict(Degraded, format!("Deployment {:?} exceeded its progress deadline", fields.object().name()));
    }
    let updated = fields.int(&["status", "updatedReplicas"])?;
    if let Some(wanted) = fields.optional_int(&["spec", "replicas"])?.filter(|wanted| updated < *wanted) {
        let message = format!("Waiting for rollout to finish: {updated} out of {wanted} new replicas have been updated...");
        return verdict(Progressing, message);
    }
    let old = fields.int(&["status", "replicas"])? - updated;
    if old > 0 {
        return verdict(Progressing, format!("Waiting for rollout to finish: {old} old replicas are pending termination..."));
    }
    let available = fields.int(&["status", "availableReplicas"])?;
    if available < updated {
        let message = format!("Waiting for rollout to finish: {available} of {updated} updated replicas are available...");
        return verdict(Progressing, message);
    }
    verdict(Healthy, "")
}

pub(super) fn replica_set(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("ReplicaSet", &["v1"])?;
    if fields.int(&["metadata", "generation"])? > fields.int(&["status", "observedGeneration"])? {
        return verdict(Progressing, "Waiting for rollout to finish: observed replica set generation less than desired generation");
    }
    let conditions = fields.list(&["status", "conditions"])?;
    let failure = conditions.iter().find(|condition| text_of(condition, "type") == "ReplicaFailure");
    if let Some(failure) = failure.filter(|condition| text_of(condition, "status") == "True") {
        return verdict(Degraded, text_of(failure, "message"));
    }
    let available = fields.int(&["status", "availableReplicas"])?;
    if let Some(wanted) = fields.optional_int(&["spec", "replicas"])?.filter(|wanted| available < *wanted) {
        let message = format!("Waiting for rollout to finish: {available} out of {wanted} new replicas are available...");
        return verdict(Progressing, message);
    }
    verdict(Healthy, "")
}

pub(super) fn stateful_set(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("StatefulSet", &["v1"])?;
    let observed = fields.int(&["status", "observedGeneration"])?;
    if observed == 0 || fields.int(&["metadata", "generation"])? > observed {
        return verdict(Progressing, "Waiting for statefulset spec update to be observed...");
    }
    let wanted = fields.optional_int(&["spec", "replicas"])?;
    let ready = fields.int(&["status", "readyReplicas"])?;
    if let Some(missing) = wanted.map(|wanted| wanted - ready).filter(|missing| *missing > 0) {
        return verdict(Progressing, format!("Waiting for {missing} pods to be ready..."));
    }
    let updated = fields.int(&["status", "updatedReplicas"])?;
    let strategy = fields.text(&["spec", "updateStrategy", "type"])?;
    if strategy == "RollingUpdate" && fields.has_map(&["spec", "updateStrategy", "rollingUpdate"])? {
        let partition = fields.optional_int(&["spec", "updateStrategy", "rollingUpdate", "partition"])?;
        if let Some(goal) = wanted.zip(partition).map(|(wanted, partition)| wanted - partition).filter(|goal| updated < *goal) {
            let message = format!("Waiting for partitioned roll out to finish: {updated} out of {goal} new pods have been updated...");
            return verdict(Progressing, message);
        }
        return verdict(Healthy, format!("partitioned roll out complete: {updated} new pods have been updated..."));
    }
    if strategy == "OnDelete" {
        return verdict(Healthy, format!("statefulset has {ready} ready pods"));
    }
    let (update, current) = (fields.text(&["status", "updateRevision"])?, fields.text(&["status", "currentRevision"])?);
    if update != current {
        let message = format!("waiting for statefulset rolling update to complete {updated} pods at revision {update}...");
        return verdict(Progressing, message);
    }
    let replicas = fields.int(&["status", "currentReplicas"])?;
    verdict(Healthy, format!("statefulset rolling update complete {replicas} pods at revision {current}..."))
}

pub(super) fn daemon_set(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("DaemonSet", &["v1"])?;
    if fields.int(&["metadata", "generation"])? > fields.int(&["status", "observedGeneration"])? {
        return verdict(Progressing, "Waiting for rollout to finish: observed daemon set generation less than desired generation");
    }
    let updated = fields.int(&["status", "updatedNumberScheduled"])?;
    let wanted = fields.int(&["status", "desiredNumberScheduled"])?;
    if fields.text(&["spec", "updateStrategy", "type"])? == "OnDelete" {
        return verdict(Healthy, format!("daemon set {updated} out of {wanted} new pods have been updated"));
    }
    let name = fields.object().name();
    if updated < wanted {
        let done = format!("{updated} out of {wanted} new pods have been updated...");
        return verdict(Progressing, format!("Waiting for daemon set {name:?} rollout to finish: {done}"));
    }
    let available = fields.int(&["status", "numberAvailable"])?;
    if available < wanted {
        let done = format!("{available} of {wanted} updated pods are available...");
        return verdict(Progressing, format!("Waiting for daemon set {name:?} rollout to finish: {done}"));
    }
    verdict(Healthy, "")
}
