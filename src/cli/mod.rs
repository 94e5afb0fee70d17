//! The verbs without a console: arguments in, tables or JSON and an exit code out. It decides nothing that session decides; what it
//! prints are the same pages that the console paints.

mod access;
pub mod access_args;
pub mod actions_args;
mod app;
pub mod app_args;
pub mod app_flags;
pub mod args;
pub mod conformance;
mod crds;
mod diff_args;
mod headless;
mod helm;
mod helm_args;
mod helm_login;
pub mod out;
pub mod parse;
mod policy;
mod provenance;
mod render;
pub mod run;
pub mod usage;
