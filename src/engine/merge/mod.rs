//! Merges with their own meaning on one table: strategic (kubectl), kyaml (Kustomize), structured with managedFields
//! (server-side apply); JSON merge and JSON 6902 beside them. It knows no cluster.

pub mod jsonmerge;
pub mod jsonpatch;
pub mod kyaml;
pub mod last_applied;
pub mod pointer;
pub mod strategic;
pub mod structured;
