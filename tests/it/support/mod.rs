//! What the areas share: folders, servers, waiting for a state.

pub(crate) mod answers;
pub(crate) mod conformance;
mod plain_plane;
pub(crate) mod testbed;
