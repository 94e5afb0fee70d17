//! The only code that touches the world: the API server, Git, stored records. It decides nothing.

pub mod charts;
pub mod cluster;
pub mod git;
pub mod judge;
pub mod store;
pub mod web;
