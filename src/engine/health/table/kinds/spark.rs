//! Spark applications. One that runs is healthy with as many executors as it asks for.

use crate::engine::health::table::scope::{Scope, float};
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Missing, Progressing};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "sparkoperator.k8s.io",
    kinds: &["SparkApplication"],
    source: "https://pkg.go.dev/github.com/kubeflow/spark-operator/v2/api/v1beta2#SparkApplicationStatus",
    rules: &[
        When(Is("status.applicationState.state", ""), Progressing, "SparkApplication was added, enqueuing it for submission"),
        When(
            All(&[Is("status.applicationState.state", "RUNNING"), Has("status.executorState"), Asks(has_its_executors)]),
            Healthy,
            "SparkApplication is Running",
        ),
        When(Is("status.applicationState.state", "SUBMITTED"), Progressing, "SparkApplication was submitted successfully"),
        When(Is("status.applicationState.state", "COMPLETED"), Healthy, "SparkApplication was Completed"),
        When(
            In("status.applicationState.state", &["FAILED", "SUBMISSION_FAILED", "FAILING"]),
            Degraded,
            "{status.applicationState.errorMessage}",
        ),
        When(Is("status.applicationState.state", "PENDING_RERUN"), Progressing, "SparkApplication is Pending Rerun"),
        When(Is("status.applicationState.state", "INVALIDATING"), Missing, "SparkApplication is in InvalidatingState"),
        When(
            Is("status.applicationState.state", "SUCCEEDING"),
            Progressing,
            "The driver pod has been completed successfully; its executor pods end and are cleaned up",
        ),
        When(
            Is("status.applicationState.state", "UNKNOWN"),
            Progressing,
            "SparkApplication is in UnknownState because either driver pod or one or all executor pods in unknown state  ",
        ),
        Otherwise(Progressing, "Waiting for Executor pods"),
    ],
}];

/// A fixed number, a range of dynamic allocation (in the spec, else in Spark's own configuration), or at least one.
fn has_its_executors(scope: &Scope<'_>) -> bool {
    let running = scope.items("status.executorState").into_iter().filter(|state| state.as_str() == Some("RUNNING")).count();
    let running = float(i64::try_from(running).unwrap_or(i64::MAX));
    let instances = scope.number("spec.executor.instances");
    if instances == Some(running) {
        return true;
    }
    match range(scope) {
        Some((least, most)) => least <= running && running <= most,
        None => instances.is_none() && scope.get("spec.dynamicAllocation").is_none() && running >= 1.0,
    }
}

fn range(scope: &Scope<'_>) -> Option<(f64, f64)> {
    if scope.get("spec.dynamicAllocation.enabled").and_then(|value| value.as_bool()) == Some(true) {
        let bound = |name: &str| scope.number(&format!("spec.dynamicAllocation.{name}"));
        return Some((bound("minExecutors").unwrap_or(0.0), bound("maxExecutors").unwrap_or(f64::INFINITY)));
    }
    let setting = |prefix: &str, name: &str| scope.text(&format!("spec.sparkConf[{prefix}.{name}]"));
    let prefix = ["spark.streaming.dynamicAllocation", "spark.dynamicAllocation"];
    let prefix = prefix.into_iter().find(|prefix| setting(prefix, "enabled") == Some("true"))?;
    let bound = |name: &str, open: f64| setting(prefix, name).map_or(Some(open), |text| text.trim().parse().ok());
    Some((bound("minExecutors", 0.0)?, bound("maxExecutors", f64::INFINITY)?))
}
