//! An API server honest enough for `kube::Client` and kubectl, with controllers, faults and the demo's fleet.
//!
//! Nothing above `kube::Client` knows it: in process it is a tower service (`host::Sandbox::client`), for kubectl it is
//! served over TLS on loopback (`tls::ServerHandle`). What it answers is compared with a real kube-apiserver by
//! `tests/it/sandbox/conformance`. It names the engine's manifests, schema and merges, and nothing of the console.

mod api;
mod authz;
mod bootstrap;
pub mod clock;
mod control;
mod definitions;
mod failure;
pub mod faults;
mod front;
pub mod host;
mod kinds;
pub mod record;
mod removal;
pub mod scenario;
mod state;
mod store;
pub mod tls;
pub mod users;
