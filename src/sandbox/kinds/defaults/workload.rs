//! Defaults of the kinds that make pods. It knows no pod but by the template.

use super::super::edit::Edit;
use super::pod;
use super::small;
use crate::model::object::value::Value;

fn template(spec: &mut Edit) {
    spec.within("template", |template| template.within_new("spec", pod::spec));
}

pub(super) fn deployment(spec: &mut Edit) {
    spec.default("replicas", 1);
    spec.within_new("strategy", |strategy| {
        strategy.default("type", "RollingUpdate");
        if strategy.str("type") == "RollingUpdate" {
            strategy.within_new("rollingUpdate", |rolling| {
                rolling.default("maxUnavailable", "25%");
                rolling.default("maxSurge", "25%");
            });
        }
    });
    spec.default("revisionHistoryLimit", 10);
    spec.default("progressDeadlineSeconds", 600);
    template(spec);
}

pub(super) fn stateful_set(spec: &mut Edit) {
    spec.default("podManagementPolicy", "OrderedReady");
    spec.within_new("updateStrategy", |strategy| {
        if strategy.is_unset("type") {
            strategy.set("type", "RollingUpdate");
            strategy.within_new("rollingUpdate", |_| {});
        }
        if strategy.str("type") == "RollingUpdate" {
            strategy.within("rollingUpdate", |rolling| rolling.default("partition", 0));
        }
    });
    spec.within_new("persistentVolumeClaimRetentionPolicy", |policy| {
        policy.default("whenDeleted", "Retain");
        policy.default("whenScaled", "Retain");
    });
    spec.default("replicas", 1);
    spec.default("revisionHistoryLimit", 10);
    spec.each("volumeClaimTemplates", |claim| {
        claim.default("apiVersion", "v1");
        claim.default("kind", "PersistentVolumeClaim");
        small::claim(claim);
    });
    template(spec);
}

pub(super) fn daemon_set(spec: &mut Edit) {
    spec.within_new("updateStrategy", |strategy| {
        strategy.default("type", "RollingUpdate");
        if strategy.str("type") == "RollingUpdate" {
            strategy.within_new("rollingUpdate", |rolling| {
                rolling.default("maxUnavailable", 1);
                rolling.default("maxSurge", 0);
            });
        }
    });
    spec.default("revisionHistoryLimit", 10);
    template(spec);
}

pub(super) fn replica_set(spec: &mut Edit) {
    spec.default("replicas", 1);
    template(spec);
}

pub(super) fn replication_controller(own: &mut Edit) {
    let labels = own.map("spec").and_then(|spec| spec.get("template")?.as_map()?.get("metadata")?.as_map()?.get("labels")).cloned();
    own.within_new("spec", |spec| {
        if let Some(labels) = &labels {
            spec.default("selector", labels.clone());
        }
        replica_set(spec);
    });
    own.within("metadata", |metadata| metadata.put_default_labels(labels));
}

pub(super) fn job(own: &mut Edit) {
    own.within_new("spec", job_spec);
    let labels = own.map("spec").and_then(|spec| spec.get("template")?.as_map()?.get("metadata")?.as_map()?.get("labels")).cloned();
    own.within("metadata", |metadata| metadata.put_default_labels(labels));
}

fn job_spec(spec: &mut Edit) {
    if !spec.has("completions") && !spec.has("parallelism") {
        spec.set("completions", 1);
    }
    spec.default("parallelism", 1);
    let limit = if spec.has("backoffLimitPerIndex") { i64::from(i32::MAX) } else { 6 };
    spec.default("backoffLimit", limit);
    spec.default("completionMode", "NonIndexed");
    spec.default("suspend", false);
    let replacement = if spec.has("podFailurePolicy") { "Failed" } else { "TerminatingOrFailed" };
    spec.default("podReplacementPolicy", replacement);
    spec.default("manualSelector", false);
    template(spec);
}

pub(super) fn cron_job(spec: &mut Edit) {
    spec.default("concurrencyPolicy", "Allow");
    spec.default("suspend", false);
    spec.default("successfulJobsHistoryLimit", 3);
    spec.default("failedJobsHistoryLimit", 1);
    // A job template is no job: only its pods get defaults.
    spec.along(&["jobTemplate", "spec"], template);
}

impl Edit {
    fn put_default_labels(&mut self, labels: Option<Value>) {
        if let Some(labels) = labels
            && self.map("labels").is_none_or(crate::model::object::value::Map::is_empty)
        {
            self.set("labels", labels);
        }
    }
}
