//! The vocabulary: plain values that every room shares. It knows no parser, no client, no clock and no screen.

pub mod access;
pub mod application;
pub mod helm;
pub mod house;
pub mod ids;
pub mod jsonnet;
pub mod object;
pub mod operation;
pub mod problem;
pub mod project;
pub mod repository;
pub mod settings;
pub mod status;
pub mod text;
pub mod typed;
