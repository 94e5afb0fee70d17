//! Files over HTTP(S): what a kustomization names by URL. It decides nothing: what to send along, whom to trust and where it may lead is
//! asked.

pub mod ask;
pub mod client;
pub mod get;
pub mod near;
