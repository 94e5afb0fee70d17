//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.

pub mod action;
pub mod capture;
pub mod color;
mod data;
pub mod frame;
pub mod glyph;
pub mod key;
pub mod keymap;
pub mod paint;
pub mod theme;
pub mod widgets;
