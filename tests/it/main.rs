//! The one integration binary: a module an area, `support/` for what they share.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail as tests do; clippy.toml covers test functions only")]
#![allow(clippy::print_stdout, clippy::drop_non_drop, reason = "a skipped test says so in one line")]

mod access;
mod admission;
mod architecture;
mod bad_input;
mod canary;
mod charts;
mod cli;
mod cluster;
mod compare;
mod conformance;
mod conformance_kustomize;
mod conformance_sync;
mod data_files;
mod gate;
mod git;
mod held_back;
mod helm;
mod journey;
mod judge;
mod keys;
mod manifest;
mod merge;
mod policy;
mod pty_journey;
mod render;
mod renders;
mod sandbox;
mod screens;
mod session;
mod store;
mod support;
mod sync;
mod template;
