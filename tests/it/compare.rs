//! Desired against live: verdicts, hunks, masks, trees; and the same questions put to Argo CD's own libraries.

mod diffs;
mod health;
mod hunks;
mod masks;
pub(crate) mod oracle;
mod oracle_classes;
mod tree;
mod verdicts;
