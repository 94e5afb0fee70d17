//! Answers that are no success, and connections that fail, told apart. What a server says about a Secret may quote the
//! Secret: quoted parts are taken out before the message goes anywhere.

use std::error::Error as StdError;
use std::sync::Arc;

use http::{Response, header};
use kube::client::{AuthError, Body};
use serde::Deserialize;

use super::error::{Cause, ClusterError};
use super::request::read_all;
use crate::engine::secrecy;

/// Largest error body that is read; a `Status` has a few hundred bytes, a proxy's page must not fill the memory.
const MAX_ERROR_BODY: usize = 256 << 10;
/// Longest message that is kept of an answer that is no `Status`.
const MAX_FOREIGN: usize = 200;

/// `metav1.Status`, as far as it is read.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Status {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    pub(super) code: u16,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    details: Option<Details>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default)]
    name: String,
    #[serde(default)]
    causes: Vec<StatusCause>,
    #[serde(default)]
    retry_after_seconds: u64,
}

#[derive(Debug, Default, Deserialize)]
struct StatusCause {
    #[serde(default)]
    field: String,
    #[serde(default)]
    message: String,
}

/// The error in an answer that is no success.
pub(super) async fn of_response(response: Response<Body>, about: &Arc<str>, is_secret: bool) -> ClusterError {
    let code = response.status().as_u16();
    let wait = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let status = match read_all(response, MAX_ERROR_BODY).await {
        Ok(bytes) => {
            serde_json::from_slice::<Status>(&bytes).ok().filter(|status| status.kind == "Status").unwrap_or_else(|| foreign(&bytes))
        }
        Err(_) => Status::default(),
    };
    of_status(Status { code, ..status }, wait, about, is_secret)
}

/// A plain text or HTML page, cut short.
fn foreign(bytes: &[u8]) -> Status {
    let text = String::from_utf8_lossy(bytes);
    let message = text.trim().chars().take(MAX_FOREIGN).collect::<String>().replace(['\n', '\r'], " ");
    Status { message, ..Status::default() }
}

/// The error that a `Status` stands for, also the one in a watch's `ERROR` event.
/// Reasons beat codes, as in client-go (`apimachinery/pkg/api/errors`, `ReasonForError`).
pub(super) fn of_status(status: Status, wait: Option<u64>, about: &Arc<str>, is_secret: bool) -> ClusterError {
    let details = status.details.unwrap_or_default();
    let shown = |text: &str| -> Arc<str> {
        if is_secret { secrecy::about_secret(text, &details.name).into() } else { secrecy::hushed(text).into() }
    };
    let message = if status.message.is_empty() { shown(&format!("{about}: HTTP {}", status.code)) } else { shown(&status.message) };
    let retry_after = wait.or((details.retry_after_seconds > 0).then_some(details.retry_after_seconds));
    let causes =
        || details.causes.iter().map(|cause| Cause { field: cause.field.as_str().into(), message: shown(&cause.message) }).collect();
    match (status.reason.as_str(), status.code) {
        // Server-side apply's answer to an object that does not fit the schema, with 500 or 422.
        _ if status.message.starts_with("failed to create typed patch object") => ClusterError::Malformed(message),
        ("Unauthorized", _) | (_, 401) => ClusterError::Unauthorized(message),
        ("Forbidden", _) | (_, 403) => ClusterError::Forbidden { action: about.clone(), message },
        ("NotFound", _) | (_, 404) => ClusterError::NotFound(message),
        ("AlreadyExists", _) => ClusterError::AlreadyExists(message),
        ("Conflict", _) | (_, 409) => ClusterError::Conflict { message, causes: causes() },
        ("Expired" | "Gone", _) | (_, 410) => ClusterError::Gone(message),
        ("Invalid", _) | (_, 422) => ClusterError::Invalid { message, causes: causes() },
        ("BadRequest", _) | (_, 400) => ClusterError::Malformed(message),
        ("TooManyRequests", _) | (_, 429) => ClusterError::TooManyRequests { retry_after, message },
        ("Timeout" | "ServerTimeout", _) | (_, 504) => ClusterError::Timeout { retry_after, message },
        (_, code @ 500..) => ClusterError::Server { code, retry_after, message },
        (_, code) => ClusterError::Refused { code, message },
    }
}

/// The error of a request that got no answer.
pub(super) fn of_transport(error: &kube::Error) -> ClusterError {
    if let kube::Error::Auth(auth) = error {
        return of_auth(auth);
    }
    let mut current: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(link) = current {
        if link.is::<rustls::Error>() {
            return ClusterError::Tls(link.to_string().into());
        }
        if let Some(auth) = link.downcast_ref::<AuthError>() {
            return of_auth(auth);
        }
        // rustls hands its errors on inside `io::Error`, which hides them from `source`.
        if let Some(inner) = link.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
            && inner.is::<rustls::Error>()
        {
            return ClusterError::Tls(inner.to_string().into());
        }
        current = link.source();
    }
    ClusterError::Unreachable(chain(error).into())
}

/// Credential plugins print tokens: of their output only the first line of stderr is told.
#[expect(clippy::wildcard_enum_match_arm, reason = "kube's enum: all other causes quote no output")]
fn of_auth(error: &AuthError) -> ClusterError {
    ClusterError::Credentials(match error {
        AuthError::AuthExecRun { cmd, out } => {
            let stderr = String::from_utf8_lossy(&out.stderr);
            let line: String = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("").chars().take(MAX_FOREIGN).collect();
            let program = cmd.split_whitespace().next().unwrap_or("");
            format!("the credential plugin {program} failed ({}): {line}", out.status).into()
        }
        AuthError::AuthExecParse(_) => "the credential plugin's output is no ExecCredential".into(),
        other => chain(other).into(),
    })
}

/// The error and its causes, each said once.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut out = String::new();
    let mut current = Some(error);
    while let Some(link) = current {
        let text = link.to_string();
        if !out.contains(&text) {
            if !out.is_empty() {
                out.push_str(": ");
            }
            out.push_str(&text);
        }
        current = link.source();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Status, of_status};
    use crate::adapters::cluster::error::ClusterError;

    #[test]
    fn reasons_beat_codes() {
        let of = |reason: &str, code| {
            of_status(Status { reason: reason.into(), code, message: "m".into(), ..Status::default() }, Some(3), &"get pods".into(), false)
        };
        assert!(matches!(of("AlreadyExists", 409), ClusterError::AlreadyExists(_)));
        assert!(matches!(of("Conflict", 409), ClusterError::Conflict { .. }));
        assert!(matches!(of("Expired", 410), ClusterError::Gone(_)));
        assert_eq!(of("TooManyRequests", 429).retry_after(), Some(3));
        assert!(of("", 503).is_retryable());
        assert!(!of("", 415).is_retryable());
    }
}
