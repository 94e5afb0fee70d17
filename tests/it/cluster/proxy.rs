//! A Service through an API server's proxy: its own answers, and the API server's.

use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::error::ClusterError;
use tiphys::adapters::cluster::proxy::{Answered, Asked, ask};
use tiphys::model::ids::ClusterId;

use crate::support::loopback::{Loopback, Reply};

/// What an API server says itself.
fn word(code: u16, reason: &str, message: &str) -> Reply {
    let body =
        format!(r#"{{"kind":"Status","apiVersion":"v1","status":"Failure","code":{code},"reason":"{reason}","message":"{message}"}}"#);
    Reply { status: code, ..Reply::content(body) }
}

async fn asked(server: &Loopback, name: &str, path: &str) -> Result<Answered, ClusterError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut config = kube::Config::new(server.url("").parse().expect("a URL"));
    // As our own connections have it: an answer is an answer.
    config.default_retry = false;
    let cluster = Cluster::from_client(kube::Client::try_from(config).expect("a client"), ClusterId::new("c"));
    ask(&cluster, &Asked { namespace: "shop", name, port: "8080", path, most: 1000 }).await
}

#[tokio::test]
async fn a_service_s_own_answers_count_and_the_api_server_s_refusals_are_errors() {
    let server = Loopback::serve(|asked| match asked.path.as_str() {
        "/api/v1/namespaces/shop/services/web%3A8080/proxy/health/live" => Reply::content("fine"),
        "/api/v1/namespaces/shop/services/ill%3A8080/proxy/health" => Reply { status: 503, ..Reply::content(r#"{"status":"unhealthy"}"#) },
        "/api/v1/namespaces/shop/services/large%3A8080/proxy/health" => Reply::content("x".repeat(5000)),
        "/api/v1/namespaces/shop/services/none%3A8080/proxy/health" => {
            word(503, "ServiceUnavailable", "no endpoints available for service")
        }
        "/api/v1/namespaces/shop/services/locked%3A8080/proxy/health" => word(403, "Forbidden", "services locked is forbidden"),
        _ => word(404, "NotFound", "services not found"),
    });
    assert_eq!(asked(&server, "web", "health/live").await.expect("an answer"), (200, Some(b"fine".to_vec())));
    assert_eq!(asked(&server, "ill", "health").await.expect("an answer").0, 503);
    assert_eq!(asked(&server, "large", "health").await.expect("an answer"), (200, None));
    assert!(asked(&server, "locked", "health").await.expect_err("a refusal").is_forbidden());
    assert!(asked(&server, "gone", "health").await.expect_err("a refusal").is_not_found());
    assert!(matches!(asked(&server, "none", "health").await, Err(ClusterError::Server { code: 503, .. })));
    // Nothing climbs out of the Service's own paths.
    for (name, path) in [("web", "../../../secrets/keys"), ("../x", "health"), ("web", "a/../b")] {
        let before = server.asked().len();
        assert!(asked(&server, name, path).await.is_err(), "{name} {path}");
        assert_eq!(server.asked().len(), before);
    }
}
