//! `Sandbox`: one API server inside the process, with its store, users, faults and record. It knows no address; `tls`
//! serves it on one.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use tokio::sync::watch;
use tower::{ServiceExt, service_fn};

use super::bootstrap;
use super::clock::Clock;
use super::control::driver;
use super::faults::Faults;
use super::front::{self, Cut};
use super::record::{REQUESTS_KEPT, Record, RequestRecord};
use super::state::State;
use super::tls::{self, ServeError, ServerHandle};
use super::users::Users;

/// What a sandbox starts with.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Its time.
    pub clock: Clock,
    /// Who may come in.
    pub users: Users,
    /// Whether its controllers run, and on how many fake nodes.
    pub controllers: Controllers,
    /// Where uids and name suffixes start: two sandboxes that must differ in them get different seeds.
    pub seed: u64,
}

/// Whether a sandbox's workloads progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controllers {
    /// Nothing happens by itself, as on an API server alone.
    Off,
    /// Controllers and a scheduler run, and so many fake nodes.
    On {
        /// Nodes.
        nodes: usize,
    },
}

impl Default for Controllers {
    /// On, with two nodes.
    fn default() -> Self {
        Self::On { nodes: 2 }
    }
}

/// An API server in this process. Cloning shares it.
#[derive(Clone)]
pub struct Sandbox {
    hub: Arc<Hub>,
    router: Router,
}

/// What the handlers share.
pub(crate) struct Hub {
    pub(crate) clock: Clock,
    pub(crate) users: Users,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    /// Counts the times that all watches were told that they are too old.
    pub(crate) expiries: watch::Sender<u64>,
    state: Mutex<State>,
    /// OpenAPI documents by path, made from the registry as it was at this generation.
    documents: Mutex<(u64, HashMap<String, Bytes>)>,
    /// The controllers' task; it ends with the hub.
    task: Mutex<Option<tokio::task::AbortHandle>>,
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
    }
}

impl Hub {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A document made before, if nothing has changed since.
    pub(crate) fn documents(&self, generation: u64, path: &str) -> Option<Bytes> {
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.1.get(path).filter(|_| documents.0 == generation).cloned()
    }

    pub(crate) fn keep_document(&self, generation: u64, path: &str, bytes: Bytes) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if documents.0 != generation {
            *documents = (generation, HashMap::new());
        }
        documents.1.insert(path.to_owned(), bytes);
    }
}

/// The connection was lost: a fault that a test switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("connection refused by the sandbox")]
pub struct Dropped;

impl Sandbox {
    /// Starts a sandbox. It must be called inside a tokio runtime; its tasks end with the last clone.
    pub fn new(config: Config) -> Self {
        let hub = Arc::new(Hub {
            clock: config.clock,
            users: config.users,
            faults: Faults::default(),
            record: Record::new(REQUESTS_KEPT),
            expiries: watch::Sender::new(0),
            state: Mutex::new(State::new(config.seed)),
            documents: Mutex::default(),
            task: Mutex::default(),
        });
        bootstrap::bootstrap(&mut hub.lock(), config.clock.now(), config.controllers);
        if config.controllers != Controllers::Off {
            let task = tokio::spawn(driver::run(Arc::downgrade(&hub)));
            *hub.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        }
        Self { router: front::router(hub.clone()), hub }
    }

    /// A client without a socket, as `admin`, with `default` as its namespace.
    pub fn client(&self) -> kube::Client {
        self.client_with_token("admin-token")
    }

    /// A client without a socket, with this bearer token.
    pub fn client_with_token(&self, token: &str) -> kube::Client {
        let bearer = HeaderValue::try_from(format!("Bearer {token}")).ok();
        let sandbox = self.clone();
        let service = service_fn(move |mut request: Request<kube::client::Body>| {
            if let Some(bearer) = &bearer {
                request.headers_mut().entry(header::AUTHORIZATION).or_insert_with(|| bearer.clone());
            }
            let sandbox = sandbox.clone();
            async move { sandbox.serve(request.map(Body::new)).await }
        });
        kube::Client::new(service, "default")
    }

    /// Serves it over TLS on this address (port 0 picks one), with a certificate made for the occasion.
    ///
    /// # Errors
    /// When the address cannot be had or no certificate can be made.
    pub async fn serve_tls(&self, address: SocketAddr) -> Result<ServerHandle, ServeError> {
        tls::serve(self.clone(), address).await
    }

    /// What was asked so far, oldest first; the last [`REQUESTS_KEPT`].
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.hub.record.all()
    }

    /// Forgets what was asked so far.
    pub fn forget_requests(&self) {
        self.hub.record.clear();
    }

    /// What can go wrong.
    pub fn faults(&self) -> &Faults {
        &self.hub.faults
    }

    /// Tells every open watch that it is too old (410 inside the stream) and ends it.
    pub fn expire_watches(&self) {
        self.hub.expiries.send_modify(|count| *count += 1);
    }

    /// Forgets the history: watches and pages from before now get 410. Open watches go on.
    pub fn compact(&self) {
        self.hub.lock().store.compact();
    }

    /// The resourceVersion of the latest change.
    pub fn resource_version(&self) -> u64 {
        self.hub.lock().store.revision()
    }

    /// Its time.
    pub fn clock(&self) -> Clock {
        self.hub.clock
    }

    /// One request through the faults to the router.
    pub(crate) async fn serve(&self, request: Request<Body>) -> Result<Response<Body>, Dropped> {
        let mut cuts = self.hub.faults.cuts();
        if self.hub.faults.is_refusing() {
            return Err(Dropped);
        }
        let router = self.router.clone();
        let latency = self.hub.faults.latency();
        let answer = async move {
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            router.oneshot(request).await
        };
        let response = tokio::select! {
            response = answer => response.unwrap_or_else(|never: Infallible| match never {}),
            _ = cuts.changed() => return Err(Dropped),
        };
        Ok(front::cut_with(response, cuts, Cut::Error))
    }
}
