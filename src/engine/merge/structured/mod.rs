//! Server-side apply as structured-merge-diff and the API server's field manager do it: who owns which field, what an apply
//! changes, who is in its way. It knows no server; defaults and admission are the caller's.
//!
//! A write is compared with what was there, by type: [`compare`], [`paths`], [`merge`], [`remove`] work on values and
//! [`fields::FieldSet`]s; `owners` says what becomes of everybody's fields; [`apply`] wraps that into the two verbs of the
//! API server with its managers' names, times and limits.

pub mod apply;
pub mod compare;
pub mod element;
pub mod fields;
pub mod managed;
pub mod merge;
pub mod mutations;
mod owners;
pub mod paths;
mod reconcile;
pub mod remove;
mod reset;
pub mod typed;
pub mod validate;
