//! Tests of sync: history.
