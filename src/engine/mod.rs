//! Pure GitOps: values in, values and problems out. It knows no client, no Git, no file system, no clock, no screen.
//! What a function lacks it asks for (`step`); what it read it says (`step::Reads`).

pub mod access;
pub mod actions;
pub mod compare;
pub mod constraint;
pub mod explain;
pub mod gate;
pub mod glob;
pub mod health;
pub mod history;
pub mod judge;
pub mod manifest;
pub mod merge;
pub mod policy;
pub mod reads;
pub mod render;
pub mod resources;
pub mod schema;
pub mod secrecy;
pub mod selector;
pub mod step;
mod submodules;
pub mod sync;
pub mod template;
pub mod tree;
pub mod trial;
