//! Chains of evidence: from a health down to the container, the condition, the warning, the commit; and owners that go in circles.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiphys::engine::explain::{Beyond, Culprit, Evidence, Family, Finding, Warned, What, explain};
use tiphys::engine::health::HealthRules;
use tiphys::engine::health::aggregate::{Part, aggregate};
use tiphys::engine::resources::row::{Rows, row};
use tiphys::model::ids::{AppKey, ClusterId, ObjectKey, Sha};
use tiphys::model::settings::Settings;

use super::verdicts::parse;

fn rows(yaml: &str) -> Rows {
    let settings = Settings::default();
    let rules = HealthRules::new(&settings);
    let made = parse(yaml).into_iter().map(|object| Arc::new(row(&object, &ClusterId::new("c"), &settings, &rules)));
    made.map(|row| (row.key.clone(), row)).collect()
}

fn key(rows: &Rows, name: &str) -> ObjectKey {
    rows.keys().find(|key| &*key.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// The chains of an application that manages what nobody owns.
fn chains(rows: &Rows, beyond: &Beyond) -> Vec<Vec<String>> {
    let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
    let parts = rows.values().filter(|row| row.owners.is_empty()).map(|row| Part {
        key: &row.key,
        health: row.health.as_ref(),
        is_live: true,
        is_hook: row.is_hook,
        is_ignored: row.ignores_health,
    });
    explain(&aggregate(&app, parts), rows, beyond).iter().map(|chain| chain.iter().map(told).collect()).collect()
}

/// Object, reason, since when.
fn told(evidence: &Evidence) -> String {
    let what = match &evidence.finding {
        Finding::Health(health) => format!("{}", health.status),
        Finding::Condition(because) => format!("{} {}", because.kind, because.reason),
        Finding::Replicas { ready, desired } => format!("{ready}/{desired}"),
        Finding::Waiting { container, image, reason, .. } => format!("{container} {reason} {image}"),
        Finding::Exited { container, exit, .. } => format!("{container} exit code {} {}", exit.code, exit.reason),
        Finding::NotReady { container, .. } => format!("{container} not ready"),
        Finding::Pod { reason, .. } => reason.to_string(),
        Finding::SyncFailed(message) => format!("sync failed: {message}"),
        Finding::Missing => "missing".to_owned(),
        Finding::Warning(warned) => format!("warned: {}", warned.reason),
        Finding::Changed(culprit) => format!("commit {} by {}", culprit.sha.short(), culprit.author),
    };
    let since = evidence.since.map(|at| format!(" since {at}")).unwrap_or_default();
    format!("{} {what}{since}", evidence.key)
}

const BFF: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: bff, namespace: prod, uid: d, generation: 2}
spec: {replicas: 2, template: {spec: {containers: [{name: bff, image: "ghcr.io/platform/bff:v1.2.4"}]}}}
status:
  observedGeneration: 2
  replicas: 2
  updatedReplicas: 2
  conditions:
  - {type: Available, status: "False", reason: MinimumReplicasUnavailable, lastTransitionTime: "2026-01-02T10:01:00Z"}
  - {type: Progressing, status: "False", reason: ProgressDeadlineExceeded, lastTransitionTime: "2026-01-02T10:10:00Z", message: ReplicaSet "bff-7cd5" has timed out progressing.}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: bff-7cd5, namespace: prod, uid: r, generation: 1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: bff, uid: d, controller: true}]}
spec: {replicas: 2}
status: {observedGeneration: 1, replicas: 2}
---
apiVersion: v1
kind: Pod
metadata: {name: bff-7cd5-x, namespace: prod, uid: p, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: bff-7cd5, uid: r, controller: true}]}
spec: {restartPolicy: Always, containers: [{name: bff, image: "ghcr.io/platform/bff:v1.2.4"}]}
status:
  phase: Pending
  conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-01-02T10:00:00Z"}]
  containerStatuses: [{name: bff, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: "Back-off pulling image"}}}]
"#;

