//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.

pub mod action;
pub mod color;
mod data;
pub mod glyph;
pub mod key;
pub mod keymap;
pub mod theme;
