//! Charts from where they are published: HTTP repositories with an index, and OCI registries. It decides neither which version is meant
//! nor with whose credentials: both are given.

pub mod archive;
pub mod oci;
