//! Tests of the area `sync`.

mod digest;
mod generated;
mod history;
mod options;
mod plans;
mod properties;
mod record;
mod resume;
mod traces;
pub(crate) mod world;
