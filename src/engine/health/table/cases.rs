//! One or more objects of the kinds whose rules have a turn that is easily lost: stale status, order of conditions, counts, pauses.

use crate::engine::manifest::json::parse_json;
use crate::model::object::{Object, Origin};
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Missing, Progressing, Suspended, Unknown};

use super::{entry, evaluate::evaluate};

/// Group, kind, what stands beside the names, and what is said of it.
pub(super) type Case<'a> = (&'a str, &'a str, &'a str, HealthStatus, &'a str);

/// Every object is said to be that.
pub(super) fn check(cases: &[Case<'_>]) {
    for (group, kind, rest, status, message) in cases {
        let text = format!(r#"{{"apiVersion":"{group}/v1","kind":"{kind}",{rest}}}"#);
        let value = parse_json(text.as_bytes()).expect(&text);
        let object = Object::new(value.as_map().expect("a map").clone(), Origin::default()).expect(&text);
        let health = evaluate(entry(group, kind).expect("an entry"), &object);
        assert_eq!((health.status, &*health.message), (*status, *message), "{text}");
    }
}

#[test]
fn a_status_of_an_older_generation_says_nothing() {
    check(&[
        (
            "sql.cnrm.cloud.google.com",
            "SQLInstance",
            r#""metadata":{"name":"a","generation":2},"status":{"observedGeneration":1,"conditions":[{"reason":"UpToDate","status":"True"}]}"#,
            Progressing,
            "Update in progress",
        ),
        (
            "sql.cnrm.cloud.google.com",
            "SQLInstance",
            r#""metadata":{"name":"a","generation":2},"status":{"observedGeneration":2,"conditions":[{"reason":"UpToDate","status":"True","message":"The resource is up to date"}]}"#,
            Healthy,
            "The resource is up to date",
        ),
        (
            "core.cnrm.cloud.google.com",
            "ConfigConnector",
            r#""metadata":{"name":"a","generation":1},"status":{"healthy":false}"#,
            Degraded,
            "ConfigConnector is not healthy",
        ),
        (
            "karpenter.sh",
            "NodeClaim",
            r#""metadata":{"name":"a","generation":3},"status":{"observedGeneration":2,"conditions":[{"type":"Ready","status":"True"}]}"#,
            Progressing,
            "Waiting for NodeClaim spec to be reconciled",
        ),
        (
            "gateway.networking.k8s.io",
            "GatewayClass",
            r#""metadata":{"name":"a","generation":2},"status":{"conditions":[{"type":"Accepted","status":"False","observedGeneration":1}]}"#,
            Progressing,
            "Waiting for GatewayClass status",
        ),
        (
            "gateway.networking.k8s.io",
            "HTTPRoute",
            r#""metadata":{"name":"a","generation":2},"status":{"parents":[
                {"parentRef":{"name":"old"},"conditions":[{"type":"Accepted","status":"False","observedGeneration":1}]},
                {"parentRef":{"name":"new"},"conditions":[{"type":"Accepted","status":"True","observedGeneration":2}]}]}"#,
            Healthy,
            "HTTPRoute is healthy",
        ),
        (
            "gateway.networking.k8s.io",
            "BackendTLSPolicy",
            r#""metadata":{"name":"a","generation":2},"status":{"ancestors":[{"ancestorRef":{"name":"gw"},"conditions":[{"type":"Accepted","status":"True","observedGeneration":1}]}]}"#,
            Progressing,
            "Waiting for Ancestor gw to update BackendTLSPolicy status",
        ),
        (
            "argoproj.io",
            "Rollout",
            r#""metadata":{"name":"a","generation":4},"spec":{},"status":{"observedGeneration":"3","phase":"Healthy"}"#,
            Progressing,
            "Waiting for rollout spec update to be observed",
        ),
        (
            "apps.kruise.io",
            "CloneSet",
            r#""metadata":{"name":"a","generation":2},"spec":{"updateStrategy":{"partition":0}},"status":{"observedGeneration":1,"replicas":1,"updatedAvailableReplicas":1}"#,
            Progressing,
            "Waiting for initialization",
        ),
    ]);
}

