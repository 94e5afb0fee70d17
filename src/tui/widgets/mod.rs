//! Parts of the screen, each painted from plain values. They know no state and no key.

pub mod boxed;
pub mod cells;
pub mod columns;
pub mod rows;
