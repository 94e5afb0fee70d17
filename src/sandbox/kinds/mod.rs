//! What the sandbox knows of kinds: which are served, their fields, defaults and rules. It knows no store and no request.

pub(crate) mod custom;
pub(crate) mod decode;
pub(crate) mod defaults;
pub(crate) mod edit;
pub(crate) mod protobuf;
pub(crate) mod quantity;
pub(crate) mod registry;
pub(crate) mod resource;
pub(crate) mod rules;
pub(crate) mod types;