#[test]
fn the_first_the_last_or_the_worst_condition_counts_as_the_kind_has_it() {
    check(&[
        (
            "gateway.networking.k8s.io",
            "HTTPRoute",
            r#""status":{"parents":[{"parentRef":{"name":"gw"},"conditions":[
                {"type":"Programmed","status":"Unknown"},{"type":"Accepted","status":"False","message":"no listener"}]}]}"#,
            Degraded,
            "Parent gw: no listener",
        ),
        (
            "gateway.networking.k8s.io",
            "BackendTLSPolicy",
            r#""status":{"ancestors":[{"ancestorRef":{"name":"gw"},"conditions":[
                {"type":"Accepted","status":"True"},{"type":"ResolvedRefs","status":"False","message":"no ConfigMap"}]}]}"#,
            Degraded,
            "Ancestor gw: no ConfigMap",
        ),
        (
            "external-secrets.io",
            "ClusterExternalSecret",
            r#""status":{"conditions":[{"type":"Ready","status":"True"},{"type":"NotReady","status":"True","message":"2 namespaces failed"}]}"#,
            Degraded,
            "2 namespaces failed",
        ),
        (
            "k8s.keycloak.org",
            "Keycloak",
            r#""status":{"conditions":[{"type":"HasErrors","status":"True","message":"late"},
                {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}"#,
            Healthy,
            "",
        ),
        (
            "argoproj.io",
            "ApplicationSet",
            r#""status":{"conditions":[{"type":"ResourcesUpToDate","status":"True"},{"type":"ErrorOccurred","status":"True","message":"no such generator"}]}"#,
            Degraded,
            "no such generator",
        ),
        (
            "karpenter.sh",
            "NodeClaim",
            r#""status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Disrupting","status":"True","message":"drifted"}]}"#,
            Suspended,
            "drifted",
        ),
        (
            "karpenter.sh",
            "NodeClaim",
            r#""status":{"conditions":[{"type":"Launched","status":"True"},{"type":"Registered","status":"True"}]}"#,
            Progressing,
            "Node registered, waiting for initialization",
        ),
        (
            "iam.aws.crossplane.io",
            "Role",
            r#""status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Synced","status":"False","reason":"ReconcilePaused"}]}"#,
            Suspended,
            "ReconcilePaused",
        ),
        (
            "iam.aws.crossplane.io",
            "Role",
            r#""status":{"conditions":[{"type":"Ready","status":"False"},{"type":"Synced","status":"False","reason":"ReconcileError","message":"denied"}]}"#,
            Degraded,
            "denied",
        ),
        (
            "apiextensions.k8s.io",
            "CustomResourceDefinition",
            r#""status":{"conditions":[{"type":"NamesAccepted","status":"False","message":"taken"},{"type":"Established","status":"True"}]}"#,
            Degraded,
            "CRD names have not been accepted: taken",
        ),
        (
            "policy",
            "PodDisruptionBudget",
            r#""status":{"conditions":[{"type":"DisruptionAllowed","status":"False","reason":"InsufficientPods"}]}"#,
            Healthy,
            "PodDisruptionBudget has InsufficientPods",
        ),
    ]);
}

