//! The sandbox on a loopback socket: a throw-away certificate authority, HTTP/1 and HTTP/2, a kubeconfig, a graceful end.
//! It knows nothing of Kubernetes beyond the kubeconfig's form.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::front::{self, Cut};
use super::host::{Dropped, Sandbox};

/// How long the end waits for answers under way; watches are cut at once, so this is only for a slow reader.
const GRACE: Duration = Duration::from_secs(2);

/// How long a TLS handshake may take on loopback.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// Why it could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No certificate could be made.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refuses the certificate.
    #[error("cannot set TLS up")]
    Tls(#[from] rustls::Error),
}

/// A sandbox being served. Dropping it stops the listener without waiting.
#[derive(Debug)]
pub struct ServerHandle {
    address: SocketAddr,
    ca_pem: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl ServerHandle {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `https://host:port`.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The certificate authority, PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A kubeconfig with one context, `sandbox`, for a user with this token.
    pub fn kubeconfig(&self, user: &str, token: &str) -> String {
        let (server, ca) = (self.url(), STANDARD.encode(&self.ca_pem));
        format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- name: sandbox\n  cluster:\n    server: {server}\n    certificate-authority-data: {ca}\n\
             users:\n- name: {user}\n  user:\n    token: {token}\ncontexts:\n- name: sandbox\n  context:\n    cluster: sandbox\n    user: {user}\n\
             current-context: sandbox\n"
        )
    }

    /// Stops accepting, lets answers under way end, cuts watches, and returns when all is closed.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = (&mut self.task).await;
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) async fn serve(sandbox: Sandbox, address: SocketAddr) -> Result<ServerHandle, ServeError> {
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let address = listener.local_addr().map_err(|source| ServeError::Listen { address, source })?;
    let (acceptor, ca_pem) = certificate(address.ip())?;
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(accept_all(sandbox, listener, acceptor, stopped));
    Ok(ServerHandle { address, ca_pem, stop: Some(stop), task })
}

/// A server certificate for loopback, signed by an authority whose key is forgotten at once.
fn certificate(ip: IpAddr) -> Result<(TlsAcceptor, String), ServeError> {
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.distinguished_name.push(DnType::CommonName, "tiphys sandbox");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_key = KeyPair::generate()?;
    let ca_certificate = ca.self_signed(&ca_key)?;
    let key = KeyPair::generate()?;
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned(), ip.to_string()];
    let mut leaf = CertificateParams::new(names)?;
    leaf.distinguished_name.push(DnType::CommonName, "kube-apiserver");
    let leaf = leaf.signed_by(&key, &Issuer::new(ca, ca_key))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), ca_certificate.pem()))
}

async fn accept_all(sandbox: Sandbox, listener: TcpListener, acceptor: TlsAcceptor, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let ending = watch::Sender::new(0);
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => { tracing::debug!(%error, "sandbox: accept"); continue }
            },
            _ = &mut stopped => break,
            Some(_) = connections.join_next() => continue,
        };
        if !sandbox.faults().is_refusing() {
            connections.spawn(connection(sandbox.clone(), stream, acceptor.clone(), graceful.watcher(), ending.subscribe()));
        } // else dropping the socket refuses it
    }
    drop(listener);
    ending.send_modify(|count| *count += 1);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}

async fn connection(sandbox: Sandbox, stream: TcpStream, acceptor: TlsAcceptor, watcher: Watcher, ending: watch::Receiver<u64>) {
    let mut cuts = sandbox.faults().cuts();
    let work = async {
        let _ = stream.set_nodelay(true);
        let stream = match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return tracing::debug!(%error, "sandbox: TLS handshake"),
            Err(_) => return,
        };
        let service = service_fn(move |request: http::Request<Incoming>| {
            let (sandbox, ending) = (sandbox.clone(), ending.clone());
            async move { Ok::<_, Dropped>(front::cut_with(sandbox.serve(request.map(Body::new)).await?, ending, Cut::End)) }
        });
        let builder = auto::Builder::new(TokioExecutor::new());
        let served = watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await;
        if let Err(error) = served {
            tracing::debug!(%error, "sandbox: connection");
        }
    };
    tokio::select! {
        () = work => {}
        _ = cuts.changed() => {}
    }
}
