//! A sandbox of the test's own, served over TLS for the built binary and kubectl, whose record of requests the test reads.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tiphys::sandbox::host::{Config, Sandbox};
use tiphys::sandbox::record::RequestRecord;
use tiphys::sandbox::tls::ServerHandle;

/// A served sandbox; it ends with this value.
pub(crate) struct Served {
    /// The sandbox itself.
    pub(crate) sandbox: Sandbox,
    folder: tempfile::TempDir,
    _server: ServerHandle,
    reactor: tokio::runtime::Runtime,
}

impl Served {
    /// Starts one with controllers, and the namespace `argocd`.
    pub(crate) fn start() -> Self {
        let reactor = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a reactor");
        let folder = tempfile::tempdir().expect("a folder");
        let (sandbox, server) = reactor.block_on(async {
            let sandbox = Sandbox::new(Config::default());
            let server = sandbox.serve_tls(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("a port");
            (sandbox, server)
        });
        std::fs::write(folder.path().join("kubeconfig"), server.kubeconfig("admin", "admin-token")).expect("a kubeconfig");
        let own = Self { sandbox, folder, _server: server, reactor };
        own.put("/api/v1/namespaces", &serde_json::json!({"metadata": {"name": "argocd"}}));
        own
    }

    /// Its kubeconfig.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Creates an object by POST.
    pub(crate) fn put(&self, path: &str, body: &serde_json::Value) {
        let request = http::Request::post(path).header("content-type", "application/json").body(body.to_string().into_bytes());
        self.send(request.expect("a request"));
    }

    /// Sends a request, which must be taken; its answer.
    pub(crate) fn send(&self, request: http::Request<Vec<u8>>) -> serde_json::Value {
        // The client's own task lives on the reactor.
        self.reactor.block_on(async { self.sandbox.client().request(request).await }).expect("it is taken")
    }

    /// Reads an object.
    pub(crate) fn get(&self, path: &str) -> serde_json::Value {
        self.send(http::Request::get(path).body(Vec::new()).expect("a request"))
    }

    /// Requests that changed an object, as `METHOD path`, without what only keeps order (Leases, events) and what controllers
    /// do themselves.
    pub(crate) fn changes(&self) -> Vec<RequestRecord> {
        let is_ours = |one: &RequestRecord| one.changed && !one.path.contains("/leases") && !one.path.contains("/events");
        self.sandbox.requests().into_iter().filter(is_ours).collect()
    }
}
