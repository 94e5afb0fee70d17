//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.

pub mod action;
mod data;
pub mod key;
pub mod keymap;
