//! A real server that goes away, and users without rights.

use futures::StreamExt;
use serde_json::json;
use tiphys::adapters::cluster::error::ClusterError;
use tiphys::adapters::cluster::logs::{LogRequest, open};
use tiphys::adapters::cluster::objects::get;
use tiphys::adapters::cluster::request::Target;
use tiphys::adapters::cluster::watch::{Pace, WatchEvent, WatchSpec, watch};
use tiphys::engine::health::{HealthRules, judge};
use tiphys::model::settings::Settings;
use tiphys::model::status::HealthStatus;

use super::fixtures::{DEADLINE, Watching, config_map, kind, make, namespace, object, word};
use crate::support::testbed::{With, own, shared};

#[tokio::test]
async fn a_watch_survives_a_restart_of_the_api_server() {
    let Some(bed) = own(With::ApiServer) else { return };
    let cluster = bed.cluster().await;
    let here = namespace(&cluster, "restart").await;
    make(&cluster, &config_map(&here, "a", "1")).await;
    let pace = Pace { longest_pause: std::time::Duration::from_secs(1), ..Pace::default() };
    let spec = WatchSpec { pace, ..WatchSpec::all(kind(&cluster, "v1", "ConfigMap").await).within(here.as_str()) };
    let mut events = Watching::new(watch(cluster.clone(), spec));
    events.until(|event| matches!(event, WatchEvent::Synced)).await;

    bed.kill_api_server();
    events.until(|event| matches!(event, WatchEvent::Failed(ClusterError::Unreachable(_)))).await;
    bed.start_again("kube-apiserver");
    // It goes on where it was, or lists again where the server's history does not reach back.
    events.until(|event| matches!(event, WatchEvent::Resumed | WatchEvent::Synced)).await;
    make(&cluster, &config_map(&here, "b", "1")).await;
    events.until(|event| word(event) == "applied b").await;
}

#[tokio::test]
async fn a_user_without_rights_is_told_so_and_sees_what_a_role_grants() {
    let Some(bed) = shared() else { return };
    let (admin, alice) = (bed.cluster().await, bed.cluster_of("alice").await);
    let here = namespace(&admin, "rights").await;
    make(&admin, &config_map(&here, "a", "1")).await;
    let spec = WatchSpec::all(kind(&admin, "v1", "ConfigMap").await);
    let mut events = Watching::new(watch(alice.clone(), spec.clone()));
    let WatchEvent::Failed(error) = events.next().await else { panic!("alice holds no rights") };
    assert!(error.is_forbidden() && !error.is_retryable(), "{error}");
    assert!(error.problem().hint.is_some_and(|hint| hint.contains("list configmaps")));
    make(
        &admin,
        &object(&json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "read", "namespace": here},
            "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list", "watch"]}],
        })),
    )
    .await;
    make(
        &admin,
        &object(&json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "read", "namespace": here},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "read"},
            "subjects": [{"kind": "Group", "name": "sre", "apiGroup": "rbac.authorization.k8s.io"}],
        })),
    )
    .await;
    let pace = Pace { longest_pause: std::time::Duration::from_millis(200), ..Pace::default() };
    let narrow = WatchSpec { pace, labels: "test".into(), ..spec.within(here.as_str()) };
    let mut events = Watching::new(watch(alice, narrow));
    // The authorizer learns of the role a moment after it was written.
    let seen = events.until(|event| matches!(event, WatchEvent::Synced)).await;
    assert!(seen.contains(&"listed a".to_owned()), "{seen:?}");
}

#[tokio::test]
async fn the_previous_logs_of_a_pod_and_the_missing_ones() {
    let Some(bed) = shared().filter(|bed| bed.has_controllers) else { return };
    let cluster = bed.cluster().await;
    let here = namespace(&cluster, "logs").await;
    make(
        &cluster,
        &object(&json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": here},
            "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        })),
    )
    .await;
    let rules = HealthRules::new(&Settings::default());
    let deadline = tokio::time::Instant::now() + DEADLINE;
    loop {
        let pod = get(&cluster, &Target::collection("", "v1", "pods").within(here.as_str()).named("web")).await.expect("it is there");
        if judge(&pod, &rules).0.is_some_and(|health| health.status == HealthStatus::Healthy) {
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "the Pod never runs");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let request = LogRequest { tail: None, ..LogRequest::tail(here.as_str(), "web", "web") };
    let lines: Vec<_> = open(&cluster, &request).await.expect("opened").map(|line| line.expect("a line").text).collect().await;
    assert_eq!(lines.len(), 41);
    assert!(lines.last().is_some_and(|line| line.contains("level=error")), "{:?}", lines.last());
    let Err(error) = open(&cluster, &LogRequest { container: "other".into(), ..request.clone() }).await else {
        panic!("no such container")
    };
    assert!(matches!(error, ClusterError::Malformed(_)), "{error}");
    let Err(error) = open(&cluster, &LogRequest { pod: "gone".into(), ..request }).await else { panic!("no such Pod") };
    assert!(error.is_not_found(), "{error}");
}
