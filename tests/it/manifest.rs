//! Tests of the area `manifest`.
#![expect(
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    reason = "a test's helper fails as its test does, and need not be fast"
)]

mod go;
mod kustomize;
mod objects;
mod properties;
mod streams;
