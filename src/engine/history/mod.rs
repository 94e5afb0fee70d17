//! Records, retention, verdicts on records, and which record to go back to. It knows no cluster and no clock.

pub mod hold;
pub mod records;
pub mod rollback;
pub mod verdicts;
