//! Rows of live objects, the ownership tree made of them, and the chain of why.

use std::sync::Arc;

use tiphys::engine::explain::{self, Beyond, Evidence, Finding};
use tiphys::engine::health::HealthRules;
use tiphys::engine::health::aggregate::{Part, aggregate};
use tiphys::engine::resources::row::{ContainerState, Facts, Rows, row};
use tiphys::engine::resources::tree::tree;
use tiphys::model::ids::{AppKey, ClusterId, ObjectKey};
use tiphys::model::settings::Settings;

use super::verdicts::parse;

fn rows(yaml: &str) -> Rows {
    let settings = Settings::default();
    let rules = HealthRules::new(&settings);
    parse(yaml)
        .iter()
        .map(|object| {
            let row = Arc::new(row(object, &ClusterId::new("c"), &settings, &rules));
            (row.key.clone(), row)
        })
        .collect()
}

fn key(rows: &Rows, name: &str) -> ObjectKey {
    rows.keys().find(|key| &*key.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

fn drawn(rows: &Rows, roots: &[&str]) -> Vec<String> {
    let roots: Vec<ObjectKey> = roots.iter().map(|name| key(rows, name)).collect();
    tree(rows, &roots).iter().map(|node| format!("{}{} {}", "  ".repeat(node.depth.into()), node.key, node.descendants)).collect()
}

/// A Deployment in the middle of a bad rollout, its claims and endpoints.
const SHOP: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod, uid: d, generation: 2, annotations: {argocd.argoproj.io/tracking-id: "shop:apps/Deployment:prod/web", deployment.kubernetes.io/revision: "2"}}
spec: {replicas: 2, template: {spec: {containers: [{name: web, image: "web:2"}, {name: log, image: "log:1"}]}}}
status: {observedGeneration: 2, replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2, conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-old, namespace: prod, uid: r1, generation: 1, creationTimestamp: "2026-01-01T00:00:00Z", ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d, controller: true}]}
spec: {replicas: 2}
status: {observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-new, namespace: prod, uid: r2, generation: 1, creationTimestamp: "2026-01-02T00:00:00Z", ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d, controller: true}]}
spec: {replicas: 1}
status: {observedGeneration: 1, replicas: 1, availableReplicas: 0}
---
apiVersion: v1
kind: Pod
metadata: {name: web-new-1, namespace: prod, uid: p1, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-new, uid: r2, controller: true}]}
spec: {nodeName: node-1, restartPolicy: Always, initContainers: [{name: init, image: "init:1"}], containers: [{name: log, image: "log:1"}, {name: web, image: "web:2"}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  initContainerStatuses: [{name: init, restartCount: 0, state: {terminated: {exitCode: 0, reason: Completed}}}]
  containerStatuses:
  - {name: web, restartCount: 7, state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "2026-01-02T00:01:00Z"}}}
  - {name: log, ready: false, restartCount: 0, state: {running: {startedAt: "2026-01-02T00:00:00Z"}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: prod, uid: s}
spec: {type: ClusterIP}
---
apiVersion: v1
kind: Endpoints
metadata: {name: web, namespace: prod, uid: e}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-x, namespace: prod, uid: es, labels: {kubernetes.io/service-name: web}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: prod, uid: ss}
spec: {replicas: 1, volumeClaimTemplates: [{metadata: {name: data}}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data-db-0, namespace: prod, uid: c0}
status: {phase: Bound}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: other-data-db-0, namespace: prod, uid: c1}
status: {phase: Bound}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: bot, namespace: prod, uid: sa}
---
apiVersion: v1
kind: Secret
metadata: {name: bot-token, namespace: prod, uid: st, annotations: {kubernetes.io/service-account.name: bot, kubernetes.io/service-account.uid: sa}}
type: kubernetes.io/service-account-token
"#;

