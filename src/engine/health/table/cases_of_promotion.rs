//! Objects of the kinds that promote, install and scale: where lists are named, counted or compared in the message or the verdict.

use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended, Unknown};

use super::cases::check;

#[test]
fn a_promotion_says_from_which_commit_to_which_and_what_it_waits_for() {
    let strategy = |environments: &str| {
        format!(
            r#""metadata":{{"name":"a","generation":1}},"status":{{"conditions":[{{"type":"Ready","status":"True","observedGeneration":1}}],"environments":[{environments}]}}"#
        )
    };
    let settled = r#"{"branch":"dev","active":{"dry":{"sha":"aaaaaaaa1"},"commitStatuses":[{"key":"x","phase":"success"}]},"proposed":{"dry":{"sha":"aaaaaaaa1"}}}"#;
    let moving = r#"{"branch":"prod","active":{"dry":{"sha":"bbbbbbbb2"}},"proposed":{"dry":{"sha":"aaaaaaaa1"},"commitStatuses":[
        {"key":"soak","phase":"pending"},{"key":"test","phase":"failure"},{"key":"lint","phase":"success"},{"key":"scan","phase":"pending"}]}}"#;
    let failing = r#"{"branch":"dev","active":{"dry":{"sha":"aaaaaaaa1"},"commitStatuses":[{"key":"x","phase":"failure"}]},"proposed":{"dry":{"sha":"aaaaaaaa1"}}}"#;
    let bare = r#"{"branch":"dev","active":{"dry":{"sha":""}},"proposed":{}}"#;
    let ahead =
        r#"{"branch":"dev","active":{"dry":{"sha":"aaaaaaaa1"}},"proposed":{"dry":{"sha":"aaaaaaaa1"},"note":{"drySha":"ccccccc33"}}}"#;
    let kind = ("promoter.argoproj.io", "PromotionStrategy");
    check(&[
        (kind.0, kind.1, &strategy(""), Degraded, "Promotion strategy has no environments configured"),
        (
            kind.0,
            kind.1,
            &strategy(&format!("{settled},{moving}")),
            Progressing,
            "Promotion in progress for environment 'prod' from 'bbbbbbb' to 'aaaaaaa': 2 pending, 1 successful, 1 failed. Pending commit statuses: soak, scan. Failed commit statuses: test. Hydrator has processed dry commit 'aaaaaaa'. ",
        ),
        (
            kind.0,
            kind.1,
            &strategy(failing),
            Healthy,
            "Environments are up-to-date, but some environments have non-successful commit statuses: dev (1 failed, 0 pending).",
        ),
        (kind.0, kind.1, &strategy(bare), Progressing, "The active commit DRY SHA is missing or empty in environment 'dev'."),
        (
            kind.0,
            kind.1,
            &strategy(&format!("{settled},{ahead}")),
            Progressing,
            "Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.",
        ),
        (
            kind.0,
            kind.1,
            &strategy(ahead),
            Healthy,
            "All environments are up-to-date on commit 'aaaaaaa'. Hydrator has processed dry commit 'ccccccc'.",
        ),
        (
            kind.0,
            "TimedCommitStatus",
            &strategy(r#"{"branch":"dev","phase":"success"},{"branch":"prod"},{"phase":"other"}"#),
            Progressing,
            "Timed commit gate pending for branch(es): prod, ?",
        ),
        (
            kind.0,
            "PullRequest",
            r#""metadata":{"name":"a","deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["x/y","pullrequest.promoter.argoproj.io/finalizer"]}"#,
            Progressing,
            "Pull request is being deleted. pullrequest.promoter.argoproj.io/finalizer: Waiting for SCM closure or reconciliation of the pull request. Risk if removed manually: the real PR can stay open after the CR is gone.",
        ),
    ]);
}

