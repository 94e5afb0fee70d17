//! Go's `text/template` with the functions that Helm adds: the language of charts, ApplicationSets and notifications. It
//! knows no chart, no file, no network, no clock and no randomness: time and entropy are given (`chance`), everything that
//! hostile input could make large or endless is counted (`budget`).
//!
//! Text is parsed once into trees that may be shared between threads; one execution has values of its own (`value`), which
//! templates may change in place as they do in Go (`set`, `unset`, `merge`).

pub mod budget;
pub mod chance;
pub mod dict;
pub mod fault;
pub mod function;
pub mod functions;
pub mod list;
pub mod native;
pub mod text;
pub mod value;
