//! Facts about kinds: merge keys, list types, scopes. Built-in kinds by one generated table; the rest learnt from the API
//! server. It knows no client.

/// What an API server published of one group and version.
#[derive(Debug, Default)]
pub struct Learnt {}

/// Facts about the kinds of one cluster: the built-in ones, and what was learnt of the rest.
#[derive(Debug, Default)]
pub struct Schema {}
