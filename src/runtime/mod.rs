//! Effects in, replies out: the only room (with the sandbox) that spawns; timeouts are set here and only here.

pub mod engine;
pub mod inbox;
