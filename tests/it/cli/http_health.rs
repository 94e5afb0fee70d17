//! Health that an application tells over HTTP, through the built binary: read by URL where that may be reached, shown beside the
//! resources, counted only where the Application says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use super::shop;
use crate::support::loopback::{Loopback, Reply};

const CONTRACT: &str = r#"{"status":"degraded","version":"1.2.3","checks":{"database":"healthy","cache":"unhealthy"},
    "dependencies":[{"name":"inventory-api","status":"healthy","latency_ms":45}],"note":"\u001b[31mred"}"#;

#[test]
fn endpoints_are_asked_shown_and_counted_only_where_the_application_says_so() {
    let (served, home) = shop();
    home.repo.commit("feat: calm", &[("calm/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: calm}\n")]);
    let code = Arc::new(AtomicU16::new(200));
    let now = code.clone();
    let server = Loopback::serve(move |_| Reply { status: now.load(Ordering::SeqCst), ..Reply::content(CONTRACT) });
    let endpoint = format!("tiphys.dev/health-http={}", server.url("health"));
    home.create("calm", &home.repo.url(), &["--annotations", &endpoint]);
    home.run(&["app", "sync", "calm", "--yes"]).with(0);
    // This machine may not be reached unless that was configured.
    let refused = home.run(&["app", "get", "calm"]).with(0);
    assert!(refused.out.contains("this machine or its own network") && server.asked().is_empty(), "{refused}");

    let folder = home.path().join(".config/tiphys");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.yaml"), format!("trustedRemotes: ['{}']\n", server.url(""))).expect("a file");
    let shown = home.run(&["app", "get", "calm"]).with(0).says(&[
        "HTTP http://",
        "version 1.2.3",
        "degraded, cache: unhealthy",
        "inventory-api 45 ms",
    ]);
    assert!(!shown.out.contains('\u{1b}'), "{shown}");
    assert!(home.run(&["app", "get", "calm", "-o", "json"]).with(0).json()["status"]["health"]["status"] == "Healthy", "it is only shown");
    home.run(&["app", "explain", "calm"]).with(0).says(&["HTTP http://", "degraded, cache: unhealthy", "only shown"]);

    let counts = r#"{"metadata":{"annotations":{"tiphys.dev/health-http-counts":"true"}}}"#;
    let path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/calm";
    let patch = http::Request::patch(path).header("content-type", "application/merge-patch+json");
    served.send(patch.body(counts.as_bytes().to_vec()).expect("a request"));
    assert_eq!(home.run(&["app", "get", "calm", "-o", "json"]).with(0).json()["status"]["health"]["status"], "Degraded");
    home.run(&["app", "explain", "calm"]).with(0).says(&["Degraded ← HTTP http://"]);
    code.store(503, Ordering::SeqCst);
    home.run(&["app", "get", "calm"]).with(0).says(&["status code 503"]);
}