#[test]
fn the_chain_names_object_reason_and_since_when_down_to_the_commit() {
    let rows = rows(BFF);
    let culprit = Culprit {
        sha: Sha::new("8f3e2a1000000000000000000000000000000000"),
        author: "Ana Ruiz".into(),
        at: "2026-01-02T09:58:00Z".parse().ok(),
        subject: "bff: v1.2.4".into(),
        what: What::Image("ghcr.io/platform/bff:v1.2.3".into(), "ghcr.io/platform/bff:v1.2.4".into()),
        file: "overlays/prod/kustomization.yaml".into(),
    };
    let beyond = Beyond { culprits: BTreeMap::from([(key(&rows, "bff"), Arc::new(culprit))]), ..Beyond::default() };
    assert_eq!(
        chains(&rows, &beyond),
        [[
            "apps/Deployment/bff Degraded since 2026-01-02T10:10:00Z",
            "apps/Deployment/bff Progressing ProgressDeadlineExceeded since 2026-01-02T10:10:00Z",
            "apps/Deployment/bff 0/2 since 2026-01-02T10:10:00Z",
            "apps/ReplicaSet/bff-7cd5 Progressing",
            "apps/ReplicaSet/bff-7cd5 0/2",
            "Pod/bff-7cd5-x Degraded since 2026-01-02T10:00:00Z",
            "Pod/bff-7cd5-x bff ImagePullBackOff ghcr.io/platform/bff:v1.2.4 since 2026-01-02T10:00:00Z",
            "apps/Deployment/bff commit 8f3e2a1 by Ana Ruiz since 2026-01-02T09:58:00Z",
        ]]
        .map(|chain| chain.map(str::to_owned).to_vec())
    );
}

#[test]
fn a_job_that_failed_leads_to_the_exit_code_of_its_pod() {
    let job = r#"
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: prod, uid: j}
status: {failed: 1, conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded, message: Job has reached the specified backoff limit, lastTransitionTime: "2026-01-02T10:00:00Z"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: migrate-1, namespace: prod, uid: p, ownerReferences: [{apiVersion: batch/v1, kind: Job, name: migrate, uid: j, controller: true}]}
spec: {restartPolicy: Never, containers: [{name: migrate, image: "migrate:1"}]}
status: {phase: Failed, containerStatuses: [{name: migrate, restartCount: 0, state: {terminated: {exitCode: 3, reason: Error, message: no such column, finishedAt: "2026-01-02T09:59:00Z"}}}]}
"#;
    let chains = chains(&rows(job), &Beyond::default());
    assert_eq!(chains[0][1], "batch/Job/migrate Failed BackoffLimitExceeded since 2026-01-02T10:00:00Z");
    assert_eq!(chains[0].last().expect("a link"), "Pod/migrate-1 migrate exit code 3 Error since 2026-01-02T09:59:00Z");
}

#[test]
fn what_an_object_does_not_say_a_warning_says_and_what_it_says_no_warning_drowns() {
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: prod, uid: c, creationTimestamp: \"2026-01-02T09:00:00Z\"}\nstatus: {phase: Pending}\n";
    let warned = |rows: &Rows, name: &str| Beyond {
        warnings: BTreeMap::from([(
            key(rows, name),
            Arc::new(Warned {
                reason: "ProvisioningFailed".into(),
                message: "no such class".into(),
                count: 3,
                at: "2026-01-02T10:00:00Z".parse().ok(),
            }),
        )]),
        ..Beyond::default()
    };
    let pending = rows(claim);
    assert_eq!(
        chains(&pending, &warned(&pending, "data")),
        [[
            "PersistentVolumeClaim/data Progressing since 2026-01-02T09:00:00Z",
            "PersistentVolumeClaim/data warned: ProvisioningFailed since 2026-01-02T10:00:00Z"
        ]]
        .map(|chain| chain.map(str::to_owned).to_vec())
    );
    let bff = rows(BFF);
    assert!(!chains(&bff, &warned(&bff, "bff"))[0].iter().any(|link| link.contains("warned")));
}

