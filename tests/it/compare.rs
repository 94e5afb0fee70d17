//! Desired against live: verdicts, hunks, masks, trees; and the same questions put to Argo CD's own libraries.

mod bad_input;
mod diffs;
mod explain;
mod health;
mod hunks;
mod ignored;
mod masks;
pub(crate) mod oracle;
mod oracle_classes;
mod oracle_rules;
mod orphans;
mod real;
mod server_side;
mod tree;
pub(crate) mod verdicts;
