//! (State, Query) → rows, spans, tones: what a face shows, without a word about how. It knows no ratatui and no terminal.
//! Every text that leaves here is clean (`model::text::clean`): no face has to think of it again.

pub mod age;
mod apps;
pub mod page;
pub mod screen;
pub mod words;
