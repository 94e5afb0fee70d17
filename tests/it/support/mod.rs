//! What the areas share: folders, servers, waiting for a state.

pub(crate) mod conformance;
