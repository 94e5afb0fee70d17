//! What the areas share: folders, servers, waiting for a state.

pub(crate) mod answers;
pub(crate) mod certificates;
pub(crate) mod chart_shelf;
pub(crate) mod conformance;
pub(crate) mod console;
pub(crate) mod corpus;
pub(crate) mod desk;
pub(crate) mod fleet;
pub(crate) mod git_http;
pub(crate) mod home;
pub(crate) mod judged;
pub(crate) mod loopback;
mod plain_plane;
pub(crate) mod pty;
pub(crate) mod registry;
pub(crate) mod repo;
pub(crate) mod repository;
pub(crate) mod rules;
pub(crate) mod screen;
pub(crate) mod served;
pub(crate) mod testbed;
