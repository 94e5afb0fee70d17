//! What servers do rarely, played to the watch by a scripted server below `kube::Client`, under a paused clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use http::{Request, Response};
use http_body_util::StreamBody;
use hyper::body::Frame;
use jiff::Timestamp;
use tiphys::adapters::cluster::cache::{Cache, Cached, Knowledge, narrower};
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::discover::{Kind, discover};
use tiphys::adapters::cluster::error::ClusterError;
use tiphys::adapters::cluster::logs::{LogRequest, open};
use tiphys::adapters::cluster::packed::ManagedFields;
use tiphys::adapters::cluster::watch::{WatchEvent, WatchSpec, watch};
use tiphys::model::ids::{ClusterId, GroupKind};

use super::fixtures::{Watching, word};

type Chunks = BoxStream<'static, Result<Frame<Bytes>, std::io::Error>>;

/// One answer of the script.
struct Answer {
    status: u16,
    retry_after: Option<&'static str>,
    body: Chunks,
}

fn chunks(parts: Vec<String>) -> Chunks {
    futures::stream::iter(parts).map(|part| Ok(Frame::data(Bytes::from(part)))).boxed()
}

/// A whole body.
fn body(status: u16, text: &str) -> Answer {
    Answer { status, retry_after: None, body: chunks(vec![text.to_owned()]) }
}

/// A page of ConfigMaps.
fn page(version: &str, token: &str, names: &[&str]) -> Answer {
    let items: Vec<_> = names.iter().map(|name| config_map(name, version, "1")).collect();
    let list = serde_json::json!({"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"resourceVersion": version, "continue": token}, "items": items});
    body(200, &list.to_string())
}

fn config_map(name: &str, version: &str, value: &str) -> serde_json::Value {
    serde_json::json!({"metadata": {"name": name, "namespace": "shop", "uid": name, "resourceVersion": version}, "data": {"key": value}})
}

/// Lines of a watch; then it ends, or stays silent.
fn changes(lines: &[(&str, serde_json::Value)], stays: bool) -> Answer {
    let lines = lines.iter().map(|(kind, object)| format!("{}\n", serde_json::json!({"type": kind, "object": object}))).collect();
    let told = chunks(lines);
    let body = if stays { told.chain(futures::stream::pending()).boxed() } else { told };
    Answer { status: 200, retry_after: None, body }
}

fn live(name: &str, version: &str) -> serde_json::Value {
    let mut object = config_map(name, version, "1");
    object["apiVersion"] = "v1".into();
    object["kind"] = "ConfigMap".into();
    object
}

fn status(code: u16, reason: &str, message: &str) -> Answer {
    let text =
        serde_json::json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message});
    body(code, &text.to_string())
}

/// A cluster that answers so, and what it was asked. After the script it stays silent.
fn scripted(answers: Vec<Answer>) -> (Cluster, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (answers, log) = (Arc::new(Mutex::new(VecDeque::from(answers))), asked.clone());
    let service = tower::service_fn(move |request: Request<kube::client::Body>| {
        log.lock().expect("lock").push(request.uri().to_string());
        let answer = answers.lock().expect("lock").pop_front();
        async move {
            let Some(answer) = answer else { return futures::future::pending().await };
            let mut response = Response::builder().status(answer.status);
            if let Some(wait) = answer.retry_after {
                response = response.header("retry-after", wait);
            }
            Ok::<_, std::io::Error>(response.body(StreamBody::new(answer.body)).expect("a response"))
        }
    });
    (Cluster::from_client(kube::Client::new(service, "default"), ClusterId::new("script")), asked)
}

fn config_maps() -> WatchSpec {
    let kind = Kind {
        group: "".into(),
        version: "v1".into(),
        kind: "ConfigMap".into(),
        plural: "configmaps".into(),
        singular: "configmap".into(),
        namespaced: true,
        verbs: Vec::new(),
        short_names: Vec::new(),
        subresources: Vec::new(),
    };
    WatchSpec::all(kind)
}

