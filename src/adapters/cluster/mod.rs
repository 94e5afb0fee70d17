//! The API server behind `kube::Client`: connect, discover, list and watch, apply, delete, logs, Lease. It decides nothing.
//!
//! Every function is a plain future or stream: it spawns nothing, sets no deadline and may be dropped at any await point.
//! Requests are values (`request::Call`); bodies become `model::object::Object` without a detour. Deadlines, retries after
//! throttling (`error::ClusterError::is_retryable`) and tasks belong to the runtime.

pub mod connect;
pub mod discover;
pub mod error;
pub mod identity;
mod refusal;
pub mod request;
