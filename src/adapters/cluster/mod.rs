//! The API server behind `kube::Client`: connect, discover, list and watch, apply, delete, logs, Lease. It decides nothing.
//!
//! Every function is a plain future or stream: it spawns nothing and may be dropped at any await point. Requests are values
//! (`request::Call`); bodies become `model::object::Object` without a detour. Deadlines, retries after throttling
//! (`error::ClusterError::is_retryable`) and tasks belong to the runtime, which also sets the times of a watch
//! (`watch::Pace`).

pub mod access;
pub mod apply;
pub mod cache;
pub mod connect;
mod decode;
pub mod discover;
pub mod error;
pub mod events;
pub mod identity;
pub mod lease;
mod lines;
pub mod logs;
pub mod objects;
pub mod openapi;
pub mod packed;
mod pool;
pub mod proxy;
mod recreate;
mod refusal;
pub mod request;
mod split;
pub mod watch;