/// The first events of a watch, as words.
async fn told(cluster: &Cluster, n_events: usize) -> Vec<String> {
    let mut events = Watching::new(watch(cluster.clone(), config_maps()));
    let mut words = Vec::new();
    while words.len() < n_events {
        words.push(word(&events.next().await));
    }
    words
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_too_old_means_listing_again() {
    let gone = serde_json::json!({"kind": "Status", "code": 410, "reason": "Expired", "message": "too old resource version"});
    let (cluster, asked) = scripted(vec![
        page("5", "", &["a", "b"]),
        changes(&[("ADDED", live("c", "6")), ("BOOKMARK", live("", "9")), ("ERROR", gone)], false),
        page("20", "", &["a", "c"]),
        changes(&[], false),
        status(410, "Expired", "too old resource version"),
        page("30", "", &["a"]),
    ]);
    let expected = [
        "started",
        "listed a b",
        "synced",
        "applied c",
        "restarted",
        "started",
        "listed a c",
        "synced",
        "restarted",
        "started",
        "listed a",
        "synced",
    ];
    assert_eq!(told(&cluster, expected.len()).await, expected);
    let asked = asked.lock().expect("lock");
    let versions: Vec<_> = asked.iter().filter_map(|uri| uri.split("resourceVersion=").nth(1)?.split('&').next()).collect();
    assert_eq!(versions, ["5", "20", "20"], "a list asks for the newest state, a watch goes on from it: {asked:?}");
}

#[tokio::test(start_paused = true)]
async fn an_ended_watch_goes_on_from_the_last_version_it_saw() {
    let (cluster, asked) = scripted(vec![
        page("5", "", &[]),
        changes(&[("ADDED", live("a", "6"))], false),
        changes(&[("BOOKMARK", live("", "9"))], false),
        changes(&[("MODIFIED", live("a", "12")), ("DELETED", live("a", "13"))], true),
    ]);
    assert_eq!(told(&cluster, 5).await, ["started", "synced", "applied a", "applied a", "deleted a"]);
    let asked = asked.lock().expect("lock");
    let versions: Vec<_> = asked.iter().filter_map(|uri| uri.split("resourceVersion=").nth(1)?.split('&').next()).collect();
    assert_eq!(versions, ["5", "6", "9"]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_continue_token_means_a_list_without_pages() {
    let (cluster, asked) = scripted(vec![
        page("5", "token", &["a"]),
        status(410, "Expired", "the provided continue parameter is too old"),
        page("9", "", &["a", "b"]),
    ]);
    assert_eq!(told(&cluster, 5).await, ["started", "listed a", "started", "listed a b", "synced"]);
    let asked = asked.lock().expect("lock");
    assert!(asked[0].contains("limit=500") && asked[1].contains("continue=token") && !asked[2].contains("limit"), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_throttled_list_waits_as_long_as_the_server_asks() {
    let throttled = Answer { retry_after: Some("17"), ..status(429, "TooManyRequests", "too many requests") };
    let (cluster, _) = scripted(vec![throttled, page("5", "", &[])]);
    let start = tokio::time::Instant::now();
    let words = told(&cluster, 3).await;
    assert!(words[0].starts_with("failed the API server asks to slow down") && words[1..] == ["started", "synced"], "{words:?}");
    assert!(start.elapsed() >= Duration::from_secs(17), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_counts_as_dead() {
    let (cluster, asked) =
        scripted(vec![page("5", "", &[]), changes(&[("ADDED", live("a", "6"))], true), changes(&[("ADDED", live("b", "7"))], true)]);
    let mut events = Watching::new(watch(cluster, config_maps()));
    // The paused clock jumps to the nearest timer: the reader must have none.
    let mut words = Vec::new();
    while words.len() < 4 {
        words.push(word(&events.next_whenever().await));
    }
    assert_eq!(words, ["started", "synced", "applied a", "applied b"]);
    assert!(asked.lock().expect("lock")[2].contains("resourceVersion=6"));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_no_json_is_a_failure_and_not_the_end() {
    let (cluster, _) =
        scripted(vec![body(200, "<html>sign in</html>"), body(200, "{\"items\":[{\"metadata\":{}},"), page("5", "", &["a"])]);
    let words = told(&cluster, 8).await;
    assert!(words[1].starts_with("failed") && words[4].starts_with("failed"), "{words:?}");
    assert_eq!(words[5..], ["started", "listed a", "synced"], "what the broken list named stays until a whole one does not");
}

#[tokio::test(start_paused = true)]
async fn a_cache_replaces_what_a_new_list_does_not_name() {
    let gone = serde_json::json!({"kind": "Status", "code": 410, "reason": "Expired", "message": "too old"});
    let (cluster, _) = scripted(vec![
        page("5", "", &["a", "b"]),
        changes(&[("ADDED", live("c", "6")), ("ERROR", gone)], false),
        page("20", "", &["a", "c"]),
        status(503, "ServiceUnavailable", "restarting"),
        changes(&[("DELETED", live("a", "21"))], true),
    ]);
    let (spec, kind) = (config_maps(), GroupKind::new("", "ConfigMap"));
    let mut cache = Cache::new(cluster.id.clone(), Arc::default(), ManagedFields::Drop);
    assert_eq!(cache.knowledge(&kind, "shop"), Knowledge::Unwatched);
    cache.expect(&spec);
    let mut events = Watching::new(watch(cluster.clone(), spec));
    let (now, mut log) = (Timestamp::UNIX_EPOCH, Vec::new());
    while log.last().is_none_or(|last: &String| !last.starts_with("deleted a")) {
        let event = events.next().await;
        let told = word(&event);
        let changes = cache.feed(&kind, "", event, now);
        let rows: Vec<String> =
            changes.rows.iter().map(|(key, row)| format!("{}{}", if row.is_some() { '+' } else { '-' }, key.name)).collect();
        log.push(format!(
            "{told}: {} {}",
            rows.join(" "),
            match cache.knowledge(&kind, "shop") {
                Knowledge::Unwatched => "unwatched",
                Knowledge::NotListed => "not listed",
                Knowledge::Known => "known",
                Knowledge::Forbidden(_) => "forbidden",
                Knowledge::Stale { .. } => "stale",
            }
        ));
    }
    let failed = "failed the API server failed with 503: restarting:  stale";
    let expected = [
        "started:  not listed",
        "listed a b: +a +b not listed",
        "synced:  known",
        "applied c: +c known",
        "restarted:  known",
        "started:  known",
        "listed a c: +a +c known",
        "synced: -b known",
        failed,
        "resumed:  known",
        "deleted a: -a known",
    ];
    assert_eq!(log, expected);
    let key = cache.rows().next().map(|(key, _)| key.clone()).expect("c is left");
    let Cached::Object(object) = cache.get(&key) else { panic!("c is kept") };
    assert_eq!((&**object.name(), object.resource_version(), object.str_at(&["data", "key"])), ("c", "20", Some("1")));
}

#[tokio::test(start_paused = true)]
async fn a_refused_list_falls_back_to_namespaces_and_says_what_is_left_out() {
    let (cluster, _) = scripted(vec![status(403, "Forbidden", "configmaps is forbidden"), page("5", "", &["a"])]);
    let (spec, kind) = (config_maps(), GroupKind::new("", "ConfigMap"));
    let mut cache = Cache::new(cluster.id.clone(), Arc::default(), ManagedFields::Drop);
    let mut events = Watching::new(watch(cluster.clone(), spec.clone()));
    let WatchEvent::Failed(error) = events.next().await else { panic!("it is forbidden") };
    let narrow = narrower(&spec, &error, &["shop".into()]);
    assert_eq!(narrow.iter().map(|spec| &*spec.namespace).collect::<Vec<_>>(), ["shop"]);
    assert_eq!(narrower(&narrow[0], &error, &["shop".into()]), [], "nothing is narrower than a namespace");
    cache.feed(&kind, "", WatchEvent::Failed(error), Timestamp::UNIX_EPOCH);
    drop(events);
    cache.expect(&narrow[0]);
    let mut events = Watching::new(watch(cluster, narrow[0].clone()));
    for _ in 0..3 {
        let event = events.next().await;
        cache.feed(&kind, "shop", event, Timestamp::UNIX_EPOCH);
    }
    assert_eq!(cache.knowledge(&kind, "shop"), Knowledge::Known);
    assert!(matches!(cache.knowledge(&kind, "pay"), Knowledge::Forbidden(_)));
    let told: Vec<String> = cache.left_out().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["of ConfigMap only namespace shop is shown"]);
}

#[tokio::test]
async fn an_older_server_is_discovered_group_by_group_and_a_failing_group_is_a_problem() {
    let resources = |names: &str| body(200, &format!(r#"{{"kind":"APIResourceList","resources":[{names}]}}"#));
    let groups = r#"{"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},
        {"name":"metrics.k8s.io","versions":[{"version":"v1"}]}]}"#;
    let (cluster, _) = scripted(vec![
        body(200, r#"{"kind":"APIVersions","versions":["v1"]}"#),
        body(200, groups),
        resources(r#"{"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]},{"name":"pods/log","kind":"Pod"}"#),
        resources(r#"{"name":"deployments","kind":"Deployment","namespaced":true}"#),
        resources(r#"{"name":"deployments","kind":"Deployment","namespaced":true}"#),
        status(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
    ]);
    let found = discover(&cluster).await.expect("what answers is enough");
    assert_eq!(found.preferred(&GroupKind::new("apps", "Deployment")).map(|kind| &*kind.version), Some("v1"));
    assert!(found.find("apps", "v1beta1", "Deployment").is_some());
    assert_eq!(found.find("", "v1", "Pod").map(|kind| kind.subresources.clone()), Some(vec!["log".into()]));
    assert!(found.problems.len() == 1 && found.problems[0].to_string().contains("metrics.k8s.io/v1"), "{:?}", found.problems);
}

#[tokio::test]
async fn log_lines_are_raw_and_cut_at_their_limit() {
    let text = format!("2026-01-01T00:00:00.5Z \u{1b}[31mred\n2026-01-01T00:00:01Z {}\nlast", "x".repeat(100));
    let (cluster, asked) = scripted(vec![body(200, &text)]);
    let request = LogRequest { has_timestamps: true, is_previous: true, max_line: 20, ..LogRequest::tail("shop", "web-1", "web") };
    let lines: Vec<_> = open(&cluster, &request).await.expect("opened").map(|line| line.expect("a line")).collect().await;
    let told: Vec<_> = lines.iter().map(|line| (&*line.time, line.text.len(), line.is_cut)).collect();
    assert_eq!(told[0], ("2026-01-01T00:00:00.5Z", 8, false));
    assert!(told[1].2 && told[1].1 <= 36, "{told:?}");
    assert_eq!((told[2], lines[2].text.as_str()), (("", 4, false), "last"));
    assert_eq!(
        asked.lock().expect("lock")[0],
        "/api/v1/namespaces/shop/pods/web-1/log?container=web&previous=true&timestamps=true&tailLines=500"
    );
}

#[tokio::test]
async fn an_endless_error_page_is_read_to_a_limit_only() {
    let endless = futures::stream::repeat_with(|| Ok(Frame::data(Bytes::from_static(&[b'x'; 4096])))).boxed();
    let (cluster, _) = scripted(vec![Answer { status: 502, retry_after: None, body: endless }]);
    let error = discover(&cluster).await.expect_err("no API server");
    assert!(matches!(error, ClusterError::Server { code: 502, .. }), "{error}");
}
