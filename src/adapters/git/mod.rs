//! Git behind git2: one bare mirror a repository, revisions, trees, blobs. It decides nothing. Reading (`mirror`) never
//! touches the network; fetching (`fetch`) does, and runs in the killable worker.

pub mod blame;
pub mod disk;
pub mod error;
pub mod fetch;
pub mod hermetic;
pub mod known_hosts;
pub mod mirror;
pub mod signature;
