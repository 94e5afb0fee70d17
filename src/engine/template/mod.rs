//! Go's `text/template` with the functions that Helm adds: the language of charts, ApplicationSets and notifications. It
//! knows no chart, no file, no network, no clock and no randomness: time and entropy are given (`chance`), everything that
//! hostile input could make large or endless is counted (`budget`).
//!
//! Text is parsed once into trees that may be shared between threads; one execution has values of its own (`value`), which
//! templates may change in place as they do in Go (`set`, `unset`, `merge`).
//!
//! The way of a text: `parse` (on the pieces that `lex` cuts) makes a `tree`; a `set` knows trees by name; `execute` walks one
//! with values and prints through `print`; `error` says in Go's words where it ended, `helm_error` in Helm's. The stack that
//! an execution needs follows from `budget::Limits::depth`: at its default 8 MiB, in a build without optimization 26 MiB.

pub mod access;
pub mod budget;
pub mod builtins;
pub mod chance;
pub mod characters;
pub mod compare;
pub mod cycles;
pub mod dict;
pub mod error;
pub mod escape;
pub mod execute;
pub mod fault;
pub mod function;
pub mod functions;
pub mod helm_error;
pub mod lex;
pub mod list;
pub mod native;
pub mod parse;
pub mod print;
pub mod set;
pub mod text;
pub mod tree;
pub mod tree_text;
pub mod value;
