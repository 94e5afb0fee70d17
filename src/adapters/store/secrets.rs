//! Secrets of a control plane, read by key. What is read here goes into types that show nothing.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::object::Object;

/// The label that says what a Secret is for.
pub(super) const TYPE_LABEL: &str = "argocd.argoproj.io/secret-type";

/// The text under a key; empty where there is none, or it is no text.
pub(super) fn text(secret: &Object, key: &str) -> Arc<str> {
    let decoded = secret.str_at(&["data", key]).and_then(|data| STANDARD.decode(data).ok());
    decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default().into()
}