#[test]
fn a_subscription_that_awaits_approval_of_an_upgrade_is_healthy() {
    let pending =
        r#"{"type":"CatalogSourcesUnhealthy","status":"False"},{"type":"InstallPlanPending","status":"True","reason":"RequiresApproval"}"#;
    let kind = ("operators.coreos.com", "Subscription");
    let status = |spec: &str, rest: &str| format!(r#""spec":{{{spec}}},"status":{{"conditions":[{pending}],{rest}}}"#);
    check(&[
        (
            kind.0,
            kind.1,
            &status(r#""installPlanApproval":"Manual""#, r#""installedCSV":"a.v1","state":"UpgradePending""#),
            Healthy,
            "1: CatalogSourcesUnhealthy | False\n.status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n",
        ),
        (
            kind.0,
            kind.1,
            &status(r#""installPlanApproval":"Manual""#, r#""state":"UpgradePending""#),
            Progressing,
            "1: CatalogSourcesUnhealthy | False\n2: InstallPlanPending | True\n.status.state is 'UpgradePending'\n",
        ),
        (
            kind.0,
            kind.1,
            &status("", r#""installedCSV":"a.v1","state":"UpgradeFailed""#),
            Degraded,
            "1: CatalogSourcesUnhealthy | False\n2: InstallPlanPending | True\n.status.state is 'UpgradeFailed'\n",
        ),
        (kind.0, kind.1, r#""status":{"conditions":[],"state":"AtLatestKnown"}"#, Healthy, ".status.state is 'AtLatestKnown'\n"),
        (kind.0, kind.1, r#""status":{"conditions":[]}"#, Progressing, ".status.state not yet known\n"),
    ]);
}

#[test]
fn what_runs_is_counted_against_what_is_asked_for() {
    let spark = |spec: &str, states: &str| {
        format!(r#""spec":{{{spec}}},"status":{{"applicationState":{{"state":"RUNNING"}},"executorState":{{{states}}}}}"#)
    };
    let (two, one) = (r#""a":"RUNNING","b":"RUNNING""#, r#""a":"RUNNING","b":"FAILED""#);
    let range = r#""sparkConf":{"spark.dynamicAllocation.enabled":"true","spark.dynamicAllocation.minExecutors":"2"},"executor":{}"#;
    let (group, kind) = ("sparkoperator.k8s.io", "SparkApplication");
    let (running, waiting) = ("SparkApplication is Running", "Waiting for Executor pods");
    check(&[
        (group, kind, &spark(r#""executor":{"instances":2}"#, two), Healthy, running),
        (group, kind, &spark(r#""executor":{"instances":2}"#, one), Progressing, waiting),
        (group, kind, &spark(range, two), Healthy, running),
        (group, kind, &spark(range, one), Progressing, waiting),
        (group, kind, &spark(r#""dynamicAllocation":{"enabled":true,"maxExecutors":1},"executor":{}"#, two), Progressing, waiting),
        (group, kind, &spark(r#""executor":{}"#, one), Healthy, running),
        (
            "opentelemetry.io",
            "OpenTelemetryCollector",
            r#""spec":{"mode":"daemonset"},"status":{"scale":{"statusReplicas":"0/0"}}"#,
            Healthy,
            "DaemonSet has no eligible nodes (0/0)",
        ),
        (
            "opentelemetry.io",
            "OpenTelemetryCollector",
            r#""status":{"scale":{"statusReplicas":"1/10"}}"#,
            Progressing,
            "Replicas are starting up",
        ),
        (
            "opentelemetry.io",
            "OpenTelemetryCollector",
            r#""status":{"scale":{"statusReplicas":"many"}}"#,
            Progressing,
            "Unable to parse replica status: many",
        ),
        (
            "work.karmada.io",
            "ResourceBinding",
            r#""spec":{"clusters":[{"name":"a"},{"name":"b"}]},"status":{"aggregatedStatus":[{"health":"Healthy"}]}"#,
            Progressing,
            "Current resource status is insufficient",
        ),
        (
            "work.karmada.io",
            "ResourceBinding",
            r#""spec":{},"status":{"aggregatedStatus":[{"health":"Unknown","applied":true}]}"#,
            Healthy,
            "",
        ),
        (
            "route.openshift.io",
            "Route",
            r#""status":{"ingress":[{"conditions":[{"type":"Admitted","status":"True"}]},{"conditions":[{"type":"Admitted","status":"False"}]}]}"#,
            Degraded,
            "Route is degraded",
        ),
    ]);
}

#[test]
fn several_conditions_are_weighed_or_listed() {
    check(&[
        (
            "serving.knative.dev",
            "Service",
            r#""status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"RevisionMissing","message":"no revision"},{"type":"RoutesReady","status":"False"}]}"#,
            Degraded,
            "Ready is Unknown, since RevisionMissing. no revision\nRoutesReady is False\n",
        ),
        (
            "serving.kserve.io",
            "InferenceService",
            r#""status":{"modelStatus":{"transitionStatus":"BlockedByFailedLoad"},"conditions":[{"type":"Stopped","status":"False"},{"type":"Ready","status":"False","reason":"Broken"}]}"#,
            Degraded,
            "0: transitionStatus | BlockedByFailedLoad | 2: Ready | False | Broken",
        ),
        (
            "microgateway.airlock.com",
            "ContentSecurityPolicy",
            r#""metadata":{"name":"a","generation":1},"status":{"ancestors":[
                {"ancestorRef":{"name":"one"},"conditions":[{"type":"Accepted","status":"True","observedGeneration":1}]},
                {"ancestorRef":{"name":"two"},"conditions":[{"type":"ResolvedRefs","status":"True","observedGeneration":1}]}]}"#,
            Degraded,
            "Ancestor two: ContentSecurityPolicy is not accepted",
        ),
        (
            "source.toolkit.fluxcd.io",
            "OCIRepository",
            r#""spec":{},"status":{"conditions":[{"type":"Reconciling","status":"True"},{"type":"Ready","status":"Unknown","reason":"Progressing"}]}"#,
            Progressing,
            "Progressing",
        ),
        (
            "projectcontour.io",
            "HTTPProxy",
            r#""metadata":{"name":"a","generation":2},"spec":{"includes":[]},"status":{"description":"orphaned","conditions":[{"type":"Valid","status":"False","observedGeneration":2}]}"#,
            Healthy,
            "HTTPProxy inclusions cannot be health checked",
        ),
        (
            "keda.sh",
            "ScaledObject",
            r#""status":{"conditions":[{"type":"Ready","status":"True","message":"ready"},{"type":"Fallback","status":"True","message":"falls back"}]}"#,
            Degraded,
            "falls back",
        ),
        (
            "keda.sh",
            "ScaledObject",
            r#""status":{"conditions":[{"type":"Paused","status":"True","message":"paused"},{"type":"Ready","status":"True","message":"ready"}]}"#,
            Suspended,
            "ready",
        ),
        (
            "numaplane.numaproj.io",
            "PipelineRollout",
            r#""metadata":{"name":"a","generation":1},"status":{"observedGeneration":1,"upgradeInProgress":"Progressive","conditions":[{"type":"ProgressiveUpgradeSucceeded","status":"False"}]}"#,
            Degraded,
            "Progressive upgrade failed",
        ),
        (
            "policy.open-cluster-management.io",
            "ConfigurationPolicy",
            r#""metadata":{"name":"a","generation":1},"status":{"compliant":"NonCompliant","lastEvaluatedGeneration":1,"compliancyDetails":[
                {"conditions":[{"type":"violation","message":"no pod"}]},{},{"conditions":[{"type":"notification","message":"role found"},{"type":"x"}]}]}"#,
            Degraded,
            "violation - no pod; notification - role found",
        ),
        (
            "postgresql.cnpg.io",
            "Cluster",
            r#""status":{"conditions":[{"type":"Ready","status":"True"}],"phase":"A phase of tomorrow","phaseReason":"why"}"#,
            Unknown,
            "why",
        ),
    ]);
}
