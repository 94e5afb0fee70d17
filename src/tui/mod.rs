//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.

pub mod action;
pub mod assemble;
pub mod capture;
pub mod clipboard;
pub mod color;
mod data;
pub mod encode;
pub mod frame;
pub mod glyph;
pub mod handle;
mod hints;
pub mod input;
pub mod key;
pub mod keymap;
pub mod layer;
pub mod options;
pub mod outlet;
pub mod paint;
pub mod palette;
pub mod place;
pub mod run;
pub mod start;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod ui;
pub mod widgets;