#[test]
fn counts_and_times_decide_where_a_kind_has_no_conditions() {
    check(&[
        (
            "elasticsearch.k8s.elastic.co",
            "Elasticsearch",
            r#""spec":{"nodeSets":[{"count":2},{"count":1}]},"status":{"availableNodes":2,"phase":"Ready","health":"green"}"#,
            Progressing,
            "The desired amount of availableNodes is 3 but the current amount is 2",
        ),
        (
            "elasticsearch.k8s.elastic.co",
            "Elasticsearch",
            r#""spec":{"nodeSets":[{"count":3}]},"status":{"availableNodes":3,"phase":"Ready","health":"odd"}"#,
            Unknown,
            "Elasticsearch Cluster status is unknown: phase Ready, health odd",
        ),
        (
            "batch",
            "CronJob",
            r#""spec":{},"status":{"lastScheduleTime":"2026-01-02T00:00:00Z","lastSuccessfulTime":"2026-01-01T00:00:09Z"}"#,
            Degraded,
            "CronJob has not completed its last execution successfully",
        ),
        (
            "batch",
            "CronJob",
            r#""spec":{},"status":{"active":[{}],"lastScheduleTime":"2026-01-02T00:00:00Z","lastSuccessfulTime":"2026-01-01T00:00:09Z"}"#,
            Healthy,
            "The job is running. Its last execution may not have been successful",
        ),
        (
            "game.kruise.io",
            "GameServerSet",
            r#""metadata":{"name":"a","generation":1},"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}},"status":{"observedGeneration":1,"replicas":3,"updatedReplicas":2}"#,
            Suspended,
            "Partition=1, waiting for manual intervention",
        ),
        (
            "apps.kruise.io",
            "DaemonSet",
            r#""metadata":{"name":"a","generation":2},"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}},"status":{"observedGeneration":2,"updatedNumberScheduled":4,"desiredNumberScheduled":5}"#,
            Suspended,
            "Daemonset needs manual intervention",
        ),
        (
            "apps.openshift.io",
            "DeploymentConfig",
            r#""status":{"replicas":0,"conditions":[{"type":"Available","status":"False"}]}"#,
            Healthy,
            "replication controller successfully rolled out",
        ),
        (
            "cassandra.rook.io",
            "Cluster",
            r#""status":{"racks":{"a":{"members":3,"readyMembers":3},"b":{"members":3,"readyMembers":2}}}"#,
            Progressing,
            "Waiting for Cassandra Cluster",
        ),
        (
            "kafka.banzaicloud.io",
            "KafkaCluster",
            r#""status":{"state":"ClusterRunning","cruiseControlTopicStatus":"CruiseControlTopicReady","brokersState":{"0":
                {"configurationState":"ConfigOutOfSync","gracefulActionState":{"cruiseControlState":"GracefulUpscaleSucceeded"}}}}"#,
            Degraded,
            "Broker Config is out of Sync or CruiseControlState is not Ready",
        ),
        (
            "helm.toolkit.fluxcd.io",
            "HelmRelease",
            r#""spec":{},"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"Progressing"},{"type":"Reconciling","status":"True"}]}"#,
            Progressing,
            "Progressing",
        ),
        (
            "capabilities.3scale.net",
            "Tenant",
            r#""status":{"tenantId":0,"adminId":3,"conditions":[{"type":"Ready","status":"True"}]}"#,
            Progressing,
            "Waiting for 3scale Tenant status...",
        ),
    ]);
}