#[test]
fn owners_given_and_inferred_make_the_tree() {
    let rows = rows(SHOP);
    let by_kind = |kind: &str| rows.keys().filter(|key| &*key.group_kind.kind == kind).cloned().collect::<Vec<_>>();
    let roots = [by_kind("Deployment"), by_kind("Service"), by_kind("StatefulSet"), by_kind("ServiceAccount")].concat();
    let nodes: Vec<String> =
        tree(&rows, &roots).iter().map(|node| format!("{}{} {}", "  ".repeat(node.depth.into()), node.key, node.descendants)).collect();
    assert_eq!(
        nodes,
        [
            "apps/Deployment/web 3",
            "  apps/ReplicaSet/web-new 1",
            "    Pod/web-new-1 0",
            "  apps/ReplicaSet/web-old 0",
            "Service/web 2",
            "  discovery.k8s.io/EndpointSlice/web-x 0",
            "  Endpoints/web 0",
            "apps/StatefulSet/db 1",
            "  PersistentVolumeClaim/data-db-0 0",
            "ServiceAccount/bot 1",
            "  Secret/bot-token 0",
        ]
    );
}

fn owned(name: &str, uid: &str, owners: &[(&str, &str)]) -> String {
    let owners: Vec<String> =
        owners.iter().map(|(name, uid)| format!("{{apiVersion: v1, kind: ConfigMap, name: {name}, uid: {uid}}}")).collect();
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: prod, uid: {uid}, ownerReferences: [{}]}}\n---\n",
        owners.join(", ")
    )
}

#[test]
fn cycles_are_cut_and_two_owners_each_show_their_child() {
    let cycle = rows(&(owned("a", "ua", &[("c", "uc")]) + &owned("b", "ub", &[("a", "ua")]) + &owned("c", "uc", &[("b", "ub")])));
    assert_eq!(drawn(&cycle, &["a"]), ["ConfigMap/a 2", "  ConfigMap/b 1", "    ConfigMap/c 0"]);
    assert_eq!(drawn(&cycle, &["b", "a"]), ["ConfigMap/b 2", "  ConfigMap/c 1", "    ConfigMap/a 0"]);
    assert_eq!(drawn(&rows(&owned("me", "u", &[("me", "u")])), &["me"]), ["ConfigMap/me 0"]);
    let two = rows(&(owned("a", "ua", &[]) + &owned("b", "ub", &[]) + &owned("c", "uc", &[("a", "ua"), ("b", "ub")])));
    assert_eq!(drawn(&two, &["b", "a"]), ["ConfigMap/b 1", "  ConfigMap/c 0", "ConfigMap/a 1", "  ConfigMap/c 0"]);
}

#[test]
fn a_root_that_another_root_owns_stands_below_it_and_a_missing_one_is_a_leaf() {
    let rows = rows(&(owned("a", "ua", &[]) + &owned("b", "ub", &[("a", "ua")]) + &owned("stranger", "us", &[("a", "gone")])));
    assert_eq!(drawn(&rows, &["b", "a", "a"]), ["ConfigMap/a 1", "  ConfigMap/b 0"]);
    let missing = ObjectKey { name: "missing".into(), ..key(&rows, "a") };
    assert_eq!(tree(&rows, [&missing]).len(), 1);
}

#[test]
fn a_hostile_web_of_owners_ends() {
    // Twenty layers of ten objects, each owned by all of the layer before: 10^20 paths.
    let layer = |n: usize| (0..10).map(move |i| (format!("o{n}-{i}"), format!("u{n}-{i}"))).collect::<Vec<_>>();
    let yaml: String = (0..20)
        .flat_map(|n| {
            let owners = if n == 0 { Vec::new() } else { layer(n - 1) };
            layer(n).into_iter().map(move |(name, uid)| {
                owned(&name, &uid, &owners.iter().map(|(name, uid)| (name.as_str(), uid.as_str())).collect::<Vec<_>>())
            })
        })
        .collect();
    let rows = rows(&yaml);
    assert_eq!(tree(&rows, [&key(&rows, "o0-0")]).len(), 100_000);
}

