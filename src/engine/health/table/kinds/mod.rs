//! The families of the table, each a file.

#![expect(clippy::enum_glob_use, reason = "the words of the table stand for themselves")]

mod argo_workflows;

use super::words::Entry;

/// Every family.
pub(super) const ALL: &[&[Entry]] = &[argo_workflows::ENTRIES];