#[test]
fn a_rollout_without_a_phase_is_judged_by_its_replicas_and_its_stable_set() {
    let blue_green = |rest: &str| {
        let spec = r#""spec":{"replicas":1,"strategy":{"blueGreen":{}}}"#;
        format!(r#"{spec},"status":{{"currentPodHash":"new",{rest}}}"#)
    };
    let canary = |rest: &str| {
        let status = r#""currentPodHash":"new","replicas":1,"updatedReplicas":1,"availableReplicas":1"#;
        format!(r#""spec":{{"strategy":{{"canary":{{}}}}}},"status":{{{status},{rest}}}"#)
    };
    let ready = |rest: &str| blue_green(&format!(r#""updatedReplicas":1,"availableReplicas":1,{rest}"#));
    let said = [
        (blue_green(r#""updatedReplicas":0"#), Progressing, "Waiting for roll out to finish: More replicas need to be updated"),
        (
            blue_green(r#""updatedReplicas":1"#),
            Progressing,
            "Waiting for roll out to finish: updated replicas are still becoming available",
        ),
        (ready(r#""blueGreen":{"activeSelector":"old"}"#), Progressing, "active service cutover pending"),
        (ready(r#""stableRS":"old","blueGreen":{"activeSelector":"new"}"#), Progressing, "waiting for analysis to complete"),
        (ready(r#""blueGreen":{"activeSelector":"new"}"#), Healthy, ""),
        (canary(r#""stableRS":"old""#), Progressing, "Waiting for rollout to finish steps"),
        (canary(r#""canary":{"stableRS":"new"}"#), Healthy, ""),
        (canary(r#""pauseConditions":[{"reason":"CanaryPauseStep"}]"#), Suspended, "Rollout is paused"),
        (canary(r#""phase":"Paused","message":"CanaryPauseStep""#), Suspended, "CanaryPauseStep"),
        (canary(r#""phase":"New""#), Unknown, "Rollout is in a phase that says nothing about health: New"),
    ];
    for (rest, status, message) in &said {
        check(&[("argoproj.io", "Rollout", rest, *status, message)]);
    }
}

#[test]
fn messages_are_put_together_from_what_is_there() {
    check(&[
        (
            "ceph.rook.io",
            "CephCluster",
            r#""status":{"message":"created","state":"Created","ceph":{"health":"HEALTH_WARN","details":{"B":{"message":"b"},"A":{"message":"a"}}}}"#,
            Degraded,
            "Ceph health is HEALTH_WARN (a; b) - created",
        ),
        (
            "ceph.rook.io",
            "CephObjectStore",
            r#""status":{"phase":"Ready","info":{"endpoint":"http://store:80"}}"#,
            Healthy,
            "Ceph object store phase is Ready - endpoint: http://store:80",
        ),
        (
            "flagger.app",
            "Canary",
            r#""status":{"phase":"Progressing","canaryWeight":10,"conditions":[{"message":"one"},{"message":"two"}]}"#,
            Progressing,
            "Progressing --- Canary Weight: 10 % --- one --- two",
        ),
        (
            "cluster.x-k8s.io",
            "MachinePool",
            r#""status":{"phase":"Running","conditions":[{"type":"Ready","status":"False","reason":"Scaling"},{"type":"BootstrapReady","status":"False"}]}"#,
            Healthy,
            "MachinePool is Running: Not Ready (Scaling), Not BootstrapReady",
        ),
        (
            "datadoghq.com",
            "DatadogMetric",
            r#""status":{"conditions":[{"type":"Error","status":"True","reason":"Bad query","message":"no data"}]}"#,
            Degraded,
            "Bad query: no data",
        ),
        (
            "iammanager.keikoproj.io",
            "Iamrole",
            r#""status":{"state":"Error","roleName":"r","retryCount":2,"errorDescription":"denied"}"#,
            Degraded,
            "Failed to reconcile the Iamrole (retry 2) for role 'r' with ARN '<none>' and ID '<none>'. Reconciliation error was: denied",
        ),
        (
            "grafana.integreatly.org",
            "GrafanaDashboard",
            r#""status":{"conditions":[{"type":"A","status":"True","reason":"Applied"},{"type":"B","status":"False","reason":"Failed","message":"no"}]}"#,
            Degraded,
            "Applied for A, Failed for B because no",
        ),
        (
            "gloo.solo.io",
            "Upstream",
            r#""status":{"statuses":{"gloo-system":{"state":2,"reason":"no such service"}}}"#,
            Degraded,
            "no such service",
        ),
        ("game.kruise.io", "GameServer", r#""status":{"currentState":"Ready"}"#, Progressing, "State change: Ready → Unknown"),
        ("core.humio.com", "HumioView", r#""status":{"state":"NotFound"}"#, Missing, "Component state: NotFound."),
        (
            "k8s.mariadb.com",
            "Backup",
            r#""status":{"conditions":[{"status":"False","reason":"CronJobScheduled","message":"Failed"}]}"#,
            Degraded,
            "CronJobScheduled Failed",
        ),
    ]);
}
