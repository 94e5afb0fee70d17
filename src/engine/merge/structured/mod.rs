//! Server-side apply as structured-merge-diff and the API server's field manager do it: who owns which field, what an apply
//! changes, who is in its way. It knows no server; defaults and admission are the caller's.

pub mod apply;
pub mod fields;
pub mod managed;
