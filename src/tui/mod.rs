//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.

pub mod action;
pub mod capture;
pub mod color;
mod data;
pub mod frame;
pub mod glyph;
pub mod handle;
pub mod input;
pub mod key;
pub mod keymap;
pub mod layer;
pub mod paint;
pub mod palette;
pub mod place;
pub mod text;
pub mod theme;
pub mod ui;
pub mod widgets;
