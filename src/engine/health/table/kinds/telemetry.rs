//! What watches: Kiali, Logstash, Prometheus, OpenTelemetry collectors, VictoriaMetrics.

use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kiali.io",
        kinds: &["Kiali"],
        source: "https://kiali.io/docs/configuration/kialis.kiali.io/",
        rules: &[
            Each(
                "status.conditions",
                &[
                    When(Condition("Successful", "True"), Healthy, "{.message}"),
                    When(Condition("Failure", "True"), Degraded, "{.message}"),
                    When(All(&[Is(".type", "Running"), Is(".reason", "Running")]), Progressing, "{.message}"),
                ],
            ),
            Otherwise(Progressing, "Waiting for Kiali"),
        ],
    },
    Entry {
        group: "logstash.k8s.elastic.co",
        kinds: &["Logstash"],
        source: "https://pkg.go.dev/github.com/elastic/cloud-on-k8s/v3/pkg/apis/logstash/v1alpha1#LogstashStatus",
        rules: &[
            When(Is("status.health", "green"), Healthy, "Logstash status is Green"),
            When(Is("status.health", "yellow"), Progressing, "Logstash status is Yellow"),
            When(Is("status.health", "red"), Degraded, "Logstash status is Red"),
            Otherwise(Progressing, "Waiting for Logstash"),
        ],
    },
    Entry {
        group: "monitoring.coreos.com",
        kinds: &["Prometheus"],
        source: "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusStatus",
        rules: &[
            EachBack(
                "status.conditions",
                &[If(
                    Is(".type", "Available"),
                    &[
                        When(Is(".status", "True"), Healthy, "All instances are available"),
                        When(Is(".reason", "SomePodsNotReady"), Progressing, "{.message|.reason}"),
                        Otherwise(Degraded, "{.message|.reason}"),
                    ],
                )],
            ),
            Otherwise(Progressing, "Waiting for initialization"),
        ],
    },
    Entry {
        group: "opentelemetry.io",
        kinds: &["OpenTelemetryCollector"],
        source: "https://pkg.go.dev/github.com/open-telemetry/opentelemetry-operator/apis/v1beta1#OpenTelemetryCollectorStatus",
        rules: &[
            When(Lacks("status"), Progressing, "Waiting for OpenTelemetry Collector status"),
            If(
                Lacks("status.scale.statusReplicas"),
                &[
                    When(Is("spec.mode", "sidecar"), Healthy, "Collector is running in sidecar mode"),
                    Otherwise(Progressing, "Scale status not available"),
                ],
            ),
            // No node fits: a DaemonSet of nothing is complete.
            When(
                All(&[Is("spec.mode", "daemonset"), Asks(|scope| replicas(scope) == Some((0, 0)))]),
                Healthy,
                "DaemonSet has no eligible nodes (0/0)",
            ),
            When(Asks(|scope| matches!(replicas(scope), Some((0, _)))), Degraded, "No replicas are ready"),
            When(Asks(|scope| replicas(scope).is_some_and(|(ready, all)| ready == all)), Healthy, "All replicas are ready"),
            When(Asks(|scope| replicas(scope).is_some()), Progressing, "Replicas are starting up"),
            Otherwise(Progressing, "Unable to parse replica status: {status.scale.statusReplicas}"),
        ],
    },
    Entry {
        group: "operator.victoriametrics.com",
        kinds: &[],
        source: "https://pkg.go.dev/github.com/VictoriaMetrics/operator/api/operator/v1beta1#StatusMetadata",
        rules: &[
            When(Lacks("status"), Progressing, "Waiting for the operator to reconcile"),
            When(
                All(&[
                    Has("metadata.generation"),
                    Has("status.observedGeneration"),
                    Differ("status.observedGeneration", "metadata.generation"),
                ]),
                Progressing,
                "Waiting for the operator to reconcile",
            ),
            When(Is("status.updateStatus", "operational"), Healthy, "All components are operational"),
            When(Is("status.updateStatus", "expanding"), Progressing, "{~status.reason|=Reconciliation in progress}"),
            When(Is("status.updateStatus", "paused"), Suspended, "{~status.reason|=Reconciliation is paused}"),
            When(Is("status.updateStatus", "failed"), Degraded, "{~status.reason|=Reconciliation failed}"),
            Otherwise(Progressing, "Waiting for the operator to report status"),
        ],
    },
];

/// The numbers of the first `2/3` in the text that a collector's scale reports: ready replicas and all.
fn replicas(scope: &Scope<'_>) -> Option<(u64, u64)> {
    let text = scope.text("status.scale.statusReplicas")?;
    text.match_indices('/').find_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let ready = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        let all = after.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((ready.parse().ok()?, all.parse().ok()?))
    })
}
