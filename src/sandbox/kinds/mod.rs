//! What the sandbox knows of kinds: which are served, their fields, defaults and rules. It knows no store and no request.

pub(crate) mod decode;
pub(crate) mod quantity;
pub(crate) mod types;
