//! The application core of all faces: state, commands, effects, `update`. Pure: it knows no client, no clock, no screen.

pub mod command;
pub mod query;
