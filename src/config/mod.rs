//! `config.yaml` and where files live: schema, precedence, errors with file, line and the nearest right word. It knows no session.
//!
//! Precedence, the first that says something counts: flags, then environment, then the user's file, then what is built in.

pub mod file;
pub mod places;