#[test]
fn a_row_holds_what_lists_and_triage_need() {
    let rows = rows(SHOP);
    let web = rows.values().find(|row| &*row.uid == "d").expect("the Deployment");
    assert_eq!((web.instance.as_deref(), web.is_hook, web.is_deleting), (Some("shop"), false, false));
    assert_eq!(web.images, ["log:1".into(), "web:2".into()]);
    assert_eq!(web.health.as_ref().map(|health| health.status.as_str()), Some("Degraded"));
    let Facts::Pod(pod) = &rows.values().find(|row| &*row.uid == "p1").expect("the Pod").facts else { panic!("a Pod") };
    let told: Vec<String> =
        pod.containers.iter().map(|container| format!("{} {} {}", container.name, container.is_init, container.restarts)).collect();
    assert_eq!(told, ["init true 0", "log false 0", "web false 7"]);
    assert!(matches!(&pod.containers[2].state, ContainerState::Waiting { reason, .. } if &**reason == "CrashLoopBackOff"));
    let size: usize = rows.values().map(|row| format!("{row:?}").len()).sum::<usize>() / rows.len();
    assert!(size < 1_500, "{size} characters a row");
}

fn chains(rows: &Rows) -> Vec<Vec<Evidence>> {
    let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
    let managed = rows.values().filter(|row| row.owners.is_empty());
    let verdict = aggregate(
        &app,
        managed.map(|row| Part {
            key: &row.key,
            health: row.health.as_ref(),
            is_live: true,
            is_hook: row.is_hook,
            is_ignored: row.ignores_health,
        }),
    );
    explain::explain(&verdict, rows, &Beyond::default())
}

#[test]
fn the_chain_goes_from_the_deployment_down_to_the_container_that_crashes() {
    let chains = chains(&rows(SHOP));
    assert_eq!(chains.len(), 1);
    let told: Vec<String> = chains[0]
        .iter()
        .map(|evidence| match &evidence.finding {
            Finding::Health(health) => format!("{} {}: {}", evidence.key, health.status, health.message),
            Finding::Condition(because) => format!("{} {} {}", evidence.key, because.kind, because.reason),
            Finding::Replicas { ready, desired } => format!("{} {ready}/{desired}", evidence.key),
            Finding::Waiting { container, reason, restarts, last, .. } => {
                let exit = last.as_ref().expect("it ran before");
                format!("{} {container} {reason} {restarts}× after {} ({})", evidence.key, exit.code, exit.reason)
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "apps/Deployment/web Degraded: Deployment \"web\" exceeded its progress deadline",
            "apps/Deployment/web Progressing ProgressDeadlineExceeded",
            "apps/Deployment/web 2/2",
            "apps/ReplicaSet/web-new Progressing: Waiting for rollout to finish: 0 out of 1 new replicas are available...",
            "apps/ReplicaSet/web-new 0/1",
            "Pod/web-new-1 Degraded: back-off 5m0s",
            "Pod/web-new-1 web CrashLoopBackOff 7× after 137 (OOMKilled)",
        ]
    );
}

#[test]
fn a_pod_that_finds_no_node_says_so() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: prod, uid: p}\nspec: {restartPolicy: Always, containers: [{name: a, image: x}]}\nstatus: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes are available}]}\n";
    let chains = chains(&rows(pod));
    let last = &chains[0].last().expect("a finding").finding;
    assert!(matches!(last, Finding::Pod { reason, message } if &**reason == "Unschedulable" && message.contains("0/3")), "{last:?}");
}

#[test]
fn a_resource_that_is_not_there_is_the_end_of_its_chain() {
    let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
    let rows = rows(&owned("a", "ua", &[]));
    let missing = ObjectKey { name: "gone".into(), ..key(&rows, "a") };
    let verdict = aggregate(&app, [Part { key: &missing, health: None, is_live: false, is_hook: false, is_ignored: false }]);
    let chains = explain::explain(&verdict, &rows, &Beyond::default());
    assert_eq!(chains, [[Evidence { key: missing, finding: Finding::Missing, since: None }]]);
}
