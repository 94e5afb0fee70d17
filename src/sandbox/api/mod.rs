//! The API: requests in, answers out. `front` hands it whole requests; the store is locked for one verb at a time. It knows
//! no socket and no controller.

pub(crate) mod accept;
pub(crate) mod answer;
pub(crate) mod ask;
mod create;
mod delete;
mod discovery;
mod logs;
mod openapi;
pub(crate) mod options;
mod patch;
mod read;
mod reviews;
mod scale;
mod table;
pub(crate) mod target;
mod update;
mod verbs;
mod watch;
mod write;

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;

use super::failure::Failure;
use super::host::Hub;
use super::users::User;
use answer::Answer;

/// Answers a request of a known user.
pub(crate) fn answer(hub: &Arc<Hub>, user: &User, parts: &Parts, body: Bytes) -> Result<Answer, Failure> {
    match target::Target::parse(parts.uri.path()) {
        Some(target) => verbs::resource(hub, user, parts, body, target),
        None => verbs::path(hub, user, parts),
    }
}
