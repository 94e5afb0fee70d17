//! Tiphys: the operator's console for GitOps on Kubernetes, with the GitOps engine in the binary.

pub mod model;

pub mod engine;

pub mod session;
pub mod view;

pub mod adapters;
pub mod runtime;
pub mod sandbox;

pub mod cli;
pub mod config;
pub mod tui;
