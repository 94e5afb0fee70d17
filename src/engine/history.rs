//! Records, retention, verdicts on records, and which record to go back to. It knows no cluster.