#[test]
fn conditions_of_any_kind_name_the_reason_and_since_when() {
    let kinds = r#"
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: cert, namespace: prod, uid: a}
status: {conditions: [{type: Ready, status: "False", reason: DoesNotExist, message: "Issuing certificate as Secret does not exist", lastTransitionTime: "2026-01-01T00:00:00Z"}, {type: Issuing, status: "True", reason: DoesNotExist, message: "Issuing certificate as Secret does not exist"}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scale, namespace: prod, uid: b}
status: {conditions: [{type: AbleToScale, status: "True", reason: SucceededGetScale, message: fine}, {type: ScalingActive, status: "False", reason: FailedGetResourceMetric, message: "the HPA was unable to compute the replica count", lastTransitionTime: "2026-01-03T00:00:00Z"}, {type: ScalingLimited, status: "True", reason: TooFewReplicas, message: limited}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: gate, namespace: prod, uid: i, creationTimestamp: "2026-01-04T00:00:00Z"}
status: {loadBalancer: {}}
"#;
    let rows = rows(kinds);
    let family = Family::new(&rows);
    let of = |name: &str| family.chain(&key(&rows, name), &Beyond::default()).iter().map(told).collect::<Vec<_>>().pop().expect("a link");
    assert!(of("scale").ends_with("ScalingActive FailedGetResourceMetric since 2026-01-03T00:00:00Z"), "{}", of("scale"));
    assert!(of("gate").ends_with("Progressing since 2026-01-04T00:00:00Z"), "{}", of("gate"));
    let certificate = rows[&key(&rows, "cert")].clone();
    // Whatever judges it, the condition whose words the health repeats is the reason.
    if certificate.health.is_some() {
        assert!(of("cert").contains("DoesNotExist"), "{}", of("cert"));
    }
}

#[test]
fn what_the_last_sync_failed_at_stands_first_even_if_it_is_not_in_the_cluster() {
    let rows = rows(BFF);
    let missing = ObjectKey { name: "quota".into(), ..key(&rows, "bff") };
    let beyond = Beyond { failures: BTreeMap::from([(missing, "denied by a webhook".into())]), ..Beyond::default() };
    let chains = chains(&rows, &beyond);
    assert_eq!(chains[0], ["apps/Deployment/quota sync failed: denied by a webhook", "apps/Deployment/quota missing"]);
    assert_eq!(chains.len(), 2);
}

/// Pods that own each other, each owned by all of `owners`.
fn web(n: usize, owners: impl Fn(usize) -> Vec<usize>) -> String {
    let one = |index: usize| {
        let refs: Vec<String> =
            owners(index).iter().map(|owner| format!("{{apiVersion: v1, kind: Pod, name: p{owner}, uid: u{owner}}}")).collect();
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{index}, namespace: prod, uid: u{index}, ownerReferences: [{}]}}\nspec: {{restartPolicy: Always, containers: []}}\nstatus: {{phase: Failed}}\n---\n",
            refs.join(", ")
        )
    };
    (0..n).map(one).collect()
}

#[test]
fn owners_in_circles_end_each_object_once_and_soon() {
    let circle = rows(&web(3, |index| vec![(index + 1) % 3]));
    let family = Family::new(&circle);
    let chain = family.chain(&key(&circle, "p0"), &Beyond::default());
    let names: Vec<&str> = chain.iter().map(|evidence| &*evidence.key.name).collect();
    assert_eq!(names, ["p0", "p2", "p1"]);
    let own = rows(&web(1, |_| vec![0]));
    assert_eq!(Family::new(&own).chain(&key(&own, "p0"), &Beyond::default()).len(), 1);
    // Each of 300 owns all others: 90,000 references, and paths without number.
    let all = rows(&web(300, |index| (0..300).filter(|other| *other != index).collect()));
    let begun = Instant::now();
    let chain = Family::new(&all).chain(&key(&all, "p0"), &Beyond::default());
    assert!(chain.len() <= 13, "{}", chain.len());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
