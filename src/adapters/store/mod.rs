//! Applications, projects and settings as stored in a control plane: read, typed, written by merge patch. It decides nothing.

pub mod access;
pub mod application;
mod cluster_config;
pub mod clusters;
pub mod crds;
pub mod guard;
pub mod house;
pub mod journal;
pub mod keys;
pub mod kinds;
pub mod project;
pub mod repositories;
mod secrets;
pub mod seed;
pub mod settings;
mod structural;
mod truth;
mod version;
